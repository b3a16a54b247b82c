"""A chart that a district drew in its own template, bound by its alternative text (替代文字) ``图：名称``.

Data, categories, names and the workbook behind it become this issue's; colours, faces, axes, gaps and position stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from difflib import get_close_matches

from lxml import etree

from gongwen.errors import TemplateError
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Properties
from gongwen.model.problems import Problem, Severity
from gongwen.render.word.chart import CHART_TYPE, chart_grid, is_behind, points_behind
from gongwen.render.word.chart_book import BOOK_TYPE, chart_book
from gongwen.render.word.chart_fill import fill_labels, fill_series
from gongwen.render.word.ooxml import NS, child, need, parse_xml, q, serialize
from gongwen.render.word.package import Package
from gongwen.render.word.values import Block

_BINDING = re.compile(r"^\s*图\s*[:：]\s*(\S.*?)\s*$", re.DOTALL)
_PLOTS = ("c:barChart", "c:bar3DChart", "c:lineChart", "c:line3DChart", "c:areaChart", "c:area3DChart", "c:pieChart",
          "c:pie3DChart", "c:doughnutChart", "c:radarChart", "c:ofPieChart")  # fmt: skip
_BEHIND_POINTS = {q(f"c:{name}") for name in ("dLbls", "trendline", "errBars", "cat", "val")}
"""What stands behind the points of a series."""
_LINES = ("c:lineChart", "c:line3DChart")
_OTHERS = {"c:scatterChart": "散点图", "c:bubbleChart": "气泡图", "c:stockChart": "股价图", "c:surfaceChart": "曲面图",
           "c:surface3DChart": "曲面图"}  # fmt: skip
_MODERN = "http://schemas.microsoft.com/office/drawing/2014/chartex"
"""Waterfall, treemap and the like: another format, which neither WPS nor LibreOffice draws."""
_USABLE = "改用柱形图、条形图（含堆积）、折线图、面积图、饼图、圆环图、雷达图，或由它们组合的图"


def drawn_charts(tree: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """(its ``wp:docPr``, relation of its chart part or "", name it is bound to or "") of every drawing that is a chart
    or says it is bound to one.
    """
    for properties in tree.iter(q("wp:docPr")):
        around = properties.getparent()
        chart = None if around is None else around.find(".//c:chart", NS)
        alt = _BINDING.match(properties.get("descr", "")) or _BINDING.match(properties.get("title", ""))
        if chart is not None or alt:
            yield properties, "" if chart is None else chart.get(q("r:id"), ""), alt.group(1) if alt else ""


def bind_charts(
    package: Package, part: str, tree: etree._Element, blocks: Sequence[Block], properties: Properties, file: str
) -> tuple[int, ...]:
    """Fill every bound chart of a part; the numbers of the blocks that went in.

    Raises TemplateError naming a binding that leads nowhere, and a kind of chart that cannot be filled.
    """
    known = {block.name: number for number, block in enumerate(blocks) if isinstance(block, Chart)}
    problems: list[Problem] = []
    originals: dict[str, bytes] = {}
    bound: list[int] = []
    for drawing, relation, name in drawn_charts(tree):
        if not name:
            continue
        source = next((target for _, target, number in package.relations(part) if number == relation), "")
        fault = _modern(drawing, name) or _fault(name, source, package, known, blocks)
        if fault:
            problems.append(Problem(Severity.ERROR, "template.chart", *fault, file=file, place=f"图“{name}”"))
            continue
        chart = blocks[known[name]]
        assert isinstance(chart, Chart)
        target = source
        if source in originals:  # a loop has copied the drawing: each copy gets a part of its own
            target = _copied(package, source, originals[source])
            element = next(drawing.getparent().iterfind(".//c:chart", NS))  # type: ignore[union-attr]
            element.set(q("r:id"), package.relate(part, "chart", target))
        else:
            originals[source] = package.parts[source]
        _fill(package, target, chart, properties)
        drawing.set("descr", chart.alt_text or chart.title)
        drawing.attrib.pop("title", "")
        bound.append(known[name])
    if problems:
        raise TemplateError(f"模板 {file} 有误", problems)
    return tuple(bound)


def _fault(
    name: str, source: str, package: Package, known: dict[str, int], blocks: Sequence[Block]
) -> tuple[str, str] | None:
    """(message, fix), or None."""
    if name not in known:
        close = get_close_matches(name, list(known), n=1, cutoff=0.3)
        fix = f"是否想写“图：{close[0]}”？" if close else f"可用：{'、'.join(known) or '（这个产品没有图）'}"
        return f"替代文字“图：{name}”没有对应的图", fix
    if source not in package.parts:
        return f"替代文字“图：{name}”写在了不是图表的东西上", "写在 Word 的图表上（插入→图表）"
    block = blocks[known[name]]
    if isinstance(block, Chart) and block.kind is ChartKind.HEAT:
        return f"“{name}”是热力图，只能排成表", "用 {{p 图.图 }} 放进来"
    area = parse_xml(package.parts[source]).find(".//c:plotArea", NS)
    wanted = {q(kind) for kind in _PLOTS}
    plots = [] if area is None else [item for item in area if item.find("c:ser", NS) is not None]
    odd = next((plot.tag for plot in plots if plot.tag not in wanted), None)
    if odd is not None:  # among others, too: its points would go on showing what was drawn with
        kind = next((word for tag, word in _OTHERS.items() if q(tag) == odd), "这种图")
        return f"图“{name}”里有{kind}，填不进数据", _USABLE
    columns = len(chart_grid(block)[1]) if isinstance(block, Chart) else 1
    if columns > 1 and any(plot.tag in {q("c:pieChart"), q("c:pie3DChart"), q("c:ofPieChart")} for plot in plots):
        return f"“{name}”有{columns}列数据，饼图只画得下一列", "改用柱形图、折线图或圆环图"
    return None if plots else (f"图“{name}”里没有数据系列，填不进数据", _USABLE)


def _modern(drawing: etree._Element, name: str) -> tuple[str, str] | None:
    around = drawing.getparent()
    data = None if around is None else around.find(".//a:graphicData", NS)
    if data is not None and data.get("uri") == _MODERN:
        return f"图“{name}”是瀑布图、树状图一类的新图表，填不进数据", _USABLE
    return None


def _copied(package: Package, source: str, data: bytes) -> str:
    """A second chart part with the relations of the first (its style and colours)."""
    made = package.add("word/charts/chart{}.xml", data, CHART_TYPE)
    for kind, target, number in package.relations(source):
        if not kind.endswith("/package"):
            package.relate_as(made, kind, target, number)
    return made


def _plots(area: etree._Element) -> list[etree._Element]:
    wanted = {q(name) for name in _PLOTS}
    return [item for item in area if item.tag in wanted]


def _fill(package: Package, part: str, chart: Chart, properties: Properties) -> None:
    tree = parse_xml(package.parts[part])
    area = tree.find(".//c:plotArea", NS)
    assert area is not None
    categories, series = chart_grid(chart)
    drawn = _drawn_series(area, series, chart, categories)
    for number, (element, line, labelled) in enumerate(drawn):
        fill_series(element, number, line, categories)
        if labelled:
            fill_labels(element, line)
        _mark_points(element, chart, line, len(categories))
    _retitle(tree, chart.title)
    old = [(kind, target) for kind, target, _ in package.relations(part) if kind.endswith("/package")]
    book = package.add("word/embeddings/chart_data{}.xlsx", chart_book(chart, properties), BOOK_TYPE, default=True)
    _external(tree, package.relate(part, "package", book))
    for _, target in old:
        package.unrelate(part, target)
    package.parts[part] = serialize(tree)


def _mark_points(element: etree._Element, chart: Chart, line: ChartSeries, count: int) -> None:
    """Bars that someone coloured stay so, in so far as they are there. Pale ones, from a chart that came from here, say
    who was behind the line when it was drawn: they are marked anew.
    """
    points = element.findall("c:dPt", NS)
    pale = [point for point in points if is_behind(point)]
    there = {str(number) for number in range(count)}
    beyond = [point for point in points if (place := point.find("c:idx", NS)) is None or place.get("val") not in there]
    for point in {*pale, *beyond}:
        element.remove(point)
    if pale:
        for point in points_behind(chart, line):
            next(item for item in element if item.tag in _BEHIND_POINTS).addprevious(point)


def _drawn_series(
    area: etree._Element, series: tuple[ChartSeries, ...], chart: Chart, categories: tuple[str, ...]
) -> list[tuple[etree._Element, ChartSeries, bool]]:
    """(element, what it shows, whether its labels are figures), in the workbook's order of columns.

    A reference line takes a line series of the district's where the values are bars; without one it is not drawn.
    Missing series are copies of the last; spare ones go.
    """
    plots = _plots(area)
    line_plot = next(
        (plot for plot in plots if plot.tag in {q(name) for name in _LINES} and plot is not plots[0]), None
    )
    reference = None
    if chart.reference is not None and chart.kind is ChartKind.BARS and line_plot is not None:
        reference = line_plot.find("c:ser", NS)
    own = [ser for plot in plots for ser in plot.findall("c:ser", NS) if ser is not reference]
    while len(own) < len(series):
        copy = deepcopy(own[-1])
        for look in ("c:spPr", "c:extLst", "c:dPt"):  # the program picks the next colour of the chart's own set
            for item in copy.findall(look, NS):
                copy.remove(item)
        own[-1].addnext(copy)
        own.append(copy)
    for spare in own[len(series) :]:
        parent = spare.getparent()
        if parent is not None:
            parent.remove(spare)
            if parent.find("c:ser", NS) is None and parent is not plots[0]:
                area.remove(parent)
    made = [(element, line, True) for element, line in zip(own, series, strict=False)]
    if reference is not None and chart.reference is not None:
        count = len(categories)
        height = ChartSeries(chart.reference_label or "参考线", (chart.reference,) * count, ("",) * count)
        made.append((reference, height, False))
    return made


def _retitle(tree: etree._Element, title: str) -> None:
    """A title typed in the template would be last month's: it becomes the chart's own, in the first run's look."""
    text = tree.find("c:chart/c:title/c:tx", NS)
    if text is None:
        return
    linked = text.find("c:strRef", NS)
    if linked is not None:  # to a cell of the workbook that is replaced
        text.remove(linked)
        rich = child(text, "c:rich")
        child(rich, "a:bodyPr")
        child(child(child(rich, "a:p"), "a:r"), "a:t")
    rich = need(text, "c:rich")
    texts = list(rich.iter(q("a:t")))
    for number, text in enumerate(texts):
        text.text = title if number == 0 else ""


def _external(tree: etree._Element, relation: str) -> None:
    found = tree.find("c:externalData", NS)
    if found is None:
        found = etree.Element(q("c:externalData"))
        later = {q(name) for name in ("c:printSettings", "c:userShapes", "c:extLst")}
        before = next((item for item in tree if item.tag in later), None)
        if before is None:
            tree.append(found)
        else:
            before.addprevious(found)
        child(found, "c:autoUpdate", {"val": "0"})
    found.set(q("r:id"), relation)
