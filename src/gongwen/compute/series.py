"""The rules for single figures: what was read and what follows from it, settled to text with its formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from gongwen.compute.readings import AS_REPORTED, Reading
from gongwen.compute.rounding import exact_text, is_missed, rounded, settle, settle_apart, settle_rate
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Kind, Observation, Target, ValueKind
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Numbers
from gongwen.model.terms import NO_VALUE, Bound, Direction, Measure
from gongwen.model.windows import time_progress_basis

BOUND_WORDS = {Bound.AT_LEAST: "以上", Bound.AT_MOST: "以下", Bound.EXACT: ""}
"""How a target's operator is printed after its number: 100以上."""
_OPERATORS = {word: bound for bound, word in BOUND_WORDS.items() if word}
_MET_SIGNS = {
    (Bound.AT_LEAST, False): "≥", (Bound.AT_LEAST, True): "＜",
    (Bound.AT_MOST, False): "≤", (Bound.AT_MOST, True): "＞",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """What one region's figures of a series are computed from."""

    region: Region
    actual: Figure
    target: Figure | None
    bound: Bound
    """How the target is met: at least or at most."""


# -- what was read ---------------------------------------------------------------------------------------------------


def operator_of(target: Figure | None, indicator: Indicator) -> Bound:
    """The target's own operator; a bare number is a floor, or a ceiling where smaller is better."""
    of_target = None if target is None else _OPERATORS.get(target.note)
    return of_target or (Bound.AT_MOST if indicator.direction is Direction.LOWER else Bound.AT_LEAST)


def actual_figure(key: SeriesKey, indicator: Indicator, region: Region, reading: Reading, numbers: Numbers) -> Figure:
    """完成, as it was reported or follows from what was reported."""
    figure_key = key.of(region.code, Measure.ACTUAL)
    if reading.value is None:
        return no_figure(figure_key, indicator.unit, reading.note, reading.text or NO_VALUE, reading)
    text = settle(reading.value, indicator.decimals, numbers.rounding)
    return Figure(
        figure_key, reading.value, text, indicator.unit, indicator.decimals, reading.formula, (), reading.sources,
        inputs=tuple(_part(figure_key, indicator, part, numbers) for part in reading.parts),
    )  # fmt: skip


def _part(key: FigureKey, indicator: Indicator, part: Observation, numbers: Numbers) -> Figure:
    """A month of a cumulation, or what was put right in it later."""
    assert part.value is not None
    value = Fraction(part.value)
    is_change = part.kind is Kind.ADJUSTMENT
    own = key._replace(period=part.period, scheme="调整" if is_change else "")
    text = settle(value, indicator.decimals, numbers.rounding)
    formula = f"调整数{f'（{part.reason}）' if part.reason else ''}" if is_change else AS_REPORTED
    return Figure(own, value, text, indicator.unit, indicator.decimals, formula, (), (part.source,))


def target_figure(
    key: SeriesKey, indicator: Indicator, region: Region, target: Target | None, places: int, numbers: Numbers
) -> Figure:
    """目标 with its operator (100以上) or its words; ``places`` are the decimals of its column."""
    figure_key = key.of(region.code, Measure.TARGET)
    if target is None or target.kind_of_value is ValueKind.ABSENT:
        return no_figure(figure_key, indicator.unit, "未设目标")
    if target.value is None:
        return no_figure(
            figure_key, indicator.unit, "目标为文字", target.text or target.raw, Reading(None, (target.source,))
        )
    value = Fraction(target.value)
    bound = BOUND_WORDS[target.bound]
    text = f"{exact_text(target.value)}{bound}" if bound else settle(value, places, numbers.rounding)
    return Figure(
        figure_key, value, text, indicator.unit, None if bound else places, "下达数", (), (target.source,), bound
    )


def no_figure(
    key: FigureKey, unit: str, note: str, text: str = NO_VALUE, reading: Reading | None = None,
    operands: tuple[FigureKey, ...] = (),
) -> Figure:  # fmt: skip
    """``—`` (or other words) where there is no number, with the reason in the note."""
    sources = reading.sources if reading else ()
    formula = reading.formula if reading else ""
    return Figure(key, None, text, unit, None, formula, operands, sources, note)


# -- what follows ----------------------------------------------------------------------------------------------------


def completion_rate(key: SeriesKey, subject: Subject, numbers: Numbers) -> Figure:
    """完成率 = 完成 ÷ 目标; none without a target above zero."""
    figure_key = key.of(subject.region.code, Measure.COMPLETION_RATE)
    actual, target = subject.actual, subject.target
    assert target is not None
    operands = (actual.key, target.key)
    note = _why_no_rate(actual, target)
    if note or actual.value is None or target.value is None:
        return replace(no_figure(figure_key, "%", note, operands=operands), sources=(*actual.sources, *target.sources))
    ratio = actual.value / target.value
    text, decimals = printed_rate(ratio, subject.bound, numbers)
    formula = f"{exact_text(actual.value)} ÷ {exact_text(target.value)} × 100"
    return Figure(figure_key, ratio, text, "%", decimals, formula, operands, (*actual.sources, *target.sources))


def printed_rate(ratio: Fraction, bound: Bound, numbers: Numbers) -> tuple[str, int]:
    """A rate's digits and decimals; by setting, a missed target never reads 100."""
    guard = bound if numbers.never_round_to_done else None
    return settle_rate(ratio, numbers.rate_decimals, numbers.rounding, bound=guard)


def printed_gap(gap: Fraction, bound: Bound, numbers: Numbers) -> tuple[str, int]:
    """The digits and decimals of a distance to a target; by setting, a missed one never reads 0.0."""
    if numbers.never_round_to_done and is_missed(gap, 0, bound):
        return settle_apart(gap, numbers.rate_decimals, numbers.rounding, Fraction(0))
    return settle(gap, numbers.rate_decimals, numbers.rounding), numbers.rate_decimals


def printed_lead(lead: Fraction, progress: Fraction, bound: Bound, numbers: Numbers) -> tuple[str, int]:
    """The digits and decimals of a lead. Once the time is over it is the distance to the target."""
    if progress == 1:
        return printed_gap(lead, bound, numbers)
    return settle(lead, numbers.rate_decimals, numbers.rounding), numbers.rate_decimals


def _why_no_rate(actual: Figure, target: Figure) -> str:
    if target.value is None:
        return target.note
    if target.value <= 0:
        return f"目标{'为0' if target.value == 0 else '不为正'}，不计算完成率"
    return actual.note if actual.value is None else ""


def target_gap(key: SeriesKey, subject: Subject, numbers: Numbers) -> Figure:
    """与目标差, for indicators in %: actual − target in 百分点, never a ratio."""
    assert subject.target is not None
    figure_key = key.of(subject.region.code, Measure.TARGET_GAP)
    gap = _difference(figure_key, subject.actual, subject.target, numbers)
    if gap.value is None:
        return gap
    text, decimals = printed_gap(gap.value, subject.bound, numbers)
    return replace(gap, text=text, decimals=decimals)


def city_gap(actual: Figure, total: Figure, numbers: Numbers) -> Figure:
    """与全市差: a region less the whole, in 百分点."""
    key = FigureKey(actual.key.region, actual.key.indicator, Measure.CITY_GAP, actual.key.period)
    return _difference(key, actual, total, numbers)


def _difference(key: FigureKey, left: Figure, right: Figure, numbers: Numbers) -> Figure:
    operands = (left.key, right.key)
    sources = (*left.sources, *right.sources)
    if left.value is None or right.value is None:
        note = left.note if left.value is None else right.note
        return replace(no_figure(key, "百分点", note, operands=operands), sources=sources)
    value = left.value - right.value
    formula = f"{exact_text(left.value)} − {exact_text(right.value)}"
    text = settle(value, numbers.rate_decimals, numbers.rounding)
    return Figure(key, value, text, "百分点", numbers.rate_decimals, formula, operands, sources)


def time_progress(key: SeriesKey, region: Region, numbers: Numbers) -> Figure:
    """时序进度 = elapsed ÷ whole of the target's period."""
    assert key.against is not None
    elapsed, whole, unit = time_progress_basis(key.period, key.against)
    figure_key = key.of(region.code, Measure.TIME_PROGRESS)
    value = Fraction(elapsed, whole)
    text = settle(value * 100, numbers.rate_decimals, numbers.rounding)
    formula = f"{key.against.label}已过{elapsed}{unit} ÷ 共{whole}{unit} × 100"
    return Figure(figure_key, value, text, "%", numbers.rate_decimals, formula)


def lead(key: SeriesKey, subject: Subject, rate: Figure, progress: Figure, numbers: Numbers) -> Figure:
    """超（落后）时序进度 = printed rate − exact time progress, rounded once (the way published gaps are made)."""
    figure_key = key.of(subject.region.code, Measure.LEAD_PP)
    operands = (rate.key, progress.key)
    if rate.shown_value is None or progress.value is None:
        return no_figure(figure_key, "百分点", rate.note, operands=operands)
    value = rate.shown_value - progress.value * 100
    formula = f"{rate.text} − {progress.formula}"
    text, decimals = printed_lead(value, progress.value, subject.bound, numbers)
    return Figure(figure_key, value, text, "百分点", decimals, formula, operands, rate.sources)


def met(key: SeriesKey, subject: Subject, indicator: Indicator) -> Figure:
    """达标: the actual against the target and its operator. What has no target, or a count's target of 0, is neither."""
    figure_key = key.of(subject.region.code, Measure.MET)
    actual, target = subject.actual, subject.target
    assert target is not None
    operands = (actual.key, target.key)
    is_unset = target.value == 0 and not indicator.is_percentage
    note = target.note if target.value is None else "目标为0，不判定达标" if is_unset else actual.note
    if actual.value is None or target.value is None or is_unset:
        return no_figure(figure_key, "", note, operands=operands)
    missed = is_missed(actual.value, target.value, subject.bound)
    sign = _MET_SIGNS[subject.bound, missed]
    formula = f"{exact_text(actual.value)} {sign} {exact_text(target.value)}，{'未' if missed else ''}达标"
    text = NO_VALUE if missed else "√"
    return Figure(figure_key, Fraction(int(not missed)), text, "", None, formula, operands, actual.sources)


def present(key: SeriesKey, actual: Figure) -> Figure:
    """有无: whether there is any at all, for marks such as 10亿元以上项目覆盖."""
    figure_key = key.of(actual.key.region, Measure.PRESENT)
    if actual.value is None:
        return no_figure(figure_key, "", actual.note, operands=(actual.key,))
    some = actual.value > 0
    formula = f"{exact_text(actual.value)} {'＞' if some else '≤'} 0"
    text = "√" if some else NO_VALUE
    return Figure(figure_key, Fraction(int(some)), text, "", None, formula, (actual.key,), actual.sources)


# -- ranks -----------------------------------------------------------------------------------------------------------


def rank_figure(
    key: FigureKey, base: Figure | None, place: int | None, counted: int, *, tied: bool, within: str = ""
) -> Figure:
    """One region's rank; ``base`` is the figure that was ranked, ``within`` the class where ranks are within classes."""
    operands = () if base is None else (base.key,)
    if place is None or key.rank_by is None:
        return no_figure(key, "位", base.note if base else "未报送", operands=operands)
    formula = f"按{key.rank_by.label}在{within}{counted}个参评单位中排第{place}{'（并列）' if tied else ''}"
    return Figure(key, Fraction(place), str(place), "位", 0, formula, operands, base.sources if base else ())


def ranked_value(measure: Measure, numbers: Numbers) -> Callable[[Figure], Fraction | None]:
    """The value that is ranked: as printed, so that equal texts never differ in rank; or exact, by setting."""
    if numbers.rank_on == "exact":
        return lambda figure: figure.value
    scale = 100 if measure in (Measure.COMPLETION_RATE, Measure.TIME_PROGRESS) else 1

    def printed(figure: Figure) -> Fraction | None:
        if figure.value is None or figure.decimals is None:
            return None
        return rounded(figure.value * scale, figure.decimals, numbers.rounding)

    return printed
