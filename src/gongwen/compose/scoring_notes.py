"""What is printed under a table that shows lights, scores or restated history: its basis, formula, exceptions."""

from __future__ import annotations

from collections.abc import Iterable

from gongwen.compose.setting import Setting
from gongwen.model.data import Kind, Observation
from gongwen.model.figures import Figure, Revision, SeriesKey
from gongwen.model.pack import TableSpec
from gongwen.model.problems import Problem, Severity
from gongwen.model.scoring import PointRules, ScoreItem, ScoreSpec
from gongwen.model.terms import Direction, Measure

_MOST_NAMES = 12
"""Names of regions in a note before it says 等 and the count."""
_MOST_REVISIONS = 8
"""Restated figures that a note spells out; all are counted, and every one is a record among the problems."""


def light_notes(setting: Setting, spec: TableSpec) -> list[str]:
    """One line for every scheme among the table's columns, and which indicators have it where there are several."""
    indicators: dict[str, list[str]] = {}
    for column in spec.columns:
        scheme = setting.pack.light(column.scheme) if column.measure is Measure.LIGHT else None
        if scheme is not None:
            indicators.setdefault(scheme.describe(), []).append(setting.pack.indicator(column.indicator).name)
    if len(indicators) < 2:
        return list(indicators)
    return [f"{'、'.join(dict.fromkeys(names))}：{line}" for line, names in indicators.items()]


def score_notes(setting: Setting, spec: TableSpec, series: tuple[SeriesKey | None, ...]) -> list[str]:
    """The formula of every score the table shows, and which regions are scored on fewer indicators."""
    lines: list[str] = []
    for column, key in zip(spec.columns, series, strict=True):
        score = setting.pack.score(column.indicator)
        if score is None or key is None:
            continue
        lines += [_formula(setting, score), *_points(setting, score, key), *_exceptions(setting, score, key)]
    names = {column.scheme for column in spec.columns if column.measure is Measure.CONTRIBUTION}
    lines += [_formula(setting, score) for score in setting.pack.scores if score.name in names]
    return list(dict.fromkeys(lines))


def _formula(setting: Setting, score: ScoreSpec) -> str:
    """``综合得分＝Σ（权重×单项得分）÷Σ权重：…``"""
    weights = "、".join(f"{setting.pack.indicator(i.indicator).name}{_plain(i.weight)}" for i in score.items)
    marks = [_marks(setting, score)]
    marks += [_position(setting, item) for item in score.items if _by_position(setting, item)]
    missing = {"zero": "设了目标而未报送的按0分计", "skip": "未报送的指标不计"}.get(
        score.missing, "有一项未报送的不计总分"
    )
    return (
        f"{score.indicator.name}＝Σ（权重×单项得分）÷Σ权重，权重为{weights}；{'；'.join(mark for mark in marks if mark)}；"
        f"未设目标的指标不计，权重按其余指标折算；{missing}；{_rules(score.points)}保留{score.decimals}位小数。"
    )


def _rules(points: PointRules | None) -> str:
    if points is None:
        return ""
    caps = (("加分", points.bonus_cap), ("扣分", points.penalty_cap))
    limits = "、".join(f"{word}最多{_plain(cap)}分" for word, cap in caps if cap is not None)
    return f"另按事由加减分{f'（{limits}）' if limits else ''}；"


def _points(setting: Setting, score: ScoreSpec, key: SeriesKey) -> list[str]:
    """加减分：甲区加2分（获省级通报表扬）；乙区扣1分（数据报送迟延）。"""
    clauses = []
    for region in setting.pack.regions:
        for measure, word in ((Measure.BONUS, "加"), (Measure.PENALTY, "扣")):
            figure = setting.figure(key, region.code, measure)
            if figure is not None and figure.sources:
                note = f"，{figure.note}" if figure.note else ""
                clauses.append(f"{region.name}{word}{figure.formula}{note}")
    return [f"{score.indicator.name}加减分：{'；'.join(clauses)}。"] if clauses else []


def _marks(setting: Setting, score: ScoreSpec) -> str:
    plain = [item for item in score.items if not _by_position(setting, item)]
    if not plain:
        return ""
    which = "显示的完成率" if score.on == "printed" else "完成率"
    caps = "、".join(
        f"{setting.pack.indicator(item.indicator).name}{_plain(item.cap)}分" for item in plain if item.cap is not None
    )
    return f"单项得分为{which}，{_plain(score.cap)}分封顶{f'（{caps}封顶）' if caps else ''}"


def _by_position(setting: Setting, item: ScoreItem) -> bool:
    return item.floor is not None or setting.pack.indicator(item.indicator).is_percentage


def _position(setting: Setting, item: ScoreItem) -> str:
    indicator = setting.pack.indicator(item.indicator)
    floor = f"{_plain(item.floor) if item.floor is not None else 0}{indicator.unit}"
    word = "（越小越好）" if indicator.direction is Direction.LOWER else ""
    return f"{indicator.name}{word}按在{floor}与目标之间的位置计分"


