"""Footnotes (脚注) in running text: on their page in the PDF, linked at the end of a web page, no trace in Word."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pdfplumber
import pytest
from lxml import html as lxml_html
from needs import need_pango
from pdfua import validate
from render.bulletins import FOLDERS, bulletin, section

from gongwen.audit import audit_document
from gongwen.model.document import Document, Rendered
from gongwen.model.noted import Footnote, NotedText
from gongwen.render.to_docx import render_docx
from gongwen.render.to_html import render_html
from gongwen.render.to_pdf import render_pdf

SENTENCE = "7月份，全市完成制造业投资102.8亿元，同比增长31.2%，新开工项目71个。"
NOTES = (Footnote("制造业投资为统计口径<b>&，月度数据次月发布。"), Footnote("新开工项目为总投资1000万元以上的项目。"))


def noted() -> NotedText:
    return NotedText(
        SENTENCE,
        tuple(
            (SENTENCE.index(word) + len(word), note)
            for word, note in zip(("制造业投资", "新开工项目"), NOTES, strict=True)
        ),
    )


def document(template: str = "bulletin.html", archive: str = "") -> Document:
    sections = (section("一、总体情况", noted()), section("二、各地情况", SENTENCE))
    made = bulletin(各节=sections, 附件=(), 附件说明=())
    return Document(made.name, template, made.fields, made.properties, archive=archive)


@pytest.fixture(scope="module")
def pdf() -> Rendered:
    need_pango()
    return render_pdf(document(archive="a-2a"), FOLDERS)


def test_each_note_stands_at_the_foot_of_the_page_that_has_its_mark(pdf: Rendered) -> None:
    with pdfplumber.open(io.BytesIO(pdf.data)) as opened:
        for number, note in enumerate(NOTES, 1):
            (page,) = (page for page in opened.pages if f"〔{number}〕" in page.extract_text())
            places = [word["top"] for word in page.extract_words() if f"〔{number}〕" in word["text"]]
            assert len(places) == 2
            assert max(places) > page.height * 0.75 > min(places)
            assert note.text in page.extract_text().replace("\n", "")
            small = {
                round(char["size"], 1)
                for char in page.chars
                if char["top"] > page.height * 0.75 and char["text"] == "径"
            }
            assert small <= {10.5}


def test_a_pdf_with_footnotes_keeps_pdf_ua(pdf: Rendered, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf.data)
    assert [str(finding) for finding in validate(tmp_path / "a.pdf").findings] == []


def test_reading_back_sees_through_the_marks_and_misses_a_lost_note(pdf: Rendered) -> None:
    assert audit_document(document(), pdf, "通报") == ()
    other = NotedText(SENTENCE, ((5, Footnote("这一条没有印出来。")),))
    lost = bulletin(各节=(section("一、总体情况", other),), 附件=(), 附件说明=())
    found = audit_document(lost, pdf, "通报")
    assert any("这一条没有印出来" in problem.message and "脚注" in problem.place for problem in found)


def test_on_the_screen_mark_and_note_link_to_each_other_and_the_sentence_stays_whole() -> None:
    tree = lxml_html.document_fromstring(render_html(document(), FOLDERS).data)
    marks = tree.find_class("note-mark")
    assert [mark.text_content() for mark in marks] == ["〔1〕", "〔2〕"]
    for mark, note in zip(marks, NOTES, strict=True):
        line = tree.get_element_by_id(mark.find("a").get("href").removeprefix("#"))
        assert line.text_content() == f"{mark.text_content()}{note.text}"
        assert line.find("a").get("href") == f"#{mark.get('id')}"
    paragraph = marks[0].getparent()
    assert paragraph.text_content().replace("〔1〕", "").replace("〔2〕", "") == SENTENCE
    assert paragraph.tag == "p" and paragraph.find("sup") is not None


def test_word_prints_the_bare_sentence() -> None:
    made = render_docx(document("bulletin.docx"), FOLDERS)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(made.data)).paragraphs]
    assert texts.count(SENTENCE) == 2
