"""Problems of a Word template → a copy with Word comments (批注) at the spots."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence

from lxml import etree

from gongwen.guard.package import check_package
from gongwen.model.problems import Problem
from gongwen.render.word.ooxml import NS, PRESERVE, child, parse_xml, q, serialize
from gongwen.render.word.package import Package
from gongwen.render.word.places import Placed, paragraphs

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_AUTHOR, _INITIALS = "gongwen", "检"


def comment_template(data: bytes, problems: Sequence[Problem]) -> bytes | None:
    """The template with one comment a problem; None where the file is no Word document that may be opened.

    Word allows comments in the body alone: what is wrong in a header or a footer, or with the file as a whole, stands
    at the first paragraph, with its place in words; a text box's stands at the paragraph that holds the box.
    """
    if data[:4] != b"PK\x03\x04" or check_package(data, ""):
        return None
    try:
        package = Package(data)
        tree = parse_xml(package.parts[package.main_part])
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return None
    body = list(paragraphs(tree, "正文"))
    if not body:
        return None
    part = _comments_part(package)
    comments = parse_xml(package.parts[part])
    taken = [int(item.get(q("w:id"), "0")) for item in comments]
    for number, problem in enumerate(problems, start=max(taken, default=-1) + 1):
        spot = next((p for p in body if p.place == problem.place), None)
        _mark(_anchor(body[0] if spot is None else spot), number)
        place = "" if spot is not None or not problem.place else f"{problem.place}："
        _comment(comments, number, f"[{problem.severity.label}] {place}{problem.message}", problem.fix)
    package.parts[package.main_part] = serialize(tree)
    package.parts[part] = serialize(comments)
    return package.to_bytes()


def _comments_part(package: Package) -> str:
    main = package.main_part
    for kind, target, _ in package.relations(main):
        if kind.endswith("/comments") and target in package.parts:
            return target
    empty = etree.Element(q("w:comments"), nsmap={"w": NS["w"]})
    made = package.add("word/comments{}.xml", serialize(empty), _TYPE)
    package.relate(main, "comments", made)
    return made


def _anchor(placed: Placed) -> etree._Element:
    """The paragraph itself, or the outermost one around a text box."""
    around = list(placed.element.iterancestors(q("w:p")))
    return around[-1] if around else placed.element


def _mark(paragraph: etree._Element, number: int) -> None:
    start = etree.Element(q("w:commentRangeStart"))
    start.set(q("w:id"), str(number))
    properties = paragraph.find(q("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    child(paragraph, "w:commentRangeEnd", {"w:id": str(number)})
    child(child(paragraph, "w:r"), "w:commentReference", {"w:id": str(number)})


def _comment(comments: etree._Element, number: int, message: str, fix: str) -> None:
    made = child(comments, "w:comment", {"w:id": str(number), "w:author": _AUTHOR, "w:initials": _INITIALS})
    for text in (message, f"改法：{fix}" if fix else ""):
        if text:
            child(child(child(made, "w:p"), "w:r"), "w:t", PRESERVE).text = text
