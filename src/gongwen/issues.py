"""One issue of a pack, as every recipe begins it: its period, its figures, and what it lacks to go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.errors import UsageError
from gongwen.model.data import Dataset, Kind
from gongwen.model.issue import Issue, issue_period
from gongwen.model.pack import Pack, ProductSpec, SignOff, TableSpec, Topic
from gongwen.model.papers import LEADS
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from gongwen.compose import Setting
    from gongwen.model.baseline import Baseline
    from gongwen.model.figures import Board
    from gongwen.output import Data

Users = tuple[TableSpec | Topic, ...]
"""The tables and topics that an issue's figures are for."""


def used_by(pack: Pack, products: Iterable[ProductSpec]) -> Users:
    """The tables that products print, and the topics of their charts and sentences."""
    chosen = tuple(products)
    carried = {product.settings.get("attach", "") for product in chosen}  # the workbook that travels in a PDF
    chosen += tuple(product for product in pack.products if product.name in carried)
    names = {name for product in chosen for name in (*product.tables, *product.attachments, *product.charts)}
    drawn = {name for chart in pack.charts if chart.name in names for name in (chart.topic, *chart.topics)}
    said = {name for product in chosen for name in _spoken_of(pack, product)}
    tables = tuple(table for table in pack.tables if table.name in names)
    return (*tables, *(topic for topic in pack.topics if topic.name in drawn | said))


def _spoken_of(pack: Pack, product: ProductSpec) -> Iterable[str]:
    """The names that the sentences of a product use."""
    from gongwen.phrasing.allowlist import names_used

    paper = {"briefing": "简报", "bulletin": "通报"}.get(product.kind, product.settings.get("form", ""))
    for name in (*product.sections, product.settings.get("lead") or LEADS.get(paper, "")):
        section = pack.wording.get(name)
        for pattern in section.paragraphs if section else ():
            yield from names_used(pattern)


def printed(pack: Pack) -> Users:
    """What the products of a pack print; everything where it declares none."""
    return used_by(pack, pack.products) if pack.products else (*pack.tables, *pack.topics)


def keep_apart(out: Path, data: Path | None, pack: Pack) -> None:
    """Raise UsageError where outputs would be read as data the next time, or taken for published."""
    place = out.resolve()
    if data is not None and place.is_relative_to(data.resolve()):
        message = f"输出文件夹 {out} 在数据文件夹里面，下次会把成品当作数据读入"
        raise UsageError(message, fix="用 -o 换一个数据文件夹以外的文件夹")
    if pack.published_dir is not None and place.is_relative_to(pack.published_dir.resolve()):
        message = f"输出文件夹 {out} 在已发布的文件夹里面，会被当作发布过的一期"
        raise UsageError(message, fix="用 -o 换一个文件夹，定稿后用 gongwen publish 发布")


def reported_issue(data: Data, period: str | Period) -> Period:
    """The period of an issue whose figures are there. Raises UsageError where they are not, or only in part."""
    wanted = issue_period(period, merge_first=data.pack.numbers.merge_first_months)
    if lack := unreported(data.dataset, data.pack, wanted):
        raise UsageError(lack[0], fix=lack[1])
    return wanted


def unreported(data: Dataset, pack: Pack, issue: Period) -> tuple[str, str] | None:
    """What is missing of an issue's period as a whole and what to do; None where its last month is reported."""
    have = {key[3] for key in data.observations if key[2] is Kind.ACTUAL}
    inside = [period for period in have if issue.start <= period.end <= issue.end]
    if not inside:
        ends = sorted({(period.end.year, period.end.month) for period in have})
        merge = pack.numbers.merge_first_months
        codes = dict.fromkeys(f"{year}-{2 if merge and month == 1 else month:02d}" for year, month in ends)
        return f"没有{_named(issue)}的完成数", f"数据里有：{'、'.join(codes) or '（无）'}"
    if not issue.whole_months or issue.month_count == 1:
        return None
    gaps = issue.months_without(have)
    first = min(period.start for period in inside)
    months = [month for month in gaps if month.end >= first]
    if not months:
        return None
    named = "、".join(f"{month.end.month}月" for month in months)
    fix = "补齐后再出这一期；已报的各月，用 --period 2022-07 这样的写法按月出"
    return f"{_named(issue)}的完成数不全，缺{named}", fix


def _named(issue: Period) -> str:
    return issue.code if issue.whole_months and issue.month_count == 1 else f"{issue.code}（{issue.label}）"


def issue_setting(
    data: Data, issue: Issue, previous: str | Path | None, users: Users
) -> tuple[Setting, tuple[Problem, ...]]:
    """The board of an issue and what composers look things up in, with what its tables and topics lack.

    Raises UsageError for a cut-off outside the issue or a ``previous`` that is no earlier issue of the pack.
    """
    from gongwen.compose import Setting
    from gongwen.compute import compute_board
    from gongwen.write import find_baseline

    day = issue.as_of
    if day and not (issue.period.start <= day <= issue.period.end):
        raise UsageError(
            f"截止日{day.isoformat()}不在{issue.period.code}这一期之内",
            fix=f"写{issue.period.start.isoformat()}至{issue.period.end.isoformat()}之间的一天",
        )
    baseline = find_baseline(data.pack, issue.period, Path(previous) if previous else None)
    board = compute_board(
        data.dataset, data.pack, issue.period, as_of=issue.as_of, baseline=baseline, columns=data.columns
    )
    problems, signed = _lacking(board, data.dataset, data.pack, issue, users, baseline)
    dataset = replace(data.dataset, signed_off=tuple(dict.fromkeys((*data.dataset.signed_off, *signed))))
    return Setting(data.pack, board, dataset, issue), problems


def problems_of_issue(
    data: Dataset, problems: tuple[Problem, ...], pack: Pack, period: str | Period
) -> tuple[Problem, ...]:
    """Of the problems found in data, those that matter for an issue, and what a draft of it would lack.

    Nothing is said of gaps where the data is not sound yet.
    """
    from gongwen.compute import compute_board
    from gongwen.validate import of_issue

    issue = Issue(issue_period(period, merge_first=pack.numbers.merge_first_months))
    found = of_issue(problems, data, issue.period)
    if lack := unreported(data, pack, issue.period):
        return (*found, Problem(Severity.ERROR, "issue.unreported", *lack))
    if has_errors(problems):
        return found
    board = compute_board(data, pack, issue.period)
    return (*found, *_lacking(board, data, pack, issue, printed(pack))[0])


def _lacking(
    board: Board, data: Dataset, pack: Pack, issue: Issue, users: Users, baseline: Baseline | None = None
) -> tuple[tuple[Problem, ...], tuple[SignOff, ...]]:
    from gongwen.compute import issue_problems
    from gongwen.validate import apply_sign_offs

    found = issue_problems(board, data, pack, issue, users, baseline)
    problems, signed = apply_sign_offs(found, pack, data.observations)
    return tuple(problems), signed
