"""A .docx as parts: read, add, relate, write again with the same bytes every time."""

from __future__ import annotations

import io
import posixpath
import zipfile
from datetime import date

from lxml import etree

from gongwen.model.document import Properties
from gongwen.render.word.ooxml import parse_xml, serialize

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DOCUMENT = "word/document.xml"


class Package:
    """The parts of one Word file by name (``word/document.xml``), with their relations and content types."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts: dict[str, bytes] = {
                info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()
            }
        self._types = parse_xml(self.parts["[Content_Types].xml"])
        self._relations: dict[str, etree._Element] = {}

    def content_type(self, part: str) -> str:
        """The declared type of a part, empty when none is declared."""
        for item in self._types.findall(f"{{{_TYPES}}}Override"):
            if item.get("PartName", "").lstrip("/") == part:
                return item.get("ContentType", "")
        extension = part.rpartition(".")[2].lower()
        for item in self._types.findall(f"{{{_TYPES}}}Default"):
            if item.get("Extension", "").lower() == extension:
                return item.get("ContentType", "")
        return ""

    @property
    def main_part(self) -> str:
        """The document part, whatever its name."""
        for kind, target, _ in self.relations(""):
            if kind.endswith("/officeDocument"):
                return target
        return DOCUMENT

    def _relations_of(self, part: str) -> etree._Element:
        name = relations_part(part)
        if name not in self._relations:
            empty = f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode()
            self._relations[name] = parse_xml(self.parts.get(name, empty))
        return self._relations[name]

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """(type, target part or address, id) of every relation of a part; ``""`` is the package itself."""
        found = []
        for item in self._relations_of(part):
            target = item.get("Target", "")
            if item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(posixpath.dirname(part), target)).lstrip("/")
            found.append((item.get("Type", ""), target, item.get("Id", "")))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation and return its id."""
        tree = self._relations_of(part)
        taken = {item.get("Id") for item in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        made = etree.SubElement(tree, f"{{{_RELATIONSHIPS}}}Relationship")
        made.set("Id", f"rId{number}")
        made.set("Type", RELATION + kind)
        made.set("Target", posixpath.relpath(target, posixpath.dirname(part) or "."))
        return f"rId{number}"

    def relate_as(self, part: str, kind: str, target: str, number: str) -> None:
        """Add a relation under an id that the part's XML already names; ``kind`` is the whole type."""
        made = etree.SubElement(self._relations_of(part), f"{{{_RELATIONSHIPS}}}Relationship")
        made.set("Id", number)
        made.set("Type", kind)
        made.set("Target", posixpath.relpath(target, posixpath.dirname(part) or "."))

    def unrelate(self, part: str, target: str) -> None:
        """Drop a part's relations to another, and the other part where nothing else relates to it."""
        tree = self._relations_of(part)
        for item, (_, found, _number) in zip(list(tree), self.relations(part), strict=True):
            if found == target:
                tree.remove(item)
        owners = {name.replace("_rels/", "").removesuffix(".rels") for name in self.parts if name.endswith(".rels")}
        if not any(found == target for owner in owners | {part} for _, found, _ in self.relations(owner)):
            self.parts.pop(target, None)
            for item in self._types.findall(f"{{{_TYPES}}}Override"):
                if item.get("PartName", "").lstrip("/") == target:
                    self._types.remove(item)

    def add(self, pattern: str, data: bytes, content_type: str, *, default: bool = False) -> str:
        """Store a new part under ``pattern`` with the next free number and return its name.

        ``default`` declares the type for the file extension, as for pictures.
        """
        number = 1
        while pattern.format(number) in self.parts:
            number += 1
        name = pattern.format(number)
        self.parts[name] = data
        if default:
            self._declare_extension(name.rpartition(".")[2], content_type)
        else:
            made = etree.SubElement(self._types, f"{{{_TYPES}}}Override")
            made.set("PartName", f"/{name}")
            made.set("ContentType", content_type)
        return name

    def _declare_extension(self, extension: str, content_type: str) -> None:
        for item in self._types.findall(f"{{{_TYPES}}}Default"):
            if item.get("Extension", "").lower() == extension:
                return
        made = etree.Element(f"{{{_TYPES}}}Default")
        made.set("Extension", extension)
        made.set("ContentType", content_type)
        self._types.insert(0, made)

    def set_properties(self, properties: Properties) -> None:
        """Replace what a file manager shows: title, issuing organ, the issue's date. No program, no clock."""
        core = next((t for kind, t, _ in self.relations("") if kind.endswith("/core-properties")), None)
        if core is None:
            core = self.add("docProps/core.xml", b"", "application/vnd.openxmlformats-package.core-properties+xml")
            made = etree.SubElement(self._relations_of(""), f"{{{_RELATIONSHIPS}}}Relationship")
            made.set("Id", "rIdCore")
            made.set("Type", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties")
            made.set("Target", core)
        self.parts[core] = _core_properties(properties)

    def to_bytes(self) -> bytes:
        """The file: fixed order, dates and attributes, so that the same parts give the same bytes."""
        for name, tree in self._relations.items():
            if len(tree) or name in self.parts:
                self.parts[name] = serialize(tree)
        self.parts["[Content_Types].xml"] = serialize(self._types)
        first = ("[Content_Types].xml", "_rels/.rels")
        order = [*first, *sorted(name for name in self.parts if name not in first)]
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in order:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                archive.writestr(info, self.parts[name])
        return buffer.getvalue()


def relations_part(part: str) -> str:
    """Where a part's relations are stored: ``word/document.xml`` → ``word/_rels/document.xml.rels``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _core_properties(properties: Properties) -> bytes:
    dc, cp = (
        "http://purl.org/dc/elements/1.1/",
        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    )
    terms, xsi = "http://purl.org/dc/terms/", "http://www.w3.org/2001/XMLSchema-instance"
    root = etree.Element(f"{{{cp}}}coreProperties", nsmap={"cp": cp, "dc": dc, "dcterms": terms, "xsi": xsi})
    for name, text in (
        (f"{{{dc}}}title", properties.title),
        (f"{{{dc}}}subject", properties.subject),
        (f"{{{dc}}}creator", properties.author),
        (f"{{{cp}}}lastModifiedBy", properties.author),
        (f"{{{cp}}}revision", "1"),
    ):
        etree.SubElement(root, name).text = text
    for name in ("created", "modified"):
        stamp = etree.SubElement(root, f"{{{terms}}}{name}")
        stamp.set(f"{{{xsi}}}type", "dcterms:W3CDTF")
        stamp.text = _midnight(properties.created)
    return serialize(root)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
