"""A standing in words, for explain(). Never on a page: a distance to the next place invites number-making."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from gongwen.compose.setting import Setting
from gongwen.model.figures import Figure
from gongwen.model.standing import NextPlace, Part, Standing
from gongwen.model.terms import Measure


def standing_lines(setting: Setting, standings: Iterable[Standing]) -> tuple[str, ...]:
    """A few lines a ranking: rank and ties, why it moved since the issue before, the distance to the next place."""
    return tuple(line for standing in standings for line in _lines(setting, standing))


def _lines(setting: Setting, standing: Standing) -> list[str]:
    key = standing.series
    against = f"，对{key.against.label}目标" if key.against else ""
    by = key.rank_by.label if key.rank_by else ""
    tied = f"，与{_names(setting, standing.tied)}并列" if standing.tied else ""
    within = setting.pack.class_of(setting.pack.region(standing.ranked.key.region))
    among = f"{within}{standing.counted}个参评单位"
    lines = [f"位次（{key.period.label}{against}，按{by}）：{among}中第{standing.rank}位{tied}"]
    lines += _movement(setting, standing)
    if standing.next_place is not None:
        lines.append(f"　　下一位：{_distance(setting, standing.next_place, standing)}")
    elif standing.rank == 1:
        lines.append("　　下一位：已列第1位")
    return lines


def _names(setting: Setting, codes: Iterable[str]) -> str:
    return "、".join(setting.pack.region(code).name for code in codes)


def _movement(setting: Setting, standing: Standing) -> list[str]:
    if standing.rank_before is None:
        return ["　　变化：没有可比的上期"]
    gain = standing.rank_before - standing.rank
    before = standing.ranked_before
    which = f"（{before.key.period.label}）" if before else ""
    word = f"前移{gain}位" if gain > 0 else f"后移{-gain}位" if gain < 0 else "，位次持平"
    clauses = [f"由上期{which}第{standing.rank_before}位{word}"]
    if before is not None and before.value is not None:
        was, now = before.key.against, standing.ranked.key.against
        # 98.0% of the quarter before and 35.9% of this one are not one figure that fell.
        of = f"（对{was.label}目标）" if was and now and was.day_count > standing.ranked.key.period.day_count else ""
        since = f"（已发布；数据修订后为{_shown(standing.restated)}）" if standing.restated else ""
        clauses.append(
            f"{standing.ranked.key.measure.label}由{_shown(before)}{of if was != now else ''}{since}"
            f"变为{_shown(standing.ranked)}"
        )
    if standing.passed:
        clauses.append(f"超过{_names(setting, standing.passed)}")
    if standing.passed_by:
        clauses.append(f"被{_names(setting, standing.passed_by)}超过")
    if standing.parts_unpublished:
        clauses.append("已发布的上期没有得分的组成，不能说是哪一项推高、拉低")
    return [f"　　变化：{'，'.join(clauses)}", *_pushes(setting, standing.parts)]


def _shown(figure: Figure) -> str:
    return f"{figure.text}{figure.unit}"


def _pushes(setting: Setting, parts: Iterable[Part]) -> list[str]:
    """Which indicators pushed a score up and which down, the strongest first."""
    changes = [(part, (part.now.value or 0) - ((part.before.value or 0) if part.before else 0)) for part in parts]
    up = sorted((c for c in changes if c[1] > 0), key=lambda c: -c[1])
    down = sorted((c for c in changes if c[1] < 0), key=lambda c: c[1])
    lines = []
    for word, moved in (("推高", up), ("拉低", down)):
        if moved:
            lines.append(f"　　{word}得分：{'、'.join(_push(setting, part, change) for part, change in moved)}")
    return lines


def _push(setting: Setting, part: Part, change: Fraction | int) -> str:
    key = part.now.key
    name = key.measure.label if key.measure is Measure.POINTS else setting.pack.indicator(key.indicator).name
    was = part.before.text if part.before else "—"
    return f"{name}{'+' if change > 0 else '−'}{_about(abs(Fraction(change)))}分（{was}→{part.now.text}）"


def _about(value: Fraction) -> str:
    hundredths = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    return "不足0.01" if not hundredths else f"{hundredths // 100}.{hundredths % 100:02d}"


def _distance(setting: Setting, step: NextPlace, standing: Standing) -> str:
    indicator = setting.pack.indicator(standing.series.indicator)
    amount = f"{step.amount}{'个' if step.unit == '百分点' else ''}{step.unit}"
    if standing.series.rank_by is Measure.SCORE:
        verb = "再得"
    elif indicator.is_percentage:
        verb = "再下降" if step.is_less else "再提高"
    else:
        verb = "再减少" if step.is_less else "再完成"
    return f"{verb}{amount}可升至第{step.place}位（其他单位不变）"
