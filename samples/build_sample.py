"""Write the data files of the Ningbo sample, laid out as offices lay them out.

Run ``python samples/build_sample.py`` after changing ``sample_figures.py`` or ``sample_lists.py``; a test holds the
files and these scripts equal. The same figures give the same bytes: dates inside the files are fixed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))

import sample_figures as figures
import sample_lists as lists

DATA = Path(__file__).parent / "ningbo-bairi" / "data"
WRITTEN = datetime(2022, 8, 5, 9, 0, 0)
NOTE_COMPLETED = "注：本表完成数为示例数据，系演示需要虚构，不是任何地区的实际完成情况。"
NOTE_PROVIDERS = "数据来源：制造业投资由市统计局提供；项目由各地专班报送。"
NOTE_LAG = "制造业投资为月度统计，按表头所注月份口径；项目数为截至表题所注日期的累计数。"

Cell = str | int | float | Decimal | date | None
Window = tuple[str, ...]

_THIN = Side(style="thin", color="FF000000")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


@dataclass(frozen=True)
class Column:
    """One column: its group heading, its own heading (empty: the group runs down), its values from 全市 on."""

    group: str
    heading: str
    values: Sequence[Cell]
    number_format: str = "General"


@dataclass(frozen=True)
class Sheet:
    """One table on one sheet."""

    name: str
    title: str
    columns: Sequence[Column]
    annex: str = ""
    unit_line: str = ""
    notes: tuple[str, ...] = ()


# -- columns of the completion tables --------------------------------------------------------------------------


def _count(group: str, heading: str, indicator: str, window: Window, *, decimals: int = 0) -> Column:
    number_format = "0.0" if decimals else "0"
    return Column(group, heading, figures.completed(indicator, window), number_format)


def month_columns(window: Window) -> list[Column]:
    """A whole month or quarter: investment, projects, supply, reviews, events."""
    return [
        _count("制造业投资", "投资额（亿元）", "investment", window, decimals=1),
        Column("制造业投资", "增速（%）", figures.growth(window), "0.0"),
        _count("新谋划招引项目", "5亿元以上项目数（个）", "attraction", window),
        _count("新备案项目", "项目数（个）", "filing", window),
        _count("新备案项目", "其中：亿元以上（个）", "filing_100m", window),
        _count("新纳统项目", "项目数（个）", "entry", window),
        _count("新纳统项目", "计划总投资（亿元）", "entry_investment", window, decimals=1),
        _count("新工业供地", "宗数（宗）", "land", window),
        _count("新工业供地", "面积（亩）", "land_area", window),
        _count("新完成审查项目", "能评（个）", "energy_review", window),
        _count("新完成审查项目", "环评（个）", "eia", window),
        _count("新完成审查项目", "安评（个）", "safety_review", window),
        _count("新开工项目", "1000万元以上项目数（个）", "start", window),
        _count("竣工投产项目", "亿元以上项目数（个）", "completion", window),
        _count("竣工投产项目", "完成投资（亿元）", "completion_investment", window, decimals=1),
        _count("续建项目", "完成投资（亿元）", "continuing_investment", window, decimals=1),
        _count("对接活动", "场数（场）", "events", window),
        _count("对接活动", "合作项目数（个）", "cooperation", window),
    ]


def days_columns(window: Window) -> list[Column]:
    """Ten days: counts only, since investment is a monthly statistic."""
    return [
        _count("新谋划招引项目", "5亿元以上项目数（个）", "attraction", window),
        _count("新备案项目", "项目数（个）", "filing", window),
        _count("新备案项目", "其中：亿元以上（个）", "filing_100m", window),
        _count("新纳统项目", "项目数（个）", "entry", window),
        _count("新工业供地", "宗数（宗）", "land", window),
        _count("新完成审查项目", "能评（个）", "energy_review", window),
        _count("新完成审查项目", "环评（个）", "eia", window),
        _count("新完成审查项目", "安评（个）", "safety_review", window),
        _count("新开工项目", "1000万元以上项目数（个）", "start", window),
        _count("竣工投产项目", "亿元以上项目数（个）", "completion", window),
    ]


def to_date_columns(window: Window, cut_off: str, months: str, statistics: Window) -> list[Column]:
    """From 1 January to a day; investment lags behind and names its own months."""
    investment = f"制造业投资（{months}）"
    return [
        _count(investment, "累计完成（亿元）", "investment", statistics, decimals=1),
        Column(investment, "同比增速（%）", figures.growth(statistics), "0.0"),
        _count("新谋划招引项目", "5亿元以上项目数（个）", "attraction", window),
        _count("新谋划招引项目", "其中：10亿元以上（个）", "attraction_1b", window),
        _count("新备案项目", "项目数（个）", "filing", window),
        _count("新备案项目", "其中：亿元以上（个）", "filing_100m", window),
        _count("新纳统项目", "项目数（个）", "entry", window),
        _count("新纳统项目", "计划总投资（亿元）", "entry_investment", window, decimals=1),
        _count("新工业供地", "宗数（宗）", "land", window),
        _count("新工业供地", "面积（亩）", "land_area", window),
        _count("新完成审查项目", "能评（个）", "energy_review", window),
        _count("新完成审查项目", "环评（个）", "eia", window),
        _count("新完成审查项目", "安评（个）", "safety_review", window),
        Column("新开工项目", "应开工项目数（个）", figures.start_due(cut_off), "0"),
        _count("新开工项目", "已开工项目数（个）", "start", window),
        _count("竣工投产项目", "亿元以上项目数（个）", "completion", window),
        _count("竣工投产项目", "完成投资（亿元）", "completion_investment", window, decimals=1),
    ]


# -- columns of the target tables ------------------------------------------------------------------------------

_PROJECT_HEADINGS = (
    ("竣工投产项目", "{季}亿元以上项目数"),
    ("竣工投产项目", "{季}完成投资"),
    ("续建项目", "{季}完成投资"),
    ("新开工项目", "{季}项目数"),
    ("新纳统项目", "{季}项目数"),
    ("新纳统项目", "计划总投资"),
    ("新备案项目", "{季}项目数"),
    ("新备案项目", "亿元以上项目数"),
    ("招引谋划项目", "{季}5亿元以上项目数"),
    ("招引谋划项目", "{累计}累计新增项目数"),
    ("对接活动", "场数"),
    ("对接活动", "合作项目数"),
)


def annex_columns(annex: Sequence[Sequence[Cell]], headings: Sequence[tuple[str, str]]) -> list[Column]:
    """Columns of an annex that is given row by row, 全市 first."""
    return [
        Column(group, heading, [row[index] for row in annex])
        for index, (group, heading) in enumerate(headings, start=1)
    ]


def project_headings(quarter: str, to_date: str) -> list[tuple[str, str]]:
    """The two header levels of 附件2 for a quarter."""
    return [(group, text.format(季=quarter, 累计=to_date)) for group, text in _PROJECT_HEADINGS]


def investment_headings(quarter: str, month: str) -> list[tuple[str, str]]:
    """The two header levels of 附件1."""
    return [(stretch, heading) for stretch in (quarter, month) for heading in ("投资额\n(亿元)", "增速\n(%)")]


def june_investment_columns() -> list[Column]:
    """The invented second-quarter and June targets in the layout of 附件1."""
    columns = []
    for (group, heading), name in zip(
        investment_headings("第二季度", "6 月份"), figures.JUNE_INVESTMENT_TARGETS, strict=True
    ):
        values: list[Cell] = list(figures.with_city(figures.numbers(figures.JUNE_INVESTMENT_TARGETS[name])))
        if name in figures.JUNE_CITY_GROWTH_TARGETS:
            values[0] = figures.JUNE_CITY_GROWTH_TARGETS[name]
        elif name == "6月投资额":
            values[0] = f"{values[0]:f} 以上".replace(".0 ", " ")
        columns.append(Column(group, heading, values))
    return columns


def second_quarter_project_columns() -> list[Column]:
    """The invented second-quarter project targets in the layout of 附件2."""
    headings = project_headings("第二季度", "上半年")
    return [
        Column(group, heading, figures.with_city(figures.numbers(line)))
        for (group, heading), line in zip(headings, figures.SECOND_QUARTER_PROJECT_TARGETS, strict=True)
    ]


# -- laying out ------------------------------------------------------------------------------------------------


def _plain(value: Cell) -> str | int | float | date | None:
    """What a person would have typed: whole numbers as whole numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _line(sheet: Worksheet, row: int, width: int, text: str, font: Font, alignment: Alignment, height: float) -> None:
    sheet.cell(row, 1, text).font = font
    sheet.cell(row, 1).alignment = alignment
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet.row_dimensions[row].height = height


