"""What a file is for: by the pack's patterns, else by what stands in its headings."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from gongwen.guard.text import bare, compact
from gongwen.model.pack import InputSpec
from gongwen.model.raw import RawTable
from gongwen.model.terms import Role
from gongwen.read.words import is_region_word

TARGET_WORDS = ("目标", "计划")


def declared(path: str, inputs: Sequence[InputSpec]) -> list[InputSpec]:
    """The specs whose patterns fit a relative path; a pattern without a folder fits the file name anywhere."""
    name = path.rpartition("/")[2]
    return [
        spec
        for spec in inputs
        if any(
            fnmatchcase(path, pattern) or ("/" not in pattern and fnmatchcase(name, pattern))
            for pattern in spec.patterns
        )
    ]


def recognised(table: RawTable) -> Role | None:
    """What the headings, the title and the names of a table say it is for; None where they say nothing."""
    headings = [bare("".join(column.path)) for column in table.columns]
    joined = " ".join(headings)
    if "问题" in joined and any(word in joined for word in ("状态", "销号", "提出", "流转", "办理", "时限", "类别")):
        return Role.LEDGER
    if any(heading in ("加分", "扣分", "加减分", "加扣分") for heading in headings) and any(
        word in joined for word in ("事由", "原因", "理由")
    ):
        return Role.POINTS
    if any(heading in ("项目名称", "项目", "企业名称") for heading in headings) and "指标" not in headings:
        return Role.PROJECTS
    if not any(is_region_word(part) for column in table.columns for part in column.path) and not table.columns:
        return None
    return Role.TARGETS if _speaks_of_targets(table, joined) else Role.PROGRESS


def _speaks_of_targets(table: RawTable, headings: str) -> bool:
    has_target = any(word in headings for word in TARGET_WORDS)
    if any(word in headings for word in ("完成数", "完成额", "已完成", "实绩", "上年同期")):
        return False
    if has_target and "完成" not in headings:
        return True
    names = compact(f"{table.title} {table.sheet} {table.path}")
    return "目标" in names and "完成情况" not in names
