"""Worksheets in the shape that Excel, WPS and the usual writers give them, read by patterns: three times as quick.

Nothing is taken for granted: every cell element must match, or the whole sheet goes to the XML parser instead.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterator
from html import unescape as unescape_entities

from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid, WorkbookError, column_number
from gongwen.read.grid import letters as column_letters
from gongwen.read.xlsx_cells import PLAIN_NUMBER, SHARED_FORMULA, CellContents

_CHUNK = 1 << 22
_SHARED = 1 << 16
"""Different numbers whose texts are kept once; beyond, each cell has its own."""
_ROW = re.compile(r"<row([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_ROW_NUMBER = re.compile(r' r="(\d+)"')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d+)")?(?: t="(n|s|str|b|e|d)")?(?:/>|>'
    r"(?:<f(?: [^<>]*)?(?:/>|>([^<]*)(</f>)))?(?:<v>([^<]*)(</v>)|<v/>)?</c>)"
)
_COLUMN = re.compile(r"<col [^>]*>")
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_NUMBER_IN = re.compile(r' (min|max)="(\d+)"')


class _OtherShape(Exception):
    """The sheet is not in the usual shape."""


def fast_fill(package: zipfile.ZipFile, part: str, grid: Grid, contents: CellContents) -> bool:
    """Fills the grid from a worksheet part; False, with the grid half filled, where the parser must do it."""
    try:
        rest = ""
        for piece in _pieces(package, part):
            rest = _rows(rest + piece, grid, contents)
        for ref in _MERGE.findall(rest):
            grid.add_merge(ref)
        return rest.count("<mergeCell ") == len(grid.merges)
    except _OtherShape:
        return False


def _pieces(package: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The part's text in pieces, without anything that XML allows and patterns do not see."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    with package.open(part) as stream:
        while data := stream.read(_CHUNK):
            try:
                text = decoder.decode(data)
            except UnicodeDecodeError as fault:
                raise _OtherShape from fault
            if first and not _usual_head(text[:2_000]):
                raise _OtherShape
            if "<!" in text or "<?" in text[200 if first else 0 :]:
                raise _OtherShape
            first = False
            yield text


def _usual_head(head: str) -> bool:
    declared = re.search(r"<\?xml[^>]*encoding=[\"']([^\"']+)", head)
    return "<worksheet" in head and (declared is None or declared[1].casefold() == "utf-8")


def _rows(text: str, grid: Grid, contents: CellContents) -> str:
    """Reads the whole rows of a text; gives back what follows the last."""
    start = text.find("<row")
    if start < 0:
        return text
    if not grid.rows and not grid.hidden_rows:
        _hidden_columns(text[:start], grid)
    last = 0
    for match in _ROW.finditer(text):
        head, body = match[1], match[2]
        number = _ROW_NUMBER.search(head)
        if number is None or (head and head[0] not in " \t\n"):
            raise _OtherShape
        row = int(number[1])
        if not 0 < row <= 1_048_576:
            raise _OtherShape
        hidden = _HIDDEN.search(head) is not None
        if hidden:
            grid.hidden_rows.add(row)
        if body:
            grid.add_row(row, _cells(body, number[1], hidden, grid, contents))
        last = match.end()
    return text[last:]


def _hidden_columns(text: str, grid: Grid) -> None:
    for column in _COLUMN.findall(text):
        if _HIDDEN.search(column):
            ends = {name: int(number) for name, number in _NUMBER_IN.findall(column)}
            grid.hide_columns(ends.get("min", 1), ends.get("max", 1))


def _cells(body: str, row: str, hidden: bool, grid: Grid, contents: CellContents) -> dict[int, RawCell]:
    found = _CELL.findall(body)
    if len(found) != body.count("<c "):
        raise _OtherShape
    cells: dict[int, RawCell] = {}
    origin, hidden_columns, content_of = grid.origin, grid.hidden_columns, contents.content
    formats, is_plain, names = contents.formats, PLAIN_NUMBER.fullmatch, column_letters
    shared, keep = contents.texts.get, contents.texts.setdefault
    for letters, number, style, kind, formula, has_formula, value, has_value in found:
        if number != row:
            raise WorkbookError(f"单元格 {letters}{number} 不在它所说的行里")
        column = column_number(letters)
        if column in cells:
            raise WorkbookError(f"单元格 {letters}{number} 出现了两次")
        if not kind and not has_formula and len(value) < 16 and is_plain(value):
            # A bare number, what most cells are: the same as below, without the detour.
            number_format, is_date = formats[int(style)] if style and int(style) < len(formats) else ("", False)
            if not is_date:
                is_hidden = hidden or column in hidden_columns
                value = shared(value) or (keep(value, value) if len(contents.texts) < _SHARED else value)
                cells[column] = RawCell(
                    RawKind.NUMBER, value, origin, names(column), number_format, is_hidden, "", "", False, row
                )
                continue
        if not has_value and not has_formula:
            continue
        if "&" in value or "&" in formula:
            value, formula = unescape_entities(value), unescape_entities(formula)
        if has_formula and not formula:
            formula = SHARED_FORMULA
        content = content_of(kind or "n", style, value if has_value else None, formula, "")
        if content is None:
            continue
        code, text, number_format, formula, raised = content
        is_hidden = hidden or column in hidden_columns
        cells[column] = RawCell(
            code, text, origin, names(column), number_format, is_hidden, formula, raised, False, row
        )
    return cells
