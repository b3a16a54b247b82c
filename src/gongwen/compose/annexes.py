"""Tables and charts as templates take them: extracts inside the text, annexes (附件) after it."""

from __future__ import annotations

from gongwen.compose.charts import named_charts
from gongwen.compose.lists import named_table
from gongwen.compose.setting import Setting
from gongwen.compose.titles import ROOM, broken
from gongwen.compose.workbook import figures_under
from gongwen.model.chart import Chart
from gongwen.model.document import Value
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.pack import ProductSpec
from gongwen.model.table import Table


def table_blocks(setting: Setting, product: ProductSpec) -> tuple[dict[str, Value], ...]:
    """表格: the product's own tables, for printing between paragraphs."""
    tables = [table for name in product.tables if (table := named_table(setting, name)) is not None]
    return tuple({"标题": t.title, "单位": t.unit_line, "表": t, "注": _notes(setting, t.notes)} for t in tables)


def chart_blocks(setting: Setting, product: ProductSpec) -> tuple[dict[str, Value], ...]:
    """图: the product's own charts."""
    charts = named_charts(setting, product.charts)
    return tuple({"标题": chart.title, "图": chart, "注": _notes(setting, chart.notes)} for chart in charts)


def annexes(setting: Setting, product: ProductSpec) -> tuple[dict[str, Value], ...]:
    """附件, numbered from 1 in each document; a single one has no number (GB/T 9704-2012 7.3.4)."""
    made: list[dict[str, Value]] = []
    for number, name in enumerate(product.attachments, start=1):
        mark = "附件" if len(product.attachments) == 1 else f"附件{number}"
        table = named_table(setting, name)
        if table is not None:
            made.append(_annex(setting, mark, table, None))
        made += [_annex(setting, mark, None, chart) for chart in named_charts(setting, (name,))]
    return tuple(made)


def _annex(setting: Setting, mark: str, table: Table | None, chart: Chart | None) -> dict[str, Value]:
    shown = table or chart
    assert shown is not None
    return {
        "序号": mark,
        "标题": shown.title,
        "分行标题": broken(shown.title, _room(table)),
        "单位": table.unit_line if table else "",
        "表": table,
        "图": chart,
        "横排": table is not None and table.landscape,
        "纸张": table.paper if table else "A4",
        "注": _notes(setting, shown.notes),
    }


def _room(table: Table | None) -> float:
    """Characters of the title that fit into a line of the annex's page: A3, A4 lying, A4 upright."""
    if table is None or not (table.landscape or table.paper == "A3"):
        return ROOM
    return 48.0 if table.paper == "A3" else 31.0


def _notes(setting: Setting, notes: tuple[str, ...]) -> tuple[str, ...]:
    """Without the 示例数据 line: a document says it once, in its 示例说明."""
    return tuple(note for note in notes if not setting.sample_note or setting.sample_note not in note)


def block_figures(setting: Setting, blocks: tuple[dict[str, Value], ...]) -> dict[FigureKey, Figure]:
    """Every figure in the blocks' tables."""
    return figures_under(setting, [block["表"] for block in blocks if isinstance(block.get("表"), Table)])  # type: ignore[misc]
