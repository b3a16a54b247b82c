"""What was read and found sound: observations, targets, cases, projects, the problem ledger, prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from gongwen.model.pack import SignOff
from gongwen.model.period import Period
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem
from gongwen.model.sources import InputFile, Source
from gongwen.model.terms import Bound


class ValueKind(StrEnum):
    """Kinds of cell content that stay distinct all the way to the page."""

    NUMBER = "number"
    TEXT = "text"
    """A target in words: 完成市级下达目标."""
    ABSENT = "absent"
    """``-``, ``—``, ``/``, blank, 未统计: no value, never zero."""
    BELOW_UNIT = "below_unit"
    """``…``: less than the smallest unit; printed as it is."""


class Kind(StrEnum):
    """What an observation is."""

    ACTUAL = "actual"
    """完成, or a growth rate as given for indicators in %."""
    BASE = "base"
    """上年同期."""
    ADJUSTMENT = "adjustment"
    """调整数: a stated change of an earlier figure, with a reason."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One reported value, in the indicator's unit, exact."""

    region: str
    """Region code."""
    indicator: str
    """Indicator code."""
    period: Period
    value: Decimal | None
    """None unless ``kind_of_value`` is NUMBER."""
    source: Source
    kind: Kind = Kind.ACTUAL
    kind_of_value: ValueKind = ValueKind.NUMBER
    raw: str = ""
    """The cell as written."""
    reason: str = ""
    """调整原因, for an adjustment."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target, with its own period and operator."""

    region: str
    indicator: str
    period: Period
    value: Decimal | None
    """None for text and absent targets."""
    source: Source
    bound: Bound = Bound.EXACT
    text: str = ""
    """The words of a text target."""
    kind_of_value: ValueKind = ValueKind.NUMBER
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """加减分: points given to a region or taken from it, for a stated reason."""

    region: str
    """Region code."""
    period: Period
    value: Decimal
    """Above zero given (加分), below zero taken (扣分)."""
    reason: str
    """事由."""
    source: Source
    score: str = ""
    """The name of the score they count in; empty: every score that takes points."""


@dataclass(frozen=True, slots=True)
class Case:
    """专栏案例: one project story, from Markdown with front matter, a sheet row or an object."""

    headline: str
    """标题."""
    region: str = ""
    """属地, as written."""
    owner: str = ""
    """业主."""
    investment: str = ""
    """总投资, as written, with its unit."""
    contributor: str = ""
    """供稿."""
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Further facts by their Chinese name (建设周期 → 24个月), for the line under the headline."""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(heading, paragraphs): 难题, 服务经过, 成效, … in the writer's order; the heading may be empty."""
    photos: tuple[Photo, ...] = ()
    is_sample: bool = False
    source: Source = Source("")
    cells: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    """Where each of its texts stands, by name (标题, a section's heading), where that is known better than ``source``."""

    def texts(self) -> Iterator[tuple[str, Source]]:
        """Everything written in it, with its place."""
        named = [("标题", self.headline), ("属地", self.region), ("业主", self.owner), ("总投资", self.investment)]
        named += [("供稿", self.contributor), *self.facts.items()]
        named += [(heading, text) for heading, paragraphs in self.sections for text in (heading, *paragraphs)]
        named += [("照片", photo.caption) for photo in self.photos]
        return ((text, self.cells.get(name, self.source)) for name, text in named)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list that is carried as it is: a project (项目清单) or a tracked problem (问题台账)."""

    values: Mapping[str, str]
    """Column heading → text."""
    source: Source
    as_of: Period | None = None
    """The month that its table is for, as the title or the file's name says; None where neither names one."""
    cells: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    """Column heading → the cell of the text under it."""

    def get(self, heading: str) -> str:
        """The text under a heading, empty where there is none."""
        return self.values.get(heading, "")

    def at(self, heading: str) -> Source:
        """Where the text under a heading stands; the row's first cell where there is no such column."""
        return self.cells.get(heading, self.source)


@dataclass(frozen=True, slots=True)
class Prose:
    """本期文字: what people wrote for this issue, by heading (存在问题, 下步工作, 编者按)."""

    sections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = Source("")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything that was read for a pack and found sound, ready for computing."""

    observations: Mapping[tuple[str, str, Kind, Period], Observation]
    """By region code, indicator code, kind, period."""
    targets: Mapping[tuple[str, str, Period], Target]
    """By region code, indicator code, period."""
    points: tuple[Points, ...] = ()
    cases: tuple[Case, ...] = ()
    projects: tuple[Entry, ...] = ()
    ledger: tuple[Entry, ...] = ()
    prose: Prose = Prose()
    inputs: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Warnings and notes; errors never get this far."""
    signed_off: tuple[SignOff, ...] = ()
    """Known mismatches that were found and that the pack accepts; each prints its note."""
    is_sample: bool = False
    """True when any input says 示例数据: every page is then marked."""
