"""The 数据 sheet: every figure that a formula may need, one row each, with the cell it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.period import Period
from gongwen.model.terms import Measure
from gongwen.render.sheet_numbers import shown_number

FIRST_ROW = 2
"""Zero-based row of the first entry: a title and a heading stand above."""
EXACT_COLUMN = 5
"""Zero-based column of the exact value of what was read."""
SHOWN_COLUMN = 6
"""Zero-based column of the value as printed."""

_PLACES = (Measure.RANK, Measure.RANK_GAIN)
Series: TypeAlias = tuple[str, Measure, Period, Period | None, Measure | None]
"""What a run of figures over all regions is about."""


def series_of(key: FigureKey) -> Series:
    """The series a figure belongs to: its key without the region."""
    return key.indicator, key.measure, key.period, key.against, key.rank_by


@dataclass(frozen=True, slots=True)
class Entry:
    """What formulas need to know of one figure."""

    figure: Figure
    number: Fraction | None
    """The number that its text shows; None where the text is no number."""
    row: int | None
    """Its zero-based row on the 数据 sheet; None where it is not listed."""


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Which figures stand on the 数据 sheet, in order."""

    figures: tuple[Figure, ...]
    known: Mapping[FigureKey, Entry]
    """These and every figure in the tables."""
    by_series: Mapping[Series, tuple[Figure, ...]]
    """The known figures, series by series."""
    categories: Mapping[str, str]
    """类别 by region where ranks are within classes."""


def data_sheet(book: Workbook) -> DataSheet:
    """Collect what the tables' formulas rest on: what was read, and operands that no table shows.

    Series by series, regions in display order within each, so that a rank finds its peers in one block.
    """
    wanted: dict[FigureKey, Figure] = {}
    shown = {
        cell.figure.key: cell.figure
        for table in book.tables
        for row in table.rows
        for cell in row.cells
        if cell.figure is not None
    }
    by_key = {figure.key: figure for figure in book.figures.values()} | shown
    for figure in shown.values():
        if figure.value is not None:
            _collect(figure, by_key, shown, wanted)
    figures = tuple(_in_order(wanted, book))
    known = shown | wanted
    by_series: dict[Series, list[Figure]] = {}
    for figure in known.values():
        by_series.setdefault(series_of(figure.key), []).append(figure)
    rows = {figure.key: FIRST_ROW + i for i, figure in enumerate(figures)}
    entries = {key: Entry(figure, shown_number(figure), rows.get(key)) for key, figure in known.items()}
    series = {series: tuple(found) for series, found in by_series.items()}
    return DataSheet(figures, entries, series, book.region_categories)


def _collect(
    figure: Figure,
    by_key: Mapping[FigureKey, Figure],
    shown: Mapping[FigureKey, Figure],
    wanted: dict[FigureKey, Figure],
) -> None:
    """Take a figure if it was read; else its operands, and theirs where no table shows them."""
    if not figure.operands and figure.decimals is not None and figure.key.measure not in _PLACES:
        wanted[figure.key] = figure
    for key in figure.operands:
        operand = by_key.get(key)
        if operand is None or operand.value is None or key in wanted:
            continue
        if key not in shown or not operand.operands:
            wanted[key] = operand
        # An earlier issue's rank is a fact of that issue: what it rested on does not belong into this workbook.
        if key not in shown and key.period == figure.key.period:
            _collect(operand, by_key, shown, wanted)


def _in_order(wanted: Mapping[FigureKey, Figure], book: Workbook) -> Iterable[Figure]:
    regions = {code: place for place, code in enumerate(book.region_names)}
    indicators = {code: place for place, code in enumerate(book.indicator_names)}
    measures = {measure: place for place, measure in enumerate(Measure)}

    def place(figure: Figure) -> tuple[object, ...]:
        key = figure.key
        against = key.against or key.period
        return (
            indicators.get(key.indicator, len(indicators)),
            key.indicator,
            key.period,
            against,
            measures[key.measure],
            key.rank_by or "",
            regions.get(key.region, len(regions)),
            key.region,
        )

    return sorted(wanted.values(), key=place)
