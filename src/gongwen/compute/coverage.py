"""What an issue lacks: columns without any figure, rank changes without an issue before, totals that do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongwen.compute.readings import AS_REPORTED
from gongwen.compute.rounding import exact_text
from gongwen.compute.scores import item_series
from gongwen.model.baseline import Baseline
from gongwen.model.data import Dataset, Kind, Observation
from gongwen.model.figures import Board, Figure, FigureKey, SeriesKey
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, Pack, Relation, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.sources import Source
from gongwen.model.terms import NO_VALUE, Aggregation, Measure
from gongwen.model.windows import frame_of, series_key

_SIGN_OFF = "确认无误的，在 [[sign_offs]] 里签认并写明理由"


@dataclass(frozen=True)
class _Room:
    """What every check looks at."""

    board: Board
    data: Dataset
    pack: Pack
    issue: Issue

    def actual(self, region: str, indicator: str, period: Period) -> Figure | None:
        """完成 of a region, None where nobody reported it."""
        found = self.board.figures.get(FigureKey(region, indicator, Measure.ACTUAL, period))
        if found is None or found.value is not None or found.text != NO_VALUE:
            return found
        # What was reported and gives no rate (a base of zero) is —, and no gap.
        return found if found.sources and found.formula != AS_REPORTED else None


def issue_problems(
    board: Board, data: Dataset, pack: Pack, issue: Issue, users: Sequence[TableSpec | Topic],
    baseline: Baseline | None = None,
) -> list[Problem]:  # fmt: skip
    """What the tables and topics of an issue ask for and nobody reported, and totals that adjustments have broken.

    A whole column of — is a warning in a draft and an error in a final; a total that does not hold is always an error;
    a ranking that the published issue before (``baseline``) does not have is a note.
    """
    room = _Room(board, data, pack, issue)
    asked = _asked(room, users)
    actuals: dict[tuple[str, Period], list[str]] = {}
    targets: dict[tuple[str, Period], list[str]] = {}
    for key, names in asked.items():
        actuals.setdefault((key.indicator, key.period), []).extend(names)
        if key.against is not None:
            targets.setdefault((key.indicator, key.against), []).extend(names)
    found = [_without_figures(room, *key, names) for key, names in actuals.items()]
    found += [_without_targets(room, *key, names) for key, names in targets.items()]
    gaps = [*(problem for problem in found if problem), *_without_anything(room, users)]
    return [*gaps, *_against(room, users, baseline), *_broken_totals(room, actuals)]


def _asked(room: _Room, users: Iterable[TableSpec | Topic]) -> Mapping[SeriesKey, list[str]]:
    """Every series over by the issue's last day that is read from data → the tables and topics that use it."""
    issue = room.issue
    found: dict[SeriesKey, list[str]] = {}
    for user in users:
        for spec in user.columns if isinstance(user, TableSpec) else (user,):
            key = _series(room, user, spec)
            score = room.pack.score(spec.indicator)
            items = item_series(score, key.period, room.pack) if score and key else (key,)
            for item in items:
                # 全年 in July has no figure yet, and no fault.
                if item is not None and item.period.end <= (issue.as_of or issue.period.end):
                    found.setdefault(item._replace(rank_by=None, before=None), []).append(f"“{user.name}”")
    return found


def _series(room: _Room, user: TableSpec | Topic, spec: ColumnSpec | Topic) -> SeriesKey | None:
    """The series of a column or topic in the issue; None where it names no indicator or has no period yet."""
    if not spec.indicator:
        return None
    issue, merge = room.issue, room.pack.numbers.merge_first_months
    frame = frame_of(user.basis, issue.period, cutoff_day=user.cutoff_day, as_of=issue.as_of, merge_first=merge)
    indicator = room.pack.indicator(spec.indicator)
    return series_key(indicator, spec.window, spec.against, spec.rank_by, frame, basis=user.basis, merge_first=merge)


