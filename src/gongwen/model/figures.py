"""Figures: every number that a person reads, settled to text once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Measure

_OF_PERIOD = frozenset({Measure.ACTUAL, Measure.PRESENT, Measure.CITY_GAP})
"""Figures that do not depend on a target."""
_OF_THE_ISSUE_BEFORE = frozenset({Measure.RANK_GAIN, Measure.LIGHT})
"""Figures that may look back: the same series has another issue before it in a monthly and in a quarterly table."""


class FigureKey(NamedTuple):
    """What a figure is about. Two places that show the same key show the same text.

    A tuple, because a workbook makes and looks up tens of thousands of them.
    """

    region: str
    """Region code."""
    indicator: str
    """Indicator code."""
    measure: Measure
    period: Period
    """The period of the actual."""
    against: Period | None = None
    """The target's period, where a target is part of the figure."""
    rank_by: Measure | None = None
    """For rank and rank gain: the measure that was ranked."""
    scheme: str = ""
    """For lights: the scheme's name; for what an indicator adds to a score: the score's; for a published rank: 已发布."""
    before: Period | None = None
    """For rank gains and lights: the series' period in the issue before."""

    @property
    def id(self) -> str:
        """Stable text: ``镇海区-code/indicator/measure@period[~against][^rank_by][#scheme][<before]``."""
        against = f"~{self.against.code}" if self.against else ""
        ranked = f"^{self.rank_by.value}" if self.rank_by else ""
        scheme = f"#{self.scheme}" if self.scheme else ""
        before = f"<{self.before.code}" if self.before else ""
        return (
            f"{self.region}/{self.indicator}/{self.measure.value}@{self.period.code}{against}{ranked}{scheme}{before}"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its text, its formula and where it came from."""

    key: FigureKey
    value: Fraction | None
    """Exact; ratios inside (完成率 0.785), 百分点 as points. None where there is no figure (—, text)."""
    text: str
    """As every output prints it, without unit: ``102.8``, ``—``, ``↑2``, ``…``, ``完成市级下达目标``."""
    unit: str = ""
    """亿元, 个, %, 百分点, 位; empty for marks and words."""
    decimals: int | None = None
    """Printed decimals; None where the text is no number."""
    formula: str = ""
    """In words and symbols, Chinese: ``完成 ÷ 目标 = 18.5 ÷ 18``."""
    operands: tuple[FigureKey, ...] = ()
    """The figures it was computed from; empty for values that were read."""
    sources: tuple[Source, ...] = ()
    """The input cells it rests on."""
    note: str = ""
    """Why there is no figure, or what a reader must know (基数为零, 目标为文字…)."""
    inputs: tuple[Figure, ...] = ()
    """What was read one by one and counted together: months and 调整数 of a cumulation, 加分 one by one; 加分 and 扣分."""

    @property
    def id(self) -> str:
        """See :attr:`FigureKey.id`."""
        return self.key.id

    @property
    def shown_value(self) -> Fraction | None:
        """The number that the text shows, in the printed scale (percent as 78.5), or None."""
        if self.value is None or self.decimals is None:
            return None
        return Fraction(self.text)


class SeriesKey(NamedTuple):
    """One indicator over all regions, as one group of columns shows it."""

    indicator: str
    period: Period
    against: Period | None = None
    """The target's period; None where no target is wanted."""
    rank_by: Measure | None = None
    """None where it is not ranked."""
    before: Period | None = None
    """Its period in the issue before, which is another one in a monthly table than in a quarterly one."""

    @property
    def alone(self) -> SeriesKey:
        """Without the issue before: what its values, rates and ranks depend on."""
        return self._replace(before=None)

    def of(self, region: str, measure: Measure, scheme: str = "") -> FigureKey:
        """The key under which the series holds one measure of one region; ``scheme`` for lights and score parts."""
        if measure in _OF_PERIOD:
            return FigureKey(region, self.indicator, measure, self.period)
        if measure is Measure.TARGET:
            return FigureKey(region, self.indicator, measure, self.against or self.period)
        rank_by = self.rank_by if measure in (Measure.RANK, Measure.RANK_GAIN) else None
        before = self.before if measure in _OF_THE_ISSUE_BEFORE else None
        scheme = "" if rank_by else scheme
        return FigureKey(region, self.indicator, measure, self.period, self.against, rank_by, scheme, before)


@dataclass(frozen=True, slots=True)
class Revision:
    """One figure that was published and has changed in the data since."""

    figure: Figure
    """As the data gives it now."""
    published: str
    """As it was printed; the exact value where the same digits are printed now."""
    current: str
    """As it is printed now, or the exact value."""
    issue: Period
    """The issue that was published."""
    source: Source | None = None
    """The cell that changed: of a sum, the part that is another one now."""
    is_printed: bool = True
    """Whether that issue printed it, or only compared with it."""


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of an issue, by key. What is not in it was not asked for."""

    figures: Mapping[FigureKey, Figure] = field(default_factory=lambda: MappingProxyType({}))
    revisions: tuple[Revision, ...] = ()
    """Published figures of earlier periods that the data now gives otherwise (数据修订)."""
    incomparable: frozenset[SeriesKey] = frozenset()
    """Rankings that the published issue before does not have, so that nobody's change of rank can be said."""

    def get(self, key: FigureKey) -> Figure:
        """The figure of a key. Raises KeyError where it was never computed: a mistake of ours, not of the data."""
        return self.figures[key]

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures.values())


class LessIsBetter(str):
    """A figure's text, of an indicator that is 越小越好: above the pace is no praise, and no word may sound like it."""

    __slots__ = ()
