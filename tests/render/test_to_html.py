"""HTML: data is never markup, templates reach nothing outside, the file stands alone."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import pytest
from lxml import html as lxml_html
from render.bulletins import FOLDERS, PARAGRAPH, bulletin, grid, plain_bulletin, single, template_folder
from render.factories import sample_table

from gongwen.errors import OutputError, TemplateError
from gongwen.model.document import Document
from gongwen.model.photo import Photo
from gongwen.render.to_html import render_html, table_html

CORPUS = Path(__file__).parents[1] / "data" / "corpus" / "html"


def page(document: Document, folders: tuple[Path, ...] = FOLDERS) -> str:
    return render_html(document, folders).data.decode("utf-8")


def test_a_bulletin_is_one_file_that_refers_to_nothing_outside() -> None:
    class Addresses(HTMLParser):
        found: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [value or "" for name, value in attrs if name in ("src", "href")]

    text = page(bulletin())
    Addresses().feed(text)
    assert Addresses.found == []
    assert "<link" not in text


def test_special_characters_print_as_they_are() -> None:
    odd = "A&B <企业> 增长<5%，<script>alert(1)</script> &lt; \"引号\" '撇号'"
    tree = lxml_html.document_fromstring(page(plain_bulletin(odd)))
    assert odd in [p.text_content() for p in tree.iter("p")]
    assert not list(tree.iter("script"))


def test_every_cell_stands_in_its_place_with_the_head_spanned() -> None:
    table = sample_table()
    tree = lxml_html.document_fromstring(page(single(table)))
    rows = [[cell.text_content() for cell in row] for row in tree.find(".//tbody").iter("tr")]
    assert [[cell.text for cell in row.cells] for row in table.rows] == rows
    assert {(c.text, c.row_span, c.column_span) for c in table.header_cells()} == {
        (th.text_content(), int(th.get("rowspan", 1)), int(th.get("colspan", 1))) for th in tree.find(".//thead").iter("th")
    }


def test_a_notebook_fragment_carries_its_own_styles() -> None:
    shown = table_html(sample_table())
    assert "class=" not in shown
    assert "<style" not in shown
    assert "示例" in shown


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x07", "\ufffe", "{{", "⟦块0⟧"])
def test_characters_that_reverse_or_vanish_are_refused(mark: str) -> None:
    with pytest.raises(TemplateError) as caught:
        page(plain_bulletin(f"完成{mark}321"))
    assert caught.value.problems


def test_hostile_characters_in_a_table_are_refused() -> None:
    with pytest.raises(TemplateError):
        page(single(grid(2, 3, name="海曙\u202e区")))


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.html")), ids=lambda path: path.stem)
def test_hostile_templates_are_refused_and_the_good_one_renders(file: Path, tmp_path: Path) -> None:
    folders = template_folder(tmp_path, file.name, file.read_text(encoding="utf-8"))
    fields = MappingProxyType({"title": "好", "top": MappingProxyType({"name": "鄞州区", "rate": "105.3%"})})
    document = replace(bulletin(), template=file.name, fields=fields, watermark="")
    if file.stem.startswith("h01"):
        assert "鄞州区 105.3%" in page(document, folders)
        return
    with pytest.raises(TemplateError) as caught:
        page(document, folders)
    assert caught.value.problems[0].file == file.name


@pytest.mark.parametrize(
    "source",
    [
        '<link rel="stylesheet" href="../../secret.css">',
        '<link rel="attachment" href="a.css">',
        '<img src="/etc/passwd">',
        '<img src="file:///etc/passwd.png">',
        '<img src=x.png>',
        '<img src="data:image/svg+xml;base64,AAAA">',
        "<style>@import 'a.css';</style>",
        "<p style=\"background: url(http://127.0.0.1:9/)\">",
        "<style>p { background: u\\72l(x) }</style>",
        "<style>p { background: -webkit-image-set('http://127.0.0.1:9/x.png' 1x) }</style>",
        "<p style=\"background: image('http://127.0.0.1:9/x.png')\">",
        "<style>@font-face { font-family: a; src: src('http://127.0.0.1:9/x.woff2') }</style>",
        "<iframe srcdoc='x'></iframe>",
        "<object data='x'></object>",
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9'>",
        "<base href='http://127.0.0.1:9/'>",
        "<p onclick='x()'>",
        "<td colspan=1000000>",
        "<svg><use href='#a'/></svg>",
        '<p class="{{ 表 }}">',
        "{% include 'base.html' %}",
        "{{ 没有 }}",
        "{% extends '../x.html' %}",
    ],
)
def test_a_template_reaches_nothing_outside_its_folder(source: str, tmp_path: Path) -> None:
    folders = template_folder(tmp_path, "own.html", source)
    with pytest.raises(TemplateError) as caught:
        page(replace(single(sample_table()), template="own.html"), folders)
    assert "&lt;" not in str(caught.value), "给人看的话里是原来的写法"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }", encoding="utf-8")
    folders = template_folder(tmp_path / "pack" if (tmp_path / "pack").mkdir() is None else tmp_path, "own.html", "")
    try:
        (tmp_path / "pack" / "html" / "own.css").symlink_to(secret)
    except OSError:
        pytest.skip("此系统不能建立符号链接")
    (tmp_path / "pack" / "html" / "own.html").write_text('<link rel="stylesheet" href="own.css">', encoding="utf-8")
    with pytest.raises(TemplateError):
        page(replace(bulletin(), template="own.html"), folders)


def test_a_pack_changes_one_block_and_adds_its_own_style(tmp_path: Path) -> None:
    source = (
        '{% extends "bulletin.html" %}{% block 样式 %}<link rel="stylesheet" href="own.css">{% endblock %}'
        "{% block 版头 %}<p>本区版头</p>{% endblock %}"
    )
    folders = template_folder(tmp_path, "own.html", source)
    (tmp_path / "html" / "own.css").write_text("h1 { color: green }", encoding="utf-8")
    text = page(replace(bulletin(), template="own.html"), folders)
    assert "本区版头" in text
    assert "h1 { color: green }" in text
    assert "示例〔2022〕7号" not in text
    assert PARAGRAPH in text


def test_a_missing_template_says_where_it_belongs() -> None:
    with pytest.raises(TemplateError, match="没有找到网页模板"):
        page(replace(bulletin(), template="none.html"))


def test_a_missing_photo_is_named() -> None:
    with pytest.raises(OutputError, match="照片"):
        page(bulletin(引言=(), 附件=(MappingProxyType(
            {"序号": "附件", "标题": "图", "分行标题": ("图",), "单位": "",
             "表": None, "图": Photo("无.jpg"), "横排": False, "纸张": "A4", "注": ()}),)))  # fmt: skip


def test_thirty_columns_on_an_upright_page_are_told_not_cut() -> None:
    rendered = render_html(single(grid(3, 30), landscape=False), FOLDERS)
    assert [problem.code for problem in rendered.problems] == ["table.too_wide"]
    assert "329" in rendered.data.decode("utf-8")


def test_same_document_same_bytes() -> None:
    assert render_html(bulletin(), FOLDERS).data == render_html(bulletin(), FOLDERS).data
