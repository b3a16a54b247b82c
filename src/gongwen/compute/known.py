"""Reported figures of earlier issues, as far as they are known: from the data, else as they were published."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from gongwen.compute.readings import Readings
from gongwen.compute.rounding import exact_text
from gongwen.model.baseline import Baseline
from gongwen.model.data import Dataset, Kind
from gongwen.model.figures import FigureKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.terms import Measure


def known_figures(
    data: Dataset | None, pack: Pack, baseline: Baseline | None
) -> Callable[[str, str, Period], Decimal | None]:
    """(region, indicator, period) → the exact figure, None where it is not known.

    Sums of reported periods count as known (1—7月 from 1—6月 and 7月); a growth rate or ratio only as it was reported.
    """
    readings = Readings(data, pack) if data is not None else None

    def known(region: str, code: str, period: Period) -> Decimal | None:
        indicator = pack.indicator(code)
        if data is not None and readings is not None:
            computed = indicator.ratio_of or indicator.growth_of
            if not computed or (region, code, Kind.ACTUAL, period) in data.observations:
                value = readings.actual(region, code, period).value
                if value is not None:
                    return _decimal(value)
        if baseline is None:
            return None
        published = baseline.figures.get(FigureKey(region, code, Measure.ACTUAL, period).id)
        return None if published is None or published.value is None else _decimal(published.value)

    return known


def _decimal(value: Fraction) -> Decimal | None:
    """Exact where it has an end, as every reported figure and sum has."""
    text = exact_text(value)
    return Decimal(text) if Fraction(text) == value else None
