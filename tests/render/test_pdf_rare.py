"""An official 仿宋 with metrics of its own, and characters that it lacks: 22 lines of 28 all the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pdfplumber
import pylopdf_fonts_zh_cn
import pytest
from fontTools.ttLib import TTFont
from needs import need_pango
from render.bulletins import FOLDERS, HAN, plain_bulletin

from gongwen.render import to_pdf
from gongwen.render.fonts.cache import FaceState, ready_faces
from gongwen.render.fonts.prepare import prepare_face
from gongwen.render.pdf.rare import body_characters, set_apart
from gongwen.render.to_pdf import render_pdf

RARE = "珺喆堃垟"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face called FangSong_GB2312, higher than ours and without the rare characters, beside the prepared ones."""
    need_pango()
    folder = tmp_path_factory.mktemp("official")
    for face in ready_faces().glob("*.otf"):
        (folder / face.name).write_bytes(face.read_bytes())
    plain, target = folder / "plain.tmp", folder / "official.otf"
    prepare_face(pylopdf_fonts_zh_cn.serif_path(), plain, family="FangSong_GB2312", drop=RARE)
    with TTFont(plain, lazy=True, recalcTimestamp=False) as font:
        font["hhea"].ascent, font["hhea"].descent = 1060, -340
        font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender = 1060, -340
        font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = 1060, 340
        font.save(target)
    plain.unlink()
    return target


@pytest.fixture
def installed(official: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    state = FaceState("仿宋", "仿宋_GB2312", "FangSong_GB2312", "", str(official), True)
    monkeypatch.setattr(to_pdf, "ready_faces", lambda: official.parent)
    monkeypatch.setattr(to_pdf, "font_report", lambda faces: (state,))
    return official


def second_page(text: str) -> dict[float, int]:
    """Characters by baseline on a page of text alone."""
    rows: dict[float, int] = {}
    with pdfplumber.open(io.BytesIO(render_pdf(plain_bulletin(text), FOLDERS).data)) as opened:
        page: Any = opened.pages[1]
        for char in page.chars:
            if abs(char["size"] - 16) < 0.3 and char["text"].strip():
                baseline = float(page.height) - char["matrix"][5]
                key = next((row for row in rows if abs(row - baseline) < 2), baseline)
                rows[key] = rows.get(key, 0) + 1
    return rows


@pytest.mark.parametrize("text", [HAN * 60, (HAN + RARE) * 50, (HAN[:9] + "珺") * 150])
def test_a_page_keeps_22_lines_of_28(text: str, installed: Path) -> None:
    rows = second_page(text)
    assert len(rows) == 22
    assert set(rows.values()) == {28}
    pitches = [after - before for before, after in zip(sorted(rows), sorted(rows)[1:], strict=False)]
    assert max(pitches) - min(pitches) < 0.1


def test_without_it_lines_grow(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above would prove nothing."""
    monkeypatch.setattr(to_pdf, "set_apart", lambda markup, known: markup)
    assert len(second_page((HAN + RARE) * 50)) < 22


def test_only_unknown_han_in_text_is_set_apart(official: Path) -> None:
    known = body_characters([FaceState("仿宋", "仿宋_GB2312", "FangSong_GB2312", "", str(official), True)])
    assert known is not None
    markup = '<head><title>珺</title></head><p title="珺">王珺A😀</p><svg><text>珺</text></svg><style>/* 珺 */</style>'
    marked = '<head><title>珺</title></head><p title="珺">王<i class="rare">珺</i>A😀</p><svg><text>珺</text></svg><style>/* 珺 */</style>'
    assert set_apart(markup, known) == marked
    assert body_characters([FaceState("仿宋", "仿宋_GB2312", "", "FandolFang GW", str(official), True)]) is None
