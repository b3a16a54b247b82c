"""Inline drawings: a picture, a chart, or a chart with a picture in reserve, in a run of its own, with alternative text."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from gongwen.render.word.ooxml import EMU_PER_TWIP, NS, declare, parse_xml

_GRAPHIC = "http://schemas.openxmlformats.org/drawingml/2006/"


def picture_run(relation: str, width: int, height: int, number: int, name: str, alt: str) -> etree._Element:
    """``width`` and ``height`` in twips."""
    extent = f'cx="{width * EMU_PER_TWIP}" cy="{height * EMU_PER_TWIP}"'
    inner = (
        f'<pic:pic xmlns:pic="{NS["pic"]}"><pic:nvPicPr><pic:cNvPr id="{number}" name={quoteattr(name)}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic>"
    )
    return _run(extent, "picture", inner, number, name, alt)


def chart_run(relation: str, width: int, height: int, number: int, name: str, alt: str) -> etree._Element:
    """``width`` and ``height`` in twips."""
    extent = f'cx="{width * EMU_PER_TWIP}" cy="{height * EMU_PER_TWIP}"'
    inner = f'<c:chart xmlns:c="{NS["c"]}" r:id="{relation}"/>'
    return _run(extent, "chart", inner, number, name, alt)


def chart_or_picture(chart: etree._Element, picture: etree._Element) -> etree._Element:
    """The run of a chart with a picture for programs that pass it by (``mc:AlternateContent``, ISO/IEC 29500-3).

    Strictly the chart requires nothing that Word 2007 lacks. ``wps`` is asked for because Word, WPS and LibreOffice
    say that they know it, and draw the chart; asked for ``c``, LibreOffice takes the picture.
    """
    run = parse_xml(
        f'<w:r {declare("w mc wps")}><mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback/></mc:AlternateContent></w:r>'
    )
    for place, drawing in zip(run[0], (chart, picture), strict=True):
        place.append(drawing[0])
    return run


def _run(extent: str, kind: str, inner: str, number: int, name: str, alt: str) -> etree._Element:
    return parse_xml(
        f'<w:r {declare("w r wp a")}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name={quoteattr(name)} descr={quoteattr(alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_GRAPHIC}{kind}">{inner}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
