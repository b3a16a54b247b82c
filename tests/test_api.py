"""The recipes, on the shipped sample and on DataFrames they have never seen."""

from __future__ import annotations

import io
import json
import warnings
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

import gongwen as gw
from gongwen.errors import InputError, OutputError, UsageError


@pytest.fixture(scope="module")
def data() -> object:
    folder = gw.sample()
    return gw.read(folder / "data", pack=gw.load_pack(folder))


def test_the_compact_scoreboard_reads_as_the_desk_reads_it(data):
    board = gw.scoreboard(data, period="2022-07", table="表一")
    frame = board.to_frame().set_index("地区")
    assert list(frame.index) == [
        "全市", "海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区",
        "余姚市", "慈溪市", "宁海县", "象山县", "前湾新区", "高新区",
    ]  # fmt: skip
    rank = frame["制造业投资/投资额/排名"]
    assert dict(rank) == {
        "全市": "—", "高新区": "1", "奉化区": "2", "镇海区": "3", "海曙区": "4", "鄞州区": "5", "宁海县": "5",
        "北仑区": "7", "慈溪市": "8", "余姚市": "9", "象山县": "9", "前湾新区": "9", "江北区": "12",
    }  # fmt: skip
    gain = frame["制造业投资/投资额/较上月"]
    assert (gain["镇海区"], gain["江北区"], gain["慈溪市"], gain["前湾新区"]) == ("↑3", "↓2", "→", "→")
    assert frame.loc["全市", "制造业投资/投资额/完成率"] == "102.8"


def test_a_table_saves_as_excel_and_word_with_the_same_texts(data, tmp_path):
    board = gw.scoreboard(data, period="2022-07", table="简报摘要")
    wanted = board.to_frame()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says that it does not keep data bars
        book = openpyxl.load_workbook(board.save(tmp_path / "摘要.xlsx"), data_only=True)
    found = {row[0].value: row for row in book["简报摘要"].iter_rows() if row[0].value in set(wanted["地区"])}
    assert found["镇海区"][2].value == 111.7
    document = docx.Document(io.BytesIO(board.to_bytes("docx")))
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in document.tables[0].rows}
    for row in wanted.itertuples(index=False):
        assert rows[row[0]] == list(row)


def test_explain_leads_from_a_figure_to_its_cells(data):
    words = str(gw.scoreboard(data, period="2022-07", table="表一").explain("镇海区", "制造业投资"))
    assert "完成率（7月，对7月目标）：111.7%" in words
    assert "111.7%" in words
    assert "算法：20.1 ÷ 18 × 100" in words
    assert "附件1 第三季度和7月份制造业投资目标任务.xlsx!附件1!D8" in words
    assert "12个参评单位中" in words and "前移3位" in words


def test_an_unknown_name_is_answered_with_the_known_ones(data):
    with pytest.raises(UsageError, match="没有名为“表九”的表；可用：表一、表二"):
        gw.scoreboard(data, period="2022-07", table="表九")
    with pytest.raises(UsageError, match="没有2023-03的完成数；数据里有：2022-05、2022-06、2022-07"):
        gw.scoreboard(data, period="2023-03", table="表一")
    with pytest.raises(UsageError, match="不认识的期间“七月”"):
        gw.scoreboard(data, period="七月", table="表一")
    board = gw.scoreboard(data, period="2022-07", table="表一")
    with pytest.raises(UsageError, match="没有“白云区”；可用：全市、海曙区、江北区"):
        board.explain("白云区", "制造业投资")
    with pytest.raises(UsageError, match="没有“制造业投次”；是否想写“制造业投资”？可用：制造业投资、制造业投资增速、新谋划"):
        board.explain("镇海区", "制造业投次")


@pytest.mark.parametrize("day", [datetime(2022, 7, 18, 9), pd.Timestamp("2022-07-18"), "2022-07-18"])
def test_a_day_with_a_time_is_that_day(day, data):
    made = gw.scoreboard(data, period="2022-07", table="表三", as_of=day).to_bytes("html")
    assert made == gw.scoreboard(data, period="2022-07", table="表三", as_of=date(2022, 7, 18)).to_bytes("html")


def test_days_may_be_text_and_text_that_is_no_day_is_refused(data):
    written = gw.briefing(data, period="2022-07", number=7, dated="2022-08-05").to_bytes("html")
    assert written == gw.briefing(data, period="2022-07", number=7, dated=date(2022, 8, 5)).to_bytes("html")
    with pytest.raises(UsageError, match="2022年8月5日"):
        gw.briefing(data, period="2022-07", dated="2022年8月5日")


def test_a_final_wants_number_and_date_and_a_draft_prints_blanks(data, tmp_path):
    with pytest.raises(OutputError) as refused:
        gw.briefing(data, period="2022-07", final=True)
    assert {problem.code for problem in refused.value.problems} == {"issue.no_number", "issue.no_date"}
    draft = docx.Document(io.BytesIO(gw.briefing(data, period="2022-07").to_bytes()))
    assert "2022年8月　日" in "\n".join(paragraph.text for paragraph in draft.paragraphs)
    final = gw.briefing(data, period="2022-07", number=7, dated=date(2022, 8, 5), final=True)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(final.to_bytes())).paragraphs)
    assert "第7期" in text
    assert "2022年8月5日" in text
    assert "【待补】" not in text


