"""One issue (期): what a person decides when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gongwen.errors import UsageError
from gongwen.model.period import Period

PERIOD_FORMS = "2022-07、2022-Q3、2022-H1、2022、2022-01..2022-02 或 2022-07-01..2022-07-10"
"""What an issue's period may look like, for messages."""


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

    @classmethod
    def of(
        cls, period: Period, number: int | None, dated: date | str | None, as_of: date | str | None, final: bool
    ) -> Issue:
        """An issue with its days as dates or as text (2022-08-05). Raises UsageError for text that is no day."""
        return cls(period, number, _day(dated), _day(as_of), final)

    @property
    def stage(self) -> str:
        """``final`` or ``draft``."""
        return "final" if self.final else "draft"


def _day(value: date | str | None) -> date | None:
    if isinstance(value, datetime):  # a date to Python too, but comparable with none; pandas has no other
        return value.date()
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"不认识的日期“{value}”", fix="写成 2022-08-05") from None


def issue_period(period: str | Period, *, merge_first: bool) -> Period:
    """The period that a person means by an issue's name: 2023-02 is 1—2月 where the pack merges the first months.

    Statistics publish no single January, so such a pack goes out with 1—2月. Raises UsageError for no period.
    """
    try:
        wanted = Period.parse(period) if isinstance(period, str) else period
    except ValueError:
        raise UsageError(f"不认识的期间“{period}”", fix=f"写成 {PERIOD_FORMS}") from None
    if merge_first and wanted.whole_months and wanted.month_count == 1 and wanted.end.month <= 2:
        if wanted.end.month == 1:
            year = wanted.end.year
            raise UsageError("1月不单独出一期（1、2月合并统计）", fix=f"用 {year}-02，即1—2月")
        return Period.months(wanted.end.year, 1, 2)
    return wanted


def cadence(period: Period, *, merge_first: bool) -> int | None:
    """How many months an issue is of, 1—2月 counting as one where the pack merges them; None for days inside a month.

    An issue compares with the one before of its own cadence: a quarter's never with a month's.
    """
    if not period.whole_months:
        return None
    merged = merge_first and period == Period.months(period.end.year, 1, 2)
    return 1 if merged else period.month_count
