"""Comments (批注) on cells of an existing sheet: a comments part and the old drawing part that shows their boxes.

Both Excel and WPS want the two together. What a clerk wrote before stays: a comment on the same cell gets our words under
theirs, other comments and form controls are left as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from gongwen.guard.text import showable
from gongwen.render.marking.package import Package, parse, place_of, resolve_target

if TYPE_CHECKING:
    from lxml.etree import _Element

Notes: TypeAlias = dict[str, str]
"""Address → text."""

AUTHOR = "数据核对"
ANCHOR_PARTS = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What must stand behind ``legacyDrawing`` in a worksheet (ECMA-376 18.3.1.99)."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{column_after}, 10, {top}, 4, {right}, 10, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def add_notes(package: Package, part: str, sheet: _Element, notes: Notes) -> None:
    """Comment cells of one sheet; ``sheet`` is its tree and gets a reference where it had none.

    Cells with a threaded comment (会话批注) keep it alone: Excel shows no plain comment beside one.
    """
    relations_part, relations = package.relations(part)
    comments_part = _related(part, relations, "/comments")
    threaded = _threaded(package, part, relations)
    wanted = {address: text for address, text in notes.items() if address not in threaded}
    if not wanted:
        return
    if comments_part is None:
        comments_part = package.free_name("xl/comments{}.xml")
        _relate(relations, part, comments_part, f"{_base(sheet)}/comments")
        _declare(package, comments_part, _COMMENTS_TYPE)
        tree = _new_comments(sheet)
    else:
        tree = package.tree(comments_part)
    fresh = _write_comments(tree, wanted)
    package.write(comments_part, tree)
    _draw(package, part, sheet, relations, fresh, wanted)
    package.write(relations_part, relations)


# -- comments ------------------------------------------------------------------------------------------------------


def _new_comments(sheet: _Element) -> _Element:
    from lxml import etree

    namespace = etree.QName(sheet).namespace
    tree = parse(f'<comments xmlns="{namespace}"/>'.encode())
    etree.SubElement(tree, f"{{{namespace}}}authors")
    etree.SubElement(tree, f"{{{namespace}}}commentList")
    return tree


def _write_comments(tree: _Element, notes: Notes) -> list[str]:
    """Put the words in; returns the addresses that had no comment before."""
    from lxml import etree

    namespace = etree.QName(tree).namespace
    authors, listed = tree[0], tree[1]
    etree.SubElement(authors, f"{{{namespace}}}author").text = AUTHOR
    author = str(len(authors) - 1)
    old = {item.get("ref", ""): item for item in listed}
    for address, text in notes.items():
        if address in old:
            _add_run(old[address][0], f"\n{text}")
            continue
        comment = etree.SubElement(listed, f"{{{namespace}}}comment", ref=address, authorId=author)
        _add_run(etree.SubElement(comment, f"{{{namespace}}}text"), text)
    return [address for address in notes if address not in old]


def _add_run(text: _Element, words: str) -> None:
    """A run of our words behind what stands there; plain text becomes a run first."""
    from lxml import etree

    namespace = etree.QName(text).namespace
    if len(text) and text[0].tag.endswith("}t"):
        plain = text[0]
        run = etree.Element(f"{{{namespace}}}r")
        text.replace(plain, run)
        run.append(plain)
    run = etree.Element(f"{{{namespace}}}r")
    shape = etree.SubElement(run, f"{{{namespace}}}rPr")
    etree.SubElement(shape, f"{{{namespace}}}sz", val="10")
    etree.SubElement(shape, f"{{{namespace}}}color", indexed="81")
    etree.SubElement(shape, f"{{{namespace}}}rFont", val="宋体")
    etree.SubElement(shape, f"{{{namespace}}}charset", val="134")
    content = etree.SubElement(run, f"{{{namespace}}}t")
    content.text = _fit(words)
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    place = next((i for i, child in enumerate(text) if not child.tag.endswith("}r")), len(text))
    text.insert(place, run)


def _fit(words: str) -> str:
    """Words that XML can hold; Excel reads _x0041_ as a letter, so an underscore before x is spelt out."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", showable(words))


# -- drawing -------------------------------------------------------------------------------------------------------


