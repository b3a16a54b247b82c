"""A Chart: composed once, drawn natively in Excel and Word, as SVG in HTML and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ChartKind(StrEnum):
    """What is drawn."""

    BARS = "bars"
    """One bar a region, with an optional reference line (时序进度)."""
    SLOPE = "slope"
    """Rank last issue → rank now, one line a region."""
    HEAT = "heat"
    """Regions × indicators."""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One run of values. ``values`` are in the printed scale (percent as 78.5); None where there is no figure."""

    name: str
    values: tuple[Fraction | None, ...]
    texts: tuple[str, ...]
    """The settled text of each value, printed as the data label."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says; how it looks is the renderer's."""

    name: str
    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    """Region names along the axis."""
    series: tuple[ChartSeries, ...]
    unit: str = ""
    reference: Fraction | None = None
    """Height of the reference line, in the values' scale."""
    reference_label: str = ""
    """For the legend: 时序进度33.3%."""
    alt_text: str = ""
    """What a reader who cannot see it is told."""
    notes: tuple[str, ...] = ()
    region_word: str = "地区"
    """What a row of the tables is called: 地区, 单位, 镇（街道）."""
