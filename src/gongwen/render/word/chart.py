"""A Chart → a native chart part with its workbook: Word and WPS open and edit it, nothing is a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lxml import etree

from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Faces
from gongwen.render.word.ooxml import NS, child, half_width, need, q

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BAR, _BEHIND, _REFERENCE, _SAME = "2F5C8F", "9DB8D2", "C00000", "7F7F7F"
_MARKER = "404040"
_FURTHER = ("9DB8D2", "6B7F93", "C9D6E2")
"""Bars of a second series and of those after it."""
_CATEGORY_AXIS, _VALUE_AXIS = "111111111", "222222222"


def chart_part(chart: Chart, faces: Faces, book: str) -> bytes:
    """The chart part; ``book`` is the relation id of the embedded workbook. Heat charts are no native kind: ValueError."""
    if chart.kind is ChartKind.HEAT:
        raise ValueError("a heat chart is set as a table")
    root = etree.Element(q("c:chartSpace"), nsmap={prefix: NS[prefix] for prefix in ("c", "a", "r")})
    _val(root, "c:date1904", "0")
    _val(root, "c:lang", "zh-CN")
    _val(root, "c:roundedCorners", "0")
    body = child(root, "c:chart")
    _val(body, "c:autoTitleDeleted", "1")
    area = child(body, "c:plotArea")
    child(area, "c:layout")
    if chart.kind is ChartKind.BARS:
        _bars(area, chart)
    else:
        _slope(area, chart)
    _axes(area, chart)
    if chart.kind is ChartKind.BARS:  # the lines of a slope carry their names at both ends
        legend = child(body, "c:legend")
        _val(legend, "c:legendPos", "b")
        _val(legend, "c:overlay", "0")
    _val(body, "c:plotVisOnly", "1")
    _val(body, "c:dispBlanksAs", "gap")
    _fill(root, "")
    _text(root, faces, _size(chart))
    external = child(root, "c:externalData", {"r:id": book})
    _val(external, "c:autoUpdate", "0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _size(chart: Chart) -> float:
    """Points at which the names under twelve bars still stand side by side."""
    if chart.kind is ChartKind.SLOPE:
        return 9
    longest = max((half_width(name) for name in chart.categories), default=2) / 2
    return max(7, min(9, int(780 / (longest * max(len(chart.categories), 1))) / 2))


def _val(parent: etree._Element, name: str, value: str) -> etree._Element:
    return child(parent, name, {"val": value})


def chart_grid(chart: Chart) -> tuple[tuple[str, ...], tuple[ChartSeries, ...]]:
    """Categories and series as drawn: a slope has two categories (last issue, this issue) and one line a region."""
    if chart.kind is ChartKind.BARS:
        return chart.categories, chart.series
    names = tuple(series.name for series in chart.series)
    lines = tuple(
        ChartSeries(region, tuple(s.values[i] for s in chart.series), tuple(s.texts[i] for s in chart.series))
        for i, region in enumerate(chart.categories)
    )
    return names, lines


def _bars(area: etree._Element, chart: Chart) -> None:
    plot = child(area, "c:barChart")
    _val(plot, "c:barDir", "col")
    _val(plot, "c:grouping", "clustered")
    _val(plot, "c:varyColors", "0")
    for number, series in enumerate(chart.series):
        made = _series(plot, number, series, chart.categories)
        shape = _bar_shape((_BAR, *_FURTHER)[number % 4])
        need(made, "c:tx").addnext(shape)
        flip = etree.Element(q("c:invertIfNegative"))
        flip.set("val", "0")
        shape.addnext(flip)
        for point in points_behind(chart, series):
            need(made, "c:dLbls").addprevious(point)
    _val(plot, "c:gapWidth", "60")
    _axis_ids(plot)
    if chart.reference is not None:
        _reference(area, chart, chart.reference)


def is_behind(point: etree._Element) -> bool:
    """Whether a ``c:dPt`` has the look of :func:`points_behind`."""
    return point.find(f"c:spPr/a:solidFill/a:srgbClr[@val='{_BEHIND}']", NS) is not None


def points_behind(chart: Chart, series: ChartSeries) -> Iterator[etree._Element]:
    """Bars short of the line are pale with an edge, as HTML and PDF draw them: told apart in black and white."""
    if chart.reference is None or len(chart.series) > 1:
        return
    for index, value in enumerate(series.values):
        if value is not None and value < chart.reference:
            point = etree.Element(q("c:dPt"))
            _val(point, "c:idx", str(index))
            _val(point, "c:invertIfNegative", "0")
            _val(point, "c:bubble3D", "0")
            point.append(_bar_shape(_BEHIND, edge=_BAR))
            yield point


def _bar_shape(color: str, *, edge: str = "") -> etree._Element:
    shape = etree.Element(q("c:spPr"))
    child(child(shape, "a:solidFill"), "a:srgbClr", {"val": color})
    if edge:
        child(child(child(shape, "a:ln", {"w": "9525"}), "a:solidFill"), "a:srgbClr", {"val": edge})
    return shape


def _reference(area: etree._Element, chart: Chart, height: Fraction) -> None:
    """A straight line over all categories (时序进度): a second, unlabelled series in the same book."""
    plot = child(area, "c:lineChart")
    _val(plot, "c:grouping", "standard")
    _val(plot, "c:varyColors", "0")
    count = len(chart.categories)
    line = ChartSeries(chart.reference_label or "参考线", (height,) * count, ("",) * count)
    made = _series(plot, len(chart.series), line, chart.categories, labelled=False)
    shape = _line_shape(_REFERENCE, 19050, dashed=True)
    need(made, "c:tx").addnext(shape)
    shape.addnext(_no_marker())
    _val(made, "c:smooth", "0")
    _val(plot, "c:marker", "1")
    _axis_ids(plot)


def _slope(area: etree._Element, chart: Chart) -> None:
    names, lines = chart_grid(chart)
    plot = child(area, "c:lineChart")
    _val(plot, "c:grouping", "standard")
    _val(plot, "c:varyColors", "0")
    for number, line in enumerate(lines):
        made = _series(plot, number, line, names, labelled=False)
        _end_labels(made, line, lines)
        shape = _pen(line)
        need(made, "c:tx").addnext(shape)
        marker = etree.Element(q("c:marker"))
        _val(marker, "c:symbol", "circle")
        _val(marker, "c:size", "6")
        marker.append(_bar_shape(_MARKER, edge=_MARKER))
        shape.addnext(marker)
        _val(made, "c:smooth", "0")
    _val(plot, "c:marker", "1")
    _axis_ids(plot)


def _pen(line: ChartSeries) -> etree._Element:
    """Climbing: thick and dark; falling: dashed red; unchanged or without a rank before: thin grey. As HTML and PDF."""
    then, now = line.values[0], line.values[-1]
    if then is None or now is None or then == now:
        return _line_shape(_SAME, 12700)
    return _line_shape(_BAR, 28575) if now < then else _line_shape(_REFERENCE, 19050, dashed=True)


def _series(
    plot: etree._Element, number: int, series: ChartSeries, categories: tuple[str, ...], *, labelled: bool = True
) -> etree._Element:
    made = child(plot, "c:ser")
    _val(made, "c:idx", str(number))
    _val(made, "c:order", str(number))
    reference_text(child(made, "c:tx"), f"Sheet1!${letters(number + 1)}$1", (series.name,))
    _labels(made, series, labelled=labelled)
    reference_text(child(made, "c:cat"), f"Sheet1!$A$2:$A${len(categories) + 1}", categories)
    numbers_of(child(made, "c:val"), number, series, len(categories))
    return made


def numbers_of(parent: etree._Element, number: int, series: ChartSeries, count: int) -> None:
    """Values with their place in the workbook."""
    letter = letters(number + 1)
    numbers = child(parent, "c:numRef")
    child(numbers, "c:f").text = f"Sheet1!${letter}$2:${letter}${count + 1}"
    cache = child(numbers, "c:numCache")
    child(cache, "c:formatCode").text = "General"
    _val(cache, "c:ptCount", str(count))
    for index, value in enumerate(series.values):
        if value is not None:
            child(child(cache, "c:pt", {"idx": str(index)}), "c:v").text = repr(drawn_value(value))


def letters(column: int) -> str:
    """A column's letters, 0 is A: a slope of thirty towns goes past Z."""
    head, tail = divmod(column, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + tail)


