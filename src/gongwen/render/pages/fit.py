"""How a table fits its page of a PDF: columns as wide as what stands in them, type and rows as the page allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from gongwen.model.table import CellKind, HeaderCell, Table

FIGURES = frozenset({CellKind.NUMBER, CellKind.RANK, CellKind.GAIN, CellKind.MARK, CellKind.LIGHT})
"""Cells that never break."""


class Room(NamedTuple):
    """What a page leaves for a table with its notes, in points."""

    width: float
    height: float | None = None
    """None where a table may be as high as it likes."""
    least: float = 8.0
    """Smaller type than this nobody reads to save a page: the table is set at its usual size instead."""
    line: float = 1.35
    """Line height over type size, as the style sheet has it."""
    padding: float = 1.6
    """Above and below a row, at least."""
    note: tuple[float, float] = (10.5, 15.0)
    """Type and line of the notes."""
    close_below: float = 10.0
    """Points of type below which words may take a second line for the sake of a larger type."""


PAGES = {
    "wide": Room(637.0, 355.0),
    "turned": Room(637.0, 355.0),
    "large": Room(1037.0, 540.0),
    "annex": Room(442.0),
}
"""By class of a section: an A4 page lying, the same with the number where bound pages have it, A3 lying, A4 upright."""
IN_TEXT = Room(442.0, 290.0, 9.0, 1.2, 0.5, (9.0, 12.0), 9.0)
"""Among the text of a bulletin, half an upright page less the table's title and unit line, by an estimate on the
safe side (the 示例 note, which a bulletin says once, is counted): two tables share a page."""
PAGE_IN_TEXT = 570.0
"""Points of a whole page for a table in the text; a higher one runs on from where it stands."""
_LARGEST, _SMALLEST, _USUAL = 12.0, 6.0, 10.5
_TITLE_SIZE, _TITLE_LINE = 20, 26
"""Points of type and line of the title over a table on a page that lies; one line of it is counted in PAGES."""
_SHORT_NAME = 4.0
"""Ems of a name that is never broken: most districts'."""
_UNBROKEN = re.compile(r"[!-~]+")
"""Dates, codes and figures among words do not break."""
_SIDES, _NARROWEST, _SHORT_HEADING = 0.5, 2.0, 3.0
"""Ems beside a text in its cell, of the narrowest column, and of a heading that stays on one line."""


class Fit(NamedTuple):
    """Type size and padding in points, each column's share of the width, whether the table is higher than a page."""

    size: float
    padding: float
    shares: tuple[float, ...]
    runs_on: bool


def fit(table: Table, room: Room) -> Fit:
    """Columns by content; the largest type, up to 12 points, at which the table fits its room."""
    ems = _columns(table, room)
    size = _type_size(ems, room.width)
    shares = tuple(em / sum(ems) for em in ems)
    if room.height is None:
        return Fit(size, room.padding, shares, True)
    extra = _TITLE_LINE * (ceil(_width(table.title) * _TITLE_SIZE / room.width) - 1) if room != IN_TEXT else 0
    height = room.height - extra
    if _height(table, room, shares, min(size, room.least)) > height:
        size = min(size, _USUAL)
        runs_on = room != IN_TEXT or _height(table, room, shares, size) > PAGE_IN_TEXT
        return Fit(size, 1.6, shares, runs_on)
    while _height(table, room, shares, size) > height:
        size -= 0.25
    left = (height - _height(table, room, shares, size)) / 2 / (len(table.rows) + table.header_depth)
    return Fit(size, room.padding + max(0.0, min(3.2, left - 0.2)), shares, False)


def _type_size(ems: Sequence[float], width: float) -> float:
    return max(_SMALLEST, min(_LARGEST, int(4 * width / max(sum(ems), 1)) / 4))


