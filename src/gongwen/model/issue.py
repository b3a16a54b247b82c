"""One issue (期): what a person decides when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongwen.model.period import Period


@dataclass(frozen=True, slots=True)
class Issue:
    """Period, number, date and stage of one issue. Nothing here is ever taken from the clock."""

    period: Period
    number: int | None = None
    """期号 of a 简报, number of a 发文字号; None prints a blank to fill."""
    dated: date | None = None
    """成文日期; None prints a blank to fill."""
    as_of: date | None = None
    """Cut-off of mid-month tables; None: the pack's rule."""
    final: bool = False
    """A draft prints 【待补】 and blanks; a final refuses them."""
    stage_mark: str = ""
    """（征求意见稿）, （送审稿）, under the title."""

    @property
    def stage(self) -> str:
        """``final`` or ``draft``."""
        return "final" if self.final else "draft"


def no_issue(period: Period, *, merge_first: bool) -> str:
    """Why a period can be no issue of its own, in Chinese; empty where it can.

    Statistics publish no single January, so a pack that merges the first months goes out with 1—2月.
    """
    if merge_first and (period.start.month, period.end.month, period.whole_months) == (1, 1, True):
        return f"1月不单独出一期（1、2月合并统计）；用 {period.end.year}-02，即1—2月"
    return ""
