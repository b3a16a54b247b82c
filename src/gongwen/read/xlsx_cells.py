"""What a cell of a workbook holds, from its type, style, value and formula as the XML gives them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gongwen.model.raw import RawKind
from gongwen.read.grid import number_text

SHARED_FORMULA = "共享公式"
"""Stands for a formula whose text is written in another cell."""

Content = tuple[RawKind, str, str, str, str]
"""(kind, text, number format, formula, superscript)."""

PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
"""A number as a double prints itself, without exponent."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Text with Excel's _x000D_ escapes resolved."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@dataclass(slots=True)
class CellContents:
    """The tables of one workbook that its cells point into."""

    strings: list[tuple[str, str]] = field(default_factory=list)
    """(text, what of it is superscript)."""
    formats: list[tuple[str, bool]] = field(default_factory=list)
    """By style: (number format where it matters, whether it is a date)."""
    epoch: datetime = datetime(1899, 12, 30)
    texts: dict[str, str] = field(default_factory=dict)
    """Numbers as text, each kept once."""

    def content(self, kind: str, style: str, value: str | None, formula: str, raised: str) -> Content | None:
        """What the cell holds, None where it is blank. Raises ValueError or IndexError for contradictions."""
        if value is None:
            return (RawKind.NO_CACHE, "", "", formula, "") if formula else None
        if kind == "n":
            return self._number(style, value, formula)
        if kind == "s":
            text, raised = self.strings[int(value)]
            return (RawKind.TEXT, text, "", formula, raised) if text else None
        if kind == "b":
            return RawKind.BOOLEAN, "TRUE" if value == "1" else "FALSE", "", formula, ""
        if kind == "e":
            return RawKind.ERROR, value, "", formula, ""
        if kind == "d":
            return RawKind.DATE, value[:10], "", formula, ""
        # A formula whose text is empty shows a blank cell.
        text = unescape(value) if kind == "str" else value
        return (RawKind.TEXT, text, "", formula, raised) if text else None

    def _number(self, style: str, value: str, formula: str) -> Content | None:
        code, is_date = self.formats[int(style)] if style and int(style) < len(self.formats) else ("", False)
        # Fifteen digits are what a double keeps: such a text is the shortest one for its number already.
        if not is_date and len(value) < 16 and PLAIN_NUMBER.fullmatch(value):
            return RawKind.NUMBER, value, code, formula, ""
        if not value.strip():
            return (RawKind.NO_CACHE, "", "", formula, "") if formula else None
        if is_date:
            return RawKind.DATE, self._date_text(float(value)), code, formula, ""
        number = float(value)
        if not math.isfinite(number):
            return RawKind.ERROR, value, "", formula, ""
        return RawKind.NUMBER, number_text(number), code, formula, ""

    def _date_text(self, serial: float) -> str:
        """The ISO date of a serial; Excel's 1900 calendar has a 29 February that never was."""
        if self.epoch.year == 1899 and serial < 61:
            serial += 1
        try:
            moment = self.epoch + timedelta(days=serial)
        except (OverflowError, ValueError):
            return number_text(serial)
        return moment.date().isoformat() if serial.is_integer() else moment.isoformat(sep=" ", timespec="minutes")
