"""Of an embedded face only the outlines are kept: widths and characters stand in the PDF itself.

WeasyPrint embeds OpenType files. A table of metrics inside has an entry for every number up to the last glyph used,
thirty thousand for the complete faces, which is most of what ninety glyphs weigh. PDF takes bare CFF outlines as well,
since its version 1.3 (ISO 32000-1, 9.9, CIDFontType0C).
"""

from __future__ import annotations

import struct
from typing import Any


def keep_outlines(pdf: Any) -> None:
    """Replace each embedded OpenType face with CFF outlines by these outlines."""
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Subtype") == "/OpenType":
            item.stream = [_table(b"".join(item.stream), b"CFF ")]
            extra["Subtype"] = "/CIDFontType0C"
        elif isinstance(item, dict) and item.get("Subtype") == "/CIDFontType0":
            item.pop("CIDToGIDMap", None)  # means nothing there (9.7.4.2)


def _table(font: bytes, wanted: bytes) -> bytes:
    for number in range(*struct.unpack_from(">H", font, 4)):
        tag, _, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == wanted:
            return font[offset : offset + length]
    raise ValueError(f"no table {wanted!r} in the face")
