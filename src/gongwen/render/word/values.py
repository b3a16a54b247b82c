"""A document's fields → what its template may see: frozen plain values, each block an opaque token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gongwen.errors import TemplateError
from gongwen.guard.text import clean_problem
from gongwen.model.chart import Chart
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table
from gongwen.phrasing.freeze import freeze

TOKEN = re.compile("⟦块(\\d+)⟧")
"""What stands in the text where a table, chart or photo will be put."""

_TEMPLATE_MARKS = re.compile(r"\{[{%#]|\{_[{%]|[}%]_\}|｛｛|⟦块")


def token(number: int) -> str:
    """The text that stands for a block until the template has run."""
    return f"⟦块{number}⟧"


Block = Table | Chart | Photo


@dataclass(slots=True)
class Values:
    """What a template is given, and what must be found on the page afterwards."""

    context: dict[str, object] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def prepare(fields: Mapping[str, object]) -> Values:
    """Fields for a template. Raises TemplateError listing every text that could not be printed as it is."""
    values = Values()
    for name, value in fields.items():
        values.context[name] = _plain(value, name, values)
    if values.problems:
        raise TemplateError("有内容不能写入 Word 文件", values.problems)
    return values


def _plain(value: object, place: str, values: Values) -> object:
    if isinstance(value, (Table, Chart, Photo)):
        values.problems += _block_faults(value, place)
        values.blocks.append(value)
        return token(len(values.blocks) - 1)
    if isinstance(value, str):
        values.problems += text_faults(value, place)
        return freeze(value)
    if isinstance(value, Mapping):
        return MappingProxyType({key: _plain(item, f"{place}.{key}", values) for key, item in value.items()})
    if isinstance(value, (tuple, list)):
        return tuple(_plain(item, f"{place}[{number}]", values) for number, item in enumerate(value, start=1))
    return freeze(value)


def _block_faults(block: Block, place: str) -> list[Problem]:
    if isinstance(block, Table):
        texts = [cell.text for cell in block.header_cells()] + [cell.text for row in block.rows for cell in row.cells]
    elif isinstance(block, Chart):
        texts = [block.title, *block.categories, *(t for series in block.series for t in (series.name, *series.texts))]
    else:
        texts = [block.caption]
    return [fault for text in texts for fault in text_faults(text, place)]


def text_faults(text: str, place: str) -> list[Problem]:
    """Why a text cannot be printed as it stands: control and direction marks, template brackets."""
    found = []
    trouble = clean_problem(text)
    if trouble or "\r" in text:
        shown = "".join(mark if mark.isprintable() else "□" for mark in text[:40])
        found.append(
            Problem(
                Severity.ERROR, "text.control", f"“{shown}”：{trouble or '有回车符（U+000D）'}",
                "在来源文件中删去这个字符后重新生成", place=f"变量 {place}",
            )
        )  # fmt: skip
    mark = _TEMPLATE_MARKS.search(text)
    if mark:
        found.append(
            Problem(
                Severity.ERROR, "text.template_mark", f"内容“{text[:40]}”中有模板符号“{mark.group()}”",
                "改写这段内容，正文中不能出现模板的花括号", place=f"变量 {place}",
            )
        )  # fmt: skip
    return found
