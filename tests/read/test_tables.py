"""Finding tables: titles, unit lines, header levels, notes, several tables, what must be refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from district_pack import TEN, codes, save_rows

from gongwen.model.raw import RawTable
from gongwen.model.terms import Role
from gongwen.read import read_folder


def tables_of(folder: Path) -> list[RawTable]:
    return [table for group in read_folder(folder).tables.values() for table in group]


def paths(table: RawTable) -> list[str]:
    return ["/".join(column.path) for column in table.columns]


BODY: list[list[object]] = [[name, 1, 2, 3] for name in TEN]


def test_three_header_levels_with_merges(tmp_path: Path) -> None:
    rows = [
        ["2022年7月投资情况", None, None, None],
        [None, None, None, "单位：亿元"],
        ["地区", "制造业投资", None, None],
        [None, "当月", None, "累计"],
        [None, "完成", "增速（%）", "完成"],
        *BODY,
    ]
    save_rows(tmp_path / "表.xlsx", rows, merges=["A1:D1", "A3:A5", "B3:D3", "B4:C4"])
    (table,) = tables_of(tmp_path)
    assert ["地区", "制造业投资/当月/完成", "制造业投资/当月/增速（%）", "制造业投资/累计/完成"] == paths(table)
    assert ("2022年7月投资情况", "亿元", 10) == (table.title, table.unit_line, len(table.rows))


def test_a_header_merged_by_blanks_alone(tmp_path: Path) -> None:
    rows = [["地区", "投资", None, "项目"], [None, "目标", "完成", None], *BODY]
    save_rows(tmp_path / "表.xlsx", rows)
    (table,) = tables_of(tmp_path)
    assert ["地区", "投资/目标", "投资/完成", "项目"] == paths(table)


def test_groups_above_the_row_that_names_the_regions(tmp_path: Path) -> None:
    rows = [["", "投资", "投资", "项目"], ["地区", "目标", "完成", "完成"], *BODY]
    save_rows(tmp_path / "表.xlsx", rows, merges=["B1:C1"])
    (table,) = tables_of(tmp_path)
    assert ["地区", "投资/目标", "投资/完成", "项目/完成"] == paths(table)


def test_notes_and_signatures_are_no_rows(tmp_path: Path) -> None:
    rows = [
        ["地区", "甲", "乙", "丙"],
        *BODY,
        ["注：数据截至7月31日。"],
        ["填报人：×××", None, "审核：×××"],
        ["　　2.鄞州区上升3位。"],
    ]
    save_rows(tmp_path / "表.xlsx", rows)
    (table,) = tables_of(tmp_path)
    assert 10 == len(table.rows)
    assert 3 == len(table.notes)


def test_a_region_whose_figures_are_all_blank_is_still_a_row(tmp_path: Path) -> None:
    save_rows(tmp_path / "表.xlsx", [["地区", "甲", "乙", "丙"], *BODY, ["前湾新区"]])
    (table,) = tables_of(tmp_path)
    assert "前湾新区" == table.rows[-1][0].text


def test_blank_rows_inside_a_table_do_not_end_it(tmp_path: Path) -> None:
    save_rows(tmp_path / "表.xlsx", [["地区", "甲", "乙", "丙"], *BODY[:4], [], *BODY[4:]])
    (table,) = tables_of(tmp_path)
    assert 10 == len(table.rows)


def test_two_tables_under_each_other_keep_their_titles(tmp_path: Path) -> None:
    rows = [
        ["一、投资（2022年7月）"],
        ["地区", "投资完成"],
        *([n, 1] for n in TEN),
        [],
        ["二、项目（2022年7月）"],
        ["地区", "项目数完成"],
    ]
    save_rows(tmp_path / "表.xlsx", [*rows, *([n, 2] for n in TEN)])
    first, second = tables_of(tmp_path)
    assert ("一、投资（2022年7月）", 10) == (first.title, len(first.rows))
    assert ("二、项目（2022年7月）", 10) == (second.title, len(second.rows))


def test_tables_side_by_side_are_refused_by_name(tmp_path: Path) -> None:
    save_rows(tmp_path / "表.xlsx", [["地区", "甲", None, "地区", "乙"], *([n, 1, None, n, 2] for n in TEN)])
    raw = read_folder(tmp_path)
    assert {"table.side_by_side"} == codes(raw.problems)
    assert not raw.tables


def test_a_column_without_heading_is_never_dropped_in_silence(tmp_path: Path) -> None:
    save_rows(tmp_path / "表.xlsx", [["地区", "甲"], *([n, 1, 9] for n in TEN)])
    (problem,) = read_folder(tmp_path).problems
    assert ("heading.blank", "error", "C2") == (problem.code, problem.severity, problem.cell)


def test_hidden_sheets_are_said_and_not_read(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "表.xlsx", [["地区", "完成"], *([n, 1] for n in TEN)], sheet="7月")
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("旧")
    page.append(["地区", "完成数"])
    page.append(["海曙区", 2])
    page.sheet_state = "hidden"
    book.save(path)
    raw = read_folder(tmp_path)
    assert {"sheet.hidden"} == codes(raw.problems)
    assert ["7月"] == [table.sheet for group in raw.tables.values() for table in group]


@pytest.mark.parametrize(
    ("name", "heading", "role"),
    [
        ("附件1 目标任务.xlsx", ["地区", "投资额"], Role.TARGETS),
        ("表.xlsx", ["地区", "目标"], Role.TARGETS),
        ("表.xlsx", ["地区", "目标", "完成"], Role.PROGRESS),
        ("7月.xlsx", ["地区", "投资额"], Role.PROGRESS),
        ("表.xlsx", ["序号", "项目名称", "属地", "总投资"], Role.PROJECTS),
        ("表.xlsx", ["问题编号", "项目", "问题描述", "状态"], Role.LEDGER),
    ],
)
def test_undeclared_files_are_recognised_by_their_headings(
    name: str, heading: list[str], role: Role, tmp_path: Path
) -> None:
    rows = [heading, [("海曙区" if h == "地区" else "字") if h in ("地区",) else 1 for h in heading]]
    save_rows(tmp_path / name, rows)
    assert [role] == list(read_folder(tmp_path).tables)
