"""Tables of a bulletin follow each other on full pages; columns are as wide as what stands in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from needs import need_pango
from render.bulletins import FOLDERS, grid
from render.test_pdf_products import express

import gongwen as gw
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.render.pages.fit import IN_TEXT, PAGES, fit
from gongwen.render.to_pdf import render_pdf

SAMPLE = Path(__file__).parents[2] / "samples" / "zhaoshang-kuaibao"
TOP, BOTTOM = 37 / 25.4 * 72, 262 / 25.4 * 72
"""The text area of an upright page, in points."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    need_pango()
    data = gw.read(SAMPLE / "data", pack=gw.load_pack(SAMPLE))
    wanted = ["招商快报", "季度亮灯通报"]
    result = gw.build(data, period="2023-06", number=6, out=tmp_path_factory.mktemp("out"), only=wanted)
    opened = {path.stem[:2]: pdfplumber.open(path) for path in result.outputs if path.suffix == ".pdf"}
    yield {name: pdf.pages for name, pdf in opened.items()}
    for pdf in opened.values():
        pdf.close()


def share_filled(page: Any) -> float:
    """How far down the text area anything stands; the sloped watermark and the page's number do not count."""
    words = [
        char["bottom"] for char in page.chars if char["size"] < 100 and char["upright"] and char["bottom"] < BOTTOM + 2
    ]
    return float((max(words) - TOP) / (BOTTOM - TOP))


def test_no_page_but_the_last_is_less_than_half_full(papers: dict[str, Any]) -> None:
    filled = [round(share_filled(page), 2) for page in papers["招商"][:-1]]
    assert len(filled) >= 4
    assert min(filled) > 0.47, (
        filled
    )  # a table set to half a page may stand alone before a chart that goes with the tail


def cells_of(page: Any) -> Iterator[list[str]]:
    """The texts of the cells of every table, broken lines kept, without the watermark."""
    plain = page.filter(lambda piece: piece.get("size", 0) < 100)
    for table in plain.find_tables():
        for row in table.extract():
            yield [text for text in row if text]


def test_no_number_wraps_and_no_heading_takes_three_lines(papers: dict[str, Any]) -> None:
    texts = [text for pages in papers.values() for page in pages for row in cells_of(page) for text in row]
    broken = [text for text in texts if "\n" in text and re.fullmatch(r"[-\d.,%↑↓→—\n]+", text)]
    assert sum(bool(re.fullmatch(r"-?[\d.]+", text)) for text in texts) > 300
    assert broken == []
    assert [text for text in texts if text.count("\n") > 1] == []


def test_a_list_gives_its_room_to_what_is_long(papers: dict[str, Any]) -> None:
    """Names of projects stay on one line, also where one place has a long name."""
    names = [
        text
        for page in papers["季度"]
        for row in cells_of(page)
        for text in row
        if "示例XM" in text or "（示例0" in text
    ]
    assert len(names) > 40
    assert [name for name in names if "\n" in name] == []


def test_a_title_keeps_off_its_table(papers: dict[str, Any]) -> None:
    page = next(page for page in papers["季度"] if "附件2" in page.extract_text()[:20])
    title = next(word for word in page.extract_words() if word["text"].startswith("在谈项目清单"))
    table = min(table.bbox[1] for table in page.find_tables())
    assert 3 < table - title["bottom"] < 20


def test_a_table_longer_than_a_page_starts_where_it_stands() -> None:
    need_pango()
    document = express()
    panel = document.fields["表格"][0]  # type: ignore[index, call-overload]
    table = grid(70, 5)
    fields = {**document.fields, "表格": ({**panel, "表": table, "注": table.notes},)}
    with pdfplumber.open(io.BytesIO(render_pdf(replace(document, fields=fields), FOLDERS).data)) as pdf:
        first = pdf.pages[0].find_tables()
        assert first and share_filled(pdf.pages[0]) > 0.9
        assert len([page for page in pdf.pages if page.find_tables()]) > 1


def listed(places: list[str]) -> Table:
    paths = (("项目名称",), ("总投资（亿元）",), ("属地",))
    kinds = (CellKind.TEXT, CellKind.NUMBER, CellKind.TEXT)
    rows = (Row(tuple(map(Cell, ("某某智能装备制造基地扩产二期项目" * 2, "1234.5", place), kinds))) for place in places)
    columns = tuple(Column(path, kind, width=40) for path, kind in zip(paths, kinds, strict=True))
    return Table("清单", "清单", columns, header_tree(paths), tuple(rows))


def test_columns_are_as_wide_as_their_content_and_fill_the_page() -> None:
    for room in (IN_TEXT, *PAGES.values()):
        shares = fit(listed(["甲港镇"] * 9), room).shares
        assert sum(shares) == pytest.approx(1)
        assert shares[0] > 3 * shares[1] > 3 * shares[2]


def test_one_long_word_does_not_widen_a_close_column() -> None:
    narrow = PAGES["annex"]._replace(width=300)
    mixed = ["甲港镇"] * 8 + ["甲组（部门联合招商）"]
    usual, odd = (fit(listed(places), narrow).shares[2] for places in (["甲港镇"] * 9, mixed))
    assert odd < 2 * usual
