"""The diagonal mark over the middle of every printed page of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from gongwen.render.sheet_layout import column_px
from gongwen.render.sheet_mark import mark_png


def add_mark(
    sheet: Any, mark: str, widths: Sequence[float], heights: Sequence[float], pages: Sequence[tuple[int, int]]
) -> None:
    """Put the mark on each page (first row, last row), half as wide as the sheet's columns and inside the page's rows."""
    data, width, height = mark_png(mark)
    columns = [column_px(column) for column in widths]
    for first, last in pages:
        rows = [round(points * 4 / 3) for points in heights[first : last + 1]]
        scale = min(sum(columns) * 0.5 / width, sum(rows) * 0.75 / height)
        column, left = _inside(columns, (sum(columns) - width * scale) / 2)
        row, top = _inside(rows, (sum(rows) - height * scale) / 2)
        options = {
            "image_data": BytesIO(data),
            "x_offset": int(left),
            "y_offset": int(top),
            "x_scale": scale,
            "y_scale": scale,
            "object_position": 1,
            "description": f"水印：{mark}",
        }
        sheet.insert_image(first + row, column, "mark.png", options)


def _inside(sizes: Sequence[int], offset: float) -> tuple[int, float]:
    """Which column or row an offset falls into, and how far."""
    for index, size in enumerate(sizes):
        if offset < size:
            return index, offset
        offset -= size
    return 0, 0.0
