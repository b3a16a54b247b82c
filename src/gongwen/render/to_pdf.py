"""A Document and a district's HTML template in, a PDF out: the right page in the right faces, and a word on each face.

The steps: markup (self-contained, scanned), faces, layout with Chinese justification, drawing, and a look at what was
really embedded. Nothing is fetched: the only addresses that resolve are pictures inside the markup itself.
"""

from __future__ import annotations

import gc
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gongwen.errors import MissingDependencyError, TemplateError
from gongwen.model.document import Document, Rendered
from gongwen.model.problems import Problem, Severity
from gongwen.render.fonts import pdf_available, ready_faces
from gongwen.render.to_html import page_markup
from gongwen.render.to_pdf_archive import complete, writing_options
from gongwen.render.to_pdf_audit import base_fonts, embedded_faces
from gongwen.render.to_pdf_faces import font_configuration, has_subset_library
from gongwen.render.to_pdf_justify import chinese_justification

MAX_PAGES = 400
"""A bulletin has six to thirty; a template that makes thousands is stopped."""
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
    markup, problems = page_markup(document, folders)
    folder = ready_faces()
    names: set[str] = set()
    data, messages = _draw(markup, folder, document, names)
    fonts, substituted = embedded_faces(frozenset(names), document.faces)
    noticed = (*problems, *substituted, *_glyph_problems(messages, document), *_library_problems())
    return Rendered(data, "pdf", noticed, fonts)


def _draw(markup: str, folder: Path, document: Document, names: set[str]) -> tuple[bytes, list[str]]:
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    configuration, template, options = font_configuration(folder), document.template, writing_options(document)
    with _log() as messages, chinese_justification(), _without_collector():
        try:
            html = weasyprint.HTML(string=markup, base_url=None, url_fetcher=_fetcher(), media_type="print")
            laid_out = html.render(font_config=configuration, **options)
            if len(laid_out.pages) > MAX_PAGES:
                raise _refused(template, f"排出了{len(laid_out.pages)}页，超过{MAX_PAGES}页", "检查模板的纸张和分页")

            def finish(_: Any, pdf: Any) -> None:
                names.update(base_fonts(pdf.objects))
                complete(pdf, document)

            with warnings.catch_warnings():  # WeasyPrint leaves the file of the colour profile for Python to close
                warnings.simplefilter("ignore", ResourceWarning)
                return laid_out.write_pdf(finisher=finish, **options), messages
        except FatalURLFetchingError as error:
            raise _refused(template, f"模板引用了外部地址（{error}）", "只用模板文件夹里的图片和样式") from error
        except RecursionError as error:
            raise _refused(template, "模板的标签套得太深", "减少嵌套") from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Layout makes a hundred thousand boxes that all live to the end; looking for dead ones among them is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fetcher() -> Any:
    """Resolves nothing but small PNG and JPEG pictures inside the markup, and stops the rendering otherwise."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """See above; redirects, files and the network are out of reach."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not re.match(r"data:image/(png|jpeg);base64,", url):
                raise FatalURLFetchingError(url[:80])
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


@contextmanager
def _log() -> Iterator[list[str]]:
    """What WeasyPrint says while it works; nothing reaches the user's screen."""
    messages: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    kept = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [handler], False
    try:
        yield messages
    finally:
        logger.handlers[:], logger.propagate = kept


def _glyph_problems(messages: Sequence[str], document: Document) -> Iterator[Problem]:
    codes = sorted({found.group(1) for message in messages for found in [_GLYPH.search(message)] if found})
    for code in codes:
        character = chr(int(code, 16))
        yield Problem(
            Severity.ERROR, "font.glyph_missing", f"没有一种字体有“{character}”字（U+{code}），印出来是空框",
            "装上有这个字的字体，或换一个写法", place=document.name,
        )  # fmt: skip


def _library_problems() -> Iterator[Problem]:
    if not has_subset_library():
        yield Problem(
            Severity.WARNING, "font.no_harfbuzz_subset", "没有 HarfBuzz 的子集库，生成 PDF 会慢五倍以上",
            "以 root 运行：apt-get install -y --no-install-recommends libharfbuzz-subset0",
        )  # fmt: skip


def _refused(template: str, message: str, fix: str) -> TemplateError:
    return TemplateError(f"模板 {template} 有误", [Problem(Severity.ERROR, "template.refused", message, fix, file=template)])


