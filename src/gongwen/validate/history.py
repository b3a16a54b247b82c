"""A region's figure against its own of other periods of the same length, its base and its target: always warnings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.validate.facts import problem_at
from gongwen.validate.relations import Ledger, Value, plain
from gongwen.validate.units import COUNT_WORDS, parse_unit

UNIT_SLIP = Decimal(2_000)
"""From this ratio on a wrong unit (10⁴, 10⁸) is likelier than growth."""
JUMP = Decimal(20)
"""From this ratio to the period before on a figure is worth a look."""
OUTLIER = Decimal(3)
"""So many times the highest, or so small a part of the lowest, of a history of at least LONG periods."""
LONG = 4
_FROM = Decimal(10)
"""Smaller figures jump by nature (1个 → 25个)."""


def history_problems(indicator: Indicator, book: Ledger, base: Ledger, pack: Pack) -> Iterator[Problem]:
    """Each figure against the region's earlier ones of like length, and against 上年同期 as reported."""
    groups: dict[str, list[Period]] = {}
    for period in book.periods(indicator.code):
        for kind in like(period):
            groups.setdefault(kind, []).append(period)
    for kind, periods in groups.items():
        for region in pack.regions:
            series = [(p, v) for p in periods if (v := book.number(region.code, indicator.code, p))]
            for number in range(1, len(series)):
                yield from _against_earlier(indicator, region, series[: number + 1], slips_only=kind == "to_date")
    for period in book.periods(indicator.code):
        for region in pack.regions:
            now = book.number(region.code, indicator.code, period)
            before = base.number(region.code, indicator.code, period)
            if now and before and (fault := _pair(indicator, region, ("上年同期", before), (period.label, now))):
                yield fault


def like(period: Period) -> tuple[str, ...]:
    """Names of the groups a period is compared in: equal lengths only, and cumulations of any length for a slip of units.

    >>> like(Period.months(2022, 1, 6)), like(Period.month(2022, 7))
    (('1月1日—6月30日', 'to_date'), ('1个月',))
    """
    if (period.start.month, period.start.day) == (1, 1) and period.month_count > 1:
        # 1—6月 is longer than 1—5月; its like is 1—6月 of another year.
        return f"1月1日—{period.end.month}月{period.end.day}日", "to_date"
    if period.whole_months:
        return (f"{period.month_count}个月",)
    if period.start.day == 21 and period.month_count == 1 and period.day_after().day == 1:
        return ("下旬",)
    return (f"{period.day_count}天",)


def _against_earlier(
    indicator: Indicator, region: Region, series: list[tuple[Period, Value]], *, slips_only: bool
) -> Iterator[Problem]:
    (before, old), (now, new) = series[-2:]
    fault = _pair(indicator, region, (before.label, old), (now.label, new), slips_only=slips_only)
    if fault is not None:
        yield fault
        return
    earlier = [v.value for _, v in series[:-1] if v.value is not None]
    if slips_only or len(earlier) < LONG or new.value is None or new.value < 0 or min(earlier) <= 0:
        return
    low, high = min(earlier), max(earlier)
    too_high = new.value > high * OUTLIER and new.value - high >= _FROM
    too_low = new.value * OUTLIER < low and low - new.value >= _FROM
    if too_high or too_low:
        message = (
            f"{region.name}{indicator.name}：{now.label}{plain(new.value)}，此前{len(earlier)}期都在"
            f"{plain(low)}—{plain(high)}之间"
        )
        yield problem_at(new.source, Severity.WARNING, "value.outlier", message, "请核实；属实的不用改")


def _pair(
    indicator: Indicator,
    region: Region,
    first: tuple[str, Value],
    second: tuple[str, Value],
    *,
    slips_only: bool = False,
) -> Problem | None:
    old, new = first[1].value, second[1].value
    if not old or not new or old * new < 0:
        return None
    small, large = sorted((abs(old), abs(new)))
    name = f"{region.name}{indicator.name}：{first[0]}{plain(old)}，{second[0]}{plain(new)}"
    if large >= small * UNIT_SLIP:
        message = f"{name}，相差{large / small:.0f}倍，像是单位弄错了（元、万元、亿元）"
        return problem_at(second[1].source, Severity.WARNING, "value.unit_slip", message, "请核实两期的单位")
    if large >= small * JUMP and small >= _FROM and not slips_only:
        return problem_at(
            second[1].source, Severity.WARNING, "value.jump", f"{name}，相差{large / small:.0f}倍", "请核实"
        )
    return None


def slips_against(indicator: Indicator, book: Ledger, planned: Ledger, pack: Pack) -> Iterator[Problem]:
    """A figure against its own target of the same period: ten thousand times as much is a wrong unit."""
    unit = parse_unit(indicator.unit)
    if unit is None or unit.base in COUNT_WORDS:
        return
    for period in book.periods(indicator.code):
        for region in pack.regions:
            now = book.number(region.code, indicator.code, period)
            target = planned.number(region.code, indicator.code, period)
            if not (now and target and now.value and target.value):
                continue
            if abs(now.value) >= abs(target.value) * UNIT_SLIP:
                message = (
                    f"{region.name}{period.label}{indicator.name}：目标{plain(target.value)}，完成{plain(now.value)}，"
                    f"相差{abs(now.value / target.value):.0f}倍，像是单位弄错了"
                )
                yield problem_at(now.source, Severity.WARNING, "value.unit_slip", message, "请核实单位")
