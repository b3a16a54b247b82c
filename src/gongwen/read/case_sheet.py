"""A sheet of cases (专栏案例), one row a case: 标题 属地 业主 总投资 难题 服务经过 成效 供稿 照片."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from gongwen.guard.text import compact
from gongwen.model.data import Case
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid

_FACTS = ("标题", "属地", "业主", "总投资", "供稿", "照片")
_TEXTS = ("难题", "服务经过", "成效")
_PASSED = ("序号", "编号")
_HEADING_ROWS = 12
"""A heading row further down is none."""
_PHOTO = re.compile(
    r"([^；;\n、（()|｜）]+\.(?:png|jpe?g))\s*(?:[（(|｜]\s*([^）)；;\n]*?)\s*[）)]?)?\s*(?:[；;、\n]|$)", re.I
)
_ALIASES = {"案例标题": "标题", "所属地区": "属地", "地区": "属地", "业主单位": "业主", "供稿单位": "供稿"}
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def heading_row(grid: Grid) -> int | None:
    """The row with 标题 and at least two more of the known headings; None where the sheet holds no cases."""
    for number in sorted(grid.rows)[:_HEADING_ROWS]:
        words = {_heading(cell) for cell in grid.rows[number].values()}
        if "标题" in words and len(words & {*_FACTS, *_TEXTS}) >= 3:
            return number
    return None


def read_case_sheet(
    grid: Grid, heading: int, photo: Callable[[str], bytes | None], *, is_sample: bool
) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """Every row under the heading as a case; columns of other names become sections of the case, in their order.

    A line break in a cell begins a paragraph. Photos are paths beside the workbook, ``现场.jpg（施工现场）``, several
    divided by ``；``. What cannot be read is a problem with its cell; ``photo`` gives a picture's bytes or None.
    """
    columns = {column: _heading(cell) for column, cell in sorted(grid.rows[heading].items()) if cell.text.strip()}
    units = {column: _unit(cell.text) for column, cell in grid.rows[heading].items()}
    problems = [
        _error(grid, "case.column_twice", f"“{name}”有两列", "只留一列", heading, column)
        for column, name in columns.items()
        if name in list(columns.values())[: list(columns).index(column)]
    ]
    cases: list[Case] = []
    for row in sorted(number for number in grid.rows if number > heading):
        cells = {column: cell for column, cell in grid.rows[row].items() if column in columns and cell.text.strip()}
        if not cells or (len(cells) == 1 and 1 in cells and _is_note(cells[1].text)):
            continue
        case, faults = _case(grid, row, cells, columns, units, photo, is_sample)
        cases.append(case)
        problems += faults
    return tuple(cases), tuple(problems)


def _case(
    grid: Grid,
    row: int,
    cells: dict[int, RawCell],
    columns: dict[int, str],
    units: dict[int, str],
    photo: Callable[[str], bytes | None],
    is_sample: bool,
) -> tuple[Case, list[Problem]]:
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    sections: list[tuple[str, tuple[str, ...]]] = []
    photos: tuple[Photo, ...] = ()
    for column, cell in sorted(cells.items()):
        name = columns[column]
        if cell.kind in (RawKind.ERROR, RawKind.NO_CACHE):
            message = f"“{name}”读不出来（{cell.text or '公式没有算过'}）"
            problems.append(_error(grid, "case.cell", message, "改成文字后再存", row, column))
        elif name == "照片":
            photos, faults = _photos(cell.text, grid, row, column, photo)
            problems += faults
        elif name == "总投资":
            texts[name] = cell.text.strip() + (units[column] if _NUMBER.fullmatch(cell.text.strip()) else "")
            if _NUMBER.fullmatch(texts[name]):
                message, fix = f"总投资“{texts[name]}”没有单位", "表头写“总投资（亿元）”，或在格里写明"
                found = _error(grid, "case.no_unit", message, fix, row, column)
                problems.append(found)
        elif name in _FACTS:
            texts[name] = " ".join(cell.text.split())
        elif name not in _PASSED:
            sections.append((name, tuple(line.strip() for line in cell.text.splitlines() if line.strip())))
    if not texts.get("标题"):
        column = next(number for number, name in columns.items() if name == "标题")
        problems.append(_error(grid, "case.no_headline", "案例没有标题", "请在“标题”一列填写", row, column))
    case = Case(
        headline=texts.get("标题", ""),
        region=texts.get("属地", ""),
        owner=texts.get("业主", ""),
        investment=texts.get("总投资", ""),
        contributor=texts.get("供稿", ""),
        sections=tuple(sections),
        photos=photos,
        is_sample=is_sample,
        source=grid.source(row, min(columns)),
    )
    return case, problems


def _photos(
    text: str, grid: Grid, row: int, column: int, photo: Callable[[str], bytes | None]
) -> tuple[tuple[Photo, ...], list[Problem]]:
    made: list[Photo] = []
    problems: list[Problem] = []
    end = 0
    for match in _PHOTO.finditer(text):
        rest, end = text[end : match.start()], match.end()
        address, caption = match.group(1).strip().replace("\\", "/"), match.group(2) or ""
        data = None if rest.strip() else photo(address)
        if data is None:
            fix = "照片要与工作簿放在同一文件夹（或其下级），格式为 png 或 jpg，几张之间用“；”隔开"
            message = f"找不到照片 {(rest + address).strip()}"
            problems.append(_error(grid, "photo.missing", message, fix, row, column))
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(grid.path), address))
            made.append(Photo(path, caption.strip(), data))
    if text[end:].strip():
        fix = "写文件名，如“现场.jpg（施工现场）”；照片不要直接贴在格里"
        problems.append(_error(grid, "photo.missing", f"找不到照片 {text[end:].strip()}", fix, row, column))
    return tuple(made), problems


def _heading(cell: RawCell) -> str:
    """标题 for 案例标题, 总投资 for 总投资（亿元）; any other heading as it is written."""
    name = compact(_BRACKETED.sub("", cell.text)).rstrip("：:*")
    name = _ALIASES.get(name, name)
    return name if name in _FACTS or name in _TEXTS or name in _PASSED else compact(cell.text)


def _unit(text: str) -> str:
    found = re.search(r"[（(]([^）)]+)[）)]", text)
    return found.group(1).removeprefix("单位：").strip() if found else ""


def _is_note(text: str) -> bool:
    return text.strip().startswith(("注", "说明", "填表", "备注"))


def _error(grid: Grid, code: str, message: str, fix: str, row: int, column: int) -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=grid.path, sheet=grid.sheet, cell=grid.address(row, column))
