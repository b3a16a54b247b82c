"""[lights."…"] and [scores."…"] in, LightScheme and ScoreSpec out; every wrong bound, gap and name is a Problem."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gongwen.model.catalogue import Indicator
from gongwen.model.pack import ColumnSpec, Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.scoring import (
    DEFAULT_LIGHT,
    NO_LIGHT,
    OPERATORS,
    SHAPES,
    Band,
    Condition,
    LightScheme,
    PointRules,
    Quantity,
    ScoreItem,
    ScoreSpec,
)
from gongwen.model.terms import OF_AMOUNT, OF_PERCENT, OF_TARGET, Direction, Measure
from gongwen.model.windows import WINDOWS, default_rank, resolve
from gongwen.pack.files import SettingsFile
from gongwen.pack.schema import build, not_a_table

_POINTS = (Measure.BONUS, Measure.PENALTY, Measure.POINTS)
_RANKS = (Measure.RANK, Measure.RANK_GAIN)
_PROBE = Period.month(2022, 7)
_SIGNS = {">=": "≥", "=>": "≥", ">": "＞", "<=": "≤", "=<": "≤", "<": "＜", "=": "＝", "==": "＝"}
_CONDITION = re.compile(
    r"\s*(?P<name>[一-鿿]*)\s*(?P<sign>>=|=>|<=|=<|==|[≥≤＞＜＝><=])\s*(?P<bound>[-−]?\d+(?:\.\d+)?)\s*"
    r"(?:[%％期分]|个?百分点)?\s*"
)
_QUANTITIES = {**{q.value: q for q in Quantity}, "增速": Quantity.VALUE, "超时序": Quantity.GAP}


@dataclass(frozen=True, slots=True)
class _BandSettings:
    light: str
    when: str = ""
    word: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class _LightSettings:
    basis: str
    on: str = "exact"
    otherwise: str = ""
    grace_months: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class _ItemSettings:
    indicator: str
    weight: Decimal | None = None
    window: str = "本期"
    against: str = "本期"
    cap: Decimal | None = None
    floor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _ScoreSettings:
    title: str = ""
    cap: Decimal = Decimal(100)
    decimals: int = 2
    on: str = "printed"
    missing: str = "none"


class Scoring:
    """Reads both sections of a merged profile and gathers their problems."""

    def __init__(self, profile: SettingsFile, indicators: tuple[Indicator, ...]) -> None:
        self.profile = profile
        self.problems: list[Problem] = []
        self._indicators = {name: i for i in indicators for name in (*i.aliases, i.name, i.code)}

    def refuse(self, message: str, fix: str, *keys: str, code: str = "pack.value") -> None:
        """Note that a setting is wrong."""
        self.problems.append(self.profile.problem(code, message, fix, keys=keys))

    # -- lights ------------------------------------------------------------------------------------------------

    def light(self, name: str, body: Mapping[str, Any]) -> LightScheme | None:
        """One scheme, or None with its problems noted."""
        keys = ("lights", name)
        before = len(self.problems)
        settings = self._build(_LightSettings, body, keys, without=("bands",))
        if settings is None:
            return None
        basis = _QUANTITIES.get(settings.basis)
        if basis is None:
            self.refuse(f"“basis”不能是“{settings.basis}”", f"可用：{'、'.join(_QUANTITIES)}", *keys, "basis")
            return None
        self._choose(settings.on, ("exact", "printed"), *keys, "on")
        self._choose(settings.otherwise, ("", NO_LIGHT), *keys, "otherwise")
        bands = [self._band(band, basis, keys, n) for n, band in enumerate(self._entries(body, "bands", keys), 1)]
        kept = tuple(band for band in bands if band is not None)
        if len(self.problems) > before:
            return None
        scheme = LightScheme(name, basis, kept, settings.on, settings.otherwise, settings.grace_months, settings.note)
        self._check_bands(scheme, keys)
        return scheme

    def _band(self, body: Mapping[str, Any], basis: Quantity, keys: tuple[str, ...], number: int) -> Band | None:
        settings = self._build(_BandSettings, body, (*keys, "bands"))
        if settings is None:
            return None
        if settings.light not in SHAPES:
            self.refuse(f"没有“{settings.light}”灯", f"可用：{'、'.join(SHAPES)}", *keys, "bands")
            return None
        conditions = []
        for text in re.split(r"且|，|,", settings.when) if settings.when.strip() else ():
            match = _CONDITION.fullmatch(text)
            quantity = basis if match and not match["name"] else _QUANTITIES.get(match["name"]) if match else None
            if match is None or quantity is None:
                fix = f"写成“≥80”或“与目标差≥0 且 与全市差≥0”；可用的量：{'、'.join(_QUANTITIES)}；符号：{' '.join(OPERATORS)}"
                self.refuse(f"第{number}档的条件“{text.strip()}”看不懂", fix, *keys, "bands")
                return None
            sign = _SIGNS.get(match["sign"], match["sign"])
            conditions.append(Condition(quantity, sign, Decimal(match["bound"].replace("−", "-"))))
        return Band(settings.light, tuple(conditions), settings.word, settings.shape)

    def _check_bands(self, scheme: LightScheme, keys: tuple[str, ...]) -> None:
        """No gaps that nobody stated, no light that can never show."""
        if not scheme.bands:
            self.refuse(f"“{scheme.name}”一档也没有", "至少写一档", *keys, "bands")
            return
        gap = scheme.uncovered()
        if gap is not None and not scheme.otherwise:
            values = "、".join(f"{q.value}为{_plain(v)}{q.unit}" for q, v in gap.items())
            fix = f'补上这一段的灯，或写 otherwise = "{NO_LIGHT}" 说明这一段不亮灯'
            self.refuse(f"“{scheme.name}”各档之间有空：{values}时不知道亮什么灯", fix, *keys, "bands", code="light.gap")
        never = scheme.never_shown()
        if never is not None:
            fix = "从上到下第一个符合的亮，请调整顺序或界限"
            self.refuse(f"“{scheme.name}”的{never.text}永远不会亮", fix, *keys, "bands", code="light.never")

    # -- scores ------------------------------------------------------------------------------------------------

    def score(self, name: str, body: Mapping[str, Any]) -> ScoreSpec | None:
        """One score, or None with its problems noted."""
        keys = ("scores", name)
        before = len(self.problems)
        settings = self._build(_ScoreSettings, body, keys, without=("items", "points"))
        points = self._points(body.get("points"), (*keys, "points"))
        items = [self._item(item, keys, n) for n, item in enumerate(self._entries(body, "items", keys), start=1)]
        if not re.fullmatch(r"[\w-]+", name) or name in self._indicators:
            self.refuse(f"“{name}”不能作得分的名称", "只用汉字、字母、数字，且不与指标同名", *keys)
        if settings is None:
            return None
        self._choose(settings.on, ("exact", "printed"), *keys, "on")
        self._choose(settings.missing, ("none", "zero", "skip"), *keys, "missing")
        if settings.cap <= 0:
            self.refuse("封顶要大于0", "写 cap = 100 或 120", *keys, "cap")
        if not items:
            self.refuse(f"“{name}”没有计分指标", "在 items 里列出指标和权重", *keys, "items")
        kept = tuple(item for item in items if item is not None)
        if len({(i.indicator, i.window, i.against) for i in kept}) < len(kept):
            self.refuse(f"“{name}”里同一指标、同一期间列了两次", "删去一个", *keys, "items")
        if len(self.problems) > before:
            return None
        return ScoreSpec(
            name, kept, settings.title, settings.cap, settings.decimals, settings.on, settings.missing, points
        )

    def _points(self, body: object, keys: tuple[str, ...]) -> PointRules | None:
        """How 加减分 count; None where the score takes none."""
        if body is None:
            return None
        if not isinstance(body, Mapping):
            self.problems.append(not_a_table(self.profile, keys))
            return None
        rules: PointRules | None = self._build(PointRules, body, keys)
        for name in ("bonus_cap", "penalty_cap") if rules else ():
            cap = getattr(rules, name)
            if cap is not None and cap < 0:
                self.refuse(f"“{name}”不能是负数", "加分、扣分的上限都写正数", *keys, name)
        return rules

    def _item(self, body: Mapping[str, Any], keys: tuple[str, ...], number: int) -> ScoreItem | None:
        settings = self._build(_ItemSettings, body, (*keys, "items"))
        if settings is None:
            return None
        here = (*keys, "items")
        indicator = self._indicators.get(settings.indicator)
        if indicator is None:
            known = "、".join(dict.fromkeys(i.name for i in self._indicators.values()))
            self.refuse(f"指标目录中没有“{settings.indicator}”", f"可用：{known}", *here, code="pack.unknown_indicator")
            return None
        weight = settings.weight if settings.weight is not None else indicator.weight
        if weight is None or weight <= 0:
            self.refuse(f"第{number}项“{indicator.name}”没有权重", "写 weight = 20，或填 indicators.csv 的权重", *here)
            return None
        if indicator.direction is Direction.LOWER and settings.floor is None:
            fix = "写 floor：得0分的数（越小越好的指标，大于目标）"
            self.refuse(f"“{indicator.name}”越小越好，不能按完成率计分", fix, *here)
        for window in (settings.window, settings.against):
            try:
                resolve(window, _PROBE)
            except ValueError:
                self.refuse(f"“{window}”不是可用的期间", f"可用：{'、'.join(WINDOWS)}", *here)
        return ScoreItem(indicator.code, weight, settings.window, settings.against, settings.cap, settings.floor)

    # -- both --------------------------------------------------------------------------------------------------

    def _build(
        self, kind: type[Any], body: Mapping[str, Any], keys: tuple[str, ...], *, without: tuple[str, ...] = ()
    ) -> Any:
        made, problems = build(kind, {k: v for k, v in body.items() if k not in without}, self.profile, keys)
        self.problems.extend(problems)
        return made

    def _entries(self, body: Mapping[str, Any], name: str, keys: tuple[str, ...]) -> list[Mapping[str, Any]]:
        entries = body.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            example = '{ light = "绿", when = "≥100" }' if name == "bands" else '{ indicator = "…", weight = 20 }'
            self.refuse(f"“{name}”应是一列设置", f"写成 {name} = [ {example}, … ]", *keys, name)
            return []
        return entries

    def _choose(self, value: str, words: tuple[str, ...], *keys: str) -> None:
        if value not in words:
            self.refuse(f"“{keys[-1]}”不能是“{value}”", f"可用：{'、'.join(w for w in words if w)}", *keys)


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


# -- columns -------------------------------------------------------------------------------------------------------


def check_columns(pack: Pack) -> Iterator[Problem]:
    """Light and score columns, and lights of topics, that name nothing or that no figure could ever fill."""
    for topic in pack.topics:
        if topic.light:
            light = ColumnSpec(
                (topic.name,), Measure.LIGHT, topic.indicator, topic.window, topic.against, scheme=topic.light
            )
            for message, fix in _light_faults(pack, light):
                place = f"profile.toml 键 topics.{topic.name}.light"
                yield Problem(Severity.ERROR, "pack.column", f"话题“{topic.name}”的亮灯：{message}", fix, place=place)
    for table in pack.tables:
        for column in table.columns:
            for message, fix in _faults(pack, column):
                place = column.place or f"tables/{table.name}.csv"
                heading = "/".join(column.header)
                yield Problem(Severity.ERROR, "pack.column", f"“{heading}”这一列：{message}", fix, place=place)


def _faults(pack: Pack, column: ColumnSpec) -> Iterator[tuple[str, str]]:
    if not column.indicator:
        return
    score = pack.score(column.indicator)
    is_score = score is not None
    if column.measure is Measure.LIGHT:
        yield from _light_faults(pack, column)
    elif column.measure is Measure.CONTRIBUTION:
        yield from _part_faults(pack, column)
    elif is_score and column.measure not in (Measure.SCORE, Measure.RANK, Measure.RANK_GAIN, *_POINTS):
        yield "得分只有得分、加分、扣分、加减分、排名、排名变化、亮灯", "改“取值”"
    elif not is_score and column.measure in (Measure.SCORE, *_POINTS):
        yield f"“{column.indicator}”不是得分", f"“指标”填得分的名称：{_names(pack.scores)}"
    elif score and not score.points and column.measure in _POINTS:
        yield (
            f"“{column.indicator}”不计加减分",
            f'在 [scores."{score.name}"] 下写 points = {{ bonus_cap = 5, penalty_cap = 5 }}',
        )
    elif column.measure in OF_TARGET and not column.against:
        more = "；只标有没有的，取值写“有无”" if column.measure is Measure.MET else ""
        yield f"“{column.measure.label}”要有目标，没有写目标期间", f"“目标期间”填当月、本季、全年等{more}"
    elif not is_score:
        yield from _empty_faults(pack.indicator(column.indicator), column)


def _empty_faults(indicator: Indicator, column: ColumnSpec) -> Iterator[tuple[str, str]]:
    """Columns that would hold nothing but —: gaps in 百分点 of amounts, rates of rates, ranks of nothing."""
    shown = column.measure
    if shown in _RANKS:
        by = column.rank_by or default_rank(indicator, _PROBE if column.against else None)
        if by is None:
            yield "没有目标期间，也没有写排名依据，不知道排什么", "“目标期间”填当月、全年等，或“排名依据”填完成"
            return
        shown = by
    if shown in OF_PERCENT and not indicator.is_percentage:
        yield f"“{indicator.name}”不以%计，没有“{shown.label}”（百分点）", "换成完成率、超时序，或换成以%计的指标"
    elif shown in OF_AMOUNT and indicator.is_percentage:
        yield f"“{indicator.name}”以%计，没有“{shown.label}”", "换成与目标差（百分点）、完成"
    elif shown in OF_TARGET and not column.against:
        yield f"按“{shown.label}”排名要有目标，没有写目标期间", "“目标期间”填当月、本季、全年等"


def _part_faults(pack: Pack, column: ColumnSpec) -> Iterator[tuple[str, str]]:
    score = pack.score(column.scheme)
    if score is None:
        yield f"没有名为“{column.scheme}”的得分", f"“得分方案”可填：{_names(pack.scores)}"
    elif score.item(column.indicator, column.window, column.against) is None:
        yield f"“{score.name}”里没有（或不止一个）这样的指标", "“指标”“期间”“目标期间”与得分的 items 一致"


def _light_faults(pack: Pack, column: ColumnSpec) -> Iterator[tuple[str, str]]:
    scheme = pack.light(column.scheme)
    if scheme is None:
        yield f"没有名为“{column.scheme or DEFAULT_LIGHT}”的亮灯方案", f"“亮灯方案”可填：{_names(pack.lights)}"
        return
    indicator = pack.indicator(column.indicator)
    quantities = set(scheme.quantities)
    rates = quantities & {Quantity.RATIO, Quantity.GAP, Quantity.RATE}
    points = quantities & {Quantity.TARGET_GAP, Quantity.CITY_GAP}
    if indicator.is_score and quantities != {Quantity.SCORE}:
        yield f"方案“{scheme.name}”不是按得分亮灯", '给得分另写一个 basis = "得分" 的方案'
    elif not indicator.is_score and Quantity.SCORE in quantities:
        yield f"方案“{scheme.name}”按得分亮灯，“{indicator.name}”不是得分", "换一个方案"
    elif indicator.is_percentage and rates:
        yield (
            f"“{indicator.name}”以%计，没有完成率，不能用方案“{scheme.name}”",
            "用按“与目标差”“完成”或“达标”亮灯的方案",
        )
    elif not indicator.is_percentage and points:
        yield f"“{indicator.name}”不以%计，没有百分点差，不能用方案“{scheme.name}”", "换一个方案"
    elif not column.against and any(quantity.needs_target for quantity in quantities):
        yield f"没有写目标期间，方案“{scheme.name}”不知道对哪个目标", "填“目标期间”"
    elif indicator.direction is Direction.LOWER and _green_above(scheme, rates):
        yield f"“{indicator.name}”越小越好，方案“{scheme.name}”却是越大越绿", "换按“达标”亮灯的方案，或另写一个"


def _green_above(scheme: LightScheme, rates: set[Quantity]) -> bool:
    return any(
        c.quantity in rates and c.sign in ("≥", "＞") for b in scheme.bands if b.light == "绿" for c in b.conditions
    )


def _names(entries: tuple[LightScheme, ...] | tuple[ScoreSpec, ...]) -> str:
    return "、".join(entry.name for entry in entries) or "（还没有）"
