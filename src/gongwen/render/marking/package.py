"""The parts of a workbook's package, and addresses in its sheets."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class NotMarkable(ValueError):
    """The package is no ordinary workbook; the text says why, in Chinese."""


@dataclass
class Package:
    """The parts of a workbook, changed ones replaced, new ones at the end; order and the rest as they came."""

    parts: dict[str, bytes]
    changed: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """A part as it now stands. Raises NotMarkable where it is missing."""
        try:
            return self.changed.get(name) or self.parts[name]
        except KeyError:
            raise NotMarkable(f"工作簿里缺少部件 {name}") from None

    def tree(self, name: str) -> _Element:
        """A part as an element tree, entities left alone."""
        return parse(self.read(name))

    def relations(self, part: str) -> tuple[str, _Element]:
        """The relations part of a part and its tree, empty where there is none."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path in self.parts or path in self.changed:
            return path, self.tree(path)
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        return path, parse(empty)

    def write(self, name: str, tree: _Element) -> None:
        """Put a tree back as a part."""
        from lxml import etree

        self.changed[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def free_name(self, pattern: str) -> str:
        """The first part name of a pattern with {} that is not taken."""
        taken = {name.casefold() for name in (*self.parts, *self.changed)}
        return next(name for n in range(1, 10_000) if (name := pattern.format(n)).casefold() not in taken)


def parse(data: bytes) -> _Element:
    """XML without entities, network or DTD. Raises NotMarkable."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_blank_text=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise NotMarkable("工作簿内部结构有误") from fault


def resolve_target(part: str, target: str) -> str:
    """The part that a relation of another part points to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def split(address: str) -> tuple[str, str]:
    """Letters and digits of an address."""
    match = ADDRESS.fullmatch(address)
    assert match is not None
    return match[1], match[2]


def column_of(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def place_of(address: str) -> tuple[int, int]:
    """Row and column of an address, both from 0."""
    letters, digits = split(address)
    return int(digits) - 1, column_of(letters) - 1
