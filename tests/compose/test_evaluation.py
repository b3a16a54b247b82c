"""季评价 and 年考核 from a pack of settings alone; restated history and adjustments said under the tables."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import gongwen as gw
from gongwen.compose import Setting
from gongwen.compose.facts import topic_words
from gongwen.compute import compute_board
from gongwen.errors import PackError
from gongwen.model.issue import Issue
from gongwen.model.pack import Topic
from gongwen.phrasing.patterns import render_pattern

# openpyxl does not keep data bars, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
CONTEST = Path(__file__).parents[1] / "data" / "liangshai"


@pytest.fixture(scope="module")
def contest() -> object:
    return gw.read(CONTEST / "data", pack=gw.load_pack(CONTEST))


def texts(output: gw.Output, heading: str) -> dict[str, str]:
    frame = output.to_frame()
    return dict(zip(frame["地区"], frame[heading], strict=True))


def test_a_quarter_is_evaluated_on_weights_caps_and_lights(contest):
    board = gw.scoreboard(contest, period="2022-Q2", table="季评价")
    # 甲区: (40 × 90.0 + 20 × 18.5 ÷ 20 × 100 + 20 × 110.0 + 20 × 120) ÷ 100
    assert texts(board, "综合/得分") == {"全市": "92.36", "甲区": "100.50", "乙区": "107.50", "丙县": "94.98"}
    assert texts(board, "综合/排名") == {"全市": "—", "甲区": "2", "乙区": "1", "丙县": "3"}
    assert texts(board, "综合/较上季") == {"全市": "—", "甲区": "→", "乙区": "→", "丙县": "→"}
    assert set(texts(board, "综合/亮灯").values()) == {"●绿"}
    assert texts(board, "工业投资增速/得分")["丙县"] == "—"
    assert board.table is not None
    assert board.table.title == "2022年二季度“亮晒比”竞赛评价表"
    assert board.table.unit_line == "单位：分、%"


def test_every_score_and_light_prints_its_basis(contest):
    board = gw.scoreboard(contest, period="2022-Q2", table="季评价")
    assert board.table is not None
    notes = "\n".join(board.table.notes)
    assert "综合得分＝Σ（权重×单项得分）÷Σ权重，权重为工业投资40、工业投资增速20、新开工项目20、竣工项目20" in notes
    assert "120分封顶" in notes
    assert "亮灯按得分：●绿≥90分，▲黄≥80分，■红＜80分；没有得分的不亮灯。" in notes
    assert "乙区：竣工项目未设目标，不计分，权重按其余3项折算。" in notes


def test_a_year_is_assessed_on_the_years_targets(contest):
    board = gw.scoreboard(contest, period="2022", table="年考核")
    assert texts(board, "工业投资/完成") == {"全市": "406.1", "甲区": "169.0", "乙区": "118.1", "丙县": "96.0"}
    assert texts(board, "年度/得分") == {"全市": "100.00", "甲区": "100.00", "乙区": "95.58", "丙县": "98.00"}
    assert texts(board, "年度/排名") == {"全市": "—", "甲区": "1", "乙区": "3", "丙县": "2"}
    assert texts(board, "工业投资/亮灯") == {"全市": "●绿", "甲区": "●绿", "乙区": "▲黄", "丙县": "▲黄"}
    assert board.table is not None
    assert "工业投资：亮灯按完成率相当于时序进度的比例" in "\n".join(board.table.notes)


def test_a_score_is_explained_down_to_its_cells(contest):
    explained = str(gw.scoreboard(contest, period="2022-Q2", table="季评价").explain("丙县", "综合得分"))
    for line in (
        "得分（第二季度）：94.98分",
        "　　算法：（40 × 99.96 + 20 × 90.0 + 20 × 90.0）÷ 80",
        "　　说明：工业投资增速未设目标，不计分，权重按其余3项折算",
        "　　来源：完成情况（示例数据）.csv!D21",
        "工业投资折合得分（第二季度，对第二季度目标）：49.98分",
        "位次（第二季度，按得分）：3个参评单位中第3位",
        "　　推高得分：新开工项目+22.50分（—→22.50）",
        "　　下一位：再得5.52分可升至第2位（其他单位不变）",
    ):
        assert line in explained, line


def test_the_distance_never_reaches_a_page(contest):
    board = gw.scoreboard(contest, period="2022-Q2", table="季评价")
    assert "可升至" in str(board.explain("丙县", "综合"))
    pages = [board.to_bytes("html").decode(), docx_text(board.to_bytes("docx"))]
    assert not [page for page in pages if "可升至" in page]
    book = openpyxl.load_workbook(io.BytesIO(board.to_bytes("xlsx")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if "可升至" in cell]


def test_the_workbook_holds_scores_as_numbers_and_lights_as_words(contest):
    board = gw.scoreboard(contest, period="2022-Q2", table="季评价")
    sheet = openpyxl.load_workbook(io.BytesIO(board.to_bytes("xlsx")), data_only=True)["季评价"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value in ("甲区", "丙县")}
    assert (rows["甲区"][9].value, rows["甲区"][9].number_format) == (100.5, "0.00")
    assert rows["甲区"][12].value == "●绿"
    assert rows["甲区"][12].fill.fgColor.rgb != rows["甲区"][9].fill.fgColor.rgb


def test_sentences_can_speak_of_scores(contest):
    topic = Topic("综合", "综合", "本期", basis="quarter")
    pack = replace(contest.pack, topics=(topic,))
    quarter = gw.Period.parse("2022-Q2")
    board = compute_board(contest.dataset, pack, quarter)
    words = {"综合": topic_words(Setting(pack, board, contest.dataset, Issue(quarter)), topic)}
    pattern = '居前{{ 综合.前列数 }}位的是{{ 综合.前列|附注("得分")|列举 }}。'
    said = render_pattern(pattern, words, place="试")
    assert said == "居前3位的是乙区（107.50分）、甲区（100.50分）和丙县（94.98分）。"


def with_points(folder: Path, rules: str, columns: str = "", rows: str = "") -> gw.Output:
    """The contest with 加减分: rules in the settings, columns in the table, rows in a sheet."""
    shutil.copytree(CONTEST, folder, dirs_exist_ok=True)
    profile, table = folder / "profile.toml", folder / "tables" / "季评价.csv"
    text = profile.read_text(encoding="utf-8").replace("cap = 120\n", f"cap = 120\n{rules}\n", 1)
    profile.write_text(text, encoding="utf-8")
    table.write_text(table.read_text(encoding="utf-8-sig") + columns, encoding="utf-8")
    (folder / "data" / "加减分.csv").write_text(f"地区,期间,加分,扣分,事由\n{rows}", encoding="utf-8")
    pack = gw.load_pack(folder)
    return gw.scoreboard(gw.read(folder / "data", pack=pack), period="2022-Q2", table="季评价")


def test_points_move_the_score_and_print_their_reasons(tmp_path):
    board = with_points(
        tmp_path, "points = { bonus_cap = 5, penalty_cap = 3 }",
        "综合/加分,综合,加分,,,,\n综合/扣分,综合,扣分,,,,\n综合/加减分,综合,加减分,,,,\n",
        "甲区,2022年5月,4,,获省级通报表扬\n甲区,二季度,3,,承办现场会\n乙区,2022-06,,1,数据报送迟延\n丙县,一季度,2,,上季的事\n",
    )  # fmt: skip
    assert texts(board, "综合/得分") == {"全市": "92.36", "甲区": "105.50", "乙区": "106.50", "丙县": "94.98"}
    assert texts(board, "综合/加减分") == {"全市": "0.00", "甲区": "5.00", "乙区": "-1.00", "丙县": "0.00"}
    assert board.table is not None
    notes = "\n".join(board.table.notes)
    assert "另按事由加减分（加分最多5分、扣分最多3分）" in notes
    assert (
        "综合得分加减分：甲区加4分（获省级通报表扬）、3分（承办现场会），合计7分，按最多5分计；乙区扣1分（数据报送迟延）。"
        in notes
    )
    explained = str(board.explain("甲区", "综合得分"))
    assert "　　来源：加减分.csv!C2" in explained
    assert "加减分+5.00分（0.00→5.00）" in explained
    book = openpyxl.load_workbook(io.BytesIO(board.to_bytes("xlsx")))
    sums = [row[5].value for row in book["数据"].iter_rows() if row[0].value == "甲区" and row[2].value == "得分"]
    net = next(row[5] for row in book["数据"].iter_rows() if row[0].value == "甲区" and row[2].value == "加减分")
    assert sums == [sums[0]] and sums[0].startswith("=SUM(") and f",F{net.row})" in sums[0]


@pytest.mark.parametrize(
    ("rules", "columns", "hint"),
    [
        ("points = 5", "", "应是一组设置"),
        ("points = { bonus_cap = -1 }", "", "“bonus_cap”不能是负数"),
        ("points = { bonus = 1 }", "", "没有名为“bonus”的设置"),
        ("", "综合/加分,综合,加分,,,,\n", "“综合”不计加减分"),
        ("points = {}", "投资/加分,工业投资,加分,,,,\n", "不是得分"),
    ],
)
def test_wrong_settings_for_points(tmp_path, rules, columns, hint):
    with pytest.raises(PackError) as caught:
        with_points(tmp_path, rules, columns)
    assert hint in "".join(problem.message for problem in caught.value.problems)


def docx_text(data: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# -- restated history ------------------------------------------------------------------------------------------------

PRODUCT = """
published_dir = "../published"

