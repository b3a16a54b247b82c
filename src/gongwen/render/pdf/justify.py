"""Justification of Chinese text, which WeasyPrint lacks: it stretches blanks only, and Chinese has none.

Three functions of its line layout, as ours: they also count and stretch the gaps between 汉字 and full-width marks;
digits and Latin words stay together. The last character of a line is followed by no gap.
"""

from __future__ import annotations

import re
from typing import Any

from gongwen.render.pdf.whole import keep_whole

_WIDE = (
    "[\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6“”‘’…—\U00020000-\U0003ffff]"
)
_RUNS = re.compile(f"{_WIDE}+")
_BLANKS = re.compile("[ \u00a0]")


def count(box: Any) -> int:
    """How many gaps follow the characters of a box."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return gaps(box.text)
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return sum(count(child) for child in box.children)
    return 0


def gaps(text: str) -> int:
    """Characters that are followed by a stretchable gap: blanks, 汉字, full-width marks."""
    return len(_BLANKS.findall(text)) + sum(len(run) for run in _RUNS.findall(text))


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread what is left of a line over its gaps."""
    from weasyprint.layout import inline

    gaps_inside = count(line) - (1 if _ends_wide(line) else 0)
    if gaps_inside > 0:
        inline.add_word_spacing(context, line, extra_width / gaps_inside, 0)


def _ends_wide(box: Any) -> bool:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return bool(box.text) and gaps(box.text[-1]) > 0
    children: Any = getattr(box, "children", ())
    return bool(children) and _ends_wide(children[-1])


def stretching(original: Any) -> Any:
    """``Layout.set_text`` that stretches Chinese runs as well as blanks, and says where a line must not end."""

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        original(layout, text, justify)
        if not justify:
            keep_whole(layout)
        elif layout.justification_spacing and _RUNS.search(layout.text):
            _stretch(layout)

    return set_text


def _stretch(layout: Any) -> None:
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    usual = layout.style["letter_spacing"]
    spacing = int(((0 if usual == "normal" else usual) + layout.justification_spacing) * TO_UNITS)
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for run in _RUNS.finditer(layout.text):
        start = len(layout.text[: run.start()].encode())
        attribute = pango.pango_attr_letter_spacing_new(spacing)
        attribute.start_index, attribute.end_index = start, start + len(run.group().encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
