"""The 数据 sheet: every figure that a formula may need, one row each, with the cell it was read from.

Each figure of a workbook becomes one Entry, which knows its operands and its run; formulas go from entry to entry and
look nothing up by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.scoring import LightScheme, PointRules, ScoreSpec
from gongwen.model.table import Table
from gongwen.model.terms import Measure
from gongwen.render.sheets.numbers import Ratio, printed_scale, shown_number

FIRST_ROW = 3
"""Zero-based row of the first entry: a title, the list of files and a heading stand above."""
EXACT_COLUMN = 5
"""Zero-based column of the exact value of what was read."""
SHOWN_COLUMN = 6
"""Zero-based column of the value as printed."""

WHOLE = -1
"""Place of a score's own cap among its rules."""
SCORED = (Measure.SCORE, Measure.CONTRIBUTION)
"""Worked out on the 数据 sheet, step by step; tables point at them."""
POINTS = (Measure.BONUS, Measure.PENALTY)
_PLACES = (Measure.RANK, Measure.RANK_GAIN)


@dataclass(slots=True, eq=False)
class Run:
    """The figures of one series over all regions."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def least_decimals(self) -> int:
        """What a number of this column has unless it needs more not to read as done."""
        return min((e.figure.decimals for e in self.entries if e.figure.decimals is not None), default=0)

    def by_region(self) -> dict[str, Entry]:
        """Its entries by region code."""
        return {entry.figure.key.region: entry for entry in self.entries}


@dataclass(slots=True, eq=False)
class Entry:
    """What formulas need to know of one figure."""

    figure: Figure
    run: Run
    number: Ratio | None
    """The number that its text shows; None where the text is no number."""
    exact: Ratio | None
    """Its value in the scale that is printed."""
    is_whole: bool
    """Whether printing loses nothing."""
    operands: tuple[Entry, ...] = ()
    """Those that are known; all of them where ``lacks`` is false."""
    lacks: bool = False
    inputs: tuple[Entry, ...] = ()
    """What was read one by one and is counted together in it."""
    row: int | None = None
    """Its zero-based row on the 数据 sheet; None where it is not listed."""

    @property
    def is_live(self) -> bool:
        """Whether it may have a formula: it has a value, or is a light that does not burn and may after another input."""
        return self.exact is not None or self.figure.key.measure is Measure.LIGHT


@dataclass(frozen=True, slots=True)
class Given:
    """A rule of the pack that formulas point at: a weight, a cap, a floor, a class."""

    region: str
    indicator: str
    label: str
    value: Fraction | str
    purpose: str
    source: str


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Which figures stand on the 数据 sheet, in order, and every entry of the tables."""

    entries: tuple[Entry, ...]
    givens: tuple[Given, ...]
    given_rows: Mapping[tuple[str, str, int], int]
    """(score or empty, label, place of the item or region) → zero-based row."""
    tables: tuple[tuple[tuple[Entry | None, ...], ...], ...]
    """Table by table, row by row, the entry of each cell that prints its figure's text."""
    scores: Mapping[str, ScoreSpec]
    lights: Mapping[str, LightScheme]
    categories: Mapping[str, str]
    """类别 by region where ranks are within classes."""
    regions: Mapping[str, int]
    """Region code → place in display order."""
    ceilings: frozenset[str]
    """Indicators of which less is better."""
    ratios: Mapping[Entry, tuple[Entry, Entry]]
    """The two counts of each rate that was worked out from them, where both stand on the sheet."""
    never_round_to_done: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all would stand on the sheet."""
        return not self.entries and not self.givens


def data_sheet(book: Workbook) -> DataSheet:
    """Collect what the tables' formulas rest on: what was read, and operands that no table shows.

    Series by series, regions in display order within each, so that a rank finds its peers in one block.
    """
    made = _Maker()
    tables = tuple(made.grid(table) for table in book.tables)
    listed = made.listed(book.figures)
    regions = {code: place for place, code in enumerate(book.region_names)}
    entries = tuple(_in_order(listed, book, regions))
    for row, entry in enumerate(entries, FIRST_ROW):
        entry.row = row
    scores = {score.name: score for score in book.scores}
    used = dict.fromkeys(e.figure.key.scheme for e in entries if e.figure.key.measure is Measure.CONTRIBUTION)
    used |= dict.fromkeys(e.figure.key.indicator for e in entries if e.figure.key.measure in POINTS)
    givens: dict[tuple[str, str, int], Given] = {}
    for name in used:
        if name in scores:
            givens |= _score_rules(scores[name], book)
    if book.region_categories:
        givens |= _classes(book)
    rows = {key: row for row, key in enumerate(givens, FIRST_ROW + len(entries))}
    lights = {scheme.name: scheme for scheme in book.lights}
    return DataSheet(
        entries, tuple(givens.values()), rows, tables, scores, lights, book.region_categories, regions, book.ceilings,
        _ratios(entries, book), book.never_round_to_done,
    )  # fmt: skip


def _ratios(entries: Sequence[Entry], book: Workbook) -> dict[Entry, tuple[Entry, Entry]]:
    """开工率 and its kind. One that was reported itself has one source and stays as it was reported."""
    if not book.ratios:
        return {}
    known = {entry.figure.key: entry for entry in entries if entry.exact is not None}
    found = {}
    for entry in known.values():
        key = entry.figure.key
        pair = book.ratios.get(key.indicator)
        if pair is not None and key.measure is Measure.ACTUAL and len(entry.figure.sources) > 1:
            over, under = (known.get(key._replace(indicator=code)) for code in pair)
            if over is not None and under is not None:
                found[entry] = (over, under)
    return found


class _Maker:
    """Makes one entry a figure and ties each to its operands."""

    def __init__(self) -> None:
        self._entries: dict[FigureKey, Entry] = {}
        self._by_id: dict[int, Entry | None] = {}
        self._runs: dict[tuple[object, ...], Run] = {}
        self._tied: set[Entry] = set()

    def grid(self, table: Table) -> tuple[tuple[Entry | None, ...], ...]:
        """The entries of a table's cells."""
        return tuple(
            tuple(
                self._shown(cell.figure) if cell.figure is not None and cell.text == cell.figure.text else None
                for cell in row.cells
            )
            for row in table.rows
        )

    def _shown(self, figure: Figure) -> Entry | None:
        """The entry of a figure in a table; None where another text is printed under the same key."""
        place = id(figure)
        if place in self._by_id:
            return self._by_id[place]
        entry = self._entry(figure)
        found = self._by_id[place] = entry if entry.figure.text == figure.text else None
        return found

    def _entry(self, figure: Figure) -> Entry:
        key = figure.key
        entry = self._entries.get(key)
        if entry is None:
            series = key[1:]  # all but the region, which comes first
            run = self._runs.get(series)
            if run is None:
                run = self._runs[series] = Run()
            exact = printed_scale(figure)
            number = None if exact is None else shown_number(figure.text)
            entry = Entry(figure, run, number, exact, exact is not None and exact.is_same(number))
            self._entries[key] = entry
            run.entries.append(entry)
        return entry

    def listed(self, by_key: Mapping[FigureKey, Figure]) -> list[Entry]:
        """Everything that stands on the 数据 sheet; ``by_key`` has what no table shows."""
        shown = list(self._entries.values())
        wanted: dict[Entry, None] = {}
        in_tables = frozenset(shown)
        for entry in shown:
            if entry.is_live:
                self._collect(entry, by_key, in_tables, wanted)
        for entry in (*shown, *wanted):
            if entry not in self._tied:
                self._tie(entry, [known for key in entry.figure.operands if (known := self._entries.get(key))])
        return list(wanted)

    def _collect(
        self, entry: Entry, by_key: Mapping[FigureKey, Figure], shown: frozenset[Entry], wanted: dict[Entry, None]
    ) -> None:
        """Take a figure if it was read; else its operands, and theirs where no table shows them."""
        figure = entry.figure
        is_read = not figure.operands and figure.decimals is not None and figure.key.measure not in _PLACES
        if is_read or figure.key.measure in SCORED:
            wanted[entry] = None
        entry.inputs = tuple([self._entry(part) for part in figure.inputs])
        for part in entry.inputs:
            self._collect(part, by_key, shown, wanted)
        found = [known for key in figure.operands if (known := self._entries.get(key) or self._unshown(key, by_key))]
        self._tie(entry, found)
        for operand in found:
            if operand.exact is None or operand in wanted:
                continue
            in_table = operand in shown
            if not in_table or not operand.figure.operands:
                wanted[operand] = None
            # An earlier issue's rank is a fact of that issue: what it rested on does not belong into this workbook.
            if not in_table and operand.figure.key.period == figure.key.period:
                self._collect(operand, by_key, shown, wanted)

    def _unshown(self, key: FigureKey, by_key: Mapping[FigureKey, Figure]) -> Entry | None:
        return self._entry(by_key[key]) if key in by_key else None

    def _tie(self, entry: Entry, operands: Sequence[Entry]) -> None:
        self._tied.add(entry)
        entry.operands = tuple(operands)
        entry.lacks = len(operands) != len(entry.figure.operands)


