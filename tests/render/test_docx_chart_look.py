"""How a native chart looks on the page: who is behind the line is seen, and no figure is crossed out by it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from factories import sample_chart, sample_slope
from lxml import etree
from office import pages, picture_of, to_pdf
from ooxml_lint import lint
from word_documents import FOLDERS, briefing, without_watermark

from gongwen.model.chart import Chart
from gongwen.render.to_docx import render_docx
from gongwen.render.word.ooxml import NS

DOTS = 200
DARK, PALE = (0x2F, 0x5C, 0x8F), (0x9D, 0xB8, 0xD2)


def near_the_line() -> Chart:
    """Twelve bars, half of them so little under the line that it runs through their figures."""
    chart = sample_chart()
    values = tuple(Fraction(n) for n in (104, 91, 97, 98, 116, 95, 96, 99, 90, 125, 94, 93))
    series = replace(chart.series[0], values=values, texts=tuple(f"{value}.0" for value in values))
    return replace(chart, series=(series,), reference=Fraction(100), reference_label="时序进度（100%）")


def chart_part(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/charts/chart1.xml"))


@pytest.fixture(scope="module")
def made() -> bytes:
    document = briefing(图=({"标题": "图1", "图": near_the_line(), "注": ()},), 专栏案例=(), 编者按=(), 表格=())
    return render_docx(without_watermark(document), FOLDERS).data


def test_no_figure_is_crossed_by_the_line_and_bars_behind_are_pale(made: bytes, tmp_path: Path) -> None:
    pdf = to_pdf(made, tmp_path)
    (number,) = (n for n, page in enumerate(pages(pdf)) if "时序进度（100%）" in page.extract_text())
    image, scale = picture_of(pdf, number, DOTS), DOTS / 72
    chart, seen = near_the_line(), 0
    words = {word["text"]: word for word in pages(pdf)[number].extract_words()}
    for value, text in zip(chart.series[0].values, chart.series[0].texts, strict=True):
        left, top, right, bottom = (round(words[text][side] * scale) for side in ("x0", "top", "x1", "bottom"))
        high = (bottom - top) // 5  # the line of text is higher than its digits
        label = image.crop((left, top + high, right, bottom - high))
        inks = [label.getpixel((x, y)) for x in range(label.width) for y in range(label.height)]
        assert not any(r > 150 and g < 90 for r, g, _ in inks), f"{text} is crossed"  # type: ignore[misc]
        bar = image.getpixel(((left + right) // 2, bottom + round(12 * scale)))
        wanted = PALE if value is not None and value < 100 else DARK
        assert bar == pytest.approx(wanted, abs=12), text
        seen += wanted == PALE
    assert seen == 9


def test_a_label_that_is_written_out_has_its_ground_too(made: bytes) -> None:
    """99.96 beside one decimal: no number format shows it."""
    chart = near_the_line()
    series = replace(chart.series[0], texts=("99.96", *chart.series[0].texts[1:]))
    document = briefing(图=({"标题": "图1", "图": replace(chart, series=(series,)), "注": ()},))
    data = render_docx(document, FOLDERS).data
    label = chart_part(data).find(".//c:dLbl", NS)
    assert label is not None and label.findtext(".//a:t", namespaces=NS) == "99.96"
    assert label.find("c:spPr/a:solidFill/a:srgbClr[@val='FFFFFF']", NS) is not None
    assert lint(data) == []


def test_lines_of_ranks_say_who_climbed_and_who_fell_without_colour() -> None:
    chart = sample_slope()
    tree = chart_part(render_docx(briefing(图=({"标题": "图1", "图": chart, "注": ()},)), FOLDERS).data)
    drawn = tree.findall(".//c:ser", NS)
    then, now = chart.series[0].values, chart.series[-1].values
    assert len(drawn) == len(then)
    looks = set()
    for line, before, after in zip(drawn, then, now, strict=True):
        pen = line.find("c:spPr/a:ln", NS)
        assert pen is not None
        way = 0 if before is None or after is None else (after > before) - (after < before)
        looks.add((way, pen.get("w"), pen.find("a:prstDash", NS) is not None))
    assert sorted(looks) == [(-1, "28575", False), (0, "12700", False), (1, "19050", True)]
