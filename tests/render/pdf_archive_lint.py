"""What ISO 19005-2 and -3 ask of a file's structure and a machine can see without veraPDF; clauses of part 2 in brackets."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

_FILTERS = {"/FlateDecode", "/DCTDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/CCITTFaxDecode"}
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def archive_faults(path: Path) -> list[str]:
    """Every fault found, in words; empty for a file that keeps what is looked at here."""
    data = path.read_bytes()
    head = data.split(b"\n")[:2]
    faults = []
    if head[0] != b"%PDF-1.7" or head[1][:1] != b"%" or any(byte < 128 for byte in head[1][1:5]):
        faults.append(f"6.1.2 header {head!r}")
    with pikepdf.open(path) as pdf:
        for check in (_trailer, _catalog, _metadata, _objects, _pages, _fonts, _files):
            faults += list(check(pdf))
    return faults


def _trailer(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/ID" not in pdf.trailer:
        yield "6.1.3 no ID"
    if pdf.is_encrypted:
        yield "6.1.3 encrypted"


def _catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    for key in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Perms", "/Requirements"):
        if key in root:
            yield f"6.1–6.6 {key} in the catalog"
    if not bool(root.MarkInfo.Marked) or "/StructTreeRoot" not in root or not str(root.Lang):
        yield "6.7 not tagged, or without a language"
    (intent,) = root.OutputIntents
    profile = intent.DestOutputProfile.read_bytes()
    if intent.S != "/GTS_PDFA1" or profile[36:40] != b"acsp" or profile[16:20] != b"RGB ":
        yield "6.2.3 output intent"
    if int(intent.DestOutputProfile.N) != 3 or profile[8] > 4:
        yield "6.2.3 profile"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    text = pdf.Root.Metadata.read_bytes()
    tree = ElementTree.fromstring(text[text.index(b"<rdf:RDF") : text.index(b"</rdf:RDF>") + len(b"</rdf:RDF>")])
    title = "".join("".join(found.itertext()).strip() for found in tree.iter(f"{_DC}title"))
    if title != str(pdf.docinfo["/Title"]):
        yield f"6.6.2 titles differ: {title!r}"
    dates = [value for found in tree.iter() for key, value in found.attrib.items() if key == f"{_XMP}CreateDate"]
    dates += [found.text or "" for found in tree.iter(f"{_XMP}CreateDate")]
    if len(dates) != 1 or dates[0][:10].replace("-", "") != str(pdf.docinfo["/CreationDate"])[2:10]:
        yield f"6.6.2 dates differ: {dates}"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            filters = item.get("/Filter", [])
            names = {str(filters)} if isinstance(filters, pikepdf.Name) else set(map(str, filters))
            if names - _FILTERS or "/F" in item:
                yield f"6.1.7 stream {names}"
            if item.get("/Subtype") == "/Image":
                if bool(item.get("/Interpolate", False)):
                    yield "6.2.8 a picture asks to be smoothed"
                if "/Alternates" in item or "/OPI" in item:
                    yield "6.2.8 picture"
        elif isinstance(item, pikepdf.Dictionary):
            if item.get("/Type") == "/ExtGState" and ({"/TR", "/TR2", "/HTO"} & set(item.keys())):
                yield "6.2.5 graphics state"
            if item.get("/S") in (
                "/Launch",
                "/JavaScript",
                "/ImportData",
                "/ResetForm",
                "/SubmitForm",
                "/Hide",
                "/Named",
            ):
                yield f"6.5.1 action {item.S}"


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        if "/AA" in page or "/StructParents" not in page:
            yield f"page {number}: actions, or outside of the structure"
        for note in page.get("/Annots", []):
            flags = int(note.get("/F", 0))
            if note.Subtype != "/Link" or not flags & 4 or flags & 0b100011:
                yield f"6.3.2 page {number}: annotation {note.Subtype} with flags {flags}"
        operators = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
        if operators & {"k", "K"}:
            yield f"6.2.4 page {number}: CMYK beside an RGB intent"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for name, (font, codes) in _used(pdf).items():
        (inner,) = font.DescendantFonts
        face = inner.FontDescriptor
        if font.Encoding != "/Identity-H":
            yield f"6.2.11.3 {name}: {font.Encoding}"
        if inner.Subtype == "/CIDFontType2" and inner.get("/CIDToGIDMap") != "/Identity":
            yield f"6.2.11.3 {name}: no map from CIDs to glyphs"
        if not {"/FontFile2", "/FontFile3"} & set(face.keys()):
            yield f"6.2.11.4 {name}: not embedded"
            continue
        if 0 in codes:
            yield f"6.2.11.8 {name}: the glyph of missing characters"
        words = _unicode(font)
        if any(not words.get(code) or words[code] in ("\0", "\ufeff", "\ufffe") for code in codes):
            yield f"6.2.11.7 {name}: codes without characters"
        if inner.Subtype == "/CIDFontType0":
            given, drawn = _widths(inner), _drawn_widths(face.FontFile3.read_bytes(), codes)
            if any(abs(given.get(code, 1000) - drawn[code]) > 1 for code in codes):
                yield f"6.2.11.5 {name}: widths differ"


def _used(pdf: pikepdf.Pdf) -> dict[str, tuple[Any, set[int]]]:
    """Fonts by name, and the codes shown in them."""
    found: dict[str, tuple[Any, set[int]]] = {}
    for page in pdf.pages:
        current: set[int] = set()
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = page.Resources.Font[str(operands[0])]
                current = found.setdefault(str(font.BaseFont), (font, set()))[1]
            elif str(operator) in ("Tj", "TJ"):
                shown = operands[0] if str(operator) == "TJ" else operands
                for part in shown:
                    if isinstance(part, pikepdf.String):
                        data = bytes(part)
                        current |= {data[n] << 8 | data[n + 1] for n in range(0, len(data), 2)}
    return found


def _unicode(font: Any) -> dict[int, str]:
    text = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]*)>$", text, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(word).decode("utf-16-be") for code, word in pairs}


def _widths(inner: Any) -> dict[int, float]:
    items, widths = list(inner.W), {}
    while items:
        first, given = int(items.pop(0)), items.pop(0)
        widths |= {first + place: float(width) for place, width in enumerate(given)}
    return widths


def _drawn_widths(data: bytes, codes: set[int]) -> dict[int, float]:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    outlines = fonts.topDictIndex[0].CharStrings
    widths = {}
    for code in codes:
        outline = outlines[f"cid{code:05d}"]
        outline.draw(NullPen())
        widths[code] = float(outline.width)
    return widths


def _files(pdf: pikepdf.Pdf) -> Iterator[str]:
    part = 3 if b'pdfaid:part="3"' in pdf.Root.Metadata.read_bytes() else 2
    files = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Filespec"]
    if part == 2 and files:
        yield "6.8 files inside PDF/A-2"
    for file in files:
        if "/AFRelationship" not in file or str(file.F) != str(file.UF) or "/Subtype" not in file.EF.F:
            yield "19005-3 6.8 file without relation, names or type"
        if "/ModDate" not in file.EF.F.Params:
            yield "19005-3 6.8 file without date"
    if files and len(pdf.Root.AF) != len(files):
        yield "19005-3 6.8 files not associated with the document"
