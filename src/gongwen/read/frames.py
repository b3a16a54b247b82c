"""DataFrames (long or wide, MultiIndex columns) → raw tables, as files are. pandas itself is not imported."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gongwen.errors import UsageError
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawColumn, RawInput, RawKind, RawTable
from gongwen.model.sources import InputFile, Source
from gongwen.model.terms import Role
from gongwen.read.grid import letters, number_text

if TYPE_CHECKING:
    from pandas import DataFrame

_BLANKS = frozenset({"NoneType", "NAType", "NaTType"})
"""Types of None, pandas.NA and pandas.NaT: cells without a value."""
_SHORT_FLOATS = frozenset({"float16", "float32", "halffloat[pyarrow]", "float[pyarrow]"})
"""Column types, in small letters, that keep six digits or fewer."""


def read_frames(frames: Mapping[str, DataFrame | Sequence[DataFrame]]) -> RawInput:
    """DataFrames by role (progress, targets, projects, problems), one or several each → raw input.

    A frame's title, for the period, may stand in ``frame.attrs["title"]``, its unit in ``frame.attrs["unit"]``.
    Cells are addressed as if the frame stood in a sheet with its column headings in row 1.
    Raises UsageError for a role that takes no table.
    """
    tables: dict[Role, tuple[RawTable, ...]] = {}
    inputs: list[InputFile] = []
    problems: list[Problem] = []
    allowed = (Role.PROGRESS, Role.TARGETS, Role.PROJECTS, Role.LEDGER, Role.POINTS)
    for name, given in frames.items():
        role = next((role for role in allowed if role.value == name), None)
        if role is None:
            known = "、".join(f"{role.value}（{role.label}）" for role in allowed)
            raise UsageError(f"没有“{name}”这种用途", fix=f"可用的有：{known}")
        several: Sequence[DataFrame] = given if isinstance(given, (list, tuple)) else [given]  # type: ignore[list-item]
        strange = next((type(frame).__name__ for frame in several if not hasattr(frame, "columns")), "")
        if strange:
            raise UsageError(f"{name} 给的是 {strange}，不是表", fix=f"给 DataFrame，或一列 DataFrame：{name}=df")
        paths = [f"frame:{name}"] if len(several) == 1 else [f"frame:{name}{n}" for n in range(1, len(several) + 1)]
        tables[role] = tuple(_table(path, frame) for path, frame in zip(paths, several, strict=True))
        inputs += [InputFile(table.path, _fingerprint(table)) for table in tables[role]]
        for table, frame in zip(tables[role], several, strict=True):
            problems += _short_floats(table, frame)
    return RawInput(
        tables=MappingProxyType(tables),
        inputs=tuple(inputs),
        problems=tuple(problems),
        is_sample=_says_sample(tables),
    )


def _flat(frame: DataFrame) -> tuple[DataFrame, int]:
    """The frame with its index among the columns, and how many of these have no name.

    An index that holds words or has a name is a column like any other; a bare row number is not.
    """
    named = any(name is not None for name in frame.index.names)
    spoken = named or getattr(frame.index.dtype, "kind", "O") not in "iu"
    return frame.reset_index() if spoken else frame, 0 if named or not spoken else frame.index.nlevels


def _table(path: str, frame: DataFrame) -> RawTable:
    flat, unnamed = _flat(frame)
    columns = tuple(
        RawColumn(() if position <= unnamed else _path(label), Source(path, "", f"{letters(position)}1"))
        for position, label in enumerate(flat.columns, start=1)
    )
    origin = Source(path)
    rows = tuple(
        tuple(_cell(origin, row, column, value) for column, value in enumerate(values, start=1))
        for row, values in enumerate(flat.itertuples(index=False, name=None), start=2)
    )
    attributes = getattr(frame, "attrs", {})
    title, unit = str(attributes.get("title", "")), str(attributes.get("unit", ""))
    return RawTable(path, "", title, unit, columns, rows)


def _short_floats(table: RawTable, frame: DataFrame) -> Iterator[Problem]:
    """Columns whose numbers have lost digits before they came here."""
    for column, kind in zip(table.columns, _flat(frame)[0].dtypes, strict=True):
        if str(kind).casefold() in _SHORT_FLOATS:
            message = f"“{'/'.join(column.path)}”一列是 {kind}，只有六七位有效数字，读不出准确的数"
            fix = "请改用 float64 或 Decimal，从原来的数重新生成这一列"
            yield Problem(Severity.ERROR, "frame.short_floats", message, fix, file=table.path, cell=column.source.cell)


def _path(label: Any) -> tuple[str, ...]:
    parts = label if isinstance(label, tuple) else (label,)
    path: list[str] = []
    for part in parts:
        text = "" if _is_blank(part) else str(part).strip()
        if text and not text.startswith("Unnamed:") and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _cell(origin: Source, row: int, column: int, value: Any) -> RawCell:
    kind, text = _content(value)
    return RawCell(kind, text, origin, f"{letters(column)}{row}")


def _content(value: Any) -> tuple[RawKind, str]:
    if isinstance(value, str):
        return (RawKind.TEXT, value) if value else (RawKind.EMPTY, "")
    if _is_blank(value):
        return RawKind.EMPTY, ""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return RawKind.BOOLEAN, "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return (RawKind.NUMBER, format(value, "f")) if value.is_finite() else (RawKind.ERROR, str(value))
    if isinstance(value, datetime):
        return RawKind.DATE, value.date().isoformat()
    if isinstance(value, date):
        return RawKind.DATE, value.isoformat()
    if isinstance(value, int | float):
        if isinstance(value, float) and math.isinf(value):
            return RawKind.ERROR, str(value)
        return RawKind.NUMBER, number_text(value)
    if hasattr(value, "item"):
        return _content(value.item())
    return RawKind.TEXT, str(value)


def _is_blank(value: Any) -> bool:
    """Whether a cell has no value: None, NaN, pandas.NA, pandas.NaT."""
    # pandas.NA is neither equal to itself nor not: it is known by its type alone.
    if type(value).__name__ in _BLANKS:
        return True
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and math.isnan(value)


def _fingerprint(table: RawTable) -> str:
    digest = hashlib.sha256()
    for column in table.columns:
        digest.update("\x1f".join(column.path).encode() + b"\x1e")
    for row in table.rows:
        digest.update(
            "\x1f".join(f"{cell.kind}:{cell.text}" for cell in row).encode("utf-8", "surrogatepass") + b"\x1e"
        )
    return digest.hexdigest()


def _says_sample(tables: Mapping[Role, tuple[RawTable, ...]]) -> bool:
    return any("示例数据" in table.title for group in tables.values() for table in group)
