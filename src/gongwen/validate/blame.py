"""Which reporting unit (报送单位) a problem belongs to: by the row it stands in, else by the one name in its words."""

from __future__ import annotations

from collections.abc import Iterable

from gongwen.model.pack import Pack
from gongwen.model.problems import Problem
from gongwen.model.raw import RawInput, RawTable
from gongwen.validate.regions import RegionBook

_ABOUT_MANY = frozenset({"region.missing"})
"""Problems that concern every unit they name."""


_GUESSED = frozenset({"region.unknown"})
"""Problems whose words only guess at a name."""


def units_of(problems: Iterable[Problem], raw: RawInput, pack: Pack) -> dict[Problem, tuple[str, ...]]:
    """Problem → codes of the regions it belongs to; empty for what concerns the whole (the total row included)."""
    spots = _spots(raw, pack)
    return {problem: _units(problem, spots, pack) for problem in problems}


def _units(problem: Problem, spots: dict[tuple[str, str, str], str], pack: Pack) -> tuple[str, ...]:
    named = _named(problem.message, pack)
    if problem.code in _ABOUT_MANY:
        return named
    if problem.code in _GUESSED:
        return ()
    code = spots.get((problem.file, problem.sheet, problem.cell or problem.place))
    if code is None:
        return named if len(named) == 1 else ()
    total = pack.total
    return () if total is not None and code == total.code else (code,)


def _named(message: str, pack: Pack) -> tuple[str, ...]:
    """Regions whose full names stand in a sentence; a name inside a longer one (镇海区 in 镇海区示范区) counts once."""
    rest = message
    found: set[str] = set()
    for region in sorted(pack.regions, key=lambda region: -len(region.name)):
        if region.name in rest:
            rest = rest.replace(region.name, "\u0000")
            found.add(region.code)
    return tuple(r.code for r in pack.regions if r.code in found and not r.is_total)


def _spots(raw: RawInput, pack: Pack) -> dict[tuple[str, str, str], str]:
    """(file, sheet, cell) → region code, for every cell of a row or, in a table across, of a column."""
    book = RegionBook(pack.regions)
    found: dict[tuple[str, str, str], str] = {}
    for tables in raw.tables.values():
        for table in tables:
            for row in table.rows:
                codes = {n.region.code for cell in row[:4] if (n := book.find(cell.text)) and n.region}
                if len(codes) == 1:
                    code = codes.pop()
                    for cell in row:
                        found[_key(table, cell.address)] = code
            if table.across:
                _across(table, book, found)
    return found


def _across(table: RawTable, book: RegionBook, found: dict[tuple[str, str, str], str]) -> None:
    for position, column in enumerate(table.columns):
        named = book.find(column.path[-1]) if column.path else None
        if named and named.region:
            for row in table.rows:
                found[_key(table, row[position].address)] = named.region.code


def _key(table: RawTable, address: str) -> tuple[str, str, str]:
    return (table.path, "", address) if address.startswith("正文") else (table.path, table.sheet, address)
