"""From the words a pack uses for stretches of time (当月, 本季累计, 前三季度) to Periods.

A table has its own frame: the stretch its figures end with. Every window is read off the frame's last day, so that
one declaration serves every month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from gongwen.model.catalogue import Indicator
from gongwen.model.figures import SeriesKey
from gongwen.model.period import Period
from gongwen.model.terms import Measure

BASES = ("month", "days", "to_date", "quarter", "year")
"""What a table's frame can be: see :class:`~gongwen.model.pack.TableSpec`."""

WINDOWS = (
    "本期", "当月", "上月", "本月累计", "本季累计", "本年累计", "上月止累计", "本季", "上半年", "前三季度", "全年",
)  # fmt: skip
"""Every window name; a Chinese or ``2022-07`` style period may stand instead."""


def frame_of(
    basis: str, issue: Period, *, cutoff_day: int | None = None, as_of: date | None = None, merge_first: bool = True
) -> Period:
    """The table's own period (本期) in an issue.

    month: the issue's month, 1—2月 in February where the pack merges them; days: from the 1st to the cut-off;
    to_date: from 1 January to the cut-off; quarter and year: up to the issue's last day. ``as_of`` overrides the
    cut-off of days and to_date. An issue of some days (a week, 7月29日—8月4日) is its own frame and its last day the
    cut-off, whatever the table says of months.
    """
    last = issue.end
    if not issue.whole_months and basis in ("days", "to_date"):
        end = as_of or last
        return Period(issue.start if basis == "days" else date(end.year, 1, 1), end)
    if basis == "month":
        return _month(last.year, last.month, merge_first=merge_first)
    cutoff = as_of or date(last.year, last.month, min(cutoff_day or 31, monthrange(last.year, last.month)[1]))
    if basis == "days":
        return Period(date(cutoff.year, cutoff.month, 1), cutoff)
    if basis == "to_date":
        return Period(date(cutoff.year, 1, 1), cutoff)
    if basis == "quarter":
        return Period(issue.quarter().start, last)
    if basis == "year":
        return Period(date(last.year, 1, 1), last)
    raise ValueError(f"unknown basis: {basis}")


def previous_frame(basis: str, frame: Period, *, merge_first: bool = True) -> Period:
    """The frame of the issue before: a month earlier (a quarter, a year for those bases), across the year's end.

    Of days that do not begin a month (a week) as many days earlier.
    """
    if basis == "quarter":
        start = _shift_month(frame.start, -3)
        return Period.quarter_of(start.year, (start.month + 2) // 3)
    if basis == "year":
        return Period.months(frame.end.year - 1, 1, 12)
    if basis == "days" and (frame.start.day > 1 or frame.month_count > 1):
        week = timedelta(days=frame.day_count)
        return Period(frame.start - week, frame.end - week)
    before = _shift_month(date(frame.end.year, frame.end.month, 1), -2 if _merged(frame, merge_first) else -1)
    if basis == "month":
        return _month(before.year, before.month, merge_first=merge_first)
    last_day = monthrange(before.year, before.month)[1]
    ends_month = frame.end.day == monthrange(frame.end.year, frame.end.month)[1]
    cutoff = date(before.year, before.month, last_day if ends_month else min(frame.end.day, last_day))
    return Period(date(cutoff.year, cutoff.month if basis == "days" else 1, 1), cutoff)


def resolve(window: str, frame: Period, *, merge_first: bool = True) -> Period | None:
    """The period that a window means in a frame, or None where there is none yet (上月止累计 in January).

    Raises ValueError for a word that names no window and no period.
    """
    end = frame.end
    match window:
        case "本期":
            return frame
        case "当月":
            return _month(end.year, end.month, merge_first=merge_first)
        case "上月":
            month = _month(end.year, end.month, merge_first=merge_first)
            return previous_frame("month", month, merge_first=merge_first)
        case "本月累计":
            return Period(date(end.year, end.month, 1), end)
        case "本季累计":
            return Period(frame.quarter().start, end)
        case "本年累计":
            return Period(date(end.year, 1, 1), end)
        case "上月止累计":
            return Period.months(end.year, 1, end.month - 1) if end.month > 1 else None
        case "本季":
            return frame.quarter()
        case "上半年":
            return Period.months(end.year, 1, 6)
        case "前三季度":
            return Period.months(end.year, 1, 9)
        case "全年":
            return frame.year()
    return _named(window, end.year)


def series_key(
    indicator: Indicator,
    window: str,
    against: str,
    rank_by: Measure | None,
    frame: Period,
    *,
    basis: str = "",
    merge_first: bool = True,
) -> SeriesKey | None:
    """The series that a column or topic means in a frame; None where its window has no period yet.

    With the ``basis`` of its table or topic it knows its issue before, too.
    """
    period = resolve(window, frame, merge_first=merge_first)
    if period is None:
        return None
    target = resolve(against, frame, merge_first=merge_first) if against else None
    earlier = previous_frame(basis, frame, merge_first=merge_first) if basis else None
    before = resolve(window, earlier, merge_first=merge_first) if earlier else None
    return SeriesKey(indicator.code, period, target, rank_by or default_rank(indicator, target), before)


def default_rank(indicator: Indicator, against: Period | None) -> Measure | None:
    """What is ranked unless a pack says otherwise: the rate where there is a target, the value of an indicator in %.

    A plain count is not ranked: its rank would be the rank of the district's size.
    """
    if indicator.is_score:
        return Measure.SCORE
    if indicator.is_percentage:
        return Measure.ACTUAL
    return Measure.COMPLETION_RATE if against else None


def time_progress_basis(period: Period, against: Period) -> tuple[int, int, str]:
    """(elapsed, whole, unit) of a target's period at the period's last day: months at a month's end, else days."""
    end = min(period.end, against.end)
    if end < against.start:
        return 0, against.day_count, "天"
    elapsed = Period(against.start, end)
    if elapsed.whole_months and against.whole_months:
        return elapsed.month_count, against.month_count, "个月"
    return elapsed.day_count, against.day_count, "天"


def _named(window: str, year: int) -> Period:
    try:
        return Period.parse(window)
    except ValueError:
        found = Period.find(window, year)
        if found is None:
            raise ValueError(f"unknown window: {window}") from None
        return found


def _month(year: int, month: int, *, merge_first: bool) -> Period:
    # Statistics publish no single January: the first issue of a year is 1—2月.
    return Period.months(year, 1, 2) if merge_first and month <= 2 else Period.month(year, month)


def _merged(frame: Period, merge_first: bool) -> bool:
    return merge_first and frame.end.month == 2 and frame.start.month == 1


def _shift_month(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
