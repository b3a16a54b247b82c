"""Write the data of the investment-promotion sample (招商快报): invented units, projects and figures, real county targets.

The county's year targets are those of the plan (1.5亿美元、146亿元、98亿元、40个、10个、50亿元以上有所突破); everything else is
made up by rule. Run ``python samples/build_zhaoshang.py`` after a change; a test holds files and script equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from sample_csv import csv_bytes, write

DATA = Path(__file__).parent / "zhaoshang-kuaibao" / "data"
COUNTY = "全县"
TOWNS = "甲港镇 乙溪镇 丙山镇 丁塘镇 戊浦镇 己岭镇 庚山乡 辛桥乡 壬东街道 癸西街道".split()
PARKS = ["甲字开发园区", "乙字产业园区"]
OFFICES = ["甲组（部门联合招商）", "乙组（驻外联络）"]
UNITS = [*TOWNS, *PARKS, *OFFICES]
SHARES = (6, 9, 5, 8, 7, 4, 3, 3, 10, 9, 16, 12, 5, 3)
"""Parts of a hundred that each unit has of a county target."""
TARGETS = {
    "实际利用外资（亿美元）": (Decimal("1.50"), 2),
    "县外内资（亿元）": (Decimal("146.0"), 1),
    "浙商回归资金（亿元）": (Decimal("98.0"), 1),
    "新签约亿元以上项目（个）": (Decimal(40), 0),
    "其中10亿元以上项目（个）": (Decimal(10), 0),
}
"""The county's year targets, as the plan has them, and the decimals of a unit's."""
LARGEST = "50亿元以上项目（个）"
PACE = (
    (31, 45, 52, 38, 60, 44, 29, 47, 57, 41, 55, 48, 62, 35),
    (48, 39, 55, 51, 43, 58, 36, 33, 61, 46, 53, 57, 49, 40),
    (42, 51, 47, 36, 55, 49, 38, 44, 52, 60, 58, 45, 53, 41),
    (50, 44, 40, 50, 33, 50, 50, 0, 50, 50, 57, 60, 50, 0),
    (0, 100, 0, 100, 0, 0, 0, 0, 100, 0, 50, 100, 0, 0),
)
"""Percent of its target that a unit has done by the end of June, by indicator."""
STAGES = ("在谈", "签约", "动建", "投产")
MONTHS = (5, 6)
KINDS = "风电装备 海工装备 功能材料 绿色能源 汽车零部件 纺织新材料 海洋食品 文旅综合体 现代渔业 智能装备".split()
WORKS = "制造基地 扩产项目 研发中心 一期工程 智能工厂 配套项目".split()
STEPS = {
    "在谈": (
        "完成现场踏看，商谈用地条件",
        "提交投资建议书，待准入评审",
        "通过准入评审，协商协议条款",
        "投资方二次考察",
    ),
    "签约": ("协议签订，办理公司注册", "完成备案，编制环评文件", "地块待挂牌", "开展勘察设计"),
    "动建": ("桩基施工", "基础完成，主体施工", "主体结构过半", "钢结构吊装"),
    "投产": ("设备调试，试生产", "竣工验收，投入生产", "产能爬坡"),
}
UNCONVERTED = ("供而未用", "用而未尽", "建而未投")


def shared(total: Decimal, places: int) -> list[Decimal]:
    """A county figure over the units; the largest park takes the rounding rest, so that the sum is exact."""
    step = Decimal(1).scaleb(-places)
    parts = [(total * share / 100).quantize(step) for share in SHARES]
    parts[SHARES.index(16)] += total - sum(parts, Decimal(0))
    return parts


def done(row: int, month: int) -> list[Decimal]:
    """Cumulative to the end of a month: the pace of June, and about five sixths of it in May, a little shuffled."""
    (total, places), step = list(TARGETS.values())[row], Decimal(1).scaleb(-list(TARGETS.values())[row][1])
    percents = [pace if month == 6 else pace * (78 + unit * 5 % 11) // 100 for unit, pace in enumerate(PACE[row])]
    values = zip(shared(total, places), percents, strict=True)
    return [(target * percent / 100).quantize(step) for target, percent in values]


def stocks(stage: int) -> Iterator[tuple[str, int, int, int, int]]:
    """(unit, end of May, new in June, passed on, end of June): what is passed on is the next list's new ones."""
    for number, unit in enumerate(UNITS):
        moved = [(number + step) % 3 == 0 for step in range(len(STAGES))]
        came = int(moved[stage - 1]) if stage else (number * 2 + 1) % 3
        gone = int(moved[stage]) if stage < len(STAGES) - 1 else 0
        before = (number * 5 + stage * 3) % (4 - stage) + gone
        yield unit, before, came, gone, before + came - gone


