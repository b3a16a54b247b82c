"""What can be ranked over all regions: the ranks, class by class, and each region's rank as a figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gongwen.compute.kernel import Printed, ranks
from gongwen.compute.ranks import rank
from gongwen.compute.series import no_figure, rank_figure, ranked_value
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.terms import Direction, Measure


@dataclass(frozen=True)
class _Class:
    """The ranks of one class of regions, by place; None where there is nothing to rank."""

    ranks: Mapping[int, int | None]

    @cached_property
    def crowd(self) -> Counter[int]:
        """How many share each rank."""
        return Counter(rank for rank in self.ranks.values() if rank is not None)

    @cached_property
    def counted(self) -> int:
        """How many have a rank."""
        return self.crowd.total()


class Ranked(ABC):
    """One series over all regions, ranked when a rank is first asked for.

    ``classes`` holds the places in the registry of the regions that take part, class by class.
    """

    def __init__(self, key: SeriesKey, pack: Pack, classes: Mapping[str, list[int]]) -> None:
        self.key = key
        self.pack = pack
        self._members = classes

    @abstractmethod
    def _ranked(self, places: list[int]) -> dict[int, int | None]:
        """Place → rank of one class; None where there is nothing to rank."""

    @abstractmethod
    def ranked_figure(self, place: int) -> Figure | None:
        """The figure that is ranked, of the region at a place."""

    @property
    @abstractmethod
    def direction(self) -> Direction:
        """Whether more or less is better."""

    def _ranked_on_figures(self, places: list[int], rank_by: Measure) -> dict[int, int | None]:
        """Place → rank, from the figures that are ranked."""
        pick = ranked_value(rank_by, self.pack.numbers)
        figures = ((place, self.ranked_figure(place)) for place in places)
        values = {place: None if figure is None else pick(figure) for place, figure in figures}
        return rank(values, ties=self.pack.numbers.ties, direction=self.direction)

    def _ranked_as_printed(self, places: list[int], known: list[int], printed: Printed) -> dict[int, int | None]:
        """Place → rank, from the printed numbers of those that have one, before any figure is made."""
        found = ranks(printed, ties=self.pack.numbers.ties, descending=self.direction is Direction.HIGHER)
        return {**dict.fromkeys(places), **dict(zip(known, found, strict=True))}

    @cached_property
    def _classes(self) -> Mapping[str, _Class]:
        return {category: _Class(self._ranked(places)) for category, places in self._members.items()}

    def rank(self, place: int) -> int | None:
        """The rank of the region at a place; None where it has none."""
        found = self._classes.get(self.pack.class_of(self.pack.regions[place]))
        return None if found is None else found.ranks.get(place)

    def rank_figure(self, place: int) -> Figure:
        """The rank of the region at a place as a figure; ``—`` where it is not ranked."""
        region = self.pack.regions[place]
        key = self.key.of(region.code, Measure.RANK)
        among = self._classes.get(self.pack.class_of(region))
        if among is None or place not in among.ranks:
            return no_figure(key, "位", "不参与排名")
        mine = among.ranks[place]
        is_tied = mine is not None and among.crowd[mine] > 1
        within = self.pack.class_of(region)
        return rank_figure(key, self.ranked_figure(place), mine, among.counted, tied=is_tied, within=within)