def _problem(room: _Room, code: str, message: str, fix: str, names: Iterable[str]) -> Problem:
    severity = Severity.ERROR if room.issue.final else Severity.WARNING
    return Problem(severity, code, f"{message}（用于{'、'.join(dict.fromkeys(names))}）", f"{fix}；{_SIGN_OFF}")


def _without_figures(room: _Room, code: str, period: Period, names: list[str]) -> Problem | None:
    name = f"{period.label}{room.pack.indicator(code).name}"
    present = {r.code for r in room.pack.regions if room.actual(r.code, code, period) is not None}
    total = room.pack.total
    if not present:
        gap = _unreported_months(room, code, period)
        message = f"{name}没有一个完成数{f'，缺{gap}的' if gap else ''}"
        fix = "请补上报送表；这一期不出的，从表里去掉这一列"
        return _problem(room, "series.no_figures", message, fix, names)
    if total is not None and total.code not in present:
        message = f"{name}：各地有数，{total.name}没有"
        return _problem(room, "series.no_total", message, f"请补上{total.name}的数", names)
    return None


def _unreported_months(room: _Room, code: str, period: Period) -> str:
    """The months of a longer period that nobody reported, where others were."""
    have = {key[3] for key in room.data.observations if key[1] == code and key[2] is Kind.ACTUAL}
    gaps = period.months_without(have) if period.whole_months else ()
    return "、".join(f"{month.end.month}月" for month in gaps) if len(gaps) < period.month_count else ""


def _without_targets(room: _Room, code: str, against: Period, names: list[str]) -> Problem | None:
    # “—” for every region is an answer: there is none.
    if any((region.code, code, against) in room.data.targets for region in room.pack.regions):
        return None
    message = f"{against.label}{room.pack.indicator(code).name}没有一个目标，算不出完成率和排名"
    return _problem(room, "series.no_targets", message, "请补上目标；确实没有目标的填“—”", names)


def _without_anything(room: _Room, users: Iterable[TableSpec | Topic]) -> Iterator[Problem]:
    """A table whose every column is of a time that is not over: a month's table in the issue of a week.

    Targets are set beforehand: beside them the table is as empty, and one of nothing else is complete.
    """
    last = room.issue.period.end
    for user in users:
        columns = user.columns if isinstance(user, TableSpec) else ()
        keys = [_series(room, user, column) for column in columns if column.measure is not Measure.TARGET]
        periods = [key.period for key in keys if key is not None]
        if periods and all(period.end > last for period in periods):
            message = f"“{user.name}”各列的期间到{last.isoformat()}都没有结束，整张表没有一个完成数"
            fix = "这一期不出这张表的，用 --only 只出别的产品；按几天出一期的表，basis 写 days 或 to_date"
            yield _problem(room, "table.not_over", message, fix, [f"“{user.name}”"])


# -- the issue before ------------------------------------------------------------------------------------------------


def _against(room: _Room, users: Sequence[TableSpec | Topic], baseline: Baseline | None) -> list[Problem]:
    """What rank changes against the published issue before have to say for themselves."""
    if baseline is None:
        return []
    return [*_without_issue_before(room, users, baseline), *_other_rules(room, users, baseline)]


def _without_issue_before(room: _Room, users: Iterable[TableSpec | Topic], baseline: Baseline) -> Iterator[Problem]:
    """Rankings whose change cannot be said though there is a published issue before: why, never in silence."""
    names: dict[SeriesKey, list[str]] = {}
    for user in users:
        for key in (_series(room, user, spec) for spec in _moving(user)):
            if key is not None and key in room.board.incomparable:
                names.setdefault(key, []).append(f"“{user.name}”")
    for key, of in names.items():
        ranks = (room.board.figures.get(key.of(region.code, Measure.RANK)) for region in room.pack.ranked_regions)
        if key.rank_by is not None and any(rank is not None and rank.value is not None for rank in ranks):
            name = f"{room.pack.indicator(key.indicator).name}（{key.period.label}，按{key.rank_by.label}）"
            yield Problem(
                Severity.INFO,
                "rank.no_previous",
                f"{name}的排名变化都印“—”：已发布的{baseline.label}一期里没有可比的一项排名"
                f"（用于{'、'.join(dict.fromkeys(of))}）",
                "上期没有排这一项的不用改；改过列清单的期间、排名依据或截止日的，核对是否仍可比",
                file=baseline.source.path,
            )


