"""一份带图、带横排附表的 7 页通报，一张 300 行的附表：gongwen 与 WeasyPrint 本身，交替着跑。

- 裸 WeasyPrint：同一份网页、同样备好的字体，样式表预先解析，收集器关着，只排版写出：能设的都设到最好；
- 现成 WeasyPrint：同一份网页，用系统里的 Noto CJK 合集，什么都不设；
- 冷启动：各起一个新进程，从零做一份；内存：各起一个新进程，连做五份，量峰值；
- typst、Chromium 只作记录：typst 自己写一份同样内容的源文件（peer_typst.py），装了才跑（pip install typst）。

    python benchmarks/bench_pdf.py [rounds]
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from render.bulletins import FOLDERS, bulletin, grid, single

from gongwen.render.fonts.cache import ready_faces
from gongwen.render.pdf.faces import font_configuration
from gongwen.render.pdf.sheets import parsed, sheets_apart
from gongwen.render.to_html import page_markup
from gongwen.render.to_pdf import render_pdf


def bare(markup: str) -> bytes:
    """WeasyPrint itself, as well as it can be set."""
    import weasyprint

    rest, sheets = sheets_apart(markup)
    gc.disable()
    try:
        return weasyprint.HTML(string=rest).write_pdf(
            font_config=font_configuration(ready_faces()),
            pdf_tags=True,
            stylesheets=[parsed(sheet) for sheet in sheets],
        )
    finally:
        gc.enable()


def plain(markup: str) -> bytes:
    """WeasyPrint itself with our faces and nothing else set."""
    import weasyprint

    return weasyprint.HTML(string=markup).write_pdf(font_config=font_configuration(ready_faces()), pdf_tags=True)


def with_system_faces(markup: str) -> str:
    plain = re.sub(r"--face-(\w+): [^;]*;", r'--face-\1: "Noto Serif CJK SC", serif;', markup)
    return re.sub(r"--face-hei: [^;]*;", '--face-hei: "Noto Sans CJK SC", sans-serif;', plain)


def stock(markup: str) -> bytes:
    import weasyprint

    return weasyprint.HTML(string=with_system_faces(markup)).write_pdf()


def default_table(markup: str) -> str:
    """The same table as WeasyPrint users write it: automatic layout, collapsed borders, a rule for every other row."""
    style = (
        "<style>table.board { table-layout: auto; border-collapse: collapse } table.board th, table.board td "
        "{ border: 0.5pt solid #000 } table.board tr:nth-child(even) td { background: #fafafa }</style>"
    )
    return markup.replace("</head>", f"{style}</head>", 1)


def interleaved(jobs: dict[str, Callable[[], bytes]], rounds: int) -> dict[str, tuple[float, int]]:
    """Median seconds and size in bytes of each job; the jobs take turns, so that a busy machine is busy for all."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    sizes = {name: len(job()) for name, job in jobs.items()}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            times[name].append(time.process_time() - start)
    return {name: (median(taken), sizes[name]) for name, taken in times.items()}


def cold(what: str, rounds: int) -> float:
    """Median seconds (user + system) of a process that makes one bulletin from nothing."""
    taken = []
    for _ in range(rounds):
        before = os.times()
        subprocess.run([sys.executable, __file__, "--once", what], check=True)
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return median(taken)


def once(what: str) -> None:
    if what in ("gongwen", "dozen"):
        for _ in range(12 if what == "dozen" else 1):
            render_pdf(bulletin(), FOLDERS)
    else:
        bare(page_markup(bulletin(), FOLDERS)[0])


MEMORY = """
import sys
import weasyprint
for _ in range(5):
    weasyprint.HTML(filename=sys.argv[1]).write_pdf()
print(open("/proc/self/status").read())
"""
"""现成 WeasyPrint 的进程里不装别的。"""


