"""通知, 函 and 纪要: composed by what the settings say, and measured on the page (GB/T 9704-2012 7, 10.1, 10.3)."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from office import MM, ink_rows, pages, picture_of, to_pdf
from PIL import Image
from word_documents import FOLDERS, briefing, paper, without_watermark

import gongwen as gw
from gongwen.compose import Setting, compose_briefing, compose_paper, missing_parts
from gongwen.compute import compute_board
from gongwen.errors import PackError
from gongwen.finish import finish
from gongwen.model.data import Prose
from gongwen.model.issue import Issue
from gongwen.model.pack import ProductSpec
from gongwen.render.to_docx import render_docx

DOTS = 200


def red_spans(image: Image.Image, top: float, bottom: float) -> list[tuple[float, float, float]]:
    """(row, left, right) in millimetres of the red pixels of every row between two heights."""
    found = []
    width = image.size[0]
    for row in range(round(top / 25.4 * DOTS), round(bottom / 25.4 * DOTS)):
        line = image.crop((0, row, width, row + 1)).tobytes()
        marks = [x for x in range(width) if line[3 * x] > 180 and line[3 * x + 1] < 100 and line[3 * x + 2] < 100]
        if marks:
            found.append((row / DOTS * 25.4, marks[0] / DOTS * 25.4, marks[-1] / DOTS * 25.4))
    return found


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample 函 with its two annexes as PDF."""
    return to_pdf(render_docx(without_watermark(paper("函")), FOLDERS).data, tmp_path_factory.mktemp("letter"))


@pytest.mark.parametrize(
    "mark", ["××市制造业高质量发展专班办公室", "示例市人民政府", "示例市推进制造业高质量发展工作领导小组专班办公室"]
)
def test_a_letters_mark_stands_30_mm_from_the_paper_and_a_double_rule_4_mm_below(
    mark: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """(10.1) The mark's upper edge; thick over thin; 170 mm, centred."""
    document = without_watermark(paper("函", 发文机关标志=mark))
    image = picture_of(to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("mark")), dots=DOTS)
    spans = red_spans(image, 20, 100)
    rule = [span for span in spans if span[2] - span[1] > 160]
    above = [span for span in spans if span[2] - span[1] <= 160]
    assert above[0][0] == pytest.approx(30, abs=1)
    assert rule[0][0] - above[-1][0] == pytest.approx(4, abs=1)
    assert rule[0][1] == pytest.approx(20, abs=1)
    assert rule[0][2] == pytest.approx(190, abs=1)
    thick, thin = bars(rule)
    assert thick > thin


def bars(rule: list[tuple[float, float, float]]) -> list[int]:
    """Rows of pixels in each bar of a double rule, from the top."""
    counts = [1]
    for before, here in pairwise(rule):
        if here[0] - before[0] > 1.5 / DOTS * 25.4:
            counts.append(0)
        counts[-1] += 1
    return counts


def test_the_lower_double_rule_is_20_mm_above_the_papers_edge(letter: bytes) -> None:
    """(10.1) Thin over thick; on the first page alone."""
    rule = red_spans(picture_of(letter, dots=DOTS), 250, 297)
    assert rule[-1][0] == pytest.approx(277, abs=1)
    assert (rule[0][1], rule[0][2]) == (pytest.approx(20, abs=1), pytest.approx(190, abs=1))
    thin, thick = bars(rule)
    assert thick > thin
    assert not red_spans(picture_of(letter, 1, DOTS), 0, 297)


def test_a_letters_number_is_flush_right_seven_eighths_of_a_character_below_the_rule(letter: bytes) -> None:
    """(10.1) 4.9 mm between the rule and the characters; the title two lines below."""
    page = pages(letter)[0]
    number = [
        c for c in page.chars if abs(c["size"] - 16) < 0.6 and c["text"] in "示例〔2022〕7号" and c["top"] / MM < 75
    ]
    assert max(c["x1"] for c in number) / MM == pytest.approx(184, abs=1)
    image = picture_of(letter, dots=DOTS)
    rule = [span for span in red_spans(image, 20, 100) if span[2] - span[1] > 160][-1][0]
    ink = [row for row in ink_rows(image, dots=DOTS) if row > rule]
    assert ink[0] - rule == pytest.approx(4.94, abs=1)
    bottom = max(row for row in ink if row < rule + 12)
    title = min(row for row in ink if row > bottom + 2)
    assert title - bottom == pytest.approx(2 * 28.95 / MM + 5.5, abs=2.5)


