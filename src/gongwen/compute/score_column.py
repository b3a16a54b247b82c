"""One score (得分) over all regions: ranked by its numbers alone, each region's score and parts settled when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from gongwen.compute.columns import Columns, SeriesColumn
from gongwen.compute.kernel import Printed, printed_scores, scaled
from gongwen.compute.points import Given, points_of
from gongwen.compute.ranked import Ranked
from gongwen.compute.scores import item_series, score_figures
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.scoring import ScoreItem, ScoreSpec
from gongwen.model.terms import Direction, Measure


class ScoreColumn(Ranked):
    """The figures of one score. ``figures`` holds its items' series."""

    def __init__(
        self, key: SeriesKey, spec: ScoreSpec, columns: Columns, figures: Mapping[FigureKey, Figure]
    ) -> None:
        super().__init__(key, columns.pack, columns.classes)
        self._spec = spec
        self._columns = columns
        self._figures = figures
        self._made: dict[int, Mapping[FigureKey, Figure]] = {}

    def figure(self, key: FigureKey, place: int) -> Figure | None:
        """One figure of the region at a place in the registry; None where there is no such."""
        if place not in self._made:
            region = self.pack.regions[place]
            self._made[place] = score_figures(self.key, self._spec, region, self.pack, self._figures, self._given)
        return self._made[place].get(key)

    @cached_property
    def _given(self) -> Given:
        return points_of(self._columns.readings.data, self._spec, self.key.period)

    # -- ranks -------------------------------------------------------------------------------------------------

    @property
    def direction(self) -> Direction:
        """As the score's."""
        return self._spec.indicator.direction

    def ranked_figure(self, place: int) -> Figure | None:
        """The figure that is ranked."""
        assert self.key.rank_by is not None
        return self.figure(self.key.of(self.pack.regions[place].code, self.key.rank_by), place)

    def _ranked(self, places: list[int]) -> dict[int, int | None]:
        rank_by = self.key.rank_by
        assert rank_by is not None
        if self._is_of_printed_rates and rank_by is Measure.SCORE and self.pack.numbers.rank_on == "printed":
            return self._ranked_as_printed(places, *self._printed(places))
        return self._ranked_on_figures(places, rank_by)

    @cached_property
    def _items(self) -> list[tuple[ScoreItem, SeriesColumn]]:
        series = item_series(self._spec, self.key.period, self.pack)
        found = zip(self._spec.items, series, strict=True)
        return [(item, self._columns.series(key)) for item, key in found if key is not None]

    @property
    def _is_of_printed_rates(self) -> bool:
        """Whether every mark is a printed completion rate, and nothing is added to their weighted mean."""
        is_plain = self._spec.on == "printed" and self._spec.points is None
        return is_plain and not any(item.floor is not None or column.indicator.is_percentage for item, column in self._items)

    def _printed(self, places: list[int]) -> tuple[list[int], Printed]:
        """Those of the places that have a score, and the scores as printed."""
        spec, numbers = self._spec, self.pack.numbers
        rates = [column.printed_rates(places) for _, column in self._items]
        caps = [spec.cap if item.cap is None else item.cap for item, _ in self._items]
        scale = scaled([*caps, *(value for _, printed in rates for value in printed.finer.values()), *_steps(rates)]).scale
        weights = scaled([item.weight for item, _ in self._items]).values
        marks, whole, lacking = [0] * len(places), [0] * len(places), set[int]()
        for (_, column), (known, printed), cap, weight in zip(self._items, rates, caps, weights, strict=True):
            most, shown = int(cap * scale), printed.at_scale(scale)
            worth = [weight * (most if rate > most else rate if rate > 0 else 0) for rate in shown]
            if len(known) < len(places):
                unreported = column.unreported(places) if spec.missing != "skip" else []
                if spec.missing == "none":
                    lacking.update(unreported)
                found = dict.fromkeys(unreported, 0) | dict(zip(known, worth, strict=True))
                whole = [total + (weight if place in found else 0) for place, total in zip(places, whole, strict=True)]
                worth = [found.get(place, 0) for place in places]
            else:
                whole = [total + weight for total in whole]
            marks = [total + mark for total, mark in zip(marks, worth, strict=True)]
        scored = [at for at, place in enumerate(places) if whole[at] and place not in lacking]
        limits = (Fraction(100), Fraction(spec.cap)) if numbers.never_round_to_done else ()
        above, below = [marks[at] for at in scored], [whole[at] for at in scored]
        found_scores = printed_scores(above, below, scale, spec.decimals, numbers.rounding, limits)
        return [places[at] for at in scored], found_scores


def _steps(rates: list[tuple[list[int], Printed]]) -> list[Fraction]:
    """The last place of each column of rates."""
    return [Fraction(1, 10**printed.decimals) for _, printed in rates]
