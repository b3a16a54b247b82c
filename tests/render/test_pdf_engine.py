"""What stands in WeasyPrint's place: the same page with less, only where it fits, and taken back afterwards."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from needs import need_pango, need_tool
from PIL import Image, ImageChops
from render.bulletins import FOLDERS, bulletin, grid, plain_bulletin, single, template_folder

from gongwen.render.pdf.draw import draw as draw_job
from gongwen.render.pdf.sheets import sheets_apart
from gongwen.render.to_pdf import render_pdf

BOXES = {
    "a grid": "<table><tr><td>一<td>二<tr><td colspan=2>三</table>",
    "one side": '<p style="border-bottom: 3pt solid #c00">一</p>',
    "rounded": '<p style="border: 3pt solid; border-radius: 8pt">一</p>',
    "dashed": '<table><tr><td style="border-style: dashed">一<td>二</table>',
    "two colours": '<p style="border: solid; border-width: 9pt 9pt 0 0; border-color: #c00 #00c">一</p>',
    "half transparent": '<p style="border: 9pt solid #0008">一</p>',
    "hidden": '<p style="border: 9pt solid; visibility: hidden">一</p>',
    "columns": '<div style="columns: 2; column-rule: 2pt solid; border-top: 1pt solid"><p>一</p><p>二</p></div>',
}
STYLE = "<style>table { border-spacing: 0 } td { border: solid; border-width: 0 1pt 1pt 0; padding: 4pt 20pt }</style>"


@pytest.fixture(autouse=True)
def _pango() -> None:
    need_pango()


def pictures(data: bytes, folder: Path, name: str) -> list[Image.Image]:
    """Pages as Poppler shows them, at 144 dots per inch."""
    program = need_tool("pdftoppm", package="poppler-utils")
    (folder / f"{name}.pdf").write_bytes(data)
    subprocess.run([program, "-r", "144", "-gray", "-png", f"{name}.pdf", name], cwd=folder, check=True)
    return [Image.open(path) for path in sorted(folder.glob(f"{name}-*.png"))]


@pytest.mark.parametrize("name", BOXES)
def test_borders_cover_what_they_did(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongwen.render.pdf.borders import Borders

    monkeypatch.setattr("gongwen.render.to_pdf.draw_limited", draw_job)
    folders = template_folder(tmp_path, "own.html", STYLE + BOXES[name])
    document = replace(bulletin(), template="own.html", watermark="")
    ours = render_pdf(document, folders).data
    monkeypatch.setattr(Borders, "draw_border", lambda self, stream, box: self._draw_border(stream, box))
    theirs = render_pdf(document, folders).data
    for one, other in zip(pictures(ours, tmp_path, "ours"), pictures(theirs, tmp_path, "theirs"), strict=True):
        small = [picture.resize((one.width // 6, one.height // 6), Image.Resampling.BOX) for picture in (one, other)]
        assert max(ImageChops.difference(*small).tobytes()) < 60
        inks = [sum(255 - level for level in picture.tobytes()) for picture in small]
        assert inks[0] == pytest.approx(inks[1], rel=0.25)


def test_a_rule_of_a_table_is_one_line() -> None:
    """Two hundred cells, drawn with as many strokes as the grid has rules: 22 lying, 11 standing, and the frame."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(render_pdf(single(grid(20, 10)), FOLDERS).data)) as opened:
        (page,) = opened.pages
    assert len(page.rects) < 25, "底色"
    assert 30 < len(page.lines) < 45
    assert max(line["x1"] - line["x0"] for line in page.lines) == pytest.approx(637, abs=3)


def test_an_unknown_engine_makes_the_page_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.layout import inline

    def moved(context: object, line: object, extra_width: float, direction: str) -> None: ...

    monkeypatch.setattr(inline, "justify_line", moved)
    made = render_pdf(plain_bulletin("全市推进情况"), FOLDERS)
    assert "pdf.engine_untried" in [problem.code for problem in made.problems]
    assert made.data.startswith(b"%PDF")
    assert inline.justify_line is moved


def test_others_in_the_process_keep_theirs() -> None:
    from weasyprint import draw
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    def standing() -> list[object]:
        return [draw.draw_border, draw.draw_table, inline.justify_line, inline.count_expandable_spaces, Layout.set_text]

    before = standing()
    made = render_pdf(bulletin(), FOLDERS)
    assert standing() == before
    assert "pdf.engine_untried" not in [problem.code for problem in made.problems]


def test_sheets_beside_the_markup_make_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = render_pdf(bulletin(), FOLDERS).data
    monkeypatch.setattr("gongwen.render.pdf.draw.sheets_apart", lambda markup: (markup, ()))
    assert render_pdf(bulletin(), FOLDERS).data == apart


@pytest.mark.parametrize(
    "markup",
    [
        '<style>p{}</style><style media="screen">p{}</style></head><p>',
        "<style>p{}</style></head><style>p{}</style><p>",
        '<style>p{}</style></head><p style="color: red !important">',
        '<style>@font-face { font-family: a; src: local("b") }</style></head><p>',
        "<style>@layer a { p {} }</style></head><p>",
    ],
)
def test_sheets_stay_where_their_order_could_matter(markup: str) -> None:
    assert sheets_apart(markup) == (markup, ())


def test_faces_are_embedded_as_bare_outlines() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(bulletin(), FOLDERS).data)) as pdf:
        faces = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert len(faces) >= 4
        for face in faces:
            assert face.FontFile3.Subtype == "/CIDFontType0C"
            assert face.FontFile3.read_bytes()[:2] == b"\x01\x00", "CFF 1.0"


def test_an_edited_template_is_noticed(tmp_path: Path) -> None:
    """Compiled templates are kept in the process; a changed or a nearer one takes their place."""
    from gongwen.render.to_html import page_markup

    document = replace(bulletin(), template="own.html", watermark="")
    folders = template_folder(tmp_path, "own.html", "<p>甲</p>")
    assert "甲" in page_markup(document, folders)[0]
    (tmp_path / "html" / "own.html").write_text("<p>乙</p>", encoding="utf-8")
    assert "乙" in page_markup(document, folders)[0]
    (tmp_path / "html" / "base.html").write_text("<p>近处的</p>{% block 正文 %}{% endblock %}", encoding="utf-8")
    assert "近处的" in page_markup(bulletin(), folders)[0]
