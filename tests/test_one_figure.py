"""The same figure reads the same in the workbook, the briefing and the bulletin, and every target of the plan is there."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pytest

import gongwen as gw

SAMPLE = gw.sample()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = gw.read(SAMPLE / "data", pack=gw.load_pack(SAMPLE))
    return gw.build(data, period="2022-07", out=tmp_path_factory.mktemp("out")).folder


def book_rows(path: Path, sheet: str) -> dict[str, list[object]]:
    """Region → its row, header rows found by 全市."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep data bars
        rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
        return {str(row[0]): list(row) for row in rows if row[0]}


def target(text: object) -> str:
    return re.sub(r"\s", "", str(text)).removesuffix(".0")


def test_every_target_of_the_plan_is_found_in_the_workbook(built):
    """52 cells of 附件1 and 156 of 附件2, each under its own column, to the digit."""
    workbook = next(built.glob("晾晒表*.xlsx"))
    quarter = book_rows(workbook, "三季度投资进度")
    month = book_rows(workbook, "表一底册")
    projects = book_rows(workbook, "三季度完成情况")
    first = book_rows(SAMPLE / "data" / "附件1 第三季度和7月份制造业投资目标任务.xlsx", "附件1")
    second = book_rows(SAMPLE / "data" / "附件2 三季度项目推进目标任务.xlsx", "附件2")
    regions = [region.name for region in gw.load_pack(SAMPLE).regions]
    checked = 0
    for region in regions:
        shown = [quarter[region][1], quarter[region][6], month[region][1], month[region][6]]
        assert [target(v) for v in first[region][1:5]] == [target(v) for v in shown], region
        shown = [projects[region][column] for column in range(1, 37, 3)]
        wanted = [second[region][c] for c in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)]
        assert [target(v) for v in wanted] == [target(v) for v in shown], region
        checked += 16
    assert checked == 13 * 16


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_one_figure_one_text_in_all_files(built):
    """The city's and every region's completion rate, rank and value, read back by libraries that did not write them."""
    pdf = next(built.glob("月通报*.pdf"), None)
    if pdf is None:
        pytest.fail("月通报 PDF 没有生成：装 Pango 后再试（gongwen doctor）")
    with pdfplumber.open(pdf) as pages:
        # Without the diagonal mark, whose letters stand between those of the lines that it crosses.
        shown = (page.filter(lambda item: item.get("size", 0) < 60) for page in pages.pages)
        pdf_text = plain("".join(page.extract_text() for page in shown))
    workbook = book_rows(next(built.glob("晾晒表*.xlsx")), "表一")
    briefing = docx.Document(next(built.glob("专班简报*.docx")))
    table = {row.cells[0].text: [cell.text for cell in row.cells] for row in briefing.tables[0].rows}
    briefing_text = plain("".join(p.text for p in briefing.paragraphs))
    for region, row in table.items():
        if region not in workbook or region == "地区":
            continue
        value, rate, rank, gain = row[1:5]
        number, percent, place, move = workbook[region][1:5]
        shown = [f"{number:.1f}", f"{percent:.1f}", place if place == "—" else f"{place:.0f}", move]
        assert shown == row[1:5]
        assert plain(f"{region}{value}{rate}{rank}{gain}") in pdf_text
    for sentence in ("完成制造业投资102.8亿元,同比增长31.2%", "居前3位的是高新区(125.0%)、奉化区(116.7%)和镇海区(111.7%)"):
        assert sentence in pdf_text
        assert sentence in briefing_text


def test_the_signed_off_mismatch_is_found_and_printed(built):
    import json

    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert [s["code"] for s in manifest["signed_off"]] == ["total.mismatch"]
    note = manifest["signed_off"][0]["note"]
    assert "323" in note and "324" in note
    printed = [str(row[0]) for row in book_rows(next(built.glob("晾晒表*.xlsx")), "三季度投资进度").values()]
    assert any(note in line for line in printed)


def test_without_the_sign_off_the_mismatch_stops_the_build(tmp_path):
    import shutil

    pack_folder = tmp_path / "pack"
    shutil.copytree(SAMPLE, pack_folder)
    profile = (pack_folder / "profile.toml").read_text(encoding="utf-8")
    start, end = profile.index("[[sign_offs]]"), profile.index("# ---- 表")
    (pack_folder / "profile.toml").write_text(profile[:start] + profile[end:], encoding="utf-8")
    with pytest.raises(gw.InputError) as refused:
        gw.read(SAMPLE / "data", pack=gw.load_pack(pack_folder))
    problem = next(p for p in refused.value.problems if p.code == "total.mismatch")
    assert "323" in problem.message and "324" in problem.message and problem.cell == "B5"


def test_every_sample_page_is_marked(built):
    """The big diagonal mark, not the （示例） of the issuer's name."""
    with pdfplumber.open(next(built.glob("月通报*.pdf"))) as pages:
        for page in pages.pages:
            marks = [char["text"] for char in page.chars if char["size"] > 60 or not char["upright"]]
            assert {"示", "例"} <= set(marks), page.page_number


def test_sample_files_say_that_they_are_invented():
    for path in sorted((SAMPLE / "data").rglob("*")):
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            assert "示例数据" in path.name and rows
        elif path.suffix == ".md":
            assert "示例数据" in path.read_text(encoding="utf-8")
        elif path.suffix == ".xlsx" and not path.name.startswith("附件"):
            assert "示例数据" in path.name
