"""A Table → an HTML table with its multi-level head, for pages (classes) and for notebooks (inline styles)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from gongwen.model.table import Cell, CellKind, Row, Table
from gongwen.render.pages.fit import FIGURES, Room, fit

_SHORT = 8
"""Characters of a text that stands in the middle of its cell."""
_BRACKET = re.compile(r"(（[^（）<>&]{1,4}）)$")
"""The unit that ends a heading."""
_LAMPS = {"●": "green", "▲": "yellow", "■": "red", "◆": "blue"}
"""The shape of a light (亮灯) says its colour in black and white too."""


def board_html(table: Table, room: Room) -> str:
    """A table for a page: the head repeats, rows do not split; higher than a page, it starts where it stands."""
    fitted = fit(table, room)
    columns = "".join(f'<col style="width:{100 * share:.3f}%">' for share in fitted.shares)
    head = "".join(f"<tr>{''.join(_head_cells(table, row))}</tr>" for row in range(table.header_depth))
    long = _long_columns(table)
    body = "".join(_body_row(row, long) for row in table.rows)
    return (
        f'<div class="board-block{" runs-on" if fitted.runs_on else ""}"><table class="board figures" '
        f'style="font-size:{fitted.size:g}pt;--pad:{fitted.padding:.2f}pt"><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _head_cells(table: Table, row: int) -> Iterator[str]:
    for cell in table.header_cells():
        if cell.row == row:
            spans = "".join(
                f' {name}="{span}"'
                for name, span in (("rowspan", cell.row_span), ("colspan", cell.column_span))
                if span > 1
            )
            scope = "colgroup" if cell.column_span > 1 else "col"
            yield f'<th scope="{scope}"{spans}>{_heading(cell.text)}</th>'


def _heading(text: str) -> str:
    return _BRACKET.sub(r"<span>\1</span>", _lines(text))


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
    css = "" if cell.kind in FIGURES and len(cell.text) <= _SHORT else ' class="wrap"'
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
