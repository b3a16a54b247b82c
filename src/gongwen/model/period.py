"""Periods (期间): a first and a last day, with the names people give them.

Two names for the same days are the same Period: 三季度累计 at the end of July *is* July.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

_DASH = "[-—–－~～至到]+"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"((?:19|20)\d{2})年"
_DAY = r"(\d{1,2})月(?:(\d{1,2})日|份)?"


_KNOWN: dict[tuple[date, date], Period] = {}
"""Every period there is, by its days."""


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """From ``start`` to ``end``, both days included.

    The same days are the same object, as with short strings: every look-up of a figure hashes and compares one or two
    periods, which Python then does by itself. Raises ValueError where the end is before the start.
    """

    start: date
    end: date

    def __new__(cls, start: date, end: date) -> Period:
        """The one period of these days."""
        if end < start:
            raise ValueError(f"period ends before it starts: {start} > {end}")
        return _KNOWN.setdefault((start, end), object.__new__(cls))

    def __reduce__(self) -> tuple[type[Period], tuple[date, date]]:
        return Period, (self.start, self.end)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, self.end) < (other.start, other.end)

    # -- making ------------------------------------------------------------------------------------------------

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """One calendar month."""
        return cls.months(year, month, month)

    @classmethod
    def months(cls, year: int, first: int, last: int) -> Period:
        """Whole months ``first`` to ``last`` of one year."""
        return cls(date(year, first, 1), date(year, last, monthrange(year, last)[1]))

    @classmethod
    def quarter_of(cls, year: int, quarter: int) -> Period:
        """Quarter 1 to 4."""
        return cls.months(year, 3 * quarter - 2, 3 * quarter)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The command line's grammar: ``2022-07 | 2022-Q3 | 2022-H1 | 2022 | 2022-01..2022-02 | 2022-07-01..2022-07-10``.

        Raises ValueError for anything else.

        >>> Period.parse("2022-Q3").label
        '第三季度'
        """
        text = text.strip()
        if match := re.fullmatch(r"(\d{4})", text):
            return cls.months(int(text), 1, 12)
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return cls.month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-[Qq]([1-4])", text):
            return cls.quarter_of(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-[Hh]([12])", text):
            half = int(match[2])
            return cls.months(int(match[1]), 6 * half - 5, 6 * half)
        if match := re.fullmatch(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})", text):
            first, last = (cls.month(int(year), int(month)) for year, month in (match.group(1, 2), match.group(3, 4)))
            return cls(first.start, last.end)
        if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text):
            return cls(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        raise ValueError(text)

    @classmethod
    def find(cls, text: str, year: int | None = None) -> Period | None:
        """The period that Chinese text names, or None where it names none; ``year`` is used where it gives no year.

        >>> Period.find("晾晒表二（7月1-10日）", 2022).code
        '2022-07-01..2022-07-10'
        >>> Period.find("截至7月底", 2022) is None, Period.find("年初以来截至7月底", 2022).month_label
        (True, '1—7月')
        """
        compact = re.sub(r"\s+", "", text)
        if match := re.search(rf"(?<!\d){_YEAR}{_DAY}{_DASH}(?:{_YEAR})?{_DAY}", compact):
            return cls._spanning(match)
        if match := re.search(rf"(?<!\d){_YEAR}", compact):
            year = int(match[1])
            compact = compact.replace(match[0], "", 1)
            if not re.search(r"月|季度|半年", compact):
                return cls.months(year, 1, 12) if year else None
        elif match := re.search(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})(?!\d|[-/.])", compact):
            return cls._safe_months(int(match[1]), int(match[2]), int(match[2]))
        if year is None:
            return None
        return cls._find_in_year(compact, year)

    @classmethod
    def _find_in_year(cls, text: str, year: int) -> Period | None:
        if match := re.search(
            r"(?:截至|截止到?|(?<![月日份\d])至)(?:\d{4}年)?(\d{1,2})月(?:(\d{1,2})日|份|底|末)?", text
        ):
            return cls._up_to(text.replace(match[0], "", 1), year, int(match[1]), int(match[2] or 0))
        if match := re.search(rf"(\d{{1,2}})月份?(\d{{1,2}})日?{_DASH}(?:(\d{{1,2}})月)?(\d{{1,2}})日", text):
            return cls._safe_days(year, int(match[1]), int(match[2]), int(match[3] or match[1]), int(match[4]))
        if match := re.search(rf"(\d{{1,2}})月?份?{_DASH}(\d{{1,2}})月(\d{{1,2}})日", text):
            return cls._safe_days(year, int(match[1]), 1, int(match[2]), int(match[3]))
        if match := re.search(rf"(\d{{1,2}})月?份?{_DASH}(\d{{1,2}})月", text):
            return cls._safe_months(year, int(match[1]), int(match[2]))
        if re.search(r"前(三|3)个?季度", text):
            return cls.months(year, 1, 9)
        if match := re.search(rf"第?([一二三四1234])(?:季度)?{_DASH}第?([一二三四1234])季度", text):
            return cls._safe_months(year, 3 * _QUARTERS[match[1]] - 2, 3 * _QUARTERS[match[2]])
        if match := re.search(r"第?([一二三四1234])季度", text):
            return cls.quarter_of(year, _QUARTERS[match[1]])
        if "上半年" in text:
            return cls.months(year, 1, 6)
        if "下半年" in text:
            return cls.months(year, 7, 12)
        # A single day (8月5日印发) is a date, not the month it lies in.
        if match := re.search(r"(?<!\d)(\d{1,2})月", re.sub(r"\d{1,2}月\d{1,2}日", "", text)):
            return cls._safe_months(year, int(match[1]), int(match[1]))
        if re.search(r"全年|年度", text):
            return cls.months(year, 1, 12)
        return None

    @classmethod
    def _spanning(cls, match: re.Match[str]) -> Period | None:
        """2022年7月1日—10月7日, 2022年12月29日—1月4日, 2022年11月—2023年1月: from and to, the year's end between them."""
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        end_month, end_day = int(match[5]), match[6]
        end_year = int(match[4] or year) + (match[4] is None and end_month < month)
        if not (1 <= month <= 12 and 1 <= end_month <= 12):
            return None
        try:
            start, end = (
                date(year, month, day),
                date(end_year, end_month, int(end_day or monthrange(end_year, end_month)[1])),
            )
        except ValueError:
            return None
        return cls(start, end) if start <= end else None

    @classmethod
    def _up_to(cls, rest: str, year: int, month: int, day: int) -> Period | None:
        """截至7月底: an end without a beginning, so the words around must give one (三季度, 年初以来, 累计), else None."""
        if not 1 <= month <= 12:
            return None
        whole = cls._find_in_year(rest, year)
        if whole is None and re.search(r"年初|年以来|本年|今年|当年|累计", rest):
            whole = cls.months(year, 1, 12)
        end = day or monthrange(year, month)[1]
        if whole is None or not whole.start.month <= month <= whole.end.month:
            return None
        return cls._safe_days(year, whole.start.month, whole.start.day, month, end)

    @classmethod
    def _safe_months(cls, year: int, first: int, last: int) -> Period | None:
        return cls.months(year, first, last) if 1 <= first <= last <= 12 else None

    @classmethod
    def _safe_days(cls, year: int, month: int, day: int, end_month: int, end_day: int) -> Period | None:
        try:
            start, end = date(year, month, day), date(year, end_month, end_day)
        except ValueError:
            return None
        return cls(start, end) if start <= end else None

    # -- asking ------------------------------------------------------------------------------------------------

    @property
    def whole_months(self) -> bool:
        """Whether it begins on a first and ends on a last day of a month."""
        return self.start.day == 1 and self.end.day == monthrange(self.end.year, self.end.month)[1]

    @property
    def month_count(self) -> int:
        """How many calendar months it touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def day_count(self) -> int:
        """Days, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def code(self) -> str:
        """Short stable text, the inverse of :meth:`parse` for all it can write."""
        year, first, last = self.start.year, self.start.month, self.end.month
        if self.whole_months and year == self.end.year:
            if first == last:
                return f"{year}-{first:02d}"
            if (first, last) == (1, 12):
                return f"{year}"
            if (first, last) in ((1, 6), (7, 12)):
                return f"{year}-H{1 if first == 1 else 2}"
            if last - first == 2 and first % 3 == 1:
                return f"{year}-Q{last // 3}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """As printed, without the year: 7月, 1—7月, 第三季度, 前三季度, 7月1—10日, 1月—7月20日."""
        first, last = self.start.month, self.end.month
        if self.start.year != self.end.year:
            return f"{_day(self.start, year=True)}—{_day(self.end, year=True)}"
        if self.whole_months:
            if (first, last) == (1, 12):
                return "全年"
            if (first, last) == (1, 9):
                return "前三季度"
            if (first, last) == (1, 6):
                return "上半年"
            if last - first == 2 and first % 3 == 1:
                return f"第{'一二三四'[last // 3 - 1]}季度"
            return self.month_label
        if self.start.day == 1 and first == 1 and last > 1:
            return f"1月—{_day(self.end)}"
        if self.start == self.end:
            return _day(self.start)
        if first == last:
            return f"{first}月{self.start.day}—{self.end.day}日"
        return f"{_day(self.start)}—{_day(self.end)}"

    @property
    def month_label(self) -> str:
        """Whole months by number: 7月, 1—9月 (never 前三季度)."""
        first, last = self.start.month, self.end.month
        return f"{first}月" if first == last else f"{first}—{last}月"

    # -- deriving ----------------------------------------------------------------------------------------------

    def contains(self, other: Period) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def months_without(self, others: Iterable[Period]) -> tuple[Period, ...]:
        """The calendar months of this period that none of ``others`` holds, or holds a part of."""
        known = tuple(others)
        months = []
        month = Period.month(self.start.year, self.start.month)
        while month.start <= self.end:
            if not any(p.contains(month) or month.contains(p) for p in known):
                months.append(month)
            month = month.shifted(1)
        return tuple(months)

    def shifted(self, months: int) -> Period:
        """Moved by whole months; a last day of a month stays one."""
        return Period(_shift(self.start, months), _shift(self.end, months, keep_last=self._ends_month))

    @property
    def _ends_month(self) -> bool:
        return self.end.day == monthrange(self.end.year, self.end.month)[1]

    def year_before(self) -> Period:
        """The same period one year earlier (上年同期)."""
        return self.shifted(-12)

    def quarter(self) -> Period:
        """The quarter of the last day."""
        return Period.quarter_of(self.end.year, (self.end.month + 2) // 3)

    def year(self) -> Period:
        """The year of the last day."""
        return Period.months(self.end.year, 1, 12)

    def day_after(self) -> date:
        """The first day that follows."""
        return self.end + timedelta(days=1)


def _day(day: date, *, year: bool = False) -> str:
    return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日"


def _shift(day: date, months: int, *, keep_last: bool = False) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if keep_last else min(day.day, last))
