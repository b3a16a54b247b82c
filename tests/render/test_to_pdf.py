"""PDF: positions measured from the page in millimetres, faces, refusals, and the same page in two readers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pdfplumber
import pytest
from needs import need_pango
from PIL import Image
from render.bulletins import FOLDERS, HAN, PARAGRAPH, bulletin, grid, plain_bulletin, section, single, template_folder
from render.factories import sample_table

from gongwen.errors import TemplateError
from gongwen.model.document import Document, Rendered
from gongwen.model.problems import Severity
from gongwen.render.preview import page_pngs
from gongwen.render.to_pdf import render_pdf

MM = 25.4 / 72
RED = (230 / 255, 0, 18 / 255)
RARE = "珺喆堃垟"
"""In real names of places and people, and in none of the Fandol faces."""


@pytest.fixture(scope="module", autouse=True)
def _pango() -> None:
    need_pango()


@pytest.fixture(scope="module")
def made() -> Rendered:
    return render_pdf(bulletin(), FOLDERS)


@pytest.fixture(scope="module")
def pages(made: Rendered) -> Iterator[Any]:
    with pdfplumber.open(io.BytesIO(made.data)) as document:
        yield document.pages


def text_of(document: Document, folders: tuple[Path, ...] = FOLDERS) -> list[str]:
    with pdfplumber.open(io.BytesIO(render_pdf(document, folders).data)) as opened:
        return [page.extract_text() for page in opened.pages]


def characters(page: Any, size: float) -> list[dict[str, Any]]:
    return [char for char in page.chars if abs(char["size"] - size) < 0.3 and char["text"].strip()]


def lines(page: Any, size: float = 16.0) -> dict[float, list[dict[str, Any]]]:
    """Characters of a size by baseline, in points from the top."""
    found: dict[float, list[dict[str, Any]]] = {}
    for char in characters(page, size):
        baseline = float(page.height) - char["matrix"][5]
        found.setdefault(next((b for b in found if abs(b - baseline) < 2), baseline), []).append(char)
    return found


def ink(page: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
    """Where a part of the page (millimetres: left, top, right, bottom) has ink, in millimetres."""
    picture = page.to_image(resolution=254).original.convert("L").crop(tuple(int(edge * 10) for edge in box))
    marked = picture.point(lambda level: 255 if level < 140 else 0).getbbox()
    if marked is None:
        return None
    return tuple(edge / 10 + box[number % 2] for number, edge in enumerate(marked))  # type: ignore[return-value]


# -- the page of GB/T 9704 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [HAN * 60, (HAN + RARE) * 50])
def test_a_full_page_has_22_lines_of_28_characters(text: str) -> None:
    """5.2.3, also where a rare character comes from another face."""
    with pdfplumber.open(io.BytesIO(render_pdf(plain_bulletin(text), FOLDERS).data)) as opened:
        rows = lines(opened.pages[1])
    assert len(rows) == 22
    assert {len(row) for row in rows.values()} == {28}
    pitches = [b - a for a, b in zip(sorted(rows), sorted(rows)[1:], strict=False)]
    assert max(pitches) - min(pitches) < 0.1
    assert sum(pitches) / 21 == pytest.approx(225 / 22 / MM, abs=0.05)


def test_text_fills_the_width_of_the_text_area() -> None:
    """Lines with digits, brackets and marks end where the margin is: Chinese text is justified."""
    with pdfplumber.open(io.BytesIO(render_pdf(plain_bulletin(PARAGRAPH * 6), FOLDERS).data)) as opened:
        rows = list(lines(opened.pages[0]).values())[:-1]
    full = [row for row in rows if max(char["x1"] for char in row) * MM > 170]
    assert len(full) > 8
    assert {round(min(char["x0"] for char in row) * MM) for row in full[2:]} == {28}
    assert all(183 <= max(char["x1"] for char in row) * MM <= 185 for row in full)


def test_no_line_starts_with_a_mark_that_must_not() -> None:
    pages = text_of(plain_bulletin(PARAGRAPH * 8))
    starts = {line[0] for page in pages for line in page.splitlines() if line}
    assert starts.isdisjoint("，。、；：）》”？！%")


def test_the_masthead_stands_where_the_standard_says(pages: Any) -> None:
    page = pages[0]
    mark = ink(page, (20, 40, 200, 95))
    assert mark is not None
    assert mark[1] == pytest.approx(72, abs=1), "标志上边缘至版心上边缘35 mm（7.2.4）"
    rule = next(r for r in (*page.rects, *page.lines, *page.curves) if r["x1"] - r["x0"] > 400 and r["top"] > 200)
    assert (rule["x1"] - rule["x0"]) * MM == pytest.approx(156, abs=0.6), "红线与版心等宽（7.2.7）"
    assert rule["x0"] * MM == pytest.approx(28, abs=0.5)
    number = ink(page, (70, 80, 150, rule["top"] * MM - 0.8))
    assert number is not None
    assert rule["top"] * MM - number[3] == pytest.approx(4, abs=1), "发文字号之下4 mm（7.2.7）"


def test_the_title_is_two_lines_under_the_rule_and_text_starts_on_the_first_page(pages: Any) -> None:
    page = pages[0]
    title = min(char["top"] for char in characters(page, 22)) * MM
    rule = max(r["bottom"] for r in (*page.rects, *page.lines, *page.curves) if r["x1"] - r["x0"] > 400) * MM
    assert 2 * 225 / 22 <= title - rule + 0.5 <= 2 * 225 / 22 + 4
    assert "完成制造业投资102.8亿元" in page.extract_text().replace("\n", "")


def test_page_numbers_stand_right_and_left_seven_millimetres_below(pages: Any) -> None:
    """7.5: 一字线上距版心下边缘7 mm, odd right, even left, one character in."""
    for page, left in ((pages[0], False), (pages[1], True)):
        found = ink(page, (20, 263, 200, 290))
        assert found is not None
        dash = [char for char in page.chars if char["text"] == "—" and char["top"] * MM > 262]
        assert len(dash) == 2
        assert (found[1] + found[3]) / 2 == pytest.approx(269, abs=1)
        edge = min(c["x0"] for c in dash) * MM - 28 if left else 184 - max(c["x1"] for c in dash) * MM
        assert edge == pytest.approx(14 * MM, abs=1)


def test_the_imprint_closes_the_last_page(pages: Any) -> None:
    """7.4: its last line lies on the lower edge of the text area."""
    page = pages[-1]
    assert page.height > page.width, "版记在竖页"
    rules = sorted(r["bottom"] * MM for r in (*page.rects, *page.lines, *page.curves) if r["x1"] - r["x0"] > 400)
    assert rules[-1] == pytest.approx(262, abs=1)
    assert "抄送：市委办公室，市政府办公室。" in page.extract_text()


def test_the_signature_without_a_seal(pages: Any) -> None:
    """7.3.5.2: 署名 two characters from the right, the date starts two characters right of it."""
    rows = {"".join(c["text"] for c in row): row for page in pages[1:4] for row in lines(page).values()}
    name = next(row for text, row in rows.items() if text.startswith("××市制造业高质量发展专班（示例）"))
    dated = next(row for text, row in rows.items() if text == "2022年8月5日")
    assert 184 - max(c["x1"] for c in name) * MM == pytest.approx(32 * MM, abs=1.5)
    assert (min(c["x0"] for c in dated) - min(c["x0"] for c in name)) * MM == pytest.approx(32 * MM, abs=3)


def test_a_wide_annex_turns_the_page_and_repeats_its_head() -> None:
    table = grid(60, 12)
    with pdfplumber.open(io.BytesIO(render_pdf(single(table), FOLDERS).data)) as opened:
        assert len(opened.pages) > 1
        assert all(page.width > page.height for page in opened.pages)
        assert all("指标11" in page.extract_text().replace("\n", "") for page in opened.pages)


@pytest.mark.parametrize(("rows", "columns"), [(1, 3), (13, 13), (300, 6), (13, 30)])
def test_tables_of_any_size_print_every_cell(rows: int, columns: int) -> None:
    table = grid(rows, columns)
    text = "".join(text_of(single(table))).replace("\n", "").replace(" ", "")
    assert [cell.text for row in table.rows for cell in row.cells if cell.text not in text] == []


def test_a_long_region_name_wraps_in_its_cell() -> None:
    name = "宁波杭州湾新区（前湾新区）制造业高质量发展工作领导小组办公室"
    with pdfplumber.open(io.BytesIO(render_pdf(single(grid(2, 8, name=name)), FOLDERS).data)) as opened:
        first = [row[0] or "" for row in opened.pages[0].extract_table()]
    assert f"{name}2" in [text.replace("\n", "") for text in first]


def test_the_watermark_is_on_every_page_behind_the_text(pages: Any) -> None:
    for page in pages:
        marks = [char for char in page.chars if char["size"] > 100]
        assert "".join(sorted(char["text"] for char in marks)) == "".join(sorted("示例"))
        assert all(min(char["non_stroking_color"]) > 0.9 for char in marks)


@pytest.mark.parametrize("form", ["套打", "无"])
def test_other_mastheads(form: str) -> None:
    """套打 keeps the space on pre-printed paper; 无 leaves the head to the office system."""
    first = text_of(bulletin(版头形式=form))[0]
    assert "发展专班（示例）" not in first.split("关于2022年7月")[0]
    assert ("示例〔2022〕7号" in first) == (form == "套打")


@pytest.mark.parametrize("cases", [0, 3, 200])
def test_a_briefing_holds_every_case(cases: int) -> None:
    text = "".join(text_of(briefing(cases))).replace("\n", "")
    assert all(f"案例{number:03d}号项目" in text for number in range(cases))
    assert text.count("示例供稿人供稿") == cases


def briefing(cases: int) -> Document:
    case = {
        "属地": "海曙区", "业主": "示例公司", "总投资": "1亿元", "要点": "属地：海曙区　总投资：1亿元", "照片": (),
        "各节": (MappingProxyType({"小标题": "难题", "段落": (PARAGRAPH,)}),), "供稿": "示例供稿人", "示例": True,
    }  # fmt: skip
    told = tuple(MappingProxyType({**case, "标题": f"案例{number:03d}号项目"}) for number in range(cases))
    table = sample_table()
    fields = {
        "版头形式": "红头", "附件": (),
        "简报名称": "专班工作简报", "期次": "第7期", "总期次": "（总第12期）", "编发单位": "××专班（示例）", "日期": "2022年8月5日",
        "密级标识": "内部资料　注意保存", "阶段标记": "", "标题行": ("7月全市制造业投资“百日攻坚”推进情况",), "目录": (), "编者按": ("编者按文字。",),
        "导语": (PARAGRAPH,), "各节": (section("一、总体情况", PARAGRAPH),), "图": (), "专栏名称": "项目推进案例", "专栏案例": told,
        "表格": (MappingProxyType({"标题": table.title, "单位": table.unit_line, "表": table, "注": table.notes}),),
        "报": "市领导", "送": "市级有关部门", "发": "各区（县、市）", "印数": "共印60份", "示例说明": "", "草稿": False,
    }  # fmt: skip
    return replace(bulletin(), template="briefing.html", fields=MappingProxyType(fields))


# -- the file ------------------------------------------------------------------------------------------------------


def test_same_document_same_bytes(made: Rendered) -> None:
    assert render_pdf(bulletin(), FOLDERS).data == made.data


def test_properties_name_the_issuer_and_no_clock(made: Rendered) -> None:
    with pdfplumber.open(io.BytesIO(made.data)) as opened:
        facts = opened.metadata
        catalog = opened.doc.catalog
    assert facts["Title"] == "7月推进情况的通报"
    assert facts["Author"] == "××市制造业高质量发展专班（示例）"
    assert "20220731" in facts["CreationDate"]
    assert b"zh" in bytes(catalog["Lang"])
    assert "StructTreeRoot" in catalog
    assert "Outlines" in catalog


def test_faces_are_reported_by_role_and_substitutes_are_warnings(made: Rendered) -> None:
    assert [line.partition("：")[0] for line in made.fonts] == ["小标宋", "仿宋", "楷体", "黑体", "宋体"]
    assert {problem.severity for problem in made.problems} <= {Severity.WARNING}
    assert {problem.code for problem in made.problems} <= {"font.substituted", "font.no_harfbuzz_subset"}


def test_a_character_that_no_face_has_is_an_error() -> None:
    found = render_pdf(plain_bulletin("完成\U000e1234项目"), FOLDERS).problems
    assert ("font.glyph_missing", Severity.ERROR) in [(problem.code, problem.severity) for problem in found]


def test_special_characters_print_as_they_are() -> None:
    odd = "A&B <企业> 增长<5%，￥100"
    assert odd.replace(" ", "") in text_of(plain_bulletin(odd))[0].replace(" ", "").replace("\n", "")


def test_bidi_controls_are_refused() -> None:
    with pytest.raises(TemplateError):
        render_pdf(plain_bulletin("完成\u202e321"), FOLDERS)


def test_an_unknown_address_stops_the_rendering(tmp_path: Path) -> None:
    folders = template_folder(tmp_path, "own.html", "<img src='http://127.0.0.1:9/x.png'>")
    with pytest.raises(TemplateError):
        render_pdf(replace(bulletin(), template="own.html"), folders)


def test_previews_are_one_picture_a_page(made: Rendered, pages: Any) -> None:
    pictures = page_pngs(made.data, 300)
    assert len(pictures) == len(pages)
    assert {Image.open(io.BytesIO(picture)).width for picture in pictures} == {300}


def test_a_preview_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        page_pngs(b"hello")


# -- ends of pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extra", [{}, {"附件说明": ("甲表", "乙表")}, {"附注": "联系人电话"}], ids=["", "附件说明", "附注"])
@pytest.mark.parametrize("rows", range(11, 18))
def test_the_signature_never_stands_on_a_page_without_text(rows: int, extra: dict[str, Any]) -> None:
    """Whatever the length of the text, 署名 and date take its last two lines, or 附件说明, along."""
    pages = text_of(plain_bulletin((HAN * 20)[: 28 * rows], **extra))
    page = next(page for page in pages if "2022年8月5日" in page.split("抄送")[0])
    above = page.split("××市制造业高质量发展专班（示例）")[0].split("示例")[0]
    lines = [line for line in above.splitlines() if len(line.strip()) > 1]
    assert len(lines) >= 2, f"第{pages.index(page) + 1}面只有落款"
