"""Scores, lights and ranks within classes as live formulas: LibreOffice works out every one again, also after a change."""

from __future__ import annotations

import math
import re
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from needs import need_tool
from render.recalculated import convert, formulas_and_values, without_caches

import gongwen as gw

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
CONTEST = Path(__file__).parents[1] / "data" / "liangshai"
AREAS = 40
INDICATORS = 12
SCHEMES = CONTEST.parent / "lights.toml"
LIGHTS = [name for name, scheme in tomllib.loads(SCHEMES.read_text(encoding="utf-8"))["lights"].items() if scheme["basis"] != "增速"]


def contest(table: str, period: str) -> bytes:
    data = gw.read(CONTEST / "data", pack=gw.load_pack(CONTEST))
    return gw.scoreboard(data, period=period, table=table).to_bytes("xlsx")


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def is_same(cached: object, again: object) -> bool:
    """Equal; an exact value that is no printed one may differ in its sixteenth digit."""
    both_numbers = isinstance(cached, int | float) and isinstance(again, int | float)
    return cached == again or (both_numbers and math.isclose(cached, again, rel_tol=1e-14))


def column(sheet: Any, *heading: str) -> list[Any]:
    """The body cells under a two-line heading, the total row first."""
    for cell in sheet[4]:
        above = next(sheet.cell(3, place).value for place in range(cell.column, 0, -1) if sheet.cell(3, place).value)
        if (above, cell.value) == heading:
            return [sheet.cell(row, cell.column).value for row in range(5, 9)]
    raise KeyError(heading)


@pytest.mark.parametrize(("table", "period"), [("季评价", "2022-Q2"), ("年考核", "2022")])
def test_libreoffice_agrees_with_every_score(tmp_path: Path, table: str, period: str) -> None:
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    data = contest(table, period)
    found = formulas_and_values(data, convert(soffice, without_caches(data), "xlsx", tmp_path))
    assert len(found) > 80
    assert [row for row in found if not is_same(row[2], row[3])] == []


def test_scores_parts_and_ranks_are_formulas_down_to_weights_and_caps() -> None:
    book = opened(contest("季评价", "2022-Q2"))
    sheet, data = book["季评价"], book["数据"]
    assert all(str(value).startswith("='数据'!G") for value in column(sheet, "综合", "得分"))
    assert column(sheet, "综合", "排名")[1] == "=RANK(J6,J$6:J$8,0)"
    assert column(sheet, "竣工项目", "得分")[2] == "—"
    rows = {(row[0].value, row[1].value, row[2].value): row for row in data.iter_rows(min_row=4)}
    weight = rows["各地", "工业投资增速", "权重"][5]
    assert (weight.value, rows["各地", "综合得分", "封顶"][5].value) == (20, 120)
    part = rows["甲区", "工业投资增速", "折合得分"][5].value
    assert f"F${weight.row}*IF(" in part
    assert rows["甲区", "综合得分", "得分"][5].value.count(",") == 3
    assert rows["乙区", "综合得分", "得分"][5].value.count(",") == 2, "乙区 has no target for 竣工项目"


def test_a_changed_weight_moves_the_score_and_the_rank(tmp_path: Path) -> None:
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    book = opened(contest("季评价", "2022-Q2"))
    for row in book["数据"].iter_rows(min_row=4):
        if (row[1].value, row[2].value) == ("竣工项目", "权重"):
            row[5].value = 220
    changed = BytesIO()
    book.save(changed)
    sheet = openpyxl.load_workbook(BytesIO(convert(soffice, changed.getvalue(), "xlsx", tmp_path)), data_only=True)["季评价"]
    # 甲区: (40 × 90 + 20 × 92.5 + 20 × 110 + 220 × 120) ÷ 300
    assert column(sheet, "综合", "得分")[1] == 113.5
    assert column(sheet, "综合", "排名")[1:] == [1, 2, 3]


def test_a_light_without_formula_says_so(tmp_path: Path) -> None:
    book = opened(crowd(tmp_path).to_bytes("xlsx"))
    told = {row[1]: row[2] for row in book["说明"].iter_rows(min_row=3, values_only=True) if "只写判定的结果" in row[2]}
    assert list(told) == ["灯—三亚各区"]


def test_a_changed_figure_moves_the_light(tmp_path: Path) -> None:
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    book = opened(contest("年考核", "2022"))
    for row in book["数据"].iter_rows(min_row=4):
        if [cell.value for cell in row[:4]] == ["甲区", "工业投资", "完成", "7—12月"]:
            row[5].value = 38.999  # 44 + 45 + 38.999 of 160 is 79.999 %
    changed = BytesIO()
    book.save(changed)
    sheet = openpyxl.load_workbook(BytesIO(convert(soffice, changed.getvalue(), "xlsx", tmp_path)), data_only=True)["年考核"]
    assert [cell.value for cell in sheet[6]][3:5] == [80, "■红"], "lights look at the exact rate; green before"