def memory(markup: str) -> None:
    """Print the peak of a process that makes five bulletins, with ours and with stock WeasyPrint."""
    if not Path("/proc/self/status").exists():
        print("  只在 Linux 上量")
        return
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "a.html"
        page.write_text(with_system_faces(markup), encoding="utf-8")
        commands = {"gongwen": [__file__, "--memory"], "现成 WeasyPrint": ["-c", MEMORY, str(page)]}
        for name, command in commands.items():
            done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
            peak = int(re.search(r"VmHWM:\s*(\d+)", done.stdout).group(1))  # getrusage counts the parent's too
            print(f"  {name:<24}{peak / 1024:8.0f} MiB")


def own_memory() -> None:
    document = bulletin()
    for _ in range(5):
        render_pdf(document, FOLDERS)
    print(Path("/proc/self/status").read_text(encoding="ascii"))


def dozen() -> float:
    """Seconds of each bulletin when one process makes twelve."""
    before = os.times()
    subprocess.run([sys.executable, __file__, "--once", "dozen"], check=True)
    after = os.times()
    return (after.children_user + after.children_system - before.children_user - before.children_system) / 12


def chromium(markup: str) -> str:
    """For the record: Chromium prints the same page (wall clock; no tags, no GB/T page numbers left and right)."""
    program = shutil.which("chromium")
    if program is None:
        return "没有装"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "a.html"
        page.write_text(markup, encoding="utf-8")
        start = time.perf_counter()
        flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        command = [
            program,
            *flags.split(),
            f"--user-data-dir={folder}/p",
            f"--print-to-pdf={folder}/a.pdf",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        taken, size = time.perf_counter() - start, (Path(folder) / "a.pdf").stat().st_size
    return f"{taken * 1000:8.0f} ms（墙上时间，冷）  {size / 1024:7.0f} kB"


def typst(rounds: int) -> str:
    """For the record: the same content set by typst, warm."""
    if find_spec("typst") is None:
        return "没有装"
    import typst as engine
    from peer_typst import folder_for

    with tempfile.TemporaryDirectory() as folder:
        source = folder_for(Path(folder), bulletin())
        jobs = {"typst": lambda: bytes(engine.compile(source, font_paths=[ready_faces()]))}
        seconds, size = interleaved(jobs, rounds)["typst"]
    return f"{seconds * 1000:8.0f} ms  {size / 1024:7.0f} kB"


def show(title: str, results: dict[str, tuple[float, int]]) -> None:
    print(title)
    base = next(iter(results.values()))[0]
    for name, (seconds, size) in results.items():
        print(f"  {name:<24}{seconds * 1000:8.0f} ms  {size / 1024:7.0f} kB  {seconds / base:5.2f}×")


def main(rounds: int) -> None:
    markup = page_markup(bulletin(), FOLDERS)[0]
    jobs: dict[str, Callable[[], bytes]] = {
        "gongwen": lambda: render_pdf(bulletin(), FOLDERS).data,
        "裸 WeasyPrint": lambda: bare(markup),
        "现成 WeasyPrint": lambda: stock(markup),
    }
    show("7 页通报，热", interleaved(jobs, rounds))
    table = single(grid(300, 8))
    rows = page_markup(table, FOLDERS)[0]
    show(
        "300 行附表，热",
        interleaved(
            {
                "gongwen": lambda: render_pdf(table, FOLDERS).data,
                "WeasyPrint 默认表": lambda: plain(default_table(rows)),
            },
            max(2, rounds // 2),
        ),
    )
    print(f"Chromium 打印同一网页     {chromium(markup)}")
    print(f"typst 同样内容，热        {typst(rounds)}")
    print("内存峰值，连做五份")
    memory(markup)
    print(f"一个进程做 12 份，每份     {dozen() * 1000:8.0f} ms")
    print("冷启动")
    for name in ("gongwen", "bare"):
        print(f"  {name:<24}{cold(name, max(2, rounds // 2)) * 1000:8.0f} ms")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(sys.argv[2])
    elif sys.argv[1:2] == ["--memory"]:
        own_memory()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
