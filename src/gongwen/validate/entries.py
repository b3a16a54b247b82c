"""Lists that are carried as they are: 项目清单, 问题台账; and the texts that people wrote."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from gongwen.guard.text import clean_problem, compact
from gongwen.model.data import Case, Entry, Prose
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput, RawKind
from gongwen.model.terms import Role
from gongwen.validate.facts import problem_at

_TOTALS = frozenset({"合计", "总计", "小计"})


def entries(raw: RawInput, role: Role) -> tuple[tuple[Entry, ...], list[Problem]]:
    """The rows of every list of a role; cells that cannot be carried are problems. Total rows are left out."""
    rows: list[Entry] = []
    problems: list[Problem] = []
    for table in raw.tables.get(role, ()):
        headings = [compact("/".join(column.path)) for column in table.columns]
        for position, heading in enumerate(headings):
            if heading in headings[:position]:
                source = table.columns[position].source
                message = f"表头“{heading}”重复"
                problems.append(problem_at(source, Severity.ERROR, "heading.duplicate", message, "请改成不同的表头"))
        for row in table.rows:
            values = {}
            for heading, cell in zip(headings, row, strict=True):
                if cell.kind in (RawKind.NO_CACHE, RawKind.ERROR):
                    code = "formula.no_cache" if cell.kind is RawKind.NO_CACHE else "cell.error"
                    message = "公式没有算出结果"
                    problems.append(problem_at(cell.source, Severity.ERROR, code, message, "请打开保存，或改为数值"))
                elif fault := clean_problem(cell.text):
                    problems.append(
                        problem_at(cell.source, Severity.ERROR, "text.forbidden", f"文字的{fault}", "请重新录入这一格")
                    )
                values[heading] = cell.text.strip()
            texts = [text for text in values.values() if text]
            if texts and compact(texts[0]) not in _TOTALS:
                rows.append(Entry(MappingProxyType(values), row[0].source))
    return tuple(rows), problems


def text_problems(cases: Iterable[Case], prose: Prose) -> list[Problem]:
    """Forbidden characters in cases and in the issue's own text."""
    found = []
    for case in cases:
        texts = [case.headline, case.region, case.owner, case.investment, case.contributor, *case.facts.values()]
        texts += [text for heading, paragraphs in case.sections for text in (heading, *paragraphs)]
        texts += [photo.caption for photo in case.photos]
        found += [(case.source, text) for text in texts]
    found += [(prose.source, text) for heading, texts in prose.sections.items() for text in (heading, *texts)]
    return [
        Problem(Severity.ERROR, "text.forbidden", f"“{text[:10]}…”的{fault}", "请重新录入", file=source.path)
        for source, text in found
        if (fault := clean_problem(text))
    ]
