"""一本三张表的晾晒表写成 xlsx：同样的单元格、公式、合并、格式，写到内存。

对手照抄我们成品里的每一个单元格（值、公式、格式、合并、列宽），都用其文档推荐的共享样式；条件格式、数据验证、图表、公式的缓存值
它们一概免做（openpyxl 写不出缓存值），所以是让着它们的。我们的时间含从数到单元格的全部工作，对手的不含。
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.utils import range_boundaries

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "render"))

from factories import sample_table, sample_workbook

from gongwen.render.to_xlsx import render_workbook

TABLES = sample_workbook(*(replace(sample_table(), name=name) for name in ("表一", "表二", "表三")))


@dataclass(frozen=True)
class Sheet:
    """What a peer copies: cells with the number of their look, merged ranges, column widths."""

    title: str
    cells: tuple[tuple[int, int, object, int], ...]
    merged: tuple[str, ...]
    widths: tuple[tuple[str, float], ...]


def ours() -> object:
    return render_workbook(TABLES).data


BOOK = openpyxl.load_workbook(io.BytesIO(render_workbook(TABLES).data))
LOOKS: dict[int, object] = {}


def read_sheets() -> Iterator[Sheet]:
    for sheet in BOOK:
        cells = []
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.has_style or cell.value is not None):
            if type(cell).__name__ == "MergedCell":
                continue
            LOOKS.setdefault(cell.style_id, cell)
            cells.append((cell.row, cell.column, cell.value, cell.style_id))
        widths = tuple((letter, size.width) for letter, size in sheet.column_dimensions.items())
        yield Sheet(sheet.title, tuple(cells), tuple(str(area) for area in sheet.merged_cells.ranges), widths)


SHEETS = tuple(read_sheets())


def with_openpyxl() -> object:
    """Shared style objects, made once a book, as openpyxl's documentation has it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    looks = {
        number: (copy(cell.font), copy(cell.fill), copy(cell.border), copy(cell.alignment), cell.number_format)
        for number, cell in LOOKS.items()
    }
    for sheet in SHEETS:
        page = book.create_sheet(sheet.title)
        for row, column, value, look in sheet.cells:
            cell = page.cell(row, column, value)
            cell.font, cell.fill, cell.border, cell.alignment, cell.number_format = looks[look]
        for area in sheet.merged:
            page.merge_cells(area)
        for letter, width in sheet.widths:
            page.column_dimensions[letter].width = width
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_xlsxwriter() -> object:
    """Formats made once a book."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    looks = {
        number: book.add_format(
            {
                "font_name": cell.font.name,
                "font_size": cell.font.sz,
                "bold": bool(cell.font.b),
                "align": cell.alignment.horizontal or "left",
                "valign": "vcenter",
                "text_wrap": bool(cell.alignment.wrap_text),
                "num_format": cell.number_format,
                "border": 1 if cell.border.left.style else 0,
            }
        )
        for number, cell in LOOKS.items()
    }
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.title)
        for letter, width in sheet.widths:
            page.set_column(f"{letter}:{letter}", width)
        for row, column, value, look in sheet.cells:
            page.write(row - 1, column - 1, value, looks[look])
        first = {(row - 1, column - 1): (value, looks[look]) for row, column, value, look in sheet.cells}
        for area in sheet.merged:
            left, top, right, bottom = range_boundaries(area)
            value, look = first.get((top - 1, left - 1), ("", None))
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, value, look)
    book.close()
    return stream.getvalue()


CONTENDERS = {"gongwen": ours, "openpyxl": with_openpyxl, "XlsxWriter": with_xlsxwriter}
