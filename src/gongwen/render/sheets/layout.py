"""How a Table lies on a sheet of paper: column widths, row heights, pages. Plain arithmetic, no Excel.

Widths are Excel's character units of 宋体 11 (8 pixels a digit at 96 dpi), heights are points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from gongwen.model.table import CellKind, HeaderCell, Table
from gongwen.model.terms import Measure

PAPER_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
SIDE_MM = 10.0
END_MM = 15.0
TITLE_PT = 18.0
UNIT_PT = 11.0
HEADER_PT = 10.5
BODY_PT = 11.0
NOTE_PT = 10.0
HIGHEST_PT = 409.0
"""Excel's highest row."""
DIGIT_PX = 8
PADDING_PX = 5
ICON_PX = 15
"""Room for the arrow before a lead over the time progress."""
LEAST_SCALE = 0.8
"""Hints give way to content before the print gets smaller than this."""
LEAST_WITH_NOTES = 0.6
"""Smallest print with which notes are kept on the page of their table."""
LONG = 40
"""Half-widths beyond which words wrap in any case."""
WRAPS_FROM = 10
"""Half-widths from which words may take a second line where columns are crowded."""
HEADER_LINES = 5
"""A leaf heading gets room enough for this many lines."""
_WORDS = re.compile(
    r"[0-9]+日|[0-9.,]+[亿万千百]?[元个%]?|[A-Za-z]+|[完开竣复]工?[成工]率|百分点|超时序|较(?:上[月期年]|[0-9—]+月)|总投资|前三|第[一二三四]"
    r"|工业|供地|上月末|月末|竣工|投产|备案|纳统|招引|谋划|审查|制造业|签约|在谈|动建|对接"
    r"|应开工|已开工|其中|目标|完成|累计|新增|季度|投资|项目|计划|时序|进度|以上|以下|亿元|万元|当月|本月|本期|同比|增速|覆盖|面积|排名|得分|合作|活动|."
)
"""Words that a heading keeps whole where it can."""
_OPENING = "（〔［【《“‘(["
_CLOSING = "）〕］】》”’)]，。、；：％%"
_PIECES = re.compile(
    "[{0}]*(?:[A-Za-z0-9]+|[^{0}])[{1}]*|[{0}]+".format(re.escape(_OPENING), re.escape(_CLOSING)), re.DOTALL
)
"""Runs that a line break may not split: a word, a character with the brackets that cling to it."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Where everything of a table stands, zero-based."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    """Of every row down to the last note."""
    unit_row: int | None
    header_row: int
    body_row: int
    note_row: int
    one_page: bool
    """Whether it belongs on a single page."""
    pages: tuple[tuple[int, int], ...]
    """(first row, last row) of each printed page, as estimated."""
    measures: tuple[frozenset[Measure], ...]
    """What each column shows."""
    header: tuple[HeaderCell, ...]
    """Its header cells, in their own rows and columns."""

    @property
    def last_row(self) -> int:
        """Last row that is used."""
        return len(self.heights) - 1

    @property
    def cut_rows(self) -> tuple[int, ...]:
        """Rows that need to be higher than Excel allows: their text does not show in full."""
        return tuple(row for row, points in enumerate(self.heights) if points > HIGHEST_PT)

    def span_px(self, first: int, count: int) -> int:
        """Room for text in a cell over ``count`` columns."""
        return sum(column_px(width) for width in self.widths[first : first + count]) - 8

    def showing(self, measure: Measure) -> list[int]:
        """The columns that show a measure."""
        return [column for column, shown in enumerate(self.measures) if measure in shown]


_is_wide = "\u0300".__le__


@lru_cache(maxsize=8192)  # a pure function; headings, sources and formulas repeat a hundred times in one book
def half_widths(text: str) -> int:
    """Length in half-width characters; a Han character or a full-width sign is 2.

    >>> half_widths("完成率(%)")
    9
    """
    return len(text) if text.isascii() else len(text) + sum(map(_is_wide, text))


def column_px(width: float) -> int:
    """Pixels of a column that is ``width`` units wide."""
    return int(width * DIGIT_PX + PADDING_PX)


def row_px(points: float) -> int:
    """Pixels of a row that is to be ``points`` high: whole ones, as Excel keeps it, none above its highest row.

    >>> row_px(16.6), row_px(600)
    (22, 545)
    """
    return min(round(points * 4 / 3), int(HIGHEST_PT * 4 / 3))


def whole_pixels(points: float) -> float:
    """The height in points that a row comes to."""
    return row_px(points) * 0.75


@lru_cache(maxsize=8192)
def wrapped_lines(text: str, room_px: float, points: float) -> int:
    """How many lines a text takes in a cell, with Chinese line-breaking rules."""
    half_px = points * 2 / 3
    room = max(2, int(room_px / half_px))
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(_lines(paragraph, room) for paragraph in text.split("\n"))


def _lines(text: str, room: int) -> int:
    if half_widths(text) <= room:
        return 1
    lines, used = 1, 0
    for piece in _PIECES.findall(text):
        size = half_widths(piece)
        if used and used + size > room:
            lines, used = lines + 1, 0
        used += size
        if used > room:
            lines, used = lines + (used - 1) // room, used % room or room
    return lines


@lru_cache(maxsize=1024)
def broken(text: str, room_px: float, points: float) -> str:
    """A heading with its line breaks set between words, before a bracket and behind a colon.

    >>> broken("第三季度完成率（%）", 45, 10.5)
    '第三\\n季度\\n完成率\\n（%）'
    """
    room = max(2, int(room_px / (points * 2 / 3)))
    if half_widths(text) <= room or "\n" in text:
        return text
    return "\n".join(_heading_lines(text, room))


def _heading_lines(text: str, room: int) -> list[str]:
    lines: list[str] = []
    for part in re.split("(?=（)|(?<=：)", text):
        line = ""
        for unit in _units(part):
            if line and half_widths(line + unit) > room:
                lines.append(line)
                line = ""
            line += unit
        lines += _even_lines(line, room)
    return [line for line in lines if line]


def _units(part: str) -> list[str]:
    """Words of a heading, brackets and stops clinging to their neighbours."""
    units: list[str] = []
    for word in _WORDS.findall(part):
        if units and (word in _CLOSING or units[-1][-1] in _OPENING):
            units[-1] += word
        else:
            units.append(word)
    return units


def _even_lines(part: str, room: int) -> list[str]:
    size = half_widths(part)
    if size <= room or size != 2 * len(part):
        return [part]  # Latin words and digits break where the program breaks them
    count = ceil(size / (room // 2 * 2))
    step = ceil(len(part) / count)
    return [part[start : start + step] for start in range(0, len(part), step)]


def lay_out(table: Table) -> SheetLayout:
    """Fit a table to its paper: hints where there is room, content where there is not."""
    width, height = page = page_px(table.paper, landscape=table.landscape)
    measures, cells = _measures(table), table.header_cells()
    fits = [(pixels, _row_heights(table, cells, pixels)) for pixels in _column_pixels(table, measures, width)]
    pixels, (top, header, body, notes) = max(fits, key=lambda fit: _print_scale(fit[0], fit[1], page))
    total = sum(pixels)
    scale = min(1.0, width / total)
    room = height / scale
    used = sum((*top, *header, *body, *notes)) * 4 / 3
    if body and used < room * 0.9:
        # A short table takes the page: higher rows are easier to read across.
        spare = (room * 0.9 - used) * 3 / 4
        body = [height + min(height * 0.7, spare / len(body)) for height in body]
    heights = (*top, *header, *body, *notes)
    over = sum(heights) * 4 / 3 / room
    # Notes alone on a second page are read by nobody: where the rows fit, the print may get somewhat smaller for them.
    rows_fit = sum((*top, *header, *body)) * 4 / 3 <= room * 1.15
    one_page = over <= 1.15 or (rows_fit and scale / over >= LEAST_WITH_NOTES)
    header_row = len(top)
    body_row = header_row + len(header)
    return SheetLayout(
        tuple(round((px - PADDING_PX) / DIGIT_PX, 2) for px in pixels),
        heights,
        1 if table.unit_line else None,
        header_row,
        body_row,
        body_row + len(body),
        one_page,
        _pages(heights, room, sum(header) * 4 / 3, one_page),
        measures,
        cells,
    )


def _row_heights(
    table: Table, cells: tuple[HeaderCell, ...], pixels: list[int]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Of title and unit line, header, body, notes."""
    total = sum(pixels)
    top = [_title_height(table.title, total)]
    if table.unit_line:
        top.append(UNIT_PT * 1.6)
    header = _header_heights(cells, table.header_depth, pixels)
    return top, header, _body_heights(table, pixels), [_text_height(note, total, NOTE_PT) for note in table.notes]


