"""说明: how every column is computed, which cells are no formulas and why, and what holds for the whole book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from gongwen.model.document import Workbook
from gongwen.model.table import Table
from gongwen.model.terms import Measure
from gongwen.render.sheets.layout import SheetLayout, list_pages, wrapped_lines
from gongwen.render.sheets.mark import add_mark
from gongwen.render.sheets.styles import SMALL_PT, Styles
from gongwen.render.sheets.table import merge, set_up_page, write_text

Told: TypeAlias = tuple[str, str, str]
"""表, 栏目, 怎么算."""
_WIDTHS = (14, 48, 78)
_NO_NUMBER = (
    "编制时没有数，不是公式：补报一个原来没有的数，或改动文字目标、为0的目标，请改来源后重新编制。"
    "清空一个数，公式按0算，不等于没有报送。"
)


def explained(table: Table, layout: SheetLayout, without: Mapping[str, Mapping[int, None]]) -> Iterator[Told]:
    """Every explanation of a table; columns that are computed alike share a line.

    ``without`` gives the columns with cells that are no formulas, by the reason.
    """
    alike: dict[str, list[int]] = {}
    for place, column in enumerate(table.columns):
        if column.explanation:
            alike.setdefault(column.explanation, []).append(place)
    arrows = layout.showing(Measure.LEAD_PP)
    marked = {"数前的灰色箭头：向上为超过时序进度，向下为落后，平为持平。": arrows} if arrows else {}
    for text, places in (*alike.items(), *marked.items(), *without.items()):
        yield table.name, "、".join("—".join(table.columns[place].path).replace("\n", "") for place in places), text


def general(book: Workbook) -> Iterator[Told]:
    """What the book says of all its tables, less what a column says of itself."""
    own = {f"{table.name}：{' / '.join(column.path)}" for table in book.tables for column in table.columns}
    for name, text in book.explanations:
        if name not in own:
            yield "各表", name, text
    if book.figures and not book.values_only:
        yield "各表", "逐项", "每个报送数和它的来源单元格，得分、加减分的每一步，都在“数据”表。"
        yield "各表", "印“—”的格", _NO_NUMBER
    if book.charts and not book.values_only:
        yield "图表", "图中的数", "写在图的右侧，是编制时的数，不是公式，改动数据后不随之变化。"


def write_explanations(sheet: Any, book: Workbook, told: Sequence[Told], styles: Styles) -> None:
    """说明: table, column, how it is computed."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    merge(sheet, (0, 0), (0, 2), f"{book.name}说明", styles.title())
    for column, heading in enumerate(("表", "栏目", "怎么算")):
        sheet.write_string(1, column, heading, styles.small_header())
    heights = [36.0, 16.5]
    for row, texts in enumerate(told, 2):
        for column, text in enumerate(texts):
            write_text(sheet, (row, column), text, styles.plain())
        widths = zip(texts, _WIDTHS, strict=True)
        lines = max(wrapped_lines(text, width * 8 - 6, SMALL_PT) for text, width in widths)
        heights.append(lines * SMALL_PT * 1.3 + 1)
    sheet.freeze_panes(2, 0)
    sheet.set_zoom(115)
    set_up_list(sheet, book, styles, _WIDTHS, heights, landscape=True, heading=1)


def set_up_list(
    sheet: Any, book: Workbook, styles: Styles, widths: Sequence[float], heights: Sequence[float],
    *, landscape: bool, heading: int,
) -> None:  # fmt: skip
    """Rows as high as they need, as wide as the paper, the heading row and the book's mark on every page."""
    sheet.set_rows(heights)
    text = next((table.watermark for table in book.tables if table.watermark), "")
    set_up_page(sheet, book.faces, paper="A4", landscape=landscape, mark=text)
    sheet.repeat_rows(heading)
    sheet.print_area(0, 0, len(heights) - 1, len(widths) - 1)
    sheet.fit_to_pages(1, 0)
    if (mark := styles.mark(text)) is not None:
        pages = list_pages(widths, heights, landscape=landscape, header=heights[heading] * 4 / 3)
        add_mark(sheet, mark, widths, heights, pages)
