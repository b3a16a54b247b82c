"""Markdown that people write: cases (专栏案例) with front matter, and the issue's own text (本期文字)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from gongwen.model.data import Case, Prose
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.sources import Source

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE = re.compile(r"\s*([^:：#]{1,20}?)\s*[:：]\s*(.*?)\s*$")
_KNOWN = ("标题", "属地", "业主", "总投资", "供稿")

Section = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]
"""(heading, paragraphs, images as (address, caption))."""


def front_matter(text: str) -> tuple[dict[str, str], str, list[int]]:
    """The ``键: 值`` lines at the head, the rest, and the numbers of lines that are neither.

    The block may stand between two ``---`` lines, or end at the first blank line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced = bool(lines) and lines[0].strip() == "---"
    values: dict[str, str] = {}
    faulty: list[int] = []
    index = 1 if fenced else 0
    while index < len(lines):
        line = lines[index]
        if line.strip() == "---" if fenced else not line.strip():
            index += 1
            break
        match = _LINE.match(line)
        if match and match[1] not in values:
            values[match[1]] = match[2]
        elif line.strip():
            if not fenced:
                break
            faulty.append(index + 1)
        index += 1
    return values, "\n".join(lines[index:]), faulty


def is_case(text: str) -> bool:
    """Whether the text begins as a case does: with 标题 and one more known key."""
    values = front_matter(text)[0]
    return "标题" in values and any(key in values for key in _KNOWN[1:])


def sections_of(body: str) -> list[Section]:
    """The body by its ``#`` and ``##`` headings; what stands before the first has an empty heading."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(body)
    sections: list[tuple[str, list[str], list[tuple[str, str]]]] = []
    in_heading = False
    for token in tokens:
        if token.type == "heading_open":
            in_heading = True
        elif token.type == "inline" and in_heading:
            sections.append((_plain(token.children or [])[0], [], []))
            in_heading = False
        elif token.type == "inline":
            if not sections:
                sections.append(("", [], []))
            text, images = _plain(token.children or [])
            if text:
                sections[-1][1].append(text)
            sections[-1][2].extend(images)
        elif token.type in ("fence", "code_block", "html_block"):
            if not sections:
                sections.append(("", [], []))
            sections[-1][1].extend(line.strip() for line in token.content.splitlines() if line.strip())
    return [(heading, tuple(texts), tuple(images)) for heading, texts, images in sections]


def _plain(children: Sequence[Token]) -> tuple[str, list[tuple[str, str]]]:
    texts: list[str] = []
    images: list[tuple[str, str]] = []
    for child in children:
        if child.type == "image":
            images.append((unquote(str(child.attrs.get("src", ""))), child.content))
        elif child.type in ("softbreak", "hardbreak"):
            texts.append("\n" if child.type == "hardbreak" else "")
        elif child.type in ("text", "code_inline", "html_inline"):
            texts.append(child.content)
    return "".join(texts).strip(), images


def read_case(text: str, path: str, photo: Callable[[str], bytes | None]) -> tuple[Case, list[Problem]]:
    """One case from Markdown; ``photo`` gives the bytes of a picture beside the file, or None."""
    values, body, faulty = front_matter(text)
    problems = [
        Problem(
            Severity.ERROR,
            "case.front_matter",
            "这一行不是“键: 值”",
            "请写成如“属地: 海曙区”",
            path,
            place=f"第{line}行",
        )
        for line in faulty
    ]
    if not values.get("标题"):
        problems.append(Problem(Severity.ERROR, "case.no_headline", "案例没有标题", "请在开头写“标题: …”", path))
    sections = sections_of(body)
    photos, missing = _photos(sections, path, photo)
    problems += missing
    case = Case(
        headline=values.get("标题", ""),
        region=values.get("属地", ""),
        owner=values.get("业主", ""),
        investment=values.get("总投资", ""),
        contributor=values.get("供稿", ""),
        facts=MappingProxyType({key: value for key, value in values.items() if key not in _KNOWN}),
        sections=tuple((heading, texts) for heading, texts, _ in sections if heading or texts),
        photos=tuple(photos),
        is_sample="示例数据" in text,
        source=Source(path),
    )
    return case, problems


def _photos(
    sections: list[Section], path: str, photo: Callable[[str], bytes | None]
) -> tuple[list[Photo], list[Problem]]:
    photos, problems = [], []
    for address, caption in (image for section in sections for image in section[2]):
        data = photo(address)
        if data is None:
            fix = "照片要与案例放在同一文件夹（或其下级），用相对路径引用，格式为 png 或 jpg"
            problems.append(Problem(Severity.ERROR, "photo.missing", f"找不到照片 {address}", fix, path))
        else:
            photos.append(Photo(posixpath.normpath(posixpath.join(posixpath.dirname(path), address)), caption, data))
    return photos, problems


def read_prose(text: str, path: str) -> tuple[Prose, list[Problem]]:
    """本期文字: paragraphs by heading. Text before the first heading and repeated headings are problems."""
    found: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for heading, texts, _ in sections_of(text):
        if not heading and texts and not all("示例数据" in line for line in texts):
            message = f"“{texts[0][:12]}”前面没有小标题，不知道放在哪里"
            problems.append(Problem(Severity.ERROR, "prose.no_heading", message, "请在前面加一行“## 小标题”", path))
        elif heading in found:
            message = f"小标题“{heading}”出现了两次"
            problems.append(Problem(Severity.ERROR, "prose.duplicate_heading", message, "请合并成一节", path))
        elif heading and texts:
            found[heading] = texts
    return Prose(MappingProxyType(found), Source(path)), problems
