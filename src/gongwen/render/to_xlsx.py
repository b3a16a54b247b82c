"""A Workbook → the bytes of an Excel file: tables with live formulas, charts, 说明 and 数据."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from gongwen.model.document import Rendered, Workbook
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table
from gongwen.render.sheet_checks import check_workbook, free_name, sheet_name
from gongwen.render.sheet_data import FIRST_ROW, SHOWN_COLUMN, DataSheet, data_sheet
from gongwen.render.sheet_formulas import Formulas
from gongwen.render.sheet_layout import SheetLayout, lay_out
from gongwen.render.to_xlsx_charts import write_chart
from gongwen.render.to_xlsx_lists import has_explanations, write_data, write_explanations
from gongwen.render.to_xlsx_styles import Styles
from gongwen.render.to_xlsx_table import cell_places, write_table

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
    import xlsxwriter

    check_workbook(book)
    out = BytesIO()
    normal = {"font_name": book.faces.song, "font_size": 11, "font_scheme": False, "font_charset": 134}
    workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "default_format_properties": normal})
    workbook.set_properties(_properties(book))
    styles = Styles(workbook, book.faces)
    names = [sheet_name(table.name) for table in book.tables]
    data = None if book.values_only else data_sheet(book)
    data_name = free_name("数据", names) if data is not None and data.figures else ""
    problems: list[Problem] = []
    for table, name in zip(book.tables, names, strict=True):
        layout = lay_out(table)
        problems += cut_texts(table, layout)
        formulas = None
        if data is not None:
            formulas = Formulas(cell_places(table, layout), data, f"{_quoted(data_name)}!" if data_name else "")
        write_table(_add_sheet(workbook, name), table, layout, styles, book.faces, formulas)
    _add_back_matter(workbook, book, names, styles, data, data_name)
    workbook.close()
    return Rendered(out.getvalue(), "xlsx", tuple(problems))


def cut_texts(table: Table, layout: SheetLayout) -> Iterator[Problem]:
    """A warning for each row whose text is longer than a printed row can be high."""
    for row in layout.cut_rows:
        place = f"{table.name} 第{row + 1}行"
        message = "文字太长，超过 Excel 最高的行，屏幕和纸面上显示不全"
        yield Problem(Severity.WARNING, "xlsx.cut", message, "请缩短文字，或加宽这一列", sheet=table.name, place=place)


def _add_back_matter(
    workbook: Any, book: Workbook, names: list[str], styles: Styles, data: DataSheet | None, data_name: str
) -> None:
    taken = [*names, data_name]
    for chart in book.charts:
        # A sheet each: only a page of its own is sure to fit in every program.
        taken.append(free_name("图表", taken))
        write_chart(workbook, _add_sheet(workbook, taken[-1]), chart, book, styles)
    if has_explanations(book):
        write_explanations(_add_sheet(workbook, free_name("说明", taken)), book, styles)
    if data is not None and data_name:
        places = {figure.key: (row, SHOWN_COLUMN) for row, figure in enumerate(data.figures, FIRST_ROW)}
        write_data(_add_sheet(workbook, data_name), book, data, styles, Formulas(places, data, ""))


def _add_sheet(workbook: Any, name: str) -> Any:
    """A new sheet that takes formulas as they are: XlsxWriter looks each one through for 29 newer functions."""
    sheet = workbook.add_worksheet(name)
    sheet._prepare_formula = lambda formula, *_: formula.removeprefix("=")
    return sheet


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
    """A sheet's name as formulas write it."""
    return f"'{name}'"
