"""Lights (亮灯): settled figures and a scheme in, one light a region out, with the comparison that gave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gongwen.compute.rounding import rounded, settle
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.scoring import Condition, LightScheme, Quantity
from gongwen.model.sources import Source
from gongwen.model.terms import NO_VALUE, Measure

_MEASURES = {
    Quantity.RATE: Measure.COMPLETION_RATE,
    Quantity.VALUE: Measure.ACTUAL,
    Quantity.TARGET_GAP: Measure.TARGET_GAP,
    Quantity.CITY_GAP: Measure.CITY_GAP,
    Quantity.MET: Measure.MET,
    Quantity.SCORE: Measure.SCORE,
}
_MOST_DECIMALS = 12
Figures = Mapping[FigureKey, Figure]


class _Missing(Exception):
    """A quantity that has no value; the message is the note."""

    def __init__(self, note: str, used: tuple[FigureKey, ...] = ()) -> None:
        super().__init__(note)
        self.used = used


def light_figures(
    key: SeriesKey, earlier: Sequence[SeriesKey], scheme: LightScheme, pack: Pack, figures: Figures
) -> dict[FigureKey, Figure]:
    """The light of every region. ``earlier`` are the same series in the periods before, the latest first.

    A region without a target, without a value, or within the scheme's grace has none: ``—`` with the reason. The
    value is the band's place in the scheme, from 1.
    """
    keys = [key.of(region.code, Measure.LIGHT, scheme.name) for region in pack.regions]
    return {figure_key: _light(figure_key, key, earlier, scheme, figures) for figure_key in keys}


def _light(
    figure_key: FigureKey, key: SeriesKey, earlier: Sequence[SeriesKey], scheme: LightScheme, figures: Figures
) -> Figure:
    operands: list[FigureKey] = []
    if _within_grace(key, scheme):
        return _no_light(figure_key, f"目标期前{scheme.grace_months}个月不亮灯", operands, figures)
    values: dict[Quantity, Fraction] = {}
    words: dict[Quantity, str] = {}
    try:
        for quantity in scheme.quantities:
            values[quantity], words[quantity], used = _quantity(
                quantity, figure_key.region, key, earlier, scheme, figures
            )
            operands += [operand for operand in used if operand not in operands]
    except _Missing as missing:
        return _no_light(figure_key, str(missing), [*operands, *missing.used], figures)
    said = "，".join(_said(quantity, values, words, scheme) for quantity in scheme.quantities)
    band = scheme.band_of(values)
    if band is None:
        return _no_light(figure_key, f"在方案“{scheme.name}”各档之间（{said}），不亮灯", operands, figures)
    place = Fraction(scheme.bands.index(band) + 1)
    formula = f"{said}；{scheme.when(band)}亮{band.light}灯"
    return Figure(figure_key, place, band.text, "", None, formula, tuple(operands), _sources(operands, figures))


def _within_grace(key: SeriesKey, scheme: LightScheme) -> bool:
    if key.against is None or not scheme.grace_months:
        return False
    months = (key.period.end.year - key.against.start.year) * 12 + key.period.end.month - key.against.start.month + 1
    return months <= scheme.grace_months


def _no_light(key: FigureKey, note: str, operands: Sequence[FigureKey], figures: Figures) -> Figure:
    return Figure(key, None, NO_VALUE, "", None, "", tuple(operands), _sources(operands, figures), note)


def _sources(operands: Sequence[FigureKey], figures: Figures) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for operand in operands for source in figures[operand].sources))


# -- quantities ------------------------------------------------------------------------------------------------------


def _quantity(
    quantity: Quantity, region: str, key: SeriesKey, earlier: Sequence[SeriesKey], scheme: LightScheme, figures: Figures
) -> tuple[Fraction, str, tuple[FigureKey, ...]]:
    """(value in the scale of the bounds, how it came about in words, figures used). Raises _Missing."""
    if quantity is Quantity.MISSES:
        return _misses(region, key, earlier, figures)
    if quantity in (Quantity.RATIO, Quantity.GAP):
        return _pace(quantity, region, key, scheme, figures)
    figure = _known(figures, key.of(region, _MEASURES[quantity]))
    if quantity is Quantity.MET:
        assert figure.value is not None
        return figure.value, figure.formula, (figure.key,)
    value = _number(figure, scheme.on)
    shown = figure.shown_value
    conditions = [c for band in scheme.bands for c in band.conditions if c.quantity is quantity]
    says_it = shown is not None and all(c.holds(shown) == c.holds(value) for c in conditions)
    return value, f"{quantity.value}{figure.text}{quantity.unit}" if says_it else "", (figure.key,)


def _pace(
    quantity: Quantity, region: str, key: SeriesKey, scheme: LightScheme, figures: Figures
) -> tuple[Fraction, str, tuple[FigureKey, ...]]:
    rate = _known(figures, key.of(region, Measure.COMPLETION_RATE))
    progress = _known(figures, key.of(region, Measure.TIME_PROGRESS))
    done, due = _number(rate, scheme.on), _number(progress, scheme.on)
    used = (rate.key, progress.key)
    if quantity is Quantity.GAP:
        return done - due, f"完成率{rate.text}% − 时序进度{progress.text}%", used
    if not due:
        raise _Missing("目标期还没有开始", used)
    return done / due * 100, f"完成率{rate.text}% ÷ 时序进度{progress.text}%", used


def _misses(
    region: str, key: SeriesKey, earlier: Sequence[SeriesKey], figures: Figures
) -> tuple[Fraction, str, tuple[FigureKey, ...]]:
    """Missed periods in a row up to this one; a period without a figure ends the row."""
    now = _known(figures, key.of(region, Measure.MET))
    used, count = [now.key], 0 if now.value else 1
    for before in earlier if count else ():
        figure = figures.get(before.of(region, Measure.MET))
        if figure is None or figure.value is None:
            break
        used.append(figure.key)
        if figure.value:
            break
        count += 1
    return Fraction(count), now.formula, tuple(used)


def _known(figures: Figures, key: FigureKey) -> Figure:
    figure = figures.get(key)
    if figure is None:
        raise _Missing("没有可比的数")
    if figure.value is None:
        raise _Missing(figure.note or "没有可比的数", (figure.key,))
    return figure


def _number(figure: Figure, on: str) -> Fraction:
    """The figure in the scale that is printed: exact or as printed."""
    assert figure.value is not None
    if on == "printed" and figure.shown_value is not None:
        return figure.shown_value
    is_ratio = figure.key.measure in (Measure.COMPLETION_RATE, Measure.TIME_PROGRESS)
    return figure.value * 100 if is_ratio else figure.value


# -- words -----------------------------------------------------------------------------------------------------------


def _said(
    quantity: Quantity, values: Mapping[Quantity, Fraction], words: Mapping[Quantity, str], scheme: LightScheme
) -> str:
    """``完成率35.5% ÷ 时序进度33.3% = 106.5%``: the value never reads as the other side of a bound."""
    if words[quantity] and quantity in _MEASURES:
        return words[quantity]
    conditions = [c for band in scheme.bands for c in band.conditions if c.quantity is quantity]
    value = f"{clear_text(values[quantity], conditions)}{quantity.unit}"
    if quantity is Quantity.MISSES:
        return f"{words[quantity]}，连续未达标{value}"
    return f"{words[quantity]} = {value}" if words[quantity] else f"{quantity.value}{value}"


def clear_text(value: Fraction, conditions: Sequence[Condition]) -> str:
    """A value with one decimal, or as many as it takes to stand on the same side of every bound as the exact one.

    >>> from decimal import Decimal
    >>> clear_text(Fraction("79.998"), [Condition(Quantity.RATIO, "≥", Decimal(80))])
    '79.998'
    """
    decimals = 0 if conditions and all(c.quantity.is_count for c in conditions) else 1
    while decimals < _MOST_DECIMALS:
        shown = rounded(value, decimals)
        if all(c.holds(shown) == c.holds(value) for c in conditions):
            break
        decimals += 1
    return settle(value, decimals)
