"""Scores (得分) as formulas on the 数据 sheet: Σ weight × capped mark ÷ Σ weight, part by part, from live weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from gongwen.model.scoring import ScoreSpec
from gongwen.model.terms import NOT_SCORED, Measure
from gongwen.render.sheets.data import EXACT_COLUMN, WHOLE, DataSheet, Entry
from gongwen.render.sheets.numbers import Ratio, reads, settled

_DONE = Fraction(100)
_LETTER = chr(65 + EXACT_COLUMN)


class _Cells(Protocol):
    def shown(self, entry: Entry) -> str | None: ...
    def exact(self, entry: Entry) -> str | None: ...


@dataclass(frozen=True, slots=True)
class _Part:
    """What one indicator adds to one region's score: which item it is, and the parts that are counted with it."""

    score: ScoreSpec
    item: int
    counted: tuple[int, ...]


@dataclass(slots=True)
class Scores:
    """Formulas for scores and their parts; the 数据 sheet holds the steps."""

    data: DataSheet
    data_name: str
    _parts: dict[Entry, _Part] | None = field(default=None)

    def working(self, entry: Entry, cells: _Cells) -> str | None:
        """The exact value: a score is the sum of its parts, a part is weight × mark ÷ weights."""
        if entry.figure.key.measure is Measure.SCORE:
            return self._sum(entry)
        part = self._known_parts().get(entry)
        mark = None if part is None else self._mark(entry, part, cells)
        if part is None or mark is None or entry.exact is None:
            return None
        text, value = mark
        weights = [Fraction(part.score.items[place].weight) for place in part.counted]
        share = Fraction(part.score.items[part.item].weight) * value / sum(weights)
        if share != Fraction(entry.exact.over, entry.exact.under):
            return None
        over = ",".join(self._runs(part))
        return f"={self._given(part, '权重', part.item)}*{text}/SUM({over})"

    def printed(self, entry: Entry, base: int) -> str | None:
        """As printed, from the exact value beside it: short of 100 or of the full mark never reads as if it were there."""
        value, digits = entry.exact, entry.figure.decimals
        score = self._spec(entry)
        if value is None or digits is None or score is None or entry.row is None:
            return None
        ref = f"{_LETTER}{entry.row + 1}"
        expression = f"ROUND({ref},{digits + 8})" if settled(value, digits)[1] else ref
        most = max(base + 2, digits)
        limits = sorted({_DONE, Fraction(score.cap)}) if self.data.never_round_to_done else []
        if reads(value, _limited(value, base, most, limits), entry.number):
            cap = f"{_LETTER}${self.data.given_rows[score.name, '封顶', WHOLE] + 1}"
            places = str(base)
            for limit in reversed(limits):
                name = "100" if limit == _DONE else cap
                places = f"IF({ref}<{name},{guarded(ref, name, base, most)},{places})"
            return f"=ROUND({expression},{places})"
        return f"=ROUND({expression},{base})" if reads(value, base, entry.number) else None

    def _spec(self, entry: Entry) -> ScoreSpec | None:
        key = entry.figure.key
        return self.data.scores.get(key.indicator if key.measure is Measure.SCORE else key.scheme)

    def _known_parts(self) -> dict[Entry, _Part]:
        """Every part of every score on the sheet. A part alone does not say which others are counted with it."""
        if self._parts is None:
            self._parts = {}
            # A score without a value (—) has parts all the same, and does not stand on the 数据 sheet.
            shown = (entry for table in self.data.tables for row in table for entry in row if entry is not None)
            for entry in dict.fromkeys((*self.data.entries, *shown)):
                score = self.data.scores.get(entry.figure.key.indicator)
                if entry.figure.key.measure is Measure.SCORE and score is not None and not entry.lacks:
                    places = _places(entry, score)
                    counted = tuple(place for part, place in places.items() if NOT_SCORED not in part.figure.note)
                    for part, place in places.items():
                        self._parts[part] = _Part(score, place, counted)
        return self._parts

    def _sum(self, entry: Entry) -> str | None:
        # Parts, and what was read (points given or taken), have their exact value on the 数据 sheet.
        known = [o for o in entry.operands if not o.figure.operands or o.figure.key.measure is Measure.CONTRIBUTION]
        parts = [part for part in known if part.exact is not None and part.row is not None]
        if entry.lacks or not parts or entry.exact is None:
            return None
        total = sum((Fraction(p.exact.over, p.exact.under) for p in parts if p.exact), Fraction(0))
        if total != Fraction(entry.exact.over, entry.exact.under):
            return None
        addends = ",".join([f"{_LETTER}{part.row + 1}" for part in parts if part.row is not None])
        return f"=SUM({addends})"

    # -- points --------------------------------------------------------------------------------------------------

    def points(self, entry: Entry) -> str:
        """加减分: 加分 less 扣分, each up to its cap."""
        added, taken = (self.limited(side, f"{_LETTER}{(side.row or 0) + 1}") for side in entry.inputs)
        return f"=ROUND({added}-{taken},10)"

    def limited(self, side: Entry, ref: str) -> str:
        """加分 or 扣分 up to its cap."""
        key = side.figure.key
        row = self.data.given_rows.get((key.indicator, f"{key.measure.label}封顶", WHOLE))
        return ref if row is None or key.scheme else f"IF({ref}>{_LETTER}${row + 1},{_LETTER}${row + 1},{ref})"

    # -- marks ---------------------------------------------------------------------------------------------------

    def _mark(self, entry: Entry, part: _Part, cells: _Cells) -> tuple[str, Fraction] | None:
        """The capped mark as a formula, and its value."""
        raw = self._raw(entry, part, cells)
        if raw is None:
            return None
        text, value = raw
        own = part.score.items[part.item].cap
        cap = Fraction(part.score.cap if own is None else own)
        cap_ref = self._given(part, "封顶", WHOLE if own is None else part.item)
        return f"IF({text}>{cap_ref},{cap_ref},IF({text}<0,0,{text}))", min(max(value, Fraction(0)), cap)

    def _raw(self, entry: Entry, part: _Part, cells: _Cells) -> tuple[str, Fraction] | None:
        """The mark before cap: the rate in %, or the position between floor and target."""
        on_print = part.score.on == "printed"
        operands = entry.operands
        if len(operands) == 1:
            rate = operands[0]
            if on_print:
                ref, value = cells.shown(rate), rate.number
                return None if ref is None or value is None else (ref, Fraction(value.over, value.under))
            return _quotient(rate.operands, cells, "", Fraction(0))
        floor = part.score.items[part.item].floor
        floor_ref = "" if floor is None else self._given(part, "底线", part.item)
        return _quotient(operands, cells, floor_ref, Fraction(floor or 0), on_print=on_print)

    # -- the pack's rules ----------------------------------------------------------------------------------------

    def _given(self, part: _Part, label: str, place: int) -> str:
        return f"{_LETTER}${self.data.given_rows[part.score.name, label, place] + 1}"

    def _runs(self, part: _Part) -> list[str]:
        """The weights that are counted, as ranges."""
        found: list[list[int]] = []
        for place in part.counted:
            if found and found[-1][-1] == place - 1:
                found[-1].append(place)
            else:
                found.append([place])
        ends = [(self._given(part, "权重", run[0]), self._given(part, "权重", run[-1])) for run in found]
        return [first if first == last else f"{first}:{last}" for first, last in ends]


