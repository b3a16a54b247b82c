"""What a schema cannot see in a Word or Excel file: parts nobody declares or reaches, ids used twice, lost styles."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PROGRAMS = ("python-docx", "docxtpl", "openpyxl", "XlsxWriter")


def lint(data: bytes) -> list[str]:
    """Everything found, empty for a sound file; the workbooks inside it are looked into too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"two parts are called {name}" for name, times in Counter(names).items() if times > 1]
    found += _types(parts)
    trees = {name: etree.fromstring(body) for name, body in parts.items() if name.endswith((".xml", ".rels"))}
    found += _relations(parts, trees)
    found += [
        f"{name}: made by {program}"
        for name in parts
        for program in PROGRAMS
        if name.startswith("docProps") and program.encode() in parts[name]
    ]
    main = trees.get("word/document.xml")
    found += _word(main, trees) if main is not None else _sheets(trees)
    for name, body in parts.items():
        if name.endswith(".xlsx"):
            found += [f"{name}: {fault}" for fault in lint(body)]
    return found


def _types(parts: dict[str, bytes]) -> Iterator[str]:
    tree = etree.fromstring(parts["[Content_Types].xml"])
    extensions = {item.get("Extension", "").lower() for item in tree if item.tag.endswith("}Default")}
    overrides = Counter(item.get("PartName", "").lstrip("/") for item in tree if item.tag.endswith("}Override"))
    for name in parts:
        if (
            name != "[Content_Types].xml"
            and name not in overrides
            and name.rpartition(".")[2].lower() not in extensions
        ):
            yield f"{name} has no content type"
    yield from (f"{name} is declared and not there" for name in overrides if name not in parts)
    yield from (f"{name} is declared twice" for name, times in overrides.items() if times > 1)


def _relations(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    reached = {"[Content_Types].xml"}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder = posixpath.dirname(posixpath.dirname(name))
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        ids = Counter(item.get("Id", "") for item in tree)
        yield from (f"{name}: {number} stands twice" for number, times in ids.items() if times > 1)
        for item in tree:
            if item.get("TargetMode") == "External":
                if not item.get("Type", "").endswith("/hyperlink"):
                    yield f"{name}: outside target {item.get('Target')}"
                continue
            target = posixpath.normpath(posixpath.join(folder, item.get("Target", ""))).lstrip("/")
            reached.add(target)
            if target not in parts:
                yield f"{name}: {target} is not there"
        if owner in trees:
            used = {value for node in trees[owner].iter() for key, value in node.attrib.items() if key.startswith(R)}
            yield from (f"{owner}: no relation {number}" for number in sorted(used - set(ids) - {""}))
    yield from (f"{name} is reached from nowhere" for name in parts if name not in reached)


def _word(main: etree._Element, trees: dict[str, etree._Element]) -> Iterator[str]:
    styles = {style.get(f"{W}styleId") for style in trees["word/styles.xml"].iter(f"{W}style")}
    for name, tree in trees.items():
        if not name.startswith("word/"):
            continue
        for kind in ("pStyle", "rStyle", "tblStyle"):
            used = {item.get(f"{W}val") for item in tree.iter(f"{W}{kind}")}
            yield from (f"{name}: style {style} is not there" for style in sorted(used - styles, key=str))
        drawn = Counter(item.get("id") for item in tree.iter(f"{WP}docPr"))
        yield from (f"{name}: two drawings have number {number}" for number, times in drawn.items() if times > 1)
    for table in main.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [int(span.get(f"{W}val", "1")) for span in row.iterfind(f"{W}tc/{W}tcPr/{W}gridSpan")]
            cells = len(row.findall(f"{W}tc"))
            if cells - len(spans) + sum(spans) != columns:
                yield f"a row of a table has {cells - len(spans) + sum(spans)} columns of {columns}"
        following = table.getnext()
        if following is not None and following.tag == f"{W}tbl":
            yield "two tables touch: Word joins them"
    for cell in main.iter(f"{W}tc"):
        if cell[-1].tag != f"{W}p":
            yield "a cell does not end with a paragraph"
    comments = trees.get("word/comments.xml", trees.get("word/comments1.xml"))
    told = Counter(item.get(f"{W}id") for item in comments) if comments is not None else Counter[str | None]()
    marks = Counter(item.get(f"{W}id") for item in main.iter(f"{W}commentReference"))
    if told != marks:
        yield f"comments {dict(told)} and their marks {dict(marks)} differ"
    if main[0][-1].tag != f"{W}sectPr":
        yield "the body does not end with its page set-up"


def _sheets(trees: dict[str, etree._Element]) -> Iterator[str]:
    book = trees["xl/workbook.xml"]
    names = [sheet.get("name", "") for sheet in book.iter(f"{S}sheet")]
    yield from (
        f"two sheets are called {name}" for name, times in Counter(map(str.casefold, names)).items() if times > 1
    )
    strings = trees.get("xl/sharedStrings.xml")
    count = 0 if strings is None else len(strings.findall(f"{S}si"))
    styles = trees["xl/styles.xml"].find(f"{S}cellXfs")
    formats = 0 if styles is None else len(styles)
    for name, tree in trees.items():
        if not name.startswith("xl/worksheets/") or name.endswith(".rels"):
            continue
        seen: Counter[str | None] = Counter(cell.get("r") for cell in tree.iter(f"{S}c"))
        yield from (f"{name}: cell {cell} stands twice" for cell, times in seen.items() if cell and times > 1)
        for cell in tree.iter(f"{S}c"):
            value = cell.find(f"{S}v")
            if cell.get("t") == "s" and (value is None or int(value.text or "-1") >= count):
                yield f"{name}: {cell.get('r')} names a text that is not there"
            if int(cell.get("s", "0")) >= formats:
                yield f"{name}: {cell.get('r')} names a format that is not there"
