"""Characters that must never reach a page: they vanish, reverse digits or break files."""

from __future__ import annotations

import re

_LETTERS: tuple[tuple[str, str], ...] = (
    # U+202E in data shows 321 as 123, on screen, on paper and in extracted text.
    ("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", "改变文字方向的控制符"),
    # Word, openpyxl and XlsxWriter each do something else with these: dropped, refused or written as _x000B_.
    ("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "控制字符"),
    ("[\ud800-\udfff]", "残缺的编码（半个字符）"),
    ("[\ufffe\uffff]", "非字符编码"),
    ("\ufffd", "乱码替代符（原文件编码有误）"),
)
_PATTERNS = tuple((re.compile(letters), name) for letters, name in _LETTERS)
_ANY = re.compile("|".join(letters for letters, _ in _LETTERS))
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2061-\u2064\ufe00-\ufe0f]")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"[()（）〔〕\[\]【】、,，/]")


def clean_problem(text: str) -> str | None:
    """What is wrong with the characters of a text, in Chinese, or None where it may be printed.

    Tab, line feed and carriage return are allowed: cells and paragraphs have them.

    >>> clean_problem("完成\\u202e321") is None
    False
    """
    if text.isascii() and text.isprintable():
        return None
    found = _ANY.search(text)
    if not found:
        return None
    name = next(name for pattern, name in _PATTERNS if pattern.match(found[0]))
    return f"第{found.start() + 1}个字符是{name}（U+{ord(found[0]):04X}）"


def without_invisible(text: str) -> str:
    """The text without zero-width characters, variation selectors and soft hyphens."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def compact(text: str) -> str:
    """The text without any blank, line break or invisible character: what names and headings are compared by."""
    return _SPACES.sub("", without_invisible(text))


def bare(text: str) -> str:
    """A heading without blanks, brackets and separators: 区县（市） → 区县市."""
    return _BRACKETS.sub("", compact(text))


def showable(text: str) -> str:
    """The text with □ for every character that must not reach a page: for lists that quote what was found.

    >>> showable("完成\\u202e321")
    '完成□321'
    """
    return text if text.isascii() and text.isprintable() else _ANY.sub("□", text)
