"""3,000 regions × 12 indicators × 12 periods: completion rates, ranks, rank changes; exact, beside floats in pandas.

pandas rounds binary floats (half to even, and 99.96 to 100.0), so its digits are not always right; ours are.
The kernel starts where pandas does, from columns of numbers. "with figures" starts from what was read: every rate,
rank and change with its text, formula and source cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from gongwen.compute import compute_board
from gongwen.compute.columns import Figures
from gongwen.compute.kernel import Scaled, printed_rates, ranks
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Dataset, Kind, Observation, Target
from gongwen.model.pack import Pack, Topic
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Measure

REGIONS, INDICATORS, YEAR = 3_000, 12, 2022


def done(region: int, indicator: int, month: int) -> int:
    """In tenths."""
    return (region * 37 + indicator * 101 + month * 7_919) % 9_973


def goal(region: int, indicator: int) -> int:
    return (region * 13 + indicator * 7) % 9_000 + 1_000


@cache
def columns() -> dict[tuple[int, int], tuple[list[int], list[int]]]:
    """(indicator, month) → tenths done and wanted, in order of regions."""
    return {
        (i, m): ([done(r, i, m) for r in range(REGIONS)], [goal(r, i) for r in range(REGIONS)])
        for m in range(1, 13)
        for i in range(INDICATORS)
    }


@cache
def frames() -> tuple[Any, Any]:
    """The same as floats: one row a region, one column an indicator and month."""
    import pandas

    actual = pandas.DataFrame({key: [n / 10 for n in pair[0]] for key, pair in columns().items()})
    target = pandas.DataFrame({key: [n / 10 for n in pair[1]] for key, pair in columns().items()})
    return actual, target


@cache
def arrays() -> dict[tuple[int, int], tuple[Any, Any]]:
    import numpy

    return {key: (numpy.array(pair[0]), numpy.array(pair[1])) for key, pair in columns().items()}


@cache
def pack() -> Pack:
    indicators = tuple(Indicator(f"i{i}", f"指标{i}", "亿元", decimals=1) for i in range(INDICATORS))
    regions = tuple(Region(f"r{r}", f"第{r}镇") for r in range(REGIONS))
    topics = tuple(Topic(i.code, i.code, "当月", "当月") for i in indicators)
    return Pack("计时", None, (), regions, indicators, topics=topics)


@cache
def dataset() -> Dataset:
    observations: dict[tuple[str, str, Kind, Period], Observation] = {}
    targets: dict[tuple[str, str, Period], Target] = {}
    for (i, m), (actual, wanted) in columns().items():
        period = Period.month(YEAR, m)
        for r in range(REGIONS):
            cell = Source(f"{YEAR}年{m}月.xlsx", "表", f"{'ABCDEFGHIJKLMNOP'[i]}{r + 2}")
            key = (f"r{r}", f"i{i}")
            observations[(*key, Kind.ACTUAL, period)] = Observation(*key, period, Decimal(actual[r]) / 10, cell)
            targets[(*key, period)] = Target(*key, period, Decimal(wanted[r]) / 10, cell)
    return Dataset(MappingProxyType(observations), MappingProxyType(targets))


def with_pandas() -> object:
    actual, target = frames()
    rates = (actual / target * 100).round(1)
    places = rates.rank(method="min", ascending=False)
    return rates, places, places.shift(INDICATORS, axis="columns") - places


def kernel() -> object:
    """Exact rates, competition ranks, rank changes, from whole tenths."""
    import numpy

    rates, places = {}, {}
    for key, (actual, wanted) in arrays().items():
        rates[key] = printed_rates(Scaled(actual, 10), Scaled(wanted, 10), 1, "half_up", guard_done=True)
        places[key] = numpy.array(ranks(rates[key]))
    gains = {(i, m): places[i, m - 1] - now for (i, m), now in places.items() if m > 1}
    return rates, places, gains


def with_figures() -> object:
    """Twelve issues, from the data that was read to settled figures."""
    shown = (Measure.COMPLETION_RATE, Measure.RANK, Measure.RANK_GAIN)
    found = []
    for month in range(1, 13):
        board = compute_board(dataset(), monthly(), Period.month(YEAR, month))
        figures = board.figures
        assert isinstance(figures, Figures)
        slots = [slot for measure in shown for slot in figures.slots(measure) if slot[2] == Period.month(YEAR, month)]
        found.append([figure for slot in slots for figure in figures.column(slot)])
    return found


@cache
def monthly() -> Pack:
    from dataclasses import replace

    return replace(pack(), numbers=replace(pack().numbers, merge_first_months=False))


CONTENDERS: Mapping[str, Any] = {
    "pandas（浮点）": with_pandas,
    "gongwen 整数内核": kernel,
    "gongwen 带公式和来源": with_figures,
}
