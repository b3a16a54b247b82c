"""Write the data files of the Ningbo sample, laid out as offices lay them out.

Run ``python samples/build_sample.py`` after changing ``sample_figures.py`` or ``sample_lists.py``; a test holds the
files and these scripts equal. The same figures give the same bytes: dates inside the files are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import sample_figures as figures
import sample_lists as lists
from openpyxl import Workbook
from sample_csv import csv_bytes, write
from sample_layout import Cell, Column, Sheet, lay_out, lay_out_list, workbook_bytes

DATA = Path(__file__).parent / "ningbo-bairi" / "data"
NOTE_COMPLETED = "注：本表完成数为示例数据，系演示需要虚构，不是任何地区的实际完成情况。"
NOTE_PROVIDERS = "数据来源：制造业投资由市统计局提供；项目由各地专班报送。"
NOTE_PROJECTS = "数据来源：项目由各地专班报送。"
NOTE_LAG = "口径：制造业投资为月度统计，按表头所注月份口径；项目数为截至表题所注日期的累计数。"

Window = tuple[str, ...]


# -- columns of the completion tables --------------------------------------------------------------------------


def _count(group: str, heading: str, indicator: str, window: Window, *, decimals: int = 0) -> Column:
    number_format = "0.0" if decimals else "0"
    return Column(group, heading, figures.completed(indicator, window), number_format)


def month_columns(window: Window, year_to_date: Window = ()) -> list[Column]:
    """A whole month or quarter: investment, projects, supply, reviews, events; in months 招引 from 1 January too."""
    to_date = [_count("新谋划招引项目", "本年累计（个）", "attraction", year_to_date)] if year_to_date else []
    return [
        _count("制造业投资", "投资额（亿元）", "investment", window, decimals=1),
        Column("制造业投资", "增速（%）", figures.growth(window), "0.0"),
        _count("新谋划招引项目", "5亿元以上项目数（个）", "attraction", window),
        *to_date,
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
    """Ten days: no investment, since investment is a monthly statistic."""
    return [
        _count("新谋划招引项目", "5亿元以上项目数（个）", "attraction", window),
        _count("新备案项目", "项目数（个）", "filing", window),
        _count("新备案项目", "其中：亿元以上（个）", "filing_100m", window),
        _count("新纳统项目", "项目数（个）", "entry", window),
        _count("新工业供地", "宗数（宗）", "land", window),
        _count("新工业供地", "面积（亩）", "land_area", window),
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


# -- files -----------------------------------------------------------------------------------------------------


def month_sheets(month: int, window: Window, days: str, to_date: Window, statistics: tuple[str, Window]) -> list[Sheet]:
    """The three sheets of a month's report: the month, its first ten days, the year to the 20th."""
    title, notes = "2022年{}市制造业投资“百日攻坚”完成情况（示例数据）", (NOTE_COMPLETED, NOTE_PROVIDERS)
    cut_off, year_to_date = f"1月—{month}月20日", (*figures.JANUARY_TO_JUNE, *(figures.JULY if month == 7 else ()))
    months = to_date_columns(to_date, f"至{month}月20日", *statistics)
    return [
        Sheet(f"{month}月", title.format(f"{month}月"), month_columns(window, year_to_date), notes=notes),
        Sheet(
            f"{month}月1—10日",
            title.format(f"{month}月1—10日"),
            days_columns((days,)),
            notes=(NOTE_COMPLETED, NOTE_PROJECTS),
        ),
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


def last_year() -> Iterator[Sequence[object]]:
    """上年同期 of investment for June and July in long form."""
    yield "地区", "指标", "期间", "上年同期"
    for period, window in (("2022年6月", figures.JUNE), ("2022年7月", figures.JULY)):
        bases = figures.completed("investment_base", window)
        for region, base in zip((figures.CITY, *figures.DISTRICTS), bases, strict=True):
            yield region, "制造业投资", period, base


def files() -> dict[str, bytes]:
    """File name → content."""
    made = {name: workbook_bytes(draw) for name, draw in books().items()}
    return made | {"上年同期（示例数据）.csv": csv_bytes(last_year())}


if __name__ == "__main__":
    write(files(), DATA)
