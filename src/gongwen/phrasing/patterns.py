"""A sentence pattern and settled values in, one sentence out."""

from __future__ import annotations

import re
from collections.abc import Mapping

import jinja2

from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity
from gongwen.phrasing.allowlist import check_template, names_used
from gongwen.phrasing.environment import make_environment, missing_name
from gongwen.phrasing.freeze import freeze


def render_pattern(source: str, values: Mapping[str, object], *, place: str) -> str:
    """One plain-text pattern, rendered; empty where there is nothing to say. Its line breaks are layout, not text.

    Raises TemplateError with ``place`` for anything the allow-list refuses and for unknown names.
    """
    if not any(mark in source for mark in "{｛｝"):
        return _settled(source)
    faults = check_template(source)
    if faults:
        problems = [
            Problem(Severity.ERROR, "pattern.refused", fault.message, fault.fix, place=place) for fault in faults
        ]
        raise TemplateError("句式不能使用", problems)
    environment = make_environment(autoescape=False)
    try:
        wanted = names_used(source)
        text = environment.from_string(source).render({k: freeze(v) for k, v in values.items() if k in wanted})
    except (jinja2.TemplateError, KeyError, TypeError) as error:
        problem = Problem(Severity.ERROR, "pattern.failed", _reason(error, values), "检查句式里的名称", place=place)
        raise TemplateError("句式无法成文", [problem]) from error
    return _settled(text)


def _settled(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()


def _reason(error: Exception, values: Mapping[str, object]) -> str:
    if isinstance(error, jinja2.UndefinedError):
        name = re.fullmatch(r"'([^']+)' is undefined", str(error))
        return missing_name(name[1], values) if name else str(error)
    return str(error)
