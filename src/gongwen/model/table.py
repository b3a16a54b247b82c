"""A Table: composed once, rendered to xlsx, docx, html/pdf and the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gongwen.model.figures import Figure


class CellKind(StrEnum):
    """How a cell is set."""

    LABEL = "label"
    """The row's name: 地区."""
    NUMBER = "number"
    RANK = "rank"
    GAIN = "gain"
    """Rank change: ↑2 ↓1 → — 新."""
    LIGHT = "light"
    MARK = "mark"
    """√ or —."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's body. ``text`` is what every output prints; ``figure`` says where it came from."""

    text: str
    kind: CellKind = CellKind.TEXT
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A node of the header tree. A leaf is one column; a node spans its children."""

    text: str
    children: tuple[Header, ...] = ()

    @property
    def leaves(self) -> int:
        """How many columns it spans."""
        return sum(child.leaves for child in self.children) or 1

    @property
    def depth(self) -> int:
        """How many header rows it needs."""
        return 1 + max((child.depth for child in self.children), default=0)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One printed header cell: where it stands and how far it spans. Made by :meth:`Table.header_cells`."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of the body holds."""

    path: tuple[str, ...]
    """Header texts from the top down."""
    kind: CellKind
    unit: str = ""
    decimals: int | None = None
    width: float = 8.0
    """Wanted width in half-width characters (a Han character is 2)."""
    explanation: str = ""
    """How it is computed, for the 说明 sheet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the body."""

    cells: tuple[Cell, ...]
    region: str = ""
    """Region code; empty for rows that are no region."""
    is_total: bool = False
    """全市: first, set apart, never ranked."""


@dataclass(frozen=True, slots=True)
class Table:
    """A scoreboard or any other table with a header tree.

    ``columns`` are the leaves of ``header`` in order; every row has as many cells as there are columns.
    """

    name: str
    """Short name, also the sheet name: 表一."""
    title: str
    columns: tuple[Column, ...]
    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    unit_line: str = ""
    """``单位：亿元、个、%``, printed above right."""
    notes: tuple[str, ...] = ()
    """Lines under the table: 口径, 符号, 排名规则, signed-off mismatches, 示例数据."""
    paper: str = "A4"
    """A4 or A3."""
    landscape: bool = True
    watermark: str = ""
    """Diagonal mark on every printed page (示例); empty for none."""

    @property
    def header_depth(self) -> int:
        """Number of header rows."""
        return max((node.depth for node in self.header), default=1)

    def header_cells(self) -> tuple[HeaderCell, ...]:
        """Every header cell with its place and spans, row by row; a shallow leaf spans down to the body."""
        depth = self.header_depth
        found: list[HeaderCell] = []

        def walk(nodes: tuple[Header, ...], row: int, column: int) -> int:
            for node in nodes:
                end = walk(node.children, row + 1, column) if node.children else column + 1
                row_span = 1 if node.children else depth - row
                found.append(HeaderCell(node.text, row, column, row_span, end - column))
                column = end
            return column

        walk(self.header, 0, 0)
        return tuple(sorted(found, key=lambda cell: (cell.row, cell.column)))


def header_tree(paths: tuple[tuple[str, ...], ...]) -> tuple[Header, ...]:
    """Build the header tree from the columns' paths; neighbours with the same start share a node.

    >>> [node.text for node in header_tree((("地区",), ("投资", "目标"), ("投资", "完成")))]
    ['地区', '投资']
    """
    nodes: list[Header] = []
    start = 0
    while start < len(paths):
        head = paths[start][0]
        end = start + 1
        while end < len(paths) and len(paths[start]) > 1 and len(paths[end]) > 1 and paths[end][0] == head:
            end += 1
        below = tuple(path[1:] for path in paths[start:end])
        nodes.append(Header(head, header_tree(below) if below[0] else ()))
        start = end
    return tuple(nodes)
