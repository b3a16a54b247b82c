"""Where a number becomes digits: GB/T 8170's vectors, 四舍五入, no -0.0, and never 100 before it is done."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongwen.compute.rounding import digits, exact_text, rounded, settle, settle_rate
from gongwen.model.terms import Bound

DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6)
FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)
PLACES = st.integers(0, 5)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        # GB/T 8170-2008: below five drop, above five up, five with anything behind it up, bare five to even.
        ("12.1498", 0, "12"),
        ("12.1498", 1, "12.1"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2.5", 0, "2"),
        ("3.5", 0, "4"),
        ("-2.5", 0, "-2"),
        ("8.53459", 2, "8.53"),
        ("15.4546", 0, "15"),
        ("28.45", 1, "28.4"),
        ("2.675", 2, "2.68"),
    ],
)
def test_half_even_as_the_standard_writes_it(value: str, places: int, text: str) -> None:
    assert settle(Fraction(value), places, "half_even") == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("28.45", 1, "28.5"),
        ("2.675", 2, "2.68"),
        ("1.005", 2, "1.01"),
        ("0.125", 2, "0.13"),
        ("0.25", 1, "0.3"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-28.45", 1, "-28.5"),
        ("8.53459", 2, "8.53"),
        ("0.4999999999", 0, "0"),
        ("99.95", 1, "100.0"),
        ("1000000.05", 1, "1000000.1"),
        ("102.8", 3, "102.800"),
        ("7", 0, "7"),
    ],
)
def test_half_up_away_from_zero(value: str, places: int, text: str) -> None:
    assert settle(Fraction(value), places) == text


@pytest.mark.parametrize("value", ["0", "-0.04", "-0.0499", "0.04", "-0.0000001"])
def test_zero_has_no_sign(value: str) -> None:
    assert settle(Fraction(value), 1) == "0.0"
    assert settle(Fraction(value), 0) == "0"


def test_thirds_are_rounded_from_the_exact_value() -> None:
    assert settle(Fraction(200, 3), 1) == "66.7"
    assert settle(Fraction(100, 3), 1) == "33.3"
    assert settle(Fraction(1, 3), 30) == "0." + "3" * 30


def test_digits_refuses_what_was_not_rounded() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        digits(Fraction(1, 3), 1)


@given(DECIMALS, PLACES)
def test_half_up_is_decimals_half_up(value: Decimal, places: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal(settle(Fraction(value), places)) == expected
    assert settle(Fraction(value), places) == f"{expected + 0:.{places}f}".replace("-0" if not expected else "\0", "0")


@given(DECIMALS, PLACES)
def test_half_even_is_decimals_half_even(value: Decimal, places: int) -> None:
    assert Decimal(settle(Fraction(value), places, "half_even")) == value.quantize(
        Decimal(1).scaleb(-places), ROUND_HALF_EVEN
    )


@given(FRACTIONS, PLACES, st.sampled_from(["half_up", "half_even"]))
def test_rounding_is_near_idempotent_and_symmetric(value: Fraction, places: int, how: str) -> None:
    once = rounded(value, places, how)
    assert abs(once - value) <= Fraction(1, 2 * 10**places)
    assert rounded(once, places, how) == once
    assert rounded(-value, places, how) == -once
    assert Fraction(settle(value, places, how)) == once


@given(FRACTIONS, FRACTIONS, PLACES)
def test_rounding_never_turns_an_order_round(one: Fraction, other: Fraction, places: int) -> None:
    assume(one <= other)
    assert rounded(one, places) <= rounded(other, places)


# -- rates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        ("0.9996", "99.96"), ("0.99951", "99.95"), ("0.9995", "99.95"), ("0.99949", "99.9"), ("0.999999", "99.9999"),
        ("1", "100.0"), ("1.00004", "100.0"), ("1.0001", "100.0"), ("1.226", "122.6"), ("0.785", "78.5"), ("0", "0.0"),
        ("-1.5", "-150.0"),
    ],
)  # fmt: skip
def test_a_rate_below_one_never_reads_hundred(ratio: str, text: str) -> None:
    assert settle_rate(Fraction(ratio), 1)[0] == text


def test_the_guard_is_a_setting() -> None:
    assert settle_rate(Fraction("0.9996"), 1, bound=None) == ("100.0", 1)


@given(st.fractions(min_value=0, max_value=2, max_denominator=10**6), st.integers(0, 3))
def test_hundred_is_printed_exactly_where_it_is_reached(ratio: Fraction, places: int) -> None:
    text, decimals = settle_rate(ratio, places)
    assert (Fraction(text) >= 100) == (ratio >= 1)
    assert decimals >= places
    if decimals > places:
        assert Fraction(settle(ratio * 100, decimals - 1)) == 100, "no more decimals than it takes"


@given(st.fractions(min_value=0, max_value=2, max_denominator=10**6), st.integers(0, 3))
def test_a_passed_ceiling_never_reads_hundred(ratio: Fraction, places: int) -> None:
    text, decimals = settle_rate(ratio, places, bound=Bound.AT_MOST)
    assert (Fraction(text) <= 100) == (ratio <= 1)
    assert decimals == places or Fraction(settle(ratio * 100, decimals - 1)) == 100, "no more decimals than it takes"


# -- exact digits for formulas ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("18.50"), "18.5"),
        (Decimal(18), "18"),
        (Fraction(1, 3), "1/3"),
        (None, "—"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_exact_text(value: Decimal | Fraction | None, text: str) -> None:
    assert exact_text(value) == text
