"""The command line's part for the traffic with reporting units: check with marks, forms, collect, confirm."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from gongwen.model.problems import Problem, Severity

DONE, PROBLEMS = 0, 1


class Say(Protocol):
    """What a command says things with."""

    quiet: bool

    def line(self, text: str) -> None:
        """One line for a person."""

    def outputs(self, paths: Iterable[Path]) -> None:
        """Files written."""

    def table(self, problems: Sequence[Problem]) -> None:
        """Problems as a table, with their counts."""


def check(options: argparse.Namespace, say: Say) -> int:
    """Problems as a table; with ``--annotate`` also as a list and as marks in copies of the workbooks."""
    import gongwen as gw
    from gongwen.collecting import annotate
    from gongwen.model.problems import has_errors

    pack = gw.load_pack(options.pack)
    if options.annotate is None:
        problems = gw.check(options.data, pack=pack)
        say.table(problems)
    else:
        made = annotate(options.data, options.annotate, pack=pack)
        problems = made.problems
        say.table((*problems, *made.unmarked))
        written(made.outputs, say)
    failed = has_errors(problems)
    say.line("数据有错误，改好后再生成。" if failed else "数据可以使用。")
    return PROBLEMS if failed else DONE


def written(paths: Sequence[Path], say: Say) -> None:
    """Name the files, the first dozen of many."""
    say.outputs(paths)
    for path in paths[:12]:
        say.line(f"已写出 {path}")
    if len(paths) > 12:
        say.line(f"……共{len(paths)}个文件")


def table_lines(problems: Sequence[Problem], paint: Callable[[str, Severity], str]) -> list[str]:
    """The table as it fits this terminal; as wide as a page where the output goes elsewhere."""
    from gongwen.terminal import counts, problem_table

    width = shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 120
    lines = list(problem_table(problems, width=width, paint=paint))
    return [*lines, f"共{len(problems)}处：{counts(problems)}。"] if problems else ["没有发现问题。"]


def add_check(command: Callable[..., Any], period: Callable[[str], str]) -> None:
    """Arguments of ``check``."""
    made = command("check", check, "检查数据，列出全部问题和所在单元格")
    made.add_argument("pack", metavar="区县包", type=Path, help="区县包文件夹")
    made.add_argument("--data", metavar="文件夹", required=True, type=Path, help="数据文件夹")
    made.add_argument("--period", metavar="期间", type=period, help="只看与这一期有关的问题，如 2022-07")
    made.add_argument(
        "--annotate", metavar="文件夹", type=Path, help="写出数据问题清单，以及在错处标色加批注的工作簿副本"
    )
