"""What stands in input files, before anyone says what it means: cells with their addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from gongwen.model.data import Case, Prose
from gongwen.model.problems import Problem
from gongwen.model.sources import InputFile, Source
from gongwen.model.terms import Role


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


class RawCell(NamedTuple):
    """One cell as it stands. A named tuple, because a ledger has millions of them."""

    kind: RawKind
    text: str
    """Numbers in shortest exact decimal form, dates ISO, text untouched."""
    origin: Source
    """File and sheet, shared by all cells of a sheet."""
    spot: str = ""
    """The address, or of a sheet with many cells only its column letters, which all rows share."""
    number_format: str = ""
    """Excel's, where it changes the meaning (0%)."""
    hidden: bool = False
    """In a hidden or filtered row or column."""
    formula: str = ""
    """The formula without ``=``, where the cell has one."""
    superscript: str = ""
    """What of ``text`` is set as superscript (a footnote mark, most often)."""
    merged: bool = False
    """Whether it begins or lies in a merged area of the body; a covered cell repeats the first one."""
    row: str = ""
    """The row number behind the letters, shared by all cells of the row; empty where ``spot`` is the whole address."""

    @property
    def address(self) -> str:
        """A1, or ``正文 表1 行4 列1`` in Word."""
        return self.spot + self.row

    @property
    def shown(self) -> str:
        """The text as Excel shows it where the format changes its meaning: 15.3% for 0.153."""
        if self.kind is not RawKind.NUMBER or "%" not in self.number_format:
            return self.text
        places = re.search(r"\.(0+)", self.number_format)
        step = Decimal(1).scaleb(-len(places[1]) if places else 0)
        return f"{(Decimal(self.text) * 100).quantize(step, ROUND_HALF_UP):f}%"

    @property
    def source(self) -> Source:
        """Where the cell stands."""
        return Source(self.origin.path, self.origin.sheet, self.address)


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
    year: int | None = None
    """From the file's InputSpec: the year where the table names a month but none."""
    across: bool = False
    """True where the InputSpec says that regions stand across the columns (横排)."""
    indicators_down: bool = False
    """True where the InputSpec says that indicators stand down the rows, for the one ``region``."""
    region: str = ""
    """From the InputSpec: the region that a table with indicators down is for, as written in the settings."""

    @property
    def start(self) -> Source:
        """Where it begins: the heading of its first column; the file alone where a frame has no column."""
        return self.columns[0].source if self.columns else Source(self.path, self.sheet)


@dataclass(frozen=True, slots=True)
class RawInput:
    """Everything that was read from one data folder or a set of DataFrames."""

    tables: Mapping[Role, tuple[RawTable, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Tables by what their file is for, in order of file name and place."""
    cases: tuple[Case, ...] = ()
    prose: Prose = Prose()
    inputs: tuple[InputFile, ...] = ()
    """Every file that was read, with its fingerprint."""
    problems: tuple[Problem, ...] = ()
    """What reading found wrong or worth knowing."""
    is_sample: bool = False
    """True when any file says 示例数据."""
