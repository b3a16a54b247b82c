"""Small hand-made boards, tables and charts for the renderers' tests. Figures invented, worked out exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType

from gongwen.model.catalogue import Region
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Properties, Workbook
from gongwen.model.figures import Board, Figure, FigureKey
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import Measure

JULY = Period.parse("2022-07")
JUNE = Period.parse("2022-06")
Q3 = Period.parse("2022-Q3")
TOTAL = "330200"

_NAMES = (
    *("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区"),
    *("余姚市", "慈溪市", "宁海县", "象山县", "前湾新区", "高新区"),
)
INDICATORS: Mapping[str, tuple[str, str, int]] = MappingProxyType(
    {"invest": ("制造业投资", "亿元", 1), "filed": ("新备案项目", "个", 0), "started": ("新开工项目", "个", 0)}
)
"""Code → name, unit, printed decimals."""

_INVEST_TARGET = ("5", "3.5", "12", "20", "9", "6", "10", "11", "4", "6.5", "15", "4")
_INVEST_DONE = ("5.2", "2.9", "13.4", "19.992", "8.5", "7", "9.1", "10.4", "3.8", "6.1", "14.3", "5")
_FILED_TARGET = (10, 8, 40, 30, 35, 20, 40, 45, 15, 18, 30, 9)
_FILED_DONE = (11, 6, 38, 30, 30, 24, 28, 36, 12, 16, 33, 9)
_STARTED_TARGET = (5, 4, 20, 25, 18, 10, 0, 24, 8, 9, 20, 5)
_STARTED_DONE = (5, 3, 15, 25, 9, 12, 3, 12, 6, 7, 24, 4)
_RANK_BEFORE = (5, 10, 6, 4, 9, 2, 8, 7, 11, 12, 3, None)


def sample_regions() -> tuple[Region, ...]:
    """全市 and its twelve regions, in display order."""
    total = Region(TOTAL, "全市", is_total=True, ranked=False)
    return (total, *(Region(f"33020{i:x}", name) for i, name in enumerate(_NAMES, 1)))


def half_up(value: Fraction, decimals: int) -> str:
    """A fraction as printed: rounded half-up, no −0."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(shown) if shown == 0 else shown:f}"


def _rate_text(rate: Fraction) -> tuple[str, int]:
    """A rate in %, never 100 for less than 100."""
    decimals = 1
    while rate < 1 and Fraction(half_up(rate * 100, decimals)) >= 100:
        decimals += 1
    return half_up(rate * 100, decimals), decimals


def _reported(code: str, indicator: str, measure: Measure, value: Fraction, row: int, column: str) -> Figure:
    unit, decimals = INDICATORS[indicator][1:]
    key = FigureKey(code, indicator, measure, JULY, Q3 if measure is Measure.TARGET else None)
    key = key._replace(against=JULY) if measure is Measure.TARGET else key
    source = Source("7月报送.xlsx", INDICATORS[indicator][0], f"{column}{row}")
    return Figure(key, value, half_up(value, decimals), unit, decimals, sources=(source,))


def _series(indicator: str, targets: tuple[object, ...], done: tuple[object, ...]) -> dict[FigureKey, Figure]:
    """Targets, actuals, rates, ranks, rank gains of one indicator."""
    found: dict[FigureKey, Figure] = {}
    codes = [region.code for region in sample_regions()]
    plan = [Fraction(str(value)) for value in targets]
    real = [Fraction(str(value)) for value in done]
    plan, real = [sum(plan, Fraction()), *plan], [sum(real, Fraction()), *real]
    rates: dict[str, Figure] = {}
    for row, (code, goal, actual) in enumerate(zip(codes, plan, real, strict=True), 5):
        a = _reported(code, indicator, Measure.ACTUAL, actual, row, "C")
        t = _reported(code, indicator, Measure.TARGET, goal, row, "B")
        if not goal:
            t = replace(t, value=None, text="—", decimals=None)
        rates[code] = _rate(a, t)
        for figure in (a, t, rates[code], _lead(rates[code])):
            found[figure.key] = figure
    for figure in _ranks(indicator, rates):
        found[figure.key] = figure
    return found


def _rate(actual: Figure, target: Figure) -> Figure:
    key = actual.key._replace(measure=Measure.COMPLETION_RATE, against=JULY)
    if actual.value is None or not target.value:
        return Figure(key, None, "—", "%", note="没有目标", operands=(actual.key, target.key))
    rate = actual.value / target.value
    text, decimals = _rate_text(rate)
    words = f"完成 ÷ 目标 = {actual.text} ÷ {target.text}"
    return Figure(key, rate, text, "%", decimals, words, (actual.key, target.key))