def _header(sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    sheet.cell(row, 1, "地区")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
    start = 2
    for index, column in enumerate(columns, start=2):
        sheet.cell(row + 1, index, column.heading)
        if index == 2 or column.group != columns[index - 3].group:
            sheet.cell(row, index, column.group)
            start = index
        following = columns[index - 1].group if index - 1 < len(columns) else None
        if following != column.group and index > start:
            sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=index)
    for cells in sheet.iter_rows(min_row=row, max_row=row + 1, max_col=len(columns) + 1):
        for cell in cells:
            cell.font, cell.alignment, cell.border = Font(name="黑体", size=11), _CENTRE, _GRID
    sheet.row_dimensions[row].height, sheet.row_dimensions[row + 1].height = 30, 48


def _body(sheet: Worksheet, row: int, columns: Sequence[Column]) -> int:
    for offset, name in enumerate((figures.CITY, *figures.DISTRICTS)):
        values = [name, *(_plain(column.values[offset]) for column in columns)]
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(row + offset, index, value)
            cell.font = Font(name="宋体", size=11, bold=offset == 0)
            cell.alignment, cell.border = _CENTRE, _GRID
            if index > 1 and not isinstance(value, str):
                cell.number_format = columns[index - 2].number_format
        sheet.row_dimensions[row + offset].height = 24
    return row + len(figures.DISTRICTS) + 1