def _places(entry: Entry, score: ScoreSpec) -> dict[Entry, int]:
    """Which item of the score each part belongs to."""
    parts = [part for part in entry.operands if part.figure.key.measure is Measure.CONTRIBUTION]
    if len(parts) == len(score.items):
        return {part: place for place, part in enumerate(parts)}
    # Items whose window has no period yet are left out.
    codes = [item.indicator for item in score.items]
    found = {part: part.figure.key.indicator for part in parts}
    return {part: codes.index(code) for part, code in found.items() if codes.count(code) == 1}


def _quotient(
    operands: tuple[Entry, ...], cells: _Cells, floor_ref: str, floor: Fraction, *, on_print: bool = False
) -> tuple[str, Fraction] | None:
    if len(operands) != 2:
        return None
    done, goal = operands
    done_ref, reached = (cells.shown(done), done.number) if on_print else (cells.exact(done), done.exact)
    goal_ref = cells.exact(goal)
    if reached is None or goal.exact is None or done_ref is None or goal_ref is None:
        return None
    whole = Fraction(goal.exact.over, goal.exact.under) - floor
    if not whole:
        return None
    value = (Fraction(reached.over, reached.under) - floor) / whole * 100
    if not floor_ref:
        return f"{done_ref}/{goal_ref}*100", value
    return f"({done_ref}-{floor_ref})/({goal_ref}-{floor_ref})*100", value


def guarded(value: str, limit: str, base: int, most: int, sign: str = "<") -> str:
    """The decimals, in Excel, that something short of a limit (or, with ``>``, past it) takes not to read as the limit."""
    return value.join(_around(limit, base, most, sign))


@lru_cache(maxsize=512)
def _around(limit: str, base: int, most: int, sign: str) -> list[str]:
    """What stands around the value, over and over in a column."""
    places = str(most)
    for digits in range(most - 1, base - 1, -1):
        places = f"IF(ROUND(\n,{digits}){sign}{limit},{digits},{places})"
    return places.split("\n")


def _limited(value: Ratio, base: int, most: int, limits: list[Fraction]) -> int:
    exact = Fraction(value.over, value.under)
    limit = next((limit for limit in limits if exact < limit), None)
    if limit is None:
        return base
    return next((d for d in range(base, most) if Fraction(settled(value, d)[0], 10**d) < limit), most)
