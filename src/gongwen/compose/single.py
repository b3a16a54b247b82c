"""One table as a document of its own, for saving a scoreboard as Word, PDF or HTML."""

from __future__ import annotations

from types import MappingProxyType

from gongwen.compose.setting import Setting
from gongwen.compose.words import properties
from gongwen.compose.workbook import figures_under, workbook_of
from gongwen.model.document import Document, Workbook
from gongwen.model.table import Table


def compose_single(setting: Setting, table: Table, suffix: str) -> Document:
    """A page with the table, its title, unit line and notes; ``suffix`` picks table.docx or table.html."""
    return Document(
        name=table.name,
        template=f"table.{suffix}",
        fields=MappingProxyType(
            {
                "标题": table.title,
                "单位": table.unit_line,
                "表": table,
                "注": table.notes,
                "横排": table.landscape,
                "纸张": table.paper,
            }
        ),
        properties=properties(setting, table.title),
        faces=setting.pack.faces,
        watermark=table.watermark,
        figures=MappingProxyType(figures_under(setting, [table])),
    )


def single_workbook(setting: Setting, table: Table) -> Workbook:
    """A workbook with this one table."""
    return workbook_of(setting, table.name, table.title, (table,))
