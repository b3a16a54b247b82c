"""Fills by severity added to a workbook's style sheet: each marked cell keeps its own font, border and number format."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from gongwen.model.problems import Severity

if TYPE_CHECKING:
    from lxml.etree import _Element

FILLS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFE699", Severity.INFO: "FFBDD7EE"}
"""Red, yellow, blue: light enough to read black figures on, apart in black and white by their comments' words."""


class MarkStyles:
    """Adds a fill for each severity in use and a cell format for each (format, severity) in use."""

    def __init__(self, tree: _Element) -> None:
        self.tree = tree
        self._fills: dict[Severity, int] = {}
        self._formats: dict[tuple[int, Severity], int] = {}

    def marked(self, style: int, severity: Severity) -> int:
        """The number of the format that is ``style`` with the fill of a severity."""
        key = (style, severity)
        if key not in self._formats:
            formats = self._section("cellXfs")
            if 0 <= style < len(formats):
                made = deepcopy(formats[style])
            else:
                made = self._new(formats, "xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
            made.set("fillId", str(self._fill(severity)))
            made.set("applyFill", "1")
            formats.append(made)
            formats.set("count", str(len(formats)))
            self._formats[key] = len(formats) - 1
        return self._formats[key]

    def _fill(self, severity: Severity) -> int:
        if severity not in self._fills:
            fills = self._section("fills")
            fill = self._new(fills, "fill")
            pattern = self._new(fill, "patternFill", patternType="solid")
            fill.append(pattern)
            pattern.append(self._new(pattern, "fgColor", rgb=FILLS[severity]))
            pattern.append(self._new(pattern, "bgColor", indexed="64"))
            fills.append(fill)
            fills.set("count", str(len(fills)))
            self._fills[severity] = len(fills) - 1
        return self._fills[severity]

    def _section(self, name: str) -> _Element:
        """A section of the style sheet, made with its least content in its place where a file has none."""
        found = next((c for c in self.tree if isinstance(c.tag, str) and c.tag.endswith(f"}}{name}")), None)
        if found is not None:
            return found
        made = self._new(self.tree, name)
        order = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"]
        after = [f"}}{part}" for part in order[order.index(name) + 1 :]]
        place = next(
            (i for i, c in enumerate(self.tree) if isinstance(c.tag, str) and c.tag.endswith(tuple(after))),
            len(self.tree),
        )
        self.tree.insert(place, made)
        if name == "cellXfs":
            made.append(self._new(made, "xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0"))
        if name == "fills":
            for kind in ("none", "gray125"):  # the two that every program takes for granted
                fill = self._new(made, "fill")
                fill.append(self._new(fill, "patternFill", patternType=kind))
                made.append(fill)
        return made

    def _new(self, near: _Element, name: str, **attributes: str) -> _Element:
        from lxml import etree

        return etree.Element(f"{{{etree.QName(near).namespace}}}{name}", attributes)
