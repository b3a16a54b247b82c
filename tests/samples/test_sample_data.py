"""The shipped Ningbo sample: the plan's targets to the digit, invented completions that agree with each other."""

from __future__ import annotations

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

SAMPLE = Path(__file__).parents[2] / "samples" / "ningbo-bairi"
DATA = SAMPLE / "data"
JUNE, JULY = DATA / "2022年6月完成情况（示例数据）.xlsx", DATA / "2022年7月完成情况（示例数据）.xlsx"
ANNEX_1_FILE = DATA / "附件1 第三季度和7月份制造业投资目标任务.xlsx"
ANNEX_2_FILE = DATA / "附件2 三季度项目推进目标任务.xlsx"
JUNE_TARGETS = DATA / "6月份和二季度目标任务（示例数据）.xlsx"

# 《宁波市制造业投资“百日攻坚”行动方案》附件1 as printed.
ANNEX_1 = """
全市	323	30	100 以上	30 以上
海曙区	8	45	2.5	80
江北区	10	30	3.5	45
镇海区	56	25	18	100
北仑区	60	25	20	25
鄞州区	20	35	7	40
奉化区	17	65	6	100
余姚市	37	30	11	35
慈溪市	30	30	10	20
宁海县	20	45	7	120
象山县	20	40	7	30
前湾新区	40	55	12	30
高新区	6	80	2	65
"""

# 附件2 as printed.
ANNEX_2 = """
全市	168	130	250	200	180	300	1200	100	30	80	50	50
海曙区	7	3	6	8	5	15	70	5	2	5	2	2
江北区	6	5	8	8	5	18	75	6	1	3	2	2
镇海区	10	15	44	20	20	42	130	11	4	12	5	5
北仑区	26	40	47	30	25	42	150	14	4	12	6	6
鄞州区	10	8	15	15	15	24	90	8	2	5	4	4
奉化区	9	3	13	12	10	12	60	4	1	4	3	3
余姚市	34	20	25	25	25	30	120	10	3	8	8	8
慈溪市	22	12	24	30	25	33	140	11	3	8	8	8
宁海县	7	4	16	16	15	27	110	10	3	6	4	4
象山县	10	3	16	16	15	27	120	9	3	7	4	4
前湾新区	22	15	32	15	15	24	100	9	3	7	3	3
高新区	5	2	4	5	5	6	35	3	1	3	1	1
"""

ORDER = [line.split("\t")[0] for line in ANNEX_1.strip().splitlines()]
DISTRICTS = ORDER[1:]
Key = tuple[str, str]
Table = dict[Key, dict[str, object]]

SECOND_HEADERS_2 = [
    "第三季度亿元以上项目数", "第三季度完成投资", "第三季度完成投资", "第三季度项目数", "第三季度项目数", "计划总投资",
    "第三季度项目数", "亿元以上项目数", "第三季度5亿元以上项目数", "前三季度累计新增项目数", "场数", "合作项目数",
]  # fmt: skip


def table(path: Path, sheet: str) -> Table:
    """(group, heading) → district → value; the table begins where column A says 地区."""
    book = load_workbook(path)
    rows = list(book[sheet].iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if row[0] == "地区")
    group, result = "", {}
    for column in range(1, len(rows[top])):
        group = str(rows[top][column] or group)
        heading = re.sub(r"[（(](亿元|%|个|宗|亩|场)[）)]|\s", "", str(rows[top + 1][column]))
        cells = {str(row[0]): row[column] for row in rows[top + 2 : top + 15]}
        assert list(cells) == ORDER
        assert (group, heading) not in result
        result[group, heading] = cells
    return result


def title(path: Path, sheet: str) -> str:
    rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return next(str(row[0]) for row in rows if row[0] and not str(row[0]).startswith("附件 "))


def exact(value: object) -> Decimal:
    assert isinstance(value, int | float), value
    return Decimal(str(value))


def number(value: object) -> Decimal:
    return Decimal(str(value).removesuffix(" 以上"))


def column(tables: Table, group: str, heading: str) -> dict[str, Decimal]:
    return {name: exact(value) for name, value in tables[group, heading].items()}


def competition_ranks(actual: dict[str, Decimal], target: dict[str, Decimal]) -> dict[str, int]:
    rates = {name: (actual[name] / target[name] * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) for name in DISTRICTS}
    return {name: 1 + sum(other > rates[name] for other in rates.values()) for name in DISTRICTS}


