"""A ListBook → the bytes of a workbook of plain lists: headings that stay, rows as high as their text, links that work."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

from gongwen.guard.text import showable
from gongwen.model.document import Faces, Rendered
from gongwen.model.listing import ListBook, ListCell, ListSheet
from gongwen.render.sheets.checks import MAX_TEXT, free_name, sheet_name
from gongwen.render.sheets.layout import whole_pixels, wrapped_lines
from gongwen.render.sheets.table import merge, set_up_page

_TONES = {"error": "#FF9999", "warning": "#FFE699", "info": "#BDD7EE", "fine": "#C6E0B4"}
_POINTS = 10.5
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_lists(book: ListBook) -> Rendered:
    """Write the sheets in order. Text is always text: nothing in it becomes a formula or a link by itself."""
    import xlsxwriter

    out = BytesIO()
    normal = {"font_name": book.faces.song, "font_size": 11, "font_scheme": False, "font_charset": 134}
    workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "default_format_properties": normal})
    created = book.properties.created
    workbook.set_properties(
        {
            "title": book.properties.title,
            "author": book.properties.author,
            "created": datetime(created.year, created.month, created.day),
        }
    )
    styles = _Styles(workbook, book.faces)
    names: list[str] = []
    for sheet in book.sheets:
        names.append(free_name(sheet_name(sheet.name)[:31], names))
        _write(workbook.add_worksheet(names[-1]), sheet, styles, book.faces)
    workbook.close()
    return Rendered(_with_forward_slashes(out.getvalue()), "xlsx")


def _with_forward_slashes(data: bytes) -> bytes:
    """Link targets as every system follows them: XlsxWriter writes Windows' backslashes, Excel takes both."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.startswith("xl/worksheets/_rels/"):
                content = content.replace(b"\\", b"/")
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Styles:
    """The few looks of a list."""

    def __init__(self, workbook: Any, faces: Faces) -> None:
        self._workbook = workbook
        cell = {"valign": "vcenter", "text_wrap": True, "border": 1, "border_color": "#7F7F7F", "font_charset": 134}
        body = {**cell, "font_name": faces.song, "font_size": _POINTS}
        self.title = workbook.add_format(
            {"font_name": faces.title, "font_size": 16, "align": "center", "valign": "vcenter", "font_charset": 134}
        )
        self.note = workbook.add_format(
            {"font_name": faces.kai, "font_size": 11, "valign": "vcenter", "text_wrap": True, "font_charset": 134}
        )
        self.heading = workbook.add_format(
            {**cell, "font_name": faces.hei, "font_size": _POINTS, "align": "center", "bg_color": "#F2F2F2"}
        )
        self.text = workbook.add_format({**body, "align": "left"})
        self.short = workbook.add_format({**body, "align": "center"})
        self.link = workbook.add_format({**body, "align": "left", "font_color": "#0563C1", "underline": 1})
        self.tones = {
            tone: workbook.add_format({**body, "align": "center", "bg_color": fill}) for tone, fill in _TONES.items()
        }
        self._body = body
        self._numbers: dict[str, Any] = {}

    def number(self, text: str) -> Any:
        """A number with as many decimals as its text has."""
        places = len(text.partition(".")[2])
        pattern = f"0.{'0' * places}" if places else "0"
        if pattern not in self._numbers:
            self._numbers[pattern] = self._workbook.add_format({**self._body, "align": "right", "num_format": pattern})
        return self._numbers[pattern]


def _write(page: Any, sheet: ListSheet, styles: _Styles, faces: Faces) -> None:
    last = len(sheet.headings) - 1
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    row = 0
    if sheet.title:
        merge(page, (0, 0), (0, last), sheet.title, styles.title)
        page.set_row(0, 30)
        row = 1
    for note in sheet.notes:
        merge(page, (row, 0), (row, last), note, styles.note)
        page.set_row(row, whole_pixels(16 * wrapped_lines(note, sum(sheet.widths) * 8, 11)))
        row += 1
    for column, heading in enumerate(sheet.headings):
        page.write_string(row, column, heading, styles.heading)
    page.set_row(row, 21)
    first = row
    for row, entry in enumerate(sheet.rows, first + 1):
        lines = 1
        for column, cell in enumerate(entry.cells):
            style = styles.tones.get(entry.tone, styles.short) if column == 0 else styles.text
            _cell(page, (row, column), cell, style, styles)
            lines = max(lines, wrapped_lines(cell.text, sheet.widths[column] * 8 - 6, _POINTS))
        page.set_row(row, whole_pixels(max(18.0, lines * _POINTS * 1.35 + 5)))
    page.freeze_panes(first + 1, 0)
    if sheet.rows:
        page.autofilter(first, 0, row, last)
    set_up_page(page, faces, paper="A4", landscape=sheet.landscape)
    page.print_area(0, 0, row, last)
    page.repeat_rows(first)
    page.fit_to_pages(1, 0)


def _cell(page: Any, place: tuple[int, int], cell: ListCell, style: Any, styles: _Styles) -> None:
    text = showable(cell.text)[:MAX_TEXT]
    if cell.number is not None:
        page.write_number(*place, float(cell.number), styles.number(cell.text))
    elif cell.link:
        kind = "internal:" if cell.link.startswith("#") else "external:"
        page.write_url(*place, kind + cell.link.removeprefix("#"), styles.link, text)
    elif text:
        page.write_string(*place, text, style)
    else:
        page.write_blank(*place, None, style)
