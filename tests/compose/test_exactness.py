"""Exact to the last printed digit, from the cell that is read to the cell that is written: as numbers and as frames."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas
import pytest

import gongwen as gw

# openpyxl does not keep data bars, and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

PROFILE = """
name = "试"
year = 2022
[tables."表"]
title = "表"
definitions = false
"""
COLUMNS = "表头,指标,取值,期间,目标期间\n完成,inv,完成,当月,\n率,inv,完成率,当月,当月\n位,inv,排名,当月,当月\n增,growth,完成,当月,\n"


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "tables").mkdir(parents=True)
    (folder / "profile.toml").write_text(PROFILE, encoding="utf-8")
    (folder / "regions.csv").write_text("代码,名称\nA,甲区\nB,乙区\nC,丙区\n", encoding="utf-8")
    (folder / "indicators.csv").write_text(
        "代码,名称,计量单位,小数位,汇总方式,增速对应\ninv,投资,亿元,1,求和,\ngrowth,增速,%,1,不汇总,inv\n",
        encoding="utf-8",
    )
    (folder / "tables" / "表.csv").write_text(COLUMNS, encoding="utf-8")
    return folder


def board_of(pack_folder: Path, rows: dict[str, tuple[object, object, object]]) -> gw.Output:
    """Region → (done, wanted, growth), read from a DataFrame as a developer hands it over."""
    made = [
        {"地区": region, "指标": name, "期间": "2022-07", "完成": done, "目标": wanted}
        for region, (value, goal, growth) in rows.items()
        for name, done, wanted in (("投资", value, goal), ("增速", growth, None))
    ]
    data = gw.read_frames(pack=gw.load_pack(pack_folder), progress=pandas.DataFrame(made))
    return gw.scoreboard(data, period="2022-07", table="表")


def printed(board: gw.Output) -> dict[str, list[str]]:
    assert board.table is not None
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in board.table.rows}


def stored(board: gw.Output) -> dict[str, list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(board.to_bytes("xlsx")), data_only=True)["表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return {str(row[0]): row[1:] for row in rows if row[0] in ("甲区", "乙区", "丙区")}


def test_sums_of_decimals_tie_as_text_number_and_rank(pack_folder: Path) -> None:
    """0.1 + 0.2 as Excel's and pandas' floats give it, beside 0.3."""
    board = board_of(pack_folder, {"甲区": (0.1 + 0.2, 3, 1), "乙区": (0.3, 3, 1), "丙区": (Decimal("0.2"), 3, 1)})
    assert [row[2] for row in printed(board).values()] == ["1", "1", "3"]
    assert [row[2] for row in stored(board).values()] == [1, 1, 3]


@pytest.mark.parametrize(("rounding", "text"), [("half_up", "28.5"), ("half_even", "28.4")])
def test_a_half_goes_up_or_to_even_by_setting(pack_folder: Path, rounding: str, text: str) -> None:
    with (pack_folder / "profile.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[numbers]\nrounding = "{rounding}"\n')
    board = board_of(pack_folder, {"甲区": (28.45, 100, -28.45), "乙区": (2, 3, 1), "丙区": (1, 3, 1)})
    assert printed(board)["甲区"] == [text, text, "3", f"-{text}"]
    assert stored(board)["甲区"] == [float(text), float(text), 3, -float(text)]


def test_almost_done_is_not_done_in_text_cell_and_rank(pack_folder: Path) -> None:
    board = board_of(pack_folder, {"甲区": (99.96, 100, 1), "乙区": (100, 100, 1), "丙区": (99.9999, 100, 1)})
    assert [row[1] for row in printed(board).values()] == ["99.96", "100.0", "99.9999"]
    assert [row[2] for row in printed(board).values()] == ["3", "1", "2"]
    assert [row[1] for row in stored(board).values()] == [99.96, 100, 99.9999]


def test_a_hair_below_zero_prints_and_stores_zero(pack_folder: Path) -> None:
    board = board_of(pack_folder, {"甲区": (-0.04, 100, -0.04), "乙区": (0, 100, -0.0), "丙区": (1, 100, -0.05)})
    assert [row[3] for row in printed(board).values()] == ["0.0", "0.0", "-0.1"]
    assert [row[0] for row in printed(board).values()] == ["0.0", "0.0", "1.0"]
    assert "-0.0" not in str(printed(board))
    for row in stored(board).values():
        assert "-0.0" not in [str(value) for value in row]
