"""The command line's part for the traffic with reporting units: check with marks, forms, collect, confirm."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
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

    def extra(self, key: str, value: object) -> None:
        """Something only this command has, for ``--json``."""

    def table(self, problems: Sequence[Problem]) -> None:
        """Problems as a table, with their counts."""


def check(options: argparse.Namespace, say: Say) -> int:
    """Problems as a table; with ``--annotate`` also as a list and as marks in copies of the workbooks."""
    import gongwen as gw
    from gongwen.collecting import annotate
    from gongwen.model.problems import has_errors

    pack = gw.load_pack(options.pack)
    if options.annotate is None:
        problems = gw.check(options.data, pack=pack, period=options.period)
        say.table(problems)
    else:
        made = annotate(options.data, options.annotate, pack=pack, period=options.period)
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
    made.add_argument(
        "--period", metavar="期间", type=period, help="只列与这一期和上一期有关的提醒、说明，如 2022-07；错误总是列出"
    )
    made.add_argument(
        "--annotate", metavar="文件夹", type=Path, help="写出数据问题清单，以及在错处标色加批注的工作簿副本"
    )


# -- forms, collect, confirm -------------------------------------------------------------------------------------------


def forms(options: argparse.Namespace, say: Say) -> int:
    """One form a reporting unit."""
    import gongwen as gw
    from gongwen.collecting import make_forms

    pack = gw.load_pack(options.pack)
    data = gw.read(options.data, pack=pack) if options.data else None
    made = make_forms(
        pack, period=options.period, out=options.out, data=data, as_of=options.as_of, previous=options.previous
    )
    written(made, say)
    return DONE


def collect(options: argparse.Namespace, say: Say) -> int:
    """Returned forms merged; 1 where a unit is missing or a form goes back."""
    import gongwen as gw
    from gongwen.collecting import collect as merge
    from gongwen.collecting import days_of_files

    pack = gw.load_pack(options.pack)
    made = merge(
        options.folder,
        options.out,
        pack=pack,
        period=options.period,
        report=options.report,
        data=gw.read(options.data, pack=pack) if options.data else None,
        as_of=options.as_of,
        previous=options.previous,
        due=options.due,
        received=days_of_files(options.folder) if options.received == "mtime" else None,
    )
    say.table(made.collection.problems)
    units = made.collection.units
    for standing in dict.fromkeys(unit.standing for unit in units):
        names = [unit.form.unit_name for unit in units if unit.standing is standing]
        say.line(f"{standing.value}{len(names)}个：{'、'.join(names)}")
    say.extra(
        "units",
        [
            {
                "unit": unit.form.unit, "name": unit.form.unit_name, "standing": unit.standing.value,
                "files": list(unit.files), "dated": unit.dated.isoformat() if unit.dated else "",
            }
            for unit in units
        ],
    )  # fmt: skip
    written(made.outputs, say)
    if not made.ok:
        say.line("还没有收齐；汇总里只有能用的报送表，不要用来出稿。")
    return DONE if made.ok else PROBLEMS


def confirm(options: argparse.Namespace, say: Say) -> int:
    """One 数据确认单 a region."""
    import gongwen as gw
    from gongwen.collecting import confirm as make

    data = gw.read(options.data, pack=gw.load_pack(options.pack))
    made = make(
        data,
        period=options.period,
        out=options.out,
        reply_by=options.reply_by,
        as_of=options.as_of,
        previous=options.previous,
    )
    written(made, say)
    return DONE


def add_desk(command: Callable[..., Any], period: Callable[[str], str], day: Callable[[str], date]) -> None:
    """Arguments of check, forms, collect and confirm."""
    add_check(command, period)
    made = command("forms", forms, "给每个报送单位生成一份报送表")
    _shared(made, period, day)
    made.add_argument("--data", metavar="文件夹", type=Path, help="数据文件夹，上期数从这里取；不给就用已发布的上期")
    made.add_argument("-o", "--out", metavar="文件夹", required=True, type=Path, help="输出文件夹")
    made = command("collect", collect, "汇总收回的报送表，列出谁没有报、要退回谁")
    _shared(made, period, day)
    made.add_argument("folder", metavar="文件夹", type=Path, help="收回的报送表所在的文件夹")
    made.add_argument("-o", "--out", metavar="文件", required=True, type=Path, help="汇总文件，.xlsx 或 .csv")
    made.add_argument("--report", metavar="文件", type=Path, help="报送情况表，.xlsx")
    made.add_argument("--data", metavar="文件夹", type=Path, help="数据文件夹，核对各单位有没有改动以前各期的数")
    made.add_argument("--due", metavar="日期", type=day, help="截止日，默认按区县包的 deadline_day")
    made.add_argument(
        "--received", metavar="依据", choices=("form", "mtime"), default="form",
        help="报送日期的依据：form 表上填的（默认），mtime 文件的修改时间",
    )  # fmt: skip
    made = command("confirm", confirm, "发布前给每个地区一份数据确认单，只有它自己的数据和位次")
    _shared(made, period, day)
    made.add_argument("--data", metavar="文件夹", required=True, type=Path, help="数据文件夹")
    made.add_argument("-o", "--out", metavar="文件夹", required=True, type=Path, help="输出文件夹")
    made.add_argument("--reply-by", metavar="日期", type=day, help="反馈截止日；不给就留空")


def _shared(made: Any, period: Callable[[str], str], day: Callable[[str], date]) -> None:
    made.add_argument("pack", metavar="区县包", type=Path, help="区县包文件夹")
    made.add_argument("--period", metavar="期间", required=True, type=period, help="如 2022-07")
    made.add_argument("--as-of", metavar="日期", type=day, help="月中各表的截止日，如 2022-07-20")
    made.add_argument("--previous", metavar="文件夹", type=Path, help="上期已发布的文件夹")