# -- classes ---------------------------------------------------------------------------------------------------------


def crowd(folder: Path, classes: int = 3, numbers: str = "") -> gw.Output:
    """Forty areas in classes that do not lie together, twelve indicators, gaps, words for targets, a sum of scores."""
    codes = [f"i{n}" for n in range(INDICATORS)]
    items = ", ".join(f'{{ indicator = "{code}", window = "当月", against = "当月", weight = {n + 1} }}' for n, code in enumerate(codes))
    profile = f"""
extends = "base"
name = "某省开发区"
year = 2023
[issuer]
name = "某省开发区办公室"
total_name = "全省"
[numbers]
within_category = true
{numbers}
[scores."总分"]
cap = 110
missing = "zero"
items = [{items}]
[tables."大表"]
title = "开发区{{{{ 期间 }}}}比拼"
paper = "A3"
"""
    names = [f"高质量发展综合指标之{n + 1}（含续建）" for n in range(INDICATORS)]
    areas = [f"第{n + 1}国家级经济技术开发区（临港片区）" for n in range(AREAS)]
    regions = [f"r{n:02},{name},,{'甲乙丙丁'[n % classes]}类,{'否' if n == 7 else ''}" for n, name in enumerate(areas)]
    columns = [f"{name}/{word},{code},{measure},当月,当月" for code, name in zip(codes, names, strict=True)
               for word, measure in (("目标", "目标"), ("完成", "完成"), ("完成率", "完成率"), ("排名", "排名"))]  # fmt: skip
    columns += ["总分/得分,总分,得分,,", "总分/排名,总分,排名,,"]
    columns += [f"灯/{name},{codes[n % INDICATORS]},亮灯,当月,当月,{name}" for n, name in enumerate(LIGHTS)]
    files = {
        "profile.toml": profile + SCHEMES.read_text(encoding="utf-8"),
        "regions.csv": "\n".join(["代码,名称,是否合计,类别,是否参与排名", "T,全省,是,,", *regions]),
        "indicators.csv": "代码,名称,计量单位,小数位,汇总方式\n" + "\n".join(f"{c},{n},亿元,1,不汇总" for c, n in zip(codes, names, strict=True)),
        "tables/大表.csv": "表头,指标,取值,期间,目标期间,亮灯方案\n" + "\n".join(columns),
    }  # fmt: skip
    done, goals = ["地区,指标,期间,完成"], ["地区,指标,期间,目标"]
    for r, name in enumerate(["全省", *areas]):
        for i, indicator in enumerate(names):
            goal = "高于全省平均" if (r, i) == (4, 2) else "100以上" if r % 9 == 5 else str(20 + (r * 7 + i * 3) % 11)
            goals.append(f"{name},{indicator},2023-05,{goal}")
            actual = f"{(r * 13 + i * 29) % 37}.{(r * i) % 10}5" if (r + i) % 17 else "—"
            done.append(f"{name},{indicator},2023-05,{actual}")
    data = {"完成.csv": "\n".join(done), "目标.csv": "\n".join(goals)}
    for place, text in (*((folder / "pack" / k, v) for k, v in files.items()), *((folder / "data" / k, v) for k, v in data.items())):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    pack = gw.load_pack(folder / "pack")
    return gw.scoreboard(gw.read(folder / "data", pack=pack), period="2023-05", table="大表")


@pytest.mark.parametrize("classes", [1, 3])
def test_libreoffice_agrees_with_every_rank_in_every_class(tmp_path: Path, classes: int) -> None:
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    data = crowd(tmp_path, classes).to_bytes("xlsx")
    found = formulas_and_values(data, convert(soffice, without_caches(data), "xlsx", tmp_path))
    assert len(found) > 2000
    assert [row for row in found if not is_same(row[2], row[3])] == []
    lights = [formula for _, formula, *_ in found if '"■红' in formula or '"◆蓝' in formula]
    assert len(lights) > 300
    ranks = [formula for _, formula, *_ in found if re.match(r"=(1\+COUNTIF|RANK)", formula)]
    assert len(ranks) > 430
    assert all("COUNTIFS(" in formula for formula in ranks) == (classes > 1)


def test_half_even_books_have_no_formula_at_all_and_say_so(tmp_path: Path) -> None:
    book = opened(crowd(tmp_path, 3, 'rounding = "half_even"').to_bytes("xlsx"))
    assert book.sheetnames == ["大表", "说明"]
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert any("GB/T 8170" in str(row[2]) and row[1] == "公式" for row in book["说明"].iter_rows(values_only=True))
