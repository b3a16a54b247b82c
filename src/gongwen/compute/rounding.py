"""The one place where a number becomes digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from gongwen.model.terms import NO_VALUE

_DONE = (Fraction(100),)


def rounded(value: Fraction, decimals: int, rounding: str = "half_up") -> Fraction:
    """``value`` to ``decimals`` places: 四舍五入 away from zero, or half to even (GB/T 8170-2008), in one step.

    >>> rounded(Fraction("28.45"), 1)
    Fraction(57, 2)
    >>> rounded(Fraction("28.45"), 1, "half_even")
    Fraction(142, 5)
    """
    scale = 10**decimals
    quotient, remainder = divmod(abs(value.numerator) * scale, value.denominator)
    twice = 2 * remainder
    if twice > value.denominator or (twice == value.denominator and (rounding == "half_up" or quotient % 2 == 1)):
        quotient += 1
    return Fraction(quotient if value >= 0 else -quotient, scale)


def digits(value: Fraction, decimals: int) -> str:
    """A value that is already rounded, as digits with exactly ``decimals`` places; never ``-0.0``."""
    scaled = value * 10**decimals
    if scaled.denominator != 1:
        raise ValueError(f"{value} is not rounded to {decimals} places")
    whole, part = divmod(abs(scaled.numerator), 10**decimals)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def settle(value: Fraction, decimals: int, rounding: str = "half_up") -> str:
    """Round once, then print.

    >>> settle(Fraction(-4, 100), 1)
    '0.0'
    """
    return digits(rounded(value, decimals, rounding), decimals)


def settle_rate(
    ratio: Fraction, decimals: int, rounding: str = "half_up", *, guard_done: bool = True
) -> tuple[str, int]:
    """A ratio as percent digits, with the decimals it took.

    With ``guard_done`` a ratio below 1 never reads 100: it gets as many more decimals as that takes.

    >>> settle_rate(Fraction(9996, 10000), 1)
    ('99.96', 2)
    """
    return settle_below(ratio * 100, decimals, rounding, _DONE if guard_done else ())


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
    fraction = Fraction(value)
    for places in range(13):
        if (fraction * 10**places).denominator == 1:
            return digits(fraction, places)
    return f"{fraction.numerator}/{fraction.denominator}"
