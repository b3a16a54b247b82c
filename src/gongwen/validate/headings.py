"""What a column means: indicator, value, period and unit, from its heading path, the pack's headings and the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gongwen.guard.text import compact
from gongwen.model.catalogue import Indicator
from gongwen.model.pack import HeadingSpec, Pack
from gongwen.model.raw import RawColumn
from gongwen.model.terms import Role
from gongwen.validate.numbers import narrow
from gongwen.validate.units import parse_unit, unit_in, without_units

TARGET, ACTUAL, BASE, GROWTH, ADJUSTMENT = "目标", "完成", "上年同期", "增速", "调整"

VALUE_WORDS: dict[str, str] = {
    **dict.fromkeys("目标 目标数 目标值 目标任务 目标任务数 任务 任务数 计划 计划数 计划目标".split(), TARGET),
    **dict.fromkeys(
        "完成 完成数 完成值 完成额 完成量 实际完成 实际完成数 完成情况 实绩 实际 实际数 已完成 数值 值".split(), ACTUAL
    ),
    **dict.fromkeys("上年同期 去年同期 同期 上年同期数 去年同期数 同期数 上年同期完成".split(), BASE),
    **dict.fromkeys("增速 同比 同比增速 同比增长 增长 增幅 增长率 同比增幅 同比增长率".split(), GROWTH),
    **dict.fromkeys("调整 调整数 核减 核减数".split(), ADJUSTMENT),
}
"""Words in headings → values."""

IGNORED_WORDS = frozenset(
    (
        "序号 编号 代码 备注 说明 完成率 完成比例 完成进度 占比 占目标比重 排名 位次 名次 排位 较上月 较上期 进位 退位 排名变化 位次变化 "
        "时序进度 序时进度 超时序 超落后时序进度 与目标差 与全市差 亮灯 得分 综合得分 片区 组别 分组 类别 联系人 联系电话 填报人 "
        "责任领导 责任单位 数据来源 调整原因 核减原因 核增原因 调整说明 原因 上期数 上期完成 核对"
    ).split()
)
"""Columns that are computed here or say nothing for a figure; a pack may give them a meaning."""

REASON_WORDS = ("调整原因", "核减原因", "核增原因", "调整说明", "原因", "说明", "备注")
"""Columns that say why a figure was adjusted, the most exact first."""

_RELATIVE = re.compile(
    r"^(?:其中)?(?:当月|本月|当期|本期|当年|本年|年初至今|年初以来|累计|本年累计|1[-—～~至]本月|截至目前)(?:累计)?"
)
_PERIOD_WORDS = re.compile(
    r"(?:(?:19|20)\d{2}年)?(?:前?第?[一二三四1234][个]?季度|前三季度|[上下]半年|\d{1,2}月份?(?:\d{1,2}日?)?(?:[-—–～~至到]+(?:\d{1,2}月份?)?(?:\d{1,2}日)?)?"
    r"|\d{1,2}[-—–～~至到]+\d{1,2}月份?|全年|年度|(?:19|20)\d{2}年)(?:末|底)?"
)
_OTHER_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means; no indicator: it is left out."""

    indicator: Indicator | None = None
    value: str = ACTUAL
    period_text: str = ""
    """From the pack's headings: overrides all words of the table."""
    unit: str = ""
    """The unit the column states, empty where it states none."""
    unit_spec: str = ""
    """The unit the pack states for it."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading that means nothing known, with the nearest ones."""

    heading: str
    nearest: tuple[str, ...] = ()


