"""A sentence pattern and settled values in, one sentence out, with the figures it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import jinja2

from gongwen.errors import TemplateError
from gongwen.model.figures import FigureText
from gongwen.model.problems import Problem, Severity
from gongwen.phrasing.allowlist import check_template, names_used
from gongwen.phrasing.environment import make_environment, missing_name, printable
from gongwen.phrasing.freeze import freeze


@dataclass(frozen=True, slots=True)
class Phrase:
    """One rendered sentence or paragraph; empty text means there was nothing to say."""

    text: str
    figure_ids: tuple[str, ...] = ()
    """Figures printed on their own, in order; those inside lists are not repeated here."""


def render_pattern(source: str, values: Mapping[str, object], *, place: str) -> Phrase:
    """Render one plain-text pattern. Line breaks and blanks around them in the pattern are layout, not text.

    Raises TemplateError with ``place`` for anything the allow-list refuses and for unknown names.
    """
    if not any(mark in source for mark in "{｛｝"):
        return Phrase(_settled(source))
    faults = check_template(source)
    if faults:
        problems = [
            Problem(Severity.ERROR, "pattern.refused", fault.message, fault.fix, place=place) for fault in faults
        ]
        raise TemplateError("句式不能使用", problems)
    seen: list[str] = []

    def note(value: object) -> object:
        if isinstance(value, FigureText):
            seen.append(value.figure_id)
        return printable(value)

    environment = make_environment(autoescape=False)
    environment.finalize = note
    try:
        wanted = names_used(source)
        text = environment.from_string(source).render({k: freeze(v) for k, v in values.items() if k in wanted})
    except (jinja2.TemplateError, KeyError, TypeError) as error:
        problem = Problem(Severity.ERROR, "pattern.failed", _reason(error, values), "检查句式里的名称", place=place)
        raise TemplateError("句式无法成文", [problem]) from error
    return Phrase(_settled(text), tuple(dict.fromkeys(seen)))


def _settled(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()


def _reason(error: Exception, values: Mapping[str, object]) -> str:
    if isinstance(error, jinja2.UndefinedError):
        name = re.fullmatch(r"'([^']+)' is undefined", str(error))
        return missing_name(name[1], values) if name else str(error)
    return str(error)
