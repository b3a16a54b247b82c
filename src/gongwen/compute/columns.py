"""One indicator over all regions, worked out as a column; each figure is settled when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache

from gongwen.compute.kernel import Printed, printed_rates, printed_values
from gongwen.compute.ranked import Ranked
from gongwen.compute.readings import Readings
from gongwen.compute.series import (
    Subject,
    actual_figure,
    city_gap,
    completion_rate,
    lead,
    met,
    operator_of,
    present,
    target_figure,
    target_gap,
    time_progress,
)
from gongwen.model.data import Dataset
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.terms import Direction, Measure

Slot = tuple[str, Measure, Period, Period | None, Measure | None, str, Period | None]
"""What a run of figures over all regions is about: a figure's key without its region."""


class Columns:
    """Every series of one dataset under one pack, worked out once however many issues and tables ask for it."""

    def __init__(self, pack: Pack, readings: Readings) -> None:
        self.pack = pack
        self.readings = readings
        self.total = next((place for place, region in enumerate(pack.regions) if region.is_total), None)
        self.classes: dict[str, list[int]] = {}
        """Places in the registry of the regions that take part in ranking, class by class."""
        for place, region in enumerate(pack.regions):
            if region.ranked and not region.is_total:
                self.classes.setdefault(pack.class_of(region), []).append(place)
        self._series: dict[SeriesKey, SeriesColumn] = {}

    @classmethod
    def of(cls, data: Dataset, pack: Pack) -> Columns:
        """Those of a dataset, still to be worked out."""
        return cls(pack, Readings(data, pack))

    def series(self, key: SeriesKey) -> SeriesColumn:
        """The column of a series."""
        if key not in self._series:
            self._series[key] = SeriesColumn(key, self)
        return self._series[key]


class SeriesColumn(Ranked):
    """The figures of one series. Nothing is settled before it is asked for; what is settled is kept."""

    def __init__(self, key: SeriesKey, columns: Columns) -> None:
        super().__init__(key, columns.pack, columns.classes)
        self.indicator = columns.pack.indicator(key.indicator)
        self._readings = columns.readings
        self._total = columns.total
        self._goals = columns.readings.goals(key.indicator, key.against)
        self._made: dict[Measure, dict[int, Figure | None]] = {measure: {} for measure in self.measures}

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What this series has figures for."""
        found = [Measure.ACTUAL, Measure.PRESENT]
        if self.key.against is not None:
            found += [Measure.TARGET, Measure.MET]
            if self.indicator.is_percentage:
                found.append(Measure.TARGET_GAP)
            else:
                found += [Measure.COMPLETION_RATE, Measure.TIME_PROGRESS, Measure.LEAD_PP]
        if self.indicator.is_percentage and self._total is not None:
            found.append(Measure.CITY_GAP)
        if self.key.rank_by is not None:
            found.append(Measure.RANK)
        return tuple(found)

    def figure(self, measure: Measure, place: int) -> Figure | None:
        """The figure of the region at a place in the registry; None where that measure has no meaning for it."""
        made = self._made[measure]
        if place not in made:
            made[place] = self._make(measure, place)
        return made[place]

    def _make(self, measure: Measure, place: int) -> Figure | None:
        region, key, numbers = self.pack.regions[place], self.key, self.pack.numbers
        match measure:
            case Measure.ACTUAL:
                reading = self._readings.actual(region.code, key.indicator, key.period)
                return actual_figure(key, self.indicator, region, reading, numbers)
            case Measure.TARGET:
                return target_figure(
                    key, self.indicator, region, self._goals.targets[place], self._goals.decimals, numbers
                )
            case Measure.CITY_GAP:
                if region.is_total or self._total is None:
                    return None
                return city_gap(self._sure(Measure.ACTUAL, place), self._sure(Measure.ACTUAL, self._total), numbers)
            case Measure.RANK:
                return self.rank_figure(place)
            case Measure.COMPLETION_RATE:
                return completion_rate(key, self._subject(place), numbers)
            case Measure.TIME_PROGRESS:
                return time_progress(key, region, numbers)
            case Measure.LEAD_PP:
                rate, progress = self._sure(Measure.COMPLETION_RATE, place), self._sure(Measure.TIME_PROGRESS, place)
                return lead(key, self._subject(place), rate, progress, numbers)
            case Measure.TARGET_GAP:
                return target_gap(key, self._subject(place), numbers)
            case Measure.MET:
                return met(key, self._subject(place), self.indicator)
        return present(key, self._sure(Measure.ACTUAL, place))

    def _sure(self, measure: Measure, place: int) -> Figure:
        figure = self.figure(measure, place)
        assert figure is not None
        return figure

    def _subject(self, place: int) -> Subject:
        target = self._sure(Measure.TARGET, place) if self.key.against is not None else None
        bound = operator_of(target, self.indicator)
        return Subject(self.pack.regions[place], self._sure(Measure.ACTUAL, place), target, bound)

    # -- ranks -------------------------------------------------------------------------------------------------

    @property
    def direction(self) -> Direction:
        """As the indicator's."""
        return self.indicator.direction

    def ranked_figure(self, place: int) -> Figure | None:
        """The figure that is ranked; None where the series has none of that measure."""
        rank_by = self.key.rank_by
        return self.figure(rank_by, place) if rank_by in self._made else None

    def _ranked(self, places: list[int]) -> dict[int, int | None]:
        rank_by, numbers = self.key.rank_by, self.pack.numbers
        assert rank_by is not None
        if rank_by not in self._made:
            return dict.fromkeys(places)
        if rank_by in (Measure.ACTUAL, Measure.COMPLETION_RATE) and numbers.rank_on == "printed":
            return self._ranked_on_numbers(places, rank_by)
        return self._ranked_on_figures(places, rank_by)

    def _ranked_on_numbers(self, places: list[int], rank_by: Measure) -> dict[int, int | None]:
        """The same from the column's numbers alone, before any figure is made."""
        if rank_by is Measure.COMPLETION_RATE:
            known, printed = self.printed_rates(places)
        else:
            done = self._readings.amounts(self.key.indicator, self.key.period)
            known = [place for place in places if place in done.numbers]
            printed = printed_values(done.at(known), self.indicator.decimals, self.pack.numbers.rounding)
        return self._ranked_as_printed(places, known, printed)

    def printed_rates(self, places: Iterable[int]) -> tuple[list[int], Printed]:
        """Those of the places that have a completion rate, and the rates as printed."""
        numbers, goals = self.pack.numbers, self._goals.amounts
        done = self._readings.amounts(self.key.indicator, self.key.period)
        is_whole = len(done.numbers) == len(goals.numbers) == len(self.pack.regions)
        known = [place for place in places if is_whole or (place in done.numbers and place in goals.numbers)]
        return known, printed_rates(
            done.at(known), goals.at(known), numbers.rate_decimals, numbers.rounding,
            bound=(lambda at: self._subject(known[at]).bound) if numbers.never_round_to_done else None,
        )  # fmt: skip

    def unreported(self, places: Iterable[int]) -> list[int]:
        """Those of the places that have a target above zero and nothing reported."""
        done = self._readings.amounts(self.key.indicator, self.key.period)
        return [place for place in places if place in self._goals.amounts.numbers and place not in done.numbers]


