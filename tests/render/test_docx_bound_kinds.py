"""Every kind of chart that a district may draw in its own template keeps its look and takes this issue's data."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from factories import sample_chart
from lxml import etree
from office import pages, to_pdf
from ooxml_lint import lint
from test_docx_bound import charts_in, one_chart, texts
from test_ooxml_valid import findings
from word_documents import PROPERTIES, TEMPLATES, briefing, without_watermark

from gongwen.errors import TemplateError
from gongwen.model.chart import ChartSeries
from gongwen.render.to_docx import render_template
from gongwen.render.word.chart import CHART_TYPE
from gongwen.render.word.chart_book import BOOK_TYPE, chart_book
from gongwen.render.word.drawing import chart_run
from gongwen.render.word.ooxml import NS, declare, parse_xml, q, serialize
from gongwen.render.word.package import Package

COLOURS = ("70AD47", "ED7D31")
CATEGORIES = ("甲县", "乙县", "丙县")
AXES = (
    '<c:catAx><c:axId val="{0}1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="{2}"/>'
    '<c:axPos val="b"/><c:crossAx val="{0}2"/></c:catAx><c:valAx><c:axId val="{0}2"/><c:scaling>'
    '<c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="{1}"/><c:crossAx val="{0}1"/>'
    '<c:crosses val="{3}"/></c:valAx>'
)
ONE = AXES.format(1, "l", 0, "autoZero")


def ser(number: int, after: str = "", labels: str = "") -> str:
    """A series as Word writes it: name, colour, three categories and values of another month."""
    names = "".join(f'<c:pt idx="{n}"><c:v>{name}</c:v></c:pt>' for n, name in enumerate(CATEGORIES))
    values = "".join(f'<c:pt idx="{n}"><c:v>{11 * (n + 1)}</c:v></c:pt>' for n in range(3))
    fill = f'<a:solidFill><a:srgbClr val="{COLOURS[number]}"/></a:solidFill>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>旧{number}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr>{fill}<a:ln w="28575">{fill}</a:ln></c:spPr>{labels}<c:cat><c:strRef><c:f>Sheet1!$A$2:$A$4</c:f>'
        f'<c:strCache><c:ptCount val="3"/>{names}</c:strCache></c:strRef></c:cat><c:val><c:numRef>'
        f"<c:f>Sheet1!$B$2:$B$4</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="3"/>{values}</c:numCache></c:numRef></c:val>{after}</c:ser>'
    )


def bars(direction: str, grouping: str, more: str, count: int = 2) -> str:
    inner = "".join(ser(number) for number in range(count))
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{inner}'
        f'<c:gapWidth val="37"/>{more}<c:axId val="11"/><c:axId val="12"/></c:barChart>'
    )


SMOOTH = '<c:smooth val="1"/>'


def line(number: int, axes: int = 1) -> str:
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{ser(number, SMOOTH)}'
        f'<c:marker val="1"/><c:axId val="{axes}1"/><c:axId val="{axes}2"/></c:lineChart>'
    )


POINTS = "".join(
    f'<c:dPt><c:idx val="{n}"/><c:bubble3D val="0"/><c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr></c:dPt>'
    for n, colour in enumerate((*COLOURS, "A5A5A5"))
)
SECOND = AXES.format(2, "r", 1, "max")


@dataclass(frozen=True)
class Kind:
    """A plot area, how many series it shows, and what of its look must stay."""

    area: str
    series: int
    look: tuple[str, ...]


KINDS = {
    "柱形图": Kind(bars("col", "clustered", "") + ONE, 2, ('barDir val="col"', 'gapWidth val="37"')),
    "条形图": Kind(bars("bar", "clustered", "") + ONE, 2, ('barDir val="bar"', 'gapWidth val="37"')),
    "堆积柱形图": Kind(
        bars("col", "stacked", '<c:overlap val="100"/>') + ONE, 2, ('grouping val="stacked"', 'overlap val="100"')
    ),
    "折线图": Kind(line(0) + ONE, 1, ('smooth val="1"', '<a:ln w="28575">')),
    "面积图": Kind(
        f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{ser(0)}{ser(1)}<c:axId val="11"/><c:axId val="12"/></c:areaChart>{ONE}',
        2, ('areaChart><c:grouping val="stacked"',),
    ),
    "饼图": Kind(
        f'<c:pieChart><c:varyColors val="1"/>{ser(0, labels=POINTS)}<c:firstSliceAng val="90"/></c:pieChart>',
        1, ('varyColors val="1"', 'firstSliceAng val="90"', "A5A5A5"),
    ),
    "圆环图": Kind(
        f'<c:doughnutChart><c:varyColors val="1"/>{ser(0, labels=POINTS)}<c:holeSize val="61"/></c:doughnutChart>',
        1, ('holeSize val="61"', "A5A5A5"),
    ),
    "雷达图": Kind(
        f'<c:radarChart><c:radarStyle val="filled"/><c:varyColors val="0"/>{ser(0)}{ser(1)}<c:axId val="11"/><c:axId val="12"/></c:radarChart>{ONE}',
        2, ('radarStyle val="filled"',),
    ),
    "柱线组合、次坐标轴": Kind(
        bars("col", "clustered", "", 1) + line(1, axes=2) + ONE + SECOND, 2,
        ('axId val="21"', 'axId val="22"', 'crosses val="max"', 'gapWidth val="37"'),
    ),
}  # fmt: skip


def template(*areas: str) -> bytes:
    """briefing.docx with drawn charts, all bound to the same data, in place of the loop over the charts."""
    package = Package((TEMPLATES / "docx" / "briefing.docx").read_bytes())
    tree = parse_xml(package.parts["word/document.xml"])
    spot = next(p for p in tree.iter(q("w:p")) if "{{p 图.图 }}" in "".join(t.text or "" for t in p.iter(q("w:t"))))
    for item in list(spot):
        if item.tag != q("w:pPr"):
            spot.remove(item)
    for number, area in enumerate(areas):
        book = package.add(
            "word/embeddings/Microsoft_Excel_Sheet{}.xlsx", chart_book(sample_chart(), PROPERTIES), BOOK_TYPE
        )
        name = package.add("word/charts/chart{}.xml", b"", CHART_TYPE)
        package.parts[name] = (
            f'<c:chartSpace {declare("c a r")}><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{area}'
            f'</c:plotArea><c:legend><c:legendPos val="b"/></c:legend><c:plotVisOnly val="1"/></c:chart>'
            f'<c:externalData r:id="{package.relate(name, "package", book)}"><c:autoUpdate val="0"/></c:externalData>'
            "</c:chartSpace>"
        ).encode()
        relation = package.relate("word/document.xml", "chart", name)
        spot.append(chart_run(relation, 4000, 2400, 900 + number, f"图表 {number}", "图：完成率"))
    package.parts["word/document.xml"] = serialize(tree)
    return package.to_bytes()


def data_for(kind: Kind) -> dict[str, object]:
    whole = tuple(
        ChartSeries(f"第{n}列", tuple(Fraction(n * 10 + k) for k in range(4)), tuple(f"{n * 10 + k}.0" for k in range(4)))
        for n in range(1, kind.series + 1)
    )  # fmt: skip
    return one_chart(categories=("子区", "丑区", "寅区", "卯区"), series=whole, reference=None)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_keeps_its_look_and_takes_the_data(name: str) -> None:
    kind = KINDS[name]
    made = render_template(briefing(**data_for(kind)), template(kind.area)).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    xml = etree.tostring(tree, encoding="unicode")
    before = etree.fromstring(f"<x {declare('c a r')}>{kind.area}</x>")
    area = tree.find(".//c:plotArea", NS)
    assert area is not None
    assert [item.tag for item in area if item.tag != q("c:layout")] == [item.tag for item in before]
    assert all(look in xml for look in (*kind.look, *COLOURS[: kind.series]))
    series = tree.findall(".//c:ser", NS)
    assert [texts(one, "c:tx") for one in series] == [[f"第{n}列"] for n in range(1, kind.series + 1)]
    for number, one in enumerate(series, start=1):
        assert texts(one, "c:cat") == ["子区", "丑区", "寅区", "卯区"]
        assert [float(text) for text in texts(one, "c:val")] == [number * 10 + k for k in range(4)]
    assert not re.search("旧|甲县|乙县|丙县", xml)


def test_all_of_them_are_valid_sound_and_drawn(tmp_path: Path) -> None:
    areas = [kind.area for name, kind in KINDS.items() if name != "饼图"]
    document = without_watermark(briefing(**data_for(KINDS["柱形图"])))  # type: ignore[arg-type]
    made = render_template(document, template(*areas)).data
    assert lint(made) == []
    assert findings(made, "图.docx", tmp_path) == []
    words = "".join(page.extract_text() for page in pages(to_pdf(made, tmp_path))).replace(" ", "")
    assert words.count("第1列") >= len(areas) - 1  # a ring names the regions instead
    assert "甲县" not in words


@pytest.mark.parametrize(
    ("plot", "kind"), [("scatterChart", "散点图"), ("bubbleChart", "气泡图"), ("surfaceChart", "曲面图")]
)
def test_kinds_without_categories_are_refused_alone_and_beside_others(plot: str, kind: str) -> None:
    """Beside bars they would go on showing the points that the template was drawn with."""
    odd = f'<c:{plot}><c:varyColors val="0"/>{ser(1)}<c:axId val="21"/><c:axId val="22"/></c:{plot}>'
    for area in (odd + SECOND, bars("col", "clustered", "", 1) + odd + ONE + SECOND):
        with pytest.raises(TemplateError) as refused:
            render_template(briefing(**one_chart()), template(area))  # type: ignore[arg-type]
        (problem,) = refused.value.problems
        assert problem.code == "template.chart"
        assert kind in problem.message
        assert all(
            word in problem.fix for word in ("柱形图", "堆积", "折线图", "面积图", "饼图", "圆环图", "雷达图", "组合")
        )


def test_a_pie_takes_one_column_of_figures() -> None:
    """Of two it would draw the first, and the other would be lost without a word."""
    with pytest.raises(TemplateError, match="有2列数据，饼图只画得下一列"):
        render_template(briefing(**data_for(KINDS["柱形图"])), template(KINDS["饼图"].area))  # type: ignore[arg-type]


def test_a_modern_kind_is_named_as_such() -> None:
    package = Package(template(KINDS["柱形图"].area))
    text = package.parts["word/document.xml"].decode("utf-8")
    text = re.sub(
        r'uri="[^"]*/chart"><c:chart [^>]*/>', 'uri="http://schemas.microsoft.com/office/drawing/2014/chartex">', text
    )
    package.parts["word/document.xml"] = text.encode("utf-8")
    with pytest.raises(TemplateError, match="瀑布图"):
        render_template(briefing(**one_chart()), package.to_bytes())  # type: ignore[arg-type]


LABELS = (
    '<c:dLbls><c:dLbl><c:idx val="0"/><c:layout/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>第一：11</a:t></a:r></a:p></c:rich></c:tx>'
    '<c:spPr><a:noFill/></c:spPr><c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
    '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl>'
    '<c:dLbl><c:idx val="19"/><c:layout/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>第十：99</a:t></a:r></a:p></c:rich></c:tx>'
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl><c:showLegendKey val="0"/><c:showVal val="0"/>'
    '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
)
FROM_CELLS = (
    '<c:extLst><c:ext uri="{02D57815-91ED-43cb-92C2-25804820EDAC}" xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:datalabelsRange><c15:f>Sheet1!$D$2:$D$4</c15:f><c15:dlblRangeCache><c:ptCount val="1"/><c:pt idx="0"><c:v>旧标签</c:v></c:pt>'
    "</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>"
)


def test_labels_typed_by_hand_or_taken_from_cells_do_not_outlive_their_month(tmp_path: Path) -> None:
    area = bars("col", "clustered", "", 1).replace(ser(0), ser(0, after=FROM_CELLS, labels=LABELS)) + ONE
    made = render_template(briefing(**one_chart()), template(area)).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    xml = etree.tostring(tree, encoding="unicode")
    assert not re.search("第一：11|第十：99|旧标签", xml)
    (own,) = tree.findall(".//c:dLbl", NS)
    assert [text.text for text in own.iter(q("a:t"))] == [sample_chart().series[0].texts[0]]
    assert own.find("c:spPr/a:noFill", NS) is not None
    assert own.find("c:dLblPos", NS) is not None
    assert findings(made, "图.docx", tmp_path) == []


def test_a_title_linked_to_a_cell_becomes_the_charts_own() -> None:
    linked = (
        '<c:chart><c:title><c:tx><c:strRef><c:f>Sheet1!$H$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0">'
        '<c:v>6月完成率</c:v></c:pt></c:strCache></c:strRef></c:tx><c:overlay val="0"/></c:title>'
    )
    package = Package(template(KINDS["柱形图"].area))
    name = next(part for part in package.parts if part.startswith("word/charts/chart"))
    package.parts[name] = package.parts[name].replace(b"<c:chart>", linked.encode())
    made = render_template(briefing(**one_chart()), package.to_bytes()).data  # type: ignore[arg-type]
    ((_, tree),) = charts_in(made)
    title = tree.find("c:chart/c:title", NS)
    assert title is not None
    assert "".join(text.text or "" for text in title.iter(q("a:t"))) == sample_chart().title
    assert "6月" not in etree.tostring(title, encoding="unicode")


def test_the_books_behind_the_charts_hold_the_same_data() -> None:
    import openpyxl

    kind = KINDS["柱线组合、次坐标轴"]
    made = render_template(briefing(**data_for(kind)), template(kind.area)).data  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        (book,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(book))).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == [None, "子区", "丑区", "寅区", "卯区"]
    assert [cell.value for cell in sheet[2]] == ["子区", 10, 20]
