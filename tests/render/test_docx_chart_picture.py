"""A chart that a program leaves out is still seen: a picture in reserve behind the native one, or instead of it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from factories import sample_chart, sample_slope
from lxml import etree
from needs import need_pango
from ooxml_lint import lint
from PIL import Image
from word_documents import FOLDERS, briefing

import gongwen as gw
from gongwen.model.chart import Chart, ChartKind
from gongwen.model.document import Document, Rendered
from gongwen.render.to_docx import render_docx
from gongwen.render.word.chart_picture import chart_picture
from gongwen.render.word.ooxml import NS, q

CHARTS = pytest.mark.parametrize("chart", [sample_chart(), sample_slope()], ids=["bars", "slope"])


def issue(chart: Chart, *, as_pictures: bool = False) -> Document:
    return replace(briefing(图=({"标题": "图1", "图": chart, "注": ()},)), charts_as_pictures=as_pictures)


def opened(rendered: Rendered) -> tuple[dict[str, bytes], etree._Element]:
    with zipfile.ZipFile(io.BytesIO(rendered.data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts, etree.fromstring(parts["word/document.xml"])


def choices(tree: etree._Element) -> list[etree._Element]:
    """Where one of two is drawn; the template's own text boxes left out."""
    return [node for node in tree.iter(q("mc:AlternateContent")) if node.find(".//c:chart", NS) is not None]


@CHARTS
def test_behind_the_native_chart_stands_its_picture(chart: Chart) -> None:
    need_pango()
    made = render_docx(issue(chart), FOLDERS)
    parts, tree = opened(made)
    (either,) = choices(tree)
    choice, fallback = either
    assert (choice.tag, choice.get("Requires"), fallback.tag) == (q("mc:Choice"), "wps", q("mc:Fallback"))
    assert choice.find(".//c:chart", NS) is not None
    assert fallback.find(".//pic:pic", NS) is not None
    said = [properties.get("descr") for properties in either.iter(q("wp:docPr"))]
    assert said == [chart.alt_text or chart.title] * 2
    assert "word/charts/chart1.xml" in parts
    assert lint(made.data) == []
    assert [problem for problem in made.problems if problem.code == "chart.no_picture"] == []


@CHARTS
def test_a_setting_puts_the_picture_in_its_place(chart: Chart) -> None:
    need_pango()
    made = render_docx(issue(chart, as_pictures=True), FOLDERS)
    parts, tree = opened(made)
    assert not any(name.startswith(("word/charts", "word/embeddings")) for name in parts)
    assert not choices(tree)
    (said,) = [node.get("descr") for node in tree.iter(q("wp:docPr")) if node.get("name") == chart.title]
    assert said == (chart.alt_text or chart.title)
    picture = Image.open(io.BytesIO(parts["word/media/chart1.png"]))
    assert picture.width == 1240
    assert lint(made.data) == []


def test_a_packs_setting_reaches_the_file(tmp_path: Path) -> None:
    need_pango()
    (tmp_path / "profile.toml").write_text(
        f'extends = "{gw.sample().as_posix()}"\n[products."专班简报".settings]\nchart_form = "图片"\n', encoding="utf-8"
    )
    pack = gw.load_pack(tmp_path)
    data = gw.read(gw.sample() / "data", pack=pack)
    with zipfile.ZipFile(io.BytesIO(gw.briefing(data, period="2022-07").to_bytes("docx"))) as archive:
        names = archive.namelist()
    assert any(name.startswith("word/media/chart") for name in names)
    assert not any(name.startswith("word/charts") for name in names)


@CHARTS
def test_the_picture_shows_every_name_and_figure(chart: Chart) -> None:
    need_pango()
    _, drawing = chart_picture(chart, briefing().faces)
    shown = re.sub(r"<title>.*?</title>", "", drawing)
    for text in (*chart.categories, *(text for series in chart.series for text in series.texts)):
        assert f">{text}<" in shown or text in re.sub("<[^>]+>", " ", shown).split()


def test_bars_ahead_and_behind_differ_without_colour() -> None:
    """A copier turns both blues grey: dark and pale stay apart."""
    need_pango()
    chart = replace(sample_chart(), reference=sample_chart().series[0].values[0])
    picture, _ = chart_picture(chart, briefing().faces)
    grey = Image.open(io.BytesIO(picture.data)).convert("L")
    common = sorted(grey.getcolors() or (), reverse=True)[:4]
    levels = sorted(level for _, level in common)
    assert levels[-1] == 255
    assert any(level < 110 for level in levels) and any(150 < level < 220 for level in levels)


@pytest.mark.parametrize(("as_pictures", "severity"), [(False, "info"), (True, "warning")])
def test_without_pango_the_native_chart_stands_alone_and_it_is_said(
    as_pictures: bool, severity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart_picture.cache_clear()
    monkeypatch.setattr("gongwen.render.word.chart_picture.pdf_available", lambda: "缺少 PDF 所需的系统库 Pango")
    made = render_docx(issue(sample_chart(), as_pictures=as_pictures), FOLDERS)
    parts, tree = opened(made)
    assert "word/charts/chart1.xml" in parts
    assert not choices(tree)
    (problem,) = [problem for problem in made.problems if problem.code == "chart.no_picture"]
    assert problem.severity.value == severity
    assert "Pango" in problem.message


def test_a_heat_chart_is_a_table_either_way() -> None:
    chart = replace(sample_chart(), kind=ChartKind.HEAT)
    parts, _ = opened(render_docx(issue(chart, as_pictures=True), FOLDERS))
    assert not any(name.startswith(("word/charts", "word/media/chart")) for name in parts)


def test_the_same_chart_gives_the_same_picture() -> None:
    need_pango()
    first = chart_picture(sample_chart(), briefing().faces)
    chart_picture.cache_clear()
    assert chart_picture(sample_chart(), briefing().faces) == first
