"""Tables with indicators down the rows and years across (指标体系表), for one region → a long table of the same cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gongwen.guard.text import bare, compact
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.period import Period
from gongwen.model.raw import RawCell, RawColumn, RawKind, RawTable
from gongwen.model.sources import Source
from gongwen.model.terms import Role
from gongwen.validate.headings import ACTUAL, IGNORED_WORDS, TARGET, VALUE_WORDS, word_of
from gongwen.validate.numbers import narrow
from gongwen.validate.periods import TablePeriod, of_column, of_table
from gongwen.validate.units import parse_unit, same_dimension, unit_in

BASE_WORDS = frozenset("基数 基期 基准 基准数 基准值 基础值 基期值 现状 现状值".split())
"""What stood at the beginning: a completion of that year, not a target."""
_ASIDE = IGNORED_WORDS | {"指标类别", "指标类型", "一级指标", "牵头单位", "配合单位", "责任部门", "牵头部门"}
_INDICATOR_HEADINGS = ("三级指标", "二级指标", "主要指标", "考核指标", "具体指标", "指标名称", "指标", "一级指标")
_UNITS = frozenset({"单位", "计量单位"})

Names = Callable[[str], Indicator | None]


@dataclass(frozen=True, slots=True)
class _Value:
    position: int
    word: str
    period: Period


def looks_down(table: RawTable, names: Names, year: int | None) -> bool:
    """Whether a table without regions names indicators down its rows and years or targets across."""
    position = _indicator_column(table, names)
    if position is None:
        return False
    found = _meanings(table, of_table(table, year), position, Role.TARGETS)
    return any(isinstance(value, _Value) for value in found)


def as_long(
    table: RawTable, region: Region, role: Role, names: Names, year: int | None
) -> tuple[RawTable | None, list[tuple[Source, str, str, str]]]:
    """The same cells with one value a row: 地区, 指标, 期间, 单位, 目标, 完成; and (source, code, message, fix) of faults.

    None where no column names the indicators. Cells keep their addresses.
    """
    position = _indicator_column(table, names)
    if position is None:
        fix = "请给写指标名的一列加上表头“二级指标”或“指标”"
        return None, [(table.start, "region.no_column", "找不到写指标名的一列", fix)]
    around = of_table(table, year)
    values, faults = [], []
    for column, found in zip(table.columns, _meanings(table, around, position, role), strict=True):
        if isinstance(found, _Value):
            values.append(found)
        elif found and any(row[_at(table, column)].text.strip() for row in table.rows):
            faults.append((column.source, *found))
    unit_column = next((p for p, c in enumerate(table.columns) if c.path and bare(c.path[-1]) in _UNITS), None)
    rows: list[tuple[RawCell, ...]] = []
    for row in table.rows:
        label = row[position]
        if not label.text.strip():
            continue
        own = row[unit_column].text.strip() if unit_column is not None else unit_in(label.text)
        for value in values:
            head = table.columns[value.position]
            stated = unit_in("/".join(head.path))
            if stated and own and (not same_dimension(stated, own) or parse_unit(stated) != parse_unit(own)):
                message = f"“{compact(label.text)}”的单位是{own}，列“{compact('/'.join(head.path))}”写的是{stated}"
                faults.append((row[value.position].source, "unit.mismatch", message, "请改成一致"))
                continue
            rows.append(_long_row(row, label, region, value, own or stated, head.source))
    heads = ("地区", "指标", "期间", "单位", "目标", "完成")
    columns = tuple(RawColumn((head,), table.columns[position].source) for head in heads)
    return replace(table, columns=columns, rows=tuple(rows), indicators_down=False), faults


def _long_row(
    row: tuple[RawCell, ...], label: RawCell, region: Region, value: _Value, unit: str, head: Source
) -> tuple[RawCell, ...]:
    def said(text: str, at: str) -> RawCell:
        return RawCell(RawKind.TEXT if text else RawKind.EMPTY, text, label.origin, at)

    given, empty = row[value.position], said("", row[value.position].address)
    return (
        said(region.code, label.address),
        label._replace(merged=False),
        said(value.period.code, head.cell),
        said(unit, label.address),
        given if value.word == TARGET else empty,
        given if value.word == ACTUAL else empty,
    )


def _at(table: RawTable, column: RawColumn) -> int:
    return next(position for position, other in enumerate(table.columns) if other is column)


def _indicator_column(table: RawTable, names: Names) -> int | None:
    """The column with most known indicators; without any, the one headed as such, the finest first."""
    scores = [
        (sum(1 for row in table.rows if row[position].kind is RawKind.TEXT and names(row[position].text)), -position)
        for position in range(len(table.columns))
    ]
    best, position = max(scores, default=(0, 0))
    if best:
        return -position
    heads = [bare(column.path[-1]) if column.path else "" for column in table.columns]
    return next((heads.index(word) for word in _INDICATOR_HEADINGS if word in heads), None)


def _meanings(
    table: RawTable, around: TablePeriod, indicator: int, role: Role
) -> list[_Value | tuple[str, str, str] | None]:
    """For every column: a value with its period; (code, message, fix) where it means nothing known; None to leave out."""
    found: list[_Value | tuple[str, str, str] | None] = []
    for position, column in enumerate(table.columns):
        heading = narrow(compact("/".join(column.path)))
        word = "".join(part for part in map(word_of, column.path) if part and not parse_unit(part))
        last = bare(column.path[-1]) if column.path else ""
        if position == indicator or last in _ASIDE or last in _UNITS or last in _INDICATOR_HEADINGS:
            found.append(None)
            continue
        value = ACTUAL if word in BASE_WORDS else VALUE_WORDS.get(word, "") if word else _default(role)
        period = of_column(column.path, around, is_target=value == TARGET)
        if value not in (TARGET, ACTUAL):
            fix = "表头请写成“2023年目标”“2020年基数”这样；不用的列请删去"
            found.append(("heading.unknown", f"表头“{heading}”不认识", fix))
        elif period is None:
            fix = "表头请写明年份，如“2025年目标”"
            found.append(("period.missing", f"“{heading}”看不出是哪一年的数", fix))
        else:
            found.append(_Value(position, value, period))
    return found


def _default(role: Role) -> str:
    return TARGET if role is Role.TARGETS else ACTUAL
