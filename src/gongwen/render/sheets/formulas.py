"""From figures to Excel formulas that recalculate to exactly the text we print, or to none.

Every formula is worked out here too, on the numbers that its cells will hold. Where the result is not our text
(another rounding rule, a published rank of an issue that is not in the book) there is no formula and the value is
written. Functions used: ROUND, IF, SUM, RANK, COUNTIF, COUNTIFS, SUMPRODUCT.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import ge, gt, le
from typing import TypeAlias

from gongwen.model.terms import NO_VALUE, Measure
from gongwen.render.sheets.data import EXACT_COLUMN, POINTS, SCORED, SHOWN_COLUMN, DataSheet, Entry, Run
from gongwen.render.sheets.lights import light_formula
from gongwen.render.sheets.numbers import Ratio, settled
from gongwen.render.sheets.ranks import Peer, rank_formulas
from gongwen.render.sheets.scores import Scores, guarded

_MOST_PARTS = 40
"""A formula of more parts is no longer one that a person checks."""
_MOST_INPUTS = 250
"""A function takes 255 arguments at most."""
_PLACES = frozenset({Measure.RANK, Measure.RANK_GAIN})
_LOOSE = frozenset({Measure.RANK_GAIN, *SCORED})
"""What is worked out and may yet have a formula that does not follow all that was read."""
_READ = frozenset({Measure.ACTUAL, Measure.TARGET})
_WHY_NOT = "有的格用 Excel 的函数重算，不一定得出印出的数（修约规则不同，或所依据的数不在本簿），这些格只写数值，改动数据后不随之变化。"
_EARLIER = "进位所比的上期位次是编制时的数，改动上期的数后不随之变化。"
_FIXED = "有的得分没有可用公式计算的分项（未报送按0分计，或所依据的数不在本簿），“数据”表里只写数值，改动数据后不随之变化。"
_DERIVED = "有的数由别的报送数算出（增速、比率），“数据”表里只写结果，改动那些数后不随之变化；可直接改“数据”表里的结果。"
_TOO_MANY = f"相加的数多于{_MOST_INPUTS}个的，“数据”表里只写结果，改动其中一个数后不随之变化。"
_WHY: Mapping[Measure, str] = {
    Measure.LIGHT: "有的灯所比的数不在本簿（达标、连续未达标），这些格只写判定的结果，改动数据后不随之变化。",
    Measure.RANK: "有的格无法从本簿的数用公式排出同样的位次（按未修约的数排，或被排的数不在本簿），这些格只写数值，改动数据后不随之变化。",
    Measure.RANK_GAIN: "有的格没有可用公式计算的本期位次，只写结果，改动数据后不随之变化。",
}
_NUMBERLESS = Ratio(0, 1)
# A lead is the printed rate less the exact progress; the other gaps are exact on both sides.
_LEAD = ((True, False), (False, False), (True, True))
_GAP = ((False, False), (True, False), (True, True))
"""Which sides of a difference are as printed, likeliest first."""
_EXACT = chr(65 + EXACT_COLUMN)
_SHOWN = chr(65 + SHOWN_COLUMN)


Elsewhere: TypeAlias = Sequence[tuple[str, Mapping[Entry, str]]]
"""Sheet by sheet, its name as formulas write it and where entries stand on it."""


@dataclass(slots=True)
class Formulas:
    """Formulas for the cells of one sheet.

    ``cells`` says where each entry stands on this sheet, ``elsewhere`` where it stands on any table's; ``data_name`` is
    the 数据 sheet's name with its ``!`` as formulas write it, empty on that sheet itself.
    """

    cells: Mapping[Entry, str]
    data: DataSheet
    data_name: str
    elsewhere: Elsewhere
    without: dict[str, dict[int, None]] = field(default_factory=dict)
    """Why cells that are computed have no formula → their columns."""
    _ranks: dict[Run, Mapping[str, str]] = field(default_factory=dict)
    _least: dict[Run, int] = field(default_factory=dict)
    _scores: Scores = field(init=False)

    def __post_init__(self) -> None:
        self._scores = Scores(self.data, self.data_name)

    def cell(self, entry: Entry, column: int) -> str | None:
        """The formula of a figure's cell in a column; where it does not follow all that was read, remember why."""
        formula = self.formula(entry)
        figure = entry.figure
        may_lag = formula is None or not figure.operands or figure.key.measure in _LOOSE
        if may_lag and (why := self._why(entry, formula)):
            self.without.setdefault(why, {})[column] = None
        return formula

    def _why(self, entry: Entry, formula: str | None) -> str:
        """Why a cell has no formula, or one that does not follow all that was read; empty where it has one that does."""
        figure, measure = entry.figure, entry.figure.key.measure
        if entry.exact is None:
            return ""
        if formula is None and (figure.operands or measure in _PLACES):
            return _WHY.get(measure, _WHY_NOT)
        if measure is Measure.RANK_GAIN:
            return _EARLIER
        if measure in SCORED:
            return _FIXED if self.working(entry) is None else ""
        is_derived = not figure.operands and len(figure.sources) > 1 and self.working(entry) is None
        return (_TOO_MANY if entry.inputs else _DERIVED) if is_derived else ""

    def formula(self, entry: Entry) -> str | None:
        """The formula of a figure's cell, or None where the value itself must be written."""
        figure = entry.figure
        measure = figure.key.measure
        if not entry.is_live:
            return None
        if not figure.operands and measure not in _PLACES:
            return self._link(entry)
        way = _WAYS.get(measure)
        return None if way is None else way(self, entry)

    # -- operands ------------------------------------------------------------------------------------------------

    def shown(self, entry: Entry) -> str | None:
        """The cell that holds a figure as printed: on this sheet, else on the 数据 sheet, else in another table."""
        if entry.number is None:
            return None
        if (place := self.cells.get(entry)) is not None:
            return place
        if entry.row is None:
            return next((f"{sheet}{cells[entry]}" for sheet, cells in self.elsewhere if entry in cells), None)
        return f"{self.data_name}{_SHOWN}{entry.row + 1}"

    def exact(self, entry: Entry) -> str | None:
        """The cell that holds a figure's exact value, also after another one is typed on the 数据 sheet."""
        if entry.exact is None:
            return None
        measure = entry.figure.key.measure
        if entry.figure.operands and measure not in SCORED:
            # Worked out, not read: its cell is rounded. Only a sum of what is printed exactly loses nothing.
            return self.shown(entry) if entry.is_whole and measure in _READ else None
        if entry.row is None:
            return self.shown(entry) if entry.is_whole else None
        return f"{self.data_name}{_EXACT}{entry.row + 1}"

    def _pair(self, entry: Entry) -> tuple[Entry, Entry] | None:
        if entry.lacks or len(entry.operands) != 2:
            return None
        return entry.operands[0], entry.operands[1]

    # -- the 数据 sheet itself -----------------------------------------------------------------------------------

    def printed(self, entry: Entry) -> str | None:
        """What was read, as printed, from its exact value in the cell beside it."""
        digits = entry.figure.decimals
        if entry.exact is None or entry.row is None or digits is None:
            return None
        cell = f"{_EXACT}{entry.row + 1}"
        if entry.figure.key.measure is Measure.TARGET and entry.is_whole:
            return f"={cell}"  # targets are printed with all their decimals
        if entry.figure.key.measure in POINTS:
            cell = self._scores.limited(entry, cell)
        rounded = _rounded(cell, entry.exact, digits, entry.number)
        if rounded is not None and self.working(entry) is not None and entry in self.data.ratios:
            return f'=IF({self.exact(self.data.ratios[entry][1])}>0,{rounded[1:]},"—")'
        return rounded

    def working(self, entry: Entry) -> tuple[str, Ratio] | None:
        """The exact value of what is counted together, of a score or of a part of one, from what stands on the sheet."""
        if entry.exact is None:
            return None
        if entry.inputs:
            return self._counted(entry)
        if entry in self.data.ratios:
            return self._ratio(*self.data.ratios[entry], entry.exact)
        formula = self._scores.working(entry, self) if entry.figure.key.measure in SCORED else None
        return None if formula is None else (formula, entry.exact)

    def _counted(self, entry: Entry) -> tuple[str, Ratio] | None:
        if entry.figure.key.measure is Measure.POINTS and entry.exact is not None:
            return self._scores.points(entry), entry.exact
        if len(entry.inputs) > _MOST_INPUTS:
            return None
        value = _total([part.exact for part in entry.inputs if part.exact is not None])
        addends = ",".join([f"{_EXACT}{(part.row or 0) + 1}" for part in entry.inputs])
        return f"=ROUND(SUM({addends}),10)", value

    def _ratio(self, over: Entry, under: Entry, value: Ratio) -> tuple[str, Ratio] | None:
        """A rate in % of two counts that stand on the sheet."""
        over_ref, under_ref, part, whole = self.exact(over), self.exact(under), over.exact, under.exact
        if over_ref is None or under_ref is None or part is None or whole is None or whole.over <= 0:
            return None
        if not Ratio(part.over * whole.under * 100, part.under * whole.over).is_same(value):
            return None
        return f'=IF({under_ref}>0,{over_ref}/{under_ref}*100,"—")', value

    def _score(self, entry: Entry) -> str | None:
        """Tables point at what the 数据 sheet works out."""
        return self._link(entry) if self.data_name else self._scores.printed(entry, self._least_decimals(entry.run))

    def _light(self, entry: Entry) -> str | None:
        return light_formula(entry, self.data.lights.get(entry.figure.key.scheme), self)

    # -- formulas ------------------------------------------------------------------------------------------------

    def _link(self, entry: Entry) -> str | None:
        """What was read stands once, on the 数据 sheet; tables point at it."""
        if entry.row is None or entry.number is None or not self.data_name:
            return None
        return f"={self.data_name}{_SHOWN}{entry.row + 1}"

    def _rate(self, entry: Entry) -> str | None:
        pair = self._pair(entry)
        if pair is None:
            return None
        done, goal = pair[0].exact, pair[1].exact
        done_ref, goal_ref = self.exact(pair[0]), self.exact(pair[1])
        if done is None or goal is None or goal.over <= 0 or done_ref is None or goal_ref is None:
            return None
        percent = Ratio(done.over * goal.under * 100, done.under * goal.over)
        base = self._least_decimals(entry.run)
        quotient = f"{done_ref}/{goal_ref}*100"
        if self.data.never_round_to_done:
            met, missed = ("<=", ">") if self._is_ceiling(pair[1]) else (">=", "<")
            most = max(base + 3, entry.figure.decimals or 0)
            digits = _guarded_decimals(percent, base, most, missed)
            places = f"IF({done_ref}{met}{goal_ref},{base},{guarded(quotient, '100', base, most, missed)})"
            rounded = _rounded(quotient, percent, digits, entry.number, places)
        else:
            rounded = _rounded(quotient, percent, base, entry.number)
        return None if rounded is None else f'=IF({goal_ref}>0,{rounded[1:]},"—")'

    def _is_ceiling(self, goal: Entry) -> bool:
        """Whether a target is met from below: by its operator, or because less is better."""
        is_plain = not goal.figure.note
        return goal.figure.note == "以下" or (is_plain and goal.figure.key.indicator in self.data.ceilings)

    def _least_decimals(self, run: Run) -> int:
        if run not in self._least:
            self._least[run] = run.least_decimals
        return self._least[run]

    def _difference(self, entry: Entry) -> str | None:
        pair, digits = self._pair(entry), entry.figure.decimals
        if pair is None or digits is None:
            return None
        for as_printed, other_as_printed in _LEAD if entry.figure.key.measure is Measure.LEAD_PP else _GAP:
            left, right = self._side(pair[0], as_printed), self._side(pair[1], other_as_printed)
            if left is None or right is None:
                continue
            gap, value = f"{left[0]}-{right[0]}", left[1] - right[1]
            places = self._gap_places(entry, pair[1], gap, value)
            rounded = _rounded(gap, value, digits, entry.number, places)
            if rounded is not None:
                return rounded
        return None

    def _gap_places(self, entry: Entry, goal: Entry, gap: str, value: Ratio) -> str:
        """Decimals with which a missed target never reads 0.0; empty where nothing is missed by a gap."""
        measure = entry.figure.key.measure
        is_over = measure is Measure.LEAD_PP and goal.exact == Ratio(100, 1)  # then a lead is a distance to the target
        if not self.data.never_round_to_done or not (is_over or measure is Measure.TARGET_GAP):
            return ""
        if is_over:
            goal = next((o for rate in entry.operands for o in rate.operands if o.figure.key.measure is Measure.TARGET), goal)
        sign, missed = ("<=", value.over > 0) if self._is_ceiling(goal) else (">=", value.over < 0)
        base = self._least_decimals(entry.run)
        most = max(base + 3, entry.figure.decimals or 0)
        digits = next((d for d in range(base, most) if settled(value, d)[0]), most) if missed else base
        own = f"IF({gap}{sign}0,{base},{guarded(gap, '0', base, most, '<>')})"
        return own if digits == entry.figure.decimals else ""

    def _side(self, entry: Entry, as_printed: bool) -> tuple[str, Ratio] | None:
        ref, value = (self.shown(entry), entry.number) if as_printed else (self.exact(entry), entry.exact)
        return None if ref is None or value is None else (ref, value)

    def _sum(self, entry: Entry) -> str | None:
        parts = [self._side(operand, False) for operand in entry.operands]
        found = [part for part in parts if part is not None]
        digits = entry.figure.decimals
        if entry.lacks or len(found) != len(parts) or len(found) > _MOST_PARTS or digits is None:
            return None
        value = _total([part for _, part in found])
        addends = ",".join([ref for ref, _ in found])
        return _rounded(f"SUM({addends})", value, digits, entry.number)

    def _is_met(self, entry: Entry) -> str | None:
        sides = [side for operand in entry.operands if (side := self._side(operand, False)) is not None]
        if entry.lacks or not sides or len(sides) != len(entry.operands) or entry.figure.text not in ("√", NO_VALUE):
            return None
        goal = sides[1] if len(sides) > 1 else ("0", _NUMBERLESS)
        sign, holds = ">", gt
        if entry.figure.key.measure is Measure.MET:
            sign, holds = ("<=", le) if self._is_ceiling(entry.operands[-1]) else (">=", ge)
        if holds((sides[0][1] - goal[1]).over, 0) is not (entry.figure.value == 1):
            return None
        return f'=IF({sides[0][0]}{sign}{goal[0]},"√","—")'

    # -- ranks ---------------------------------------------------------------------------------------------------

    def _rank(self, entry: Entry) -> str | None:
        if entry.run not in self._ranks:
            self._ranks[entry.run] = self._rank_run(entry.run)
        return self._ranks[entry.run].get(entry.figure.key.region)

    def _rank_run(self, run: Run) -> Mapping[str, str]:
        """Formulas of a whole column of ranks: the first way of ranking that gives every printed rank, or none."""
        ranked = [entry for entry in run.entries if entry.exact is not None]
        by = run.entries[0].figure.key.rank_by
        base = next((o.run for entry in ranked for o in entry.operands if o.figure.key.measure is by), None)
        if base is None:
            return {}
        bases = base.by_region()
        peers: dict[str, Peer] = {}
        for entry in ranked:
            region = entry.figure.key.region
            peer = bases.get(region)
            ref = None if peer is None else self.shown(peer)
            if peer is None or peer.number is None or ref is None or entry.figure.value is None:
                return {}
            peers[region] = Peer(ref, peer.number.over / peer.number.under, int(entry.figure.value))
        # A "—" among the peers is text, which RANK and COUNTIF pass over: it does not break the block.
        marks = [self.cells[e] for e in base.entries if e.exact is None and e in self.cells]
        return rank_formulas(peers, marks, self.data, self.data_name)

    def _gain(self, entry: Entry) -> str | None:
        """进位 = previous rank − rank, with the arrow. A published rank that is no cell stands in the formula."""
        now = then = None
        for operand in entry.operands:
            if operand.figure.key.period == entry.figure.key.period:
                now = now or operand
            else:
                then = then or operand
        after = None if now is None else self.shown(now)
        if now is None or now.exact is None or entry.exact is None or after is None:
            return None
        rank = now.exact.over  # ranks and gains are whole
        before, rank_before = None if then is None else self.shown(then), entry.exact.over + rank
        if then is not None and before is not None and then.exact is not None:
            rank_before = then.exact.over
        change = rank_before - rank
        if entry.figure.text != ("→" if not change else f"{'↑' if change > 0 else '↓'}{abs(change)}"):
            return None
        before = before or str(rank_before)
        return f'=IF({before}>{after},"↑"&({before}-{after}),IF({before}<{after},"↓"&({after}-{before}),"→"))'


