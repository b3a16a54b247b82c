"""Measured on the page, not read from the XML: LibreOffice makes a PDF, and millimetres are taken from it.

GB/T 9704-2012 clauses in brackets; the tolerance of 1 mm is the standard's own for the margins.
"""

from __future__ import annotations

import pytest
from office import MM, ink_rows, lines_of, pages, picture_of, to_pdf
from word_documents import FOLDERS, briefing, bulletin, without_watermark

from gongwen.render.to_docx import render_docx

HAN = "一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸子丑寅卯"


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample 通报 as PDF."""
    data = render_docx(without_watermark(bulletin()), FOLDERS).data
    return to_pdf(data, tmp_path_factory.mktemp("notice"))


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample 简报 as PDF."""
    data = render_docx(without_watermark(briefing()), FOLDERS).data
    return to_pdf(data, tmp_path_factory.mktemp("issue"))


def test_a_full_page_of_han_text_has_22_lines_of_28_characters(tmp_path_factory: pytest.TempPathFactory) -> None:
    """(5.2.3) Pages after the first are plain text."""
    long = "".join(HAN[(i * 7) % len(HAN)] for i in range(28 * 60))
    sections = ({"标题": "", "段落": ({"级别": 0, "文字": long},)},)
    document = without_watermark(bulletin(各节=sections, 附件=(), 附件说明=()))
    pdf = to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("grid"))
    rows = lines_of(pages(pdf)[1])
    assert [28] * 22 == [len(row) for row in rows]


def test_margins_are_37_28_and_the_text_is_156_wide(notice: bytes) -> None:
    """(5.2.1) The left edge of full lines, and the right edge of 28 characters."""
    rows = [row for row in lines_of(pages(notice)[1]) if len(row) >= 25]
    assert rows
    assert min(float(str(row[0]["x0"])) for row in rows) / MM == pytest.approx(28, abs=1)
    assert max(float(str(row[-1]["x1"])) for row in rows) / MM <= 184 + 1.5


def test_the_issuer_mark_stands_35_mm_below_the_text_area(notice: bytes) -> None:
    """(7.2.4) The upper edge of its ink, 72 mm from the paper's edge."""
    assert ink_rows(picture_of(notice), red=True)[0] == pytest.approx(72, abs=1)


@pytest.mark.parametrize("mark", ["示例市人民政府文件", "示例市人民政府办公室关于制造业的专项工作专班文件"])
def test_a_short_or_long_mark_keeps_its_upper_edge(mark: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A long name is set smaller, on one line, at the same height."""
    document = without_watermark(bulletin(发文机关标志=mark))
    pdf = to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("mark"))
    assert ink_rows(picture_of(pdf), red=True)[0] == pytest.approx(72, abs=1)
    tops = {round(c["top"]) for c in pages(pdf)[0].chars if c["non_stroking_color"] in ((1, 0, 0), [1, 0, 0])}
    assert len(tops) == 1


def test_the_red_line_is_4_mm_under_the_number_and_as_wide_as_the_text(notice: bytes) -> None:
    """(7.2.7) From the lower edge of the number's ink."""
    image = picture_of(notice)
    red = ink_rows(image, red=True)
    line = red[-1]
    number = [row for row in ink_rows(image) if row < line][-1]
    top_of_line = next(row for row in red if row > line - 1.2)
    assert top_of_line - number == pytest.approx(4, abs=1)
    drawn = [item for item in (*pages(notice)[0].lines, *pages(notice)[0].rects) if abs(item["top"] / MM - line) < 2]
    assert max(item["x1"] - item["x0"] for item in drawn) / MM == pytest.approx(156, abs=1)


def test_page_numbers_stand_7_mm_below_the_text_outside_one_character_in(notice: bytes) -> None:
    """(7.5) Dash at 269 mm; odd pages right, even left; landscape pages count on."""
    for number, page in enumerate(pages(notice), start=1):
        marks = [c for c in page.chars if abs(c["size"] - 14) < 0.3 and c["top"] > page.height - 95]
        text = "".join(c["text"] for c in marks if c["text"].strip())
        assert text.endswith(f"—{number}—"), text
        dashes = [c for c in marks if c["text"] == "—"][-2:]
        if page.width < page.height:
            middle = (dashes[0]["top"] + dashes[0]["bottom"]) / 2 / MM
            assert middle == pytest.approx(269, abs=1.5)
            edge = dashes[0]["x0"] / MM - 28 if number % 2 == 0 else 184 - dashes[1]["x1"] / MM
            assert edge == pytest.approx(14 / MM, abs=1)


def test_the_imprint_ends_on_the_bottom_of_the_text_area_of_the_last_page(notice: bytes) -> None:
    """(7.4.1) Its last line at 262 mm; thick 0.35 mm outside, thin 0.25 mm between; 156 mm wide."""
    last = pages(notice)[-1]
    drawn = sorted(
        (item for item in (*last.lines, *last.rects) if item["x1"] - item["x0"] > 150 * MM and item["top"] > 400),
        key=lambda item: float(item["top"]),
    )
    assert max(item["bottom"] for item in drawn) / MM == pytest.approx(262, abs=1)
    assert drawn[-1]["x0"] / MM == pytest.approx(28, abs=1)
    thick = [max(item["height"], item.get("linewidth") or 0) / MM for item in drawn]
    assert thick[-1] == pytest.approx(0.35, abs=0.06)


def test_the_briefing_foot_ends_on_the_bottom_of_the_text_area(issue: bytes) -> None:
    """Practice, like the 版记."""
    last = pages(issue)[-1]
    drawn = [item for item in (*last.lines, *last.rects) if item["x1"] - item["x0"] > 150 * MM]
    assert max(item["bottom"] for item in drawn) / MM == pytest.approx(262, abs=1)


@pytest.mark.parametrize("extra", range(6, 24, 3))
def test_the_imprint_is_always_whole_on_the_last_page(extra: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Wherever the text ends on its page, the imprint neither covers it nor is cut."""
    text = {"级别": 0, "文字": HAN}
    document = without_watermark(bulletin(附件=(), 附件说明=(), 各节=({"标题": "", "段落": (text,) * extra},)))
    pdf = to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("flow"))
    found = pages(pdf)
    last = found[-1]
    words = last.extract_text().replace(" ", "")
    assert "抄送：" in words
    assert words.count("印发") == 1
    top = min(c["top"] for c in last.chars if c["text"] == "抄")
    below = [c for c in last.chars if top - 1 < c["top"] < 740 and abs(c["size"] - 16) < 0.5]
    assert not below
    assert sum(page.extract_text().replace("\n", "").count(HAN[:8]) for page in found) == extra


def test_a_case_headline_never_stands_alone_at_the_foot_of_a_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Twelve cases of different length: the line under each headline is on its page."""
    from word_documents import case

    cases = tuple(
        case(n, 标题=f"案例标题之{n}号", 要点=f"要点之{n}号", 各节=({"小标题": "", "段落": (HAN * (n % 5 + 1),)},))
        for n in range(1, 13)
    )
    pdf = to_pdf(render_docx(without_watermark(briefing(专栏案例=cases)), FOLDERS).data, tmp_path_factory.mktemp("c"))
    for page in pages(pdf):
        words = page.extract_text().replace(" ", "")
        for n in range(1, 13):
            if f"案例标题之{n}号" in words:
                assert f"要点之{n}号" in words
                assert HAN[:6] in words[words.index(f"要点之{n}号") :]
