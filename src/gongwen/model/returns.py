"""Returned forms (报送表): who has reported, what was sent back, the figures that can be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gongwen.model.forms import Form, FormLine
from gongwen.model.problems import Problem
from gongwen.model.sources import Source


class Standing(StrEnum):
    """How a unit stands. The value is the word on the list."""

    REPORTED = "已报"
    LATE = "逾期报送"
    SENT_BACK = "退回"
    """Something in it must be mended first; none of its figures is used."""
    MISSING = "未报"


@dataclass(frozen=True, slots=True)
class UnitReturn:
    """One reporting unit's return."""

    form: Form
    """What it was asked."""
    standing: Standing
    files: tuple[str, ...] = ()
    dated: date | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """One figure that was reported, or added up from all units."""

    line: FormLine
    value: Decimal | None
    text: str
    """As it is written down: the number, ``—`` or ``…``."""
    source: Source | None = None
    """None for a sum over the units."""
    note: str = ""
    """说明, as the unit wrote it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What a folder of returned forms amounts to."""

    units: tuple[UnitReturn, ...]
    answers: tuple[Answered, ...]
    """Usable figures in display order, whole forms only."""
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Whether every unit's figures are in."""
        return all(unit.standing in (Standing.REPORTED, Standing.LATE) for unit in self.units)
