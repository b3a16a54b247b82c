"""The note lines under a table: sources, 口径, symbols, the ranking rule, signed-off mismatches, 示例数据."""

from __future__ import annotations

from collections.abc import Iterable

from gongwen.compose.scoring_notes import adjustment_notes, light_notes, revision_notes, score_notes
from gongwen.compose.setting import Setting
from gongwen.compose.words import SAMPLE_NOTE, text_of
from gongwen.model.catalogue import Indicator
from gongwen.model.figures import SeriesKey
from gongwen.model.pack import TableSpec
from gongwen.model.period import Period
from gongwen.model.terms import Measure


def table_notes(
    setting: Setting, spec: TableSpec, frame: Period, series: tuple[SeriesKey | None, ...]
) -> tuple[str, ...]:
    """All note lines in order; the first begins 注：."""
    codes = dict.fromkeys(column.indicator for column in spec.columns)
    indicators = [setting.pack.indicator(code) for code in codes]
    lines = [
        *_sources(indicators),
        *(_definitions(indicators) if spec.definitions else []),
        *_ranking(setting, spec),
        *(text_of(setting, note, f"profile.toml 键 tables.{spec.name}.notes", 期间=frame.label) for note in spec.notes),
        *light_notes(setting, spec),
        *score_notes(setting, spec, series),
        *adjustment_notes(setting, series),
        *revision_notes(setting, spec),
        *_signed_off(setting, spec, series),
    ]
    if setting.data.is_sample:
        lines.append(SAMPLE_NOTE)
    return numbered_notes(lines)


def numbered_notes(lines: Iterable[str]) -> tuple[str, ...]:
    """Note lines with their numbers, empty ones left out; the first begins 注：."""
    numbered = [f"{number}．{line}" for number, line in enumerate(filter(None, lines), start=1)]
    return tuple(f"注：{line}" if place == 0 else line for place, line in enumerate(numbered))


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


def _ranking(setting: Setting, spec: TableSpec) -> list[str]:
    measures = {column.measure for column in spec.columns}
    total = setting.pack.issuer.total_name
    lines = []
    if Measure.RANK in measures:
        order = "并列的占用位次" if setting.pack.numbers.ties == "competition" else "并列的不占用位次"
        on = "按表中显示的数" if setting.pack.numbers.rank_on == "printed" else "按未修约的数"
        within = "分类别" if setting.pack.numbers.within_category else ""
        lines.append(f"排名{on}{within}由优到劣，{order}；{total}不参与排名。")
    gain = "↑前移、↓后移、→持平，" if Measure.RANK_GAIN in measures else ""
    lines.append(f"{gain}“—”表示未设目标、无可比上期或未报送。")
    return lines


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
