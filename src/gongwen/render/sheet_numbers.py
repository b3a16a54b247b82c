"""From a cell's settled text to the number Excel stores and the format that shows that very text again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from gongwen.model.figures import Figure
from gongwen.model.table import Cell, CellKind
from gongwen.model.terms import Measure

_NUMBER = re.compile(r"([+\-−－]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?([%％]?)")
_EXCEL_DIGITS = 15
"""Excel keeps 15 significant digits; a longer number stays text rather than lose its tail."""
RATIOS = (Measure.COMPLETION_RATE, Measure.TIME_PROGRESS)
"""Measures that are ratios inside and printed in %."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a number cell stores."""

    value: float
    number_format: str


def stored(cell: Cell) -> Stored | None:
    """The number and format of a body cell, or None where the cell is text."""
    if cell.kind not in (CellKind.NUMBER, CellKind.RANK):
        return None
    is_rate = cell.figure is not None and cell.figure.key.measure is Measure.COMPLETION_RATE
    return parse(cell.text, open_ended=is_rate)


@lru_cache(maxsize=4096)
def parse(text: str, *, open_ended: bool = False) -> Stored | None:
    """A number as printed → value and format; None for words, marks, codes with leading zeros and over-long digits.

    ``open_ended`` lets up to three more decimals show (``0.0###``): after a recalculation in Excel a rate of 99.96
    must not read 100.0.

    >>> parse("102.8")
    Stored(value=102.8, number_format='0.0')
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, percent = match[1], match[2], match[3] or "", match[4]
    plain = whole.replace(",", "")
    if (len(plain) > 1 and plain.startswith("0")) or len((plain + part).lstrip("0")) > _EXCEL_DIGITS:
        return None
    value = float(f"{plain}.{part or 0}")
    if sign and sign != "+":
        if not value:
            return None  # "-0.0" has no number that shows it
        value = -value
    shape = ("#,##0" if "," in whole else "0") + (f".{'0' * len(part)}" if part else "")
    if open_ended and part and not percent:
        shape += "###"
    shape += f'"{percent}"' if percent else ""
    return Stored(value, _signed(shape, sign))


def _signed(shape: str, sign: str) -> str:
    if sign == "+":
        return f"+{shape};-{shape};{shape}"
    if sign in ("−", "－"):
        return f'{shape};"{sign}"{shape}'
    return shape


def printed_scale(figure: Figure) -> Fraction | None:
    """The exact value in the scale that is printed: percent as 78.5, never as 0.785."""
    if figure.value is None:
        return None
    return figure.value * 100 if figure.key.measure in RATIOS else figure.value


def shown_number(figure: Figure) -> Fraction | None:
    """The number that a figure's text shows and its cell stores, or None where the text is no number."""
    if figure.value is None or (found := parse(figure.text)) is None:
        return None
    _, _, part = figure.text.rstrip("%％").partition(".")
    scale = 10 ** len(part)
    return Fraction(round(found.value * scale), scale)
