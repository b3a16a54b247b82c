"""A finished PDF → which face was really embedded for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongwen.model.document import Faces
from gongwen.model.problems import Problem, Severity
from gongwen.render.fonts import font_report


def embedded_names(data: bytes) -> frozenset[str]:
    """PostScript names of the embedded faces, without their subset prefix."""
    return frozenset(name.decode("ascii", "replace") for name in re.findall(rb"/FontName /(?:[A-Z]{6}\+)?([^\s/\]>]+)", data))


def embedded_faces(data: bytes, faces: Faces) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """One line a role (role, wanted face, embedded face), and a warning for each that was substituted and used."""
    names = embedded_names(data)
    lines, problems = [], []
    for state in font_report(faces):
        serving = state.found or state.substitute
        if not _is_used(serving, names):
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
    return any(name.replace("-", "").casefold().startswith(plain) or not name.isascii() for name in names)


def unexpected_faces(names: frozenset[str], allowed: Sequence[str]) -> Iterator[str]:
    """Embedded faces that are none of the allowed families."""
    plain = [family.replace(" ", "").casefold() for family in allowed]
    for name in sorted(names):
        if not any(name.replace("-", "").casefold().startswith(family) for family in plain):
            yield name
