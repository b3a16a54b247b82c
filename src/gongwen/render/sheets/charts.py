"""Charts as Excel's own, one to a printed page, with the numbers they show beside them on the same sheet."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Faces, Workbook
from gongwen.render.sheets.layout import half_widths, wrapped_lines
from gongwen.render.sheets.mark import add_mark
from gongwen.render.sheets.numbers import parse
from gongwen.render.sheets.styles import Styles
from gongwen.render.sheets.table import merge, set_up_page, write_text

_COLUMNS = 12
"""Columns under a chart; the numbers begin one further."""
_COLUMN_WIDTH = 10.0
_MOST_NAME = 30.0
_MOST_NUMBER = 24.0
"""Widest columns of a heat map: names, numbers."""
_WIDTH_PX = 1010
_CHART_ROWS = 35
_ROW_PX = 18
_FILLS = ("#5B7FA6", "#BFBFBF", "#8FAADC", "#404040")
_GRID = "#D0D0D0"


def write_chart(workbook: Any, sheet: Any, chart: Chart, book: Workbook, styles: Styles) -> None:
    """图表: one chart, filling one landscape page; its numbers stay on screen, outside the print area."""
    is_heat = chart.kind is ChartKind.HEAT
    widths = _heat_widths(chart) if is_heat else [_COLUMN_WIDTH] * _COLUMNS
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if is_heat:
        rows = _write_heat(sheet, chart, styles, widths)
    else:
        rows = _draw(workbook, sheet, chart, book.faces, styles)
    text = next((table.watermark for table in book.tables if table.watermark), "")
    set_up_page(sheet, book.faces, paper="A4", landscape=True, mark=text)
    sheet.print_area(0, 0, rows - 1, len(widths) - 1)
    sheet.fit_to_pages(1, 1)
    if (mark := styles.mark(text)) is not None:
        add_mark(sheet, mark, widths, [_ROW_PX * 0.75] * rows, [(0, rows - 1)])


def _draw(workbook: Any, sheet: Any, chart: Chart, faces: Faces, styles: Styles) -> int:
    """Draw a chart from the top left corner; returns how many rows it takes."""
    top = 0
    sheet.set_column(_COLUMNS, _COLUMNS, 3)
    # As wide as the longest name: what runs over to the left would be printed beside the chart.
    sheet.set_column(_COLUMNS + 1, _COLUMNS + 1, max(14, *map(_name_width, chart.categories)))
    _write_numbers(sheet, top, chart, styles)
    is_slope = chart.kind is ChartKind.SLOPE
    made = (_slope if is_slope else _bars)(workbook, sheet.name, top, chart, faces)
    # A slope needs room for names at both ends.
    layout = {"layout": {"x": 0.22, "y": 0.12, "width": 0.56, "height": 0.8}} if is_slope else {}
    # A slope needs a line of text for every region at both ends.
    rows = max(_CHART_ROWS, len(chart.categories) + 8) if is_slope else _CHART_ROWS
    made.set_size({"width": _WIDTH_PX, "height": (rows - 1) * _ROW_PX})
    made.set_chartarea({"border": {"none": True}, "fill": {"none": True}})  # the mark lies behind it
    made.set_plotarea({"fill": {"none": True}, **layout})
    made.set_title(
        {"name": [sheet.name, top, _COLUMNS + 1], "name_font": _font(faces.hei, 16), "overlay": False}
    )
    sheet.insert_chart(top, 0, made, {"description": chart.alt_text or chart.title, "object_position": 1})
    return _write_notes(sheet, rows, (*_reading_aid(chart), *chart.notes), styles)


def _reading_aid(chart: Chart) -> tuple[str, ...]:
    """What hatching and dashes mean, in words, for readers without colour."""
    if chart.kind is ChartKind.SLOPE:
        return ("实线为位次前移，虚线为位次后移，点线为位次不变或上期未列入。",)
    low = chart.reference is not None and any(
        value is not None and value < chart.reference for series in chart.series for value in series.values
    )
    return (f"斜纹柱为低于虚线“{chart.reference_label}”的{chart.region_word}。",) if low else ()


def _write_notes(sheet: Any, row: int, notes: Sequence[str], styles: Styles, columns: int = _COLUMNS) -> int:
    for note in notes:
        merge(sheet, (row, 0), (row, columns - 1), note, styles.note())
        sheet.set_row(row, wrapped_lines(note, _WIDTH_PX * 0.9, 10) * 14 + 3)
        row += 1
    return row


# -- the numbers -----------------------------------------------------------------------------------------------------


def _write_numbers(sheet: Any, top: int, chart: Chart, styles: Styles) -> None:
    """Title, heading, one row a region: names, each series, the reference line."""
    left = _COLUMNS + 1
    sheet.write_string(top, left, chart.title, styles.unit_left())
    sheet.write_blank(top + 1, left, None, styles.header())
    for offset, series in enumerate(chart.series, 1):
        sheet.set_column(left + offset, left + offset, 10)
        sheet.write_string(top + 1, left + offset, series.name, styles.header())
        for row, (value, text) in enumerate(zip(series.values, series.texts, strict=True), top + 2):
            _write_value(sheet, row, left + offset, value, text, styles, blank=True)
    for row, category in enumerate(chart.categories, top + 2):
        write_text(sheet, (row, left), category, styles.text())
    if chart.reference is not None:
        column = left + len(chart.series) + 1
        sheet.set_column(column, column, 16)
        sheet.write_string(top + 1, column, chart.reference_label, styles.header())
        for row in range(top + 2, top + 2 + len(chart.categories)):
            sheet.write_number(row, column, float(chart.reference), styles.number("0.0##"))


def _write_value(sheet: Any, row: int, column: int, value: Fraction | None, text: str, styles: Styles, *, blank: bool) -> None:
    """A chart's number as printed. ``blank`` leaves nothing where there is none: a "—" would be drawn as a zero."""
    number = None if value is None else parse(text)
    if number is not None:
        sheet.write_number(row, column, number.value, styles.number(number.number_format))
    elif value is not None:
        sheet.write_number(row, column, float(value), styles.number("General"))
    elif not blank:
        write_text(sheet, (row, column), text, styles.text())


