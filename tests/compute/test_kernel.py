"""The column kernel against the plain way with fractions: same digits, same ranks, short or long, small or huge."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from boards import INVESTMENT, ask, column, dataset, make_pack, targets
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute import compute_board, kernel
from gongwen.compute.columns import Columns
from gongwen.compute.kernel import printed_rates, printed_values, ranks, scaled
from gongwen.compute.ranks import rank
from gongwen.compute.rounding import is_missed, rounded, settle_rate
from gongwen.model.catalogue import Region
from gongwen.model.pack import Numbers, Topic
from gongwen.model.period import Period
from gongwen.model.terms import Bound, Direction, Measure

NUMBERS = st.one_of(
    st.decimals(-500, 500, places=2),
    st.decimals(99, 101, places=4),
    st.decimals(-(10**20), 10**20, places=6),
    st.fractions(-50, 50, max_denominator=9),
)
GOALS = st.one_of(
    st.decimals("0.01", 300, places=2), st.just(Decimal(100)), st.decimals(1, 10**18, places=3), st.just(Decimal(3))
)
PAIRS = st.lists(st.tuples(NUMBERS, GOALS), min_size=1, max_size=30)
ROUNDINGS, TIES = st.sampled_from(["half_up", "half_even"]), st.sampled_from(["competition", "dense"])


@pytest.fixture(params=[1, 200], ids=["in 64 bits", "in Python's integers"], autouse=True)
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways for the same short columns; too large numbers fall back by themselves."""
    monkeypatch.setattr(kernel, "LONG", request.param)


def shown(printed: kernel.Printed) -> list[Fraction]:
    plain = [Fraction(int(value), 10**printed.decimals) for value in printed.values]
    return [printed.finer.get(at, value) for at, value in enumerate(plain)]


def test_a_tie_of_decimals_that_floats_would_part() -> None:
    values = scaled([Decimal("0.1") + Decimal("0.2"), Decimal("0.3"), Fraction(3, 10)])
    assert ranks(printed_values(values, 1, "half_up")) == [1, 1, 1]
    assert list(printed_values(scaled([Decimal("28.45"), Decimal("-28.45")]), 1, "half_up").values) == [285, -285]
    assert list(printed_values(scaled([Decimal("28.45"), Decimal("28.55")]), 1, "half_even").values) == [284, 286]


def test_almost_done_stays_below_done_in_rank() -> None:
    done, goal = scaled([Decimal("99.96"), Decimal(100), Decimal("99.94")]), scaled([Decimal(100)] * 3)
    printed = printed_rates(done, goal, 1, "half_up", bound=lambda _: Bound.AT_LEAST)
    assert shown(printed) == [Fraction("99.96"), 100, Fraction("99.9")]
    assert ranks(printed) == [2, 1, 3]
    assert ranks(printed_rates(done, goal, 1, "half_up", bound=None)) == [1, 1, 3]


def test_a_ceiling_that_is_passed_stays_above_it_in_rank() -> None:
    done, goal = scaled([Decimal(6001), Decimal(6000), Decimal(5999), Decimal(5900)]), scaled([Decimal(6000)] * 4)
    printed = printed_rates(done, goal, 1, "half_up", bound=lambda _: Bound.AT_MOST)
    assert shown(printed) == [Fraction("100.02"), 100, 100, Fraction("98.3")]
    assert ranks(printed, descending=False) == [4, 2, 2, 1]


