"""The 晾晒表 workbook: the declared tables and charts, the figures behind them, how each column is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from gongwen.compose.charts import named_charts
from gongwen.compose.explain import general_rules
from gongwen.compose.lists import named_table
from gongwen.compose.scoring_notes import revision_lines
from gongwen.compose.setting import Setting
from gongwen.compose.words import properties, text_of
from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import YES
from gongwen.model.table import Table
from gongwen.model.terms import Direction

_HALF_EVEN = ("公式", "本簿按 GB/T 8170 修约（四舍六入五成双），Excel 没有相应的函数，各格只写数值，没有公式。")


def compose_workbook(setting: Setting, product: ProductSpec) -> Workbook:
    """Compose a workbook product."""
    tables = tuple(table for name in product.tables if (table := named_table(setting, name)) is not None)
    charts = named_charts(setting, product.charts)
    title = text_of(setting, product.title or product.name, f"profile.toml 键 products.{product.name}.title")
    book = workbook_of(setting, product.name, title.replace("|", ""), tables)
    return replace(book, charts=charts, values_only=book.values_only or product.settings.get("values_only") == YES)


def workbook_of(setting: Setting, name: str, title: str, tables: tuple[Table, ...]) -> Workbook:
    """A workbook of some tables, with everything their formulas rest on."""
    pack = setting.pack
    # Excel has no function that rounds half to even: a formula would one day give another figure than we print.
    half_even = pack.numbers.rounding == "half_even"
    return Workbook(
        name=name,
        tables=tables,
        properties=properties(setting, title),
        faces=pack.faces,
        explanations=(*general_rules(setting), *((_HALF_EVEN,) if half_even else ()), *revision_lines(setting)),
        figures=MappingProxyType(figures_under(setting, tables)),
        region_names=MappingProxyType({region.code: region.name for region in pack.regions}),
        indicator_names=MappingProxyType({indicator.code: indicator.name for indicator in pack.shown_indicators}),
        region_word=pack.issuer.region_unit,
        region_categories=pack.rank_rules.classes,
        scores=pack.scores,
        lights=pack.lights,
        ceilings=frozenset(i.code for i in pack.shown_indicators if i.direction is Direction.LOWER),
        ratios=MappingProxyType({i.code: i.ratio_of for i in pack.shown_indicators if i.ratio_of}),
        never_round_to_done=pack.numbers.never_round_to_done,
        values_only=half_even,
    )


def figures_under(setting: Setting, tables: Iterable[Table]) -> dict[FigureKey, Figure]:
    """Every figure the tables show and every operand under them."""
    found: dict[FigureKey, Figure] = {}
    waiting: list[FigureKey] = [
        cell.figure.key for table in tables for row in table.rows for cell in row.cells if cell.figure
    ]
    while waiting:
        key = waiting.pop()
        figure = setting.board.figures.get(key)
        if figure is not None and key not in found:
            found[key] = figure
            waiting.extend(figure.operands)
    return found
