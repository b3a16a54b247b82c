"""What a careful clerk looks for in texts and lists that are printed as they are: places nobody knows, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from gongwen.guard.text import bare, compact
from gongwen.model.data import Case, Prose
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput, RawKind, RawTable
from gongwen.model.sources import Source
from gongwen.model.terms import PROSE_HEADINGS, REGION_HEADINGS, Role
from gongwen.validate.facts import problem_at
from gongwen.validate.regions import RegionBook

_OFFICES = frozenset("单位 单位名称 部门 责任单位 报送单位 填报单位".split())
"""Headings that may stand over offices as well as regions."""
_PLACES = REGION_HEADINGS - _OFFICES
_SEPARATORS = re.compile(r"[、,，;；/\n]+|\s{2,}")
_PERSONAL = re.compile(
    r"(?<![\d.])(?:(?P<mobile>1[3-9]\d[ -]?\d{4}[ -]?\d{4})"
    r"|(?P<identity>[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]))(?![\d.])"
)
_CONTACT = re.compile("电话|手机|联系|身份证|证件")
_KINDS = {"mobile": "手机号", "identity": "身份证号"}


def carried_problems(raw: RawInput, pack: Pack) -> list[Problem]:
    """Warnings for 属地 that no region is called by, and for mobile and identity numbers, in cases, texts and lists."""
    book = RegionBook(pack.regions)
    problems = [*_in_cases(raw.cases, book), *_in_prose(raw.prose), *_unused(raw.prose, pack)]
    for role in (Role.PROJECTS, Role.LEDGER):
        for table in raw.tables.get(role, ()):
            problems += _in_table(table, book)
    return problems


def _in_table(table: RawTable, book: RegionBook) -> Iterator[Problem]:
    headings = [bare(column.path[-1]) if column.path else "" for column in table.columns]
    places = [position for position, heading in enumerate(headings) if heading in _PLACES]
    for row in table.rows:
        for position in places:
            if fault := _unknown(row[position].text, book):
                yield problem_at(row[position].source, Severity.WARNING, "region.unlisted", *fault)
        if not _PERSONAL.search("\t".join([cell.text for cell in row])):
            continue
        for heading, cell in zip(headings, row, strict=True):
            # A bare number is a sum of money or a count, unless its heading speaks of telephones.
            if (cell.kind is RawKind.TEXT or _CONTACT.search(heading)) and (fault := _personal(cell.text)):
                yield problem_at(cell.source, Severity.WARNING, "text.personal", *fault)


def _in_cases(cases: Iterable[Case], book: RegionBook) -> Iterator[Problem]:
    for case in cases:
        if fault := _unknown(case.region, book):
            yield replace(problem_at(case.source, Severity.WARNING, "region.unlisted", *fault), place="属地")
        for text, source in case.texts():
            yield from _in_texts((text,), source)


def _in_prose(prose: Prose) -> Iterator[Problem]:
    for heading, texts in prose.sections.items():
        yield from (replace(problem, place=heading) for problem in _in_texts(texts, prose.source))


def _unused(prose: Prose, pack: Pack) -> Iterator[Problem]:
    """A heading that no product asks for: what people wrote under it would be lost without a word."""
    asked = {name for product in pack.products for name in (*product.sections, product.settings.get("lead", ""))}
    taken = (asked | set(PROSE_HEADINGS)) - set(pack.wording)
    for heading in prose.sections if pack.products else ():
        if heading in pack.wording:
            message, fix = f"“{heading}”一节由句式生成，这里写的不会印出", "换一个小标题，并写进产品的 sections"
        elif heading not in taken:
            near = get_close_matches(heading, taken, n=1, cutoff=0.4)
            message = f"没有一个产品用到“{heading}”，这一节不会印出"
            fix = f"小标题改为“{near[0]}”，或写进产品的 sections" if near else "写进产品的 sections，或删去这一节"
        else:
            continue
        yield replace(problem_at(prose.source, Severity.WARNING, "prose.unused", message, fix), place=heading)


def _in_texts(texts: Iterable[str], source: Source) -> Iterator[Problem]:
    for text in texts:
        if fault := _personal(text):
            yield problem_at(source, Severity.WARNING, "text.personal", *fault)


def _unknown(text: str, book: RegionBook) -> tuple[str, str] | None:
    """(message, fix) where a 属地 names a place that is no region of the pack; several may be named at once."""
    if not book.regions:
        return None
    for part in filter(None, (compact(part) for part in _SEPARATORS.split(text.strip()))):
        # 海曙区望春街道 is a place inside a region.
        if part in ("-", "—", "/", "无") or book.find(part) or any(part.startswith(r.name) for r in book.regions):
            continue
        near = book.nearest(part)
        message = f"属地“{part[:30]}”不是区县包里的地区" + (f"，是不是“{near}”？" if near else "")
        return message, "请改正属地，或在 regions.csv 里加上别名"
    return None


def _personal(text: str) -> tuple[str, str] | None:
    """(message, fix) where a text holds a mobile or identity number; the message shows its ends only."""
    found = _PERSONAL.search(text)
    if found is None:
        return None
    number = re.sub("[ -]", "", found[0])
    kind = _KINDS[found.lastgroup or "mobile"]
    return f"像是{kind}（{number[:3]}****{number[-2:]}），会印出去", "请删去个人信息；确需公开的，换成办公电话"