def test_a_letters_first_page_has_no_number_and_the_others_count_on(letter: bytes) -> None:
    """(7.5, 10.1) Annexes too, though Word copies the first page's setting into every section."""
    for number, page in enumerate(pages(letter), start=1):
        foot = "".join(c["text"] for c in page.chars if abs(c["size"] - 14) < 0.3 and c["text"] in f"—{number}")
        assert (f"—{number}—" in foot) is (number > 1)


def test_a_letters_imprint_has_no_rules_and_ends_with_the_text_area(letter: bytes) -> None:
    last = pages(letter)[-1]
    assert not [item for item in (*last.lines, *last.rects) if item["x1"] - item["x0"] > 150 * MM and item["top"] > 600]
    copies = [c for c in last.chars if abs(c["size"] - 14) < 0.3 and c["text"] == "抄"]
    assert copies
    assert "印发" not in last.extract_text()


def test_minutes_name_who_was_there_after_the_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    """(10.3) 标志 35 mm below the text area's top; 出席, 请假, 列席 in this order, wrapped names under the first."""
    document = without_watermark(paper("纪要"))
    pdf = to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("minutes"))
    assert ink_rows(picture_of(pdf), red=True)[0] == pytest.approx(72, abs=1)
    page = pages(pdf)[1]
    words = page.extract_text().replace(" ", "")
    assert words.index("位次变化") < words.index("出席：") < words.index("请假：") < words.index("列席：")
    labels = [c for c in page.chars if c["text"] in "席假" and c["x0"] / MM < 50]
    assert min(c["x0"] for c in labels) / MM == pytest.approx(28 + 3 * 5.56, abs=1)
    first = next(c for c in page.chars if c["text"] == "出" and c["x0"] / MM < 45)
    second = [c for c in page.chars if first["top"] + 20 < c["top"] < first["top"] + 40]
    assert min(c["x0"] for c in second) / MM == pytest.approx(28 + 5 * 5.56, abs=1)


@pytest.mark.parametrize(("seal", "last", "blank"), [(True, "日", 4), (False, "室", 2)])
def test_a_notice_is_signed_with_or_without_a_seal(
    seal: bool, last: str, blank: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """(7.3.5.1) With a seal the date stands four characters from the right; (7.3.5.2) without, 署名 two."""
    document = without_watermark(paper("通知", 盖章=seal, 署名="示例市专班办公室", 附件=(), 附件说明=()))
    pdf = to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("seal"))
    page = pages(pdf)[-1]
    signed = next(row for row in page.extract_text_lines() if row["text"].replace(" ", "") == "示例市专班办公室")
    marks = [c for c in page.chars if signed["top"] - 2 < c["top"] < signed["top"] + 40 and c["text"] == last]
    assert (184 - max(c["x1"] for c in marks) / MM) / 5.56 == pytest.approx(blank, abs=0.3)


def test_the_contents_of_a_briefing_are_printed_where_asked(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "\n".join(
        p.text for p in docx.Document(io.BytesIO(render_docx(briefing(目录=("甲", "乙")), FOLDERS).data)).paragraphs
    )
    assert "本期要目\n◇ 甲\n◇ 乙" in text
    without = docx.Document(io.BytesIO(render_docx(briefing(), FOLDERS).data))
    assert not any("本期要目" in p.text for p in without.paragraphs)


# -- composed ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def setting() -> Setting:
    folder = gw.sample()
    pack = gw.load_pack(folder)
    data = gw.read(folder / "data", pack=pack).dataset
    issue = Issue(gw.Period.parse("2022-07"), number=7)
    return Setting(pack, compute_board(data, pack, issue.period), data, issue)


def product(**settings: str) -> ProductSpec:
    return ProductSpec(
        "文", "document", "docx", "文", title="关于{{ 期.月 }}月|进展的函", sections=("总体情况", "下步工作"),
        attachments=("通报附表",), settings=settings,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "mark", "empty"),
    [
        ("通知", "××市制造业高质量发展专班（示例）", ("期次", "出席")),
        ("函", "××市制造业高质量发展专班（示例）", ("印发机关", "印发日期")),
        ("纪要", "××市制造业高质量发展专班（示例）会议纪要", ("主送", "署名", "发文字号")),
    ],
)
def test_each_paper_is_composed_rendered_and_proven(
    form: str, mark: str, empty: tuple[str, ...], setting: Setting
) -> None:
    made = finish(setting, product(form=form, present="市级有关部门"))
    assert made.rendered is not None
    assert not [p for p in made.problems if p.severity == "error"]
    fields = compose_paper(setting, product(form=form, present="市级有关部门")).fields
    assert fields["发文机关标志"] == mark
    assert all(fields[name] == "" for name in empty)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(made.rendered.data)).paragraphs)
    assert "7月份" in text
    assert "附件：" in text


