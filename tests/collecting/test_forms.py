"""Collection forms: what they ask, what is open, and that filled in they read back without a word."""

from __future__ import annotations

import datetime
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from filled_forms import columns_of, figures_of, fill, rows_of
from needs import need_tool

import gongwen as gw
from gongwen.collecting import collect, make_forms
from gongwen.errors import OutputError, PackError, UsageError
from gongwen.model.forms import FormNumber

SAMPLE = gw.sample()
PERIOD = "2022-07"


@pytest.fixture(scope="module")
def pack():
    return gw.load_pack(SAMPLE)


@pytest.fixture(scope="module")
def data(pack):
    return gw.read(SAMPLE / "data", pack=pack)


@pytest.fixture(scope="module")
def forms(pack, data, tmp_path_factory) -> dict[str, Path]:
    made = make_forms(pack, period=PERIOD, out=tmp_path_factory.mktemp("forms"), data=data)
    return {path.name: path for path in made}


@pytest.fixture(scope="module")
def haishu(forms):
    return openpyxl.load_workbook(forms["330203_海曙区（2022年7月报送表）.xlsx"])


def test_one_a_unit_and_one_for_the_statistics_side(forms, pack):
    regions = [region for region in pack.regions if not region.is_total]
    assert len(forms) == len(regions) + 1
    assert {name.partition("（")[0] for name in forms} == {*(f"{r.code}_{r.name}" for r in regions), "市统计局"}


def test_a_form_asks_its_unit_only_and_never_what_another_provides(haishu, forms, pack):
    asked = rows_of(haishu.active, pack)
    assert {key[0] for _, key in asked} == {"330203"}
    assert not {key[1] for _, key in asked} & {"investment", "investment_growth", "start_rate"}
    assert {key[2].code for _, key in asked} == {
        "2022-07",
        "2022-01-01..2022-07-31",
        "2022-07-01..2022-07-10",
        "2022-01-01..2022-07-20",
    }
    source = rows_of(openpyxl.load_workbook(forms["市统计局（2022年7月报送表）.xlsx"]).active, pack)
    assert {key[1] for _, key in source} == {"investment", "investment_growth"}
    assert {key[0] for _, key in source} == {region.code for region in pack.regions}


def test_last_issue_stands_in_grey_and_is_what_was_reported(haishu, pack, data):
    sheet = haishu.active
    place = columns_of(sheet)["上期数"]
    figures = figures_of(data.dataset)
    before = {
        "2022-07": "2022-06",
        "2022-07-01..2022-07-10": "2022-06-01..2022-06-10",
        "2022-01-01..2022-07-20": "2022-01-01..2022-06-20",
    }
    compared = 0
    for row, (region, indicator, period) in rows_of(sheet, pack):
        cell = sheet.cell(row, place)
        assert cell.font.color.rgb == "FF7F7F7F"
        if period.code in before:
            assert cell.value == pytest.approx(float(figures[region, indicator, gw.Period.parse(before[period.code])]))
            compared += 1
    assert compared == 42


def test_everything_but_the_input_cells_is_locked_without_a_password(haishu, pack):
    sheet = haishu.active
    assert sheet.protection.sheet
    assert not sheet.protection.password
    columns = columns_of(sheet)
    lines = [row for row, _ in rows_of(sheet, pack)]
    wanted = {"B4"} | {sheet.cell(row, columns[h]).coordinate for row in lines for h in ("完成数", "说明")}
    # A page field's border cells share its format; only cells that hold or take something count.
    open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert open_cells == wanted


def test_every_input_has_its_check_and_the_reasons_can_be_chosen(haishu, pack):
    sheet = haishu.active
    columns = columns_of(sheet)
    rules = {
        cell: rule
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for cell in [area.coord]
    }
    for row, (_, indicator, _) in rows_of(sheet, pack):
        rule = rules[sheet.cell(row, columns["完成数"]).coordinate]
        assert rule.type == "custom"
        assert ("INT(" in rule.formula1) == (pack.indicator(indicator).unit in ("个", "宗", "场"))
        assert '"—"' in rule.formula1
    chosen = [rule for rule in rules.values() if rule.type == "list"]
    assert len(chosen) == 1
    assert "核减以前报送的数" in chosen[0].formula1
    assert rules["B4"].type == "date"


