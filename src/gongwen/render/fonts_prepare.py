"""A font file as its makers ship it → a face that every PDF reader shows right, with metrics that keep 22 lines.

Four things go wrong with the free Chinese faces as they come, all seen on paper:

- WeasyPrint writes glyph numbers as CIDs. In a CFF face whose CIDs are other numbers, MuPDF and Ghostscript show
  blanks. Cure: number the CIDs like the glyphs.
- A face with another ascent, or with another ``BASE`` table, makes its line higher than 1/22 of the page. Cure: one
  ascent and descent (0.88/0.12) for all, no ``BASE``.
- FandolFang and FandolKai draw ￥ as “$”, and － and ～ as something else. Cure: those code points are taken out, and
  the complete face draws them.
- Names collide with unprepared copies on the system. Cure: a family name of our own.
"""

from __future__ import annotations

import os
import struct
import tempfile
from pathlib import Path
from typing import Any

_ASCENT, _DESCENT = 0.88, 0.12
"""Of the em: what 仿宋_GB2312, 黑体 and the Fandol faces have."""

_UNWANTED = ("BASE", "DSIG", "VORG", "vhea", "vmtx", "VDMX", "hdmx", "LTSH", "kern")


def prepare_face(source: Path, target: Path, *, family: str, drop: str = "", number: int = -1) -> None:
    """Write a prepared copy of a face (``number`` within a collection) to ``target``, whole or not at all."""
    from fontTools.ttLib import TTFont

    with TTFont(source, lazy=True, fontNumber=number, recalcTimestamp=False, recalcBBoxes=False) as font:
        if "CFF " in font:
            _number_cids_like_glyphs(font)
        _drop_characters(font, drop)
        _level_metrics(font)
        _rename(font, family)
        for tag in _UNWANTED:
            if tag in font:
                del font[tag]
        _save(font, target)


def _number_cids_like_glyphs(font: Any) -> None:
    """Overwrite the charset in place by one range, glyph n = CID n: nothing moves, so no offset changes.

    Compiling the table again by fontTools gives the same and takes half a minute a face.
    """
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    top = font["CFF "].cff.topDictIndex[0]
    offset, count = top.rawDict.get("charset", 0), font["maxp"].numGlyphs
    if "ROS" in top.rawDict and offset > 2:  # 0, 1, 2 are the predefined charsets, not offsets
        data = bytearray(font.reader["CFF "])
        identity = struct.pack(">BHH", 2, 1, count - 2)
        data[offset : offset + len(identity)] = identity
        table = DefaultTable("CFF ")
        table.data = bytes(data)
        font["CFF "] = table
        font.setGlyphOrder([f"cid{number:05d}" for number in range(count)])


def _drop_characters(font: Any, drop: str) -> None:
    wrong = {ord(character) for character in drop}
    for table in font["cmap"].tables if wrong else ():
        if hasattr(table, "cmap"):
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in wrong}


def _level_metrics(font: Any) -> None:
    em = font["head"].unitsPerEm
    ascent, descent = round(em * _ASCENT), round(em * _DESCENT)
    head, metrics = font["hhea"], font["OS/2"]
    head.ascent, head.descent, head.lineGap = ascent, -descent, 0
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ascent, -descent, 0
    metrics.usWinAscent, metrics.usWinDescent = ascent, descent


def _rename(font: Any, family: str) -> None:
    names = font["name"]
    kept = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    names.names = kept
    postscript = family.replace(" ", "") + "-Regular"
    for name_id, text in ((1, family), (2, "Regular"), (3, postscript), (4, family), (6, postscript)):
        names.setName(text, name_id, 3, 1, 0x409)
        names.setName(text, name_id, 1, 0, 0)
    # Weight 400: a bold style would let Fontconfig prefer another face for regular text.
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b100001) | 0b1000000
    font["head"].macStyle = 0


def _save(font: Any, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".face-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            font.save(file, reorderTables=None)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
