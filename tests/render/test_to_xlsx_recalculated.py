"""LibreOffice, given the formulas without our values, finds our values; and what it prints is not clipped."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from needs import need_tool
from render.factories import JULY, half_up, sample_chart, sample_properties, sample_table, sample_workbook
from render.recalculated import convert, formulas_and_values, without_caches

from gongwen.model.document import Workbook
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import Measure
from gongwen.render.to_xlsx import render_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def pairs_book(pairs: list[tuple[str, str]], decimals: int = 1) -> Workbook:
    """目标 and 完成 of many regions with their rates, ranks and gaps: every kind of figure in one table."""
    kinds = (Measure.TARGET, Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.TARGET_GAP, Measure.RANK)
    columns = (Column(("地区",), CellKind.LABEL), *(Column((kind.label,), CellKind.NUMBER) for kind in kinds))
    rates = {}
    for number, (goal, done) in enumerate(pairs):
        rate = Fraction(done) / Fraction(goal) * 100
        places = decimals
        while rate < 100 and Fraction(half_up(rate, places)) >= 100:
            places += 1
        rates[f"r{number}"] = (half_up(rate, places), places, rate / 100)
    rows, figures = [], {}
    for number, (goal, done) in enumerate(pairs):
        keys = {kind: FigureKey(f"r{number}", "x", kind, JULY, JULY) for kind in kinds}
        text, places, rate = rates[f"r{number}"]
        rank = 1 + sum(Fraction(other) > Fraction(text) for other, _, _ in rates.values())
        gap = Fraction(done) - Fraction(goal)
        made = [
            Figure(keys[Measure.TARGET], Fraction(goal), half_up(Fraction(goal), 1), "", 1),
            Figure(keys[Measure.ACTUAL], Fraction(done), half_up(Fraction(done), 1), "", 1),
            Figure(keys[Measure.COMPLETION_RATE], rate, text, "%", places, "", (keys[Measure.ACTUAL], keys[Measure.TARGET])),
            Figure(keys[Measure.TARGET_GAP], gap, half_up(gap, 1), "", 1, "", (keys[Measure.ACTUAL], keys[Measure.TARGET])),
            Figure(
                keys[Measure.RANK]._replace(rank_by=Measure.COMPLETION_RATE), Fraction(rank), str(rank), "位", 0, "",
                (keys[Measure.COMPLETION_RATE],),
            ),
        ]  # fmt: skip
        figures |= {figure.key: figure for figure in made}
        cells = tuple(Cell(figure.text, CellKind.NUMBER, figure) for figure in made)
        rows.append(Row((Cell(f"地区{number}", CellKind.LABEL), *cells), f"r{number}"))
    table = Table("表一", "表", columns, header_tree(tuple(column.path for column in columns)), tuple(rows))
    return Workbook("晾晒表", (table,), sample_properties(), figures=figures)


def awkward_pairs() -> list[tuple[str, str]]:
    """Exact ties at every last digit, values a hair below 100, and plain ones."""
    ties = [("20", f"{n / 100:.2f}") for n in range(1, 2000, 34)] + [("8", f"{n}.1") for n in range(1, 12)]
    near = [("20", "19.992"), ("100000", "99999.9"), ("3000", "2999.9"), ("1000", "999.5"), ("2000", "1999")]
    return ties + near + [("3", "1"), ("7", "22"), ("0.3", "0.1"), ("12.3", "12.3"), ("11", "-2.5")]


def test_a_recalculation_gives_every_cached_value_again(tmp_path: Path) -> None:
    """Ties, two decimals, unranked rows, newcomers, published ranks: whatever gets a formula agrees."""
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    unranked = sample_table("表三", indicators=("started",))
    for number, book in enumerate((sample_workbook(sample_table(), sample_table("表二"), unranked), pairs_book(awkward_pairs()))):
        folder = tmp_path / str(number)
        folder.mkdir()
        data = render_workbook(book).data
        again = convert(soffice, without_caches(data), "xlsx", folder)
        found = formulas_and_values(data, again)
        assert len(found) > 200
        assert [row for row in found if row[2] != row[3]] == []


def test_every_rate_that_excel_can_repeat_has_a_formula() -> None:
    book = pairs_book(awkward_pairs())
    sheet = openpyxl.load_workbook(BytesIO(render_workbook(book).data))["表一"]
    rates = [row[3] for row in sheet.iter_rows(min_row=3)]
    assert all(cell.data_type == "f" for cell in rates)


def test_nothing_is_clipped_and_each_table_is_one_page(tmp_path: Path) -> None:
    soffice, pdftotext = need_tool("soffice", package="libreoffice-calc-nogui"), need_tool("pdftotext", package="poppler-utils")
    wide = _wide(sample_table("底册", indicators=("invest", "filed", "started"), paper="A3"), 3)
    book = replace(sample_workbook(sample_table(), wide), charts=(sample_chart(),))
    pdf = tmp_path / "out.pdf"
    pdf.write_bytes(convert(soffice, render_workbook(book).data, "pdf", tmp_path))
    pages = subprocess.run([pdftotext, "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode().split("\f")
    compact = ["".join(page.split()) for page in pages]
    for page, table in zip(compact, book.tables, strict=False):
        assert "###" not in page
        assert all(table_row.cells[0].text in page for table_row in table.rows)
        assert table.notes[-1] in page
        assert f"共{len(pages) - 1}页" in page
    assert all("示例" in page for page in compact[:-1])
    assert "时序进度33.3%" in compact[2]


def _wide(table: Table, times: int) -> Table:
    columns = table.columns[:1] + table.columns[1:] * times
    rows = tuple(replace(row, cells=row.cells[:1] + row.cells[1:] * times) for row in table.rows)
    return replace(table, columns=columns, rows=rows, header=header_tree(tuple(column.path for column in columns)))


@pytest.mark.parametrize(
    ("done", "rate", "rank", "gain"),
    [(19.999, 99.995, 5, "↓1"), (26, 130, 1, "↑3")],
)
def test_a_changed_input_moves_rate_rank_and_arrow(
    tmp_path: Path, done: float, rate: float, rank: int, gain: str
) -> None:
    """A head disputes 北仑's 19.992: typing another number on the 数据 sheet moves everything that rests on it."""
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    book = openpyxl.load_workbook(BytesIO(render_workbook(sample_workbook(sample_table())).data))
    cell = next(r[5] for r in book["数据"].iter_rows(min_row=3) if (r[0].value, r[1].value, r[2].value) == ("北仑区", "制造业投资", "完成"))
    assert cell.value == 19.992
    cell.value = done
    changed = BytesIO()
    book.save(changed)
    sheet = openpyxl.load_workbook(BytesIO(convert(soffice, changed.getvalue(), "xlsx", tmp_path)), data_only=True)["表一"]
    assert [sheet[f"{letter}9"].value for letter in "DFG"] == [rate, rank, gain]
