"""Draw the sample's workbooks as offices lay them out, with fixed dates inside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sample_figures as figures
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

WRITTEN = datetime(2022, 8, 5, 9, 0, 0)

Cell = str | int | float | Decimal | date | None
Rows = Sequence[Sequence[Cell]]

_THIN = Side(style="thin", color="FF000000")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


@dataclass(frozen=True)
class Column:
    """One column: its group heading, its own heading (empty: the group runs down), its values from 全市 on."""

    group: str
    heading: str
    values: Sequence[Cell]
    number_format: str = "General"


@dataclass(frozen=True)
class Sheet:
    """One table on one sheet."""

    name: str
    title: str
    columns: Sequence[Column]
    annex: str = ""
    unit_line: str = ""
    notes: tuple[str, ...] = ()


def _plain(value: Cell) -> str | int | float | date | None:
    """What a person would have typed: whole numbers as whole numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _line(sheet: Worksheet, row: int, width: int, text: str, font: Font, alignment: Alignment, height: float) -> None:
    sheet.cell(row, 1, text).font = font
    sheet.cell(row, 1).alignment = alignment
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet.row_dimensions[row].height = height


def _header(sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    sheet.cell(row, 1, "地区")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    start = 2
    for index, column in enumerate(columns, start=2):
        sheet.cell(row + 1, index, column.heading.replace("（", "\n（"))
        if index == 2 or column.group != columns[index - 3].group:
            sheet.cell(row, index, column.group)
            start = index
        following = columns[index - 1].group if index - 1 < len(columns) else None
        if following != column.group and index > start:
            sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=index)
    for cells in sheet.iter_rows(min_row=row, max_row=row + 1, max_col=len(columns) + 1):
        for cell in cells:
            cell.font, cell.alignment, cell.border = Font(name="黑体", size=11), _CENTRE, _GRID
    sheet.row_dimensions[row].height, sheet.row_dimensions[row + 1].height = 30, 48


def _body(sheet: Worksheet, row: int, columns: Sequence[Column]) -> int:
    for offset, name in enumerate((figures.CITY, *figures.DISTRICTS)):
        values = [name, *(_plain(column.values[offset]) for column in columns)]
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(row + offset, index, value)
            cell.font = Font(name="宋体", size=11, bold=offset == 0)
            cell.alignment, cell.border = _CENTRE, _GRID
            if index > 1 and not isinstance(value, str):
                cell.number_format = columns[index - 2].number_format
        sheet.row_dimensions[row + offset].height = 24
    return row + len(figures.DISTRICTS) + 1


def _page(sheet: Worksheet, header_row: int, header_rows: int, widths: Sequence[float]) -> None:
    wide = sum(widths) > 170
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if wide else sheet.PAPERSIZE_A4
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row + header_rows - 1}"
    sheet.print_options.horizontalCentered = True
    sheet.freeze_panes = sheet.cell(header_row + header_rows, 2)


def lay_out(book: Workbook, table: Sheet) -> None:
    """Draw one table: 附件 line, title, 单位 line, two header rows, 全市 and the districts, notes."""
    sheet = book.create_sheet(table.name)
    width, row = len(table.columns) + 1, 1
    if table.annex:
        _line(sheet, row, width, table.annex, Font(name="黑体", size=16), _LEFT, 24)
        row += 1
    _line(sheet, row, width, table.title, Font(name="方正小标宋简体", size=20), _CENTRE, 36)
    row += 1
    if table.unit_line:
        _line(sheet, row, width, table.unit_line, Font(name="仿宋", size=11), _RIGHT, 18)
        row += 1
    header = row
    _header(sheet, header, table.columns)
    row = _body(sheet, header + 2, table.columns)
    for note in table.notes:
        _line(sheet, row, width, note, Font(name="仿宋", size=11), _LEFT, 18)
        row += 1
    groups = [column.group for column in table.columns]
    usual = 11 if len(groups) > 4 else 18
    widths = [16 if groups.count(group) == 1 and len(group) > 6 else usual for group in groups]
    _page(sheet, header, 2, [12, *widths])


_LIST_WIDTHS = {"序号": 5, "建设内容": 28, "问题描述": 28, "业主": 36, "本月进展": 20, "项目名称": 24, "反馈": 16}


def lay_out_list(book: Workbook, name: str, title: str, headings: Sequence[str], rows: Rows) -> None:
    """Draw a list: title, as-of line, one header row, the entries."""
    sheet = book.create_sheet(name)
    _line(sheet, 1, len(headings), title, Font(name="方正小标宋简体", size=20), _CENTRE, 36)
    _line(sheet, 2, len(headings), "截至2022年7月31日", Font(name="仿宋", size=11), _RIGHT, 18)
    for row, values in enumerate((headings, *rows), start=3):
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(row, index, None if value == "" else value)
            cell.font = Font(name="黑体" if row == 3 else "宋体", size=11)
            cell.alignment, cell.border = _CENTRE, _GRID
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(value, float):
                cell.number_format = "0.0"
        sheet.row_dimensions[row].height = 30 if row == 3 else 48
    _page(sheet, 3, 1, [_LIST_WIDTHS.get(heading, 11) for heading in headings])


def workbook_bytes(draw: Callable[[Workbook], None]) -> bytes:
    """Draw and save with fixed dates, so that the same figures give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    draw(book)
    book.properties.creator, book.properties.created = "示例", WRITTEN
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{WRITTEN.isoformat()}Z".encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                # openpyxl puts the clock into dcterms:modified whatever the properties say.
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
