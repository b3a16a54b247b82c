"""Proof after rendering: every value that was to be printed is on the page, in order, and no template mark is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping

from lxml import etree

from gongwen.model.problems import Problem, Severity
from gongwen.render.word.engine import Filled
from gongwen.render.word.marks import LEFT_OVER, single_braces
from gongwen.render.word.ooxml import parent_of, q
from gongwen.render.word.places import paragraphs


def left_over(tree: etree._Element, label: str, file: str, names: Container[str] = ()) -> Iterator[Problem]:
    """Every paragraph that still shows a template mark, or one of the names in single braces."""
    text = visible_text(tree)
    if "{" not in text and "｛" not in text and not LEFT_OVER.search(text):
        return
    for placed in paragraphs(tree, label):
        found = LEFT_OVER.search(placed.text) or single_braces(placed.text, names)
        if found:
            yield Problem(
                Severity.ERROR, "template.left_over", f"“{placed.text.strip()[:40]}”中的模板符号“{found.group()}”没有被处理",
                "检查花括号是否成对、是否为半角、中间有没有空格", file=file, place=placed.place,
            )  # fmt: skip


def visible_text(tree: etree._Element) -> str:
    """All text of a part in document order, tabs and breaks as one mark each."""
    pieces = []
    for item in tree.iter(q("w:t"), q("m:t"), q("w:tab"), q("w:br")):
        if item.tag in (q("w:t"), q("m:t")):
            pieces.append(item.text or "")
        elif parent_of(item).tag == q("w:r"):
            pieces.append("\t" if item.tag == q("w:tab") else "\n")
    return "".join(pieces)


def lost_in_order(filled: Filled, label: str, file: str) -> Iterator[Problem]:
    """Texts that the template printed and that are not on the page, one after the other."""
    text, position = visible_text(filled.tree), 0
    for piece in filled.printed:
        found = text.find(piece, position)
        if found < 0:
            if piece and not _in_attributes(filled.tree, piece):
                yield _lost(piece, label, file)
            continue
        position = found + len(piece)


def _in_attributes(tree: etree._Element, piece: str) -> bool:
    """A tag may stand in an attribute: a picture's alternative text, a cell's colour."""
    return any(piece in str(value) for node in tree.iter() for value in node.attrib.values())


def _lost(piece: str, label: str, file: str) -> Problem:
    return Problem(
        Severity.ERROR, "document.lost_text", f"“{piece[:60]}”没有出现在生成的文件里",
        "检查模板中包含它的段落", file=file, place=label,
    )  # fmt: skip


def never_printed(
    context: Mapping[str, object], filled: tuple[Filled, ...], file: str, drawn: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    """Items of lists the template walks through whose text it never printed, though it prints that kind elsewhere.

    A template may leave a variable or a key out: then its name stands nowhere in it, or only in a comparison. But a
    key that it does print must be printed for every item: a paragraph of a level that no branch of an ``if`` covers would
    vanish. ``drawn`` are the tokens of charts that stand in charts of the template's own.
    """
    names = frozenset(name for part in filled for name in part.names)
    leaves = [leaf for name in names & context.keys() for leaf in _leaves(context[name], name, inside=False)]
    paths = frozenset(path for path, text in leaves if text in drawn).union(*(part.paths for part in filled))
    wanted = Counter(text for path, text in leaves if path in paths)
    pieces = [piece for part in filled for piece in part.printed]
    printed, joined = Counter(pieces), "\n".join(pieces)
    for text, times in wanted.items():
        # A filter may have joined several into one: 甲、乙和丙.
        if text not in drawn and printed[text] < times and joined.count(text) < times:
            yield _lost(text, "", file)


def _leaves(value: object, path: str, *, inside: bool) -> Iterator[tuple[str, str]]:
    """Path and text of everything in a list."""
    if isinstance(value, str):
        if inside and value:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}", inside=inside)
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item, path, inside=True)
