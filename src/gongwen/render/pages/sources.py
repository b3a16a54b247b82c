"""The templates that a page is made of: found on the search path, read, and everything wrong with them told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from gongwen.assets import find_template
from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity
from gongwen.phrasing.allowlist import check_template
from gongwen.render.word.lint import PartReader
from gongwen.render.word.places import Placed

_EXTENDS = re.compile(r"""\{%[-+]?\s*extends\s+["']([^"']*)["']""")
_PLAIN_NAME = re.compile(r"[^/\\:]+\.html?")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_INHERITANCE = re.compile(r"\{%[-+]?\s*(extends|block|endblock)\b|\{\{-?\s*super\(\)|\{#")
"""Tags, and remarks, that say nothing about what is printed."""


class Source(NamedTuple):
    """One template."""

    path: Path
    text: str


def fault(name: str, code: str, message: str, fix: str, place: str = "") -> TemplateError:
    """A template's single fault."""
    return TemplateError(f"模板 {name} 有误", [Problem(Severity.ERROR, code, message, fix, file=name, place=place)])


def read_template(template: str, folders: Sequence[Path]) -> Source:
    """A template by name; ``2:name`` looks for it from the third folder on (see :func:`further`)."""
    passed, _, name = template.rpartition(":")
    if not _PLAIN_NAME.fullmatch(name) or not (passed.isdecimal() or not passed):
        raise fault(template, "template.missing", "模板名只能是同一文件夹里的 .html 文件名", "去掉路径")
    path = find_template(name, folders[int(passed or 0) :])
    if path is None:
        places = "、".join((folder / "html").as_posix() for folder in folders)
        raise fault(name, "template.missing", f"没有找到网页模板 {name}", f"放进 {places}")
    return Source(path, read_text(path))


def read_text(path: Path) -> str:
    """The text of a template or a style sheet. Raises TemplateError where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise fault(path.name, "template.encoding", "文件不是 UTF-8 编码", "另存为 UTF-8 编码") from error


def further(source: Source, folders: Sequence[Path]) -> str:
    """A template that extends one of its own name means the one that it stands before in the search path."""
    path, text = source
    parent = _EXTENDS.search(text)
    if parent is None or parent[1] != path.name:
        return text
    after = folders.index(path.parent.parent) + 1
    return f"{text[: parent.start(1)]}{after}:{text[parent.start(1) :]}"


def parent_of(text: str) -> str:
    """The name of the template that one extends; empty for none."""
    found = _EXTENDS.search(text)
    return found[1] if found else ""


def chain(name: str, folders: Sequence[Path]) -> tuple[Source, ...]:
    """A template and all that it extends; the allow-list lets a template name its parent only literally."""
    found: list[Source] = []
    parent = name
    while parent:
        source = read_template(parent, folders)
        if source in found:
            raise fault(name, "template.failed", "模板互相套用，没有尽头", "检查各模板的 extends")
        found.append(source)
        parent = parent_of(further(source, folders))
    return tuple(found)


def source_faults(source: str, known: Mapping[str, object], file: str) -> tuple[Problem, ...]:
    """What one template must not say, and names in it that nobody gives, each with its line.

    ``known`` gives the variables by name with a value or a sample of it each.
    """
    unsafe = unsafe_faults(source, file)
    return unsafe or tuple(PartReader(known, file, "网页").read(list(_tags(source))))


def unsafe_faults(source: str, file: str) -> tuple[Problem, ...]:
    """What the allow-list refuses."""
    return tuple(
        Problem(
            Severity.ERROR, "template.unsafe", item.message, item.fix or "改写这个标签", file=file, place=f"行{item.line}"
        )
        for item in check_template(source, name=file, allow_blocks=True)
    )  # fmt: skip


def _tags(source: str) -> Iterator[Placed]:
    """Each tag as a paragraph of its own: text may stand beside it here."""
    for tag in _TAG.finditer(source):
        if not _INHERITANCE.match(tag.group()):
            line = source.count("\n", 0, tag.start()) + 1
            yield Placed(f"行{line}", tag.group(), etree.Element("p"))
