"""同一份通报交给 typst（一种新排版语言，Rust 写成）：同样的字、同样的字体和版心，图用同样的 SVG；只作记录。"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gongwen.model.chart import Chart
from gongwen.model.document import Document
from gongwen.model.table import Table
from gongwen.render.fonts.roles import FANG, KAI, SANS, SERIF, SONG_BOLD
from gongwen.render.svg import chart_svg

HEAD = """
#let song = "SERIF"; #let hei = "SANS"; #let kai = "KAI"; #let title = ("BOLD", "SERIF")
#set text(font: ("FANG", "SERIF"), size: 16pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 13pt, spacing: 13pt, first-line-indent: (amount: 2em, all: true))
#set page(
  paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  background: rotate(-38deg, text(font: hei, size: 150pt, fill: luma(236))[示例]),
  footer: context align(
    if calc.odd(counter(page).get().first()) { right } else { left },
    text(font: song, size: 14pt)[— #counter(page).display() —],
  ),
)
#show heading: it => text(font: hei, weight: "regular", size: 16pt, it.body)
#let centred(body, size: 22pt, fill: black) = align(center, par(first-line-indent: 0em, text(font: title, size: size, fill: fill, body)))
"""


def folder_for(folder: Path, document: Document) -> Path:
    """Write the source and its pictures into a folder: the path of the source."""
    (folder / "main.typ").write_text(source(document, folder), encoding="utf-8")
    return folder / "main.typ"


def source(document: Document, folder: Path) -> str:
    fields: Mapping[str, Any] = document.fields
    head = HEAD
    for word, family in (("SERIF", SERIF), ("SANS", SANS), ("KAI", KAI), ("BOLD", SONG_BOLD), ("FANG", FANG)):
        head = head.replace(word, family)
    parts = [head, f"#set document(title: {_text(document.properties.title)})", "#v(35mm)"]
    parts.append(f"#centred(size: 27pt, fill: red, {_text(fields['发文机关标志'])})")
    parts.append(f"#align(center, {_text(fields['发文字号'])})\n#line(length: 100%, stroke: 1.5pt + red)")
    parts += [f"#centred({_text(line)})" for line in fields["标题行"]]
    parts += [_paragraph(text) for text in (f"{fields['主送']}：", *fields["引言"])]
    for section in fields["各节"]:
        parts.append(f"#heading({_text(section['标题'])})")
        parts += [_paragraph(paragraph["文字"]) for paragraph in section["段落"]]
    parts += [_paragraph(f"附件：{number}.{name}") for number, name in enumerate(fields["附件说明"], start=1)]
    parts += [f"#align(right, {_text(fields[name])})" for name in ("署名", "成文日期")]
    for number, annex in enumerate(fields["附件"]):
        parts.append(f"#pagebreak()\n#set page(flipped: {'true' if annex['横排'] else 'false'})")
        parts.append(f"#text(font: hei, {_text(annex['序号'])})\n#centred({_text(annex['标题'])})")
        block = annex["表"] or annex["图"]
        parts.append(_table(block) if isinstance(block, Table) else _chart(block, folder / f"{number}.svg"))
        parts += [f"#par(text(font: kai, size: 10.5pt, {_text(note)}))" for note in annex["注"]]
    parts.append(f"#v(1fr)\n#line(length: 100%)\n#text(size: 14pt, {_text('抄送：' + fields['抄送'])})")
    parts.append(f"#text(size: 14pt)[#{_text(fields['印发机关'])} #h(1fr) #{_text(fields['印发日期'])}印发]")
    return "\n\n".join(parts)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _paragraph(text: str) -> str:
    return f"#par({_text(text)})"


def _chart(chart: Chart, path: Path) -> str:
    path.write_text(chart_svg(chart, SANS), encoding="utf-8")
    return f"#image({_text(path.name)}, width: 100%, alt: {_text(chart.alt_text)})"


def _table(table: Table) -> str:
    columns = ", ".join(f"{column.width}fr" for column in table.columns)
    head = "".join(
        f"table.cell(rowspan: {cell.row_span}, colspan: {cell.column_span}, text(font: hei, {_text(cell.text)})), "
        for cell in table.header_cells()
    )
    rows = "\n  ".join(_row([cell.text for cell in row.cells]) for row in table.rows)
    return (
        f"#set text(size: 10.5pt)\n#table(columns: ({columns}), align: center + horizon, stroke: 0.5pt, inset: 3pt,\n"
        f"  table.header({head}),\n  {rows})"
    )


def _row(texts: Sequence[str]) -> str:
    return "".join(f"{_text(text)}, " for text in texts)
