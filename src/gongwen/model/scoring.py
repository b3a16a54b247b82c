"""Lights (亮灯) and weighted scores (得分) as a pack declares them."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise, product

from gongwen.model.catalogue import Indicator
from gongwen.model.terms import Aggregation

DEFAULT_LIGHT = "默认"
"""The scheme of a light column that names none."""
NO_LIGHT = "不亮灯"
"""What a scheme says of values between its bands where it has none for them: no light, with a note."""
SHAPES = {"绿": "●", "黄": "▲", "红": "■", "蓝": "◆"}
"""Colour → shape: a light reads in black and white too."""


class Quantity(StrEnum):
    """What a light looks at. The value is the word in settings and on paper."""

    RATIO = "比时序"
    """完成率 ÷ 时序进度, in %."""
    GAP = "差时序"
    """完成率 − 时序进度, in 百分点; negative is behind."""
    RATE = "完成率"
    """完成 ÷ 目标, in %."""
    VALUE = "完成"
    """The value itself, in the indicator's unit; for an indicator in % the growth (增速)."""
    TARGET_GAP = "与目标差"
    """Actual − target of an indicator in %, in 百分点."""
    CITY_GAP = "与全市差"
    """Actual − the total row's of an indicator in %, in 百分点."""
    MET = "达标"
    """1 where the target is met, else 0."""
    MISSES = "连续未达标"
    """How many periods in a row, this one last, missed their target; 0 where it is met."""
    SCORE = "得分"

    @property
    def unit(self) -> str:
        """What stands after a bound of this quantity."""
        return {
            Quantity.RATIO: "%", Quantity.RATE: "%", Quantity.GAP: "个百分点", Quantity.TARGET_GAP: "个百分点",
            Quantity.CITY_GAP: "个百分点", Quantity.MISSES: "期", Quantity.SCORE: "分",
        }.get(self, "")  # fmt: skip

    @property
    def is_count(self) -> bool:
        """Whether it only takes the values 0, 1, 2, …"""
        return self in (Quantity.MET, Quantity.MISSES)

    @property
    def needs_target(self) -> bool:
        """Whether there is none without a target."""
        return self not in (Quantity.VALUE, Quantity.CITY_GAP, Quantity.SCORE)


_COMPARE = {"≥": operator.ge, "＞": operator.gt, "≤": operator.le, "＜": operator.lt, "＝": operator.eq}
OPERATORS = tuple(_COMPARE)


@dataclass(frozen=True, slots=True)
class Condition:
    """One bound: ``比时序 ≥ 80``. ≥ and ≤ include the bound, ＞ and ＜ do not."""

    quantity: Quantity
    sign: str
    """≥, ＞, ≤, ＜ or ＝."""
    bound: Decimal

    def holds(self, value: Fraction) -> bool:
        """Whether a value is on the right side."""
        return bool(_COMPARE[self.sign](value, Fraction(self.bound)))

    def describe(self, basis: Quantity) -> str:
        """As printed: ``≥80%``, with the quantity's name where it is not the scheme's basis."""
        name = "" if self.quantity is basis else self.quantity.value
        if self.quantity is Quantity.MET:
            return "达到目标" if self.holds(Fraction(1)) and not self.holds(Fraction(0)) else "未达目标"
        return f"{name}{self.sign}{self.bound}{self.quantity.unit}"


