"""A title in, its printed lines out: broken by meaning, balanced, never a single character alone (GB/T 9704 7.3.1)."""

from __future__ import annotations

import re
from itertools import pairwise
from math import ceil

ROOM = 20.0
"""Full-width characters of 2号 (22 pt) that fit into 156 mm."""

_AFTER = ("关于", "的", "、", "，", "）", "》", "”", "暨", "和", "会", "室", "局", "府", "委")
"""A line ends well behind these."""
_BEFORE = (
    "关于", "（", "《", "“", "推进", "情况", "实施", "开展", "促进", "推动", "加快", "加强", "做好", "行动", "工作", "进一步", "并",
    "确保", "以及", "有关", "全市", "全省", "全县", "全区", "年度",
)  # fmt: skip
"""A line begins well with these."""
_LATE = tuple("，、。；：！？）》”’〕】%℃")
_EARLY = tuple("（《“‘〔【")
_KEEP = (
    "文件 会议 纪要 办公室 领导小组 委员会 专班 人民政府 工作 建设 发展 推进 促进 推动 加快 加强 项目 投资 制造业 高质量 服务 管理 保障 监督 "
    "检查 督查 实施 开展 机制 任务 目标 单位 部门 企业 行动 攻坚 重点 重大 有关 事项 问题 措施 方案 意见 规定 办法 招商 引资 工业 经济 "
    "产业 改革 创新 安全 生产 年度 季度 情况 通报 通知 报告 请示 关于 做好 进一步 全市 全县 全区 全省"
).split()
_WORD = re.compile("[0-9A-Za-z.,%]+[年月日号个亿万元]?|" + "|".join(_KEEP) + "|.", re.DOTALL)
"""What a break never divides: numbers with their counting word, the commonest words of titles and of organs' names."""
_KEPT = 8
"""How many ways to a cut are followed up; the evenness of all lines is only known at the end."""


def title_lines(text: str) -> tuple[str, ...]:
    """Lines where the pattern says ``|``; what is still too wide for the page is broken by meaning."""
    return tuple(line for part in text.split("|") if part.strip() for line in broken(part.strip()))


def full_widths(text: str) -> float:
    """Width in full-width characters: ASCII takes half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def broken(text: str, room: float = ROOM, least: int = 1) -> tuple[str, ...]:
    """One line of at most ``room`` characters, or several: as few as it takes, or one more, cut by meaning."""
    count = max(least, ceil(full_widths(text) / room))
    if count <= 1:
        return (text,)
    cuts = _cuts(text)
    tries = (pieces for lines in (count, count + 1) for pieces in _ways(text, cuts, lines, room))
    best = min(tries, key=lambda lines: _cost(lines, room), default=(text,))
    return best if _fits(best, room) else (text,)


def _ways(text: str, cuts: list[int], count: int, room: float) -> list[tuple[str, ...]]:
    """The most even ways to cut a text into ``count`` lines: the best few to each cut, line by line."""
    ideal = full_widths(text) / count
    ways: dict[int, list[tuple[float, tuple[int, ...]]]] = {0: [(0.0, (0,))]}
    for number in range(1, count + 1):
        longer: dict[int, list[tuple[float, tuple[int, ...]]]] = {}
        for start, found in ways.items():
            for end in [cut for cut in cuts if cut > start] if number < count else [len(text)]:
                width = full_widths(text[start:end])
                if width <= room:
                    worse = (width - ideal) ** 2 + 14 * (end < len(text) and not _is_good(text, end))
                    longer.setdefault(end, []).extend((cost + worse, (*way, end)) for cost, way in found)
        ways = {end: sorted(found)[:_KEPT] for end, found in longer.items()}
    return [tuple(text[a:b] for a, b in pairwise(way)) for found in ways.values() for _, way in found]


def _cuts(text: str) -> list[int]:
    """Where a line may end: between words, not before a closing mark or behind an opening one."""
    places, position = [], 0
    for word in _WORD.findall(text)[:-1]:
        position += len(word)
        if not text[position:].startswith(_LATE) and not text[:position].endswith(_EARLY):
            places.append(position)
    return places


def _is_good(text: str, place: int) -> bool:
    return text[:place].endswith(_AFTER) or text[place:].startswith(_BEFORE)


def _fits(lines: tuple[str, ...], room: float) -> bool:
    return all(2 <= full_widths(line) <= room for line in lines)


def _cost(lines: tuple[str, ...], room: float) -> tuple[bool, float, str]:
    """Lines that fit first, then few cuts against the meaning, few and even lines, no hourglass; the text settles a tie."""
    widths = [full_widths(line) for line in lines]
    text, place, harsh = "".join(lines), 0, 0
    for line in lines[:-1]:
        place += len(line)
        harsh += not _is_good(text, place)
    short = sum(width < 4 for width in widths)
    waists = sum(a > b + 1 < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    spread = max(widths) - min(widths)
    return not _fits(lines, room), harsh * 14 + short * 10 + waists * 6 + spread + 4 * len(lines), "|".join(lines)
