"""A Table → an HTML table with its multi-level head, for pages (classes) and for notebooks (inline styles)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from math import ceil

from gongwen.model.table import Cell, CellKind, Row, Table

A4_UPRIGHT = 442.0
"""Points of text width on an upright A4 page."""
PAGES = {"wide": (637.0, 355.0), "turned": (637.0, 355.0), "large": (978.0, 600.0)}
"""Class of a section → points of text width on its page, and what an annex leaves there for table and notes: A4 lying,
the same with the number where bound pages have it, A3 lying."""
_LARGEST, _SMALLEST = 12.0, 6.0
_CLOSE_BELOW, _NARROWEST = 9.0, 4.5
"""Points of type below which columns are set close, and the least half-widths of a column then."""
_TITLE_SIZE, _TITLE_LINE = 20, 26
"""Points of type and line of the title over a table on a page that lies; one line of it is counted in PAGES."""
_SHORT = 8
"""Characters of a text that stands in the middle of its cell."""
_LEAST_FITTED = 8.0
"""Smaller than this nobody reads a row to save a page: the table runs on instead."""
_LAMPS = {"●": "green", "▲": "yellow", "■": "red", "◆": "blue"}
"""The shape of a light (亮灯) says its colour in black and white too."""
_MONO = frozenset({CellKind.NUMBER, CellKind.RANK, CellKind.GAIN, CellKind.MARK, CellKind.LIGHT})


def board_html(table: Table, width: float, height: float | None = None) -> str:
    """A table for a page whose text area is ``width`` points wide: the head repeats, rows do not split.

    ``height`` is what an annex page has for table and notes: a table that nearly fits is set smaller to fit.
    """
    table = _roomy(_close_set(table, width))
    size, padding = type_size(table, width), ""
    if height is not None:
        height -= _TITLE_LINE * (ceil(_width(table.title) * _TITLE_SIZE / width) - 1)
        size = _fitted(table, width, height, size)
        padding = f";--pad:{_padding(table, width, height, size):.2f}pt"
    total = sum(column.width for column in table.columns) or 1
    columns = "".join(f'<col style="width:{100 * column.width / total:.3f}%">' for column in table.columns)
    head = "".join(f"<tr>{''.join(_head_cells(table, row))}</tr>" for row in range(table.header_depth))
    long = _long_columns(table)
    body = "".join(_body_row(row, long) for row in table.rows)
    return (
        f'<div class="board-block"><table class="board figures" style="font-size:{size:g}pt{padding}"><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def type_size(table: Table, width: float) -> float:
    """Type size in points at which the wanted column widths fit, between 6 and 12."""
    wanted = sum(column.width for column in table.columns) / 2 + 0.3 * len(table.columns)
    return max(_SMALLEST, min(_LARGEST, int(4 * width / max(wanted, 1)) / 4))


def _roomy(table: Table) -> Table:
    """Each column at least as wide as its longest figure and a digit's room beside it: figures do not wrap."""
    columns = []
    for number, column in enumerate(table.columns):
        figures = (row.cells[number].text for row in table.rows if row.cells[number].kind in _MONO)
        longest = max((2 * _width(text) for text in figures), default=0.0)
        columns.append(replace(column, width=max(column.width, longest + 1)))
    return replace(table, columns=tuple(columns))


def _close_set(table: Table, width: float) -> Table:
    """A table that its wanted widths make small: each column as wide as its figures and half its heading need."""
    if type_size(table, width) >= _CLOSE_BELOW:
        return table
    columns = []
    for number, column in enumerate(table.columns):
        longest = max((2 * _width(row.cells[number].text) for row in table.rows), default=0.0)
        wanted = max(longest + 1, _width(column.path[-1]), _NARROWEST)
        columns.append(replace(column, width=min(column.width, wanted)))
    return replace(table, columns=tuple(columns))


def _fitted(table: Table, width: float, height: float, size: float) -> float:
    if _height(table, width, min(size, _LEAST_FITTED)) > height:
        return min(size, 10.5)  # it runs on over pages anyhow
    while _height(table, width, size) > height:
        size -= 0.25
    return size


def _padding(table: Table, width: float, height: float, size: float) -> float:
    """Above and below each row: what is left of the page, up to a comfortable row."""
    left = height - _height(table, width, size)
    return 1.6 + max(0.0, min(3.2, left / 2 / (len(table.rows) + table.header_depth) - 0.2))