def test_minutes_without_attendance_wait_for_it_in_a_draft_and_fail_a_final(setting: Setting) -> None:
    document = compose_paper(setting, product(form="纪要"))
    assert document.fields["出席"] == "【待补】"
    assert any("出席" in p.message and p.severity == "warning" for p in missing_parts(document, setting.issue))
    final = replace(setting.issue, final=True)
    assert any("出席" in p.message and p.severity == "error" for p in missing_parts(document, final))
    written = replace(setting, data=replace(setting.data, prose=Prose({"出席": ("市经信局", "市统计局")})))
    assert compose_paper(written, product(form="纪要")).fields["出席"] == "市经信局；市统计局"


def test_settings_decide_signatory_seal_recipients_and_mark(setting: Setting) -> None:
    asked = product(form="函", signatory="张三", seal="否", recipients="市统计局", mark="示例市专班")
    fields = compose_paper(setting, asked).fields
    assert (fields["签发人"], fields["盖章"], fields["主送"]) == ("张三", False, "市统计局")
    assert fields["发文机关标志"] == "示例市专班"


def test_an_upward_paper_shows_number_left_and_signatory_right(tmp_path_factory: pytest.TempPathFactory) -> None:
    """(7.2.5, 7.2.6) One character in from either side."""
    document = without_watermark(paper("通知", 签发人="张三"))
    page = pages(to_pdf(render_docx(document, FOLDERS).data, tmp_path_factory.mktemp("up")))[0]
    line = next(row for row in page.extract_text_lines() if "签发人" in row["text"])
    assert line["x0"] / MM == pytest.approx(28 + 5.56, abs=1)
    assert line["x1"] / MM == pytest.approx(184 - 5.56, abs=1)


def test_a_briefing_lists_its_contents_where_the_settings_ask(setting: Setting) -> None:
    asked = ProductSpec(
        "简报", "briefing", "docx", "简", title="简报", sections=("推进情况",), settings={"contents": "是"}
    )
    contents = compose_briefing(setting, asked).fields["目录"]
    assert isinstance(contents, tuple)
    assert contents[0] == "一、推进情况"
    assert len(contents) == 1 + len(setting.data.cases)
    assert compose_briefing(setting, replace(asked, settings={})).fields["目录"] == ()


def test_the_guides_example_is_built(tmp_path: Path) -> None:
    """The product of docs/guide-packs.md, in a pack that inherits the sample."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "guide-packs.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```toml\n(.*?)```", guide, re.DOTALL) if 'form = "函"' in block)
    pack = tmp_path / "包"
    pack.mkdir()
    (pack / "profile.toml").write_text(f'extends = "ningbo-bairi"\nname = "试"\n{example}', encoding="utf-8")
    loaded = gw.load_pack(pack)
    data = gw.read(gw.sample() / "data", pack=loaded)
    built = gw.build(data, period="2022-07", out=tmp_path / "出", only=["用地协调函"])
    assert [path.name for path in built.outputs] == ["用地协调函（2022年7月）.docx"]
    assert any("商请事项" in problem.message for problem in built.problems)
    text = "\n".join(p.text for p in docx.Document(str(built.outputs[0])).paragraphs)
    assert "市自然资源和规划局：" in text


@pytest.mark.parametrize(("form", "fix"), [("涵", "函、纪要"), ("电报", "函、纪要")])
def test_an_unknown_form_is_refused(form: str, fix: str, tmp_path: Path) -> None:
    text = f"""extends = "ningbo-bairi"
name = "试"
[products."文"]
kind = "document"
format = "docx"
file_name = "文"
settings = {{ form = "{form}" }}
"""
    (tmp_path / "profile.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        gw.load_pack(tmp_path)
    assert any(
        fix in problem.fix and "products.文.settings.form" in problem.place for problem in refused.value.problems
    )


@pytest.mark.parametrize("kind", ["bulletin", "document"])
@pytest.mark.parametrize("masthead", ["红头", "套打", "无"])
def test_every_masthead_is_built_whatever_the_organ_is_called(kind: str, masthead: str, setting: Setting) -> None:
    """套打 and 无 print no mark of ours: a long one is not missed by the proof."""
    issuer = replace(setting.pack.issuer, mark="××市制造业高质量发展工作领导小组专班办公室文件（示例）")
    named = replace(setting, pack=replace(setting.pack, issuer=issuer))
    asked = replace(product(masthead=masthead), kind=kind)
    made = finish(named, asked)
    assert made.rendered is not None
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(made.rendered.data)).paragraphs)
    assert ("领导小组" in text.split("关于")[0]) is (masthead == "红头")
    assert ("〔2022〕7号" in text) is (masthead != "无")
