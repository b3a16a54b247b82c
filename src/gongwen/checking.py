"""Recipes for a pack without data: its settings, its wording and every template, all problems in one run.

Beside ``gongwen.api`` and built the same way: one line a room, nothing is written before everything is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.assets import find_template, template_kind
from gongwen.errors import TemplateError, UsageError
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from gongwen.pack.survey import Shown
    from gongwen.render.word.variables import Variable

_VARIABLES = {"briefing": "briefing", "bulletin": "bulletin", "document": "notice"}
"""Product kind → stem of the template whose variables it has."""


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What checking a pack found."""

    problems: tuple[Problem, ...]
    templates: tuple[Path, ...]
    """Every template that was read."""
    settings: tuple[Shown, ...]
    """Every effective setting: key, value, where it comes from."""
    outputs: tuple[Path, ...] = ()
    """The Word templates with comments at the spots."""

    @property
    def ok(self) -> bool:
        """Whether the pack may be used."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True, eq=False)
class _Template:
    """One template file and the variables it may use."""

    path: Path
    shown: str
    """How messages name it: ``templates/docx/briefing.docx``, or with its pack's folder for an inherited one."""
    known: Mapping[str, object]
    charts: tuple[str, ...] | None = None
    """Charts of the products that use it; None where no product does."""


def check_pack(folder: str | Path, *, annotate: str | Path | None = None) -> CheckedPack:
    """Check a pack's settings and every template that its products use or that lies in its own folder, without data.

    ``annotate`` names a folder for copies of the Word templates with a comment at each spot. Raises UsageError where
    that folder lies inside the pack, OutputError where a copy of an earlier run has been worked in since.
    """
    from gongwen.pack import survey_pack

    source = Path(folder)
    survey = survey_pack(source)
    templates = tuple(_templates(source.resolve(), survey.pack, survey.search_path))
    found = {template: _faults(template, survey.search_path) for template in templates}
    problems = (*survey.problems, *(problem for faults in found.values() for problem in faults))
    outputs = () if annotate is None else _annotated(source, Path(annotate), found)
    return CheckedPack(problems, tuple(t.path for t in templates), survey.settings, outputs)


# -- which templates ---------------------------------------------------------------------------------------------------


def _templates(own: Path, pack: Pack | None, search_path: tuple[Path, ...]) -> Iterator[_Template]:
    """Those of the products, as the search path finds them, then whatever else lies in the pack's own folder."""
    documents = [product for product in (pack.products if pack is not None else ()) if product.kind in _VARIABLES]
    used: dict[str, Mapping[str, object]] = {}
    charts: dict[str, tuple[str, ...]] = {}
    for product in documents:
        name = product.template_name
        used[name] = _known(_variables()[_VARIABLES[product.kind]], template_kind(name))
        charts[name] = (*charts.get(name, ()), *product.charts, *product.attachments)
    seen: set[Path] = set()
    for name, known in used.items():
        path = find_template(name, search_path)
        if path is not None:
            seen.add(path.resolve())
            yield _Template(path, _shown(path, own), known, charts[name])
    for kind in ("docx", "html"):
        for path in sorted((own / "templates" / kind).glob(f"*.{kind}")):
            if path.resolve() not in seen and not path.name.startswith(("~$", ".")):
                yield _Template(path, _shown(path, own), used.get(path.name) or _guessed(path))


def _shown(path: Path, own: Path) -> str:
    pack = path.parents[2]
    inside = path.relative_to(pack).as_posix()
    return inside if pack.resolve() == own else f"{pack.name}/{inside}" if (pack / "profile.toml").is_file() else inside


def _variables() -> Mapping[str, tuple[Variable, ...]]:
    from gongwen.render.word.variables import BRIEFING, BULLETIN, CONFIRM, PAPER, TABLE

    papers = dict.fromkeys(("notice", "letter", "minutes", "order"), PAPER)
    return {"briefing": BRIEFING, "bulletin": BULLETIN, **papers, "confirm": CONFIRM, "table": TABLE}


def _guessed(path: Path) -> Mapping[str, object]:
    """A template that no product names: by the shipped name that it begins with or goes on from, else the kind it shares
    most names with.
    """
    from gongwen.render.pages.sources import parent_of
    from gongwen.render.word.lint import text_of

    kinds = _variables()
    suffix = template_kind(path.name)
    try:
        data = path.read_bytes()
    except OSError:
        data = b""  # said of the file itself, see _faults
    text = text_of(data) if suffix == "docx" else data.decode("utf-8", "replace")
    stem = next((stem for name in (path.name, parent_of(text)) for stem in kinds if name.startswith(stem)), None)
    if stem is None:
        stem = max(kinds, key=lambda kind: sum(variable.name in text for variable in kinds[kind]))
    return _known(kinds[stem], suffix)


def _known(variables: tuple[Variable, ...], suffix: str) -> Mapping[str, object]:
    from gongwen.render.pages.values import SAMPLE_PROPERTIES
    from gongwen.render.word.variables import known_values

    known = known_values(variables)
    return known if suffix == "docx" else {**known, **SAMPLE_PROPERTIES}


# -- what is wrong with them -------------------------------------------------------------------------------------------


def _faults(template: _Template, search_path: tuple[Path, ...]) -> tuple[Problem, ...]:
    try:
        data = template.path.read_bytes()
    except OSError as error:
        message = f"读不了文件（{error.strerror}）"
        return (Problem(Severity.ERROR, "template.unreadable", message, "检查文件和权限", file=template.shown),)
    if template.path.suffix == ".docx":
        from gongwen.render.word.lint import lint_template

        found = lint_template(data, template.known, file=template.shown, charts=template.charts)
        if not has_errors(found):
            found += _cut_structure(data, template)
    else:
        found = _html_faults(template, search_path)
    own = ("", template.path.name, template.shown)  # a parent or a style sheet keeps its name
    return tuple(replace(problem, file=template.shown) if problem.file in own else problem for problem in found)


def _cut_structure(data: bytes, template: _Template) -> tuple[Problem, ...]:
    from gongwen.guard.worker import Stopped, run_limited

    try:
        found: tuple[Problem, ...] = run_limited("try", data, dict(template.known), template.shown)
    except Stopped as stopped:
        fix = "检查模板里的循环和套了很多层的标签"
        return (Problem(Severity.ERROR, "template.refused", str(stopped), fix, file=template.shown),)
    return found


def _html_faults(template: _Template, search_path: tuple[Path, ...]) -> tuple[Problem, ...]:
    from gongwen.render.pages.sources import read_text, source_faults
    from gongwen.render.to_html import try_page

    try:
        found = source_faults(read_text(template.path), template.known, template.path.name)
    except TemplateError as error:
        return error.problems
    return found or try_page(template.path.name, template.known, search_path)


# -- comments in copies ------------------------------------------------------------------------------------------------


def _annotated(source: Path, target: Path, found: Mapping[_Template, tuple[Problem, ...]]) -> tuple[Path, ...]:
    from gongwen.render.word.comments import comment_template
    from gongwen.write.copies import write_copies

    if target.resolve().is_relative_to(source.resolve()):
        raise UsageError("标注件不能放在区县包里面，否则会被当作模板", fix="换一个文件夹")
    copies: dict[str, bytes] = {}
    for template, problems in found.items():
        if problems and template.path.suffix == ".docx" and template.path.is_file():
            marked = comment_template(template.path.read_bytes(), problems)
            if marked is not None:
                copies[template.shown] = marked
    return write_copies(target, copies)
