"""Values on their way into the dataset: one read cell with everything that is known about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawTable
from gongwen.model.sources import Source
from gongwen.validate.numbers import Reading


@dataclass(frozen=True, slots=True)
class Fact:
    """One value, in the indicator's unit."""

    region: Region
    indicator: Indicator
    value: str
    """目标, 完成, 上年同期 or 调整."""
    period: Period
    reading: Reading
    source: Source
    reason: str = ""
    """调整原因, for 调整."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value column of a table whose meaning is settled."""

    position: int
    indicator: Indicator
    value: str
    period: Period
    unit: str
    source: Source
    reason: int | None = None
    """For 调整: the position of the column that says why."""


@dataclass(slots=True)
class Findings:
    """What checking collects: facts, covered columns, problems."""

    facts: list[Fact] = field(default_factory=list)
    columns: list[tuple[RawTable, Column, frozenset[str]]] = field(default_factory=list)
    """Every value column with the codes of regions that have a row in its table."""
    alone: dict[tuple[str, str, Period], set[str]] = field(default_factory=dict)
    """(indicator, value, period) → regions covered by tables that are for one region each."""
    problems: list[Problem] = field(default_factory=list)

    def at(self, source: Source, severity: Severity, code: str, message: str, fix: str = "") -> None:
        """A problem at a cell."""
        self.problems.append(problem_at(source, severity, code, message, fix))


def problem_at(source: Source, severity: Severity, code: str, message: str, fix: str = "") -> Problem:
    """A problem at a cell; in a Word table the cell's name is a place."""
    in_words = source.cell.startswith("正文")
    return Problem(
        severity,
        code,
        message,
        fix,
        file=source.path,
        sheet="" if in_words else source.sheet,
        cell="" if in_words else source.cell,
        place=source.cell if in_words else "",
    )


def shown(texts: Iterable[str], limit: int = 12) -> str:
    """Names in a row, cut after ``limit`` with the count."""
    names = list(texts)
    more = f"等{len(names)}个" if len(names) > limit else ""
    return "、".join(names[:limit]) + more
