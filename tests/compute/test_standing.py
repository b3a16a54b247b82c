"""The distance to the next place, against brute force: that much gets there, one smallest unit less does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from boards import CITY, COUNT, GROWTH, INVESTMENT, column, dataset, make_pack, regions, targets
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute import compute_board, standings
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset
from gongwen.model.pack import Numbers, Pack, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import ScoreItem, ScoreSpec
from gongwen.model.standing import Standing
from gongwen.model.terms import Direction, Measure

JULY = Period.parse("2022-07")
CODES = "ABCDEF"


def stand(data: Dataset, pack: Pack, region: str = "A") -> Standing | None:
    board = compute_board(data, pack, JULY)
    found = standings(board, pack, JULY, region, pack.topics[0].indicator)
    assert len(found) <= 1
    return found[0] if found else None


def month(values: dict[str, str | None], goals: dict[str, str | None], code: str = "inv") -> Dataset:
    return dataset(column(code, "2022-07", values), targets(code, "2022-07", goals))


def test_rank_ties_and_the_next_place() -> None:
    pack = make_pack(Topic("投资", "inv", "当月", "当月"), members=regions(4))
    data = month({"A": "8", "B": "8", "C": "9.5", "D": None}, dict.fromkeys("ABCD", "10"))
    found = stand(data, pack)
    assert found is not None
    assert (found.rank, found.tied, found.counted) == (2, ("B",), 3)
    assert found.next_place is not None
    assert (found.next_place.amount, found.next_place.unit, found.next_place.place) == ("1.5", "亿元", 1)
    top = stand(data, pack, "C")
    assert top is not None
    assert top.next_place is None
    assert stand(data, pack, "D") is None, "without a rank there is nothing to stand on"


def test_the_printed_rate_decides_how_much_it_takes() -> None:
    pack = make_pack(Topic("投资", "inv", "当月", "当月"), members=regions(2))
    # 2999.9/3000 would print 100.0, were it not held below; C's 100 needs the last tenth too.
    found = stand(month({"A": "2999.0", "B": "3000"}, dict.fromkeys("AB", "3000")), pack)
    assert found is not None
    assert found.next_place is not None
    assert found.next_place.amount == "1.0"
    # 95.04 prints 95.0, so B's 95.04% is reached with 95.0 (printed 95.0).
    found = stand(month({"A": "94.0", "B": "95.04"}, dict.fromkeys("AB", "100")), pack)
    assert found is not None
    assert found.next_place is not None
    assert found.next_place.amount == "1.0"


def test_who_was_passed_and_by_whom() -> None:
    pack = make_pack(Topic("投资", "inv", "当月", "当月"), members=regions(4))
    goals = dict.fromkeys("ABCD", "10")
    data = dataset(
        [*column("inv", "2022-06", {"A": "8", "B": "9", "C": "7", "D": "1"}),
         *column("inv", "2022-07", {"A": "8", "B": "7", "C": "9", "D": "1"})],
        [*targets("inv", "2022-06", goals), *targets("inv", "2022-07", goals)],
    )  # fmt: skip
    found = stand(data, pack)
    assert found is not None
    assert (found.rank_before, found.rank, found.passed, found.passed_by) == (2, 2, ("B",), ("C",))
    assert found.ranked_before is not None
    assert found.ranked_before.text == "80.0"


def test_the_issue_before_is_as_it_was_published() -> None:
    pack = make_pack(Topic("投资", "inv", "当月", "当月"), members=regions(2))
    goals = dict.fromkeys("AB", "10")
    data = dataset(
        [*column("inv", "2022-06", {"A": "39.2", "B": "9"}), *column("inv", "2022-07", {"A": "8", "B": "9"})],
        [*targets("inv", "2022-06", goals), *targets("inv", "2022-07", goals)],
    )
    series = "2022-06~2022-06"
    figures = {
        f"A/inv/rank@{series}^completion_rate": PublishedFigure(Fraction(2), "2"),
        f"B/inv/rank@{series}^completion_rate": PublishedFigure(Fraction(1), "1"),
        f"A/inv/completion_rate@{series}": PublishedFigure(Fraction("0.892"), "89.2"),
        f"B/inv/completion_rate@{series}": PublishedFigure(Fraction("0.9"), "90.0"),
    }
    board = compute_board(data, pack, JULY, baseline=Baseline(Period.parse("2022-06"), "已发布/2022-06", figures))
    (a,), (b,) = (standings(board, pack, JULY, code, "inv") for code in "AB")
    assert (a.rank_before, a.ranked_before and a.ranked_before.text, a.restated and a.restated.text) == (
        2,
        "89.2",
        "392.0",
    )
    assert (b.rank_before, b.ranked_before and b.ranked_before.text, b.restated) == (1, "90.0", None)


def test_scores_name_what_pushed_them() -> None:
    items = (ScoreItem("inv", Decimal(60), "当月", "当月"), ScoreItem("start", Decimal(40), "当月", "当月"))
    pack = make_pack(Topic("综合", "综合", "本期"), scores=(ScoreSpec("综合", items),))
    goals = dict.fromkeys("AB", "10")
    rows = {("inv", "2022-06"): "8", ("inv", "2022-07"): "9", ("start", "2022-06"): "10", ("start", "2022-07"): "7"}
    data = dataset(
        [o for (code, period), value in rows.items() for o in column(code, period, {"A": value, "B": "9"})],
        [t for code, period in rows for t in targets(code, period, goals)],
    )
    found = stand(data, pack)
    assert found is not None
    changes = [(p.now.key.indicator, p.now.value - p.before.value) for p in found.parts]  # type: ignore[union-attr, operator]
    assert changes == [("inv", 6), ("start", -12)]
    assert found.next_place is not None
    assert (found.next_place.amount, found.next_place.unit, found.next_place.place) == ("8.00", "分", 1)


@pytest.mark.parametrize("with_parts", [True, False])
def test_the_parts_of_a_score_are_those_of_the_issue_that_was_published(with_parts: bool) -> None:
    """April was published, May never: June moved from April, whatever May's data says."""
    items = (ScoreItem("inv", Decimal(60), "当月", "当月"), ScoreItem("start", Decimal(40), "当月", "当月"))
    pack = make_pack(Topic("综合", "综合", "本期"), scores=(ScoreSpec("综合", items),), members=regions(2))
    goals = dict.fromkeys("AB", "10")
    rows = {("inv", "2022-06"): "1", ("inv", "2022-07"): "9", ("start", "2022-06"): "1", ("start", "2022-07"): "7"}
    data = dataset(
        [o for (code, period), value in rows.items() for o in column(code, period, {"A": value, "B": "9"})],
        [t for code, period in rows for t in targets(code, period, goals)],
    )
    figures = {"B/综合/rank@2022-05^score": PublishedFigure(Fraction(1), "1")}
    figures |= {"A/综合/rank@2022-05^score": PublishedFigure(Fraction(2), "2")}
    figures |= {"A/综合/score@2022-05": PublishedFigure(Fraction(86), "86.00")}
    if with_parts:
        figures |= {
            "A/inv/contribution@2022-05~2022-05#综合": PublishedFigure(Fraction(48), "48.00"),
            "A/start/contribution@2022-05~2022-05#综合": PublishedFigure(Fraction(38), "38.00"),
        }
    board = compute_board(data, pack, JULY, baseline=Baseline(Period.parse("2022-05"), "已发布/2022-05", figures))
    (found,) = standings(board, pack, JULY, "A", "综合")
    assert found.rank_before == 2
    assert found.parts_unpublished is not with_parts
    changes = [(p.now.key.indicator, p.now.value - p.before.value) for p in found.parts]  # type: ignore[union-attr, operator]
    assert changes == ([("inv", 6), ("start", -10)] if with_parts else [])