def _height(table: Table, width: float, size: float) -> float:
    """Estimated height in points of table and notes at a type size."""
    total = sum(column.width for column in table.columns) or 1
    rooms = [max(1.0, width * column.width / total - 4) for column in table.columns]
    leaves = (_width(column.path[-1]) for column in table.columns)
    head = max((ceil(text * size / room + 0.05) for text, room in zip(leaves, rooms, strict=True)), default=1)
    head += head > 1  # brackets and units break where they may, not where the room ends
    rows = sum(
        max((ceil(_width(cell.text) * size / room) for cell, room in zip(row.cells, rooms, strict=True)), default=1)
        for row in table.rows
    )
    lines = head + table.header_depth - 1 + rows
    notes = sum(ceil(_width(note) * 10.5 / width) for note in table.notes) * 15 + 6
    return lines * size * 1.35 + (len(table.rows) + table.header_depth) * 3.8 + notes


def _width(text: str) -> float:
    return sum(0.5 if ord(character) < 0x2000 else 1.0 for character in text)


def is_too_wide(table: Table, width: float) -> bool:
    """Whether the columns do not fit even in the smallest type."""
    wanted = sum(column.width for column in table.columns) / 2 + 0.3 * len(table.columns)
    return wanted * (_SMALLEST - 0.6) > width


def _head_cells(table: Table, row: int) -> Iterator[str]:
    for cell in table.header_cells():
        if cell.row == row:
            spans = "".join(
                f' {name}="{span}"'
                for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span))
                if span > 1
            )
            scope = "colgroup" if cell.column_span > 1 else "col"
            yield f'<th scope="{scope}"{spans}>{_lines(cell.text)}</th>'


def _long_columns(table: Table) -> frozenset[int]:
    """Columns of words with a long text in them: all their cells are set from the left."""
    return frozenset(
        number
        for row in table.rows
        for number, cell in enumerate(row.cells)
        if cell.kind is CellKind.TEXT and len(cell.text) > _SHORT
    )


def _body_row(row: Row, long: frozenset[int]) -> str:
    css = ' class="total"' if row.is_total else ""
    return f"<tr{css}>{''.join(_body_cell(cell, number in long) for number, cell in enumerate(row.cells))}</tr>"


def _body_cell(cell: Cell, from_left: bool) -> str:
    css = "" if cell.kind in _MONO and len(cell.text) <= _SHORT else ' class="wrap"'
    if cell.kind is CellKind.LIGHT and cell.text[:1] in _LAMPS:
        css = f' class="{_LAMPS[cell.text[0]]}"'
    if from_left:
        css = ' class="text"'
    return f"<td{css}>{_lines(cell.text)}</td>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_CELL = "border:1px solid #999;padding:3px 6px;text-align:center;vertical-align:middle"


def fragment(table: Table) -> str:
    """A fragment with inline styles only: title, unit line, table, notes; for a notebook or a mail."""
    head = "".join(
        "<tr>" + "".join(_styled_head(cell) for cell in _head_cells(table, row)) + "</tr>"
        for row in range(table.header_depth)
    )
    body = "".join(_styled_row(row) for row in table.rows)
    notes = "".join(f'<div style="font-size:12px;color:#555">{_lines(note)}</div>' for note in table.notes)
    unit = f'<div style="text-align:right;font-size:12px">{escape(table.unit_line)}</div>' if table.unit_line else ""
    mark = f'<span style="color:#b00;font-size:12px">【{escape(table.watermark)}】</span>' if table.watermark else ""
    return (
        "<div style=\"overflow-x:auto;font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif\">"
        f'<div style="text-align:center;font-weight:bold;padding:4px">{escape(table.title)}{mark}</div>{unit}'
        f'<table style="border-collapse:collapse;font-size:13px;margin:auto"><thead>{head}</thead>'
        f"<tbody>{body}</tbody></table>{notes}</div>"
    )


def _styled_head(cell: str) -> str:
    return cell.replace("<th ", f'<th style="{_CELL};background:#eef2f7" ', 1)


def _styled_row(row: Row) -> str:
    weight = ";font-weight:bold;background:#f6f6f6" if row.is_total else ""
    cells = "".join(f'<td style="{_CELL}{weight}">{_lines(cell.text)}</td>' for cell in row.cells)
    return f"<tr>{cells}</tr>"
