"""File names built from data: kept readable and inside their folder."""

from __future__ import annotations

import re
import unicodedata

from gongwen.guard.text import clean_problem, without_invisible

MAX_BYTES = 200
"""Of 255 that most file systems allow, so that a suffix and a temporary prefix still fit."""

_SEPARATORS = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "clock$", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")]
)


_WIDE = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")


def in_a_name(text: str) -> str:
    """A name from a list as part of a file name: forbidden signs as their full-width forms.

    Only beside something that tells two names apart (a code): it may make 东/街道 and 东／街道 the same.

    >>> in_a_name("东/街道")
    '东／街道'
    """
    return text.translate(_WIDE).strip()


def name_problem(text: str) -> str | None:
    """Why a text cannot be a file name on some system, in Chinese, or None where it can.

    Refuses rather than mends: two names that differ only in a forbidden character must not become one file.
    """
    if not text.strip():
        return "文件名是空的"
    if fault := clean_problem(text):
        return f"文件名{fault}"
    if _SEPARATORS.search(text):
        return '文件名不能含有 / \\ : * ? " < > | 或换行'
    if text in (".", "..") or text != text.strip() or text.endswith("."):
        return "文件名不能以空格或句点结尾，也不能以空格开头"
    if text.split(".", 1)[0].rstrip().casefold() in _RESERVED:
        return "文件名是 Windows 的保留名"
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return f"文件名过长（超过{MAX_BYTES}字节，约{MAX_BYTES // 3}个汉字）"
    return None


def safe_file_name(text: str) -> str:
    """The text as a file name, in NFC and without invisible characters. Raises ValueError with a Chinese sentence.

    >>> safe_file_name("晾晒表一（2022年7月）.xlsx")
    '晾晒表一（2022年7月）.xlsx'
    """
    name = unicodedata.normalize("NFC", without_invisible(text))
    if fault := name_problem(name):
        raise ValueError(f"“{text}”不能作文件名：{fault}")
    return name
