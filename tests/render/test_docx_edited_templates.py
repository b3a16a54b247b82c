"""A template as Word, WPS and a clerk's hand leave it: the same text as before the edit, or one clear problem."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from ooxml_lint import lint
from test_ooxml_valid import findings
from word_documents import TEMPLATES, briefing, briefing_fields

from gongwen.errors import TemplateError
from gongwen.render.to_docx import render_template
from gongwen.render.word.lint import lint_template
from gongwen.render.word.ooxml import declare, parse_xml
from gongwen.render.word.proof import visible_text

TEMPLATE = (TEMPLATES / "docx" / "briefing.docx").read_bytes()
MAIN, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
TAG = "{{ 简报名称 }}"
RUN = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{TAG}</w:t></w:r>'
HEAD = '<w:p><w:pPr><w:pStyle w:val="GwBriefName"/></w:pPr>'
PARAGRAPH = f"{HEAD}{RUN}</w:p>"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def edited(old: str, new: str, part: str = MAIN) -> bytes:
    parts = parts_of(TEMPLATE)
    text = parts[part].decode("utf-8")
    assert old in text
    parts[part] = text.replace(old, new, 1).encode("utf-8")
    return zipped(parts)


def with_part(data: bytes, name: str, content: str, kind: str, content_type: str) -> bytes:
    parts = parts_of(data)
    parts[name] = content.encode("utf-8")
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    relation = f'<Relationship Id="rIdOwn" Type="{OFFICE}{kind}" Target="{name[5:]}"/></Relationships>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation.encode())
    return zipped(parts)


def words(data: bytes) -> str:
    return visible_text(parse_xml(parts_of(data)[MAIN]))


def runs(tag: str, between: str = "") -> str:
    """One run a letter, as Word does after spelling checks and edits on other days."""
    return between.join(
        f'<w:r w:rsidR="00{n:06X}"><w:t xml:space="preserve">{x}</w:t></w:r>' for n, x in enumerate(tag)
    )


CONTROL = "<w:sdt><w:sdtPr>{0}<w:id w:val='5'/>{1}</w:sdtPr><w:sdtContent>{2}</w:sdtContent></w:sdt>"
BOUND = (
    '<w:dataBinding w:prefixMappings="xmlns:ns0=\'http://purl.org/dc/elements/1.1/\'" w:xpath="/ns1:coreProperties[1]/ns0:title[1]" '
    'w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>'
)
MARKS = '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="{0}" w:name="b{0}"/><w:bookmarkEnd w:id="{0}"/>'
CELL = "<w:tcPr><w:tcW w:w='8000' w:type='dxa'/></w:tcPr>"
TABLE = (
    "<w:tbl><w:tblPr><w:tblW w:w='8000' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='8000'/></w:tblGrid>"
    f"<w:tr><w:tc>{CELL}{{0}}</w:tc></w:tr></w:tbl>"
)
SAME = {
    "split runs": (RUN, runs(TAG)),
    "spelling marks and bookmarks": (RUN, runs(TAG[:4]) + MARKS.format(71) + runs(TAG[4:])),
    "half in a smart tag": (RUN, f'{runs(TAG[:5])}<w:smartTag w:uri="urn:x" w:element="y">{runs(TAG[5:])}</w:smartTag>'),
    "page break of the last print": (RUN, f"{runs(TAG[:5])}<w:r><w:lastRenderedPageBreak/></w:r>{runs(TAG[5:])}"),
    "no blanks": (TAG, "{{简报名称}}"),
    "hard blanks": (TAG, "{{\u00a0简报名称\u00a0}}"),
    "wide blanks": (TAG, "{{\u3000简报名称\u3000}}"),
    "a note for the team": (TAG, "{# 这里是名称 #}" + TAG),
    "content control": (RUN, CONTROL.format("", "<w:text/>", RUN)),
    "bound content control": (RUN, CONTROL.format("", BOUND + "<w:text/>", RUN)),
    "placeholder": (RUN, CONTROL.format("", "<w:showingPlcHdr/><w:text/>", RUN)),
    "control around the paragraph": (PARAGRAPH, CONTROL.format("", "", PARAGRAPH)),
    "link inside the document": (RUN, f'<w:hyperlink w:anchor="b">{RUN}</w:hyperlink>'),
    "table in a table": (PARAGRAPH, TABLE.format(TABLE.format(PARAGRAPH) + "<w:p/>")),
    "theme faces": (RUN, RUN.replace('w:hint="eastAsia"', 'w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"')),
}  # fmt: skip


@pytest.mark.parametrize("edit", SAME)
def test_an_edit_that_changes_nothing_changes_nothing(edit: str) -> None:
    data = edited(*SAME[edit])
    assert lint_template(data, briefing_fields()) == ()
    made = render_template(briefing(), data).data
    assert words(made) == words(render_template(briefing(), TEMPLATE).data)
    xml = parts_of(made)[MAIN].decode("utf-8")
    assert not re.search("dataBinding|showingPlcHdr|Theme=", xml)


@pytest.mark.parametrize("edit", ["bound content control", "table in a table", "theme faces"])
def test_edits_leave_a_valid_file(edit: str, tmp_path: Path) -> None:
    made = render_template(briefing(), edited(*SAME[edit])).data
    assert lint(made) == []
    assert findings(made, "简报.docx", tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        (TAG, "｛｛ 简报名称 ｝｝", "template.syntax", "｛｛"),
        (TAG, "{｛ 简报名称 ｝}", "template.left_over", "{｛"),
        (TAG, "｛{ 简报名称 }｝", "template.left_over", "｛{"),
        (TAG, "{ 简报名称 }", "template.left_over", "{ 简报名称 }"),
        (TAG, "｛简报名称｝", "template.left_over", "｛简报名称｝"),
        (TAG, "{％p if 草稿 ％}", "template.syntax", "％"),
        (TAG, "{{ 简报名称｜列举 }}", "template.syntax", "｜"),
    ],
)
def test_a_mistyped_tag_is_refused_by_the_check_and_by_the_build(old: str, new: str, code: str, word: str) -> None:
    data = edited(old, new)
    with pytest.raises(TemplateError) as refused:
        render_template(briefing(), data)
    assert any(word in problem.message and problem.code == code for problem in refused.value.problems)
    assert any(word in problem.message for problem in lint_template(data, briefing_fields()))


def test_braces_that_are_no_tag_stay() -> None:
    made = render_template(briefing(导语=("集合{甲，乙}和｛丙｝",)), TEMPLATE).data
    assert "集合{甲，乙}和｛丙｝" in words(made)


def test_words_in_the_row_of_a_row_tag_would_vanish_and_are_named() -> None:
    cell = f"<w:tc>{CELL}<w:p><w:r><w:t>{{0}}</w:t></w:r></w:p></w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(left)}{cell.format(right)}</w:tr>"
        for left, right in (
            ("{%tr for 案例 in 专栏案例 %}", "说明"), ("{{ 案例.标题 }}", "{{ 案例.属地 }}"), ("{%tr endfor %}", ""),
        )
    )  # fmt: skip
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='4000'/><w:gridCol w:w='4000'/></w:tblGrid>{rows}</w:tbl>"
    data = edited(PARAGRAPH, PARAGRAPH + table)
    with pytest.raises(TemplateError, match=r"说明.*会一起消失"):
        render_template(briefing(), data)
    (problem,) = lint_template(data, briefing_fields())
    assert (problem.code, problem.place) == ("template.text_beside_tag", "正文 表1 行1 列1")
    clean = edited(PARAGRAPH, PARAGRAPH + table.replace("说明", ""))
    assert "镇海区" in words(render_template(briefing(), clean).data)


def test_comments_of_those_who_made_the_template_do_not_go_out_with_it() -> None:
    marked = edited(
        RUN,
        f'<w:commentRangeStart w:id="0"/>{RUN}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
    )
    comments = (
        f'<w:comments {declare("w")}><w:comment w:id="0" w:author="张三"><w:p><w:r><w:t>这里改成本区 {{{{ 名 }}}}</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    data = with_part(marked, "word/comments.xml", comments, "comments", kind)
    assert lint_template(data, briefing_fields()) == ()
    made = render_template(briefing(), data).data
    assert "张三" not in "".join(part.decode("utf-8", "ignore") for part in parts_of(made).values())
    assert "word/comments.xml" not in parts_of(made)
    assert "comment" not in parts_of(made)[MAIN].decode("utf-8")
    assert words(made) == words(render_template(briefing(), TEMPLATE).data)
    assert lint(made) == []


def test_theme_faces_become_those_that_the_theme_names() -> None:
    theme = (
        f'<a:theme {declare("a")} name="t"><a:themeElements><a:fontScheme name="f"><a:majorFont><a:latin typeface="Cambria"/>'
        '<a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/>'
        '<a:cs typeface=""/><a:font script="Jpan" typeface="MS Mincho"/><a:font script="Hans" typeface="等线"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    kind = "application/vnd.openxmlformats-officedocument.theme+xml"
    data = with_part(edited(*SAME["theme faces"]), "word/theme/theme1.xml", theme, "theme", kind)
    xml = parts_of(render_template(briefing(), data).data)[MAIN].decode("utf-8")
    assert 'w:ascii="Calibri" w:eastAsia="等线"' in xml


@pytest.mark.parametrize("place", ["charts/chart7.xml", "diagrams/data1.xml"])
def test_a_tag_where_nothing_is_filled_in_is_named(place: str) -> None:
    content = f"<x {declare('a')}><a:r><a:t>{{</a:t></a:r><a:r><a:t>{{ 简报名称 }}}}</a:t></a:r></x>"
    data = with_part(TEMPLATE, f"word/{place}", content, "other", "application/xml")
    with pytest.raises(TemplateError, match="写在图表或 SmartArt 里"):
        render_template(briefing(), data)
    assert [p.code for p in lint_template(data, briefing_fields())] == ["template.left_over"]


def test_a_file_within_the_file_is_refused() -> None:
    data = with_part(
        edited(PARAGRAPH, f'{PARAGRAPH}<w:altChunk r:id="rIdOwn"/>'), "word/a.html", TAG, "aFChunk", "text/html"
    )
    with pytest.raises(TemplateError, match="altChunk"):
        render_template(briefing(), data)
    assert [p.code for p in lint_template(data, briefing_fields())] == ["template.external"]


def test_strict_open_xml_is_one_problem() -> None:
    strict = {
        name: data.replace(b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main")
        for name, data in parts_of(TEMPLATE).items()
    }  # fmt: skip
    with pytest.raises(TemplateError) as refused:
        render_template(briefing(), zipped(strict))
    (problem,) = refused.value.problems
    assert "Strict" in problem.message


def test_a_tag_in_a_formula_is_filled() -> None:
    formula = (
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>{{ 期次 }}</m:t></m:r>'
        "</m:oMath></w:p>"
    )
    made = render_template(briefing(), edited(PARAGRAPH, PARAGRAPH + formula)).data
    assert "第7期</m:t>" in parts_of(made)[MAIN].decode("utf-8")


def test_headers_are_filled() -> None:
    header = edited("</w:hdr>", f"<w:p>{RUN}</w:p></w:hdr>", "word/header1.xml")
    made = render_template(briefing(), header).data
    assert "制造业高质量发展专班简报" in parts_of(made)["word/header1.xml"].decode("utf-8")
    with pytest.raises(TemplateError, match=r"页眉1 第2段.*简报名"):
        render_template(
            briefing(), edited("</w:hdr>", "<w:p><w:r><w:t>{{ 简报名 }}</w:t></w:r></w:p></w:hdr>", "word/header1.xml")
        )