def reference_text(parent: etree._Element, formula: str, texts: tuple[str, ...]) -> None:
    """Texts with their place in the workbook."""
    reference = child(parent, "c:strRef")
    child(reference, "c:f").text = formula
    cache = child(reference, "c:strCache")
    _val(cache, "c:ptCount", str(len(texts)))
    for index, text in enumerate(texts):
        child(child(cache, "c:pt", {"idx": str(index)}), "c:v").text = text


def _labels(made: etree._Element, series: ChartSeries, *, labelled: bool) -> None:
    """Data labels that read exactly as the settled texts.

    A number format does it where the drawn value at those decimals *is* the text, so that the label follows when
    someone edits the chart; any other text (99.96 beside 78.5, ↑2) is written out. On white ground over the bar: the
    line of time progress must not cross a figure out.
    """
    labels = child(made, "c:dLbls")
    common = format_of(series) if labelled else None
    if labelled:
        for index, text in enumerate(series.texts):
            if series.values[index] is not None and (common is None or not shows(series.values[index], text, common)):
                need(own_label(labels, index, text, position="outEnd"), "c:tx").addnext(_ground())
    if common is not None:
        child(labels, "c:numFmt", {"formatCode": "0." + "0" * common if common else "0", "sourceLinked": "0"})
    if labelled:
        labels.append(_ground())
        _val(labels, "c:dLblPos", "outEnd")
    _shown(labels, value=labelled)


