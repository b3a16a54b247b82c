"""Papers measured on the page, as Word sets them (through LibreOffice) and as our PDF: the same millimetres.

GB/T 9704-2012 clauses in brackets; ±1 mm.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from needs import need_pango
from office import MM, ink_rows, pages, picture_of, to_pdf
from test_docx_papers import bars, red_spans
from word_documents import FOLDERS, bulletin, paper, without_watermark

from gongwen.model.document import Document, Value
from gongwen.render.to_docx import render_docx
from gongwen.render.to_pdf import render_pdf

DOTS = 200
ROW = 28.95 / MM
"""Millimetres of a line of text."""
BOTH = pytest.mark.parametrize("how", ["docx", "pdf"])
ABOVE: dict[str, Value] = {
    "份号": "000001", "密级": "秘密★1年", "紧急程度": "特急",
    "左上要素": (
        {"文字": "000001", "黑体": False}, {"文字": "秘密★1年", "黑体": True}, {"文字": "特急", "黑体": True},
    ),
}  # fmt: skip
ORGANS = ("示例市制造业专班", "示例市统计局", "示例市商务局")


def made(document: Document, how: str) -> bytes:
    """The paper as PDF, by way of Word or directly."""
    document = without_watermark(document)
    if how == "docx":
        with TemporaryDirectory() as folder:
            return to_pdf(render_docx(document, FOLDERS).data, Path(folder))
    need_pango()
    return render_pdf(replace(document, template=document.template.replace("docx", "html")), FOLDERS).data


@lru_cache(maxsize=12)
def standard(form: str, how: str) -> bytes:
    """Each paper as the sample has it, with everything at the upper left that its format knows."""
    more = {} if form == "令" else ABOVE
    document = bulletin(**more, 附件=(), 附件说明=()) if form == "通报" else paper(form, **more, 附件=(), 附件说明=())
    return made(document, how)


def marks_of(pdf: bytes, text: str, page: int = 0) -> list[dict[str, float]]:
    """The characters of the first line that begins with a text."""
    found = pages(pdf)[page]
    chars = [c for c in found.chars if c["text"].strip()]
    for index in range(len(chars)):
        run = chars[index : index + len(text)]
        if "".join(c["text"] for c in run) == text:
            return run
    raise AssertionError(f"{text} is not on page {page + 1}: {found.extract_text()[:300]}")


def ink_between(pdf: bytes, top: float, bottom: float, page: int = 0, *, red: bool = False) -> tuple[float, float]:
    """First and last row with ink between two heights, in millimetres."""
    rows = [row for row in ink_rows(picture_of(pdf, page, DOTS), red=red, dots=DOTS) if top < row < bottom]
    return rows[0], rows[-1]


@BOTH
@pytest.mark.parametrize("form", ["通报", "通知", "纪要"])
def test_the_upper_left_stands_in_the_first_lines_and_moves_nothing(form: str, how: str) -> None:
    """(7.2.1—7.2.4) 份号, 密级, 紧急程度 on the first three lines from the left edge; the mark stays 35 mm down."""
    pdf = standard(form, how)
    for row, text in enumerate(("000001", "秘密★1年", "特急")):
        first = marks_of(pdf, text)[0]
        assert first["x0"] / MM == pytest.approx(28, abs=1)
        top, bottom = ink_between(pdf, 37 + row * ROW, 37 + (row + 1) * ROW)
        assert (top + bottom) / 2 == pytest.approx(37 + (row + 0.5) * ROW, abs=1)
    assert ink_between(pdf, 37, 100, red=True)[0] == pytest.approx(72, abs=1)


@BOTH
@pytest.mark.parametrize(
    ("there", "rows"),
    [({"密级": "秘密"}, (1,)), ({"紧急程度": "加急"}, (0,)), ({"份号": "000001", "紧急程度": "加急"}, (0, 1))],
)
def test_secrecy_is_on_the_second_line_and_urgency_under_what_there_is(
    there: dict[str, Value], rows: tuple[int, ...], how: str
) -> None:
    """(7.2.2) 密级 keeps the second line even without 份号."""
    listed = tuple({"文字": text, "黑体": name != "份号"} for name, text in there.items())
    pdf = made(paper("通知", **there, 左上要素=listed, 附件=(), 附件说明=()), how)
    for row, text in zip(rows, there.values(), strict=True):
        middle = sum((c["top"] + c["bottom"]) / 2 for c in marks_of(pdf, str(text))) / len(str(text)) / MM
        assert middle == pytest.approx(37 + (row + 0.5) * ROW, abs=1.5)


@BOTH
def test_the_names_of_a_joint_issue_are_as_wide_as_each_other_with_the_word_beside_them(how: str) -> None:
    """(7.2.4) 主办机关 first; 文件 at the right, centred on the names; the first name 35 mm down; text on page one."""
    rows = tuple({"字号": "示例〔2022〕7号" * (n == 1), "一": "张三", "二": "李四" * (n == 0)} for n in range(2))
    document = paper(
        "通知", **ABOVE, 标志行=ORGANS, 标志字="文件", 发文机关标志="".join(ORGANS) + "文件", 签发人="张三、李四、张三",
        签发人行=rows, 标题行=("关于某事的请示",), 示例说明="", 附件=(), 附件说明=(),
    )  # fmt: skip
    pdf = made(document, how)
    assert ink_between(pdf, 37, 100, red=True)[0] == pytest.approx(72, abs=1)
    names = [marks_of(pdf, organ) for organ in ORGANS]
    word = marks_of(pdf, "文件")
    middle = (names[0][0]["top"] + names[-1][0]["bottom"]) / 2
    assert ((word[0]["top"] + word[0]["bottom"]) / 2 - middle) / MM == pytest.approx(0, abs=2)
    assert word[0]["x0"] > max(name[-1]["x1"] for name in names)
    for name in names:
        assert name[0]["x0"] / MM == pytest.approx(names[0][0]["x0"] / MM, abs=1)
        assert name[-1]["x1"] / MM == pytest.approx(names[1][-1]["x1"] / MM, abs=2)
    assert word[-1]["x1"] / MM < 184
    assert "现将2022年7月" in pages(pdf)[0].extract_text().replace("\n", "").replace(" ", "")
    number, last = marks_of(pdf, "示例〔2022〕7号"), [c for c in pages(pdf)[0].chars if c["text"] == "张"]
    assert number[0]["x0"] / MM == pytest.approx(28 + 5.56, abs=1)
    assert (number[0]["bottom"] - last[-1]["bottom"]) / MM == pytest.approx(0, abs=0.6)
    assert last[-1]["x0"] == pytest.approx(last[0]["x0"], abs=3)
    four = marks_of(pdf, "李四")
    assert 184 - 5.56 - 12 < four[-1]["x1"] / MM < 184 - 4.5


@BOTH
def test_a_letters_head_and_title(how: str) -> None:
    """(10.1) Mark 30 mm from the paper's edge; double rules 170 mm long, 4 mm below it and 20 mm above the lower edge;
    what is first under the rule 7/8 of a character below it; the title two lines under the last of it.
    """
    pdf = standard("函", how)
    spans = red_spans(picture_of(pdf, 0, DOTS), 20, 100)
    rule, above = [s for s in spans if s[2] - s[1] > 160], [s for s in spans if s[2] - s[1] <= 160]
    assert above[0][0] == pytest.approx(30, abs=1)
    assert rule[0][0] - above[-1][0] == pytest.approx(4, abs=1)
    assert (rule[0][1], rule[0][2]) == (pytest.approx(20, abs=1), pytest.approx(190, abs=1))
    assert bars(rule)[0] > bars(rule)[1]
    lower = red_spans(picture_of(pdf, 0, DOTS), 250, 297)
    assert lower[-1][0] == pytest.approx(277, abs=1)
    assert bars(lower)[0] < bars(lower)[1]
    assert (lower[0][1], lower[0][2]) == (pytest.approx(20, abs=1), pytest.approx(190, abs=1))
    edge = rule[-1][0]
    number, code = marks_of(pdf, "000001"), marks_of(pdf, "示例〔2022〕7号")
    assert number[0]["x0"] / MM == pytest.approx(28, abs=1)
    assert code[-1]["x1"] / MM == pytest.approx(184, abs=1)
    assert (number[0]["bottom"] - code[0]["bottom"]) / MM == pytest.approx(0, abs=0.6)
    assert ink_between(pdf, edge + 1, 120)[0] - edge == pytest.approx(14 / MM, abs=1)
    last, title = base(marks_of(pdf, "特急")), base(marks_of(pdf, "关于商请"))
    # Two free lines between the line of 紧急程度 (16 pt) and that of the title (22 pt, 33 pt high).
    assert title - last == pytest.approx((2 * 28.95 + 28.95 / 2 + 33 / 2 + (22 - 16) * 0.38) / MM, abs=1)
    assert not [c for c in pages(pdf)[0].chars if c["text"] == "—" and c["top"] / MM > 262]


def base(run: list[dict[str, float]]) -> float:
    """The baseline of a run, in millimetres from the top of an A4 page."""
    return 297 - float(run[0]["matrix"][5]) / MM  # type: ignore[index]


@BOTH
def test_an_order_has_its_mark_20_mm_down_and_two_lines_free_above_and_below_its_number(how: str) -> None:
    """(10.2, 7.3.5.3) Post and date four characters from the right, one line free between them."""
    pdf = standard("令", how)
    top, bottom = ink_between(pdf, 37, 120, red=True)
    assert top == pytest.approx(57, abs=1)
    number = ink_between(pdf, bottom + 1, bottom + 45)
    assert 2 * ROW < number[0] - bottom < 2 * ROW + 16 / MM  # and the leading of the two lines between which they lie
    lines = pages(pdf)
    page = next(n for n, one in enumerate(lines) if "市长" in one.extract_text().replace(" ", "").replace("　", ""))
    post, dated = marks_of(pdf, "市长", page), marks_of(pdf, "2022年8月5日", page)
    assert (184 - dated[-1]["x1"] / MM) / 5.56 == pytest.approx(4, abs=0.3)
    assert base(dated) - base(post) == pytest.approx(2 * ROW, abs=1)


@BOTH
def test_seals_of_a_joint_issue_do_not_touch(how: str) -> None:
    """(7.3.5.1) Up to three in a row, 42 mm each; the last over the date; the rows four lines apart."""
    rows = ({"列数": 3, "名": ORGANS}, {"列数": 3, "名": ("", "", "示例市经信局")})
    pdf = made(paper("通知", 盖章=True, 联署=True, 署名行=rows, 署名=ORGANS[0], 附件=(), 附件说明=()), how)
    page = page_with(pdf, ORGANS[0])
    centres = [middle(marks_of(pdf, name, page)) for name in (*ORGANS, "示例市经信局")]
    dated = middle(marks_of(pdf, "2022年8月5日", page))
    for one, other in pairwise(centres[:3]):
        assert other[0] - one[0] > 42
        assert other[1] == pytest.approx(one[1], abs=0.6)
    assert centres[3][1] - centres[0][1] > 42
    assert centres[3][0] == pytest.approx(dated[0], abs=1)
    assert dated[1] - centres[3][1] == pytest.approx(ROW, abs=1)
    assert all(28 + 21 <= x <= 184 - 21 for x, _ in centres)


def page_with(pdf: bytes, text: str) -> int:
    """The first page that shows a text."""
    return next(n for n, page in enumerate(pages(pdf)) if text in page.extract_text().replace(" ", ""))


def middle(run: list[dict[str, float]]) -> tuple[float, float]:
    """Centre of a run, in millimetres."""
    return (run[0]["x0"] + run[-1]["x1"]) / 2 / MM, (run[0]["top"] + run[0]["bottom"]) / 2 / MM


@BOTH
def test_a_single_seal_has_two_lines_free_above_it(how: str) -> None:
    """(7.3.5.1) A 42 mm seal on 署名 and date then has its top within one line of the text."""
    pdf = made(paper("通知", 盖章=True, 署名="示例市专班办公室", 附件=(), 附件说明=(), 附注=""), how)
    page = page_with(pdf, "2022年8月5日")
    signed, dated = marks_of(pdf, "示例市专班办公室", page), marks_of(pdf, "2022年8月5日", page)
    assert (184 - dated[-1]["x1"] / MM) / 5.56 == pytest.approx(4, abs=0.3)
    # LibreOffice sets the date's digits wider here than the official Latin face.
    assert middle(signed)[0] == pytest.approx(middle(dated)[0], abs=2 if how == "docx" else 1)
    above = max(base([c]) for c in pages(pdf)[page].chars if c["text"].strip() and base([c]) < base(signed) - 3)
    assert base(signed) - above == pytest.approx(3 * ROW, abs=1)


@BOTH
def test_organs_that_sign_together_without_seals_stand_one_under_the_other(how: str) -> None:
    """(7.3.5.2) 主办机关 first, two characters from the right; the date two right of the last."""
    rows = tuple({"列数": 1, "名": (name,)} for name in ORGANS)
    pdf = made(paper("通知", 盖章=False, 联署=True, 署名行=rows, 署名=ORGANS[0], 附件=(), 附件说明=()), how)
    page = page_with(pdf, ORGANS[0])
    runs = [marks_of(pdf, name, page) for name in ORGANS]
    for one, other in pairwise(runs):
        assert base(other) - base(one) == pytest.approx(ROW, abs=0.6)
        assert one[-1]["x1"] / MM == pytest.approx(other[-1]["x1"] / MM, abs=1)
    dated = marks_of(pdf, "2022年8月5日", page)
    blank, shift = (184 - dated[-1]["x1"] / MM) / 5.56, (dated[0]["x0"] - runs[-1][0]["x0"]) / MM / 5.56
    # Six characters against a date of six and a half: which is longer depends on the face of the digits.
    assert blank == pytest.approx(2, abs=0.3) or shift == pytest.approx(2, abs=0.3)


@BOTH
def test_recipients_in_the_imprint_stand_above_copies_with_no_line_between(how: str) -> None:
    """(7.3.2, 7.4.2)"""
    pdf = made(paper("通知", 主送="", 版记主送="甲局，乙局，丙局", 附件=(), 附件说明=()), how)
    last = pages(pdf)[-1]
    to, copies = marks_of(pdf, "主送：", len(pages(pdf)) - 1), marks_of(pdf, "抄送：", len(pages(pdf)) - 1)
    assert 0 < (copies[0]["top"] - to[0]["top"]) / MM < 12
    lines = [i for i in (*last.lines, *last.rects) if i["x1"] - i["x0"] > 150 * MM]
    assert not [line for line in lines if to[0]["bottom"] < line["top"] < copies[0]["top"]]
    assert max(line["bottom"] for line in lines) / MM == pytest.approx(262, abs=1)
