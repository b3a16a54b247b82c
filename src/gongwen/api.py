"""The recipes: one function per product, one line per room. Start reading here.

A pack's folder and a data folder come in; a scoreboard (晾晒表), a briefing (专班简报), a bulletin (通报) or a whole
build goes out. Rooms never call each other: what flows between them is in ``gongwen.model``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gongwen.assets import sample_folder
from gongwen.errors import InputError, UsageError
from gongwen.finish import (
    compose_document,
    finish,
    finish_document,
    finish_product,
    finish_workbook,
    refuse,
    shown_figures,
    unlisted,
)
from gongwen.issues import issue_setting, keep_apart, problems_of_issue, reported_issue, used_by
from gongwen.model.data import Case, Dataset, Prose
from gongwen.model.document import Rendered
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.issue import Issue
from gongwen.model.pack import Pack, ProductSpec
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity, has_errors
from gongwen.model.table import Table
from gongwen.output import BuildResult, Data, Output
from gongwen.progress import Progress, bar

if TYPE_CHECKING:
    import pandas

    from gongwen.compose import Setting

# -- reading -----------------------------------------------------------------------------------------------------------


def load_pack(folder: str | Path | None = None) -> Pack:
    """Load a pack (区县包) with everything it inherits; None loads the base pack alone.

    Raises PackError listing every wrong setting with file, line and key.
    """
    from gongwen.pack import load_pack as load

    return load(folder)


def sample(name: str = "ningbo-bairi") -> Path:
    """The folder of a shipped sample: itself a pack, its data in ``data/``. Raises GongwenError for unknown names."""
    return sample_folder(name)


def read(folder: str | Path, *, pack: Pack | None = None) -> Data:
    """Read every input file of a data folder and check it against the pack.

    Raises InputError with *all* errors, each with file, sheet and cell; warnings are in ``Data.problems``.
    """
    from gongwen.read import read_folder
    from gongwen.validate import check as validate

    pack = _with_regions(pack or load_pack())
    return replace(_sound(*validate(read_folder(Path(folder), pack.inputs), pack), pack), folder=Path(folder))


def read_frames(
    *,
    pack: Pack | None = None,
    cases: Sequence[Case] = (),
    prose: Mapping[str, Sequence[str]] | None = None,
    **frames: pandas.DataFrame | Sequence[pandas.DataFrame],
) -> Data:
    """Like :func:`read`, from DataFrames: ``progress=…, targets=…`` (also projects, problems), long or wide.

    One frame or several each; ``frame.attrs["title"]`` may name its period. ``cases`` are
    :class:`gongwen.model.data.Case` objects, ``prose`` is heading → paragraphs (存在问题, 下步工作, 编者按).
    """
    from gongwen.read import read_frames as read_raw
    from gongwen.validate import check as validate

    pack = _with_regions(pack or load_pack())
    data = _sound(*validate(read_raw(frames), pack), pack)
    written = Prose(MappingProxyType({heading: tuple(lines) for heading, lines in (prose or {}).items()}))
    return replace(data, dataset=replace(data.dataset, cases=tuple(cases), prose=written))


def check(folder: str | Path, *, pack: Pack | None = None, period: str | Period | None = None) -> tuple[Problem, ...]:
    """Every problem of a data folder, errors, warnings and notes; empty when there is nothing to say.

    With ``period``, what that issue lacks is named too, and warnings and notes of tables that hold other issues'
    figures only are left out; errors never are.
    """
    from gongwen.read import read_folder
    from gongwen.validate import check as validate

    pack = pack or load_pack()
    dataset, problems = validate(read_folder(Path(folder), pack.inputs), pack)
    return problems if period is None else problems_of_issue(dataset, problems, pack, period)


def _with_regions(pack: Pack) -> Pack:
    """The pack, which must know whom the figures are of; the base pack alone knows nobody."""
    if not pack.regions:
        raise UsageError(
            f"区县包“{pack.name}”里没有参评单位，认不出数据是谁的",
            fix="在区县包里放 regions.csv，或用 extends 继承有名单的包（Python 里写明 pack=gw.load_pack(文件夹)）",
        )
    return pack


def _sound(dataset: Dataset, problems: tuple[Problem, ...], pack: Pack) -> Data:
    if has_errors(problems):
        count = sum(problem.severity is Severity.ERROR for problem in problems)
        raise InputError(f"数据有{count}处错误，没有生成任何文件", problems)
    return Data(replace(dataset, problems=(*pack.problems, *problems)), pack)


# -- products ----------------------------------------------------------------------------------------------------------


def scoreboard(
    data: Data, *, period: str | Period, table: str, as_of: date | str | None = None, previous: str | Path | None = None
) -> Output:
    """One declared table (晾晒表) of the pack, one row a region, the total row first; or a declared list (清单).

    ``period`` is ``2022-07`` and the like; ``as_of`` the cut-off of mid-month tables; ``previous`` the folder of the
    published issue that rank changes compare with (default: the pack's ``published_dir``, else last month's data).
    Raises UsageError for an unknown table or a period without data.
    """
    from gongwen.compose import compose_single, list_problems, named_table, single_workbook

    users = tuple(spec for spec in data.pack.tables if spec.name == table)
    setting, lacking = issue_setting(data, Issue.of(reported_issue(data, period), None, None, as_of, False), previous, users)
    composed = named_table(setting, table)
    if composed is None:
        raise UsageError(f"没有名为“{table}”的表", fix=f"可用：{'、'.join(data.pack.table_names) or '（无）'}")
    problems = (*lacking, *list_problems(setting, [table]))
    refuse(problems, strict=False)

    def render(format: str) -> Rendered:
        if format == "xlsx":
            return finish_workbook(single_workbook(setting, composed), table)
        return finish_document(
            compose_single(setting, composed, "docx" if format == "docx" else "html"), data.pack, format
        )

    figures = single_workbook(setting, composed).figures
    formats = ("xlsx", "docx", "pdf", "html")
    html = partial(_table_html, composed)
    return _output(table, formats, render, setting, figures, composed, html, (*data.problems, *problems))


def briefing(
    data: Data,
    *,
    period: str | Period,
    number: int | None = None,
    dated: date | str | None = None,
    final: bool = False,
    product: str | None = None,
    as_of: date | str | None = None,
    previous: str | Path | None = None,
) -> Output:
    """A 专班简报: the pack's first product of that kind, or the one named ``product``.

    A draft prints blanks for ``number`` (期号) and ``dated`` (日期) and 【待补】 for prose nobody wrote; a ``final``
    raises OutputError for each of them.
    """
    issue = Issue.of(reported_issue(data, period), number, dated, as_of, final)
    return _document_output(data, issue, "briefing", product, previous)


def bulletin(
    data: Data,
    *,
    period: str | Period,
    number: int | None = None,
    dated: date | str | None = None,
    final: bool = False,
    product: str | None = None,
    as_of: date | str | None = None,
    previous: str | Path | None = None,
) -> Output:
    """A 通报, or another 公文 that the pack declares (通知, 函, 纪要, 令 …); arguments as :func:`briefing`."""
    issue = Issue.of(reported_issue(data, period), number, dated, as_of, final)
    return _document_output(data, issue, "bulletin", product, previous)


def build(
    data: Data,
    *,
    period: str | Period,
    out: str | Path,
    only: str | Iterable[str] = (),
    number: int | None = None,
    dated: date | str | None = None,
    as_of: date | str | None = None,
    previous: str | Path | None = None,
    final: bool = False,
    strict: bool = False,
    progress: bool | Progress = False,
) -> BuildResult:
    """Every product the pack declares (or those in ``only``), proven, then written to ``out`` with manifest.json.

    All products are finished and read back before the first file is written. Raises UsageError where ``out`` lies in the
    data folder or among the published issues. What this machine cannot make (a PDF
    without Pango) is in ``not_built``; everything else is still written. ``strict`` makes warnings errors.
    ``progress=True`` shows a bar; a callable may wrap the products instead. Raises OutputError with nothing written.
    """
    from gongwen.compose import revision_problems
    from gongwen.write import beside_earlier, build_manifest, safe_names, write_outputs

    issue = Issue.of(reported_issue(data, period), number, dated, as_of, final)
    products = _chosen(data.pack, (only,) if isinstance(only, str) else tuple(only))
    keep_apart(Path(out), data.folder, data.pack)
    setting, lacking = issue_setting(data, issue, previous, used_by(data.pack, products))
    refuse(lacking, strict=strict)
    shown = progress if callable(progress) else bar if progress else iter
    made = [finish(setting, product) for product in shown(products)]
    revised = revision_problems(setting)
    problems = tuple(dict.fromkeys([*data.problems, *lacking, *revised, *(p for item in made for p in item.problems)]))
    refuse(problems, strict=strict)
    names = safe_names([item.name for item in made])
    built = {names[item.name]: (item.product, item.rendered) for item in made if item.rendered is not None}
    not_built = tuple(item.not_built for item in made if item.rendered is None)
    from gongwen import __version__

    manifest = build_manifest(
        version=__version__,
        issue=issue,
        pack=data.pack,
        data=setting.data,
        rendered=built,
        not_built=not_built,
        figures=shown_figures(made),
        problems=problems,
    )
    folder, declared = Path(out), [product.name for product in data.pack.products]
    if len(products) < len(declared):
        manifest = beside_earlier(folder, manifest, declared)
    kept = write_outputs(folder, {name: rendered.data for name, (_, rendered) in built.items()}, manifest)
    return BuildResult(folder, tuple(folder / name for name in built), not_built, (*problems, *kept))


def publish(folder: str | Path, *, pack: Pack) -> Path:
    """Copy a verified final build into the pack's ``published_dir``: the baseline of the next issue.

    Raises OutputError for a draft, a changed or missing file, or an issue already published; UsageError where the
    pack names no ``published_dir``.
    """
    from gongwen.write import publish as publish_folder

    if pack.published_dir is None:
        raise UsageError(
            "区县包没有设置 published_dir，不知道发布到哪里", fix='在 profile.toml 写 published_dir = "../已发布"'
        )
    return publish_folder(Path(folder), pack.published_dir, [product.name for product in pack.products])


def doctor() -> tuple[tuple[str, str, bool], ...]:
    """What this machine has: (name, state in Chinese, whether it is in order) a line; see ``gongwen doctor``."""
    from gongwen.render.doctor import examine

    return examine()


def prepare_fonts(progress: Callable[[str], None] | None = None) -> tuple[str, ...]:
    """Fetch and prepare the substitute faces of the PDF into the user's cache, once; one line a role.

    Raises OutputError where the cache cannot be written.
    """
    from gongwen.render.fonts.cache import prepare_fonts as prepare

    return tuple(state.line() for state in prepare(progress))


# -- one issue ---------------------------------------------------------------------------------------------------------


def _chosen(pack: Pack, only: tuple[str, ...]) -> tuple[ProductSpec, ...]:
    names = [product.name for product in pack.products]
    unknown = [name for name in only if name not in names]
    if unknown or not names:
        wanted = f"没有名为“{'、'.join(unknown)}”的产品" if unknown else "区县包没有声明任何产品"
        raise UsageError(wanted, fix=f"可用：{'、'.join(names) or '（无）'}")
    return tuple(product for product in pack.products if not only or product.name in only)


# -- handles -------------------------------------------------------------------------------------------------------------


def _document_output(data: Data, issue: Issue, kind: str, name: str | None, previous: str | Path | None) -> Output:
    from gongwen.compose import missing_parts

    kinds = ("bulletin", "document") if kind == "bulletin" else (kind,)
    known_products = sorted((p for p in data.pack.products if p.kind in kinds), key=lambda p: kinds.index(p.kind))
    products = [p for p in known_products if name in (None, p.name)]
    if not products:
        known = "、".join(p.name for p in known_products)
        raise UsageError(f"区县包没有这样的产品{f'“{name}”' if name else ''}", fix=f"可用：{known or '（无）'}")
    product = products[0]
    setting, lacking = issue_setting(data, issue, previous, used_by(data.pack, [product]))
    composed = compose_document(setting, product)
    gaps = (*lacking, *missing_parts(composed, issue), *unlisted(setting, product))
    refuse(gaps, strict=False)

    def render(format: str) -> Rendered:
        stem = composed.template.rpartition(".")[0]
        template = f"{stem}.{'docx' if format == 'docx' else 'html'}"
        return finish_product(setting, product, replace(composed, template=template), format)

    formats = (product.format, *(f for f in ("docx", "pdf", "html") if f != product.format))
    from gongwen.render.notebook import pages_html

    table = next((value for value in _walk(composed.fields) if isinstance(value, Table)), None)
    html = partial(pages_html, product.name, render)
    return _output(product.name, formats, render, setting, composed.figures, table, html, (*data.problems, *gaps))


def _output(
    name: str,
    formats: tuple[str, ...],
    render: Callable[[str], Rendered],
    setting: Setting,
    figures: Mapping[FigureKey, Figure],
    table: Table | None,
    html: Callable[[], str],
    problems: tuple[Problem, ...],
) -> Output:
    from gongwen.compose import revision_problems
    from gongwen.write.atomic import write_file

    pack = setting.pack
    return Output(
        name=name,
        formats=formats,
        problems=(*problems, *revision_problems(setting)),
        render=render,
        table=table,
        html=html,
        figures=figures,
        region_names={spelling: region.code for region in pack.regions for spelling in region.names},
        indicator_names={s: i.code for i in pack.shown_indicators for s in (i.name, *i.aliases, i.code)},
        write=write_file,
        standing=partial(_standing, setting),
    )


def _standing(setting: Setting, region: str, indicator: str) -> tuple[str, ...]:
    from gongwen.compose import standing_lines
    from gongwen.compute import standings

    issue = setting.issue
    found = standings(setting.board, setting.pack, issue.period, region, indicator, as_of=issue.as_of)
    return standing_lines(setting, found)


def _table_html(table: Table) -> str:
    from gongwen.render.to_html import table_html

    return table_html(table)


def _walk(value: object) -> Iterable[object]:
    yield value
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ():
        yield from _walk(item)
