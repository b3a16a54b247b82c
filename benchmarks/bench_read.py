"""Reading workbooks beside pandas, in one run: cell addresses, hidden rows and formulas kept here, values only there.

Run: python benchmarks/bench_read.py [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WIDE_ROWS, WIDE_COLUMNS = 3_000, 40
LEDGER_ROWS, LEDGER_COLUMNS = 200_000, 8


def write_wide(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("7月")
        sheet.write_row(0, 0, ["地区", *(f"指标{n}（亿元）" for n in range(1, WIDE_COLUMNS))])
        for row in range(1, WIDE_ROWS + 1):
            sheet.write_row(row, 0, [f"第{row}镇", *((row * 37 + n * 101) % 9973 / 100 for n in range(1, WIDE_COLUMNS))])


def write_ledger(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["地区", "指标", "期间", "目标", "完成", "上年同期", "单位", "备注"])
        for row in range(1, LEDGER_ROWS + 1):
            figures = [row % 997 / 10, row % 887 / 10, row % 773 / 10]
            place = f"第{row % 3000}镇"
            sheet.write_row(row, 0, [place, f"指标{row % 40}", f"2022-{row % 12 + 1:02d}", *figures, "亿元", "无"])


CONTENDERS = {
    "gongwen": "from pathlib import Path\nfrom gongwen.read import read_folder\nread_folder(Path(sys.argv[1]).parent)",
    "pandas+openpyxl": "import pandas\npandas.read_excel(sys.argv[1], engine='openpyxl')",
    "pandas+calamine": "import pandas\npandas.read_excel(sys.argv[1], engine='calamine')",
}
PROGRAM = """
import resource, sys, time
{imports}
begin = time.perf_counter()
{job}
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def run(job: str, path: Path) -> tuple[float, int]:
    """Seconds without imports and peak MiB, each in a process of its own."""
    imports = "import pandas, openpyxl, python_calamine, gongwen.read, lxml.etree"
    program = PROGRAM.format(imports=imports, job=job)
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for name, write in ((f"{WIDE_ROWS}×{WIDE_COLUMNS}", write_wide), (f"{LEDGER_ROWS} rows", write_ledger)):
            path = Path(folder) / name / "book.xlsx"
            path.parent.mkdir()
            begin = time.perf_counter()
            write(path)
            print(f"{name}: written in {time.perf_counter() - begin:.1f} s, {path.stat().st_size >> 20} MiB")
            # Interleaved, so that a busy machine is busy for all of them.
            results: dict[str, list[tuple[float, int]]] = {contender: [] for contender in CONTENDERS}
            for _ in range(rounds):
                for contender, job in CONTENDERS.items():
                    results[contender].append(run(job, path))
            fastest = statistics.median(seconds for seconds, _ in results["pandas+calamine"])
            for contender, found in results.items():
                seconds = statistics.median(seconds for seconds, _ in found)
                peak = max(peak for _, peak in found)
                print(f"  {contender:16} {seconds:6.2f} s  {seconds / fastest:5.1f}× calamine  {peak:5d} MiB")


if __name__ == "__main__":
    main()
