"""Rank gains (进位): against the published issue before where there is one, else the data of the period before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from gongwen.compute.columns import Figures
from gongwen.compute.scores import item_series
from gongwen.model.baseline import PUBLISHED, Baseline, RankRules
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.scoring import ScoreSpec
from gongwen.model.terms import NEWLY_LISTED, NO_VALUE, OTHER_CLASS, Measure


@dataclass(frozen=True, slots=True)
class Pair:
    """A series and the same series in the issue before."""

    now: SeriesKey
    before: SeriesKey | None
    """In the data: one period back."""
    published: SeriesKey | None
    """In the published issue: its own, even where its cut-off was another day or issues were left out between."""


class Published:
    """The published issue before, by what it ranked."""

    def __init__(self, baseline: Baseline, rules: RankRules) -> None:
        self.baseline = baseline
        self._rules = rules
        self.regions = baseline.regions()
        self._ranked = {figure_id.partition("/")[2] for figure_id in baseline.figures}

    def first(self, expected: Iterable[SeriesKey | None], possible: Iterable[SeriesKey | None]) -> SeriesKey | None:
        """The first of the expected series that it ranked; else the only one of the possible ones."""
        for key in expected:
            if self._has(key):
                return key
        found = {key for key in possible if self._has(key)}
        return found.pop() if len(found) == 1 else None

    def is_of_another_class(self, region: str) -> bool:
        """Whether a region was ranked among others then: places of two classes are no movement."""
        then = self.baseline.rules
        return then is not None and then.classes.get(region) != self._rules.classes.get(region)

    def _has(self, key: SeriesKey | None) -> bool:
        return key is not None and key.of("", Measure.RANK).id.partition("/")[2] in self._ranked

    def label(self, key: SeriesKey) -> str:
        """``2023年5月`` or, where its figures end on another day, ``2023年5月，截至5月20日``."""
        end = key.period.end
        day = "" if end == self.baseline.period.end else f"，截至{end.month}月{end.day}日"
        return f"{self.baseline.label}{day}"


def published_key(key: FigureKey) -> FigureKey:
    """A figure as it was published is one of its own: the data may give another by now."""
    return key._replace(scheme=f"{PUBLISHED}{key.scheme}")


def add_gains(pair: Pair, pack: Pack, figures: Figures, published: Published | None) -> None:
    """The rank gain of every region in a series, and what the published issue said, to look up."""
    if pair.now.rank_by is None:
        return
    codes = [region.code for region in pack.regions]
    if published is not None and pair.published is not None:
        _add_published(pair, pair.published, pack, figures, published)

    def make(place: int) -> Figure:
        region = codes[place]
        rank_now = figures[pair.now.of(region, Measure.RANK)]
        key = pair.now.of(region, Measure.RANK_GAIN)
        if published is not None:
            return _gain_on_published(key, rank_now, pair, figures, published)
        if pair.before is None or pair.before == pair.now.alone:
            return _no_gain(key, rank_now, "没有可比的上期")
        before = pair.before.of(region, Measure.RANK)
        return _gain(key, rank_now, figures.rank_value(pair.before, region), (rank_now.key, before), "上期数据")

    figures.add_slot(pair.now.of("", Measure.RANK_GAIN), make)


def score_parts(score: ScoreSpec, series: SeriesKey, pack: Pack) -> tuple[FigureKey | None, ...]:
    """What each indicator of a score, and 加减分 last, adds to it; of no region yet."""
    items = (key and key.of("", Measure.CONTRIBUTION, score.name) for key in item_series(score, series.period, pack))
    return (*items, series.of("", Measure.POINTS))


def _add_published(pair: Pair, before: SeriesKey, pack: Pack, figures: Figures, published: Published) -> None:
    """The ranks that were published, what was ranked then, and the parts of a score."""
    assert pair.now.rank_by is not None
    codes, score = [region.code for region in pack.regions], pack.score(before.indicator)
    for of in (
        before.of("", Measure.RANK),
        before.of("", pair.now.rank_by),
        *filter(None, score_parts(score, before, pack) if score else ()),
    ):

        def make(place: int, of: FigureKey = of) -> Figure | None:
            key, measure = of._replace(region=codes[place]), of.measure
            found = published.baseline.figures.get(key.id)
            if found is None:
                return None
            decimals = None if found.value is None else len(found.text.partition(".")[2])
            is_part = measure in (Measure.CONTRIBUTION, Measure.POINTS)
            unit = "分" if is_part else figures[pair.now.of(codes[place], measure)].unit
            formula = f"上期公布{'位次' if measure is Measure.RANK else '数'}（{published.label(before)}）"
            return Figure(
                published_key(key), found.value, found.text, unit, decimals, formula, (), (published.baseline.source,)
            )

        figures.add_slot(published_key(of), make)


def _gain_on_published(key: FigureKey, rank_now: Figure, pair: Pair, figures: Figures, published: Published) -> Figure:
    if pair.before is None and pair.published is None:
        return _no_gain(key, rank_now, "没有可比的上期")
    rank_then = pair.published and figures.get(published_key(pair.published.of(key.region, Measure.RANK)))
    if not rank_then or pair.published is None:
        newly = rank_now.value is not None and key.region not in published.regions
        why = "上期未列入" if newly else "上期未公布此项排名"
        return _no_gain(key, rank_now, why, NEWLY_LISTED if newly else NO_VALUE)
    if published.is_of_another_class(key.region):
        return _no_gain(key, rank_now, OTHER_CLASS)
    gain = _gain(key, rank_now, rank_then.value, (rank_now.key, rank_then.key), rank_then.formula)
    if gain.value is not None and pair.published != pair.before:
        gain = replace(gain, note=f"较上期（{published.label(pair.published)}）")
    return replace(gain, sources=(*rank_now.sources, *rank_then.sources))


def _gain(
    key: FigureKey, rank_now: Figure, before: Fraction | None, operands: tuple[FigureKey, ...], basis: str
) -> Figure:
    if rank_now.value is None or before is None:
        return replace(_no_gain(key, rank_now, rank_now.note or "上期没有位次"), operands=operands)
    gain = before - rank_now.value
    text = f"↑{gain}" if gain > 0 else f"↓{-gain}" if gain < 0 else "→"
    formula = f"{basis} {before} − 本期 {rank_now.text}"
    return Figure(key, gain, text, "位", None, formula, operands, rank_now.sources)


def _no_gain(key: FigureKey, rank_now: Figure, note: str, text: str = NO_VALUE) -> Figure:
    return Figure(key, None, text, "位", None, "", (rank_now.key,), rank_now.sources, note)
