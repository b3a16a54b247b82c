"""Tables in Word files (.docx), read from the XML: annexes arrive that way. Merged cells, footnote marks, revisions.

python-docx belongs to rendering and repeats merged cells without saying so; the XML says exactly where a merge lies.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid, Merge, WorkbookError

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_COLUMNS = 63
"""Word allows no more in a table."""
_LINES_ABOVE = 4
"""So many paragraphs above a table may be its title and unit line."""


def read_document_tables(data: bytes, path: str) -> list[Grid]:
    """Every table of the body, in order; the paragraphs above one stand in rows 0, -1, … Raises WorkbookError."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = etree.fromstring(package.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as fault:
        raise WorkbookError("不是能读的 Word 文件") from fault
    body = root.find(f"{_W}body")
    grids: list[Grid] = []
    above: list[str] = []
    for element in body if body is not None else ():
        if element.tag == f"{_W}p":
            if text := _text(element)[0].strip():
                above.append(text)
        elif element.tag == f"{_W}tbl":
            try:
                grids.append(_grid(element, path, len(grids) + 1, above[-_LINES_ABOVE:]))
            except ValueError as fault:
                raise WorkbookError("表格的合并信息有误") from fault
            above = []
    return grids


def _grid(table: _Element, path: str, number: int, above: list[str]) -> Grid:
    grid = Grid(path, f"表{number}", spots=f"正文 表{number} 行{{row}} 列{{column}}")
    for offset, line in enumerate(reversed(above)):
        grid.rows[-offset] = {1: RawCell(RawKind.TEXT, line, grid.origin, grid.address(-offset, 1))}
    running: dict[int, Merge] = {}
    for row, element in enumerate(table.iterchildren(f"{_W}tr"), start=1):
        column = 1 + _skipped(element)
        for cell in element.iterchildren(f"{_W}tc"):
            span = _span(cell)
            _cell(grid, cell, row, column, span)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None:
                _close(grid, running.pop(column, None))
            elif merge.get(f"{_W}val") == "restart" or column not in running:
                _close(grid, running.pop(column, None))
                running[column] = Merge(row, column, row, column + span - 1)
            else:
                running[column] = replace(running[column], bottom=row)
            column += span
    for area in running.values():
        _close(grid, area)
    grid.rows = dict(sorted(grid.rows.items()))
    return grid


def _close(grid: Grid, area: Merge | None) -> None:
    if area and area.bottom > area.top:
        grid.merges.append(area)


def _cell(grid: Grid, cell: _Element, row: int, column: int, span: int) -> None:
    texts, raised = [], []
    for paragraph in cell.iterchildren(f"{_W}p"):
        text, superscript = _text(paragraph)
        texts.append(text)
        raised.append(superscript)
    text = "\n".join(texts).strip()
    if text:
        grid.rows.setdefault(row, {})[column] = RawCell(
            RawKind.TEXT, text, grid.origin, grid.address(row, column), superscript="".join(raised)
        )
    if span > 1:
        grid.merges.append(Merge(row, column, row, column + span - 1))


def _span(cell: _Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return min(max(int(found.get(f"{_W}val", "1")), 1), _MAX_COLUMNS) if found is not None else 1


def _skipped(row: _Element) -> int:
    found = row.find(f"{_W}trPr/{_W}gridBefore")
    return min(max(int(found.get(f"{_W}val", "0")), 0), _MAX_COLUMNS) if found is not None else 0


def _text(paragraph: _Element) -> tuple[str, str]:
    """Text of a paragraph and what of it is superscript; deleted text of tracked changes is not text."""
    texts, raised = [], []
    for run in paragraph.iter(f"{_W}r"):
        piece = "".join(
            "\t" if part.tag == f"{_W}tab" else "\n" if part.tag == f"{_W}br" else part.text or ""
            for part in run
            if part.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
        )
        texts.append(piece)
        align = run.find(f"{_W}rPr/{_W}vertAlign")
        if align is not None and align.get(f"{_W}val") == "superscript":
            raised.append(piece)
    return "".join(texts), "".join(raised)