[tables."月通报"]
title = "{{ 期.月 }}月"
columns = "tables/月.csv"

[products."晾晒表"]
kind = "workbook"
format = "xlsx"
file_name = "晾晒表（{{ 期.年月 }}）"
tables = ["月通报"]
"""
HEAD = "地区,指标,期间,目标,完成\n"


def published(folder: Path) -> object:
    """A pack with June published: 甲区 18 of 20, 乙区 9 of 10."""
    pack_folder = folder / "pack"
    shutil.copytree(CONTEST, pack_folder)
    with (pack_folder / "profile.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        top, bottom = PRODUCT.split("\n\n", 1)
        file.seek(0)
        file.write(f"{top.strip()}\n{text}\n{bottom}")
    (pack_folder / "tables" / "月.csv").write_text(
        "表头,指标,取值,期间,目标期间\n投资,工业投资,完成,当月,\n目标,工业投资,目标,当月,当月\n"
        "率,工业投资,完成率,当月,当月\n排名,工业投资,排名,当月,当月\n变化,工业投资,排名变化,当月,当月\n",
        encoding="utf-8",
    )
    pack = gw.load_pack(pack_folder)
    june = data_of(folder / "june", pack, "甲区,工业投资,2022-06,20,18\n乙区,工业投资,2022-06,10,9.5\n")
    built = gw.build(june, period="2022-06", out=folder / "out6", number=6, dated=None, final=True)
    gw.publish(built.folder, pack=pack)
    return pack


def data_of(folder: Path, pack: object, rows: str) -> object:
    folder.mkdir()
    (folder / "完成情况.csv").write_text(
        HEAD + rows + "丙县,工业投资,2022-06,10,1\n全市,工业投资,2022-06,40,30\n", encoding="utf-8"
    )
    return gw.read(folder, pack=pack)


def test_restated_history_is_said_and_ranks_keep_to_what_was_published(tmp_path):
    pack = published(tmp_path)
    july = data_of(
        tmp_path / "july", pack,
        "甲区,工业投资,2022-06,20,19.6\n乙区,工业投资,2022-06,10,9.5\n"
        "甲区,工业投资,2022-07,20,20\n乙区,工业投资,2022-07,10,9\n丙县,工业投资,2022-07,10,1\n全市,工业投资,2022-07,40,30\n",
    )  # fmt: skip
    board = gw.scoreboard(july, period="2022-07", table="月通报")
    assert board.table is not None
    notes = "\n".join(board.table.notes)
    assert "数据修订说明：与已发布的6月一期相比，甲区6月工业投资由18.0改为19.6亿元。位次变化仍以已发布的为准。" in notes
    assert texts(board, "变化")["甲区"] == "↑1", "second as published, though first by the revised figures"
    told = [problem for problem in board.problems if problem.code == "history.revised"]
    assert [(p.severity.value, p.file, p.cell) for p in told] == [("info", "完成情况.csv", "E2")]
    assert "由18.0改为19.6亿元" in told[0].message
    book = openpyxl.load_workbook(io.BytesIO(board.to_bytes("xlsx")))
    rank = next(row for row in book["数据"].iter_rows(min_row=4) if (row[0].value, row[2].value) == ("甲区", "排名"))
    assert [cell.value for cell in rank[5:10]] == [
        2,
        f"=ROUND(F{rank[0].row},0)",
        "位",
        "上期公布位次（2022年6月）",
        "〔1〕",
    ]
    assert book["数据"]["A2"].value.count("manifest.json") == 1
    assert book["月通报"]["F5"].value.startswith(f"=IF('数据'!G{rank[0].row}>E5")
    result = gw.build(july, period="2022-07", out=tmp_path / "out7")
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [p["code"] for p in manifest["problems"]].count("history.revised") == 1


def test_unchanged_history_says_nothing(tmp_path):
    pack = published(tmp_path)
    july = data_of(
        tmp_path / "july", pack,
        "甲区,工业投资,2022-06,20,18\n甲区,工业投资,2022-07,20,20\n乙区,工业投资,2022-06,10,9.5\n乙区,工业投资,2022-07,10,9\n"
        "丙县,工业投资,2022-07,10,1\n全市,工业投资,2022-07,40,30\n",
    )  # fmt: skip
    board = gw.scoreboard(july, period="2022-07", table="月通报")
    assert board.table is not None
    assert "修订" not in "".join(board.table.notes)
    assert not [problem for problem in board.problems if problem.code == "history.revised"]
