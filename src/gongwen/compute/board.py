"""The board: every figure that a pack's tables and topics ask for in one issue: series, scores, rank gains, lights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from gongwen.compute.columns import Columns, Figures
from gongwen.compute.gains import Pair, Published, add_gains, score_parts
from gongwen.compute.lights import light_figures
from gongwen.compute.revisions import revisions
from gongwen.compute.score_column import ScoreColumn
from gongwen.compute.scores import item_series
from gongwen.model.baseline import Baseline
from gongwen.model.data import Dataset
from gongwen.model.figures import Board, SeriesKey
from gongwen.model.pack import ColumnSpec, Pack, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import LightScheme
from gongwen.model.terms import Measure
from gongwen.model.windows import frame_of, previous_frame, series_key

_CUT_OFF = ("days", "to_date")
"""Tables that end on a day of their own."""


@dataclass(frozen=True, slots=True)
class _Light:
    """A light that a column asks for: the scheme, the series, and the same series in earlier periods, latest first."""

    scheme: str
    now: SeriesKey
    earlier: tuple[SeriesKey, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column or topic with the stretch of time its table ends with."""

    spec: ColumnSpec | Topic
    basis: str
    cutoff_day: int | None
    frame: Period

    def series(self, pack: Pack, back: int = 0) -> SeriesKey | None:
        """The series it means, or meant so many issues ago; None where its window has no period."""
        merge = pack.numbers.merge_first_months
        frame = self.frame
        for _ in range(back):
            frame = previous_frame(self.basis, frame, merge_first=merge)
        return self._series(pack, frame, "" if back else self.basis)

    def _series(self, pack: Pack, frame: Period, basis: str = "") -> SeriesKey | None:
        spec, merge = self.spec, pack.numbers.merge_first_months
        indicator = pack.indicator(spec.indicator)
        return series_key(indicator, spec.window, spec.against, spec.rank_by, frame, basis=basis, merge_first=merge)

    def pair(self, pack: Pack, published: Published | None) -> Pair | None:
        """Its series with its own in the issue before; None where its window has no period."""
        now, before = self.series(pack), self.series(pack, 1)
        if now is None:
            return None
        return Pair(now, before, self._published(pack, before, published) if published is not None else None)

    def _published(self, pack: Pack, before: SeriesKey | None, published: Published) -> SeriesKey | None:
        """Its own series in the published issue, whichever month that was and on whichever day it was cut off."""
        issue, day, merge = published.baseline.period, published.baseline.as_of, pack.numbers.merge_first_months
        usual = frame_of(self.basis, issue, cutoff_day=self.cutoff_day, as_of=day, merge_first=merge)
        if self.basis in ("quarter", "year") and usual.end >= self.frame.start:
            return published.first([before], ())  # the months of one quarter are not one another's quarter before
        last = [issue.end.replace(day=number) for number in range(1, issue.end.day + 1)] if self.basis in _CUT_OFF else []
        frames = (frame_of(self.basis, issue, as_of=day, merge_first=merge) for day in last if day >= issue.start)
        return published.first([before, self._series(pack, usual)], (self._series(pack, frame) for frame in frames))

    def light(self, pack: Pack) -> LightScheme | None:
        """The scheme of the light it wants; None where it wants none."""
        spec = self.spec
        if isinstance(spec, Topic):
            return pack.light(spec.light) if spec.light else None
        return pack.light(spec.scheme) if spec.measure is Measure.LIGHT else None


