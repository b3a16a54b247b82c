"""Style sheets are parsed once a process, not once a page: a bulletin's own sheet is a fifteenth of its time.

WeasyPrint takes parsed sheets beside the markup and ranks them below those inside it. Nothing changes by that as long
as every sheet goes the same way and no ``style`` attribute competes by ``!important``; else all stay where they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"<style>(.*?)</style>\s*", re.DOTALL)
_OF_THE_DOCUMENT = re.compile(r"@(font-face|counter-style|color-profile|layer|import)", re.IGNORECASE)
"""Rules that WeasyPrint enters into the document that is being made: such a sheet serves once."""


def sheets_apart(markup: str) -> tuple[str, tuple[str, ...]]:
    """The markup without the style sheets of its head, and these; unchanged and none where that could matter."""
    head, end, body = markup.partition("</head>")
    sheets = tuple(_PLAIN.findall(head))
    rest = _PLAIN.sub("", head) + end + body
    if "<style" in rest.lower() or "!important" in rest or any(_OF_THE_DOCUMENT.search(sheet) for sheet in sheets):
        return markup, ()
    return rest, sheets


@lru_cache(maxsize=32)  # a pure function of the text
def parsed(sheet: str) -> Any:
    """WeasyPrint's parsed sheet, which it only reads."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    return weasyprint.CSS(string=sheet, url_fetcher=URLFetcher(allowed_protocols=()))
