"""The 晾晒表 workbook: the declared tables and charts, the figures behind them, how each column is computed."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from gongwen.compose.charts import compose_chart
from gongwen.compose.explain import general_rules
from gongwen.compose.lists import named_table
from gongwen.compose.setting import Setting
from gongwen.compose.words import properties, text_of
from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.pack import ProductSpec
from gongwen.model.table import Table


def compose_workbook(setting: Setting, product: ProductSpec) -> Workbook:
    """Compose a workbook product."""
    pack = setting.pack
    tables = tuple(table for name in product.tables if (table := named_table(setting, name)) is not None)
    charts = tuple(compose_chart(setting, spec) for spec in pack.charts if spec.name in product.charts)
    title = text_of(setting, product.title or product.name, f"profile.toml 键 products.{product.name}.title")
    return Workbook(
        name=product.name,
        tables=tables,
        properties=properties(setting, title.replace("|", "")),
        faces=pack.faces,
        charts=charts,
        explanations=general_rules(setting),
        figures=MappingProxyType(figures_under(setting, tables)),
        region_names=MappingProxyType({region.code: region.name for region in pack.regions}),
        indicator_names=MappingProxyType({indicator.code: indicator.name for indicator in pack.shown_indicators}),
        values_only=product.settings.get("values_only") == "是",
    )


def figures_under(setting: Setting, tables: Iterable[Table]) -> dict[str, Figure]:
    """Every figure the tables show and every operand under them, by id."""
    found: dict[str, Figure] = {}
    waiting: list[FigureKey] = [
        cell.figure.key for table in tables for row in table.rows for cell in row.cells if cell.figure
    ]
    while waiting:
        key = waiting.pop()
        figure = setting.board.figures.get(key)
        if figure is not None and figure.id not in found:
            found[figure.id] = figure
            waiting.extend(figure.operands)
    return dict(sorted(found.items()))
