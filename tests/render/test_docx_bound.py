"""Charts that a district drew in its own template: other data, the same look; every wrong binding is named."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction

import docx
import openpyxl
import pytest
from factories import sample_chart, sample_slope
from lxml import etree
from office import pages, to_pdf
from word_documents import FOLDERS, PROPERTIES, TEMPLATES, briefing, briefing_fields, without_watermark

from gongwen.errors import TemplateError
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.render.to_docx import render_docx, render_template
from gongwen.render.word.chart import CHART_TYPE, chart_part
from gongwen.render.word.chart_book import BOOK_TYPE, chart_book
from gongwen.render.word.drawing import chart_run
from gongwen.render.word.lint import lint_template
from gongwen.render.word.ooxml import NS, parse_xml, q, serialize
from gongwen.render.word.package import Package

GREEN, ORANGE = "70AD47", "ED7D31"
OLD = Chart(
    "旧图", "6月各地制造业投资完成率", ChartKind.BARS, ("甲县", "乙县", "丙县"),
    (ChartSeries("六月", (Fraction(11), Fraction(22), Fraction(33)), ("11.0", "22.0", "33.0")),), "%", Fraction(25), "时序25%",
)  # fmt: skip


def drawn(*changes: tuple[str, str], alt: str = "图：完成率", old: Chart = OLD, times: int = 1) -> bytes:
    """briefing.docx with a chart that someone drew and restyled, in place of the loop over the charts."""
    package = Package((TEMPLATES / "docx" / "briefing.docx").read_bytes())
    tree = parse_xml(package.parts["word/document.xml"])
    spot = next(p for p in tree.iter(q("w:p")) if "{{p 图.图 }}" in "".join(t.text or "" for t in p.iter(q("w:t"))))
    book = package.add("word/embeddings/Microsoft_Excel_Sheet{}.xlsx", chart_book(old, PROPERTIES), BOOK_TYPE)
    name = package.add("word/charts/chart{}.xml", b"", CHART_TYPE)
    xml = chart_part(old, briefing().faces, package.relate(name, "package", book)).decode("utf-8")
    for before, after in (
        (">2F5C8F<", f">{GREEN}<"),
        ('"2F5C8F"', f'"{GREEN}"'),
        ('"C00000"', f'"{ORANGE}"'),
        *changes,
    ):
        xml = xml.replace(before, after)
    package.parts[name] = xml.encode("utf-8")
    relation = package.relate("word/document.xml", "chart", name)
    for item in list(spot):
        if item.tag != q("w:pPr"):
            spot.remove(item)
    for number in range(times):
        spot.append(chart_run(relation, 8000, 4000, 900 + number, "图表 1", alt))
    package.parts["word/document.xml"] = serialize(tree)
    return package.to_bytes()


def charts_in(data: bytes) -> list[tuple[str, etree._Element]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if re.match(r"word/charts/chart\d+\.xml", name))
        return [(name, etree.fromstring(archive.read(name))) for name in names]


def texts(series: etree._Element, path: str) -> list[str]:
    return [node.text or "" for node in series.iterfind(f"{path}//c:pt/c:v", NS)]


def one_chart(**changes: object) -> dict[str, object]:
    return {"图": ({"标题": "图1", "图": replace(sample_chart(), **changes), "注": ()},)}  # type: ignore[arg-type]


def test_data_are_this_issues_and_the_look_is_the_districts() -> None:
    made = render_template(briefing(**one_chart()), drawn()).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    bar = tree.find(".//c:barChart/c:ser", NS)
    line = tree.find(".//c:lineChart/c:ser", NS)
    assert bar is not None and line is not None
    chart = sample_chart()
    assert texts(bar, "c:cat") == list(chart.categories)
    assert texts(bar, "c:tx") == ["完成率"]
    assert [float(v) for v in texts(bar, "c:val")] == pytest.approx([float(v) for v in chart.series[0].values if v])
    assert texts(line, "c:tx") == ["时序进度33.3%"]
    xml = etree.tostring(tree, encoding="unicode")
    assert GREEN in xml and ORANGE in xml and "2F5C8F" not in xml
    assert "甲县" not in xml and "六月" not in xml
    assert 'descr="12个地区' in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode("utf-8")
    assert docx.Document(io.BytesIO(made)).paragraphs


def test_the_workbook_behind_it_is_replaced_and_the_old_one_is_gone() -> None:
    made = render_template(briefing(**one_chart()), drawn()).data  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert books == ["word/embeddings/chart_data1.xlsx"]
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(books[0]))).active
        assert "Microsoft_Excel_Sheet" not in archive.read("[Content_Types].xml").decode()
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (None, "完成率", "时序进度33.3%")
    assert [row[0] for row in rows[1:]] == list(sample_chart().categories)
    ((_, tree),) = charts_in(made)
    assert [node.text for node in tree.iter(q("c:f"))][:3] == ["Sheet1!$B$1", "Sheet1!$A$2:$A$13", "Sheet1!$B$2:$B$13"]


def test_labels_read_as_the_settled_texts_in_the_labels_own_look() -> None:
    look = '<c:spPr><a:noFill/></c:spPr><c:dLblPos val="inEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
    data = drawn(('<c:showLegendKey val="0"/><c:showVal val="1"/>', look))
    series = ChartSeries("完成率", (Fraction(9996, 100), Fraction(785, 10)), ("99.96", "78.5"))
    made = render_template(briefing(**one_chart(categories=("甲", "乙"), series=(series,))), data).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    labels = tree.find(".//c:barChart/c:ser/c:dLbls", NS)
    assert labels is not None
    formats = [node.get("formatCode") for node in labels.iterfind("c:numFmt", NS)]
    assert formats in (["0.0"], ["0.00"])
    own = labels.findall("c:dLbl", NS)
    assert [text.text for text in labels.iter(q("a:t"))] == ["99.96" if formats == ["0.0"] else "78.5"]
    assert own[0].find("c:dLblPos", NS) is not None


def test_a_title_typed_in_the_template_becomes_the_charts_own() -> None:
    title = (
        '<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr b="1"/><a:t>6月</a:t></a:r><a:r><a:t>完成率</a:t>'
        '</a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    made = render_template(briefing(**one_chart()), drawn(("<c:chart>", title))).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    rich = tree.find("c:chart/c:title", NS)
    assert rich is not None
    assert "".join(text.text or "" for text in rich.iter(q("a:t"))) == sample_chart().title
    assert rich.find(".//a:rPr", NS).get("b") == "1"  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_more_or_fewer_series_than_were_drawn(count: int) -> None:
    two = replace(OLD, series=(*OLD.series, replace(OLD.series[0], name="七月")), reference=None)
    wanted = tuple(ChartSeries(f"第{n}列", (Fraction(n),) * 2, (f"{n}.0",) * 2) for n in range(1, count + 1))
    fields = one_chart(categories=("甲", "乙"), series=wanted, reference=None)
    made = render_template(briefing(**fields), drawn(old=two)).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    series = tree.findall(".//c:ser", NS)
    assert [texts(one, "c:tx") for one in series] == [[f"第{n}列"] for n in range(1, count + 1)]
    assert [one.find("c:idx", NS).get("val") for one in series] == [str(n) for n in range(count)]  # type: ignore[union-attr]
    assert GREEN in etree.tostring(series[0], encoding="unicode")


def test_a_line_chart_takes_a_slope() -> None:
    slope = sample_slope()
    old = replace(
        OLD, kind=ChartKind.SLOPE, reference=None, series=(OLD.series[0], replace(OLD.series[0], name="七月"))
    )
    fields = {"图": ({"标题": "图2", "图": slope, "注": ()},)}
    made = render_template(briefing(**fields), drawn(alt=f"图：{slope.name}", old=old)).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    assert len(tree.findall(".//c:lineChart/c:ser", NS)) == len(slope.categories)


def test_a_drawing_that_a_loop_repeats_gets_a_part_of_its_own_each_time() -> None:
    made = render_template(briefing(**one_chart()), drawn(times=2)).data  # type: ignore[arg-type]
    found = charts_in(made)
    assert len(found) == 2
    assert etree.tostring(found[0][1].find("c:chart", NS)) == etree.tostring(found[1][1].find("c:chart", NS))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert sum(name.endswith(".xlsx") for name in archive.namelist()) == 2


def test_bars_behind_the_line_are_those_of_this_issue() -> None:
    """A chart taken over from an earlier issue: 甲县 and 乙县 were behind then; a bar that someone coloured stays."""
    coloured = f'<c:dPt><c:idx val="2"/><c:spPr><a:solidFill><a:srgbClr val="{ORANGE}"/></a:solidFill></c:spPr></c:dPt>'
    coloured += f'<c:dPt><c:spPr><a:solidFill><a:srgbClr val="{ORANGE}"/></a:solidFill></c:spPr></c:dPt><c:dLbls>'  # of no bar
    values = tuple(Fraction(n) for n in (30, 90, 40, 20, *[90] * 8))
    chart = sample_chart()
    series = replace(chart.series[0], values=values, texts=tuple(str(value) for value in values))
    changed = one_chart(series=(series,), reference=Fraction(35))
    ((_, tree),) = charts_in(render_template(briefing(**changed), drawn(("<c:dLbls>", coloured))).data)  # type: ignore[arg-type]
    points = tree.findall(".//c:barChart/c:ser/c:dPt", NS)
    found = {(p.find("c:idx", NS).get("val"), p.find(".//a:solidFill/a:srgbClr", NS).get("val")) for p in points}  # type: ignore[union-attr]
    assert found == {("0", "9DB8D2"), ("3", "9DB8D2"), ("2", ORANGE)}


def test_of_two_charts_both_must_find_a_place() -> None:
    """The loop names them both, and the template draws one: the other would be lost without a word."""
    with pytest.raises(TemplateError, match="没有出现"):
        render_template(briefing(), drawn())


def test_the_same_inputs_give_the_same_bytes() -> None:
    document = briefing(**one_chart())  # type: ignore[arg-type]
    assert render_template(document, drawn()).data == render_template(document, drawn()).data


@pytest.mark.parametrize(
    ("alt", "change", "word", "fix"),
    [
        ("图：完成律", (), "没有对应的图", "完成率"),
        ("图：完成率", (("c:barChart", "c:bubbleChart"), ("c:lineChart", "c:scatterChart")), "填不进数据", "柱形图"),
    ],
)
def test_a_wrong_binding_is_named(alt: str, change: tuple[tuple[str, str], ...], word: str, fix: str) -> None:
    with pytest.raises(TemplateError) as refused:
        render_template(briefing(**one_chart()), drawn(*change, alt=alt))  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert word in problem.message
    assert fix in problem.fix


def test_a_photo_cannot_be_bound_and_a_heat_chart_is_a_table() -> None:
    package = Package(drawn())
    text = package.parts["word/document.xml"].decode("utf-8")
    package.parts["word/document.xml"] = re.sub(r"<c:chart [^>]*/>", "", text).encode("utf-8")
    with pytest.raises(TemplateError) as refused:
        render_template(briefing(**one_chart()), package.to_bytes())  # type: ignore[arg-type]
    assert "不是图表" in refused.value.problems[0].message
    with pytest.raises(TemplateError) as refused:
        render_template(briefing(**one_chart(kind=ChartKind.HEAT)), drawn())  # type: ignore[arg-type]
    assert "热力图" in refused.value.problems[0].message


def test_lint_tells_charts_that_nothing_fills_and_names_that_nobody_has() -> None:
    known = briefing_fields()
    assert lint_template(drawn(), known, charts=["完成率"]) == ()
    assert lint_template(drawn(), known) == ()
    (loose,) = lint_template(drawn(alt="柱形图"), known)
    assert (loose.code, loose.severity.value) == ("template.unbound_chart", "warning")
    assert loose.place.startswith("正文 第")
    (wrong,) = lint_template(drawn(alt="图：完成律"), known, charts=["完成率"])
    assert (wrong.code, wrong.severity.value) == ("template.chart", "error")
    assert "完成率" in wrong.fix


def test_it_is_drawn_on_the_page(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = render_template(without_watermark(briefing(**one_chart())), drawn()).data  # type: ignore[arg-type]
    found = pages(to_pdf(made, tmp_path_factory.mktemp("bound")))
    words = "".join(page.extract_text() for page in found).replace(" ", "")
    assert "时序进度33.3%" in words
    assert "甲县" not in words
    green = tuple(int(GREEN[n : n + 2], 16) / 255 for n in (0, 2, 4))
    bars = [
        r
        for page in found
        for r in (*page.rects, *page.curves)
        if r["non_stroking_color"] == pytest.approx(green, abs=0.01)
    ]
    assert len(bars) >= len(sample_chart().categories)


def test_shipped_templates_are_untouched_by_binding() -> None:
    assert charts_in(render_docx(briefing(), FOLDERS).data)
