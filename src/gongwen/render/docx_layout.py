"""Finishing touches that need the finished text: names on one line, 署名 over the date, the wanted typefaces."""

from __future__ import annotations

from dataclasses import astuple

from lxml import etree

from gongwen.model.document import Faces
from gongwen.render.docx_package import Package
from gongwen.render.ooxml import (
    EMU_PER_TWIP,
    NS,
    Sections,
    child,
    half_width,
    need,
    paragraph_text,
    parent_of,
    q,
    set_width,
)

ONE_LINE = ("版头标志", "简报名称", "公文标题", "附件标题", "表名", "案例要点")
"""Styles whose paragraphs are shrunk until each stands on one line (to two thirds at most)."""
LETTER_HEAD = "信函版头"
"""Name of the text box that holds a letter's mark, rules and number: its first page has no page number (10.1)."""
FITTED_BOXES = ("版记", "报尾", LETTER_HEAD)
"""Names of text boxes (选择窗格 shows them) that are made as high as their lines."""
SIGNED, DATED = "署名", "成文日期"
SEALED, SEAL_DATED = "署名（盖章）", "成文日期（盖章）"


def arrange(tree: etree._Element, styles: dict[str, etree._Element]) -> None:
    """Apply the rules to the paragraphs of the named styles; a template without them is left as it is."""
    names = {style.get(q("w:styleId"), ""): name for name, style in styles.items()}
    sections = Sections(tree)
    by_style: dict[str, list[etree._Element]] = {}
    wanted = {
        style.get(q("w:styleId"), "")
        for name, style in styles.items()
        if name in (*ONE_LINE, SIGNED, DATED, SEALED, SEAL_DATED)
    }
    attribute = q("w:val")
    for own in tree.iter(q("w:pStyle")):
        if own.get(attribute) in wanted:
            by_style.setdefault(names[own.get(attribute, "")], []).append(parent_of(parent_of(own)))
    for name in ONE_LINE:
        # Lines of one title keep one size.
        group = by_style.get(name, ())
        fitted = min((_fitting_size(paragraph, styles[name], sections) for paragraph in group), default=0.0)
        for paragraph in group:
            _one_line(paragraph, styles[name], fitted)
    for anchor in tree.iter(q("wp:anchor")):
        properties = anchor.find(q("wp:docPr"))
        if properties is not None and properties.get("name", "") in FITTED_BOXES:
            _fit_box(anchor, names, styles)
            if properties.get("name") == LETTER_HEAD:
                _first_page_once(tree)
    for signed in (*by_style.get(SIGNED, ()), *by_style.get(SEALED, ())):
        _keep_with_text(signed)
    for signed, dated in zip(by_style.get(SIGNED, ()), by_style.get(DATED, ()), strict=False):
        _sign(signed, dated, sections.width(signed))
    for signed, dated in zip(by_style.get(SEALED, ()), by_style.get(SEAL_DATED, ()), strict=False):
        _sign_under_seal(signed, dated)


def turn_page(tree: etree._Element) -> None:
    """Turn the document's last section to landscape, margins with it; for a table that stands alone (横排)."""
    section = tree.findall(".//" + q("w:sectPr"))[-1]
    size, margins = section.find("w:pgSz", NS), section.find("w:pgMar", NS)
    if size is None or margins is None:
        return
    width, height = (size.get(q(f"w:{side}"), "") for side in ("w", "h"))
    if int(width) >= int(height):
        return
    size.set(q("w:w"), height)
    size.set(q("w:h"), width)
    size.set(q("w:orient"), "landscape")
    sides = ("top", "right", "bottom", "left")
    old = {side: margins.get(q(f"w:{side}"), "1440") for side in sides}
    # The sheet is turned counter-clockwise: its left edge is the new top (GB/T 9704-2012, 8).
    for new, before in zip(sides, ("left", "top", "right", "bottom"), strict=True):
        margins.set(q(f"w:{new}"), old[before])
    margins.set(q("w:footer"), str(max(400, int(old["right"]) - 567)))


