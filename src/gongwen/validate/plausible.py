"""What is probably wrong though it may be true: always looked for, always a warning."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from gongwen.model.catalogue import Indicator
from gongwen.model.data import Observation
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Aggregation
from gongwen.validate.facts import problem_at
from gongwen.validate.gather import Observations, Targets
from gongwen.validate.history import UNIT_SLIP, history_problems, slips_against
from gongwen.validate.relations import Ledger, adjustments, ledgers, plain


def plausibility_problems(observations: Observations, targets: Targets, pack: Pack) -> list[Problem]:
    """Unit slips, jumps, cumulative figures that fall, growth that differs from what the figures give."""
    actual, base, planned = ledgers(observations, targets)
    adjusted = adjustments(observations)
    problems: list[Problem] = []
    for indicator in pack.indicators:
        if indicator.growth_of:
            problems += _growth(indicator, actual, base, pack)
        if indicator.is_percentage:
            continue
        problems += history_problems(indicator, actual, base, pack)
        problems += slips_against(indicator, actual, planned, pack)
        problems += _slips_among_regions(indicator, actual, pack)
        if indicator.aggregation is Aggregation.SUM:
            problems += _falls(indicator, actual, adjusted, pack)
    return problems


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


def _falls(indicator: Indicator, book: Ledger, adjusted: Ledger, pack: Pack) -> Iterator[Problem]:
    """A cumulative figure that is smaller than before: 核减 happens, but with its amount and its reason."""
    periods = book.periods(indicator.code)
    for before, now in ((a, b) for a in periods for b in periods if a.start == b.start and a.end < b.end):
        if any(before.end < other.end < now.end and other.start == now.start for other in periods):
            continue
        for region in pack.regions:
            old = book.number(region.code, indicator.code, before)
            new = book.number(region.code, indicator.code, now)
            if old is None or new is None or old.value is None or new.value is None or new.value >= old.value:
                continue
            stated = [v for v in adjusted.within(region.code, indicator.code, now) if v.period.end > before.end]
            change = sum((v.value for v in stated if v.value is not None), Decimal(0))
            if new.value >= old.value + change and all(isinstance(v, Observation) and v.reason for v in stated):
                continue
            message = f"{region.name}{indicator.name}累计数下降：{before.label}{plain(old.value)}，{now.label}{plain(new.value)}"
            if stated:
                short = new.value < old.value + change
                message += f"，调整数{plain(change)}" + ("不足以说明" if short else "没有写明原因")
            fix = "如有核减，请填“调整数”和“调整原因”两列"
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
