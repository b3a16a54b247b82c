"""Tables with regions across the columns (横表) → the same table with regions down."""

from __future__ import annotations

from dataclasses import replace

from gongwen.guard.text import compact
from gongwen.model.raw import RawCell, RawColumn, RawKind, RawTable
from gongwen.model.sources import Source
from gongwen.validate.regions import RegionBook


def regions_across(table: RawTable, book: RegionBook) -> bool:
    """Whether the column headings, not the rows, name regions."""
    named = sum(1 for column in table.columns if column.path and book.find(column.path[-1]))
    return named >= 2 and named > sum(
        1 for row in table.rows if row and any((n := book.find(c.text)) and n.region for c in row[:3])
    )


def transposed(table: RawTable, book: RegionBook) -> RawTable:
    """The same table with regions down; the first column's texts become headings."""
    across = [p for p, c in enumerate(table.columns) if c.path and book.find(c.path[-1])]
    heads = [p for p in range(len(table.columns)) if p < min(across)]
    columns = [RawColumn(("地区",), table.columns[heads[0]].source if heads else table.start)]
    for row in table.rows:
        parts = [row[p].text.strip() for p in heads if row[p].text.strip()]
        path = tuple(part for i, part in enumerate(parts) if i == 0 or compact(part) != compact(parts[i - 1]))
        columns.append(RawColumn(path, row[heads[-1]].source if heads else row[0].source))
    rows = tuple(
        (
            RawCell(
                RawKind.TEXT,
                table.columns[p].path[-1],
                Source(table.path, table.sheet),
                table.columns[p].source.cell,
            ),
            *(row[p] for row in table.rows),
        )
        for p in across
    )
    return replace(table, columns=tuple(columns), rows=rows, across=False)
