"""专栏案例: the names of what a case consists of, the same in a sheet's headings and in a file's first lines."""

from __future__ import annotations

import re

from gongwen.guard.text import compact

FACTS = ("标题", "属地", "业主", "总投资", "供稿", "照片")
"""What has a place of its own; everything else is a section of the case under its own name."""
TEXTS = ("难题", "服务经过", "成效")
PASSED = ("序号", "编号")
"""Never printed."""
_ALIASES = {
    "案例标题": "标题",
    "所属地区": "属地",
    "地区": "属地",
    "业主单位": "业主",
    "供稿单位": "供稿",
    "总投资额": "总投资",
}
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_SHORT = 16
_FIGURE = re.compile(r"[^\n。；]*\d[^\n。；]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PHOTO = re.compile(
    r"([^；;\n、（()|｜]+\.(?:png|jpe?g))\s*(?:[（(|｜]\s*([^）)；;\n]*?)\s*[）)]?)?\s*(?:[；;、\n]|$)", re.I
)


def name_of(heading: str) -> str:
    """标题 for 案例标题, 总投资 for 总投资（亿元）; any other heading as it is written."""
    name = compact(_BRACKETED.sub("", heading)).rstrip("：:*")
    name = _ALIASES.get(name, name)
    return name if name in FACTS or name in TEXTS or name in PASSED else compact(heading)


def unit_of(heading: str) -> str:
    """亿元 of 总投资（亿元）; empty where no unit is named."""
    found = re.search(r"[（(]([^）)]+)[）)]", heading)
    return found.group(1).removeprefix("单位：").strip() if found else ""


def is_fact(name: str, text: str) -> bool:
    """Whether it goes into the line of facts, being short and a figure (建设周期：24个月), and not into a section."""
    return name not in TEXTS and len(text) <= _SHORT and _FIGURE.fullmatch(text) is not None


def investment(text: str, heading: str) -> str:
    """总投资 with its unit, from the heading where the text is a bare number."""
    return text + (unit_of(heading) if is_bare(text) else "")


def is_bare(text: str) -> bool:
    """Whether it is a number without a unit."""
    return _NUMBER.fullmatch(text) is not None


def photos_named(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """(file, caption) of ``现场.jpg（施工现场）；设备.png``, and what in it is no file name of a picture."""
    found: list[tuple[str, str]] = []
    wrong: list[str] = []
    end = 0
    for match in _PHOTO.finditer(text):
        rest, end = text[end : match.start()].strip(), match.end()
        address = match.group(1).strip().replace("\\", "/")
        if rest:
            wrong.append(rest + address)
        else:
            found.append((address, (match.group(2) or "").strip()))
    if rest := text[end:].strip():
        wrong.append(rest)
    return found, wrong