def _draw(package: Package, part: str, sheet: _Element, relations: _Element, fresh: list[str], notes: Notes) -> None:
    """A box for each new comment in the sheet's old drawing."""
    name = _drawing(part, sheet, relations)
    if name is None:
        number = _free_block(package)
        name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        _refer(sheet, _relate(relations, part, name, f"{_base(sheet)}/vmlDrawing"))
        _declare_vml(package)
        old = f"{_VML_HEAD.format(number=number)}{_SHAPE_TYPE}</xml>"
        first = 1024 * number
    else:
        old = package.read(name).decode("utf-8", "surrogateescape")
        first = max((int(found) for found in re.findall(r"_x0000_s(\d+)", old)), default=1024 * _free_block(package))
        if "_x0000_t202" not in old:
            old = _before_end(old, _SHAPE_TYPE)
    shapes = []
    for order, address in enumerate(fresh, 1):
        row, column = place_of(address)
        lines = sum(1 + len(line) // 18 for line in notes[address].split("\n"))
        shapes.append(
            _SHAPE.format(
                id=first + order,
                order=order,
                width=200,
                height=14 * lines + 12,
                row=row,
                column=column,
                column_after=column + 1,
                top=max(row - 1, 0),
                right=column + 4,
                bottom=max(row - 1, 0) + lines + 1,
            )
        )
    package.changed[name] = _before_end(old, "".join(shapes)).encode("utf-8", "surrogateescape")


def _free_block(package: Package) -> int:
    """A block of 1024 shape numbers that no drawing of the workbook has taken."""
    drawings = [name for name in (*package.parts, *package.changed) if name.endswith(".vml")]
    found = [re.findall(rb'idmap[^>]*data="([\d,]+)"', package.read(name)) for name in drawings]
    return 1 + max((int(block) for texts in found for text in texts for block in text.split(b",") if block), default=0)


def _before_end(text: str, more: str) -> str:
    """Old drawings are not always well-formed XML, so they are not parsed: ours goes before the last tag."""
    head, tag, tail = text.rpartition("</xml>")
    return f"{head}{more}{tag}{tail}"


def _drawing(part: str, sheet: _Element, relations: _Element) -> str | None:
    for child in sheet:
        if isinstance(child.tag, str) and child.tag.endswith("}legacyDrawing"):
            wanted = next((str(value) for key, value in child.attrib.items() if str(key).endswith("}id")), "")
            for relation in relations:
                if relation.get("Id") == wanted:
                    return resolve_target(part, relation.get("Target", ""))
    return None


def _refer(sheet: _Element, relation: str) -> None:
    from lxml import etree

    made = etree.Element(f"{{{etree.QName(sheet).namespace}}}legacyDrawing")
    made.set(f"{{{_base(sheet)}}}id", relation)
    ends = tuple(f"}}{name}" for name in ANCHOR_PARTS)
    place = next((i for i, c in enumerate(sheet) if isinstance(c.tag, str) and c.tag.endswith(ends)), len(sheet))
    sheet.insert(place, made)


# -- relations and content types -----------------------------------------------------------------------------------


def _base(sheet: _Element) -> str:
    from lxml import etree

    return _STRICT if "purl.oclc.org" in str(etree.QName(sheet).namespace) else _OFFICE


def _related(part: str, relations: _Element, kind: str) -> str | None:
    for relation in relations:
        if relation.get("Type", "").endswith(kind):
            return resolve_target(part, relation.get("Target", ""))
    return None


def _threaded(package: Package, part: str, relations: _Element) -> frozenset[str]:
    name = _related(part, relations, "/threadedComment")
    return frozenset() if name is None else frozenset(item.get("ref", "") for item in package.tree(name))


def _relate(relations: _Element, part: str, target: str, kind: str) -> str:
    """A new relation; returns its id."""
    from lxml import etree

    taken = {relation.get("Id") for relation in relations}
    made = next(name for n in range(1, 10_000) if (name := f"rId{n}") not in taken)
    namespace = etree.QName(relations).namespace
    etree.SubElement(relations, f"{{{namespace}}}Relationship", Id=made, Type=kind, Target=f"/{target}")
    return made


def _declare(package: Package, part: str, kind: str) -> None:
    from lxml import etree

    tree = package.tree("[Content_Types].xml")
    namespace = etree.QName(tree).namespace
    etree.SubElement(tree, f"{{{namespace}}}Override", PartName=f"/{part}", ContentType=kind)
    package.write("[Content_Types].xml", tree)


def _declare_vml(package: Package) -> None:
    from lxml import etree

    tree = package.tree("[Content_Types].xml")
    if not any(item.get("Extension", "").casefold() == "vml" for item in tree):
        namespace = etree.QName(tree).namespace
        tree.insert(0, etree.Element(f"{{{namespace}}}Default", Extension="vml", ContentType=_VML_TYPE))
        package.write("[Content_Types].xml", tree)
