"""A Document and a district's HTML template in, a PDF out: the right page in the right faces, and a word on each face.

The steps: markup (self-contained, scanned), faces, layout with Chinese justification, drawing, and a look at what was
really embedded. Nothing is fetched: the only addresses that resolve are pictures inside the markup itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongwen.errors import MissingDependencyError, TemplateError
from gongwen.model.document import Document, Rendered
from gongwen.model.problems import Problem, Severity
from gongwen.render.fonts.cache import font_report, pdf_available, ready_faces
from gongwen.render.pdf.audit import embedded_faces
from gongwen.render.pdf.draw import draw
from gongwen.render.pdf.faces import has_subset_library
from gongwen.render.pdf.job import Drawn, Job
from gongwen.render.pdf.rare import body_characters, set_apart
from gongwen.render.pdf.worker import draw_limited
from gongwen.render.to_html import page_markup

_NO_TEXT = re.compile(r"<!--.*?-->|<(style|script|title)\b.*?</\1\s*>|<[^>]*>", re.S)
_GLYPH = re.compile(r"glyph rendered.*?\(?U\+([0-9A-F]{4,6})")


def render_pdf(document: Document, folders: Sequence[Path]) -> Rendered:
    """Render ``<folder>/html/<document.template>`` as PDF. ``Rendered.fonts`` says which face serves each role.

    A face that is not the official one is a warning (font.substituted); a character in no face at all is an error
    (font.glyph_missing). Raises MissingDependencyError without Pango; TemplateError and OutputError as
    :func:`~gongwen.render.to_html.render_html`. Same document, template and faces, same bytes.
    """
    missing = pdf_available()
    if missing:
        raise MissingDependencyError(missing)
    page = page_markup(document, folders)
    markup = page.markup
    faces = font_report(document.faces)
    known = body_characters(faces)
    if known is not None:
        markup = set_apart(markup, known)
    facts = document.properties
    job = Job(
        markup, ready_faces(), document.template, facts.title, facts.created, document.archive, document.attachments
    )
    drawn = draw_limited(job) if page.is_foreign else draw(job)
    if drawn.refusal:
        raise _refused(document.template, *drawn.refusal)
    fonts, substituted = embedded_faces(frozenset(drawn.names), faces)
    noticed = (*page.problems, *substituted, *_glyph_problems(drawn.messages, document), *_engine_problems(drawn))
    offered = _text_of(page.markup) if page.is_foreign else ""
    return Rendered(drawn.data, "pdf", noticed, fonts, page.is_foreign, offered)


def _text_of(markup: str) -> str:
    return html.unescape(_NO_TEXT.sub("", markup))


def _glyph_problems(messages: Sequence[str], document: Document) -> Iterator[Problem]:
    codes = sorted({found.group(1) for message in messages for found in [_GLYPH.search(message)] if found})
    for code in codes:
        character = chr(int(code, 16))
        yield Problem(
            Severity.ERROR, "font.glyph_missing", f"没有一种字体有“{character}”字（U+{code}），印出来是空框",
            "装上有这个字的字体，或换一个写法", place=document.name,
        )  # fmt: skip


def _engine_problems(drawn: Drawn) -> Iterator[Problem]:
    if not drawn.justified:
        yield Problem(
            Severity.WARNING, "pdf.engine_untried", "装着的 WeasyPrint 版本没有试过，中文两端不能对齐",
            "运行 pip install \"weasyprint>=68,<71\"",
        )  # fmt: skip
    if not has_subset_library():
        yield Problem(
            Severity.WARNING, "font.no_harfbuzz_subset", "没有 HarfBuzz 的子集库，生成 PDF 会慢五倍以上",
            "以 root 运行：apt-get install -y --no-install-recommends libharfbuzz-subset0",
        )  # fmt: skip


def _refused(template: str, message: str, fix: str) -> TemplateError:
    return TemplateError(
        f"模板 {template} 有误", [Problem(Severity.ERROR, "template.refused", message, fix, file=template)]
    )
