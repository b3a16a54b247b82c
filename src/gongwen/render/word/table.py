"""A Table → a real Word table: widths written out, header rows that repeat, rows that do not split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from gongwen.model.document import Faces
from gongwen.model.table import Cell, CellKind, HeaderCell, Row, Table
from gongwen.render.word.ooxml import PRESERVE, TWIPS_PER_POINT, child, half_width, need, q, text_points

SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Points that are tried; below 7 nobody reads it."""
_HEADER_LINES = 3
"""A heading may break over this many lines before it asks for more width."""
_NAME = 4.0
"""Ems to which names are broken where all columns do not fit otherwise."""
_LINE = 1.2
_TALLEST_LINE = 1.45
"""Ems of one line in the tallest substitute face (Noto Serif CJK); the official faces are lower."""
_LIGHTS = {"红": "F8CBCB", "黄": "FFF2B3", "绿": "CDE8CD"}
"""Colour word → fill; the cell also prints the shape and the word, for black and white."""


def _light_fill(cell: Cell) -> str:
    """The fill of a light (●绿, 黄灯, ■红); none for — and for every other cell."""
    if cell.kind is not CellKind.LIGHT:
        return ""
    return next((fill for word, fill in _LIGHTS.items() if word in cell.text), "")


@dataclass(frozen=True, slots=True)
class TableStyles:
    """Style ids found in the template under their Chinese names; empty where it has none."""

    table: str = ""
    head: str = ""
    text: str = ""
    total: str = ""
    largest: float = 10.5
    """Size in points of 表格文字: tables are never set larger."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table fits its page: type size in points, column widths in twips, whether every number is on one line."""

    size: float
    widths: tuple[int, ...]
    fits: bool


def fit_table(table: Table, width: int, largest: float = 10.5) -> Fit:
    """The largest size (never below 7 pt) at which no number breaks, and column widths that fill ``width`` twips."""
    sizes = [size for size in SIZES if size <= largest] or [SIZES[-1]]
    needs: list[float] = []
    for size in sizes:
        needs = _needs(table, size)
        if sum(needs) <= width:
            return Fit(size, _spread(needs, width), True)
    # Names break before a figure does.
    wrapped = _needs(table, sizes[-1], _NAME)
    if sum(wrapped) <= width:
        return Fit(sizes[-1], _spread(wrapped, width), True)
    needs = wrapped
    return Fit(sizes[-1], _spread(needs, width), False)


