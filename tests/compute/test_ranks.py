"""Ranks: 1, 1, 3; exact ties; the missing stay out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute.ranks import rank
from gongwen.model.terms import Direction

VALUES = st.dictionaries(
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(-5, 5).map(Fraction), st.fractions(max_denominator=20)),
    max_size=14,
)

ANNEX = {
    "海曙": 45, "江北": 30, "镇海": 25, "北仑": 25, "鄞州": 35, "奉化": 65, "余姚": 30, "慈溪": 30, "宁海": 45, "象山": 40,
    "前湾": 55, "高新": 80,
}  # fmt: skip
"""Growth targets of the third quarter in the plan's 附件1: three groups of ties."""


def test_the_annex_growth_ranks() -> None:
    places = rank({name: Fraction(value) for name, value in ANNEX.items()})
    assert places == {
        "高新": 1, "奉化": 2, "前湾": 3, "海曙": 4, "宁海": 4, "象山": 6, "鄞州": 7, "江北": 8, "余姚": 8, "慈溪": 8,
        "镇海": 11, "北仑": 11,
    }  # fmt: skip


def test_dense_ranks_leave_no_gaps() -> None:
    places = rank({name: Fraction(value) for name, value in ANNEX.items()}, ties="dense")
    assert max(place for place in places.values() if place) == 8
    assert places["象山"] == 5


def test_sums_of_decimals_tie_where_floats_would_not() -> None:
    assert rank({"甲": Fraction(Decimal("0.1") + Decimal("0.2")), "乙": Fraction(Decimal("0.3"))}) == {"甲": 1, "乙": 1}
    assert rank({"甲": Fraction(Decimal("1.1") * 3), "乙": Fraction(Decimal("3.3"))}) == {"甲": 1, "乙": 1}


def test_lower_is_better() -> None:
    assert rank({"甲": Fraction(1), "乙": Fraction(3), "丙": Fraction(-2)}, direction=Direction.LOWER) == {
        "甲": 2,
        "乙": 3,
        "丙": 1,
    }


def test_the_missing_are_unranked_and_do_not_count() -> None:
    assert rank({"甲": None, "乙": Fraction(-118, 10), "丙": Fraction(0), "丁": None}) == {
        "甲": None,
        "乙": 2,
        "丙": 1,
        "丁": None,
    }
    assert rank({"甲": None}) == {"甲": None}
    assert rank({}) == {}


@given(VALUES, st.sampled_from(Direction))
def test_a_rank_is_one_more_than_those_who_are_better(values: dict[int, Fraction | None], direction: Direction) -> None:
    places = rank(values, direction=direction)
    sign = 1 if direction is Direction.HIGHER else -1
    for key, value in values.items():
        better = [v for v in values.values() if v is not None and value is not None and v * sign > value * sign]
        assert places[key] == (None if value is None else len(better) + 1)


@given(VALUES, st.sampled_from(Direction))
def test_a_dense_rank_counts_better_values_once(values: dict[int, Fraction | None], direction: Direction) -> None:
    places = rank(values, ties="dense", direction=direction)
    sign = 1 if direction is Direction.HIGHER else -1
    for key, value in values.items():
        better = {v for v in values.values() if v is not None and value is not None and v * sign > value * sign}
        assert places[key] == (None if value is None else len(better) + 1)
