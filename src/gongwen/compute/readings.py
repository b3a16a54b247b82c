"""Values as reported, or as they follow from what was reported: sums of periods, growth, ratios of two counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from gongwen.compute.kernel import Scaled, scaled
from gongwen.compute.rounding import exact_text
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset, Kind, Observation, Target, ValueKind
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Aggregation


@dataclass(frozen=True, slots=True)
class Reading:
    """One value with where it came from; ``value`` None says why in ``note``."""

    value: Fraction | None
    sources: tuple[Source, ...] = ()
    formula: str = ""
    note: str = ""
    text: str = ""
    """Printed instead of digits: ``…``."""
    parts: tuple[Observation, ...] = ()
    """What was added up: periods and their 调整数."""


AS_REPORTED = "报送数"
"""The formula of what was read and not computed."""
NOTHING = Reading(None, note="未报送")


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers of one column as whole multiples of 1/scale; regions without one are left out."""

    numbers: Mapping[int, int]
    """By the region's place in the registry."""
    scale: int

    @classmethod
    def of(cls, values: Mapping[int, Decimal | Fraction]) -> Amounts:
        """From exact numbers by place."""
        found = scaled(list(values.values()))
        return cls(dict(zip(values, found.values, strict=True)), found.scale)

    def at(self, places: Iterable[int]) -> Scaled:
        """The numbers at these places, which all have one."""
        return Scaled(list(map(self.numbers.__getitem__, places)), self.scale)


@dataclass(frozen=True)
class Goals:
    """The targets of one column, in the registry's order."""

    targets: Sequence[Target | None]

    @cached_property
    def decimals(self) -> int:
        """How many decimals they are printed with."""
        return target_decimals(self.targets)

    @cached_property
    def amounts(self) -> Amounts:
        """Those above zero, of which rates are taken."""
        values = ((place, target.value) for place, target in enumerate(self.targets) if target is not None)
        return Amounts.of({place: value for place, value in values if value is not None and value > 0})


