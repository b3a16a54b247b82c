"""Faces: what is wrong with the free ones as they come is mended, and every role has one."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from needs import need_pango

from gongwen.errors import MissingDependencyError
from gongwen.model.document import Faces
from gongwen.render.fonts import cache as fonts
from gongwen.render.fonts import fetch as fonts_fetch
from gongwen.render.fonts.cff import chosen_glyphs
from gongwen.render.fonts.prepare import is_rare, prepare_face
from gongwen.render.fonts.roles import ROLES, css_stacks


def open_face(path: Path) -> TTFont:
    return TTFont(io.BytesIO(path.read_bytes()))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("faces") / "a.otf"
    prepare_face(pylopdf_fonts_zh_cn.serif_path(), target, family="Some Face GW", drop="￥")
    return target


def test_cids_are_glyph_numbers(prepared: Path) -> None:
    """Else MuPDF, Ghostscript and others show blanks."""
    charset = open_face(prepared)["CFF "].cff.topDictIndex[0].charset
    assert charset == [".notdef", *(f"cid{number:05d}" for number in range(1, len(charset)))]


def test_outlines_stay_with_their_characters(prepared: Path) -> None:
    from fontTools.pens.boundsPen import BoundsPen

    bounds = []
    for path in (pylopdf_fonts_zh_cn.serif_path(), prepared):
        font = open_face(path)
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        found = []
        for character in "宁波市鄞州区一龘0—":
            pen = BoundsPen(glyphs)
            glyphs[names[ord(character)]].draw(pen)
            found.append(pen.bounds)
        bounds.append(found)
    assert bounds[0] == bounds[1]


def test_metrics_are_level_and_wrong_characters_gone(prepared: Path) -> None:
    font = open_face(prepared)
    assert (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap) == (880, -120, 0)
    assert (font["OS/2"].sTypoAscender, font["OS/2"].usWinAscent) == (880, 880)
    assert "BASE" not in font
    assert ord("￥") not in font.getBestCmap()
    assert font["name"].getDebugName(1) == "Some Face GW"


def test_same_source_same_face(prepared: Path, tmp_path: Path) -> None:
    prepare_face(pylopdf_fonts_zh_cn.serif_path(), tmp_path / "b.otf", family="Some Face GW", drop="￥")
    assert (tmp_path / "b.otf").read_bytes() == prepared.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["b.otf"]


@pytest.mark.parametrize(
    "source", [pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()], ids=["宋", "黑"]
)
def test_the_two_parts_are_the_face(source: Path, tmp_path: Path) -> None:
    """Every character is in one of the parts, drawn and spaced as it was."""
    for part in ("usual", "rare"):
        prepare_face(source, tmp_path / f"{part}.otf", family="Some Face GW", part=part)  # type: ignore[arg-type]
    whole, usual, rare = map(open_face, (source, tmp_path / "usual.otf", tmp_path / "rare.otf"))
    names = whole.getBestCmap()
    assert set(usual.getBestCmap()) | set(rare.getBestCmap()) == set(names)
    assert all(map(is_rare, rare.getBestCmap()))
    assert not any(map(is_rare, usual.getBestCmap()))
    glyphs = whole.getGlyphSet()
    for part in (usual, rare):
        drawn, characters = part.getGlyphSet(), part.getBestCmap()
        for code in [*sorted(characters)[::97], *(code for code in map(ord, "宁波珺AVfi—“，") if code in characters)]:
            one, other = RecordingPen(), RecordingPen()
            glyphs[names[code]].draw(one)
            drawn[characters[code]].draw(other)
            assert (one.value, glyphs[names[code]].width) == (other.value, drawn[characters[code]].width), chr(code)


def test_the_usual_part_spaces_letters_as_the_face_did(tmp_path: Path) -> None:
    """Kerning and ligatures speak of glyph numbers, which are other ones now."""
    prepare_face(pylopdf_fonts_zh_cn.sans_path(), tmp_path / "usual.otf", family="Some Face GW", part="usual")
    found = []
    for path in (pylopdf_fonts_zh_cn.sans_path(), tmp_path / "usual.otf"):
        font = open_face(path)
        names = {glyph: code for code, glyph in font.getBestCmap().items()}
        kerning = {}
        for lookup in font["GPOS"].table.LookupList.Lookup:
            for table in lookup.SubTable:
                if getattr(table, "LookupType", 0) == 1:
                    values = (
                        table.Value if isinstance(table.Value, list) else [table.Value] * len(table.Coverage.glyphs)
                    )
                    pairs = zip(table.Coverage.glyphs, values, strict=True)
                    kerning |= {names[glyph]: str(vars(value)) for glyph, value in pairs if glyph in names}
        found.append(kerning)
    assert len(found[0]) > 100
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("character", "rare"), [("宁", False), ("珺", True), ("䶮", True), ("𰻝", True), ("A", False), ("—", False)]
)
def test_rare_is_what_gb2312_lacks(character: str, rare: bool) -> None:
    assert is_rare(ord(character)) == rare


def test_a_face_without_cids_is_refused() -> None:
    with pytest.raises(ValueError, match="CID"):
        chosen_glyphs(plain_cff(), [0])


def plain_cff() -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "A"])
    pen = T2CharStringPen(500, None)
    builder.setupCFF("Plain", {}, dict.fromkeys([".notdef", "A"], pen.getCharString()), {})
    return bytes(builder.font["CFF "].compile(builder.font))


def test_every_role_ends_in_a_complete_face() -> None:
    stacks = css_stacks(Faces())
    assert set(stacks) == {role.field for role in ROLES}
    assert all("Noto Serif SC GW" in stack or "Noto Sans SC GW" in stack for stack in stacks.values())
    assert stacks["body"].startswith('"仿宋_GB2312", ')


def test_a_face_name_cannot_end_its_rule() -> None:
    assert '";' not in css_stacks(Faces(body='x"; } body { display: none } "'))["body"]


def test_the_report_names_a_face_for_every_role(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    need_pango()
    monkeypatch.setattr(fonts, "cache_folder", lambda: tmp_path)
    report = fonts.font_report()
    assert [state.role for state in report] == ["小标宋", "仿宋", "楷体", "黑体", "宋体"]
    assert all(state.found or state.substitute for state in report)


def test_without_debian_the_complete_faces_serve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(names: object, use: object) -> None:
        raise MissingDependencyError("本机没有 apt-get")

    monkeypatch.setattr(fonts, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(fonts, "fetch_from_debian", refuse)
    monkeypatch.setattr(fonts, "find_installed", lambda name: None)
    said: list[str] = []
    report = fonts.prepare_fonts(said.append)
    body = next(state for state in report if state.role == "仿宋")
    assert body.found or (body.substitute == "Noto Serif SC GW" and not body.best)
    assert "本机没有 apt-get" in said[-1]
    parts = {f"Noto{shape}SCGW{rare}.otf" for shape in ("Serif", "Sans") for rare in ("", "Rare")}
    assert {path.name for path in tmp_path.iterdir()} == parts


def test_no_apt_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_fetch.shutil, "which", lambda name: None)
    with pytest.raises(MissingDependencyError, match="apt-get"):
        fonts_fetch.fetch_from_debian(("a.otf",), lambda files: None)


def test_without_pango_only_our_own_sentence_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """WeasyPrint prints a paragraph of its own, in English, before it raises."""
    (tmp_path / "weasyprint.py").write_text(
        "import sys\nprint('could not import some external libraries')\n"
        "print('see documentation', file=sys.stderr)\nraise OSError('cannot load library')\n"
    )
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    said = fonts.pdf_available()
    assert said.startswith("缺少 PDF 所需的系统库 Pango")
    assert fonts.PANGO_COMMAND in said
    assert capfd.readouterr() == ("", "")
