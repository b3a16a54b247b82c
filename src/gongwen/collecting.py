"""Recipes for the traffic with reporting units: problems marked in their workbooks, forms, returns, confirmations.

Beside ``gongwen.api`` and built the same way: one line a room, everything proven before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongwen.errors import InputError, UsageError
from gongwen.finish import finish_document, refuse
from gongwen.issues import issue_setting, keep_apart, problems_of_issue, reported_issue
from gongwen.model.forms import Form
from gongwen.model.issue import Issue, issue_period
from gongwen.model.pack import InputSpec, Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity, has_errors
from gongwen.model.returns import Collection
from gongwen.model.terms import Role
from gongwen.output import Data

# -- problems marked in the clerk's own workbooks ----------------------------------------------------------------------


@dataclass(frozen=True)
class Annotated:
    """What checking with marks left behind."""

    problems: tuple[Problem, ...]
    outputs: tuple[Path, ...]
    """数据问题清单.xlsx first, then the marked copies."""
    unmarked: tuple[Problem, ...]
    """Notes on input files that have problems but cannot be marked (CSV, Word, damaged ones)."""


def annotate(folder: str | Path, out: str | Path, *, pack: Pack, period: str | Period | None = None) -> Annotated:
    """Check a data folder; write 数据问题清单.xlsx and, under 标注/, copies of its workbooks with the bad cells marked.

    The inputs are never touched; ``period`` as in :func:`gongwen.check`. Raises UsageError where ``out`` lies inside the
    data folder, OutputError where a marked copy of an earlier run has been worked in since.
    """
    from gongwen.compose import PROBLEM_LIST, compose_problem_list
    from gongwen.read import read_folder
    from gongwen.render.sheets.lists import render_lists
    from gongwen.validate import check, units_of
    from gongwen.write.copies import write_copies

    source, target = Path(folder), Path(out)
    if target.resolve().is_relative_to(source.resolve()):
        raise UsageError("标注件不能放在数据文件夹里面，否则下次会被当作数据读入", fix="换一个文件夹")
    raw = read_folder(source, pack.inputs)
    dataset, problems = check(raw, pack)
    if period is not None:
        problems = problems_of_issue(dataset, problems, pack, period)
    copies, unmarked = _marked_copies(source, problems)
    listed = compose_problem_list(problems, units_of(problems, raw, pack), copies.keys(), pack)
    files = {PROBLEM_LIST: render_lists(listed).data, **{f"标注/{name}": data for name, data in copies.items()}}
    return Annotated(problems, write_copies(target, files), unmarked)


def _marked_copies(source: Path, problems: Sequence[Problem]) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Marked bytes by relative path, and a note for each file that can only be listed."""
    from gongwen.guard.package import check_package
    from gongwen.render.marking.book import mark_workbook
    from gongwen.render.marking.package import NotMarkable

    copies: dict[str, bytes] = {}
    unmarked: list[Problem] = []
    for name in dict.fromkeys(problem.file for problem in problems if problem.file):
        path = source / name
        own = [problem for problem in problems if problem.file == name]
        if not path.is_file():
            continue
        data = path.read_bytes() if path.suffix.casefold() in (".xlsx", ".xlsm") else b""
        if not data.startswith(b"PK") or check_package(data, name):
            message = f"不是能标注的工作簿，它的{len(own)}处问题只列在数据问题清单里"
            unmarked.append(Problem(Severity.INFO, "annotate.list_only", message, file=name))
            continue
        try:
            copies[name], _ = mark_workbook(data, own)
        except NotMarkable as fault:
            message = f"{fault}，它的{len(own)}处问题只列在数据问题清单里"
            unmarked.append(Problem(Severity.INFO, "annotate.list_only", message, file=name))
    return copies, tuple(unmarked)


# -- forms -------------------------------------------------------------------------------------------------------------


def make_forms(
    pack: Pack,
    *,
    period: str | Period,
    out: str | Path,
    data: Data | None = None,
    as_of: date | None = None,
    previous: str | Path | None = None,
) -> tuple[Path, ...]:
    """One workbook a reporting unit (报送单位) of the pack, and one a source that reports for all; returns the files.

    The issue before is shown in grey: from ``data``, else as it was published (``previous`` or the pack's
    ``published_dir``). Raises OutputError where a form that has been worked in would be overwritten.
    """
    from gongwen.render.sheets.form import render_form
    from gongwen.write import safe_names
    from gongwen.write.copies import write_copies

    forms = _forms(pack, _issue(pack, period), data, as_of, previous)
    if not forms:
        raise UsageError("区县包里没有要报送的指标", fix="检查 profile.toml 的 [collect] 和 indicators.csv")
    keep_apart(Path(out), data.folder if data else None, pack)
    names = safe_names([form.file_name for form in forms])
    return write_copies(Path(out), {names[form.file_name]: render_form(form).data for form in forms})


