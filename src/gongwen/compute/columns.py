"""One indicator over all regions, worked out as a column; each figure is settled when it is first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from gongwen.compute.kernel import LONG, printed_rates, printed_values, ranks, scaled
from gongwen.compute.ranks import rank
from gongwen.compute.readings import Readings, target_decimals
from gongwen.compute.series import (
    Subject,
    actual_figure,
    city_gap,
    completion_rate,
    lead,
    met,
    no_figure,
    operator_of,
    rank_figure,
    ranked_value,
    target_figure,
    target_gap,
    time_progress,
)
from gongwen.model.catalogue import Region
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.terms import Direction, Measure

Slot = tuple[str, Measure, Period, Period | None, Measure | None, str]
"""What a run of figures over all regions is about: a figure's key without its region."""


class SeriesColumn:
    """The figures of one series. Nothing is settled before it is asked for; what is settled is kept."""

    def __init__(self, key: SeriesKey, pack: Pack, readings: Readings) -> None:
        self.key = key
        self.pack = pack
        self.indicator = pack.indicator(key.indicator)
        self._readings = readings
        self._total = next((place for place, region in enumerate(pack.regions) if region.is_total), None)
        against = key.against
        self._targets = [readings.target(r.code, key.indicator, against) if against else None for r in pack.regions]
        self._places = target_decimals(self._targets)
        self._made: dict[Measure, dict[int, Figure | None]] = {measure: {} for measure in self.measures}
        self._ranks: Mapping[str, int | None] | None = None
        self._crowd: Mapping[tuple[str, int], int] = {}
        self._counted: Mapping[str, int] = {}

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What this series has figures for."""
        found = [Measure.ACTUAL, Measure.MET]
        if self.key.against is not None:
            found.append(Measure.TARGET)
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
                return target_figure(key, self.indicator, region, self._targets[place], self._places, numbers)
            case Measure.CITY_GAP:
                if region.is_total or self._total is None:
                    return None
                return city_gap(self._sure(Measure.ACTUAL, place), self._sure(Measure.ACTUAL, self._total), numbers)
            case Measure.RANK:
                return self._rank(region, place)
            case Measure.COMPLETION_RATE:
                return completion_rate(key, self._subject(place), numbers)
            case Measure.TIME_PROGRESS:
                return time_progress(key, region, numbers)
            case Measure.LEAD_PP:
                rate, progress = self._sure(Measure.COMPLETION_RATE, place), self._sure(Measure.TIME_PROGRESS, place)
                return lead(key, region, rate, progress, numbers)
            case Measure.TARGET_GAP:
                return target_gap(key, self._subject(place), numbers)
        return met(key, self._subject(place))

    def _sure(self, measure: Measure, place: int) -> Figure:
        figure = self.figure(measure, place)
        assert figure is not None
        return figure

    def _subject(self, place: int) -> Subject:
        target = self._sure(Measure.TARGET, place) if self.key.against is not None else None
        bound = operator_of(self._targets[place], self.indicator)
        return Subject(self.pack.regions[place], self._sure(Measure.ACTUAL, place), target, bound)

    # -- ranks -------------------------------------------------------------------------------------------------

    def ranks(self) -> Mapping[str, int | None]:
        """Region code → rank; None where a region that takes part has nothing to rank. Those apart are left out."""
        if self._ranks is None:
            found: dict[str, int | None] = {}
            crowd: Counter[tuple[str, int]] = Counter()
            counted: Counter[str] = Counter()
            for category, places in self._groups().items():
                placed = self._rank_group(places)
                found.update(placed)
                crowd.update((category, place) for place in placed.values() if place is not None)
                counted[category] = sum(place is not None for place in placed.values())
            self._ranks, self._crowd, self._counted = found, crowd, counted
        return self._ranks

    def _groups(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for place, region in enumerate(self.pack.regions):
            if region.ranked and not region.is_total:
                groups.setdefault(self._category(region), []).append(place)
        return groups

    def _category(self, region: Region) -> str:
        return region.category if self.pack.numbers.within_category else ""

    def _rank_group(self, places: list[int]) -> dict[str, int | None]:
        rank_by, numbers = self.key.rank_by, self.pack.numbers
        assert rank_by is not None
        is_plain = rank_by in (Measure.ACTUAL, Measure.COMPLETION_RATE) and numbers.rank_on == "printed"
        if is_plain and len(places) >= LONG and rank_by in self._made:
            return self._rank_long(places, rank_by)
        pick = ranked_value(rank_by, numbers)
        found = {p: self.figure(rank_by, p) if rank_by in self._made else None for p in places}
        values = {self.pack.regions[p].code: None if f is None else pick(f) for p, f in found.items()}
        return rank(values, ties=numbers.ties, direction=self.indicator.direction)

    def _rank_long(self, places: list[int], rank_by: Measure) -> dict[str, int | None]:
        """The same ranks from the column's numbers alone, before any figure is made."""
        numbers, regions = self.pack.numbers, self.pack.regions
        placed: dict[str, int | None] = {regions[place].code: None for place in places}
        actuals: list[Decimal | Fraction] = []
        goals: list[Decimal] = []
        codes: list[str] = []
        for place in places:
            target = self._targets[place]
            goal = None if target is None else target.value
            if rank_by is Measure.COMPLETION_RATE and (goal is None or goal <= 0):
                continue
            value = self._readings.value(regions[place].code, self.key.indicator, self.key.period)
            if value is not None:
                codes.append(regions[place].code)
                actuals.append(value)
                goals += [goal] if goal is not None else []
        if not codes:
            return placed
        if rank_by is Measure.COMPLETION_RATE:
            printed = printed_rates(
                scaled(actuals), scaled(goals), numbers.rate_decimals, numbers.rounding,
                guard_done=numbers.never_round_to_done,
            )  # fmt: skip
        else:
            printed = printed_values(scaled(actuals), self.indicator.decimals, numbers.rounding)
        found = ranks(printed, ties=numbers.ties, descending=self.indicator.direction is Direction.HIGHER)
        placed.update(zip(codes, found, strict=True))
        return placed

    def _rank(self, region: Region, place: int) -> Figure:
        rank_by, ranks = self.key.rank_by, self.ranks()
        assert rank_by is not None
        key = self.key.of(region.code, Measure.RANK)
        if region.code not in ranks:
            return no_figure(key, "位", "不参与排名")
        category, mine = self._category(region), ranks[region.code]
        base = self.figure(rank_by, place) if rank_by in self._made else None
        tied = mine is not None and self._crowd[category, mine] > 1
        return rank_figure(key, base, mine, self._counted[category], tied=tied)


