"""数据: what every formula rests on, one figure a row, with the cell it was read from; close set, to print on few pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Measure
from gongwen.render.sheets.checks import check_words, letters
from gongwen.render.sheets.data import (
    EXACT_COLUMN,
    FIRST_ROW,
    POINTS,
    SCORED,
    SHOWN_COLUMN,
    DataSheet,
    Entry,
    Given,
    Run,
)
from gongwen.render.sheets.explain_page import set_up_list
from gongwen.render.sheets.formulas import Elsewhere, Formulas
from gongwen.render.sheets.layout import DIGIT_PX, NOTE_PT, PADDING_PX, half_widths, wrapped_lines
from gongwen.render.sheets.numbers import parse
from gongwen.render.sheets.styles import SMALL_PT, Styles
from gongwen.render.sheets.table import merge

if TYPE_CHECKING:
    from gongwen.render.sheets.plain import Written

_HEADINGS = ("地区", "指标", "项目", "期间", "目标期间", "数值", "印出数", "单位", "算法", "来源")
_LEAST = (8, 8, 8, 8, 8, 10, 8, 4, 12, 12)
"""Half-width characters that a column has room for at least."""
_MOST = (34, 34, 8, 22, 22, 12, 10, 8, 38, 32)
"""And at most; longer texts wrap."""
_ONE_BY_ONE = (Measure.ACTUAL, *POINTS)
"""Measures that are also listed one by one: 完成调整, 加分第1笔."""
_WRAPPED = (True, True, False, True, True, False, False, False, True, True)
"""Columns whose texts make a row as high as they need."""
_LONG = 300
"""Characters of a formula in words; longer ones are cut, visibly."""
_MOST_SOURCES = 12


def write_data(
    sheet: Any, book: Workbook, data: DataSheet, styles: Styles, elsewhere: Elsewhere
) -> None:
    """One figure a row, with its exact value, its printed value and the cell it was read from; then the pack's rules.

    ``elsewhere`` says where figures stand that only the tables have.
    """
    keys = [run.entries[0].figure.key for run in dict.fromkeys(entry.run for entry in data.entries)]
    periods = [period for key in keys for period in (key.period, key.against) if period]
    years = {day.year for period in periods for day in (period.start, period.end)}
    sources = [source for entry in data.entries for source in entry.figure.sources]
    names = _Names(book, _numbered(sources), len(years) < 2)
    rows = [names.row(entry) for entry in data.entries] + [_given_row(given) for given in data.givens]
    widths = _widths(rows)
    lines = _lines(rows, widths)
    cells = {entry: f"{letters(SHOWN_COLUMN)}{row + 1}" for row, entry in enumerate(data.entries, FIRST_ROW)}
    formulas = Formulas(cells, data, "", elsewhere)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    files = names.legend()
    last = len(_HEADINGS) - 1
    merge(sheet, (0, 0), (0, last), f"{book.name}数据来源{f'（{years.pop()}年）' if len(years) == 1 else ''}", styles.title())
    merge(sheet, (1, 0), (1, last), files, styles.note())
    for column, heading in enumerate(_headings(book.region_word)):
        sheet.write_string(FIRST_ROW - 1, column, heading, styles.small_header())
    check_words((files, *(word for row in rows for word in row)), "数据")
    values = [(_exact(entry, formulas, styles), _shown(entry, formulas, styles)) for entry in data.entries]
    values += [(_given(given, styles), (None, None, styles.small())) for given in data.givens]
    for number, (row, (exact, shown)) in enumerate(zip(rows, values, strict=True), FIRST_ROW):
        sheet.write_cells(number, _words(row, exact, shown, styles))
    whole = sum(width * DIGIT_PX + PADDING_PX for width in widths) - 12
    top = (36.0, wrapped_lines(files, whole, NOTE_PT) * NOTE_PT * 1.4 + 3, 16.5)
    sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW + len(rows) - 1, last)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_zoom(115)
    set_up_list(
        sheet, book, styles, widths, (*top, *(count * SMALL_PT * 1.3 for count in lines)),
        landscape=False, heading=FIRST_ROW - 1,
    )  # fmt: skip


def _headings(word: str) -> tuple[str, ...]:
    """With the pack's word for its rows; where that is 单位, the units of measurement are said in full."""
    return (word, *("计量单位" if heading == word else heading for heading in _HEADINGS[1:]))


def _widths(rows: Sequence[tuple[str, ...]]) -> tuple[float, ...]:
    """Column widths in Excel's units for text of the small size."""
    needs = [max(map(half_widths, set(column))) for column in zip(*rows, strict=True)]
    fitted = [min(max(need, least), most) for need, least, most in zip(needs, _LEAST, _MOST, strict=True)]
    return tuple(round((count * SMALL_PT * 2 / 3 + 4) / DIGIT_PX, 2) for count in fitted)


