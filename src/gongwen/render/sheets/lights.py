"""Lights (亮灯) as formulas: the bands of a scheme as IFs over the cells that were compared."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from gongwen.model.scoring import Band, Condition, LightScheme, Quantity
from gongwen.model.terms import NO_VALUE, Measure
from gongwen.render.sheets.data import Entry
from gongwen.render.sheets.numbers import Ratio

_SIGNS = {"≥": ">=", "＞": ">", "≤": "<=", "＜": "<", "＝": "="}
_FINE = 9
"""Decimals to which a quotient is rounded before it is compared: what is exactly a bound then equals it in doubles."""
_CLEAR = Fraction(1, 10**6)
"""Nearer to a bound than this, and not the bound, doubles are not trusted."""
_MEASURES = {
    Quantity.RATE: Measure.COMPLETION_RATE,
    Quantity.VALUE: Measure.ACTUAL,
    Quantity.TARGET_GAP: Measure.TARGET_GAP,
    Quantity.CITY_GAP: Measure.CITY_GAP,
    Quantity.SCORE: Measure.SCORE,
}

Side = tuple[str, Fraction]
"""An expression and the number it gives."""


class _Cells(Protocol):
    def shown(self, entry: Entry) -> str | None: ...
    def exact(self, entry: Entry) -> str | None: ...


def light_formula(entry: Entry, scheme: LightScheme | None, cells: _Cells) -> str | None:
    """The formula of one light, or None where what was compared does not stand in cells."""
    if scheme is None or entry.lacks:
        return None
    sides: dict[Quantity, Side] = {}
    for quantity in scheme.quantities:
        side = _side(quantity, entry, scheme, cells)
        if side is None or not _is_clear(side[1], quantity, scheme):
            return None
        sides[quantity] = (f"ROUND({side[0]},{_FINE})", side[1])
    band = scheme.band_of({quantity: value for quantity, (_, value) in sides.items()})
    if entry.figure.text != (NO_VALUE if band is None else band.text):
        return None
    return f"={_chosen(scheme, sides)}"


def _chosen(scheme: LightScheme, sides: Mapping[Quantity, Side]) -> str:
    chosen = f'"{NO_VALUE}"'
    for band in reversed(scheme.bands):
        chosen = f'IF({_test(band, sides)},"{band.text}",{chosen})' if band.conditions else f'"{band.text}"'
    return chosen


def _test(band: Band, sides: Mapping[Quantity, Side]) -> str:
    tests = [f"{sides[c.quantity][0]}{_SIGNS[c.sign]}{c.bound}" for c in band.conditions]
    return tests[0] if len(tests) == 1 else "*".join(f"({test})" for test in tests)


def _is_clear(value: Fraction, quantity: Quantity, scheme: LightScheme) -> bool:
    bounds = (Fraction(c.bound) for c in _conditions(scheme) if c.quantity is quantity)
    return all(value == bound or abs(value - bound) > _CLEAR for bound in bounds)


def _conditions(scheme: LightScheme) -> list[Condition]:
    return [condition for band in scheme.bands for condition in band.conditions]


# -- what is compared ------------------------------------------------------------------------------------------------


def _side(quantity: Quantity, entry: Entry, scheme: LightScheme, cells: _Cells) -> Side | None:
    on_print = scheme.on == "printed"
    if quantity in _MEASURES:
        figure = _operand(entry, _MEASURES[quantity])
        return None if figure is None else _value(figure, on_print, cells)
    if quantity not in (Quantity.RATIO, Quantity.GAP):
        return None  # 达标, 连续未达标: nothing in the cells to compare
    rate, progress = _operand(entry, Measure.COMPLETION_RATE), _operand(entry, Measure.TIME_PROGRESS)
    done, due = (None if figure is None else _value(figure, on_print, cells) for figure in (rate, progress))
    if done is None or due is None or not due[1]:
        return None
    if quantity is Quantity.GAP:
        return f"{done[0]}-{due[0]}", done[1] - due[1]
    return f"{done[0]}/{due[0]}*100", done[1] / due[1] * 100


def _operand(entry: Entry, measure: Measure) -> Entry | None:
    return next((operand for operand in entry.operands if operand.figure.key.measure is measure), None)


def _value(entry: Entry, on_print: bool, cells: _Cells) -> Side | None:
    """A figure as printed, or exact: its own cell where it has one, else worked out from its operands."""
    if on_print and entry.number is not None:
        return _cell(cells.shown(entry), entry.number)
    if (found := _cell(cells.exact(entry), entry.exact)) is not None:
        return found
    if entry.lacks or len(entry.operands) != 2:
        return None
    left, right = (_cell(cells.exact(operand), operand.exact) for operand in entry.operands)
    if left is None or right is None:
        return None
    if entry.figure.key.measure is not Measure.COMPLETION_RATE:
        return f"({left[0]}-{right[0]})", left[1] - right[1]
    return (f"({left[0]}/{right[0]}*100)", left[1] / right[1] * 100) if right[1] else None


def _cell(ref: str | None, value: Ratio | None) -> Side | None:
    return None if ref is None or value is None else (ref, Fraction(value.over, value.under))
