"""The workbook behind a chart of a Word file: what opens when someone chooses 编辑数据."""

from __future__ import annotations

import io
from datetime import datetime

from gongwen.model.chart import Chart, ChartKind
from gongwen.model.document import Properties
from gongwen.render.word.chart import chart_grid, drawn_value

BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chart_book(chart: Chart, properties: Properties) -> bytes:
    """The workbook behind a chart, laid out as Word expects it: categories in A, one series a column."""
    import xlsxwriter

    names, series = chart_grid(chart)
    columns = [(line.name, line.values) for line in series]
    if chart.reference is not None and chart.kind is ChartKind.BARS:
        columns.append((chart.reference_label or "参考线", (chart.reference,) * len(names)))
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    created = datetime.combine(properties.created, datetime.min.time())
    book.set_properties({"title": chart.title, "author": properties.author, "created": created})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_column(1, 0, names)
    for column, (name, values) in enumerate(columns, start=1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row, column, drawn_value(value))
    book.close()
    return buffer.getvalue()