def _in_order(entries: Sequence[Entry], book: Workbook, regions: Mapping[str, int]) -> Iterable[Entry]:
    indicators = {code: place for place, code in enumerate(book.indicator_names)}
    measures = {measure: place for place, measure in enumerate(Measure)}
    runs: dict[Run, list[Entry]] = {}
    for entry in entries:
        runs.setdefault(entry.run, []).append(entry)

    def place(run: Run) -> tuple[object, ...]:
        key = run.entries[0].figure.key
        against = key.against or key.period
        order = (indicators.get(key.indicator, len(indicators)), key.indicator, key.period, against)
        return (*order, measures[key.measure], key.rank_by or "", key.scheme)

    for run in sorted(runs, key=place):
        members = runs[run]
        members.sort(key=lambda e: (regions.get(e.figure.key.region, len(regions)), e.figure.key.region))
        yield from members


# -- rules of the pack -----------------------------------------------------------------------------------------------


def _score_rules(score: ScoreSpec, book: Workbook) -> dict[tuple[str, str, int], Given]:
    """权重 of every item in one block, then the caps and floors."""
    source = f"区县包设置 scores.{score.name}"

    def given(label: str, indicator: str, value: Decimal) -> Given:
        return Given("各地", book.indicator_names.get(indicator, indicator), label, Fraction(value), score.indicator.name, source)

    found: dict[tuple[str, str, int], Given] = {}
    for place, item in enumerate(score.items):
        found[score.name, "权重", place] = given("权重", item.indicator, item.weight)
    found[score.name, "封顶", WHOLE] = given("封顶", score.name, score.cap)
    limits = score.points or PointRules()
    for label, value in (("加分封顶", limits.bonus_cap), ("扣分封顶", limits.penalty_cap)):
        if value is not None:
            found[score.name, label, WHOLE] = given(label, score.name, value)
    for place, item in enumerate(score.items):
        for label, value in (("封顶", item.cap), ("底线", item.floor)):
            if value is not None:
                found[score.name, label, place] = given(label, item.indicator, value)
    return found


def _classes(book: Workbook) -> dict[tuple[str, str, int], Given]:
    """类别 of every region in display order; ``—`` for those that are not ranked."""
    return {
        ("", "类别", place): Given(name, "", "类别", book.region_categories.get(code) or "—", "分类别排名", "区县包 regions.csv")
        for place, (code, name) in enumerate(book.region_names.items())
    }
