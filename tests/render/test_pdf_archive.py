"""PDF/A and PDF/UA: what the file says about itself, and that it is true; the workbook inside comes out whole."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from needs import need_pango, need_tool
from pdfua import validate
from render.bulletins import FOLDERS, bulletin, single, template_folder
from render.factories import sample_table

from gongwen.model.document import Attachment, Document
from gongwen.render.to_pdf import render_pdf

WORKBOOK = Attachment("晾晒表（2022年7月）.xlsx", b"PK\x03\x04" + bytes(range(256)), "月通报所依据的晾晒表")
FORMS = {
    "plain": bulletin(),
    "a-2a": replace(bulletin(), archive="a-2a"),
    "a-3a": replace(bulletin(), archive="a-3a", attachments=(WORKBOOK,)),
    "table": replace(single(sample_table()), archive="a-2a"),
}


@pytest.fixture(scope="module", autouse=True)
def _pango() -> None:
    need_pango()


@pytest.fixture(scope="module", params=FORMS)
def made(request: pytest.FixtureRequest) -> tuple[Document, bytes]:
    document = FORMS[request.param]
    return document, render_pdf(document, FOLDERS).data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def metadata(data: bytes) -> str:
    with opened(data) as pdf:
        return pdf.Root.Metadata.read_bytes().decode("utf-8")


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"]


def test_the_file_says_which_standards_it_keeps(made: tuple[Document, bytes]) -> None:
    document, data = made
    text = metadata(data)
    assert text.count("<rdf:RDF") == 1
    assert 'pdfuaid:part="1"' in text
    part = re.search(r'pdfaid:part="(\d)"', text)
    level = re.search(r'pdfaid:conformance="(\w)"', text)
    if not document.archive:
        assert part is None
        return
    assert part is not None and level is not None
    assert f"a-{part[1]}{level[1].lower()}" == document.archive
    assert text.count("<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/") == 1, "PDF/A要求说明用到的扩展"


def test_title_language_tags_and_identifier_are_there(made: tuple[Document, bytes]) -> None:
    document, data = made
    assert document.properties.title in metadata(data)
    with opened(data) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == document.properties.title
        if document.archive:
            assert "/ID" in pdf.trailer


def test_nothing_in_the_file_depends_on_the_reader(made: tuple[Document, bytes]) -> None:
    """Faces and colours are inside; no scripts, no forms, no encryption."""
    document, data = made
    with opened(data) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
        for font in fonts:
            if "/FontDescriptor" in font:
                assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
        assert not pdf.is_encrypted
        if document.archive:
            assert len(pdf.Root.OutputIntents) == 1
            assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
            assert len(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()) > 1000


def test_head_cells_have_a_scope_and_figures_have_words(made: tuple[Document, bytes]) -> None:
    with opened(made[1]) as pdf:
        found = elements(pdf)
        heads = [element for element in found if element.S == "/TH"]
        assert heads
        assert {str(element.A.Scope) for element in heads} == {"/Column"}
        assert all(str(element.Alt) for element in found if element.S == "/Figure")


def test_the_accessibility_checker_finds_nothing(made: tuple[Document, bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made[1])
    assert [str(finding) for finding in validate(path).findings] == []


def test_qpdf_finds_nothing(made: tuple[Document, bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made[1])
    done = subprocess.run([need_tool("qpdf"), "--check", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workbook_comes_out_as_it_went_in() -> None:
    with opened(render_pdf(FORMS["a-3a"], FOLDERS).data) as pdf:
        assert list(pdf.attachments) == [WORKBOOK.name]
        assert pdf.attachments[WORKBOOK.name].get_file().read_bytes() == WORKBOOK.data
        (file,) = pdf.Root.AF
        assert file.AFRelationship == "/Source"
        assert str(file.UF) == WORKBOOK.name
        assert "spreadsheetml" in str(file.EF.F.Subtype)
        assert str(file.EF.F.Params.ModDate).startswith("D:20220731"), "期末日，不是今天"


def test_a_pack_asks_for_it_by_two_settings(tmp_path: Path) -> None:
    import gongwen as gw

    pack = gw.load_pack(gw.sample())
    products = tuple(
        replace(one, settings={**one.settings, "pdf": "a-3a", "attach": "晾晒表"}) if one.name == "月通报" else one
        for one in pack.products
    )
    pack = replace(pack, products=products)
    data = gw.read(gw.sample() / "data", pack=pack)
    result = gw.build(data, period="2022-07", out=tmp_path, only=["月通报", "晾晒表"])
    by_suffix = {path.suffix: path for path in result.outputs}
    with pikepdf.open(by_suffix[".pdf"]) as pdf:
        assert list(pdf.attachments) == [by_suffix[".xlsx"].name]
        assert pdf.attachments[by_suffix[".xlsx"].name].get_file().read_bytes() == by_suffix[".xlsx"].read_bytes()
    assert gw.bulletin(data, period="2022-07").to_bytes("pdf") == by_suffix[".pdf"].read_bytes()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('pdf = "a-9"', "a-9"),
        ('pdf = "a-2a"\nattach = "晾晒表"', "只有 PDF/A-3 里能附带工作簿"),
        ('pdf = "a-3a"\nattach = "晒表"', "晾晒表"),
    ],
)
def test_a_wrong_setting_is_named(settings: str, said: str, tmp_path: Path) -> None:
    from gongwen.errors import PackError
    from gongwen.pack import load_pack

    profile = (
        'extends = "base"\nname = "海滨县"\n[products."晾晒表"]\nkind = "workbook"\nformat = "xlsx"\nfile_name = "表"\n'
        '[products."月通报"]\nkind = "bulletin"\nformat = "pdf"\nfile_name = "通报"\n'
        f'[products."月通报".settings]\n{settings}\n'
    )
    (tmp_path / "profile.toml").write_text(profile, encoding="utf-8")
    with pytest.raises(PackError, match=said):
        load_pack(tmp_path)


def test_an_archive_has_no_workbook_unless_asked() -> None:
    with opened(render_pdf(FORMS["a-2a"], FOLDERS).data) as pdf:
        assert len(pdf.attachments) == 0
        assert "/AF" not in pdf.Root


def test_same_document_same_bytes() -> None:
    assert render_pdf(FORMS["a-3a"], FOLDERS).data == render_pdf(FORMS["a-3a"], FOLDERS).data


@pytest.mark.parametrize("body", ["<h3>跳级标题</h3>", '<h1>图</h1><img src="a.png">'])
def test_no_claim_is_made_that_the_page_does_not_keep(body: str, tmp_path: Path) -> None:
    """A pack's own template may skip a heading level or give a picture no words."""
    from PIL import Image

    source = '{% extends "base.html" %}{% block 正文 %}' + body + "{% endblock %}"
    folders = template_folder(tmp_path, "own.html", source)
    Image.new("RGB", (8, 8)).save(tmp_path / "html" / "a.png")
    data = render_pdf(replace(bulletin(), template="own.html", watermark=""), folders).data
    assert "pdfuaid:part" not in metadata(data)
