"""A Document and a district's HTML template in, one self-contained HTML file out; or a Table as a notebook fragment.

The steps: values, allow-list, rendering, blocks, style sheets, scan. Data never becomes markup: it is escaped, and
tables, charts and photos are put in after the template has run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import jinja2

from gongwen.assets import is_shipped
from gongwen.errors import TemplateError
from gongwen.model.chart import Chart
from gongwen.model.document import Document, Rendered
from gongwen.model.noted import Footnote
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem
from gongwen.model.table import Table
from gongwen.phrasing.environment import make_environment
from gongwen.render.fonts.roles import css_stacks
from gongwen.render.pages.fit import IN_TEXT, PAGES
from gongwen.render.pages.inline import check_markup, inline_assets
from gongwen.render.pages.sources import Source, chain, fault, further, read_template, source_faults, unsafe_faults
from gongwen.render.pages.table import board_html, fragment
from gongwen.render.pages.values import HtmlValues, prepare_html
from gongwen.render.svg import chart_svg
from gongwen.render.table_room import UPRIGHT, holds, too_wide
from gongwen.render.word.photo import SMALLEST_SIDE, prepare_picture, small_photo
from gongwen.render.word.values import TOKEN
from gongwen.render.word.variables import KINDS, known_values

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
    sources = chain(document.template, folders)
    _check([source for source in sources if not is_shipped(source.path)], values.context)
    text = _fill(document.template, values.context, folders)
    stacks = css_stacks(document.faces)
    markup, problems = _place_blocks(text, values, document, stacks, at_foot=at_foot)
    root = ":root {" + " ".join(f"--face-{role}: {stack};" for role, stack in stacks.items()) + "}"
    markup, assets = inline_assets(markup, folders, document.template, root)
    check_markup(markup, document.template)
    used = (*(source.path for source in sources), *assets)
    return Page(markup, problems, not all(is_shipped(path) for path in used))


def try_page(template: str, known: Mapping[str, object], folders: Sequence[Path]) -> tuple[Problem, ...]:
    """What only filling shows of a template without faults: parents, pictures and style sheets that are not there,
    tags and addresses that no page may have. ``known`` gives the variables by name with a sample of each.
    """
    try:
        markup, _ = inline_assets(_fill(template, known, folders), folders, template, "")
        check_markup(markup, template)
    except TemplateError as error:
        return tuple(p for p in error.problems if p.code != "template.undefined")  # a sample may lack what data have
    return ()


# -- the template ------------------------------------------------------------------------------------------------------


def _check(sources: Sequence[Source], context: Mapping[str, object]) -> None:
    """What checking a pack without data refuses, is refused here, all at once."""
    known = known_values(tuple(variable for kind in KINDS.values() for variable in kind))
    fields = {name: known.get(name, value) for name, value in context.items()}
    found = [problem for source in sources for problem in source_faults(source.text, fields, source.path.name)]
    if found:
        raise TemplateError(f"模板 {sources[0].path.name} 有误", found)


def _fill(name: str, context: Mapping[str, object], folders: Sequence[Path]) -> str:
    try:
        pieces, length = [], 0
        for piece in _environment(tuple(folders)).get_template(name).generate(context):
            length += len(piece)
            if length > MAX_MARKUP:
                raise fault(name, "template.too_long", "模板生成的内容太多", "检查 for 是否重复了整份数据")
            pieces.append(piece)
        return "".join(pieces)
    except RecursionError as error:
        raise fault(name, "template.failed", "模板互相套用，没有尽头", "检查各模板的 extends") from error
    except jinja2.UndefinedError as error:
        raise fault(name, "template.undefined", f"用了没有的名称（{error.message}）", "检查模板里的变量名") from error
    except jinja2.TemplateError as error:
        raise fault(name, "template.failed", f"模板不能成文（{error.message}）", "检查模板写法") from error


@lru_cache(maxsize=8)  # it keeps compiled templates, each as long as its source is the same
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    return make_environment(_Loader(folders))


class _Loader(jinja2.BaseLoader):
    """Templates of the search path by plain file name, each checked against the allow-list before it may run."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Find, read and check one template. Raises TemplateError (gongwen's) with every fault."""
        source = read_template(template, self._folders)
        name = source.path.name
        unsafe = unsafe_faults(source.text, name)
        if unsafe:
            raise TemplateError(f"模板 {name} 有误", unsafe)
        return further(source, self._folders), str(source.path), lambda: read_template(template, self._folders) == source


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
            raise fault(document.template, "template.block_alone", "表、图、照片不能放在标签里面", "单独成段")
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