def _needs(table: Table, size: float, name: float = 1000.0) -> list[float]:
    """Twips that each column needs at a size: its longest figure, or its heading broken over a few lines.

    Names of more than ``name`` ems break.
    """
    needs = []
    for index, column in enumerate(table.columns):
        longest = max((_cell_points(row, index, size, name) for row in table.rows), default=0.0)
        heading = column.path[-1] if column.path else ""
        broken = max(
            -(-half_width(heading) // (2 * _HEADER_LINES)), 2 if half_width(heading) > 2 else 1, _bracket(heading)
        )
        broken *= size
        needs.append(max(longest, broken) * TWIPS_PER_POINT + 2 * _margin(size) + 24)
    for cell in table.header_cells():
        if cell.column_span > 1:
            _widen(needs, cell, size)
    return needs


def _bracket(heading: str) -> float:
    """Ems of a short unit in brackets, which must not break: （%）, （个）."""
    start = heading.find("（")
    width = text_points(heading[start:], 1.0) if start >= 0 else 0.0
    return width + 0.1 if width <= 3.05 else 0.0


def _cell_points(row: Row, index: int, size: float, name: float) -> float:
    cell = row.cells[index]
    longest = max((text_points(line, size) for line in cell.text.split("\n")), default=0.0)
    # Words may break inside a cell, figures may not.
    most = {CellKind.TEXT: min(12.0, name), CellKind.LABEL: name}
    return min(longest, most[cell.kind] * size) if cell.kind in most else longest


def _widen(needs: list[float], cell: HeaderCell, size: float) -> None:
    wanted = half_width(cell.text) / 2 * size / 2 * TWIPS_PER_POINT + 2 * _margin(size)
    spanned = range(cell.column, cell.column + cell.column_span)
    missing = wanted - sum(needs[index] for index in spanned)
    if missing > 0:
        for index in spanned:
            needs[index] += missing / cell.column_span


def _spread(needs: Sequence[float], width: int) -> tuple[int, ...]:
    """Share the width by need; the rounding rest goes to the last column so that the sum is exact."""
    total = sum(needs) or 1.0
    if total <= width:
        extra = (width - total) / len(needs)
        widths = [int(need + extra) for need in needs]
    else:
        widths = [int(need * width / total) for need in needs]
    widths[-1] += width - sum(widths)
    return tuple(widths)


def _margin(size: float) -> int:
    """Left and right cell margin in twips: 1 mm, less in small print, where every column counts."""
    return 57 if size >= 9 else 22


def estimated_height(table: Table, fit: Fit, lines: float = 1.5) -> int:
    """Twips that a table takes with body rows of so many lines, or as many as a name breaks over."""
    body = sum(max(lines * _LINE, _broken(row, fit) * _TALLEST_LINE) for row in table.rows)
    return round((_head_ems(table, fit) + body) * fit.size * TWIPS_PER_POINT)


def _broken(row: Row, fit: Fit) -> int:
    """Lines of a row's most broken name."""
    rooms = (room - 2 * _margin(fit.size) for room in fit.widths)
    return max(
        (-(-int(text_points(cell.text, fit.size * TWIPS_PER_POINT)) // max(int(room), 1))
         for cell, room in zip(row.cells, rooms, strict=True) if cell.kind is CellKind.LABEL), default=1
    )  # fmt: skip


def _head_ems(table: Table, fit: Fit) -> float:
    """Height of the header rows in ems, each as high as its most broken heading."""
    rows = [1] * table.header_depth
    for cell in table.header_cells():
        room = _room(sum(fit.widths[cell.column : cell.column + cell.column_span]), fit.size)
        lines = heading_lines(cell.text, room).split("\n")
        broken = sum(max(1, -(-half_width(line) // (2 * max(1, int(room))))) for line in lines)
        rows[cell.row] = max(rows[cell.row], -(-broken // cell.row_span))
    return sum(max(count * _TALLEST_LINE, 1.35 * _LINE) for count in rows)


def fit_page(table: Table, width: int, room: int, largest: float = 10.5) -> tuple[Fit, float]:
    """Size and row height (in lines) at which a table stands in ``room`` twips of height, if any down to 8 points.

    Otherwise as :func:`fit_table`, over several pages, with rows of ordinary height.
    """
    best = fit_table(table, width, largest)
    for size in (size for size in SIZES if size <= best.size and (size >= 8 or size == best.size)):
        fit = fit_table(table, width, size)
        for lines in (1.5, 1.4, 1.3, 1.2):
            if estimated_height(table, fit, lines) <= room:
                return fit, lines
    return best, 1.3


def table_element(
    table: Table, fit: Fit, styles: TableStyles, faces: Faces, *, lines: float = 1.5, whole: bool = False
) -> etree._Element:
    """The ``w:tbl``: explicit grid and width, borders from the template's 公文表格 or written out.

    ``lines`` is the least height of a body row; ``whole`` keeps all rows on one page (each paragraph kept with the next).
    """
    writer = _Writer(table, fit, styles, faces)
    tbl = etree.Element(q("w:tbl"))
    writer.properties(tbl)
    grid = child(tbl, "w:tblGrid")
    for width in fit.widths:
        child(grid, "w:gridCol", {"w:w": str(width)})
    writer.header_rows(tbl)
    for row in table.rows:
        writer.body_row(tbl, row, lines)
    if whole:
        for paragraph in list(tbl.iter(q("w:p")))[: -len(table.columns)]:
            keep = etree.Element(q("w:keepNext"))
            properties = need(paragraph, "w:pPr")
            properties.insert(1 if properties.find(q("w:pStyle")) is not None else 0, keep)
    return tbl


class _Writer:
    """Writes one table; holds what every cell needs."""

    def __init__(self, table: Table, fit: Fit, styles: TableStyles, faces: Faces) -> None:
        self._table, self._fit, self._styles, self._faces = table, fit, styles, faces

    def properties(self, tbl: etree._Element) -> None:
        made = child(tbl, "w:tblPr")
        if self._styles.table:
            child(made, "w:tblStyle", {"w:val": self._styles.table})
        child(made, "w:tblW", {"w:w": str(sum(self._fit.widths)), "w:type": "dxa"})
        child(made, "w:jc", {"w:val": "center"})
        if not self._styles.table:
            borders = child(made, "w:tblBorders")
            for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
                child(borders, f"w:{side}", {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "000000"})
        child(made, "w:tblLayout", {"w:type": "fixed"})
        margins = child(made, "w:tblCellMar")
        for side in ("left", "right"):
            child(margins, f"w:{side}", {"w:w": str(_margin(self._fit.size)), "w:type": "dxa"})
        child(made, "w:tblLook", {"w:val": "0020", "w:firstRow": "1", "w:noVBand": "1", "w:noHBand": "1"})
        # Read out by screen readers; Word shows it as the table's alternative text.
        child(made, "w:tblCaption", {"w:val": self._table.title or self._table.name})

    def header_rows(self, tbl: etree._Element) -> None:
        cells = self._table.header_cells()
        for number in range(self._table.header_depth):
            row = self._row(tbl, 1.35, header=True)
            column = 0
            while column < len(self._table.columns):
                cell = next(c for c in cells if _covers(c, number, column))
                width = sum(self._fit.widths[cell.column : cell.column + cell.column_span])
                tc = self._cell(row, width, cell.column_span, _merge(cell, number))
                text = heading_lines(cell.text, _room(width, self._fit.size)) if number == cell.row else ""
                indent = 0 if "\n" in text else _balance(text, width, self._fit.size)
                self._paragraph(tc, text, self._styles.head, self._faces.hei, "center", indent)
                column += cell.column_span

    def body_row(self, tbl: etree._Element, row: Row, lines: float) -> None:
        made = self._row(tbl, lines, header=False)
        style = self._styles.total if row.is_total else self._styles.text
        face = self._faces.hei if row.is_total else self._faces.body
        for index, cell in enumerate(row.cells):
            fill = _light_fill(cell)
            tc = self._cell(made, self._fit.widths[index], 1, "", fill)
            long_text = cell.kind is CellKind.TEXT and half_width(cell.text) > 16
            self._paragraph(tc, cell.text, style, face, "left" if long_text else "center")

    def _row(self, tbl: etree._Element, lines: float, *, header: bool) -> etree._Element:
        row = child(tbl, "w:tr")
        properties = child(row, "w:trPr")
        child(properties, "w:cantSplit")
        height = round(self._fit.size * lines * _LINE * TWIPS_PER_POINT)
        child(properties, "w:trHeight", {"w:val": str(height), "w:hRule": "atLeast"})
        if header:
            child(properties, "w:tblHeader")
        return row

    def _cell(self, row: etree._Element, width: int, span: int, merge: str, fill: str = "") -> etree._Element:
        cell = child(row, "w:tc")
        properties = child(cell, "w:tcPr")
        child(properties, "w:tcW", {"w:w": str(width), "w:type": "dxa"})
        if span > 1:
            child(properties, "w:gridSpan", {"w:val": str(span)})
        if merge:
            child(properties, "w:vMerge", {"w:val": merge})
        if fill:
            child(properties, "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill})
        child(properties, "w:vAlign", {"w:val": "center"})
        return cell

    def _paragraph(self, cell: etree._Element, text: str, style: str, face: str, align: str, indent: int = 0) -> None:
        paragraph = child(cell, "w:p")
        properties = child(paragraph, "w:pPr")
        if style:
            child(properties, "w:pStyle", {"w:val": style})
        else:
            child(properties, "w:spacing", {"w:before": "0", "w:after": "0", "w:line": "240", "w:lineRule": "auto"})
            child(properties, "w:ind", {"w:firstLine": "0", "w:firstLineChars": "0"})
        if style and indent:
            child(properties, "w:ind", {"w:left": str(indent), "w:right": str(indent), "w:firstLine": "0"})
        if align != "center" or not style:
            child(properties, "w:jc", {"w:val": align})
        if not text:
            return
        run = child(paragraph, "w:r")
        self._run_properties(run, style, face)
        for number, line in enumerate(text.split("\n")):
            if number:
                child(run, "w:br")
            child(run, "w:t", PRESERVE).text = line

    def _run_properties(self, run: etree._Element, style: str, face: str) -> None:
        properties = child(run, "w:rPr")
        latin = self._faces.latin
        names = {} if style else {"w:ascii": latin, "w:hAnsi": latin, "w:eastAsia": face, "w:cs": latin}
        child(properties, "w:rFonts", {"w:hint": "eastAsia", **names})  # — ↑ “ are Chinese marks
        if style and self._fit.size == self._styles.largest:
            return
        for name in ("w:sz", "w:szCs"):
            child(properties, name, {"w:val": str(round(self._fit.size * 2))})


def _room(width: int, size: float) -> float:
    """Ems of text in a cell of so many twips."""
    return (width - 2 * _margin(size)) / TWIPS_PER_POINT / size


def heading_lines(text: str, room: float) -> str:
    """A heading that breaks has its unit on a line of its own, the rest in even lines: 年度|目标|（亿元）.

    >>> heading_lines("年度目标（亿元）", 4.2).split("\\n"), heading_lines("完成率（%）", 2.9).split("\\n")
    (['年度目标', '（亿元）'], ['完成', '率', '（%）'])
    """
    found = _WITH_UNIT.fullmatch(text)
    if found is None or half_width(text) / 2 <= room or text_points(found.group(2), 1.0) > room + 0.1:
        return text
    words, total = _WHOLE.findall(found.group(1)), half_width(found.group(1)) / 2
    even, lines = -(-total // -(-total // max(room, 1))), [""]
    for word in words:
        if lines[-1] and half_width(lines[-1] + word) / 2 > even:
            lines.append("")
        lines[-1] += word
    widest = max(half_width(line) / 2 for line in lines)
    return text if widest > room else "\n".join((*lines, found.group(2)))


_WITH_UNIT = re.compile("(.+?)(（[^（）]{1,4}）)")
_WHOLE = re.compile("[0-9A-Za-z.—]+[年月日]?|.")
"""What a break never divides: a number with the word that counts it."""


def _balance(text: str, width: int, size: float) -> int:
    """Indent in twips on both sides that breaks a heading evenly: 当月|目标, never 当月目|标."""
    room, characters = _room(width, size), half_width(text) / 2
    fitting = int(room)
    if not text or characters <= room or fitting < 1:
        return 0
    lines = -(-characters // fitting)
    even = max(-(-characters // lines), _bracket(text))
    return max(0, int((room - even - 0.4) * size / 2 * TWIPS_PER_POINT))


def _covers(cell: HeaderCell, row: int, column: int) -> bool:
    return cell.column == column and cell.row <= row < cell.row + cell.row_span


def _merge(cell: HeaderCell, row: int) -> str:
    if cell.row_span == 1:
        return ""
    return "restart" if row == cell.row else "continue"
