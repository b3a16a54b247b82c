"""Excel workbooks (.xlsx, .xlsm), read from their XML in one pass.

The common readers lose what a careful clerk must know: which rows are hidden, which values are formulas that were never
calculated, what is superscript, where a merge lies. All of that stands in the same XML, so it is read here, values only,
macros never touched.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gongwen.model.raw import RawCell
from gongwen.read.grid import Grid, WorkbookError, column_number, letters
from gongwen.read.xlsx_cells import SHARED_FORMULA, CellContents, unescape
from gongwen.read.xlsx_fast import fast_fill

if TYPE_CHECKING:
    from lxml.etree import _Element

_COLUMN = re.compile(r"[A-Z]{1,3}")
_MAX_ROW = 1_048_576
_RELATION_ID = re.compile(r"\}id$")
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_BUILT_IN = {9: "0%", 10: "0.00%"}


@dataclass(slots=True)
class _Book:
    package: zipfile.ZipFile
    path: str
    cells: CellContents = field(default_factory=CellContents)


def read_workbook(data: bytes, path: str) -> list[Grid]:
    """Every worksheet of a workbook, in order. Raises WorkbookError."""
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _grids(_Book(package, path))
    except (zipfile.BadZipFile, KeyError, XMLSyntaxError, IndexError, ValueError) as fault:
        if isinstance(fault, WorkbookError):
            raise
        raise WorkbookError("工作簿内部结构有误，打不开") from fault


def _grids(book: _Book) -> list[Grid]:
    main = _main_part(book.package)
    targets = _targets(book.package, main)
    root = _root(book.package, main)
    kinds = {kind: target for kind, target in targets.values() if kind in ("sharedStrings", "styles")}
    for part in root:
        if _tag(part) == "workbookPr" and part.get("date1904", "0") in ("1", "true"):
            book.cells.epoch = datetime(1904, 1, 1)
    if "sharedStrings" in kinds:
        book.cells.strings = [_rich(item) for item in _root(book.package, kinds["sharedStrings"])]
    if "styles" in kinds:
        book.cells.formats = _formats(_root(book.package, kinds["styles"]))
    grids = []
    for sheet in root.iter("{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if _RELATION_ID.search(str(key))), "")
        kind, target = targets.get(str(relation), ("", ""))
        if kind != "worksheet":
            continue
        grid = Grid(book.path, sheet.get("name", ""), is_hidden=sheet.get("state", "visible") != "visible")
        _fill(book, grid, target)
        grids.append(grid)
    return grids


def _main_part(package: zipfile.ZipFile) -> str:
    for kind, target in _targets(package, "").values():
        if kind == "officeDocument":
            if not target.casefold().endswith("workbook.xml"):
                raise WorkbookError("这不是工作簿（多半是改了扩展名的 Word 文件或二进制 xlsb）")
            return target
    raise WorkbookError("这不是工作簿")


def _targets(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (last word of its type, part name)."""
    folder, name = posixpath.split(part)
    found = {}
    for relation in _root(package, posixpath.join(folder, "_rels", f"{name}.rels")):
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            continue
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], full)
    return found


def _root(package: zipfile.ZipFile, part: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(package.read(part), parser)


def _tag(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _rich(item: _Element) -> tuple[str, str]:
    """Text of a string item, phonetic guides left out, and what of it is superscript."""
    texts, raised = [], []
    for child in item:
        tag = _tag(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag == "r":
            run = "".join(part.text or "" for part in child.iter("{*}t"))
            texts.append(run)
            if any(align.get("val") == "superscript" for align in child.iter("{*}vertAlign")):
                raised.append(run)
    return unescape("".join(texts)), unescape("".join(raised))


def _formats(root: _Element) -> list[tuple[str, bool]]:
    codes = {int(item.get("numFmtId", "0")): item.get("formatCode", "") for item in root.iter("{*}numFmt")}
    found = []
    for cells in root.iter("{*}cellXfs"):
        for style in cells:
            number = int(style.get("numFmtId", "0"))
            code = codes.get(number, _BUILT_IN.get(number, ""))
            bare = _FORMAT_NOISE.sub("", code)
            is_date = number in _DATE_IDS or (number not in _BUILT_IN and bool(re.search("[ymdhs年月日]", bare, re.I)))
            found.append((code if code not in ("General", "@") else "", is_date and "General" not in code))
    return found


def _fill(book: _Book, grid: Grid, part: str) -> None:
    """Read one worksheet: in its usual shape by patterns, else by the XML parser. Both are strict; one is quick."""
    if not fast_fill(book.package, part, grid, book.cells):
        grid.rows.clear()
        grid.hidden_rows.clear()
        grid.hidden_columns.clear()
        grid.merges.clear()
        _slow_fill(book, grid, part)


def _slow_fill(book: _Book, grid: Grid, part: str) -> None:
    """Row by row through the parser; the XML of a row is dropped once it is read."""
    from lxml import etree

    with book.package.open(part) as stream:
        events = etree.iterparse(
            stream, tag=("{*}row", "{*}col", "{*}mergeCell"), resolve_entities=False, no_network=True, huge_tree=True
        )
        last = 0
        for _, element in events:
            tag = _tag(element)
            if tag == "row":
                last = _row(book, grid, element, last)
                element.clear()
            elif tag == "mergeCell":
                grid.add_merge(element.get("ref", ""))
            elif element.get("hidden") in ("1", "true"):
                grid.hide_columns(int(element.get("min", "1")), int(element.get("max", "1")))


def _row(book: _Book, grid: Grid, element: _Element, last: int) -> int:
    row = int(element.get("r") or last + 1)
    if not 0 < row <= _MAX_ROW:
        raise WorkbookError(f"没有第{row}行这样的行")
    hidden = element.get("hidden") in ("1", "true")
    if hidden:
        grid.hidden_rows.add(row)
    cells: dict[int, RawCell] = {}
    column, number = 0, str(row)
    origin, hidden_columns = grid.origin, grid.hidden_columns
    for item in element:
        address = item.get("r")
        column = _column_of(address, number) if address else column + 1
        if not len(item):
            continue
        value, formula, raised = _children(item)
        content = book.cells.content(item.get("t", "n"), item.get("s", ""), value, formula, raised)
        if content is None:
            continue
        if column in cells:
            raise WorkbookError(f"单元格 {address} 出现了两次")
        kind, text, number_format, formula, raised = content
        is_hidden = hidden or column in hidden_columns
        spot = letters(column)
        cells[column] = RawCell(kind, text, origin, spot, number_format, is_hidden, formula, raised, False, number)
    grid.add_row(row, cells)
    return row


def _column_of(address: str, tail: str) -> int:
    letters_part = address.removesuffix(tail)
    if letters_part == address or not _COLUMN.fullmatch(letters_part):
        raise WorkbookError(f"单元格 {address} 不在它所说的行里")
    return column_number(letters_part)


def _children(item: _Element) -> tuple[str | None, str, str]:
    """(value, formula, superscript) of a cell element."""
    value, formula, raised = None, "", ""
    for child in item:
        tag = _tag(child)
        if tag == "v":
            value = child.text
        elif tag == "f":
            formula = child.text or SHARED_FORMULA
        elif tag == "is":
            value, raised = _rich(child)
    return value, formula, raised
