"""The one place where a number becomes digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gongwen.model.terms import NO_VALUE, Bound

_DONE = Fraction(100)


def rounded(value: Fraction, decimals: int, rounding: str = "half_up") -> Fraction:
    """``value`` to ``decimals`` places: 四舍五入 away from zero, or half to even (GB/T 8170-2008), in one step.

    >>> rounded(Fraction("28.45"), 1)
    Fraction(57, 2)
    >>> rounded(Fraction("28.45"), 1, "half_even")
    Fraction(142, 5)
    """
    return Fraction(_whole(value.numerator, value.denominator, decimals, rounding), 10**decimals)


def _whole(numerator: int, denominator: int, decimals: int, rounding: str) -> int:
    """The rounded value as whole units of the last place."""
    scale: int = 10**decimals
    quotient, remainder = divmod(abs(numerator) * scale, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and (rounding == "half_up" or quotient % 2 == 1)):
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def _shown(whole: int, decimals: int) -> str:
    if not decimals:
        return str(whole)
    above, below = divmod(abs(whole), 10**decimals)
    return f"{'-' if whole < 0 else ''}{above}.{below:0{decimals}d}"


def digits(value: Fraction, decimals: int) -> str:
    """A value that is already rounded, as digits with exactly ``decimals`` places; never ``-0.0``."""
    scaled = value * 10**decimals
    if scaled.denominator != 1:
        raise ValueError(f"{value} is not rounded to {decimals} places")
    return _shown(scaled.numerator, decimals)


def settle(value: Fraction, decimals: int, rounding: str = "half_up") -> str:
    """Round once, then print.

    >>> settle(Fraction(-4, 100), 1)
    '0.0'
    """
    return _shown(_whole(value.numerator, value.denominator, decimals, rounding), decimals)


def settle_rate(
    ratio: Fraction, decimals: int, rounding: str = "half_up", *, bound: Bound | None = Bound.AT_LEAST
) -> tuple[str, int]:
    """A ratio as percent digits, with the decimals it took.

    ``bound`` is the target's operator: a missed target, below 1 of a floor or above 1 of a ceiling, never reads 100.
    It gets as many more decimals as that takes; with None it reads as it rounds.

    >>> settle_rate(Fraction(9996, 10000), 1)
    ('99.96', 2)
    >>> settle_rate(Fraction(6001, 6000), 1, bound=Bound.AT_MOST)
    ('100.02', 2)
    """
    above, below = ratio.numerator * 100, ratio.denominator
    whole = _whole(above, below, decimals, rounding)
    if bound is not None and whole == 100 * 10**decimals and is_missed(ratio, 1, bound):
        return settle_apart(ratio * 100, decimals + 1, rounding, _DONE)
    return _shown(whole, decimals), decimals


def is_missed(value: Fraction, goal: Fraction | int, bound: Bound) -> bool:
    """Whether a value is on the wrong side of a target: above a ceiling, else below it."""
    return value > goal if bound is Bound.AT_MOST else value < goal


def settle_apart(value: Fraction, decimals: int, rounding: str, limit: Fraction) -> tuple[str, int]:
    """Digits with the decimals it took: another value than the limit never reads as the limit.

    >>> settle_apart(Fraction("-0.04"), 1, "half_up", Fraction(0))
    ('-0.04', 2)
    """
    while value != limit and rounded(value, decimals, rounding) == limit:
        decimals += 1
    return settle(value, decimals, rounding), decimals


def settle_below(
    value: Fraction, decimals: int, rounding: str = "half_up", limits: tuple[Fraction, ...] = ()
) -> tuple[str, int]:
    """Digits with the decimals it took: a value below one of the limits never reads as that limit.

    >>> settle_below(Fraction("99.9971"), 2, limits=(Fraction(100),))
    ('99.997', 3)
    """
    while any(value < limit <= rounded(value, decimals, rounding) for limit in limits):
        decimals += 1
    return settle(value, decimals, rounding), decimals


def exact_text(value: Decimal | Fraction | None) -> str:
    """A number as short exact digits for formulas and notes (no rounding): 18, 2.5; fractions as a/b."""
    if value is None:
        return NO_VALUE
    above, below = value.as_integer_ratio()
    for places in range(13):
        units, rest = divmod(10**places, below)
        if not rest:
            return _shown(above * units, places)
    return f"{above}/{below}"
