"""Known mismatches that the pack accepts, with a reason, a signer's post and a last day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gongwen.model.data import Kind, Observation
from gongwen.model.pack import Pack, SignOff
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity


def apply_sign_offs(
    problems: list[Problem], pack: Pack, observations: Mapping[tuple[str, str, Kind, Period], Observation]
) -> tuple[list[Problem], tuple[SignOff, ...]]:
    """Problems with the accepted ones turned into notes, and the sign-offs that were used.

    A sign-off ends with the data, never by the clock: it holds while the latest period read ends on or before
    ``expires``, so that the same inputs give the same output on any day. One that has ended leaves its problem as it
    was: an error is an error again.
    """
    latest = max((key[3].end for key in observations), default=None)
    used: dict[int, SignOff] = {}
    settled = []
    for problem in problems:
        # An empty match would accept every problem of its code: it accepts none.
        fitting = [s for s in pack.sign_offs if s.code == problem.code and s.match and s.match in problem.message]
        valid = next((s for s in fitting if latest is None or latest <= s.expires), None)
        if valid is not None:
            used.setdefault(pack.sign_offs.index(valid), valid)
            fix = f"已由{valid.signer}签认：{valid.reason}（有效至{valid.expires.isoformat()}）"
            problem = replace(problem, severity=Severity.INFO, fix=fix)
        elif fitting:
            fix = f"签认已于{fitting[0].expires.isoformat()}到期（{fitting[0].signer}），请重新核实"
            problem = replace(problem, fix=fix)
        settled.append(problem)
    return settled, tuple(used[index] for index in sorted(used))
