"""A title in, its printed lines out: broken by meaning, balanced, never a single character alone (GB/T 9704 7.3.1)."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import ceil

ROOM = 20.0
"""Full-width characters of 2号 (22 pt) that fit into 156 mm."""

_AFTER = ("关于", "的", "、", "，", "）", "》", "”", "暨", "和", "会", "室", "局", "府", "委")
"""A line ends well behind these."""
_BEFORE = ("关于", "（", "《", "“", "推进", "情况", "实施", "开展", "促进", "推动", "加快", "加强", "做好", "行动", "工作")
"""A line begins well with these."""
_LATE = tuple("，、。；：！？）》”’〕】%℃")
_EARLY = tuple("（《“‘〔【")
_WORD = re.compile(r"[0-9A-Za-z.,%]+[年月日号个亿万元]?|[关情通方报][于况知案告]|.", re.DOTALL)
"""What a break never divides: numbers with their counting word, the commonest words of a title's end."""


def title_lines(text: str) -> tuple[str, ...]:
    """Lines where the pattern says ``|``; what is still too wide for the page is broken by meaning."""
    parts = (part.strip() for part in text.split("|"))
    return tuple(line for part in parts if part for line in _broken(part))


def full_widths(text: str) -> float:
    """Width in full-width characters: ASCII takes half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _broken(text: str) -> tuple[str, ...]:
    count = ceil(full_widths(text) / ROOM)
    if count <= 1:
        return (text,)
    cuts = _cuts(text)
    tries = (combinations(cuts, lines - 1) for lines in (count, count + 1))
    best = min((_pieces(text, chosen) for some in tries for chosen in some), key=_cost, default=(text,))
    return best if _fits(best) else (text,)


def _cuts(text: str) -> list[int]:
    """Where a line may end: between words, not before a closing mark or behind an opening one; the best of many."""
    places, position = [], 0
    for word in _WORD.findall(text)[:-1]:
        position += len(word)
        if not text[position:].startswith(_LATE) and not text[:position].endswith(_EARLY):
            places.append(position)
    good = [place for place in places if _is_good(text, place)]
    return good if len(good) >= 6 or len(places) > 40 else places


def _is_good(text: str, place: int) -> bool:
    return text[:place].endswith(_AFTER) or text[place:].startswith(_BEFORE)


def _pieces(text: str, cuts: tuple[int, ...]) -> tuple[str, ...]:
    edges = (0, *cuts, len(text))
    return tuple(text[start:end] for start, end in pairwise(edges))


def _fits(lines: tuple[str, ...]) -> bool:
    return all(2 <= full_widths(line) <= ROOM for line in lines)


def _cost(lines: tuple[str, ...]) -> tuple[bool, float, str]:
    """Lines that fit first, then few cuts against the meaning, few and even lines; the text itself settles a tie."""
    widths = [full_widths(line) for line in lines]
    text, place, harsh = "".join(lines), 0, 0
    for line in lines[:-1]:
        place += len(line)
        harsh += not _is_good(text, place)
    short = sum(width < 4 for width in widths)
    spread = max(widths) - min(widths)
    return not _fits(lines), harsh * 14 + short * 10 + spread + 4 * len(lines), "|".join(lines)
