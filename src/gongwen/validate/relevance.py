"""Which problems concern one issue: errors always, the rest unless their table holds other periods only."""

from __future__ import annotations

from collections.abc import Iterable

from gongwen.model.data import Dataset, Observation, Target
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity


def of_issue(problems: Iterable[Problem], data: Dataset, issue: Period) -> tuple[Problem, ...]:
    """Problems that matter for an issue and the one before it, which rank changes compare with.

    An error stops a build wherever it stands, so none is ever left out; nor is what belongs to no table of figures.
    """
    first = issue.shifted(-issue.month_count).start if issue.whole_months else issue.start
    held: dict[tuple[str, str], list[Period]] = {}
    values: list[Observation | Target] = [*data.observations.values(), *data.targets.values()]
    for found in values:
        held.setdefault((found.source.path, found.source.sheet), []).append(found.period)
    others = {
        place for place, periods in held.items() if not any(p.end >= first and p.start <= issue.end for p in periods)
    }
    return tuple(p for p in problems if p.severity is Severity.ERROR or (p.file, p.sheet) not in others)
