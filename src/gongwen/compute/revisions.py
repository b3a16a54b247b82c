"""What was published and what the data now says of the same earlier period: 数据修订."""

from __future__ import annotations

import re
from collections.abc import Set
from fractions import Fraction

from gongwen.compute.points import point_figures, points_of
from gongwen.compute.readings import Reading, Readings, target_decimals
from gongwen.compute.rounding import exact_text, settle
from gongwen.compute.series import BOUND_WORDS
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset, ValueKind
from gongwen.model.figures import Figure, FigureKey, Revision, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import NO_VALUE, Measure

_POINTS = {Measure.BONUS, Measure.PENALTY}
_READ = {Measure.ACTUAL, Measure.TARGET, *_POINTS}


def revisions(
    baseline: Baseline | None,
    pack: Pack,
    data: Dataset,
    readings: Readings,
    shown: Set[tuple[str, Period | None]] = frozenset(),
) -> tuple[Revision, ...]:
    """Completions, targets and 加减分 that the published issue gave and the data now gives otherwise.

    In order of indicators, periods, regions. What the data no longer holds at all is not a revision: an issue may be
    built from this month's files alone. ``shown`` are the indicators and periods of the issue's own series: what ended
    before it began and is in none of them it held for its comparisons only.
    """
    if baseline is None:
        return ()
    indicators = {indicator.code: place for place, indicator in enumerate(pack.shown_indicators)}
    regions = {region.code: place for place, region in enumerate(pack.regions)}
    found = []
    for figure_id, published in baseline.figures.items():
        key = _parsed(figure_id)
        if key is None or key.region not in regions or key.indicator not in indicators:
            continue
        is_points = key.measure in _POINTS
        now = _points_now(key, pack, data) if is_points else _now(key, pack.indicator(key.indicator), pack, readings)
        if now is not None and _differs(now, published):
            is_printed = key.period.end >= baseline.period.start or (key.indicator, key.period) in shown
            found.append(_revision(now, published, baseline.period, is_printed))

    def place(revision: Revision) -> tuple[int, Period, Measure, int]:
        key = revision.figure.key
        return indicators[key.indicator], key.period, key.measure, regions[key.region]

    return tuple(sorted(found, key=place))


def _parsed(figure_id: str) -> FigureKey | None:
    """The key of a completion, a target or points, from its id; None for everything else."""
    region, _, rest = figure_id.partition("/")
    indicator, _, rest = rest.partition("/")
    measure, _, period = rest.partition("@")
    if measure not in _READ or not period:
        return None
    try:
        return FigureKey(region, indicator, Measure(measure), Period.parse(period))
    except ValueError:
        return None


def _now(key: FigureKey, indicator: Indicator, pack: Pack, readings: Readings) -> Figure | None:
    """The figure as the data gives it; None where the data has nothing to say."""
    rounding = pack.numbers.rounding
    if key.measure is Measure.ACTUAL:
        reading = readings.actual(key.region, key.indicator, key.period)
        if not reading.sources:
            return None
        text = settle(reading.value, indicator.decimals, rounding) if reading.value is not None else reading.text
        return _figure(key, indicator, reading, text or NO_VALUE, indicator.decimals)
    target = readings.target(key.region, key.indicator, key.period)
    if target is None:
        return None
    value = None if target.value is None else Fraction(target.value)
    places = target_decimals([target])
    absent = NO_VALUE if target.kind_of_value is ValueKind.ABSENT else target.text or target.raw
    bound = BOUND_WORDS[target.bound]
    text = absent if value is None else f"{exact_text(value)}{bound}" if bound else settle(value, places, rounding)
    return _figure(key, indicator, Reading(value, (target.source,), "下达数"), text, places)


def _points_now(key: FigureKey, pack: Pack, data: Dataset) -> Figure | None:
    """加分 or 扣分 of an earlier period as the sheets give it; None where they hold nothing of that period."""
    score = pack.score(key.indicator)
    given = points_of(data, score, key.period) if score else {}
    if score is None or not given:
        return None
    series = SeriesKey(key.indicator, key.period)
    figures = point_figures(series, score, pack, key.region, given.get(key.region, ()))
    return next((figure for figure in figures if figure.key.measure is key.measure), None)


def _figure(key: FigureKey, indicator: Indicator, reading: Reading, text: str, decimals: int) -> Figure:
    places = None if reading.value is None else decimals
    return Figure(key, reading.value, text, indicator.unit, places, reading.formula, (), reading.sources, reading.note)


def _differs(now: Figure, published: PublishedFigure) -> bool:
    if now.value is None and published.value is None:
        return now.text != published.text
    return now.value != published.value


def _revision(now: Figure, published: PublishedFigure, issue: Period, is_printed: bool) -> Revision:
    """Both texts as printed, or the exact values where the same digits were printed."""
    texts = (published.text, now.text)
    if now.text == published.text:
        texts = (exact_text(published.value), exact_text(now.value))
    return Revision(now, *texts, issue, _changed(now, published.formula), is_printed)


def _changed(now: Figure, published: str) -> Source | None:
    """The cell of the first part of a figure that the published one did not have like that."""
    parts, known = _parts(now.formula), _parts(published)
    if len(parts) == len(now.sources):
        for part, source in zip(parts, now.sources, strict=True):
            if part not in known:
                return source
    return next(iter(now.sources), None)


def _parts(formula: str) -> list[str]:
    """``1—2月3 + 3月4`` and the two sides of a quotient, in the order of their sources."""
    return re.split(r" [+−÷] ", formula.removeprefix("（").removesuffix(" − 1）× 100").removesuffix(" × 100"))
