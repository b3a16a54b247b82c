"""The one grammar of numbers: what a cell means, or why it cannot be told. Never a guess.

Digits, one dot, commas and blanks only between groups of three, a sign, ``%``, a declared unit, 亿 and 万, and for targets
以上, 不低于, ≥ and their like. Whatever has a second meaning (约210, 180-220, 210.6①, (3.2%), 1,23,456) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gongwen.guard.text import clean_problem, without_invisible
from gongwen.model.data import ValueKind
from gongwen.model.raw import RawCell, RawKind
from gongwen.model.terms import Bound
from gongwen.validate.units import parse_unit

# Full-width forms alone: NFKC would turn 210.6① into 210.61 and 10² into 102.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2212: "-", 0x2010: "-", 0x2011: "-", 0xFE6A: "%", 0x2267: "≥", 0x2266: "≤",
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?)", re.ASCII)
_ABSENT = frozenset(
    "- — —— – ―― / \\ 无 未统计 待核 待核实 待定 N/A NA n/a NULL null None nan NaN 暂无 暂缺 缺 空 无数据 未报 未报送 不设目标 未设目标 "
    "未设置目标 无目标 不考核 不参评 未下达 *".split()
)
_BELOW = frozenset({"…", "……", "...", "⋯", "⋯⋯"})
_PREFIX_BOUNDS = {
    "≥": Bound.AT_LEAST, ">=": Bound.AT_LEAST, "不低于": Bound.AT_LEAST, "不少于": Bound.AT_LEAST, "不小于": Bound.AT_LEAST,
    "≤": Bound.AT_MOST, "<=": Bound.AT_MOST, "不超过": Bound.AT_MOST, "不高于": Bound.AT_MOST, "不多于": Bound.AT_MOST,
    "不大于": Bound.AT_MOST, "控制在": Bound.AT_MOST,
}  # fmt: skip
_SUFFIX_BOUNDS = {
    "及以上": Bound.AT_LEAST, "以上": Bound.AT_LEAST, "及以下": Bound.AT_MOST, "以下": Bound.AT_MOST, "以内": Bound.AT_MOST, "之内": Bound.AT_MOST,
}  # fmt: skip
_MULTIPLES = {"亿": 8, "万": 4}
_CHINESE_NUMERAL = re.compile(r"^[约近超逾]?[零一二三四五六七八九十百千万亿两〇]+[余多]?.{0,3}$|百分之")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell means."""

    kind: ValueKind
    value: Decimal | None = None
    """As written, before any unit is converted; a percentage as its number (30% is 30)."""
    bound: Bound = Bound.EXACT
    unit: str = ""
    """The unit inside the cell, empty where there is none."""
    percent: str = ""
    """``sign`` for a written %, ``format`` for a % number format, empty for a bare number."""
    raw: str = ""
    note: str = ""
    """What was normalised, in Chinese, empty where nothing was."""
    decimals: int = 0
    """Digits after the point, as written."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell cannot be read."""

    code: str
    message: str
    fix: str = ""


def read_value(cell: RawCell, *, is_target: bool) -> Reading | Refusal:
    """The meaning of a value cell. Only targets may carry a bound or be words."""
    if refusal := _refusal(cell):
        return refusal
    if cell.kind is RawKind.EMPTY:
        return Reading(ValueKind.ABSENT)
    if cell.kind is RawKind.NUMBER:
        return _stored_number(cell)
    return _written(cell.text, is_target=is_target)


def _refusal(cell: RawCell) -> Refusal | None:
    shown = cell.text.strip()[:20]
    if "[" in cell.formula and "]" in cell.formula:
        return Refusal("formula.external", f"公式引用了别的工作簿（={cell.formula[:40]}）", "请把引用的数值粘贴为数值")
    if cell.kind is RawKind.NO_CACHE:
        return Refusal("formula.no_cache", "公式没有缓存值，读不出数", "请在 Excel 或 WPS 中打开并保存")
    if cell.kind is RawKind.ERROR:
        return Refusal("cell.error", f"单元格是错误值 {shown}", "请改正公式或填写数值")
    if cell.kind in (RawKind.BOOLEAN, RawKind.DATE):
        kind = "日期" if cell.kind is RawKind.DATE else "逻辑值"
        return Refusal("number.unreadable", f"“{shown}”是{kind}，不是数", "请只填数，并把单元格格式改为常规")
    if cell.merged and cell.kind is not RawKind.EMPTY and cell.text.strip():
        return Refusal("value.merged", f"“{shown}”所在单元格跨行或跨列合并，分不清是谁的数", "请取消合并，逐格填写")
    if cell.superscript and cell.kind is RawKind.TEXT:
        return Refusal("cell.superscript", f"“{shown}”中有上标“{cell.superscript[:5]}”", "请把脚注号移出数值单元格")
    if fault := clean_problem(cell.text):
        return Refusal(
            "text.forbidden", f"“{''.join(c for c in shown if c.isprintable())}”的{fault}", "请重新录入这一格"
        )
    return None


