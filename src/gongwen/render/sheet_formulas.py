"""From figures to Excel formulas that recalculate to exactly the text we print, or to none.

Every formula is worked out here too, on the numbers that its cells will hold. Where the result is not our text
(another rounding rule, a rank within classes, a published rank of an issue that is not in the book) there is no
formula and the value is written. Functions used: ROUND, IF, SUM, RANK, COUNTIF, SUMPRODUCT.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import ge, gt, le

from gongwen.model.figures import Figure, FigureKey
from gongwen.model.terms import NO_VALUE, Measure
from gongwen.render.sheet_checks import address
from gongwen.render.sheet_data import EXACT_COLUMN, SHOWN_COLUMN, DataSheet, Entry, Series, series_of
from gongwen.render.sheet_numbers import printed_scale

_CLEAR = 500_000
"""Nearer to a tie than half of one part in this, double precision may fall on either side."""
_MOST_PARTS = 40
"""A formula of more parts is no longer one that a person checks."""
_DIFFERENCES = (Measure.LEAD_PP, Measure.TARGET_GAP, Measure.CITY_GAP)
_SUMS = (Measure.ACTUAL, Measure.TARGET)


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell reference and the number in that cell."""

    ref: str
    value: Fraction


@dataclass(slots=True)
class Formulas:
    """Formulas for the cells of one sheet.

    ``cells`` says where each figure stands on this sheet; ``data_name`` is the 数据 sheet's name with its ``!`` as
    formulas write it, empty on that sheet itself.
    """

    cells: Mapping[FigureKey, tuple[int, int]]
    data: DataSheet
    data_name: str
    _ranks: dict[Series, dict[str, str]] = field(default_factory=dict)
    _met: dict[Series, str] = field(default_factory=dict)
    _least: dict[Series, int] = field(default_factory=dict)

    def formula(self, figure: Figure) -> str | None:
        """The formula of a figure's cell, or None where the value itself must be written."""
        key = figure.key
        if figure.value is None or self.data.known[key].figure.text != figure.text:
            return None
        if not figure.operands and key.measure not in (Measure.RANK, Measure.RANK_GAIN):
            return self._link(figure)
        match key.measure:
            case Measure.COMPLETION_RATE:
                return self._rate(figure)
            case Measure.RANK:
                return self._rank(figure)
            case Measure.RANK_GAIN:
                return self._gain(figure)
            case Measure.MET:
                return self._is_met(figure)
            case measure if measure in _DIFFERENCES:
                return self._difference(figure)
            case measure if measure in _SUMS:
                return self._sum(figure)
        return None

    # -- operands ------------------------------------------------------------------------------------------------

    def _shown(self, key: FigureKey) -> Operand | None:
        """The cell that holds a figure as printed: on this sheet, else on the 数据 sheet."""
        entry = self.data.known.get(key)
        return None if entry is None else self._as_printed(entry)

    def _exact(self, key: FigureKey) -> Operand | None:
        """The cell that holds a figure's exact value: this sheet's where printing loses nothing."""
        entry = self.data.known.get(key)
        value = None if entry is None else printed_scale(entry.figure)
        if entry is None or value is None:
            return None
        if value == entry.number:
            return self._as_printed(entry)
        if entry.figure.operands or entry.row is None:
            return None  # only what was read has its exact value in a cell
        return Operand(f"{self.data_name}{address(entry.row, EXACT_COLUMN)}", value)

    def _as_printed(self, entry: Entry) -> Operand | None:
        if entry.number is None:
            return None
        if (place := self.cells.get(entry.figure.key)) is not None:
            return Operand(address(*place), entry.number)
        if entry.row is None:
            return None
        return Operand(f"{self.data_name}{address(entry.row, SHOWN_COLUMN)}", entry.number)

    def _number(self, figure: Figure) -> Fraction | None:
        return self.data.known[figure.key].number

    def printed(self, figure: Figure) -> str | None:
        """On the 数据 sheet: what was read, as printed, from its exact value in the cell beside it."""
        value, entry, digits = printed_scale(figure), self.data.known[figure.key], figure.decimals
        if value is None or entry.row is None or digits is None or not _reads(value, digits, entry.number):
            return None
        return f"={_round(address(entry.row, EXACT_COLUMN), value, digits, str(digits))}"

    # -- formulas ------------------------------------------------------------------------------------------------

    def _link(self, figure: Figure) -> str | None:
        """What was read stands once, on the 数据 sheet; tables point at it."""
        entry = self.data.known[figure.key]
        if entry.row is None or entry.number is None or not self.data_name:
            return None
        return f"={self.data_name}{address(entry.row, SHOWN_COLUMN)}"

    def _rate(self, figure: Figure) -> str | None:
        pair = [self._exact(key) for key in figure.operands]
        if len(pair) != 2 or pair[0] is None or pair[1] is None or pair[1].value <= 0:
            return None
        done, goal = pair[0], pair[1]
        percent = done.value / goal.value * 100
        base = self._least_decimals(series_of(figure.key))
        number = self._number(figure)
        quotient = f"{done.ref}/{goal.ref}*100"
        most = max(base + 2, figure.decimals or 0)
        digits = _guarded_decimals(percent, base, most)
        if _reads(percent, digits, number):
            return f'=IF({goal.ref}>0,{_round(quotient, percent, digits, _guard(done, goal, quotient, base, most))},"—")'
        if _reads(percent, base, number):
            return f'=IF({goal.ref}>0,{_round(quotient, percent, base, str(base))},"—")'
        return None

    def _least_decimals(self, series: Series) -> int:
        """What a rate of this column has unless it needs more not to read 100."""
        if series not in self._least:
            places = [f.decimals for f in self._series(series) if f.decimals is not None]
            self._least[series] = min(places, default=0)
        return self._least[series]

    def _series(self, series: Series) -> tuple[Figure, ...]:
        return self.data.by_series.get(series, ())

    def _difference(self, figure: Figure) -> str | None:
        if len(figure.operands) != 2 or figure.decimals is None:
            return None
        left_key, right_key = figure.operands
        number = self._number(figure)
        ways = [(self._exact, self._exact), (self._shown, self._shown)]
        # A lead is the printed rate less the exact progress; the other gaps are exact on both sides.
        ways.insert(0 if figure.key.measure is Measure.LEAD_PP else 1, (self._shown, self._exact))
        for take_left, take_right in ways:
            left, right = take_left(left_key), take_right(right_key)
            if left is None or right is None:
                continue
            value = left.value - right.value
            if _reads(value, figure.decimals, number):
                return f"={_round(f'{left.ref}-{right.ref}', value, figure.decimals, str(figure.decimals))}"
        return None

    def _sum(self, figure: Figure) -> str | None:
        parts = [self._exact(key) for key in figure.operands]
        found = [part for part in parts if part is not None]
        if len(found) != len(parts) or len(found) > _MOST_PARTS or figure.decimals is None:
            return None
        value = sum((part.value for part in found), Fraction(0))
        if not _reads(value, figure.decimals, self._number(figure)):
            return None
        addends = f"SUM({','.join(part.ref for part in found)})"
        return f"={_round(addends, value, figure.decimals, str(figure.decimals))}"

    def _is_met(self, figure: Figure) -> str | None:
        series = series_of(figure.key)
        if series not in self._met:
            self._met[series] = self._met_sign(series)
        sign = self._met[series]
        sides = self._met_sides(figure)
        if not sign or sides is None or figure.text not in ("√", NO_VALUE):
            return None
        return f'=IF({sides[0].ref}{sign}{sides[1].ref},"√","—")'

    def _met_sides(self, figure: Figure) -> tuple[Operand, Operand] | None:
        operands = [self._exact(key) for key in figure.operands]
        found = [operand for operand in operands if operand is not None]
        if len(found) != len(operands) or not found:
            return None
        return found[0], (found[1] if len(found) > 1 else Operand("0", Fraction(0)))

    def _met_sign(self, series: Series) -> str:
        """The comparison that agrees with every cell of the column; none if none does."""
        column = [figure for figure in self._series(series) if figure.value is not None]
        compared = [(sides, figure.value == 1) for figure in column if (sides := self._met_sides(figure)) is not None]
        tests: tuple[tuple[str, Callable[[Fraction, Fraction], bool]], ...] = ((">=", ge), ("<=", le), (">", gt))
        for sign, holds in tests:
            if all(holds(sides[0].value, sides[1].value) is met for sides, met in compared):
                return sign
        return ""

    # -- ranks ---------------------------------------------------------------------------------------------------

    def _rank(self, figure: Figure) -> str | None:
        series = series_of(figure.key)
        if series not in self._ranks:
            self._ranks[series] = self._rank_series(series)
        return self._ranks[series].get(figure.key.region)

    def _rank_series(self, series: Series) -> dict[str, str]:
        """Formulas of a whole column of ranks: the first way of ranking that gives every printed rank, or none."""
        wanted: dict[str, int] = {}
        base: FigureKey | None = None
        for figure in self._series(series):
            if figure.value is not None:
                wanted[figure.key.region] = int(figure.value)
                base = base or next((k for k in figure.operands if k.measure is figure.key.rank_by), None)
        if base is None:
            return {}
        peers = {region: self._shown(base._replace(region=region)) for region in wanted}
        operands = {region: peer for region, peer in peers.items() if peer is not None}
        if len(operands) != len(wanted):
            return {}
        # A "—" among the peers is text, which RANK and COUNTIF pass over: it does not break the block.
        gaps = [f.key for f in self._series(series_of(base)) if f.value is None and f.key in self.cells]
        marks = [address(*self.cells[key]) for key in gaps]
        classes: dict[str, list[str]] = {}
        for region in wanted:
            classes.setdefault(self.data.categories.get(region, ""), []).append(region)
        found: dict[str, str] = {}
        for members in classes.values():
            found |= _ranked({r: operands[r] for r in members}, {r: wanted[r] for r in members}, marks)
        return found if len(found) == len(wanted) else {}

    def _gain(self, figure: Figure) -> str | None:
        """进位 = previous rank − rank, with the arrow. A published rank that is no cell stands in the formula."""
        now_key = next((key for key in figure.operands if key.period == figure.key.period), None)
        then_key = next((key for key in figure.operands if key.period != figure.key.period), None)
        now = None if now_key is None else self._shown(now_key)
        if now is None or figure.value is None:
            return None
        then = self._shown(then_key) if then_key else None
        if then is None:
            published = figure.value + now.value
            then = Operand(str(published), published)
        change = then.value - now.value
        text = "→" if not change else f"{'↑' if change > 0 else '↓'}{abs(change)}"
        if text != figure.text:
            return None
        return f'=IF({then.ref}>{now.ref},"↑"&({then.ref}-{now.ref}),IF({then.ref}<{now.ref},"↓"&({now.ref}-{then.ref}),"→"))'


