"""How much of the first page is taken before the text begins: it must show some of the text (GB/T 9704-2012 7.3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from gongwen.compose.titles import full_widths
from gongwen.model.document import Value
from gongwen.model.papers import MASTHEADS

CHARACTERS, LINES = 28, 22
"""Of a line, of a page (5.2.3)."""
_MARK_TOP = 3.4
"""Lines above the mark: 35 mm (7.2.4)."""
_MARK, _JOINT = 2.1, 1.4
"""Lines that one line of a mark takes: of a single organ, of one among several."""
_LETTER = 9
"""Lines to under the number of a 函, whose mark stands above the text area (10.1)."""
_TITLE = 1.15
"""Lines that a line of 2号 takes."""
_REMARK, _REMARK_CHARACTERS = 0.7, 36
"""The 示例 line is set in 小四."""


def lines_above(fields: Mapping[str, Value], form: str) -> float:
    """Lines that 版头, 标题 and what stands under it take, to where 主送 begins."""
    title = _count(fields["标题行"]) * _TITLE + bool(fields["阶段标记"])
    note = ceil(full_widths(str(fields["示例说明"])) / _REMARK_CHARACTERS) * _REMARK
    return _head(fields, form) + title + note + 1


def _head(fields: Mapping[str, Value], form: str) -> float:
    """The 版头 with the two lines free under it; two lines are free between mark and number (7.2.5, 7.3.1)."""
    if fields["版头形式"] == MASTHEADS[2]:
        return 0
    if form == "函":
        return _LETTER + 2
    marks = max(1, _count(fields["标志行"])) * (_JOINT if fields["标志字"] else _MARK)
    return _MARK_TOP + marks + 2 + max(1, _count(fields["签发人行"])) + 2


def _count(lines: Value) -> int:
    return len(lines) if isinstance(lines, tuple) else 0
