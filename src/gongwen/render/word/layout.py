"""Finishing touches that need the finished text: names on one line, boxes as high as their lines, the typefaces."""

from __future__ import annotations

from dataclasses import astuple

from lxml import etree

from gongwen.model.document import Faces
from gongwen.model.problems import Problem, Severity
from gongwen.render.word.closing import (
    CASE_ENDS,
    RECIPIENTS,
    SIGNATURE_STYLES,
    TITLE,
    UNDER_TITLE,
    keep_case_ends,
    place_signature,
)
from gongwen.render.word.measure import LINE, end_of, own_size, paragraph_height, paragraph_property, set_size
from gongwen.render.word.ooxml import (
    EMU_PER_TWIP,
    NS,
    Sections,
    need,
    paragraph_text,
    parent_of,
    q,
    set_width,
    style_id,
)
from gongwen.render.word.package import Package

_MARK = "版头标志"
ONE_LINE = (
    _MARK, "版头标志（联合）", "简报名称", "编发单位", "编发单位（套打）", "纪要单位日期", "公文标题", "附件标题", "表名", "案例要点",
)  # fmt: skip
"""Styles whose paragraphs are shrunk until each stands on one line (to two thirds at most)."""
_JOINT_MARK, _JOINT_WORD = "版头标志（联合）", "版头标志（文件）"
"""The names of several organs, and 文件 at their right in the same size (GB/T 9704-2012 7.2.4)."""
_SMALLEST_MARK = 26.0
"""Points (1号): several organs' names stay larger than the title."""
_SLACK = 100
"""Twips that stay free in a cell: names spread over all of its width are broken, by LibreOffice from 3 pt on."""
_NAMED = (*ONE_LINE, _JOINT_WORD, *SIGNATURE_STYLES, *CASE_ENDS)
LETTER_HEAD = "信函版头"
"""Name of the text box that holds a letter's mark, rules and number: its first page has no page number (10.1)."""
_A3 = (23811, 16838)
"""Twips of an A3 sheet lying: 420 × 297 mm."""
FITTED_BOXES = ("版记", "报尾", LETTER_HEAD)
"""Names of text boxes (选择窗格 shows them) that are made as high as their lines."""


def arrange(tree: etree._Element, styles: dict[str, etree._Element], product: str) -> tuple[Problem, ...]:
    """Apply the rules to the paragraphs of the named styles; a template without them is left as it is."""
    names = {style.get(q("w:styleId"), ""): name for name, style in styles.items()}
    sections = Sections(tree)
    by_style: dict[str, list[etree._Element]] = {}
    wanted = {style.get(q("w:styleId"), "") for name, style in styles.items() if name in _NAMED}
    attribute = q("w:val")
    for own in tree.iter(q("w:pStyle")):
        if own.get(attribute) in wanted:
            by_style.setdefault(names[own.get(attribute, "")], []).append(parent_of(parent_of(own)))
    for name in ONE_LINE:
        # Lines of one title keep one size.
        group = by_style.get(name, ())
        fitted = min((_fitting_size(paragraph, styles[name], sections) for paragraph in group), default=0.0)
        for paragraph in (*group, *(by_style.get(_JOINT_WORD, ()) if name == _JOINT_MARK else ())):
            _one_line(paragraph, styles[name], fitted)
    for anchor in tree.iter(q("wp:anchor")):
        properties = anchor.find(q("wp:docPr"))
        if properties is not None and properties.get("name", "") in FITTED_BOXES:
            _fit_box(anchor, names, styles)
            if properties.get("name") == LETTER_HEAD:
                _first_page_once(tree)
    shown = _show_text(by_style, styles, sections)
    place_signature(by_style, styles, sections)
    keep_case_ends(by_style)
    return () if shown else (_no_text(product),)


def _show_text(
    by_style: dict[str, list[etree._Element]], styles: dict[str, etree._Element], sections: Sections
) -> bool:
    """Set the names of several organs closer until the first page shows a line of text; whether it does (7.3.3)."""
    title, kind = by_style.get(TITLE, ())[-1:], _JOINT_MARK if by_style.get(_JOINT_MARK) else _MARK
    text = _first_text(title[0], styles) if title and RECIPIENTS in styles else None
    above = None if text is None else text.getprevious()
    if text is None or above is None:
        return True
    marks, height = by_style.get(kind, ()), sections.height(text)
    fitted = min((own_size(mark) or _type_size(styles[kind]) for mark in marks), default=0.0) if len(marks) > 1 else 0.0
    wanted = LINE * (2 if _is_heading(text, styles) else 1)
    while True:
        pages, down = end_of(above, styles, sections)
        if not pages and down + wanted + LINE // 2 <= height:
            return True
        if fitted <= _SMALLEST_MARK:
            return not pages and down + wanted <= height
        fitted -= 0.5
        for paragraph in (*marks, *by_style.get(_JOINT_WORD, ())):
            _one_line(paragraph, styles[kind], fitted)


