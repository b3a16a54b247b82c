"""Units (计量单位): which words are units, and the exact factor between two of one dimension."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gongwen.guard.text import compact

COUNT_WORDS = frozenset("个 家 项 宗 场 户 件 次 只 名 台 套 起 条 座 处 幢 块 批 期 份 届 所 支".split())
"""Counting words: each counts pieces, whichever word a report uses."""

_BASES = COUNT_WORDS | frozenset(
    "元 美元 欧元 日元 港元 人 人次 亩 平方米 平方公里 公顷 吨 公斤 吨标准煤 吨标煤 千瓦时 度 瓦 千瓦 立方米 公里 米 年 月 天 日 位 分 "
    "% ‰ 百分点 个百分点 元/亩 元/平方米 元/人 吨/亩 元/吨 吨标准煤/万元".split()
)
_PREFIXES = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2}
_WHOLE = frozenset({"百分点", "个百分点", "千瓦时", "千瓦"})
_SAME = {
    "％": "%",
    "个百分点": "百分点",
    "吨标煤": "吨标准煤",
    "人民币元": "元",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
}
_BRACKETED = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a base and a power of ten: 万元 is 元 × 10⁴."""

    base: str
    power: int = 0


def parse_unit(text: str) -> Unit | None:
    """The unit a word means, or None where it is no known unit."""
    word = compact(text)
    word = _SAME.get(word, word)
    if word in _WHOLE:
        return Unit(word)
    for prefix, power in _PREFIXES.items():
        rest = word.removeprefix(prefix)
        if rest != word and rest in _BASES:
            return Unit(rest, power)
    return Unit(word) if word in _BASES else None


def same_dimension(first: str, second: str) -> bool:
    """Whether values in one unit can be told in the other: equal bases, or two counting words."""
    if compact(first) == compact(second):
        return True
    one, other = parse_unit(first), parse_unit(second)
    if one is None or other is None:
        return False
    return one.base == other.base or (one.base in COUNT_WORDS and other.base in COUNT_WORDS)


def factor(source: str, target: str) -> Decimal:
    """What a value in ``source`` is multiplied by to be in ``target``; both must be of one dimension."""
    one, other = parse_unit(source), parse_unit(target)
    if one is None or other is None:
        return Decimal(1)
    return Decimal(1).scaleb(one.power - other.power)


def unit_in(heading: str) -> str:
    """The unit that stands in brackets in a heading, or that a heading consists of; empty where there is none."""
    for inside in reversed(_BRACKETED.findall(heading)):
        word = re.sub(r"^(?:计量)?单位[:：]", "", compact(inside))
        if parse_unit(word):
            return _SAME.get(word, word)
    word = compact(heading)
    return word if parse_unit(word) and word not in ("年", "月", "日", "天", "位", "分", "人", "期", "项") else ""


def without_units(heading: str) -> str:
    """A heading without blanks and bracketed units; other brackets stay."""
    word = compact(heading)
    return _BRACKETED.sub(lambda m: "" if parse_unit(re.sub(r"^(?:计量)?单位[:：]", "", m[1])) else m[0], word)
