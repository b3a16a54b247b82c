"""Collection forms (报送表): what one reporting unit is asked in one issue, and how a returned form says which one it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gongwen.model.document import Faces
from gongwen.model.period import Period

NUMBER_MARK = "表号："
"""Stands before a form's number on the page, where it survives copying, printing and every office program."""
DATE_MARK = "报送日期："
PREVIOUS_HEADING = "上期数"
VALUE_HEADING = "完成数"
NOTE_HEADING = "说明"
_NUMBER = re.compile(rf"{NUMBER_MARK}(\S+)/(\d{{4}}[-\d.QH]*)/([0-9a-f]{{8}})")


class Answer(StrEnum):
    """What may be filled in."""

    COUNT = "count"
    """A whole number from 0."""
    AMOUNT = "amount"
    """A number from 0."""
    SIGNED = "signed"
    """Any number: growth rates."""


@dataclass(frozen=True, slots=True)
class FormNumber:
    """A form's number (表号): unit, issue, version of what is asked."""

    unit: str
    period: str
    version: str

    def __str__(self) -> str:
        return f"{NUMBER_MARK}{self.unit}/{self.period}/{self.version}"

    @classmethod
    def find(cls, text: str) -> FormNumber | None:
        """The number that stands in a text, or None."""
        match = _NUMBER.search(text)
        return cls(match[1], match[2], match[3]) if match else None


@dataclass(frozen=True, slots=True)
class FormLine:
    """One row to fill in."""

    region: str
    region_name: str
    indicator: str
    indicator_name: str
    unit: str
    period: Period
    period_text: str
    """As printed and read back: 2022年7月1—10日."""
    answer: Answer
    previous: Decimal | None = None
    """The issue before, shown grey; None where there is none."""
    part_of: int | None = None
    """Number of the line (from 0) that this one must not exceed."""

    @property
    def key(self) -> tuple[str, str, Period]:
        """What the figure is about."""
        return self.region, self.indicator, self.period


@dataclass(frozen=True, slots=True)
class Form:
    """One workbook for one reporting unit, or for one source (数据来源) that reports for all regions."""

    pack: str
    unit: str
    """Region code, or the source's name."""
    unit_name: str
    period: Period
    title: str
    lines: tuple[FormLine, ...]
    file_name: str
    is_source: bool = False
    due: date | None = None
    contact: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    issuer: str = ""
    watermark: str = ""
    """Printed in the page header (示例): a picture over the cells would be in the way of filling in."""
    faces: Faces = Faces()

    @property
    def number(self) -> FormNumber:
        """Changes whenever anything that is asked changes, never with figures shown."""
        asked = [f"{line.region}|{line.indicator}|{line.unit}|{line.period.code}" for line in self.lines]
        text = "\n".join([self.pack, self.unit, self.period.code, *asked])
        version = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
        return FormNumber("".join(self.unit.split()), self.period.code, version)
