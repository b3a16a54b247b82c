"""Which formula a cell gets, and when it gets none: a live formula that could say something else is worse than a value."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from boards import dataset, make_pack, observed, regions
from needs import need_tool
from render.factories import JULY, sample_properties, sample_table
from render.recalculated import convert, formulas_and_values, without_caches

from gongwen.compose import Setting, named_table, single_workbook
from gongwen.compute import compute_board
from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, TableSpec
from gongwen.model.period import Period
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import Measure
from gongwen.render.sheets.layout import broken, lay_out, wrapped_lines
from gongwen.render.to_xlsx import render_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
COLUMNS = (
    Column(("地区",), CellKind.LABEL),
    Column(("完成",), CellKind.NUMBER),
    Column(("排名",), CellKind.RANK),
    Column(("较上月",), CellKind.GAIN),
)


def ranked_table(name: str, values: list[str], ranks: list[str], gains: list[str] | None = None) -> Table:
    """完成, 排名 and 较上月 of regions r0, r1, …; a gain knows its published rank by arithmetic only."""
    rows = []
    for number, (text, rank) in enumerate(zip(values, ranks, strict=True)):
        key = FigureKey(f"r{number}", name, Measure.ACTUAL, JULY)
        value = None if text == "—" else Fraction(text)
        actual = Figure(key, value, text, "个", None if value is None else len(text.partition(".")[2]))
        place = key._replace(measure=Measure.RANK, rank_by=Measure.ACTUAL)
        ranked = None if rank == "—" else Fraction(rank)
        figure = Figure(place, ranked, rank, "位", None if ranked is None else 0, "", (key,))
        gain = gains[number] if gains else "—"
        steps = {"↑": 1, "↓": -1}.get(gain[0], 0) * int(gain[1:] or 0)
        moved = Figure(place._replace(measure=Measure.RANK_GAIN), Fraction(steps) if gain not in "—新" else None, gain, "位",
                       None, "", (place,))  # fmt: skip
        cells = (
            Cell(text, CellKind.NUMBER, actual),
            Cell(rank, CellKind.RANK, figure),
            Cell(gain, CellKind.GAIN, moved),
        )
        rows.append(Row((Cell(f"地区{number}", CellKind.LABEL), *cells), f"r{number}"))
    return Table(name, "表", COLUMNS, header_tree(tuple(column.path for column in COLUMNS)), tuple(rows))


def book(*tables: Table) -> Workbook:
    figures = {c.figure.key: c.figure for t in tables for row in t.rows for c in row.cells if c.figure}
    return Workbook("晾晒表", tables, sample_properties(), figures=figures)


def column(table: Table, letter: str) -> list[object]:
    sheet = openpyxl.load_workbook(BytesIO(render_workbook(book(table)).data))[table.name]
    return [sheet[f"{letter}{row}"].value for row in range(3, 3 + len(table.rows))]


COMPETITION = ranked_table("并列", ["5", "7", "7", "1"], ["3", "1", "1", "4"], ["→", "↑2", "新", "↓1"])
LOWER = ranked_table("低优", ["5.5", "7.0", "7.0", "1.2"], ["2", "3", "3", "1"])
DENSE = ranked_table("密集", ["5", "7", "7", "1"], ["2", "1", "1", "3"])
GAPS = ranked_table("未报", ["5", "—", "7", "1"], ["2", "—", "1", "3"])
UNRANKED = ranked_table("不排", ["5", "99", "7", "1"], ["2", "—", "1", "3"])
CLASSES = ranked_table("分类", ["5", "7", "6", "1"], ["2", "1", "1", "2"])


def test_tied_regions_share_a_rank_by_rank() -> None:
    assert column(COMPETITION, "C")[0] == "=RANK(B3,B$3:B$6,0)"


def test_lower_is_better_ranks_from_below() -> None:
    assert column(LOWER, "C")[0] == "=RANK(B3,B$3:B$6,1)"


def test_dense_ranks_count_distinct_values() -> None:
    assert column(DENSE, "C")[0] == "=1+ROUND(SUMPRODUCT((B$3:B$6>B3)/COUNTIF(B$3:B$6,B$3:B$6)),0)"


def test_a_mark_among_the_values_does_not_break_the_range() -> None:
    assert column(GAPS, "C") == ["=RANK(B3,B$3:B$6,0)", "—", "=RANK(B5,B$3:B$6,0)", "=RANK(B6,B$3:B$6,0)"]


def test_an_unranked_region_with_a_value_is_kept_out_of_the_range() -> None:
    assert column(UNRANKED, "C")[0] == '=1+COUNTIF(B$3:B$3,">"&B3)+COUNTIF(B$5:B$6,">"&B3)'


def test_ranks_within_classes_are_written_as_values() -> None:
    """No class stands on the sheet, so a formula over all regions would be wrong."""
    assert column(CLASSES, "C") == [2, 1, 1, 2]


def test_ranks_within_classes_are_live_where_the_classes_are_known() -> None:
    made = replace(book(CLASSES), region_categories={"r0": "一类", "r1": "一类", "r2": "二类", "r3": "二类"})
    sheet = openpyxl.load_workbook(BytesIO(render_workbook(made).data))["分类"]
    assert [sheet[f"C{row}"].value for row in (3, 5)] == ["=RANK(B3,B$3:B$4,0)", "=RANK(B5,B$5:B$6,0)"]


def test_a_gain_on_a_published_rank_keeps_that_rank_in_the_formula() -> None:
    formulas = column(COMPETITION, "D")
    assert formulas[0] == '=IF(3>C3,"↑"&(3-C3),IF(3<C3,"↓"&(C3-3),"→"))'
    assert formulas[2] == "新"


def test_half_even_rounding_gets_values_only_where_it_differs() -> None:
    done, goal = FigureKey("r", "x", Measure.ACTUAL, JULY), FigureKey("r", "x", Measure.TARGET, JULY, JULY)
    key = FigureKey("r", "x", Measure.COMPLETION_RATE, JULY, JULY)
    figures = (
        Figure(goal, Fraction(20), "20", "", 0),
        Figure(done, Fraction("5.69"), "5.69", "", 2),
        Figure(key, Fraction("0.2845"), "28.4", "%", 1, "", (done, goal)),
    )
    columns = (Column(("地区",), CellKind.LABEL), *(Column((f.text,), CellKind.NUMBER) for f in figures))
    row = Row((Cell("甲", CellKind.LABEL), *(Cell(f.text, CellKind.NUMBER, f) for f in figures)), "r")
    table = Table("表一", "表", columns, header_tree(tuple(c.path for c in columns)), (row,))
    assert column(table, "D") == [28.4]


def test_a_previous_rank_that_is_a_figure_stands_on_the_data_sheet() -> None:
    sheet = openpyxl.load_workbook(BytesIO(render_workbook(_sample()).data))
    assert sheet["表一"]["G6"].value.startswith("=IF('数据'!G")
    dated = [row[3] for row in sheet["数据"].iter_rows(min_row=3, values_only=True) if row[2] == "排名"]
    assert dated.count("6月") == 22


def _sample() -> Workbook:
    from render.factories import sample_workbook

    return sample_workbook()


def test_libreoffice_agrees_with_every_kind_of_rank(tmp_path: Path) -> None:
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    data = render_workbook(book(COMPETITION, LOWER, DENSE, GAPS, UNRANKED, CLASSES)).data
    found = formulas_and_values(data, convert(soffice, without_caches(data), "xlsx", tmp_path))
    assert len(found) > 40
    assert [row for row in found if row[2] != row[3]] == []


@pytest.mark.parametrize(
    ("heading", "room", "lines"),
    [
        ("当月目标", 45, "当月\n目标"),
        ("其中：亿元以上", 45, "其中：\n亿元\n以上"),
        ("超时序进度（百分点）", 45, "超时序\n进度\n（百分\n点）"),
        ("10亿元以上覆盖", 45, "10亿元\n以上\n覆盖"),
        ("排名", 45, "排名"),
        ("已有\n换行的长标题", 45, "已有\n换行的长标题"),
    ],
)
def test_headings_break_between_words(heading: str, room: int, lines: str) -> None:
    assert broken(heading, room, 10.5) == lines


def test_wrapping_never_splits_a_bracket_from_its_word() -> None:
    assert wrapped_lines("增长（%）", 35, 10.5) == 2


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_columns_hold_their_longest_figure(paper: str) -> None:
    table = sample_table(indicators=("invest", "filed", "started"), paper=paper)
    layout = lay_out(table)
    for place, width in enumerate(layout.widths):
        assert width * 8 >= max(len(row.cells[place].text.encode("gbk")) for row in table.rows) * 7


def test_any_at_all_stays_a_comparison_with_nothing_where_all_have_some() -> None:
    """√ for all today: who sets a count to 0 in the sheet sees the mark go."""
    columns = (
        ColumnSpec(("完成",), Measure.ACTUAL, "start", "当月"),
        ColumnSpec(("覆盖",), Measure.PRESENT, "start", "当月"),
    )
    pack = make_pack(members=regions(2, city=False), tables=(TableSpec("表", "表", columns),))
    data = dataset([observed("A", "start", "2022-07", "1"), observed("B", "start", "2022-07", "2")])
    issue = Issue(Period.parse("2022-07"))
    setting = Setting(pack, compute_board(data, pack, issue.period), data, issue)
    table = named_table(setting, "表")
    assert table is not None
    made = render_workbook(single_workbook(setting, table)).data
    sheet = openpyxl.load_workbook(BytesIO(made)).worksheets[0]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if "√" in str(cell.value)]
    assert len(formulas) == 2
    assert all(re.fullmatch(r'=IF\(.+>0,"√","—"\)', text) and ">=" not in text for text in formulas)
