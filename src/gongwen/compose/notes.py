"""The note lines under a table: sources, 口径, symbols, the ranking rule, signed-off mismatches, 示例数据."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongwen.compose.scoring_notes import adjustment_notes, light_notes, revision_notes, score_notes
from gongwen.compose.setting import Setting
from gongwen.compose.words import text_of
from gongwen.model.catalogue import Indicator
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.pack import ColumnSpec, Pack, TableSpec
from gongwen.model.period import Period
from gongwen.model.terms import NEWLY_LISTED, NOT_TAKEN, OTHER_CLASS, Direction, Measure

_MOST_NAMED = 60
"""Regions whose classes are still named in a note; of more the 数据 sheet says it."""


def table_notes(
    setting: Setting, spec: TableSpec, frame: Period, series: tuple[SeriesKey | None, ...]
) -> tuple[str, ...]:
    """All note lines in order; the first begins 注：."""
    codes = dict.fromkeys(column.indicator for column in spec.columns)
    indicators = [setting.pack.indicator(code) for code in codes]
    lines = [
        *_sources(indicators),
        *(_definitions(indicators) if spec.definitions else []),
        *_ranking(setting, spec, series),
        *_not_taken(setting, spec, series),
        *(text_of(setting, note, f"profile.toml 键 tables.{spec.name}.notes", 期间=frame.label) for note in spec.notes),
        *light_notes(setting, spec),
        *score_notes(setting, spec, series),
        *adjustment_notes(setting, series),
        *revision_notes(setting, spec),
        *_signed_off(setting, spec, series),
        setting.sample_note,
    ]
    return numbered_notes(lines)


def numbered_notes(lines: Iterable[str]) -> tuple[str, ...]:
    """Note lines with their numbers, empty ones left out; the first begins 注：. One alone has no number."""
    told = [line for line in lines if line]
    if len(told) == 1:
        return (f"注：{told[0]}",)
    return tuple(f"{'' if number > 1 else '注：'}{number}．{line}" for number, line in enumerate(told, start=1))


def _sources(indicators: list[Indicator]) -> list[str]:
    """数据来源, one clause a provider: indicators of one provider are named together."""
    by_provider: dict[str, list[str]] = {}
    for indicator in indicators:
        if indicator.provider:
            by_provider.setdefault(indicator.provider, []).append(indicator.name)
    clauses = [_clause(names, provider, len(by_provider)) for provider, names in by_provider.items()]
    return [f"数据来源：{'；'.join(clauses)}。"] if clauses else []


def _clause(names: list[str], provider: str, providers: int) -> str:
    if providers == 1:
        return provider
    return f"{'、'.join(names) if len(names) <= 3 else '其余指标'}：{provider}"


def _definitions(indicators: list[Indicator]) -> list[str]:
    clauses = [i.definition.rstrip("。") for i in indicators if i.definition]
    return [f"口径：{'；'.join(clauses)}。"] if clauses else []


def _ranking(setting: Setting, spec: TableSpec, series: tuple[SeriesKey | None, ...]) -> list[str]:
    measures = {column.measure for column in spec.columns}
    left = [region.name for region in setting.pack.regions if not region.ranked and not region.is_total]
    lines = []
    if Measure.RANK in measures:
        order = "并列的占用位次" if setting.pack.numbers.ties == "competition" else "并列的不占用位次"
        on = "按表中显示的数" if setting.pack.numbers.rank_on == "printed" else "按未修约的数"
        within = "分类别" if setting.pack.numbers.within_category else ""
        out = "、".join([*([setting.pack.issuer.total_name] if setting.pack.total else ()), *left])
        rest = f"；{out}不参与排名" if out else ""
        lines += [f"排名{on}{within}由优到劣，{order}{rest}。", *(_classes(setting.pack) if within else ())]
    gains = [figure for column, figure in _shown(setting, spec, series) if column.measure is Measure.RANK_GAIN]
    new = "新为新列入，" if any(figure.text == NEWLY_LISTED for figure in gains) else ""
    gain = f"↑前移、↓后移、→持平，{new}" if Measure.RANK_GAIN in measures else ""
    lines.append(f"{gain}“—”表示未设目标、无可比上期或未报送。")
    return [*lines, *_less_is_better(setting, spec), *_compared(setting, gains), *_moved(setting, gains)]


def _moved(setting: Setting, gains: list[Figure]) -> list[str]:
    """Who was ranked among others in the issue before: a — that is not for want of figures."""
    codes = dict.fromkeys(figure.key.region for figure in gains if figure.note == OTHER_CLASS)
    return [f"{'、'.join(setting.pack.region(code).name for code in codes)}{OTHER_CLASS}，不比变化。"] if codes else []


def _less_is_better(setting: Setting, spec: TableSpec) -> list[str]:
    """Under 超时序 a number above zero reads as praise; of what is 越小越好 it is none."""
    leads = (setting.pack.indicator(c.indicator) for c in spec.columns if c.measure is Measure.LEAD_PP)
    names = dict.fromkeys(indicator.name for indicator in leads if indicator.direction is Direction.LOWER)
    return [f"{'、'.join(names)}越小越好，超时序为正的是高于时序进度。"] if names else []


def _classes(pack: Pack) -> list[str]:
    """Who is ranked with whom: a table in the registry's order does not show it."""
    classes: dict[str, list[str]] = {}
    for region in pack.ranked_regions:
        classes.setdefault(region.category or "未分类", []).append(region.short_name or region.name)
    named = [f"{name}：{'、'.join(members)}" for name, members in classes.items()]
    return [f"排名的类别：{'；'.join(named)}。"] if 1 < len(named) and len(pack.ranked_regions) <= _MOST_NAMED else []


