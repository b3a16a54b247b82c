"""Templates read without data: every fault is named with its paragraph, good ones pass in silence."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from word_documents import TEMPLATES, briefing_fields, bulletin_fields, confirmation, paper, single_table

from gongwen.model.problems import Severity
from gongwen.render.word.lint import lint_template
from gongwen.render.word.variables import KINDS, known_values, markdown_table

KNOWN = {
    "briefing.docx": briefing_fields(),
    "bulletin.docx": bulletin_fields(),
    "notice.docx": dict(paper("通知").fields),
    "letter.docx": dict(paper("函").fields),
    "minutes.docx": dict(paper("纪要").fields),
    "order.docx": dict(paper("令").fields),
    "confirm.docx": dict(confirmation().fields),
    "table.docx": dict(single_table().fields),
}


def template(name: str = "briefing.docx") -> bytes:
    """A shipped template."""
    return (TEMPLATES / "docx" / name).read_bytes()


def edited(old: str, new: str, *, part: str = "word/document.xml", name: str = "briefing.docx") -> bytes:
    """A shipped template with one piece of XML changed, as a district's hand would."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(template(name))) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.namelist():
            text = source.read(item).decode("utf-8")
            if item == part:
                assert old in text
                text = text.replace(old, new, 1)
            target.writestr(item, text)
    return out.getvalue()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_shipped_templates_have_no_fault(name: str) -> None:
    assert lint_template(template(name), KNOWN[name], file=name) == ()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_shipped_templates_are_what_the_script_builds(name: str) -> None:
    """A district starts from the file; whoever changes the description builds it again."""
    import runpy

    script = Path(TEMPLATES) / "build_docx.py"
    assert runpy.run_path(str(script))["build"]()[name] == template(name)


@pytest.mark.parametrize(
    ("old", "new", "word", "fix"),
    [
        ("{{ 简报名称 }}", "{{ 简报名 }}", "简报名", "简报名称"),
        ("{{ 案例.要点 }}", "{{ 案例.要店 }}", "要店", "要点"),
        ("{{ 简报名称 }}", "｛｛ 简报名称 ｝｝", "｛｛", "半角"),
        ("{{ 简报名称 }}", "{{ 简报名称 }", "{{", "成对"),
        ("{{ 简报名称 }}", "{ { 简报名称 } }", "{ {", "空格"),
        ("{%p endfor %}", "{%p endif %}", "不配对", "endfor"),
        ("{{ 简报名称 }}", "{{ 简报名称|upper }}", "upper", "可用"),
        ("{{ 简报名称 }}", "{{ ''.__class__ }}", "__class__", ""),
        ("{{ 简报名称 }}", "{% set 甲 = 1 %}", "set", "for"),
        ("{{ 简报名称 }}", "{%tr for 甲 in 各节 %}", "不在表格里", "表格"),
        ("{%p for 段 in 导语 %}", "甲乙{%p for 段 in 导语 %}", "甲乙", "单独"),
    ],
)
def test_each_mistake_is_named_with_its_place(old: str, new: str, word: str, fix: str) -> None:
    found = lint_template(edited(old, new), KNOWN["briefing.docx"], file="briefing.docx")
    assert any(word in problem.message and fix in problem.fix for problem in found), [p.line() for p in found]
    assert all(re.match(r"正文( 表\d+ 行\d+ 列\d+)?( 第\d+段)?", problem.place) for problem in found)


def test_all_mistakes_are_found_in_one_run() -> None:
    data = edited("{{ 简报名称 }}", "{{ 简报名 }}</w:t></w:r><w:r><w:t>{{ 期数 }}</w:t></w:r><w:r><w:t>{{ 总期次 }")
    messages = " ".join(problem.message for problem in lint_template(data, KNOWN["briefing.docx"]))
    assert "简报名" in messages
    assert "期数" in messages
    assert "{{" in messages


def test_a_figure_typed_into_a_template_is_a_warning() -> None:
    found = lint_template(edited("{{ 简报名称 }}", "全市10个区县均完成目标"), KNOWN["briefing.docx"])
    assert [(Severity.WARNING, "template.untraced_figure")] == [(p.severity, p.code) for p in found]


def test_a_missing_style_is_named() -> None:
    found = lint_template(edited('w:val="GwBriefName"', 'w:val="Gone"'), KNOWN["briefing.docx"])
    assert any("Gone" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<w:ins w:id="1" w:author="甲"><w:r><w:t>改</w:t></w:r></w:ins>', "template.tracked_changes"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", "template.hidden_text"),
        ('<w:fldSimple w:instr="INCLUDETEXT &quot;file:///etc/passwd&quot;"/>', "template.field"),
        ("<w:r><w:instrText>DDEAUTO c</w:instrText></w:r>", "template.field"),
    ],
)
def test_what_no_template_may_carry_is_refused(new: str, code: str) -> None:
    data = edited("</w:p>", f"{new}</w:p>")
    assert [code] == [problem.code for problem in lint_template(data, KNOWN["briefing.docx"])]


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject"])
def test_outside_links_are_refused_but_web_links_are_not(kind: str) -> None:
    stem = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    part = "word/_rels/document.xml.rels"
    bad = f'{stem}{kind}" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
    good = f'{stem}hyperlink" Target="https://127.0.0.1/" TargetMode="External"/></Relationships>'
    found = lint_template(edited("</Relationships>", bad, part=part), KNOWN["briefing.docx"])
    assert ["template.external"] == [problem.code for problem in found]
    assert lint_template(edited("</Relationships>", good, part=part), KNOWN["briefing.docx"]) == ()


KINDS_BY_FILE = {
    "briefing.docx": "简报", "bulletin.docx": "通报", "notice.docx": "公文", "letter.docx": "公文", "minutes.docx": "公文",
    "order.docx": "公文",
    "confirm.docx": "数据确认单", "table.docx": "单表",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_shipped_templates_pass_with_the_listed_variables_alone(name: str) -> None:
    """What a check without data knows is enough for them."""
    assert lint_template(template(name), known_values(KINDS[KINDS_BY_FILE[name]]), file=name) == ()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_the_listed_variables_are_those_that_documents_have(name: str) -> None:
    listed = {variable.name for variable in KINDS[KINDS_BY_FILE[name]]}
    assert set(KNOWN[name]) == listed


def test_the_guide_lists_every_variable_with_an_example() -> None:
    guide = (TEMPLATES.parent / "docs" / "guide-word-templates.md").read_text(encoding="utf-8")
    for variables in KINDS.values():
        assert markdown_table(variables) in guide
