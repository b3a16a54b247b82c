"""A job in, a PDF out: WeasyPrint with our faces, our justification, and no way to the network or the disk."""

from __future__ import annotations

import gc
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gongwen.render.pdf.archive import complete, writing_options
from gongwen.render.pdf.audit import base_fonts
from gongwen.render.pdf.engine import our_functions
from gongwen.render.pdf.faces import font_configuration
from gongwen.render.pdf.job import Drawn, Job
from gongwen.render.pdf.outlines import keep_outlines
from gongwen.render.pdf.sheets import parsed, sheets_apart

MAX_PAGES = 400
"""A bulletin has six to thirty; a template that makes thousands is stopped."""


def draw(job: Job) -> Drawn:
    """Lay out and write. Raises nothing for a template that asks too much: its refusal is in the answer."""
    with our_functions() as justified, _without_collector():
        return replace(_draw(job), justified=justified)  # nothing of the page lives on when the collector returns


def _draw(job: Job) -> Drawn:
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    configuration, options, names = font_configuration(job.folder), writing_options(job), set[str]()
    markup, sheets = sheets_apart(job.markup)

    def finish(_: Any, pdf: Any) -> None:
        names.update(base_fonts(pdf.objects))
        complete(pdf, job)
        keep_outlines(pdf)

    with _log() as messages, warnings.catch_warnings():
        # WeasyPrint leaves the file of the colour profile for Python to close
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            options["stylesheets"] = [parsed(sheet) for sheet in sheets]
            html = weasyprint.HTML(string=markup, base_url=None, url_fetcher=_fetcher(), media_type="print")
            laid_out = html.render(font_config=configuration, **options)
            if len(laid_out.pages) > MAX_PAGES:
                return _refused(f"排出了{len(laid_out.pages)}页，超过{MAX_PAGES}页", "检查模板的纸张和分页")
            data = laid_out.write_pdf(finisher=finish, **options)
            return Drawn(data, tuple(messages), tuple(sorted(names)))
        except FatalURLFetchingError as error:
            return _refused(f"模板引用了外部地址（{error}）", "只用模板文件夹里的图片和样式")
        except RecursionError:
            return _refused("模板的标签套得太深", "减少嵌套")


def _refused(message: str, fix: str) -> Drawn:
    return Drawn(refusal=(message, fix))


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
