"""What no end of a line parts: a number and its unit, a fact and its name, the last two characters of a paragraph.

Pango breaks a line between any two 汉字 and between a figure and a 汉字. It is told not to within these, as long as the
line is wide enough for them (a narrow column of a table breaks them as ever) and what moves on to the next line leaves
no gap that stretching would show.
"""

from __future__ import annotations

import re
from typing import Any

_NUMBER = r"\d[\d.,]*(?:[—–～~-]\d[\d.,]*)?"
_UNIT = "个?百分点|[百千万亿]*(?:平方公里|平方米|立方米|公里|美元|[\u4e00-\u9fff])"
_MEASURED = re.compile(f"附件\\d+|第?{_NUMBER}(?:{_UNIT})")
"""2.2亿元, 1.3个百分点, 1—6月, 第3位, 附件1."""
_FACT = re.compile(r"[^\s，。；：]{1,8}：[^\s，。；：]{1,14}(?=\s|$)")
"""总投资：2.2亿元 in a line of facts with blanks between them."""
_LAST = re.compile(r"[\u4e00-\u9fff]{2}\W{0,2}$")
"""The end of a paragraph, with its full stop: a line of one character looks forgotten."""
_STRETCHED = 9
"""Characters, figures and all, that a stretched line can spare: 1234.56万元."""


def keep_whole(layout: Any) -> None:
    """Tell a layout of WeasyPrint's, whose text is set, where its line must not end."""
    size = layout.style["font_size"]
    room = layout.max_width / size if layout.max_width and size else 0
    if len(layout.text) <= room:
        return  # one line, as in most cells of a table
    is_justified = layout.style["text_align_all"] == "justify"
    longest = min(room, _STRETCHED) if is_justified else room
    patterns = (_MEASURED, _LAST) if is_justified else (_MEASURED, _FACT)
    found = (match.span() for pattern in patterns for match in pattern.finditer(layout.text))
    spans = [(start, end) for start, end in found if end - start <= longest]
    if spans:
        _forbid_breaks(layout, spans)


def _forbid_breaks(layout: Any, spans: list[tuple[int, int]]) -> None:
    from weasyprint.text.ffi import ffi, pango

    if not hasattr(pango, "pango_attr_allow_breaks_new"):
        ffi.cdef("PangoAttribute *pango_attr_allow_breaks_new (gboolean allow_breaks);")
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for start, end in spans:
        attribute = pango.pango_attr_allow_breaks_new(False)
        attribute.start_index = len(layout.text[:start].encode())
        attribute.end_index = len(layout.text[:end].encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
