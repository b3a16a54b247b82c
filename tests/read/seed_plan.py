"""The indicator system of a district's three-year plan as published: categories merged down, years across, one region."""

from __future__ import annotations

from pathlib import Path

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.pack import InputSpec, Pack
from gongwen.model.terms import Aggregation, Role

HEAD = ["指标类别", "二级指标", "2020年基数", "2023年目标", "2025年\n\n目标", "责任单位"]
TEXT = "完成市级下达目标"
GROUPS = {
    "综合效益": [
        ["规上工业增加值率（%）", "15", "18", "18.5", "区经信局"],
        ["规上工业亩均税收（万元/亩）", "36", "45", "50", "区经信局"],
        ["规上工业亩均增加值（万元/亩）", "177", "200", "220", "区经信局"],
        ["规上工业全员劳动生产率年均增速（%）", "7", "6", "6", "区经信局"],
        ["规上工业万元增加值能耗降低率（%）", "-", TEXT, TEXT, "区发改局（能源局）"],
    ],
    "淘汰落后": [
        ["累计整治提升“散乱污”企业、高耗低效企业、淘汰落后产能（家）", "145", "500", "800", "区经信局"],
        ["累计盘活低效工业用地（亩）", "600", "2000", "3000", "自然资源规划江北分局、区经信局"],
        ["累计腾出用能量（万吨标准煤）", "0.5", "1.5", "2.5", "区发改局"],
        ["累计减少碳排放量（万吨）", "-", TEXT, TEXT, "区经信局"],
    ],
    "创新强工": [
        ["规上工业企业研发经费支出占营业收入比重（%）", "2", "2.1", "2.2", "区科技局"],
        ["高新技术企业数量（家）", "151", "300", "400", "区科技局"],
    ],
    "招大引强": [
        ["累计招引落地总额10亿元以上重大制造业项目", "-", "2", "4", "区招商投资促进中心、区经信局"],
        ["完成工业投资（含技改）年均增长率（%）", "11.7", "10", "10", "区经信局"],
    ],
    "质量提升": [
        ["累计新增“浙江制造”标准（项）", "3", "7", "10", "区市场监管局"],
        ["累计新增培育“品字标”品牌企业（家）", "3", "7", "10", "区市场监管局"],
    ],
}
ROWS = [row for group in GROUPS.values() for row in group]
TITLE = "江北区新一轮制造业“腾笼换鸟、凤凰涅槃”攻坚行动指标体系"
DISTRICT = Region("330205", "江北区", "江北", is_total=False)


def plan_rows() -> list[list[object]]:
    """With blanks below each category, as in a sheet that is not merged."""
    rows: list[list[object]] = [[TITLE], list(HEAD)]
    for name, group in GROUPS.items():
        rows += [[name if number == 0 else None, *map(typed, row)] for number, row in enumerate(group)]
    return rows


def typed(text: str) -> object:
    return float(text) if text.replace(".", "").isdecimal() else text


def merges() -> list[str]:
    areas, row = [], 3
    for group in GROUPS.values():
        areas.append(f"A{row}:A{row + len(group) - 1}")
        row += len(group)
    return areas


def one_cell_a_line() -> str:
    """As the text of the published page: every cell on a line of its own behind a tab, a blank line after each row."""
    lines = [TITLE]
    for number, row in enumerate(
        [HEAD, *([n if i == 0 else "", *r] for n, g in GROUPS.items() for i, r in enumerate(g))]
    ):
        lines += ["\t" + cell for cell in row] + [""]
        assert number == 0 or len(row) == 6
    return "\n".join(lines)


def write_word(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(TITLE)
    rows = plan_rows()[1:]
    table = document.add_table(len(rows), 6)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
            table.cell(number, column).text = text
    row = 1
    for name, group in GROUPS.items():
        table.cell(row, 0).merge(table.cell(row + len(group) - 1, 0)).text = name
        row += len(group)
    document.save(str(path))


def plan_pack(**changed: object) -> Pack:
    units = ["%", "万元/亩", "万元/亩", "%", "%", "家", "亩", "万吨标准煤", "万吨", "%", "家", "个", "%", "项", "家"]
    return Pack(
        name="江北",
        folder=None,
        search_path=(),
        regions=(
            Region("3302", "全市", is_total=True),
            DISTRICT,
            Region("330203", "海曙区", "海曙"),
        ),
        indicators=tuple(
            Indicator(
                f"i{number:02d}", row[0].removesuffix(f"（{unit}）"), unit, decimals=1, aggregation=Aggregation.NONE
            )
            for number, (row, unit) in enumerate(zip(ROWS, units, strict=True), start=1)
        ),
    )


DECLARED = (InputSpec(Role.TARGETS, ("*",), indicators_down=True, region="330205"),)
