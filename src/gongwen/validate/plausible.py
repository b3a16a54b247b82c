"""What is probably wrong though it may be true: always looked for, always a warning."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median

from gongwen.model.catalogue import Indicator
from gongwen.model.data import Kind
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Aggregation
from gongwen.validate.facts import problem_at
from gongwen.validate.gather import Observations, Targets
from gongwen.validate.relations import Ledger, ledgers, plain

UNIT_SLIP = Decimal(2_000)
"""From this ratio on a wrong unit (10⁴, 10⁸) is likelier than growth."""
JUMP = Decimal(20)
"""From this ratio on a figure is worth a look."""
_JUMP_FROM = Decimal(10)
"""Smaller figures jump by nature (1个 → 25个)."""


def plausibility_problems(observations: Observations, targets: Targets, pack: Pack) -> list[Problem]:
    """Unit slips, jumps, cumulative figures that fall, growth that differs from what the figures give."""
    actual, base, _ = ledgers(observations, targets)
    problems: list[Problem] = []
    for indicator in pack.indicators:
        if indicator.growth_of:
            problems += _growth(indicator, actual, base, pack)
        if indicator.is_percentage:
            continue
        problems += _jumps(indicator, actual, pack)
        problems += _slips_among_regions(indicator, actual, pack)
        if indicator.aggregation is Aggregation.SUM:
            problems += _falls(indicator, actual, observations, pack)
    return problems


def _jumps(indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    """A region's figure against its own in the period of the same kind before."""
    groups: dict[str, list[Period]] = {}
    for period in book.periods(indicator.code):
        groups.setdefault(_kind(period), []).append(period)
    for periods in groups.values():
        for before, now in pairwise(periods):
            for region in pack.regions:
                old = book.number(region.code, indicator.code, before)
                new = book.number(region.code, indicator.code, now)
                if old is None or new is None or not old.value or not new.value or old.value * new.value < 0:
                    continue
                small, large = sorted((abs(old.value), abs(new.value)))
                name = f"{region.name}{indicator.name}：{before.label}{plain(old.value)}，{now.label}{plain(new.value)}"
                if large >= small * UNIT_SLIP:
                    message = f"{name}，相差{large / small:.0f}倍，像是单位弄错了（元、万元、亿元）"
                    yield problem_at(new.source, Severity.WARNING, "value.unit_slip", message, "请核实两期的单位")
                elif large >= small * JUMP and small >= _JUMP_FROM:
                    message = f"{name}，相差{large / small:.0f}倍"
                    yield problem_at(new.source, Severity.WARNING, "value.jump", message, "请核实")


def _slips_among_regions(indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    """One region's figure against the others' of the same period."""
    regions = [region for region in pack.regions if not region.is_total]
    for period in book.periods(indicator.code):
        found = {r.code: v for r in regions if (v := book.number(r.code, indicator.code, period)) and v.value}
        if len(found) < 4:
            continue
        middle = median(sorted(abs(v.value) for v in found.values() if v.value))
        for region in regions:
            value = found.get(region.code)
            if value is None or not value.value or not middle:
                continue
            small, large = sorted((abs(value.value), middle))
            if large >= small * UNIT_SLIP:
                message = (
                    f"{region.name}{period.label}{indicator.name}{plain(value.value)}，与各地的中位数{plain(middle)}"
                    f"相差{large / small:.0f}倍，像是单位弄错了"
                )
                yield problem_at(value.source, Severity.WARNING, "value.unit_slip", message, "请核实单位")


def _falls(indicator: Indicator, book: Ledger, observations: Observations, pack: Pack) -> Iterator[Problem]:
    """A cumulative figure that is smaller than before: 核减 happens, but is said."""
    periods = book.periods(indicator.code)
    for before, now in ((a, b) for a in periods for b in periods if a.start == b.start and a.end < b.end):
        if any(before.end < other.end < now.end and other.start == now.start for other in periods):
            continue
        for region in pack.regions:
            old = book.number(region.code, indicator.code, before)
            new = book.number(region.code, indicator.code, now)
            if old is None or new is None or old.value is None or new.value is None or new.value >= old.value:
                continue
            if any((region.code, indicator.code, Kind.ADJUSTMENT, p) in observations for p in (before, now)):
                continue
            message = f"{region.name}{indicator.name}累计数下降：{before.label}{plain(old.value)}，{now.label}{plain(new.value)}"
            fix = "如有核减，请填“调整”数并说明原因"
            yield problem_at(new.source, Severity.WARNING, "cumulative.falls", message, fix)


def _growth(indicator: Indicator, actual: Ledger, base: Ledger, pack: Pack) -> Iterator[Problem]:
    """A given growth rate against the one that the figures give; the given one wins."""
    for period in actual.periods(indicator.code):
        for region in pack.regions:
            given = actual.number(region.code, indicator.code, period)
            now = actual.number(region.code, indicator.growth_of, period)
            before = base.number(region.code, indicator.growth_of, period) or actual.number(
                region.code, indicator.growth_of, period.year_before()
            )
            if given is None or now is None or before is None or not before.value or before.value < 0:
                continue
            assert given.value is not None
            assert now.value is not None
            computed = (now.value - before.value) / before.value * 100
            step = Decimal(1).scaleb(-max(indicator.decimals, 1))
            if abs(computed - given.value) > step:
                message = (
                    f"{region.name}{period.label}{indicator.name}报的是{plain(given.value)}%，按完成数和上年同期数算是"
                    f"{computed.quantize(step)}%"
                )
                fix = "以报的为准；口径不同的请在指标口径里说明"
                yield problem_at(given.source, Severity.WARNING, "growth.differs", message, fix)


def _kind(period: Period) -> str:
    """Periods of one kind are compared: months, quarters, the year to date, stretches of about as many days."""
    if (period.start.month, period.start.day) == (1, 1) and period.month_count > 1:
        return "to_date"
    return f"months{period.month_count}" if period.whole_months else f"days{period.day_count // 3}"