def test_whoever_was_level_before_and_is_ahead_now_passed_it() -> None:
    pack = make_pack(Topic("投资", "inv", "当月", "当月"), members=regions(4))
    goals = dict.fromkeys("ABCD", "10")
    data = dataset(
        [*column("inv", "2022-06", {"A": "9", "B": "9", "C": "8", "D": "9"}),
         *column("inv", "2022-07", {"A": "5", "B": "9", "C": "8", "D": "4"})],
        [*targets("inv", "2022-06", goals), *targets("inv", "2022-07", goals)],
    )  # fmt: skip
    found = stand(data, pack)
    assert found is not None
    assert (found.rank_before, found.rank, found.passed, found.passed_by) == (1, 3, ("D",), ("B", "C"))


def test_smaller_is_better_needs_less_and_never_less_than_nothing() -> None:
    overdue = Indicator("inv", "超期件数", "件", direction=Direction.LOWER)
    pack = make_pack(Topic("超期", "inv", "当月", rank_by=Measure.ACTUAL), indicators=(overdue,), members=regions(2))
    found = stand(dataset(column("inv", "2022-07", {"A": "5", "B": "3"})), pack)
    assert found is not None
    assert found.next_place is not None
    assert (found.next_place.amount, found.next_place.is_less) == ("2", True)
    out_of_reach = stand(dataset(column("inv", "2022-07", {"A": "5", "B": "-1"})), pack)
    assert out_of_reach is not None
    assert out_of_reach.next_place is None


