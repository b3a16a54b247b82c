"""Text → number and format → the same text, for every number that can be printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.render.sheets.numbers import Ratio, parse, settled, shown_number

PRINTED = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3).flatmap(
    lambda value: st.integers(0, 3).map(lambda places: f"{value.quantize(Decimal(1).scaleb(-places)):f}")
)


@given(PRINTED)
def test_a_printed_number_is_stored_as_itself(text: str) -> None:
    found = parse(text)
    if found is None:
        assert text.startswith("-")
        assert Decimal(text) == 0  # minus zero is never printed; as text it would stay itself
    else:
        assert f"{found.value:.{len(text.partition('.')[2])}f}" == text
        assert Decimal(f"{found.value:.16G}") == Decimal(repr(found.value)) or float(f"{found.value:.16G}") == found.value


@given(PRINTED)
def test_the_shown_number_is_exactly_the_text(text: str) -> None:
    found = shown_number(text)
    assert found is None or Fraction(found.over, found.under) == Fraction(text)


@given(st.fractions(-(10**6), 10**6, max_denominator=10**4), st.integers(0, 3))
def test_rounding_is_half_away_from_zero_and_knows_its_ties(value: Fraction, digits: int) -> None:
    rounded, is_tie, _ = settled(Ratio(value.numerator, value.denominator), digits)
    twice = abs(value) * 10**digits * 2
    assert is_tie == (twice.denominator == 1 and twice.numerator % 2 == 1)
    exact = Decimal(value.numerator * 10**digits) / Decimal(value.denominator)
    assert rounded == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_value_a_hair_from_a_tie_is_not_trusted_to_doubles() -> None:
    assert not settled(Ratio(2845 * 10**10 + 1, 10**12), 1)[2]
    assert settled(Ratio(2845, 100), 1)[2]
    assert settled(Ratio(28451, 1000), 1)[2]


@pytest.mark.parametrize("text", ["", "—", "…", "100以上", "007", "1,23", "1.2.3", "nan", "1e5", "１２", "-0.0", "+0.0", "1_000", " 5"])
def test_what_is_no_printed_number_stays_text(text: str) -> None:
    assert parse(text) is None


def test_an_open_ended_number_too_long_for_general_keeps_its_digits() -> None:
    """General shows 123456789012 as 1.23457E+11."""
    assert [parse(text, True).number_format for text in ("12345678901", "123456789012")] == ["General", "0"]  # type: ignore[union-attr]