def _type_size(style: etree._Element) -> float:
    size = style.find("w:rPr/w:sz", NS)
    return int(size.get(q("w:val"), "32")) / 2 if size is not None else 16.0


def _fitting_size(paragraph: etree._Element, style: etree._Element, sections: Sections) -> float:
    """The largest size in points, up to the style's, at which the paragraph is one line."""
    text, points = paragraph_text(paragraph), _type_size(style)
    spacing = style.find("w:rPr/w:spacing", NS)
    extra = int(spacing.get(q("w:val"), "0")) if spacing is not None else 0
    indent = style.find("w:pPr/w:ind", NS)
    sides = sum(int(indent.get(q(f"w:{side}"), "0")) for side in ("left", "right")) if indent is not None else 0
    width = sections.width(paragraph) - sides
    if set_width(text) * points * 20 + len(text) * extra <= width:
        return points
    fitted = int((width - len(text) * extra) / (set_width(text) * 20) * 2) / 2
    return fitted if fitted >= points * 2 / 3 or points > 30 else points


def _one_line(paragraph: etree._Element, style: etree._Element, fitted: float) -> None:
    """Shrink type and line together: glyphs sit at the same share of an exact line, so the upper edge stays."""
    points = _type_size(style)
    if fitted >= points:
        return
    for run in paragraph.iter(q("w:r")):
        properties = run.find(q("w:rPr"))
        if properties is None:
            properties = etree.Element(q("w:rPr"))
            run.insert(0, properties)
        for name in ("w:sz", "w:szCs"):
            for old in properties.findall(q(name)):
                properties.remove(old)
            child(properties, name, {"w:val": str(round(fitted * 2))})
    line = style.find("w:pPr/w:spacing", NS)
    if line is not None and line.get(q("w:lineRule")) == "exact":
        shorter = int(line.get(q("w:line"), "579")) - round((points - fitted) * 20)
        own = paragraph_property(paragraph, "w:spacing")
        own.set(q("w:line"), str(shorter))
        own.set(q("w:lineRule"), "exact")


def _first_page_once(tree: etree._Element) -> None:
    """A first page of its own for the first section alone: a page break copies the setting to every annex."""
    for section in list(tree.iter(q("w:sectPr")))[1:]:
        for own in section.findall(q("w:titlePg")):
            section.remove(own)


def _fit_box(anchor: etree._Element, names: dict[str, str], styles: dict[str, etree._Element]) -> None:
    """Make a text box at the page's foot as high as its lines, so that text above is neither covered nor pushed away."""
    extent = need(anchor, "wp:extent")
    width = int(extent.get("cx", "0")) // EMU_PER_TWIP
    total = 0
    for paragraph in anchor.iter(q("w:p")):
        own = paragraph.find("w:pPr/w:pStyle", NS)
        name = names.get(own.get(q("w:val"), ""), "") if own is not None else ""
        total += _paragraph_height(paragraph, styles.get(name), width, single=name in ONE_LINE)
    for node in (extent, *anchor.iter(q("a:ext"))):
        if node.get("cy") is not None:
            node.set("cy", str(total * EMU_PER_TWIP))