def check_rates(
    pairs: list[tuple[Decimal | Fraction, Decimal]], rounding: str, decimals: int, bounds: Sequence[Bound] | None
) -> None:
    done, goal = scaled([a for a, _ in pairs]), scaled([b for _, b in pairs])
    printed = printed_rates(done, goal, decimals, rounding, bound=bounds.__getitem__ if bounds else None)
    ratios = [Fraction(a) / Fraction(b) for a, b in pairs]
    wanted = [
        settle_rate(ratio, decimals, rounding, bound=bounds[at] if bounds else None)[0]
        for at, ratio in enumerate(ratios)
    ]
    assert shown(printed) == [Fraction(text) for text in wanted]
    for ratio, text, bound in zip(ratios, wanted, bounds or (), strict=bool(bounds)):
        assert is_missed(ratio, 1, bound) == is_missed(Fraction(text), 100, bound)
    for ties in ("competition", "dense"):
        for direction in Direction:
            plain = rank(dict(enumerate(map(Fraction, wanted))), ties=ties, direction=direction)
            assert ranks(printed, ties=ties, descending=direction is Direction.HIGHER) == list(plain.values())


def test_rates_are_the_plain_ones() -> None:
    bounds = st.none() | st.lists(st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST]), min_size=30, max_size=30)

    @given(PAIRS, ROUNDINGS, st.integers(0, 3), bounds)
    def inside(
        pairs: list[tuple[Decimal | Fraction, Decimal]], rounding: str, decimals: int, bounds: list[Bound] | None
    ) -> None:
        check_rates(pairs, rounding, decimals, bounds[: len(pairs)] if bounds else None)

    inside()


def test_values_are_the_plain_ones() -> None:
    @given(st.lists(NUMBERS, min_size=1, max_size=30), ROUNDINGS, st.integers(0, 4))
    def inside(values: list[Decimal | Fraction], rounding: str, decimals: int) -> None:
        printed = printed_values(scaled(values), decimals, rounding)
        assert shown(printed) == [rounded(Fraction(value), decimals, rounding) for value in values]

    inside()


@pytest.mark.parametrize("ties", ["competition", "dense"])
@pytest.mark.parametrize("rank_by", [Measure.COMPLETION_RATE, Measure.ACTUAL])
def test_a_board_ranks_on_numbers_as_on_its_settled_figures(ties: str, rank_by: Measure) -> None:
    codes = [f"r{n}" for n in range(40)]
    members = tuple(Region(code, f"第{code}镇") for code in codes)
    values: dict[str, str | None] = {c: str(Decimal(n * 37 % 101) / 7)[:6] for n, c in enumerate(codes)}
    values |= {"r3": None, "r7": "99.96", "r8": "100", "r9": "…"}
    goals: dict[str, str | None] = {c: "100" if n % 9 else "3" for n, c in enumerate(codes)}
    goals |= {"r5": None, "r6": "0", "r11": "完成市级下达目标", "r12": "40以上"}
    data = dataset(column("inv", "2022-07", values), targets("inv", "2022-07", goals))
    topic = Topic("投资", "inv", "当月", "当月", rank_by=rank_by)
    pack = make_pack(topic, members=members, numbers=Numbers(ties=ties), indicators=(INVESTMENT,))

    asked = ask(topic, data, pack=pack)
    plain = rank({code: asked(code, rank_by).shown_value for code in codes}, ties=ties)
    assert {code: asked(code, Measure.RANK).value for code in codes} == plain
    assert plain["r3"] is None and len(set(plain.values())) > 20


@pytest.mark.parametrize("shared", [False, True])
def test_issues_that_share_their_columns_say_the_same(shared: bool) -> None:
    topic = Topic("投资", "inv", "当月", "当月")
    pack = make_pack(topic)
    months = [Period.month(2022, month) for month in (5, 6, 7)]
    data = dataset(
        [
            o
            for n, month in enumerate(months)
            for o in column("inv", month.code, {"A": str(n), "B": "1", "C": str(2 - n)})
        ],
        [t for month in months for t in targets("inv", month.code, dict.fromkeys("ABC", "2"))],
    )
    columns = Columns.of(data, pack) if shared else None
    boards = [compute_board(data, pack, month, columns=columns) for month in (*months, *reversed(months))]
    alone = [compute_board(data, pack, month) for month in (*months, *reversed(months))]
    assert [dict(board.figures) for board in boards] == [dict(board.figures) for board in alone]
