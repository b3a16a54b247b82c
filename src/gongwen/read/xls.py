"""Old workbooks (.xls), read by calamine: values and merges only, the format tells no more."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid, Merge, WorkbookError, number_text


def read_old_workbook(data: bytes, path: str) -> list[Grid]:
    """Every worksheet of a .xls, in order. Raises WorkbookError."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = []
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            grid = Grid(path, meta.name, is_hidden=meta.visible != SheetVisibleEnum.Visible)
            top, left = sheet.start or (0, 0)
            for offset, values in enumerate(sheet.to_python(skip_empty_area=True)):
                _fill(grid, top + offset + 1, left, values)
            for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
                grid.merges.append(Merge(first_row + 1, first_column + 1, last_row + 1, last_column + 1))
            grids.append(grid)
    except CalamineError as fault:
        raise WorkbookError("不是能读的旧版工作簿（可能是加密文件、Word 文件或已损坏）") from fault
    return grids


def _fill(grid: Grid, row: int, left: int, values: Sequence[object]) -> None:
    cells = {}
    for offset, value in enumerate(values):
        column = left + offset + 1
        kind, text = _content(value)
        if kind is not RawKind.EMPTY:
            cells[column] = RawCell(kind, text, grid.origin, grid.address(row, column))
    if cells:
        grid.rows[row] = cells


def _content(value: object) -> tuple[RawKind, str]:
    if value is None or value == "":
        return RawKind.EMPTY, ""
    if isinstance(value, bool):
        return RawKind.BOOLEAN, "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return RawKind.NUMBER, number_text(value)
    if isinstance(value, datetime):
        return RawKind.DATE, value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return RawKind.DATE, value.isoformat()
    text = str(value)
    return (RawKind.ERROR, text) if text.startswith("#") and text.rstrip("!?").isupper() else (RawKind.TEXT, text)
