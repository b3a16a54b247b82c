"""Words that tell a header, a note or a unit line, before anyone knows the pack."""

from __future__ import annotations

import re
from functools import lru_cache

from gongwen.guard.text import bare, compact
from gongwen.model.terms import REGION_HEADINGS

OTHER_ANCHORS = frozenset(
    "序号 指标 指标名称 指标类别 一级指标 二级指标 三级指标 主要指标 考核指标 项目名称 企业名称 问题编号 编号".split()
)
"""Further headings that begin a header row."""

_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[:：]\s*([^)）】\]]+)")
_NUMBER_LIKE = re.compile(r"[+\-−－▲▼≥≤]*[\d０-９][\d０-９,，.．\s]*(?:%|％|以上|以下)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NOTE_START = re.compile(
    r"(?:备?注|附注|说明|来源|数据来源|资料来源|填报|填表|制表|审核|复核|联系|负责人|单位负责人|经办|报送|上报|印发|编制|※|[*＊]|口径)"
)


def is_region_word(text: str) -> bool:
    """Whether a heading names the column of regions."""
    return bare(text) in REGION_HEADINGS


@lru_cache(maxsize=65_536)
def is_anchor(text: str) -> bool:
    """Whether a heading is one that only header rows have."""
    word = bare(text)
    return word in REGION_HEADINGS or word in OTHER_ANCHORS


def is_number_like(text: str) -> bool:
    """Whether text reads as a figure at first sight; a bare year does not."""
    word = text.strip()
    return bool(_NUMBER_LIKE.fullmatch(word)) and not _YEAR.fullmatch(word)


def unit_line(text: str) -> str:
    """What follows 单位： in a line, empty where there is none."""
    match = _UNIT_LINE.search(text)
    return match[1].strip() if match else ""


def is_only_unit_line(text: str) -> bool:
    """Whether a line says nothing but the unit."""
    return bool(re.fullmatch(r"[(（【]?\s*(?:计量)?单位\s*[:：][^)）】]+[)）】]?\s*", text.strip()))


def starts_note(text: str) -> bool:
    """Whether a line under a table begins as notes and signatures do."""
    return bool(_NOTE_START.match(compact(text)))
