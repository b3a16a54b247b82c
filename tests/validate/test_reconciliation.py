"""勾稽 over several files as they arrive: every kind of relation, its tolerance, its rounding, its sign-off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from district_pack import TEN, checked, codes, errors, investment_pack, save_rows

from gongwen.model.catalogue import Indicator
from gongwen.model.pack import Pack, Relation, SignOff
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Aggregation

Rows = list[list[object]]
COUNTS = tuple(Indicator(code, name, "个", part_of=part) for code, name, part in (
    ("stock", "在谈项目", ""), ("came", "新增在谈项目", ""), ("signed", "转签约项目", ""), ("ended", "终止项目", ""),
    ("large", "亿元以上在谈项目", "stock"),
))  # fmt: skip


def pack(*relations: Relation, sign_offs: tuple[SignOff, ...] = ()) -> Pack:
    plain = investment_pack(period="", relations=relations, year=2022, sign_offs=sign_offs)
    stocks = tuple(replace(i, aggregation=Aggregation.NONE) if i.code in ("stock", "large") else i for i in COUNTS)
    return replace(plain, indicators=(*plain.indicators, *stocks))


def month(
    folder: Path, name: str, title: str, head: list[object], changed: dict[str, list[object]], usual: list[object]
) -> None:
    """One month's return: every district has the usual figures but for those named; 全市 first where it is named."""
    body: Rows = [["全市", *changed["全市"]]] if "全市" in changed else []
    body += [[place, *changed.get(place, usual)] for place in TEN]
    save_rows(folder / name, [[title], ["地区", *head], *body])


def faults(folder: Path, using: Pack) -> list[Problem]:
    return errors(checked(folder, using)[1])


def investment(folder: Path, figures: dict[str, object], **changed: object) -> None:
    """One file a period, one figure a district: 6月 → 表6月.xlsx; ``changed`` is 海曙区's figure, by file."""
    for number, (period, value) in enumerate(figures.items()):
        own = changed.get(f"p{number}", value)
        month(folder, f"{number}.xlsx", f"2022年{period}投资", ["完成"], {"海曙区": [own]}, [value])


def test_running_over_three_files(tmp_path: Path) -> None:
    figures: dict[str, object] = {"1—6月": 60, "7月": 10, "1—7月": 70}
    investment(tmp_path, figures)
    assert not faults(tmp_path, pack(Relation("running")))
    investment(tmp_path, figures, p2=71)
    (fault,) = faults(tmp_path, pack(Relation("running")))
    assert ("running.mismatch", "2.xlsx", "B3") == (fault.code, fault.file, fault.cell)
    assert "上半年累计60＋7月10＝70，1—7月累计却是71" in fault.message
    assert not faults(tmp_path, pack(Relation("running", tolerance=Decimal(1))))
    assert not faults(tmp_path, pack(Relation("running", indicators=("growth",))))


def test_a_quarter_is_its_three_months(tmp_path: Path) -> None:
    figures: dict[str, object] = {"7月": 10, "8月": 11, "9月": 12.5, "三季度": 33.5}
    investment(tmp_path, figures)
    assert not faults(tmp_path, pack(Relation("running")))
    investment(tmp_path, figures, p1=12)
    (fault,) = faults(tmp_path, pack(Relation("running")))
    assert "7月10＋8月12＋9月12.5＝34.5，第三季度却是33.5" in fault.message


def test_a_year_begins_with_one_period_of_two_months(tmp_path: Path) -> None:
    investment(tmp_path, {"1—2月": 10, "3月": 5, "一季度": 15})
    assert not faults(tmp_path, pack(Relation("running")))
    investment(tmp_path, {"1—2月": 10, "3月": 6, "一季度": 15})
    assert 10 == len(faults(tmp_path, pack(Relation("running"))))


def test_an_adjustment_counts_in_what_runs_on(tmp_path: Path) -> None:
    investment(tmp_path, {"1—6月": 60, "7月": 10})
    head: list[object] = ["2022年1—7月完成", "2022年7月固定资产投资调整数", "调整原因"]
    month(tmp_path, "2.xlsx", "2022年7月投资", head, {"海曙区": [65, -5, "核减重复入库"]}, [70, None, None])
    assert not faults(tmp_path, pack(Relation("running")))
    month(tmp_path, "2.xlsx", "2022年7月投资", head, {"海曙区": [66, -5, "核减重复入库"]}, [70, None, None])
    (fault,) = faults(tmp_path, pack(Relation("running")))
    assert "60＋7月10−调整5＝65" in fault.message


