"""From a cell's settled text to the number Excel stores and the format that shows that very text again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gongwen.model.figures import Figure
from gongwen.model.table import Cell, CellKind
from gongwen.model.terms import Measure

_NUMBER = re.compile(r"([+\-−－]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?([%％]?)")
_MINUS = frozenset("-−－")
_EXCEL_DIGITS = 15
"""Excel keeps 15 significant digits; a longer number stays text rather than lose its tail."""
_GENERAL_DIGITS = 11
"""What the format General shows; more of them it turns into 1.2E+11."""
_CLEAR = 500_000
"""Nearer to a tie than half of one part in this, double precision may fall on either side."""
_NUMBERS = (CellKind.NUMBER, CellKind.RANK)
_OPEN_ENDED = (Measure.COMPLETION_RATE, Measure.TARGET, Measure.TARGET_GAP, Measure.LEAD_PP)
"""Measures that take more decimals where they need them."""
RATIOS = (Measure.COMPLETION_RATE, Measure.TIME_PROGRESS)
"""Measures that are ratios inside and printed in %."""


class Stored(NamedTuple):
    """What a number cell stores."""

    value: float
    number_format: str


def stored(cell: Cell) -> Stored | None:
    """The number and format of a body cell, or None where the cell is text."""
    if cell.kind not in _NUMBERS:
        return None
    figure = cell.figure
    return parse(cell.text, figure is not None and figure.key.measure in _OPEN_ENDED)


@lru_cache(maxsize=4096)
def parse(text: str, open_ended: bool = False) -> Stored | None:
    """A number as printed → value and format; None for words, marks, codes with leading zeros and over-long digits.

    ``open_ended`` lets up to three more decimals show (``0.0###``): after a recalculation in Excel a rate of 99.96
    must not read 100.0.

    >>> parse("102.8")
    Stored(value=102.8, number_format='0.0')
    """
    parts = _parts(text)
    if parts is None:
        return None
    sign, whole, part, percent = parts
    number = f"{whole}.{part or 0}".replace(",", "")
    shape = ("#,##0" if "," in whole else "0") + (f".{'0' * len(part)}" if part else "")
    if open_ended and not percent:
        is_free = not sign and "," not in shape and len(whole) <= _GENERAL_DIGITS
        shape = f"{shape}###" if part else "General" if is_free else shape
    shape += f'"{percent}"' if percent else ""
    return Stored(-float(number) if sign in _MINUS else float(number), _signed(shape, sign))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, str, str, str] | None:
    """Sign, whole part, decimals and percent sign of a number that Excel can hold, or None."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, percent = match.groups("")
    digits = (whole.replace(",", "") + part).lstrip("0")
    if (whole[0] == "0" and whole != "0") or len(digits) > _EXCEL_DIGITS:
        return None
    if not digits and sign:
        return None  # "-0.0" and "+0.0" have no number that shows them
    return sign, whole, part, percent


def _signed(shape: str, sign: str) -> str:
    if sign == "+":
        return f"+{shape};-{shape};{shape}"
    if sign in ("−", "－"):
        return f'{shape};"{sign}"{shape}'
    return shape


class Ratio(NamedTuple):
    """An exact number as a quotient of whole ones, not reduced: quick to make, exact to compare."""

    over: int
    under: int

    def __sub__(self, other: Ratio) -> Ratio:
        return Ratio(self.over * other.under - other.over * self.under, self.under * other.under)

    def is_same(self, other: Ratio | None) -> bool:
        """Whether both are the same number."""
        return other is not None and self.over * other.under == other.over * self.under


def printed_scale(figure: Figure) -> Ratio | None:
    """The exact value in the scale that is printed: percent as 78.5, never as 0.785."""
    value = figure.value
    if value is None:
        return None
    over, under = value.as_integer_ratio()
    return Ratio(over * 100 if figure.key.measure in RATIOS else over, under)


@lru_cache(maxsize=8192)
def shown_number(text: str) -> Ratio | None:
    """The number that a text shows and its cell stores, or None where the text is no number.

    >>> shown_number("102.80")
    Ratio(over=10280, under=100)
    """
    if (parts := _parts(text)) is None:
        return None
    sign, whole, part, _ = parts
    digits = int((whole + part).replace(",", ""))
    return Ratio(-digits if sign in _MINUS else digits, 10 ** len(part))


def settled(value: Ratio, digits: int) -> tuple[int, bool, bool]:
    """``value`` × 10^digits rounded half away from zero; whether it is a tie; whether doubles round it the same."""
    whole, rest = divmod(abs(value.over) * 10**digits, value.under)
    gap = 2 * rest - value.under
    whole += gap >= 0
    return whole if value.over >= 0 else -whole, not gap, not gap or abs(gap) * _CLEAR >= value.under


def reads(value: Ratio, digits: int, number: Ratio | None) -> bool:
    """Whether Excel's ROUND of ``value`` gives the printed number, beyond doubt."""
    if number is None:
        return False
    whole, _, is_safe = settled(value, digits)
    return is_safe and whole * number.under == number.over * 10**digits
