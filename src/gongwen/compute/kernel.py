"""Exact column arithmetic: scaled whole numbers in, printed rates and ranks out.

A column of a few thousand regions is worked out in 64-bit integers; where a product might not fit, or for short columns,
in Python's own integers, which have no end. No float is ever involved, so both ways give the same digits.
numpy comes with pandas and is imported only for long columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from gongwen.compute.rounding import is_missed, settle_apart, settle_below
from gongwen.model.terms import Bound

LONG = 200
"""From so many regions on numpy pays for its calls."""
_FITS = 2**62
"""Products up to here leave room to double a remainder in 64 bits."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """Numbers as whole multiples of 1/scale."""

    values: Sequence[int]
    scale: int


@dataclass(frozen=True, slots=True)
class Printed:
    """Rounded values as whole multiples of 10^-decimals; ``finer`` holds those that took more decimals."""

    values: Sequence[int]
    decimals: int
    finer: dict[int, Fraction]
    """Position → value as printed (99.96 in a column of 99.9)."""

    def at_scale(self, scale: int) -> list[int]:
        """All of them as printed, in whole multiples of 1/scale, which must hold them."""
        unit = scale // 10**self.decimals
        found = [value * unit for value in _plain(self.values)]
        for at, value in self.finer.items():
            found[at] = int(value * scale)
        return found


def scaled(values: Sequence[Decimal | Fraction]) -> Scaled:
    """Bring exact numbers to one scale.

    >>> scaled([Decimal("0.1"), Fraction(1, 4)])
    Scaled(values=[2, 5], scale=20)
    """
    pairs = [value.as_integer_ratio() for value in values]
    scale = lcm(*{below for _, below in pairs}) if pairs else 1
    return Scaled([above * (scale // below) for above, below in pairs], scale)


def printed_rates(
    done: Scaled, goal: Scaled, decimals: int, rounding: str, *, bound: Callable[[int], Bound] | None
) -> Printed:
    """done ÷ goal in %, rounded once; goals are above zero.

    ``bound`` is the operator of the target at a position, asked where a rate reads 100: a missed target never does.
    """
    common = gcd(done.scale, goal.scale)
    up, down = 100 * 10**decimals * (goal.scale // common), done.scale // common
    quotients = _divided(done.values, goal.values, up, down, rounding)
    finer = {}
    for at in _reading(quotients, 100 * 10**decimals) if bound is not None else ():
        ratio = Fraction(int(done.values[at]) * (goal.scale // common), int(goal.values[at]) * down)
        if bound is not None and is_missed(ratio, 1, bound(at)):
            finer[at] = Fraction(settle_apart(ratio * 100, decimals, rounding, Fraction(100))[0])
    return Printed(quotients, decimals, finer)


def printed_scores(
    marks: Sequence[int], weights: Sequence[int], scale: int, decimals: int, rounding: str, limits: Sequence[Fraction]
) -> Printed:
    """marks ÷ (weights × scale), each rounded once; short of a limit it never reads as the limit."""
    quotients = _divided(marks, weights, 10**decimals, scale, rounding)
    finer = {}
    for full, part in (limit.as_integer_ratio() for limit in limits):
        least, least_mark = -(-full * 10**decimals // part), full * scale
        for at, value in enumerate(_plain(quotients)):
            if value >= least and marks[at] * part < least_mark * weights[at]:
                exact = Fraction(marks[at], weights[at] * scale)
                finer[at] = Fraction(settle_below(exact, decimals, rounding, tuple(limits))[0])
    return Printed(quotients, decimals, finer)


def printed_values(values: Scaled, decimals: int, rounding: str) -> Printed:
    """Values rounded once to so many decimals."""
    return Printed(_divided(values.values, None, 10**decimals, values.scale, rounding), decimals, {})


def ranks(printed: Printed, *, ties: str = "competition", descending: bool = True) -> list[int]:
    """The rank of every value, 1 for the best: competition (1, 1, 3) or dense (1, 1, 2)."""
    values, decimals = list(printed.values) if printed.finer else printed.values, printed.decimals
    if printed.finer:
        most = max(_places(value) for value in printed.finer.values())
        factor = 10 ** (max(most, decimals) - decimals)
        values = [value * factor for value in _plain(values)]
        for at, value in printed.finer.items():
            values[at] = int(value * factor * 10**decimals)
    return _ranked(values, ties, descending)


# -- rounding --------------------------------------------------------------------------------------------------------


def _divided(above: Sequence[int], below: Sequence[int] | None, up: int, down: int, rounding: str) -> Sequence[int]:
    """above × up ÷ (below × down), each rounded to a whole number."""
    half_up = rounding == "half_up"
    found = _divided_long(above, below, up, down, half_up) if len(above) >= LONG else None
    if found is not None:
        return found
    made = []
    for position, number in enumerate(above):
        divisor = down if below is None else below[position] * down
        quotient, rest = divmod(abs(number) * up, divisor)
        twice = 2 * rest
        if twice > divisor or (twice == divisor and (half_up or quotient & 1)):
            quotient += 1
        made.append(quotient if number >= 0 else -quotient)
    return made


def _divided_long(
    above: Sequence[int], below: Sequence[int] | None, up: int, down: int, half_up: bool
) -> Sequence[int] | None:
    """The same in 64 bits; None where a product might not fit."""
    import numpy as np

    try:
        numbers = np.asarray(above, dtype=np.int64)
        divisors = np.full(1, down, dtype=np.int64) if below is None else np.asarray(below, dtype=np.int64)
    except OverflowError:
        return None
    largest = max(abs(int(numbers.max())), abs(int(numbers.min())))
    if largest * up >= _FITS or (below is not None and int(divisors.max()) * down >= _FITS):
        return None
    divisors = divisors if below is None else divisors * down
    products = np.abs(numbers) * up
    quotients = products // divisors
    twice = 2 * (products - quotients * divisors)
    rise = twice > divisors
    tied = twice == divisors
    if tied.any():
        rise |= tied if half_up else tied & (quotients % 2 == 1)
    quotients += rise
    return np.where(numbers < 0, -quotients, quotients)  # type: ignore[return-value]


def _reading(quotients: Sequence[int], full: int) -> list[int]:
    """Positions that read as so many units."""
    if isinstance(quotients, list):
        return [at for at, value in enumerate(quotients) if value == full]
    import numpy as np

    found: list[int] = np.flatnonzero(np.equal(quotients, full)).tolist()
    return found


def _places(value: Fraction) -> int:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places


# -- ranking ---------------------------------------------------------------------------------------------------------


def _plain(values: Sequence[int]) -> list[int]:
    return values if isinstance(values, list) else values.tolist()  # type: ignore[attr-defined]


def _ranked(values: Sequence[int], ties: str, descending: bool) -> list[int]:
    if isinstance(values, list) and (len(values) < LONG or _too_big(values)):
        return _ranked_short(values, ties, descending)
    import numpy as np

    numbers = np.asarray(values, dtype=np.int64)
    numbers = -numbers if descending else numbers
    steps = np.unique(numbers) if ties == "dense" else np.sort(numbers)
    found: list[int] = (np.searchsorted(steps, numbers, side="left") + 1).tolist()
    return found


def _too_big(values: list[int]) -> bool:
    return max(map(abs, values), default=0) >= _FITS


def _ranked_short(values: list[int], ties: str, descending: bool) -> list[int]:
    steps = sorted(set(values) if ties == "dense" else values)
    if descending:
        return [len(steps) - bisect_right(steps, value) + 1 for value in values]
    return [bisect_left(steps, value) + 1 for value in values]
