"""The diagonal mark over the middle of every printed page of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from gongwen.render.sheets.layout import column_px, row_px
from gongwen.render.sheets.mark_picture import mark_png


@dataclass(frozen=True, slots=True)
class Mark:
    """The words of a mark and their picture, drawn once for a whole workbook."""

    text: str
    png: bytes
    width: int
    height: int


def draw_mark(text: str) -> Mark | None:
    """The mark of a text; None for no text."""
    return Mark(text, *mark_png(text)) if text else None


def add_mark(
    sheet: Any, mark: Mark, widths: Sequence[float], heights: Sequence[float], pages: Sequence[tuple[int, int]]
) -> None:
    """Put the mark on each page (first row, last row), half as wide as the sheet's columns and inside the page's rows."""
    columns = [column_px(column) for column in widths]
    for first, last in pages:
        rows = [row_px(points) for points in heights[first : last + 1]]
        scale = min(sum(columns) * 0.5 / mark.width, sum(rows) * 0.75 / mark.height)
        column, left = _inside(columns, (sum(columns) - mark.width * scale) / 2)
        row, top = _inside(rows, (sum(rows) - mark.height * scale) / 2)
        options = {
            "image_data": BytesIO(mark.png),
            "x_offset": int(left),
            "y_offset": int(top),
            "x_scale": scale,
            "y_scale": scale,
            "object_position": 1,
            "description": f"水印：{mark.text}",
        }
        sheet.insert_image(first + row, column, "mark.png", options)


def _inside(sizes: Sequence[int], offset: float) -> tuple[int, float]:
    """Which column or row an offset falls into, and how far."""
    for index, size in enumerate(sizes):
        if offset < size:
            return index, offset
        offset -= size
    return 0, 0.0