def _paragraph_height(
    paragraph: etree._Element, style: etree._Element | None, width: int, *, single: bool = False
) -> int:
    """Twips: lines by estimated width (one, where it was made to fit), times the exact line, plus borders."""
    line, size, left, right, hanging, around = 579, 14.0, 0, 0, 0, 0
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
            hanging = int(indent.get(q("w:hanging"), str(hanging)))
        size_node = source.find("w:rPr/w:sz", NS)
        if size_node is not None:
            size = int(size_node.get(q("w:val"), "28")) / 2
    room = max(width - left - right, 200)
    needed = half_width(paragraph_text(paragraph)) * size * 10 + hanging
    borders = sum(
        round(int(side.get(q("w:sz"), "0")) * 2.5) + int(side.get(q("w:space"), "0")) * 20
        for side in paragraph.iterfind("w:pPr/w:pBdr/*", NS)
    )
    return (1 if single else max(1, -(-round(needed) // room))) * line + borders + around


def paragraph_property(paragraph: etree._Element, name: str) -> etree._Element:
    """A paragraph's own ``w:spacing``, ``w:ind`` or ``w:jc``, made in its schema place."""
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


_TAIL = ("w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr")
_AFTER = {"w:spacing": ("w:ind", *_TAIL), "w:ind": _TAIL, "w:jc": _TAIL[3:]}


_MOST_BESIDE = 15
"""Paragraphs that an annex's title, unit line and notes may have."""
_MOVABLE = 6 * 56
"""Half-width characters in six lines: a paragraph up to this length moves to the page of the signature."""
_CHARACTER = 315
"""Twips of one character of 3号 with the -0.25 pt that puts 28 on a line."""


def _sign(signed: etree._Element, dated: etree._Element, room: int) -> None:
    """署名 and 成文日期 without seal (GB/T 9704-2012 7.3.5.2): 署名 two characters from the right, the date's first
    character two right of the 署名's first; a date that is longer itself stands two from the right.

    The date is placed from the left: programs put different gaps between its digits and characters.
    """
    name, date = half_width(paragraph_text(signed)) / 2, set_width(paragraph_text(dated))
    if date <= name:
        _indent(signed, right=640)
        _indent(dated, left=max(0, round(room - name * _CHARACTER)))
    else:
        _indent(dated, right=640)
        _indent(signed, left=max(0, round(room - (date + 4) * _CHARACTER)))


def _sign_under_seal(signed: etree._Element, dated: etree._Element) -> None:
    """With a seal (7.3.5.1): the date four characters from the right, 署名 centred on it, or the date on 署名 when that
    would put a long 署名 outside the text.
    """
    name, date = set_width(paragraph_text(signed)), set_width(paragraph_text(dated))
    blank = 4 - (name - date) / 2
    _indent(dated, right=round((4 if blank >= 0 else (name - date) / 2) * _CHARACTER))
    _indent(signed, right=round(max(0.0, blank) * _CHARACTER))


def _keep_with_text(signed: etree._Element) -> None:
    """Bring the 附件说明 and some text along when 署名 moves to a new page: no page holds a signature alone (7.3.5.5)."""
    before = signed.getprevious()
    blanks = 0
    while before is not None and before.tag == q("w:p") and blanks < 3:
        properties = before.find(q("w:pPr"))
        if properties is None or properties.find(q("w:sectPr")) is not None:
            return
        if half_width(paragraph_text(before)) > _MOVABLE:
            return  # a long paragraph would leave the page before it half empty
        if properties.find(q("w:keepNext")) is None:
            style = properties.find(q("w:pStyle"))
            properties.insert(0 if style is None else 1, etree.Element(q("w:keepNext")))
        text = paragraph_text(before)
        name = properties.find(q("w:pStyle"))
        if text and not (name is not None and name.get(q("w:val"), "").startswith("GwAnnex")):
            return
        blanks += not text
        before = before.getprevious()


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
    return sum(_paragraph_height(node, _style_of(node, by_id), width) for node in beside)


def _style_of(paragraph: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    own = paragraph.find("w:pPr/w:pStyle", NS)
    return None if own is None else by_id.get(own.get(q("w:val"), ""))


def _indent(paragraph: etree._Element, *, left: int = 0, right: int = 0) -> None:
    indent = paragraph_property(paragraph, "w:ind")
    for side, value in (("left", left), ("right", right)):
        indent.set(q(f"w:{side}"), str(value))
    indent.set(q("w:firstLine"), "0")
    paragraph_property(paragraph, "w:jc").set(q("w:val"), "left" if left else "right")


def name_faces(package: Package, faces: Faces) -> None:
    """Write the pack's typefaces where the shipped templates name the usual ones."""
    changes = {usual: wanted for usual, wanted in zip(astuple(Faces()), astuple(faces), strict=True) if usual != wanted}
    if not changes:
        return
    for part, data in package.parts.items():
        if part.startswith("word/") and part.endswith(".xml"):
            text = data.decode("utf-8")
            for usual, wanted in changes.items():
                text = text.replace(f'="{usual}"', f'="{wanted}"')
            package.parts[part] = text.encode("utf-8")
