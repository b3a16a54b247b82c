"""Wide tables (regions down, indicators across), transposed ones, and long ones → facts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from gongwen.guard.text import bare, clean_problem, compact
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import ValueKind
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Severity
from gongwen.model.raw import RawCell, RawColumn, RawKind, RawTable
from gongwen.model.terms import REGION_HEADINGS, Role
from gongwen.validate import periods
from gongwen.validate.across import regions_across, transposed
from gongwen.validate.down import as_long, looks_down
from gongwen.validate.facts import Column, Fact, Findings, shown
from gongwen.validate.headings import ADJUSTMENT, TARGET, HeadingBook, Meaning, Unknown, reason_column
from gongwen.validate.long import read_long
from gongwen.validate.numbers import Reading, Refusal, read_value
from gongwen.validate.regions import RegionBook
from gongwen.validate.units import factor, parse_unit, same_dimension

_OFFICES = frozenset({"责任单位", "单位", "部门"})
"""Headings that may stand over regions or over offices."""
_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


class TableReader:
    """Reads tables of one pack into facts."""

    def __init__(self, pack: Pack, findings: Findings) -> None:
        self.pack = pack
        self.regions = RegionBook(pack.regions)
        self.headings = HeadingBook(pack)
        self.found = findings

    # -- layout --------------------------------------------------------------------------------------------------

    def region_column(self, table: RawTable) -> int | None:
        """The column whose cells name regions: most known names, and more than half of what is written there."""
        best, best_score = None, 0
        for position, column in enumerate(table.columns):
            texts = [row[position].text for row in table.rows if row[position].kind is RawKind.TEXT]
            score = sum(1 for text in texts if (n := self.regions.find(text)) and (n.region or n.aside))
            headed = any(_is_region_heading(part) for part in column.path)
            if score > best_score or (headed and best is None and not table.rows):
                best, best_score = position, score
        if best is None:
            best = next((p for p, c in enumerate(table.columns) if any(_is_region_heading(x) for x in c.path)), None)
        return best

    # -- wide ----------------------------------------------------------------------------------------------------

    def read(self, table: RawTable, role: Role) -> None:
        """Every value of a table, as facts; every fault as a problem."""
        if table.indicators_down:
            self._read_down(table, role)
            return
        if regions_across(table, self.regions):
            if not table.across:
                message = "各地区横着排在表头里（横表），默认按竖表读"
                fix = "请把表转置为每行一个地区，或在 [inputs] 里写明 across = true"
                self.found.at(table.start, _ERROR, "layout.transposed", message, fix)
                return
            table = transposed(table, self.regions)
        position = self.region_column(table)
        if position is None or self._is_for_one_region(table, position):
            self._no_region(table)
            return
        labels = [compact(column.path[-1]) if column.path else "" for column in table.columns]
        if "指标" in labels or "指标名称" in labels:
            read_long(self, table, role, position)
            return
        self._notes_naming_regions(table)
        columns = self._columns(table, role, position)
        rows = self._rows(table, position, bool(columns))
        codes = frozenset(region.code for region, _ in rows)
        for column in columns:
            self.found.columns.append((table, column, codes))
            self._read_column(column, rows)

    def _is_for_one_region(self, table: RawTable, position: int) -> bool:
        """Whether no row names a region (责任单位 names offices) while rows name indicators and columns years."""
        heading = bare(table.columns[position].path[-1]) if table.columns[position].path else ""
        named = any((n := self.regions.find(row[position].text)) and (n.region or n.aside) for row in table.rows)
        return not named and heading in _OFFICES and looks_down(table, self.headings.row_indicator, self.pack.year)

    def _no_region(self, table: RawTable) -> None:
        spot = table.start
        if looks_down(table, self.headings.row_indicator, self.pack.year):
            message = "指标竖着排、年份横着排，表里没有地区，不知道是哪个地区的数"
            fix = "请在 [inputs] 里写明 indicators_down = true 和 region（这张表是哪个地区的）"
            self.found.at(spot, _ERROR, "layout.indicators_down", message, fix)
            return
        self.found.at(spot, _ERROR, "region.no_column", "找不到写地区名的一列", "请把地区列的表头写成“地区”")

    def _read_down(self, table: RawTable, role: Role) -> None:
        """A table for one region, as the settings say: indicators down, years across."""
        named = self.regions.find(table.region) if table.region else None
        if named is None or named.region is None:
            what = f"[inputs] 里的 region“{table.region}”不是已知的地区" if table.region else "[inputs] 里没有写 region"
            fix = "请写明这张表是哪个地区的（regions.csv 里的代码或名称）"
            self.found.at(table.start, _ERROR, "layout.no_region", what, fix)
            return
        long, faults = as_long(table, named.region, role, self.headings.row_indicator, self.pack.year)
        for source, code, message, fix in faults:
            self.found.at(source, _ERROR, code, message, fix)
        if long is not None:
            read_long(self, long, role, 0, alone=True)

    def _columns(self, table: RawTable, role: Role, region_position: int) -> list[Column]:
        around = periods.of_table(table, self.pack.year)
        columns: list[Column] = []
        seen: dict[tuple[str, str, Period], RawColumn] = {}
        for position, raw in enumerate(table.columns):
            if position == region_position or any(_is_region_heading(part) for part in raw.path):
                continue
            meaning = self.headings.meaning(raw.path, role)
            if isinstance(meaning, Unknown):
                self.unknown_heading(raw, meaning, [row[position] for row in table.rows])
                continue
            if meaning.indicator is None:
                continue
            column = self.settle(table, raw, position, meaning, around)
            if column is None:
                continue
            key = (column.indicator.code, column.value, column.period)
            if key in seen:
                other = seen[key].source.cell
                message = f"与 {other} 列重复：都是{column.period.label}{column.indicator.name}的{column.value}"
                fix = "请删去一列，或改正表头"
                self.found.at(raw.source, _ERROR, "heading.duplicate", message, fix)
                continue
            seen[key] = raw
            columns.append(column)
        return columns

    def settle(
        self, table: RawTable, raw: RawColumn, position: int, meaning: Meaning, around: periods.TablePeriod
    ) -> Column | None:
        """The period and unit of a column whose indicator is known; None with a problem where they cannot be told."""
        assert meaning.indicator is not None
        is_target = meaning.value == TARGET
        if meaning.period_text:
            period = periods.of_column((meaning.period_text,), around, is_target=is_target)
            own = periods.of_column(raw.path, periods.TablePeriod(None, around.year, False), is_target=is_target)
            if period and own is None and periods.clash(period, around) and around.period:
                message = f"设置里说这一列是{period.label}，表上写的却是{around.period.label}"
                self.found.at(raw.source, _ERROR, "period.mismatch", message, "请核对是不是放错了期数的文件")
                return None
        else:
            period = periods.of_column(raw.path, around, is_target=is_target)
        if period is None:
            message = f"“{'/'.join(raw.path)}”看不出是哪个期间的数"
            fix = "请在表头、标题、工作表名或文件名里写明期间和年份，或在 headers.csv 里写明"
            self.found.at(raw.source, _ERROR, "period.missing", message, fix)
            return None
        unit = self._unit(table, raw, meaning)
        if unit is None:
            return None
        # 上年同期 is kept under the period that it is compared with.
        reason = reason_column(table.columns, position) if meaning.value == ADJUSTMENT else None
        return Column(position, meaning.indicator, meaning.value, period, unit, raw.source, reason)

    def _unit(self, table: RawTable, raw: RawColumn, meaning: Meaning) -> str | None:
        """The unit that the column's bare numbers are in; None with a problem where two disagree."""
        assert meaning.indicator is not None
        own = meaning.indicator.unit
        if meaning.unit and meaning.unit_spec and _differ(meaning.unit, meaning.unit_spec):
            message = f"表头写的单位是{meaning.unit}，设置里是{meaning.unit_spec}"
            self.found.at(raw.source, _ERROR, "unit.mismatch", message, "请改成一致")
            return None
        stated = meaning.unit or meaning.unit_spec
        if not stated and parse_unit(table.unit_line) and own and same_dimension(table.unit_line, own):
            stated = table.unit_line
        if not stated or not own:
            return own or stated
        if not same_dimension(stated, own):
            message = f"表头的单位是{stated}，指标“{meaning.indicator.name}”的单位是{own}"
            self.found.at(raw.source, _ERROR, "unit.mismatch", message, "请核对这一列是不是这个指标，或改正单位")
            return None
        return stated

    def unknown_heading(self, raw: RawColumn, unknown: Unknown, cells: list[RawCell]) -> None:
        """A heading that means nothing known; a column that is blank below it is left alone."""
        if not any(cell.text.strip() for cell in cells) and cells:
            return
        near = f"；最接近的有：{'、'.join(unknown.nearest)}" if unknown.nearest else ""
        message = f"表头“{compact(unknown.heading)}”不认识{near}"
        fix = "请改正表头，或在 headers.csv 里加一行说明它是什么（不用的写 忽略）"
        self.found.at(raw.source, _ERROR, "heading.unknown", message, fix)

    def _notes_naming_regions(self, table: RawTable) -> None:
        """A line under the table that names a region is a note, and is said to be one."""
        names = [region.name for region in self.pack.regions if not region.is_total]
        for note in table.notes:
            if any(name in note for name in names):
                spot = table.rows[-1][0].source if table.rows else table.start
                message = f"表下的“{note[:30]}”作为说明，不作数据"
                self.found.at(spot, _INFO, "table.note", message, "如果它是数据行，请填全各列")

    # -- rows ----------------------------------------------------------------------------------------------------

    def _rows(self, table: RawTable, position: int, has_columns: bool) -> list[tuple[Region, tuple[RawCell, ...]]]:
        rows: list[tuple[Region, tuple[RawCell, ...]]] = []
        seen: dict[str, RawCell] = {}
        for row in table.rows:
            region = self.region(row[position], row)
            if region is None:
                continue
            if region.code in seen:
                other = seen[region.code].source.cell
                message = f"“{region.name}”重复：{other} 已经有一行"
                self.found.at(row[position].source, _ERROR, "region.duplicate", message, "请核对后只留一行")
                continue
            seen[region.code] = row[position]
            rows.append((region, row))
        return self._without_average(rows) if has_columns else rows

    def region(self, cell: RawCell, row: tuple[RawCell, ...]) -> Region | None:
        """The region a row is about; None with a problem, or for a sub-total or average row."""
        text = cell.text.strip()
        if fault := clean_problem(cell.text):
            self.found.at(cell.source, _ERROR, "text.forbidden", f"地区名的{fault}", "请重新录入地区名")
            return None
        if not compact(text):
            filled = next((c for c in row if c.text.strip()), None)
            if filled is not None:
                message = "这一行有数，但没有地区名"
                self.found.at(cell.source, _ERROR, "region.blank", message, "请补上地区名，或删去这一行")
            return None
        if cell.superscript and text.endswith(cell.superscript):
            text = text.removesuffix(cell.superscript)
            self.found.at(cell.source, _INFO, "region.normalised", f"“{text}”的脚注号“{cell.superscript}”已略去")
        named = self.regions.find(text)
        if named is None:
            near = self.regions.nearest(text)
            message = f"不认识地区“{text[:30]}”" + (f"，是不是“{near}”？" if near else "")
            fix = "请改正地区名，或在 regions.csv 里加上这个地区或别名"
            self.found.at(cell.source, _ERROR, "region.unknown", message, fix)
            return None
        if named.aside:
            self.found.at(cell.source, _WARNING, "row.set_aside", f"“{text}”行不是地区，没有计入", "请确认")
            return None
        if named.note:
            self.found.at(cell.source, _INFO, "region.normalised", named.note)
        return named.region

    def _without_average(
        self, rows: list[tuple[Region, tuple[RawCell, ...]]]
    ) -> list[tuple[Region, tuple[RawCell, ...]]]:
        """Without a total row that holds averages: every figure of it is exactly the mean, and none the sum."""
        total = next(((region, row) for region, row in rows if region.is_total), None)
        parts = [row for region, row in rows if not region.is_total]
        if total is None or len(parts) < 2:
            return rows
        means = 0
        for position, cell in enumerate(total[1]):
            column = [row[position] for row in parts]
            if cell.kind is not RawKind.NUMBER or any(item.kind is not RawKind.NUMBER for item in column):
                continue
            value, added = Decimal(cell.text), sum(Decimal(item.text) for item in column)
            if value == added or value * len(parts) != added:
                return rows
            means += 1
        if not means:
            return rows
        name = next(cell for cell in total[1] if cell.text.strip())
        message = f"“{name.text.strip()}”行是各地的平均数，不是合计，没有计入"
        self.found.at(name.source, _WARNING, "row.set_aside", message, "请填写全市数，或删去这一行")
        return [item for item in rows if item[0] is not total[0]]

    # -- values --------------------------------------------------------------------------------------------------

    def _read_column(self, column: Column, rows: list[tuple[Region, tuple[RawCell, ...]]]) -> None:
        readings: list[tuple[Region, RawCell, Reading]] = []
        reasons: dict[str, str] = {}
        for region, row in rows:
            reading = self.reading(row[column.position], column)
            if reading is not None:
                readings.append((region, row[column.position], reading))
                reasons[region.code] = row[column.reason].text.strip() if column.reason is not None else ""
        if column.indicator.is_percentage and self._mixed_scale(column, readings):
            return
        for region, cell, reading in readings:
            self.keep(region, column, cell, reading, reasons[region.code])

    def reading(self, cell: RawCell, column: Column) -> Reading | None:
        """A cell in the indicator's unit; None with a problem where it cannot be read."""
        result = read_value(cell, is_target=column.value == TARGET)
        if isinstance(result, Refusal):
            self.found.at(cell.source, _ERROR, result.code, result.message, result.fix)
            return None
        if result.kind is not ValueKind.NUMBER or result.value is None:
            return result
        converted = self._converted(cell, result, column)
        if converted is not None and result.note:
            self.found.at(cell.source, _INFO, "number.normalised", result.note)
        return converted

    def _converted(self, cell: RawCell, reading: Reading, column: Column) -> Reading | None:
        own = column.indicator.unit
        assert reading.value is not None
        if reading.percent:
            if column.indicator.is_percentage:
                return reading
            message = f"“{reading.raw}”是百分数，指标“{column.indicator.name}”的单位是{own or '（未定）'}"
            self.found.at(cell.source, _ERROR, "unit.mismatch", message, "请核对这一格是不是填错了列")
            return None
        unit = column.unit
        if reading.unit in ("亿", "万"):
            if column.indicator.is_percentage:
                self._wrong_unit(cell, reading, column)
                return None
            # 2.1亿 in a column of 亿元: the multiple is already applied, what is left is the base unit.
            base = parse_unit(unit)
            unit = base.base if base else unit
        elif reading.unit:
            if not same_dimension(reading.unit, own or reading.unit):
                self._wrong_unit(cell, reading, column)
                return None
            unit = reading.unit
        if not own or not unit:
            return reading
        return replace(reading, value=reading.value * factor(unit, own))

    def _wrong_unit(self, cell: RawCell, reading: Reading, column: Column) -> None:
        message = f"“{reading.raw}”的单位与指标“{column.indicator.name}”的单位{column.indicator.unit}不符"
        self.found.at(cell.source, _ERROR, "unit.mismatch", message, "请核对这一格")

    def _mixed_scale(self, column: Column, readings: list[tuple[Region, RawCell, Reading]]) -> bool:
        """30%, 0.3 and 30 in one column: nobody can tell whether 0.3 is 30% or 0.3%."""
        numbers = [(cell, r) for _, cell, r in readings if r.kind is ValueKind.NUMBER and r.value is not None]
        marked = [cell for cell, r in numbers if r.percent]
        bare = [cell for cell, r in numbers if not r.percent]
        small = [cell for cell, r in numbers if not r.percent and r.value is not None and 0 < abs(r.value) <= 1]
        if marked and small:
            message = f"同一列里有的带%（{shown((c.source.cell for c in marked), 5)}），有的是小数（{shown((c.source.cell for c in small), 5)}）"
            self.found.at(small[0].source, _ERROR, "number.mixed_scale", message, "请统一成百分数，如 30 或 30%")
            return True
        large = [r for _, r in numbers if r.value is not None and abs(r.value) > Decimal("1.5")]
        if len(bare) > 2 and len(small) > 2 and not large:
            message = (
                f"单位是%的一列全是不超过1.5的小数（{shown((c.source.cell for c in small), 5)}），按百分之零点几读入"
            )
            self.found.at(small[0].source, _WARNING, "number.ratio_suspected", message, "如果 0.3 是指 30%，请改填 30")
        return False

    def keep(self, region: Region, column: Column, cell: RawCell, reading: Reading, reason: str = "") -> None:
        """A reading becomes a fact; what a clerk should know about it becomes a warning."""
        name = f"{region.name}{column.period.label}{column.indicator.name}的{column.value}"
        if reading.kind is ValueKind.ABSENT and column.value == ADJUSTMENT:
            return  # nothing was adjusted here
        if reading.kind is ValueKind.ABSENT:
            severity = _INFO if column.value != "完成" or reading.raw in ("-", "—", "–") else _WARNING
            what = f"是“{reading.raw}”" if reading.raw else "是空的"
            message = f"{name}{what}，按没有数处理"
            self.found.at(cell.source, severity, "value.missing", message, "如有数请补填")
        if column.value == TARGET and reading.value is not None and reading.value <= 0:
            self._poor_target(name, column.indicator, cell, reading)
            if reading.value < 0 and not column.indicator.is_percentage:
                reading = replace(reading, kind=ValueKind.TEXT, value=None)
        if "," in cell.number_format and _scales(cell.number_format):
            message = f"单元格格式把数缩小了显示，按存储的 {cell.text} 读入"
            self.found.at(cell.source, _WARNING, "format.scaled", message, "请核对单位")
        if column.value == ADJUSTMENT and reading.value and not reason:
            message = f"{name}是{reading.raw}，没有写明原因"
            self.found.at(cell.source, _WARNING, "adjustment.no_reason", message, "请加一列“调整原因”并填写")
        self.found.facts.append(
            Fact(region, column.indicator, column.value, column.period, reading, cell.source, reason)
        )

    def _poor_target(self, name: str, indicator: Indicator, cell: RawCell, reading: Reading) -> None:
        if indicator.is_percentage:
            return
        zero = reading.value == 0
        code = "target.zero" if zero else "target.negative"
        message = f"{name}是{'0' if zero else '负数'}，不计算完成率，不排名"
        self.found.at(cell.source, _WARNING, code, message, "没有目标请填“—”")


def _is_region_heading(text: str) -> bool:
    return bare(text) in REGION_HEADINGS


def _differ(first: str, second: str) -> bool:
    return parse_unit(first) != parse_unit(second)


def _scales(number_format: str) -> bool:
    """Whether a format divides by thousands (a comma at the end of the digits) or moves the point (0!.0)."""
    digits = re.sub(r'"[^"]*"|\[[^\]]*\]', "", number_format.split(";")[0])
    return bool(re.search(r"[0#?],+(?![0#?,])|!\.|\\\.", digits))