def compute_board(
    data: Dataset,
    pack: Pack,
    issue: Period,
    *,
    as_of: date | None = None,
    baseline: Baseline | None = None,
    columns: Columns | None = None,
) -> Board:
    """Settle every figure of the pack's tables and topics for one issue.

    ``as_of`` is the cut-off of mid-month tables. ``baseline`` is the published issue before; without one, rank gains
    compare with the data of the period before. ``columns`` are the data's own, where several issues share them.
    Pure: same arguments, same figures.
    """
    columns = columns or Columns.of(data, pack)
    figures = Figures(pack)
    published = Published(baseline, pack.rank_rules) if baseline is not None else None
    pairs = tuple(pairs_of(pack, issue, as_of, published))
    lights = tuple(_lights(pack, issue, as_of))
    earlier = (key for light in lights for key in light.earlier)
    done: set[SeriesKey] = set()
    # The issue's own first: what an item of a fixed window (上半年) adds to a score may be another part of the score before.
    for key in (*(pair.now for pair in pairs), *(pair.before for pair in pairs), *earlier):
        if key is not None and key.alone not in done:
            done.add(key.alone)
            _settle(key.alone, columns, figures, done)
    for pair in pairs:
        add_gains(pair, pack, figures, published)
    for light in lights:
        scheme = pack.light(light.scheme)
        assert scheme is not None
        lit = [light.now.of("", Measure.LIGHT, scheme.name)]
        figures.add_together(lit, partial(light_figures, light.now, light.earlier, scheme, pack, figures))
    unranked = (pair.now for pair in pairs if published and pair.before and not pair.published and pair.now.rank_by)
    return Board(
        figures,
        revisions(baseline, pack, data, columns.readings, _shown_in(baseline, pack)),
        frozenset(unranked),
    )


def _shown_in(baseline: Baseline | None, pack: Pack) -> frozenset[tuple[str, Period | None]]:
    """(indicator, period) of everything that an issue's own series and their targets are about."""
    keys = [pair.now for pair in pairs_of(pack, baseline.period, baseline.as_of)] if baseline is not None else []
    return frozenset((key.indicator, period) for key in keys for period in (key.period, key.against))


def _settle(key: SeriesKey, columns: Columns, figures: Figures, done: set[SeriesKey]) -> None:
    """One series with everything under it."""
    pack = columns.pack
    score = pack.score(key.indicator)
    if score is None:
        figures.add_column(columns.series(key))
        return
    for item in item_series(score, key.period, pack):
        if item is not None and item not in done:
            done.add(item)
            figures.add_column(columns.series(item))

    column = ScoreColumn(key, score, columns, figures)
    own = (key.of("", measure) for measure in (Measure.SCORE, Measure.BONUS, Measure.PENALTY))
    figures.add_ranked(column, [*own, *filter(None, score_parts(score, key, pack))], column.figure)


def pairs_of(pack: Pack, issue: Period, as_of: date | None, published: Published | None = None) -> Iterable[Pair]:
    """Every series that tables and topics show in an issue, once, with its own in the issue before."""
    found: dict[SeriesKey, Pair] = {}
    for asked in _asked(pack, issue, as_of):
        pair = asked.pair(pack, published)
        known = found.get(pair.now) if pair else None
        # Two tables with cut-offs of their own may look for one ranking on different days of the issue before.
        if pair is not None and (known is None or (known.published is None and pair.published is not None)):
            found[pair.now] = pair
    return found.values()


def _lights(pack: Pack, issue: Period, as_of: date | None) -> Iterator[_Light]:
    seen: set[tuple[str, SeriesKey]] = set()
    for asked in _asked(pack, issue, as_of):
        scheme, now = asked.light(pack), asked.series(pack)
        if scheme is None or now is None or (scheme.name, now) in seen:
            continue
        seen.add((scheme.name, now))
        before = (asked.series(pack, back) for back in range(1, scheme.lookback + 1))
        yield _Light(scheme.name, now, tuple(key for key in before if key is not None))


def _asked(pack: Pack, issue: Period, as_of: date | None) -> Iterator[_Asked]:
    merge = pack.numbers.merge_first_months
    for table in pack.tables:
        frame = frame_of(table.basis, issue, cutoff_day=table.cutoff_day, as_of=as_of, merge_first=merge)
        for column in table.columns:
            if column.indicator:
                yield from _with_items(_Asked(column, table.basis, table.cutoff_day, frame), pack)
    for topic in pack.topics:
        frame = frame_of(topic.basis, issue, cutoff_day=topic.cutoff_day, as_of=as_of, merge_first=merge)
        yield from _with_items(_Asked(topic, topic.basis, topic.cutoff_day, frame), pack)


def _with_items(asked: _Asked, pack: Pack) -> Iterator[_Asked]:
    """A score with the indicators under it, so that their ranks and gains can be looked up too."""
    yield asked
    score = pack.score(asked.spec.indicator)
    for item in score.items if score else ():
        topic = Topic(item.indicator, item.indicator, item.window, item.against, basis=asked.basis)
        yield replace(asked, spec=topic)
