"""Ranks (位次) and rank gains (进位)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from gongwen.model.terms import Direction

Key = TypeVar("Key", bound=Hashable)


def rank(
    values: Mapping[Key, Fraction | None], *, ties: str = "competition", direction: Direction = Direction.HIGHER
) -> dict[Key, int | None]:
    """Rank values, best first. None stays unranked and does not count.

    ``ties`` is competition (1, 1, 3) or dense (1, 1, 2).

    >>> rank({"甲": Fraction(2), "乙": Fraction(2), "丙": Fraction(1), "丁": None})
    {'甲': 1, '乙': 1, '丙': 3, '丁': None}
    """
    present = [value for value in values.values() if value is not None]
    ordered = sorted(present, reverse=direction is Direction.HIGHER)
    place: dict[Fraction, int] = {}
    for position, value in enumerate(ordered, start=1):
        if value not in place:
            place[value] = len(place) + 1 if ties == "dense" else position
    return {key: None if value is None else place[value] for key, value in values.items()}