def _stored_number(cell: RawCell) -> Reading:
    value = Decimal(cell.text)
    if "%" in cell.number_format:
        # Multiplied by shifting the point: exact, 0.3 stored as 0.3 is 30.
        return Reading(ValueKind.NUMBER, value.scaleb(2), percent="format", raw=cell.text, decimals=_decimals(value))
    return Reading(ValueKind.NUMBER, value, raw=cell.text, decimals=_decimals(value))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def narrow(text: str) -> str:
    """Full-width letters and digits, odd blanks and minus signs as ASCII; nothing else is touched."""
    return text if text.isascii() else without_invisible(text).translate(_NARROW)


def _written(text: str, *, is_target: bool) -> Reading | Refusal:
    word = narrow(text).strip()
    if not word or word in _ABSENT or "".join(word.split()) in _ABSENT:
        return Reading(ValueKind.ABSENT, raw=text.strip())
    if word in _BELOW:
        return Reading(ValueKind.BELOW_UNIT, raw=word)
    bound, rest = _bound(word)
    if bound is not Bound.EXACT and not is_target:
        return Refusal("number.unreadable", f"“{word[:20]}”不是确定的数", "完成数请只填数")
    if found := _number_and_unit(rest):
        value, percent, unit = found
        note = _note(text, value, percent, unit)
        return Reading(ValueKind.NUMBER, value, bound, unit, percent, text.strip(), note, _decimals(value))
    if is_target and not re.search(r"\d", word) and not _CHINESE_NUMERAL.search(word) and not _odd_digits(word):
        return Reading(ValueKind.TEXT, raw="".join(text.split()))
    fix = "请只填数；没有数就填“—”" if not is_target else "目标请填数，或“100以上”“不低于100”，或不含数字的文字"
    return Refusal("number.unreadable", f"“{word[:30]}”读不出确定的数", fix)


def _note(text: str, value: Decimal, percent: str, unit: str) -> str:
    """What was normalised: separators, signs, full-width forms, a unit inside the cell; blanks around are no news."""
    digits = re.sub(r"\s+(?=[%以及])|^\s+|\s+$|[%以及].*$", "", text.strip())
    plain = re.fullmatch(r"(?:[≥≤]|不[低少小高多大]于|不超过|控制在)?\s*-?\d+(?:\.\d+)?", digits, re.ASCII)
    if plain and (percent or not unit):
        return ""
    return f"“{text.strip()}”读作{format(value, 'f')}{'%' if percent else ''}"


def _odd_digits(word: str) -> bool:
    return any(letter.isnumeric() for letter in word if not "\u4e00" <= letter <= "\u9fff")


def _bound(word: str) -> tuple[Bound, str]:
    compacted = word.replace(" ", "") if re.search(r"[\u4e00-\u9fff≥≤<>]", word) else word
    for prefix, bound in _PREFIX_BOUNDS.items():
        if compacted.startswith(prefix):
            rest = compacted[len(prefix) :]
            return bound, rest.removesuffix("以内") if prefix == "控制在" else rest
    for suffix, bound in _SUFFIX_BOUNDS.items():
        # 100以上, 50场以上, 100(含)以上
        if compacted.endswith(suffix):
            return bound, re.sub(r"\(含\)$", "", compacted[: -len(suffix)])
    return Bound.EXACT, word


def _number_and_unit(word: str) -> tuple[Decimal, str, str] | None:
    """(value, percent, unit) of a number with nothing, %, 亿, 万 or a known unit behind it."""
    match = _NUMBER.match(word)
    if not match:
        return None
    value = Decimal(match[1] + re.sub("[, ]", "", match[2]))
    rest = word[match.end() :].strip()
    if not rest:
        return value, "", ""
    if rest == "%":
        return value, "sign", "%"
    if rest in _MULTIPLES:
        return value.scaleb(_MULTIPLES[rest]), "", rest
    if rest in ("%点", "个百分点", "百分点"):
        return None
    return (value, "", rest) if parse_unit(rest) else None