def frames() -> dict[str, pd.DataFrame]:
    """A county nobody has seen: three towns and the whole, long form."""
    towns, months = ["全县", "东镇", "西镇", "北乡"], ["2024-04", "2024-05"]
    done = {"2024-04": [30, 10, 12, 8], "2024-05": [33, 15, 9, 9]}
    progress = pd.DataFrame(
        [
            {"地区": town, "指标": "实际到位资金", "期间": month, "完成": value}
            for month in months
            for town, value in zip(towns, done[month], strict=True)
        ]
    )
    targets = pd.DataFrame(
        [
            {"地区": town, "指标": "实际到位资金", "期间": month, "目标": value}
            for month in months
            for town, value in zip(towns, ["30以上", 10, 10, 10], strict=True)
        ]
    )
    return {"progress": progress, "targets": targets}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A pack of its own in the smallest form: two lists, one table, one product."""
    folder = tmp_path / "county"
    (folder / "tables").mkdir(parents=True)
    (folder / "regions.csv").write_text(
        "代码,名称,是否合计\n00,全县,是\n01,东镇,\n02,西镇,\n03,北乡,\n", encoding="utf-8"
    )
    (folder / "indicators.csv").write_text("代码,名称,计量单位\nfunds,实际到位资金,万元\n", encoding="utf-8")
    (folder / "tables" / "月度.csv").write_text(
        "表头,指标,取值,期间,目标期间\n目标,funds,目标,当月,当月\n完成,funds,完成,当月,当月\n"
        "完成率（%）,funds,完成率,当月,当月\n排名,funds,排名,当月,当月\n较上月,funds,排名变化,当月,当月\n",
        encoding="utf-8",
    )
    (folder / "profile.toml").write_text(
        'published_dir = "published"\n[issuer]\nname = "某县专班"\ntotal_name = "全县"\n'
        '[tables."月度"]\ntitle = "某县招商月度表（{{ 期间 }}）"\n'
        '[products."月度表"]\nkind = "workbook"\nformat = "xlsx"\nfile_name = "月度表{{ 期.名称 }}"\ntables = ["月度"]\n',
        encoding="utf-8",
    )
    return folder


def test_frames_in_and_a_scoreboard_out_for_a_county_of_its_own(county):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    table = gw.scoreboard(data, period="2024-05", table="月度").to_frame()
    assert table.values.tolist() == [
        ["全县", "30以上", "33", "110.0", "—", "—"],
        ["东镇", "10", "15", "150.0", "1", "↑1"],
        ["西镇", "10", "9", "90.0", "2", "↓1"],
        ["北乡", "10", "9", "90.0", "2", "↑1"],
    ]


def test_what_is_no_table_or_belongs_to_nobody_is_answered_in_words(county):
    pack = gw.load_pack(county)
    with pytest.raises(UsageError, match="progress 给的是 int，不是表；给 DataFrame"):
        gw.read_frames(pack=pack, progress=[1, 2])
    with pytest.raises(UsageError, match="progress 给的是 Series，不是表；给 DataFrame"):
        gw.read_frames(pack=pack, progress=pd.DataFrame({"地区": ["甲镇"]})["地区"])
    for role in ("progress", "targets", "points"):
        with pytest.raises(InputError) as empty:
            gw.read_frames(pack=pack, **{role: pd.DataFrame()})
        assert {problem.file for problem in empty.value.problems} == {f"frame:{role}"}
    for read in (lambda: gw.read_frames(**frames()), lambda: gw.read(county)):
        with pytest.raises(UsageError, match=r"没有参评单位.*pack=gw.load_pack"):
            read()


def test_what_a_notebook_shows_of_a_handle_is_one_line(county, tmp_path):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    assert repr(data) == "<Data county：完成数8个，目标8个，案例0个，项目0个，问题0个>"
    board = gw.scoreboard(data, period="2024-05", table="月度")
    assert repr(board) == "<Output 月度：可存为xlsx、docx、pdf、html>"
    made = gw.build(data, period="2024-05", out=tmp_path / "out", only="月度表")
    assert repr(made) == f"<BuildResult {(tmp_path / 'out').as_posix()}：已生成1个>"


def test_the_next_issue_ranks_against_what_was_published(county, tmp_path):
    """April is published; May compares with it even after April's data was revised."""
    pack = gw.load_pack(county)
    april = gw.read_frames(pack=pack, **frames())
    gw.build(april, period="2024-04", out=tmp_path / "april", number=4, dated=date(2024, 5, 8), final=True)
    gw.publish(tmp_path / "april", pack=pack)
    with pytest.raises(OutputError, match="不能发布"):
        gw.publish(tmp_path / "april", pack=pack)
    revised = frames()
    late = (revised["progress"]["期间"] == "2024-04") & (revised["progress"]["地区"] == "北乡")
    revised["progress"].loc[late, "完成"] = 20
    whole = (revised["progress"]["期间"] == "2024-04") & (revised["progress"]["地区"] == "全县")
    revised["progress"].loc[whole, "完成"] = 42
    may = gw.read_frames(pack=pack, **revised)
    table = gw.scoreboard(may, period="2024-05", table="月度").to_frame().set_index("地区")
    assert list(table["较上月"]) == ["—", "↑1", "↓1", "↑1"]  # as published: 西镇 first, 东镇 second, 北乡 third


