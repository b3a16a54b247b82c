"""The last page of a PDF, swept over every length of its text: 版记 and 报尾 always whole, at its foot, over nothing."""

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
from render.bulletins import FOLDERS, annex, bulletin, grid, section, template_folder
from render.factories import sample_chart, sample_properties

from gongwen.model.document import Document, Value
from gongwen.model.noted import Footnote, NotedText
from gongwen.render.to_pdf import render_pdf

HAN = "一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸子丑"
"""26 characters: with the indent a line of its own."""
LINES = 22
MM = 25.4 / 72
COPIES = "市委办公室，市政府办公室"
MANY = "，".join(f"示例第{number}委员会办公室" for number in range(1, 31))
OWN_TAIL = (
    '{% extends "express.html" %}{% block 报尾 %}<footer class="imprint"><p>报：{{ 报 }}</p>'
    "<p>发：{{ 发 }}</p><p>{{ 编发单位 }}　{{ 印数 }}</p></footer>{% endblock %}"
)
"""A district's own 报尾."""


@pytest.fixture(autouse=True)
def _pango() -> None:
    need_pango()


def notice(lines: int, last: int = 1, **changes: Value) -> Document:
    """A 通报 whose text has so many lines, the last paragraph several."""
    body = (*[HAN] * (lines - last), HAN + (HAN + "寅卯") * (last - 1))
    fields: dict[str, Value] = {"引言": (), "各节": (section("", *body),), "附件": (), "附件说明": (), "抄送": COPIES}
    return replace(bulletin(**(fields | changes)), watermark="")


def issue(lines: int, **changes: Value) -> Document:
    """A 快报 of so many lines of text."""
    fields: dict[str, Value] = {
        "版头形式": "红头", "简报名称": "招商快报", "期次": "第7期", "总期次": "", "编发单位": "示例市专班办公室", "日期": "2022年8月5日",
        "密级标识": "", "阶段标记": "", "标题行": ("推进情况",), "目录": (), "编者按": (), "导语": (), "表格": (), "图": (),
        "各节": (section("", *[HAN] * lines),), "专栏名称": "专栏", "专栏案例": (), "附件": (), "报": "市委领导", "送": "",
        "发": MANY[:60], "印数": "共印120份", "示例说明": "", "草稿": False,
    }  # fmt: skip
    name = "express.html"
    return Document("快报", name, MappingProxyType(fields | changes), sample_properties("快报"))


def charted(lines: int) -> Document:
    chart = sample_chart()
    return issue(lines, 图=(MappingProxyType({"标题": chart.title, "图": chart, "注": ()}),))


def tabled(lines: int) -> Document:
    table = grid(lines + 1, 5)
    return notice(3, 附件=(MappingProxyType({**annex("附件", table), "横排": False}),), 附件说明=("表",))


def noted(lines: int) -> Document:
    text = NotedText(HAN, ((2, Footnote("口径：示例。")), (4, Footnote("范围：示例。"))))
    return notice(lines, 各节=(section("", *[HAN] * (lines - 1), text),))


ENDINGS = {
    "text": notice,
    "a long paragraph": lambda lines: notice(lines + 9, 9),
    "a long imprint": lambda lines: notice(lines, 抄送=MANY),
    "annexes named": lambda lines: notice(lines, 附件说明=("甲", "乙", "丙")),
    "footnotes": noted,
    "a letter": lambda lines: replace(notice(lines), template="letter.html"),
    "a table": tabled,
    "an express issue": issue,
    "a chart": charted,
}


def pages(document: Document, folders: tuple[Path, ...] = FOLDERS) -> list[Any]:
    with pdfplumber.open(io.BytesIO(render_pdf(document, folders).data)) as opened:
        return [page for page in opened.pages if page.chars]


def text_of(page: Any, size: float) -> str:
    return "".join(c["text"] for c in page.chars if abs(c["size"] - size) < 0.6).replace(" ", "")


def faults(document: Document, folders: tuple[Path, ...] = FOLDERS) -> Iterator[str]:
    """What is wrong with the last page."""
    found, fields = pages(document, folders), document.fields
    last = found[-1]
    small = "".join(text_of(page, 14) for page in found)
    wanted = [str(fields[key]) for key in ("抄送", "印发机关", "报", "发", "印数") if fields.get(key)]
    if document.template == "letter.html":
        wanted = wanted[:1]
    for text in wanted:
        if text not in text_of(last, 14):
            yield f"{text[:8]} 印在别处" if text in small else f"{text[:8]} 没有印出"
    rules = [i for i in (*last.lines, *last.rects) if i["x1"] - i["x0"] > 150 / MM and i["top"] > 72]
    foot = max((rule["bottom"] * MM for rule in rules), default=0)
    if abs(foot - 262) > 0.6 and document.template != "letter.html":
        yield f"末条线在{foot:.1f}"
    first = min((c["top"] for c in last.chars if c["text"] in "抄报" and abs(c["size"] - 14) < 0.6), default=0)
    if [c for c in last.chars if abs(c["size"] - 14) >= 0.6 and c["bottom"] > first + 2]:
        yield "压着别的字"


def swept(ending: str, lengths: range) -> list[str]:
    make = ENDINGS[ending]
    return [f"{lines}行：{fault}" for lines in lengths for fault in faults(make(lines))]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_imprint_is_whole_at_the_foot_of_the_last_page(ending: str) -> None:
    """(7.4.1) The few lengths around a full page."""
    assert swept(ending, range(11, 22, 5)) == []


@pytest.mark.proof
@pytest.mark.parametrize("ending", ENDINGS)
def test_wherever_the_text_ends_the_imprint_is_whole_at_the_foot(ending: str) -> None:
    assert swept(ending, range(1, 2 * LINES + 4)) == []


def test_a_districts_own_tail_is_never_lost(tmp_path: Path) -> None:
    folders = template_folder(tmp_path, "own.html", OWN_TAIL)
    made = [replace(issue(lines), template="own.html") for lines in range(12, 20, 3)]
    assert [fault for document in made for fault in faults(document, folders)] == []
