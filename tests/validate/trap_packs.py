"""Four packs and three layouts to set the corpus' traps in: towns, parks, firms and cities; wide, three-level, transposed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from district_pack import save_rows

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.pack import HeadingSpec, InputSpec, Pack, Relation
from gongwen.model.terms import Aggregation, Role

Rows = list[list[object]]


@dataclass(frozen=True)
class World:
    """One pack with its own names and unit."""

    name: str
    total: str
    places: tuple[str, ...]
    heading: str
    indicator: str
    unit: str
    other_unit: str
    """Of another dimension."""

    def pack(self) -> Pack:
        regions = (Region("t", self.total, is_total=True), *(
            Region(f"p{number}", name) for number, name in enumerate(self.places, start=1)
        ))  # fmt: skip
        return Pack(
            self.name, None, (), regions,
            (
                Indicator("main", self.indicator, self.unit, decimals=2),
                Indicator("count", "签约项目", "个"),
                Indicator("growth", f"{self.indicator}增速", "%", decimals=1, aggregation=Aggregation.NONE, growth_of="main"),
            ),
            headings=(
                # A group above an indicator could narrow it, so what it means is declared.
                HeadingSpec(f"经济/{self.indicator}", "main"),
                HeadingSpec(f"经济/{self.indicator}增速", "growth"),
                HeadingSpec("项目/签约项目", "count"),
            ),
            relations=(Relation("total"),), year=2023,
        )  # fmt: skip


WORLDS = (
    World("towns", "全县", ("城关镇", "白水乡", "东岙镇", "石门街道", "青林乡"), "镇（街道）", "实际利用外资", "亿美元", "亿元"),
    World("parks", "全区", ("前洋开发区", "云创园", "甬江集聚区", "海创谷", "智造港", "慈湖谷"), "园区", "规上工业产值", "亿元", "亩"),
    World("firms", "合计", ("甲一股份", "乙二集团", "丙三机电", "丁四新材", "戊五医药"), "单位名称", "研发投入", "万元", "个"),
    World("cities", "全省", ("杭州市", "宁波市", "温州市", "嘉兴市", "湖州市", "绍兴市", "金华市"), "地区", "进出口额", "亿美元", "亿元"),
)  # fmt: skip

LAYOUTS = ("flat", "three_levels", "transposed", "long")


@dataclass
class Sheet:
    """Cells to be written: a place's figure stands at ``at[place]`` = (row, column), both from 0."""

    rows: Rows
    merges: list[str]
    at: dict[str, tuple[int, int]]
    names: dict[str, tuple[int, int]]
    """Where each place's own name stands."""

    def put(self, place: str, value: object) -> str:
        row, column = self.at[place]
        self.rows[row][column] = value
        return address(row, column)

    def rename(self, place: str, name: object) -> str:
        row, column = self.names[place]
        self.rows[row][column] = name
        return address(row, column)


def address(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def value_of(number: int) -> float:
    return round(3.21 * (number + 1), 2)


def sheet(world: World, layout: str) -> Sheet:
    """A clean table of one month: the main figure and a count beside it."""
    label, count = f"{world.indicator}（{world.unit}）", "签约项目（个）"
    figures = [(name, value_of(number), number + 2) for number, name in enumerate(world.places)]
    if layout == "transposed":
        rows: Rows = [
            ["2023年4月完成情况"],
            ["指标", *world.places],
            [label, *(f[1] for f in figures)],
            [count, *(f[2] for f in figures)],
        ]
        columns = range(1, len(world.places) + 1)
        return Sheet(
            rows, [], {n: (2, c) for n, c in zip(world.places, columns, strict=True)},
            {n: (1, c) for n, c in zip(world.places, columns, strict=True)},
        )  # fmt: skip
    if layout == "long":
        rows = [[world.heading, "指标", "期间", "完成"]]
        rows += [[n, label, "2023-04", v] for n, v, _ in figures] + [[n, count, "2023-04", c] for n, _, c in figures]
        return Sheet(
            rows,
            [],
            {n: (1 + i, 3) for i, n in enumerate(world.places)},
            {n: (1 + i, 0) for i, n in enumerate(world.places)},
        )
    if layout == "three_levels":
        rows = [
            ["完成情况"], [f"单位：{world.unit}、个"], [world.heading, "2023年4月", None, None],
            [None, "经济", None, "项目"], [None, world.indicator, f"{world.indicator}增速（%）", "签约项目"],
        ]  # fmt: skip
        merges, first, count_at = ["A3:A5", "B3:D3", "B4:C4"], 5, 3
    else:
        rows = [["2023年4月完成情况"], [world.heading, label, count]]
        merges, first, count_at = [], 2, 2
    for name, value, number in figures:
        row: list[object] = [name, value, 10 if count_at == 3 else number]
        rows.append([*row, number] if count_at == 3 else row)
    return Sheet(
        rows, merges, {n: (first + i, 1) for i, n in enumerate(world.places)},
        {n: (first + i, 0) for i, n in enumerate(world.places)},
    )  # fmt: skip


def save(folder: Path, made: Sheet) -> None:
    save_rows(folder / "报送.xlsx", made.rows, merges=made.merges)


def specs(layout: str) -> list[InputSpec]:
    return [InputSpec(Role.PROGRESS, ("*",), across=layout == "transposed")]
