"""A target's operator (以上, 以下) against the direction (方向) of its indicator: both say which way is good."""

from __future__ import annotations

from collections.abc import Iterator

from gongwen.model.data import Target
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Bound, Direction
from gongwen.validate.facts import problem_at
from gongwen.validate.gather import Targets

_AGAINST = {Direction.HIGHER: Bound.AT_MOST, Direction.LOWER: Bound.AT_LEAST}
_WORDS = {Direction.HIGHER: "越大越好", Direction.LOWER: "越小越好"}


def bound_problems(targets: Targets, pack: Pack) -> Iterator[Problem]:
    """Ceilings of what is 越大越好 and floors of what is 越小越好: ranks, 超时序 and lights would honour the worst.

    One a sheet and an indicator, at its first cell.
    """
    found: dict[tuple[str, str, str], list[Target]] = {}
    for (_, code, _), target in targets.items():
        if target.value is not None and target.bound is _AGAINST[pack.indicator(code).direction]:
            found.setdefault((code, target.source.path, target.source.sheet), []).append(target)
    for (code, _, _), against in found.items():
        indicator, first = pack.indicator(code), against[0]
        count = f"等{len(against)}处" if len(against) > 1 else ""
        message = (
            f"{indicator.name}的目标“{first.raw.strip()}”{count}与指标目录不合：目录里是{_WORDS[indicator.direction]}，"
            "排名、超时序、亮灯会按相反的方向算"
        )
        other = next(word for direction, word in _WORDS.items() if direction is not indicator.direction)
        fix = f"在 indicators.csv 把“{indicator.name}”的方向改为“{other}”；目标写错的，改这一格"
        yield problem_at(first.source, Severity.WARNING, "target.direction", message, fix)
