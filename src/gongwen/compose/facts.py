"""A topic's figures, laid out for sentence patterns: 全市, 各地, 前列, 达标, 进位, 并列 … in plain frozen values.

Every number in a sentence is the text of the same figure that the tables print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gongwen.compose.before import moved_against, usual_name
from gongwen.compose.setting import Setting
from gongwen.model.baseline import PUBLISHED
from gongwen.model.catalogue import Region
from gongwen.model.figures import Figure, FigureKey, LessIsBetter, SeriesKey
from gongwen.model.pack import Topic
from gongwen.model.scoring import SHAPES
from gongwen.model.terms import NO_VALUE, Direction, Measure

_NAMES = {
    "完成": Measure.ACTUAL,
    "目标": Measure.TARGET,
    "完成率": Measure.COMPLETION_RATE,
    "与目标差": Measure.TARGET_GAP,
    "时序进度": Measure.TIME_PROGRESS,
    "超时序": Measure.LEAD_PP,
    "与全市差": Measure.CITY_GAP,
    "得分": Measure.SCORE,
    "加分": Measure.BONUS,
    "扣分": Measure.PENALTY,
    "加减分": Measure.POINTS,
    "排名": Measure.RANK,
    "变化": Measure.RANK_GAIN,
}
"""The names of a region's figures in patterns."""

LIGHT = "亮灯"
"""A region's light in patterns, where its topic names a scheme."""
TOP = 3
"""How many places 前列 and 后列 have; all tied at the edge are in it, unless nobody would be left out."""


@dataclass(frozen=True, slots=True)
class _Region:
    """One region's facts with the values that order and group them."""

    facts: Mapping[str, object]
    group: str
    """The class it is ranked in: the same rank in two classes is no tie."""
    rank: int | None
    gain: Fraction | None
    met: bool | None
    lead: Fraction | None
    """As printed, so that who is 与时序进度持平 in the table is not 低于 in the text; None without a target. Above zero
    is the good side, whichever way the indicator counts."""
    light: str
    """绿, 黄, 红, 蓝; empty without one."""


def topic_words(setting: Setting, topic: Topic) -> dict[str, object]:
    """What patterns can say of one topic."""
    frame = setting.frame(topic)
    key = setting.series(topic, frame, topic.basis)
    indicator = setting.pack.indicator(topic.indicator)
    words: dict[str, object] = {"指标": indicator.name, "单位": indicator.unit, "期间": frame.label, "目标期间": ""}
    blank = {"名称": setting.pack.issuer.total_name, "单位": indicator.unit, "目标界": "", "达标": False, "转向": ""}
    blank |= dict.fromkeys(("简称", "目标数", *_NAMES, LIGHT), NO_VALUE)
    words["上期"] = usual_name(setting, topic.basis, frame)
    if key is None:
        return {**words, **_topic_groups(setting, []), "全市": blank}
    if (moved := moved_against(setting, key)) is not None:
        words["上期"] = moved.note.removeprefix("较")
    words["期间"] = key.period.month_label if key.period.whole_months else key.period.label
    words["目标期间"] = key.against.label if key.against else ""
    total = setting.pack.total
    regions = [_region(setting, key, region, topic.light) for region in setting.pack.ranked_regions]
    whole = _region(setting, key, total, topic.light).facts if total else blank
    return {**words, **_topic_groups(setting, regions), "全市": whole}


def topic_figures(setting: Setting) -> dict[FigureKey, Figure]:
    """Every figure that sentences can print."""
    found: dict[FigureKey, Figure] = {}
    for topic in setting.pack.topics:
        key = setting.series(topic, setting.frame(topic), topic.basis)
        for region in setting.pack.regions if key else ():
            for measure in (*_NAMES.values(), Measure.MET, *((Measure.LIGHT,) if topic.light else ())):
                scheme = topic.light if measure is Measure.LIGHT else ""
                figure = setting.figure(key, region.code, measure, scheme) if key else None
                if figure is not None:
                    found[figure.key] = figure
    return found