def _print_scale(pixels: list[int], rows: tuple[list[float], ...], page: tuple[float, float]) -> float:
    """How large the print comes out; height counts only where all may stand on one page."""
    high = page[1] / (sum(map(sum, rows)) * 4 / 3)
    return min(1.0, page[0] / sum(pixels), max(high, LEAST_WITH_NOTES))


def page_px(paper: str, *, landscape: bool) -> tuple[float, float]:
    """Printable width and height at full size."""
    short, long = PAPER_MM[paper]
    width, height = (long, short) if landscape else (short, long)
    return (width - 2 * SIDE_MM) / 25.4 * 96, (height - 2 * END_MM) / 25.4 * 96


def _measures(table: Table) -> tuple[frozenset[Measure], ...]:
    figures = ([cell.figure for cell in cells] for cells in zip(*(row.cells for row in table.rows), strict=True))
    shown = tuple(frozenset([figure.key.measure for figure in column if figure is not None]) for column in figures)
    return shown or (frozenset(),) * len(table.columns)


def _column_pixels(table: Table, measures: Sequence[frozenset[Measure]], page: float) -> list[list[int]]:
    """The widths that come into question: the second, of crowded columns, with words on two lines."""
    needs = [_need(table, index, has_icons=Measure.LEAD_PP in shown) for index, shown in enumerate(measures)]
    hints = [max(need, column_px(column.width)) for need, column in zip(needs, table.columns, strict=True)]
    wanted, room = sum(hints), page / LEAST_SCALE
    if wanted <= page:
        stretch = min(1.25, page / wanted)
        return [[int(hint * stretch) for hint in hints]]
    if wanted <= room:
        return [hints]
    if sum(needs) <= room:
        return [_between(needs, hints, room)]
    crowded = [
        _need(table, index, has_icons=Measure.LEAD_PP in shown, wraps=True) for index, shown in enumerate(measures)
    ]
    # Halves, not widths in between: a name a character too long would leave that one alone on a line.
    stretch = max(1.0, min(1.25, page / sum(crowded)))
    return [needs, [int(px * stretch) for px in crowded]]