def csv_rows(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the BOM to see UTF-8"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


SHEETS = [
    (JUNE, "6月"), (JUNE, "二季度累计"), (JUNE, "6月1—10日"), (JUNE, "1月—6月20日"),
    (JULY, "7月"), (JULY, "7月1—10日"), (JULY, "1月—7月20日"),
]  # fmt: skip


# -- the plan's own targets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "sheet", "annex", "heading"),
    [
        (ANNEX_1_FILE, "附件1", ANNEX_1, "第三季度和 7 月份制造业投资目标任务"),
        (ANNEX_2_FILE, "附件2", ANNEX_2, "三季度项目推进目标任务"),
    ],
)
def test_annexes_equal_the_plan_cell_by_cell(path: Path, sheet: str, annex: str, heading: str) -> None:
    rows = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if row[0] == "地区")
    printed = [[str(value) for value in row] for row in rows[top + 2 :]]
    assert printed == [line.split("\t") for line in annex.strip().splitlines()]
    assert title(path, sheet) == heading


def test_annex_2_names_its_columns_and_units_as_the_plan_does() -> None:
    sheet = load_workbook(ANNEX_2_FILE)["附件2"]
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert ["单位：个，亿元"] in rows
    assert [
        "地区",
        "竣工投产项目",
        "续建项目",
        "新开工项目",
        "新纳统项目",
        "新备案项目",
        "招引谋划项目",
        "对接活动",
    ] in rows
    assert SECOND_HEADERS_2 in rows


def test_bounds_are_text_as_the_plan_writes_them() -> None:
    targets = table(ANNEX_1_FILE, "附件1")
    assert targets["7 月份", "投资额"]["全市"] == "100 以上"
    assert targets["7 月份", "增速"]["全市"] == "30 以上"


def test_the_plan_has_one_mismatch_and_the_sample_keeps_it() -> None:
    investment = column(table(ANNEX_1_FILE, "附件1"), "第三季度", "投资额")
    assert investment["全市"] == 323
    assert sum(investment[name] for name in DISTRICTS) == 324
    for values in table(ANNEX_2_FILE, "附件2").values():
        assert exact(values["全市"]) == sum(exact(values[name]) for name in DISTRICTS)


# -- the invented figures agree with each other ----------------------------------------------------------------


@pytest.mark.parametrize(("path", "sheet"), SHEETS)
def test_city_is_the_sum_of_its_districts(path: Path, sheet: str) -> None:
    for (group, heading), values in table(path, sheet).items():
        if not heading.endswith("增速"):
            assert exact(values["全市"]) == sum(exact(values[name]) for name in DISTRICTS), (group, heading)


@pytest.mark.parametrize(("path", "sheet"), SHEETS)
def test_parts_stay_within_their_whole_and_counts_are_whole(path: Path, sheet: str) -> None:
    tables = table(path, sheet)
    pairs = [
        (("新备案项目", "其中：亿元以上"), ("新备案项目", "项目数")),
        (("新谋划招引项目", "其中：10亿元以上"), ("新谋划招引项目", "5亿元以上项目数")),
        (("新开工项目", "已开工项目数"), ("新开工项目", "应开工项目数")),
    ]
    for part, whole in pairs:
        if part in tables:
            assert all(exact(tables[part][name]) <= exact(tables[whole][name]) for name in ORDER)
    for (_, heading), values in tables.items():
        if "投资" not in heading and "增速" not in heading and "累计完成" not in heading:
            assert all(isinstance(value, int) and value >= 0 for value in values.values()), heading


def by_indicator(path: Path, sheet: str) -> Table:
    """Columns under one name in every sheet."""
    same = {("新开工项目", "已开工项目数"): ("新开工项目", "1000万元以上项目数")}
    return {same.get(key, key): values for key, values in table(path, sheet).items()}


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ((JUNE, "6月"), (JUNE, "二季度累计")),
        ((JUNE, "6月1—10日"), (JUNE, "6月")),
        ((JUNE, "6月1—10日"), (JUNE, "1月—6月20日")),
        ((JULY, "7月1—10日"), (JULY, "7月")),
        ((JULY, "7月1—10日"), (JULY, "1月—7月20日")),
        ((JUNE, "1月—6月20日"), (JULY, "1月—7月20日")),
        ((JUNE, "二季度累计"), (JULY, "1月—7月20日")),
    ],
)
def test_shorter_stretches_fit_into_longer_ones(part: tuple[Path, str], whole: tuple[Path, str]) -> None:
    inner, outer = by_indicator(*part), by_indicator(*whole)
    shared = [key for key in inner if key in outer and "增速" not in key[1]]
    assert len(shared) >= 10
    for key in shared:
        assert all(exact(inner[key][name]) <= exact(outer[key][name]) for name in ORDER), key


def test_a_month_between_two_cut_offs_is_neither_too_small_nor_too_large() -> None:
    earlier, later = by_indicator(JUNE, "1月—6月20日"), by_indicator(JULY, "1月—7月20日")
    june, july = by_indicator(JUNE, "6月"), by_indicator(JULY, "7月")
    first_june, first_july = by_indicator(JUNE, "6月1—10日"), by_indicator(JULY, "7月1—10日")
    for key in set(first_july) & set(later):
        for name in ORDER:
            between = exact(later[key][name]) - exact(earlier[key][name])
            most = exact(june[key][name]) - exact(first_june[key][name]) + exact(july[key][name])
            assert exact(first_july[key][name]) <= between <= most, (key, name)


