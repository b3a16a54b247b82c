"""Footnotes stay on the page of their mark: WeasyPrint moves them on to squeeze one more line onto the page.

It does so where the first line of a paragraph does not fit, and asks no footnote-policy. Here that paragraph begins the
next page instead, and the notes of what stands above it keep their place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def keeping_notes(original: Callable[..., Any]) -> Callable[..., Any]:
    """``_linebox_layout`` that takes back what it did to notes of earlier paragraphs."""

    def lay_out(
        context: Any, box: Any, index: Any, child: Any, new_children: Any, page_is_empty: bool, *others: Any
    ) -> Any:
        before = list(context.current_page_footnotes)
        made = original(context, box, index, child, new_children, page_is_empty, *others)
        moved = [note for note in before if note not in context.current_page_footnotes]
        if not moved or page_is_empty:
            return made
        new_footnotes = made[4]
        own = [note for note in context.current_page_footnotes if note not in before]
        context.reported_footnotes[:] = [note for note in context.reported_footnotes if note not in moved]
        context.current_page_footnotes[:] = [*before, *own]
        context._update_footnote_area()
        return True, False, *made[2:4], new_footnotes, made[5]

    return lay_out
