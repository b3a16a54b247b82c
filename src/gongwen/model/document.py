"""What a template is given: settled text, tables and charts, by the Chinese names that templates use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from gongwen.model.chart import Chart
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem
from gongwen.model.scoring import LightScheme, ScoreSpec
from gongwen.model.table import Table

Value: TypeAlias = "str | int | bool | None | date | Table | Chart | Photo | tuple[Value, ...] | Mapping[str, Value]"
"""Everything a template may see. Text is plain; a Table, Chart or Photo is an opaque block. No floats, no frames."""


@dataclass(frozen=True, slots=True)
class Properties:
    """Document properties as a file manager shows them."""

    title: str
    author: str = ""
    """The issuing organ, never a program."""
    subject: str = ""
    created: date = date(2000, 1, 1)
    """A fixed date from the issue (its cut-off), never the clock: same inputs, same bytes."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Typeface names by role, as written into files (the official ones; PDF substitutes what is missing)."""

    title: str = "方正小标宋简体"
    body: str = "仿宋_GB2312"
    kai: str = "楷体_GB2312"
    hei: str = "黑体"
    song: str = "宋体"
    latin: str = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside a PDF/A-3: the workbook behind a bulletin."""

    name: str
    data: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One Word or PDF product, complete but for its look."""

    name: str
    """Product name: 专班简报, 月通报."""
    template: str
    """File name in the pack's search path: ``briefing.docx``, ``bulletin.html``."""
    fields: Mapping[str, Value]
    """By Chinese variable name."""
    properties: Properties
    faces: Faces = Faces()
    watermark: str = ""
    """Diagonal mark on every page (示例); empty for none."""
    figures: Mapping[FigureKey, Figure] = field(default_factory=lambda: MappingProxyType({}))
    """Every figure that its text, tables and charts show."""
    archive: str = ""
    """For PDF: a-2a or a-3a (PDF/A, ISO 19005); empty for a plain PDF."""
    attachments: tuple[Attachment, ...] = ()
    """Files inside the PDF; a-3a only."""
    charts_as_pictures: bool = False
    """For Word: pictures instead of native charts, for readers whose program leaves those out."""
    contents: bool = False
    """Whether a 通报 as PDF or HTML has a list of contents (目录) with page numbers."""
    turned: bool = False
    """Whether the page number of a landscape annex stands where the bound, upright pages have it (转页)."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """One Excel product: sheets in order, and the figures behind them."""

    name: str
    tables: tuple[Table, ...]
    properties: Properties
    faces: Faces = Faces()
    charts: tuple[Chart, ...] = ()
    explanations: tuple[tuple[str, str], ...] = ()
    """(column, how it is computed) for the 说明 sheet."""
    figures: Mapping[FigureKey, Figure] = field(default_factory=lambda: MappingProxyType({}))
    """Every figure in the tables and every operand under them."""
    region_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    indicator_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    region_word: str = "地区"
    """What a row of its tables is called: 地区, 单位, 镇（街道）."""
    region_categories: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """类别 by region code where ranks are within classes; empty where all regions are ranked together."""
    scores: tuple[ScoreSpec, ...] = ()
    """The scores that its tables may show: weights, caps and floors for their formulas."""
    lights: tuple[LightScheme, ...] = ()
    """The schemes of lights that its tables may show."""
    ceilings: frozenset[str] = frozenset()
    """Codes of the indicators of which less is better: a target without an operator is then a ceiling."""
    ratios: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """The two indicators of each that is their ratio, by code (开工率 = 已开工 ÷ 应开工)."""
    never_round_to_done: bool = True
    """What misses its target never reads as met."""
    values_only: bool = False
    """True writes no formulas (对外发布版)."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Finished bytes of one file, with what was noticed on the way."""

    data: bytes
    format: str
    """xlsx, docx, pdf or html."""
    problems: tuple[Problem, ...] = ()
    fonts: tuple[str, ...] = ()
    """For PDF: role, wanted face and face really embedded, one line each."""
    is_foreign: bool = False
    """Whether a pack's own template or style sheet made it: it may leave fields out, and ran in the limited process."""
    offered: str = ""
    """For a PDF of a pack's own template: the text of its markup. What it uses must stand on a page."""