def _page(sheet: Worksheet, header_row: int, header_rows: int, widths: Sequence[float]) -> None:
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row + header_rows - 1}"
    sheet.print_options.horizontalCentered = True
    sheet.freeze_panes = sheet.cell(header_row + header_rows, 2)


def lay_out(book: Workbook, table: Sheet) -> None:
    """Draw one table: 附件 line, title, 单位 line, two header rows, 全市 and the districts, notes."""
    sheet = book.create_sheet(table.name)
    width, row = len(table.columns) + 1, 1
    if table.annex:
        _line(sheet, row, width, table.annex, Font(name="黑体", size=16), _LEFT, 24)
        row += 1
    _line(sheet, row, width, table.title, Font(name="方正小标宋简体", size=20), _CENTRE, 36)
    row += 1
    if table.unit_line:
        _line(sheet, row, width, table.unit_line, Font(name="仿宋", size=11), _RIGHT, 18)
        row += 1
    header = row
    _header(sheet, header, table.columns)
    row = _body(sheet, header + 2, table.columns)
    for note in table.notes:
        _line(sheet, row, width, note, Font(name="仿宋", size=11), _LEFT, 18)
        row += 1
    _page(sheet, header, 2, [12, *([10.5] * len(table.columns))])


_LIST_WIDTHS = {"序号": 5, "建设内容": 28, "问题描述": 28, "业主": 24, "本月进展": 20, "项目名称": 20, "反馈": 16}

Rows = Sequence[Sequence[Cell]]


def lay_out_list(book: Workbook, name: str, title: str, headings: Sequence[str], rows: Rows) -> None:
    """Draw a list: title, as-of line, one header row, the entries."""
    sheet = book.create_sheet(name)
    _line(sheet, 1, len(headings), title, Font(name="方正小标宋简体", size=20), _CENTRE, 36)
    _line(sheet, 2, len(headings), "截至2022年7月31日", Font(name="仿宋", size=11), _RIGHT, 18)
    for row, values in enumerate((headings, *rows), start=3):
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(row, index, None if value == "" else value)
            cell.font = Font(name="黑体" if row == 3 else "宋体", size=11)
            cell.alignment, cell.border = _CENTRE, _GRID
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
        sheet.row_dimensions[row].height = 30 if row == 3 else 48
    _page(sheet, 3, 1, [_LIST_WIDTHS.get(heading, 11) for heading in headings])


# -- files -----------------------------------------------------------------------------------------------------


def month_sheets(month: int, window: Window, days: str, to_date: Window, statistics: tuple[str, Window]) -> list[Sheet]:
    """The three sheets of a month's report: the month, its first ten days, the year to the 20th."""
    title, notes = "2022年{}市制造业投资“百日攻坚”完成情况（示例数据）", (NOTE_COMPLETED, NOTE_PROVIDERS)
    cut_off = f"1月—{month}月20日"
    months = to_date_columns(to_date, f"至{month}月20日", *statistics)
    return [
        Sheet(f"{month}月", title.format(f"{month}月"), month_columns(window), notes=notes),
        Sheet(f"{month}月1—10日", title.format(f"{month}月1—10日"), days_columns((days,)), notes=notes),
        Sheet(cut_off, title.format(cut_off), months, notes=(*notes, NOTE_LAG)),
    ]