def _ground() -> etree._Element:
    shape = etree.Element(q("c:spPr"))
    child(child(shape, "a:solidFill"), "a:srgbClr", {"val": "FFFFFF"})
    return shape


def own_label(labels: etree._Element, index: int, text: str, *, position: str = "") -> etree._Element:
    """The label of one point, written out."""
    label = child(labels, "c:dLbl")
    _val(label, "c:idx", str(index))
    child(label, "c:layout")
    rich = child(child(label, "c:tx"), "c:rich")
    child(rich, "a:bodyPr", {"wrap": "none"})
    paragraph = child(rich, "a:p")
    child(child(paragraph, "a:r"), "a:t").text = text
    if position:
        _val(label, "c:dLblPos", position)
    _shown(label, value=True)
    return label


def _end_labels(made: etree._Element, line: ChartSeries, lines: Sequence[ChartSeries]) -> None:
    """Name and rank at both ends of a slope's line: 镇海区 6 —— 3 镇海区. Those who share a rank share the first's label."""
    old = need(made, "c:dLbls")
    labels = etree.Element(q("c:dLbls"))
    last = len(line.values) - 1
    for index, value in enumerate(line.values):
        sharing = [other for other in lines if other.values[index] == value]
        if value is not None and sharing[0] is line:
            names = "、".join(other.name for other in sharing)
            text = f"{line.texts[index]} {names}" if index == last else f"{names} {line.texts[index]}"
            own_label(labels, index, text, position="r" if index == last else "l")
    _shown(labels, value=False)
    made.replace(old, labels)


def _shown(parent: etree._Element, *, value: bool) -> None:
    for name in ("c:showLegendKey", "c:showVal", "c:showCatName", "c:showSerName", "c:showPercent", "c:showBubbleSize"):
        _val(parent, name, "1" if value and name == "c:showVal" else "0")


def format_of(series: ChartSeries) -> int | None:
    """The decimals that most texts have, or None where the texts are no numbers."""
    counts: dict[int, int] = {}
    for text in series.texts:
        if text.lstrip("-").replace(".", "", 1).isdecimal():
            decimals = len(text.partition(".")[2])
            counts[decimals] = counts.get(decimals, 0) + 1
    return max(counts, key=lambda decimals: counts[decimals]) if counts else None


def drawn_value(value: Fraction) -> float:
    """For drawing only, the same in the part and in its workbook; a printed digit never comes from it alone."""
    return float(f"{float(value):.12g}")


