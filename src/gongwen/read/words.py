"""Words that tell a header, a note or a unit line, before anyone knows the pack."""

from __future__ import annotations

import re

from gongwen.guard.text import compact

REGION_WORDS = frozenset(
    "地区 区县 区县市 县市区 区市县 市县区 县市新区 各地 单位 单位名称 属地 区域 所属区域 所属地区 所在地 参评单位 报送单位 填报单位 "
    "责任单位 镇街 镇街道 乡镇 乡镇街道 镇乡街道 街道 园区 部门 行政区 行政区划 板块 地区名称 区县名称 县区".split()
)
"""Headings of the column that names the rows, brackets and their marks left out."""

OTHER_ANCHORS = frozenset("序号 指标 指标名称 指标类别 项目 项目名称 企业名称 问题编号 编号".split())
"""Further headings that begin a header row."""

_BRACKETS = re.compile(r"[()（）〔〕\[\]【】、,，/]")
_UNIT_LINE = re.compile(r"(?:计量)?单位\s*[:：]\s*([^)）】\]]+)")
_NUMBER_LIKE = re.compile(r"[+\-−－▲▼≥≤]*[\d０-９][\d０-９,，.．\s]*(?:%|％|以上|以下)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NOTE_START = re.compile(
    r"(?:备?注|附注|说明|来源|数据来源|资料来源|填报|填表|制表|审核|复核|联系|负责人|单位负责人|经办|报送|上报|印发|编制|※|[*＊]|口径)"
)


def bare(text: str) -> str:
    """A heading without blanks, brackets and separators: 区县（市） → 区县市."""
    return _BRACKETS.sub("", compact(text))


def is_region_word(text: str) -> bool:
    """Whether a heading names the column of regions."""
    return bare(text) in REGION_WORDS


def is_anchor(text: str) -> bool:
    """Whether a heading is one that only header rows have."""
    word = bare(text)
    return word in REGION_WORDS or word in OTHER_ANCHORS


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
