"""Which region (地区) a name means: by code, name, short name or alias; never by likeness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gongwen.guard.text import compact
from gongwen.model.catalogue import Region
from gongwen.validate.numbers import narrow

TOTAL_WORDS = frozenset("合计 总计 总数 合计数 全市合计 全县合计 全区合计 全市总计 全部".split())
"""Mean the total row where a pack has one."""
ASIDE_WORDS = frozenset("小计 平均 均值 平均数 平均值 全市平均 全县平均 全区平均 各地平均 算术平均".split())
"""Rows that are no region and no total."""

_FOOTNOTE = re.compile(r"(?:[①-⑳⑴-⒇¹²³⁴-⁹*＊#※]|\[\d+\]|\(\d{1,2}\))+$")
_VARIANTS = str.maketrans("區縣鎮鄉慶寧餘臺", "区县镇乡庆宁余台")


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell in the region column means."""

    region: Region | None = None
    aside: bool = False
    """A sub-total or average row."""
    note: str = ""
    """What was normalised, empty for a plain match."""


class RegionBook:
    """Looks up names of a pack's regions."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self.regions = tuple(regions)
        self.total = next((region for region in regions if region.is_total), None)
        self._names = {_key(name): region for region in regions for name in region.names}
        self._cities = tuple(_key(name) for name in self.total.names) if self.total else ()
        self._cache: dict[str, Named | None] = {}

    def find(self, text: str) -> Named | None:
        """What a name means, None where it means nothing known."""
        if text not in self._cache:
            self._cache[text] = self._find(text)
        return self._cache[text]

    def _find(self, text: str) -> Named | None:
        key = _key(text)
        if key in self._names:
            region = self._names[key]
            return Named(region, note="" if text in region.names else f"“{text.strip()}”读作{region.name}")
        if key in TOTAL_WORDS:
            return Named(self.total, aside=self.total is None, note=f"“{text.strip()}”行作为合计")
        if key in ASIDE_WORDS:
            return Named(aside=True)
        for city in self._cities:
            # 宁波市鄞州区: the city's own name before the region's.
            rest = key.removeprefix(city)
            if rest != key and rest in self._names and not self._names[rest].is_total:
                region = self._names[rest]
                return Named(region, note=f"“{text.strip()}”读作{region.name}")
        bare = _FOOTNOTE.sub("", key)
        if bare != key and bare:
            found = self._find(bare)
            return found and Named(found.region, found.aside, f"“{text.strip()}”的脚注号已略去")
        return None

    def nearest(self, text: str) -> str:
        """The known name that looks most like ``text``, or empty."""
        close = get_close_matches(_key(text), [_key(region.name) for region in self.regions], 1, 0.5)
        return next((region.name for region in self.regions if close and _key(region.name) == close[0]), "")


def _key(text: str) -> str:
    return narrow(compact(text)).translate(_VARIANTS)