class Figures(Mapping[FigureKey, Figure]):
    """Every figure of an issue, by key, in runs that settle their figures when they are asked for."""

    def __init__(self, pack: Pack) -> None:
        self._regions = {region.code: place for place, region in enumerate(pack.regions)}
        self._codes = tuple(self._regions)
        self._slots: dict[Slot, Callable[[int], Figure | None]] = {}
        self._columns: dict[SeriesKey, Ranked] = {}

    def add_column(self, column: SeriesColumn) -> None:
        """Take in a series. Two series that share a figure give the same one, so the first is kept."""
        self._columns[column.key] = column
        for measure in column.measures:
            slot = slot_of(column.key.of("", measure))
            self._slots.setdefault(slot, lambda place, column=column, measure=measure: column.figure(measure, place))  # type: ignore[misc]

    def add_slot(self, key: FigureKey, make: Callable[[int], Figure | None]) -> None:
        """Take in figures that ``make`` settles, one a region; ``key`` is any of theirs. The first taken in are kept."""
        self._slots.setdefault(slot_of(key), make)

    def add_ranked(self, column: Ranked, keys: Iterable[FigureKey], make: Callable[[FigureKey, int], Figure | None]) -> None:
        """Take in a series whose figures ``make`` settles by key and place, and its ranks."""
        self._columns[column.key] = column
        for key in keys:
            self.add_slot(
                key, lambda place, key=key: make(key._replace(region=self._codes[place]), place)  # type: ignore[misc]
            )
        if column.key.rank_by is not None:
            self.add_slot(column.key.of("", Measure.RANK), column.rank_figure)

    def add_together(self, keys: Iterable[FigureKey], settle: Callable[[], Mapping[FigureKey, Figure]]) -> None:
        """Take in runs of figures that are settled all at once, when the first of them is asked for."""
        settled = cache(settle)
        for key in keys:
            self.add_slot(key, lambda place, key=key: settled().get(key._replace(region=self._codes[place])))  # type: ignore[misc]

    def rank_value(self, series: SeriesKey, region: str) -> Fraction | None:
        """A rank as a number, without settling its figure."""
        column = self._columns.get(series.alone)
        if column is None:
            return self[series.of(region, Measure.RANK)].value
        rank = column.rank(self._regions[region])
        return None if rank is None else Fraction(rank)

    def column(self, slot: Slot) -> Iterator[Figure]:
        """One measure of one series over all regions."""
        make = self._slots[slot]
        return (figure for place in range(len(self._codes)) if (figure := make(place)) is not None)

    def at(self, slot: Slot, place: int) -> Figure:
        """One figure of a run, by its region's place in the registry. Raises KeyError where there is none."""
        found = self._slots[slot](place)
        if found is None:
            raise KeyError(slot)
        return found

    def slots(self, measure: Measure) -> list[Slot]:
        """Every run of figures of a measure."""
        return [slot for slot in self._slots if slot[1] is measure]

    def __getitem__(self, key: FigureKey) -> Figure:
        make, place = self._slots.get(slot_of(key)), self._regions.get(key.region)
        found = make(place) if make is not None and place is not None else None
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[FigureKey]:
        for figure in self._all():
            yield figure.key

    def _all(self) -> Iterator[Figure]:
        for slot in self._slots:
            yield from self.column(slot)

    def __len__(self) -> int:
        return sum(1 for _ in self._all())

    def __repr__(self) -> str:
        return f"<Figures of {len(self._slots)} columns>"


def slot_of(key: FigureKey) -> Slot:
    """A figure's key without its region."""
    return key[1:]
