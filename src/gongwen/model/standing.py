"""Where a region stands in one ranking, why it moved, and what would take it further. For explaining, never for a page."""

from __future__ import annotations

from dataclasses import dataclass

from gongwen.model.figures import Figure, SeriesKey


@dataclass(frozen=True, slots=True)
class NextPlace:
    """The least that would better a rank, all others staying where they are."""

    amount: str
    """In digits, a whole number of smallest units: 0.8."""
    unit: str
    """亿元, 个, 百分点, 分."""
    place: int
    """The rank it would give."""
    is_less: bool = False
    """Whether the value has to fall (越小越好)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator adds to a score, now and in the issue before."""

    now: Figure
    before: Figure | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One region in one ranking."""

    series: SeriesKey
    rank: int
    counted: int
    """How many are ranked with it."""
    tied: tuple[str, ...]
    """Codes of the others on the same rank."""
    ranked: Figure
    """The figure that is ranked."""
    rank_before: int | None
    """In the issue before, as published where it was; None: not comparable."""
    ranked_before: Figure | None
    """The ranked figure in the issue before, as published where it was."""
    restated: Figure | None
    """What the data now says of it, where that is not what was published."""
    passed: tuple[str, ...]
    """Codes that stood before it or level with it and stand behind it now."""
    passed_by: tuple[str, ...]
    next_place: NextPlace | None
    """None at the top, or where no amount leads further."""
    parts: tuple[Part, ...] = ()
    """Of a score, in the order of its items."""
    parts_unpublished: bool = False
    """Whether the published issue before gave the score without its parts: then what moved it cannot be said."""