def test_rounded_figures_run_on_within_half_a_digit_each(tmp_path: Path) -> None:
    investment(tmp_path, {"1—6月": 60.1, "7月": 10.1, "1—7月": 70.3})
    assert faults(tmp_path, pack(Relation("running")))
    assert not faults(tmp_path, pack(Relation("running", rounding=True)))
    investment(tmp_path, {"1—6月": 60.1, "7月": 10.1, "1—7月": 70.4})
    assert faults(tmp_path, pack(Relation("running", rounding=True)))


def test_what_is_counted_one_by_one_is_never_rounded(tmp_path: Path) -> None:
    """335 against 330 of ten districts: half a unit each would let five pass."""
    rounding = pack(Relation("total", rounding=True))
    count = next(i for i in COUNTS if i.code not in ("stock", "large"))
    month(tmp_path, "1.xlsx", "2022年7月", [count.name], {"全市": [335]}, [33])
    assert codes(faults(tmp_path, rounding)) == {"total.mismatch"}
    month(tmp_path, "1.xlsx", "2022年7月投资", ["完成"], {"全市": [335]}, [33.1])
    assert not faults(tmp_path, pack(Relation("total", rounding=True, tolerance=Decimal(4))))


def test_zeros_that_a_workbook_drops_do_not_widen_the_rounding(tmp_path: Path) -> None:
    """100.0 is stored as 100: it is still written to one decimal."""
    investment(tmp_path, {"1—6月": 60, "7月": 10, "1—7月": 70.4})
    assert faults(tmp_path, pack(Relation("running", rounding=True)))


def test_a_month_lies_in_its_quarter_and_the_quarter_in_its_year(tmp_path: Path) -> None:
    for name, period, value in (("甲", "7月", 3), ("乙", "三季度", 9), ("丙", "全年", 20)):
        month(tmp_path, f"{name}.xlsx", f"2022年{period}", ["目标"], {}, [value])
    assert not faults(tmp_path, pack(Relation("nested")))
    month(tmp_path, "乙.xlsx", "2022年三季度", ["目标"], {"象山县": [2.9], "海曙区": [21]}, [9])
    found = faults(tmp_path, pack(Relation("nested")))
    assert {"nested.exceeds"} == codes(found)
    assert ["海曙区", "象山县"] == sorted({fault.message[:3] for fault in found})
    assert not faults(tmp_path, pack(Relation("nested", tolerance=Decimal(1))))


def test_of_which_in_another_file(tmp_path: Path) -> None:
    month(tmp_path, "甲.xlsx", "2022年7月", ["在谈项目"], {}, [10])
    month(tmp_path, "乙.xlsx", "2022年7月", ["亿元以上在谈项目"], {"镇海区": [11]}, [3])
    (fault,) = faults(tmp_path, pack(Relation("part")))
    assert ("part.exceeds", "乙.xlsx", "B5") == (fault.code, fault.file, fault.cell)
    assert not faults(tmp_path, pack(Relation("part", tolerance=Decimal(1))))


@pytest.mark.parametrize(("first", "second"), [("6月", "7月"), ("1—2月", "3月")])
def test_stock_plus_flow_is_stock(first: str, second: str, tmp_path: Path) -> None:
    month(tmp_path, "甲.xlsx", f"2022年{first}", ["在谈项目"], {}, [10])
    head: list[object] = ["新增在谈项目", "转签约项目", "终止项目", "在谈项目"]
    month(tmp_path, "乙.xlsx", f"2022年{second}", head, {"江北区": [5, 3, 1, 12]}, [5, 3, 1, 11])
    relation = Relation("balance", ("stock", "came", "signed", "ended"))
    (fault,) = faults(tmp_path, pack(relation))
    assert ("balance.mismatch", "乙.xlsx", "E4") == (fault.code, fault.file, fault.cell)
    assert "上期末10＋新增5−转出4＝11，期末却是12" in fault.message
    assert not faults(tmp_path, pack(replace(relation, tolerance=Decimal(1))))


def test_totals_and_districts_in_two_files(tmp_path: Path) -> None:
    month(tmp_path, "各地.xlsx", "2022年7月", ["完成"], {}, [10])
    save_rows(tmp_path / "全市.xlsx", [["2022年7月"], ["地区", "完成"], ["全市", 101]])
    found = faults(tmp_path, pack(Relation("total")))
    assert {"total.mismatch"} == codes(found) - {"region.missing"}
    month(tmp_path, "各地.xlsx", "2022年7月", ["完成"], {"象山县": ["—"]}, [10])
    assert "total.mismatch" not in codes(faults(tmp_path, pack(Relation("total")))), "one has no figure"
    month(tmp_path, "各地.xlsx", "2022年7月", ["完成"], {"象山县": ["—"]}, [12])
    assert "total.mismatch" in codes(faults(tmp_path, pack(Relation("total")))), "the nine are more than the whole"


