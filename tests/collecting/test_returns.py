"""A folder of returned forms: merged exactly where all is well, and every way in which a return goes wrong is named."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from filled_forms import columns_of, figures_of, fill, rows_of
from needs import need_tool
from openpyxl import load_workbook

import gongwen as gw
from gongwen.cli import main
from gongwen.collecting import collect, days_of_files, make_forms
from gongwen.errors import InputError, UsageError
from gongwen.model.problems import Severity
from gongwen.model.returns import Standing

SAMPLE = gw.sample()
PERIOD = "2022-07"
ON_TIME = datetime.date(2022, 8, 2)


@pytest.fixture(scope="module")
def pack():
    return gw.load_pack(SAMPLE)


@pytest.fixture(scope="module")
def data(pack):
    return gw.read(SAMPLE / "data", pack=pack)


@pytest.fixture(scope="module")
def returned(pack, data, tmp_path_factory) -> Path:
    """Every form, filled in with the sample's own figures and dated in time."""
    folder = tmp_path_factory.mktemp("returned")
    blank = tmp_path_factory.mktemp("blank")
    for path in make_forms(pack, period=PERIOD, out=blank, data=data):
        fill(path, folder / path.name, pack, figures_of(data.dataset), dated=ON_TIME)
    return folder


@pytest.fixture
def desk(returned, tmp_path) -> Path:
    return Path(shutil.copytree(returned, tmp_path / "收回"))


def form_of(desk: Path, unit: str) -> Path:
    return next(path for path in desk.iterdir() if unit in path.name)


def edit(desk: Path, unit: str, target: str | None = None, **cells: object) -> Path:
    path = form_of(desk, unit)
    book = load_workbook(path)
    for cell, value in cells.items():
        book.active[cell] = value
    place = desk / target if target else path
    book.save(place)
    return place


def run(desk: Path, pack, data=None, **options):
    return collect(desk, desk.parent / "汇总.xlsx", pack=pack, period=PERIOD, data=data, **options)


def standing_of(made, unit: str) -> Standing:
    return next(u.standing for u in made.collection.units if u.form.unit_name == unit)


def problems_of(made, code: str):
    return [problem for problem in made.collection.problems if problem.code == code]


# -- all is well ---------------------------------------------------------------------------------------------------------


def test_merged_forms_replace_the_month_to_the_last_figure(desk, pack, data, tmp_path):
    made = run(desk, pack, data)
    assert made.ok
    assert made.collection.problems == ()
    folder = Path(shutil.copytree(SAMPLE / "data", tmp_path / "data"))
    month = folder / "2022年7月完成情况（示例数据）.xlsx"
    month.unlink()
    shutil.copy(made.outputs[0], month)
    assert figures_of(gw.read(folder, pack=pack).dataset) == figures_of(data.dataset)


def test_the_total_is_the_sum_of_all_units_and_said_to_be(desk, pack, data):
    made = run(desk, pack, data)
    sums = [a for a in made.collection.answers if a.line.region == pack.total.code and a.source is None]
    assert len(sums) == 43
    assert {a.line.indicator for a in sums}.isdisjoint({"investment", "investment_growth"})
    sheet = openpyxl.load_workbook(made.outputs[0]).active
    whence = {row[0].value: row[6].value for row in sheet.iter_rows(min_row=3) if row[1].value == "新备案项目"}
    assert whence["全市"] == "各单位相加"
    assert "330203_海曙区" in whence["海曙区"]