def _issue(pack: Pack, period: str | Period) -> Period:
    return issue_period(period, merge_first=pack.numbers.merge_first_months)


def _forms(
    pack: Pack, period: Period, data: Data | None, as_of: date | None, previous: str | Path | None
) -> tuple[Form, ...]:
    from gongwen.compose import compose_forms
    from gongwen.compute import known_figures
    from gongwen.write import find_baseline

    baseline = find_baseline(pack, period, Path(previous) if previous else None)
    return compose_forms(pack, period, known_figures(data.dataset if data else None, pack, baseline), as_of=as_of)


# -- returns -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Collected:
    """What collecting left behind."""

    collection: Collection
    outputs: tuple[Path, ...]

    @property
    def ok(self) -> bool:
        """Whether every unit's figures are in and nothing has to go back."""
        return self.collection.complete and not has_errors(self.collection.problems)


def collect(
    folder: str | Path,
    out: str | Path,
    *,
    pack: Pack,
    period: str | Period,
    report: str | Path | None = None,
    data: Data | None = None,
    as_of: date | None = None,
    previous: str | Path | None = None,
    due: date | None = None,
    received: Mapping[str, date] | None = None,
) -> Collected:
    """Merge a folder of returned forms into one long table (.xlsx or .csv) that :func:`gongwen.read` takes.

    Whole forms only: one with a fault goes back (退回) and none of its figures is used. ``report`` is the workbook of who
    stands how (报送情况). ``due`` overrides the pack's day. Raises InputError, with nothing written, where no form is usable.
    """
    from gongwen.compose import compose_merged, compose_standing, due_date, merged_csv
    from gongwen.compute import known_figures
    from gongwen.read import read_folder
    from gongwen.render.sheets.lists import render_lists
    from gongwen.validate import assess
    from gongwen.write import find_baseline
    from gongwen.write.atomic import write_file

    issue, target = _issue(pack, period), Path(out)
    if target.suffix.casefold() not in (".xlsx", ".csv"):
        raise UsageError(f"汇总文件“{target.name}”不是表", fix="文件名以 .xlsx 或 .csv 结尾")
    if target.resolve().is_relative_to(Path(folder).resolve()):
        raise UsageError("汇总文件不能放在收回的报送表文件夹里面，否则下次会被当作一份报送表", fix="换一个位置")
    baseline = find_baseline(pack, issue, Path(previous) if previous else None)
    known = known_figures(data.dataset if data else None, pack, baseline)
    raw = read_folder(Path(folder), (InputSpec(Role.PROGRESS, ("*",)),))
    forms = _forms(pack, issue, data, as_of, previous)
    found = assess(raw, forms, pack, known, due=due or due_date(pack, issue), received=received)
    if not found.answers:
        raise InputError("没有一份能用的报送表，没有写出汇总", found.problems)
    merged = merged_csv(found) if target.suffix.casefold() == ".csv" else None
    files = {target: merged or render_lists(compose_merged(found, pack, issue)).data}
    if report is not None:
        files[Path(report)] = render_lists(compose_standing(found, pack, issue)).data
    for path, content in files.items():
        write_file(path, content)
    return Collected(found, tuple(files))


def days_of_files(folder: str | Path) -> dict[str, date]:
    """When each file of a folder was last written, by its relative path: for those who go by that."""
    source = Path(folder)
    return {
        path.relative_to(source).as_posix(): date.fromtimestamp(path.stat().st_mtime)
        for path in source.rglob("*")
        if path.is_file()
    }


# -- confirmations -----------------------------------------------------------------------------------------------------


def confirm(
    data: Data,
    *,
    period: str | Period,
    out: str | Path,
    reply_by: date | None = None,
    as_of: date | None = None,
    previous: str | Path | None = None,
) -> tuple[Path, ...]:
    """One 数据确认单 (docx) a region: its own figures and places, to be confirmed by ``reply_by`` before publication.

    Every page is read back and holds each figure before any is written. Raises OutputError where one does not, or where
    a slip of an earlier run has been worked in since.
    """
    from gongwen.compose import compose_confirmation, confirmation_name
    from gongwen.write import safe_names
    from gongwen.write.copies import write_copies

    keep_apart(Path(out), data.folder, data.pack)
    issue = Issue(reported_issue(data, period), as_of=as_of)
    setting, lacking = issue_setting(data, issue, previous, data.pack.printed_tables)
    refuse(lacking, strict=False)
    regions = [region for region in data.pack.regions if not region.is_total]
    names = safe_names([confirmation_name(setting, region) for region in regions])
    made = {}
    for region in regions:
        document = compose_confirmation(setting, region, reply_by)
        name = confirmation_name(setting, region)
        made[names[name]] = finish_document(document, data.pack, "docx", name).data
    return write_copies(Path(out), made)