def _round(expression: str, value: Fraction, digits: int, places: str) -> str:
    """ROUND, with a second one inside where the exact value is a tie that doubles may miss by a hair."""
    if _settled(value, digits)[1]:
        expression = f"ROUND({expression},{digits + 8})"
    return f"ROUND({expression},{places})"


def _guard(done: Operand, goal: Operand, quotient: str, base: int, most: int) -> str:
    """The decimals of a rate, in Excel: as many as it takes for less than the target not to read 100."""
    places = str(most)
    for digits in range(most - 1, base - 1, -1):
        places = f"IF(ROUND({quotient},{digits})<100,{digits},{places})"
    return f"IF({done.ref}>={goal.ref},{base},{places})"


def _guarded_decimals(percent: Fraction, base: int, most: int) -> int:
    if percent >= 100 or percent < 99:
        return base
    return next((digits for digits in range(base, most) if _settled(percent, digits)[0] < 100 * 10**digits), most)


def _reads(value: Fraction, digits: int, number: Fraction | None) -> bool:
    """Whether Excel's ROUND of ``value`` gives the printed number, beyond doubt."""
    if number is None:
        return False
    settled, _, is_safe = _settled(value, digits)
    return is_safe and settled * number.denominator == number.numerator * 10**digits


def _settled(value: Fraction, digits: int) -> tuple[int, bool, bool]:
    """``value`` × 10^digits rounded half away from zero; whether it is a tie; whether doubles round it the same."""
    numerator, denominator = value.numerator * 10**digits, value.denominator
    whole, rest = divmod(abs(numerator), denominator)
    gap = 2 * rest - denominator
    whole += gap >= 0
    return whole if numerator >= 0 else -whole, not gap, not gap or abs(gap) * _CLEAR >= denominator


