"""The last pages of a paper, swept over every length of its text: 落款 never without text, 版记 always at the foot."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from office import MM, pages, to_pdfs
from word_documents import FOLDERS, paper, without_watermark

from gongwen.model.document import Value
from gongwen.render.to_docx import render_docx

HAN = "一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸子丑"
"""26 characters: with the indent a line of its own."""
LINES = 22
SIGNED, DATED = "示例市专班办公室", "2022年8月5日"


def body(lines: int, last: int) -> tuple[Value, ...]:
    """Paragraphs of one line, then a last one of several."""
    one = [{"级别": 0, "文字": HAN}] * (lines - last)
    return ({"标题": "", "段落": (*one, {"级别": 0, "文字": HAN + (HAN + "寅卯") * (last - 1)})},)


def swept(folder: Path, lengths: range, last: int, **changes: Value) -> list[bytes]:
    """A paper for every length, converted in one run."""
    made = [
        render_docx(
            without_watermark(
                paper("通知", 各节=body(lines, last), 附件=(), 示例说明="", 署名=SIGNED, **({"附件说明": (), "附注": ""} | changes))
            ),
            FOLDERS,
        ).data
        for lines in lengths
    ]
    return to_pdfs(made, folder)


@pytest.mark.parametrize(("last", "seal"), [(1, False), (4, True), (9, False)])
def test_what_is_signed_always_has_text_on_its_page(last: int, seal: bool, tmp_path: Path) -> None:
    """(7.3.5.5) For each of the 22 places where a text may end, whatever its last paragraph is like."""
    lengths = range(last + 6, last + 6 + LINES)
    for lines, pdf in zip(lengths, swept(tmp_path, lengths, last, 盖章=seal), strict=True):
        found = pages(pdf)
        texts = ["".join(c["text"] for c in page.chars if abs(c["size"] - 16) < 0.5).replace(" ", "") for page in found]
        page = next(text for text in texts if SIGNED in text)
        above = page.split(SIGNED)[0]
        assert above.endswith(HAN[-2:] if last == 1 else "寅卯"), f"{lines} lines: {above[-20:]}"
        assert len(above) >= len(HAN) if last == 1 else len(above) >= 40, f"{lines} lines: one line alone"
        assert DATED in page.split(SIGNED)[1], f"{lines} lines: 署名 without its date"
        assert "".join(texts).count(HAN) == lines
        _imprint_at_the_foot(found, f"{lines} lines")


@pytest.mark.parametrize(("last", "long"), [(1, True), (4, False)])
def test_a_postscript_stands_under_its_date(last: int, long: bool, tmp_path: Path) -> None:
    """(7.3.6) On the line after it, never on a page of its own, and the text comes along."""
    note = "此件公开发布" * (9 if long else 1)
    lengths = range(last + 6, last + 6 + LINES)
    for lines, pdf in zip(lengths, swept(tmp_path, lengths, last, 附注=note, 盖章=long), strict=True):
        texts = ["".join(c["text"] for c in page.chars if abs(c["size"] - 16) < 0.5).replace(" ", "") for page in pages(pdf)]
        (page,) = (text for text in texts if "此件公开" in text)
        assert page.endswith(f"{SIGNED}{DATED}（{note}）"), f"{lines} lines: {page[-40:]}"
        assert HAN[-2:] in page or "寅卯" in page, f"{lines} lines: no text above"
        assert "".join(texts).count(HAN) == lines


def test_names_of_annexes_never_stand_over_a_signature_without_text(tmp_path: Path) -> None:
    """(7.3.5.5) Four names and the text's last lines go together."""
    names = tuple(f"{HAN[:8]}{number}" for number in "甲乙丙丁")
    lengths = range(8, 8 + LINES)
    for lines, pdf in zip(lengths, swept(tmp_path, lengths, 1, 附件说明=names), strict=True):
        texts = ["".join(c["text"] for c in page.chars if abs(c["size"] - 16) < 0.5) for page in pages(pdf)]
        page = next(text.replace(" ", "") for text in texts if SIGNED in text.replace(" ", ""))
        above = page.split(SIGNED)[0]
        assert HAN in above and all(name in above for name in names), f"{lines} lines: {above[:40]}"


@pytest.mark.parametrize("copies", [1, 12])
def test_an_imprint_that_has_no_room_goes_to_the_next_page_whole(copies: int, tmp_path: Path) -> None:
    """(7.4.1) On the last page, its last line on the text area's bottom; nothing of the text under or behind it."""
    lengths = range(10, 10 + LINES, 3)
    names = "，".join(["某某委员会办公室"] * copies * 3)
    for lines, pdf in zip(lengths, swept(tmp_path, lengths, 1, 抄送=names), strict=True):
        found = pages(pdf)
        _imprint_at_the_foot(found, f"{lines} lines")
        small = "".join(c["text"] for c in found[-1].chars if abs(c["size"] - 14) < 0.5)
        assert small.count("某某委员会办公室") == copies * 3


def _imprint_at_the_foot(found: list, where: str) -> None:
    last = found[-1]
    rules = [item for item in (*last.lines, *last.rects) if item["x1"] - item["x0"] > 150 * MM and item["top"] > 300]
    assert max(item["bottom"] for item in rules) / MM == pytest.approx(262, abs=1), where
    top = min(item["top"] for item in rules)
    assert not [c for c in last.chars if abs(c["size"] - 16) < 0.5 and c["bottom"] > top + 2], where


@pytest.mark.parametrize(("seal", "most"), [(True, 3), (False, 4)])
def test_a_paper_of_one_paragraph_stays_on_its_first_page(seal: bool, most: int, tmp_path: Path) -> None:
    """(7.3.3, 7.3.5.5) One line too many: moved with 署名, the only paragraph would leave a first page without text."""
    tried = range(1, most + 1)
    made = [
        render_docx(
            without_watermark(
                paper("通知", 各节=body(lines, lines), 引言=(), 附件=(), 附件说明=(), 示例说明="", 署名=SIGNED, 盖章=seal)
            ),
            FOLDERS,
        ).data
        for lines in tried
    ]
    gaps = []
    for lines, pdf in zip(tried, to_pdfs(made, tmp_path), strict=True):
        first = pages(pdf)[0]
        text = "".join(c["text"] for c in first.chars if abs(c["size"] - 16) < 0.5).replace(" ", "")
        assert text.count(HAN) == lines and text.endswith(f"{SIGNED}{DATED}（此件公开发布）"), f"{lines} lines"
        tops = sorted({round(c["top"], 1) for c in first.chars if c["text"] in "各部一示2此" and abs(c["size"] - 16) < 0.5})
        gaps.append(min(b - a for a, b in pairwise(tops) if b - a > 10))
    assert gaps[0] == pytest.approx(28.95, abs=0.2)  # with room nothing is set closer
    assert 25 - 0.2 <= gaps[-1] < 28