def _region(setting: Setting, key: SeriesKey, region: Region, scheme: str) -> _Region:
    figures = {name: setting.figure(key, region.code, measure) for name, measure in _NAMES.items()}
    figures[LIGHT] = setting.figure(key, region.code, Measure.LIGHT, scheme) if scheme else None
    met = setting.figure(key, region.code, Measure.MET)
    indicator = setting.pack.indicator(key.indicator)
    is_less = indicator.direction is Direction.LOWER
    facts: dict[str, object] = {"名称": region.name, "简称": region.short_name or region.name, "单位": indicator.unit}
    worded = LessIsBetter if is_less else str
    facts |= {name: worded(figure.text) if figure else NO_VALUE for name, figure in figures.items()}
    facts |= _target_words(figures["目标"])
    facts["达标"] = bool(met and met.value == 1)
    facts["转向"] = _turn(setting, key, region.code)
    rank_figure, gain, lead = figures["排名"], figures["变化"], figures["超时序"] or figures["与目标差"]
    ahead = lead.shown_value if lead else None
    return _Region(
        facts,
        setting.pack.class_of(region),
        int(rank_figure.value) if rank_figure and rank_figure.value is not None else None,
        gain.value if gain else None,
        bool(met.value) if met and met.value is not None else None,
        -ahead if is_less and ahead is not None else ahead,
        _colour(setting, figures[LIGHT]),
    )


def _turn(setting: Setting, key: SeriesKey, code: str) -> str:
    """由负转正 or 由正转负 since the issue before, by the printed digits; as it was published where it was."""
    if key.before is None or key.before == key.period:
        return ""
    then = key._replace(period=key.before).of(code, Measure.ACTUAL)
    figures = setting.board.figures
    found = (figures.get(of) for of in (then._replace(scheme=PUBLISHED), then))
    was = next((figure.shown_value for figure in found if figure is not None), None)
    figure = setting.figure(key, code, Measure.ACTUAL)
    now = figure.shown_value if figure else None
    if was is None or now is None or was * now >= 0:
        return ""
    return "由负转正" if now > 0 else "由正转负"


def _colour(setting: Setting, light: Figure | None) -> str:
    scheme = setting.pack.light(light.key.scheme) if light else None
    return scheme.bands[int(light.value) - 1].light if scheme and light and light.value is not None else ""


def _target_words(target: Figure | None) -> dict[str, object]:
    """目标数 and 目标界 apart, so that a unit fits between: 100 亿元 以上."""
    if target is None or target.value is None:
        return {"目标数": NO_VALUE, "目标界": ""}
    bound = target.note if target.decimals is None else ""
    return {"目标数": target.text.removesuffix(bound), "目标界": bound}


def _topic_groups(setting: Setting, regions: list[_Region]) -> dict[str, object]:
    """The groups of a topic; with classes those of each class too, and no first and last places across classes."""
    groups = _groups(regions)
    if not setting.pack.numbers.within_category:
        return {**groups, "各类": ()}
    classes: dict[str, list[_Region]] = {}
    for region in regions:
        classes.setdefault(region.group, []).append(region)
    mixed = {**_first([]), "后列": (), "后列数": 0, "其余达标": groups["达标"]}
    mixed["相同"] = groups["相同"] and len(classes) == 1  # first in a class of one's own is level with nobody
    return {**groups, **mixed, "各类": tuple({"名称": name, **_groups(found)} for name, found in classes.items())}


def _groups(regions: list[_Region]) -> dict[str, object]:
    ranked = sorted((r for r in regions if r.rank is not None), key=lambda r: r.rank or 0)
    top = _top(ranked)
    met = [r for r in ranked if r.met]
    return {
        "各地": _facts(ranked),
        "参评数": len(ranked),
        "相同": _all_alike(ranked),
        **_first(top),
        "后列": _facts(_bottom(ranked)),
        "后列数": len(_bottom(ranked)),
        "达标": _facts(met),
        "达标数": len(met),
        "其余达标": _facts([r for r in met if r not in top]),
        "未达标": _facts([r for r in ranked if r.met is False]),
        "未达标数": sum(r.met is False for r in ranked),
        "无数": _facts([r for r in regions if r.rank is None]),
        "无数个数": sum(r.rank is None for r in regions),
        **_pace_groups(ranked),
        **_light_groups(regions),
        **_movers(ranked, len(regions)),
        "并列": _ties(ranked),
    }


