"""Periods: the command line's grammar, the names people write, the labels that are printed."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.period import Period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PERIODS = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), DAYS, st.integers(0, 800))
WHOLE = st.builds(
    lambda year, a, b: Period.months(year, min(a, b), max(a, b)),
    st.integers(1990, 2090),
    st.integers(1, 12),
    st.integers(1, 12),
)


# -- 2022-07 and the like --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022-07", "2022-07-01", "2022-07-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-Q3", "2022-07-01", "2022-09-30"),
        ("2022-q1", "2022-01-01", "2022-03-31"),
        ("2022-H1", "2022-01-01", "2022-06-30"),
        ("2022-H2", "2022-07-01", "2022-12-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-07-01..2022-07-10", "2022-07-01", "2022-07-10"),
        ("2022-12-29..2023-01-04", "2022-12-29", "2023-01-04"),
        (" 2022-07 ", "2022-07-01", "2022-07-31"),
    ],
)
def test_the_command_line_grammar(text: str, start: str, end: str) -> None:
    assert Period.parse(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7月",
        "2022-7",
        "2022-13",
        "2022-00",
        "2022-Q5",
        "2022-H3",
        "202207",
        "2022/07",
        "2022-07-01",
        "2022-07-10..2022-07-01",
        "2022-02-30..2022-03-01",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message, whatever refused it
        Period.parse(text)


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2022, 7, 2), date(2022, 7, 1))


@given(PERIODS)
def test_code_and_parse_are_inverse(period: Period) -> None:
    assert Period.parse(period.code) == period


@given(WHOLE)
def test_whole_months_have_codes_and_labels_that_come_back(period: Period) -> None:
    assert Period.parse(period.code) == period
    assert Period.find(period.label, period.start.year) == period
    if period.code != f"{period.start.year}":
        assert Period.find(f"{period.start.year}年{period.label}") == period
    assert Period.find(period.month_label, period.start.year) == period


@given(PERIODS)
def test_printed_labels_are_read_back_as_the_same_days(period: Period) -> None:
    if period.start == period.end:
        return  # a single day is printed as a date
    whole_years = period.start.year != period.end.year
    assert Period.find(period.label, None if whole_years else period.start.year) == period


# -- what people write -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7 月份", "2022-07"),
        ("7月 份", "2022-07"),
        ("2022 年 7 月", "2022-07"),
        ("2022年07月", "2022-07"),
        ("2022-07", "2022-07"),
        ("2022.7", "2022-07"),
        ("7月1-10日", "2022-07-01..2022-07-10"),
        ("7月1—10日", "2022-07-01..2022-07-10"),
        ("7月1日至10日", "2022-07-01..2022-07-10"),
        ("7月1日-7月10日", "2022-07-01..2022-07-10"),
        ("晾晒表二（7月1-10日）", "2022-07-01..2022-07-10"),
        ("1月-7月20日", "2022-01-01..2022-07-20"),
        ("1-7月20日", "2022-01-01..2022-07-20"),
        ("1月1日—7月20日", "2022-01-01..2022-07-20"),
        ("1—7月", "2022-01-01..2022-07-31"),
        ("1～7月", "2022-01-01..2022-07-31"),
        ("1至7月份", "2022-01-01..2022-07-31"),
        ("1-2月", "2022-01-01..2022-02-28"),
        ("7月29日—8月4日", "2022-07-29..2022-08-04"),
        ("前三季度", "2022-01-01..2022-09-30"),
        ("前三个季度", "2022-01-01..2022-09-30"),
        ("一至三季度", "2022-01-01..2022-09-30"),
        ("1-3季度", "2022-01-01..2022-09-30"),
        ("第二季度至第三季度", "2022-04-01..2022-09-30"),
        ("第三季度", "2022-Q3"),
        ("三季度", "2022-Q3"),
        ("2022年第三季度", "2022-Q3"),
        ("2022年3季度", "2022-Q3"),
        ("上半年", "2022-H1"),
        ("2022年下半年", "2022-H2"),
        ("全年", "2022"),
        ("2022年度", "2022"),
        ("2022年12月29日—2023年1月4日", "2022-12-29..2023-01-04"),
        ("2022年12月29日—1月4日", "2022-12-29..2023-01-04"),
        ("2022年11月至2023年1月", "2022-11-01..2023-01-31"),
        ("2022年7月1日—2022年7月10日", "2022-07-01..2022-07-10"),
        ("7月份完成情况（8月5日报）", "2022-07"),
        ("三季度（截至7月31日）", "2022-07"),
    ],
)
def test_chinese_periods(text: str, code: str) -> None:
    found = Period.find(text, 2022)
    assert found is not None
    assert found.code == code


def test_the_year_in_the_text_wins() -> None:
    assert Period.find("2023年7月", 2022) == Period.month(2023, 7)
    assert Period.find("7月") is None
    assert Period.find("7月", 2021) == Period.month(2021, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "完成率",
        "制造业投资",
        "13月",
        "0月",
        "7月10日",
        "8月5日印发",
        "7月31-1日",
        "12月29日—1月4日",
        "2月30日—3月4日",
        "9—7月",
        "三至一季度",
        "截至7月底",
        "2022年13月—2023年1月",
    ],
)
def test_what_names_no_period_is_not_guessed(text: str) -> None:
    assert Period.find(text, 2022) is None


# -- labels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2022-07", "7月"), ("2022-01-01..2022-07-31", "1—7月"), ("2022-01-01..2022-02-28", "1—2月"),
        ("2022-01-01..2022-09-30", "前三季度"), ("2022-Q3", "第三季度"), ("2022-H1", "上半年"), ("2022-H2", "7—12月"),
        ("2022", "全年"), ("2022-07-01..2022-07-10", "7月1—10日"), ("2022-01-01..2022-07-20", "1月—7月20日"),
        ("2022-07-29..2022-08-04", "7月29日—8月4日"), ("2022-12-29..2023-01-04", "2022年12月29日—2023年1月4日"),
        ("2022-07-05..2022-07-05", "7月5日"),
    ],
)  # fmt: skip
def test_labels(code: str, label: str) -> None:
    assert Period.parse(code).label == label


def test_months_by_number_never_by_name() -> None:
    assert Period.months(2022, 1, 9).month_label == "1—9月"
    assert Period.quarter_of(2022, 3).month_label == "7—9月"


# -- deriving --------------------------------------------------------------------------------------------------------


def test_the_same_days_are_the_same_period_whatever_they_are_called() -> None:
    assert Period(date(2022, 7, 1), date(2022, 7, 31)) == Period.month(2022, 7)
    assert Period.month(2022, 7).whole_months
    assert not Period(date(2022, 7, 1), date(2022, 7, 30)).whole_months


def test_a_year_before_keeps_the_last_day_of_february() -> None:
    assert Period.month(2024, 2).year_before() == Period.month(2023, 2)
    assert Period.month(2023, 2).year_before() == Period.month(2022, 2)
    assert Period.months(2025, 1, 2).year_before() == Period.months(2024, 1, 2)
    assert Period.parse("2022-07-01..2022-07-10").year_before().code == "2021-07-01..2021-07-10"


@given(WHOLE, st.integers(-30, 30))
def test_whole_months_stay_whole_when_moved(period: Period, months: int) -> None:
    moved = period.shifted(months)
    assert moved.whole_months
    assert moved.month_count == period.month_count
    assert moved.shifted(-months) == period


def test_counting_and_containing() -> None:
    week = Period.parse("2022-07-29..2022-08-04")
    assert (week.day_count, week.month_count) == (7, 2)
    assert Period.quarter_of(2022, 3).contains(week)
    assert not Period.month(2022, 7).contains(week)
    assert week.quarter() == Period.quarter_of(2022, 3)
    assert week.day_after() == date(2022, 8, 5)


@given(PERIODS)
def test_the_same_days_are_the_same_period_wherever_it_comes_from(period: Period) -> None:
    assert Period(period.start, period.end) is period
    assert pickle.loads(pickle.dumps(period)) is period
    assert copy.deepcopy(period) is period
    assert replace(period, end=period.end) is period


@given(PERIODS, PERIODS)
def test_periods_are_ordered_by_their_first_and_last_days(one: Period, other: Period) -> None:
    days, others = (one.start, one.end), (other.start, other.end)
    assert (one < other, one <= other, one == other, one >= other) == (days < others, days <= others, days == others, days >= others)