# -- brute force -----------------------------------------------------------------------------------------------------

VALUES = st.decimals(0, 60, places=1)
MEASURES = st.sampled_from([
    (INVESTMENT, Measure.COMPLETION_RATE), (COUNT, Measure.COMPLETION_RATE), (GROWTH, Measure.ACTUAL),
    (GROWTH, Measure.TARGET_GAP), (GROWTH, Measure.CITY_GAP), (INVESTMENT, Measure.LEAD_PP),
    (replace(INVESTMENT, direction=Direction.LOWER), Measure.ACTUAL),
    (replace(GROWTH, direction=Direction.LOWER), Measure.ACTUAL),
])  # fmt: skip
RULES = st.builds(
    Numbers,
    ties=st.sampled_from(["competition", "dense"]),
    rank_on=st.sampled_from(["printed", "exact"]),
    rounding=st.sampled_from(["half_up", "half_even"]),
    rate_decimals=st.sampled_from([0, 1, 2]),
    never_round_to_done=st.booleans(),
    within_category=st.booleans(),
)


@given(st.lists(VALUES, min_size=6, max_size=6), st.lists(st.integers(1, 60), min_size=6, max_size=6), MEASURES, RULES)
def test_exactly_that_much_gets_there_and_one_unit_less_does_not(
    values: list[Decimal], goals: list[int], asked: tuple[Indicator, Measure], numbers: Numbers
) -> None:
    indicator, measure = asked
    indicator = replace(indicator, growth_of="")
    topic = Topic("试", indicator.code, "当月", "当月", rank_by=measure)
    members = tuple(
        replace(region, category="甲乙"[n % 2]) if region is not CITY else region
        for n, region in enumerate(regions(len(CODES)))
    )
    pack = make_pack(topic, indicators=(indicator,), members=members, numbers=numbers)
    reported = dict(zip(CODES, map(str, values), strict=True)) | {"T": "20"}
    wanted = dict(zip(CODES, map(str, goals), strict=True))

    def at(own: Fraction) -> int:
        rows = reported | {"A": str(Decimal(own.numerator) / own.denominator)}
        found = stand(month(rows, wanted, indicator.code), pack)
        assert found is not None
        return found.rank

    found = stand(month(reported, wanted, indicator.code), pack)
    assert found is not None
    step = found.next_place
    if step is None:
        assert found.rank == 1 or indicator.direction is Direction.LOWER
        return
    own, unit = Fraction(values[0]), Fraction(1, 10**indicator.decimals)
    amount = Fraction(step.amount)
    sign = -1 if step.is_less else 1
    assert at(own + sign * amount) == step.place < found.rank
    assert at(own + sign * (amount - unit)) == found.rank


@pytest.mark.parametrize("on", ["printed", "exact"])
def test_the_distance_of_scores_too(on: str) -> None:
    items = (ScoreItem("inv", Decimal(1), "当月", "当月"),)
    pack = make_pack(
        Topic("综合", "综合", "本期"),
        scores=(ScoreSpec("综合", items),),
        members=regions(3),
        numbers=Numbers(rank_on=on),
    )
    found = stand(month({"A": "7", "B": "8", "C": "9"}, dict.fromkeys("ABC", "9.7")), pack)
    assert found is not None
    assert found.next_place is not None
    # 72.2 and 82.5 as printed
    assert (found.next_place.amount, found.next_place.place) == ("10.30", 2)