def _compared(setting: Setting, gains: list[Figure]) -> list[str]:
    """Which issue rank changes compare with, where it is not simply the one a period back."""
    names: dict[str, dict[str, None]] = {}
    for figure in gains:
        if figure.value is not None and figure.note:
            names.setdefault(figure.note, {})[setting.pack.indicator(figure.key.indicator).name] = None
    if len(names) == 1 and all(figure.note for figure in gains if figure.value is not None):
        return [f"排名变化均为{note}。" for note in names]
    return [f"{'、'.join(of)}的排名变化为{note}。" for note, of in names.items()]


def _not_taken(setting: Setting, spec: TableSpec, series: tuple[SeriesKey | None, ...]) -> list[str]:
    """Regions whose numbers allow no figure: 利润增速：甲县、乙县上年同期数不为正，不计算增速。"""
    reasons: dict[tuple[str, str], dict[str, None]] = {}
    for column, figure in _shown(setting, spec, series):
        is_reason = figure.value is None and any(word in figure.note for word in NOT_TAKEN)
        if is_reason and column.measure in (Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.MET):
            key = (setting.pack.indicator(column.indicator).name, figure.note)
            reasons.setdefault(key, {})[setting.pack.region(figure.key.region).name] = None
    return [f"{name}：{'、'.join(regions)}{note}。" for (name, note), regions in reasons.items()]


def _shown(
    setting: Setting, spec: TableSpec, series: tuple[SeriesKey | None, ...]
) -> Iterator[tuple[ColumnSpec, Figure]]:
    for column, key in zip(spec.columns, series, strict=True):
        for region in setting.pack.regions if key else ():
            figure = setting.shown(column, key, region.code) if key else None
            if figure is not None:
                yield column, figure


def _signed_off(setting: Setting, spec: TableSpec, series: tuple[SeriesKey | None, ...]) -> list[str]:
    shown = {column.indicator for column in spec.columns}
    notes = []
    for sign_off in setting.data.signed_off:
        if sign_off.applies_to:
            applies = spec.name in sign_off.applies_to
        else:
            applies = any(setting.pack.indicator(code).name in sign_off.match for code in shown)
        if applies:
            notes.append(sign_off.note)
    return list(dict.fromkeys(notes))
