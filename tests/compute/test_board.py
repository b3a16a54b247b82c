"""The board: every figure of a series from small data, each rule for numbers with its own case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from boards import (
    ask,
    column,
    dataset,
    make_pack,
    observed,
    regions,
    targets,
)
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute import compute_board
from gongwen.compute.ranks import rank
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Kind
from gongwen.model.pack import ColumnSpec, Numbers, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Aggregation, Direction, Measure

MONTH = Topic("投资", "inv", "当月", "当月")
QUARTER = Topic("季度投资", "inv", "本季累计", "本季")
SPEED = Topic("增速", "growth", "当月", "当月")
STARTS = Topic("开工", "start", "本季累计", "本季")
ACTUAL, RATE_OF, RANK, GAIN = Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.RANK, Measure.RANK_GAIN


def july(actual: Mapping[str, str | None], wanted: Mapping[str, str | None], **more: object) -> object:
    """The month topic over one month."""
    return dataset([*column("inv", "2022-07", actual)], targets("inv", "2022-07", wanted), **more)


# -- completion ------------------------------------------------------------------------------------------------------


def test_completion_is_done_over_target() -> None:
    asked = ask(MONTH, july({"A": "18.5", "B": "21", "C": "8.5"}, {"A": "18", "B": "18", "C": "10"}))
    assert asked.texts(RATE_OF) == {"T": "—", "A": "102.8", "B": "116.7", "C": "85.0"}
    rate = asked("A", RATE_OF)
    assert rate.value == Fraction(185, 180)
    assert rate.formula == "18.5 ÷ 18 × 100"
    assert rate.operands == (asked("A", ACTUAL).key, asked("A", Measure.TARGET).key)
    assert [str(source) for source in rate.sources] == ["表.xlsx!表!A-inv-2022-07", "目标.xlsx!表!A-inv-2022-07"]


@pytest.mark.parametrize(
    ("wanted", "printed", "note"),
    [
        (None, "—", "未设目标"),
        ("0", "0", "目标为0，不计算完成率"),
        ("-3", "-3", "目标不为正，不计算完成率"),
        ("完成市级下达目标", "完成市级下达目标", "目标为文字"),
    ],
)
def test_no_zero_and_text_targets_give_no_rate_no_rank_no_lead(wanted: str | None, printed: str, note: str) -> None:
    asked = ask(MONTH, july({"A": "5", "B": "5"}, {"A": wanted, "B": "10"}))
    assert asked.text("A", Measure.TARGET) == printed
    for measure in (RATE_OF, RANK, GAIN, Measure.LEAD_PP):
        assert asked.text("A", measure) == "—"
        assert asked("A", measure).value is None
    assert asked("A", RATE_OF).note == note
    assert asked.text("B", RANK) == "1", "who has no rate does not count"


def test_a_target_nobody_set_is_no_target() -> None:
    asked = ask(MONTH, july({"A": "5"}, {}))
    assert (asked.text("A", Measure.TARGET), asked.text("A", RATE_OF)) == ("—", "—")
    assert asked("A", RATE_OF).note == "未设目标"


def test_hundred_or_more_is_measured_against_hundred_and_printed_with_its_word() -> None:
    asked = ask(MONTH, july({"A": "102.8", "B": "50"}, {"A": "100以上", "B": "55.5"}))
    assert asked.text("A", Measure.TARGET) == "100以上"
    assert asked.text("A", RATE_OF) == "102.8"
    assert asked.text("B", Measure.TARGET) == "55.5"


def test_a_column_of_targets_has_the_decimals_of_its_most_exact_one() -> None:
    asked = ask(MONTH, july({}, {"A": "18", "B": "2.25", "C": "9.5"}))
    assert asked.texts(Measure.TARGET) == {"T": "—", "A": "18.00", "B": "2.25", "C": "9.50"}


def test_missing_and_below_unit_stay_what_they_are() -> None:
    asked = ask(MONTH, july({"A": None, "B": "…", "C": "0"}, {"A": "10", "B": "10", "C": "10", "T": "30"}))
    assert asked.texts(ACTUAL) == {"T": "—", "A": "—", "B": "…", "C": "0.0"}
    assert asked.texts(RATE_OF) == {"T": "—", "A": "—", "B": "—", "C": "0.0"}
    assert asked.texts(RANK) == {"T": "—", "A": "—", "B": "—", "C": "1"}
    assert asked("A", ACTUAL).note == "未报送"
    assert asked("B", RANK).note == "不足一个最小单位"


def test_almost_done_is_not_done() -> None:
    asked = ask(MONTH, july({"A": "99.96", "B": "99.94", "C": "100"}, {"A": "100", "B": "100", "C": "100"}))
    assert asked.texts(RATE_OF) == {"T": "—", "A": "99.96", "B": "99.9", "C": "100.0"}
    assert asked.texts(RANK) == {"T": "—", "A": "2", "B": "3", "C": "1"}
    assert not asked("A", Measure.MET).value


def test_a_passed_ceiling_is_not_kept() -> None:
    topic = replace(MONTH, indicator="start")
    overdue = Indicator("start", "超期", "件", direction=Direction.LOWER)
    done = column("start", "2022-07", {"A": "6001", "B": "6000", "C": "5999"})
    data = dataset(done, targets("start", "2022-07", dict.fromkeys("ABC", "6000")))
    asked = ask(topic, data, pack=make_pack(topic, indicators=[overdue]))
    assert asked.texts(RATE_OF) == {"T": "—", "A": "100.02", "B": "100.0", "C": "100.0"}
    assert asked.texts(RANK) == {"T": "—", "A": "3", "B": "1", "C": "1"}
    assert [asked.text(code, Measure.MET) for code in "ABC"] == ["—", "√", "√"]
    assert asked.text("A", Measure.LEAD_PP) == "0.02", "at the end of the time it is the distance to the target"


# -- the whole -------------------------------------------------------------------------------------------------------


def test_the_city_is_never_ranked_and_its_rate_comes_from_its_own_figures() -> None:
    asked = ask(MONTH, july({"T": "102.8", "A": "90", "B": "1"}, {"T": "100以上", "A": "60", "B": "1"}))
    assert asked.text("T", RATE_OF) == "102.8"
    assert asked("T", RANK).note == "不参与排名"
    assert asked.texts(RANK)["T"] == asked.texts(GAIN)["T"] == "—"


def test_the_city_is_not_summed_from_its_regions() -> None:
    asked = ask(MONTH, july({"A": "90", "B": "1"}, {"T": "100", "A": "60", "B": "1"}))
    assert asked.text("T", ACTUAL) == "—"
    assert asked.text("T", RATE_OF) == "—"


def test_regions_that_do_not_take_part_are_not_ranked() -> None:
    members = tuple(replace(r, ranked=r.code != "A") for r in regions())
    data = july({"A": "9", "B": "8", "C": "7"}, dict.fromkeys("ABC", "10"))
    assert ask(MONTH, data, pack=make_pack(MONTH, members=members)).texts(RANK) == {
        "T": "—",
        "A": "—",
        "B": "1",
        "C": "2",
    }


# -- values that follow ----------------------------------------------------------------------------------------------


def test_a_cumulation_is_the_sum_of_its_months() -> None:
    data = dataset(
        [*column("inv", "2022-07", {"A": "18.5"}), *column("inv", "2022-08", {"A": "20.25"})],
        targets("inv", "2022-Q3", {"A": "60"}),
    )
    asked = ask(QUARTER, data, issue="2022-08")
    assert asked("A", ACTUAL).value == Fraction("38.75")
    assert asked.text("A", ACTUAL) == "38.8"
    assert asked("A", ACTUAL).formula == "7月18.5 + 8月20.25"
    assert asked.text("A", RATE_OF) == "64.6", "from 38.75, not from the printed 38.8"
    assert len(asked("A", ACTUAL).sources) == 2


def test_a_reported_cumulation_wins_over_the_sum_of_its_months() -> None:
    data = dataset(
        [
            *column("inv", "2022-07", {"A": "18.5"}),
            *column("inv", "2022-08", {"A": "20"}),
            *column("inv", "2022-07-01..2022-08-31", {"A": "38.4"}),
        ]
    )
    assert ask(replace(QUARTER, against=""), data, issue="2022-08").text("A", ACTUAL) == "38.4"


def test_tiles_may_be_of_any_length_but_leave_no_gap() -> None:
    year_to_date = Topic("累计", "inv", "本年累计")
    tiles = {"2022-01-01..2022-02-28": "10", "2022-03": "5", "2022-Q2": "21", "2022-07": "7"}
    data = dataset([o for period, value in tiles.items() for o in column("inv", period, {"A": value, "B": value})])
    without_march = dataset([o for o in data.observations.values() if (o.region, o.period.code) != ("B", "2022-03")])
    asked = ask(year_to_date, without_march)
    assert asked.texts(ACTUAL) == {"T": "—", "A": "43.0", "B": "—", "C": "—"}


def test_overlapping_periods_are_never_counted_twice() -> None:
    data = dataset(
        [
            *column("inv", "2022-H1", {"A": "100"}),
            *column("inv", "2022-06", {"A": "20"}),
            *column("inv", "2022-07", {"A": "7"}),
            *column("inv", "2022-01-01..2022-05-31", {"A": "80"}),
        ]
    )
    assert ask(Topic("累计", "inv", "本年累计"), data).text("A", ACTUAL) == "107.0"


def test_a_hole_among_periods_of_every_length_is_found_at_once() -> None:
    months = [Period.month(2022, month) for month in range(1, 8)]
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(210)]
    spans = [Period(day, day + timedelta(days=length)) for day in days for length in range(7)]
    rows = [observed("A", "inv", span.code, "1") for span in (*months[:-1], *spans) if span.end < date(2022, 7, 31)]
    assert ask(Topic("累计", "inv", "本年累计"), dataset(rows)).text("A", ACTUAL) == "—"


def test_what_does_not_add_up_is_not_added() -> None:
    price = Indicator("price", "价格", "元", decimals=1, aggregation=Aggregation.NONE)
    data = dataset([*column("price", "2022-07", {"A": "1"}), *column("price", "2022-08", {"A": "2"})])
    topic = Topic("价格", "price", "本季累计")
    assert ask(topic, data, issue="2022-08", pack=make_pack(topic, indicators=[price])).text("A", ACTUAL) == "—"


def test_growth_as_given_wins_over_growth_computed() -> None:
    rows = [
        *column("inv", "2022-07", {"A": "120", "B": "120", "C": "120"}),
        *column("inv", "2021-07", {"A": "100", "B": "100"}),
        *column("growth", "2022-07", {"A": "18.8"}),
    ]
    asked = ask(SPEED, dataset(rows, targets("growth", "2022-07", {"A": "30以上", "B": "15"})))
    assert asked.texts(ACTUAL) == {"T": "—", "A": "18.8", "B": "20.0", "C": "—"}
    assert asked("A", ACTUAL).formula == "报送数"
    assert asked("B", ACTUAL).formula == "（120 ÷ 100 − 1）× 100"
    assert asked.texts(Measure.TARGET_GAP) == {"T": "—", "A": "-11.2", "B": "5.0", "C": "—"}
    assert RATE_OF not in {figure.key.measure for figure in asked.board}, (
        "percentages are compared in 百分点, never by ratio"
    )


def test_a_growth_target_missed_by_a_hair_never_reads_as_met() -> None:
    rows = column("growth", "2022-07", {"A": "29.96", "B": "30.04", "C": "30"})
    asked = ask(SPEED, dataset(rows, targets("growth", "2022-07", {"A": "30", "B": "30", "C": "30"})))
    assert asked.texts(Measure.TARGET_GAP) == {"T": "—", "A": "-0.04", "B": "0.0", "C": "0.0"}


def test_a_base_given_for_the_month_wins_over_last_years_data() -> None:
    rows = [
        *column("inv", "2022-07", {"A": "120"}),
        *column("inv", "2021-07", {"A": "100"}),
        *column("inv", "2022-07", {"A": "96"}, Kind.BASE),
    ]
    assert ask(SPEED, dataset(rows)).text("A", ACTUAL) == "25.0"


@pytest.mark.parametrize("base", ["0", "-10"])
def test_growth_on_a_base_of_nothing_or_less_is_no_growth(base: str) -> None:
    rows = [*column("inv", "2022-07", {"A": "5"}), *column("inv", "2022-07", {"A": base}, Kind.BASE)]
    figure = ask(SPEED, dataset(rows))("A", ACTUAL)
    assert (figure.text, figure.value, figure.note) == ("—", None, "上年同期数不为正，不计算增速")


def test_growth_of_a_cumulation_is_growth_of_its_sums() -> None:
    rows = [
        *column("inv", "2022-07", {"A": "10"}),
        *column("inv", "2022-08", {"A": "20"}),
        *column("inv", "2022-07", {"A": "10"}, Kind.BASE),
        *column("inv", "2022-08", {"A": "10"}, Kind.BASE),
    ]
    assert ask(Topic("增速", "growth", "本季累计"), dataset(rows), issue="2022-08").text("A", ACTUAL) == "50.0"


def test_a_ratio_of_two_counts() -> None:
    topic = Topic("开工率", "rate", "本季累计", "本季")
    rows = [
        *column("start", "2022-07", {"A": "17", "B": "3", "C": "0"}),
        *column("due", "2022-07", {"A": "20", "B": "0", "C": "7"}),
    ]
    asked = ask(topic, dataset(rows, targets("rate", "2022-Q3", {"A": "85", "C": "85"})))
    assert asked.texts(ACTUAL) == {"T": "—", "A": "85.0", "B": "—", "C": "0.0"}
    assert asked("B", ACTUAL).note == "应开工项目为0，不计算比率"
    assert asked.texts(RANK) == {"T": "—", "A": "1", "B": "—", "C": "2"}
    assert asked("A", ACTUAL).formula == "17 ÷ 20 × 100"
    assert asked.text("A", Measure.TARGET_GAP) == "0.0"


def test_distance_to_the_city_is_in_points() -> None:
    asked = ask(SPEED, dataset(column("growth", "2022-07", {"T": "31.2", "A": "30", "B": "-3.85"})))
    assert asked.texts(Measure.CITY_GAP) == {"A": "-1.2", "B": "-35.1", "C": "—"}


# -- pace ------------------------------------------------------------------------------------------------------------


def test_lead_by_months_at_a_months_end() -> None:
    data = dataset(column("start", "2022-07", {"T": "71"}), targets("start", "2022-Q3", {"T": "200"}))
    asked = ask(STARTS, data)
    assert asked.text("T", RATE_OF) == "35.5"
    assert asked.text("T", Measure.TIME_PROGRESS) == "33.3"
    assert asked.text("T", Measure.LEAD_PP) == "2.2"
    assert asked("T", Measure.TIME_PROGRESS).formula == "第三季度已过1个月 ÷ 共3个月 × 100"


def test_lead_by_days_inside_a_month() -> None:
    topic = replace(STARTS, basis="days", cutoff_day=10)
    data = dataset(column("start", "2022-07-01..2022-07-10", {"T": "22"}), targets("start", "2022-Q3", {"T": "200"}))
    asked = ask(topic, data)
    assert asked.text("T", Measure.TIME_PROGRESS) == "10.9"
    assert asked.text("T", Measure.LEAD_PP) == "0.1", "11.0 − 10/92"
    assert asked("T", Measure.TIME_PROGRESS).formula == "第三季度已过10天 ÷ 共92天 × 100"


def test_lead_is_the_printed_rate_minus_the_exact_progress_rounded_once() -> None:
    # 102.75/323 = 31.8111…: printed 31.8; 31.8 − 33.333… = −1.5333… → −1.5, as published gaps are made.
    data = dataset(column("inv", "2022-07", {"T": "102.75"}), targets("inv", "2022-Q3", {"T": "323"}))
    lead = ask(QUARTER, data)("T", Measure.LEAD_PP)
    assert lead.value == Fraction("31.8") - Fraction(100, 3)
    assert lead.text == "-1.5"


def test_a_target_of_the_same_period_is_all_due() -> None:
    asked = ask(MONTH, july({"A": "9"}, {"A": "10"}))
    assert asked.text("A", Measure.TIME_PROGRESS) == "100.0"
    assert asked.text("A", Measure.LEAD_PP) == "-10.0"


# -- met -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "wanted", "direction", "met"),
    [
        ("100", "100以上", Direction.HIGHER, True),
        ("99.99", "100以上", Direction.HIGHER, False),
        ("100", "100", Direction.HIGHER, True),
        ("101", "100", Direction.HIGHER, True),
        ("30", "30以下", Direction.LOWER, True),
        ("30.1", "30以下", Direction.LOWER, False),
        ("29", "30", Direction.LOWER, True),
        ("30", "30", Direction.LOWER, True),
        ("31", "30", Direction.LOWER, False),
        ("-5", "-3", Direction.HIGHER, False),
    ],
)
def test_a_target_is_met_by_its_operator_or_its_indicators_direction(
    actual: str, wanted: str, direction: Direction, met: bool
) -> None:
    use = Indicator("inv", "能耗", "吨", decimals=2, direction=direction)
    asked = ask(MONTH, july({"A": actual}, {"A": wanted}), pack=make_pack(MONTH, indicators=[use]))
    assert asked("A", Measure.MET).value == met
    assert asked.text("A", Measure.MET) == ("√" if met else "—")


@pytest.mark.parametrize(
    ("actual", "wanted", "formula"),
    [
        ("601", "600以下", "601 ＞ 600，未达标"),
        ("600", "600以下", "600 ≤ 600，达标"),
        ("29.9", "30", "29.9 ＜ 30，未达标"),
        ("30", "30以上", "30 ≥ 30，达标"),
    ],
)
def test_the_formula_of_met_is_true_either_way(actual: str, wanted: str, formula: str) -> None:
    assert ask(MONTH, july({"A": actual}, {"A": wanted}))("A", Measure.MET).formula == formula


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(("wanted", "note"), [(None, "未设目标"), ("0", "目标为0，不判定达标"), ("争先", "目标为文字")])
def test_who_has_no_target_has_neither_met_nor_missed_it(direction: Direction, wanted: str | None, note: str) -> None:
    use = Indicator("inv", "能耗", "吨", direction=direction)
    asked = ask(MONTH, july({"A": "5"}, {"A": wanted}), pack=make_pack(MONTH, indicators=[use]))
    met = asked("A", Measure.MET)
    assert (met.value, met.text, met.note) == (None, "—", note)


def test_a_growth_target_of_zero_is_a_target() -> None:
    data = dataset(
        column("growth", "2022-07", {"A": "0.1", "B": "-0.04"}), targets("growth", "2022-07", dict.fromkeys("AB", "0"))
    )
    asked = ask(SPEED, data)
    assert {code: asked.text(code, Measure.MET) for code in "AB"} == {"A": "√", "B": "—"}
    assert asked.text("B", Measure.TARGET_GAP) == "-0.04"


def test_without_a_target_there_is_no_met_but_whether_there_is_any() -> None:
    topic = Topic("招引", "start", "当月")
    asked = ask(topic, dataset(column("start", "2022-07", {"A": "1", "B": "0", "C": None})))
    assert asked.texts(Measure.MET) == {}
    assert asked.texts(Measure.PRESENT) == {"T": "—", "A": "√", "B": "—", "C": "—"}
    assert asked("C", Measure.PRESENT).value is None


NEAR = st.sampled_from("60 59.99 60.01 59.97 60.03 59.5 60.5 59.94 60.06 100 0".split())


@given(
    actuals=st.tuples(NEAR, NEAR, NEAR),
    operators=st.tuples(*[st.sampled_from(["", "以上", "以下"])] * 3),
    direction=st.sampled_from(Direction),
    unit=st.sampled_from(["吨", "%"]),
    ranked=st.sampled_from([Measure.COMPLETION_RATE, Measure.TARGET_GAP, Measure.LEAD_PP]),
    places=st.integers(0, 2),
)
def test_what_is_printed_never_contradicts_whether_a_target_is_met(
    actuals: tuple[str, ...], operators: tuple[str, ...], direction: Direction, unit: str, ranked: Measure, places: int
) -> None:
    use = Indicator("inv", "能耗", unit, decimals=2, direction=direction)
    topic = replace(MONTH, rank_by=ranked)
    pack = make_pack(topic, indicators=[use], numbers=Numbers(rate_decimals=places))
    wanted = {code: f"60{operator}" for code, operator in zip("ABC", operators, strict=True)}
    asked = ask(topic, july(dict(zip("ABC", actuals, strict=True)), wanted), pack=pack)
    measures = [Measure.TARGET_GAP] if unit == "%" else [RATE_OF, Measure.LEAD_PP]
    for measure in measures:
        for code, operator in zip("ABC", operators, strict=True):
            shown = Fraction(asked.text(code, measure)) - (100 if measure is RATE_OF else 0)
            is_ceiling = operator == "以下" or (not operator and direction is Direction.LOWER)
            assert (shown <= 0 if is_ceiling else shown >= 0) == (asked.text(code, Measure.MET) == "√")
        if measure is ranked:
            printed = {code: Fraction(asked.text(code, measure)) for code in "ABC"}
            assert {code: asked(code, RANK).value for code in "ABC"} == rank(printed, direction=direction)


# -- ranks -----------------------------------------------------------------------------------------------------------


def test_lower_is_better() -> None:
    overdue = Indicator("inv", "超期率", "%", decimals=1, direction=Direction.LOWER)
    topic = Topic("超期", "inv", "当月")
    data = dataset(
        [
            *column("inv", "2022-07", {"A": "1.5", "B": "3", "C": "0"}),
            *column("inv", "2022-06", {"A": "1", "B": "2", "C": "3"}),
        ]
    )
    asked = ask(topic, data, pack=make_pack(topic, indicators=[overdue]))
    assert asked.texts(RANK) == {"T": "—", "A": "2", "B": "3", "C": "1"}
    assert asked.texts(GAIN) == {"T": "—", "A": "↓1", "B": "↓1", "C": "↑2"}, "the rank is inverted, not the arrow"


def test_equal_print_is_equal_rank_unless_the_exact_value_decides() -> None:
    data = july({"A": "9.504", "B": "9.496", "C": "9.6"}, dict.fromkeys("ABC", "10"))
    assert ask(MONTH, data).texts(RANK) == {"T": "—", "A": "2", "B": "2", "C": "1"}
    exact = make_pack(MONTH, numbers=Numbers(rank_on="exact"))
    assert ask(MONTH, data, pack=exact).texts(RANK) == {"T": "—", "A": "2", "B": "3", "C": "1"}


def test_ties_are_said_in_the_formula() -> None:
    asked = ask(MONTH, july(dict.fromkeys("AB", "3"), dict.fromkeys("AB", "10")))
    assert asked("A", RANK).formula == "按完成率在2个参评单位中排第1（并列）"


def test_dense_ranks_by_setting() -> None:
    data = july({"A": "9", "B": "9", "C": "8"}, dict.fromkeys("ABC", "10"))
    assert ask(MONTH, data).texts(RANK)["C"] == "3"
    assert ask(MONTH, data, pack=make_pack(MONTH, numbers=Numbers(ties="dense"))).texts(RANK)["C"] == "2"


def test_ranks_within_classes() -> None:
    members = regions(5, categories=["区", "区", "县", "县", "县"])
    data = july(dict(zip("ABCDE", "98765", strict=True)), dict.fromkeys("ABCDE", "10"))
    pack = make_pack(MONTH, members=members, numbers=Numbers(within_category=True))
    asked = ask(MONTH, data, pack=pack)
    assert asked.texts(RANK) == {"T": "—", "A": "1", "B": "2", "C": "1", "D": "2", "E": "3"}
    assert asked("D", RANK).formula == "按完成率在县3个参评单位中排第2", "a second place of which class"


def test_negative_values_rank_like_any_other() -> None:
    asked = ask(SPEED, dataset(column("growth", "2022-07", {"A": "-11.8", "B": "0", "C": "312.2"})))
    assert asked.texts(RANK) == {"T": "—", "A": "3", "B": "2", "C": "1"}


# -- rank gains ------------------------------------------------------------------------------------------------------


def two_months(before: Mapping[str, str | None], now: Mapping[str, str | None]) -> object:
    wanted = dict.fromkeys("ABC", "10")
    return dataset(
        [*column("inv", "2022-06", before), *column("inv", "2022-07", now)],
        [*targets("inv", "2022-06", wanted), *targets("inv", "2022-07", wanted)],
    )


def test_gains_from_the_data_of_the_month_before() -> None:
    asked = ask(MONTH, two_months({"A": "9", "B": "8", "C": "7"}, {"A": "8", "B": "9", "C": "7"}))
    assert asked.texts(GAIN) == {"T": "—", "A": "↓1", "B": "↑1", "C": "→"}
    assert asked("B", GAIN).value == 1
    assert asked("B", GAIN).formula == "上期数据 2 − 本期 1"


def test_no_gain_without_a_rank_on_both_sides() -> None:
    asked = ask(MONTH, two_months({"A": "9", "B": None}, {"A": "8", "B": "9", "C": None}))
    assert asked.texts(GAIN) == {"T": "—", "A": "↓1", "B": "—", "C": "—"}
    assert asked("B", GAIN).note == "上期没有位次"
    assert asked("C", GAIN).note == "未报送"


def test_the_first_issue_compares_with_nothing() -> None:
    asked = ask(MONTH, july({"A": "9", "B": "8"}, dict.fromkeys("AB", "10")))
    assert set(asked.texts(GAIN).values()) == {"—"}


def published(ranks: Mapping[str, int | None], series: str = "2022-06~2022-06", period: str = "2022-06") -> Baseline:
    return Baseline(
        Period.parse(period),
        "已发布/2022-06",
        {
            f"{code}/inv/rank@{series}^completion_rate": PublishedFigure(
                None if place is None else Fraction(place), str(place or "—")
            )
            for code, place in ranks.items()
        },
    )


def test_a_published_issue_wins_over_the_data() -> None:
    data = two_months({"A": "9", "B": "8", "C": "7"}, {"A": "8", "B": "9", "C": "7"})
    asked = ask(MONTH, data, baseline=published({"A": 3, "B": 2, "C": 1}))
    assert asked.texts(GAIN) == {"T": "—", "A": "↑1", "B": "↑1", "C": "↓2"}
    gain = asked("A", GAIN)
    assert gain.formula == "上期公布位次（2022年6月） 3 − 本期 2"
    now, then = (asked.board.get(key) for key in gain.operands)
    assert (then.text, then.value, then.decimals, now.text) == ("3", 3, 0, "2")
    assert then.sources == (Source("2022-06/manifest.json"),)
    assert set(gain.sources) == {*now.sources, *then.sources}
    recomputed = then.key._replace(scheme="")
    assert asked.board.get(recomputed).text == "1", "what the data gives for June stands beside it"


def test_who_was_not_in_the_published_issue_is_new() -> None:
    data = july({"A": "9", "B": "8", "C": None}, dict.fromkeys("ABC", "10"))
    asked = ask(MONTH, data, baseline=published({"A": 1}))
    assert asked.texts(GAIN) == {"T": "—", "A": "→", "B": "新", "C": "—"}, "without a rank now, nothing is new"


def test_an_issue_that_did_not_publish_this_rank_is_no_comparison() -> None:
    data = july({"A": "9"}, {"A": "10"})
    asked = ask(MONTH, data, baseline=published({"A": 1}, series="2022-05~2022-Q2", period="2022-06"))
    assert asked.text("A", GAIN) == "—"
    assert asked("A", GAIN).note == "上期未公布此项排名"
    assert asked.board.incomparable == {asked.key}
    known = ask(MONTH, data, baseline=published({"A": None}))
    assert known.text("A", GAIN) == "—"
    assert not known.board.incomparable, "it ranked the indicator, though not this region"


def test_places_of_two_classes_are_no_movement() -> None:
    """A moved to the class of C since: her second place there is not one from her first among the others."""
    data = july({"A": "8", "B": "7", "C": "9"}, dict.fromkeys("ABC", "10"))
    then = make_pack(members=regions(3, categories=["一类", "一类", "二类"]), numbers=Numbers(within_category=True))
    now = replace(then, topics=(MONTH,), regions=regions(3, categories=["二类", "一类", "二类"]))
    known = replace(published({"A": 1, "B": 2, "C": 1}), rules=then.rank_rules)
    asked = ask(MONTH, data, pack=now, baseline=known)
    assert asked.texts(RANK) == {"T": "—", "A": "2", "B": "1", "C": "1"}
    assert asked.texts(GAIN) == {"T": "—", "A": "—", "B": "↑1", "C": "→"}
    assert asked("A", GAIN).note == "上期不在同一类别中排名"
    assert ask(MONTH, data, pack=now, baseline=replace(known, rules=None)).text("A", GAIN) == "↓1", "not recorded then"


def test_a_month_that_was_left_out_is_compared_with_the_issue_before_it() -> None:
    asked = ask(MONTH, july({"A": "9"}, {"A": "10"}), baseline=published({"A": 3}, "2022-05~2022-05", "2022-05"))
    assert asked.text("A", GAIN) == "↑2"
    assert asked("A", GAIN).note == "较上期（2022年5月）"
    assert asked("A", GAIN).formula == "上期公布位次（2022年5月） 3 − 本期 1"


TO_DATE = Topic("投资", "inv", "本期", "全年", basis="to_date", cutoff_day=20)


@pytest.mark.parametrize(
    ("ends", "gain", "note"),
    [
        (["06-19"], "↑2", ""),
        (["06-20"], "↑2", "较上期（2022年6月，截至6月20日）"),
        (["06-25"], "↑2", "较上期（2022年6月，截至6月25日）"),
        (["06-20", "06-25"], "↑2", "较上期（2022年6月，截至6月20日）"),
        (["06-24", "06-25"], "—", "上期未公布此项排名"),
        (["05-20"], "—", "上期未公布此项排名"),
    ],
)
def test_a_cut_off_that_moved_keeps_its_comparison(ends: list[str], gain: str, note: str) -> None:
    """With the usual day before any other; two other days of one issue do not say which of them is meant."""
    data = dataset(column("inv", "2022-01-01..2022-07-19", {"A": "9"}), targets("inv", "2022", {"A": "10"}))
    figures = {
        figure_id: figure
        for end in ends
        for figure_id, figure in published({"A": 3}, f"2022-01-01..2022-{end}~2022").figures.items()
    }
    known = Baseline(Period.parse("2022-06"), "已发布/2022-06", figures)
    board = compute_board(data, make_pack(TO_DATE), Period.parse("2022-07"), as_of=date(2022, 7, 19), baseline=known)
    found = next(figure for figure in board if figure.key.measure is GAIN and figure.key.region == "A")
    assert (found.text, found.note) == (gain, note)
    assert bool(board.incomparable) == (gain == "—")


def test_the_cut_off_that_the_issue_before_recorded_says_which_of_its_days_is_meant() -> None:
    data = dataset(column("inv", "2022-01-01..2022-07-19", {"A": "9"}), targets("inv", "2022", {"A": "10"}))
    figures = {
        figure_id: figure
        for place, end in ((3, "06-24"), (2, "06-25"))
        for figure_id, figure in published({"A": place}, f"2022-01-01..2022-{end}~2022").figures.items()
    }
    known = Baseline(Period.parse("2022-06"), "已发布/2022-06", figures, as_of=date(2022, 6, 25))
    board = compute_board(data, make_pack(TO_DATE), Period.parse("2022-07"), as_of=date(2022, 7, 19), baseline=known)
    found = next(figure for figure in board if figure.key.measure is GAIN and figure.key.region == "A")
    assert (found.text, found.note) == ("↑1", "较上期（2022年6月，截至6月25日）")


def test_the_months_of_a_quarter_are_not_one_anothers_quarter_before() -> None:
    topic = replace(QUARTER, basis="quarter")
    data = dataset(column("inv", "2022-07-01..2022-08-31", {"A": "9"}), targets("inv", "2022-Q3", {"A": "10"}))
    july_issue = published({"A": 3}, series="2022-07~2022-Q3", period="2022-07")
    assert ask(topic, data, issue="2022-08", baseline=july_issue).text("A", GAIN) == "—"


def test_gains_cross_the_years_end_and_the_missing_january() -> None:
    wanted = dict.fromkeys("AB", "10")
    periods = {
        "2022-12": {"A": "9", "B": "8"},
        "2023-01-01..2023-02-28": {"A": "8", "B": "9"},
        "2023-03": {"A": "9", "B": "8"},
    }
    data = dataset(
        [o for period, values in periods.items() for o in column("inv", period, values)],
        [t for period in periods for t in targets("inv", period, wanted)],
    )
    first = ask(MONTH, data, issue="2023-02")
    assert first.key.period.label == "1—2月"
    assert first.texts(GAIN) == {"T": "—", "A": "↓1", "B": "↑1", "C": "—"}
    assert ask(MONTH, data, issue="2023-03").texts(GAIN) == {"T": "—", "A": "↑1", "B": "↓1", "C": "—"}


def test_every_table_gains_on_its_own_issue_before() -> None:
    """The third quarter in September: the monthly table saw 7—8月 before, the quarterly one the second quarter."""
    monthly = replace(QUARTER, name="月表", basis="month")
    quarterly = Topic("季表", "inv", "本期", "本季", basis="quarter")
    done = {"2022-Q2": {"A": "1", "B": "2", "C": "3"}, "2022-07-01..2022-08-31": {"A": "2", "B": "3", "C": "1"},
            "2022-Q3": {"A": "3", "B": "2", "C": "1"}}  # fmt: skip
    wanted = [t for quarter in ("2022-Q2", "2022-Q3") for t in targets("inv", quarter, dict.fromkeys("ABC", "10"))]
    data = dataset([o for period, values in done.items() for o in column("inv", period, values)], wanted)
    for topics in ((monthly, quarterly), (quarterly, monthly)):
        pack = make_pack(*topics)
        gains = [ask(topic, data, pack=pack, issue="2022-09").texts(GAIN) for topic in (monthly, quarterly)]
        assert gains == [{"T": "—", "A": "↑1", "B": "↓1", "C": "→"}, {"T": "—", "A": "↑2", "B": "→", "C": "↓2"}]


def test_a_ranking_of_two_tables_finds_the_day_that_either_of_them_was_cut_off_on() -> None:
    """June's whole months in both; in May one of them was cut off on the 30th."""
    monthly = Topic("月表", "inv", "本年累计", "全年")
    cut = Topic("旬表", "inv", "本期", "全年", basis="to_date", cutoff_day=30)
    data = dataset(column("inv", "2022-H1", {"A": "9"}), targets("inv", "2022", {"A": "10"}))
    known = published({"A": 3}, "2022-01-01..2022-05-30~2022", "2022-05")
    for topics in ((monthly, cut), (cut, monthly)):
        for topic in topics:
            asked = ask(topic, data, pack=make_pack(*topics), issue="2022-06", baseline=known)
            assert asked.text("A", GAIN) == "↑2"
            assert not asked.board.incomparable


