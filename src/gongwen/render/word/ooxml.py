"""WordprocessingML names, small builders and text widths, for every module that touches a Word file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w10": "urn:schemas-microsoft-com:office:word",
}
"""Prefix → namespace, as Office writes them."""

PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
"""For ``w:t``: keep blanks at the ends."""
EMU_PER_TWIP = 635
TWIPS_PER_POINT = 20
A4_TEXT_WIDTH = 8844
"""156 mm in twips: GB/T 9704-2012 5.2.1."""


@lru_cache(maxsize=512)
def q(name: str) -> str:
    """``w:p`` as lxml writes it: ``{namespace}p``.

    >>> q("w:p").endswith("}p")
    True
    """
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"


def parse_xml(data: bytes | str) -> etree._Element:
    """Strict parse: a lost character is an error, never a repair. No entities, no network.

    Raises lxml.etree.XMLSyntaxError.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    return etree.fromstring(data.encode("utf-8") if isinstance(data, str) else data, parser)


def serialize(tree: etree._Element) -> bytes:
    """A part as it is stored: UTF-8 with declaration."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def declare(prefixes: str = "w r wp a pic c") -> str:
    """``xmlns:`` attributes for a fragment that is parsed on its own."""
    return " ".join(f'xmlns:{prefix}="{NS[prefix]}"' for prefix in prefixes.split())


def child(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    """Append one element; attribute names carry their prefix."""
    made = etree.SubElement(parent, q(name))
    for key, value in (attributes or {}).items():
        made.set(q(key) if ":" in key and not key.startswith("{") else key, value)
    return made


def need(node: etree._Element, path: str) -> etree._Element:
    """The element under a prefixed path. Raises ValueError where there is none: a promise of our own broken."""
    found = node.find(path, NS)
    if found is None:
        raise ValueError(f"no {path} in {node.tag}")
    return found


def parent_of(node: etree._Element) -> etree._Element:
    """The parent. Raises ValueError for a root."""
    parent = node.getparent()
    if parent is None:
        raise ValueError(f"{node.tag} has no parent")
    return parent


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of one ``w:p``, its own runs only; a tab is ``\\t``, a break ``\\n``. Text boxes in it are left out."""
    return "".join(_own_text(paragraph))


def style_id(paragraph: etree._Element) -> str:
    """The id of the style that a ``w:p`` names; empty where it names none."""
    own = paragraph.find("w:pPr/w:pStyle", NS)
    return "" if own is None else own.get(q("w:val"), "")


def _own_text(node: etree._Element) -> Iterator[str]:
    for item in node:
        if item.tag == q("w:t"):
            yield item.text or ""
        elif item.tag == q("w:tab"):
            yield "\t"
        elif item.tag in (q("w:br"), q("w:cr")):
            yield "\n"
        elif item.tag not in (q("w:pPr"), q("w:rPr"), q("w:drawing"), q("w:pict"), q("w:object"), q("w:p")):
            yield from _own_text(item)


def half_width(text: str) -> int:
    """Width in half-width characters: a Han character is 2, a digit 1. Ambiguous ones (— … “ ”) are wide in our faces.

    >>> half_width("鄞州区 12.5")
    11
    """
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)


def text_points(text: str, size: float) -> float:
    """Upper estimate in points of text set at ``size``: figures as wide as in the widest common substitute face.

    Times New Roman digits are 0.5 em; where it is missing DejaVu Serif stands in with 0.636.
    """
    return sum(_EMS.get(mark, 1.0 if unicodedata.east_asian_width(mark) in "WFA" else 0.64) for mark in text) * size


def set_width(text: str) -> float:
    """Width in characters (em) as Word sets it in the official faces, with its quarter em between Han and digits.

    >>> set_width("7月")
    1.75
    """
    marks = [mark for mark in text if mark not in "，。、：；！？（）《》“”‘’—…〔〕　"]
    wide = [unicodedata.east_asian_width(mark) in "WF" for mark in marks]
    joints = sum(
        1 for left, right, a, b in zip(wide, wide[1:], marks, marks[1:], strict=False)
        if left != right and (a if not left else b).isalnum()
    )  # fmt: skip
    return half_width(text) / 2 + joints / 4


_EMS = {".": 0.33, ",": 0.33, " ": 0.32, "-": 0.36, "%": 0.96}


class Sections:
    """Which ``w:sectPr`` rules the page a node of the body stands on."""

    def __init__(self, tree: etree._Element) -> None:
        body = tree if tree.tag == q("w:body") else tree.find(q("w:body"))
        self._body = body
        ends = None if body is None else body.xpath("w:p[w:pPr/w:sectPr]", namespaces=NS)
        self._ends = [end for end in ends if isinstance(end, etree._Element)] if isinstance(ends, list) else []
        self._last = None if body is None else body.find(q("w:sectPr"))

    def of(self, node: etree._Element) -> etree._Element | None:
        """None outside the body, and where the document has no section properties at all."""
        top, parent = node, node.getparent()
        while parent is not None and parent is not self._body:
            top, parent = parent, parent.getparent()
        if parent is None or self._body is None:
            return None
        if self._ends:
            place = self._body.index(top)
            for end in self._ends:
                if self._body.index(end) >= place:
                    return need(end, "w:pPr/w:sectPr")
        return self._last

    def width(self, node: etree._Element) -> int:
        """Twips available where a paragraph stands: its cell, or its section's column."""
        cell = next(node.iterancestors(q("w:tc")), None)
        if cell is not None:
            return _twips(cell.find("w:tcPr/w:tcW", NS), "w:w", A4_TEXT_WIDTH) - 120
        return _column_width(self.of(node))

    def shape(self, node: etree._Element) -> str:
        """A4竖版, A4横版 or A3横版: the page a node stands on."""
        section = self.of(node)
        size = None if section is None else section.find("w:pgSz", NS)
        width, height = _twips(size, "w:w", 11906), _twips(size, "w:h", 16838)
        return "A4竖版" if width < height else "A3横版" if width > 20000 else "A4横版"

    def height(self, node: etree._Element) -> int:
        """Twips between the top and bottom margin of the section a node stands in."""
        section = self.of(node)
        if section is None:
            return 12756
        margins = section.find("w:pgMar", NS)
        page = _twips(section.find("w:pgSz", NS), "w:h", 16838)
        return page - abs(_twips(margins, "w:top", 2098)) - abs(_twips(margins, "w:bottom", 1984))


def _twips(node: etree._Element | None, name: str, default: int) -> int:
    value = node.get(q(name)) if node is not None else None
    return int(float(value)) if value else default


def _column_width(section: etree._Element | None) -> int:
    if section is None:
        return A4_TEXT_WIDTH
    margins, columns = section.find("w:pgMar", NS), section.find("w:cols", NS)
    page = _twips(section.find("w:pgSz", NS), "w:w", 11906)
    inner = page - _twips(margins, "w:left", 1587) - _twips(margins, "w:right", 1474)
    number = _twips(columns, "w:num", 1)
    return (inner - _twips(columns, "w:space", 425) * (number - 1)) // number
