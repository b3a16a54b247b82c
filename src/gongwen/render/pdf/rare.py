"""Characters that the body face lacks (珺, 垟 in names of people and places) must not make their line higher.

Our prepared faces share one ascent and descent, so a character from another face changes nothing. An official 仿宋 has
metrics of its own: there such characters are set in an element without line height, and a page keeps its 22 lines.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path

from gongwen.render.fonts.cache import FaceState

_PARTS = re.compile(r"(<head\b.*?</head>|<style\b.*?</style>|<svg\b.*?</svg>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def body_characters(states: Iterable[FaceState]) -> Container[int] | None:
    """Code points of the installed official body face; None where a prepared face serves."""
    path = next((state.path for state in states if state.role == "仿宋" and state.found), "")
    return _code_points(path, Path(path).stat().st_mtime_ns) if path else None


@lru_cache(maxsize=4)  # reading twenty thousand characters takes longer than a page
def _code_points(path: str, changed: int) -> frozenset[int]:
    """What is in a font file as it was ``changed``."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


def set_apart(markup: str, known: Container[int]) -> str:
    """Each 汉字 that is not known gets an element of its own; tags, style sheets and drawings are left alone."""

    def apart(match: re.Match[str]) -> str:
        character = match.group()
        return character if ord(character) in known else f'<i class="rare">{character}</i>'

    parts = _PARTS.split(markup)
    parts[::2] = [_HAN.sub(apart, text) for text in parts[::2]]
    return "".join(parts)
