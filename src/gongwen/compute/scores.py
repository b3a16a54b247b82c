"""Weighted scores (得分): settled rates and a declared score in, every region's score out, part by part.

score = Σ weight × mark ÷ Σ weight over the indicators that have a target. A mark is the completion rate in %, capped;
for indicators in % or with a floor it is the position between floor and target. Marks never fall below 0. Where the
score takes 加减分, they are added last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gongwen.compute.points import Given, point_figures
from gongwen.compute.rounding import exact_text, settle_below
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.scoring import ScoreItem, ScoreSpec
from gongwen.model.terms import NO_VALUE, NOT_SCORED, Direction, Measure
from gongwen.model.windows import series_key

Figures = Mapping[FigureKey, Figure]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one indicator is worth to one region before its weight."""

    item: ScoreItem
    key: FigureKey
    """Of what it adds to the score."""
    value: Fraction | None
    """0 to the cap, in points; None: not counted, or (``is_missing``) no score at all."""
    formula: str = ""
    operands: tuple[FigureKey, ...] = ()
    note: str = ""
    is_missing: bool = False


def item_series(spec: ScoreSpec, frame: Period, pack: Pack) -> tuple[SeriesKey | None, ...]:
    """The series each item of a score looks at in a frame; None where its window has no period yet."""
    merge = pack.numbers.merge_first_months
    return tuple(
        series_key(pack.indicator(item.indicator), item.window, item.against, None, frame, merge_first=merge)
        for item in spec.items
    )


def score_figures(
    key: SeriesKey, spec: ScoreSpec, region: Region, pack: Pack, figures: Figures, given: Given
) -> dict[FigureKey, Figure]:
    """The score of one region, what each indicator and 加减分 add to it. ``figures`` holds the items' series."""
    marks = [
        _mark(spec, item, found, region, pack.indicator(item.indicator), figures)
        for item, found in zip(spec.items, item_series(spec, key.period, pack), strict=True)
        if found is not None
    ]
    extra = point_figures(key, spec, pack, region.code, given.get(region.code, ()))
    net = extra[-1] if extra else None
    scored = _scored(key.of(region.code, Measure.SCORE), spec, marks, pack, figures, net)
    return {figure.key: figure for figure in (*extra, *scored)}


# -- marks -----------------------------------------------------------------------------------------------------------


def _mark(
    spec: ScoreSpec, item: ScoreItem, series: SeriesKey, region: Region, indicator: Indicator, figures: Figures
) -> _Mark:
    key = series.of(region.code, Measure.CONTRIBUTION, spec.name)
    target = figures[series.of(region.code, Measure.TARGET)]
    actual = figures[series.of(region.code, Measure.ACTUAL)]
    operands = (actual.key, target.key)
    if target.value is None:
        return _Mark(item, key, None, operands=operands, note=target.note or "未设目标")
    by_position = indicator.is_percentage or item.floor is not None
    floor = Fraction(item.floor or 0)
    if by_position and (target.value <= floor if indicator.direction is Direction.HIGHER else target.value >= floor):
        return _Mark(item, key, None, operands=operands, note=f"目标没有好过底线{exact_text(floor)}")
    if not by_position and target.value <= 0:
        return _Mark(item, key, None, operands=operands, note="目标为0")
    if actual.value is None:
        return _missing(spec, item, key, operands, actual)
    if not by_position:
        rate = figures[series.of(region.code, Measure.COMPLETION_RATE)]
        value = _shown(rate, spec.on, 100)
        text = rate.text if spec.on == "printed" else exact_text(value)
        return _capped(spec, item, key, value, text, (rate.key,))
    reached = _shown(actual, spec.on, 1)
    value = (reached - floor) / (target.value - floor) * 100
    low, high = exact_text(floor), exact_text(target.value)
    formula = f"（{exact_text(reached)} − {low}）÷（{high} − {low}）× 100"
    return _capped(spec, item, key, value, formula, operands)


def _missing(
    spec: ScoreSpec, item: ScoreItem, key: FigureKey, operands: tuple[FigureKey, ...], actual: Figure
) -> _Mark:
    note = actual.note or "未报送"
    if spec.missing == "zero":
        return _Mark(item, key, Fraction(0), "0", operands, f"{note}，按0分计")
    return _Mark(item, key, None, operands=operands, note=note, is_missing=spec.missing == "none")