def _lead(rate: Figure) -> Figure:
    """Lead over the time progress of the quarter: one third."""
    key = rate.key._replace(measure=Measure.LEAD_PP)
    progress = rate.key._replace(measure=Measure.TIME_PROGRESS, against=Q3)
    if rate.shown_value is None:
        return Figure(key, None, "—", "百分点", operands=(rate.key, progress))
    lead = rate.shown_value - Fraction(100, 3)
    return Figure(key, lead, half_up(lead, 1), "百分点", 1, "完成率 − 时序进度", (rate.key, progress))


def _ranks(indicator: str, rates: dict[str, Figure]) -> list[Figure]:
    found: list[Figure] = []
    shown = {code: figure.shown_value for code, figure in rates.items() if code != TOTAL}
    for (code, value), before in zip(shown.items(), _RANK_BEFORE, strict=True):
        now = FigureKey(code, indicator, Measure.RANK, JULY, JULY, Measure.COMPLETION_RATE)
        then = now._replace(period=JUNE, against=JUNE)
        gain = now._replace(measure=Measure.RANK_GAIN)
        if value is None:
            found += [Figure(now, None, "—"), Figure(gain, None, "—")]
            continue
        rank = 1 + sum(other is not None and other > value for other in shown.values())
        operands = tuple(figure.key for c, figure in rates.items() if c != TOTAL)
        found.append(Figure(now, Fraction(rank), str(rank), "位", 0, "完成率由高到低", operands))
        if before is None:
            found.append(Figure(gain, None, "新", operands=(now,)))
            continue
        source = Source("上期/manifest.json", "", then.id)
        found.append(Figure(then, Fraction(before), str(before), "位", 0, sources=(source,)))
        change = before - rank
        text = "→" if not change else f"{'↑' if change > 0 else '↓'}{abs(change)}"
        found.append(Figure(gain, Fraction(change), text, "位", formula=f"{before} − {rank}", operands=(then, now)))
    total = FigureKey(TOTAL, indicator, Measure.RANK, JULY, JULY, Measure.COMPLETION_RATE)
    return [*found, Figure(total, None, "—"), Figure(total._replace(measure=Measure.RANK_GAIN), None, "—")]


def sample_board() -> Board:
    """July: three indicators × (target, actual, rate, lead, rank, rank gain) over 全市 and twelve regions.

    One region's rate is 99.96, one target is zero (no rate), one region is newly listed, two rates tie.
    """
    figures: dict[FigureKey, Figure] = {}
    for indicator, targets, done in (
        ("invest", _INVEST_TARGET, _INVEST_DONE),
        ("filed", _FILED_TARGET, _FILED_DONE),
        ("started", _STARTED_TARGET, _STARTED_DONE),
    ):
        figures |= _series(indicator, targets, done)
        for region in sample_regions():
            key = FigureKey(region.code, indicator, Measure.TIME_PROGRESS, JULY, Q3)
            figures[key] = Figure(key, Fraction(1, 3), "33.3", "%", 1, "1 ÷ 3")
    return Board(MappingProxyType(figures))


MEASURES = (Measure.TARGET, Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.LEAD_PP, Measure.RANK, Measure.RANK_GAIN)
_WORDS = {
    Measure.TARGET: ("当月目标", CellKind.NUMBER, 8.0),
    Measure.ACTUAL: ("当月完成", CellKind.NUMBER, 8.0),
    Measure.COMPLETION_RATE: ("完成率（%）", CellKind.NUMBER, 8.0),
    Measure.LEAD_PP: ("超时序进度（百分点）", CellKind.NUMBER, 8.0),
    Measure.RANK: ("排名", CellKind.RANK, 6.0),
    Measure.RANK_GAIN: ("较上月", CellKind.GAIN, 6.0),
}


def figure_key(region: str, indicator: str, measure: Measure) -> FigureKey:
    """The key of a figure on the sample board."""
    against = None if measure is Measure.ACTUAL else Q3 if measure is Measure.TIME_PROGRESS else JULY
    rank_by = Measure.COMPLETION_RATE if measure in (Measure.RANK, Measure.RANK_GAIN) else None
    return FigureKey(region, indicator, measure, JULY, against, rank_by)


