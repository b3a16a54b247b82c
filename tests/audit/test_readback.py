"""Faults planted in finished files: one digit, a lost row, two names exchanged, a note: the proof must notice each."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pytest
from needs import need_pango

import gongwen as gw
from gongwen.audit import audit_document, audit_workbook
from gongwen.audit.extract import plain, sheet_texts, word_tables
from gongwen.compose import Setting, compose_briefing, compose_bulletin, compose_workbook
from gongwen.compute import compute_board
from gongwen.model.document import Document, Rendered, Workbook
from gongwen.model.issue import Issue
from gongwen.model.period import Period
from gongwen.model.table import Table

Edit = Callable[[str], str]


@cache
def setting() -> Setting:
    pack = gw.load_pack(gw.sample())
    data = gw.read(gw.sample() / "data", pack=pack).dataset
    return Setting(pack, compute_board(data, pack, Period.month(2022, 7)), data, Issue(Period.month(2022, 7)))


@cache
def workbook() -> tuple[Workbook, Rendered]:
    from gongwen.render.to_xlsx import render_workbook

    product = next(p for p in setting().pack.products if p.kind == "workbook")
    book = replace(compose_workbook(setting(), product), charts=())
    return book, render_workbook(book)


@cache
def briefing() -> tuple[Document, Rendered]:
    from gongwen.render.to_docx import render_docx

    product = next(p for p in setting().pack.products if p.kind == "briefing")
    document = compose_briefing(setting(), product)
    return document, render_docx(document, setting().pack.search_path)


@cache
def bulletin_pdf() -> tuple[Document, Rendered]:
    from gongwen.render.to_pdf import render_pdf

    product = next(p for p in setting().pack.products if p.kind == "bulletin" and p.format == "pdf")
    document = compose_bulletin(setting(), product)
    return document, render_pdf(document, setting().pack.search_path)


def retouched(made: Rendered, part: str, edit: Edit) -> Rendered:
    """The same file with one part edited; the edit must change something."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.data)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                text = data.decode("utf-8")
                data = edit(text).encode("utf-8")
                assert data.decode("utf-8") != text
            new.writestr(item, data)
    return replace(made, data=target.getvalue())


def part_of(made: Rendered, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made.data)) as package:
        return package.read(part).decode("utf-8")


def next_digit(text: str) -> str:
    """The last digit, one more."""
    return re.sub(r"(\d)(?=\D*$)", lambda match: str((int(match[1]) + 1) % 10), text)


def exchanged(one: str, other: str) -> Edit:
    """Two texts that stand alone in their element change places."""
    return lambda text: text.replace(f">{one}<", ">\0<").replace(f">{other}<", f">{one}<").replace(">\0<", f">{other}<")


# -- xlsx ------------------------------------------------------------------------------------------------------------

CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*?(?: t="(\w+)")?>(?:<f>[^<]*</f>)?<v>([^<]*)</v></c>')


def sheet(table: str) -> str:
    names = re.findall(r'<sheet name="([^"]+)"', part_of(workbook()[1], "xl/workbook.xml"))
    return f"xl/worksheets/sheet{names.index(table) + 1}.xml"


def body_cells(table: str) -> list[re.Match[str]]:
    """Number cells of the table's own rows and columns."""
    composed = next(t for t in workbook()[0].tables if t.name == table)
    shown = sheet_texts(workbook()[1].data)[table]
    labels = {plain(row.cells[0].text) for row in composed.rows}
    rows = {number for number, row in enumerate(shown, start=1) if row and plain(row[0]) in labels}
    cells = CELL.finditer(part_of(workbook()[1], sheet(table)))
    return [cell for cell in cells if int(cell[2]) in rows and cell[3] in (None, "n")]


def test_a_sound_workbook_passes() -> None:
    assert audit_workbook(*workbook(), "晾晒表.xlsx") == ()


