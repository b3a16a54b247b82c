"""A diagonal light-grey mark behind the text of every page: Word's own kind, in the headers."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from gongwen.model.document import Faces
from gongwen.render.word.ooxml import NS, child, declare, parse_xml, q, serialize
from gongwen.render.word.package import Package

_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
    ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
)


def add_watermark(package: Package, part: str, tree: etree._Element, text: str, faces: Faces) -> None:
    """Mark every page: each header of each section, made where the template has none."""
    marked: set[str] = set()
    sections = list(tree.iter(q("w:sectPr")))
    even = _has_even_pages(package, part)
    for number, section in enumerate(sections):
        wanted = ["default", *(["even"] if even else [])]
        if section.find("w:titlePg", NS) is not None:
            wanted.append("first")
        present = {ref.get(q("w:type"), "default"): ref for ref in section.findall("w:headerReference", NS)}
        for kind in wanted:
            if kind in present:
                relation = present[kind].get(q("r:id"), "")
                target = next(t for _, t, i in package.relations(part) if i == relation)
            elif number == 0 or kind == "first":
                target = _new_header(package, part, section, kind)
            else:
                continue  # a later section inherits the header of the one before
            if target not in marked:
                marked.add(target)
                header = parse_xml(package.parts[target])
                _mark(header, text, faces, len(marked))
                package.parts[target] = serialize(header)


def _has_even_pages(package: Package, part: str) -> bool:
    settings = next((t for kind, t, _ in package.relations(part) if kind.endswith("/settings")), "")
    return settings in package.parts and parse_xml(package.parts[settings]).find("w:evenAndOddHeaders", NS) is not None


def _new_header(package: Package, part: str, section: etree._Element, kind: str) -> str:
    empty = f"<w:hdr {declare('w r')}><w:p/></w:hdr>".encode()
    name = package.add("word/header_mark{}.xml", empty, _HEADER_TYPE)
    reference = etree.Element(q("w:headerReference"))
    reference.set(q("w:type"), kind)
    reference.set(q("r:id"), package.relate(part, "header", name))
    section.insert(0, reference)
    return name


def _mark(header: etree._Element, text: str, faces: Faces, number: int) -> None:
    paragraph = header.find(q("w:p"))
    if paragraph is None:
        paragraph = child(header, "w:p")
    height = 150 if len(text) <= 3 else max(60, round(520 / len(text)))
    width = round(height * len(text) * 1.05)
    shape = parse_xml(
        f"<w:r {declare('w v o w10 r')}><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE_TYPE}"
        f'<v:shape id="GongwenWatermark{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136"'
        f' alt={quoteattr("水印：" + text)} style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{width}pt;height:{height}pt;rotation:315;z-index:-251658240;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d0d0d0" stroked="f">'
        '<v:fill opacity=".4"/>'
        f'<v:textpath style="font-family:&quot;{faces.hei}&quot;;font-size:1pt" string={quoteattr(text)}/>'
        "</v:shape></w:pict></w:r>"
    )
    paragraph.append(shape)