def test_csv_reads_to_the_same(desk, pack, data, tmp_path):
    as_csv = collect(desk, tmp_path / "2022年7月.csv", pack=pack, period=PERIOD).outputs[0]
    rows = list(csv.reader(io.StringIO(as_csv.read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["地区", "指标", "期间", "计量单位", "完成数", "说明", "数据来源"]
    (tmp_path / "一").mkdir()
    shutil.copy(as_csv, tmp_path / "一")
    shutil.copy(run(desk, pack).outputs[0], desk.parent / "2022年7月.xlsx")
    (tmp_path / "二").mkdir()
    shutil.copy(desk.parent / "2022年7月.xlsx", tmp_path / "二")
    one, two = (figures_of(gw.read(tmp_path / name, pack=pack).dataset) for name in "一二")
    assert one == two
    assert len(one) == len(rows) - 1


def test_what_units_wrote_beside_their_figures_is_kept(desk, pack, tmp_path):
    edit(desk, "海曙区", G6="=1+1", G7="-核减2个\n见附件", G8="口径\u202e有调整")
    sheet = openpyxl.load_workbook(run(desk, pack).outputs[0]).active
    notes = [row[5].value for row in sheet.iter_rows(min_row=3) if row[5].value]
    assert notes == ["-核减2个 见附件", "口径□有调整"]  # a formula was never calculated: nothing to keep
    text = collect(desk, tmp_path / "汇总.csv", pack=pack, period=PERIOD).outputs[0].read_text(encoding="utf-8-sig")
    assert "'-核减2个 见附件" in text


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_saved_again_by_another_office_they_still_merge_to_the_same(desk, pack, data, tmp_path, suffix):
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    again = tmp_path / "另存"
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", suffix,
         "--outdir", str(again), *map(str, sorted(desk.iterdir()))],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = run(again, pack, data)
    assert made.ok
    assert made.collection.problems == ()
    assert [(a.line.key, a.value) for a in made.collection.answers] == [
        (a.line.key, a.value) for a in run(desk, pack, data).collection.answers
    ]


def test_same_forms_same_bytes(desk, pack):
    first = run(desk, pack).outputs[0].read_bytes()
    assert run(desk, pack).outputs[0].read_bytes() == first


# -- who stands how ------------------------------------------------------------------------------------------------------


def test_a_unit_that_has_not_reported_is_named_and_no_total_is_made(desk, pack):
    form_of(desk, "余姚市").unlink()
    made = run(desk, pack)
    assert not made.ok
    assert standing_of(made, "余姚市") is Standing.MISSING
    assert [p.message for p in problems_of(made, "form.missing")] == ["余姚市还没有报送本期的表"]
    assert not [a for a in made.collection.answers if a.source is None]
    assert not [a for a in made.collection.answers if a.line.region_name == "余姚市" and a.line.indicator == "filing"]


def test_twice_with_the_same_figures_counts_once(desk, pack):
    edit(desk, "鄞州区", target="鄞州区重报.xlsx", G6="口径有调整")
    made = run(desk, pack)
    assert made.ok
    assert len(problems_of(made, "form.twice_same")) == 1


def test_twice_with_other_figures_goes_back(desk, pack):
    edit(desk, "鄞州区", target="鄞州区重报.xlsx", F7=9999)
    made = run(desk, pack)
    assert standing_of(made, "鄞州区") is Standing.SENT_BACK
    assert {p.file for p in problems_of(made, "form.twice")} == {
        "330212_鄞州区（2022年7月报送表）.xlsx",
        "鄞州区重报.xlsx",
    }
    assert not [a for a in made.collection.answers if a.line.region_name == "鄞州区" and a.line.indicator == "filing"]


def test_another_periods_form_is_refused_and_its_unit_has_not_reported(desk, pack, data, tmp_path):
    june = next(p for p in make_forms(pack, period="2022-06", out=tmp_path / "六月") if "慈溪市" in p.name)
    form_of(desk, "慈溪市").unlink()
    shutil.copy(june, desk / june.name)
    made = run(desk, pack)
    assert standing_of(made, "慈溪市") is Standing.MISSING
    assert [p.message for p in problems_of(made, "form.other_period")] == ["慈溪市报的是2022-06的表，不是2022-07的"]


def test_another_units_content_under_this_units_number(desk, pack):
    path = form_of(desk, "宁海县")
    book = load_workbook(path)
    book.active["A6"] = "象山县"
    book.save(path)
    made = run(desk, pack)
    assert standing_of(made, "宁海县") is Standing.SENT_BACK
    assert "表号是宁海县的" in problems_of(made, "form.other_content")[0].message


def test_a_removed_row_and_a_changed_label_go_back(desk, pack):
    path = form_of(desk, "象山县")
    book = load_workbook(path)
    book.active["C9"] = "新纳规项目"
    book.save(path)
    made = run(desk, pack)
    found = problems_of(made, "form.rows")
    assert standing_of(made, "象山县") is Standing.SENT_BACK
    assert "少了1行（新纳统项目），多了或改了1行" in found[0].message


def test_blank_and_unreadable_answers_go_back_with_their_cells(desk, pack):
    edit(desk, "镇海区", F8="约5")
    edit(desk, "奉化区", F9=None)
    made = run(desk, pack)
    spots = {(p.code, p.file[:6], p.cell) for p in made.collection.problems if p.severity is Severity.ERROR}
    assert spots == {("number.unreadable", "330211", "F8"), ("form.blank", "330213", "F9")}
    assert standing_of(made, "镇海区") is standing_of(made, "奉化区") is Standing.SENT_BACK


def test_a_blank_of_a_unit_that_answers_for_all_regions_is_named_with_its_region(desk, pack):
    edit(desk, "市统计局", F7=None, F9=None)
    (problem,) = problems_of(run(desk, pack), "form.blank")
    assert problem.message == "市统计局有2格没有填：2022年7月海曙区制造业投资、2022年7月镇海区制造业投资"


def test_a_part_greater_than_its_whole_goes_back(desk, pack):
    edit(desk, "北仑区", F8=500)
    made = run(desk, pack)
    assert [(p.file[:6], p.cell) for p in problems_of(made, "part.exceeds")] == [("330206", "F8")]
    assert standing_of(made, "北仑区") is Standing.SENT_BACK


def test_a_dash_is_an_answer_but_no_addend(desk, pack):
    edit(desk, "北仑区", F14="—")
    made = run(desk, pack)
    assert made.ok
    assert len(problems_of(made, "form.no_total")) == 1
    row = next(a for a in made.collection.answers if a.line.region_name == "北仑区" and a.text == "—")
    assert row.value is None


def test_a_changed_figure_of_an_earlier_month_is_named(desk, pack, data):
    sheet = load_workbook(form_of(desk, "江北区")).active
    row, _ = rows_of(sheet, pack)[2]
    assert sheet.cell(row, columns_of(sheet)["上期数"]).value == 2
    edit(desk, "江北区", **{f"E{row}": 77})
    made = run(desk, pack, data)
    assert made.ok
    assert [(p.file[:6], p.cell) for p in problems_of(made, "form.previous_changed")] == [("330205", f"E{row}")]
    assert "原为2，改为77" in problems_of(made, "form.previous_changed")[0].message
    assert problems_of(run(desk, pack), "form.previous_changed") == []  # nothing to compare with


def test_late_is_by_the_date_on_the_form_or_by_what_is_given_never_by_the_clock(desk, pack):
    edit(desk, "江北区", B4=datetime.date(2022, 8, 9))
    edit(desk, "海曙区", B4="2022年8月3日")
    edit(desk, "慈溪市", B4=None)
    made = run(desk, pack)
    assert made.ok
    assert {u.form.unit_name: u.standing for u in made.collection.units if u.standing is not Standing.REPORTED} == {
        "江北区": Standing.LATE
    }
    assert [p.message[:3] for p in problems_of(made, "form.no_date")] == ["慈溪市"]
    assert standing_of(run(desk, pack, due=datetime.date(2022, 8, 10)), "江北区") is Standing.REPORTED
    touched = days_of_files(desk)
    everyone = run(desk, pack, received=touched, due=min(touched.values()) - datetime.timedelta(days=1))
    assert {unit.standing for unit in everyone.collection.units} == {Standing.LATE}


def test_a_table_of_ones_own_is_no_form(desk, pack):
    book = openpyxl.Workbook()
    book.active.append(["地区", "指标", "期间", "完成数"])
    book.active.append(["海曙区", "新备案项目", "2022年7月", 3])
    book.save(desk / "自己做的表.xlsx")
    made = run(desk, pack)
    assert [p.file for p in problems_of(made, "form.unknown")] == ["自己做的表.xlsx"]
    assert made.collection.complete
    assert not made.ok


def test_a_form_of_other_settings_is_refused(desk, pack, tmp_path):
    shorter = Path(shutil.copytree(SAMPLE, tmp_path / "包"))
    profile = shorter / "profile.toml"
    profile.write_text(profile.read_text(encoding="utf-8").replace('"安评", "新开工', '"新开工'), encoding="utf-8")
    made = run(desk, gw.load_pack(shorter))
    assert len(problems_of(made, "form.other_version")) == 12
    assert {u.standing for u in made.collection.units if not u.form.is_source} == {Standing.MISSING}
    assert standing_of(made, "市统计局") is Standing.REPORTED


def test_nothing_usable_writes_nothing(tmp_path, pack):
    (tmp_path / "空").mkdir()
    with pytest.raises(InputError, match="没有一份能用的报送表"):
        collect(tmp_path / "空", tmp_path / "汇总.xlsx", pack=pack, period=PERIOD)
    assert not (tmp_path / "汇总.xlsx").exists()


@pytest.mark.parametrize(
    ("out", "word"), [("汇总.docx", "以 .xlsx 或 .csv 结尾"), ("收回/汇总.xlsx", "不能放在收回的报送表文件夹里面")]
)
def test_wrong_places_are_refused(desk, pack, out, word):
    with pytest.raises(UsageError, match=word):
        collect(desk, desk.parent / out, pack=pack, period=PERIOD)


# -- command line --------------------------------------------------------------------------------------------------------


def test_the_command_says_who_stands_how(desk, tmp_path, capsys):
    form_of(desk, "余姚市").unlink()
    arguments = ["collect", str(SAMPLE), str(desk), "--period", PERIOD, "-o", str(tmp_path / "汇总.xlsx")]
    assert main([*arguments, "--report", str(tmp_path / "报送情况.xlsx")]) == 1
    words = capsys.readouterr().out
    assert "未报1个：余姚市" in words
    assert "已报12个" in words
    sheet = load_workbook(tmp_path / "报送情况.xlsx")["报送情况"]
    rows = {row[1]: row[0] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["余姚市"] == "未报"
    assert rows["市统计局"] == "已报"
    assert main([*arguments, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert {unit["standing"] for unit in answer["units"]} == {"已报", "未报"}
    assert answer["outputs"] == [str(tmp_path / "汇总.xlsx")]


def test_complete_is_exit_zero(desk, tmp_path, capsys):
    arguments = ["collect", str(SAMPLE), str(desk), "--period", PERIOD, "--data", str(SAMPLE / "data")]
    assert main([*arguments, "-o", str(tmp_path / "汇总.csv")]) == 0
    assert "已报13个" in capsys.readouterr().out
