"""Ranks as formulas: the way of ranking that gives every printed rank of a column, written over the cells it ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongwen.render.sheets.data import EXACT_COLUMN, DataSheet

_MOST_BLOCKS = 3
"""Counting over more blocks than this is no longer a formula that a person checks."""
_WILD = frozenset("*?~<>=")
"""What a criterion would take for a pattern or a comparison."""


class Peer(NamedTuple):
    """One ranked region: the cell that is ranked, the number in it (as a double, as Excel compares) and its rank."""

    ref: str
    value: float
    rank: int


def rank_formulas(
    peers: Mapping[str, Peer], marks: Sequence[str], data: DataSheet, data_name: str
) -> Mapping[str, str]:
    """The formula of every region's rank, or none at all. ``marks`` are cells between the peers that hold a ``—``."""
    classes: dict[str, dict[str, Peer]] = {}
    for region, peer in peers.items():
        classes.setdefault(data.categories.get(region, ""), {})[region] = peer
    found: dict[str, str] = {}
    for members in classes.values():
        way = _way(list(members.values()))
        if way is None:
            return {}
        order, is_dense = way
        blocks = _blocks([peer.ref for peer in members.values()], () if is_dense else marks)
        if len(blocks) <= (1 if is_dense else _MOST_BLOCKS):
            found |= {region: _over_blocks(peer.ref, blocks, order, is_dense) for region, peer in members.items()}
        elif not is_dense and (whole := _classed(peers, members, data, data_name)) is not None:
            found |= {region: _over_class(peer.ref, region, whole, order, data) for region, peer in members.items()}
        else:
            return {}
    return found


def _way(peers: Sequence[Peer]) -> tuple[int, bool] | None:
    """(order as RANK has it, whether dense) that gives every printed rank."""
    values = sorted(peer.value for peer in peers)
    for order in (0, 1):
        competition: dict[float, int] = {}
        for place, value in enumerate(values if order else reversed(values), 1):
            competition.setdefault(value, place)
        if all(competition[peer.value] == peer.rank for peer in peers):
            return order, False
        dense = {value: place for place, value in enumerate(competition, 1)}
        if all(dense[peer.value] == peer.rank for peer in peers):
            return order, True
    return None


def _over_blocks(ref: str, blocks: Sequence[str], order: int, is_dense: bool) -> str:
    sign = "<" if order else ">"
    if is_dense:
        return f"=1+ROUND(SUMPRODUCT(({blocks[0]}{sign}{ref})/COUNTIF({blocks[0]},{blocks[0]})),0)"
    if len(blocks) == 1:
        return f"=RANK({ref},{blocks[0]},{order})"
    # RANK over several blocks needs a union, which LibreOffice and WPS write differently; counting works everywhere.
    counts = "+".join(f'COUNTIF({block},"{sign}"&{ref})' for block in blocks)
    return f"=1+{counts}"


# -- classes that do not lie together --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Classed:
    """A column of cells in display order and the 类别 list on the 数据 sheet beside it."""

    cells: str
    classes: str
    sheet: str


def _classed(
    peers: Mapping[str, Peer], members: Mapping[str, Peer], data: DataSheet, data_name: str
) -> _Classed | None:
    """Where the ranked cells follow the display order one below the other, so that classes can be counted beside them."""
    places = {region: _place(peer.ref) for region, peer in peers.items()}
    columns = {place[:2] for place in places.values()}
    steps = {place[2] - data.regions[region] for region, place in places.items() if region in data.regions}
    names = [data.categories.get(region, "") for region in members]
    first_class = data.given_rows.get(("", "类别", 0))
    if len(columns) != 1 or len(steps) != 1 or first_class is None or any(_WILD & set(name) for name in names):
        return None
    (sheet, column), (step,) = next(iter(columns)), steps
    rows = sorted(place[2] for place in places.values())
    letter, first = chr(65 + EXACT_COLUMN), first_class + 1 - step
    return _Classed(
        f"{sheet}{column}${rows[0]}:{column}${rows[-1]}",
        f"{data_name}{letter}${first + rows[0]}:{letter}${first + rows[-1]}",
        data_name,
    )


def _over_class(ref: str, region: str, whole: _Classed, order: int, data: DataSheet) -> str:
    own = f"{whole.sheet}{chr(65 + EXACT_COLUMN)}{data.given_rows['', '类别', data.regions[region]] + 1}"
    sign = "<" if order else ">"
    return f'=1+COUNTIFS({whole.cells},"{sign}"&{ref},{whole.classes},{own})'


# -- blocks ----------------------------------------------------------------------------------------------------------


def _blocks(refs: Sequence[str], marks: Sequence[str]) -> list[str]:
    """The cells as ranges with fixed rows, one for each run that only ``marks`` interrupt."""
    gaps = {_place(mark) for mark in marks}
    runs: list[list[tuple[str, str, int]]] = []
    for place in sorted(_place(ref) for ref in refs):
        last = runs[-1][-1] if runs else None
        if last and last[:2] == place[:2] and all((*last[:2], row) in gaps for row in range(last[2] + 1, place[2])):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [f"{sheet}{column}${first}:{column}${run[-1][2]}" for run in runs for sheet, column, first in run[:1]]


def _place(ref: str) -> tuple[str, str, int]:
    sheet, mark, cell = ref.rpartition("!")
    column = cell.rstrip("0123456789")
    return f"{sheet}{mark}", column, int(cell[len(column) :])
