"""The investment-promotion sample: equal to its script, built whole, its lists, counts and text in agreement."""

from __future__ import annotations

import csv
import io
import re
import shutil
import warnings
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pytest
from needs import need_pango
from samples.scripts import SAMPLES, script

import gongwen as gw
from gongwen.audit.extract import pdf_pages, plain
from gongwen.compose import compose_workbook
from gongwen.errors import InputError, OutputError, UsageError
from gongwen.finish import finish_workbook
from gongwen.issues import issue_setting
from gongwen.model.issue import Issue
from gongwen.model.period import Period
from gongwen.model.problems import Severity

SAMPLE = SAMPLES / "zhaoshang-kuaibao"
LISTS = ("在谈清单", "签约清单", "动建清单", "投产清单")
PROJECTS = "招商项目动态清单（示例数据）.csv"
JUNE = "2023年6月招商完成情况（示例数据）.csv"


@pytest.fixture(scope="module")
def data() -> Any:
    return gw.read(SAMPLE / "data", pack=gw.load_pack(SAMPLE))


@pytest.fixture(scope="module")
def built(data: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    need_pango()
    result = gw.build(data, period="2023-06", out=tmp_path_factory.mktemp("out"), number=6)
    assert not result.not_built
    return {path.name: path for path in result.outputs}


def rows(name: str, folder: Path = SAMPLE / "data") -> list[dict[str, str]]:
    lines = (folder / name).read_text(encoding="utf-8-sig").splitlines()
    return list(csv.DictReader(lines[1:]))


def pages(path: Path) -> list[str]:
    return [plain(page) for page in pdf_pages(path.read_bytes())]


# -- the files ---------------------------------------------------------------------------------------------------------


def test_files_equal_what_the_script_writes() -> None:
    made = script("build_zhaoshang").files()
    for name, content in made.items():
        assert content == (SAMPLE / "data" / name).read_bytes(), name
    assert {path.name for path in (SAMPLE / "data").iterdir()} == {*made, "本期文字.md"}


def test_the_county_has_the_plans_targets_and_its_units_share_them_exactly() -> None:
    table = rows("2023年招商目标任务（示例数据）.csv")
    county, units = table[0], table[1:]
    assert [county[heading] for heading in list(county)[1:]] == ["1.50", "146.0", "98.0", "40", "10", "有所突破"]
    for heading in list(county)[1:6]:
        assert sum(Decimal(unit[heading]) for unit in units if unit[heading] != "—") == Decimal(county[heading])


def test_everything_invented_says_so_and_nobody_can_be_called() -> None:
    for path in SAMPLE.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8-sig")
            assert path.parent.name != "data" or "示例数据" in text, path.name
            assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)|象山|宁波", text), (
                path.name
            )
    assert all(row["投资方"].startswith("某某") for row in rows(PROJECTS))


def test_only_notes_are_found_in_the_sample(data: Any) -> None:
    assert {problem.severity for problem in data.problems} == {Severity.INFO}


# -- what is built -----------------------------------------------------------------------------------------------------


def test_every_product_is_built(built: dict[str, Path]) -> None:
    assert set(built) == {
        "招商快报（2023年6月）.pdf", "招商快报（2023年6月）.docx", "落地转化月报（2023年6月）.pdf",
        "季度亮灯通报（2023年6月）.pdf", "动态清单（2023年6月）.xlsx",
    }  # fmt: skip


def test_the_lists_hold_every_project_once_sorted_by_region_and_size(data: Any) -> None:
    given = rows(PROJECTS)
    order = [region.name for region in data.pack.regions]
    shown: list[str] = []
    for name, stage in zip(LISTS, ("在谈", "签约", "动建", "投产"), strict=True):
        table = gw.scoreboard(data, period="2023-06", table=name).table
        body = [[cell.text for cell in row.cells] for row in table.rows if not row.is_total]
        wanted = [row for row in given if row["状态"] == stage]
        assert [row[0] for row in body] == [str(n) for n in range(1, len(wanted) + 1)]
        keys = [(order.index(row[4]), -Decimal(row[3])) for row in body]
        assert keys == sorted(keys)
        total = next(row for row in table.rows if row.is_total)
        assert total.cells[0].text == "合计"
        assert Decimal(total.cells[3].text) == sum(Decimal(row["总投资（亿元）"]) for row in wanted)
        shown += [row[1] for row in body]
    assert Counter(shown) == Counter(row["项目名称"] for row in given)


