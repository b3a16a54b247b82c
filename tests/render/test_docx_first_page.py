"""The first page shows some of the text (GB/T 9704-2012 7.3.3), however many organs issue the paper together."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from office import pages, to_pdfs
from word_documents import FOLDERS, paper, without_watermark

from gongwen.model.document import Document
from gongwen.render.to_docx import render_docx

ORGANS = tuple(f"示例市{name}局" for name in ("统计", "商务", "经信", "财政", "人社", "科技", "交通"))
TITLE = tuple(f"关于某事的第{number}行标题" for number in "一二三四五六")
TEXT = "甲乙丙丁戊己庚辛壬癸"


def joint(organs: int, lines: int) -> Document:
    """A 通知 of several organs, its 主送 in the 版记."""
    changes = {
        "标志行": ORGANS[:organs], "标志字": "文件", "发文机关标志": "".join(ORGANS[:organs]) + "文件", "标题行": TITLE[:lines],
        "主送": "", "版记主送": "市级有关单位", "引言": (TEXT,), "附件": (), "附件说明": (),
    }  # fmt: skip
    return without_watermark(paper("通知", **changes))


def test_text_is_seen_under_the_heads_of_a_joint_issue_or_it_is_said(tmp_path: Path) -> None:
    tried = list(product((2, 5, 7), (1, 4, 6)))
    made = [render_docx(joint(*one), FOLDERS) for one in tried]
    for one, rendered, pdf in zip(tried, made, to_pdfs([r.data for r in made], tmp_path), strict=True):
        told = [problem for problem in rendered.problems if problem.code == "document.first_page"]
        assert (TEXT in pages(pdf)[0].extract_text().replace(" ", "")) is (not told), one
    assert [one for one, rendered in zip(tried, made, strict=True) if rendered.problems] == [(5, 6), (7, 4), (7, 6)]


def test_names_are_set_closer_only_where_they_take_the_room_of_the_text(tmp_path: Path) -> None:
    """Two organs keep 36 points; the names and 文件 shrink together, and stay larger than the title (22)."""
    sizes = []
    for pdf in to_pdfs([render_docx(joint(*one), FOLDERS).data for one in ((2, 1), (5, 4))], tmp_path):
        red = [mark for mark in pages(pdf)[0].chars if mark["non_stroking_color"] in ((1, 0, 0), [1, 0, 0])]
        (size,) = {round(mark["size"] * 2) / 2 for mark in red if mark["text"].strip()}
        sizes.append(size)
    assert sizes[0] == 36
    assert 26 <= sizes[1] < 36


def test_a_heading_without_its_text_is_no_text(tmp_path: Path) -> None:
    """Where one line is free, a heading goes on with its paragraph to the next page: the first has no text, and says so."""
    section = {"标题": "一、总体情况", "段落": ({"级别": 0, "文字": TEXT}, *[{"级别": 0, "文字": "子丑寅卯"}] * 12)}
    after = {**section, "标题": ""}
    tried = [(lines, heading) for lines in range(5, 11) for heading in (True, False)]
    made = []
    for lines, heading in tried:
        opening = {"引言": (), "各节": (section,)} if heading else {"引言": (TEXT,), "各节": (after,)}
        title = tuple(f"第{number}行" for number in range(lines))
        changes = {"标题行": title, "主送": "", "附件": (), "附件说明": (), "示例说明": "", **opening}
        made.append(render_docx(without_watermark(paper("通知", **changes)), FOLDERS))
    seen = []
    for one, rendered, pdf in zip(tried, made, to_pdfs([r.data for r in made], tmp_path), strict=True):
        told = any(problem.code == "document.first_page" for problem in rendered.problems)
        seen.append(TEXT in pages(pdf)[0].extract_text().replace(" ", ""))
        assert seen[-1] is not told, one
    assert {*seen} == {True, False}
