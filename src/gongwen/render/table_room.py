"""Whether a page can hold a table's columns, and what is said where it cannot: which table, what works instead."""

from __future__ import annotations

from collections.abc import Mapping

from gongwen.model.document import Document
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Cell, CellKind, Table
from gongwen.render.word.ooxml import half_width

UPRIGHT = "A4竖版"
_LEAST, _LEAST_UPRIGHT = 6.0, 7.0
"""Points of the smallest type: upright a table may lie instead, so it is not set as small there."""
_WORDS, _NARROWEST = 8, 4.5
"""Half-widths that a column of words needs at most, for words may break, and that any column needs."""


def holds(table: Table, width: float, page: str) -> bool:
    """Whether all figures stand whole on a page of ``width`` points, in the smallest type that it allows."""
    needs = 0.0
    for number in range(len(table.columns)):
        cells = [row.cells[number] for row in table.rows]
        needs += max([_NARROWEST, *(_need(cell) + 1 for cell in cells)]) / 2 + 0.3
    return needs * (_LEAST_UPRIGHT if page == UPRIGHT else _LEAST) <= width


def _need(cell: Cell) -> int:
    wide = half_width(cell.text)
    breaks = cell.kind in (CellKind.TEXT, CellKind.LABEL) or len(cell.text) > _WORDS
    return min(wide, _WORDS) if breaks else wide


def too_wide(table: Table, document: Document, page: str) -> Problem:
    """``page``: A4竖版, A4横版 or A3横版."""
    message = f"表“{table.title or table.name}”有{len(table.columns)}列，{page}放不下，数字要折行或挤在一起"
    return Problem(Severity.WARNING, "table.too_wide", message, _fix(table, document, page), place=f"表 {table.name}")


def _fix(table: Table, document: Document, page: str) -> str:
    if _in_text(table, document):
        return "减少列，或把它从产品的 tables 移到 attachments：附件另起一页，可以横排，也可以用 A3"
    if table.paper == "A3" and page == "A4横版":  # a template from before, or one that dropped it
        return '模板的附件后面没有 A3 的分节符：从随包模板复制 {%p if 附.纸张 == "A3" %} 那一段'
    turned = {"A4竖版": "改为横排（landscape = true）", "A4横版": '改用 A3（paper = "A3"）'}.get(page)
    return f"减少列，或{turned}" if turned else "减少列，或分成几张表"


def _in_text(table: Table, document: Document) -> bool:
    """Whether it stands between paragraphs (表格 of a 简报), which never lie."""
    blocks = document.fields.get("表格", ())
    tables = [block.get("表") for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, tuple) else []
    return table in tables
