"""The objects of a finished PDF → which face was really embedded for each role."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongwen.model.problems import Problem, Severity
from gongwen.render.fonts.cache import FaceState


def base_fonts(objects: Iterable[object]) -> frozenset[str]:
    """PostScript names of the embedded faces, without their subset prefix, from a PDF's objects."""
    names = (item.get("BaseFont", b"") for item in objects if isinstance(item, dict))
    texts = (name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name) for name in names)
    return frozenset(re.sub(r"^/?([A-Z]{6}\+)?", "", text) for text in texts if text)


def embedded_faces(names: frozenset[str], states: Iterable[FaceState]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """One line a role (role, wanted face, embedded face), and a warning for each that was substituted and used."""
    lines, problems = [], []
    for state in states:
        serving = state.found or state.substitute
        if not state.found and not _is_used(serving, names):
            continue
        lines.append(f"{state.role}：要{state.wanted}，用{serving}")
        if not state.found:
            problems.append(
                Problem(
                    Severity.WARNING, "font.substituted", f"本机没有{state.wanted}，{state.role}用{serving}代替",
                    f"装上{state.wanted}后重新生成" if state.best else f"装上{state.wanted}，或运行 gongwen fonts 备好替代字体",
                )
            )  # fmt: skip
    return tuple(lines), tuple(problems)


def _is_used(family: str, names: frozenset[str]) -> bool:
    plain = family.replace(" ", "").casefold()
    return any(name.replace("-", "").casefold().startswith(plain) for name in names)
