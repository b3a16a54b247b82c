"""What is ranked and what is measured: regions (地区) and indicators (指标)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongwen.model.terms import Aggregation, Direction


@dataclass(frozen=True, slots=True)
class Region:
    """One row of a scoreboard: a district, town, park, department or firm; or the total row (全市)."""

    code: str
    """Stable key, also used in file names; never shown."""
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    category: str = ""
    """类别: regions may be ranked within it."""
    ranked: bool = True
    """是否参与排名. The total row never is."""
    is_total: bool = False
    """True for 全市/合计: printed first and set apart."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that means this region, the code included."""
        return tuple(dict.fromkeys(n for n in (self.name, self.short_name, *self.aliases, self.code) if n))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted or measured, as the indicator catalogue (指标目录) defines it."""

    code: str
    name: str
    unit: str = ""
    """计量单位 of stored values: 亿元, 个, 宗, 亩, %, …"""
    aliases: tuple[str, ...] = ()
    direction: Direction = Direction.HIGHER
    decimals: int = 0
    """Printed decimals of the value itself; rates have one by default."""
    aggregation: Aggregation = Aggregation.SUM
    definition: str = ""
    """口径: what is counted, printed as a note."""
    provider: str = ""
    """数据来源, printed as a note."""
    weight: Decimal | None = None
    """权重 in a weighted score; None stays out of it."""
    growth_of: str = ""
    """For a growth rate (增速): the code of the indicator whose growth it is."""
    part_of: str = ""
    """For an of-which (其中) indicator: the code of the whole."""
    ratio_of: tuple[str, str] | None = None
    """For a rate computed from two counts (开工率 = 新开工 ÷ 应开工): the codes of numerator and denominator."""
    is_score: bool = False
    """True for a weighted score (得分): computed from other indicators, never read."""

    @property
    def is_percentage(self) -> bool:
        """Whether values are in %, so that differences are in 百分点 and ratios make no sense."""
        return self.unit in ("%", "％")
