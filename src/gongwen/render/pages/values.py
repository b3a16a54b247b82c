"""A document's fields → what an HTML template may see: frozen plain values, each block an opaque token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongwen.errors import TemplateError
from gongwen.model.chart import Chart
from gongwen.model.document import Document
from gongwen.model.noted import Footnote, NotedText
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem
from gongwen.model.table import Table
from gongwen.phrasing.freeze import freeze
from gongwen.render.word.ooxml import half_width
from gongwen.render.word.values import Block, text_faults

_TEXT_WIDTH = 442.0
"""Points: the width of the text area (版心), 156 mm."""
SAMPLE_PROPERTIES: Mapping[str, object] = {
    "属性": {
        **dict.fromkeys(("标题", "作者", "主题", "日期"), "示例"),
        **dict.fromkeys(("标志字号", "署名右空", "日期右空", "盖章右空"), "2em"),
        **dict.fromkeys(("目录", "转页", "版记另页"), True),
    },
    "水印": "示例",
}
"""What every page is given beside its document's fields, as a check without data knows it."""


@dataclass(slots=True)
class HtmlValues:
    """What a template is given, and the blocks behind the tokens."""

    context: dict[str, object] = field(default_factory=dict)
    blocks: list[Block | Footnote] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def token(self, block: Block | Footnote) -> str:
        """The text that stands for a block until the template has run."""
        self.blocks.append(block)
        return f"⟦块{len(self.blocks) - 1}⟧"


def prepare_html(document: Document) -> HtmlValues:
    """Fields for a template, with ``属性`` (title, author, sizes) and ``水印`` beside them.

    Raises TemplateError listing every text that could not be printed as it is.
    """
    values = HtmlValues()
    context = {name: _plain(value, name, values) for name, value in document.fields.items()}
    context["属性"] = _properties(document)
    context["水印"] = document.watermark
    if values.problems:
        raise TemplateError("有内容不能印出", values.problems)
    values.context = {name: freeze(value) for name, value in context.items()}
    return values


def _plain(value: object, place: str, values: HtmlValues) -> object:
    if isinstance(value, (Table, Chart, Photo)):
        for text in block_texts(value):
            values.problems += text_faults(text, place)
        return values.token(value)
    if isinstance(value, NotedText):
        return _noted(value, place, values)
    if isinstance(value, str):
        values.problems += text_faults(value, place)
        return value
    if isinstance(value, Mapping):
        return {key: _plain(item, f"{place}.{key}", values) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_plain(item, f"{place}[{number}]", values) for number, item in enumerate(value, start=1))
    return value


def _noted(text: NotedText, place: str, values: HtmlValues) -> str:
    """The text with a token where each footnote's mark will stand."""
    parts, start = [], 0
    for end, note in text.notes:
        values.problems += text_faults(note.text, place)
        parts += [text[start:end], values.token(note)]
        start = end
    values.problems += text_faults(str(text), place)
    return "".join([*parts, text[start:]])


def block_texts(block: Block) -> list[str]:
    """Every text that a block prints."""
    if isinstance(block, Table):
        return [cell.text for cell in block.header_cells()] + [c.text for row in block.rows for c in row.cells]
    if isinstance(block, Chart):
        series = [text for one in block.series for text in (one.name, *one.texts)]
        return [block.title, block.alt_text, block.reference_label, *block.categories, *series]
    return [block.caption]


def _properties(document: Document) -> dict[str, object]:
    """属性: what the head of the page and the geometry of single lines need; all settled text."""
    facts, fields = document.properties, document.fields
    signature, dated = str(fields.get("署名", "")), str(fields.get("成文日期", ""))
    signature_gap, dated_gap = closing_gaps(text_width(signature), text_width(dated))
    last = _names(fields.get("署名行"))[-1:]
    if fields.get("联署") and last:  # of several organs the last stands over the date
        signature_gap, dated_gap = closing_gaps(text_width(last[0]), text_width(dated))
    return {
        "标题": facts.title,
        "作者": facts.author,
        "主题": facts.subject,
        "日期": facts.created.isoformat(),
        "标志字号": f"{_mark_size(fields):g}pt",
        "署名右空": f"{signature_gap:g}em",
        "日期右空": f"{dated_gap:g}em",
        "盖章右空": f"{max(0.0, 4 - max(0.0, text_width(signature) - text_width(dated)) / 2):g}em",
        "目录": document.contents,
        "转页": document.turned,
        "版记另页": bool(_last_is_wide(fields.get("附件"))),
    }


def _mark_size(fields: Mapping[str, object]) -> float:
    """One size for all lines of a mark; beside several names stands 文件."""
    lines = fields.get("标志行")
    names = [str(line) for line in lines] if isinstance(lines, tuple) else []
    longest = max(names or [str(fields.get("发文机关标志") or fields.get("简报名称") or "")], key=text_width)
    word = str(fields.get("标志字") or "")
    return min(40.0, mark_size(longest + word + "　")) if word else mark_size(longest)


def _names(rows: object) -> list[str]:
    return [str(name) for row in rows for name in row["名"]] if isinstance(rows, tuple) else []


def _last_is_wide(annexes: object) -> bool:
    """The imprint (版记) stands on an upright page: after a wide annex it takes one of its own."""
    return (
        isinstance(annexes, tuple)
        and bool(annexes)
        and isinstance(annexes[-1], Mapping)
        and bool(annexes[-1].get("横排") or annexes[-1].get("纸张") == "A3")
    )


def text_width(text: str) -> float:
    """Width in characters (字): a half-width character counts one half; × and “ are full-width in Chinese faces."""
    return half_width(text) / 2


def closing_gaps(signature: float, dated: float) -> tuple[float, float]:
    """Right blanks of 署名 and 成文日期 without a seal, in characters (GB/T 9704-2012 7.3.5.2).

    署名 stands two characters from the right and the date starts two characters right of it; a date that is longer
    stands two characters from the right and pushes the 署名 to the left.

    >>> closing_gaps(12, 7.5)
    (2.0, 4.5)
    """
    if dated <= signature:
        return 2.0, signature - dated
    return dated + 4 - signature, 2.0


def mark_size(text: str) -> float:
    """Type size in points of a red mark (发文机关标志, 简报名称) that fills at most one line of the text area."""
    return min(52.0, int(2 * _TEXT_WIDTH * 0.98 / max(text_width(text), 1)) / 2)
