"""Facts → observations and targets; the same value twice is one, two different values are a conflict."""

from __future__ import annotations

from types import MappingProxyType

from gongwen.model.data import Kind, Observation, Target, ValueKind
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Severity
from gongwen.model.sources import Source
from gongwen.model.terms import Role
from gongwen.validate.facts import Fact, Findings, shown
from gongwen.validate.headings import ACTUAL, ADJUSTMENT, BASE, TARGET

_KINDS = {ACTUAL: Kind.ACTUAL, BASE: Kind.BASE, ADJUSTMENT: Kind.ADJUSTMENT}

Observations = MappingProxyType[tuple[str, str, Kind, Period], Observation]
Targets = MappingProxyType[tuple[str, str, Period], Target]


def gather(found: Findings) -> tuple[Observations, Targets]:
    """Observations and targets by their keys, in order of reading."""
    kept: dict[tuple[str, str, str, Period], Fact] = {}
    for fact in found.facts:
        key = (fact.region.code, fact.indicator.code, fact.value, fact.period)
        other = kept.get(key)
        if other is None or (other.reading.kind is ValueKind.ABSENT and _elsewhere(fact, other)):
            kept[key] = fact
        elif fact.reading.kind is not ValueKind.ABSENT or not _elsewhere(fact, other):
            _compare(found, fact, other)
    observations, targets = {}, {}
    for (region, indicator, value, period), fact in kept.items():
        reading = fact.reading
        if value == TARGET:
            text = reading.raw if reading.kind is ValueKind.TEXT else ""
            targets[region, indicator, period] = Target(
                region, indicator, period, reading.value, fact.source, reading.bound, text, reading.kind, reading.raw
            )
        else:
            kind = _KINDS[value]
            observations[region, indicator, kind, period] = Observation(
                region, indicator, period, reading.value, fact.source, kind, reading.kind, reading.raw, fact.reason
            )
    return MappingProxyType(observations), MappingProxyType(targets)


def _elsewhere(fact: Fact, other: Fact) -> bool:
    """Whether two facts stand in different files or sheets, where one may restate the other."""
    return (fact.source.path, fact.source.sheet) != (other.source.path, other.source.sheet)


def _compare(found: Findings, fact: Fact, other: Fact) -> None:
    same = (fact.reading.value, fact.reading.bound, fact.reading.kind) == (
        other.reading.value,
        other.reading.bound,
        other.reading.kind,
    )
    if same and _elsewhere(fact, other):
        return
    name = f"{fact.region.name}{fact.period.code}{fact.indicator.name}的{fact.value}"
    if same:
        message = f"{name}读到两次：{other.source} 已经有一个"
        found.at(fact.source, Severity.ERROR, "value.duplicate", message, "同一个数只应出现一次，请删去重复的表")
        return
    message = f"{name}有两个不同的数：这里是{fact.reading.raw}，{other.source} 是{other.reading.raw}"
    found.at(fact.source, Severity.ERROR, "value.conflict", message, "请核实以哪个为准，改正另一个")


def check_coverage(found: Findings, pack: Pack) -> None:
    """Regions that no table of an indicator and period has a row for: a lost district is the worst fault.

    A list of adjustments names only those that were adjusted; a newly listed region has no 上年同期.
    """
    wanted = {region.code: region for region in pack.regions if not region.is_total}
    groups: dict[tuple[str, str, Period], set[str]] = {}
    first: dict[tuple[str, str, Period], int] = {}
    for number, (_, column, codes) in enumerate(found.columns):
        key = (column.indicator.code, column.value, column.period)
        if column.value != ADJUSTMENT:
            groups.setdefault(key, set()).update(codes)
            first.setdefault(key, number)
    for key in groups.keys() & found.alone.keys():
        groups[key] |= found.alone[key]
    reported: dict[tuple[str, str, bool, tuple[str, ...]], list[str]] = {}
    spots: dict[tuple[str, str, bool, tuple[str, ...]], Source] = {}
    for key, present in groups.items():
        missing = tuple(code for code in wanted if code not in present)
        if not missing:
            continue
        table, column, _ = found.columns[first[key]]
        is_base = column.value == BASE
        mark = (table.path, table.sheet, is_base, missing)
        word = BASE if is_base else ""
        reported.setdefault(mark, []).append(f"{column.period.label}{column.indicator.name}{word}")
        spots.setdefault(mark, column.source)
    for mark, names in reported.items():
        regions = [wanted[code] for code in mark[3]]
        severe = any(region.ranked for region in regions) and not mark[2]
        message = f"缺{len(regions)}个地区：{shown(r.name for r in regions)}（{shown(dict.fromkeys(names), 3)}）"
        fix = "请补上这些地区的行；确实没有数的填“—”"
        found.at(spots[mark], Severity.ERROR if severe else Severity.WARNING, "region.missing", message, fix)


ROLES = (Role.TARGETS, Role.PROGRESS)
"""Roles whose tables hold figures."""
