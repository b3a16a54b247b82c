"""附件1 and 附件2 of the plan as printed (seed 000), as rows, as a workbook and as Word tables."""

from __future__ import annotations

from pathlib import Path

from district_pack import TWELVE, regions, save_rows

from gongwen.model.catalogue import Indicator
from gongwen.model.pack import HeadingSpec, Pack
from gongwen.model.terms import Aggregation, Role

ANNEX_1 = """全市 323 30 100以上 30以上
海曙区 8 45 2.5 80
江北区 10 30 3.5 45
镇海区 56 25 18 100
北仑区 60 25 20 25
鄞州区 20 35 7 40
奉化区 17 65 6 100
余姚市 37 30 11 35
慈溪市 30 30 10 20
宁海县 20 45 7 120
象山县 20 40 7 30
前湾新区 40 55 12 30
高新区 6 80 2 65"""
ANNEX_2 = """全市 168 130 250 200 180 300 1200 100 30 80 50 50
海曙区 7 3 6 8 5 15 70 5 2 5 2 2
江北区 6 5 8 8 5 18 75 6 1 3 2 2
镇海区 10 15 44 20 20 42 130 11 4 12 5 5
北仑区 26 40 47 30 25 42 150 14 4 12 6 6
鄞州区 10 8 15 15 15 24 90 8 2 5 4 4
奉化区 9 3 13 12 10 12 60 4 1 4 3 3
余姚市 34 20 25 25 25 30 120 10 3 8 8 8
慈溪市 22 12 24 30 25 33 140 11 3 8 8 8
宁海县 7 4 16 16 15 27 110 10 3 6 4 4
象山县 10 3 16 16 15 27 120 9 3 7 4 4
前湾新区 22 15 32 15 15 24 100 9 3 7 3 3
高新区 5 2 4 5 5 6 35 3 1 3 1 1"""

GROUPS = [
    "竣工投产项目",
    "",
    "续建项目",
    "新开工项目",
    "新纳统项目",
    "",
    "新备案项目",
    "",
    "招引谋划项目",
    "",
    "对接活动",
    "",
]
HEADINGS = (
    "第三季度亿元以上项目数 第三季度完成投资 第三季度完成投资 第三季度项目数 第三季度项目数 计划总投资 第三季度项目数 亿元以上项目数 "
    "第三季度5亿元以上项目数 前三季度累计新增项目数 场数 合作项目数"
).split()
MERGES_1 = ["A3:A4", "B3:C3", "D3:E3"]
MERGES_2 = ["A4:A5", "B4:C4", "F4:G4", "H4:I4", "J4:K4", "L4:M4"]
# indicator and period of the twelve columns of 附件2
COLUMNS_2 = [
    ("completion", "2022-Q3"), ("completion_investment", "2022-Q3"), ("continuing", "2022-Q3"), ("start", "2022-Q3"),
    ("entry", "2022-Q3"), ("entry_investment", "2022-Q3"), ("filing", "2022-Q3"), ("filing_100m", "2022-Q3"),
    ("attraction", "2022-Q3"), ("attraction", "2022-01-01..2022-09-30"), ("events", "2022-Q3"), ("cooperation", "2022-Q3"),
]  # fmt: skip


def cell(text: str) -> object:
    return text.replace("以上", " 以上") if "以上" in text else float(text) if "." in text else int(text)


def rows_1() -> list[list[object]]:
    body = [[line.split()[0], *(cell(text) for text in line.split()[1:])] for line in ANNEX_1.splitlines()]
    return [
        ["附件 1"],
        ["第三季度和 7 月份制造业投资目标任务"],
        ["地区", "第三季度", None, "7 月份", None],
        [None, "投资额 (亿元)", "增速 (%)", "投资额 (亿元)", "增速 (%)"],
        *body,
    ]


def rows_2() -> list[list[object]]:
    body = [[line.split()[0], *(int(text) for text in line.split()[1:])] for line in ANNEX_2.splitlines()]
    return [
        ["附件 2"],
        ["三季度项目推进目标任务"],
        ["单位：个，亿元"],
        ["地区", *(group or None for group in GROUPS)],
        [None, *HEADINGS],
        *body,
    ]


def write_workbooks(folder: Path) -> None:
    save_rows(folder / "附件1.xlsx", rows_1(), sheet="附件1", merges=MERGES_1)
    save_rows(folder / "附件2.xlsx", rows_2(), sheet="附件2", merges=MERGES_2)


def write_document(path: Path) -> None:
    """Both annexes in one Word file, with real merged cells, written by python-docx."""
    import docx

    document = docx.Document()
    for rows, merges in ((rows_1(), MERGES_1), (rows_2(), MERGES_2)):
        lines = [row for row in rows if len(row) == 1]
        for (line,) in lines:
            document.add_paragraph(str(line))
        body = rows[len(lines) :]
        table = document.add_table(len(body), len(body[0]))
        for number, row in enumerate(body):
            for column, value in enumerate(row):
                table.cell(number, column).text = "" if value is None else str(value)
        for area in merges:
            (left, top), (right, bottom) = ((ord(c[0]) - 65, int(c[1:]) - 1 - len(lines)) for c in area.split(":"))
            text = table.cell(top, left).text
            table.cell(top, left).merge(table.cell(bottom, right)).text = text
        document.add_paragraph("")
    document.save(str(path))


def write_csv(folder: Path) -> None:
    """As pasted from the web page: merged cells arrive as empty fields."""
    for name, rows in (("附件1.csv", rows_1()), ("附件2.csv", rows_2())):
        text = "\n".join("\t".join("" if v is None else str(v) for v in row) for row in rows)
        (folder / name).write_text(text, encoding="gb18030")


def seed_pack() -> Pack:
    counts = "completion start entry filing filing_100m attraction cooperation".split()
    money = "investment completion_investment continuing entry_investment".split()
    paths = []
    group = ""
    for name, heading in zip(GROUPS, HEADINGS, strict=True):
        group = name or group
        paths.append(f"{group}/{heading}")
    return Pack(
        name="百日攻坚",
        folder=None,
        search_path=(),
        regions=regions(TWELVE),
        indicators=(
            *(Indicator(code, code, "亿元", decimals=1) for code in money),
            Indicator("growth", "growth", "%", decimals=1, aggregation=Aggregation.NONE, growth_of="investment"),
            *(Indicator(code, code, "个") for code in counts),
            Indicator("events", "events", "场"),
        ),
        headings=(
            HeadingSpec("投资额", "investment", role=Role.TARGETS),
            HeadingSpec("增速", "growth", role=Role.TARGETS),
            *(HeadingSpec(path, code) for path, (code, _) in zip(paths, COLUMNS_2, strict=True)),
        ),
        year=2022,
    )
