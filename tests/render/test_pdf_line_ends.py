"""Where the lines of a PDF end: never within a number and its unit, nor before the last character of a paragraph."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from types import MappingProxyType

import pdfplumber
import pytest
from needs import need_pango
from render.bulletins import FOLDERS, HAN, plain_bulletin, section
from render.test_pdf_last_page import issue

from gongwen.model.document import Document
from gongwen.render.to_pdf import render_pdf

MEASURED = "2.2亿元，增长31.2%，1—6月增长1.3个百分点，完成123.45万元，完成7.5万平方米，居第3位，见附件1，"


@pytest.fixture(autouse=True)
def _pango() -> None:
    need_pango()


def lines(document: Document) -> list[str]:
    with pdfplumber.open(io.BytesIO(render_pdf(replace(document, watermark=""), FOLDERS).data)) as opened:
        text = "\n".join(page.crop((0, 0, page.width, 745)).extract_text() for page in opened.pages)
    return text.replace(" ", "").splitlines()


def of_lengths(text: str, ending: str = "") -> Document:
    """Paragraphs that come to ``text`` after 0, 1, 2 … 27 characters."""
    paragraphs = [f"{(HAN * 2)[:before]}{text}{ending}" for before in range(28)]
    return plain_bulletin("", 各节=(section("", *paragraphs),), 标题行=("通报",), 主送="")


def test_no_line_parts_a_number_from_its_unit() -> None:
    found = lines(of_lengths(MEASURED, HAN))
    ends = [line for line in found if re.search(r"(附|附件|第|\d|\d[个万]|—|\d个百|\d个百分|万平|万平方)$", line)]
    assert len(found) > 80 and not ends


def test_no_paragraph_ends_with_one_character_on_a_line_of_its_own() -> None:
    found = lines(of_lengths(f"{HAN[:20]}情况好。"))
    assert len(found) > 50 and "好。" not in found
    assert "况好。" in found  # the line that would have held one


def test_a_fact_and_its_name_stay_on_one_line_of_a_case() -> None:
    shown = "属地：{}　业主：示例新材料有限公司　总投资：2.2亿元　预计达产：2023年12月"
    cases = tuple(
        MappingProxyType(
            {"标题": "项目", "要点": shown.format(HAN[:length]), "照片": (), "各节": (), "供稿": "", "示例": False}
        )
        for length in range(2, 14)
    )
    found = [line for line in lines(replace(issue(1, 专栏案例=cases), template="briefing.html")) if "：" in line]
    assert sum("总投资：2.2亿元" in line for line in found) == len(cases)
    assert sum("预计达产：2023年12月" in line for line in found) == len(cases)
