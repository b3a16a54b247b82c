"""Roles of type on the page → the faces that may serve, best first: official by all its names, substitute, complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gongwen.model.document import Faces


@dataclass(frozen=True, slots=True)
class Role:
    """One role of type, e.g. 仿宋 for body text."""

    name: str
    """Chinese name: 仿宋."""
    field: str
    """Attribute of :class:`~gongwen.model.document.Faces`."""
    official: tuple[str, ...]
    """Names of the usual faces on Windows, macOS, WPS and Linux."""
    substitutes: tuple[str, ...]
    """Families of prepared free faces, best first; the last one is complete and always there."""


SERIF, SANS = "Noto Serif SC GW", "Noto Sans SC GW"
FANG, KAI, SONG_BOLD = "FandolFang GW", "FandolKai GW", "FandolSong Bold GW"

ROLES: tuple[Role, ...] = (
    Role(
        "小标宋", "title",
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋体"),
        (SONG_BOLD, SERIF),
    ),
    Role(
        "仿宋", "body",
        ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "方正仿宋简体", "STFangsong", "华文仿宋"),
        (FANG, SERIF),
    ),
    Role(
        "楷体", "kai",
        ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "方正楷体简体", "STKaiti", "华文楷体"),
        (KAI, SERIF),
    ),
    Role("黑体", "hei", ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体", "STHeiti", "华文黑体"), (SANS,)),
    Role("宋体", "song", ("宋体", "SimSun", "新宋体", "方正书宋_GBK", "方正书宋简体", "STSong", "华文宋体"), (SERIF,)),
)  # fmt: skip


def wanted_names(role: Role, faces: Faces) -> tuple[str, ...]:
    """The face a pack asks for, then the role's usual official ones."""
    return tuple(dict.fromkeys((str(getattr(faces, role.field)), *role.official)))


def rare_family(family: str) -> str:
    """The family that holds the rare 汉字 of a prepared face."""
    return f"{family} Rare"


def css_stacks(faces: Faces) -> Mapping[str, str]:
    """CSS ``font-family`` lists by role field: official, substitute, complete, and what a browser has itself."""
    return MappingProxyType({role.field: ", ".join(_stack(role, faces)) for role in ROLES})


def _stack(role: Role, faces: Faces) -> Iterator[str]:
    for name in wanted_names(role, faces):
        yield f'"{clean_family(name)}"'
    for family in dict.fromkeys((*role.substitutes, SERIF, SANS)):
        yield f'"{family}"'
        yield f'"{rare_family(family)}"'
    yield "sans-serif" if role.field == "hei" else "serif"


def clean_family(name: str) -> str:
    """A family name as CSS takes it between quotes: a pack's setting must not end the rule it stands in."""
    return "".join(character for character in name if character.isalnum() or character in " _-.")
