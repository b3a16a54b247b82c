"""A composed product and its finished bytes in; every figure and paragraph that did not arrive out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gongwen.audit.extract import holds, pdf_pages, plain, sheet_texts, word_tables, word_text
from gongwen.model.document import Document, Rendered, Workbook
from gongwen.model.noted import NotedText
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table

_CALL = re.compile(r"〔\d{1,2}〕")
"""The mark of a footnote, which stands in the middle of a sentence; a year in a document number has four digits."""


def audit_workbook(book: Workbook, made: Rendered, name: str) -> tuple[Problem, ...]:
    """Every table must show its header, its settled texts, its title and its notes in the sheet of the same name."""
    sheets = sheet_texts(made.data)
    problems: list[Problem] = []
    for table in book.tables:
        rows = sheets.get(table.name)
        if rows is None:
            problems.append(_lost(name, f"缺少工作表“{table.name}”", table.name))
            continue
        problems += _compare_table(table, [rows], name)
        problems += _around(table, plain("".join(text for row in rows for text in row)), name)
    return tuple(problems)


def audit_document(
    document: Document, made: Rendered, name: str, *, may_leave_out: bool = False
) -> tuple[Problem, ...]:
    """Every table cell and every paragraph of the fields must be found again in a Word or PDF file.

    ``may_leave_out``: a district's own template may drop a whole field (编者按, a chart's table); that is a note, not
    an error. What it prints, it must print whole either way.
    """
    if made.format not in ("docx", "pdf"):
        return ()
    word = made.format == "docx"
    shown = (plain(page) for page in ((word_text(made.data),) if word else pdf_pages(made.data)))
    pages = tuple(_CALL.sub("", page) for page in shown)
    grids = word_tables(made.data) if word else []
    problems: list[Problem] = []
    for field, value in document.fields.items():
        found: list[Problem] = []
        whole = True
        for table in _tables(value):
            lost = list(_compare_table(table, grids, name) if word else _rows_present(table, "".join(pages), name))
            whole = whole and len(lost) >= len(table.rows)
            found += lost
        for place, paragraph in (*_paragraphs(value, field), *(() if word else _footnotes(value, field))):
            if holds(pages, _CALL.sub("", plain(paragraph))):
                whole = False
            else:
                found.append(_lost(name, f"“{place}”的文字没有完整印出：{paragraph[:30]}", place))
        if found and whole and may_leave_out and _is_used(value, field, _CALL.sub("", plain(made.offered))):
            message = f"模板里有“{field}”，却没有印在任何一面（被隐藏，或被挤掉了）"
            found = [replace(found[0], message=message, fix="不要印的从模板里删去，不要隐藏；要印的改模板留出位置")]
        elif found and whole and may_leave_out:
            message = f"区县包的模板没有用“{field}”，它的内容没有印出"
            found = [Problem(Severity.INFO, "audit.left_out", message, "有意不印就不用管", file=name, place=field)]
        problems += found
    return tuple(problems)


def _is_used(value: object, field: str, offered: str) -> bool:
    """Whether a page's markup holds anything of a field."""
    return any(plain(text) in offered for _, text in _paragraphs(value, field)) or any(
        len(list(_rows_present(table, offered, field))) < len(table.rows) for table in _tables(value)
    )


def _around(table: Table, shown: str, name: str) -> Iterator[Problem]:
    """Title, unit line and notes stand on the sheet."""
    for text in (table.title, table.unit_line, *table.notes):
        if plain(text) not in shown:
            yield _lost(name, f"没有完整印出：{text[:30]}", table.name)