def _plain(value: object) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exceptions(setting: Setting, score: ScoreSpec, key: SeriesKey) -> list[str]:
    """Regions whose weights were spread over fewer indicators, or that have no score, with the reason."""
    reasons: dict[str, list[str]] = {}
    for region in setting.pack.regions:
        figure = setting.figure(key, region.code, Measure.SCORE)
        if figure is not None and figure.note and (figure.value is not None or not region.is_total):
            text = figure.note if figure.value is not None else f"{figure.note}，没有得分"
            reasons.setdefault(text, []).append(region.name)
    return [f"{_names(names)}：{reason}。" for reason, names in reasons.items()]


def _names(names: list[str]) -> str:
    more = f"等{len(names)}个" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more


# -- restated history ------------------------------------------------------------------------------------------------


def revision_notes(setting: Setting, spec: TableSpec) -> list[str]:
    """数据修订说明: published figures of this table's indicators that the data now gives otherwise."""
    shown = {column.indicator for column in spec.columns}
    for name in [*shown, *(column.scheme for column in spec.columns)]:
        score = setting.pack.score(name)
        shown |= {item.indicator for item in score.items} if score else set()
    printed = [revision for revision in setting.board.revisions if revision.is_printed]
    found = [revision for revision in printed if revision.figure.key.indicator in shown]
    if not found:
        return []
    clauses = [_change(setting, revision) for revision in found[:_MOST_REVISIONS]]
    more = f"，等共{len(found)}处" if len(found) > _MOST_REVISIONS else ""
    issue = found[0].issue.label
    return [f"数据修订说明：与已发布的{issue}一期相比，{'；'.join(clauses)}{more}。位次变化仍以已发布的为准。"]


def revision_lines(setting: Setting) -> tuple[tuple[str, str], ...]:
    """(数据修订, one restated figure) for the 说明 sheet: all of them, where a note under a table names only the first."""
    printed = [revision for revision in setting.board.revisions if revision.is_printed]
    return tuple(
        ("数据修订", f"与已发布的{revision.issue.label}一期相比，{_change(setting, revision)}。") for revision in printed
    )


def revision_problems(setting: Setting) -> tuple[Problem, ...]:
    """Every restated figure, at the cell that says so now."""
    return tuple(_problem(setting, revision) for revision in setting.board.revisions)


def _problem(setting: Setting, revision: Revision) -> Problem:
    source = revision.source
    issue = f"已发布的{revision.issue.label}一期"
    said = f"{issue}与现在的数据不同" if revision.is_printed else f"{issue}没有印、只用来比较的数与现在的不同"
    fix = "属实的不用改，表下会印数据修订说明" if revision.is_printed else "属实的不用改"
    return Problem(
        Severity.INFO,
        "history.revised",
        f"{said}：{_change(setting, revision)}",
        f"{fix}；不属实的改回原数",
        file=source.path if source else "",
        sheet=source.sheet if source else "",
        cell=source.cell if source else "",
    )


def _change(setting: Setting, revision: Revision) -> str:
    figure = revision.figure
    region, indicator = setting.pack.region(figure.key.region), setting.pack.indicator(figure.key.indicator)
    word = "" if figure.key.measure is Measure.ACTUAL else figure.key.measure.label
    return (
        f"{region.name}{_label(figure)}{indicator.name}{word}由{revision.published}改为{revision.current}"
        f"{_unit(revision, indicator.unit)}{_adjusted_by(setting, figure)}"
    )


def _adjusted_by(setting: Setting, figure: Figure) -> str:
    """The 调整数 in a figure with their reasons, as a fact: whether they made the difference is for people to say."""
    changes = [found for found in _adjustments(setting) if found.source in figure.sources]
    return "".join(f"，已计入{_adjustment(setting, found)}" for found in changes)


def _label(figure: Figure) -> str:
    period = figure.key.period
    return period.month_label if period.whole_months and figure.key.measure is Measure.ACTUAL else period.label


def _unit(revision: Revision, unit: str) -> str:
    return unit if revision.figure.value is not None else ""


def adjustment_notes(setting: Setting, series: Iterable[SeriesKey | None]) -> list[str]:
    """调整数 that went into cumulations the table shows."""
    shown = [key for key in series if key is not None]
    clauses = [
        f"{setting.pack.region(found.region).name}{_adjustment(setting, found)}"
        for found in _adjustments(setting)
        if any(
            key.indicator == found.indicator and key.period.contains(found.period) and key.period != found.period
            for key in shown
        )
    ]
    return [f"累计数已计入调整：{'；'.join(dict.fromkeys(clauses))}。"] if clauses else []


def _adjustments(setting: Setting) -> list[Observation]:
    found = setting.data.observations.values()
    return [one for one in found if one.kind is Kind.ADJUSTMENT and one.value]


def _adjustment(setting: Setting, found: Observation) -> str:
    """6月制造业投资核减2亿元（重复报送）."""
    assert found.value is not None
    word = "核减" if found.value < 0 else "核增"
    entry = setting.pack.indicator(found.indicator)
    why = f"（{found.reason}）" if found.reason else ""
    return f"{found.period.label}{entry.name}{word}{abs(found.value)}{entry.unit}{why}"
