"""Workbooks: both ways of reading a sheet give the same cells; what other readers lose is kept."""

from __future__ import annotations

import datetime
import io
import pickle
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from district_pack import TEN, save_rows
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.raw import RawKind
from gongwen.read import read_folder, xlsx
from gongwen.read.formulas import recalculated
from gongwen.read.grid import WorkbookError

values = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.dates(datetime.date(1900, 3, 1), datetime.date(2100, 1, 1)),
)


def written(rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    ) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                else:
                    sheet.write(number, column, value)
    return stream.getvalue()


def edited(data: bytes, change: dict[str, tuple[bytes, bytes]]) -> bytes:
    """The package with a replacement in the XML of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name in change:
                old, new = change[name]
                assert old in part
                part = part.replace(old, new)
            target.writestr(name, part)
    return stream.getvalue()


@given(st.lists(st.lists(values, max_size=5), max_size=6))
def test_patterns_and_parser_read_the_same_cells(rows: list[list[object]]) -> None:
    data = written(rows)
    (quick,) = xlsx.read_workbook(data, "表.xlsx")
    # A comment in the XML sends the sheet to the parser.
    (slow,) = xlsx.read_workbook(
        edited(data, {"xl/worksheets/sheet1.xml": (b"<sheetData", b"<!-- --><sheetData")}), "表.xlsx"
    )
    assert quick == slow
    assert pickle.loads(pickle.dumps(quick)) == quick  # as it comes back from the limited process


@given(st.lists(st.lists(values, max_size=5), max_size=6))
def test_cells_are_what_openpyxl_reads(rows: list[list[object]]) -> None:
    data = written(rows)
    (grid,) = xlsx.read_workbook(data, "表.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page is not None
    for row in page.iter_rows():
        for cell in row:
            found = grid.rows.get(cell.row, {}).get(cell.column)
            if cell.value is None or cell.value == "":
                assert found is None or found.text == ""
                continue
            assert found is not None
            if isinstance(cell.value, bool):
                assert ("TRUE" if cell.value else "FALSE") == found.text
            elif isinstance(cell.value, datetime.datetime):
                assert cell.value.date().isoformat() == found.text
            elif isinstance(cell.value, int | float):
                assert float(format(cell.value, ".15g")) == float(found.text)  # as Excel shows it
            else:
                assert str(cell.value) == found.text


def test_a_row_or_cell_that_comes_twice_is_refused() -> None:
    data = written([["地区", "完成"], ["海曙区", 1]])
    twice = edited(
        data, {"xl/worksheets/sheet1.xml": (b"</sheetData>", b'<row r="2"><c r="B2"><v>9</v></c></row></sheetData>')}
    )
    with pytest.raises(WorkbookError, match="两次"):
        xlsx.read_workbook(twice, "表.xlsx")


def test_a_cell_that_stands_in_another_row_is_refused() -> None:
    data = written([["地区", "完成"], ["海曙区", 1]])
    moved = edited(data, {"xl/worksheets/sheet1.xml": (b'r="B2"', b'r="B3"')})
    with pytest.raises(WorkbookError, match="B3"):
        xlsx.read_workbook(moved, "表.xlsx")


def test_a_stray_cell_at_the_far_corner_costs_nothing_and_is_said(tmp_path: Path) -> None:
    rows = [["地区", "完成（亿元）"], *([name, 1] for name in TEN)]
    path = save_rows(tmp_path / "表.xlsx", rows)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    page["XFD1048576"] = "x"
    book.save(path)
    raw = read_folder(tmp_path)
    (table,) = next(iter(raw.tables.values()))
    assert 10 == len(table.rows)


def test_hidden_columns_are_known(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "表.xlsx", [["地区", "完成"], ["海曙区", 1], ["江北区", 2]])
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    page.column_dimensions["B"].hidden = True
    book.save(path)
    (problem,) = read_folder(tmp_path).problems
    assert "rows.hidden" == problem.code


def formula_grid(formula: str, cached: float, **cells: float):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for address, value in cells.items():
            sheet.write(address, value)
        sheet.write_formula("Z9", formula, None, cached)
    (grid,) = xlsx.read_workbook(stream.getvalue(), "表.xlsx")
    return grid


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("=100+110.6", "210.6"),
        ("=A1+A2*2", "5"),
        ("=SUM(A1:A3)", "6"),
        ("=SUM(A1:A2,A3,4)", "10"),
        ("=(A3-A1)/A2", "1"),
        ("=-A1+$A$2", "1"),
    ],
)
def test_simple_formulas_are_calculated_where_their_cache_is_stale(formula: str, text: str) -> None:
    grid = formula_grid(formula, 999, A1=1, A2=2, A3=3)
    (problem,) = recalculated(grid)
    assert "formula.stale" == problem.code
    assert text == grid.rows[9][26].text


@pytest.mark.parametrize(
    "formula", ["=ROUND(A1,1)", "=A1%", "=Sheet2!A1", "=A1^2", "=IF(A1>1,1,2)", "=1/0", "=A9", '=SUM("x")']
)
def test_other_formulas_keep_their_cached_value(formula: str) -> None:
    grid = formula_grid(formula, 0 if formula == "=A9" else 7, A1=1)
    assert ({"formula.cached"} if formula != "=A9" else set()) == {problem.code for problem in recalculated(grid)}
    assert ("0" if formula == "=A9" else "7") == grid.rows[9][26].text


def test_a_right_cache_is_left_alone() -> None:
    grid = formula_grid("=0.1+0.2", 0.30000000000000004)
    assert [] == recalculated(grid)
    assert RawKind.NUMBER is grid.rows[9][26].kind
