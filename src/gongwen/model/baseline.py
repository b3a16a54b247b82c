"""What the published issue before this one said: the baseline of rank changes (进位)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import PurePath

from gongwen.model.period import Period
from gongwen.model.sources import Source

PUBLISHED = "已发布"
"""The scheme of a rank as the issue before published it, beside the one its data gives now."""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure as it was published."""

    value: Fraction | None
    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class RankRules:
    """How an issue ranked: places given by other rules are no places to have moved from."""

    ties: str
    rank_on: str
    classes: Mapping[str, str]
    """Class by region code where ranks are within classes; empty where all are ranked together."""

    @property
    def words(self) -> str:
        """按显示的数、并列占位、分类别."""
        on = "按显示的数" if self.rank_on == "printed" else "按未修约的数"
        ties = "并列占位" if self.ties == "competition" else "并列不占位"
        return "、".join((on, ties, *(["分类别"] if self.classes else [])))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The figures of a published issue, by figure id."""

    period: Period
    where: str
    """The folder it was read from, for messages."""
    figures: Mapping[str, PublishedFigure]
    as_of: date | None = None
    """The day its mid-month tables were cut off on; None: the pack's rule, or an issue that did not record it."""
    rules: RankRules | None = None
    """None: an issue that did not record them."""

    @property
    def label(self) -> str:
        """Its period with the year: an issue before may be of the year before."""
        label = self.period.label
        return label if "年" in label else f"{self.period.end.year}年{label}"

    @property
    def source(self) -> Source:
        """Its manifest, by the issue's folder alone: where published issues are kept differs from desk to desk."""
        return Source(f"{PurePath(self.where).name}/manifest.json")

    def regions(self) -> frozenset[str]:
        """Codes of every region that the issue had."""
        return frozenset(figure_id.partition("/")[0] for figure_id in self.figures)
