"""三张 13×19 的晾晒表（连同说明、数据两张表）写成 xlsx：带公式的一本，只写数值的一本。

编排都不计时。对手拿到的是现成的单元格（值、公式、格式、行高、列宽、合并、条件格式、打印设置），样式已按编号归好，量的只是写；
gongwen 从排好的表开始，版面、公式、缓存值、数据表都算在内，每次从空的缓存开始。openpyxl 有两种写法，都出自其文档：样式对象做一次、
各格共用，只设这一格有的（Working with styles）；命名样式（Named Styles，文档说适合大量单元格）。openpyxl 写不出公式的缓存值、
“忽略错误”和 2010 式数据条的设置，装有 lxml（它写得快的那条路）。单独运行另印内存峰值和两个目标倍数。

    python benchmarks/bench_xlsx.py [rounds]
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "render"))

import openpyxl
import xlsxwriter
from factories import sample_table, sample_workbook
from openpyxl.formatting.rule import DataBarRule, IconSetRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from gongwen.model.document import Workbook
from gongwen.render.to_xlsx import render_workbook

BAR = "FFC9D6E6"
LINE = "FF404040"
ICONS = (0, 0.0001)
MARGINS = (0.39, 0.39, 0.59, 0.59)
_LINES = {"": 0, "thin": 1, "medium": 2, "double": 6}
"""XlsxWriter's numbers of lines."""


@dataclass(frozen=True)
class Style:
    """What a cell looks like."""

    face: str
    size: float
    bold: bool
    fill: str
    border: tuple[str, str, str, str]
    """Styles of the lines left, right, above, below; empty for none."""
    align: str
    wrap: bool
    shrink: bool
    number_format: str


@dataclass(frozen=True)
class Sheet:
    """One sheet, every cell ready to write."""

    name: str
    cells: tuple[tuple[int, int, Any, Any, int], ...]
    """(row, column, value or formula, cached value, number of the style), zero-based."""
    widths: dict[str, float]
    heights: dict[int, float]
    merges: tuple[tuple[int, int, int, int], ...]
    bars: tuple[tuple[str, float], ...]
    """(cells, value of the longest bar)."""
    icons: tuple[str, ...]
    """Cells with grey arrows by their sign."""
    freeze: str
    titles: str
    title_columns: str
    filter: str
    zoom: int
    area: tuple[int, int]


def book() -> Workbook:
    """三张表：three indicators each, 13 rows × 19 columns, no charts and no mark."""
    table = sample_table(indicators=("invest", "filed", "started"), watermark="")
    return replace(sample_workbook(*(replace(table, name=name) for name in ("表一", "表二", "表三"))), charts=())


@dataclass(frozen=True)
class Book:
    """A finished workbook taken apart, for the peers to write again."""

    sheets: tuple[Sheet, ...]
    styles: tuple[Style, ...]


def ready_made(data: bytes) -> Book:
    """Every cell of a finished workbook."""
    written = openpyxl.load_workbook(BytesIO(data))
    cached = openpyxl.load_workbook(BytesIO(data), data_only=True)
    styles: dict[Style, int] = {}
    sheets = tuple(_sheet(sheet, cached[sheet.title], styles) for sheet in written.worksheets)
    return Book(sheets, tuple(styles))


