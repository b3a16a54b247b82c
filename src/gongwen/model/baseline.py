"""What the published issue before this one said: the baseline of rank changes (进位)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gongwen.model.period import Period


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure as it was published."""

    value: Fraction | None
    text: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The figures of a published issue, by figure id."""

    period: Period
    where: str
    """The folder it was read from, for messages."""
    figures: Mapping[str, PublishedFigure]

    def regions(self) -> frozenset[str]:
        """Codes of every region that the issue had."""
        return frozenset(figure_id.partition("/")[0] for figure_id in self.figures)
