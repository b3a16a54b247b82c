"""Plain lists for the desk (数据问题清单, 报送情况, 报送汇总): rows of texts, with links and a tone, no figures of an issue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongwen.model.document import Faces, Properties


@dataclass(frozen=True, slots=True)
class ListCell:
    """One cell of a list."""

    text: str
    number: Decimal | None = None
    """Stored as a number where there is one; ``text`` is then what it shows."""
    link: str = ""
    """Where a click leads: ``文件.xlsx#'Sheet1'!B5`` relative to the list's own folder, or ``#'Sheet1'!B5`` inside it."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list."""

    cells: tuple[ListCell, ...]
    tone: str = ""
    """error, warning, info, fine or empty: the colour of its first cell."""


@dataclass(frozen=True, slots=True)
class ListSheet:
    """One sheet: a title, a heading row, rows, notes."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    """In half-width characters."""
    rows: tuple[ListRow, ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    """Lines between title and headings."""
    landscape: bool = True


@dataclass(frozen=True, slots=True)
class ListBook:
    """A workbook of lists."""

    sheets: tuple[ListSheet, ...]
    properties: Properties
    faces: Faces = Faces()


def row_of(*texts: str, tone: str = "") -> ListRow:
    """A row of plain texts."""
    return ListRow(tuple(ListCell(text) for text in texts), tone)
