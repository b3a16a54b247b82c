"""Word: a six-page 简报, and one with 100 cases, against bare docxtpl with the same template and python-docx from scratch."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from docx import Document as NewDocument
from docx.shared import Pt
from docxtpl import DocxTemplate

from gongwen.render.to_docx import render_docx

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "render"), str(Path(__file__).parents[1] / "tests")]
import word_documents

FOLDERS = word_documents.FOLDERS
TEMPLATE = FOLDERS[0] / "docx" / "briefing.docx"


def documents(cases: int) -> object:
    """A 简报 of text and one table: bare docxtpl has neither charts nor sized photographs to compare."""
    made = tuple(word_documents.case(n) for n in range(cases))
    return word_documents.briefing(专栏案例=made, 图=())


def ours(cases: int) -> object:
    document = documents(cases)
    return lambda: render_docx(document, FOLDERS)


def docxtpl(cases: int) -> object:
    """The same template and values; the table's place is filled with a word."""
    document = documents(cases)
    values = {name: value for name, value in document.fields.items() if name != "表格"}
    values["表格"] = ({"标题": "表", "单位": "", "表": "表", "注": ()},)

    def work() -> bytes:
        template = DocxTemplate(TEMPLATE)
        template.render(values, autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
        return buffer.getvalue()

    return work


def python_docx(cases: int) -> object:
    """The same paragraphs and table by hand, as a script would write them."""
    document = documents(cases)
    fields = document.fields

    def work() -> bytes:
        made = NewDocument()
        for text in (fields["简报名称"], fields["期次"], *fields["标题行"], *fields["导语"]):
            made.add_paragraph().add_run(text).font.size = Pt(16)
        for section in fields["各节"]:
            made.add_paragraph(section["标题"])
            for paragraph in section["段落"]:
                made.add_paragraph().add_run(paragraph["文字"]).font.size = Pt(16)
        wanted = fields["表格"][0]["表"]
        table = made.add_table(len(wanted.rows) + wanted.header_depth, len(wanted.columns))
        for cell in wanted.header_cells():
            table.cell(cell.row, cell.column).text = cell.text
        for number, row in enumerate(wanted.rows, start=wanted.header_depth):
            for column, cell in enumerate(row.cells):
                table.cell(number, column).text = cell.text
        for case in fields["专栏案例"]:
            made.add_paragraph(case["标题"])
            made.add_paragraph(case["要点"])
            for section in case["各节"]:
                made.add_paragraph(section["小标题"])
                for paragraph in section["段落"]:
                    made.add_paragraph().add_run(paragraph).font.size = Pt(16)
        buffer = io.BytesIO()
        made.save(buffer)
        return buffer.getvalue()

    return work


CONTENDERS = {
    "gongwen，3个案例": ours(3),
    "docxtpl 同一模板，3个案例": docxtpl(3),
    "python-docx 从头写，3个案例": python_docx(3),
    "gongwen，100个案例": ours(100),
    "docxtpl 同一模板，100个案例": docxtpl(100),
    "python-docx 从头写，100个案例": python_docx(100),
    "gongwen，1000个案例": ours(1000),
    "docxtpl 同一模板，1000个案例": docxtpl(1000),
}
