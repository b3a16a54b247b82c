"""Write the data of the “亮晒比” sample: invented districts, figures and projects, the plan's city targets.

The city's year targets are those of the plan (实施项目3000个、新开工800个以上、竣工800个以上); everything else is made up by rule.
Run ``python samples/build_liangshaibi.py`` after a change; a test holds files and script equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from sample_csv import csv_bytes, write

DATA = Path(__file__).parent / "liangshaibi" / "data"
CITY = "全市"
DISTRICTS = "甲区 乙区 丙区 丁区 戊区 己市 庚市 辛县 壬县 癸新区".split()
SHARES = (11, 8, 13, 10, 12, 14, 11, 7, 6, 8)
"""Parts of a hundred that each district has of a city figure."""
INDICATORS = ("实施工业投资（技术改造）项目", "新开工项目", "竣工项目", "双百工程投资")
YEAR = (Decimal(3000), Decimal(800), Decimal(800), Decimal("480.0"))
"""The city's year targets; the last one, and every other target, is invented."""
QUARTER = (Decimal(900), Decimal(260), Decimal(200), Decimal("130.0"))
AT_LEAST = (False, True, True, False)
PERIODS = ("2022年1—2月", "2022年3月", "2022年4月", "2022年5月", "2022年6月")
PACE = ((9, 8, 8, 9, 10), (8, 9, 10, 9, 12), (6, 7, 8, 8, 9), (10, 8, 9, 9, 10))
"""Percent of its year target that a district does in each period, before the district's own pace."""
OWN = (100, 112, 93, 104, 88, 108, 97, 121, 79, 116)
"""Each district's pace, in percent of the usual one."""
BATCHES = ("谋划招引", "前期开工", "加快建设", "竣工投产")
NODES = {
    "谋划招引": ("投资协议签订", "项目备案", "用地预审", "土地摘牌"),
    "前期开工": ("环评批复", "施工许可", "桩基进场", "主体开工"),
    "加快建设": ("主体过半", "结构封顶", "设备进场", "安装调试"),
    "竣工投产": ("竣工验收", "试生产", "投产纳统", "达产"),
}
"""The nodes of a batch in the order in which a project passes them."""
WORKS = "新材料 电子信息 高端装备 汽车零部件 绿色石化 智能家电 医疗器械 模具".split()


def shared(total: Decimal) -> list[Decimal]:
    """A city figure over the districts, whole or with one decimal; the last but four takes the rounding rest."""
    step = Decimal(1).scaleb(int(total.as_tuple().exponent))
    parts = [(total * share / 100).quantize(step) for share in SHARES]
    parts[5] += total - sum(parts, Decimal(0))
    return parts


def done(row: int, period: int) -> list[Decimal]:
    """What each district did in a period."""
    step = Decimal(1).scaleb(int(YEAR[row].as_tuple().exponent))
    shuffled = (OWN[(unit * (row + 2) + period) % len(OWN)] + OWN[unit] for unit in range(len(DISTRICTS)))
    rates = (PACE[row][period] * pace for pace in shuffled)
    return [(target * rate / 20000).quantize(step) for target, rate in zip(shared(YEAR[row]), rates, strict=True)]


def targets(label: str, totals: Sequence[Decimal]) -> Iterator[Sequence[object]]:
    """One table of targets, the city first; 以上 as the plan writes it."""
    yield (f"2022年{label}工业投资攻坚目标任务（示例数据）",)
    yield ("地区", *(f"{name}（{'亿元' if row == 3 else '个'}）" for row, name in enumerate(INDICATORS)))
    columns = [[total, *shared(total)] for total in totals]
    for number, name in enumerate((CITY, *DISTRICTS)):
        bounds = ("以上" if number == 0 and bound else "" for bound in AT_LEAST)
        yield (name, *(f"{column[number]}{bound}" for column, bound in zip(columns, bounds, strict=True)))


def progress() -> Iterator[Sequence[object]]:
    """What was done, one row a district, indicator and period."""
    yield ("2022年工业投资攻坚完成情况（示例数据）",)
    yield ("地区", "指标", "期间", "完成")
    for period, label in enumerate(PERIODS):
        for row, name in enumerate(INDICATORS):
            values = done(row, period)
            for district, value in zip((CITY, *DISTRICTS), (sum(values, Decimal(0)), *values), strict=True):
                yield (district, name, label, value)


def projects() -> Iterator[Sequence[object]]:
    """年度重点项目: three a district, each with this month's node and the next."""
    yield ("年度重点项目节点清单（示例数据）（截至2022年6月30日）",)
    yield ("项目名称", "属地", "四个一批", "总投资（亿元）", "本月节点", "完成情况", "下一节点", "存在问题")
    for number in range(3 * len(DISTRICTS)):
        batch, district = BATCHES[number % 4], DISTRICTS[number // 3]
        node, after = NODES[batch][number % 3 : number % 3 + 2]
        late = number % 7 == 3
        amount = Decimal(number * 53 % 280 + 11) / 10
        state, trouble = ("推迟", "要素保障待落实") if late else ("按期完成", "无")
        yield (f"{WORKS[number % 8]}项目（示例{number + 1:02d}）", district, batch, amount, node, state, after, trouble)


def files() -> dict[str, bytes]:
    """File name → content."""
    made = {
        "2022年全年目标任务（示例数据）.csv": targets("全年", YEAR),
        "2022年第二季度目标任务（示例数据）.csv": targets("第二季度", QUARTER),
        "2022年完成情况（示例数据）.csv": progress(),
        "年度重点项目节点清单（示例数据）.csv": projects(),
    }
    return {name: csv_bytes(rows) for name, rows in made.items()}


if __name__ == "__main__":
    write(files(), DATA)
