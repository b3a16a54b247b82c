"""How high paragraphs stand before any program has set them: lines by estimated width, times their exact line."""

from __future__ import annotations

from lxml import etree

from gongwen.render.word.ooxml import EMU_PER_TWIP, NS, Sections, child, half_width, need, paragraph_text, q, style_id

LINE = 579
"""Twips of a line of text: 28.95 pt, 22 to a page."""


def paragraph_height(
    paragraph: etree._Element, style: etree._Element | None, width: int, *, single: bool = False
) -> int:
    """Twips: lines by estimated width (one, where it was made to fit), times the exact line, plus borders."""
    lines, line, around = _lines(paragraph, style, width)
    return (1 if single else lines) * line + around


def _lines(paragraph: etree._Element, style: etree._Element | None, width: int) -> tuple[int, int, int]:
    """(how many lines, twips of one, twips around them: space before and after, borders)."""
    line, size, left, right, first, around, tight = LINE, 14.0, 0, 0, 0, 0, -5
    for source in (style, paragraph):
        if source is None:
            continue
        spacing, indent = source.find("w:pPr/w:spacing", NS), source.find("w:pPr/w:ind", NS)
        if spacing is not None:
            line = int(spacing.get(q("w:line"), str(line)))
            around = sum(int(spacing.get(q(f"w:{side}"), "0")) for side in ("before", "after"))
        if indent is not None:
            left = int(indent.get(q("w:left"), str(left)))
            right = int(indent.get(q("w:right"), str(right)))
            first = int(indent.get(q("w:firstLine"), "0")) - int(indent.get(q("w:hanging"), "0"))
        # A paragraph that was shrunk to one line says so in its runs.
        size_node = source.find("w:rPr/w:sz" if source is style else "w:r/w:rPr/w:sz", NS)
        letters = source.find("w:rPr/w:spacing", NS)
        if size_node is not None:
            size = int(size_node.get(q("w:val"), "28")) / 2
        if letters is not None:
            tight = int(letters.get(q("w:val"), "0"))
    room = max(width - left - right, 200)
    rows = [half_width(text) * size * 10 + len(text) * tight for text in paragraph_text(paragraph).split("\n")]
    rows[0] += first
    borders = sum(
        round(int(side.get(q("w:sz"), "0")) * 2.5) + int(side.get(q("w:space"), "0")) * 20
        for side in paragraph.iterfind("w:pPr/w:pBdr/*", NS)
    )
    return sum(max(1, -(-round(needed) // room)) for needed in rows), line, around + borders


def end_of(paragraph: etree._Element, styles: dict[str, etree._Element], sections: Sections) -> tuple[int, int]:
    """(pages before it, twips down its page) where a paragraph of the document's first section ends, as estimated."""
    by_id = {style.get(q("w:styleId"), ""): style for style in styles.values()}
    width, height, pages, down = sections.width(paragraph), sections.height(paragraph), 0, 0
    for node in [*reversed(list(paragraph.itersiblings(preceding=True))), paragraph]:
        rows = node.findall("w:tr/w:tc", NS)[:1] if node.tag == q("w:tbl") else [node]
        for item in (below for row in rows for below in (row.findall(q("w:p")) if row.tag == q("w:tc") else [row])):
            room = width if item is node else sections.width(item)
            lines, line, around = _lines(item, _style_of(item, by_id), room)
            down = max(down, _under_box(item, sections)) + around
            for _ in range(lines):
                pages, down = (pages + 1, line) if down + line > height else (pages, down + line)
    return pages, down


def _under_box(paragraph: etree._Element, sections: Sections) -> int:
    """Twips down the text area to the lower edge of a box that text stands clear of; 0 where there is none."""
    section = sections.of(paragraph)
    margins = None if section is None else section.find("w:pgMar", NS)
    top = int(margins.get(q("w:top"), "0")) if margins is not None else 0
    for anchor in paragraph.iterfind(".//wp:anchor", NS):
        offset = anchor.find("wp:positionV/wp:posOffset", NS)
        if offset is not None and anchor.find("wp:wrapTopAndBottom", NS) is not None:
            return (int(offset.text or "0") + int(need(anchor, "wp:extent").get("cy", "0"))) // EMU_PER_TWIP - top
    return 0


def paragraph_property(paragraph: etree._Element, name: str) -> etree._Element:
    """A paragraph's own ``w:snapToGrid``, ``w:spacing``, ``w:ind`` or ``w:jc``, made in its schema place."""
    if paragraph.find(q("w:pPr")) is None:
        paragraph.insert(0, etree.Element(q("w:pPr")))
    properties = need(paragraph, "w:pPr")
    found = properties.find(q(name))
    if found is None:
        found = etree.Element(q(name))
        later = {q(n) for n in _AFTER[name]}
        before = next((item for item in properties if item.tag in later), None)
        if before is None:
            properties.append(found)
        else:
            before.addprevious(found)
    return found


def own_size(paragraph: etree._Element) -> float | None:
    """The type size in points that :func:`set_size` gave a paragraph, or its template; None where its style rules."""
    size = paragraph.find("w:r/w:rPr/w:sz", NS)
    return None if size is None else int(size.get(q("w:val"), "32")) / 2


def set_size(paragraph: etree._Element, points: float) -> None:
    """Give all runs of a paragraph one type size."""
    for run in paragraph.iter(q("w:r")):
        properties = run.find(q("w:rPr"))
        if properties is None:
            properties = etree.Element(q("w:rPr"))
            run.insert(0, properties)
        for name in ("w:sz", "w:szCs"):
            for old in properties.findall(q(name)):
                properties.remove(old)
            child(properties, name, {"w:val": str(round(points * 2))})


_TAIL = ("w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr")
_AFTER = {
    "w:snapToGrid": ("w:spacing", "w:ind", *_TAIL), "w:spacing": ("w:ind", *_TAIL), "w:ind": _TAIL, "w:jc": _TAIL[3:],
}  # fmt: skip


_MOST_BESIDE = 15
"""Paragraphs that an annex's title, unit line and notes may have."""


def section_height(paragraph: etree._Element, styles: dict[str, etree._Element], sections: Sections) -> int:
    """Twips that the other paragraphs between the two section breaks around a paragraph take, for a table that has a
    section to itself with its title and notes; a third of the page where it stands in running text.
    """
    by_id = {style.get(q("w:styleId"), ""): style for style in styles.values()}
    width, beside = sections.width(paragraph), []
    for forward in (False, True):
        node = paragraph.getnext() if forward else paragraph.getprevious()
        while node is not None and node.tag != q("w:sectPr"):
            closes = node.find("w:pPr/w:sectPr", NS) is not None
            if closes and not forward:
                break
            beside.append(node)
            if node.tag != q("w:p") or len(beside) > _MOST_BESIDE:
                return sections.height(paragraph) // 3
            node = None if closes else (node.getnext() if forward else node.getprevious())
    return sum(paragraph_height(node, _style_of(node, by_id), width) for node in beside)


def _style_of(paragraph: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    return by_id.get(style_id(paragraph))