def june_sheets() -> list[Sheet]:
    """June's report, with the second quarter as a further sheet."""
    month, *others = month_sheets(6, figures.JUNE, "6月上旬", figures.TO_20_JUNE, ("1—5月", figures.JANUARY_TO_MAY))
    title = "2022年二季度（4—6月）市制造业投资“百日攻坚”完成情况（示例数据）"
    quarter = Sheet("二季度累计", title, month_columns(figures.SECOND_QUARTER), notes=month.notes)
    return [month, quarter, *others]


def books() -> dict[str, Callable[[Workbook], None]]:
    """File name → what is drawn into the workbook."""
    unit, invented = "单位：个，亿元", ("注：本表目标为示例数据，系演示需要虚构。",)
    annex_1 = Sheet(
        "附件1", "第三季度和 7 月份制造业投资目标任务",
        annex_columns(figures.ANNEX_1, investment_headings("第三季度", "7 月份")), annex="附件 1",
    )  # fmt: skip
    annex_2 = Sheet(
        "附件2", "三季度项目推进目标任务",
        annex_columns(figures.ANNEX_2, project_headings("第三季度", "前三季度")), annex="附件 2", unit_line=unit,
    )  # fmt: skip
    june = [
        Sheet("投资目标", "第二季度和 6 月份制造业投资目标任务（示例数据）", june_investment_columns(), notes=invented),
        Sheet("项目推进目标", "二季度项目推进目标任务（示例数据）", second_quarter_project_columns(),
              unit_line=unit, notes=invented),
    ]  # fmt: skip
    july = month_sheets(7, figures.JULY, "7月上旬", figures.TO_20_JULY, ("1—6月", figures.JANUARY_TO_JUNE))
    tables = {
        "附件1 第三季度和7月份制造业投资目标任务.xlsx": [annex_1],
        "附件2 三季度项目推进目标任务.xlsx": [annex_2],
        "6月份和二季度目标任务（示例数据）.xlsx": june,
        "2022年6月完成情况（示例数据）.xlsx": june_sheets(),
        "2022年7月完成情况（示例数据）.xlsx": july,
    }
    result: dict[str, Callable[[Workbook], None]] = {
        name: lambda book, sheets=sheets: [lay_out(book, sheet) for sheet in sheets] for name, sheets in tables.items()
    }
    result["项目清单（示例数据）.xlsx"] = lambda book: lay_out_list(
        book, "项目清单", "重点项目推进清单（示例数据）", lists.PROJECT_HEADINGS, lists.PROJECTS
    )
    result["问题台账（示例数据）.xlsx"] = lambda book: lay_out_list(
        book, "问题台账", "项目困难问题闭环管理台账（示例数据）", lists.LEDGER_HEADINGS, lists.LEDGER
    )
    return result


def workbook_bytes(draw: Callable[[Workbook], None]) -> bytes:
    """Draw and save with fixed dates, so that the same figures give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    draw(book)
    book.properties.creator, book.properties.created = "示例", WRITTEN
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    stamp = f"{WRITTEN.isoformat()}Z".encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                # openpyxl puts the clock into dcterms:modified whatever the properties say.
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def last_year_csv() -> bytes:
    """上年同期 of investment for June and July in long form, UTF-8 with BOM as Excel saves it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("地区", "指标", "期间", "上年同期"))
    for period, window in (("2022年6月", figures.JUNE), ("2022年7月", figures.JULY)):
        bases = figures.completed("investment_base", window)
        for region, base in zip((figures.CITY, *figures.DISTRICTS), bases, strict=True):
            writer.writerow((region, "制造业投资", period, base))
    return text.getvalue().encode("utf-8-sig")


def main(folder: Path = DATA) -> None:
    """Write every generated data file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in books().items():
        (folder / name).write_bytes(workbook_bytes(draw))
    (folder / "上年同期（示例数据）.csv").write_bytes(last_year_csv())


if __name__ == "__main__":
    main()
