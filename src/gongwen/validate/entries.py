"""Lists that are carried as they are: 项目清单, 问题台账; and the texts that people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from gongwen.guard.text import clean_problem, compact
from gongwen.model.data import Case, Entry, Prose
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput, RawKind, RawTable
from gongwen.model.terms import Role
from gongwen.validate.facts import problem_at
from gongwen.validate.numbers import narrow
from gongwen.validate.periods import of_table

_TOTALS = frozenset({"合计", "总计", "小计"})
_UP_TO = re.compile(r"截[至止]到?(?:(\d{4})年)?(\d{1,2})月")


def entries(raw: RawInput, role: Role, pack_year: int | None = None) -> tuple[tuple[Entry, ...], list[Problem]]:
    """The rows of every list of a role; cells that cannot be carried are problems. Total rows are left out."""
    rows: list[Entry] = []
    problems: list[Problem] = []
    for table in raw.tables.get(role, ()):
        headings, as_of = [compact("/".join(column.path)) for column in table.columns], _as_of(table, pack_year)
        for position, heading in enumerate(headings):
            if heading in headings[:position]:
                source = table.columns[position].source
                message = f"表头“{heading}”重复"
                problems.append(problem_at(source, Severity.ERROR, "heading.duplicate", message, "请改成不同的表头"))
        for row in table.rows:
            values, cells = {}, {}
            for heading, cell in zip(headings, row, strict=True):
                if cell.kind in (RawKind.NO_CACHE, RawKind.ERROR):
                    code = "formula.no_cache" if cell.kind is RawKind.NO_CACHE else "cell.error"
                    message = "公式没有算出结果"
                    problems.append(problem_at(cell.source, Severity.ERROR, code, message, "请打开保存，或改为数值"))
                elif fault := clean_problem(cell.text):
                    problems.append(
                        problem_at(cell.source, Severity.ERROR, "text.forbidden", f"文字的{fault}", "请重新录入这一格")
                    )
                values[heading], cells[heading] = cell.shown.strip(), cell.source
            texts = [text for text in values.values() if text]
            if texts and compact(texts[0]) not in _TOTALS:
                rows.append(Entry(MappingProxyType(values), row[0].source, as_of, MappingProxyType(cells)))
    return tuple(rows), problems


def region_lists(raw: RawInput, pack: Pack) -> list[Problem]:
    """Tables taken for 项目清单 whose rows are the ranked units: a firm's figures under 企业名称 would count nowhere."""
    names = {compact(name) for region in pack.regions for name in region.names}
    found = []
    for table in raw.tables.get(Role.PROJECTS, ()):
        named = sum(any(compact(cell.text) in names for cell in row[:2]) for row in table.rows)
        if 2 <= named and len(table.rows) <= 2 * named and not _has_projects(table):
            source = table.start
            message = f"这张表按项目清单读入，没有计数；它的{named}行写的却是参评单位"
            fix = "是报送数的，把首列表头改为“单位”，或在 [inputs] 里写明用途（progress、targets）"
            found.append(problem_at(source, Severity.WARNING, "role.list_of_regions", message, fix))
    return found


def _has_projects(table: RawTable) -> bool:
    """Whether its rows are projects that lie in a region: 项目名称 beside 属地."""
    return any("项目" in compact("".join(column.path)) for column in table.columns[:3])


def _as_of(table: RawTable, pack_year: int | None) -> Period | None:
    """The month a list is for: 截至2022年7月31日 in its title, a period there, in the sheet's or the file's name."""
    around = of_table(table, pack_year)
    named = _UP_TO.search(narrow(compact(table.title)))
    if named and (year := int(named[1] or 0) or around.year) and 1 <= int(named[2]) <= 12:
        return Period.month(year, int(named[2]))
    return Period.month(around.period.end.year, around.period.end.month) if around.period else None


def text_problems(cases: Iterable[Case], prose: Prose) -> list[Problem]:
    """Forbidden characters in cases and in the issue's own text."""
    found = []
    for case in cases:
        found += [(source, text) for text, source in case.texts()]
    found += [(prose.source, text) for heading, texts in prose.sections.items() for text in (heading, *texts)]
    return [
        problem_at(source, Severity.ERROR, "text.forbidden", f"“{text[:10]}…”的{fault}", "请重新录入")
        for source, text in found
        if (fault := clean_problem(text))
    ]