_WAYS: Mapping[Measure, Callable[[Formulas, Entry], str | None]] = {
    Measure.COMPLETION_RATE: Formulas._rate,
    Measure.RANK: Formulas._rank,
    Measure.RANK_GAIN: Formulas._gain,
    Measure.MET: Formulas._is_met,
    Measure.PRESENT: Formulas._is_met,
    Measure.SCORE: Formulas._score,
    Measure.CONTRIBUTION: Formulas._score,
    Measure.LIGHT: Formulas._light,
    Measure.ACTUAL: Formulas._sum,
    Measure.TARGET: Formulas._sum,
    Measure.LEAD_PP: Formulas._difference,
    Measure.TARGET_GAP: Formulas._difference,
    Measure.CITY_GAP: Formulas._difference,
}
"""How what is computed is computed in Excel; the rest has no formula."""


def _rounded(expression: str, value: Ratio, digits: int, number: Ratio | None, places: str = "") -> str | None:
    """ROUND of an expression, or None unless it gives the printed number beyond doubt.

    A second ROUND goes inside where the exact value is a tie that doubles may miss by a hair.
    """
    whole, is_tie, is_safe = settled(value, digits)
    if number is None or not is_safe or whole * number.under != number.over * 10**digits:
        return None
    if is_tie:
        expression = f"ROUND({expression},{digits + 8})"
    return f"=ROUND({expression},{places or digits})"


def _guarded_decimals(percent: Ratio, base: int, most: int, missed: str) -> int:
    beyond = percent.over - 100 * percent.under
    if (beyond >= 0 if missed == "<" else beyond <= 0) or abs(beyond) > percent.under:
        return base
    return next((digits for digits in range(base, most) if settled(percent, digits)[0] != 100 * 10**digits), most)


def _total(values: Sequence[Ratio]) -> Ratio:
    whole = _NUMBERLESS
    for value in values:
        whole = Ratio(whole.over * value.under + value.over * whole.under, whole.under * value.under)
    return whole