# -- bars ------------------------------------------------------------------------------------------------------------


def _bars(workbook: Any, sheet: str, top: int, chart: Chart, faces: Faces) -> Any:
    """One column a region; those below the reference are hatched, so that black and white tells them apart."""
    made = _with_chinese_fonts(workbook.add_chart({"type": "column"}))
    left = _COLUMNS + 1
    first, last = top + 2, top + 1 + len(chart.categories)
    crowded = len(chart.categories) > 16
    for offset, series in enumerate(chart.series, 1):
        fill = _FILLS[(offset - 1) % len(_FILLS)]
        made.add_series(
            {
                "name": [sheet, top + 1, left + offset],
                "categories": [sheet, first, left, last, left],
                "values": [sheet, first, left + offset, last, left + offset],
                "fill": {"color": fill},
                "border": {"color": "#262626", "width": 0.75},
                "gap": 60,
                "points": _hatched(series, chart.reference, fill),
                "data_labels": {
                    "value": True,
                    "num_format": _label_format(series),
                    "fill": {"color": "#FFFFFF"},  # the line does not strike the figures out
                    "font": _font(faces.song, 9 if crowded else 10) | ({"rotation": -90} if crowded else {}),
                },
            }
        )
    if chart.reference is not None:
        made.combine(_reference_line(workbook, sheet, (first, last), left, len(chart.series)))
    made.set_x_axis({"num_font": _font(faces.song, 9 if crowded else 11) | ({"rotation": -45} if crowded else {})})
    made.set_y_axis(_value_axis(chart, faces))
    shown = len(chart.series) > 1 or chart.reference is not None
    made.set_legend({"position": "bottom", "font": _font(faces.song, 11)} if shown else {"none": True})
    return made


def _value_axis(chart: Chart, faces: Faces) -> dict[str, object]:
    low = min((value for series in chart.series for value in series.values if value is not None), default=Fraction(0))
    axis: dict[str, object] = {
        "num_font": _font(faces.latin, 10),
        "num_format": "0",
        "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.5}},
    }
    if chart.unit:
        axis |= {"name": chart.unit, "name_font": _font(faces.song, 11) | {"rotation": 0}}
    if low >= 0:
        axis["min"] = 0
    return axis


