"""What must be said of a workbook as a whole: hidden sheets, sheets that could stand for each other, hidden rows."""

from __future__ import annotations

from collections.abc import Sequence

from gongwen.guard.text import compact
from gongwen.model.pack import InputSpec
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawTable
from gongwen.read.grid import Grid

_ANY_YEAR = 2000


def checked_sheets(
    tables: list[RawTable], grids: Sequence[Grid], spec: InputSpec | None, path: str
) -> tuple[list[RawTable], list[Problem]]:
    """The tables that are meant, and what a clerk must know about the sheets they stand in."""
    problems: list[Problem] = []
    if spec and spec.sheet:
        if all(grid.sheet != spec.sheet for grid in grids):
            names = "、".join(grid.sheet for grid in grids)
            problems.append(
                _problem(
                    Severity.ERROR,
                    "sheet.missing",
                    f"没有工作表“{spec.sheet}”，只有：{names}",
                    "请改 [inputs] 的 sheet",
                    path,
                )
            )
            return [], problems
    else:
        if fault := _ambiguous(tables, path):
            return [], [fault]
        hidden = {grid.sheet for grid in grids if grid.is_hidden}
        for name in sorted({table.sheet for table in tables} & hidden):
            fix = "要读它就取消隐藏，或在 [inputs] 里写明 sheet"
            problems.append(_problem(Severity.WARNING, "sheet.hidden", "工作表是隐藏的，没有读入", fix, path, name))
        tables = [table for table in tables if table.sheet not in hidden]
    for grid in grids:
        problems += _hidden(grid, [table for table in tables if table.sheet == grid.sheet])
    return tables, problems


def _ambiguous(tables: list[RawTable], path: str) -> Problem | None:
    """Sheets with the same headings that no period in name, title or headings tells apart."""
    groups: dict[tuple[str, ...], list[RawTable]] = {}
    for table in tables:
        key = tuple(compact("/".join(column.path)) for column in table.columns)
        groups.setdefault(key, []).append(table)
    for group in groups.values():
        sheets = list(dict.fromkeys(table.sheet for table in group))
        told_apart = {Period.find(f"{table.sheet} {table.title}", _ANY_YEAR) for table in group}
        titles = {compact(table.title) for table in group}
        if len(sheets) > 1 and (None in told_apart or len(told_apart) < len(group)) and len(titles) < len(group):
            names = "、".join(f"“{name}”" for name in sheets)
            message = f"工作表{names}的表头相同，分不清该读哪一张"
            fix = "请在 [inputs] 里用 sheet 写明，或在各表标题里写明期间"
            return _problem(Severity.ERROR, "sheet.ambiguous", message, fix, path, sheets[0])
    return None


def _hidden(grid: Grid, tables: list[RawTable]) -> list[Problem]:
    """Hidden or filtered rows and columns of the tables that are read: a classic way to lose a region."""
    if not grid.hidden_rows and not grid.hidden_columns:
        return []
    cells = [cell for table in tables for row in table.rows for cell in row if cell.hidden and cell.text]
    if not cells:
        return []
    rows = sorted({int("".join(filter(str.isdigit, cell.address))) for cell in cells} & grid.hidden_rows)
    where = f"第{'、'.join(map(str, rows[:10]))}行" if rows else "有些列"
    message = f"{where}被隐藏或筛选掉了，仍然读入"
    return [
        _problem(
            Severity.WARNING,
            "rows.hidden",
            message,
            "请确认这些数应当计入，然后取消隐藏",
            grid.path,
            grid.sheet,
            cells[0].source.cell,
        )
    ]


def _problem(
    severity: Severity, code: str, message: str, fix: str, path: str, sheet: str = "", cell: str = ""
) -> Problem:
    return Problem(severity, code, message, fix, file=path, sheet=sheet, cell=cell)