def shows(value: Fraction | None, text: str, decimals: int) -> bool:
    """Whether a number format of so many decimals shows exactly the text."""
    return value is not None and f"{float(value):.{decimals}f}" == text


def _line_shape(color: str, width: int, *, dashed: bool = False) -> etree._Element:
    shape = etree.Element(q("c:spPr"))
    line = child(shape, "a:ln", {"w": str(width)})
    child(child(line, "a:solidFill"), "a:srgbClr", {"val": color})
    if dashed:
        _val(line, "a:prstDash", "dash")
    return shape


def _no_marker() -> etree._Element:
    marker = etree.Element(q("c:marker"))
    _val(marker, "c:symbol", "none")
    return marker


def _axis_ids(plot: etree._Element) -> None:
    _val(plot, "c:axId", _CATEGORY_AXIS)
    _val(plot, "c:axId", _VALUE_AXIS)


def _axes(area: etree._Element, chart: Chart) -> None:
    slope = chart.kind is ChartKind.SLOPE
    for name, own, other in (("c:catAx", _CATEGORY_AXIS, _VALUE_AXIS), ("c:valAx", _VALUE_AXIS, _CATEGORY_AXIS)):
        is_value = name == "c:valAx"
        axis = child(area, name)
        _val(axis, "c:axId", own)
        scale = child(axis, "c:scaling")
        # Rank 1 is best and stands on top.
        _val(scale, "c:orientation", "maxMin" if slope and is_value else "minMax")
        if slope and is_value:
            _val(scale, "c:min", "1")
        _val(axis, "c:delete", "1" if slope and is_value else "0")
        _val(axis, "c:axPos", "l" if is_value else "b")
        if is_value and not slope:
            grid = child(axis, "c:majorGridlines")
            grid.append(_line_shape("D9D9D9", 6350))
        if is_value and chart.unit and not slope:
            _axis_title(axis, f"单位：{chart.unit}")
        child(axis, "c:numFmt", {"formatCode": "General", "sourceLinked": "0"})
        _val(axis, "c:majorTickMark", "out")
        _val(axis, "c:minorTickMark", "none")
        _val(axis, "c:tickLblPos", "low" if not is_value else "nextTo")
        _val(axis, "c:crossAx", other)
        _val(axis, "c:crosses", "max" if slope and not is_value else "autoZero")
        if is_value:
            _val(axis, "c:crossBetween", "between")
        else:
            _val(axis, "c:auto", "0")
            _val(axis, "c:lblAlgn", "ctr")
            _val(axis, "c:lblOffset", "100")
            _val(axis, "c:noMultiLvlLbl", "1")


def _axis_title(axis: etree._Element, text: str) -> None:
    title = child(axis, "c:title")
    rich = child(child(title, "c:tx"), "c:rich")
    child(rich, "a:bodyPr", {"rot": "-5400000", "vert": "horz"})
    paragraph = child(rich, "a:p")
    child(child(paragraph, "a:pPr"), "a:defRPr", {"b": "0"})
    run = child(paragraph, "a:r")
    child(run, "a:rPr", {"lang": "zh-CN", "b": "0"})
    child(run, "a:t").text = text
    _val(title, "c:overlay", "0")


def _fill(root: etree._Element, color: str) -> None:
    shape = child(root, "c:spPr")
    if color:
        child(child(shape, "a:solidFill"), "a:srgbClr", {"val": color})
    else:
        child(shape, "a:noFill")
    child(child(shape, "a:ln"), "a:noFill")


def _text(root: etree._Element, faces: Faces, size: float) -> None:
    """One face for the whole chart, Latin and East Asian both named: a theme face would turn Chinese into Mincho."""
    made = child(root, "c:txPr")
    child(made, "a:bodyPr")
    paragraph = child(made, "a:p")
    properties = child(child(paragraph, "a:pPr"), "a:defRPr", {"sz": str(round(size * 100))})
    child(properties, "a:latin", {"typeface": faces.latin})
    child(properties, "a:ea", {"typeface": faces.song})
    child(paragraph, "a:endParaRPr", {"lang": "zh-CN"})