def test_the_lists_are_the_same_in_the_workbook_and_on_landscape_pages(built: dict[str, Path]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl drops data bars; nothing is saved back here
        book = openpyxl.load_workbook(io.BytesIO(built["动态清单（2023年6月）.xlsx"].read_bytes()))
    text = pages(built["季度亮灯通报（2023年6月）.pdf"])
    for name in LISTS:
        sheet = [row for row in book[name].iter_rows(values_only=True) if isinstance(row[0], (int, float))]
        assert sheet
        for row in sheet:
            assert isinstance(row[3], (int, float))
            number = re.findall(r"示例(\d+)", str(row[1]))[0]
            assert any(number in page and f"{row[3]:.1f}" in page for page in text), row
    with pdfplumber.open(built["季度亮灯通报（2023年6月）.pdf"]) as opened:
        wide = [page for page in opened.pages if "清单" in page.extract_text() and page.width > page.height]
        assert len(wide) >= 4
        assert all("项目名称" in page.extract_text() for page in wide)


def test_text_counts_and_adds_as_the_lists_do(built: dict[str, Path]) -> None:
    given = rows(PROJECTS)
    text = "".join(pages(built["招商快报（2023年6月）.pdf"]))
    for stage, word in (
        ("在谈", "全县在谈项目"),
        ("签约", "；签约项目"),
        ("动建", "；动建项目"),
        ("投产", "；投产项目"),
    ):
        own = [row for row in given if row["状态"] == stage]
        amount = sum(Decimal(row["总投资（亿元）"]) for row in own)
        assert plain(f"{word}{len(own)}个，总投资{amount}亿元") in text
    word_text = "".join(p.text for p in docx.Document(str(built["招商快报（2023年6月）.docx"])).paragraphs)
    assert f"全县在谈项目{sum(row['状态'] == '在谈' for row in given)}个" in word_text


def test_stocks_and_flows_balance_in_print(data: Any) -> None:
    table = gw.scoreboard(data, period="2023-06", table="四张清单").table
    for row in table.rows:
        numbers = [int(cell.text) for cell in row.cells[1:]]
        for place in (0, 4, 8):
            before, came, gone, now = numbers[place : place + 4]
            assert before + came - gone == now
        assert numbers[12] + numbers[13] == numbers[14]


def test_the_express_and_the_monthly_have_their_own_mastheads(built: dict[str, Path]) -> None:
    assert plain("招商快报第6期（总第66期）") in pages(built["招商快报（2023年6月）.pdf"])[0]
    with pdfplumber.open(built["招商快报（2023年6月）.pdf"]) as opened:
        full = [max(char["bottom"] for char in page.chars if char["bottom"] < 745) for page in opened.pages]
    assert len(full) == 5 and min(full) > 600  # no page half empty, the chart above the imprint on the last
    assert "落地转化月报第6期" in pages(built["落地转化月报（2023年6月）.pdf"])[0]


# -- bad input ---------------------------------------------------------------------------------------------------------


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(SAMPLE, folder / "pack")
    path = folder / "pack" / "data" / name
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")
    return folder / "pack"


def refused(folder: Path) -> list[Any]:
    with pytest.raises(InputError) as caught:
        gw.read(folder / "data", pack=gw.load_pack(folder))
    return [problem for problem in caught.value.problems if problem.severity is Severity.ERROR]


def test_a_project_that_is_lost_is_told_with_both_numbers(tmp_path: Path) -> None:
    lost = next(
        line
        for line in (SAMPLE / "data" / PROJECTS).read_text(encoding="utf-8-sig").splitlines()
        if ",丙山镇,在谈" in line
    )
    found = refused(changed(tmp_path, PROJECTS, lost + "\n", ""))
    assert [problem.code for problem in found] == ["list.count_mismatch"] * 2
    own = next(problem for problem in found if "丙山镇" in problem.message)
    assert re.search(r"“在谈清单”与报送数不符：丙山镇6月清单有\d个，报送在谈月末\d", own.message)
    assert (own.file, own.cell) == (JUNE, "J6")


def test_a_region_nobody_knows_is_told_at_its_cell(tmp_path: Path) -> None:
    found = refused(changed(tmp_path, PROJECTS, ",甲港镇,在谈", ",甲巷镇,在谈"))
    unknown = [problem for problem in found if problem.code == "list.unknown_region"]
    assert [(p.file, p.cell) for p in unknown] == [(PROJECTS, "D3")]
    assert "甲巷镇" in unknown[0].message
    assert "甲港镇" in unknown[0].fix


def test_a_column_that_is_gone_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = refused(changed(tmp_path, PROJECTS, "总投资（亿元）", "总投资（万元）"))
    assert {problem.code for problem in found} == {"list.no_column"}
    assert len(found) == len(LISTS)
    assert "总投资（亿元）" in found[0].message
    assert "总投资（万元）" in found[0].fix


@pytest.mark.parametrize("written", ["约9.6", "96000万元", "9.6-9.8"])
def test_an_amount_that_is_no_number_of_its_unit_is_told_at_its_cell(written: str, tmp_path: Path) -> None:
    (found,) = refused(changed(tmp_path, PROJECTS, ",9.6,甲港镇", f",{written},甲港镇"))
    assert (found.code, found.file, found.cell) == ("list.no_amount", PROJECTS, "C3")
    assert "总投资（亿元）" in found.message
    assert written in found.message


def test_an_amount_may_repeat_its_unit(tmp_path: Path, data: Any) -> None:
    folder = changed(tmp_path, PROJECTS, ",9.6,甲港镇", ",9.6亿元,甲港镇")
    own = gw.read(folder / "data", pack=gw.load_pack(folder))
    shown = [gw.scoreboard(given, period="2023-06", table="在谈清单").table.rows for given in (data, own)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("other", ["文旅综合体配套项目（示例002）", "汽车零部件智能工厂（示例033）"])
def test_a_project_listed_twice_is_told_with_both_rows(other: str, tmp_path: Path) -> None:
    folder = changed(tmp_path, PROJECTS, other, "风电装备制造基地（示例001）")
    found = [p for p in gw.read(folder / "data", pack=gw.load_pack(folder)).problems if p.severity is Severity.WARNING]
    assert [problem.code for problem in found] == ["list.twice"]
    assert "A3" in found[0].message
    assert found[0].cell == ("A4" if "002" in other else "A35")


def test_last_months_list_is_not_printed_as_this_months(tmp_path: Path) -> None:
    folder = changed(tmp_path, "未转化项目清单（示例数据）.csv", "6月30日", "5月31日")
    data = gw.read(folder / "data", pack=gw.load_pack(folder))
    with pytest.raises(OutputError) as caught:
        gw.build(data, period="2023-06", out=tmp_path / "out", only=["落地转化月报"])
    assert {problem.code for problem in caught.value.problems} == {"list.not_handed_in"}
    assert not (tmp_path / "out").exists()
    with pytest.raises(OutputError, match="处问题"):
        gw.scoreboard(data, period="2023-06", table="供而未用")


def test_a_list_of_no_rows_says_so(tmp_path: Path) -> None:
    folder = changed(tmp_path, "未转化项目清单（示例数据）.csv", "类别", "类别")
    path = folder / "data" / "未转化项目清单（示例数据）.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",用而未尽,", ",建而未投,"), encoding="utf-8-sig")
    data = gw.read(folder / "data", pack=gw.load_pack(folder))
    table = gw.scoreboard(data, period="2023-06", table="用而未尽")
    assert [[cell.text for cell in row.cells][:2] for row in table.table.rows] == [["—", "（本期没有）"]]
    for format in ("xlsx", "docx", "html"):
        assert table.to_bytes(format)


@pytest.mark.parametrize("count", [1, 13, 300])
def test_lists_of_any_length_keep_every_row(count: int, data: Any, tmp_path: Path) -> None:
    need_pango()
    folder = changed(tmp_path, "未转化项目清单（示例数据）.csv", "类别", "类别")
    names = [f"项目{'甲' * (n % 40)}{n}" for n in range(count)]
    text = io.StringIO()
    csv.writer(text).writerows(
        [("未转化项目（示例数据）（截至2023年6月30日）",), tuple(rows("未转化项目清单（示例数据）.csv")[0])]
        + [
            (name, "丙山镇", "供而未用", n, "开工", "2023-09-30", "=1+1", "一致<b>&", "丙山镇")
            for n, name in enumerate(names, 1)
        ]
    )
    (folder / "data" / "未转化项目清单（示例数据）.csv").write_text(text.getvalue(), encoding="utf-8-sig")
    own = gw.read(folder / "data", pack=gw.load_pack(folder))
    table = gw.scoreboard(own, period="2023-06", table="供而未用")
    assert len(table.table.rows) == count + 1
    made = tmp_path / "表.pdf"
    table.save(made)
    text_of = "".join(pages(made))
    assert text_of.count("丙山镇") == 2 * count
    assert str(count * (count + 1) // 2) in text_of


def test_an_unknown_name_lists_tables_and_lists(data: Any) -> None:
    with pytest.raises(UsageError, match=r"四张清单.*在谈清单"):
        gw.scoreboard(data, period="2023-06", table="谈")


def test_what_is_ranked_goes_by_the_packs_word_on_every_page(data: Any) -> None:
    """It ranks 单位: no table, sheet or reading aid calls them 地区; 单位 of measurement is then said in full."""
    board = gw.scoreboard(data, period="2023-06", table="外资")
    assert board.to_frame().columns[0] == "单位"
    book = opened(board.to_bytes("xlsx"))
    heads = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(max_row=5)] for sheet in book}
    assert any(row[0] == "单位" for row in heads["外资"])
    (head,) = (row for row in heads["数据"] if "算法" in row)
    assert (head[0], head[7]) == ("单位", "计量单位")
    words = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [word for word in words if "地区" in word]
    document = docx.Document(io.BytesIO(board.to_bytes("docx")))
    assert document.tables[0].rows[0].cells[0].text == "单位"
    assert re.search(r"<th[^>]*>\s*单位\s*</th>", board.to_bytes("html").decode("utf-8"))
    assert "地区" not in gw.briefing(data, period="2023-06", product="招商快报").to_bytes("html").decode("utf-8")
    book = opened(made_with_charts(data))
    notes = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if "斜纹柱" in str(c.value)]
    assert len(notes) == 1 and notes[0].endswith("的单位。")