def test_a_part_is_held_against_its_whole(haishu, pack):
    sheet = haishu.active
    column = columns_of(sheet)["核对"]
    rows = {key: row for row, key in rows_of(sheet, pack)}
    month = gw.Period.parse(PERIOD)
    whole, part = rows["330203", "filing", month], rows["330203", "filing_100m", month]
    assert f"F{part}>F{whole}" in sheet.cell(part, column).value
    assert "其中项" not in sheet.cell(whole, column).value


def test_the_number_stands_on_the_page_and_in_the_properties(haishu):
    text = " ".join(str(cell.value) for row in haishu.active["A1:H4"] for cell in row if cell.value)
    number = FormNumber.find(text)
    properties = {item.name: item.value for item in haishu.custom_doc_props.props}
    assert number is not None
    assert properties == {
        "gongwen_pack": "宁波市制造业投资百日攻坚（示例）", "gongwen_unit": number.unit,
        "gongwen_period": "2022-07", "gongwen_version": number.version,
    }  # fmt: skip
    assert "请于2022年8月3日前报送" in text


def test_print_set_up(haishu):
    sheet = haishu.active
    setup = sheet.page_setup
    assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)  # A4, one page wide
    assert sheet.print_title_rows == "$5:$5"


def test_filled_in_by_all_it_reads_back_exactly_and_without_a_word(forms, pack, data, tmp_path):
    figures = figures_of(data.dataset)
    for name, path in forms.items():
        fill(path, tmp_path / name, pack, figures, dated=datetime.date(2022, 8, 2))
    back = gw.read(tmp_path, pack=pack)
    assert gw.check(tmp_path, pack=pack) == ()
    read = figures_of(back.dataset)
    assert len(read) == 12 * 43 + 52
    assert all(figures[key] == value for key, value in read.items())


def test_recalculated_by_libreoffice_nothing_is_left_to_check(forms, pack, data, tmp_path):
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    filled = fill(
        forms["330203_海曙区（2022年7月报送表）.xlsx"], tmp_path / "a" / "填.xlsx", pack, figures_of(data.dataset)
    )
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "b"), str(filled)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "b" / "填.xlsx", data_only=True).active
    column = columns_of(sheet)["核对"]
    assert {sheet.cell(row, column).value or "" for row, _ in rows_of(sheet, pack)} == {""}
    assert sheet["E4"].value == "已填完，没有要核对的"


def test_wrong_answers_are_told_on_the_page(forms, pack, data, tmp_path):
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    filled = fill(
        forms["330203_海曙区（2022年7月报送表）.xlsx"], tmp_path / "a" / "填.xlsx", pack, figures_of(data.dataset)
    )
    book = openpyxl.load_workbook(filled)
    wrong = {"F6": -1, "F7": 2.5, "F8": 99, "F9": "约5", "F10": 52000, "F11": None, "F12": "—"}
    for cell, value in wrong.items():
        book.active[cell] = value
    book.save(filled)
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "b"), str(filled)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "b" / "填.xlsx", data_only=True).active
    assert [sheet[f"H{row}"].value or "" for row in range(6, 13)] == [
        "不能为负", "应为整数", "其中项大于总数", "只填数，没有填—", "与上期差千倍，核对单位", "未填", "",
    ]  # fmt: skip
    assert sheet["E4"].value == "还有6处要填或核对"


