"""Where things stand in a Word file, in words a person can follow: 正文 第5段, 正文 表1 行4 列1, 页眉1 第1段."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from gongwen.render.word.ooxml import paragraph_text, q
from gongwen.render.word.package import Package

_TEXT_PARTS = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """One paragraph with its place and its own text."""

    place: str
    text: str
    element: etree._Element


def text_parts(package: Package) -> list[tuple[str, str]]:
    """(part, its Chinese label) of every part that holds text: the document first, then headers, footers, notes."""
    main = package.main_part
    found = [(main, "正文")]
    counts: dict[str, int] = {}
    for kind, target, _ in package.relations(main):
        label = _TEXT_PARTS.get(kind.rpartition("/")[2])
        if label and target in package.parts and target not in (part for part, _ in found):
            counts[label] = counts.get(label, 0) + 1
            found.append((target, f"{label}{counts[label]}" if label in ("页眉", "页脚") else label))
    return found


def paragraphs(tree: etree._Element, label: str) -> Iterator[Placed]:
    """Every paragraph of a part in reading order, those in tables and text boxes included."""
    tables = {table: number for number, table in enumerate(tree.iter(q("w:tbl")), start=1)}
    plain = 0
    for element in tree.iter(q("w:p")):
        cell = next(element.iterancestors(q("w:tc")), None)
        if cell is not None:
            place = f"{label} {_cell_place(cell, tables)}"
        else:
            plain += 1
            box = "文本框 " if next(element.iterancestors(q("w:txbxContent")), None) is not None else ""
            place = f"{label} {box}第{plain}段"
        yield Placed(place, paragraph_text(element), element)


def _cell_place(cell: etree._Element, tables: dict[etree._Element, int]) -> str:
    row = next(cell.iterancestors(q("w:tr")))
    table = next(cell.iterancestors(q("w:tbl")))
    rows = [item for item in table if item.tag == q("w:tr")]
    cells = [item for item in row if item.tag == q("w:tc")]
    return f"表{tables[table]} 行{rows.index(row) + 1} 列{cells.index(cell) + 1}"
