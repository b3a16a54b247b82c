"""One Table → one sheet, ready to read on screen and to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from gongwen.model.document import Faces
from gongwen.model.table import Cell, CellKind, Table
from gongwen.model.terms import Measure
from gongwen.render.sheets.checks import letters
from gongwen.render.sheets.data import Entry
from gongwen.render.sheets.formulas import Formulas
from gongwen.render.sheets.layout import END_MM, HEADER_PT, SIDE_MM, SheetLayout, broken
from gongwen.render.sheets.mark import add_mark
from gongwen.render.sheets.numbers import stored
from gongwen.render.sheets.styles import BAR_FILL, LIGHTS, Styles

if TYPE_CHECKING:
    from gongwen.render.sheets.plain import Written

_PAPER = {"A4": 9, "A3": 8}


Entries: TypeAlias = Sequence[Sequence[Entry | None]]
"""Row by row, the entry of each cell of a table."""


def cell_places(entries: Entries, layout: SheetLayout) -> Mapping[Entry, str]:
    """Where each figure of a table stands on its sheet; the first place counts."""
    places: dict[Entry, str] = {}
    for number, row in enumerate(entries, layout.body_row + 1):
        for column, entry in enumerate(row):
            if entry is not None and entry not in places:
                places[entry] = f"{letters(column)}{number}"
    return places


def write_table(
    sheet: Any, table: Table, layout: SheetLayout, styles: Styles, faces: Faces, formulas: Formulas | None,
    entries: Entries,
) -> None:  # fmt: skip
    """Fill a sheet: title, unit line, header, body, notes, print set-up, mark."""
    for column, width in enumerate(layout.widths):
        sheet.set_column(column, column, width)
    sheet.set_rows(layout.heights)
    starts = group_starts(table)
    _write_frame(sheet, table, layout, styles, starts)
    _write_body(sheet, table, layout.body_row, styles, formulas, entries, starts)
    _add_bars(sheet, table, layout)
    _add_icons(sheet, layout)
    if formulas is not None:
        _add_lights(sheet, table, layout, styles)
    _view(sheet, table, layout)
    set_up_page(sheet, faces, paper=table.paper, landscape=table.landscape, mark=table.watermark)
    _print_set_up(sheet, table, layout)
    if (mark := styles.mark(table.watermark)) is not None:
        add_mark(sheet, mark, layout.widths, layout.heights, layout.pages)


def group_starts(table: Table) -> list[bool]:
    """Of each column, whether a top-level group of the header begins or ended there; never of the first."""
    starts, column = [False] * (len(table.columns) + 1), 0
    for node in table.header:
        after = column + node.leaves
        if node.children:
            starts[column] = starts[after] = True
        column = after
    return [False, *starts[1:-1]]


def merge(sheet: Any, first: tuple[int, int], last: tuple[int, int], text: str, style: Any) -> None:
    """Write text over a block of cells; a block of one is a plain cell."""
    if first != last:
        sheet.merge_range(*first, *last, "", style)
    write_text(sheet, first, text, style)


def write_text(sheet: Any, place: tuple[int, int], text: str, style: Any) -> None:
    """Write text as text; an empty one leaves a styled, truly empty cell."""
    if text:
        sheet.write_string(*place, text, style)
    else:
        sheet.write_blank(*place, None, style)


def set_up_page(sheet: Any, faces: Faces, *, paper: str, landscape: bool, mark: str = "") -> None:
    """Paper, margins, 第x页 共y页, and the mark as a word in the header of every page."""
    sheet.set_paper(_PAPER[paper])
    if landscape:
        sheet.set_landscape()
    side, end = SIDE_MM / 25.4, END_MM / 25.4
    sheet.set_margins(left=side, right=side, top=end, bottom=end)
    sheet.center_horizontally()
    font = f'&"{faces.song},常规"&10'
    sheet.set_footer(f"&C{font}第 &P 页 共 &N 页", {"margin": 0.3})
    if mark:
        sheet.set_header(f'&R&"{faces.hei},常规"&12&K7F7F7F{mark.replace("&", "&&")}', {"margin": 0.25})
    sheet.hide_gridlines(2)


def _write_frame(sheet: Any, table: Table, layout: SheetLayout, styles: Styles, starts: Sequence[bool]) -> None:
    last = len(table.columns) - 1
    merge(sheet, (0, 0), (0, last), table.title, styles.title())
    if layout.unit_row is not None:
        merge(sheet, (layout.unit_row, 0), (layout.unit_row, last), table.unit_line, styles.unit())
    for cell in layout.header:
        first = (layout.header_row + cell.row, cell.column)
        end = (first[0] + cell.row_span - 1, first[1] + cell.column_span - 1)
        text = broken(cell.text, layout.span_px(cell.column, cell.column_span), HEADER_PT)
        merge(sheet, first, end, text, styles.header(first=starts[cell.column]))
    for row, note in enumerate(table.notes, layout.note_row):
        merge(sheet, (row, 0), (row, last), note, styles.note())


def _write_body(
    sheet: Any, table: Table, first_row: int, styles: Styles, formulas: Formulas | None, entries: Entries,
    starts: Sequence[bool],
) -> None:  # fmt: skip
    bare = [None] * len(starts)
    for number, row in enumerate(table.rows, first_row):
        found = bare if formulas is None else entries[number - first_row]
        cells: list[Written] = []
        for column, (cell, first, entry) in enumerate(zip(row.cells, starts, found, strict=True)):
            # A formula with our value in its cache, else the number, else the text, never a link.
            formula = None if formulas is None or entry is None else formulas.cell(entry, column)
            kept = stored(cell)
            if kept is None:
                cells.append((formula, cell.text, _style(cell, styles, row.is_total, first)))
            else:
                cells.append((formula, kept.value, styles.number(kept.number_format, row.is_total, first)))
        sheet.write_cells(number, cells)


def _style(cell: Cell, styles: Styles, total: bool, first: bool) -> Any:
    quoted = cell.text.startswith(("=", "+", "-", "@"))
    if cell.kind is CellKind.LABEL:
        return styles.label(total=total, quoted=quoted)
    if cell.kind is CellKind.LIGHT:
        word = next((char for char in cell.text if char in LIGHTS), "")
        if word:
            return styles.light(word, total=total, first=first)
    return styles.text(total=total, first=first, wrap=cell.kind in (CellKind.TEXT, CellKind.NUMBER), quoted=quoted)


def _add_bars(sheet: Any, table: Table, layout: SheetLayout) -> None:
    """Light bars behind completion rates, from 0 to the best rate or 100, the total row left out."""
    for column in layout.showing(Measure.COMPLETION_RATE):
        cells = [row.cells[column] for row in table.rows if not row.is_total]
        rates = [number.value for cell in cells if (number := _rate(cell)) is not None]
        if not rates:
            continue
        first = layout.body_row + next(i for i, row in enumerate(table.rows) if not row.is_total)
        options = {
            "type": "data_bar",
            "data_bar_2010": True,
            "bar_solid": True,
            "bar_color": BAR_FILL,
            "bar_no_border": True,
            "bar_negative_color_same": True,
            "min_type": "num",
            "max_type": "num",
            "min_value": 0,
            "max_value": max(100.0, *rates),
        }
        sheet.conditional_format(first, column, layout.note_row - 1, column, options)


def _add_icons(sheet: Any, layout: SheetLayout) -> None:
    """Grey arrows, readable in black and white, before leads over the time progress: up ahead, down behind.

    Of the first generation (Excel 2007), which WPS and LibreOffice show too; LibreOffice knows no bound of "more than".
    """
    icons = [{"criteria": ">=", "type": "number", "value": bound} for bound in (0.0001, 0)]
    for column in layout.showing(Measure.LEAD_PP):
        options = {"type": "icon_set", "icon_style": "3_arrows_gray", "icons": icons}
        sheet.conditional_format(layout.body_row, column, layout.note_row - 1, column, options)


def _add_lights(sheet: Any, table: Table, layout: SheetLayout, styles: Styles) -> None:
    """A light whose formula comes to another word takes that word's colour."""
    for place, column in enumerate(table.columns):
        if column.kind is CellKind.LIGHT and table.rows:
            for word in LIGHTS:
                options = {"type": "text", "criteria": "containing", "value": word, "format": styles.lit(word)}
                sheet.conditional_format(layout.body_row, place, layout.note_row - 1, place, options)


