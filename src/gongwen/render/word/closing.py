"""署名 and 成文日期 in their place, and never on a page without text (GB/T 9704-2012 7.3.5)."""

from __future__ import annotations

from lxml import etree

from gongwen.render.word.measure import LINE, end_of, own_size, paragraph_height, paragraph_property, set_size
from gongwen.render.word.ooxml import NS, Sections, need, paragraph_text, q, set_width, style_id

SIGNED, DATED = "署名", "成文日期"
SEALED, SEAL_DATED = "署名（盖章）", "成文日期（盖章）"
_SEALS = tuple(f"署名（{columns}枚章一排）" for columns in (1, 2, 3))
_ABOVE_DATE = (SIGNED, SEALED, *_SEALS, "签名章")
TITLE, RECIPIENTS = "公文标题", "主送机关"
UNDER_TITLE = ("阶段标记", "示例说明", RECIPIENTS)
"""Between the title and the text."""
_BEFORE_TEXT = (*UNDER_TITLE, "一级标题", "二级标题")
"""A heading alone is no text."""
_CLOSEST = 500
"""Twips of the closest lines: 25 pt."""
_LONGEST_LIST = 10
"""Paragraphs of an 附件说明 that are kept together; more are a good part of a page."""
_POSTSCRIPT = "附注"
SIGNATURE_STYLES = (*_ABOVE_DATE, DATED, SEAL_DATED, _POSTSCRIPT)
"""Names of the styles of what is signed, to the last line of it."""
CASE_ENDS = ("供稿", "案例框尾")
"""Styles of what ends a case."""
_SIZE, _SMALLEST = 16.0, 2 / 3
_CHARACTER = 315
"""Twips of one character of 3号 with the -0.25 pt that puts 28 on a line."""


def place_signature(
    by_style: dict[str, list[etree._Element]], styles: dict[str, etree._Element], sections: Sections
) -> None:
    """Put 署名 and 成文日期 where they belong, and keep them with text, 附注 with them. Of several organs the last stands
    over the date.
    """
    for name, blank in ((SEALED, 0), (_SEALS[0], 2.2)):
        for signed in by_style.get(name, ())[:1]:
            _on_one_line(by_style[name], sections.width(signed), blank)
    for dated in by_style.get(DATED, ())[:1]:
        _sign(by_style.get(SIGNED, []), dated, sections.width(dated))
    for signed, dated in zip(by_style.get(SEALED, ()), by_style.get(SEAL_DATED, ()), strict=False):
        _sign_under_seal(signed, dated)
    for postscript in by_style.get(_POSTSCRIPT, ()):
        above = postscript.getprevious()
        if above is not None and above.tag == q("w:p"):
            _bind(above)
    for name in _ABOVE_DATE:
        for signed in by_style.get(name, ())[:1]:
            _keep_with_text(signed, styles, sections)


def _on_one_line(names: list[etree._Element], room: int, blank: float) -> None:
    """Organs' names that are longer than a line, with so many characters free, are set smaller, all alike: to two
    thirds at most.
    """
    share = (room / _CHARACTER - blank) / max(1.0, *(set_width(paragraph_text(name)) for name in names))
    if _SMALLEST <= share < 1:
        for name in names:
            set_size(name, int(share * _SIZE * 2) / 2)


def _width(signed: etree._Element) -> float:
    """Of a name, in characters of 3号."""
    return set_width(paragraph_text(signed)) * (own_size(signed) or _SIZE) / _SIZE


def _sign(names: list[etree._Element], dated: etree._Element, room: int) -> None:
    """署名 and 成文日期 without seal (GB/T 9704-2012 7.3.5.2): 署名 two characters from the right, the date's first
    character two right of the 署名's first; a date that is longer itself stands two from the right. Several names end
    at one edge, and the date goes by the last.

    The date is placed from the left: programs put different gaps between its digits and characters.
    """
    date, blank = set_width(paragraph_text(dated)), 2.0
    if names:
        _on_one_line(names, room, max(blank, date + 4 - _width(names[-1]) * _SMALLEST))
    last = [_width(name) for name in names][-1:]
    for name in last:
        if date <= name:
            _indent(dated, left=max(0, round(room - name * _CHARACTER)))
        else:
            _indent(dated, right=640)
            blank = date + 4 - name
    for signed in names:
        _indent(signed, right=640 if blank == 2 else round(blank * _CHARACTER))


def _sign_under_seal(signed: etree._Element, dated: etree._Element) -> None:
    """With a seal (7.3.5.1): the date four characters from the right, 署名 centred on it, or the date on 署名 when that
    would put a long 署名 outside the text.
    """
    name, date = _width(signed), set_width(paragraph_text(dated))
    blank = 4 - (name - date) / 2
    _indent(dated, right=round((4 if blank >= 0 else (name - date) / 2) * _CHARACTER))
    _indent(signed, right=round(max(0.0, blank) * _CHARACTER))


def _keep_with_text(signed: etree._Element, styles: dict[str, etree._Element], sections: Sections) -> None:
    """Bring the last lines of text (or of the 附件说明) along when 署名 moves to a new page: no page holds it alone.

    Word moves two lines of a long paragraph, LibreOffice the whole of it, which would leave the page before half
    empty; so the last paragraph is bound only where the end of the page is near.
    """
    above = signed.getprevious()
    while above is not None and above.tag == q("w:p") and not paragraph_text(above):
        if above.find("w:pPr/w:sectPr", NS) is not None:
            return
        _bind(above)
        above = above.getprevious()
    if above is None or above.tag != q("w:p") or not _near_the_end(above, signed, styles, sections):
        return
    _set_closer(above, styles, sections)
    _bind(above)
    for before in _list_above(above):
        _bind(before)