def _moving(user: TableSpec | Topic) -> list[ColumnSpec | Topic]:
    """Where a user shows changes of rank."""
    if isinstance(user, Topic):
        return [user]
    return [column for column in user.columns if column.measure is Measure.RANK_GAIN]


def _other_rules(room: _Room, users: Iterable[TableSpec | Topic], baseline: Baseline) -> Iterator[Problem]:
    """Places by other rules than the published ones: a district that did nothing may seem to have moved."""
    then, now = baseline.rules, room.pack.rank_rules
    if then is None or then.words == now.words or not any(map(_moving, users)):
        return
    yield Problem(
        Severity.WARNING,
        "rank.other_rules",
        f"排名办法与已发布的{baseline.label}一期不同：上期{then.words}，这一期{now.words}；位次变化里有办法变动的成分",
        "确要改的，在表的 notes 里写明；不是有意改的，改回 [numbers] 的 ties、rank_on、within_category",
        file=baseline.source.path,
    )


# -- totals as printed -----------------------------------------------------------------------------------------------


def _broken_totals(room: _Room, asked: Iterable[tuple[str, Period]]) -> Iterator[Problem]:
    """Totals of periods that are added up here: adjustments come in after the reported figures were checked."""
    changes = {o.source: o for key, o in room.data.observations.items() if key[2] is Kind.ADJUSTMENT}
    for code, period in asked:
        indicator, total = room.pack.indicator(code), room.pack.total
        relations = (r for r in room.pack.relations if r.kind == "total" and code in (r.indicators or (code,)))
        relation = next(relations, None)
        adds_up = indicator.aggregation is Aggregation.SUM and not indicator.is_percentage
        if relation is None or total is None or not adds_up:
            continue
        whole = room.actual(total.code, code, period)
        parts = [room.actual(r.code, code, period) for r in room.pack.regions if not r.is_total]
        numbers = [part for part in parts if part is not None and part.value is not None]
        if whole is not None and whole.value is not None and parts and len(numbers) == len(parts):
            yield from _unequal(room, relation, whole, numbers, changes)


def _unequal(
    room: _Room, relation: Relation, whole: Figure, parts: list[Figure], changes: Mapping[Source, Observation]
) -> Iterator[Problem]:
    assert whole.value is not None
    added = sum((part.value for part in parts if part.value is not None), Fraction(0))
    in_whole = [changes[source] for source in dict.fromkeys(whole.sources) if source in changes]
    in_parts = [changes[source] for part in parts for source in dict.fromkeys(part.sources) if source in changes]
    if not in_whole and not in_parts:
        return  # as reported: held against each other there
    indicator = room.pack.indicator(whole.key.indicator)
    off, slack = whole.value - added, Fraction(relation.tolerance)
    if len(whole.sources) > 1:
        off = _sum(in_whole) - _sum(in_parts)  # the months themselves were held against each other
    elif relation.rounding:
        slack += Fraction(5, 10 ** (indicator.decimals + 1)) * sum(len(part.sources) for part in (whole, *parts))
    if abs(off) > slack:
        first = (*in_parts, *in_whole)[0]
        total = room.pack.region(whole.key.region).name
        message = (
            f"{whole.key.period.label}{indicator.name}完成：调整后各地相加{exact_text(added)}，"
            f"{total}{exact_text(whole.value)}"
        )
        fix = f"请核对调整数，{total}也要作相应的调整；{_SIGN_OFF}"
        source = first.source
        yield Problem(
            Severity.ERROR, "total.adjusted", message, fix, file=source.path, sheet=source.sheet, cell=source.cell
        )


def _sum(changes: Iterable[Observation]) -> Fraction:
    return sum((Fraction(change.value) for change in changes if change.value is not None), Fraction(0))