class HeadingBook:
    """Looks up column headings for one pack."""

    def __init__(self, pack: Pack) -> None:
        self._indicators = {indicator.code: indicator for indicator in pack.indicators}
        self._names = {_key(n): i for i in pack.indicators for n in (i.name, i.code, *i.aliases) if n}
        self._growth = {indicator.growth_of: indicator for indicator in pack.indicators if indicator.growth_of}
        self._specs: dict[tuple[str, Role | None], HeadingSpec] = {}
        for spec in pack.headings:
            self._specs.setdefault((_key(spec.heading), spec.role), spec)

    def indicator(self, text: str) -> Indicator | None:
        """The indicator of a name, alias or code, compared without blanks and bracketed units."""
        return self._names.get(_key(text))

    def row_indicator(self, text: str) -> Indicator | None:
        """The indicator that a row's label means: by its name, else by headers.csv."""
        if found := self.indicator(text):
            return found
        spec = next(
            (s for role in (Role.TARGETS, Role.PROGRESS, None) if (s := self._specs.get((_key(text), role)))), None
        )
        return self._indicators.get(spec.indicator) if spec else None

    def growth(self, indicator: Indicator) -> Indicator | None:
        """The indicator that is the growth rate of another."""
        return self._growth.get(indicator.code)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Known headings and indicator names that look like a text."""
        known = [spec.heading for spec in self._specs.values()] + [i.name for i in self._indicators.values()]
        return tuple(get_close_matches(without_units(text), known, 3, 0.4))

    def meaning(self, path: tuple[str, ...], role: Role) -> Meaning | Unknown:
        """What the column under a heading path means in a file of this role."""
        default = TARGET if role is Role.TARGETS else ACTUAL
        unit = next((found for part in reversed(path) if (found := unit_in(part))), "")
        spec = self._spec(path, role)
        if spec is not None:
            if spec.ignore:
                return Meaning()
            indicator = self._indicators.get(spec.indicator)
            if indicator is not None:
                value = VALUE_WORDS.get(spec.value, spec.value) or default
                return self._settled(indicator, value, spec.period, unit, spec.unit)
        named = self._by_name(path, default)
        if named:
            return self._settled(named[0], named[1], "", unit, "")
        last = _key(path[-1]) if path else ""
        if last in IGNORED_WORDS or _OTHER_BRACKETS.sub("", last) in IGNORED_WORDS:
            return Meaning()
        text = "/".join(path)
        return Unknown(text, self.nearest(text))

    def _settled(self, indicator: Indicator, value: str, period: str, unit: str, unit_spec: str) -> Meaning | Unknown:
        """增速 of an indicator goes to the indicator that is its growth."""
        if value == GROWTH:
            growth = indicator if indicator.growth_of else self.growth(indicator)
            if growth is None:
                return Unknown(f"{indicator.name}/增速", ())
            return Meaning(growth, ACTUAL, period, unit, unit_spec)
        return Meaning(indicator, value, period, unit, unit_spec)

    def _spec(self, path: tuple[str, ...], role: Role) -> HeadingSpec | None:
        """The pack's entry for the path; leading elements and brackets that only name a period may be missing there.

        Nothing else may be: 新备案项目（亿元以上） is not 新备案项目.
        """
        parts = [part for part in path if not parse_unit(part)] or list(path)
        while True:
            for key in (_key("/".join(parts)), _key("/".join(_without_period_brackets(part) for part in parts))):
                for wanted in (role, None):
                    if spec := self._specs.get((key, wanted)):
                        return spec
            if len(parts) < 2 or word_of(parts[0]):
                break
            parts = parts[1:]
        # 7月完成 is 完成 of July, unless the pack says that 完成 is of another period.
        bare = _key("/".join(word for part in parts if (word := word_of(part))))
        found = (self._specs.get((bare, wanted)) for wanted in (role, None))
        return next((spec for spec in found if spec is not None and not spec.period), None)

    def _by_name(self, path: tuple[str, ...], default: str) -> tuple[Indicator, str] | None:
        """By an indicator's exact name, once words of value and period are taken away."""
        whole = self._names.get(_key("".join(path)))
        if whole:
            return whole, default
        value = default
        rest: list[str] = []
        for part in path:
            word = word_of(part)
            if not word or parse_unit(word):
                continue
            if word in VALUE_WORDS and (rest or not self._names.get(word)):
                value = VALUE_WORDS[word]
            elif word in IGNORED_WORDS:
                return None
            else:
                rest.append(word)
        for text in ("".join(rest), "/".join(rest)):
            if indicator := self._names.get(text):
                return indicator, value
            for word, meant in VALUE_WORDS.items():
                shorter = text.removesuffix(word)
                if shorter and shorter != text and (indicator := self._names.get(shorter)):
                    return indicator, meant
        return None


def reason_column(columns: Sequence[RawColumn], position: int) -> int | None:
    """The column that gives the reason for the adjustment at ``position``: in its own group, else the table's only one."""
    group = columns[position].path[:-1]
    for word in REASON_WORDS:
        found = [p for p, column in enumerate(columns) if column.path and narrow(compact(column.path[-1])) == word]
        own = [p for p in found if group and columns[p].path[:-1] == group]
        if own or len(found) == 1:
            return (own or found)[0]
    return None


def _key(text: str) -> str:
    return narrow(without_units(text))


def _without_period_brackets(part: str) -> str:
    """A heading element without its unit and without brackets that hold a period: 制造业投资（1—6月）."""
    return _OTHER_BRACKETS.sub(lambda m: "" if _PERIOD_WORDS.fullmatch(m[0][1:-1]) else m[0], without_units(part))


def word_of(part: str) -> str:
    """A heading element without its unit, its period words and 当月, 累计: 2023年目标 → 目标."""
    return narrow(_RELATIVE.sub("", _PERIOD_WORDS.sub("", _without_period_brackets(part))))