class Readings:
    """What a dataset says, column by column. A column is made when it is first asked for, and kept."""

    def __init__(self, data: Dataset, pack: Pack) -> None:
        self.data = data
        self._indicators = {indicator.code: indicator for indicator in pack.indicators}
        self._codes = tuple(region.code for region in pack.regions)
        self._amounts: dict[tuple[str, Period], Amounts] = {}
        self._goals: dict[tuple[str, Period | None], Goals] = {}

    @cached_property
    def _reported(self) -> Mapping[tuple[str, Kind, Period], Mapping[str, Observation]]:
        """What was reported, by region, column by column."""
        columns: dict[tuple[str, Kind, Period], dict[str, Observation]] = defaultdict(dict)
        for (region, code, kind, period), observation in self.data.observations.items():
            columns[code, kind, period][region] = observation
        return dict(columns)

    @cached_property
    def _set(self) -> Mapping[tuple[str, Period], Mapping[str, Target]]:
        """What was set as target, by region, column by column."""
        columns: dict[tuple[str, Period], dict[str, Target]] = defaultdict(dict)
        for (region, code, period), target in self.data.targets.items():
            columns[code, period][region] = target
        return dict(columns)

    @cached_property
    def _starting(self) -> Mapping[tuple[str, Kind, date], Sequence[Period]]:
        """The periods that were reported, by their first day, longest first: for adding periods up."""
        index: dict[tuple[str, Kind, date], list[Period]] = defaultdict(list)
        for code, kind, period in sorted(self._reported, key=lambda column: column[2], reverse=True):
            index[code, kind, period.start].append(period)
        return dict(index)

    def _found(self, region: str, code: str, kind: Kind, period: Period) -> Observation | None:
        column = self._reported.get((code, kind, period))
        return None if column is None else column.get(region)

    def amounts(self, code: str, period: Period) -> Amounts:
        """The numbers of an indicator over all regions."""
        known = self._amounts.get((code, period))
        if known is None:
            column = self._reported.get((code, Kind.ACTUAL, period), {})
            values: dict[int, Decimal | Fraction] = {}
            for place, region in enumerate(self._codes):
                found = column.get(region)
                value = found.value if found is not None else self.actual(region, code, period).value
                if value is not None:
                    values[place] = value
            known = self._amounts[code, period] = Amounts.of(values)
        return known

    def goals(self, code: str, period: Period | None) -> Goals:
        """The targets of an indicator over all regions; none without a period."""
        known = self._goals.get((code, period))
        if known is None:
            column = self._set.get((code, period), {}) if period else {}
            known = self._goals[code, period] = Goals([column.get(region) for region in self._codes])
        return known

    def actual(self, region: str, code: str, period: Period) -> Reading:
        """完成: reported for exactly this period; else computed, where there is one exact way to compute it."""
        indicator = self._indicators[code]
        found = self._found(region, code, Kind.ACTUAL, period)
        if found is not None:
            return _as_reported(found)
        if indicator.ratio_of:
            return self._ratio(region, indicator.ratio_of, period)
        if indicator.growth_of:
            return self._growth(region, indicator, period)
        return self._sum(region, indicator, Kind.ACTUAL, period)

    def target(self, region: str, code: str, period: Period) -> Target | None:
        """目标 of exactly this period, or None."""
        return self.data.targets.get((region, code, period))

    def _sum(self, region: str, indicator: Indicator, kind: Kind, period: Period) -> Reading:
        if indicator.aggregation is not Aggregation.SUM:
            return NOTHING
        tiles = self._tiles(region, indicator.code, kind, period.start, period.end)
        if not tiles:
            return NOTHING
        values = [Fraction(tile.value) for tile in tiles if tile.value is not None]
        terms = " + ".join(f"{tile.period.label}{exact_text(tile.value)}" for tile in tiles)
        changes = self._adjustments(region, indicator.code, tiles) if kind is Kind.ACTUAL else []
        for change in changes:
            assert change.value is not None
            values.append(Fraction(change.value))
            sign = "−" if change.value < 0 else "+"
            why = f"（{change.reason}）" if change.reason else ""
            terms += f" {sign} {change.period.label}调整{exact_text(abs(change.value))}{why}"
        parts = (*tiles, *changes)
        return Reading(sum(values, Fraction(0)), tuple(part.source for part in parts), terms, parts=parts)

    def _adjustments(self, region: str, code: str, tiles: Sequence[Observation]) -> list[Observation]:
        """调整数 of the periods that are summed: what a later report takes back or adds to months already reported.

        A cumulation that was itself reported holds them already, so they count only where periods are added up here.
        """
        found = (self._found(region, code, Kind.ADJUSTMENT, tile.period) for tile in tiles)
        return [change for change in found if change is not None and change.value is not None]

    def _tiles(self, region: str, code: str, kind: Kind, start: date, end: date) -> list[Observation]:
        """Reported periods that cover start to end without gap or overlap, longest first; empty if there are none."""
        if (code, kind, start) not in self._starting:
            return []
        blind: set[date] = set()  # days from which the end is not reached: each is tried once

        def cover(first: date) -> list[Observation]:
            for period in self._starting.get((code, kind, first), ()):
                tile = self._found(region, code, kind, period) if period.end <= end else None
                if tile is None or tile.value is None:
                    continue
                if period.end == end:
                    return [tile]
                following = period.day_after()
                rest = cover(following) if following not in blind else []
                if rest:
                    return [tile, *rest]
            blind.add(first)
            return []

        return cover(start)

    def _growth(self, region: str, indicator: Indicator, period: Period) -> Reading:
        """增速 from values: only where none was given. A base that is missing, zero or negative gives no rate."""
        whole = self._indicators[indicator.growth_of]
        actual = self.actual(region, whole.code, period)
        base = self._base(region, whole, period)
        if actual.value is None or base.value is None:
            return Reading(None, note="未报送增速，也无同期数可算")
        if base.value <= 0:
            return Reading(None, (*actual.sources, *base.sources), note="上年同期数不为正，不计算增速")
        growth = (actual.value / base.value - 1) * 100
        formula = f"（{exact_text(actual.value)} ÷ {exact_text(base.value)} − 1）× 100"
        return Reading(growth, (*actual.sources, *base.sources), formula)

    def _base(self, region: str, indicator: Indicator, period: Period) -> Reading:
        given = self._found(region, indicator.code, Kind.BASE, period)
        if given is not None:
            return _as_reported(given)
        summed = self._sum(region, indicator, Kind.BASE, period)
        if summed.value is not None:
            return summed
        return self.actual(region, indicator.code, period.year_before())

    def _ratio(self, region: str, pair: tuple[str, str], period: Period) -> Reading:
        above, below = (self.actual(region, code, period) for code in pair)
        if above.value is None or below.value is None:
            return NOTHING
        sources = (*above.sources, *below.sources)
        if below.value == 0:
            return Reading(None, sources, note=f"{self._indicators[pair[1]].name}为0，不计算比率")
        formula = f"{exact_text(above.value)} ÷ {exact_text(below.value)} × 100"
        return Reading(above.value / below.value * 100, sources, formula)


def _as_reported(found: Observation) -> Reading:
    if found.value is not None:
        return Reading(Fraction(found.value), (found.source,), AS_REPORTED)
    if found.kind_of_value is ValueKind.BELOW_UNIT:
        return Reading(None, (found.source,), AS_REPORTED, "不足一个最小单位", "…")
    return Reading(
        None, (found.source,), AS_REPORTED, "未报送" if not found.raw.strip() else f"报送为“{found.raw.strip()}”"
    )


def target_decimals(targets: Sequence[Target | None]) -> int:
    """How many decimals a column of targets is printed with: as many as the most exact of them was written with."""
    written = {
        target.value.as_integer_ratio()[1] for target in targets if target is not None and target.value is not None
    }
    # What a reduced fraction needs depends on its denominator alone, and a column has few of those.
    return max((len(exact_text(Fraction(1, below)).partition(".")[2]) for below in written), default=0)