# -- sign-offs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "severity"),
    [(date(2022, 7, 31), Severity.INFO), (date(2030, 1, 1), Severity.INFO), (date(2022, 7, 30), Severity.ERROR)],
)
def test_a_sign_off_holds_to_its_last_day_and_no_longer(expires: date, severity: Severity, tmp_path: Path) -> None:
    signed = SignOff("running.mismatch", "海曙区", "统计口径调整", "综合组", expires, "海曙区累计数含口径调整。")
    investment(tmp_path, {"1—6月": 60, "7月": 10, "1—7月": 70}, p2=71)
    data, problems = checked(tmp_path, pack(Relation("running"), sign_offs=(signed,)))
    (problem,) = [p for p in problems if p.code == "running.mismatch"]
    assert severity is problem.severity
    assert ((signed,) if severity is Severity.INFO else ()) == data.signed_off


def test_a_sign_off_covers_what_it_names_only(tmp_path: Path) -> None:
    signed = SignOff("running.mismatch", "海曙区", "口径", "综合组", date(2030, 1, 1), "注。")
    investment(tmp_path, {"1—6月": 60, "7月": 10, "1—7月": 71})
    using = pack(Relation("running"), sign_offs=(signed,))
    assert 9 == len(faults(tmp_path, using))


def test_a_sign_off_that_names_nothing_accepts_nothing(tmp_path: Path) -> None:
    signed = SignOff("running.mismatch", "", "口径", "综合组", date(2030, 1, 1), "注。")
    investment(tmp_path, {"1—6月": 60, "7月": 10, "1—7月": 71})
    assert 10 == len(faults(tmp_path, pack(Relation("running"), sign_offs=(signed,))))


def test_an_expired_sign_off_of_a_warning_leaves_a_warning(tmp_path: Path) -> None:
    signed = SignOff("cumulative.falls", "海曙区", "核减", "综合组", date(2022, 1, 1), "注。")
    investment(tmp_path, {"1—6月": 60, "1—7月": 70}, p1=50)
    problems = checked(tmp_path, pack(sign_offs=(signed,)))[1]
    (problem,) = [p for p in problems if p.code == "cumulative.falls"]
    assert Severity.WARNING is problem.severity
    assert "到期" in problem.fix


# -- plausibility ------------------------------------------------------------------------------------------------


def months(values: list[object]) -> dict[str, object]:
    return {f"{number}月": value for number, value in enumerate(values, start=3)}


def found(folder: Path, using: Pack | None = None) -> set[str]:
    data_problems = checked(folder, using or pack())[1]
    assert not errors(data_problems), [p.line() for p in errors(data_problems)]
    return codes(data_problems)


@pytest.mark.parametrize(
    ("last", "expected"),
    [(100, set()), (290, set()), (340, {"value.outlier"}), (25, {"value.outlier"}), (0, {"value.outlier"}),
     (3000, {"value.jump"}), (1_000_000, {"value.unit_slip"})],
)  # fmt: skip
def test_a_figure_far_from_its_own_history(last: object, expected: set[str], tmp_path: Path) -> None:
    investment(tmp_path, months([100, 90, 95, 105, 98]), p4=last)
    assert expected == found(tmp_path)


def test_a_short_history_says_nothing(tmp_path: Path) -> None:
    investment(tmp_path, months([100, 90, 95]), p2=400)
    assert set() == found(tmp_path)


def test_unequal_lengths_are_never_compared(tmp_path: Path) -> None:
    """Ten days beside months, a quarter beside a year, 1—2月 beside 1—12月: longer is larger, and no outlier."""
    figures: dict[str, object] = {"7月1-10日": 10, "7月": 250, "三季度": 900, "1—2月": 12, "1—6月": 400, "1—11月": 4000}
    investment(tmp_path, figures)
    assert set() == found(tmp_path)


def test_ten_days_are_compared_with_ten_days(tmp_path: Path) -> None:
    investment(tmp_path, {"6月1-10日": 10, "7月1-10日": 300})
    assert {"value.jump"} == found(tmp_path)


def test_a_cumulation_in_the_wrong_unit(tmp_path: Path) -> None:
    investment(tmp_path, {"1—5月": 50, "1—6月": 60}, p1=600_000)
    assert {"value.unit_slip"} == found(tmp_path)


@pytest.mark.parametrize(("other", "value"), [("上年同期", 95.5), ("目标", 95.5)])
def test_a_wrong_unit_beside_base_and_target(other: str, value: float, tmp_path: Path) -> None:
    """All districts alike, as when a whole file is in 元: neither history nor neighbours show it."""
    month(tmp_path, "表.xlsx", "2022年7月", ["完成", f"固定资产投资{other}"], {}, [955_000, value])
    assert {"value.unit_slip"} == found(tmp_path)
