"""加减分: what was given to a region and taken from it, up to the caps of a score, as figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gongwen.compute.rounding import exact_text, settle
from gongwen.model.data import Dataset, Points
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.scoring import ScoreSpec
from gongwen.model.sources import Source
from gongwen.model.terms import Measure

Given = Mapping[str, Sequence[Points]]
"""Points by region code."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Points of one kind as they count."""

    value: Fraction
    formula: str
    sources: tuple[Source, ...]
    note: str = ""
    entries: Sequence[Points] = ()


def points_of(data: Dataset, score: ScoreSpec, period: Period) -> Given:
    """The points that count in a score of this period: those of periods that lie in it, in order of reading."""
    found: dict[str, list[Points]] = {}
    for entry in data.points if score.points else ():
        if entry.score in ("", score.name) and period.contains(entry.period):
            found.setdefault(entry.region, []).append(entry)
    return found


def point_figures(key: SeriesKey, score: ScoreSpec, pack: Pack, region: str, given: Sequence[Points]) -> list[Figure]:
    """加分, 扣分 and 加减分 of one region; the last is what the score adds. None where the score takes no points."""
    if score.points is None:
        return []
    added = _counted([entry for entry in given if entry.value > 0], score.points.bonus_cap)
    taken = _counted([entry for entry in given if entry.value < 0], score.points.penalty_cap)
    terms = " − ".join(filter(None, (exact_text(added.value), exact_text(taken.value) if taken.value else "")))
    note = "；".join(f"{word}{one.note}" for word, one in (("加分", added), ("扣分", taken)) if one.note)
    net = Counted(added.value - taken.value, terms, (*added.sources, *taken.sources), note)
    kinds = ((Measure.BONUS, added), (Measure.PENALTY, taken))
    sides = [_figure(key, measure, region, counted, score, pack) for measure, counted in kinds]
    return [*sides, replace(_figure(key, Measure.POINTS, region, net, score, pack), inputs=tuple(sides))]


def _counted(entries: Sequence[Points], cap: Decimal | None) -> Counted:
    whole = sum((Fraction(abs(entry.value)) for entry in entries), Fraction(0))
    formula = "、".join(f"{exact_text(abs(entry.value))}分（{entry.reason}）" for entry in entries) or "0"
    sources = tuple(dict.fromkeys(entry.source for entry in entries))
    if cap is None or whole <= cap:
        return Counted(whole, formula, sources, "", entries)
    return Counted(Fraction(cap), formula, sources, f"合计{exact_text(whole)}分，按最多{exact_text(cap)}分计", entries)


def _figure(key: SeriesKey, measure: Measure, region: str, counted: Counted, score: ScoreSpec, pack: Pack) -> Figure:
    text = settle(counted.value, score.decimals, pack.numbers.rounding)
    own = key.of(region, measure)
    return Figure(
        own, counted.value, text, "分", score.decimals, counted.formula, (), counted.sources, counted.note,
        tuple(_given(own, place, entry, score, pack) for place, entry in enumerate(counted.entries, 1)),
    )  # fmt: skip


def _given(key: FigureKey, place: int, entry: Points, score: ScoreSpec, pack: Pack) -> Figure:
    """Points that were given or taken once, without their sign."""
    value = Fraction(abs(entry.value))
    text = settle(value, score.decimals, pack.numbers.rounding)
    own = key._replace(period=entry.period, scheme=f"第{place}笔")
    return Figure(own, value, text, "分", score.decimals, entry.reason, (), (entry.source,))
