"""Declared lists (清单) held against what was handed in: their columns, their regions, and 勾稽 with the counts reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from gongwen.guard.text import bare, compact
from gongwen.model.catalogue import Region
from gongwen.model.data import Entry, Kind, Observation
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.project_list import ListSpec
from gongwen.model.sources import Source
from gongwen.model.terms import Role
from gongwen.model.windows import resolve
from gongwen.validate.facts import problem_at
from gongwen.validate.gather import Observations
from gongwen.validate.regions import RegionBook
from gongwen.validate.units import unit_in

_NAME = "项目名称"
_AMOUNT = re.compile(r"-?(\d+|\d{1,3}([,，]\d{3})+)(\.\d+)?", re.ASCII)


def listed_problems(entries: Mapping[Role, Sequence[Entry]], observations: Observations, pack: Pack) -> list[Problem]:
    """What a declared list lacks, region names it cannot place, counts that differ from the figures reported."""
    book, problems = RegionBook(pack.regions), []
    for spec in pack.lists:
        given = [entry for entry in entries[Role(spec.source)] if spec.is_from(entry.source.path)]
        lacking = list(_lacking(spec, given))
        problems += lacking
        if not lacking:
            rows = [entry for entry in given if spec.takes(entry.source.path, entry.values)]
            problems += _unplaced(spec, rows, book)
            problems += _no_amounts(spec, rows)
            months = dict.fromkeys(entry.as_of for entry in given)
            problems += _miscounted(spec, rows, months, observations, pack, book)
    return [*problems, *_twice(entries, pack)]


def _no_amounts(spec: ListSpec, rows: Sequence[Entry]) -> Iterator[Problem]:
    """Cells of an added-up column that have digits and are no number in its unit: 约9.6, 96000万元 under （亿元）."""
    for entry in rows:
        for heading in spec.sums:
            text, unit = compact(entry.get(compact(heading))), unit_in(heading)
            if re.search(r"\d", text) and not _AMOUNT.fullmatch(text.removesuffix(unit)):
                message = f"“{spec.name}”要相加的列“{heading}”里“{bare(text)[:20]}”不是{unit or '单独的'}数"
                fix = f"这一行这一列只填数字{f'（{unit}）' if unit else ''}，约数、别的单位换算后填"
                yield problem_at(entry.at(compact(heading)), Severity.ERROR, "list.no_amount", message, fix)


def _twice(entries: Mapping[Role, Sequence[Entry]], pack: Pack) -> Iterator[Problem]:
    """A project on two rows of one list, or of the lists that part the same files by the same headings (在谈、签约……)."""
    seen: dict[tuple[object, ...], tuple[Source, str]] = {}
    for spec in pack.lists:
        for entry in entries[Role(spec.source)]:
            name = compact(entry.get(_NAME))
            if not name or not spec.takes(entry.source.path, entry.values):
                continue
            key = (spec.source, spec.files, tuple(spec.where), entry.as_of, name)
            here = entry.at(_NAME)
            first, where = seen.setdefault(key, (here, spec.name))
            if first != here:
                message = f"项目“{entry.get(_NAME)[:30]}”在“{where}”（{first}）和“{spec.name}”（{here}）都有"
                fix = "一个项目只在一份清单里列一次；确是两个项目的，名称写开"
                yield problem_at(here, Severity.WARNING, "list.twice", message, fix)


def _lacking(spec: ListSpec, given: Sequence[Entry]) -> Iterator[Problem]:
    """Headings that a file does not have, once a file and sheet."""
    seen: set[tuple[str, str]] = set()
    for entry in given:
        place = (entry.source.path, entry.source.sheet)
        for heading in spec.headings if place not in seen else ():
            if compact(heading) not in entry.values:
                near = get_close_matches(heading, list(entry.values), 1, 0.4)
                fix = (
                    f'是否就是“{near[0]}”？改表头，或改 profile.toml 的 [lists."{spec.name}"]' if near else "补上这一列"
                )
                message = f"“{spec.name}”要用的列“{heading}”没有找到"
                yield problem_at(Source(*place), Severity.ERROR, "list.no_column", message, fix)
        seen.add(place)


def _unplaced(spec: ListSpec, rows: Sequence[Entry], book: RegionBook) -> Iterator[Problem]:
    heading = compact(spec.region)
    for entry in rows if heading else ():
        name = entry.get(heading)
        found = book.find(name)
        if found is None or found.region is None or found.region.is_total:
            near = book.nearest(name)
            fix = f"是否是{near}？" if near else "改成 regions.csv 里的名称，或在那里加别名"
            message = f"“{spec.name}”这一行的{spec.region}“{name or '（空）'}”不是参评单位"
            yield problem_at(entry.at(heading), Severity.ERROR, "list.unknown_region", message, fix)


# -- 勾稽 --------------------------------------------------------------------------------------------------------------


def _miscounted(
    spec: ListSpec,
    rows: Sequence[Entry],
    months: Iterable[Period | None],
    observations: Observations,
    pack: Pack,
    book: RegionBook,
) -> Iterator[Problem]:
    """Rows of a region against the figure it reported, month by month; lists that name no month are the latest's."""
    if not spec.indicator or not spec.region:
        return
    heading = compact(spec.region)
    reported = {key[3] for key in observations if key[1] == spec.indicator and key[2] is Kind.ACTUAL}
    latest = max((period.end for period in reported), default=None)
    for month in months:
        known = month or (Period.month(latest.year, latest.month) if latest else None)
        window = known and resolve(spec.window, known, merge_first=pack.numbers.merge_first_months)
        if window is None or window not in reported:
            continue
        listed = [entry for entry in rows if entry.as_of == month]
        places: dict[str, list[Source]] = {}
        for entry in listed:
            found = book.find(entry.get(heading))
            if found is not None and found.region is not None:
                places.setdefault(found.region.code, []).append(entry.at(heading))
        for region in pack.regions:
            rows_of = places.get(region.code, [])
            count = len(listed) if region.is_total else len(rows_of)
            figure = observations.get((region.code, spec.indicator, Kind.ACTUAL, window))
            if (figure is None and count and not region.is_total) or (figure and figure.value != count):
                source = figure.source if figure else rows_of[0]
                yield _differs(spec, pack, region, count, figure, window, source)


def _differs(
    spec: ListSpec,
    pack: Pack,
    region: Region,
    count: int,
    figure: Observation | None,
    window: Period,
    source: Source,
) -> Problem:
    indicator = pack.indicator(spec.indicator)
    says = f"报送{indicator.name}{figure.raw or '—'}" if figure else f"没有报送{indicator.name}"
    message = f"“{spec.name}”与报送数不符：{region.name}{window.label}清单有{count}个，{says}"
    fix = "核对清单和报送数，改正其一；确认无误的，在 [[sign_offs]] 里签认并写明理由"
    return problem_at(source, Severity.ERROR, "list.count_mismatch", message, fix)