def test_may_plus_june_is_the_half_year() -> None:
    may = column(table(JUNE, "1月—6月20日"), "制造业投资（1—5月）", "累计完成")
    half = column(table(JULY, "1月—7月20日"), "制造业投资（1—6月）", "累计完成")
    june = column(table(JUNE, "6月"), "制造业投资", "投资额")
    quarter = column(table(JUNE, "二季度累计"), "制造业投资", "投资额")
    assert all(may[name] + june[name] == half[name] and quarter[name] < half[name] for name in ORDER)


def test_attraction_to_date_is_last_month_to_date_plus_the_month() -> None:
    june, july = table(JUNE, "6月"), table(JULY, "7月")
    cut_off = table(JULY, "1月—7月20日")["新谋划招引项目", "5亿元以上项目数"]
    for name in ORDER:
        before, now = (exact(month["新谋划招引项目", "本年累计"][name]) for month in (june, july))
        assert before + exact(july["新谋划招引项目", "5亿元以上项目数"][name]) == now
        assert before <= exact(cut_off[name]) <= now


def test_last_year_agrees_with_the_given_growth() -> None:
    rows = csv_rows(DATA / "上年同期（示例数据）.csv")
    assert list(rows[0]) == ["地区", "指标", "期间", "上年同期"]
    assert {row["指标"] for row in rows} == {"制造业投资"}
    for period, path in (("2022年6月", JUNE), ("2022年7月", JULY)):
        base = {row["地区"]: Decimal(row["上年同期"]) for row in rows if row["期间"] == period}
        assert list(base) == ORDER
        assert base["全市"] == sum(base[name] for name in DISTRICTS)
        tables = table(path, period.removeprefix("2022年"))
        actual, growth = column(tables, "制造业投资", "投资额"), column(tables, "制造业投资", "增速")
        for name in ORDER:
            computed = ((actual[name] / base[name] - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
            assert computed == growth[name]


# -- what the report of July says ------------------------------------------------------------------------------


def test_july_is_as_the_report_tells_it() -> None:
    july = table(JULY, "7月")
    investment = column(july, "制造业投资", "投资额")
    given = ["102.8", "2.6", "2.9", "20.1", "18.5", "6.5", "7.0", "9.9", "9.2", "6.5", "6.3", "10.8", "2.5"]
    assert list(investment.values()) == [Decimal(text) for text in given]
    growth = column(july, "制造业投资", "增速")
    assert growth["全市"] == Decimal("31.2")
    assert sum(growth[name] < 0 for name in DISTRICTS) == 1
    assert len({growth[name] for name in DISTRICTS}) == 11
    assert july["新开工项目", "1000万元以上项目数"]["全市"] == 71
    assert july["新备案项目", "项目数"]["全市"] == 418


def test_ranks_of_both_months_and_who_moved() -> None:
    july = competition_ranks(
        column(table(JULY, "7月"), "制造业投资", "投资额"),
        {name: number(value) for name, value in table(ANNEX_1_FILE, "附件1")["7 月份", "投资额"].items()},
    )
    june = competition_ranks(
        column(table(JUNE, "6月"), "制造业投资", "投资额"),
        {name: number(value) for name, value in table(JUNE_TARGETS, "投资目标")["6 月份", "投资额"].items()},
    )
    assert list(july.values()) == [4, 12, 3, 7, 5, 2, 9, 8, 5, 9, 9, 1]
    assert (june["镇海区"], june["江北区"], june["慈溪市"], june["前湾新区"]) == (6, 10, 8, 9)
    gains = {name: june[name] - july[name] for name in DISTRICTS}
    assert [name for name in DISTRICTS if gains[name] == max(gains.values())] == ["镇海区"]
    assert [name for name in DISTRICTS if gains[name] == min(gains.values())] == ["江北区"]
    assert (gains["镇海区"], gains["江北区"]) == (3, -2)
    assert [name for name in DISTRICTS if gains[name] == 0] == ["慈溪市", "前湾新区"]


def test_june_targets_have_the_annexes_layout_and_add_up() -> None:
    investment, projects = table(JUNE_TARGETS, "投资目标"), table(JUNE_TARGETS, "项目推进目标")
    assert [heading for _, heading in investment] == ["投资额", "增速", "投资额", "增速"]
    assert len(projects) == 12
    additive = [values for (_, heading), values in investment.items() if heading == "投资额"]
    for values in (*additive, *projects.values()):
        assert number(values["全市"]) == sum(exact(values[name]) for name in DISTRICTS)