def _facts(regions: list[_Region]) -> tuple[Mapping[str, object], ...]:
    return tuple(region.facts for region in regions)


def _all_alike(ranked: list[_Region]) -> bool:
    return len(ranked) > 1 and ranked[-1].rank == 1


def _top(ranked: list[_Region]) -> list[_Region]:
    """The first places, everyone tied at the edge included; nobody where all are alike.

    A tie that would take in all there are (one at 90%, eleven at 0%) leaves its members out: they are no leaders.
    """
    if _all_alike(ranked):
        return []
    top = [r for r in ranked if (r.rank or 0) <= TOP]
    return [r for r in top if r.rank != top[-1].rank] if TOP < len(top) == len(ranked) else top


def _first(top: list[_Region]) -> dict[str, object]:
    """前列 with its number, and the words for where they stand."""
    place = "" if not top else f"居前{len(top)}位" if top[-1].rank != 1 else "居首位" if len(top) == 1 else "并列首位"
    return {"前列": _facts(top), "前列数": len(top), "居前": place}


def _bottom(ranked: list[_Region]) -> list[_Region]:
    """The last places, everyone tied at the edge included; nobody who is among the first."""
    if len(ranked) <= TOP:
        return []
    edge = max(ranked[-TOP].rank or 0, TOP + 1)
    return [r for r in ranked if (r.rank or 0) >= edge]


def _pace_groups(ranked: list[_Region]) -> dict[str, object]:
    ahead = [r for r in ranked if r.lead is not None and r.lead >= 0]
    behind = [r for r in ranked if r.lead is not None and r.lead < 0]
    return {"超前": _facts(ahead), "超前数": len(ahead), "落后": _facts(behind), "落后数": len(behind)}


def _light_groups(regions: list[_Region]) -> dict[str, object]:
    """绿灯, 黄灯, 红灯, 蓝灯 with their counts, in the registry's order."""
    found: dict[str, object] = {}
    for colour in SHAPES:
        lit = [region for region in regions if region.light == colour]
        found |= {f"{colour}灯": _facts(lit), f"{colour}灯数": len(lit)}
    return found


def _movers(ranked: list[_Region], all_regions: int) -> dict[str, object]:
    """进位最多, 退位最多 (all who share it), 持平, and everyone who moved.

    Where fewer than half have a rank nobody moved the most: the places of a few are no others' places.
    """
    up = [r for r in ranked if r.gain is not None and r.gain > 0]
    down = [r for r in ranked if r.gain is not None and r.gain < 0]
    is_enough = len(ranked) > 1 and 2 * len(ranked) >= all_regions
    best = max((r.gain or Fraction(0) for r in up if is_enough), default=None)
    worst = min((r.gain or Fraction(0) for r in down if is_enough), default=None)
    return {
        "前移": _facts(sorted(up, key=lambda r: -(r.gain or 0))),
        "后移": _facts(sorted(down, key=lambda r: r.gain or 0)),
        "进位最多": _facts([r for r in up if r.gain == best]),
        "退位最多": _facts([r for r in down if r.gain == worst]),
        "持平": _facts([r for r in ranked if r.gain == 0]),
        "有可比": is_enough and any(r.gain is not None for r in ranked),
    }


def _ties(ranked: list[_Region]) -> tuple[dict[str, object], ...]:
    groups: dict[tuple[int, str], list[_Region]] = {}
    for region in ranked:
        groups.setdefault((region.rank or 0, region.group), []).append(region)
    return tuple(
        {
            "名次": str(place),
            "名称": tuple(str(r.facts["名称"]) for r in members),
            "各地": _facts(members),
            "首": members[0].facts,
        }
        for (place, _), members in groups.items()
        if len(members) > 1
    )