def _sheet(sheet: Any, cached: Any, styles: dict[Style, int]) -> Sheet:
    cells = []
    for row in sheet.iter_rows():
        for cell in row:
            if cell.has_style and type(cell).__name__ == "Cell":
                value = cached.cell(cell.row, cell.column).value
                style = styles.setdefault(_style(cell), len(styles))
                cells.append((cell.row - 1, cell.column - 1, cell.value, value, style))
    merges = tuple((r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in sheet.merged_cells.ranges)
    rules = [(str(found.sqref), rule) for found in sheet.conditional_formatting for rule in found.rules]
    bars = tuple((place, float(rule.dataBar.cfvo[1].val)) for place, rule in rules if rule.dataBar)
    icons = tuple(place for place, rule in rules if rule.iconSet)
    widths = {
        get_column_letter(column): dimension.width
        for dimension in sheet.column_dimensions.values()
        for column in range(dimension.min, dimension.max + 1)
    }
    heights = {row: dimension.height for row, dimension in sheet.row_dimensions.items() if dimension.height}
    return Sheet(
        sheet.title, tuple(cells), widths, heights, merges, bars, icons, sheet.freeze_panes or "",
        (sheet.print_title_rows or "").replace("$", ""), (sheet.print_title_cols or "").replace("$", ""),
        sheet.auto_filter.ref or "", sheet.sheet_view.zoomScale or 100, (sheet.max_row, sheet.max_column),
    )  # fmt: skip


def _style(cell: Any) -> Style:
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
    border = cell.border
    lines = tuple(side.style or "" for side in (border.left, border.right, border.top, border.bottom))
    align = cell.alignment
    return Style(
        cell.font.name, cell.font.sz, bool(cell.font.b), fill, lines, align.horizontal or "", bool(align.wrap_text),
        bool(align.shrink_to_fit), cell.number_format,
    )  # fmt: skip


def with_xlsxwriter(book: Book) -> bytes:
    """Bare XlsxWriter: one format object a style."""
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = [made.add_format(_properties(style)) for style in book.styles]
    for sheet in book.sheets:
        target = made.add_worksheet(sheet.name)
        for letter, width in sheet.widths.items():
            target.set_column(f"{letter}:{letter}", width)
        for row, height in sheet.heights.items():
            target.set_row(row - 1, height)
        merged = {(first, left): (last, right) for first, left, last, right in sheet.merges}
        for row, column, value, cached, style in sheet.cells:
            look = formats[style]
            if (row, column) in merged:
                target.merge_range(row, column, *merged[row, column], value, look)
            elif isinstance(value, str) and value.startswith("="):
                target.write_formula(row, column, value, look, cached)
            elif isinstance(value, str):
                target.write_string(row, column, value, look)
            elif value is None:
                target.write_blank(row, column, None, look)
            else:
                target.write_number(row, column, value, look)
        for area, most in sheet.bars:
            options = {"type": "data_bar", "data_bar_2010": True, "bar_color": f"#{BAR[2:]}"}
            bounds = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": most}
            target.conditional_format(area, options | bounds)
        for area in sheet.icons:
            bounds = [{"criteria": ">=", "type": "number", "value": bound} for bound in ICONS[::-1]]
            target.conditional_format(area, {"type": "icon_set", "icon_style": "3_arrows_gray", "icons": bounds})
        if sheet.freeze:
            target.freeze_panes(sheet.freeze)
        target.set_landscape()
        target.set_paper(9)
        target.fit_to_pages(1, 0)
        if sheet.titles:
            first, last = sheet.titles.split(":")
            target.repeat_rows(int(first) - 1, int(last) - 1)
        if sheet.title_columns:
            target.repeat_columns(sheet.title_columns)
        if sheet.filter:
            target.autofilter(sheet.filter)
        target.set_zoom(sheet.zoom)
        target.hide_gridlines(2)
        target.center_horizontally()
        target.set_margins(*MARGINS)
        target.print_area(0, 0, sheet.area[0] - 1, sheet.area[1] - 1)
        target.set_footer("&C第 &P 页 共 &N 页")
    made.close()
    return out.getvalue()


def _properties(style: Style) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_name": style.face, "font_size": style.size, "bold": style.bold, "valign": "vcenter",
        "text_wrap": style.wrap, "num_format": style.number_format, "shrink": style.shrink,
    }  # fmt: skip
    for side, line in zip(("left", "right", "top", "bottom"), style.border, strict=True):
        properties |= {side: _LINES[line], f"{side}_color": f"#{LINE[2:]}"} if line else {}
    if style.align:
        properties["align"] = style.align
    if style.fill:
        properties["bg_color"] = f"#{style.fill[2:]}"
    return properties


def with_openpyxl(book: Book) -> bytes:
    """openpyxl, “Working with styles”: style objects made once and shared; a cell is given what its look has."""
    made, parts = openpyxl.Workbook(), Parts()
    looks = []
    for style in book.styles:
        look: dict[str, Any] = {"font": parts.font(style), "alignment": parts.alignment(style)}
        look |= {"fill": parts.fill(style)} if style.fill else {}
        look |= {"border": parts.border(style)} if any(style.border) else {}
        look |= {"number_format": style.number_format} if style.number_format != "General" else {}
        looks.append(tuple(look.items()))

    def dress(cell: Any, style: int) -> None:
        for name, value in looks[style]:
            setattr(cell, name, value)

    return _saved(made, book, dress)


def with_named_styles(book: Book) -> bytes:
    """openpyxl, “Named Styles”: one a look, given to cells by its name."""
    made, parts = openpyxl.Workbook(), Parts()
    names = []
    for number, style in enumerate(book.styles):
        named = NamedStyle(f"样式{number}", parts.font(style), number_format=style.number_format)
        named.alignment = parts.alignment(style)
        if style.fill:
            named.fill = parts.fill(style)
        if any(style.border):
            named.border = parts.border(style)
        made.add_named_style(named)
        names.append(named.name)

    def dress(cell: Any, style: int) -> None:
        cell.style = names[style]

    return _saved(made, book, dress)


