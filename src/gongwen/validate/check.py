"""Raw input and a pack in, the dataset and every problem out."""

from __future__ import annotations

from gongwen.model.data import Dataset
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput
from gongwen.model.terms import Role
from gongwen.validate.bounds import bound_problems
from gongwen.validate.carried import carried_problems
from gongwen.validate.entries import entries, region_lists, text_problems
from gongwen.validate.facts import Findings
from gongwen.validate.gather import ROLES, check_coverage, gather
from gongwen.validate.listed import listed_problems
from gongwen.validate.plausible import plausibility_problems
from gongwen.validate.points import points
from gongwen.validate.relations import relation_problems
from gongwen.validate.signoffs import apply_sign_offs
from gongwen.validate.wide import TableReader


def check(raw: RawInput, pack: Pack) -> tuple[Dataset, tuple[Problem, ...]]:
    """The dataset and all problems found, errors too, in order of files.

    The dataset holds what was sound; where there are errors it is not to be computed with. ``Dataset.problems`` has
    the warnings and notes only. Nothing raises for what stands in the data.
    """
    found = Findings(problems=list(raw.problems))
    reader = TableReader(pack, found)
    for role in ROLES:
        for table in raw.tables.get(role, ()):
            reader.read(table, role)
    observations, targets = gather(found)
    check_coverage(found, pack)
    projects, faults = entries(raw, Role.PROJECTS, pack.year)
    ledger, more = entries(raw, Role.LEDGER, pack.year)
    given, wrong = points(raw, pack)
    problems = found.problems + faults + more + wrong + text_problems(raw.cases, raw.prose)
    problems += carried_problems(raw, pack) + region_lists(raw, pack)
    problems += bound_problems(targets, pack)
    problems += relation_problems(observations, targets, pack)
    problems += listed_problems({Role.PROJECTS: projects, Role.LEDGER: ledger}, observations, pack)
    problems += plausibility_problems(observations, targets, pack)
    problems, signed = apply_sign_offs(list(dict.fromkeys(problems)), pack, observations)
    dataset = Dataset(
        observations=observations,
        targets=targets,
        points=given,
        cases=raw.cases,
        projects=projects,
        ledger=ledger,
        prose=raw.prose,
        inputs=raw.inputs,
        problems=tuple(problem for problem in problems if problem.severity is not Severity.ERROR),
        signed_off=signed,
        is_sample=raw.is_sample,
    )
    return dataset, tuple(problems)
