"""Other data for a chart that someone drew: each series its new name, values and labels, in the look that it has."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from gongwen.model.chart import ChartSeries
from gongwen.render.word.chart import format_of, letters, numbers_of, own_label, reference_text, shows
from gongwen.render.word.ooxml import NS, need, q

_AFTER_VALUES = ("c:smooth", "c:shape", "c:bubbleSize", "c:extLst")


def fill_series(made: etree._Element, number: int, series: ChartSeries, categories: tuple[str, ...]) -> None:
    """Give a series that someone drew other data: name, categories and values, in its place among the columns."""
    for name, value in (("c:idx", number), ("c:order", number)):
        need(made, name).set("val", str(value))
    fresh = {name: etree.Element(q(name)) for name in ("c:tx", "c:cat", "c:val")}
    reference_text(fresh["c:tx"], f"Sheet1!${letters(number + 1)}$1", (series.name,))
    reference_text(fresh["c:cat"], f"Sheet1!$A$2:$A${len(categories) + 1}", categories)
    numbers_of(fresh["c:val"], number, series, len(categories))
    for name in ("c:tx", "c:cat", "c:val"):
        for old in made.findall(q(name)):
            made.remove(old)
    need(made, "c:order").addnext(fresh["c:tx"])
    later = {q(name) for name in _AFTER_VALUES}
    before = next((item for item in made if item.tag in later), None)
    for name in ("c:cat", "c:val"):
        if before is None:
            made.append(fresh[name])
        else:
            before.addprevious(fresh[name])


def fill_labels(made: etree._Element, series: ChartSeries) -> None:
    """Where a drawn series shows its values: exactly the settled texts, in the labels' own look and position.

    Labels typed by hand or taken from cells would go on saying what was drawn with: they go.
    """
    for extension in made.findall("c:extLst/c:ext", NS):
        if any(etree.QName(item).localname == "datalabelsRange" for item in extension):
            need(made, "c:extLst").remove(extension)
    for item in made.iter("{*}showDataLabelsRange"):
        item.set("val", "0")
    labels = made.find(q("c:dLbls"))
    if labels is None:
        return
    shown = labels.find(q("c:showVal"))
    if shown is None or shown.get("val") != "1":
        _single_labels(labels, series)
        return
    for own in (*labels.findall(q("c:dLbl")), *labels.findall(q("c:numFmt"))):
        labels.remove(own)
    look = [item for item in labels if item.tag in {q("c:spPr"), q("c:txPr"), q("c:dLblPos")}]
    common = format_of(series)
    if common is not None:
        kept = etree.Element(q("c:numFmt"))
        kept.set("formatCode", "0." + "0" * common if common else "0")
        kept.set("sourceLinked", "0")
        labels.insert(0, kept)
    singles = etree.Element(q("c:dLbls"))
    for index, text in enumerate(series.texts):
        if series.values[index] is not None and (common is None or not shows(series.values[index], text, common)):
            own_label(singles, index, text)
            last = need(singles[-1], "c:showLegendKey")
            for item in look:
                last.addprevious(deepcopy(item))
    for single in reversed(list(singles)):
        labels.insert(0, single)


def _single_labels(labels: etree._Element, series: ChartSeries) -> None:
    """Only some points are labelled (the first, the last): those that show a value or a typed text say the settled one."""
    for own in labels.findall(q("c:dLbl")):
        index = int(need(own, "c:idx").get("val", "0"))
        value = own.find(q("c:showVal"))
        if own.find(q("c:tx")) is None and (value is None or value.get("val") != "1"):
            continue
        following = own.getnext()
        labels.remove(own)
        if index < len(series.values) and series.values[index] is not None:
            position = own.find(q("c:dLblPos"))
            made = etree.Element(q("c:dLbls"))
            own_label(made, index, series.texts[index], position="" if position is None else position.get("val", ""))
            for item in reversed([item for item in own if item.tag in {q("c:spPr"), q("c:txPr")}]):
                need(made[0], "c:tx").addnext(item)
            labels.insert(len(labels) if following is None else labels.index(following), made[0])
