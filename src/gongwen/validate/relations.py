"""勾稽: declared relations between figures, checked with exact decimals and the declared tolerance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Kind, Observation, Target, ValueKind
from gongwen.model.pack import Pack, Relation
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Aggregation, Bound
from gongwen.validate.facts import problem_at
from gongwen.validate.gather import Observations, Targets
from gongwen.validate.units import COUNT_WORDS, parse_unit

Value = Observation | Target
_FIX = "请核实改正；确认无误的，在 [[sign_offs]] 里签认并写明理由"


@dataclass(frozen=True, slots=True)
class Ledger:
    """All figures of one kind (完成, 目标, 上年同期), looked up by region, indicator and period."""

    word: str
    values: dict[tuple[str, str, Period], Value]

    def number(self, region: str, indicator: str, period: Period) -> Value | None:
        """The figure with a number, None where there is none."""
        value = self.values.get((region, indicator, period))
        return value if value is not None and value.value is not None else None

    def within(self, region: str, indicator: str, period: Period) -> list[Value]:
        """The region's figures whose periods lie in ``period``, itself included."""
        return [v for (r, i, p), v in self.values.items() if (r, i) == (region, indicator) and period.contains(p)]

    def periods(self, indicator: str) -> list[Period]:
        """Periods an indicator has figures for, in order."""
        return sorted({key[2] for key in self.values if key[1] == indicator})


def ledgers(observations: Observations, targets: Targets) -> tuple[Ledger, Ledger, Ledger]:
    """Actuals, bases and targets."""
    actual = {(k[0], k[1], k[3]): v for k, v in observations.items() if k[2] is Kind.ACTUAL}
    base = {(k[0], k[1], k[3]): v for k, v in observations.items() if k[2] is Kind.BASE}
    return Ledger("完成", dict(actual)), Ledger("上年同期", dict(base)), Ledger("目标", dict(targets))


def adjustments(observations: Observations) -> Ledger:
    """调整数, by the period they are stated for."""
    return Ledger("调整", {(k[0], k[1], k[3]): v for k, v in observations.items() if k[2] is Kind.ADJUSTMENT})


def relation_problems(observations: Observations, targets: Targets, pack: Pack) -> list[Problem]:
    """Every declared relation that does not hold."""
    books = ledgers(observations, targets)
    adjusted = adjustments(observations)
    problems: list[Problem] = []
    for relation in pack.relations:
        for book in books:
            problems += _check(relation, book, adjusted, pack)
    return problems


def _check(relation: Relation, book: Ledger, adjusted: Ledger, pack: Pack) -> Iterator[Problem]:
    if relation.kind == "balance":
        yield from _balance(relation, book, pack)
        return
    chosen = [i for i in pack.indicators if not relation.indicators or i.code in relation.indicators]
    for indicator in chosen:
        if relation.kind == "part":
            yield from _part(relation, indicator, book, pack)
        elif indicator.aggregation is not Aggregation.SUM or indicator.is_percentage:
            continue
        elif relation.kind == "total":
            yield from _total(relation, indicator, book, pack)
        elif relation.kind == "nested":
            yield from _nested(relation, indicator, book, adjusted, pack)
        elif relation.kind == "running" and book.word == "完成":
            yield from _running(relation, indicator, book, adjusted, pack)


# -- total -------------------------------------------------------------------------------------------------------


