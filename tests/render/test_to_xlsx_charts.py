"""Charts in the workbook: what they plot is what the composed chart says, whatever its size."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from render.factories import sample_chart, sample_slope, sample_workbook

from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.render.to_xlsx import render_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def made(chart: Chart) -> tuple[str, Any]:
    """The first chart's XML (empty if there is none) and the 图表 sheet."""
    data = render_workbook(replace(sample_workbook(), charts=(chart,))).data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode() if "xl/charts/chart1.xml" in archive.namelist() else ""
    return xml, openpyxl.load_workbook(BytesIO(data))["图表"]


def cached(xml: str, part: str) -> list[str]:
    found = re.search(rf"<c:{part}>.*?</c:{part}>", xml, re.DOTALL)
    assert found
    return re.findall(r"<c:v>([^<]*)</c:v>", found[0])


def test_bars_carry_names_values_and_the_reference_line() -> None:
    xml, sheet = made(sample_chart())
    assert cached(xml, "cat") == list(sample_chart().categories)
    assert [float(value) for value in cached(xml, "val")] == [float(text) for text in sample_chart().series[0].texts]
    assert xml.count("<c:lineChart>") == 1
    assert sheet.page_setup.fitToHeight in (None, 1)
    assert sheet.print_area == "'图表'!$A$1:$L$36"


def test_bars_below_the_reference_are_hatched_and_the_page_says_so() -> None:
    chart = replace(sample_chart(), reference=Fraction(100), reference_label="目标100%")
    xml, sheet = made(chart)
    below = sum(value is not None and value < 100 for value in chart.series[0].values)
    assert xml.count('<a:pattFill prst="wdUpDiag">') == below
    assert sheet["A36"].value == "斜纹柱为低于虚线“目标100%”的地区。"


def test_data_labels_show_every_decimal_of_a_rate_below_the_target() -> None:
    assert 'formatCode="0.0##" sourceLinked="0"' in made(sample_chart())[0]


def test_data_labels_keep_the_last_nought_of_two_decimals() -> None:
    """19.50 beside 32.05, as the table prints it; on white, so that the reference line does not strike it out."""
    one = ChartSeries("完成率", (Fraction(39, 2), Fraction(641, 20)), ("19.50", "32.05"))
    xml, _ = made(Chart("图", "图", ChartKind.BARS, ("甲", "乙"), (one,), reference=Fraction(20), reference_label="线"))
    assert 'formatCode="0.00##"' in xml
    assert re.search(r'<c:dLbls>.*?<a:srgbClr val="FFFFFF"/>', xml, re.DOTALL)


def test_long_names_beside_a_chart_stay_in_their_column() -> None:
    """What runs over to the left stands in the print area."""
    long = "示例精密机械（集团）股份有限公司"
    _, sheet = made(Chart("图", "图", ChartKind.BARS, (long,), (ChartSeries("完成率", (Fraction(1),), ("1.0",)),)))
    assert sheet["N3"].value == long
    assert sheet.column_dimensions["N"].width > 2 * len(long)


@pytest.mark.parametrize(("topics", "last"), [(2, "C"), (12, "M"), (20, "U")])
def test_a_heat_map_takes_the_width_of_its_page(topics: int, last: str) -> None:
    series = tuple(ChartSeries(f"指标{n}", (Fraction(1),), ("1",)) for n in range(topics))
    _, sheet = made(Chart("热力", "热力图", ChartKind.HEAT, ("某某经济技术开发区",), series))
    assert sheet.print_area.startswith(f"'图表'!$A$1:${last}$")
    widths = [sheet.column_dimensions[letter].width for letter in ("A", "B")]
    assert widths[0] >= 2 * len("某某经济技术开发区")
    assert widths[0] + topics * widths[1] >= (60 if topics == 2 else 119)


def test_slopes_name_every_region_at_both_ends_once() -> None:
    xml, _ = made(sample_slope())
    labels = re.findall(r"<a:t>([^<]+)</a:t>", xml)
    assert sum("高新区" in label for label in labels) == 1  # newly listed: right end only
    assert sum("海曙区" in label for label in labels) == 2


def test_tied_regions_share_one_label() -> None:
    chart = sample_slope()
    tied = replace(chart.series[1], values=(Fraction(1), Fraction(1), *chart.series[1].values[2:]), texts=("1", "1", *chart.series[1].texts[2:]))
    xml, _ = made(replace(chart, series=(chart.series[0], tied)))
    assert "海曙区、江北区" in xml


def test_heat_keeps_every_indicator_and_marks_gaps() -> None:
    series = tuple(ChartSeries(f"指标{n}", (Fraction(n), None), (str(n), "—")) for n in range(20))
    _, sheet = made(Chart("热力", "热力图", ChartKind.HEAT, ("甲", "乙"), series))
    assert [cell.value for cell in sheet[3]] == ["甲", *range(20)]
    assert [cell.value for cell in sheet[4]] == ["乙", *["—"] * 20]
    assert sheet.print_area.endswith("$U$5")


@pytest.mark.parametrize("count", [1, 40])
def test_charts_of_any_number_of_regions_are_drawn(count: int) -> None:
    names = tuple(f"镇{n}" for n in range(count))
    ranks = tuple(Fraction(n + 1) for n in range(count))
    series = ChartSeries("本期", ranks, tuple(str(rank) for rank in ranks))
    for kind in (ChartKind.BARS, ChartKind.SLOPE):
        xml, sheet = made(Chart("图", "图", kind, names, (replace(series, name="上期"), series)))
        assert xml
        assert sheet["N3"].value == "镇0"


def test_a_title_that_looks_like_a_formula_stays_words() -> None:
    xml, sheet = made(replace(sample_chart(), title="=A1", notes=("=B1",)))
    assert "<c:v>=A1</c:v>" in xml
    assert sheet["N1"].data_type == "s" or sheet["N1"].value == "=A1"
