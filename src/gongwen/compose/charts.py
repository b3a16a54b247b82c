"""A declared chart and the board in, a composed Chart out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gongwen.compose.before import name_before, usual_name
from gongwen.compose.setting import Setting
from gongwen.compose.words import text_of
from gongwen.model.catalogue import Region
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.pack import ChartSpec, Topic
from gongwen.model.terms import NO_VALUE, Measure


def named_charts(setting: Setting, names: Sequence[str]) -> tuple[Chart, ...]:
    """The declared charts among some names, in the order of the names."""
    declared = {spec.name: spec for spec in setting.pack.charts}
    return tuple(compose_chart(setting, declared[name]) for name in names if name in declared)


def compose_chart(setting: Setting, spec: ChartSpec) -> Chart:
    """One declared chart over its topic: every ranked region, in the registry's order."""
    if spec.kind == ChartKind.HEAT:
        return _heat_map(setting, spec)
    topic = next(topic for topic in setting.pack.topics if topic.name == spec.topic)
    frame = setting.frame(topic)
    key = setting.series(topic, frame, topic.basis)
    before = name_before(setting, key, topic.basis, frame) if key else usual_name(setting, topic.basis, frame)
    title = text_of(setting, spec.title, f"profile.toml 键 charts.{spec.name}.title", 期间=frame.label, 上期=before)
    regions = setting.pack.ranked_regions
    notes = _notes(setting)
    if key is None:
        return Chart(spec.name, title, ChartKind.BARS, (), (), notes=notes)
    figures = [setting.figure(key, region.code, spec.measure) for region in regions]
    reference, label = _reference(setting, key, spec)
    return Chart(
        name=spec.name,
        title=title,
        kind=ChartKind(spec.kind),
        categories=tuple(region.short_name or region.name for region in regions),
        series=_series(setting, key, spec, figures),
        unit=next((figure.unit for figure in figures if figure), ""),
        reference=reference,
        reference_label=label,
        region_word=setting.pack.issuer.region_unit,
        alt_text=_alt_text(title, [region.name for region in regions], figures, label),
        notes=(*_told(setting, spec, regions, figures), *notes),
    )


def _told(
    setting: Setting, spec: ChartSpec, regions: Sequence[Region], figures: Sequence[Figure | None]
) -> Iterator[str]:
    """What the drawing does not show: why a place in it is empty, and that ranks are those within classes."""
    empty: dict[str, list[str]] = {}
    for region, figure in zip(regions, figures, strict=True):
        if figure is None or figure.value is None:
            reason = figure.note if figure and figure.note else "未报送"
            empty.setdefault(reason, []).append(region.short_name or region.name)
    named = [f"{'、'.join(names)}（{reason}）" for reason, names in empty.items()]
    if named:
        yield f"图中没有：{'；'.join(named)}。"
    classes = dict.fromkeys(region.category for region in regions)
    if spec.measure is Measure.RANK and setting.pack.numbers.within_category and len(classes) > 1:
        yield f"位次为各类别（{'、'.join(filter(None, classes))}）内的位次。"


def _heat_map(setting: Setting, spec: ChartSpec) -> Chart:
    """Ranked regions down, topics across; a topic that has no period yet is a column of —."""
    topics = [topic for name in spec.topics for topic in setting.pack.topics if topic.name == name]
    regions, series, told, units = setting.pack.ranked_regions, [], [], set()
    for topic in topics:
        key = setting.series(topic, setting.frame(topic), topic.basis)
        figures = [setting.figure(key, region.code, spec.measure) if key else None for region in regions]
        values = tuple(figure.shown_value if figure else None for figure in figures)
        units |= {figure.unit for figure in figures if figure and figure.unit}
        name = _row_name(setting, topic, topics)
        series.append(ChartSeries(name, values, tuple(figure.text if figure else NO_VALUE for figure in figures)))
        told.append(_alt_text(name, [region.name for region in regions], figures, ""))
    title = text_of(
        setting, spec.title, f"profile.toml 键 charts.{spec.name}.title", 期间=setting.frame(topics[0]).label
    )
    return Chart(
        name=spec.name,
        title=title,
        kind=ChartKind.HEAT,
        unit=next(iter(units), "") if len(units) == 1 else "",
        categories=tuple(region.short_name or region.name for region in regions),
        series=tuple(series),
        region_word=setting.pack.issuer.region_unit,
        alt_text=f"{title}：{''.join(told)}",
        notes=_notes(setting),
    )


def _row_name(setting: Setting, topic: Topic, topics: list[Topic]) -> str:
    """The indicator; where several rows are of one indicator, with the stretch of time that tells them apart."""
    name = setting.pack.indicator(topic.indicator).name
    same = [other for other in topics if other.indicator == topic.indicator]
    if len(same) == 1:
        return name
    is_alone = [other.window for other in same].count(topic.window) == 1
    return f"{name}（{topic.window}{'' if is_alone else f'，对{topic.against}目标'}）"


def _notes(setting: Setting) -> tuple[str, ...]:
    """Who is listed and stands in no chart, for a reader who looks for it; then the 示例数据 line."""
    left = [region.name for region in setting.pack.regions if not region.ranked and not region.is_total]
    return tuple(filter(None, (f"图中不含不参与排名的{'、'.join(left)}。" if left else "", setting.sample_note)))


def _series(setting: Setting, key: SeriesKey, spec: ChartSpec, figures: list[Figure | None]) -> tuple[ChartSeries, ...]:
    values = tuple(figure.shown_value if figure else None for figure in figures)
    texts = tuple(figure.text if figure else "" for figure in figures)
    now = ChartSeries("本期" if spec.kind == "slope" else spec.measure.label, values, texts)
    if spec.kind != "slope":
        return (now,)
    gains = [
        setting.board.figures.get(key.of(figure.key.region, Measure.RANK_GAIN)) if figure else None
        for figure in figures
    ]
    before = tuple(
        figure.value + gain.value if figure and gain and figure.value is not None and gain.value is not None else None
        for figure, gain in zip(figures, gains, strict=True)
    )
    return (ChartSeries("上期", before, tuple("" if v is None else str(v) for v in before)), now)


def _reference(setting: Setting, key: SeriesKey, spec: ChartSpec) -> tuple[Fraction | None, str]:
    """The time-progress line of a completion chart; the target itself where the target's period is over."""
    total = setting.pack.total or next(iter(setting.pack.regions), None)
    if spec.measure is not Measure.COMPLETION_RATE or total is None:
        return None, ""
    progress = setting.figure(key, total.code, Measure.TIME_PROGRESS)
    if progress is None or progress.shown_value is None:
        return None, ""
    if progress.shown_value == 100:
        return Fraction(100), "目标（100%）"
    return progress.shown_value, f"时序进度（{progress.text}%）"


def _alt_text(title: str, names: list[str], figures: list[Figure | None], label: str) -> str:
    pairs = "，".join(f"{name}{figure.text}" for name, figure in zip(names, figures, strict=True) if figure)
    return f"{title}：{pairs}。{f'参照线为{label}。' if label else ''}"