@dataclass(frozen=True, slots=True)
class Band:
    """One light of a scheme and when it shows."""

    light: str
    """绿, 黄, 红 or 蓝."""
    conditions: tuple[Condition, ...] = ()
    """All must hold; none: everything that no band before it took."""
    word: str = ""
    """A further word: 先进, 提醒."""
    shape: str = ""
    """Empty: the colour's own (●绿 ▲黄 ■红 ◆蓝)."""

    @property
    def text(self) -> str:
        """Shape, colour and word, as every output prints it."""
        return f"{self.shape or SHAPES[self.light]}{self.light}{f'（{self.word}）' if self.word else ''}"

    def holds(self, values: Mapping[Quantity, Fraction]) -> bool:
        """Whether the light shows for these values."""
        return all(condition.holds(values[condition.quantity]) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class LightScheme:
    """A way of giving lights: ordered bands, of which the first that holds shows."""

    name: str
    basis: Quantity
    bands: tuple[Band, ...]
    on: str = "exact"
    """exact: the exact rate against the exact progress; printed: as both are printed."""
    otherwise: str = ""
    """不亮灯 where values between the bands get no light; empty: bands that leave a gap are refused."""
    grace_months: int = 0
    """No light within so many first months of the target's period."""
    note: str = ""
    """Printed under tables instead of the generated line."""

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Everything its conditions look at, its basis first."""
        found = (condition.quantity for band in self.bands for condition in band.conditions)
        return tuple(dict.fromkeys((self.basis, *found)))

    @property
    def lookback(self) -> int:
        """How many earlier periods 连续未达标 has to look at."""
        bounds = [
            int(condition.bound) + 1
            for band in self.bands
            for condition in band.conditions
            if condition.quantity is Quantity.MISSES
        ]
        return max(bounds, default=0)

    def band_of(self, values: Mapping[Quantity, Fraction]) -> Band | None:
        """The light for these values, or None between the bands."""
        return next((band for band in self.bands if band.holds(values)), None)

    def uncovered(self) -> Mapping[Quantity, Fraction] | None:
        """Values for which no band holds, or None where the bands leave no gap.

        Bands compare quantities with fixed bounds, so trying every bound, the middle between neighbours and one step
        beyond the outermost tries everything that can make a difference.
        """
        return next((point for point in self._points() if self.band_of(point) is None), None)

    def never_shown(self) -> Band | None:
        """A band that earlier ones leave nothing to, or None."""
        shown = {id(self.band_of(point)) for point in self._points()}
        return next((band for band in self.bands if id(band) not in shown), None)

    def _points(self) -> list[dict[Quantity, Fraction]]:
        quantities = self.quantities
        axes = [self._representatives(quantity) for quantity in quantities]
        return [dict(zip(quantities, point, strict=True)) for point in product(*axes)]

    def _representatives(self, quantity: Quantity) -> list[Fraction]:
        bounds = sorted({Fraction(c.bound) for band in self.bands for c in band.conditions if c.quantity is quantity})
        if quantity.is_count:
            highest = 1 if quantity is Quantity.MET else int(max(bounds, default=Fraction(0))) + 1
            return [Fraction(n) for n in range(highest + 1)]
        if not bounds:
            return [Fraction(0)]
        between = [(low + high) / 2 for low, high in pairwise(bounds)]
        return sorted({bounds[0] - 1, *bounds, *between, bounds[-1] + 1})

    def describe(self) -> str:
        """The scheme in one line, for the notes under a table."""
        if self.note:
            return self.note
        bands = "，".join(f"{band.text}{self.when(band)}" for band in self.bands)
        basis = {
            Quantity.RATIO: "按完成率相当于时序进度的比例",
            Quantity.GAP: "按完成率与时序进度的差",
            Quantity.MET: "按是否达到目标",
            Quantity.MISSES: "按连续未达标的期数",
        }.get(self.basis, f"按{self.basis.value}")
        grace = f"；目标期前{self.grace_months}个月不亮灯" if self.grace_months else ""
        gaps = "；在各档之间的不亮灯" if self.otherwise else ""
        without = "目标" if any(quantity.needs_target for quantity in self.quantities) else self.basis.value
        return f"亮灯{basis}：{bands}{grace}{gaps}；没有{without}的不亮灯。"

    def when(self, band: Band) -> str:
        """When a light shows, as printed: ≥80%, ＜80%, 其余."""
        if band.conditions:
            return "且".join(condition.describe(self.basis) for condition in band.conditions)
        before = self.bands[: self.bands.index(band)]
        falling = all(len(b.conditions) == 1 and b.conditions[0].sign in ("≥", "＞") for b in before)
        if before and falling and len(self.quantities) == 1:
            # Each band takes what is above its bound, so the rest is what is below the last one.
            last = before[-1].conditions[0]
            sign = "＜" if last.sign == "≥" else "≤"
            return Condition(last.quantity, sign, last.bound).describe(self.basis)
        return "其余"


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One indicator of a score."""

    indicator: str
    """Indicator code."""
    weight: Decimal
    window: str = "本期"
    against: str = "本期"
    """The target's window."""
    cap: Decimal | None = None
    """Highest mark in %, instead of the score's own."""
    floor: Decimal | None = None
    """The value worth nothing, for marks by position between floor and target; None: 0 for indicators in %."""


@dataclass(frozen=True, slots=True)
class PointRules:
    """How 加减分 count in a score: all of them, up to a cap either way."""

    bonus_cap: Decimal | None = None
    """加分 count up to here; None: all."""
    penalty_cap: Decimal | None = None
    """扣分 count up to here; None: all."""


@dataclass(frozen=True, slots=True)
class ScoreSpec:
    """A weighted score: Σ weight × mark ÷ Σ weight over the indicators that have a target."""

    name: str
    items: tuple[ScoreItem, ...]
    title: str = ""
    """As printed; empty: the name and 得分."""
    cap: Decimal = Decimal(100)
    """Highest mark of one indicator, in %: 100 or 120."""
    decimals: int = 2
    on: str = "printed"
    """printed: marks are the printed rates, so that anyone can check the sum; exact: the exact ones."""
    missing: str = "none"
    """A target but nothing reported: none (no score), zero (worth nothing) or skip (left out like no target)."""
    points: PointRules | None = None
    """None: no points are added or taken."""

    @property
    def indicator(self) -> Indicator:
        """The score as something that can be ranked and shown."""
        return Indicator(
            self.name, self.title or f"{self.name.removesuffix('得分')}得分", "分", aliases=(self.name,),
            decimals=self.decimals, aggregation=Aggregation.NONE, is_score=True,
        )  # fmt: skip

    def item(self, indicator: str, window: str = "", against: str = "") -> ScoreItem | None:
        """The item of an indicator, and of this window where one is given; None where there is none or several."""
        found = [
            item
            for item in self.items
            if item.indicator == indicator and window in ("", item.window) and against in ("", item.against)
        ]
        return found[0] if len(found) == 1 else None
