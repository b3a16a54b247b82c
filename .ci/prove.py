"""The heavy proofs → docs/proof.md, dated: deep property tests, every proof-marked test, faults put into the arithmetic."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import mutants

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / ".venv" / "proof.xml"
EVERY = int(os.environ.get("GONGWEN_MUTANTS_EVERY", "10"))  # one fault in ten: about a quarter of an hour on two cores


def run_tests() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "proof or not proof", f"--junitxml={REPORT}", "-o", "junit_family=xunit1"]
    workers = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    surroundings = {**os.environ, "GONGWEN_PROOF": "full", "CI": "true"}
    return subprocess.run(command + workers, cwd=ROOT, env=surroundings, check=False).returncode


def by_room() -> list[str]:
    """One row a test folder: passed, failed, skipped."""
    counts: dict[str, Counter[str]] = {}
    for case in ElementTree.parse(REPORT).iter("testcase"):
        parts = Path(case.get("file") or case.get("classname", "").replace(".", "/")).parts
        room = parts[1] if len(parts) > 2 else "（全屋）"
        outcome = next((child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed")
        counts.setdefault(room, Counter())[outcome] += 1
    return [
        f"| {room} | {tally['passed']} | {tally['failure'] + tally['error']} | {tally['skipped']} |"
        for room, tally in sorted(counts.items())
    ]


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "未知"


def main() -> int:
    begin = datetime.datetime.now(datetime.UTC)
    code = run_tests()
    tried, alive = mutants.main(EVERY)
    minutes = (datetime.datetime.now(datetime.UTC) - begin).total_seconds() / 60
    lines = [
        "# 证明记录",
        "",
        "由 `make prove` 生成，请勿手改。性质检验每条 2000 例；需要外部程序的检验一个也不跳过；"
        f"再往算数的代码里逐个放入小错（换运算符、比较、常数），每 {EVERY} 处取 1 处，看检验能否发现。",
        "",
        f"- 时间：{begin:%Y-%m-%d %H:%M} UTC，用时 {minutes:.0f} 分钟；代码 {commit()}，版本 {version('gongwen')}",
        f"- 环境：Python {platform.python_version()}，{platform.system()} {platform.machine()}，{os.cpu_count()} 核",
        f"- 检验：{'全部通过' if code == 0 else '**有不通过的**'}",
        f"- 放错：试 {tried} 处，发现 {tried - len(alive)} 处，漏过 {len(alive)} 处",
        "",
        "| 房间 | 通过 | 不通过 | 跳过 |",
        "|---|---|---|---|",
        *by_room(),
    ]
    if alive:
        lines += ["", "漏过的（有的无害，须逐条看过）：", "", *(f"- `{fault}`" for fault in alive)]
    (ROOT / "docs" / "proof.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("结果已写入 docs/proof.md")
    return code


if __name__ == "__main__":
    sys.exit(main())
