"""What a clerk would notice where a PDF's pages break, and where things are crowded: swept over lengths of text."""

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
from render.bulletins import FOLDERS, HAN, PARAGRAPH, annex, bulletin, grid, section, single, template_folder
from render.test_pdf_last_page import issue, notice

from gongwen.errors import TemplateError
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Document, Value
from gongwen.model.table import Row
from gongwen.render.to_pdf import render_pdf


@pytest.fixture(autouse=True)
def _pango() -> None:
    need_pango()


def pages(document: Document, folders: tuple[Path, ...] = FOLDERS) -> list[Any]:
    with pdfplumber.open(io.BytesIO(render_pdf(replace(document, watermark=""), folders).data)) as opened:
        return [page for page in opened.pages if page.chars]


def lines(page: Any) -> list[str]:
    """The lines of the text area."""
    shown = page.crop((0, 0, page.width, min(page.height, 750))).extract_text().replace(" ", "").splitlines()
    return [line for line in shown if not line.startswith("—")]


def case(**changes: Value) -> Value:
    body = (MappingProxyType({"小标题": "难题", "段落": (PARAGRAPH,)}),)
    told = {"标题": "某某项目", "要点": "属地：海曙区　总投资：1亿元", "照片": (), "各节": body, "供稿": "某县", "示例": False}
    return MappingProxyType(told | changes)


def test_a_headline_and_its_facts_never_end_a_page() -> None:
    for before in range(1, 20, 2):
        for page in pages(replace(issue(before, 专栏案例=(case(),)), template="briefing.html")):
            assert not lines(page)[-1].startswith(("专栏", "某某项目", "属地", "难题")), before


def test_the_sample_note_of_a_briefing_stands_clear_of_what_is_above() -> None:
    document = replace(issue(3, 专栏案例=(case(),), 示例说明="示例数据，仅供演示。"), template="briefing.html")
    chars = [char for page in pages(document) for char in page.chars]
    by = max(char["bottom"] for char in chars if char["text"] == "稿")
    assert min(char["top"] for char in chars if char["text"] == "演") > by


@pytest.mark.parametrize("annexes", [3, 12])
def test_contents_leave_text_on_the_first_page(annexes: int) -> None:
    """(7.3.3) And a line of them stays whole."""
    names = tuple(f"{HAN}之{number}" for number in range(annexes))
    attached = tuple(MappingProxyType({**annex("附件", grid(2, 3)), "标题": name}) for name in names)
    found = pages(replace(bulletin(附件=attached, 附件说明=names), contents=True))
    assert PARAGRAPH[:15] in "".join(lines(found[0]))
    assert any("录" in line for page in found[:2] for line in lines(page))


@pytest.mark.parametrize("before", range(9))
@pytest.mark.parametrize("annexes", [4, 20])
def test_contents_are_not_torn_after_an_entry_or_two(annexes: int, before: int) -> None:
    """Up to twelve entries stand together under their name; of a longer list three at least on either page."""
    names = tuple(f"名称{number}" for number in range(annexes))
    attached = tuple(MappingProxyType({**annex("附件", grid(2, 3)), "标题": name}) for name in names)
    lead = tuple("引言" for _ in range(before))
    found = pages(replace(bulletin(附件=attached, 附件说明=names, 引言=lead), contents=True))
    entries = [sum("····" in line for line in lines(page)) for page in found]
    shares = [number for number in entries if number]
    assert sum(shares) == annexes + 3
    assert shares == [annexes + 3] if annexes + 3 <= 12 else min(shares) >= 3
    named = next(number for number, page in enumerate(found) if "目录" in lines(page))
    assert entries[named]


def test_no_half_page_stays_blank_before_a_short_last_section() -> None:
    """The names of the annexes may begin the next page or run on to it; the last of them stays with the signature."""
    named = tuple("甲乙丙丁戊己庚辛壬癸")
    body = (section("末节", HAN[:25]),)
    for before in range(4, 22, 3):
        texts = (section("", *[HAN[:25]] * before), *body)
        first, *others = pages(notice(before, 版头形式="无", 标题行=("通报",), 附件说明=named, 各节=texts))
        assert max(char["bottom"] for char in first.chars if char["size"] > 15) > 600 or not others, before
        signed = next(page for page in (first, *others) if any("2022年8月5日" == line for line in lines(page)))
        assert any(line.endswith("10.癸") for line in lines(signed)), before


def crowded() -> Document:
    table = grid(3, 8)
    rows = tuple(
        Row((row.cells[0], *(replace(cell, text=f"{12345678 + number}.5") for number, cell in enumerate(row.cells[1:]))))
        for row in table.rows
    )
    return single(replace(table, rows=rows), landscape=False)


def test_figures_of_neighbouring_cells_do_not_run_together() -> None:
    (page,) = pages(crowded())
    words = [word["text"] for word in page.extract_words(x_tolerance=1)]
    assert words.count("12345678.5") == 3
    assert words.count("12345684.5") == 3


def test_a_long_title_over_a_wide_table_takes_no_page_for_a_note() -> None:
    for rows in range(9, 14):
        table = replace(grid(rows, 10), notes=("注：甲。", "注：乙。", "注：丙。", "注：丁。"), title=HAN * 2)
        found = pages(bulletin(附件=(annex("附件", table),), 附件说明=("表",), 抄送=""))
        wide = [page for page in found if page.width > page.height]
        assert len(wide) == 1, rows


def tall(kind: ChartKind, regions: int) -> Chart:
    names = tuple(f"第{number}街道" for number in range(1, regions + 1))
    values = tuple(range(1, regions + 1))
    series = tuple(ChartSeries(name, values, tuple(map(str, values))) for name in ("上期", "本期"))  # type: ignore[arg-type]
    return Chart("图", "各地情况", kind, names, series[: 1 if kind is ChartKind.BARS else 2], "%", alt_text="各地情况")


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("regions", [29, 45, 70])
def test_a_chart_of_many_regions_stands_whole_on_one_page(kind: ChartKind, regions: int) -> None:
    chart = tall(kind, regions)
    found = pages(notice(2, 附件=(annex("附件", chart=chart),), 附件说明=("图",)))
    texts = [page.crop((0, 0, page.width, 740)).extract_text().replace(" ", "") for page in found]
    assert max(sum(f"第{number}街道" in text for number in range(1, regions + 1)) for text in texts) == regions


def own(folder: Path, sources: dict[str, str]) -> Iterator[tuple[Path, ...]]:
    for name, source in sources.items():
        yield template_folder(folder, name, source)


def test_a_template_of_a_shipped_name_extends_the_shipped_one(tmp_path: Path) -> None:
    source = "{% extends 'bulletin.html' %}{% block 落款 %}<p>自己的落款</p>{% endblock %}"
    folders = template_folder(tmp_path, "bulletin.html", source)
    text = "".join(line for page in pages(bulletin(附件=(), 附件说明=()), folders) for line in lines(page))
    assert "自己的落款" in text
    assert PARAGRAPH[:10] in text
    letter = pages(replace(bulletin(附件=(), 附件说明=()), template="letter.html"), folders)
    assert "自己的落款" in "".join(line for page in letter for line in lines(page))


def test_templates_that_extend_each_other_are_a_problem(tmp_path: Path) -> None:
    *_, folders = own(tmp_path, {"a.html": '{% extends "b.html" %}', "b.html": '{% extends "a.html" %}'})
    with pytest.raises(TemplateError, match="没有尽头"):
        render_pdf(replace(bulletin(), template="a.html"), folders)
