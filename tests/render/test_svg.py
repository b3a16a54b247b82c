"""Charts as SVG: every figure printed, the reference line where it belongs, nothing that is markup in data."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from lxml import etree
from render.factories import sample_chart, sample_slope

from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.render.svg import chart_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart) -> etree._Element:
    return etree.fromstring(chart_svg(chart, "SimHei,sans-serif").encode())


def texts(chart: Chart) -> list[str]:
    return [node.text or "" for node in drawn(chart).iter(f"{SVG}text")]


def test_every_bar_has_its_name_and_its_settled_figure() -> None:
    chart = sample_chart()
    shown = texts(chart)
    assert set(chart.categories) <= set(shown)
    assert [text for text in shown if text in chart.series[0].texts] == list(chart.series[0].texts)
    assert "时序进度33.3%" in shown


def test_bar_lengths_and_the_reference_line_are_to_scale() -> None:
    chart = sample_chart()
    tree = drawn(chart)
    bars = [float(node.get("width", "0")) for node in tree.iter(f"{SVG}rect")]
    values = [float(value) for value in chart.series[0].values if value is not None]
    scale = bars[0] / values[0]
    assert [value * scale for value in values] == pytest.approx(bars, abs=0.02)
    zero = float(next(node for node in tree.iter(f"{SVG}rect")).get("x", "0"))
    line = next(node for node in tree.iter(f"{SVG}line") if node.get("stroke-dasharray"))
    assert float(line.get("x1", "0")) - zero == pytest.approx(float(chart.reference or 0) * scale, abs=0.02)


@pytest.mark.parametrize("chart", [sample_chart(), sample_slope()])
def test_among_text_the_rows_stand_closer_in_type_of_the_same_size(chart: Chart) -> None:
    alone, close = (etree.fromstring(chart_svg(chart, "SimHei", in_text=there).encode()) for there in (False, True))
    assert float(close.get("height", "0")) < 0.8 * float(alone.get("height", "0"))
    sizes = [{node.get("font-size") for node in one.iter(f"{SVG}text")} for one in (alone, close)]
    assert sizes[0] == sizes[1]
    assert [node.text for node in close.iter(f"{SVG}text")] == [node.text for node in alone.iter(f"{SVG}text")]
    rows = sorted({float(node.get("y", "0")) for node in close.iter(f"{SVG}text") if node.get("text-anchor") == "end"})
    assert min(after - before for before, after in pairwise(rows)) >= 13


def test_a_missing_value_prints_its_dash_and_no_bar() -> None:
    series = ChartSeries("完成率", (Fraction(50), None), ("50.0", "—"))
    chart = Chart("图", "图", ChartKind.BARS, ("甲", "乙"), (series,))
    assert "—" in texts(chart)
    assert len(list(drawn(chart).iter(f"{SVG}rect"))) == 1


def test_a_negative_value_stands_left_of_zero() -> None:
    series = ChartSeries("增速", (Fraction(-5), Fraction(10)), ("-5.0", "10.0"))
    boxes = [float(n.get("x", "0")) for n in drawn(Chart("图", "图", ChartKind.BARS, ("甲", "乙"), (series,))).iter(f"{SVG}rect")]
    assert boxes[0] < boxes[1]


def test_slopes_name_every_region_on_both_sides_and_tied_ones_together() -> None:
    chart = sample_slope()
    shown = " ".join(texts(chart))
    assert all(shown.count(name) == 2 for name in chart.categories)
    tied = replace(chart, series=(chart.series[0], ChartSeries("7月", (Fraction(1),) * 12, ("1",) * 12)))
    assert "、".join(chart.categories) in " ".join(texts(tied))


def test_a_heat_map_prints_every_figure() -> None:
    series = tuple(ChartSeries(f"指标{n}", (Fraction(n), None, Fraction(9)), (str(n), "—", "9")) for n in range(4))
    chart = Chart("图", "图", ChartKind.HEAT, ("甲", "乙", "丙"), series)
    shown = texts(chart)
    assert [text for one in series for text in one.texts] == [t for t in shown if t in "0123—9"]


def test_data_is_never_markup() -> None:
    name = "A&B <企业>\"'"
    series = ChartSeries("完成率", (Fraction(1),), ("<1",))
    chart = Chart("图", name, ChartKind.BARS, (name,), (series,), alt_text=name)
    tree = drawn(chart)
    assert tree.get("aria-label") == name
    assert {name, "<1"} <= set(texts(chart))


@pytest.mark.parametrize("kind", list(ChartKind))
def test_an_empty_chart_still_draws(kind: ChartKind) -> None:
    series = (ChartSeries("6月", (), ()), ChartSeries("7月", (), ()))
    assert drawn(Chart("图", "图", kind, (), series)).tag == f"{SVG}svg"
