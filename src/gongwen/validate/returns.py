"""Returned forms against the forms that were sent out: whose each is, whether it is this issue's, what must go back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from gongwen.guard.text import compact, showable
from gongwen.model.data import Dataset, Kind, Observation
from gongwen.model.forms import DATE_MARK, NOTE_HEADING, PREVIOUS_HEADING, VALUE_HEADING, Form, FormLine, FormNumber
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawInput, RawTable
from gongwen.model.returns import Answered, Collection, Standing, UnitReturn
from gongwen.model.sources import Source
from gongwen.model.terms import Aggregation, Role
from gongwen.validate.check import check
from gongwen.validate.facts import problem_at, shown

_DATE = re.compile(rf"{DATE_MARK}\s*(\d{{4}})\D(\d{{1,2}})\D(\d{{1,2}})")
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_ELSEWHERE = frozenset({"region.missing"})
"""Codes that the list of units says better."""

Known = Callable[[str, str, Period], Decimal | None]


@dataclass
class _Desk:
    """What is known about one returned file."""

    path: str
    table: RawTable
    form: Form
    dated: date | None
    rows: Mapping[FormLine, tuple[RawCell, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def say(self, severity: Severity, code: str, message: str, fix: str = "", spot: Source | None = None) -> None:
        source = spot or Source(self.path, self.table.sheet)
        self.problems.append(problem_at(source, severity, code, message, fix))


def assess(
    raw: RawInput,
    forms: Sequence[Form],
    pack: Pack,
    known: Known,
    *,
    due: date | None = None,
    received: Mapping[str, date] | None = None,
) -> Collection:
    """Sort a folder of returned forms.

    ``known`` gives earlier figures for comparing with the grey column. ``due`` is the last day; ``received`` gives a day by
    file, otherwise the date that the unit wrote on the form counts, never a clock.
    """
    desks, strays, problems = _sorted(raw, forms, received)
    for desk in desks:
        _look_through(desk, known)
    good, twice = _without_twins(desks)
    dataset, found = _checked(raw, good, pack)
    problems += [*twice, *found]
    units = tuple(_standing(form, desks, strays.get(form.unit, []), due) for form in forms)
    problems += [problem for desk in desks for problem in desk.problems]
    problems += _about_units(units, due)
    kept = {unit.form.unit for unit in units if unit.standing in (Standing.REPORTED, Standing.LATE)}
    answers = [a for desk in good if desk.form.unit in kept for a in _answers(desk, dataset)]
    sums, missing = _sums(answers, forms, pack) if len(kept) == len(forms) else ([], [])
    return Collection(units, tuple(_in_order([*answers, *sums], pack)), tuple(dict.fromkeys([*problems, *missing])))


# -- whose is it ---------------------------------------------------------------------------------------------------


def _sorted(
    raw: RawInput, forms: Sequence[Form], received: Mapping[str, date] | None
) -> tuple[list[_Desk], dict[str, list[Problem]], list[Problem]]:
    """This issue's forms; problems of other issues' and versions' by unit; every problem."""
    by_unit = {form.number.unit: form for form in forms}
    tables: dict[str, list[RawTable]] = {}
    for group in raw.tables.values():
        for table in group:
            tables.setdefault(table.path, []).append(table)
    desks: list[_Desk] = []
    strays: dict[str, list[Problem]] = {}
    problems: list[Problem] = []
    for name in (file.path.removeprefix("data:") for file in raw.inputs):
        found = next(((t, n) for t in tables.get(name, ()) if (n := FormNumber.find(t.title))), None)
        if found is None:
            message = "没有表号，不是 gongwen forms 发出的报送表，没有汇总"
            fix = "请填在发出的报送表里，不要另做一张"
            problems.append(Problem(_E, "form.unknown", message, fix, file=name))
            continue
        table, number = found
        form = by_unit.get(number.unit)
        if fault := _wrong_form(number, form):
            problems.append(Problem(_E, *fault, file=name, sheet=table.sheet))
            if form is not None:
                strays.setdefault(form.unit, []).append(problems[-1])
        elif form is not None:
            dated = received.get(name) if received is not None else _dated(table.title)
            desks.append(_Desk(name, table, form, dated))
    return desks, strays, problems


def _wrong_form(number: FormNumber, form: Form | None) -> tuple[str, str, str] | None:
    """(code, message, fix) where a form is none of this issue's."""
    if form is None:
        return "form.other_unit", f"表号里的单位“{number.unit}”不在本区县包里", "请核对是不是别处的报送表"
    mine = form.number
    if number.period != mine.period:
        message = f"{form.unit_name}报的是{number.period}的表，不是{mine.period}的"
        return "form.other_period", message, "请改报本期的表"
    if number.version != mine.version:
        message = f"{form.unit_name}用的表样与现在的不一致（区县包在发表之后改过，截止日不同，或是别的区县包的表）"
        return "form.other_version", message, "请重新发表，或用发表时的设置和 --as-of"
    return None