class Parts:
    """openpyxl's style objects, equal ones made once: it compares those that are not the same object field by field."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Any] = {}

    def font(self, style: Style) -> Any:
        return self._get(Font, name=style.face, size=style.size, bold=style.bold)

    def fill(self, style: Style) -> Any:
        return self._get(PatternFill, fill_type="solid", fgColor=style.fill)

    def alignment(self, style: Style) -> Any:
        return self._get(
            Alignment, horizontal=style.align or None, vertical="center", wrap_text=style.wrap, shrink_to_fit=style.shrink
        )

    def border(self, style: Style) -> Any:
        lines = [self._get(Side, style=line, color=LINE) if line else Side() for line in style.border]
        key = ("border", style.border)
        if key not in self._made:
            self._made[key] = Border(*lines)
        return self._made[key]

    def _get(self, kind: Callable[..., Any], **fields: object) -> Any:
        key = (kind, *fields.values())
        if key not in self._made:
            self._made[key] = kind(**fields)
        return self._made[key]


def _saved(made: Any, book: Book, dress: Callable[[Any, int], None]) -> bytes:
    made.remove(made.active)
    for sheet in book.sheets:
        target = made.create_sheet(sheet.name)
        for letter, width in sheet.widths.items():
            target.column_dimensions[letter].width = width
        for row, height in sheet.heights.items():
            target.row_dimensions[row].height = height
        for row, column, value, _, style in sheet.cells:
            dress(target.cell(row + 1, column + 1, value), style)
        for first, left, last, right in sheet.merges:
            target.merge_cells(None, first + 1, left + 1, last + 1, right + 1)
        for area, most in sheet.bars:
            target.conditional_formatting.add(area, DataBarRule("num", 0, "num", most, color=BAR))
        for area in sheet.icons:
            target.conditional_formatting.add(area, IconSetRule("3ArrowsGray", "num", [ICONS[0], *ICONS]))
        target.freeze_panes = sheet.freeze or None
        target.page_setup.orientation, target.page_setup.paperSize = "landscape", 9
        target.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
        target.print_title_rows, target.print_title_cols = sheet.titles or None, sheet.title_columns or None
        target.print_area = f"A1:{get_column_letter(sheet.area[1])}{sheet.area[0]}"
        target.auto_filter.ref = sheet.filter or None
        target.sheet_view.zoomScale, target.sheet_view.showGridLines = sheet.zoom, False
        target.print_options.horizontalCentered = True
        target.page_margins = PageMargins(*MARGINS)
        target.oddFooter.center.text = "第 &P 页 共 &N 页"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def caches() -> list[Any]:
    """Every cache of the modules that were loaded to write a workbook."""
    modules = [module for name, module in sys.modules.items() if name.startswith("gongwen.")]
    return [found for module in modules for found in vars(module).values() if hasattr(found, "cache_clear")]


def ours(book: Workbook, kept: list[Any]) -> bytes:
    """Our own, with nothing left from the round before."""
    for cache in kept:
        cache.cache_clear()
    return render_workbook(book).data


def contenders() -> dict[str, Callable[[], object]]:
    """Ours first; every peer writes exactly the cells we wrote."""
    warnings.simplefilter("ignore")
    whole = book()
    plain = replace(whole, values_only=True)
    full, values = ready_made(render_workbook(whole).data), ready_made(render_workbook(plain).data)
    kept = caches()
    return {
        "gongwen": lambda: ours(whole, kept),
        "XlsxWriter": lambda: with_xlsxwriter(full),
        "openpyxl": lambda: with_openpyxl(full),
        "openpyxl 命名样式": lambda: with_named_styles(full),
        "gongwen 只写数值": lambda: ours(plain, kept),
        "XlsxWriter 只写数值": lambda: with_xlsxwriter(values),
        "openpyxl 只写数值": lambda: with_openpyxl(values),
        "openpyxl 命名样式 只写数值": lambda: with_named_styles(values),
    }


def measure(rounds: int = 15) -> dict[str, tuple[float, float]]:
    """Median CPU milliseconds and peak MiB of each contender, rounds interleaved."""
    jobs = contenders()
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 1):
        for name, run in jobs.items():
            gc.collect()  # nobody pays for another's leavings
            start = time.process_time()
            run()
            times[name].append((time.process_time() - start) * 1000)
    peaks = {}
    for name, run in jobs.items():
        tracemalloc.start()
        run()
        peaks[name] = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
    return {name: (median(found[1:]), peaks[name]) for name, found in times.items()}


def main() -> None:
    """Print times, peaks and the ratios that matter."""
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    for name, (milliseconds, peak) in found.items():
        print(f"{name:<22} {milliseconds:7.1f} 毫秒 CPU  峰值 {peak:5.1f} MiB")
    for suffix in ("", " 只写数值"):
        ours, bare, other, named = (
            found[name + suffix][0] for name in ("gongwen", "XlsxWriter", "openpyxl", "openpyxl 命名样式")
        )
        print(
            f"gongwen{suffix}：比 openpyxl 快 {other / ours:.1f} 倍（目标 ≥ 6），比命名样式快 {named / ours:.1f} 倍，"
            f"是 XlsxWriter 的 {ours / bare:.2f} 倍（目标 ≤ 2）"
        )


if __name__ == "__main__":
    main()