def opened(book: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl drops the data bars of Excel 2010
        return openpyxl.load_workbook(io.BytesIO(book))


def made_with_charts(data: Any) -> bytes:
    """The tables in a workbook with the chart of 外资."""
    spec = replace(data.pack.products[0], name="簿", kind="workbook", format="xlsx", tables=("外资",), charts=("外资完成率",))
    setting, _ = issue_setting(data, Issue(Period.parse("2023-06")), None, ())
    return finish_workbook(compose_workbook(setting, replace(spec, settings={})), "簿").data


def test_who_is_in_no_chart_is_said_under_it_among_the_text_too(data: Any) -> None:
    first = data.pack.ranked_regions[0]
    regions = tuple(replace(r, ranked=False) if r.code == first.code else r for r in data.pack.regions)
    own = replace(data, pack=replace(data.pack, regions=regions))
    said = f"图中不含不参与排名的{first.name}。"
    for given, times in ((own, 1), (data, 0)):
        made = gw.briefing(given, period="2023-06", product="招商快报")
        assert re.sub(r"<[^>]+>", "", made.to_bytes("html").decode("utf-8")).count(said) == times
        word = next(p.name for p in data.pack.products if p.kind == "briefing" and p.format == "docx" and p.charts)
        document = docx.Document(io.BytesIO(gw.briefing(given, period="2023-06", product=word).to_bytes("docx")))
        assert [p.style.name for p in document.paragraphs if p.text == said] == ["表注"] * times


def test_a_region_under_two_of_its_names_is_counted_once(tmp_path: Path) -> None:
    folder = changed(tmp_path, PROJECTS, ",乙组（驻外联络）,签约", ",乙组,签约")
    own = gw.read(folder / "data", pack=gw.load_pack(folder))
    text = gw.briefing(own, period="2023-06", product="招商快报").to_bytes("html").decode("utf-8")
    assert "甲组（1个）和乙组（2个）" in text, "the bracket of a name does not meet that of its figure"
