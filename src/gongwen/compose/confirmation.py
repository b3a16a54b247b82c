"""数据确认单: one unit's own figures and places of an issue, sent to it before they are published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType

from gongwen.compose.notes import numbered_notes
from gongwen.compose.setting import Setting
from gongwen.compose.words import chinese_date, properties
from gongwen.compose.workbook import figures_under
from gongwen.guard.names import in_a_name
from gongwen.model.catalogue import Region
from gongwen.model.document import Document
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.period import Period
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import NO_VALUE, Measure

TEMPLATE = "confirm.docx"
_COLUMNS = (
    ("指标", CellKind.LABEL, 24.0), ("期间", CellKind.LABEL, 13.0), ("单位", CellKind.TEXT, 6.0),
    ("完成", CellKind.NUMBER, 9.0), ("目标", CellKind.NUMBER, 9.0), ("完成率（%）", CellKind.NUMBER, 8.0),
    ("位次", CellKind.RANK, 6.0), ("较上期", CellKind.GAIN, 7.0),
)  # fmt: skip


def compose_confirmation(setting: Setting, region: Region, reply_by: date | None = None) -> Document:
    """What a region is asked to confirm: every figure of its own that the tables of the pack's products show, each once.

    No other region's figures stand in it. Without ``reply_by`` the day is a blank to fill.
    """
    when = f"{setting.issue.period.end.year}年{setting.issue.period.label}"
    title = f"{when}数据确认单"
    table = _table(setting, region, title)
    return Document(
        name=f"数据确认单（{region.name}）",
        template=TEMPLATE,
        fields=MappingProxyType(
            {
                "标题": title,
                "报送单位": region.name,
                "正文": _letter(setting, when, reply_by),
                "表": table,
                "注": table.notes,
                "回执": _slip(),
                "横排": False,
            }
        ),
        properties=properties(setting, f"{region.name}{title}"),
        faces=setting.pack.faces,
        watermark=setting.watermark,
        figures=MappingProxyType(figures_under(setting, [table])),
    )


def confirmation_name(setting: Setting, region: Region) -> str:
    """The file's name: code first, so that no two units share one."""
    period = setting.issue.period
    return f"{in_a_name(f'{region.code}_{region.name}')}（{period.end.year}年{period.label}数据确认单）.docx"


def _letter(setting: Setting, when: str, reply_by: date | None) -> tuple[str, ...]:
    day = chinese_date(reply_by, year=False) if reply_by else "　月　日"
    contact = setting.pack.collect.contact
    to = f"向{contact}反馈" if contact else "反馈"
    return (f"现将{when}拟公布的你单位有关数据和位次送请核对。如有异议请于{day}前{to}，并附依据。",)


def _slip() -> tuple[str, ...]:
    return (
        "　",
        "核对意见：　□无异议　　　□有异议",
        "异议内容（指标、应为数、依据）：",
        "　",
        "核对人：　　　　　　　　　　单位（盖章）：",
        "日　期：　　　年　月　日",
    )


def _table(setting: Setting, region: Region, title: str) -> Table:
    rows = tuple(_row(setting, key, frame, region) for key, frame in _series(setting, region))
    own = setting.pack.class_of(region)
    ranked = [other for other in setting.pack.ranked_regions if setting.pack.class_of(other) == own]
    ranks = f"位次为在{own}{len(ranked)}个{setting.pack.issuer.region_unit}中的排名，“{NO_VALUE}”为没有目标、不排名或没有可比的上期。"
    return Table(
        name="数据确认单",
        title=title,
        columns=tuple(Column((name,), kind, width=width) for name, kind, width in _COLUMNS),
        header=header_tree(tuple((name,) for name, _, _ in _COLUMNS)),
        rows=rows,
        notes=numbered_notes([ranks, setting.sample_note]),
        landscape=False,
        watermark=setting.watermark,
    )


def _series(setting: Setting, region: Region) -> Iterator[tuple[SeriesKey, Period]]:
    """Every series of the tables to be published for which the region has a figure, once; one with a target before one without."""
    found: dict[tuple[str, Period], SeriesKey] = {}
    for spec in setting.pack.printed_tables:
        frame = setting.frame(spec)
        for column in spec.columns:
            key = setting.series(column, frame, spec.basis) if column.indicator else None
            if key is None or _figure(setting, key, region, Measure.ACTUAL) is None:
                continue
            known = found.get((key.indicator, key.period))
            if known is None or (known.against is None and key.against is not None):
                found[key.indicator, key.period] = key
    order = {indicator.code: place for place, indicator in enumerate(setting.pack.indicators)}
    issue = setting.issue.period

    def place(entry: tuple[tuple[str, Period], SeriesKey]) -> tuple[object, ...]:
        """The issue's own stretch first, then the others from the longest on."""
        (indicator, period), _ = entry
        return period != issue, -period.day_count, period, order.get(indicator, len(order))

    for (_, period), key in sorted(found.items(), key=place):
        yield key, period


def _figure(setting: Setting, key: SeriesKey, region: Region, measure: Measure) -> Figure | None:
    figure = setting.figure(key, region.code, measure)
    return None if figure is None or (measure is Measure.ACTUAL and figure.value is None) else figure


def _row(setting: Setting, key: SeriesKey, period: Period, region: Region) -> Row:
    indicator = setting.pack.indicator(key.indicator)
    label = period.month_label if period.whole_months else period.label
    measures = (Measure.ACTUAL, Measure.TARGET, Measure.COMPLETION_RATE, Measure.RANK, Measure.RANK_GAIN)
    kinds = (CellKind.NUMBER, CellKind.NUMBER, CellKind.NUMBER, CellKind.RANK, CellKind.GAIN)
    cells = [Cell(indicator.name, CellKind.LABEL), Cell(label, CellKind.LABEL), Cell(indicator.unit, CellKind.TEXT)]
    for measure, kind in zip(measures, kinds, strict=True):
        figure = setting.figure(key, region.code, measure) if _meant(key, measure) else None
        cells.append(Cell(figure.text if figure else NO_VALUE, kind, figure))
    return Row(tuple(cells), region.code)


def _meant(key: SeriesKey, measure: Measure) -> bool:
    if measure in (Measure.TARGET, Measure.COMPLETION_RATE):
        return key.against is not None
    return measure is Measure.ACTUAL or key.rank_by is not None