def test_a_period_that_the_issue_before_showed_too_is_no_comparison_with_itself() -> None:
    year = Topic("全年", "inv", "全年", "全年")
    data = dataset(column("inv", "2022", {"A": "9"}), targets("inv", "2022", {"A": "10"}))
    asked = ask(year, data)
    assert (asked.text("A", GAIN), asked("A", GAIN).note) == ("—", "没有可比的上期")
    known = published({"A": 3}, series="2022~2022")
    assert ask(year, data, baseline=known).text("A", GAIN) == "↑2"


def test_january_and_february_add_up_to_the_first_issue() -> None:
    data = dataset([*column("inv", "2023-01", {"A": "3"}), *column("inv", "2023-02", {"A": "4"})])
    assert ask(replace(MONTH, against=""), data, issue="2023-02").text("A", ACTUAL) == "7.0"


# -- tables and topics together --------------------------------------------------------------------------------------


def test_a_table_and_a_topic_that_ask_the_same_get_the_same_figure() -> None:
    spec = TableSpec(
        "表", "表", (ColumnSpec(("投资", "完成率"), RATE_OF, "inv", "当月", "当月"), ColumnSpec(("备注",), ACTUAL))
    )
    data = july({"A": "9"}, {"A": "10"})
    pack = make_pack(MONTH, tables=(spec,))
    board = compute_board(data, pack, Period.parse("2022-07"))
    assert ask(MONTH, data, pack=pack)("A", RATE_OF) in board
    assert len({figure.id for figure in board}) == len(board.figures)


