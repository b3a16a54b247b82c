"""A Document and a district's HTML template in, one self-contained HTML file out; or a Table as a notebook fragment.

The steps: values, allow-list, rendering, blocks, style sheets, scan. Data never becomes markup: it is escaped, and
tables, charts and photos are put in after the template has run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import jinja2

from gongwen.assets import find_template, is_shipped
from gongwen.errors import TemplateError
from gongwen.model.chart import Chart
from gongwen.model.document import Document, Rendered
from gongwen.model.noted import Footnote
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table
from gongwen.phrasing.allowlist import check_template
from gongwen.phrasing.environment import make_environment
from gongwen.render.fonts.roles import css_stacks
from gongwen.render.pages.fit import IN_TEXT, PAGES
from gongwen.render.pages.inline import check_markup, inline_assets
from gongwen.render.pages.table import board_html, fragment
from gongwen.render.pages.values import HtmlValues, prepare_html
from gongwen.render.svg import chart_svg
from gongwen.render.table_room import UPRIGHT, holds, too_wide
from gongwen.render.word.photo import SMALLEST_SIDE, prepare_picture, small_photo
from gongwen.render.word.values import TOKEN

_EXTENDS = re.compile(r"""\{%[-+]?\s*extends\s+["']([^"']*)["']""")
_PLAIN_NAME = re.compile(r"[^/\\:]+\.html?")
MAX_MARKUP = 8_000_000
"""Characters of finished markup; a hundred times a usual bulletin."""


def render_html(document: Document, folders: Sequence[Path]) -> Rendered:
    """Render ``<folder>/html/<document.template>``, the first that exists in ``folders``, as one file for reading.

    Raises TemplateError when the template is missing, unsafe or wrong, or a text cannot be printed;
    OutputError when a photo cannot be used. Same document and template, same bytes.
    """
    page = page_markup(document, folders, at_foot=False)
    return Rendered(page.markup.encode("utf-8"), "html", page.problems, is_foreign=page.is_foreign)


def table_html(table: Table) -> str:
    """A table as an HTML fragment with inline styles, for notebooks and mail."""
    return fragment(table)


class Page(NamedTuple):
    """A finished page."""

    markup: str
    problems: tuple[Problem, ...]
    """What was noticed on the way."""
    is_foreign: bool
    """Whether a template it extends, a style sheet or a picture of it is a pack's own."""


def page_markup(document: Document, folders: Sequence[Path], *, at_foot: bool = True) -> Page:
    """The whole page as markup, self-contained and scanned.

    ``at_foot``: footnotes stand at the foot of their page; else at the end, with links there and back.
    """
    values = prepare_html(document)
    text = _fill(document.template, values, folders)
    stacks = css_stacks(document.faces)
    markup, problems = _place_blocks(text, values, document, stacks, at_foot=at_foot)
    root = ":root {" + " ".join(f"--face-{role}: {stack};" for role, stack in stacks.items()) + "}"
    markup, assets = inline_assets(markup, folders, document.template, root)
    check_markup(markup, document.template)
    used = (*_chain(document.template, folders), *assets)
    return Page(markup, problems, not all(is_shipped(path) for path in used))


# -- the template ------------------------------------------------------------------------------------------------------


def _fill(name: str, values: HtmlValues, folders: Sequence[Path]) -> str:
    try:
        pieces, length = [], 0
        for piece in _environment(tuple(folders)).get_template(name).generate(values.context):
            length += len(piece)
            if length > MAX_MARKUP:
                raise _fault(name, "template.too_long", "模板生成的内容太多", "检查 for 是否重复了整份数据")
            pieces.append(piece)
        return "".join(pieces)
    except jinja2.TemplateNotFound as error:
        places = "、".join((folder / "html").as_posix() for folder in folders)
        raise _fault(name, "template.missing", f"没有找到网页模板 {error.name}", f"放进 {places}") from error
    except RecursionError as error:
        raise _fault(name, "template.failed", "模板互相套用，没有尽头", "检查各模板的 extends") from error
    except jinja2.UndefinedError as error:
        raise _fault(name, "template.undefined", f"用了没有的名称（{error.message}）", "检查模板里的变量名") from error
    except jinja2.TemplateError as error:
        raise _fault(name, "template.failed", f"模板不能成文（{error.message}）", "检查模板写法") from error


@lru_cache(maxsize=8)  # it keeps compiled templates, each as long as its source is the same
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    return make_environment(_CheckedLoader(folders))


def _fault(name: str, code: str, message: str, fix: str, place: str = "") -> TemplateError:
    return TemplateError(f"模板 {name} 有误", [Problem(Severity.ERROR, code, message, fix, file=name, place=place)])


class _CheckedLoader(jinja2.BaseLoader):
    """Templates of the search path by plain file name, each checked against the allow-list before it may run."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Find, read and check one template. Raises TemplateError (gongwen's) with every fault."""
        path, source = _read(template, self._folders)
        _check(source, path.name)
        return _further(source, path, self._folders), str(path), lambda: _read(template, self._folders) == (path, source)


def _read(template: str, folders: Sequence[Path]) -> tuple[Path, str]:
    """A template by name; ``2:name`` looks for it from the third folder on (see :func:`_further`)."""
    passed, _, name = template.rpartition(":")
    if not _PLAIN_NAME.fullmatch(name) or not (passed.isdecimal() or not passed):
        raise _fault(template, "template.missing", "模板名只能是同一文件夹里的 .html 文件名", "去掉路径")
    path = find_template(name, folders[int(passed or 0) :])
    if path is None:
        raise jinja2.TemplateNotFound(name)
    return path, path.read_text(encoding="utf-8-sig")


def _further(source: str, path: Path, folders: Sequence[Path]) -> str:
    """A template that extends one of its own name means the one that it stands before in the search path."""
    parent = _EXTENDS.search(source)
    if parent is None or parent[1] != path.name:
        return source
    after = folders.index(path.parent.parent) + 1
    return f"{source[: parent.start(1)]}{after}:{source[parent.start(1) :]}"


def _chain(name: str, folders: Sequence[Path]) -> Iterator[Path]:
    """The files of a template and of all it extends; the allow-list lets a template name its parent only literally."""
    parent = name
    while parent:
        path, source = _read(parent, folders)
        yield path
        found = _EXTENDS.search(_further(source, path, folders))
        parent = found[1] if found else ""


def _check(source: str, name: str) -> None:
    faults = check_template(source, name=name, allow_blocks=True)
    if faults:
        problems = [
            Problem(Severity.ERROR, "template.unsafe", f.message, f.fix, file=name, place=f"行{f.line}") for f in faults
        ]
        raise TemplateError(f"模板 {name} 有误", problems)


# -- blocks ------------------------------------------------------------------------------------------------------------


def _place_blocks(
    text: str, values: HtmlValues, document: Document, stacks: Mapping[str, str], *, at_foot: bool
) -> tuple[str, tuple[Problem, ...]]:
    """Tokens → tables, charts, photos, marks of footnotes. A token inside an attribute or a tag is refused."""
    problems: list[Problem] = []
    placed: list[str] = []
    notes: list[Footnote] = []
    end = 0
    for match in TOKEN.finditer(text):
        before = text[end : match.start()]
        if text.rfind("<", 0, match.start()) > text.rfind(">", 0, match.start()):
            raise _fault(document.template, "template.block_alone", "表、图、照片不能放在标签里面", "单独成段")
        block = values.blocks[int(match.group(1))]
        if isinstance(block, Footnote):
            notes.append(block)
            placed += [before, _foot(block) if at_foot else _mark(len(notes))]
            end = match.end()
            continue
        placed += [before, _block_html(block, document, stacks, problems, _page_at(text, match.start()))]
        end = match.end()
    markup = "".join([*placed, text[end:]])
    return markup if at_foot or not notes else _with_endnotes(markup, notes), tuple(problems)


def _foot(note: Footnote) -> str:
    return f'<span class="footnote">{escape(note.text)}</span>'


def _mark(number: int) -> str:
    return f'<sup class="note-mark" id="注标{number}"><a href="#注{number}">〔{number}〕</a></sup>'


def _with_endnotes(markup: str, notes: Sequence[Footnote]) -> str:
    """The notes before the page's end, each with a link back to its mark."""
    lines = "".join(
        f'<p id="注{number}"><a href="#注标{number}">〔{number}〕</a>{escape(note.text)}</p>'
        for number, note in enumerate(notes, start=1)
    )
    head, end, tail = markup.rpartition("</body>")
    return f'{head}<section class="endnotes">{lines}</section>\n{end}{tail}' if end else f"{tail}{lines}"


def _page_at(text: str, position: int) -> str:
    """The kind of page a block stands on, by the class of the last section opened: large, wide, turned, an annex upright; none in the text."""
    section = text.rfind("<section", 0, position)
    opened = text[section : text.find(">", section)] if section >= 0 else ""
    classes = opened.partition('class="')[2].partition('"')[0].split()
    return next((kind for kind in PAGES if kind in classes), "")


def _block_html(
    block: Table | Chart | Photo, document: Document, stacks: Mapping[str, str], problems: list[Problem], page: str
) -> str:
    if isinstance(block, Table):
        room = PAGES.get(page, IN_TEXT)
        shape = {"large": "A3横版"} | dict.fromkeys(("wide", "turned"), "A4横版")
        if not holds(block, room.width, shape.get(page, UPRIGHT)):
            problems.append(too_wide(block, document, shape.get(page, UPRIGHT)))
        return board_html(block, room)
    if isinstance(block, Chart):
        face = stacks["hei"].replace('"', "").replace(", ", ",")
        return f'<figure class="chart">{chart_svg(block, face, in_text=not page)}</figure>'
    picture = prepare_picture(block)
    if picture.width < SMALLEST_SIDE:
        problems.append(small_photo(block, picture))
    data = b64encode(picture.data).decode("ascii")
    return f'<figure class="photo"><img alt="{escape(block.caption)}" src="data:{picture.content_type};base64,{data}"></figure>'