def _columns(table: Table, room: Room) -> list[float]:
    """Ems of each column: words on one line, or closer and closer where that would make the type small."""
    for closeness, least in enumerate((room.close_below, 8.5, 8.0)):
        ems = _needs(table, closeness)
        if _type_size(ems, room.width) >= least:
            return ems
    return _needs(table, 3)


def _needs(table: Table, closeness: int) -> list[float]:
    needs = []
    for number, column in enumerate(table.columns):
        figures = [_width(row.cells[number].text) for row in table.rows if row.cells[number].kind in FIGURES]
        words = [
            (_width(line), row.cells[number].kind)
            for row in table.rows
            if row.cells[number].kind not in FIGURES
            for line in row.cells[number].text.split("\n")
        ]
        texts = sorted(width for width, _ in words)
        if any(kind is CellKind.TEXT for _, kind in words):
            texts = [min(text, column.width / 2) for text in texts]
        whole = (_width(run) for row in table.rows for run in _UNBROKEN.findall(row.cells[number].text))
        needs.append(max(_NARROWEST, *figures, *whole, _word_room(texts, closeness)) + _SIDES)
    for cell in table.header_cells():
        _widen(needs, cell, _heading_room(cell.text, is_close=closeness > 0) + _SIDES)
    return needs


def _word_room(texts: Sequence[float], closeness: int) -> float:
    """Ems for words: 0 the longest; 1 four fifths of them on one line, the longest on two; 2, 3 all on as many lines."""
    if not texts:
        return 0.0
    whole = min(texts[-1], _SHORT_NAME)
    if closeness == 1:
        return max(texts[(len(texts) - 1) * 4 // 5], texts[-1] / 2 + 0.5, whole)
    return max(texts[-1] / max(closeness, 1) + (0.5 if closeness else 0), whole)


def _heading_room(heading: str, *, is_close: bool) -> float:
    """Ems in which a heading takes two lines, one where it is short; a bracket does not stand alone at an end."""
    whole = _width(heading)
    if whole <= (_NARROWEST if is_close else _SHORT_HEADING) or len(heading) < 2:
        return whole
    places = [n for n in range(1, len(heading)) if heading[n] not in "）%、" and heading[n - 1] != "（"]
    return min((max(_width(heading[:n]), _width(heading[n:])) for n in places), default=whole)


def _widen(needs: list[float], cell: HeaderCell, wanted: float) -> None:
    spanned = range(cell.column, cell.column + cell.column_span)
    missing = wanted - sum(needs[number] for number in spanned)
    for number in spanned if missing > 0 else ():
        needs[number] += missing / cell.column_span


def _height(table: Table, room: Room, shares: Sequence[float], size: float) -> float:
    """Estimated height in points of table and notes at a type size."""
    rooms = [max(1.0, room.width * share - 4) for share in shares]
    lines = sum(_head_lines(table, rooms, size)) + sum(
        max((ceil(_width(cell.text) * size / across) for cell, across in zip(row.cells, rooms, strict=True)), default=1)
        for row in table.rows
    )
    type_of_notes, line_of_notes = room.note
    paragraphs = ["".join(table.notes)] if room == IN_TEXT else table.notes
    notes = sum(ceil(_width(note) * type_of_notes / room.width) for note in paragraphs) * line_of_notes + 6
    rows = len(table.rows) + table.header_depth
    return lines * size * room.line + rows * (2 * room.padding + 0.6) + notes


def _head_lines(table: Table, rooms: Sequence[float], size: float) -> Iterator[int]:
    """Lines of each level of the head."""
    for level in range(table.header_depth):
        cells = [cell for cell in table.header_cells() if cell.row == level and cell.row_span == 1]
        yield max(
            (
                ceil(_width(cell.text) * size / sum(rooms[cell.column : cell.column + cell.column_span]))
                for cell in cells
            ),
            default=1,
        )


def _width(text: str) -> float:
    return sum(0.5 if ord(character) < 0x2000 else 1.0 for character in text)