def test_same_settings_same_bytes(pack, data, tmp_path):
    first, second = (make_forms(pack, period=PERIOD, out=tmp_path / name, data=data) for name in "ab")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_a_filled_form_is_never_overwritten(pack, data, tmp_path):
    made = make_forms(pack, period=PERIOD, out=tmp_path, data=data)
    make_forms(pack, period=PERIOD, out=tmp_path)  # untouched ones are written anew
    fill(made[0], made[0], pack, figures_of(data.dataset))
    filled = made[0].read_bytes()
    with pytest.raises(OutputError, match="已经有人改过"):
        make_forms(pack, period=PERIOD, out=tmp_path, data=data)
    assert made[0].read_bytes() == filled


def test_without_settings_the_month_is_asked(tmp_path):
    (tmp_path / "包").mkdir()
    (tmp_path / "包" / "profile.toml").write_text('extends = "base"\nname = "滨海区"\n', encoding="utf-8")
    (tmp_path / "包" / "regions.csv").write_text("代码,名称,是否参与排名\n01,东街道,是\n02,西镇,是\n", encoding="utf-8")
    (tmp_path / "包" / "indicators.csv").write_text(
        "代码,名称,计量单位,方向,小数位,汇总方式\nfdi,实际利用外资,万美元,越大越好,0,求和\n", encoding="utf-8"
    )
    pack = gw.load_pack(tmp_path / "包")
    made = make_forms(pack, period="2026-02", out=tmp_path / "表")
    assert [path.name for path in made] == ["01_东街道（2026年1—2月报送表）.xlsx", "02_西镇（2026年1—2月报送表）.xlsx"]
    assert [key[2].month_label for _, key in rows_of(openpyxl.load_workbook(made[0]).active, pack)] == ["1—2月"]


def test_wrong_settings_are_named(tmp_path):
    pack = tmp_path / "包"
    pack.mkdir()
    (pack / "profile.toml").write_text(
        f'extends = "{SAMPLE.name}"\n[collect.blocks."当月"]\nindicators = ["制造业投姿"]\nwindow = "当天"\n'
        '[collect]\nreasons = ["甲,乙"]\ndeadline_day = 0\n',
        encoding="utf-8",
    )
    with pytest.raises(PackError) as refused:
        gw.load_pack(pack)
    text = str(refused.value)
    assert "是否想写“制造业投资”" in text
    assert "collect.blocks.当月.window" in text
    assert "半角逗号" in text
    assert "应为1到31" in text


@pytest.mark.parametrize(("period", "word"), [("七月", "不认识的期间"), ("2022-01", "1月不单独出一期")])
def test_a_period_that_is_no_issue_is_refused(pack, tmp_path, period, word):
    with pytest.raises(UsageError, match=word):
        make_forms(pack, period=period, out=tmp_path)


def test_names_that_no_file_can_have_get_one_all_the_same(tmp_path):
    (tmp_path / "包").mkdir()
    (tmp_path / "包" / "profile.toml").write_text(
        'extends = "base"\nname = "滨海区"\n[collect]\napart = ["区/统计局"]\n', encoding="utf-8"
    )
    (tmp_path / "包" / "regions.csv").write_text(
        "代码,名称,是否参与排名\n01,东/街道,是\n02,东:街道,是\n", encoding="utf-8"
    )
    (tmp_path / "包" / "indicators.csv").write_text(
        "代码,名称,计量单位,方向,小数位,汇总方式,数据来源\nfdi,外资,万美元,越大越好,0,求和,\ngdp,产值,亿元,越大越好,0,求和,区/统计局\n",
        encoding="utf-8",
    )
    pack = gw.load_pack(tmp_path / "包")
    made = make_forms(pack, period="2026-03", out=tmp_path / "表")
    assert [path.name.partition("（")[0] for path in made] == ["01_东／街道", "02_东：街道", "区／统计局"]
    for path in made:
        fill(path, tmp_path / "收" / path.name, pack, Everything())
    assert collect(tmp_path / "收", tmp_path / "汇总.csv", pack=pack, period="2026-03").ok


class Everything(dict):
    """Five for whatever is asked."""

    def __missing__(self, key):
        return Decimal(5)
