"""Turned and A3 pages in Word: the paper, its margins and its number, measured on the page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import docx
import pytest
from factories import sample_table
from office import MM, pages, to_pdf
from word_documents import FOLDERS, TEMPLATES, bulletin, bulletin_fields, single_table, without_watermark

from gongwen.model.document import Value
from gongwen.model.table import header_tree
from gongwen.render.to_docx import render_docx, render_template
from gongwen.render.word.package import Package

LINES = ("海滨市制造业投资“百日攻坚”各项指标", "目标任务完成情况晾晒表一底册")


def with_full_form() -> tuple[Mapping[str, Value], ...]:
    """An A4 annex, the full form on A3, and one more A4 page."""
    wide = sample_table(indicators=("invest", "filed", "started"))
    full: Mapping[str, Value] = {
        "序号": "附件2", "标题": "".join(LINES), "分行标题": LINES, "单位": "单位：亿元、个、%",
        "表": replace(wide, paper="A3"), "图": None, "横排": True, "纸张": "A3", "注": wide.notes,
    }  # fmt: skip
    annexes = bulletin_fields()["附件"]
    assert isinstance(annexes, tuple)
    first, last = annexes
    return (first, full, last)


@pytest.fixture(scope="module")
def made() -> bytes:
    """A 通报 whose second annex is the full form."""
    return render_docx(without_watermark(bulletin(附件=with_full_form())), FOLDERS).data


@pytest.fixture(scope="module")
def pdf(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same, as LibreOffice sets it."""
    return to_pdf(made, tmp_path_factory.mktemp("wide"))


def test_an_a3_annex_has_an_a3_page_and_the_next_one_is_a4_again(pdf: bytes) -> None:
    sizes = [(round(page.width / MM), round(page.height / MM)) for page in pages(pdf)]
    upright = [(210, 297)]
    assert sizes[-4:] == [*upright, (297, 210), (420, 297), *upright]


def test_its_table_fills_the_width_between_the_margins(pdf: bytes) -> None:
    """35 mm left, 37 mm right, as on a turned A4 sheet."""
    page = pages(pdf)[-2]
    drawn = [item for item in (*page.lines, *page.rects) if item["x1"] - item["x0"] > 20 * MM]
    assert min(item["x0"] for item in drawn) / MM == pytest.approx(35, abs=1)
    assert max(item["x1"] for item in drawn) / MM == pytest.approx(420 - 37, abs=1)


def test_numbers_go_on_7_mm_below_the_text_of_wide_pages(pdf: bytes) -> None:
    """(7.5) Odd right, even left, one character in."""
    found = list(enumerate(pages(pdf), start=1))
    for number, page in found[-3:-1]:
        marks = [c for c in page.chars if abs(c["size"] - 14) < 0.3 and c["top"] > page.height - 95]
        assert "".join(c["text"] for c in marks if c["text"].strip()) == f"—{number}—"
        dashes = [c for c in marks if c["text"] == "—"]
        middle = (dashes[0]["top"] + dashes[0]["bottom"]) / 2 / MM
        assert middle == pytest.approx(page.height / MM - 26 + 7, abs=1.5)
        right = page.width / MM - 37 - dashes[1]["x1"] / MM
        assert (right if number % 2 else dashes[0]["x0"] / MM - 35) == pytest.approx(14 / MM, abs=1)


def test_a_title_is_broken_where_the_composer_broke_it_and_stays_one_heading(made: bytes, pdf: bytes) -> None:
    title = next(p for p in docx.Document(io.BytesIO(made)).paragraphs if LINES[0] in p.text)
    assert title.text.split("\n") == list(LINES)
    rows: dict[int, str] = {}
    for mark in pages(pdf)[-2].chars:
        rows[round(mark["top"])] = rows.get(round(mark["top"]), "") + mark["text"].strip()
    assert {*LINES} <= {*rows.values()}


@pytest.mark.parametrize("wide", [True, False])
def test_a_single_a3_table_is_printed_on_a3(wide: bool) -> None:
    section = docx.Document(io.BytesIO(render_docx(single_table(纸张="A3", 横排=wide), FOLDERS).data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side.mm) for side in sides] == [28, 37, 26, 35]


def test_a_template_without_an_a3_section_is_told_what_it_lacks() -> None:
    """A copy made before there was one: the full form lies on A4, its figures crowded."""
    package = Package((TEMPLATES / "docx" / "bulletin.docx").read_bytes())
    text = package.parts["word/document.xml"].decode("utf-8")
    assert text.count('附.纸张 == "A3"') == 1
    package.parts["word/document.xml"] = text.replace('附.纸张 == "A3"', '附.纸张 == "A2"').encode("utf-8")
    wide = replace(sample_table(indicators=("invest", "filed", "started")), paper="A3")
    twice = replace(
        wide,
        columns=wide.columns * 3,
        header=header_tree(tuple((f"{n}", *column.path) for n in range(3) for column in wide.columns)),
        rows=tuple(replace(row, cells=row.cells * 3) for row in wide.rows),
    )
    annex = {**with_full_form()[1], "表": twice}
    made = render_template(without_watermark(bulletin(附件=(annex,), 附件说明=("底册",))), package.to_bytes())
    (told,) = [problem for problem in made.problems if problem.code == "table.too_wide"]
    assert "A3 的分节符" in told.fix