class Figures(Mapping[FigureKey, Figure]):
    """Every figure of an issue, by key: columns that settle figures when asked, and figures that are settled."""

    def __init__(self, pack: Pack) -> None:
        self._regions = {region.code: place for place, region in enumerate(pack.regions)}
        self._codes = tuple(self._regions)
        self._slots: dict[Slot, Callable[[int], Figure | None]] = {}
        self._settled: dict[FigureKey, Figure] = {}
        self._columns: dict[SeriesKey, SeriesColumn] = {}

    def add_column(self, column: SeriesColumn) -> None:
        """Take in a series. Two series that share a figure give the same one, so the first is kept."""
        self._columns[column.key] = column
        for measure in column.measures:
            slot = slot_of(column.key.of("", measure))
            self._slots.setdefault(slot, lambda place, column=column, measure=measure: column.figure(measure, place))  # type: ignore[misc]

    def add_slot(self, key: FigureKey, make: Callable[[int], Figure | None]) -> None:
        """Take in figures that ``make`` settles, one a region; ``key`` is any of theirs."""
        self._slots[slot_of(key)] = make

    def add(self, figures: Mapping[FigureKey, Figure]) -> None:
        """Take in settled figures."""
        self._settled.update(figures)

    def rank_value(self, series: SeriesKey, region: str) -> Fraction | None:
        """A rank as a number, without settling its figure."""
        column = self._columns.get(series)
        if column is None:
            return self[series.of(region, Measure.RANK)].value
        place = column.ranks().get(region)
        return None if place is None else Fraction(place)

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
        found = self._settled.get(key)
        if found is None:
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
            yield from (f for f in self.column(slot) if f.key not in self._settled)
        yield from self._settled.values()

    def __len__(self) -> int:
        return sum(1 for _ in self._all())

    def __repr__(self) -> str:
        return f"<Figures of {len(self._slots)} columns>"


def slot_of(key: FigureKey) -> Slot:
    """A figure's key without its region."""
    return key.indicator, key.measure, key.period, key.against, key.rank_by, key.scheme
