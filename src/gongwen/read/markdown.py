"""The Markdown that people write in 本期文字 and cases: front matter, headings, paragraphs, photos. Nothing else.

A full Markdown parser would change what was written: 5*3米、2*8亩 would lose its signs, "1." its number. Here every
character is printed as it stands, and what only Markdown knows (tables, emphasis, links) is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from gongwen.model.problems import Problem, Severity

_LINE = re.compile(r"\s*([^:：#]{1,20}?)\s*[:：]\s*(.*?)\s*$")
_HEADING = re.compile(r"(#{1,6})(?:\s+|(?=[^\s#\x00-\x7f]))(\S.*?)\s*#*$")
_RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}")
_BULLET = re.compile(r"[-*+•]\s+(?=\S)")
_SIGN = re.compile(r"-\s+\d")
_NUMBERED = re.compile(r"(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、是])")
_SPACED_NUMBER = re.compile(r"^(\d{1,3}[.．、])\s+(?=[^\x00-\x7f])")
_ENDS = "。！？；：…”）!?;:"
"""A line that ends so ends its paragraph; one that breaks off inside a sentence goes on in the next line."""
SAMPLE = "示例数据"
_SAMPLE_LINE = re.compile(rf"[（(【]?\s*(?:本文|本件|本期|以上|以下)?(?:均)?(?:为|系|是)?{SAMPLE}\s*[。]?[）)】]?[。]?")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_REFUSED = (
    (re.compile(r"^\|.*\||^:?-{3,}:?\s*\|"), "表格", "表格请放进 Excel 作为表或清单，文字里只写段落"),
    (re.compile(r"^(?:```|~~~)"), "代码块", "请删去这一行"),
    (re.compile(r"^>"), "引用记号 >", "请删去行首的 >"),
    (re.compile(r"\*\*(?=[^\s*]).*?[^\s*]\*\*"), "加粗记号 **", "公文正文不加粗，请删去 **；要写星号请用 ＊ 或 ×"),
    (
        re.compile(r"(?<![A-Za-z0-9_])__(?=[^\s_]).*?[^\s_]__(?![A-Za-z0-9_])"),
        "加粗记号 __",
        "公文正文不加粗，请删去 __",
    ),
    (re.compile(r"(?<!!)\[[^\]]+\]\([^)]+\)"), "链接", "请只写文字，或把网址写在文字里"),
    (re.compile(r"<!--"), "注释 <!--", "请删去注释，不印的话不要写在这里"),
)


@dataclass(frozen=True, slots=True)
class FrontLine:
    """One ``键: 值`` line at the head of a file."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The head of a file; ``faulty`` are the numbers of lines that are no ``键: 值``, ``body_line`` where the rest begins."""

    lines: tuple[FrontLine, ...]
    body: str
    body_line: int
    faulty: tuple[int, ...] = ()


@dataclass(slots=True)
class Section:
    """What stands under one heading; what stands before the first has an empty one of level 0."""

    heading: str = ""
    level: int = 0
    line: int = 1
    paragraphs: list[str] = field(default_factory=list)
    photos: list[tuple[str, str, int]] = field(default_factory=list)
    """(address, caption, line)."""


def front_matter(text: str) -> FrontMatter:
    """The ``键: 值`` lines at the head, and the rest.

    The block may stand between two ``---`` lines, or end at the first blank line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced = bool(lines) and lines[0].strip() == "---"
    found: dict[str, FrontLine] = {}
    faulty: list[int] = []
    index = 1 if fenced else 0
    while index < len(lines):
        line = lines[index]
        if line.strip() == "---" if fenced else not line.strip():
            index += 1
            break
        match = _LINE.match(line)
        if match and match[1] not in found:
            found[match[1]] = FrontLine(match[1], match[2], index + 1)
        elif line.strip():
            if not fenced:
                break
            faulty.append(index + 1)
        index += 1
    return FrontMatter(tuple(found.values()), "\n".join(lines[index:]), index + 1, tuple(faulty))


def says_sample(text: str) -> bool:
    """Whether the file is marked as 示例数据: by a key at its head (示例数据: 是), or by a line that says nothing else."""
    said = [line.value for line in front_matter(text).lines if line.key == SAMPLE]
    return (
        said[0] not in ("否", "不是") if said else any(map(_SAMPLE_LINE.fullmatch, map(str.strip, text.splitlines())))
    )


def sections_of(body: str, path: str, first_line: int = 1) -> tuple[list[Section], list[Problem]]:
    """The body by its headings of every level, and a problem for each line that holds more than text and photos.

    A paragraph ends at an empty line, at a line that ends a sentence, and before a numbered line; a line that breaks
    off inside a sentence is joined to the next, with a blank only between Latin words.
    """
    sections = [Section(line=first_line)]
    problems: list[Problem] = []
    is_open = False
    for number, line in enumerate(body.split("\n"), start=first_line):
        text = line.strip()
        problems += _refused(text, path, number)
        if heading := _HEADING.fullmatch(text):
            sections.append(Section(heading[2], len(heading[1]), number))
            is_open = False
            continue
        for address, caption in _images(text):
            sections[-1].photos.append((address, caption, number))
        text = "" if _RULE.fullmatch(text) else _IMAGE.sub("", text).strip()
        if not text:
            is_open = False
            continue
        begins = _BULLET.match(text) or _NUMBERED.match(text)
        if not _SIGN.match(text):  # - 5 万元 is a number
            text = _BULLET.sub("", text, count=1)
        text = _SPACED_NUMBER.sub(r"\1", text)
        paragraphs = sections[-1].paragraphs
        if is_open and not begins:
            paragraphs[-1] += _between(paragraphs[-1], text) + text
        else:
            paragraphs.append(text)
        is_open = text[-1] not in _ENDS and not line.endswith("  ")
    return [section for section in sections if section.heading or section.paragraphs or section.photos], problems


def _between(before: str, after: str) -> str:
    return " " if before[-1].isascii() and after[0].isascii() else ""


def _images(text: str) -> Iterator[tuple[str, str]]:
    return ((unquote(match[2]), match[1].strip()) for match in _IMAGE.finditer(text))


def _refused(text: str, path: str, number: int) -> Iterator[Problem]:
    for pattern, name, fix in _REFUSED:
        if pattern.search(text):
            message = f"“{text[:20]}”里有{name}，文字里只能有小标题、段落和照片"
            yield Problem(Severity.ERROR, "prose.markup", message, fix, path, place=f"第{number}行")