def _dated(title: str) -> date | None:
    match = _DATE.search(title)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


# -- what is in it -------------------------------------------------------------------------------------------------


def _look_through(desk: _Desk, known: Known) -> None:
    """Rows as they were sent out, every answer given, the grey column untouched."""
    columns = {compact(column.path[-1]): place for place, column in enumerate(desk.table.columns) if column.path}
    wanted = ("地区", "指标", "期间", PREVIOUS_HEADING, VALUE_HEADING)
    if gone := [heading for heading in wanted if heading not in columns]:
        desk.say(_E, "form.rows", f"{desk.form.unit_name}的表缺了列：{'、'.join(gone)}", "请填在原表里，不要增删行列")
        return
    asked = {_said(line): line for line in desk.form.lines}
    rows: dict[FormLine, tuple[RawCell, ...]] = {}
    strange: list[str] = []
    for row in desk.table.rows:
        texts = tuple(compact(row[columns[heading]].text) for heading in ("地区", "指标", "期间"))
        if texts in asked:
            rows[asked[texts]] = row
        elif any(cell.text.strip() for cell in row):
            strange.append("".join(texts))
    if strange or len(rows) < len(desk.form.lines):
        _rows_changed(desk, rows, strange)
        return
    desk.rows = MappingProxyType(rows)
    blank = [line for line, row in rows.items() if not row[columns[VALUE_HEADING]].text.strip()]
    if blank:
        names = shown([_named(line, desk.form) for line in blank], 3)
        first = rows[blank[0]][columns[VALUE_HEADING]].source
        desk.say(_E, "form.blank", f"{desk.form.unit_name}有{len(blank)}格没有填：{names}", "没有数的填“—”", first)
    for line, row in rows.items():
        _compare_previous(desk, line, row[columns[PREVIOUS_HEADING]], known)


def _named(line: FormLine, form: Form) -> str:
    """A row in words: with its region where one unit answers for several."""
    several = len({one.region for one in form.lines}) > 1
    return f"{line.period_text}{line.region_name if several else ''}{line.indicator_name}"


def _said(line: FormLine) -> tuple[str, ...]:
    return compact(line.region_name), compact(line.indicator_name), compact(line.period_text)


def _rows_changed(desk: _Desk, rows: Mapping[FormLine, object], strange: list[str]) -> None:
    unit = desk.form.unit_name
    if strange and not rows:
        message = f"表号是{unit}的，表里填的却是别的单位或别的期间（{shown(strange, 2)}）"
        desk.say(_E, "form.other_content", message, "请各单位用发给自己的表")
        return
    gone = [line.indicator_name for line in desk.form.lines if line not in rows]
    parts = [f"少了{len(gone)}行（{shown(gone, 3)}）"] if gone else []
    parts += [f"多了或改了{len(strange)}行（{shown(strange, 3)}）"] if strange else []
    desk.say(_E, "form.rows", f"{unit}的表{'，'.join(parts)}", "请填在原表里，不要增删、改动行")


def _compare_previous(desk: _Desk, line: FormLine, cell: RawCell, known: Known) -> None:
    if line.previous is None:
        return
    text = cell.text.strip()
    try:
        same = Decimal(text) == line.previous
    except InvalidOperation:
        same = False
    if not same:
        message = (
            f"{line.region_name}改动了“{line.indicator_name}”（{line.period_text}一行）的上期数："
            f"原为{line.previous:f}，改为{text or '空'}"
        )
        fix = "以前各期的数以已报送的为准；确需更正的，请报送单位书面说明后改数据文件里的那一期"
        desk.say(_W, "form.previous_changed", message, fix, cell.source)


# -- the whole folder ----------------------------------------------------------------------------------------------


def _without_twins(desks: list[_Desk]) -> tuple[list[_Desk], list[Problem]]:
    """One file a unit; the same form twice is fine when every answer is the same, else nobody can tell which counts."""
    by_unit: dict[str, list[_Desk]] = {}
    for desk in desks:
        by_unit.setdefault(desk.form.unit, []).append(desk)
    good: list[_Desk] = []
    problems: list[Problem] = []
    for group in by_unit.values():
        sound = [desk for desk in group if not any(p.severity is _E for p in desk.problems)]
        names = "、".join(desk.path for desk in group)
        if len(group) > 1 and len({_fingerprint(desk) for desk in group}) > 1:
            message = f"{group[0].form.unit_name}报了{len(group)}份，填的数不一样：{names}"
            for desk in group:
                desk.say(_E, "form.twice", message, "请问清以哪一份为准，移走另一份")
            continue
        if len(group) > 1:
            message = f"{group[0].form.unit_name}报了{len(group)}份，填的数相同：{names}"
            problems.append(Problem(_I, "form.twice_same", message, "用第一份", file=group[1].path))
        good += sound[:1]
    return good, problems