def _set_closer(above: etree._Element, styles: dict[str, etree._Element], sections: Sections) -> None:
    """Where what moves with 署名 is all the text there is, the first page would show none (7.3.3): its lines are set
    closer until everything stands there, as 7.3.5.5 allows, but not under 25 points.
    """
    names = {style.get(q("w:styleId"), ""): name for name, style in styles.items()}
    moved, lines = _list_above(above), [*_signed_under(above, names)[::-1], above]
    for node in above.itersiblings(preceding=True):
        name = _style_name(node, names)
        if name == TITLE:
            break
        if node.tag != q("w:p") or (paragraph_text(node) and node not in moved and name not in _BEFORE_TEXT):
            return
        lines.append(node)
    heights = {node: paragraph_height(node, styles.get(_style_name(node, names)), sections.width(node)) for node in lines}
    whole = [node for node in lines if heights[node] >= LINE]
    pages, down = end_of(whole[0], styles, sections)
    over = (pages - 1) * sections.height(above) + down + LINE // 4
    closer = -(-over // sum(heights[node] // LINE for node in whole))
    if 0 < closer <= LINE - _CLOSEST:
        for node in whole:
            _set_line(node, LINE - closer)


def _set_line(paragraph: etree._Element, line: int) -> None:
    spacing = paragraph_property(paragraph, "w:spacing")
    spacing.set(q("w:line"), str(line))
    spacing.set(q("w:lineRule"), "exact")
    paragraph_property(paragraph, "w:snapToGrid").set(q("w:val"), "0")  # the page's grid has 28.95 points


def _list_above(last: etree._Element) -> list[etree._Element]:
    """From the last name of an 附件说明 up to the last paragraph of text: a page with only some names has no text."""
    found: list[etree._Element] = []
    node: etree._Element | None = last
    while node is not None and (node is not last or _is_annex_name(node)) and len(found) < _LONGEST_LIST:
        node = node.getprevious()
        if node is None or node.tag != q("w:p"):
            break
        found.append(node)
        if paragraph_text(node) and not _is_annex_name(node):
            break
    return found


def _is_annex_name(paragraph: etree._Element) -> bool:
    return style_id(paragraph).startswith("GwAnnex")


def _near_the_end(
    above: etree._Element, signed: etree._Element, styles: dict[str, etree._Element], sections: Sections
) -> bool:
    """Whether what is signed may have no room under the text, give or take a line for every page estimated.

    A paragraph that fills a page with what is signed is bound only where it must be: LibreOffice would turn the page
    before it and still have no room behind it.
    """
    names = {style.get(q("w:styleId"), ""): name for name, style in styles.items()}
    needed = sum(
        paragraph_height(node, styles.get(_style_name(node, names)), sections.width(node))
        for node in _signed_under(above, names)
    )
    page, (pages, down) = sections.height(signed), end_of(above, styles, sections)
    doubt = min(1 + pages, 4) * LINE
    own = paragraph_height(above, styles.get(_style_name(above, names)), sections.width(above))
    return down + needed + (0 if own + needed > page else doubt) > page or (
        pages > 0 and down < doubt + len(_list_above(above)) * LINE
    )


def _signed_under(above: etree._Element, names: dict[str, str]) -> list[etree._Element]:
    """What is signed, and the empty lines before it."""
    found = []
    for node in above.itersiblings():
        if node.tag != q("w:p") or (paragraph_text(node) and _style_name(node, names) not in SIGNATURE_STYLES):
            break
        found.append(node)
    return found


def _style_name(paragraph: etree._Element, names: dict[str, str]) -> str:
    return names.get(style_id(paragraph), "")


def keep_case_ends(by_style: dict[str, list[etree._Element]]) -> None:
    """The line of who wrote a case, and the strip that closes its box, never open a page alone."""
    for name in CASE_ENDS:
        for end in by_style.get(name, ()):
            above = end.getprevious()
            if above is not None and above.tag == q("w:p"):
                _bind(above)


def _bind(paragraph: etree._Element) -> None:
    """Keep with the next paragraph, two lines at least: ``w:keepNext`` and ``w:widowControl`` in their schema places."""
    if paragraph.find(q("w:pPr")) is None:
        paragraph.insert(0, etree.Element(q("w:pPr")))
    properties = need(paragraph, "w:pPr")
    for name in ("w:keepNext", "w:widowControl"):
        for old in properties.findall(q(name)):
            properties.remove(old)
    for name, earlier in (("w:keepNext", _FIRST[:1]), ("w:widowControl", _FIRST)):
        before = [item for item in properties if item.tag in {q(other) for other in earlier}]
        properties.insert(len(before), etree.Element(q(name)))


_FIRST = ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr")
"""What stands before ``w:widowControl`` among a paragraph's properties."""


def _indent(paragraph: etree._Element, *, left: int = 0, right: int = 0) -> None:
    indent = paragraph_property(paragraph, "w:ind")
    for side, value in (("left", left), ("right", right)):
        indent.set(q(f"w:{side}"), str(value))
    indent.set(q("w:firstLine"), "0")
    paragraph_property(paragraph, "w:jc").set(q("w:val"), "left" if left else "right")
