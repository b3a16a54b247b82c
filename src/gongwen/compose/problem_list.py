"""数据问题清单: every problem of a data folder, one row each, the whole list and one sheet a reporting unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from gongwen.model.document import Properties
from gongwen.model.listing import ListBook, ListCell, ListRow, ListSheet
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity

PROBLEM_LIST = "数据问题清单.xlsx"
MARKED_FOLDER = "标注"
"""Where the marked copies lie, beside the list."""

_HEADINGS = ("级别", "序号", "报送单位", "文件", "工作表", "单元格", "问题", "怎么改", "代码")
_WIDTHS = (6, 5, 11, 26, 13, 10, 48, 34, 19)
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def compose_problem_list(
    problems: Sequence[Problem], units: Mapping[Problem, tuple[str, ...]], marked: Collection[str], pack: Pack
) -> ListBook:
    """The list as a workbook. ``units`` says whose a problem is; ``marked`` are files that have a marked copy.

    Errors come first, then warnings, then notes, each in order of files. A cell in a marked file is a link to it.
    """
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: _ORDER[problem.severity])
    names = {region.code: region.name for region in pack.regions}
    sheets = [_sheet("全部问题", f"{pack.name}数据问题清单", ordered, units, marked, names)]
    for region in pack.regions:
        own = [problem for problem in ordered if region.code in units.get(problem, ())]
        if own:
            sheets.append(_sheet(region.name, f"{region.name}数据问题清单", own, units, marked, names))
    return ListBook(tuple(sheets), Properties(f"{pack.name}数据问题清单", pack.issuer.name), pack.faces)


def counted(problems: Sequence[Problem]) -> str:
    """``错误2处、提醒3处、说明1处``; 没有发现问题 where there are none."""
    counts = Counter(problem.severity for problem in problems)
    parts = [f"{severity.label}{counts[severity]}处" for severity in Severity if counts[severity]]
    return "、".join(parts) or "没有发现问题"


def _sheet(
    name: str,
    title: str,
    problems: Sequence[Problem],
    units: Mapping[Problem, tuple[str, ...]],
    marked: Collection[str],
    names: Mapping[str, str],
) -> ListSheet:
    rows = tuple(_row(number, problem, units, marked, names) for number, problem in enumerate(problems, 1))
    more = "点“单元格”一栏打开标注件的那一格。" if marked else ""
    notes = (f"共{counted(problems)}。错误必须改正，否则不出稿；提醒请核实。{more}",)
    return ListSheet(name, _HEADINGS, _WIDTHS, rows, title, notes)


def _row(
    number: int,
    problem: Problem,
    units: Mapping[Problem, tuple[str, ...]],
    marked: Collection[str],
    names: Mapping[str, str],
) -> ListRow:
    owners = "、".join(names.get(code, code) for code in units.get(problem, ()))
    spot = problem.cell or problem.place
    texts = (
        problem.severity.label, str(number), owners, problem.file, problem.sheet, spot, problem.message, problem.fix,
        problem.code,
    )  # fmt: skip
    cells = [ListCell(text) for text in texts]
    if problem.file in marked and "#" not in problem.file:
        cell = problem.cell if problem.cell.isalnum() else "A1"
        where = f"'{problem.sheet.replace(chr(39), chr(39) * 2)}'!{cell}" if problem.sheet else ""
        target = f"{MARKED_FOLDER}/{problem.file}" + (f"#{where}" if where else "")
        place = 5 if spot else 3
        cells[place] = ListCell(cells[place].text, link=target)
    return ListRow(tuple(cells), problem.severity.value)
