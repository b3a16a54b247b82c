"""One declared product: composed, rendered, read back and found to hold what it must."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.errors import MissingDependencyError, OutputError, TooWideError
from gongwen.model.document import Attachment, Document, Rendered, Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.pack import Pack, ProductSpec
from gongwen.model.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from gongwen.compose import Setting


@dataclass(frozen=True)
class Finished:
    """One product, rendered and proven, or the reason why it cannot be made."""

    product: str
    name: str
    rendered: Rendered | None
    not_built: Mapping[str, str]
    problems: tuple[Problem, ...]
    figures: Mapping[FigureKey, Figure]


def shown_figures(made: Iterable[Finished]) -> Iterable[Figure]:
    """Every figure that any product shows or rests on, once."""
    return {key: figure for item in made for key, figure in item.figures.items()}.values()


def finish(setting: Setting, product: ProductSpec) -> Finished:
    """Compose, render and prove one product. Gaps that a final refuses come back as errors, with nothing rendered."""
    from gongwen.compose import compose_workbook, file_name, missing_parts

    name = file_name(setting, product)
    book = compose_workbook(setting, product) if product.kind == "workbook" else None
    document = None if book is not None else compose_document(setting, product)
    gaps = (*(missing_parts(document, setting.issue) if document else ()), *unlisted(setting, product))
    figures = book.figures if book else document.figures if document else {}
    if has_errors(gaps):
        return Finished(product.name, name, None, {}, gaps, figures)
    try:
        if document is None:
            assert book is not None
            rendered = finish_workbook(book, name)
        else:
            rendered = finish_product(setting, product, document, product.format, name)
    except MissingDependencyError as missing:
        reason = {"product": product.name, "format": product.format, "reason": missing.message}
        return Finished(product.name, name, None, reason, gaps, figures)
    except TooWideError as refused:
        reason = {"product": product.name, "format": product.format, "reason": refused.problems[0].message}
        wide = (replace(problem, file=name) for problem in refused.problems)
        return Finished(product.name, name, None, reason, (*gaps, *wide), figures)
    return Finished(product.name, name, rendered, {}, (*gaps, *rendered.problems), figures)


def unlisted(setting: Setting, product: ProductSpec) -> tuple[Problem, ...]:
    """Lists of a product for which nothing was handed in."""
    from gongwen.compose import list_problems

    return list_problems(setting, (*product.tables, *product.attachments))


def compose_document(setting: Setting, product: ProductSpec) -> Document:
    """The document of a 简报, 通报, 通知, 函 or 纪要 product."""
    from gongwen.compose import compose_briefing, compose_bulletin, compose_paper

    compose = {"briefing": compose_briefing, "document": compose_paper}.get(product.kind, compose_bulletin)
    return replace(
        compose(setting, product),
        contents=product.settings.get("contents") == "是",
        turned=product.settings.get("landscape_number") == "转页",
        charts_as_pictures=product.settings.get("chart_form") == "图片",
    )


def finish_product(setting: Setting, product: ProductSpec, document: Document, format: str, name: str = "") -> Rendered:
    """:func:`finish_document` for a declared product: its PDF is the archive that the product asks for."""
    if format == "pdf":
        document = _for_archive(setting, product, document)
    return finish_document(document, setting.pack, format, name)


def _for_archive(setting: Setting, product: ProductSpec, document: Document) -> Document:
    """The PDF/A form (settings.pdf) that a product asks for, and the workbook (settings.attach) that travels in it."""
    from gongwen.compose import compose_workbook, file_name

    wanted = product.settings.get("attach", "")
    behind = [other for other in setting.pack.products if other.name == wanted and product.format == "pdf"]
    attached = []
    for other in behind:
        name = file_name(setting, other)
        data = finish_workbook(compose_workbook(setting, other), name).data
        attached.append(Attachment(name, data, f"{product.name}所依据的{other.name}"))
    return replace(document, archive=product.settings.get("pdf", ""), attachments=tuple(attached))


def finish_workbook(book: Workbook, name: str) -> Rendered:
    """Render a workbook and prove it. Raises OutputError naming every cell that did not arrive."""
    from gongwen.audit import audit_workbook
    from gongwen.render.to_xlsx import render_workbook

    rendered = render_workbook(book)
    return _proven(rendered, audit_workbook(book, rendered, name))


def finish_document(document: Document, pack: Pack, format: str, name: str = "") -> Rendered:
    """Render a document as docx, pdf or html and prove it. Raises OutputError naming what did not arrive."""
    from gongwen.audit import audit_document

    rendered = _renderer(format)(document, pack.search_path)
    lost = audit_document(document, rendered, name or document.name, may_leave_out=rendered.is_foreign)
    wide = [problem for problem in rendered.problems if problem.code == "table.too_wide"]
    if wide and (has_errors(lost) or not rendered.is_foreign):  # a district's own page may be a wider one
        raise TooWideError(f"“{name or document.name}”有表放不下，没有写出", wide)
    return _proven(rendered, lost)


def _renderer(format: str) -> Callable[[Document, Sequence[Path]], Rendered]:
    match format:
        case "docx":
            from gongwen.render.to_docx import render_docx

            return render_docx
        case "pdf":
            from gongwen.render.to_pdf import render_pdf

            return render_pdf
    from gongwen.render.to_html import render_html

    return render_html


def _proven(rendered: Rendered, problems: tuple[Problem, ...]) -> Rendered:
    if has_errors(problems):
        raise OutputError("成品与表不一致，没有写出", problems)
    return replace(rendered, problems=(*rendered.problems, *problems))


def refuse(problems: tuple[Problem, ...], *, strict: bool) -> None:
    """Raise OutputError where any problem is an error, or, when strict, a warning."""
    barred = [p for p in problems if p.severity is Severity.ERROR or (strict and p.severity is Severity.WARNING)]
    if barred:
        raise OutputError(f"有{len(barred)}处问题，没有写出任何文件", barred)
