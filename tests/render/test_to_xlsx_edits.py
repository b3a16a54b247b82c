"""What a reader types on the 数据 sheet gives, recalculated, what a rebuild from the same numbers gives, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from needs import need_tool
from render.recalculated import convert

import gongwen as gw

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

Row = tuple[str, str, str]
"""地区, 指标, 期间."""
TOWNS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
PROFILE = """
extends = "base"
name = "某县专班"
year = 2023
[issuer]
name = "某县专班"
total_name = "全县"
[scores."月分"]
cap = 120
points = { bonus_cap = 5, penalty_cap = 4 }
items = [
 { indicator = "投资", window = "当月", against = "当月", weight = 60 },
 { indicator = "签约", window = "当月", against = "当月", weight = 40, cap = 110 },
]
[lights."差"]
basis = "差时序"
bands = [ { light = "绿", when = "≥0" }, { light = "黄", when = "≥-10" }, { light = "红" } ]
[lights."有空"]
basis = "差时序"
otherwise = "不亮灯"
bands = [ { light = "绿", when = "≥0" }, { light = "黄", when = "≤-10 且 ≥-30" }, { light = "红", when = "<-30" } ]
[tables."月表"]
title = "月表（{{ 期间 }}）"
paper = "A3"
"""
COLUMNS = """表头,指标,取值,期间,目标期间,亮灯方案,得分方案
投资/目标,inv,目标,当月,当月,,
投资/完成,inv,完成,当月,当月,,
投资/率,inv,完成率,当月,当月,,
投资/超时序,inv,超时序,当月,当月,,
投资/达标,inv,达标,当月,当月,,
投资/排名,inv,排名,当月,当月,,
累计/完成,inv,完成,本年累计,全年,,
累计/率,inv,完成率,本年累计,全年,,
累计/超时序,inv,超时序,本年累计,全年,,
累计/灯,inv,亮灯,本年累计,全年,差,
累计/有空的灯,inv,亮灯,本年累计,全年,有空,
累计/排名,inv,排名,本年累计,全年,,
超期/率,over,完成率,当月,当月,,
超期/超时序,over,超时序,当月,当月,,
超期/达标,over,达标,当月,当月,,
增速/目标,grow,目标,当月,当月,,
增速/完成,grow,完成,当月,当月,,
增速/差,grow,与目标差,当月,当月,,
月分/投资,inv,折合得分,当月,当月,,月分
月分/签约,sign,折合得分,当月,当月,,月分
月分/加分,月分,加分,当月,,,
月分/扣分,月分,扣分,当月,,,
月分/加减,月分,加减分,当月,,,
月分/得分,月分,得分,当月,,,
月分/排名,月分,排名,当月,,,
"""
INDICATORS = """代码,名称,计量单位,方向,小数位,汇总方式
inv,投资,亿元,,1,求和
sign,签约,个,,0,求和
over,超期,件,越小越好,0,求和
grow,增速,%,,1,不汇总
"""
DONE: dict[Row, str] = {
    **{
        (town, "投资", "1—2月"): value
        for town, value in zip(("全县", *TOWNS), "71.6 12.4 9.6 20 17.35 12.25".split(), strict=True)
    },
    **{
        (town, "投资", "3月"): value
        for town, value in zip(("全县", *TOWNS), "48.7 9.6 12.1 8.3 10 8.7".split(), strict=True)
    },
    **{(town, "签约", "3月"): value for town, value in zip(TOWNS, "4 3 6 5 —".split(), strict=True)},
    **{(town, "超期", "3月"): value for town, value in zip(TOWNS, "5999 6000 7000 12 6001".split(), strict=True)},
    **{(town, "增速", "3月"): value for town, value in zip(TOWNS, "9 9.96 12 10 -3".split(), strict=True)},
}
GOALS: dict[Row, str] = {
    **{(town, "投资", "3月"): value for town, value in zip(("全县", *TOWNS), "52 12 10 9 10 11".split(), strict=True)},
    **{
        (town, "投资", "全年"): value
        for town, value in zip(("全县", *TOWNS), "500 100 100 100 100 100".split(), strict=True)
    },
    **{(town, "签约", "3月"): "5" for town in TOWNS},
    **{(town, "超期", "3月"): "6000" for town in TOWNS},
    **{(town, "增速", "3月"): "10" for town in TOWNS},
}
POINTS: dict[str, Sequence[str]] = {"甲镇": ("3", "4.5"), "乙镇": ("2", "1")}
CHANGES = {("丁镇", "投资", "3月"): "-1.35,重复报送"}
"""调整数 and why."""


def built(folder: Path, done: Mapping[Row, str], goals: Mapping[Row, str], points: Mapping[str, Sequence[str]],
          profile: str = PROFILE) -> bytes:  # fmt: skip
    pack, data = folder / "pack", folder / "data"
    (pack / "tables").mkdir(parents=True)
    data.mkdir()
    regions = "\n".join(f"r{n},{name},,是" for n, name in enumerate(TOWNS))
    files = {
        pack / "profile.toml": profile,
        pack / "regions.csv": f"代码,名称,是否合计,是否参与排名\nT,全县,是,\n{regions}\n",
        pack / "indicators.csv": INDICATORS,
        pack / "tables" / "月表.csv": COLUMNS,
        data / "完成.csv": _lines(
            "地区,指标,期间,完成,调整数,调整原因",
            {key: f"{value},{CHANGES.get(key, ',')}" for key, value in done.items()},
        ),
        data / "目标.csv": _lines("地区,指标,期间,目标", goals),
        data / "加减分.csv": "地区,期间,加分,事由\n"
        + "".join(
            f"{town},2023年3月,{value},第{n}次表扬\n"
            for town, both in points.items()
            for n, value in enumerate(both, 1)
        ),
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return gw.scoreboard(gw.read(data, pack=gw.load_pack(pack)), period="2023-03", table="月表").to_bytes("xlsx")


def _lines(heading: str, values: Mapping[Row, str]) -> str:
    return (
        "\n".join(
            [heading, *(f"{town},{name},2023年{period},{value}" for (town, name, period), value in values.items())]
        )
        + "\n"
    )


def opened(data: bytes, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(data), data_only=values)


def typed(data: bytes, edits: Mapping[tuple[str, str, str, str | None], float]) -> bytes:
    """The workbook with numbers typed over what was read."""
    book, left = opened(data), dict(edits)
    for row in book["数据"].iter_rows(min_row=4):
        key = tuple(cell.value for cell in row[:4])
        if key in left:
            assert isinstance(row[5].value, int | float), "an input, not a formula"
            row[5].value = left.pop(key)
    assert not left
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_is_typed_gives_what_a_rebuild_gives(tmp_path: Path) -> None:
    """An actual, a ceiling's actual both ways, a target's decimals, months and 调整数 under a cumulation, points, a cap."""
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    done = {
        ("甲镇", "投资", "3月"): "9.64", ("甲镇", "投资", "1—2月"): "3.4", ("乙镇", "投资", "3月"): "9.9996", ("丙镇", "投资", "1—2月"): "21.05",
        ("戊镇", "投资", "3月"): "14.4", ("甲镇", "超期", "3月"): "6001", ("戊镇", "超期", "3月"): "5999",
        ("丙镇", "超期", "3月"): "6000", ("乙镇", "增速", "3月"): "10.04", ("甲镇", "增速", "3月"): "9.98", ("甲镇", "签约", "3月"): "7",
        ("全县", "投资", "3月"): "51.999",
    }  # fmt: skip
    goals = {("丙镇", "投资", "3月"): "8.4", ("丁镇", "投资", "全年"): "140"}
    edits: dict[tuple[str, str, str, str | None], float] = {
        **{(town, name, "完成", period): float(value) for (town, name, period), value in done.items()},
        **{(town, name, "目标", period): float(value) for (town, name, period), value in goals.items()},
        ("甲镇", "月分得分", "加分第2笔", "3月"): 0.5,
        ("乙镇", "月分得分", "加分第1笔", "3月"): 9,
        ("各地", "月分得分", "加分封顶", None): 6,
    }
    before = built(tmp_path / "a", DONE, GOALS, POINTS)
    again = opened(convert(soffice, typed(before, edits), "xlsx", tmp_path), values=True)["月表"]
    points = {"甲镇": ("3", "0.5"), "乙镇": ("9", "1")}
    after = built(tmp_path / "b", DONE | done, GOALS | goals, points, PROFILE.replace("bonus_cap = 5", "bonus_cap = 6"))
    was, rebuilt = opened(before, values=True)["月表"], opened(after, values=True)["月表"]
    body = [cell for row in rebuilt.iter_rows(min_row=5, max_row=10) for cell in row]
    assert [
        (c.coordinate, again[c.coordinate].value, c.value) for c in body if again[c.coordinate].value != c.value
    ] == []
    assert [(sheet["L6"].value, sheet["L9"].value) for sheet in (was, again)] == [("—", "●绿"), ("▲黄", "—")]
    moved = sum(was[c.coordinate].value != c.value for c in body)
    assert moved > 50, "the edits reach most columns"


def test_a_part_of_a_score_that_has_none_is_live_and_every_cumulation_too(tmp_path: Path) -> None:
    book = opened(built(tmp_path, DONE, GOALS, POINTS))
    rows = {tuple(cell.value for cell in row[:4]): row for row in book["数据"].iter_rows(min_row=4)}
    assert book["月表"]["Y10"].value == "—", "戊镇 has no 签约"
    assert str(rows["戊镇", "投资", "折合得分", "3月"][5].value).startswith("=F$")
    kinds = (("完成", "1—2月"), ("完成", "3月"), ("完成调整", "3月"))
    parts = ",".join(f"F{rows['丁镇', '投资', *kind][5].row}" for kind in kinds)
    assert f"=ROUND(SUM({parts}),10)" in {row[5].value for row in rows.values()}


def test_a_lead_when_the_time_is_over_shows_how_little_is_missed(tmp_path: Path) -> None:
    """-0.004, which a rebuild prints, needs its decimals in the format too."""
    sheet = opened(built(tmp_path, DONE, GOALS, POINTS))["月表"]
    cells = [row[4] for row in sheet.iter_rows(min_row=6, max_row=10)]
    assert {cell.number_format for cell in cells} == {"0.0###"}
    assert all("<>0" in cell.value for cell in cells)


def test_what_no_input_moves_is_said_on_the_sheet_of_explanations(tmp_path: Path) -> None:
    """More entries than a function takes; cells that had no number."""
    book = opened(built(tmp_path, DONE, GOALS, {"甲镇": ("0.01",) * 251, "乙镇": ("0.01",) * 250}))
    told = {row[2].value: row[1].value for row in book["说明"].iter_rows(min_row=3)}
    assert told["相加的数多于250个的，“数据”表里只写结果，改动其中一个数后不随之变化。"] == "月分—加分"
    (rule,) = [rule for rule, name in told.items() if name == "印“—”的格"]
    assert "补报一个原来没有的数" in rule and "清空一个数，公式按0算" in rule
    bonus = [row[5] for row in book["数据"].iter_rows(min_row=4) if row[2].value == "加分"]
    assert [cell.data_type for cell in bonus[:3]] == ["n", "n", "f"], "全县, 甲镇, 乙镇"


def test_a_book_of_values_does_not_send_its_reader_to_a_sheet_it_lacks(tmp_path: Path) -> None:
    even = PROFILE.replace("[scores", '[numbers]\nrounding = "half_even"\n[scores', 1)
    for name, profile, there in (("a", PROFILE, True), ("b", even, False)):
        book = opened(built(tmp_path / name, DONE, GOALS, POINTS, profile))
        assert ("数据" in book.sheetnames) is there
        words = [str(cell.value) for row in book["说明"].iter_rows() for cell in row]
        assert any("“数据”表" in text or "数据表" in text for text in words) is there


def test_a_rate_of_two_counts_beside_it_follows_them(tmp_path: Path) -> None:
    """已开工 typed anew moves 开工率 in the same row, its rank, and does not fail where nothing was due."""
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    folder = gw.sample("ningbo-bairi")
    data = gw.scoreboard(gw.read(folder / "data", pack=gw.load_pack(folder)), period="2022-07", table="表三").to_bytes("xlsx")
    was = opened(data)["表三"]
    heads = {str(cell.value).replace("\n", ""): cell.column for row in was.iter_rows(max_row=5) for cell in row if cell.value}
    due, rate, rank = heads["应开工"], heads["开工率（%）"], heads["开工率（%）"] + 1
    rows = {row[0].value: row[0].row for row in was.iter_rows(min_row=5)}
    (period,) = {row[3].value for row in opened(data)["数据"].iter_rows(min_row=4) if row[1].value == "应开工项目"}
    edits = {("慈溪市", "新开工项目", "完成", period): 67.0, ("江北区", "应开工项目", "完成", period): 0.0}
    sheet = opened(convert(soffice, typed(data, edits), "xlsx", tmp_path), values=True)["表三"]
    assert (sheet.cell(rows["慈溪市"], due).value, sheet.cell(rows["慈溪市"], rate).value) == (67, 100)
    assert sheet.cell(rows["慈溪市"], rank).value == 1
    assert [sheet.cell(rows["江北区"], column).value for column in (due, rate)] == [0, "—"]
    assert sheet.cell(rows["海曙区"], rate).value == 76.5
