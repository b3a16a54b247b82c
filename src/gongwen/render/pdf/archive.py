"""What a PDF says about itself: archive form (PDF/A-2a, 3a), accessibility (PDF/UA-1), files that travel with it.

WeasyPrint writes one kind of identification at a time; here the two stand together, with the description of the
second that PDF/A demands, and the claim of PDF/UA is made only where the page's own structure bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from gongwen.render.pdf.job import Job

_UA = b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />'
_UA_SCHEMA = b"""<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""PDF/A (ISO 19005-2 6.6.2.3.3) wants every property that it does not know itself described in the file."""
_OWN_CLAIM = re.compile(rb"<rdf:Description[^>]*pdfuaid:part[^>]*/>")


def writing_options(job: Job) -> dict[str, Any]:
    """Options of WeasyPrint's ``write_pdf`` for the form that the job asks for."""
    import weasyprint

    created = datetime.combine(job.created, time())
    attachments = [
        weasyprint.Attachment(
            string=file.data, name=file.name, description=file.description, created=created, modified=created,
            relationship="Source",
        )
        for file in job.attachments
    ]  # fmt: skip
    variant = f"pdf/{job.archive}" if job.archive else "pdf/ua-1"
    return {"pdf_tags": True, "pdf_variant": variant, "attachments": attachments or None}


def complete(pdf: Any, job: Job) -> None:
    """Finish what WeasyPrint wrote: scopes of header cells, and the identifications in the metadata."""
    elements = [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"]
    for element in elements:
        if element["S"] == "/TH" and "A" in element:
            element["A"]["Scope"] = "/Column"
    _name_files(pdf)
    _settle_pictures_and_links(pdf, job)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    content = _OWN_CLAIM.sub(b"", b"".join(metadata.stream))
    if job.title and is_accessible(elements):
        described = _UA_SCHEMA if job.archive else b""
        content = content.replace(b"</rdf:RDF>", _UA + described + b"</rdf:RDF>", 1)
    metadata.stream = [content]


def _settle_pictures_and_links(pdf: Any, job: Job) -> None:
    """Links print as they show. In an archive no reader may smooth a picture as it likes (ISO 19005-2 6.2.8)."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = 4
        elif job.archive and getattr(item, "extra", {}).get("Subtype") == "/Image":
            item.extra["Interpolate"] = "false"


def _name_files(pdf: Any) -> None:
    """WeasyPrint writes a file's plain name as bare UTF-8 bytes, which readers take for Latin letters; mend it."""
    found: list[Any] = [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Filespec"]
    files = {item.reference: item for item in found}
    for file in files.values():
        file["F"] = file["UF"]
    if files:
        if "AF" in pdf.catalog:  # each is listed twice: as a file of the document and as an object
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        names = pdf.objects[int(pdf.catalog["Names"]["EmbeddedFiles"].split()[0])]["Names"]
        for place in range(0, len(names), 2):
            names[place] = files[names[place + 1]]["UF"]


def is_accessible(elements: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every figure has words for those who do not see it, and no heading level is skipped.

    Title, language, tags, embedded faces and the scopes of header cells are there in every file of ours.
    """
    if any(element["S"] == "/Figure" and not element.get("Alt") for element in elements):
        return False
    levels = [int(element["S"][2]) for element in elements if re.fullmatch(r"/H[1-6]", element["S"])]
    return all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