def with_county(values: Sequence[Decimal | int]) -> list[Decimal | int]:
    """The sum first."""
    return [sum(values, Decimal(0)), *values]


# -- files -------------------------------------------------------------------------------------------------------------


def targets() -> Iterator[Sequence[object]]:
    """Year targets; the county's “50亿元以上项目有所突破” is a target in words."""
    yield ("2023年招商引资目标任务（示例数据）",)
    yield ("单位", *(heading for heading in TARGETS), LARGEST)
    columns = [with_county(shared(*target)) for target in TARGETS.values()]
    for number, unit in enumerate((COUNTY, *UNITS)):
        values = (column[number] or "—" for column in columns)  # no target is no target of 0
        yield (unit, *values, "有所突破" if number == 0 else "—")


def progress(month: int) -> Iterator[Sequence[object]]:
    """A month's report: cumulative figures and the four lists' stocks and flows."""
    yield (f"2023年{month}月招商引资完成情况（示例数据）",)
    flows = [
        f"{stage}{word}（个）" for stage in STAGES for word in (("新增", "转出", "月末") if month == 6 else ("月末",))
    ]
    yield ("单位", *(f"累计{heading}" for heading in (*TARGETS, LARGEST)), *flows)
    columns: list[list[Decimal | int]] = [with_county(done(row, month)) for row in range(len(TARGETS))]
    columns.append(with_county([int(unit == PARKS[0] and month == 6) for unit in UNITS]))
    for stage in range(len(STAGES)):
        lines = list(stocks(stage))
        picked = (2, 3, 4) if month == 6 else (1,)
        columns += [with_county([int(str(line[place])) for line in lines]) for place in picked]
    for number, unit in enumerate((COUNTY, *UNITS)):
        yield (unit, *(column[number] for column in columns))


def projects() -> Iterator[Sequence[object]]:
    """Every project on the four lists at the end of June: as many a unit and list as it reports."""
    yield ("招商项目动态清单（示例数据）（截至2023年6月30日）",)
    yield ("项目名称", "投资方", "总投资（亿元）", "属地", "状态", "进展情况", "责任单位")
    count = 0
    for stage, name in enumerate(STAGES):
        for unit, _, _, _, now in stocks(stage):
            for _ in range(now):
                kind, work = KINDS[count * 7 % len(KINDS)], WORKS[count * 5 % len(WORKS)]
                amount = Decimal((count * 37 % 95 + 8) * (12 if count % 23 == 0 else 1)) / 10
                step = STEPS[name][count % len(STEPS[name])]
                yield (
                    f"{kind}{work}（示例{count + 1:03d}）",
                    f"某某{kind}公司（示例）",
                    amount,
                    unit,
                    name,
                    step,
                    unit,
                )
                count += 1


def unconverted() -> Iterator[Sequence[object]]:
    """落地转化: projects that were given land, use it in part, or do not produce yet; reported and verified on site."""
    yield ("未转化项目攻坚清单（示例数据）（截至2023年6月30日）",)
    yield ("项目名称", "属地", "类别", "用地面积（亩）", "攻坚目标", "完成时限", "本月进展", "现场核实", "责任单位")
    goals = {"供而未用": "开工建设", "用而未尽": "完成二期开工", "建而未投": "竣工投产"}
    checked = ("与报送一致", "与报送一致", "进展稍慢于报送，按核实情况列示")
    for number in range(15):
        unit, kind = UNITS[number * 5 % len(UNITS)], UNCONVERTED[number % 3]
        name = f"{KINDS[number * 3 % len(KINDS)]}项目（示例{number + 201}）"
        step = ("图审完成，待领施工许可", "二期方案调整中", "设备采购，待通电")[number % 3]
        yield (
            name,
            unit,
            kind,
            Decimal(number * 13 % 90 + 12),
            goals[kind],
            f"2023-{9 + number % 4:02d}-30",
            step,
            checked[number % 3],
            unit,
        )


def files() -> dict[str, bytes]:
    """File name → content."""
    made = {
        "2023年招商目标任务（示例数据）.csv": targets(),
        **{f"2023年{month}月招商完成情况（示例数据）.csv": progress(month) for month in MONTHS},
        "招商项目动态清单（示例数据）.csv": projects(),
        "未转化项目清单（示例数据）.csv": unconverted(),
    }
    return {name: csv_bytes(rows) for name, rows in made.items()}


if __name__ == "__main__":
    write(files(), DATA)