def _fingerprint(desk: _Desk) -> tuple[str, ...]:
    place = _place(desk.table, VALUE_HEADING) or 0
    return tuple(row[place].text.strip() for row in desk.table.rows)


def _place(table: RawTable, heading: str) -> int | None:
    return next((i for i, c in enumerate(table.columns) if c.path and compact(c.path[-1]) == heading), None)


def _checked(raw: RawInput, good: list[_Desk], pack: Pack) -> tuple[Dataset, list[Problem]]:
    """The values of sound forms through the same checks as any data; what stands wrong in a form counts against it."""
    chosen = replace(raw, tables=MappingProxyType({Role.PROGRESS: tuple(desk.table for desk in good)}))
    dataset, problems = check(chosen, pack)
    paths = {desk.path: desk for desk in good}
    rest: list[Problem] = []
    for problem in problems:
        if problem.code in _ELSEWHERE:
            continue
        if problem.file in paths:
            paths[problem.file].problems.append(problem)
        else:
            rest.append(problem)
    return dataset, rest


def _standing(form: Form, desks: list[_Desk], strays: list[Problem], due: date | None) -> UnitReturn:
    own = [desk for desk in desks if desk.form.unit == form.unit]
    if not own:
        files, remarks = tuple(p.file for p in strays), tuple(p.message for p in strays)
        return UnitReturn(form, Standing.MISSING, files, None, remarks)
    files = tuple(desk.path for desk in own)
    dates = [desk.dated for desk in own if desk.dated is not None]
    dated = max(dates, default=None)
    faults = [
        f"{p.cell}：{p.message}" if p.cell else p.message for desk in own for p in desk.problems if p.severity is _E
    ]
    if faults:
        return UnitReturn(form, Standing.SENT_BACK, files, dated, tuple(dict.fromkeys(faults)))
    late = due is not None and dated is not None and dated > due
    return UnitReturn(form, Standing.LATE if late else Standing.REPORTED, files, dated)


def _about_units(units: tuple[UnitReturn, ...], due: date | None) -> Iterator[Problem]:
    for unit in units:
        name = unit.form.unit_name
        file = unit.files[0] if unit.files else ""
        if unit.standing is Standing.MISSING:
            yield Problem(_W, "form.missing", f"{name}还没有报送本期的表", "请催报", file=file)
        elif due is not None and unit.dated is None:
            yield Problem(_I, "form.no_date", f"{name}没有填报送日期，无法判断是否逾期", "", file=file)
        elif unit.standing is Standing.LATE and unit.dated is not None and due is not None:
            message = f"{name}{unit.dated.isoformat()}报送，晚于截止日{due.isoformat()}"
            yield Problem(_W, "form.late", message, "", file=file)


# -- figures -------------------------------------------------------------------------------------------------------


def _answers(desk: _Desk, dataset: Dataset) -> Iterator[Answered]:
    place = _place(desk.table, NOTE_HEADING)
    for line in desk.form.lines:
        note = "" if place is None else showable(" ".join(desk.rows[line][place].text.split()))
        found = dataset.observations.get((line.region, line.indicator, Kind.ACTUAL, line.period))
        if found is not None:
            yield Answered(line, found.value, _written(found), found.source, note)


def _written(found: Observation) -> str:
    if found.value is None:
        return found.raw.strip() or "—"
    text = format(found.value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sums(answers: list[Answered], forms: Sequence[Form], pack: Pack) -> tuple[list[Answered], list[Problem]]:
    """The total row of indicators that add up (汇总方式 求和), where no source reports it; only from all units."""
    total = pack.total
    if total is None:
        return [], []
    groups: dict[tuple[str, Period], list[Answered]] = {}
    for answer in answers:
        groups.setdefault((answer.line.indicator, answer.line.period), []).append(answer)
    made: list[Answered] = []
    problems: list[Problem] = []
    for (code, _), group in groups.items():
        if pack.indicator(code).aggregation is not Aggregation.SUM or any(a.line.region == total.code for a in group):
            continue
        values = [answer.value for answer in group if answer.value is not None]
        line = replace(group[0].line, region=total.code, region_name=total.name, previous=None, part_of=None)
        if len(values) < len(group):
            names = shown([answer.line.region_name for answer in group if answer.value is None], 5)
            message = f"{line.period_text}{line.indicator_name}有单位没有数（{names}），没有相加出{total.name}数"
            problems.append(Problem(_W, "form.no_total", message, f"请在汇总表里补填{total.name}数"))
            continue
        added = sum(values, Decimal(0))
        made.append(Answered(line, added, f"{added:f}"))
    return made, problems


def _in_order(answers: list[Answered], pack: Pack) -> list[Answered]:
    """By stretch of time, then indicator, then region, as the registry has them."""
    regions = {region.code: place for place, region in enumerate(pack.regions)}
    indicators = {indicator.code: place for place, indicator in enumerate(pack.indicators)}
    return sorted(answers, key=lambda a: (a.line.period, indicators[a.line.indicator], regions[a.line.region]))
