"""What people write in 本期文字 and cases arrives to the last character, or is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.problems import Severity
from gongwen.read import read_folder
from gongwen.read.markdown import says_sample, sections_of
from gongwen.read.written import read_case, read_prose


def prose(text: str) -> dict[str, tuple[str, ...]]:
    found, problems = read_prose(text, "本期文字.md")
    assert not problems
    return dict(found.sections)


def refused(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in read_prose(text, "本期文字.md")[1]]


@pytest.mark.parametrize(
    "text",
    [
        "5*3米、2*8亩，1200*800*600毫米。",
        "A*B*C公司与_甲_公司、snake_case_name。",
        "增长<5%，完成5<6&7，&lt;不是标记。",
        r"路径C:\数据\a，反斜杠\*照印。",
        "2022. 年度总结",
        "~~删除线~~ 与 `反引号` 照印。",
        "#1厂房建成投产。",
        "-5.2% 的降幅",
    ],
)
def test_every_character_of_a_paragraph_is_kept(text: str) -> None:
    assert prose(f"## 存在问题\n\n{text}\n") == {"存在问题": (text,)}


def test_numbers_of_lists_stay_and_each_begins_a_paragraph() -> None:
    text = "## 存在问题\n\n一是用地，\n二是用电。\n\n1. 用地保障不足\n2. 用电紧张\n（三）资金\n"
    assert prose(text)["存在问题"] == ("一是用地，", "二是用电。", "1.用地保障不足", "2.用电紧张", "（三）资金")


def test_bullets_go_and_negative_numbers_stay() -> None:
    assert prose("## 节\n- 甲事项\n- 5 万元\n")["节"] == ("甲事项", "- 5 万元")


def test_lines_are_joined_inside_a_sentence_with_a_blank_between_latin_words_only() -> None:
    text = "## 节\n推进重点项目\n建设，引进 first\nsecond line。\n另起一段。\n"
    assert prose(text)["节"] == ("推进重点项目建设，引进 first second line。", "另起一段。")


def test_a_deeper_heading_is_a_heading_inside_its_section() -> None:
    text = "# 下步工作\n一是紧盯目标。\n### 强化调度\n每周调度一次。\n#### 1.周调度\n甲。\n"
    assert prose(text) == {"下步工作": ("一是紧盯目标。", "## 强化调度", "每周调度一次。", "### 1.周调度", "甲。")}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("| 指标 | 数 |", "prose.markup"),
        ("指标 | 数\n---|---", "prose.markup"),
        ("提前**18天**完成", "prose.markup"),
        ("提前__18天__完成", "prose.markup"),
        ("见[网页](http://a.cn)", "prose.markup"),
        ("> 引用", "prose.markup"),
        ("```", "prose.markup"),
        ("<!-- 备注 -->", "prose.markup"),
        ("![现场](a.png)", "prose.photo"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(line: str, code: str) -> None:
    place = "第4行" if "\n" in line else "第3行"
    assert (code, place) in refused(f"## 存在问题\n\n{line}\n")


def test_text_before_the_first_heading_and_a_heading_twice_are_problems() -> None:
    assert refused("没有小标题的话。\n\n## 节\n甲\n\n## 节\n乙\n") == [
        ("prose.no_heading", "第1行"),
        ("prose.duplicate_heading", "第6行"),
    ]
    assert refused("### 小节\n甲\n") == [("prose.no_heading", "第1行")]


@given(st.lists(st.text("甲乙丙，。*_~\\&<%5.－×·()（）", min_size=1, max_size=30), min_size=1, max_size=6))
def test_nothing_of_plain_paragraphs_is_lost(paragraphs: list[str]) -> None:
    texts = [text for text in (text.strip() for text in paragraphs) if text.strip("*_ ")]
    sections, problems = sections_of("\n\n".join(["## 节", *texts]), "a.md")
    if not problems:
        printed = [text for section in sections for text in section.paragraphs]
        assert [text.replace(" ", "") for text in printed] == [text.replace(" ", "") for text in texts]


CASE = """---
案例标题: 甲项目
所属地区: 海曙区
总投资（亿元）: 1.6
供稿单位: 海曙专班
建设周期: 24个月
难题: 审批前后衔接不畅。
照片: 现场.jpg（施工现场）；没有.png
序号: 3
---
## 成效
提前完成。
"""


def test_every_line_at_the_head_of_a_case_arrives() -> None:
    case, problems = read_case(CASE, "专栏/01.md", lambda name: b"jpg" if name == "现场.jpg" else None)
    assert (case.headline, case.region, case.investment) == ("甲项目", "海曙区", "1.6亿元")
    assert (case.contributor, dict(case.facts)) == ("海曙专班", {"建设周期": "24个月"})
    assert case.sections == (("难题", ("审批前后衔接不畅。",)), ("成效", ("提前完成。",)))
    assert [(photo.path, photo.caption) for photo in case.photos] == [("专栏/现场.jpg", "施工现场")]
    assert [(problem.code, problem.place) for problem in problems] == [("photo.missing", "第8行")]


def test_an_investment_without_a_unit_and_a_key_under_two_names_are_problems() -> None:
    text = "标题: 甲\n属地: 乙\n总投资: 1.6\n供稿: 丙\n供稿单位: 丁\n"
    found = [(problem.code, problem.place) for problem in read_case(text, "a.md", lambda name: None)[1]]
    assert found == [("case.no_unit", "第3行"), ("case.key_twice", "第5行")]


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        ("示例数据: 是\n\n## 节\n甲", True),
        ("示例数据: 否\n\n## 节\n甲", False),
        ("## 节\n（示例数据）\n甲", True),
        ("## 节\n以上均为示例数据。", True),
        ("## 节\n系统里曾录入示例数据，现已清理。", False),
    ],
)
def test_only_a_mark_marks_an_issue_as_a_sample(text: str, *, sample: bool, tmp_path: Path) -> None:
    assert says_sample(text) is sample
    (tmp_path / "本期文字.md").write_text(text, encoding="utf-8")
    raw = read_folder(tmp_path)
    assert raw.is_sample is sample
    assert not [problem for problem in raw.problems if problem.severity is Severity.ERROR]
