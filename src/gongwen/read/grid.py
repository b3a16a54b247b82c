"""One sheet as a sparse grid: only cells that hold something, so that a stray cell at XFD1048576 costs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain, repeat
from operator import is_
from typing import Any, TypeAlias

from gongwen.model.raw import RawCell, RawKind
from gongwen.model.sources import Source

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


class WorkbookError(ValueError):
    """A file is no workbook, or its parts contradict each other; the text is for people."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One merged area, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


Packed: TypeAlias = tuple[tuple[int, ...], list[tuple[int, ...]], list[list[Any]], dict[str, Any]]
"""Row numbers, each row's column numbers, the fields of all cells field by field, and the rest by name."""


@dataclass(slots=True)
class Grid:
    """One sheet: rows and columns counted from 1, cells that are blank left out."""

    path: str
    sheet: str
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    """The sheet itself is hidden."""
    spots: str = ""
    """Empty: cells are called A1; otherwise a pattern with {row} and {column}, for tables in Word."""
    origin: Source = field(init=False)
    """File and sheet, one for all cells."""

    def __post_init__(self) -> None:
        self.origin = Source(self.path, self.sheet)

    def address(self, row: int, column: int) -> str:
        """What a person calls the cell."""
        return self.spots.format(row=row, column=column) if self.spots else f"{letters(column)}{row}"

    def __getstate__(self) -> Packed:
        """Field by field, what all cells share once: a fifth of the time that pickling cell by cell takes."""
        flat = list(chain.from_iterable(cell for row in self.rows.values() for cell in row.values()))
        fields = [flat[number :: len(RawCell._fields)] for number in range(len(RawCell._fields))]
        packed = [field[:1] if all(map(is_, field, repeat(field[0]))) else field for field in fields if field]
        rest = {name: getattr(self, name) for name in Grid.__slots__ if name != "rows"}
        return tuple(self.rows), [tuple(row) for row in self.rows.values()], packed, rest

    def __setstate__(self, packed: Packed) -> None:
        numbers, columns, fields, rest = packed
        for name, value in rest.items():
            setattr(self, name, value)
        count = sum(map(len, columns))
        whole = [repeat(field[0], count) if len(field) < count else field for field in fields]
        cells = map(tuple.__new__, repeat(RawCell), zip(*whole, strict=True))
        self.rows = {
            number: dict(zip(here, cells, strict=False)) for number, here in zip(numbers, columns, strict=True)
        }

    def source(self, row: int, column: int) -> Source:
        """Where the cell stands."""
        return Source(self.path, self.sheet, self.address(row, column))

    def blank(self, row: int, column: int) -> RawCell:
        """The cell that is not there."""
        return RawCell(RawKind.EMPTY, "", self.origin, self.address(row, column))

    def add_row(self, row: int, cells: dict[int, RawCell]) -> None:
        """One more row. Raises WorkbookError where the row is there already."""
        if cells:
            if row in self.rows:
                raise WorkbookError(f"第{row}行出现了两次")
            self.rows[row] = cells

    def add_merge(self, ref: str) -> None:
        """One merged area, by its address A1:B2; single cells are none."""
        corners = [_ADDRESS.fullmatch(corner) for corner in ref.split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            (left, top), (right, bottom) = ((column_number(c[1]), int(c[2])) for c in corners if c)
            self.merges.append(Merge(top, left, bottom, right))

    def hide_columns(self, first: int, last: int) -> None:
        """Columns ``first`` to ``last`` are hidden; a style that runs to the sheet's edge is cut."""
        self.hidden_columns.update(range(first, min(last, first + 1_000) + 1))

    def text(self, row: int, column: int) -> str:
        """The cell's text, empty where there is none."""
        cell = self.rows.get(row, {}).get(column)
        return cell.text if cell else ""


@lru_cache(maxsize=16_384)
def letters(column: int) -> str:
    """Column 1 is A, 27 is AA."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@lru_cache(maxsize=16_384)
def column_number(text: str) -> int:
    """A is column 1, AA is 27."""
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def number_text(value: float | int) -> str:
    """A number as people see it in a workbook: its fifteen digits, as Excel shows them, never with an exponent.

    The sixteenth and seventeenth are what binary arithmetic leaves behind (0.7 + 0.1 is 0.7999999999999999); a figure
    that hangs on them would miss its target, or lose its tie, by nothing. Every decimal of up to fifteen digits
    survives. Whole numbers that are no floats are exact.

    >>> number_text(0.955), number_text(100.0), number_text(1e-07), number_text(0.7 + 0.1)
    ('0.955', '100', '0.0000001', '0.8')
    """
    if isinstance(value, int):
        return str(int(value))
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else "0" if text == "-0" else text
