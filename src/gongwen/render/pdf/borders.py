"""Plain borders drawn as lines: those of a table together, each rule of the grid as one stroke.

WeasyPrint draws a border that is not on all four sides side by side and cell by cell, each filled inside a clip cut to
its mitred corners: most of the ink of a long table, a sixth of its time, and thin lines that Poppler loses at some
sizes. Where sides are solid, straight and of one opaque colour, a stroke in the middle of the side covers the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

_SIDES = ("top", "right", "bottom", "left")
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_Ruler = tuple[float, Any, bool, float]
"""Width, colour, whether lying, and where across: what lines have in common that may be joined."""
_Lines = dict[_Ruler, list[tuple[float, float]]]


class Borders:
    """WeasyPrint's ``draw_border`` and ``draw_table``, with plain borders drawn as lines."""

    def __init__(self, draw_border: Any, draw_table: Any) -> None:
        self._draw_border, self._draw_table = draw_border, draw_table
        self._open: _Lines | None = None

    def draw_table(self, stream: Any, table: Any) -> None:
        """Collect the borders of the cells; draw them when all are known."""
        self._open = defaultdict(list)
        try:
            self._draw_table(stream, table)
            lines = self._open
        finally:
            self._open = None
        _stroke(stream, lines)

    def draw_border(self, stream: Any, box: Any) -> None:
        """Draw or collect a plain border; leave any other to WeasyPrint."""
        sides = [side for side in _SIDES if getattr(box, f"border_{side}_width")]
        if sides and _is_plain(box, sides):
            lines: _Lines = defaultdict(list) if self._open is None else self._open
            for ruler, span in _sides(box, sides):
                lines[ruler].append(span)
            if self._open is None:
                _stroke(stream, lines)
        else:
            self._draw_border(stream, box)


def _is_plain(box: Any, sides: list[str]) -> bool:
    style = box.style
    return (
        style["visibility"] == "visible"
        and style["border_image_source"][0] == "none"
        and style["column_width"] == style["column_count"] == "auto"  # else there are rules between the columns
        and all(style[f"border_{side}_style"] == "solid" for side in sides)
        and all(getattr(box, f"border_{corner}_radius") == (0, 0) for corner in _CORNERS)
        and len({_colour(style, side) for side in sides}) == 1  # else the corners are mitred
        and _colour(style, sides[0]).alpha == 1
    )


def _colour(style: Any, side: str) -> Any:
    colour = style[f"border_{side}_color"]
    return style["color"] if colour == "currentcolor" else colour


def _sides(box: Any, sides: list[str]) -> Iterator[tuple[_Ruler, tuple[float, float]]]:
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    for side in sides:
        width, colour = getattr(box, f"border_{side}_width"), _colour(box.style, side)
        if side in ("top", "bottom"):
            across = top + width / 2 if side == "top" else bottom - width / 2
            yield (width, colour, True, round(across, 2)), (left, right)
        else:
            across = left + width / 2 if side == "left" else right - width / 2
            yield (width, colour, False, round(across, 2)), (top, bottom)


def _stroke(stream: Any, lines: _Lines) -> None:
    """All lines, those of one width and colour in one stroke."""
    for width, colour in dict.fromkeys((width, colour) for width, colour, _, _ in lines):
        with stream.artifact(), stream.stacked():
            stream.set_color(colour, stroke=True)
            stream.set_line_width(width)
            for (one, other, lying, across), spans in lines.items():
                if (one, other) == (width, colour):
                    for start, end in _joined(spans):
                        stream.move_to(*((start, across) if lying else (across, start)))
                        stream.line_to(*((end, across) if lying else (across, end)))
            stream.stroke()


def _joined(spans: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Spans that touch become one."""
    first, last = spans[0]
    for start, end in sorted(spans):
        if start > last + 0.1:
            yield first, last
            first = start
        first, last = min(first, start), max(last, end)
    yield first, last
