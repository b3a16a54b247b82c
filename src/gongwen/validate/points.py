"""加减分 → points by region, each with its reason; rows that cannot count are problems at their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongwen.guard.text import clean_problem, compact
from gongwen.model.catalogue import Region
from gongwen.model.data import Points, ValueKind
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawInput, RawKind, RawTable
from gongwen.model.terms import REGION_HEADINGS, Role
from gongwen.validate import periods
from gongwen.validate.facts import problem_at
from gongwen.validate.numbers import Refusal, read_value
from gongwen.validate.regions import TOTAL_WORDS, RegionBook
from gongwen.validate.units import without_units

_FIELDS = {
    "加分": frozenset({"加分", "加分值", "加分分值", "奖励分"}),
    "扣分": frozenset({"扣分", "减分", "扣分值", "扣分分值"}),
    "分值": frozenset({"加减分", "分值", "加扣分", "得分调整"}),
    "事由": frozenset(
        {"事由", "原因", "理由", "加减分事由", "加扣分事由", "加减分原因", "加减分理由", "具体事项", "说明"}
    ),
    "期间": frozenset({"期间", "时间", "月份", "季度", "报告期", "考核期"}),
    "得分": frozenset({"得分", "得分方案", "考核", "考核名称"}),
}
_ERROR = Severity.ERROR


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with the cells that mean something."""

    region: Region
    cells: Mapping[str, RawCell]
    around: periods.TablePeriod


def points(raw: RawInput, pack: Pack) -> tuple[tuple[Points, ...], list[Problem]]:
    """Every point given or taken, in order of reading, and every problem."""
    reader = _Reader(pack)
    for table in raw.tables.get(Role.POINTS, ()):
        reader.read(table)
    if reader.found and not any(score.points for score in pack.scores):
        fix = '在 [scores."名称"] 下写 points = { bonus_cap = 5, penalty_cap = 5 }，或移出这份表'
        message = "有加减分表，却没有一个得分计加减分，这些分不起作用"
        reader.problems.append(problem_at(reader.found[0].source, _ERROR, "points.unused", message, fix))
    return tuple(reader.found), reader.problems


