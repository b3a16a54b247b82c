"""Template XML and frozen values in, finished XML out. The only module that knows docxtpl.

docxtpl joins tags that Word has split and lifts ``{%p``, ``{%tr``, ``{%tc`` over the paragraph, row or cell; Jinja
runs in the safe environment; what comes out is parsed strictly, so that no character is ever repaired away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, TracebackType

import jinja2
from lxml import etree

from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity
from gongwen.phrasing.allowlist import Fault, check_template, names_used, printed_paths
from gongwen.phrasing.environment import make_environment, printable
from gongwen.render.word.clean import part_sections_from_tags
from gongwen.render.word.lint import PartReader
from gongwen.render.word.ooxml import parse_xml
from gongwen.render.word.places import paragraphs

_BLOCK_TAG = re.compile(r"(\{(?:<[^>]*>)*\{(?:<[^>]*>)*)p(?=[\s<])")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_XML_TAG = re.compile(r"<[^>]+>")
_JINJA_TAG = re.compile(r"\{[{%#].*?[}%#]\}|\{[{%#].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filled:
    """One rendered part: its tree, the texts that were printed into it in order, and the variables it asked for."""

    tree: etree._Element
    printed: tuple[str, ...]
    names: frozenset[str]
    paths: frozenset[str]
    """What it prints, for the proof: see :func:`~gongwen.phrasing.allowlist.printed_paths`."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """One part's source, checked; it depends on the template alone."""

    source: str
    faults: tuple[Fault, ...]
    names: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()


# Half of the time of a small document goes into reading the template (measured), and none of that depends on the
# data. The memos are of pure functions: they change no result.
@lru_cache(maxsize=64)
def _prepared(data: bytes) -> _Prepared | None:
    tree = parse_xml(data)
    part_sections_from_tags(tree)
    xml = etree.tostring(tree, encoding="unicode")
    if "{" not in xml:
        return None
    source = patched(xml)
    faults = check_template(source)
    return _Prepared(source, faults) if faults else _Prepared(source, faults, names_used(source), printed_paths(source))


@lru_cache(maxsize=64)
def _compiled(source: str) -> CodeType:
    environment = make_environment()
    environment.finalize = str  # compiled in: what is printed passes through the hook of the environment that renders
    return environment.compile(source)


def fill_part(data: bytes, label: str, context: dict[str, object], *, file: str) -> Filled | None:
    """Render one part; None when it holds no tag. Raises TemplateError naming the paragraph."""
    ready = _prepared(data)
    if ready is None:
        return None
    source = ready.source
    if ready.faults:
        problems = [
            _problem(file, fault.message, fault.fix, _place(data, label, source, fault.line)) for fault in ready.faults
        ]
        raise TemplateError(f"模板 {file} 有误", _by_paragraph(data, label, context, file) or problems)
    try:
        text, printed = _render(ready, context, data, label, file)
    except TemplateError as error:
        raise TemplateError(error.message, _by_paragraph(data, label, context, file) or error.problems) from error
    try:
        tree = parse_xml(text)
    except etree.XMLSyntaxError as error:
        fix = "{%p %}、{%tr %}、{%tc %} 要各占一段、一行、一格，成对放在同一层"
        message = f"模板标签把文档结构切断了（{error.msg}）"
        problem = Problem(Severity.ERROR, "template.structure", message, fix, file=file, place=label)
        raise TemplateError(f"模板 {file} 有误", [problem]) from error
    return Filled(tree, printed, ready.names, ready.paths)


def _by_paragraph(data: bytes, label: str, context: dict[str, object], file: str) -> list[Problem]:
    """The same faults found paragraph by paragraph, with their places and the nearest valid names."""
    found = PartReader(context, file, label).read(list(paragraphs(parse_xml(data), label)))
    return [problem for problem in found if problem.severity is Severity.ERROR]


def patched(xml: str) -> str:
    """The part as Jinja sees it: tags joined, one paragraph a line."""
    from docxtpl import DocxTemplate

    # A block's paragraph stays: the table or picture is put there afterwards and takes its style.
    joined = str(DocxTemplate(None).patch_xml(_BLOCK_TAG.sub(r"\1", xml)))
    return _PARAGRAPH.sub("\n<w:p", joined)


def _render(
    ready: _Prepared, context: dict[str, object], data: bytes, label: str, file: str
) -> tuple[str, tuple[str, ...]]:
    printed: list[str] = []

    def note(value: object) -> object:
        printed.append(str(printable(value)))
        return value

    environment, source = make_environment(), ready.source
    environment.finalize = note
    try:
        text = jinja2.Template.from_code(environment, _compiled(source), {}).render(context)
    except (jinja2.TemplateError, TypeError, ValueError, KeyError) as error:
        place = _place(data, label, source, _line_of(error.__traceback__))
        fix = "对照说明中的变量表改正，或在设置里补上这一项"
        raise TemplateError(f"模板 {file} 有误", [_problem(file, _reason(error), fix, place)]) from error
    text = text.replace("\n<w:p", "<w:p")
    if any("\n" in piece or "\t" in piece for piece in printed):
        from docxtpl import DocxTemplate

        text = str(DocxTemplate(None).resolve_listing(text))
    if re.search(r"\{%?-?\s*tc\b|\{%\s*vm\b|gridSpan w:val=\"\{\{", source) or "{%tc" in source:
        text = etree.tostring(_regridded(text), encoding="unicode")
    return text, tuple(printed)


def _regridded(text: str) -> etree._Element:
    """docxtpl mends the column grid after ``{%tc`` loops; it repairs while parsing, so the text is parsed strictly first."""
    from docxtpl import DocxTemplate

    parse_xml(text)
    tree: etree._Element = DocxTemplate(None).fix_tables(text)
    return tree


def _problem(file: str, message: str, fix: str, place: str) -> Problem:
    return Problem(Severity.ERROR, "template.syntax", message, fix, file=file, place=place)


def _line_of(traceback: TracebackType | None) -> int:
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _place(data: bytes, label: str, source: str, line: int) -> str:
    """The paragraph of the template that a line of the patched source came from, with its words."""
    lines = source.split("\n")
    words = _XML_TAG.sub("", lines[line - 1]) if 0 < line <= len(lines) else ""
    tags = [_squeezed(tag) for tag in _JINJA_TAG.findall(words)] or [_squeezed(words)]
    for placed in paragraphs(parse_xml(data), label):
        if any(tag and tag in _squeezed(placed.text) for tag in tags):
            return f"{placed.place}“{placed.text.strip()[:40]}”"
    return label


def _squeezed(text: str) -> str:
    """A tag without what docxtpl changes in it: the p/tr/tc/r mark, blanks, curly quotes."""
    bare = re.sub(r"(?<=\{[{%#])(p|tr|tc|r)(?=\s)", "", text)
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("&lt;", "<"), ("&gt;", ">")):
        bare = bare.replace(curly, straight)
    return re.sub(r"\s", "", bare)


def _reason(error: Exception) -> str:
    message = str(error)
    name = re.search(r"'([^']+)' is undefined", message) or re.search(r"no attribute '([^']+)'", message)
    if name:
        return f"没有名为“{name.group(1)}”的变量"
    element = re.search(r"has no element (\S+)", message)
    return f"没有第{element.group(1)}项" if element else f"模板无法成文（{message}）"