def _rate(cell: Cell) -> Any:
    if cell.figure is None or cell.figure.key.measure is not Measure.COMPLETION_RATE:
        return None
    return stored(cell)


def _label_columns(table: Table) -> int:
    """How many columns on the left name the row."""
    count = next((i for i, column in enumerate(table.columns) if column.kind is not CellKind.LABEL), len(table.columns))
    return min(max(1, count), len(table.columns))


def _view(sheet: Any, table: Table, layout: SheetLayout) -> None:
    sheet.freeze_panes(layout.body_row, _label_columns(table))
    if table.rows:
        last = len(table.columns) - 1
        body = f"A{layout.body_row + 1}:{letters(last)}{layout.note_row}"
        # Neighbouring formulas may differ (a rate with two decimals); Excel's green corners would look like faults.
        sheet.ignore_errors({"number_stored_as_text": body, "formula_differs": body, "formula_range": body})


def _print_set_up(sheet: Any, table: Table, layout: SheetLayout) -> None:
    sheet.print_area(0, 0, layout.last_row, len(table.columns) - 1)
    sheet.repeat_rows(layout.header_row, layout.body_row - 1)
    sheet.repeat_columns(0, _label_columns(table) - 1)
    sheet.fit_to_pages(1, 1 if layout.one_page else 0)