def _lines(rows: Sequence[tuple[str, ...]], widths: Sequence[float]) -> list[int]:
    """How many lines high each row is; most words of a column stand in many rows."""
    counts = []
    for place, column in enumerate(zip(*rows, strict=True)):
        if _WRAPPED[place]:
            high = {text: wrapped_lines(text, widths[place] * DIGIT_PX, SMALL_PT) for text in set(column)}
            counts.append([high[text] for text in column])
    return [max(row) for row in zip(*counts, strict=True)]


# -- rows ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Names:
    """The words of a row. What a run has in common is put into words once."""

    book: Workbook
    files: dict[str, int]
    is_one_year: bool
    _last: tuple[Run, tuple[str, str, str, str]] | None = None

    def row(self, entry: Entry) -> tuple[str, ...]:
        """Region, indicator, measure, period, target's period, -, -, unit, formula in words, sources."""
        figure = entry.figure
        if self._last is None or self._last[0] is not entry.run:
            self._last = entry.run, self._common(figure.key)
        words = figure.formula if len(figure.formula) <= _LONG else f"{figure.formula[:_LONG]}……"
        region = self.book.region_names.get(figure.key.region, figure.key.region)
        return (region, *self._last[1], "", "", figure.unit, words, self._sources(figure))

    def _common(self, key: FigureKey) -> tuple[str, str, str, str]:
        name = self.book.indicator_names.get(key.indicator, key.indicator)
        label = f"{key.measure.label}{key.scheme if key.measure in _ONE_BY_ONE else ''}"
        return name, label, self._dated(key.period), self._dated(key.against) if key.against else ""

    def _dated(self, period: Period) -> str:
        label = period.label
        return label if self.is_one_year or label[:4].isdigit() else f"{period.end.year}年{label}"

    def _sources(self, figure: Figure) -> str:
        """The cells a figure rests on, files by number; of very many the first, with how many there are."""
        named = [
            f"〔{self.files[source.path]}〕{source.sheet}{'!' if source.sheet and source.cell else ''}{source.cell}"
            for source in figure.sources[:_MOST_SOURCES]
        ]
        more = f"……共{len(figure.sources)}处" if len(figure.sources) > _MOST_SOURCES else ""
        return f"{'；'.join(named)}{more}"

    def legend(self) -> str:
        """〔1〕 and the file it stands for."""
        listed = "；".join(f"〔{number}〕{path}" for path, number in self.files.items())
        return f"来源栏为文件编号、工作表和单元格。{f'文件：{listed}。' if listed else ''}"


def _numbered(sources: Iterable[Source]) -> dict[str, int]:
    return {path: number for number, path in enumerate(dict.fromkeys(source.path for source in sources), 1)}


def _given_row(given: Given) -> tuple[str, ...]:
    return (given.region, given.indicator, given.label, "", "", "", "", "", given.purpose, given.source)


def _words(words: tuple[str, ...], exact: Written, shown: Written, styles: Styles) -> list[Written]:
    """The cells of a row: words with the exact and the printed value in their places."""
    plain, wrapped = styles.small(), styles.small(wrap=True)
    cells: list[Written] = []
    for text, is_wrapped in zip(words, _WRAPPED, strict=True):
        if is_wrapped and text:
            cells.append((None, text, styles.small(wrap=True, quoted=True) if text[0] in "=+-@" else wrapped))
        else:
            cells.append((None, text, plain))
    cells[EXACT_COLUMN], cells[SHOWN_COLUMN] = exact, shown
    return cells


def _exact(entry: Entry, formulas: Formulas, styles: Styles) -> Written:
    """The exact value: what was read with all its digits, six of what goes on for ever; else how it is worked out."""
    figure, exact = entry.figure, entry.exact
    working = formulas.working(entry)
    if exact is None or (figure.operands and figure.key.measure not in SCORED):
        return None, None, styles.small()
    if working is None:
        shape = "0.000000" if exact.over * 10**6 % exact.under else "General"
        return None, exact.over / exact.under, styles.small_number(shape)
    sum_of, value = working
    return sum_of, value.over / value.under, styles.small_number("General" if entry.inputs else "0.0000")


def _shown(entry: Entry, formulas: Formulas, styles: Styles) -> Written:
    """The printed value."""
    figure = entry.figure
    printed = parse(figure.text, bool(figure.operands) or figure.key.measure is Measure.TARGET)
    if printed is None:
        return None, figure.text, styles.small()
    formula = formulas.formula(entry) if figure.operands else formulas.printed(entry)
    return formula, printed.value, styles.small_number(printed.number_format)


def _given(given: Given, styles: Styles) -> Written:
    if isinstance(given.value, str):
        return None, given.value, styles.small()
    return None, float(given.value), styles.small_number("General")
