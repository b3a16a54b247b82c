"""A font file as its makers ship it → a face that every PDF reader shows right, with metrics that keep 22 lines.

Five things go wrong with the free Chinese faces as they come, all seen on paper or on the clock:

- WeasyPrint writes glyph numbers as CIDs. In a CFF face whose CIDs are other numbers, MuPDF and Ghostscript show
  blanks. Cure: number the CIDs like the glyphs.
- A face with another ascent, or with another ``BASE`` table, makes its line higher than 1/22 of the page. Cure: one
  ascent and descent (0.88/0.12) for all, no ``BASE``.
- FandolFang and FandolKai draw ￥ as “$”, and － and ～ as something else. Cure: those code points are taken out, and
  the complete face draws them.
- Names collide with unprepared copies on the system. Cure: a family name of our own.
- A face is read whole for one character, and an embedded part has an entry for each number up to the last one used.
  Cure: two files, the usual characters (GB/T 2312, in its order) and the rare 汉字, which hardly a page needs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from gongwen.render.fonts.cff import chosen_glyphs

Part = Literal["whole", "usual", "rare"]

_ASCENT, _DESCENT = 0.88, 0.12
"""Of the em: what 仿宋_GB2312, 黑体 and the Fandol faces have."""

_LAYOUT = ("GSUB", "GPOS", "GDEF")
_UNWANTED = ("BASE", "DSIG", "VORG", "vhea", "vmtx", "VDMX", "hdmx", "LTSH", "kern")


def prepare_face(
    source: Path, target: Path, *, family: str, drop: str = "", number: int = -1, part: Part = "whole"
) -> None:
    """Write a prepared copy of a face (``number`` within a collection) to ``target``, whole or not at all."""
    from fontTools.ttLib import TTFont

    with TTFont(source, lazy=True, fontNumber=number, recalcTimestamp=False, recalcBBoxes=False) as font:
        _delete(font, _UNWANTED)
        _keep_part(font, part, drop)
        _level_metrics(font)
        _rename(font, family)
        _save(font, target)


def is_rare(code: int) -> bool:
    """Whether a code point is a 汉字 outside GB/T 2312."""
    is_han = 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    return is_han and not _gb2312(code)


def _gb2312(code: int) -> bytes:
    return chr(code).encode("gb2312", "ignore")


def _keep_part(font: Any, part: Part, drop: str) -> None:
    """Keep the characters of a part, and their glyphs numbered in the order of GB/T 2312."""
    order: list[str] = font.getGlyphOrder()
    here, elsewhere = _divided(font.getBestCmap(), part)
    for character in drop:
        here.pop(ord(character), None)
    wanted = [here[code] for code in sorted(here, key=lambda code: (_gb2312(code) or b"\xff", code))]
    if part == "rare":
        _delete(font, _LAYOUT)
        names = list(dict.fromkeys([order[0], *wanted]))
    else:
        spoken = set(_layout_names(font))  # in the old order among themselves: lists in those tables rely on it
        lost = set(elsewhere.values()) - spoken
        first, rest = ([name for name in order if name in group] for group in (spoken, set(order) - lost))
        names = list(dict.fromkeys([order[0], *first, *wanted, *rest]))
    font["cmap"].tables = [table for table in font["cmap"].tables if table.isUnicode() and table.format != 14]
    for table in font["cmap"].tables:
        table.cmap = {code: glyph for code, glyph in table.cmap.items() if code in here}
    font["hmtx"].metrics = {name: font["hmtx"].metrics[name] for name in names}
    _renumber(font, order, names)


def _divided(characters: dict[int, str], part: Part) -> tuple[dict[int, str], dict[int, str]]:
    """Characters of this part, and those of the other one."""
    here = {code: name for code, name in characters.items() if part == "whole" or is_rare(code) == (part == "rare")}
    drawn = set(here.values())
    return here, {code: name for code, name in characters.items() if name not in drawn}


def _layout_names(font: Any) -> Iterator[str]:
    """Glyphs that the layout tables speak of, which are read on the way, as long as the numbers are the old ones."""
    for tag in _LAYOUT:
        if tag in font:
            font[tag].ensureDecompiled(recurse=True)
            yield from _texts(font[tag].table)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif hasattr(value, "__dict__"):
        yield from _texts(vars(value))


def _renumber(font: Any, order: list[str], names: list[str]) -> None:
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    places = {name: place for place, name in enumerate(order)}
    table = DefaultTable("CFF ")
    table.data = chosen_glyphs(font.reader["CFF "], [places[name] for name in names])
    font["CFF "] = table
    font.setGlyphOrder(names)
    font["maxp"].numGlyphs = len(names)


def _delete(font: Any, tags: tuple[str, ...]) -> None:
    for tag in tags:
        if tag in font:
            del font[tag]


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