def _total(relation: Relation, indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    total = pack.total
    if total is None:
        return
    regions = [region for region in pack.regions if not region.is_total]
    for period in book.periods(indicator.code):
        whole = book.number(total.code, indicator.code, period)
        parts = [book.number(region.code, indicator.code, period) for region in regions]
        numbers = [part for part in parts if part is not None]
        if whole is None or not numbers:
            continue
        if len(numbers) == len(regions):
            yield from _compare_total(relation, indicator, book, period, total, whole, numbers)
        elif _bound(whole) is Bound.EXACT and all(_number(part) >= 0 for part in numbers):
            # Some have no figure: what is there may already be too much, but never too little.
            added, slack = _sum(numbers), _slack(relation, indicator, (whole, *numbers))
            if added > _number(whole) + slack:
                message = (
                    f"{indicator.name}{period.label}{book.word}：{total.name}{plain(_number(whole))}，有数的{len(numbers)}个地区"
                    f"（共{len(regions)}个）已合计{plain(added)}，多出{plain(added - _number(whole))}"
                )
                yield problem_at(whole.source, Severity.ERROR, "total.mismatch", message, _FIX)


def _compare_total(
    relation: Relation,
    indicator: Indicator,
    book: Ledger,
    period: Period,
    total: Region,
    whole: Value,
    parts: list[Value],
) -> Iterator[Problem]:
    added = _sum(parts)
    value = _number(whole)
    what = f"{indicator.name}{period.label}{book.word}"
    bounds = {_bound(item) for item in (whole, *parts)}
    if bounds != {Bound.EXACT}:
        # 100以上 is no number to be added up; only a sum that cannot reach it is worth saying.
        if _bound(whole) is Bound.AT_LEAST and added < value and Bound.AT_LEAST not in {_bound(p) for p in parts}:
            message = f"{what}：{total.name}是{_text(whole)}，{len(parts)}个地区合计只有{plain(added)}"
            yield problem_at(whole.source, Severity.WARNING, "total.uncovered", message, "请核实目标分解")
        return
    difference = value - added
    if abs(difference) > _slack(relation, indicator, (whole, *parts)):
        message = f"{what}：{total.name}{plain(value)}，{len(parts)}个地区合计{plain(added)}，相差{plain(difference)}"
        yield problem_at(whole.source, Severity.ERROR, "total.mismatch", message, _FIX)
        return
    printed = sum((_rounded(_number(part), indicator.decimals) for part in parts), Decimal(0))
    if printed != _rounded(value, indicator.decimals):
        message = f"{what}：按{indicator.decimals}位小数印出后，各地相加是{printed}，{total.name}是{_rounded(value, indicator.decimals)}"
        fix = "可在表下注明“因四舍五入，分项之和可能不等于合计”"
        yield problem_at(whole.source, Severity.INFO, "total.rounding", message, fix)


# -- part, nested, running, balance ------------------------------------------------------------------------------


def _part(relation: Relation, indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    if not indicator.part_of:
        return
    whole_indicator = pack.indicator(indicator.part_of)
    for region, period in _places(indicator, book, pack):
        part = book.number(region.code, indicator.code, period)
        whole = book.number(region.code, whole_indicator.code, period)
        if (
            part
            and whole
            and _number(part) > _number(whole) + _slack(relation, indicator, (part, whole))
            and _bound(whole) is not Bound.AT_LEAST
        ):
            message = (
                f"{region.name}{period.label}的{book.word}：其中“{indicator.name}”{plain(_number(part))}，"
                f"大于“{whole_indicator.name}”{plain(_number(whole))}"
            )
            yield problem_at(part.source, Severity.ERROR, "part.exceeds", message, _FIX)


def _nested(relation: Relation, indicator: Indicator, book: Ledger, adjusted: Ledger, pack: Pack) -> Iterator[Problem]:
    for region in pack.regions:
        found = [(p, v) for p in book.periods(indicator.code) if (v := book.number(region.code, indicator.code, p))]
        for inner, small in found:
            for outer, large in found:
                if inner == outer or not outer.contains(inner) or _bound(large) is Bound.AT_LEAST:
                    continue
                slack = _slack(relation, indicator, (small, large))
                if _number(small) <= _number(large) + slack or _bound(small) is Bound.AT_MOST:
                    continue
                if book.word == "完成" and adjusted.within(region.code, indicator.code, outer):
                    continue  # a month whose figure was taken back later may be larger than its quarter
                message = (
                    f"{region.name}{indicator.name}的{book.word}：{inner.label}{plain(_number(small))}，"
                    f"大于{outer.label}{plain(_number(large))}"
                )
                yield problem_at(small.source, Severity.ERROR, "nested.exceeds", message, _FIX)


def _running(relation: Relation, indicator: Indicator, book: Ledger, adjusted: Ledger, pack: Pack) -> Iterator[Problem]:
    """累计 = 上期累计 + 本期, and a quarter = its months: every way the periods given put a longer one together."""
    periods = book.periods(indicator.code)
    known = set(periods)
    for whole in periods:
        ways = [
            (before, rest)
            for before in periods
            if before.start == whole.start and before.end < whole.end
            for rest in (Period(before.day_after(), whole.end),)
            if rest in known
        ]
        months = _months(whole, periods)
        for region in pack.regions:
            for way in (*ways, *([months] if len(months) > 2 else [])):
                if fault := _added_up(relation, indicator, book, adjusted, region, whole, way):
                    yield fault
                    break


def _months(whole: Period, periods: list[Period]) -> tuple[Period, ...]:
    """The shortest periods that follow each other from the beginning of ``whole`` to its end; empty where there is a gap."""
    found: list[Period] = []
    start = whole.start
    while start <= whole.end:
        step = next((p for p in periods if p.start == start and p.end <= whole.end and p != whole), None)
        if step is None:
            return ()
        found.append(step)
        start = step.day_after()
    return tuple(found)


def _added_up(
    relation: Relation,
    indicator: Indicator,
    book: Ledger,
    adjusted: Ledger,
    region: Region,
    whole: Period,
    way: tuple[Period, ...],
) -> Problem | None:
    total = book.number(region.code, indicator.code, whole)
    parts = [book.number(region.code, indicator.code, period) for period in way]
    if total is None or any(part is None for part in parts):
        return None
    numbers = [part for part in parts if part is not None]
    change = _adjustment(adjusted, region.code, indicator.code, whole, way)
    expected = _sum(numbers) + change
    if abs(_number(total) - expected) <= _slack(relation, indicator, (total, *numbers)):
        return None
    terms = "＋".join(
        f"{period.label}{'累计' if period.start == whole.start and len(way) == 2 else ''}{plain(_number(number))}"
        for period, number in zip(way, numbers, strict=True)
    )
    terms += f"{'＋' if change > 0 else '−'}调整{plain(abs(change))}" if change else ""
    word = "累计" if len(way) == 2 else ""
    message = (
        f"{region.name}{indicator.name}：{terms}＝{plain(expected)}，{whole.label}{word}却是{plain(_number(total))}"
    )
    return problem_at(total.source, Severity.ERROR, "running.mismatch", message, _FIX)


def _adjustment(adjusted: Ledger, region: str, indicator: str, whole: Period, way: tuple[Period, ...]) -> Decimal:
    """调整数 that came with the later parts, or with the whole where the parts have none."""
    own = [v for period in way[1:] if (v := adjusted.number(region, indicator, period))]
    if not own and (stated := adjusted.number(region, indicator, whole)):
        own = [stated]
    return _sum(own)


def _balance(relation: Relation, book: Ledger, pack: Pack) -> Iterator[Problem]:
    """``indicators``: the stock at month's end (月末), 新增, 转出, and any further outflow (终止)."""
    if book.word != "完成" or len(relation.indicators) < 3:
        return
    stock, inflow, *outflows = relation.indicators
    indicator = pack.indicator(stock)
    periods = book.periods(stock)
    for region, period in _places(indicator, book, pack):
        # The stock where the period begins, whatever it was reported with: March follows 1—2月.
        earlier = [v for p in periods if p.day_after() == period.start and (v := book.number(region.code, stock, p))]
        flows = [book.number(region.code, code, period) for code in (inflow, *outflows)]
        now = book.number(region.code, stock, period)
        if not earlier or now is None or any(item is None for item in flows):
            continue
        before = earlier[-1]
        numbers = [item for item in flows if item is not None]
        came, gone = _number(numbers[0]), _sum(numbers[1:])
        expected = _number(before) + came - gone
        if abs(_number(now) - expected) > _slack(relation, indicator, (before, now, *numbers)):
            message = (
                f"{region.name}{period.label}{indicator.name}：上期末{plain(_number(before))}＋新增{plain(came)}"
                f"−转出{plain(gone)}＝{plain(expected)}，期末却是{plain(_number(now))}"
            )
            yield problem_at(now.source, Severity.ERROR, "balance.mismatch", message, _FIX)


# -- small things ------------------------------------------------------------------------------------------------


def _places(indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[tuple[Region, Period]]:
    for period in book.periods(indicator.code):
        for region in pack.regions:
            yield region, period


def _number(value: Value) -> Decimal:
    assert value.value is not None
    return value.value


def _bound(value: Value) -> Bound:
    return value.bound if isinstance(value, Target) else Bound.EXACT


def _text(value: Value) -> str:
    return value.raw if value.kind_of_value is ValueKind.NUMBER else ""


def _sum(values: Iterable[Value]) -> Decimal:
    return sum((_number(value) for value in values), Decimal(0))


def _slack(relation: Relation, indicator: Indicator, values: Iterable[Value]) -> Decimal:
    """How far figures may be apart: the tolerance, and half a last digit for each where they may be rounded.

    What is counted one by one is never rounded. A workbook drops the zeros of 100.0, so a figure has at least the
    indicator's decimals; one that was converted from a larger unit (3亿元 in 万元) has fewer.
    """
    slack = relation.tolerance
    unit = parse_unit(indicator.unit)
    counted = unit is not None and unit.power == 0 and unit.base in COUNT_WORDS
    for value in values if relation.rounding and not counted else ():
        exponent = _number(value).as_tuple().exponent
        digits = exponent if isinstance(exponent, int) else 0
        slack += Decimal(5).scaleb((digits if digits > 0 else min(digits, -indicator.decimals)) - 1)
    return slack


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
