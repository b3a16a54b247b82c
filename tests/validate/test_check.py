"""Regions, headings, periods, units, coverage, conflicts: what a careful clerk would stop at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from district_pack import TEN, actuals_of, checked, codes, errors, investment_pack, save_rows, targets_of

from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset, Kind, ValueKind
from gongwen.model.pack import HeadingSpec, InputSpec, Pack, Relation, SignOff
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Bound, Role

PLAIN = investment_pack(period="", relations=())
JULY = Period.month(2022, 7)


def table(
    head: list[object], *, title: str = "2022年7月投资情况", body: list[list[object]] | None = None
) -> list[list[object]]:
    rows = body or [[name, *(10 * (i + 1) for i in range(len(head) - 1))] for name in TEN]
    return [[title], head, *rows]


def run(
    folder: Path, rows: list[list[object]], pack: Pack = PLAIN, name: str = "表.xlsx"
) -> tuple[Dataset, tuple[Problem, ...]]:
    save_rows(folder / name, rows)
    return checked(folder, pack)


# -- regions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["鄞州", "鄞州区", "宁波市鄞州区", "鄞州區", "鄞 州 区", "鄞州区①", "鄞\u200b州区", "r05", "鄞州区*"]
)
def test_spellings_of_one_region(written: str, tmp_path: Path) -> None:
    body = [[written if name == "鄞州区" else name, 1] for name in TEN]
    data, problems = run(tmp_path, table(["地区", "完成"], body=body))
    assert not errors(problems), [p.line() for p in problems]
    assert set(TEN) == set(actuals_of(data, PLAIN))


@pytest.mark.parametrize(
    ("written", "near"), [("鄞洲区", "鄞州区"), ("杭州市鄞州区", "鄞州区"), ("其中：前湾新区", ""), ("市本级", "")]
)
def test_an_unknown_region_is_an_error_with_the_nearest_name(written: str, near: str, tmp_path: Path) -> None:
    body = [[name, 1] for name in TEN] + [[written, 2]]
    _, problems = run(tmp_path, table(["地区", "完成"], body=body))
    (fault,) = errors(problems)
    assert ("region.unknown", "A13") == (fault.code, fault.cell)
    assert near in fault.message


def test_a_missing_region_is_an_error_that_names_it(tmp_path: Path) -> None:
    _, problems = run(tmp_path, table(["地区", "完成"], body=[[name, 1] for name in TEN if name != "奉化区"]))
    (fault,) = errors(problems)
    assert "region.missing" == fault.code
    assert "奉化区" in fault.message


def test_regions_may_be_spread_over_several_files(tmp_path: Path) -> None:
    save_rows(tmp_path / "一.xlsx", table(["地区", "完成"], body=[[name, 1] for name in TEN[:4]]))
    save_rows(tmp_path / "二.xlsx", table(["地区", "完成"], body=[[name, 1] for name in TEN[4:]]))
    data, problems = checked(tmp_path, PLAIN)
    assert not errors(problems)
    assert 10 == len(data.observations)


# -- headings ----------------------------------------------------------------------------------------------------


def test_an_unmapped_column_is_an_error_with_the_nearest_heading(tmp_path: Path) -> None:
    _, problems = run(tmp_path, table(["地区", "完成", "固定资产投次"]))
    (fault,) = errors(problems)
    assert ("heading.unknown", "C2") == (fault.code, fault.cell)
    assert "固定资产投资" in fault.message


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("固定资产投资（万元）", Kind.ACTUAL),
        ("固定资产投资完成", Kind.ACTUAL),
        ("7月固定资产投资", Kind.ACTUAL),
        ("固定资产投资（7月）", Kind.ACTUAL),
        ("固定资产投资上年同期", Kind.BASE),
        ("固定资产投资调整", Kind.ADJUSTMENT),
    ],
)
def test_indicator_names_are_headings(head: str, found: Kind, tmp_path: Path) -> None:
    data, problems = run(tmp_path, table(["地区", head]))
    assert not errors(problems), [p.line() for p in problems]
    assert {("investment", found, JULY)} == {key[1:] for key in data.observations}


def test_growth_goes_to_the_growth_indicator(tmp_path: Path) -> None:
    data, _ = run(
        tmp_path,
        [["2022年7月"], ["地区", "固定资产投资", None], [None, "完成", "增速（%）"], *([n, 100, 5] for n in TEN)],
    )
    assert {"investment", "growth"} == {key[1] for key in data.observations}


def test_a_narrower_heading_is_not_its_wider_one(tmp_path: Path) -> None:
    """固定资产投资（亿元以上） counts something else than 固定资产投资."""
    for head in ("固定资产投资（亿元以上）", "其中：固定资产投资", "民间/固定资产投资"):
        _, problems = run(tmp_path, table(["地区", head]))
        assert {"heading.unknown"} == codes(errors(problems)), head


def test_role_specific_headings_come_first(tmp_path: Path) -> None:
    pack = replace(
        PLAIN,
        headings=(HeadingSpec("数", "investment", "完成"), HeadingSpec("数", "investment", "目标", role=Role.TARGETS)),
        inputs=(InputSpec(Role.TARGETS, ("目标.xlsx",)), InputSpec(Role.PROGRESS, ("完成.xlsx",))),
    )
    save_rows(tmp_path / "目标.xlsx", table(["地区", "数"]))
    save_rows(tmp_path / "完成.xlsx", table(["地区", "数"]))
    data, problems = checked(tmp_path, pack, pack.inputs)
    assert not errors(problems)
    assert (10, 10) == (len(data.targets), len(data.observations))


def test_ignored_headings_are_left_out(tmp_path: Path) -> None:
    pack = replace(PLAIN, headings=(*PLAIN.headings, HeadingSpec("旧口径", ignore=True)))
    data, problems = run(
        tmp_path,
        table(
            ["序号", "地区", "完成", "排名", "备注", "旧口径"], body=[[i, n, 1, 3, "x", 7] for i, n in enumerate(TEN)]
        ),
        pack,
    )
    assert not errors(problems)
    assert 10 == len(data.observations)


def test_the_same_column_twice_is_an_error(tmp_path: Path) -> None:
    _, problems = run(tmp_path, table(["地区", "完成", "固定资产投资"]))
    assert {"heading.duplicate"} == codes(errors(problems))


# -- periods -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "head", "sheet", "name", "period"),
    [
        ("2022年7月投资", "完成", "Sheet1", "表.xlsx", "2022-07"),
        ("投资", "完成", "2022年7月", "表.xlsx", "2022-07"),
        ("投资", "完成", "Sheet1", "2022年7月.xlsx", "2022-07"),
        ("投资", "2022年7月完成", "Sheet1", "表.xlsx", "2022-07"),
        ("2022年7月投资", "固定资产投资（1—6月）", "Sheet1", "表.xlsx", "2022-H1"),
        ("2022年投资", "7月1-10日完成", "Sheet1", "表.xlsx", "2022-07-01..2022-07-10"),
        ("2022年7月投资", "累计完成", "Sheet1", "表.xlsx", "2022-01-01..2022-07-31"),
        ("2022年8月投资", "三季度累计完成", "Sheet1", "表.xlsx", "2022-07-01..2022-08-31"),
        ("2022年前三季度投资", "完成", "Sheet1", "表.xlsx", "2022-01-01..2022-09-30"),
        ("2022年7月29日—8月4日", "完成", "Sheet1", "表.xlsx", "2022-07-29..2022-08-04"),
    ],
)
def test_the_period_comes_from_the_nearest_words(
    title: str, head: str, sheet: str, name: str, period: str, tmp_path: Path
) -> None:
    save_rows(tmp_path / name, table(["地区", head], title=title), sheet=sheet)
    data, problems = checked(tmp_path, PLAIN)
    assert not errors(problems), [p.line() for p in problems]
    assert {period} == {key[3].code for key in data.observations}


def test_no_period_is_an_error(tmp_path: Path) -> None:
    _, problems = run(tmp_path, table(["地区", "完成"], title="投资情况"))
    assert {"period.missing"} == codes(errors(problems))


def test_no_year_is_an_error_unless_settings_give_one(tmp_path: Path) -> None:
    rows = table(["地区", "完成"], title="7月投资情况")
    _, problems = run(tmp_path, rows, replace(PLAIN, year=None))
    assert {"period.missing"} == codes(errors(problems))
    save_rows(tmp_path / "表.xlsx", rows)
    data, _ = checked(tmp_path, replace(PLAIN, year=None), [InputSpec(Role.PROGRESS, ("*.xlsx",), year=2021)])
    assert {"2021-07"} == {key[3].code for key in data.observations}


# -- units -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "unit_line", "value"),
    [
        ("完成（亿元）", "", "30000"),
        ("完成（元）", "", "0.0003"),
        ("完成", "单位：亿元", "30000"),
        ("完成（万元）", "单位：亿元", "3"),
        ("完成", "单位：个，亿元", "3"),
        ("完成", "", "3"),
    ],
)
def test_money_is_converted_by_the_stated_unit(head: str, unit_line: str, value: str, tmp_path: Path) -> None:
    rows = table(["地区", head], body=[[name, 3] for name in TEN])
    data, problems = run(tmp_path, [rows[0], [unit_line or None], *rows[1:]])
    assert not errors(problems), [p.line() for p in problems]
    assert {Decimal(value)} == set(actuals_of(data, PLAIN).values())


@pytest.mark.parametrize("head", ["完成（个）", "完成（%）", "完成（亩）", "完成（亿美元）"])
def test_a_unit_of_another_kind_is_refused(head: str, tmp_path: Path) -> None:
    _, problems = run(tmp_path, table(["地区", head]))
    assert {"unit.mismatch"} == codes(errors(problems))


@pytest.mark.parametrize(
    ("written", "value"), [("2.1亿", "21000"), ("2.1亿元", "21000"), ("5000元", "0.5"), ("3万", "3"), ("3万元", "3")]
)
def test_a_unit_inside_a_cell_converts(written: str, value: str, tmp_path: Path) -> None:
    body: list[list[object]] = [[name, written if name == "海曙区" else 1] for name in TEN]
    data, problems = run(tmp_path, table(["地区", "完成（万元）"], body=body))
    assert Decimal(value) == actuals_of(data, PLAIN)["海曙区"]
    assert "number.normalised" in codes(problems)


def test_a_percentage_among_amounts_is_refused(tmp_path: Path) -> None:
    body: list[list[object]] = [[name, "30%" if name == "海曙区" else 1] for name in TEN]
    _, problems = run(tmp_path, table(["地区", "完成"], body=body))
    assert {"unit.mismatch"} == codes(errors(problems))


def test_foreign_money_converts_within_itself_only(tmp_path: Path) -> None:
    pack = replace(PLAIN, indicators=(Indicator("fdi", "实际利用外资", "亿美元", decimals=2),), headings=())
    data, problems = run(tmp_path, table(["地区", "实际利用外资（万美元）"], body=[[n, 620] for n in TEN]), pack)
    assert not errors(problems)
    assert {Decimal("0.062")} == set(actuals_of(data, pack, "fdi").values())


# -- targets -----------------------------------------------------------------------------------------------------


def test_targets_keep_bound_words_and_absence_apart(tmp_path: Path) -> None:
    cells: dict[str, object] = dict(
        zip(TEN, ["100 以上", "完成市级下达目标", "—", None, 0, "…", "≤5", 7, 8, 9], strict=True)
    )
    data, problems = run(tmp_path, table(["地区", "目标"], body=[[n, v] for n, v in cells.items()]))
    assert not errors(problems)
    found = {
        region.name: data.targets[region.code, "investment", JULY] for region in PLAIN.regions if not region.is_total
    }
    assert (Decimal(100), Bound.AT_LEAST, "100 以上") == (
        found["海曙区"].value,
        found["海曙区"].bound,
        found["海曙区"].raw,
    )
    assert (None, ValueKind.TEXT, "完成市级下达目标") == (
        found["江北区"].value,
        found["江北区"].kind_of_value,
        found["江北区"].text,
    )
    assert ValueKind.ABSENT is found["镇海区"].kind_of_value
    assert ValueKind.ABSENT is found["北仑区"].kind_of_value
    assert Decimal(0) == found["鄞州区"].value
    assert ValueKind.BELOW_UNIT is found["奉化区"].kind_of_value
    assert Bound.AT_MOST is found["余姚市"].bound


# -- conflicts ---------------------------------------------------------------------------------------------------


def test_two_different_values_for_one_place_are_a_conflict_that_names_both(tmp_path: Path) -> None:
    save_rows(tmp_path / "甲.xlsx", table(["地区", "完成"], body=[[n, 1] for n in TEN]))
    save_rows(tmp_path / "乙.xlsx", table(["地区", "完成"], body=[[n, 2 if n == "海曙区" else 1] for n in TEN]))
    (fault,) = errors(checked(tmp_path, PLAIN)[1])
    assert "value.conflict" == fault.code
    assert "乙.xlsx!Sheet1!B3" in fault.message or "甲.xlsx!Sheet1!B3" in fault.message


def test_an_earlier_month_restated_alike_is_no_conflict(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        save_rows(tmp_path / name, table(["地区", "完成"]))
    assert not errors(checked(tmp_path, PLAIN)[1])


# -- reconciliation ----------------------------------------------------------------------------------------------


def with_total(
    total: object, *, relation: Relation | None = None, sign_offs: tuple[SignOff, ...] = ()
) -> tuple[list[list[object]], Pack]:
    rows = table(["地区", "目标", "完成"], body=[["全市", total, 10], *([n, 32.4, 1] for n in TEN)])
    return rows, investment_pack(period="", relations=(relation or Relation("total"),), sign_offs=sign_offs)


def signed(expires: date) -> SignOff:
    return SignOff(
        "total.mismatch", "固定资产投资7月目标", "原表如此", "综合组", expires, "全市与各地之和不等，原表如此。"
    )


def test_a_total_that_differs_from_its_parts_is_an_error_with_both_numbers(tmp_path: Path) -> None:
    (fault,) = errors(run(tmp_path, *with_total(323))[1])
    assert "total.mismatch" == fault.code
    assert "323" in fault.message
    assert "324" in fault.message


def test_a_tolerance_and_rounding_are_allowed_only_where_declared(tmp_path: Path) -> None:
    assert not errors(run(tmp_path, *with_total(323, relation=Relation("total", tolerance=Decimal(1))))[1])
    assert errors(run(tmp_path, *with_total("324.4"))[1])
    assert not errors(run(tmp_path, *with_total("324.4", relation=Relation("total", rounding=True)))[1])


def test_a_bound_is_not_compared_as_equal(tmp_path: Path) -> None:
    assert not errors(run(tmp_path, *with_total("300 以上"))[1])
    problems = run(tmp_path, *with_total("400 以上"))[1]
    assert {"total.uncovered"} <= codes(problems)
    assert not errors(problems)


def test_a_signed_mismatch_becomes_a_note(tmp_path: Path) -> None:
    data, problems = run(tmp_path, *with_total(323, sign_offs=(signed(date(2022, 12, 31)),)))
    assert not errors(problems)
    assert (Severity.INFO, 1) == (
        next(p.severity for p in problems if p.code == "total.mismatch"),
        len(data.signed_off),
    )


def test_a_sign_off_ends_with_the_data_not_with_the_clock(tmp_path: Path) -> None:
    data, problems = run(tmp_path, *with_total(323, sign_offs=(signed(date(2022, 7, 30)),)))
    (fault,) = errors(problems)
    assert "到期" in fault.fix
    assert () == data.signed_off


def test_of_which_may_not_exceed_its_whole(tmp_path: Path) -> None:
    part = Indicator("large", "亿元以上投资", "万元", part_of="investment")
    pack = replace(PLAIN, indicators=(*PLAIN.indicators, part), relations=(Relation("part"),))
    body: list[list[object]] = [[n, 10, 11 if n == "海曙区" else 3] for n in TEN]
    (fault,) = errors(run(tmp_path, table(["地区", "完成", "亿元以上投资"], body=body), pack)[1])
    assert ("part.exceeds", "C3") == (fault.code, fault.cell)


def test_month_quarter_and_year_are_nested(tmp_path: Path) -> None:
    pack = replace(PLAIN, relations=(Relation("nested"),))
    rows = table(
        ["地区", "2022年7月目标", "2022年三季度目标", "2022年全年目标"],
        body=[[n, 3, 9 if n != "海曙区" else 2, 20] for n in TEN],
    )
    (fault,) = errors(run(tmp_path, rows, pack)[1])
    assert "nested.exceeds" == fault.code


def test_cumulative_is_the_earlier_one_plus_this_month(tmp_path: Path) -> None:
    pack = replace(PLAIN, relations=(Relation("running"),))
    rows = table(
        ["地区", "2022年1—6月完成", "2022年7月完成", "2022年1—7月完成"],
        body=[[n, 60, 10, 70 if n != "海曙区" else 71] for n in TEN],
    )
    (fault,) = errors(run(tmp_path, rows, pack)[1])
    assert "running.mismatch" == fault.code


def test_lists_balance_from_month_to_month(tmp_path: Path) -> None:
    names = ["期末在谈", "新增在谈", "转出在谈"]
    indicators = tuple(Indicator(f"t{n}", name, "个") for n, name in enumerate(names))
    pack = replace(PLAIN, indicators=indicators, headings=(), relations=(Relation("balance", ("t0", "t1", "t2")),))
    head: list[object] = ["地区", "6月期末在谈", "7月期末在谈", "7月新增在谈", "7月转出在谈"]
    rows = table(head, title="2022年", body=[[n, 10, 12 if n != "海曙区" else 13, 5, 3] for n in TEN])
    (fault,) = errors(run(tmp_path, rows, pack)[1])
    assert "balance.mismatch" == fault.code


# -- plausibility ------------------------------------------------------------------------------------------------


def test_a_slip_of_ten_thousand_among_regions_is_a_warning(tmp_path: Path) -> None:
    body: list[list[object]] = [[n, 95.5 * (10_000 if n == "海曙区" else 1)] for n in TEN]
    problems = run(tmp_path, table(["地区", "完成"], body=body))[1]
    assert not errors(problems)
    assert {"value.unit_slip"} == codes(problems)


def test_a_cumulative_figure_that_falls_is_a_warning_unless_adjusted(tmp_path: Path) -> None:
    head: list[object] = ["地区", "2022年1—6月完成", "2022年1—7月完成"]
    body: list[list[object]] = [[n, 60, 70 if n != "海曙区" else 50] for n in TEN]
    assert {"cumulative.falls"} == codes(run(tmp_path, table(head, body=body))[1])
    head += ["2022年1—7月固定资产投资调整", "调整原因"]
    reason = "省统计局核减重复项目"
    adjusted = [[*row, *([-10, reason] if row[2] == 50 else [None, None])] for row in body]
    assert not codes(run(tmp_path, table(head, body=adjusted))[1]) & {"cumulative.falls", "adjustment.no_reason"}
    for amount, why, found in (
        (-3, reason, {"cumulative.falls"}),
        (-10, "", {"cumulative.falls", "adjustment.no_reason"}),
    ):
        poor = [[*row, *([amount, why] if row[2] == 50 else [None, None])] for row in body]
        problems = run(tmp_path, table(head, body=poor))[1]
        assert found == codes(problems) & {"cumulative.falls", "adjustment.no_reason"}
        assert not errors(problems)


def test_a_list_of_adjustments_names_only_the_adjusted(tmp_path: Path) -> None:
    run(tmp_path, table(["地区", "完成"]))
    rows: list[list[object]] = [["地区", "指标", "期间", "调整数", "调整原因"]]
    rows.append(["海曙区", "固定资产投资", "2022-07", -3, "核减重复项目"])
    save_rows(tmp_path / "调整.xlsx", rows)
    data, problems = checked(tmp_path, PLAIN)
    assert not problems, [problem.line() for problem in problems]
    assert {key: found.value for key, found in data.observations.items() if key[2] is Kind.ADJUSTMENT} == {
        ("r01", "investment", Kind.ADJUSTMENT, JULY): Decimal(-3)
    }


def test_where_nothing_was_adjusted_there_is_nothing_to_say(tmp_path: Path) -> None:
    head: list[object] = ["地区", "完成", "固定资产投资调整数", "调整原因"]
    blanks: list[object] = [None, "—", "", "无"]
    body = [[n, 10, *([-3, "核减"] if n == "海曙区" else [blanks[i % 4], None])] for i, n in enumerate(TEN)]
    data, problems = run(tmp_path, table(head, body=body))
    assert not problems, [problem.line() for problem in problems]
    assert [key[0] for key in data.observations if key[2] is Kind.ADJUSTMENT] == ["r01"]


def test_a_region_without_base_is_a_warning_one_without_figure_an_error(tmp_path: Path) -> None:
    """A newly listed region has no 上年同期."""
    run(tmp_path, table(["地区", "完成"]))
    save_rows(tmp_path / "同期.xlsx", table(["地区", "固定资产投资上年同期"])[:-1])
    problems = checked(tmp_path, PLAIN)[1]
    assert [(p.severity, p.code) for p in problems] == [(Severity.WARNING, "region.missing")]
    assert "象山县（7月固定资产投资上年同期）" in problems[0].message
    save_rows(tmp_path / "同期.xlsx", table(["地区", "固定资产投资上年同期", "投资增速"])[:-1])
    assert [p.severity for p in checked(tmp_path, PLAIN)[1] if p.code == "region.missing"] == [
        Severity.WARNING,
        Severity.ERROR,
    ]


def test_a_blank_in_a_long_table_is_a_figure_not_reported(tmp_path: Path) -> None:
    rows: list[list[object]] = [["地区", "指标", "期间", "完成", "增速"]]
    rows += [[n, "固定资产投资", "2022-07", None if n == "江北区" else 5, 1 if n != "镇海区" else None] for n in TEN]
    data, problems = run(tmp_path, rows)
    assert {(p.code, p.cell) for p in problems} == {("value.missing", "D3"), ("value.missing", "E4")}
    assert actuals_of(data, PLAIN)["江北区"] is None
    without = [row[:4] for row in rows if row[0] != "江北区"]
    assert "region.missing" in codes(run(tmp_path, without)[1])


def test_a_given_growth_that_differs_from_the_figures_is_a_warning(tmp_path: Path) -> None:
    head: list[object] = ["地区", "固定资产投资完成", "固定资产投资上年同期", "同比增长（%）"]
    body: list[list[object]] = [[n, 110, 100, 10 if n != "海曙区" else 12] for n in TEN]
    (warning,) = run(tmp_path, table(head, body=body))[1]
    assert ("growth.differs", "D3") == (warning.code, warning.cell)


# -- other -------------------------------------------------------------------------------------------------------


def test_all_problems_come_in_one_run(tmp_path: Path) -> None:
    body: list[list[object]] = [[n, 1] for n in TEN[:8]] + [["鄞洲区", 1], [None, 4], ["海曙区", 5], ["宁海县", "约3"]]
    problems = run(tmp_path, table(["地区", "完成"], body=body))[1]
    assert {"region.unknown", "region.blank", "region.duplicate", "region.missing", "number.unreadable"} <= codes(
        errors(problems)
    )


def test_lists_are_carried_as_they_are(tmp_path: Path) -> None:
    save_rows(
        tmp_path / "项目清单.xlsx",
        [["序号", "项目名称", "总投资（亿元）"], [1, "甲项目", 3.5], [2, "乙项目", None], ["合计", None, 3.5]],
    )
    data, problems = checked(tmp_path, PLAIN)
    assert not errors(problems)
    assert [("甲项目", "3.5"), ("乙项目", "")] == [(e.get("项目名称"), e.get("总投资（亿元）")) for e in data.projects]


def test_text_that_would_reverse_its_digits_is_refused_everywhere(tmp_path: Path) -> None:
    (tmp_path / "案例.md").write_text("标题: 完成\u202e321\n属地: 海曙区\n\n正文。\n", encoding="utf-8")
    (tmp_path / "本期文字.md").write_text("## 存在问题\n\u2066一是。\n", encoding="utf-8")
    save_rows(tmp_path / "项目清单.xlsx", [["序号", "项目名称"], [1, "甲\u202e项目"]])
    faults = errors(checked(tmp_path, PLAIN)[1])
    assert {"text.forbidden"} == codes(faults)
    assert {"案例.md", "本期文字.md", "项目清单.xlsx"} == {fault.file for fault in faults}


def test_long_rows_may_give_any_subset_of_values(tmp_path: Path) -> None:
    rows: list[list[object]] = [["地区", "指标", "期间", "目标", "完成", "上年同期", "增速", "单位"]]
    rows += [[n, "固定资产投资", "2022-07", "100以上", 95.5, 90, "6.1%", "万元"] for n in TEN]
    rows += [[n, "固定资产投资", "三季度", 300, None, None, None, "万元"] for n in TEN]
    data, problems = run(tmp_path, rows, replace(PLAIN, year=2022))
    assert not errors(problems), [p.line() for p in problems]
    assert {"2022-07", "2022-Q3"} == {key[2].code for key in data.targets}
    assert {("investment", Kind.ACTUAL), ("investment", Kind.BASE), ("growth", Kind.ACTUAL)} == {
        key[1:3] for key in data.observations
    }
    assert 20 == len(targets_of(data, PLAIN)) + 10


def test_a_long_row_with_an_unknown_indicator_or_period_is_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [["地区", "指标", "期间", "完成"]]
    rows += [[n, "固定资产投资", "2022-07", 1] for n in TEN] + [
        ["海曙区", "民间投资", "2022-07", 1],
        ["海曙区", "固定资产投资", "七月", 1],
    ]
    faults = errors(run(tmp_path, rows)[1])
    assert {"indicator.unknown": "B12", "period.unreadable": "C13"} == {fault.code: fault.cell for fault in faults}