def _capped(
    spec: ScoreSpec, item: ScoreItem, key: FigureKey, value: Fraction, formula: str, operands: tuple[FigureKey, ...]
) -> _Mark:
    cap = Fraction(item.cap if item.cap is not None else spec.cap)
    if value > cap:
        return _Mark(item, key, cap, f"{exact_text(cap)}（{formula}，封顶）", operands)
    if value < 0:
        return _Mark(item, key, Fraction(0), f"0（{formula}，低于0按0计）", operands)
    return _Mark(item, key, value, formula, operands)


def _shown(figure: Figure, on: str, scale: int) -> Fraction:
    assert figure.value is not None
    shown = figure.shown_value if on == "printed" else None
    return figure.value * scale if shown is None else shown


# -- sums ------------------------------------------------------------------------------------------------------------


def _scored(
    key: FigureKey, spec: ScoreSpec, marks: list[_Mark], pack: Pack, figures: Figures, net: Figure | None
) -> list[Figure]:
    counted = [mark for mark in marks if mark.value is not None]
    # What was not reported keeps its weight: the parts beside it are worth no more for that.
    whole = sum((Fraction(mark.item.weight) for mark in marks if mark.value is not None or mark.is_missing), Fraction(0))
    parts = [_part(mark, whole, spec, pack, figures) for mark in marks]
    lacking = [mark for mark in marks if mark.is_missing]
    if lacking or not counted:
        note = "、".join(f"{pack.indicator(m.item.indicator).name}{m.note}" for m in lacking) or "没有一项设了目标"
        return [*parts, Figure(key, None, NO_VALUE, "分", None, "", tuple(part.key for part in parts), (), note)]
    value = sum((part.value for part in parts if part.value is not None), Fraction(0))
    terms = " + ".join(f"{exact_text(m.item.weight)} × {m.formula}" for m in counted)
    formula = f"（{terms}）÷ {exact_text(whole)}"
    added = [*parts, net] if net else parts
    if net and net.value:
        value += net.value
        formula += f" {'+' if net.value > 0 else '−'} 加减分{exact_text(abs(net.value))}"
    text, decimals = _settled(value, spec, pack)
    sources = tuple(dict.fromkeys(source for part in added for source in part.sources))
    operands = tuple(part.key for part in added)
    return [*parts, Figure(key, value, text, "分", decimals, formula, operands, sources, _left_out(marks, pack))]


def _part(mark: _Mark, whole: Fraction, spec: ScoreSpec, pack: Pack, figures: Figures) -> Figure:
    sources = tuple(dict.fromkeys(source for operand in mark.operands for source in figures[operand].sources))
    if mark.value is None:
        note = mark.note if mark.is_missing else f"{mark.note}，{NOT_SCORED}"
        return Figure(mark.key, None, NO_VALUE, "分", None, "", mark.operands, sources, note)
    value = Fraction(mark.item.weight) * mark.value / whole
    text, decimals = _settled(value, spec, pack)
    formula = f"{exact_text(mark.item.weight)} ÷ {exact_text(whole)} × {mark.formula}"
    return Figure(mark.key, value, text, "分", decimals, formula, mark.operands, sources, mark.note)


def _settled(value: Fraction, spec: ScoreSpec, pack: Pack) -> tuple[str, int]:
    """A score short of 100 or of the full mark never reads as if it were there."""
    limits = (Fraction(100), Fraction(spec.cap)) if pack.numbers.never_round_to_done else ()
    return settle_below(value, spec.decimals, pack.numbers.rounding, limits)


def _left_out(marks: list[_Mark], pack: Pack) -> str:
    """Which indicators were not counted: the weights of the others are then taken to make up the whole."""
    out = [mark for mark in marks if mark.value is None]
    if not out:
        return ""
    names = "；".join(f"{pack.indicator(mark.item.indicator).name}{mark.note}" for mark in out)
    return f"{names}，不计分，权重按其余{len(marks) - len(out)}项折算"
