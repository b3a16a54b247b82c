"""A clerk's own workbook and its problems in, a copy with the bad cells coloured and commented out.

The copy is made inside the package: a fill is added to the style sheet, a style number and a comment to each bad cell, and
every other part is carried over byte for byte. No spreadsheet library loads the file, because each of them loses something
when it saves: text boxes, sparklines, data bars, cached values, macros.
"""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongwen.model.problems import Problem, Severity
from gongwen.render.marking.notes import Notes, add_notes
from gongwen.render.marking.package import ADDRESS, NotMarkable, Package, column_of, letters_of, resolve_target, split
from gongwen.render.marking.styles import MarkStyles

if TYPE_CHECKING:
    from lxml.etree import _Element

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def mark_workbook(data: bytes, problems: Sequence[Problem]) -> tuple[bytes, tuple[Problem, ...]]:
    """A copy of an .xlsx or .xlsm with every problem's cell marked; problems whose cell is not there come back.

    ``problems`` are those of this one file. Red is an error, yellow a warning, blue a note; the comment says what and how
    to mend. Nothing else changes: values, formulas and their cached results, widths, macros. Raises NotMarkable.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        package = Package({entry.filename: source.read(entry) for entry in source.infolist() if not entry.is_dir()})
        order = [entry for entry in source.infolist() if not entry.is_dir()]
    main = _main_part(package)
    sheets = _sheets(package, main)
    by_sheet: dict[str, dict[str, list[Problem]]] = {}
    left: list[Problem] = []
    for problem in problems:
        if problem.sheet in sheets and ADDRESS.fullmatch(problem.cell):
            by_sheet.setdefault(problem.sheet, {}).setdefault(problem.cell, []).append(problem)
        else:
            left.append(problem)
    if by_sheet:
        styles = MarkStyles(package.tree(_styles_part(package, main)))
        for name, cells in by_sheet.items():
            _mark_sheet(package, sheets[name], cells, styles)
        package.write(_styles_part(package, main), styles.tree)
    return _packed(package, order), tuple(left)


def _mark_sheet(package: Package, part: str, cells: Mapping[str, list[Problem]], styles: MarkStyles) -> None:
    tree = package.tree(part)
    body = _child(tree, "sheetData")
    if body is None:
        raise NotMarkable(f"{part} 不是普通工作表")
    found = _index(body)
    notes: Notes = {}
    for address, problems in cells.items():
        worst = min((problem.severity for problem in problems), key=_ORDER.index)
        cell = found.get(address)
        if cell is None:
            cell = _insert(body, address)
        cell.set("s", str(styles.marked(int(cell.get("s", "0")), worst)))
        ordered = sorted(problems, key=lambda problem: _ORDER.index(problem.severity))
        notes[address] = "\n".join(dict.fromkeys(_words(problem) for problem in ordered))
    add_notes(package, part, tree, notes)
    package.write(part, tree)


def _words(problem: Problem) -> str:
    mend = f"\n改法：{problem.fix}" if problem.fix else ""
    return f"【{problem.severity.label}】{problem.message}{mend}"


# -- cells ---------------------------------------------------------------------------------------------------------


def _index(body: _Element) -> dict[str, _Element]:
    """Every cell element by its address; rows and cells may leave theirs out."""
    found: dict[str, _Element] = {}
    row_number = 0
    for row in body:
        row_number = int(row.get("r") or row_number + 1)
        column = 0
        for cell in row:
            match = ADDRESS.fullmatch(cell.get("r", ""))
            column = column_of(match[1]) if match else column + 1
            found[f"{match[1] if match else letters_of(column)}{row_number}"] = cell
    return found


def _insert(body: _Element, address: str) -> _Element:
    """A new empty cell in its place."""
    from lxml import etree

    letters, digits = split(address)
    namespace = etree.QName(body).namespace
    numbers: list[int] = []
    for item in body:
        numbers.append(int(item.get("r") or (numbers[-1] if numbers else 0) + 1))
    place = bisect_left(numbers, int(digits))
    if place < len(numbers) and numbers[place] == int(digits):
        row = body[place]
    else:
        row = etree.Element(f"{{{namespace}}}row", r=digits)
        body.insert(place, row)
    if "spans" in row.attrib:
        del row.attrib["spans"]  # a hint that may now be too narrow
    columns: list[int] = []
    for item in row:
        match = ADDRESS.fullmatch(item.get("r", ""))
        columns.append(column_of(match[1]) if match else (columns[-1] if columns else 0) + 1)
    cell = etree.Element(f"{{{namespace}}}c", r=address)
    row.insert(bisect_left(columns, column_of(letters)), cell)
    return cell


# -- parts ---------------------------------------------------------------------------------------------------------


def _main_part(package: Package) -> str:
    return _target(package, "", "/officeDocument") or "xl/workbook.xml"


def _styles_part(package: Package, main: str) -> str:
    part = _target(package, main, "/styles")
    if part is None:
        raise NotMarkable("工作簿没有样式表，无法标色")
    return part


def _target(package: Package, part: str, kind: str) -> str | None:
    tree = package.tree("_rels/.rels") if not part else package.relations(part)[1]
    for relation in tree:
        if relation.get("Type", "").endswith(kind) and relation.get("TargetMode") != "External":
            return resolve_target(part, relation.get("Target", ""))
    return None


def _sheets(package: Package, main: str) -> dict[str, str]:
    """Sheet name → part, worksheets only."""
    targets = {
        relation.get("Id", ""): resolve_target(main, relation.get("Target", ""))
        for relation in package.relations(main)[1]
        if relation.get("Type", "").endswith("/worksheet")
    }
    sheets = _child(package.tree(main), "sheets")
    found: dict[str, str] = {}
    for sheet in sheets if sheets is not None else ():
        key = next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")
        if str(key) in targets:
            found[sheet.get("name", "")] = targets[str(key)]
    return found


def _child(tree: _Element, name: str) -> Any:
    return next((child for child in tree if isinstance(child.tag, str) and child.tag.endswith(f"}}{name}")), None)


def _packed(package: Package, order: Sequence[zipfile.ZipInfo]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in order:
            made = zipfile.ZipInfo(entry.filename, entry.date_time)
            made.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(made, package.changed.get(entry.filename, package.parts[entry.filename]))
        for name, data in package.changed.items():
            if name not in package.parts:
                made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                made.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(made, data)
    return out.getvalue()
