"""Filters and tests that sentence patterns may use: grammar for the texts of settled figures, never arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from jinja2.exceptions import FilterArgumentError

from gongwen.model.figures import LessIsBetter
from gongwen.model.terms import NEWLY_LISTED, NO_VALUE, TO_FILL


def _sign(text: str) -> int:
    """-1, 0 or 1 by the printed digits: ``-0.0`` cannot occur, ``0.0`` is zero.

    A text without digits (``—``, ``…``, a target in words) is no number: to call it 持平 would be a lie.
    """
    if not text.removeprefix("-").replace(".", "", 1).isdecimal():
        raise FilterArgumentError(f"“{text}”不是数，说不了增减、高低、快慢；句式里先写 {{% if … is 有数 %}}")
    if not any(digit in text for digit in "123456789"):
        return 0
    return -1 if text.startswith("-") else 1


def growth(text: str) -> str:
    """增减: ``31.2`` → 增长31.2%, ``-3.8`` → 下降3.8%, ``0.0`` → 持平 (never 增长-3.8%)."""
    return {1: f"增长{text}%", -1: f"下降{text.removeprefix('-')}%", 0: "持平"}[_sign(text)]


def compared(text: str, other: str) -> str:
    """高低: ``1.2`` against 目标 → 高于目标1.2个百分点, 低于…, 与目标持平."""
    sign = _sign(text)
    word = {1: f"高于{other}{text}个百分点", -1: f"低于{other}{text.removeprefix('-')}个百分点", 0: f"与{other}持平"}
    return word[sign]


def pace(text: str) -> str:
    """快慢: ``2.2`` → 超时序进度2.2个百分点, ``-1.5`` → 落后时序进度1.5个百分点, 0 → 与时序进度持平.

    Of an indicator that is 越小越好 neither: it is 高于 or 低于时序进度.
    """
    if isinstance(text, LessIsBetter):
        return compared(text, "时序进度")
    sign = _sign(text)
    word = {
        1: f"超时序进度{text}个百分点",
        -1: f"落后时序进度{text.removeprefix('-')}个百分点",
        0: "与时序进度持平",
    }
    return word[sign]


def movement(text: str) -> str:
    """位移: ``↑3`` → 前移3位, ``↓1`` → 后移1位, ``→`` → 位次持平, 新 → 新列入, — → 无可比位次."""
    if text.startswith("↑"):
        return f"前移{text[1:]}位"
    if text.startswith("↓"):
        return f"后移{text[1:]}位"
    words = {"→": "位次持平", NEWLY_LISTED: "新列入", NO_VALUE: "无可比位次"}
    if text not in words:
        raise FilterArgumentError(f"“{text}”不是排名变化，不能用“位移”")
    return words[text]


def unsigned(text: str) -> str:
    """绝对: the digits without the minus sign, for after a word that says the direction."""
    return text.removeprefix("-")


def listed(items: Sequence[str]) -> str:
    """列举: 甲、乙和丙 (never 等: everyone who is meant is named)."""
    names = [str(item) for item in items]
    return "、".join(names[:-1]) + ("和" if len(names) > 1 else "") + names[-1] if names else ""


def enumerated(items: Sequence[str]) -> str:
    """顿号: 甲、乙、丙."""
    return "、".join(str(item) for item in items)


def count(items: Sequence[object]) -> int:
    """个数: how many there are."""
    return len(items)


def or_to_fill(text: str) -> str:
    """待补: the text, or 【待补】 where it is empty."""
    return text or TO_FILL


def has_value(value: object) -> bool:
    """有数: whether there is a figure (not —, not empty)."""
    return value not in (None, "", NO_VALUE)


def with_rate(items: Sequence[Mapping[str, str]], word: str) -> tuple[str, ...]:
    """附注: each region's name with one of its figures in brackets: 高新区（125.0%）, 镇海区（20.1亿元）."""
    for item in items:
        if word not in item:
            close = get_close_matches(word, list(item), n=1, cutoff=0.3)
            hint = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(item)}"
            raise FilterArgumentError(f"没有名为“{word}”的内容；{hint}")
    return tuple(f"{_before_bracket(item)}（{_with_unit(item, word)}）" for item in items)


def _before_bracket(item: Mapping[str, str]) -> str:
    """甲组, not 甲组（部门联合招商）, whose bracket would meet the figure's."""
    return item["简称"] if item["名称"].endswith("）") and "简称" in item else item["名称"]


def _with_unit(item: Mapping[str, str], word: str) -> str:
    """100亿元以上: the unit before the operator; none after — or words."""
    bound = item.get("目标界", "") if word == "目标" else ""
    is_number = any(digit.isdecimal() for digit in item[word])
    unit = item["单位"] if word in ("完成", "目标") else _UNITS.get(word, "")
    return f"{item[word].removesuffix(bound)}{unit if is_number else ''}{bound}"


_UNITS = {
    "完成率": "%", "时序进度": "%", "个数": "个", **dict.fromkeys(("得分", "加分", "扣分", "加减分"), "分"),
    **dict.fromkeys(("超时序", "与目标差", "与全市差"), "个百分点"),
}  # fmt: skip


def named(items: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """名称: the regions' names."""
    return tuple(item["名称"] for item in items)


FILTERS: Mapping[str, Callable[..., object]] = {
    "增减": growth,
    "高低": compared,
    "快慢": pace,
    "位移": movement,
    "绝对": unsigned,
    "列举": listed,
    "顿号": enumerated,
    "个数": count,
    "待补": or_to_fill,
    "附注": with_rate,
    "名称": named,
}
"""Chinese name → function. These are the only filters a template can use."""

TESTS: Mapping[str, Callable[..., bool]] = {"有数": has_value}
"""Chinese name → function, beside Jinja's ``none``."""