def _is_heading(paragraph: etree._Element, styles: dict[str, etree._Element]) -> bool:
    """Whether it takes the next line along: a heading never ends a page."""
    used = (style for style in styles.values() if style.get(q("w:styleId")) == style_id(paragraph))
    return any(style.find("w:pPr/w:keepNext", NS) is not None for style in used)


def _first_text(title: etree._Element, styles: dict[str, etree._Element]) -> etree._Element | None:
    """The paragraph of text that follows a title and what belongs to it."""
    beside = {styles[name].get(q("w:styleId"), "") for name in (TITLE, *UNDER_TITLE) if name in styles}
    for node in title.itersiblings():
        if node.tag == q("w:p") and paragraph_text(node) and style_id(node) not in beside:
            return node
    return None


def _no_text(product: str) -> Problem:
    return Problem(
        Severity.WARNING, "document.first_page", f"{product}：首页排不下正文，版头、标题、主送已占满一面（GB/T 9704 7.3.3）",
        "缩短标题，主送放到版记（recipients_place），联合行文的标志只用主办机关（joint_mark）", place="第1页",
    )  # fmt: skip


def turn_page(tree: etree._Element, paper: str = "A4") -> None:
    """Turn the document's last section to landscape, margins with it; for a table that stands alone (横排, A3)."""
    section = tree.findall(".//" + q("w:sectPr"))[-1]
    size, margins = section.find("w:pgSz", NS), section.find("w:pgMar", NS)
    if size is None or margins is None:
        return
    width, height = (int(size.get(q(f"w:{side}"), "0")) for side in ("w", "h"))
    if width < height:
        _turn_margins(margins)
    wide, high = _A3 if paper == "A3" else (max(width, height), min(width, height))
    for name, value in (("w", str(wide)), ("h", str(high)), ("orient", "landscape")):
        size.set(q(f"w:{name}"), value)


def _turn_margins(margins: etree._Element) -> None:
    """The sheet is turned counter-clockwise: its left edge is the new top (GB/T 9704-2012, 8)."""
    sides = ("top", "right", "bottom", "left")
    old = {side: margins.get(q(f"w:{side}"), "1440") for side in sides}
    for new, before in zip(sides, ("left", "top", "right", "bottom"), strict=True):
        margins.set(q(f"w:{new}"), old[before])
    margins.set(q("w:footer"), str(max(400, int(old["right"]) - 567)))


def _type_size(style: etree._Element) -> float:
    size = style.find("w:rPr/w:sz", NS)
    return int(size.get(q("w:val"), "32")) / 2 if size is not None else 16.0


def _fitting_size(paragraph: etree._Element, style: etree._Element, sections: Sections) -> float:
    """The largest size in points, up to the style's, at which the paragraph is one line, or each of its lines is."""
    text, points = max(paragraph_text(paragraph).split("\n"), key=set_width), _type_size(style)
    spacing = style.find("w:rPr/w:spacing", NS)
    extra = int(spacing.get(q("w:val"), "0")) if spacing is not None else 0
    indent = style.find("w:pPr/w:ind", NS)
    sides = sum(int(indent.get(q(f"w:{side}"), "0")) for side in ("left", "right")) if indent is not None else 0
    width = sections.width(paragraph) - sides - (_SLACK if parent_of(paragraph).tag == q("w:tc") else 0)
    if set_width(text) * points * 20 + len(text) * extra <= width:
        return points
    fitted = int((width - len(text) * extra) / (set_width(text) * 20) * 2) / 2
    return fitted if fitted >= points * 2 / 3 or points > 30 else points


def _one_line(paragraph: etree._Element, style: etree._Element, fitted: float) -> None:
    """Shrink type and line together: glyphs sit at the same share of an exact line, so the upper edge stays."""
    points = _type_size(style)
    if fitted >= points:
        return
    set_size(paragraph, fitted)
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
        name = names.get(style_id(paragraph), "")
        total += paragraph_height(paragraph, styles.get(name), width, single=name in ONE_LINE)
    for node in (extent, *anchor.iter(q("a:ext"))):
        if node.get("cy") is not None:
            node.set("cy", str(total * EMU_PER_TWIP))


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
