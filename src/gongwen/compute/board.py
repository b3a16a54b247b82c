"""The board: every figure that a pack's tables and topics ask for in one issue, with rank gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from gongwen.compute.readings import Readings
from gongwen.compute.series import series_figures
from gongwen.model.baseline import Baseline
from gongwen.model.data import Dataset
from gongwen.model.figures import Board, Figure, FigureKey, SeriesKey
from gongwen.model.pack import ColumnSpec, Pack, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.terms import NEWLY_LISTED, NO_VALUE, Measure
from gongwen.model.windows import frame_of, previous_frame, series_key


@dataclass(frozen=True, slots=True)
class _Pair:
    """A series and the same series in the issue before."""

    now: SeriesKey
    before: SeriesKey | None


def compute_board(
    data: Dataset, pack: Pack, issue: Period, *, as_of: date | None = None, baseline: Baseline | None = None
) -> Board:
    """Settle every figure of the pack's tables and topics for one issue.

    ``as_of`` is the cut-off of mid-month tables. ``baseline`` is the published issue before; without one, rank gains
    compare with the data of the period before. Pure: same arguments, same figures.
    """
    readings = Readings(data, pack)
    figures: dict[FigureKey, Figure] = {}
    done: set[SeriesKey] = set()
    for pair in _pairs(pack, issue, as_of):
        for key in (pair.now, pair.before):
            if key is not None and key not in done:
                done.add(key)
                figures.update(series_figures(key, pack, readings))
        figures.update(_gains(pair, pack, figures, baseline))
    return Board(MappingProxyType(figures))


def _pairs(pack: Pack, issue: Period, as_of: date | None) -> Iterator[_Pair]:
    seen: set[SeriesKey] = set()
    merge = pack.numbers.merge_first_months
    for spec, basis, cutoff_day in _asked(pack):
        frame = frame_of(basis, issue, cutoff_day=cutoff_day, as_of=as_of, merge_first=merge)
        before = previous_frame(basis, frame, merge_first=merge)
        indicator = pack.indicator(spec.indicator)
        now, then = (
            series_key(indicator, spec.window, spec.against, spec.rank_by, f, merge_first=merge)
            for f in (frame, before)
        )
        if now is not None and now not in seen:
            seen.add(now)
            yield _Pair(now, then)


def _asked(pack: Pack) -> Iterator[tuple[ColumnSpec | Topic, str, int | None]]:
    tables: tuple[TableSpec, ...] = pack.tables
    for table in tables:
        for column in table.columns:
            if column.indicator:
                yield column, table.basis, table.cutoff_day
    for topic in pack.topics:
        yield topic, topic.basis, topic.cutoff_day


# -- rank gains ------------------------------------------------------------------------------------------------------


def _gains(
    pair: _Pair, pack: Pack, figures: Mapping[FigureKey, Figure], baseline: Baseline | None
) -> dict[FigureKey, Figure]:
    if pair.now.rank_by is None:
        return {}
    made = {}
    for region in pack.regions:
        rank_now = figures[pair.now.of(region.code, Measure.RANK)]
        key = pair.now.of(region.code, Measure.RANK_GAIN)
        if pair.before is None:
            made[key] = _no_gain(key, rank_now, "没有可比的上期")
            continue
        key_before = pair.before.of(region.code, Measure.RANK)
        if baseline is None:
            made[key] = _gain(key, rank_now, figures[key_before].value, (rank_now.key, key_before), "上期数据")
        else:
            made[key] = _gain_on_published(key, rank_now, key_before, baseline)
    return made


def _gain_on_published(key: FigureKey, rank_now: Figure, before: FigureKey, baseline: Baseline) -> Figure:
    published = baseline.figures.get(before.id)
    if published is None:
        newly = rank_now.value is not None and key.region not in baseline.regions()
        return _no_gain(
            key, rank_now, "上期未列入" if newly else "上期未公布此项排名", NEWLY_LISTED if newly else NO_VALUE
        )
    return _gain(key, rank_now, published.value, (rank_now.key,), f"上期公布位次（{baseline.period.label}）")


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
