"""A declared table and the board in, a composed Table out: header tree, rows, settled cells, note lines."""

from __future__ import annotations

from gongwen.compose.before import heading_of_change, name_before, usual_name
from gongwen.compose.explain import explain_column
from gongwen.compose.notes import table_notes
from gongwen.compose.setting import Setting
from gongwen.compose.titles import full_widths
from gongwen.compose.words import text_of
from gongwen.model.catalogue import Region
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.pack import ColumnSpec, TableSpec
from gongwen.model.period import Period
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import NO_VALUE, Measure

_KINDS = {
    Measure.RANK: CellKind.RANK,
    Measure.RANK_GAIN: CellKind.GAIN,
    Measure.LIGHT: CellKind.LIGHT,
    Measure.MET: CellKind.MARK,
    Measure.PRESENT: CellKind.MARK,
}
_WIDTHS = {CellKind.RANK: 5.0, CellKind.GAIN: 5.5, CellKind.MARK: 5.0, CellKind.LIGHT: 6.0, CellKind.NUMBER: 7.5}


def compose_table(setting: Setting, spec: TableSpec) -> Table:
    """Compose one declared table for the issue. Rows follow the registry's order, the total row first where it is."""
    frame = setting.frame(spec)
    series = tuple(setting.series(column, frame, spec.basis) for column in spec.columns)
    body = tuple(_row(setting, region, spec, series) for region in setting.pack.regions)
    paths = (
        (setting.pack.issuer.region_unit,),
        *(_path(setting, column, key, frame, spec.basis) for column, key in zip(spec.columns, series, strict=True)),
    )
    columns = (
        Column(paths[0], CellKind.LABEL, width=_label_width(setting)),
        *(
            _column(setting, column, key, path, [row.cells[place].figure for row in body])
            for place, (column, key, path) in enumerate(zip(spec.columns, series, paths[1:], strict=True), start=1)
        ),
    )
    where = f"profile.toml 键 tables.{spec.name}"
    return Table(
        name=spec.name,
        title=text_of(setting, spec.title, f"{where}.title", 期间=frame.label),
        columns=columns,
        header=header_tree(paths),
        rows=tuple(sorted(body, key=lambda row: not row.is_total)),
        unit_line=_unit_line(columns),
        notes=table_notes(setting, spec, frame, series),
        paper=spec.paper,
        landscape=spec.landscape,
        watermark=setting.watermark,
    )


def _path(setting: Setting, column: ColumnSpec, key: SeriesKey | None, frame: Period, basis: str) -> tuple[str, ...]:
    period = key.period if key else frame
    label = period.month_label if period.whole_months else period.label
    against = key.against.label if key and key.against else ""
    is_change = column.measure is Measure.RANK_GAIN
    # Only a column of changes compares; to ask every column would settle changes that nobody prints.
    before = name_before(setting, key, basis, frame) if key and is_change else usual_name(setting, basis, frame)
    unit = setting.pack.indicator(column.indicator).unit
    path = tuple(
        text_of(setting, part, column.place, 期间=label, 目标期间=against, 单位=unit, 上期=before) for part in column.header
    )
    return (*path[:-1], heading_of_change(path[-1], before)) if is_change else path


def _row(setting: Setting, region: Region, spec: TableSpec, series: tuple[SeriesKey | None, ...]) -> Row:
    cells = [Cell(region.name, CellKind.LABEL)]
    for column, key in zip(spec.columns, series, strict=True):
        figure = setting.shown(column, key, region.code) if key else None
        kind = _KINDS.get(column.measure, CellKind.NUMBER)
        cells.append(Cell(figure.text if figure else NO_VALUE, kind, figure))
    return Row(tuple(cells), region.code, region.is_total)


def _column(
    setting: Setting, spec: ColumnSpec, key: SeriesKey | None, path: tuple[str, ...], figures: list[Figure | None]
) -> Column:
    kind = _KINDS.get(spec.measure, CellKind.NUMBER)
    units = [figure.unit for figure in figures if figure is not None]
    places = [figure.decimals for figure in figures if figure is not None and figure.decimals is not None]
    return Column(
        path=path,
        kind=kind,
        unit=units[0] if units else setting.pack.indicator(spec.indicator).unit,
        decimals=min(places) if places else None,
        width=spec.width or _WIDTHS[kind],
        explanation=explain_column(setting, spec, key),
    )


def _label_width(setting: Setting) -> float:
    """Ten half-widths hold every usual name; longer names get more, up to eight characters a line."""
    return min(16.0, max(10.0, 1 + 2 * max((full_widths(region.name) for region in setting.pack.regions), default=0.0)))


def _unit_line(columns: tuple[Column, ...]) -> str:
    """``单位：亿元、个、%``: every unit in the order it first appears, % last; 位 and 百分点 are in their headings."""
    units = sorted(dict.fromkeys(c.unit for c in columns if c.unit and c.unit not in ("位", "百分点")), key="%".__eq__)
    return f"单位：{'、'.join(units)}" if units else ""
