"""3,000 regions × 12 indicators × 12 periods: completion rates, ranks, rank changes; exact, beside floats in pandas.

pandas rounds binary floats (half to even, and 99.96 to 100.0), so its digits are not always right; ours are.
Outside the clock, for both: the numbers brought into columns (frames of floats; whole numbers with their observations).
Inside, for pandas and the kernel: every rate, rank and change as a number. Inside, for 全年: twelve boards that share
those columns; every rate and rank as a number, and rate, rank and change of a dozen regions in every column settled
with text, formula, operands and source cells. Any other figure is settled when it is asked for, its change too.
得分: a weighted mean of the printed rates, capped at 100, and its rank: for both the number and the rank of every region and
month; ours settle the score of a dozen regions with the twelve parts of each besides.
做成列 has the making of the columns inside as well. 只12月 settles all of one month: 108,000 figures and the 72,000 under them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from gongwen.compute import compute_board
from gongwen.compute.columns import Columns, Figures
from gongwen.compute.kernel import Scaled, printed_rates, ranks
from gongwen.compute.readings import Readings
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Dataset, Kind, Observation, Target
from gongwen.model.figures import Figure
from gongwen.model.pack import Pack, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import ScoreItem, ScoreSpec
from gongwen.model.sources import Source
from gongwen.model.terms import Bound, Measure

REGIONS, INDICATORS, YEAR = 3_000, 12, 2022
SHOWN = (Measure.COMPLETION_RATE, Measure.RANK, Measure.RANK_GAIN)


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
def records() -> Any:
    import pandas

    rows = [
        (r, i, m, a / 10, w / 10)
        for (i, m), pair in columns().items()
        for r, (a, w) in enumerate(zip(*pair, strict=True))
    ]
    return pandas.DataFrame(rows, columns=["region", "indicator", "month", "actual", "target"])


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


def with_pandas_records() -> object:
    """One row a region, indicator and month, as people have it."""
    found = records().copy()
    found["rate"] = (found.actual / found.target * 100).round(1)
    found["rank"] = found.groupby(["indicator", "month"]).rate.rank(method="min", ascending=False)
    found["gain"] = found.groupby(["region", "indicator"])["rank"].shift() - found["rank"]
    return found


def kernel() -> object:
    """Exact rates, competition ranks, rank changes, from whole tenths."""
    import numpy

    rates, places = {}, {}
    for key, (actual, wanted) in arrays().items():
        rates[key] = printed_rates(Scaled(actual, 10), Scaled(wanted, 10), 1, "half_up", bound=lambda _: Bound.AT_LEAST)
        places[key] = numpy.array(ranks(rates[key]))
    gains = {(i, m): places[i, m - 1] - now for (i, m), now in places.items() if m > 1}
    return rates, places, gains


@cache
def readings() -> Readings:
    """The dataset's columns, made: what pandas's ready frames are to pandas."""
    made = Readings(dataset(), monthly())
    for i, m in columns():
        made.amounts(f"i{i}", Period.month(YEAR, m))
        made.goals(f"i{i}", Period.month(YEAR, m)).amounts  # noqa: B018
    return made


def boards(months: range, known: Readings) -> list[Figures]:
    shared = Columns(monthly(), known)
    found = []
    for month in months:
        figures = compute_board(dataset(), monthly(), Period.month(YEAR, month), columns=shared).figures
        assert isinstance(figures, Figures)
        found.append(figures)
    return found


def settled(figures: Figures, month: int, regions: range | None = None) -> list[Figure]:
    """Rates, ranks and changes of one month with their text, formula and source cells."""
    period = Period.month(YEAR, month)
    slots = [slot for measure in SHOWN for slot in figures.slots(measure) if slot[2] == period]
    if regions is None:
        return [figure for slot in slots for figure in figures.column(slot)]
    return [figures.at(slot, place) for slot in slots for place in regions]


def on_demand(known: Readings | None = None) -> object:
    """Twelve issues: every rate and rank is worked out, the figures of a dozen regions are settled."""
    made = boards(range(1, 13), known or readings())
    for figures in made:
        for slot in figures.slots(Measure.RANK):
            figures.at(slot, 0)
    return [settled(figures, month, range(12)) for month, figures in enumerate(made, start=1)]


def from_what_was_read() -> object:
    """The same from observations and targets: the columns are made first."""
    return on_demand(Readings(dataset(), monthly()))


@cache
def scoring() -> Pack:
    items = tuple(ScoreItem(f"i{i}", Decimal(i + 1), "当月", "当月") for i in range(INDICATORS))
    return replace(monthly(), scores=(ScoreSpec("综合", items),), topics=(Topic("综合", "综合", "当月"),))


def scored_by_pandas() -> object:
    actual, target = frames()
    marks = (actual / target * 100).round(1).clip(0, 100)
    weights = [i + 1 for i, _ in marks.columns]
    scores = (marks * weights).T.groupby(level=1).sum().T.div(sum(range(1, INDICATORS + 1))).round(2)
    return scores, scores.rank(method="min", ascending=False)


def scored() -> object:
    """Twelve issues: every score is worked out and ranked, those of a dozen regions are settled part by part."""
    shared, made = Columns(scoring(), readings()), []
    for month in range(1, 13):
        figures = compute_board(dataset(), scoring(), Period.month(YEAR, month), columns=shared).figures
        assert isinstance(figures, Figures)
        period = Period.month(YEAR, month)
        for measure in (Measure.RANK, Measure.SCORE, Measure.CONTRIBUTION):
            slots = [s for s in figures.slots(measure) if s[2] == period and (s[0] == "综合" or measure is not Measure.RANK)]
            made += [figures.at(slot, place) for slot in slots for place in range(12)]
    return made


def one_month_settled() -> object:
    """December alone: all its 108,000 figures settled. A twelfth of the work of the others."""
    return settled(boards(range(12, 13), readings())[0], 12)


@cache
def monthly() -> Pack:
    return replace(pack(), numbers=replace(pack().numbers, merge_first_months=False))


CONTENDERS: Mapping[str, Any] = {
    "pandas 宽表（浮点）": with_pandas,
    "整数内核": kernel,
    "pandas 长表（浮点）": with_pandas_records,
    "全年：率和位次算好，用到的数定稿": on_demand,
    "全年：得分的 pandas 宽表（浮点）": scored_by_pandas,
    "全年：得分和位次算好，用到的分项定稿": scored,
    "全年：率和位次，连同从读入的数做成列": from_what_was_read,
    "只12月：每个数都定稿": one_month_settled,
}