def _ranked(operands: Mapping[str, Operand], wanted: Mapping[str, int], marks: Sequence[str]) -> dict[str, str]:
    refs = [operand.ref for operand in operands.values()]
    values = sorted(operand.value for operand in operands.values())
    for order, sign in ((0, ">"), (1, "<")):
        competition: dict[Fraction, int] = {}
        for place, value in enumerate(values if order else reversed(values), 1):
            competition.setdefault(value, place)
        dense = {value: place for place, value in enumerate(competition, 1)}
        if all(competition[operands[region].value] == rank for region, rank in wanted.items()):
            blocks = _blocks(refs, marks)
            if len(blocks) > _MOST_PARTS:
                return {}
            return {region: _competition(operands[region], blocks, order, sign) for region in wanted}
        if all(dense[operands[region].value] == rank for region, rank in wanted.items()):
            blocks = _blocks(refs, ())
            if len(blocks) != 1:
                return {}
            one = blocks[0]
            return {
                region: f"=1+ROUND(SUMPRODUCT(({one}{sign}{operands[region].ref})/COUNTIF({one},{one})),0)"
                for region in wanted
            }
    return {}


def _competition(operand: Operand, blocks: Sequence[str], order: int, sign: str) -> str:
    if len(blocks) == 1:
        return f"=RANK({operand.ref},{blocks[0]},{order})"
    # RANK over several blocks needs a union, which LibreOffice and WPS write differently; counting works everywhere.
    counts = "+".join(f'COUNTIF({block},"{sign}"&{operand.ref})' for block in blocks)
    return f"=1+{counts}"


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
