"""What stands in input files, before anyone says what it means: cells with their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gongwen.model.sources import Source


class RawKind(StrEnum):
    """What a cell holds, as the file says."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    NO_CACHE = "no_cache"
    """A formula that was never calculated."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as it stands."""

    kind: RawKind
    text: str
    """Numbers in shortest exact decimal form, dates ISO, text untouched."""
    source: Source
    number_format: str = ""
    """Excel's, where it changes the meaning (0%)."""
    hidden: bool = False
    """In a hidden or filtered row or column."""


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column of a found table."""

    path: tuple[str, ...]
    """Header texts from the top down, merged cells spread, neighbours that repeat folded."""
    source: Source
    """The lowest header cell."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table found in a file."""

    path: str
    sheet: str
    title: str
    """Text lines above the header, joined by a blank."""
    unit_line: str
    """What follows ``单位：``, empty where there is none."""
    columns: tuple[RawColumn, ...]
    rows: tuple[tuple[RawCell, ...], ...]
    notes: tuple[str, ...] = ()
    """Text lines below the body."""