def _between(low: Sequence[int], high: Sequence[int], room: float) -> list[int]:
    """Widths from ``low`` towards ``high``, as far as there is room."""
    least, most = sum(low), sum(high)
    share = min(1.0, max(0.0, (room - least) / (most - least))) if most > least else 0.0
    return [int(small + (large - small) * share) for small, large in zip(low, high, strict=True)]


def _need(table: Table, index: int, *, has_icons: bool, wraps: bool = False) -> int:
    """Pixels below which a column would clip its figures or break its heading into too many lines."""
    can_wrap = wraps and table.columns[index].kind in (CellKind.LABEL, CellKind.TEXT, CellKind.NUMBER)
    body = max([_body_need(row.cells[index].text, can_wrap) for row in table.rows], default=0)
    for size in sorted({half_widths(row.cells[index].text) for row in table.rows} if can_wrap else ()):
        if body < size <= body * 5 // 4:
            body = size  # wrapped, it would leave a character or two alone
    heading = _least_room(table.columns[index].path[-1])
    icon = ICON_PX if has_icons else 0
    return int(max(body * BODY_PT * 2 / 3 + icon, heading * HEADER_PT * 2 / 3)) + 9


def _body_need(text: str, can_wrap: bool) -> int:
    """Half-widths a body cell needs: figures whole, words on two lines where they can, long ones on more."""
    size = half_widths(text)
    if can_wrap and size > WRAPS_FROM and not text.isascii():
        return min(max(WRAPS_FROM, ceil(size / 4) * 2), LONG // 2)
    return min(size, LONG)


@lru_cache(maxsize=1024)
def _least_room(heading: str) -> int:
    """Half-widths a heading needs: few lines, no word torn, no bracket alone on a line."""
    longest = max((half_widths(unit) for unit in _units(heading) if unit[0] not in _OPENING), default=2)
    for room in (4, 6, 8):
        lines = _heading_lines(heading, room)
        if room >= min(longest, 8) and len(lines) <= HEADER_LINES and all(_fits(line, room) for line in lines):
            return room
    return max(8, ceil(half_widths(heading) / HEADER_LINES / 2) * 2)


def _fits(line: str, room: int) -> bool:
    return line[0] not in _CLOSING and half_widths(line) <= room


def _title_height(title: str, total: int) -> float:
    return wrapped_lines(title, total - 8, TITLE_PT) * TITLE_PT * 1.4 + 8


def _text_height(text: str, total: int, points: float) -> float:
    return wrapped_lines(text, total - 12, points) * points * 1.4 + 3


def _body_heights(table: Table, pixels: list[int]) -> list[float]:
    """One line high, more where words wrap."""
    line = BODY_PT * 1.35
    surely = [(px - 8) // (BODY_PT * 4 / 3) for px in pixels]  # characters that fit, were they all Han
    heights = []
    for row in table.rows:
        lines = 1
        for cell, fitting, px in zip(row.cells, surely, pixels, strict=True):
            if len(cell.text) > fitting:
                lines = max(lines, wrapped_lines(cell.text, px - 8, BODY_PT))
        heights.append(6 + lines * line)
    return heights


def _header_heights(cells: tuple[HeaderCell, ...], depth: int, pixels: list[int]) -> list[float]:
    """Each header row as high as its own cells need; a cell that spans rows asks the last of them for the rest."""
    heights = [HEADER_PT * 1.35 + 6] * depth
    for cell in sorted(cells, key=lambda cell: cell.row_span):
        room = sum(pixels[cell.column : cell.column + cell.column_span]) - 8
        wanted = wrapped_lines(broken(cell.text, room, HEADER_PT), room, HEADER_PT) * HEADER_PT * 1.35 + 6
        last = cell.row + cell.row_span - 1
        have = sum(heights[cell.row : last + 1])
        heights[last] += max(0.0, wanted - have)
    return heights


def _pages(heights: Sequence[float], room: float, header: float, one_page: bool) -> tuple[tuple[int, int], ...]:
    """(first, last) row of each page; the heading, ``header`` pixels high, repeats on every page but the first."""
    if one_page:
        return ((0, len(heights) - 1),)
    pages: list[tuple[int, int]] = []
    first, used = 0, 0.0
    for row, points in enumerate(heights):
        if used + points * 4 / 3 > room and row > first:
            pages.append((first, row - 1))
            first, used = row, header
        used += points * 4 / 3
    return (*pages, (first, len(heights) - 1))


def list_pages(
    widths: Sequence[float], heights: Sequence[float], *, landscape: bool, header: float
) -> tuple[tuple[int, int], ...]:
    """Pages of a plain list on A4, fitted to the width."""
    page_width, page_height = page_px("A4", landscape=landscape)
    scale = min(1.0, page_width / sum(column_px(width) for width in widths))
    return _pages(heights, page_height / scale, header, False)