def test_a_window_that_has_no_period_yet_is_left_out() -> None:
    topic = Topic("上月止", "inv", "上月止累计")
    pack = make_pack(topic, numbers=Numbers(merge_first_months=False))
    data = dataset(column("inv", "2022-01", {"A": "1"}))
    assert not compute_board(data, pack, Period.parse("2022-01")).figures


def test_the_same_arguments_give_the_same_board() -> None:
    data = july({"A": "9", "B": "8.25"}, {"A": "10", "B": "以上"})
    pack = make_pack(MONTH, SPEED, STARTS)
    assert compute_board(data, pack, Period.parse("2022-07")) == compute_board(data, pack, Period.parse("2022-07"))


def test_every_operand_of_a_figure_is_on_the_board() -> None:
    data = two_months({"A": "9", "B": "8", "C": "7"}, {"A": "8", "B": None, "C": "7"})
    board = compute_board(data, make_pack(MONTH, QUARTER, SPEED), Period.parse("2022-07"))
    assert {key for figure in board for key in figure.operands} <= set(board.figures)


def test_half_even_by_setting() -> None:
    data = dataset(column("inv", "2022-07", {"A": "28.45"}))
    assert ask(replace(MONTH, against=""), data).text("A", ACTUAL) == "28.5"
    even = make_pack(MONTH, numbers=Numbers(rounding="half_even"))
    assert ask(replace(MONTH, against=""), data, pack=even).text("A", ACTUAL) == "28.4"