def test_a_hand_edited_file_is_never_lost(county, tmp_path):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    first = gw.build(data, period="2024-05", out=tmp_path / "out")
    first.outputs[0].write_bytes(b"edited by hand")
    again = gw.build(data, period="2024-05", out=tmp_path / "out")
    assert [p.code for p in again.problems if p.code.startswith("output.")] == ["output.edited_aside"]
    assert (tmp_path / "out" / "月度表5月（手改）.xlsx").read_bytes() == b"edited by hand"
    assert again.outputs[0].read_bytes()[:2] == b"PK"


def test_a_draft_is_no_baseline_and_a_cut_off_stays_in_its_issue(county, tmp_path):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    gw.build(data, period="2024-04", out=tmp_path / "april")
    with pytest.raises(UsageError) as refused:
        gw.scoreboard(data, period="2024-05", table="月度", previous=tmp_path / "april")
    assert refused.value.problems[0].code == "baseline.draft"
    with pytest.raises(UsageError, match="截止日2024-06-20不在2024-05这一期之内"):
        gw.scoreboard(data, period="2024-05", table="月度", as_of=date(2024, 6, 20))
    with pytest.raises(UsageError, match="1月不单独出一期"):
        gw.scoreboard(data, period="2024-01", table="月度")


def test_one_build_is_the_same_bytes_twice_and_leaves_nothing_stale(county, tmp_path):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    first = gw.build(data, period="2024-05", out=tmp_path / "a")
    again = gw.build(data, period="2024-05", out=tmp_path / "b")
    assert [p.name for p in first.outputs] == ["月度表5月.xlsx"]
    for one, other in zip(sorted(first.folder.iterdir()), sorted(again.folder.iterdir()), strict=True):
        assert one.read_bytes() == other.read_bytes()
    earlier = gw.build(data, period="2024-04", out=tmp_path / "a")
    assert {p.name for p in (tmp_path / "a").iterdir()} == {"月度表4月.xlsx", "manifest.json"}
    assert [Path(p.file).name for p in earlier.problems if p.code == "output.removed"] == ["月度表5月.xlsx"]


def test_the_manifest_keeps_the_contract(county, tmp_path):
    data = gw.read_frames(pack=gw.load_pack(county), **frames())
    gw.build(data, period="2024-05", out=tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {
        "schema", "period", "as_of", "number", "dated", "stage", "pack", "ranking", "version", "inputs", "outputs", "not_built",
        "figures", "problems", "signed_off", "fonts",
    }  # fmt: skip
    assert (manifest["schema"], manifest["period"], manifest["stage"]) == (1, "2024-05", "draft")
    rate = next(f for f in manifest["figures"] if f["id"] == "02/funds/completion_rate@2024-05~2024-05")
    assert (rate["value"], rate["text"], rate["formula"]) == ("9/10", "90.0", "9 ÷ 10 × 100")
    assert [source["path"] for source in rate["source"]] == ["frame:progress", "frame:targets"]
    assert not any(".." in entry["path"] for entry in (*manifest["inputs"], *manifest["outputs"]))


@pytest.mark.parametrize("format", ["html", "docx"])
def test_a_table_that_its_page_cannot_hold_stops_its_product_alone_and_the_advice_works(format, tmp_path):
    def built(place: str) -> gw.BuildResult:
        folder = tmp_path / place
        folder.mkdir()
        product = '[products."{0}"]\nkind = "briefing"\nformat = "{1}"\nfile_name = "{0}"\ntitle = "{0}"\n{2}\n'
        text = product.format("快报", format, f'{place} = ["表三"]') + product.format("简报", format, "")
        (folder / "profile.toml").write_text(f'extends = "ningbo-bairi"\nname = "试"\n{text}', encoding="utf-8")
        read = gw.read(gw.sample() / "data", pack=gw.load_pack(folder))
        return gw.build(read, period="2022-07", out=folder / "出", only=["快报", "简报"])

    refused = built("tables")
    assert [path.name for path in refused.outputs] == [f"简报.{format}"]
    assert [entry["product"] for entry in refused.not_built] == ["快报"]
    told = next(problem for problem in refused.problems if problem.code == "table.too_wide")
    assert told.file == f"快报.{format}"
    assert "表三" in told.place
    assert "29列" in told.message
    assert "attachments" in told.fix
    assert built("attachments").ok
