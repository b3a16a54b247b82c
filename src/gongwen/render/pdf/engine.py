"""What stands in WeasyPrint's place while a page of ours is made: Chinese justification, borders drawn as lines, notes that stay.

The functions that ours replace are not documented, so ours go in only where these are there and have the parameters
that they had in the versions tried (68 to 70). Elsewhere WeasyPrint's own stay, and the caller hears of it.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gongwen.render.pdf.borders import Borders
from gongwen.render.pdf.justify import count, justify_line, stretching
from gongwen.render.pdf.notes import keeping_notes

_LOCK = threading.Lock()
_EXPECTED = {
    "count_expandable_spaces": ["box"],
    "justify_line": ["context", "line", "extra_width"],
    "set_text": ["self", "text", "justify"],
    "draw_border": ["stream", "box"],
    "draw_table": ["stream", "table"],
    "_linebox_layout": [
        "context", "box", "index", "child", "new_children", "page_is_empty", "absolute_boxes", "fixed_boxes",
        "adjoining_margins", "bottom_space", "position_y", "skip_stack", "first_letter_style", "first_line_style",
        "draw_bottom_decoration", "max_lines",
    ],
}  # fmt: skip


@contextmanager
def our_functions() -> Iterator[bool]:
    """Within: ``text-align: justify`` stretches Chinese lines too, and plain borders are lines.

    Gives whether this WeasyPrint allows it. Under a lock, and taken back afterwards: other users of WeasyPrint in the
    process keep theirs.
    """
    with _LOCK:
        owners = _owners()
        kept = {name: getattr(owner, name) for name, owner in owners.items()}
        for name, function in _ours(kept).items() if kept else ():
            setattr(owners[name], name, function)
        try:
            yield bool(kept)
        finally:
            for name, function in kept.items():
                setattr(owners[name], name, function)


def _owners() -> dict[str, Any]:
    """Where each function stands; nothing where one is missing or another than expected."""
    try:
        from weasyprint import draw
        from weasyprint.layout import block, inline
        from weasyprint.text.line_break import Layout
    except ImportError:
        return {}
    places = [inline, inline, Layout, draw, draw, block]
    owners = dict(zip(_EXPECTED, places, strict=True))
    known = all(_parameters(owner, name) == _EXPECTED[name] for name, owner in owners.items())
    return owners if known else {}


def _parameters(owner: Any, name: str) -> list[str]:
    function = getattr(owner, name, None)
    return list(inspect.signature(function).parameters) if callable(function) else []


def _ours(originals: dict[str, Any]) -> dict[str, Any]:
    borders = Borders(originals["draw_border"], originals["draw_table"])
    return {
        "count_expandable_spaces": count,
        "justify_line": justify_line,
        "set_text": stretching(originals["set_text"]),
        "draw_border": borders.draw_border,
        "draw_table": borders.draw_table,
        "_linebox_layout": keeping_notes(originals["_linebox_layout"]),
    }
