"""What a template carries for those who work on it, taken out before it is filled: comments,
bindings, theme faces, smart tags. And section breaks, put where filling does not take them away.
"""

from __future__ import annotations

import re

from lxml import etree

from gongwen.render.word.ooxml import NS, child, paragraph_text, parent_of, parse_xml, q, serialize
from gongwen.render.word.package import Package

_COMMENTS = ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
_PARAGRAPH_TAG = re.compile(r"\{%-?p\s")
_SLOTS = {"asciiTheme": "ascii", "hAnsiTheme": "hAnsi", "eastAsiaTheme": "eastAsia", "cstheme": "cs"}
"""``w:rFonts`` attributes that name a place in the theme → those that name a face."""


def clean(package: Package) -> None:
    """In place; a template that has none of it keeps its bytes."""
    related = [(kind.rpartition("/")[2], target) for kind, target, _ in package.relations(package.main_part)]
    for kind, target in related:
        if kind in _COMMENTS:
            package.unrelate(package.main_part, target)
    for part, data in package.parts.items():
        if not (part.startswith("word/") and part.endswith(".xml")):
            continue
        if any(mark in data for mark in (b"comment", b"dataBinding", b"showingPlcHdr", b"heme=", b"smartTag")):
            tree = parse_xml(data)
            _drop_comments(tree)
            _unbind(tree)
            _unwrap(tree)
            _name_faces(tree, package)
            package.parts[part] = serialize(tree)


def part_sections_from_tags(tree: etree._Element) -> None:
    """A section that ends in the paragraph of a ``{%p %}`` ends in an empty one after it: the tag's own is taken out.

    LibreOffice lets the break of an empty paragraph slide into the one before; Word puts it where the cursor stands.
    """
    for section in list(tree.iterfind(".//w:pPr/w:sectPr", NS)):
        paragraph = parent_of(parent_of(section))
        if _PARAGRAPH_TAG.search(paragraph_text(paragraph)):
            after = etree.Element(q("w:p"))
            properties = child(after, "w:pPr")
            # As low as a line can be: at a page's foot it must not open a page of its own.
            child(properties, "w:spacing", {"w:before": "0", "w:after": "0", "w:line": "20", "w:lineRule": "exact"})
            properties.append(section)
            paragraph.addnext(after)


def _drop_comments(tree: etree._Element) -> None:
    for mark in list(tree.iter(q("w:commentRangeStart"), q("w:commentRangeEnd"), q("w:commentReference"))):
        parent_of(mark).remove(mark)


def _unbind(tree: etree._Element) -> None:
    """A content control bound to a property or a store shows that instead of its text as soon as Word opens the file."""
    for control in tree.iter(q("w:sdtPr")):
        for item in list(control):
            if etree.QName(item).localname in ("dataBinding", "showingPlcHdr"):
                control.remove(item)


def _unwrap(tree: etree._Element) -> None:
    """Word 2003 wrapped names and dates it recognised, across the edges of template tags."""
    for wrapper in list(tree.iter(q("w:smartTag"))):
        for item in list(wrapper):
            if item.tag != q("w:smartTagPr"):
                wrapper.addprevious(item)
        parent_of(wrapper).remove(wrapper)


def _name_faces(tree: etree._Element, package: Package) -> None:
    """Faces by name: through the theme, WPS finds a Japanese one for Chinese."""
    faces: dict[str, str] | None = None
    for fonts in tree.iter(q("w:rFonts")):
        for attribute, slot in _SLOTS.items():
            place = fonts.attrib.pop(q(f"w:{attribute}"), "")
            if place:
                faces = _theme_faces(package) if faces is None else faces
                face = faces.get(str(place))
                if face:
                    fonts.set(q(f"w:{slot}"), face)


def _theme_faces(package: Package) -> dict[str, str]:
    """minorHAnsi, majorEastAsia, … → face; where the theme leaves East Asia open, that of simplified Chinese."""
    related = package.relations(package.main_part)
    part = next((target for kind, target, _ in related if kind.endswith("/theme")), "")
    found: dict[str, str] = {}
    if part not in package.parts:
        return found
    for size in ("minor", "major"):
        fonts = parse_xml(package.parts[part]).find(f".//a:{size}Font", NS)
        if fonts is None:
            continue
        faces = {kind: fonts.find(f"a:{kind}", NS) for kind in ("latin", "ea", "cs")}
        named = {kind: "" if face is None else face.get("typeface", "") for kind, face in faces.items()}
        simplified = fonts.find("a:font[@script='Hans']", NS)
        east = named["ea"] or ("宋体" if simplified is None else simplified.get("typeface", ""))
        found |= {f"{size}HAnsi": named["latin"], f"{size}Ascii": named["latin"], f"{size}EastAsia": east}
        found[f"{size}Bidi"] = named["cs"]
    return found
