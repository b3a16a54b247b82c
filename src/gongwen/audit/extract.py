"""Finished bytes in, the text a reader sees out."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")


def plain(text: str) -> str:
    """Text for comparing: compatibility forms folded (PDFs give Kangxi radicals for Han), white space gone."""
    return re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))


def sheet_texts(data: bytes) -> dict[str, list[list[str]]]:
    """Every sheet as rows of shown texts: stored numbers through their own number format."""
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        # openpyxl says that it drops data bars; nothing is saved back here.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        sheet.title: [[_shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def _shown(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        places = re.match(r"[#,0]*0(?:\.(0+))?", number_format)
        if number_format == "General" or places is None:
            return f"{Decimal(f'{value:.11g}'):f}"  # eleven digits, as Excel shows them
        step = Decimal(1).scaleb(-len(places[1] or ""))
        return str(Decimal(repr(value)).quantize(step, ROUND_HALF_UP))
    return str(value)


def word_text(data: bytes) -> str:
    """All text of a docx in document order, headers, footers and text boxes included; paragraphs on lines."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    lines: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if _TEXT_PARTS.fullmatch(name):
                root = etree.fromstring(package.read(name), parser)
                lines += ["".join(_run_texts(paragraph)) for paragraph in root.iter(f"{_W}p")]
    return "\n".join(lines)


def word_tables(data: bytes) -> list[list[list[str]]]:
    """Every table of a docx as rows of cell texts; a cell merged down is empty below its first row."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"), parser)
    return [
        [["".join(_run_texts(cell)) for cell in row.iterchildren(f"{_W}tc")] for row in table.iterchildren(f"{_W}tr")]
        for table in root.iter(f"{_W}tbl")
    ]


def _run_texts(element: object) -> Iterator[str]:
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):  # type: ignore[attr-defined]
        yield (node.text or "") if node.tag == f"{_W}t" else " "


def pdf_pages(data: bytes) -> tuple[str, ...]:
    """The text of a PDF, page by page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def holds(pages: tuple[str, ...], text: str) -> bool:
    """Whether a text stands whole on one page, or runs on over the foot of a page to the next ones.

    Between the parts of one that runs on stand page numbers and the watermark, so each part is looked for alone.
    """
    return any(text in page for page in pages) or any(_runs_on(pages[first:], text) for first in range(len(pages)))


def _runs_on(pages: tuple[str, ...], text: str) -> bool:
    """Whether the text begins on the first page and goes on, page after page, to its end."""
    for page in pages:
        if text in page:
            return True
        shortest, longest = 0, len(text)
        while shortest < longest:
            middle = (shortest + longest + 1) // 2
            shortest, longest = (middle, longest) if text[:middle] in page else (shortest, middle - 1)
        if not shortest:
            return False
        text = text[shortest:]
    return False
