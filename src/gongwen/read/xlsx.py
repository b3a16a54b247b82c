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
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gongwen.model.raw import RawCell, RawKind
from gongwen.model.sources import Source
from gongwen.read.grid import Grid, Merge, column_number, letters, number_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATION_ID = re.compile(r"\}id$")
_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN = {9: "0%", 10: "0.00%"}


class WorkbookError(ValueError):
    """The package is no workbook, or its parts contradict each other; the text is for people."""


@dataclass(slots=True)
class _Book:
    package: zipfile.ZipFile
    path: str
    strings: list[tuple[str, str]] = field(default_factory=list)
    """(text, what of it is superscript)."""
    formats: list[tuple[str, bool]] = field(default_factory=list)
    """By style: (number format where it matters, whether it is a date)."""
    epoch: datetime = datetime(1899, 12, 30)


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
            book.epoch = datetime(1904, 1, 1)
    if "sharedStrings" in kinds:
        book.strings = [_rich(item) for item in _root(book.package, kinds["sharedStrings"])]
    if "styles" in kinds:
        book.formats = _formats(_root(book.package, kinds["styles"]))
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
    return _unescape("".join(texts)), _unescape("".join(raised))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


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
    """Read one worksheet row by row; the XML of a row is dropped once it is read."""
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
                _merge(grid, element.get("ref", ""))
            elif element.get("hidden") in ("1", "true"):
                first, final = int(element.get("min", "1")), int(element.get("max", "1"))
                grid.hidden_columns.update(range(first, min(final, first + 1_000) + 1))


def _merge(grid: Grid, ref: str) -> None:
    corners = [_ADDRESS.fullmatch(corner) for corner in ref.split(":")]
    if len(corners) == 2 and corners[0] and corners[1]:
        (left, top), (right, bottom) = ((column_number(c[1]), int(c[2])) for c in corners if c)
        grid.merges.append(Merge(top, left, bottom, right))


def _row(book: _Book, grid: Grid, element: _Element, last: int) -> int:
    row = int(element.get("r") or last + 1)
    hidden = element.get("hidden") in ("1", "true")
    if hidden:
        grid.hidden_rows.add(row)
    cells: dict[int, RawCell] = {}
    column = 0
    tail = str(row)
    path, sheet, hidden_columns = grid.path, grid.sheet, grid.hidden_columns
    for item in element:
        address = item.get("r")
        column = _column_of(address, tail) if address else column + 1
        if not len(item):
            continue
        content = _content(book, item)
        if content is None:
            continue
        kind, text, number_format, formula, raised = content
        cells[column] = RawCell(
            kind,
            text,
            Source(path, sheet, address or f"{letters(column)}{row}"),
            number_format,
            hidden or column in hidden_columns,
            formula,
            raised,
        )
    if cells:
        grid.rows.setdefault(row, {}).update(cells)
    return row


def _column_of(address: str, tail: str) -> int:
    if not address.endswith(tail):
        raise WorkbookError(f"单元格 {address} 不在它所说的行里")
    return column_number(address[: -len(tail)])


def _content(book: _Book, item: _Element) -> tuple[RawKind, str, str, str, str] | None:
    """(kind, text, number format, formula, superscript) of a cell, None where it is blank."""
    kind = item.get("t", "n")
    value, formula, raised = None, "", ""
    for child in item:
        tag = child.tag
        if tag.endswith("}v") or tag == "v":
            value = child.text
        elif tag.endswith("}f") or tag == "f":
            formula = child.text or "共享公式"
        elif tag.endswith("}is") or tag == "is":
            value, raised = _rich(child)
    if value is None:
        return (RawKind.NO_CACHE, "", "", formula, "") if formula else None
    if kind == "s":
        text, raised = book.strings[int(value)]
        return (RawKind.TEXT, text, "", formula, raised) if text else None
    if kind == "n":
        return _number(book, item.get("s"), value, formula)
    if kind == "b":
        return RawKind.BOOLEAN, "TRUE" if value == "1" else "FALSE", "", formula, ""
    if kind == "e":
        return RawKind.ERROR, value, "", formula, ""
    if kind == "d":
        return RawKind.DATE, value[:10], "", formula, ""
    if kind == "str":
        # A formula whose text is empty shows a blank cell.
        return (RawKind.TEXT, _unescape(value), "", formula, "") if value else None
    return (RawKind.TEXT, value, "", formula, raised) if value else None


def _number(book: _Book, style: str | None, value: str, formula: str) -> tuple[RawKind, str, str, str, str] | None:
    if not value.strip():
        return (RawKind.NO_CACHE, "", "", formula, "") if formula else None
    code, is_date = book.formats[int(style)] if style and int(style) < len(book.formats) else ("", False)
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        return RawKind.ERROR, value, "", formula, ""
    if is_date:
        return RawKind.DATE, _date_text(book.epoch, number), code, formula, ""
    if value.isdigit() and len(value) < 16:
        return RawKind.NUMBER, str(int(value)), code, formula, ""
    return RawKind.NUMBER, number_text(number), code, formula, ""


def _date_text(epoch: datetime, serial: float) -> str:
    """The ISO date of a serial; Excel's 1900 calendar has a 29 February that never was."""
    if epoch.year == 1899 and serial < 61:
        serial += 1
    try:
        moment = epoch + timedelta(days=serial)
    except OverflowError:
        return number_text(serial)
    return moment.date().isoformat() if serial.is_integer() else moment.isoformat(sep=" ", timespec="minutes")