def _reference_line(workbook: Any, sheet: str, rows: tuple[int, int], left: int, offset: int) -> Any:
    line = _with_chinese_fonts(workbook.add_chart({"type": "line"}))
    column = left + offset + 1
    line.add_series(
        {
            "name": [sheet, rows[0] - 1, column],
            "categories": [sheet, rows[0], left, rows[1], left],
            "values": [sheet, rows[0], column, rows[1], column],
            "line": {"color": "#000000", "width": 1.75, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    return line


def _hatched(series: ChartSeries, reference: Fraction | None, fill: str) -> list[dict[str, object] | None]:
    if reference is None:
        return []
    border = {"color": "#262626", "width": 0.75}
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": fill, "bg_color": "#FFFFFF"}
    return [
        {"pattern": pattern, "border": border} if value is not None and value < reference else None
        for value in series.values
    ]


def _label_format(series: ChartSeries) -> str:
    """With as many decimals as are printed: 19.50 is not 19.5 where others have two."""
    least = min((len(text.partition(".")[2]) for text in series.texts if "." in text), default=0)
    return f"0.{'0' * least}##" if least else "0"


# -- slopes ----------------------------------------------------------------------------------------------------------


def _slope(workbook: Any, sheet: str, top: int, chart: Chart, faces: Faces) -> Any:
    """Rank then → rank now, best on top: climbing solid, falling dashed, unchanged dotted, names at both ends."""
    made = _with_chinese_fonts(workbook.add_chart({"type": "line"}))
    left = _COLUMNS + 1
    before, after = chart.series[0], chart.series[-1]
    labels = _end_labels(chart)
    for index, row in enumerate(range(top + 2, top + 2 + len(chart.categories))):
        line = _slope_line(before.values[index], after.values[index])
        for end, label in enumerate(labels[index]):
            delete = {"delete": True}
            custom = [delete, {"value": label} if label else delete] if end else [{"value": label} if label else delete, delete]
            made.add_series(
                {
                    "name": [sheet, row, left],
                    "categories": [sheet, top + 1, left + 1, top + 1, left + len(chart.series)],
                    "values": [sheet, row, left + 1, row, left + len(chart.series)],
                    "line": line if end else {"none": True},
                    "marker": {"type": "circle", "size": 6, "fill": {"color": "#404040"}, "border": {"color": "#404040"}},
                    "data_labels": {
                        "value": True,
                        "custom": custom,
                        "position": "right" if end else "left",
                        "font": _font(faces.song, 10),
                    },
                }
            )
    most = max((int(value) for s in chart.series for value in s.values if value is not None), default=1)
    made.set_y_axis({"reverse": True, "min": 0.5, "max": most + 0.5, "visible": False, "major_gridlines": {"visible": False}})
    made.set_x_axis({"num_font": _font(faces.hei, 12), "label_position": "high", "line": {"none": True}})
    made.set_legend({"none": True})
    made.show_blanks_as("gap")
    return made


def _slope_line(then: Fraction | None, now: Fraction | None) -> dict[str, object]:
    if then is None or now is None or then == now:
        return {"color": "#7F7F7F", "width": 1.5, "dash_type": "round_dot"}
    if now < then:
        return {"color": "#1F4E79", "width": 2.25}
    return {"color": "#C55A11", "width": 2.25, "dash_type": "dash"}


def _end_labels(chart: Chart) -> list[tuple[str, str]]:
    """(left, right) label of each region; regions that share a rank share the first one's label."""
    ends = []
    for series, pattern in ((chart.series[0], "{names} {rank}"), (chart.series[-1], "{rank} {names}")):
        places: dict[Fraction, list[int]] = {}
        for index, value in enumerate(series.values):
            if value is not None:
                places.setdefault(value, []).append(index)
        labels = [""] * len(chart.categories)
        for indexes in places.values():
            names = "、".join(chart.categories[index] for index in indexes)
            # A leading blank, because a label that begins with "=" would be taken for a reference.
            labels[indexes[0]] = f" {pattern.format(names=names, rank=series.texts[indexes[0]])} "
        ends.append(labels)
    return list(zip(*ends, strict=True))


# -- heat ------------------------------------------------------------------------------------------------------------


def _name_width(name: str) -> float:
    return half_widths(name) + 2.0


def _heat_widths(chart: Chart) -> list[float]:
    """Names and numbers over the width of the page, or as near to it as few columns look well."""
    names = min(_MOST_NAME, max([_COLUMN_WIDTH, *map(_name_width, chart.categories)]))
    count = len(chart.series)
    each = min(_MOST_NUMBER, (_COLUMNS * _COLUMN_WIDTH - names) / max(count, 1))
    return [names, *[max(_COLUMN_WIDTH, each)] * count]


def _write_heat(sheet: Any, chart: Chart, styles: Styles, widths: Sequence[float]) -> int:
    """Regions × indicators as cells, darker for more; the numbers are in the cells."""
    top, series = 0, chart.series
    merge(sheet, (top, 0), (top, len(widths) - 1), chart.title, styles.title())
    sheet.set_row(top, 36)
    sheet.write_blank(top + 1, 0, None, styles.header())
    sheet.set_row(top + 1, 36)
    for column, one in enumerate(series, 1):
        sheet.write_string(top + 1, column, one.name, styles.header())
    for offset, category in enumerate(chart.categories):
        row = top + 2 + offset
        sheet.set_row(row, 24)
        write_text(sheet, (row, 0), category, styles.text(wrap=True))
        for column, one in enumerate(series, 1):
            _write_value(sheet, row, column, one.values[offset], one.texts[offset], styles, blank=False)
    last = top + 1 + len(chart.categories)
    scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FAADC"}
    for column in range(1, len(series) + 1):
        sheet.conditional_format(top + 2, column, max(last, top + 2), column, scale)
    return _write_notes(sheet, last + 2, chart.notes, styles, len(widths))


# -- fonts -----------------------------------------------------------------------------------------------------------


def _font(name: str, size: float) -> dict[str, object]:
    return {"name": name, "size": size, "bold": False}


def _with_chinese_fonts(chart: Any) -> Any:
    """XlsxWriter names the Latin face only; Excel then draws 汉字 in the theme's. Name the same face for both."""
    write_latin = chart._write_a_latin

    def write_both(attributes: list[tuple[str, str]]) -> None:
        write_latin(attributes)
        chart._xml_empty_tag("a:ea", attributes)

    chart._write_a_latin = write_both
    return chart