def _compare_table(table: Table, grids: list[list[list[str]]], name: str) -> Iterator[Problem]:
    """The table must stand whole in one grid: its header, and its rows in their order, none twice and none beside."""
    wanted = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    labels = {row[0] for row in wanted}
    headings = [
        [plain(cell.text) for cell in table.header_cells() if cell.row == depth] for depth in range(table.header_depth)
    ]
    bodies: list[list[list[str]]] = []
    for grid in grids:
        texts = [[plain(text) for text in row] for row in grid]
        body = [(n, row) for n, row in enumerate(texts) if row and row[0] in labels]
        if [row[: len(table.columns)] for _, row in body] == wanted and not any(
            any(row[len(table.columns) :]) for _, row in body
        ):
            first = body[0][0] if body else 0
            above = [[text for text in row if text] for row in texts[max(0, first - len(headings)) : first]]
            if above != headings:
                yield _lost(name, f"“{table.title}”的表头与表不同", table.name)
            return
        bodies.append([row for _, row in body])
    found = list(_compare_rows(table, [row for body in bodies for row in body], name, table.name))
    yield from found or [_lost(name, f"“{table.title}”各行的次序或行数与表不同", table.name)]


def _compare_rows(table: Table, rows: list[list[str]], name: str, place: str) -> Iterator[Problem]:
    """Find each body row by its label and compare it cell by cell."""
    by_label: dict[str, list[list[str]]] = {}
    for texts in rows:
        if texts and texts[0]:
            by_label.setdefault(plain(texts[0]), []).append(texts)
    for row in table.rows:
        wanted = [plain(cell.text) for cell in row.cells]
        found = [[plain(text) for text in shown[: len(wanted)]] for shown in by_label.get(wanted[0], [])]
        if wanted in found:
            continue
        if not found:
            yield _lost(name, f"少了一行“{row.cells[0].text}”", place)
            continue
        closest = max(found, key=lambda shown: sum(a == b for a, b in zip(shown, wanted, strict=False)))
        for column, text in zip(
            table.columns, zip(wanted, [*closest, *[""] * len(wanted)], strict=False), strict=False
        ):
            if text[0] != text[1]:
                heading = " / ".join(column.path)
                yield _lost(name, f"{row.cells[0].text}“{heading}”应为{text[0]}，文件中为{text[1] or '空'}", place)


def _rows_present(table: Table, text: str, name: str) -> Iterator[Problem]:
    """Every row of the table, its cells in order and nothing between them, stands on a page.

    A PDF's text comes in the order it was drawn: cell by cell, each with all its lines.
    """
    for row in table.rows:
        if "".join(plain(cell.text) for cell in row.cells) not in text:
            missing = [cell.text for cell in row.cells if plain(cell.text) not in text]
            detail = f"（{'、'.join(missing[:5])}）" if missing else ""
            yield _lost(name, f"“{row.cells[0].text}”一行没有照表印出{detail}", table.name)


def _tables(value: object) -> Iterator[Table]:
    if isinstance(value, Table):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _tables(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _tables(item)


def _footnotes(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, NotedText):
        yield from ((f"{place} 脚注", note.text) for _, note in value.notes)
    elif isinstance(value, Mapping | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _footnotes(item, place)


_CHOICES = frozenset({"版头形式", "横排", "草稿", "示例", "印数", "签发人", "密级标识"})
"""Fields that steer a template or that a masthead may leave out."""


_SHORT = frozenset({"期次", "日期", "成文日期", "印发日期", "简报名称"})
"""Short fields that every masthead and imprint prints."""


def _paragraphs(value: object, place: str) -> Iterator[tuple[str, str]]:
    """(place, text) of sentences, and of the few short fields that no masthead may lose (文号, 日期, 期次)."""
    if isinstance(value, NotedText):
        yield place, str(value)
    elif isinstance(value, str):
        if (len(value) > 12 or place in _SHORT) and value and "\n" not in value:
            yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _CHOICES:
                yield from _paragraphs(item, str(key) if not place else f"{place}.{key}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _paragraphs(item, f"{place} 第{number}项")


def _lost(name: str, message: str, place: str) -> Problem:
    return Problem(
        Severity.ERROR,
        "audit.mismatch",
        message,
        "成品与表不一致，未写出；请把此信息发给开发者",
        file=name,
        place=place,
    )