def sample_table(
    name: str = "表一",
    *,
    indicators: tuple[str, ...] = ("invest", "filed"),
    measures: tuple[Measure, ...] = MEASURES,
    watermark: str = "示例",
    paper: str = "A4",
) -> Table:
    """晾晒表一 in small: 地区, then for each indicator its measures under a two-level header."""
    board = sample_board()
    columns = [Column(("地区",), CellKind.LABEL, width=10)]
    for indicator in indicators:
        title, unit, decimals = INDICATORS[indicator]
        for measure in measures:
            word, kind, width = _WORDS[measure]
            reported = measure in (Measure.TARGET, Measure.ACTUAL)
            explanation = f"{title}{word}：来自7月报送" if reported else "完成 ÷ 目标"
            path = (f"{title}（{unit}）", word)
            columns.append(Column(path, kind, unit, decimals, width, explanation))
    rows = []
    for region in sample_regions():
        cells = [Cell(region.name, CellKind.LABEL)]
        for indicator in indicators:
            for measure in measures:
                figure = board.get(figure_key(region.code, indicator, measure))
                cells.append(Cell(figure.text, _WORDS[measure][1], figure))
        rows.append(Row(tuple(cells), region.code, region.is_total))
    return Table(
        name,
        "宁波市制造业投资“百日攻坚”晾晒表一（7月）",
        tuple(columns),
        header_tree(tuple(column.path for column in columns)),
        tuple(rows),
        unit_line="单位：亿元、个、%、位",
        notes=(
            "注：1.完成率=完成÷目标，不足100%的不进位为100%；排名按印出的完成率由高到低，并列的名次相同。",
            "2.“—”表示没有数据或不可比；↑进位，↓退位，→持平。",
            "3.本表数字均为示例数据，不代表实际情况。",
        ),
        paper=paper,
        watermark=watermark,
    )


def sample_chart() -> Chart:
    """Completion of 制造业投资 by region, with the time progress as the reference line."""
    board = sample_board()
    regions = [region for region in sample_regions() if not region.is_total]
    rates = [board.get(figure_key(region.code, "invest", Measure.COMPLETION_RATE)) for region in regions]
    series = ChartSeries("完成率", tuple(rate.shown_value for rate in rates), tuple(rate.text for rate in rates))
    return Chart(
        "完成率",
        "7月各地制造业投资完成率",
        ChartKind.BARS,
        tuple(region.name for region in regions),
        (series,),
        "%",
        Fraction(100, 3),
        "时序进度33.3%",
        "12个地区7月制造业投资完成率柱形图，最高高新区125.0%，最低江北区82.9%。",
        ("示例数据。",),
    )


def sample_slope() -> Chart:
    """Rank last month → rank this month, one line a region; one region is new."""
    board = sample_board()
    regions = [region for region in sample_regions() if not region.is_total]
    now = [board.get(figure_key(region.code, "invest", Measure.RANK)) for region in regions]
    then = tuple(None if rank is None else Fraction(rank) for rank in _RANK_BEFORE)
    return Chart(
        "位次变化",
        "7月各地制造业投资位次变化",
        ChartKind.SLOPE,
        tuple(region.name for region in regions),
        (
            ChartSeries("6月", then, tuple("—" if rank is None else str(rank) for rank in _RANK_BEFORE)),
            ChartSeries("7月", tuple(rank.shown_value for rank in now), tuple(rank.text for rank in now)),
        ),
        "位",
        alt_text="12个地区6月、7月位次对照。",
    )


def sample_properties(title: str = "晾晒表（2022年7月）") -> Properties:
    """Clean document properties with a fixed date."""
    return Properties(title, "××市制造业高质量发展专班（示例）", "制造业投资晾晒", date(2022, 7, 31))


def sample_workbook(*tables: Table, values_only: bool = False) -> Workbook:
    """A workbook of the sample tables (表一 alone by default), both charts and the explanations."""
    return Workbook(
        "晾晒表",
        tables or (sample_table(),),
        sample_properties(),
        charts=(sample_chart(), sample_slope()),
        explanations=(("排名", "按印出的完成率由高到低排，全市不参加排名。"),),
        figures=MappingProxyType({figure.key: figure for figure in sample_board()}),
        region_names=MappingProxyType({region.code: region.name for region in sample_regions()}),
        indicator_names=MappingProxyType({code: name for code, (name, _, _) in INDICATORS.items()}),
        values_only=values_only,
    )
