"""A sheet of cases (专栏案例), one row a case: 标题 属地 业主 总投资 难题 服务经过 成效 供稿 照片."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from types import MappingProxyType

from gongwen.model.data import Case
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawKind
from gongwen.read.case_fields import FACTS, PASSED, TEXTS, investment, is_bare, is_fact, name_of, photos_named
from gongwen.read.grid import Grid

_HEADING_ROWS = 12
"""A heading row further down is none."""


def heading_row(grid: Grid) -> int | None:
    """The row with 标题 and at least two more of the known headings; None where the sheet holds no cases."""
    for number in sorted(grid.rows)[:_HEADING_ROWS]:
        words = {name_of(cell.text) for cell in grid.rows[number].values()}
        if "标题" in words and len(words & {*FACTS, *TEXTS}) >= 3:
            return number
    return None


def read_case_sheet(
    grid: Grid, heading: int, photo: Callable[[str], bytes | None], *, is_sample: bool
) -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """Every row under the heading as a case; columns of other names become sections of the case, in their order.

    A line break in a cell begins a paragraph. Photos are paths beside the workbook, ``现场.jpg（施工现场）``, several
    divided by ``；``. What cannot be read is a problem with its cell; ``photo`` gives a picture's bytes or None.
    """
    columns = {column: name_of(cell.text) for column, cell in sorted(grid.rows[heading].items()) if cell.text.strip()}
    headings = {column: cell.text for column, cell in grid.rows[heading].items()}
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
        case, faults = _case(grid, row, cells, columns, headings, photo, is_sample)
        cases.append(case)
        problems += faults
    return tuple(cases), tuple(problems)


def _case(
    grid: Grid,
    row: int,
    cells: dict[int, RawCell],
    columns: dict[int, str],
    headings: dict[int, str],
    photo: Callable[[str], bytes | None],
    is_sample: bool,
) -> tuple[Case, list[Problem]]:
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    more: dict[str, str] = {}
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
            texts[name] = investment(cell.shown.strip(), headings[column])
            if is_bare(texts[name]):
                message, fix = f"总投资“{texts[name]}”没有单位", "表头写“总投资（亿元）”，或在格里写明"
                problems.append(_error(grid, "case.no_unit", message, fix, row, column))
        elif name in FACTS:
            texts[name] = " ".join(cell.shown.split())
        elif name not in PASSED:
            more[name] = cell.shown.strip()
    if not texts.get("标题"):
        column = next(number for number, name in columns.items() if name == "标题")
        problems.append(_error(grid, "case.no_headline", "案例没有标题", "请在“标题”一列填写", row, column))
    case = Case(
        headline=texts.get("标题", ""),
        region=texts.get("属地", ""),
        owner=texts.get("业主", ""),
        investment=texts.get("总投资", ""),
        contributor=texts.get("供稿", ""),
        facts=MappingProxyType({name: text for name, text in more.items() if is_fact(name, text)}),
        sections=tuple((name, _lines(text)) for name, text in more.items() if not is_fact(name, text)),
        photos=photos,
        is_sample=is_sample,
        source=grid.source(row, min(columns)),
        cells=MappingProxyType({columns[column]: grid.source(row, column) for column in cells}),
    )
    return case, problems


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _photos(
    text: str, grid: Grid, row: int, column: int, photo: Callable[[str], bytes | None]
) -> tuple[tuple[Photo, ...], list[Problem]]:
    made: list[Photo] = []
    named, wrong = photos_named(text)
    for address, caption in named:
        data = photo(address)
        if data is None:
            wrong.append(address)
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(grid.path), address))
            made.append(Photo(path, caption, data))
    fix = "写文件名，如“现场.jpg（施工现场）”，几张之间用“；”隔开；照片与工作簿放在同一文件夹（或其下级），png 或 jpg"
    return tuple(made), [_error(grid, "photo.missing", f"找不到照片 {name}", fix, row, column) for name in wrong]


def _is_note(text: str) -> bool:
    return text.strip().startswith(("注", "说明", "填表", "备注"))


def _error(grid: Grid, code: str, message: str, fix: str, row: int, column: int) -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=grid.path, sheet=grid.sheet, cell=grid.address(row, column))
