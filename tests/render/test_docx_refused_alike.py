"""Checking a template without data and building with it know the same faults; a save by LibreOffice loses no section."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from needs import need_tool
from office import profile
from test_docx_edited_templates import PARAGRAPH, TABLE, TAG, edited, parts_of
from word_documents import FOLDERS, TEMPLATES, briefing, bulletin, paper

from gongwen.checking import check_pack
from gongwen.errors import TemplateError
from gongwen.model.document import Document
from gongwen.render.to_docx import cut_structure, render_docx, render_foreign, render_template
from gongwen.render.word.lint import lint_template
from gongwen.render.word.ooxml import NS, parse_xml, q
from gongwen.render.word.variables import BRIEFING, known_values

BREAK = '<w:p><w:pPr><w:sectPr><w:type w:val="continuous"/><w:pgSz w:w="11906" w:h="16838"/>{0}</w:sectPr></w:pPr>{1}</w:p>'
TWO, ONE = '<w:cols w:num="2" w:space="425"/>', '<w:cols w:space="425"/>'
MAIN = "word/document.xml"


def tag(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("{{p 表格.表 }}", "{{p 表格.表 }} 旁边有字", "template.block_alone", "旁边有字"),
        ("{{p 表格.表 }}", "{{p 表格.表 }}{{ 表格.标题 }}", "template.block_alone", "{{ 表格.标题 }}"),
        ("{{p 表格.表 }}", "{{ 表格.表 }}旁", "template.block_alone", "旁"),
        ("{%p for 节 in 各节 %}", "{%p for 节 in 各节 %} 旁边有字", "template.text_beside_tag", "旁边有字"),
        (TAG, "{{ 草稿 }}", "template.syntax", "一个是非"),
        (TAG, "{{ 标题行 }}", "template.syntax", "一组内容"),
        (TAG, "{{ 各节[0] }}", "template.syntax", "一组内容"),
        (TAG, "{% for 字 in 编发单位 %}{{ 字 }}{% endfor %}", "template.syntax", "不是一组"),
        (TAG, "".join(f"{{% for 甲{n} in 标题行 %}}" for n in range(5)) + "甲" + "{% endfor %}" * 5, "template.syntax", "最多套"),
        ("{%p for 节 in 各节 %}</w:t></w:r>", '{%p for 节 in 各节 %}</w:t></w:r><w:r><w:br w:type="page"/></w:r>',
         "template.text_beside_tag", "分页符"),
    ],
)  # fmt: skip
def test_what_the_check_refuses_is_refused_by_the_build(old: str, new: str, code: str, word: str) -> None:
    data = edited(old, new)
    found = lint_template(data, known_values(BRIEFING), file="briefing.docx")
    assert [problem.code for problem in found] == [code]
    assert word in found[0].message
    with pytest.raises(TemplateError) as refused:
        render_foreign(briefing(), data)
    assert [(p.code, p.place) for p in refused.value.problems] == [(code, found[0].place)]


@pytest.mark.parametrize("written", ["{{ 草稿 }}", "{{ 标题行 }}", "{{ 各节 }}"])
def test_no_value_is_printed_as_the_program_writes_it(written: str) -> None:
    with pytest.raises(TemplateError):
        render_template(briefing(), edited(TAG, written))


def test_a_picture_in_the_paragraph_of_a_tag_would_vanish_and_is_named() -> None:
    opening = tag("{%p if 草稿 %}")
    drawn = f"<w:p>{opening}<w:r><w:pict/></w:r></w:p>{PARAGRAPH}<w:p>{tag('{%p endif %}')}</w:p>"
    (problem,) = lint_template(edited(PARAGRAPH, drawn), known_values(BRIEFING))
    assert problem.code == "template.text_beside_tag"
    assert "图形" in problem.message


def test_a_structure_that_the_tags_cut_is_found_without_data(tmp_path: Path) -> None:
    table = TABLE.format(f"<w:p>{tag('{% if 草稿 %}甲')}</w:p>")
    closed = edited(PARAGRAPH, PARAGRAPH + table.replace("甲", "甲{% endif %}"))
    assert cut_structure(closed, known_values(BRIEFING), "briefing.docx") == ()
    crossed = edited(PARAGRAPH, PARAGRAPH + table + f"<w:p>{tag('乙{% endif %}')}</w:p>")
    (problem,) = cut_structure(crossed, known_values(BRIEFING), "briefing.docx")
    assert problem.code == "template.structure"
    folder = tmp_path / "templates" / "docx"
    folder.mkdir(parents=True)
    (tmp_path / "profile.toml").write_text('extends = "ningbo-bairi"\nname = "某区"\n', encoding="utf-8")
    (folder / "briefing.docx").write_bytes(crossed)
    assert "template.structure" in {problem.code for problem in check_pack(tmp_path).problems}


def sections(data: bytes) -> list[tuple[str, str, str]]:
    """(kind of break, orientation, columns) of every section, in order."""
    found = []
    for section in parse_xml(parts_of(data)[MAIN]).iter(q("w:sectPr")):
        kind, size, columns = (section.find(f"w:{name}", NS) for name in ("type", "pgSz", "cols"))
        found.append(tuple(
            usual if item is None else item.get(q(f"w:{name}"), usual)
            for item, name, usual in ((kind, "val", ""), (size, "orient", "portrait"), (columns, "num", "1"))
        ))  # fmt: skip
    return found


def test_a_section_that_ends_in_the_paragraph_of_a_tag_stays() -> None:
    before = BREAK.format(ONE, tag("{%p if 版头形式 %}")) + PARAGRAPH + f"<w:p>{tag('{%p endif %}')}</w:p>"
    data = edited(PARAGRAPH, before + BREAK.format(TWO, tag("{%p if not 版头形式 %}")) + f"<w:p>{tag('{%p endif %}')}</w:p>")
    made = sections(render_foreign(briefing(), data).data)
    plain = sections(render_template(briefing(), (TEMPLATES / "docx" / "briefing.docx").read_bytes()).data)
    # The first stands in a branch that is taken, the second in one that is not.
    assert made == [("continuous", "portrait", "1"), *plain]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every shipped template, saved by LibreOffice."""
    program, folder = need_tool("soffice", package="libreoffice-writer-nogui"), tmp_path_factory.mktemp("saved") / "docx"
    sources = sorted(map(str, (TEMPLATES / "docx").glob("*.docx")))
    command = [program, "--headless", f"-env:UserInstallation={profile().as_uri()}", "--convert-to", "docx"]
    subprocess.run([*command, "--outdir", str(folder), *sources], check=True, capture_output=True, timeout=240)
    return folder.parent


@pytest.mark.parametrize("document", [briefing(), bulletin(), paper("函"), paper("纪要")], ids=lambda d: d.template)
def test_a_template_that_libreoffice_saved_makes_the_same_sections(document: Document, saved: Path) -> None:
    made = render_docx(document, [saved])
    assert sections(made.data) == sections(render_docx(document, FOLDERS).data)
