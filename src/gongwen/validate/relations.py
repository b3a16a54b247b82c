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

    def periods(self, indicator: str) -> list[Period]:
        """Periods an indicator has figures for, in order."""
        return sorted({key[2] for key in self.values if key[1] == indicator})


def ledgers(observations: Observations, targets: Targets) -> tuple[Ledger, Ledger, Ledger]:
    """Actuals, bases and targets."""
    actual = {(k[0], k[1], k[3]): v for k, v in observations.items() if k[2] is Kind.ACTUAL}
    base = {(k[0], k[1], k[3]): v for k, v in observations.items() if k[2] is Kind.BASE}
    return Ledger("完成", dict(actual)), Ledger("上年同期", dict(base)), Ledger("目标", dict(targets))


def relation_problems(observations: Observations, targets: Targets, pack: Pack) -> list[Problem]:
    """Every declared relation that does not hold."""
    books = ledgers(observations, targets)
    problems: list[Problem] = []
    for relation in pack.relations:
        for book in books:
            problems += _check(relation, book, pack)
    return problems


def _check(relation: Relation, book: Ledger, pack: Pack) -> Iterator[Problem]:
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
            yield from _nested(relation, indicator, book, pack)
        elif relation.kind == "running" and book.word == "完成":
            yield from _running(relation, indicator, book, pack)


# -- total -------------------------------------------------------------------------------------------------------


def _total(relation: Relation, indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    total = pack.total
    if total is None:
        return
    regions = [region for region in pack.regions if not region.is_total]
    for period in book.periods(indicator.code):
        whole = book.number(total.code, indicator.code, period)
        parts = [book.number(region.code, indicator.code, period) for region in regions]
        if whole is None or any(part is None for part in parts):
            continue
        numbers = [part for part in parts if part is not None]
        yield from _compare_total(relation, indicator, book, period, total, whole, numbers)


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
    if abs(difference) > relation.tolerance + _rounding(relation, (whole, *parts)):
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
            and _number(part) > _number(whole) + relation.tolerance
            and _bound(whole) is not Bound.AT_LEAST
        ):
            message = (
                f"{region.name}{period.label}的{book.word}：其中“{indicator.name}”{plain(_number(part))}，"
                f"大于“{whole_indicator.name}”{plain(_number(whole))}"
            )
            yield problem_at(part.source, Severity.ERROR, "part.exceeds", message, _FIX)


def _nested(relation: Relation, indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    for region in pack.regions:
        found = [(p, v) for p in book.periods(indicator.code) if (v := book.number(region.code, indicator.code, p))]
        for inner, small in found:
            for outer, large in found:
                if inner == outer or not outer.contains(inner) or _bound(large) is Bound.AT_LEAST:
                    continue
                if _number(small) > _number(large) + relation.tolerance:
                    message = (
                        f"{region.name}{indicator.name}的{book.word}：{inner.label}{plain(_number(small))}，"
                        f"大于{outer.label}{plain(_number(large))}"
                    )
                    yield problem_at(small.source, Severity.ERROR, "nested.exceeds", message, _FIX)


def _running(relation: Relation, indicator: Indicator, book: Ledger, pack: Pack) -> Iterator[Problem]:
    periods = book.periods(indicator.code)
    known = set(periods)
    for whole in periods:
        for before in periods:
            if before.start != whole.start or before.end >= whole.end:
                continue
            rest = Period(before.day_after(), whole.end)
            if rest not in known:
                continue
            for region in pack.regions:
                three = [book.number(region.code, indicator.code, p) for p in (before, rest, whole)]
                if any(item is None for item in three):
                    continue
                first, added, total = (item for item in three if item is not None)
                expected = _number(first) + _number(added)
                if abs(_number(total) - expected) > relation.tolerance + _rounding(relation, (first, added, total)):
                    message = (
                        f"{region.name}{indicator.name}：{before.label}累计{plain(_number(first))}＋{rest.label}"
                        f"{plain(_number(added))}＝{plain(expected)}，{whole.label}累计却是{plain(_number(total))}"
                    )
                    yield problem_at(total.source, Severity.ERROR, "running.mismatch", message, _FIX)


def _balance(relation: Relation, book: Ledger, pack: Pack) -> Iterator[Problem]:
    """``indicators``: the stock at month's end (月末), 新增, 转出, and any further outflow (终止)."""
    if book.word != "完成" or len(relation.indicators) < 3:
        return
    stock, inflow, *outflows = relation.indicators
    for region, period in _places(pack.indicator(stock), book, pack):
        before = book.number(region.code, stock, period.shifted(-period.month_count))
        flows = [book.number(region.code, code, period) for code in (inflow, *outflows)]
        now = book.number(region.code, stock, period)
        if before is None or now is None or any(item is None for item in flows):
            continue
        came, *went = (_number(item) for item in flows if item is not None)
        expected = _number(before) + came - sum(went, Decimal(0))
        if abs(_number(now) - expected) > relation.tolerance:
            message = (
                f"{region.name}{period.label}{pack.indicator(stock).name}：上期末{plain(_number(before))}＋新增{plain(came)}"
                f"−转出{plain(sum(went, Decimal(0)))}＝{plain(expected)}，期末却是{plain(_number(now))}"
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


def _rounding(relation: Relation, values: Iterable[Value]) -> Decimal:
    """Half a last written digit for every figure, where the relation allows for rounding."""
    if not relation.rounding:
        return Decimal(0)
    total = Decimal(0)
    for value in values:
        exponent = _number(value).as_tuple().exponent
        total += Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    return total


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