@pytest.mark.parametrize("table", ["表一", "三季度投资进度"])
def test_one_digit_in_a_workbook(table: str) -> None:
    cells = body_cells(table)
    assert len(cells) > 40
    book, made = workbook()
    only = replace(book, tables=tuple(t for t in book.tables if t.name == table))
    for cell in cells[:: max(1, len(cells) // 3)]:
        at, wrong = slice(cell.start(4), cell.end(4)), str(float(cell[4]) + 1)
        broken = retouched(
            made, sheet(table), lambda text, at=at, wrong=wrong: text[: at.start] + wrong + text[at.stop :]
        )
        problems = audit_workbook(only, broken, "晾晒表.xlsx")
        assert len(problems) == 1, cell[0]
        assert (problems[0].code, problems[0].place) == ("audit.mismatch", table)
        assert "应为" in problems[0].message
        assert problems[0].fix


def test_a_lost_row_in_a_workbook() -> None:
    row = body_cells("表一")[-1][2]
    broken = retouched(workbook()[1], sheet("表一"), lambda text: re.sub(rf'<row r="{row}".*?</row>', "", text))
    assert "少了一行“高新区”" in audit_workbook(workbook()[0], broken, "x.xlsx")[0].message


def test_a_row_too_many_in_a_workbook() -> None:
    number = body_cells("表一")[-1][2]
    row = re.search(rf'<row r="{number}".*?</row>', part_of(workbook()[1], sheet("表一")))[0]
    twice = re.sub(rf'(r="[A-Z]*){number}"', r'\g<1>900"', row)
    broken = retouched(workbook()[1], sheet("表一"), lambda text: text.replace("</sheetData>", f"{twice}</sheetData>"))
    assert "次序或行数" in audit_workbook(workbook()[0], broken, "x.xlsx")[0].message


def test_two_names_exchanged_in_a_workbook() -> None:
    broken = retouched(workbook()[1], "xl/sharedStrings.xml", exchanged("海曙区", "江北区"))
    assert {p.place for p in audit_workbook(workbook()[0], broken, "x.xlsx")} == {t.name for t in workbook()[0].tables}


def test_two_headings_exchanged_in_a_workbook() -> None:
    broken = retouched(workbook()[1], "xl/sharedStrings.xml", exchanged("能评", "环评"))
    assert any("表头" in p.message for p in audit_workbook(workbook()[0], broken, "x.xlsx"))


def test_a_figure_in_a_note_of_a_workbook() -> None:
    broken = retouched(
        workbook()[1], "xl/sharedStrings.xml", lambda text: text.replace("合计为324亿元", "合计为323亿元")
    )
    assert "没有完整印出" in audit_workbook(workbook()[0], broken, "x.xlsx")[0].message


def test_a_lost_sheet() -> None:
    broken = retouched(workbook()[1], "xl/workbook.xml", lambda text: text.replace('name="表二"', 'name="表2"'))
    assert [p.message for p in audit_workbook(workbook()[0], broken, "x.xlsx")] == ["缺少工作表“表二”"]


# -- docx ------------------------------------------------------------------------------------------------------------

BODY = "word/document.xml"


def test_a_sound_briefing_passes() -> None:
    assert audit_document(*briefing(), "简报.docx") == ()


def tables_in(document: Document) -> list[Table]:
    return [block["表"] for block in document.fields["表格"]]


def word_row(name: str) -> str:
    rows = re.finditer(r"<w:tr[ >].*?</w:tr>", part_of(briefing()[1], BODY), re.DOTALL)
    return next(m[0] for m in rows if f">{name}<" in m[0])


def test_one_digit_in_a_table_of_a_document() -> None:
    document, made = briefing()
    texts = [cell.text for row in tables_in(document)[0].rows for cell in row.cells[1:] if re.search(r"\d", cell.text)]
    runs = [m for m in re.finditer(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part_of(made, BODY)) if m[1] in texts]
    assert len(runs) >= len(texts)
    for run in runs[:: len(runs) // 8]:
        at, wrong = slice(run.start(1), run.end(1)), next_digit(run[1])
        broken = retouched(made, BODY, lambda text, at=at, wrong=wrong: text[: at.start] + wrong + text[at.stop :])
        assert audit_document(document, broken, "简报.docx"), run[1]


@pytest.mark.parametrize("old", ["31.8%", "125.0%", "418个", "前移3位"])
def test_one_digit_in_the_text_of_a_document(old: str) -> None:
    document, made = briefing()
    broken = retouched(made, BODY, lambda text: text.replace(old, next_digit(old)))
    assert "没有完整印出" in audit_document(document, broken, "简报.docx")[0].message


def test_rows_lost_doubled_and_renamed_in_a_document() -> None:
    document, made = briefing()
    row = word_row("海曙区")
    lost = retouched(made, BODY, lambda text: text.replace(row, ""))
    assert "少了一行“海曙区”" in audit_document(document, lost, "x")[0].message
    twice = retouched(made, BODY, lambda text: text.replace(row, row + row))
    assert "次序或行数" in audit_document(document, twice, "x")[0].message
    assert audit_document(document, retouched(made, BODY, exchanged("慈溪市", "宁海县")), "x")


def test_rows_out_of_order_are_noticed() -> None:
    document, made = briefing()
    first, second = word_row("余姚市"), word_row("象山县")
    broken = retouched(made, BODY, lambda t: t.replace(first, "\0").replace(second, first).replace("\0", second))
    assert ["次序或行数" in p.message for p in audit_document(document, broken, "x")] == [True]


def test_the_tables_of_a_document_read_as_they_were_composed() -> None:
    document, made = briefing()
    grid = next(g for g in word_tables(made.data) if any(row and row[0] == "海曙区" for row in g))
    wanted = [[cell.text for cell in row.cells] for row in tables_in(document)[0].rows]
    assert grid[-len(wanted) :] == wanted


# -- pdf -------------------------------------------------------------------------------------------------------------


def with_cell(document: Document, annex: int, row: int, column: int, text: str) -> Document:
    """The document as if one cell said something else: what the file shows is then wrong."""
    annexes = list(document.fields["附件"])
    table = annexes[annex]["表"]
    cells = list(table.rows[row].cells)
    cells[column] = replace(cells[column], text=text)
    rows = list(table.rows)
    rows[row] = replace(rows[row], cells=tuple(cells))
    annexes[annex] = {**annexes[annex], "表": replace(table, rows=tuple(rows))}
    return replace(document, fields=MappingProxyType({**document.fields, "附件": tuple(annexes)}))


def test_a_sound_pdf_passes() -> None:
    need_pango()
    assert audit_document(*bulletin_pdf(), "通报.pdf") == ()


def test_one_digit_in_a_pdf() -> None:
    need_pango()
    document, made = bulletin_pdf()
    tried = 0
    for annex in (0, 1):
        table = document.fields["附件"][annex]["表"]
        for row in range(0, len(table.rows), 6):
            for column in range(1, len(table.columns), 7):
                text = table.rows[row].cells[column].text
                if re.search(r"\d", text):
                    wrong = with_cell(document, annex, row, column, next_digit(text))
                    assert audit_document(wrong, made, "通报.pdf"), (annex, row, column, text)
                    tried += 1
    assert tried > 5


def test_a_name_and_a_sentence_in_a_pdf() -> None:
    need_pango()
    document, made = bulletin_pdf()
    assert audit_document(with_cell(document, 0, 1, 0, "海曙县"), made, "通报.pdf")
    said = replace(document, fields=MappingProxyType({**document.fields, "引言": ("现将2022年8月推进情况通报如下：",)}))
    assert audit_document(said, made, "通报.pdf")[0].place == "引言 第1项"
