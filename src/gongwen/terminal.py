"""Problems as a table for a terminal: aligned although a 汉字 is two columns wide, errors first, counts at the end."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from gongwen.model.problems import Problem, Severity

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_MAX_PLACE = 44
_GAP = "  "


def width_of(text: str) -> int:
    """Columns a text takes in a terminal.

    >>> width_of("完成率%"), width_of("e\\u0301")
    (7, 1)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def problem_table(
    problems: Sequence[Problem], *, width: int, paint: Callable[[str, Severity], str] = lambda text, _: text
) -> Iterator[str]:
    """Lines of the table: 级别, 位置, 问题和改法. ``paint`` colours the level; every line fits ``width`` columns.

    Problems with the same place are told apart by their own rows; the mend stands under the problem, after →, and once
    for several in a row that are mended alike.
    """
    if not problems:
        return
    ordered = sorted(problems, key=lambda problem: _ORDER[problem.severity])
    room = min(max(width_of(text) for text in ("位置", *map(_place, ordered))), _MAX_PLACE, max(width // 3, 12))
    rest = max(width - 4 - room - 2 * len(_GAP), 20)
    yield f"级别{_GAP}{_padded('位置', room)}{_GAP}问题和改法"
    yield f"{'─' * 4}{_GAP}{'─' * room}{_GAP}{'─' * min(rest, 40)}"
    for (_, fix), alike in groupby(ordered, key=lambda problem: (problem.severity, problem.fix)):
        several = list(alike)
        mended = f"以上{len(several)}处：{fix}" if fix and len(several) > 1 else fix
        for problem in several:
            words = wrapped(problem.message, rest)
            if mended and problem is several[-1]:
                first, *more = wrapped(mended, rest - 3)
                words += [f"→ {first}", *(f"  {line}" for line in more)]
            yield from _row(problem, words, room, paint)


def _place(problem: Problem) -> str:
    return problem.where() or "—"


def _row(problem: Problem, words: list[str], room: int, paint: Callable[[str, Severity], str]) -> Iterator[str]:
    spots = wrapped(_place(problem), room)
    for number in range(max(len(words), len(spots))):
        level = paint(problem.severity.label, problem.severity) if number == 0 else " " * 4
        spot = _padded(spots[number] if number < len(spots) else "", room)
        yield f"{level}{_GAP}{spot}{_GAP}{words[number] if number < len(words) else ''}".rstrip()


def counts(problems: Sequence[Problem]) -> str:
    """``错误2处，提醒3处，说明1处`` with every level named."""
    found = Counter(problem.severity for problem in problems)
    return "，".join(f"{severity.label}{found[severity]}处" for severity in Severity)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; a run of letters and digits is kept whole where it fits."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split())):
        while width_of(line) + width_of(piece) > width:
            if line and (width_of(piece) <= width or width_of(line) >= width - 1):
                lines, line = [*lines, line.rstrip()], ""
                piece = piece.lstrip()
                continue
            cut = _cut(piece, width - width_of(line))
            lines, line, piece = [*lines, line + piece[:cut]], "", piece[cut:]
        line += piece
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        if char.isascii() and not char.isspace():
            word += char
            continue
        if word:
            yield word
            word = ""
        yield char
    if word:
        yield word


def _cut(piece: str, room: int) -> int:
    used = 0
    for place, char in enumerate(piece):
        used += width_of(char)
        if used > room:
            return max(place, 1)
    return len(piece)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - width_of(text), 0)
