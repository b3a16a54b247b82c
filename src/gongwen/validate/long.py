"""Long tables, one fact or a few a row: 地区, 指标, 期间, 目标, 完成, 上年同期, 增速, 调整, 单位."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.guard.text import compact
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import ValueKind
from gongwen.model.period import Period
from gongwen.model.problems import Severity
from gongwen.model.raw import RawCell, RawKind, RawTable
from gongwen.model.terms import Role
from gongwen.validate import periods
from gongwen.validate.facts import Column
from gongwen.validate.headings import (
    ACTUAL,
    ADJUSTMENT,
    GROWTH,
    IGNORED_WORDS,
    TARGET,
    VALUE_WORDS,
    Unknown,
    reason_column,
)
from gongwen.validate.numbers import Reading
from gongwen.validate.units import parse_unit, same_dimension, unit_in, without_units

if TYPE_CHECKING:
    from gongwen.validate.wide import TableReader

_ERROR = Severity.ERROR
_PERIOD_WORDS = frozenset({"期间", "时间", "月份", "报告期", "统计期", "日期", "时期"})
_UNIT_WORDS = frozenset({"单位", "计量单位"})


@dataclass(slots=True)
class _Layout:
    region: int
    indicator: int
    period: int | None
    unit: int | None
    values: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Blank:
    """A value cell with nothing in it."""

    region: Region
    indicator: Indicator
    word: str
    period: Period
    cell: RawCell


def read_long(reader: TableReader, table: RawTable, role: Role, region_position: int, *, alone: bool = False) -> None:
    """Every row of a long table, as facts; every fault as a problem at its cell.

    ``alone``: the table is for one region, so that the others are not missed.
    """
    layout = _layout(reader, table, role, region_position)
    around = periods.of_table(table, reader.pack.year)
    seen: dict[tuple[str, str, str, Period], RawCell] = {}
    columns: dict[tuple[str, str, Period], tuple[Column, set[str]]] = {}
    blanks: list[_Blank] = []
    for row in table.rows:
        region = reader.region(row[layout.region], row)
        if region is None:
            continue
        indicator = _indicator(reader, row[layout.indicator])
        period = _period(reader, row, layout, around)
        if indicator is None or period is None or not _unit_fits(reader, row, layout, indicator):
            continue
        for position, word in layout.values.items():
            cell = row[position]
            if cell.kind is RawKind.EMPTY or (cell.kind is RawKind.TEXT and not cell.text.strip()):
                blanks.append(_Blank(region, indicator, word, period, cell))
                continue
            meant = _meant(reader, indicator, word, cell)
            if meant is None:
                continue
            value = _value(word)
            unit = _unit(row, layout, table, position)
            why = reason_column(table.columns, position) if word == ADJUSTMENT else None
            column = Column(position, meant, value, period, unit, cell.source, why)
            key = (region.code, meant.code, value, period)
            if _is_second(reader, region, column, cell, seen.setdefault(key, cell)):
                continue
            columns.setdefault(key[1:], (column, set()))[1].add(region.code)
            reading = reader.reading(cell, column)
            if reading is not None:
                reason = row[why].text.strip() if why is not None else ""
                reader.keep(region, column, cell, reading, reason)
    _keep_blanks(reader, blanks, columns)
    for group, (column, codes) in columns.items():
        if alone:
            reader.found.alone.setdefault(group, set()).update(codes)
        else:
            reader.found.columns.append((table, column, frozenset(codes)))


def _is_second(reader: TableReader, region: Region, column: Column, cell: RawCell, first: RawCell) -> bool:
    """Whether an earlier row gave the same figure already, said at the later one."""
    if first is cell:
        return False
    name = f"{region.name}{column.period.label}{column.indicator.name}的{column.value}"
    message = f"{name}重复：{first.source.cell} 已经有一个"
    reader.found.at(cell.source, _ERROR, "region.duplicate", message, "请核对后只留一行")
    return True


def _keep_blanks(
    reader: TableReader, blanks: list[_Blank], columns: dict[tuple[str, str, Period], tuple[Column, set[str]]]
) -> None:
    """A blank is a measure that the row does not have; where other rows have it, it is a figure not reported."""
    for blank in blanks:
        meant = _about(reader, blank.indicator, blank.word)
        found = columns.get((meant.code, _value(blank.word), blank.period)) if meant is not None else None
        if found is not None and blank.region.code not in found[1]:
            found[1].add(blank.region.code)
            reader.keep(blank.region, found[0], blank.cell, Reading(ValueKind.ABSENT))


def _value(word: str) -> str:
    return ACTUAL if word == GROWTH else word


def _about(reader: TableReader, indicator: Indicator, word: str) -> Indicator | None:
    """The indicator a column is about: for 增速 the growth indicator, None where there is none."""
    return indicator if word != GROWTH or indicator.growth_of else reader.headings.growth(indicator)


def _meant(reader: TableReader, indicator: Indicator, word: str, cell: RawCell) -> Indicator | None:
    """The indicator a cell is about; None with a problem where there is none."""
    meant = _about(reader, indicator, word)
    if meant is None:
        message = f"指标“{indicator.name}”没有对应的增速指标"
        reader.found.at(cell.source, _ERROR, "heading.unknown", message, "请在 indicators 里加上它的增速指标")
    return meant


def _layout(reader: TableReader, table: RawTable, role: Role, region_position: int) -> _Layout:
    layout = _Layout(region_position, 0, None, None, {})
    default = TARGET if role is Role.TARGETS else ACTUAL
    for position, column in enumerate(table.columns):
        word = without_units(column.path[-1]) if column.path else ""
        if position == region_position:
            continue
        if word in ("指标", "指标名称"):
            layout.indicator = position
        elif word in _PERIOD_WORDS:
            layout.period = position
        elif word in _UNIT_WORDS:
            layout.unit = position
        elif word in VALUE_WORDS:
            layout.values[position] = default if word in ("数值", "值") else VALUE_WORDS[word]
        elif word not in IGNORED_WORDS and any(row[position].text.strip() for row in table.rows):
            reader.unknown_heading(column, Unknown("/".join(column.path)), [])
    if not layout.values:
        spot = table.start
        reader.found.at(spot, _ERROR, "heading.unknown", "没有“目标”或“完成”等数值列", "请写明数值列的表头")
    return layout


def _indicator(reader: TableReader, cell: RawCell) -> Indicator | None:
    text = cell.text.strip()
    indicator = reader.headings.row_indicator(text)
    if indicator is None:
        near = reader.headings.nearest(text)
        message = f"不认识指标“{compact(text)[:30]}”" + (f"；最接近的有：{'、'.join(near)}" if near else "")
        reader.found.at(cell.source, _ERROR, "indicator.unknown", message, "请改正指标名，或在 indicators 里加上")
        return None
    stated = unit_in(text)
    if stated and indicator.unit and not same_dimension(stated, indicator.unit):
        message = f"写的单位是{stated}，指标“{indicator.name}”的单位是{indicator.unit}"
        reader.found.at(cell.source, _ERROR, "unit.mismatch", message, "请改成一致")
        return None
    return indicator


def _period(
    reader: TableReader, row: tuple[RawCell, ...], layout: _Layout, around: periods.TablePeriod
) -> Period | None:
    spot = row[layout.indicator]
    if layout.period is not None:
        cell = row[layout.period]
        if cell.text.strip():
            period = periods.of_cell(cell, around.year)
            if period is None:
                message = f"“{cell.text.strip()[:20]}”看不出是哪个期间（或缺年份）"
                fix = "请写成 2022-07、2022-Q3、2022年7月、2022年1—7月 这样"
                reader.found.at(cell.source, _ERROR, "period.unreadable", message, fix)
            return period
        spot = cell
    if around.period is None:
        message = "这一行没有期间，标题和文件名里也没有"
        reader.found.at(spot.source, _ERROR, "period.missing", message, "请加一列“期间”，写成 2022-07 这样")
    return around.period


def _unit(row: tuple[RawCell, ...], layout: _Layout, table: RawTable, position: int) -> str:
    """The unit of a row: its unit cell, its indicator's brackets, the column's brackets."""
    own = row[layout.unit].text.strip() if layout.unit is not None else ""
    return own or unit_in(row[layout.indicator].text) or unit_in("/".join(table.columns[position].path))


def _unit_fits(reader: TableReader, row: tuple[RawCell, ...], layout: _Layout, indicator: Indicator) -> bool:
    if layout.unit is None or not indicator.unit:
        return True
    cell = row[layout.unit]
    stated = cell.text.strip()
    if not stated or (parse_unit(stated) and same_dimension(stated, indicator.unit)) or stated == indicator.unit:
        return True
    message = f"单位“{stated}”与指标“{indicator.name}”的单位{indicator.unit}不符"
    reader.found.at(cell.source, _ERROR, "unit.mismatch", message, "请改成一致")
    return False
