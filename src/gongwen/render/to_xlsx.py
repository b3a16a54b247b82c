"""A Workbook → the bytes of an Excel file: tables with live formulas, charts, 说明 and 数据."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from gongwen.model.document import Rendered, Workbook
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table
from gongwen.render.sheets.charts import write_chart
from gongwen.render.sheets.checks import check_workbook, free_name, sheet_name
from gongwen.render.sheets.data import data_sheet
from gongwen.render.sheets.data_page import write_data
from gongwen.render.sheets.explain_page import Told, explained, general, write_explanations
from gongwen.render.sheets.formulas import Formulas
from gongwen.render.sheets.layout import SheetLayout, lay_out
from gongwen.render.sheets.styles import Styles
from gongwen.render.sheets.table import cell_places, write_table

_OPTIONS = {
    "in_memory": True,
    # Text from data is text, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_column_width": 72,
    "default_row_height": 18,
}


def render_workbook(book: Workbook) -> Rendered:
    """Write a workbook: one sheet a table, then 图表, 说明 and 数据.

    Every number cell stores the value that its text shows; a formula's cached value is ours, and the formula gives the
    same when recalculated. ``book.values_only`` leaves out formulas and the 数据 sheet. Same book, same bytes.

    Raises OutputError naming every table and cell that Excel cannot hold.
    """
    from gongwen.render.sheets.plain import PlainBook

    check_workbook(book)
    out = BytesIO()
    normal = {"font_name": book.faces.song, "font_size": 11, "font_scheme": False, "font_charset": 134}
    workbook = PlainBook(out, {**_OPTIONS, "default_format_properties": normal})
    workbook.set_properties(_properties(book))
    styles = Styles(workbook, book.faces)
    names = [sheet_name(table.name) for table in book.tables]
    data = None if book.values_only else data_sheet(book)
    data_name = free_name("数据", names) if data is not None and not data.is_empty else ""
    layouts = [lay_out(table) for table in book.tables]
    entries = [()] * len(names) if data is None else data.tables
    places = [cell_places(rows, layout) for rows, layout in zip(entries, layouts, strict=True)]
    elsewhere = [(_quoted(name), cells) for name, cells in zip(names, places, strict=True)]
    problems: list[Problem] = []
    told: list[Told] = []
    for table, name, layout, rows, cells in zip(book.tables, names, layouts, entries, places, strict=True):
        problems += cut_texts(table, layout)
        formulas = None if data is None else Formulas(cells, data, data_name and _quoted(data_name), elsewhere)
        write_table(_add_sheet(workbook, name), table, layout, styles, book.faces, formulas, rows)
        told += explained(table, layout, formulas.without if formulas is not None else {})
    told += general(book)
    _add_back_matter(workbook, book, [*names, data_name], styles, told)
    if data is not None and data_name:
        write_data(_add_sheet(workbook, data_name), book, data, styles, elsewhere)
    workbook.close()
    return Rendered(out.getvalue(), "xlsx", tuple(problems))


def cut_texts(table: Table, layout: SheetLayout) -> Iterator[Problem]:
    """A warning for each row whose text is longer than a printed row can be high."""
    for row in layout.cut_rows:
        place = f"{table.name} 第{row + 1}行"
        message = "文字太长，超过 Excel 最高的行，屏幕和纸面上显示不全"
        yield Problem(Severity.WARNING, "xlsx.cut", message, "请缩短文字，或加宽这一列", sheet=table.name, place=place)


def _add_back_matter(workbook: Any, book: Workbook, names: list[str], styles: Styles, told: list[Told]) -> None:
    taken = list(names)
    for chart in book.charts:
        # A sheet each: only a page of its own is sure to fit in every program.
        taken.append(free_name("图表", taken))
        write_chart(workbook, workbook.add_worksheet(taken[-1]), chart, book, styles)
    if told:
        write_explanations(_add_sheet(workbook, free_name("说明", taken)), book, told, styles)


def _add_sheet(workbook: Any, name: str) -> Any:
    from gongwen.render.sheets.plain import PlainSheet

    return workbook.add_worksheet(name, PlainSheet)


def _properties(book: Workbook) -> dict[str, object]:
    properties = book.properties
    created = properties.created
    return {
        "title": properties.title,
        "author": properties.author,
        "subject": properties.subject,
        "created": datetime(created.year, created.month, created.day),
    }


def _quoted(name: str) -> str:
    """A sheet's name as formulas write it before a cell."""
    return f"'{name}'!"
