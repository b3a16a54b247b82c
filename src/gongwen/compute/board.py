"""The board: every figure that a pack's tables and topics ask for in one issue: series, scores, rank gains, lights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gongwen.compute.columns import Columns, Figures
from gongwen.compute.lights import light_figures
from gongwen.compute.points import points_of
from gongwen.compute.revisions import revisions
from gongwen.compute.scores import item_series, score_figures
from gongwen.compute.series import rank_figures
from gongwen.model.baseline import PUBLISHED, Baseline
from gongwen.model.data import Dataset
from gongwen.model.figures import Board, Figure, FigureKey, SeriesKey
from gongwen.model.pack import ColumnSpec, Pack, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import LightScheme
from gongwen.model.terms import NEWLY_LISTED, NO_VALUE, Measure
from gongwen.model.windows import frame_of, previous_frame, series_key


@dataclass(frozen=True, slots=True)
class Pair:
    """A series and the same series in the issue before."""

    now: SeriesKey
    before: SeriesKey | None


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
    frame: Period

    def series(self, pack: Pack, back: int = 0) -> SeriesKey | None:
        """The series it means, or meant so many issues ago; None where its window has no period."""
        merge = pack.numbers.merge_first_months
        frame = self.frame
        for _ in range(back):
            frame = previous_frame(self.basis, frame, merge_first=merge)
        spec = self.spec
        indicator = pack.indicator(spec.indicator)
        basis = "" if back else self.basis
        return series_key(indicator, spec.window, spec.against, spec.rank_by, frame, basis=basis, merge_first=merge)

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
    pairs = tuple(pairs_of(pack, issue, as_of))
    lights = tuple(_lights(pack, issue, as_of))
    earlier = (key for light in lights for key in light.earlier)
    done: set[SeriesKey] = set()
    for key in (*(key for pair in pairs for key in (pair.now, pair.before)), *earlier):
        if key is not None and key.alone not in done:
            done.add(key.alone)
            _settle(key.alone, columns, figures, done)
    for pair in pairs:
        _add_gains(pair, pack, figures, baseline)
    for light in lights:
        scheme = pack.light(light.scheme)
        assert scheme is not None
        figures.add(light_figures(light.now, light.earlier, scheme, pack, figures))
    return Board(figures, revisions=revisions(baseline, pack, columns.readings))


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
    given = points_of(columns.readings.data, score, key.period)
    figures.add(score_figures(key, score, pack, figures, given))
    if key.rank_by is not None:
        figures.add(rank_figures(key, score.indicator, pack, figures))


def pairs_of(pack: Pack, issue: Period, as_of: date | None) -> Iterator[Pair]:
    """Every series that tables and topics show in an issue, once, with its own in the issue before."""
    seen: set[SeriesKey] = set()
    for asked in _asked(pack, issue, as_of):
        now = asked.series(pack)
        if now is not None and now not in seen:
            seen.add(now)
            yield Pair(now, asked.series(pack, 1))


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
                yield from _with_items(_Asked(column, table.basis, frame), pack)
    for topic in pack.topics:
        frame = frame_of(topic.basis, issue, cutoff_day=topic.cutoff_day, as_of=as_of, merge_first=merge)
        yield from _with_items(_Asked(topic, topic.basis, frame), pack)


def _with_items(asked: _Asked, pack: Pack) -> Iterator[_Asked]:
    """A score with the indicators under it, so that their ranks and gains can be looked up too."""
    yield asked
    score = pack.score(asked.spec.indicator)
    for item in score.items if score else ():
        topic = Topic(item.indicator, item.indicator, item.window, item.against, basis=asked.basis)
        yield replace(asked, spec=topic)


# -- rank gains ------------------------------------------------------------------------------------------------------


def _add_gains(pair: Pair, pack: Pack, figures: Figures, baseline: Baseline | None) -> None:
    if pair.now.rank_by is None:
        return
    codes = [region.code for region in pack.regions]
    if baseline is not None and pair.before is not None:
        before, known = pair.before, baseline
        figures.add_slot(
            _published_key(before.of("", Measure.RANK)),
            lambda place: _published(before.of(codes[place], Measure.RANK), known),
        )

    def make(place: int) -> Figure:
        region = codes[place]
        rank_now = figures[pair.now.of(region, Measure.RANK)]
        key = pair.now.of(region, Measure.RANK_GAIN)
        if pair.before is None or (baseline is None and pair.before == pair.now.alone):
            return _no_gain(key, rank_now, "没有可比的上期")
        before = pair.before.of(region, Measure.RANK)
        if baseline is not None:
            return _gain_on_published(key, rank_now, figures.get(_published_key(before)), baseline)
        return _gain(key, rank_now, figures.rank_value(pair.before, region), (rank_now.key, before), "上期数据")

    figures.add_slot(pair.now.of("", Measure.RANK_GAIN), make)


def _published_key(rank: FigureKey) -> FigureKey:
    """A rank as it was published is a figure of its own: the data may give another one by now."""
    return rank._replace(scheme=PUBLISHED)


def _published(rank: FigureKey, baseline: Baseline) -> Figure | None:
    found = baseline.figures.get(rank.id)
    if found is None:
        return None
    key, decimals = _published_key(rank), None if found.value is None else 0
    formula = f"上期公布位次（{baseline.period.label}）"
    return Figure(key, found.value, found.text, "位", decimals, formula, (), (baseline.source,))


def _gain_on_published(key: FigureKey, rank_now: Figure, published: Figure | None, baseline: Baseline) -> Figure:
    if published is None:
        newly = rank_now.value is not None and key.region not in baseline.regions()
        return _no_gain(
            key, rank_now, "上期未列入" if newly else "上期未公布此项排名", NEWLY_LISTED if newly else NO_VALUE
        )
    gain = _gain(key, rank_now, published.value, (rank_now.key, published.key), published.formula)
    return replace(gain, sources=(*rank_now.sources, *published.sources))


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
