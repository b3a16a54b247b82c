"""Frames and windows: which days 当月, 本季累计 and 上期 mean, across quarters, years and the missing January."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.catalogue import Indicator
from gongwen.model.period import Period
from gongwen.model.terms import Measure
from gongwen.model.windows import (
    BASES,
    WINDOWS,
    default_rank,
    frame_of,
    previous_frame,
    resolve,
    series_key,
    time_progress_basis,
)

P = Period.parse
MONTHS = st.builds(lambda index: Period.month(2000 + index // 12, index % 12 + 1), st.integers(0, 600))


# -- frames ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "issue", "cutoff_day", "code"),
    [
        ("month", "2022-07", None, "2022-07"),
        ("month", "2022-02", None, "2022-01-01..2022-02-28"),
        ("days", "2022-07", 10, "2022-07-01..2022-07-10"),
        ("days", "2022-02", 31, "2022-02"),
        ("days", "2022-07", None, "2022-07"),
        ("days", "2022-07-01..2022-07-10", None, "2022-07-01..2022-07-10"),
        ("days", "2022-07-08..2022-07-14", 20, "2022-07-08..2022-07-14"),
        ("days", "2022-07-29..2022-08-04", None, "2022-07-29..2022-08-04"),
        ("to_date", "2022-07-29..2022-08-04", None, "2022-01-01..2022-08-04"),
        ("quarter", "2022-07-08..2022-07-14", None, "2022-07-01..2022-07-14"),
        ("to_date", "2022-07", 20, "2022-01-01..2022-07-20"),
        ("to_date", "2022-07", None, "2022-01-01..2022-07-31"),
        ("quarter", "2022-08", None, "2022-07-01..2022-08-31"),
        ("quarter", "2022-Q3", None, "2022-Q3"),
        ("year", "2022-07", None, "2022-01-01..2022-07-31"),
    ],
)
def test_frames(basis: str, issue: str, cutoff_day: int | None, code: str) -> None:
    assert frame_of(basis, P(issue), cutoff_day=cutoff_day).code == code


def test_as_of_overrides_the_cut_off() -> None:
    assert frame_of("days", P("2022-07"), cutoff_day=10, as_of=date(2022, 7, 20)).code == "2022-07-01..2022-07-20"
    assert frame_of("to_date", P("2022-07"), cutoff_day=20, as_of=date(2022, 7, 10)).code == "2022-01-01..2022-07-10"
    assert frame_of("month", P("2022-07"), as_of=date(2022, 7, 10)) == P("2022-07")


def test_january_alone_exists_only_where_a_pack_says_so() -> None:
    assert frame_of("month", P("2022-01"), merge_first=False) == P("2022-01")
    assert frame_of("month", P("2022-02"), merge_first=False) == P("2022-02")


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="weekly"):
        frame_of("weekly", P("2022-07"))


@pytest.mark.parametrize(
    ("basis", "frame", "before"),
    [
        ("month", "2022-07", "2022-06"),
        ("month", "2023-03", "2023-01-01..2023-02-28"),
        ("month", "2023-01-01..2023-02-28", "2022-12"),
        ("days", "2022-07-01..2022-07-10", "2022-06-01..2022-06-10"),
        ("days", "2022-03-01..2022-03-30", "2022-02"),
        ("days", "2022-07-29..2022-08-04", "2022-07-22..2022-07-28"),
        ("days", "2022-07-08..2022-07-14", "2022-07-01..2022-07-07"),
        ("days", "2022-12-29..2023-01-04", "2022-12-22..2022-12-28"),
        ("days", "2022-03-01..2022-03-31", "2022-02"),
        ("days", "2023-01-01..2023-01-10", "2022-12-01..2022-12-10"),
        ("to_date", "2022-01-01..2022-07-20", "2022-01-01..2022-06-20"),
        ("to_date", "2022-01-01..2022-06-30", "2022-01-01..2022-05-31"),
        ("to_date", "2022-01-01..2022-03-31", "2022-01-01..2022-02-28"),
        ("to_date", "2023-01-01..2023-02-20", "2022-01-01..2022-12-20"),
        ("quarter", "2022-Q3", "2022-Q2"),
        ("quarter", "2022-07-01..2022-08-31", "2022-Q2"),
        ("quarter", "2023-Q1", "2022-Q4"),
        ("year", "2022-01-01..2022-07-31", "2021"),
    ],
)
def test_the_frame_of_the_issue_before(basis: str, frame: str, before: str) -> None:
    assert previous_frame(basis, P(frame)) == P(before)


def test_december_comes_before_january_where_january_stands_alone() -> None:
    assert previous_frame("month", P("2023-01"), merge_first=False) == P("2022-12")
    assert previous_frame("month", P("2023-02"), merge_first=False) == P("2023-01")


@given(MONTHS, st.sampled_from(BASES), st.integers(1, 31), st.booleans())
def test_the_issue_before_always_ends_earlier(issue: Period, basis: str, day: int, merge: bool) -> None:
    frame = frame_of(basis, issue, cutoff_day=day, merge_first=merge)
    before = previous_frame(basis, frame, merge_first=merge)
    assert before.end < frame.end
    assert before.end < frame.start or frame.start == before.start
    assert before.start.day == 1


# -- windows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "frame", "code"),
    [
        ("本期", "2022-07-01..2022-07-10", "2022-07-01..2022-07-10"),
        ("当月", "2022-07", "2022-07"),
        ("当月", "2022-01-01..2022-02-28", "2022-01-01..2022-02-28"),
        ("本月累计", "2022-01-01..2022-07-20", "2022-07-01..2022-07-20"),
        ("本季累计", "2022-07", "2022-07"),
        ("本季累计", "2022-08", "2022-07-01..2022-08-31"),
        ("本季累计", "2022-09", "2022-Q3"),
        ("本季累计", "2022-07-01..2022-07-10", "2022-07-01..2022-07-10"),
        ("本年累计", "2022-07", "2022-01-01..2022-07-31"),
        ("上月止累计", "2022-01-01..2022-07-20", "2022-H1"),
        ("本季", "2022-08", "2022-Q3"),
        ("上半年", "2022-08", "2022-H1"),
        ("前三季度", "2022-08", "2022-01-01..2022-09-30"),
        ("全年", "2022-08", "2022"),
        ("2022-06", "2022-08", "2022-06"),
        ("第二季度", "2022-08", "2022-Q2"),
        ("6—9月", "2022-08", "2022-06-01..2022-09-30"),
    ],
)
def test_windows(window: str, frame: str, code: str) -> None:
    found = resolve(window, P(frame))
    assert found is not None
    assert found.code == code


def test_there_is_no_month_before_january() -> None:
    assert resolve("上月止累计", P("2022-01-01..2022-01-20")) is None
    assert series_key(Indicator("a", "甲"), "上月止累计", "", None, P("2022-01-01..2022-01-20")) is None


def test_the_month_before_crosses_the_year_and_the_merged_months() -> None:
    assert resolve("上月", P("2022-01"), merge_first=False) == P("2021-12")
    assert resolve("上月", P("2022-03")) == P("2022-01-01..2022-02-28")
    assert resolve("上月", P("2022-01-01..2022-02-28")) == P("2021-12")
    assert resolve("上月", P("2022-07-01..2022-07-10")) == P("2022-06")


def test_an_unknown_window_is_refused() -> None:
    with pytest.raises(ValueError, match="本旬"):
        resolve("本旬", P("2022-07"))


@given(MONTHS, st.sampled_from([w for w in WINDOWS if w != "上月止累计"]))
def test_windows_to_date_end_with_the_frame_and_target_windows_hold_it(issue: Period, window: str) -> None:
    found = resolve(window, issue, merge_first=False)
    assert found is not None
    if window in ("本季", "全年"):
        assert found.contains(issue)
    elif window == "上月":
        assert found.day_after() == issue.start
    elif window not in ("上半年", "前三季度"):
        assert found.end == issue.end


# -- what is ranked --------------------------------------------------------------------------------------------------


def test_what_is_ranked_unless_a_pack_says_otherwise() -> None:
    count, percent = Indicator("a", "项目", "个"), Indicator("g", "增速", "%")
    july, quarter = P("2022-07"), P("2022-Q3")
    assert default_rank(count, quarter) is Measure.COMPLETION_RATE
    assert default_rank(count, None) is None, "a plain count would rank the district's size"
    assert default_rank(percent, quarter) is default_rank(percent, None) is Measure.ACTUAL
    key = series_key(count, "本季累计", "本季", None, july)
    assert key is not None
    assert (key.period, key.against, key.rank_by) == (july, quarter, Measure.COMPLETION_RATE)
    chosen = series_key(count, "当月", "", Measure.ACTUAL, july)
    assert chosen is not None
    assert chosen.rank_by is Measure.ACTUAL


# -- time progress ---------------------------------------------------------------------------------------------------

YEAR, Q3, NINE, CAMPAIGN = P("2022"), P("2022-Q3"), P("2022-01-01..2022-09-30"), P("2022-06-01..2022-09-30")


def printed(day: str, against: Period) -> str:
    end = date.fromisoformat(f"2022-{day}")
    elapsed, whole, _ = time_progress_basis(Period(date(2022, 1, 1), end), against)
    return f"{float(Fraction(elapsed, whole) * 100):.1f}"


@pytest.mark.parametrize(
    ("day", "year", "quarter", "nine", "campaign"),
    [
        ("07-10", "52.3", "10.9", "70.0", "32.8"),
        ("07-20", "55.1", "21.7", "73.6", "41.0"),
        ("07-31", "58.3", "33.3", "77.8", "50.0"),
        ("08-31", "66.7", "66.7", "88.9", "75.0"),
        ("09-30", "75.0", "100.0", "100.0", "100.0"),
    ],
)
def test_time_progress_by_days_within_a_month_and_by_months_at_its_end(
    day: str, year: str, quarter: str, nine: str, campaign: str
) -> None:
    assert [printed(day, p) for p in (YEAR, Q3, NINE, CAMPAIGN)] == [year, quarter, nine, campaign]


def test_published_gaps_fit_months_over_twelve() -> None:
    # 宁德 1—8月: 77.2% and 69.7% were published as 10.5 and 3 points ahead; another city's 1—4月 43.2% as 9.9.
    for months, rate, gap in ((8, "77.2", "10.5"), (8, "69.7", "3.0"), (4, "43.2", "9.9"), (10, "85.1", "1.8")):
        elapsed, whole, _ = time_progress_basis(Period.months(2022, 1, months), YEAR)
        assert f"{float(Fraction(rate) - Fraction(elapsed, whole) * 100):.1f}" == gap


@given(MONTHS, st.integers(1, 31), st.sampled_from(["本季", "全年", "前三季度", "当月"]))
def test_time_progress_lies_between_none_and_all(issue: Period, day: int, target: str) -> None:
    frame = frame_of("to_date", issue, cutoff_day=day, merge_first=False)
    against = resolve(target, frame, merge_first=False)
    assert against is not None
    elapsed, whole, unit = time_progress_basis(frame, against)
    assert 0 <= elapsed <= whole
    assert unit in ("天", "个月")
    if frame.end >= against.end:
        assert elapsed == whole


def test_a_target_that_has_not_begun_has_no_progress_yet() -> None:
    assert time_progress_basis(P("2022-06"), Q3)[0] == 0


def test_a_leap_february_ends_on_the_29th() -> None:
    assert time_progress_basis(P("2024-01-01..2024-02-28"), P("2024")) == (59, 366, "天")
    assert time_progress_basis(P("2024-01-01..2024-02-29"), P("2024")) == (2, 12, "个月")
