"""Which period a column is about: its own words, else the table's title, its sheet, its file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongwen.guard.text import compact
from gongwen.model.period import Period
from gongwen.model.raw import RawCell, RawKind, RawTable
from gongwen.validate.numbers import narrow

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|[-/.]\d{1,2}(?!\d))")
_QUARTER_TO_DATE = re.compile(r"季度[^/]*累计|累计[^/]*季度|季度以来|半年[^/]*累计")
_TO_DATE = re.compile(r"年初至今|年初以来|(?:本年|今年|全年)累计|^累计|1[-—–～~至到]本月|当年累计|/累计")
_NAMES = re.compile(r"(?<!\d)\d{1,2}月|[一二三四1234][个]?季度|[上下]半年|全年|年度")


@dataclass(frozen=True, slots=True)
class TablePeriod:
    """What the names around a table say about time."""

    period: Period | None
    year: int | None
    single: bool
    """Whether those names speak of one period only, so that it may be held against the columns'."""


def of_table(table: RawTable, pack_year: int | None) -> TablePeriod:
    """The period in a table's title, else its sheet name, else its file name; the year from any of these or settings."""
    name = re.sub(r"\.\w+$", "", table.path.rpartition("/")[2])
    texts = [narrow(text) for text in (table.title, table.sheet, name, table.path) if text]
    columns = " ".join("/".join(column.path) for column in table.columns)
    years = [int(match[1]) for text in (*texts, narrow(columns)) if (match := _YEAR.search(text))]
    year = years[0] if years else table.year or pack_year
    for text in texts:
        if period := Period.find(text, year):
            return TablePeriod(period, year, len(set(_NAMES.findall(compact(text)))) == 1)
    return TablePeriod(None, year, False)


def of_column(path: tuple[str, ...], around: TablePeriod, *, is_target: bool) -> Period | None:
    """The period of a column, the lowest heading element first; None where neither it nor the table names one."""
    for part in reversed(path):
        text = narrow(compact(part))
        found = Period.find(text, around.year)
        if found is not None:
            return found if is_target else _to_date(text, found, around.period)
        if around.period and _TO_DATE.search(text) and not is_target and around.period.whole_months:
            return Period.months(around.period.end.year, 1, around.period.end.month)
    return around.period


def _to_date(text: str, named: Period, table: Period | None) -> Period:
    """三季度累计 in a table of July is July: from the quarter's first day to the table's last."""
    if table and named.contains(table) and table != named and _QUARTER_TO_DATE.search(text):
        return Period(named.start, table.end)
    return named


def of_cell(cell: RawCell, year: int | None) -> Period | None:
    """The period a cell of a long table names: 2022-07, 7月, 第三季度, 2022-07-01..2022-07-10, or a date cell."""
    text = narrow(cell.text).strip()
    if cell.kind is RawKind.DATE:
        # 2022-07 typed into Excel becomes the first of the month, shown without its day.
        shows_day = "d" in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format).casefold()
        if text.endswith("-01") and not shows_day and cell.number_format:
            return Period.parse(text[:7])
        return None
    try:
        return Period.parse(text)
    except ValueError:
        return Period.find(text, year)


def clash(stated: Period, around: TablePeriod) -> bool:
    """Whether a period that the pack states contradicts the one the table names: two months, two quarters, two cumulations.

    Periods of different kinds (a quarter's target in a monthly table) do not contradict each other.
    """
    if around.period is None or not around.single or stated == around.period:
        return False
    return _kind(stated) == _kind(around.period)


def _kind(period: Period) -> str:
    if not period.whole_months:
        return "days"
    if period.month_count == 12:
        return "year"
    if period.month_count == 1:
        return "month"
    if period.start.month == 1:
        return "to_date"
    return "quarter" if period.month_count == 3 else f"{period.month_count}"
