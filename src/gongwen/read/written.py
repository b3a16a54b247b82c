"""What people wrote: one case (专栏案例) a file, and the issue's own text (本期文字)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from types import MappingProxyType

from gongwen.model.data import Case, Prose
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.sources import Source
from gongwen.read.case_fields import FACTS, PASSED, investment, is_bare, is_fact, name_of, photos_named
from gongwen.read.markdown import SAMPLE, FrontLine, FrontMatter, Section, front_matter, says_sample, sections_of

GetPhoto = Callable[[str], bytes | None]
"""The bytes of a picture beside the file, or None."""
_DEEPEST = 4


def is_case(text: str) -> bool:
    """Whether the text begins as a case does: with 标题 and one more known key."""
    names = {name_of(line.key) for line in front_matter(text).lines}
    return "标题" in names and len(names & set(FACTS)) > 1


def read_case(text: str, path: str, photo: GetPhoto) -> tuple[Case, list[Problem]]:
    """One case from Markdown. Keys without a place of their own (难题: …) join
    its line of facts, or, where they are long, are sections before the body's."""
    head = front_matter(text)
    problems = [
        _error("case.front_matter", "这一行不是“键: 值”", "请写成如“属地: 海曙区”", path, line) for line in head.faulty
    ]
    named, extra, faults = _facts(head, path)
    sections, refused = sections_of(head.body, path, head.body_line)
    problems += [*faults, *refused]
    wanted = [(address, caption, line.line) for line, found in _photo_lines(head) for address, caption in found[0]]
    for line, (_, wrong) in _photo_lines(head):
        problems += [_no_photo(name, path, line.line) for name in wrong]
    photos, missing = _photos([*wanted, *(p for section in sections for p in section.photos)], path, photo)
    body = [(s.heading, tuple(s.paragraphs)) for s in sections if s.heading or s.paragraphs]
    case = Case(
        headline=named.get("标题", ""),
        region=named.get("属地", ""),
        owner=named.get("业主", ""),
        investment=named.get("总投资", ""),
        contributor=named.get("供稿", ""),
        facts=MappingProxyType({key: text for key, text in extra if is_fact(key, text)}),
        sections=(*((key, (text,)) for key, text in extra if not is_fact(key, text)), *body),
        photos=tuple(photos),
        is_sample=says_sample(text),
        source=Source(path),
    )
    return case, problems + missing


def _facts(head: FrontMatter, path: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...], list[Problem]]:
    """What has a place of its own by name, the other keys, and what is wrong with them."""
    facts: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for line in head.lines:
        name = name_of(line.key)
        if name in facts:
            problems.append(_error("case.key_twice", f"“{name}”写了两次", "只留一行", path, line.line))
        elif name == "总投资":
            facts[name] = investment(line.value, line.key)
            if is_bare(facts[name]):
                fix = "写明单位，如“总投资: 1.6亿元”"
                problems.append(_error("case.no_unit", f"总投资“{facts[name]}”没有单位", fix, path, line.line))
        elif name in FACTS:
            facts[name] = line.value
        elif name in (*PASSED, SAMPLE) or not line.value:
            continue
        else:
            extra.append((line.key, line.value))
    if not facts.get("标题"):
        problems.append(Problem(Severity.ERROR, "case.no_headline", "案例没有标题", "请在开头写“标题: …”", path))
    return facts, tuple(extra), problems


def _photo_lines(head: FrontMatter) -> Iterable[tuple[FrontLine, tuple[list[tuple[str, str]], list[str]]]]:
    return ((line, photos_named(line.value)) for line in head.lines if name_of(line.key) == "照片")


def _photos(wanted: Iterable[tuple[str, str, int]], path: str, photo: GetPhoto) -> tuple[list[Photo], list[Problem]]:
    photos, problems = [], []
    for address, caption, line in wanted:
        data = photo(address)
        if data is None:
            problems.append(_no_photo(address, path, line))
        else:
            photos.append(Photo(posixpath.normpath(posixpath.join(posixpath.dirname(path), address)), caption, data))
    return photos, problems


def _no_photo(address: str, path: str, line: int) -> Problem:
    fix = "照片要与案例放在同一文件夹（或其下级），用相对路径引用，格式为 png 或 jpg"
    return _error("photo.missing", f"找不到照片 {address}", fix, path, line)


def read_prose(text: str, path: str) -> tuple[Prose, list[Problem]]:
    """本期文字: paragraphs by heading (``#`` or ``##``); a deeper heading is a heading inside its section.

    Text before the first heading, repeated headings and photos are problems.
    """
    head = front_matter(text)
    if all(line.key == SAMPLE for line in head.lines):
        sections, problems = sections_of(head.body, path, head.body_line)
    else:  # 注：本月数据为快报数 is text, not a setting
        sections, problems = sections_of(text, path)
    found: dict[str, list[str]] = {}
    into: list[str] | None = None
    for section in sections:
        problems += [
            _error("prose.photo", f"照片 {address} 不会印出", "照片只能放在专栏案例里", path, line)
            for address, _, line in section.photos
        ]
        if section.level > 2 and into is not None:
            into.append(f"{'#' * min(section.level - 1, _DEEPEST)} {section.heading}")
        elif not section.level or section.level > 2:
            problems += _unplaced(section, path)
            continue
        elif section.heading in found:
            message = f"小标题“{section.heading}”出现了两次"
            problems.append(_error("prose.duplicate_heading", message, "请合并成一节", path, section.line))
            into = None
            continue
        else:
            into = found[section.heading] = []
        into += section.paragraphs
    kept = {heading: tuple(texts) for heading, texts in found.items() if texts}
    return Prose(MappingProxyType(kept), Source(path)), problems


def _unplaced(section: Section, path: str) -> list[Problem]:
    texts = [section.heading] if section.heading else section.paragraphs
    if not texts or (not section.level and all(SAMPLE in line for line in texts)):
        return []
    message = f"“{texts[0][:12]}”前面没有小标题，不知道放在哪里"
    return [_error("prose.no_heading", message, "请在前面加一行“## 小标题”", path, section.line)]


def _error(code: str, message: str, fix: str, path: str, line: int) -> Problem:
    return Problem(Severity.ERROR, code, message, fix, path, place=f"第{line}行")
