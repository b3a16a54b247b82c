"""The two sheets behind the tables: 说明 (how every column is computed) and 数据 (what every formula rests on)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from gongwen.model.document import Workbook
from gongwen.model.figures import Figure
from gongwen.model.period import Period
from gongwen.render.sheet_checks import check_words
from gongwen.render.sheet_data import EXACT_COLUMN, FIRST_ROW, SHOWN_COLUMN, DataSheet
from gongwen.render.sheet_formulas import Formulas
from gongwen.render.sheet_layout import BODY_PT, half_widths, list_pages, whole_pixels, wrapped_lines
from gongwen.render.sheet_numbers import parse, printed_scale
from gongwen.render.to_xlsx_mark import add_mark
from gongwen.render.to_xlsx_styles import Styles
from gongwen.render.to_xlsx_table import merge, set_up_page, write_text

_DATA_HEADINGS = ("地区", "指标", "项目", "期间", "目标期间", "数值", "印出数", "单位", "算法", "来源（文件!工作表!单元格）")
_DATA_WIDTHS = (12, 22, 10, 20, 20, 14, 12, 9, 30, 42)
_LONG = 300
"""Characters of a formula in words; longer ones are cut, visibly."""
_MOST_SOURCES = 12
_TEXT_WIDTHS = (16, 52, 72)


def write_data(sheet: Any, book: Workbook, data: DataSheet, styles: Styles, formulas: Formulas) -> None:
    """数据: one figure a row, with its exact value, its printed value and the cell it was read from."""
    for column, width in enumerate(_DATA_WIDTHS):
        sheet.set_column(column, column, width)
    merge(sheet, (0, 0), (0, len(_DATA_HEADINGS) - 1), f"{book.name}数据来源", styles.title())
    for column, heading in enumerate(_DATA_HEADINGS):
        sheet.write_string(FIRST_ROW - 1, column, heading, styles.header())
    heights = [36.0, 24.0]
    for row, figure in enumerate(data.figures, FIRST_ROW):
        heights.append(_write_figure(sheet, row, book, figure, styles, formulas))
    last = FIRST_ROW + len(data.figures) - 1
    sheet.autofilter(FIRST_ROW - 1, 0, max(last, FIRST_ROW - 1), len(_DATA_HEADINGS) - 1)
    sheet.freeze_panes(FIRST_ROW, 1)
    _set_up(sheet, book, styles, _DATA_WIDTHS, heights, landscape=True)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.print_area(0, 0, max(last, FIRST_ROW), len(_DATA_HEADINGS) - 1)
    sheet.fit_to_pages(1, 0)


def _write_figure(sheet: Any, row: int, book: Workbook, figure: Figure, styles: Styles, formulas: Formulas) -> float:
    """Write one row; returns how high it must be."""
    key = figure.key
    words = {
        0: book.region_names.get(key.region, key.region),
        1: book.indicator_names.get(key.indicator, key.indicator),
        2: key.measure.label,
        3: _dated(key.period),
        4: _dated(key.against) if key.against else "",
        7: figure.unit,
        8: figure.formula if len(figure.formula) <= _LONG else f"{figure.formula[:_LONG]}……",
        9: _sources(figure),
    }
    check_words(words.values(), f"数据 {figure.id}")
    for column, text in words.items():
        quoted = text.startswith(("=", "+", "-", "@"))
        write_text(sheet, (row, column), text, styles.text(wrap=column >= 8, quoted=quoted))
    exact = printed_scale(figure)
    if figure.operands or exact is None:
        sheet.write_blank(row, EXACT_COLUMN, None, styles.text())
    else:
        sheet.write_number(row, EXACT_COLUMN, float(exact), styles.number("General"))
    printed = parse(figure.text, open_ended=bool(figure.operands))
    formula = formulas.formula(figure) if figure.operands else formulas.printed(figure)
    if printed is None:
        sheet.write_string(row, SHOWN_COLUMN, figure.text, styles.text())
    elif formula is not None:
        sheet.write_formula(row, SHOWN_COLUMN, formula, styles.number(printed.number_format), printed.value)
    else:
        sheet.write_number(row, SHOWN_COLUMN, printed.value, styles.number(printed.number_format))
    lines = max(wrapped_lines(words[8], 30 * 8 - 6, BODY_PT), wrapped_lines(words[9], 42 * 8 - 6, BODY_PT))
    return lines * BODY_PT * 1.35 + 4


def _sources(figure: Figure) -> str:
    """The cells a figure rests on; of very many the first, with how many there are."""
    named = "；".join(str(source) for source in figure.sources[:_MOST_SOURCES])
    more = len(figure.sources) - _MOST_SOURCES
    return f"{named}……共{len(figure.sources)}处" if more > 0 else named


def write_explanations(sheet: Any, book: Workbook, styles: Styles) -> None:
    """说明: table, column, how it is computed; then what holds for the whole book."""
    for column, width in enumerate(_TEXT_WIDTHS):
        sheet.set_column(column, column, width)
    merge(sheet, (0, 0), (0, 2), f"{book.name}说明", styles.title())
    for column, heading in enumerate(("表", "栏目", "怎么算")):
        sheet.write_string(1, column, heading, styles.header())
    heights = [36.0, 24.0]
    row = 1
    for row, texts in enumerate(_explained(book), 2):
        for column, text in enumerate(texts):
            write_text(sheet, (row, column), text, styles.plain())
        widths = zip(texts, _TEXT_WIDTHS, strict=True)
        lines = max(wrapped_lines(text, width * 8 - 6, BODY_PT) for text, width in widths)
        heights.append(lines * BODY_PT * 1.35 + 5)
    sheet.freeze_panes(2, 0)
    _set_up(sheet, book, styles, _TEXT_WIDTHS, heights, landscape=True)
    sheet.repeat_rows(1)
    sheet.print_area(0, 0, row, 2)
    sheet.fit_to_pages(1, 0)


def _explained(book: Workbook) -> Iterator[tuple[str, str, str]]:
    """(table, columns, how) of every explanation; columns of a table that are computed alike share a line."""
    for table in book.tables:
        alike: dict[str, list[str]] = {}
        for column in table.columns:
            if column.explanation:
                alike.setdefault(column.explanation, []).append("—".join(column.path).replace("\n", ""))
        for explanation, headings in alike.items():
            yield table.name, "、".join(headings), explanation
    told = {f"{table.name}：{' / '.join(column.path)}" for table in book.tables for column in table.columns}
    for name, text in book.explanations:
        if name not in told:
            yield "各表", name, text


def has_explanations(book: Workbook) -> bool:
    """Whether there is anything to explain."""
    return next(_explained(book), None) is not None


def _set_up(
    sheet: Any, book: Workbook, styles: Styles, widths: Sequence[float], heights: Sequence[float], *, landscape: bool
) -> None:
    """Rows as high as they need, page set-up, and the book's mark on every page."""
    for row, points in enumerate(heights):
        sheet.set_row(row, whole_pixels(points))
    text = next((table.watermark for table in book.tables if table.watermark), "")
    set_up_page(sheet, book.faces, paper="A4", landscape=landscape, mark=text)
    if (mark := styles.mark(text)) is not None:
        pages = list_pages(widths, heights, landscape=landscape, header=heights[1] * 4 / 3)
        add_mark(sheet, mark, widths, heights, pages)


@lru_cache(maxsize=256)
def _dated(period: Period) -> str:
    label = period.label
    return label if half_widths(label) > 20 or label[:4].isdigit() else f"{period.end.year}年{label}"