class _Reader:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.found: list[Points] = []
        self.problems: list[Problem] = []
        self._book = RegionBook(pack.regions)

    def read(self, table: RawTable) -> None:
        """Every row of a table."""
        places = _places(table)
        missing = [name for name in ("地区", "事由") if name not in places]
        if not {"加分", "扣分", "分值"} & set(places):
            missing.append("加分（或扣分、加减分）")
        if missing:
            fix = "表头写：地区、期间、加分、扣分、事由"
            message = f"加减分表缺少列：{'、'.join(missing)}"
            self.problems.append(problem_at(table.start, _ERROR, "points.columns", message, fix))
            return
        around = periods.of_table(table, self.pack.year)
        for row in table.rows:
            cells = {name: row[place] for name, place in places.items()}
            # A 合计 row adds up the rows above it: nothing is given in it.
            says_more = any(cell.text.strip() for cell in row) and compact(cells["地区"].text) not in TOTAL_WORDS
            region = self._region(cells["地区"]) if says_more else None
            if region is not None:
                self._row(_Row(region, cells, around))

    def _refuse(self, cell: RawCell, code: str, message: str, fix: str) -> None:
        self.problems.append(problem_at(cell.source, _ERROR, code, message, fix))

    def _region(self, cell: RawCell) -> Region | None:
        named = self._book.find(cell.text)
        if named is None:
            near = self._book.nearest(cell.text)
            message = f"不认识地区“{cell.text.strip()[:30]}”" + (f"，是不是“{near}”？" if near else "")
            self._refuse(cell, "region.unknown", message, "请改正地区名，或在 regions.csv 里加上这个地区或别名")
        return named.region if named else None

    def _row(self, row: _Row) -> None:
        period, score, reason = self._period(row), self._score(row), self._reason(row)
        values = list(self._values(row))
        if period is None or score is None or not reason:
            return
        for value, cell in values:
            made = Points(row.region.code, period, value, reason, cell.source, score)
            if any(_same(made, other) for other in self.found):
                message = f"{row.region.name}{period.label}“{reason[:20]}”的{value:+}分重复"
                self._refuse(cell, "points.duplicate", message, "同一件事只计一次；确有两件的，事由写开")
            else:
                self.found.append(made)

    def _period(self, row: _Row) -> Period | None:
        cell = row.cells.get("期间")
        written = cell is not None and cell.text.strip()
        found = periods.of_cell(cell, row.around.year) if cell is not None and written else row.around.period
        if found is None:
            fix = "加一列“期间”，写2022年7月、二季度或2022年；或在表的标题里写明"
            self._refuse(cell or row.cells["地区"], "points.no_period", "看不出这一行加减分是哪一期的", fix)
        return found

    def _score(self, row: _Row) -> str | None:
        cell = row.cells.get("得分")
        text = compact(cell.text) if cell else ""
        known = {name: s.name for s in self.pack.scores if s.points for name in (s.name, s.indicator.name)}
        if cell is not None and text and text not in known:
            fix = f"可用：{'、'.join(known) or '（没有得分计加减分）'}；空着的计入全部"
            self._refuse(cell, "points.unknown_score", f"没有计加减分的得分“{text[:20]}”", fix)
            return None
        return known.get(text, "")

    def _reason(self, row: _Row) -> str:
        cell = row.cells["事由"]
        text = cell.text.strip()
        if not text:
            self._refuse(cell, "points.no_reason", "加减分没有写事由", "写明因为什么、依据哪份文件")
        elif fault := clean_problem(text):
            self._refuse(cell, "text.forbidden", f"文字的{fault}", "请重新录入这一格")
            return ""
        return text

    def _values(self, row: _Row) -> Iterator[tuple[Decimal, RawCell]]:
        """What was given and what was taken; a net beside them is checked, and counted only where it stands alone."""
        cells = [(name, row.cells[name]) for name in ("加分", "扣分", "分值") if name in row.cells]
        read = {name: self._value(name, cell) for name, cell in cells}
        found = {name: -value if name == "扣分" else value for name, value in read.items() if value}
        parts, net = {name: value for name, value in found.items() if name != "分值"}, read.get("分值")
        if parts and net is not None and sum(parts.values()) != net:
            message = f"加减分{net}不等于加分减扣分（{sum(parts.values()):+}）"
            fix = "三列都有的，加减分 = 加分 − 扣分；改正其一，或只留一种写法"
            self._refuse(row.cells["分值"], "points.net", message, fix)
        for name, value in (parts or found).items():
            yield value, row.cells[name]
        if all(cell.kind is RawKind.EMPTY or not cell.text.strip() for _, cell in cells):
            self._refuse(cells[0][1], "points.no_value", "这一行没有分值", "填加分或扣分；不加不减的删去这一行")

    def _value(self, name: str, cell: RawCell) -> Decimal | None:
        read = read_value(cell, is_target=False)
        if isinstance(read, Refusal):
            self._refuse(cell, read.code, read.message, read.fix)
            return None
        if read.kind is ValueKind.ABSENT:
            return None
        if read.value is None or read.percent or read.unit not in ("", "分"):
            self._refuse(cell, "points.no_value", f"“{cell.text.strip()[:20]}”不是分值", "只填分数，如 2、0.5")
            return None
        if name != "分值" and read.value < 0:
            fix = "“加分”“扣分”两列都填正数；一列里有加有减的，表头写“加减分”"
            self._refuse(cell, "points.sign", f"“{name}”列里是负数{read.value}", fix)
            return None
        return read.value


def _same(one: Points, other: Points) -> bool:
    return (one.region, one.period, one.value, one.reason, one.score) == (
        other.region, other.period, other.value, other.reason, other.score,
    )  # fmt: skip


def _places(table: RawTable) -> dict[str, int]:
    """What each column is, the first of its kind."""
    found: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        heading = compact(without_units(column.path[-1])) if column.path else ""
        name = next((name for name, words in _FIELDS.items() if heading in words), "")
        name = "地区" if heading in REGION_HEADINGS else name
        if name:
            found.setdefault(name, place)
    return found
