"""Names of organs that are longer than a line: set smaller, on one line, inside the text area; never one character alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import MM, lines_of, pages, to_pdf
from word_documents import FOLDERS, briefing, paper, without_watermark

from gongwen.model.document import Document, Value
from gongwen.render.to_docx import render_docx

LONG = "海滨县推进制造业高质量发展暨“百日攻坚”行动工作专班办公室"
DATED = "2022年8月5日"


def rows(document: Document, folder: Path) -> list[tuple[str, float, float]]:
    """(text, left, right) in millimetres of every line of the document, whatever its size."""
    found = []
    for page in pages(to_pdf(render_docx(without_watermark(document), FOLDERS).data, folder)):
        sizes = sorted({round(c["size"] * 2) / 2 for c in page.chars if 10 <= c["size"] <= 17})
        for line in (line for size in sizes for line in lines_of(page, size)):
            text = "".join(str(c["text"]) for c in line)
            found.append((text, float(str(line[0]["x0"])) / MM, float(str(line[-1]["x1"])) / MM))
    return found


SIGNED: dict[str, dict[str, Value]] = {
    "不盖章": {"盖章": False},
    "盖章": {"盖章": True},
    "联署盖章": {"盖章": True, "联署": True, "署名行": tuple({"列数": 1, "名": (name,)} for name in (LONG, "海滨县统计局"))},
    "联署": {"盖章": False, "联署": True, "署名行": ({"列数": 1, "名": (LONG,)}, {"列数": 1, "名": ("海滨县统计局",)})},
}  # fmt: skip


@pytest.mark.parametrize("how", SIGNED)
def test_a_signature_is_one_line_inside_the_text(how: str, tmp_path: Path) -> None:
    changes: dict[str, Value] = {"署名": LONG, "附件": (), "附件说明": (), "附注": "", "印发机关": "甲", **SIGNED[how]}
    found = rows(paper("通知", **changes), tmp_path)
    ((_, left, right),) = [row for row in found if row[0] == LONG]
    assert left >= 28 - 1 and right <= 184 + 1
    ((_, begins, ends),) = [row for row in found if row[0] == DATED]
    assert begins > 28 and ends <= 184 + 0.5
    if how == "不盖章":
        assert begins - left == pytest.approx(2 * 16 / MM, abs=2)
        assert right == pytest.approx(184 - 2 * 16 / MM, abs=2)
    if how == "盖章":
        assert (left + right) / 2 == pytest.approx((begins + ends) / 2, abs=2)


def test_who_issues_a_briefing_and_when_stand_on_one_line(tmp_path: Path) -> None:
    found = rows(briefing(编发单位=LONG, 专栏案例=(), 表格=(), 图=(), 报="", 送="", 发=""), tmp_path)
    assert [row for row in found if row[0] == LONG + DATED]


def test_lines_of_an_orders_mark_stand_close(tmp_path: Path) -> None:
    """(10.2) 20 mm above the first line alone."""
    lines = ("海滨县推进制造业高质量发展", "工作专班令")
    document = without_watermark(paper("令", 发文机关标志="".join(lines), 标志行=lines))
    (page, *_) = pages(to_pdf(render_docx(document, FOLDERS).data, tmp_path))
    tops = sorted({round(c["top"] / MM) for c in page.chars if c["non_stroking_color"] in ((1, 0, 0), [1, 0, 0])})
    assert len(tops) == 2 and tops[1] - tops[0] < 22
