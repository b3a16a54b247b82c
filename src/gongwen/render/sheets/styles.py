"""The look of every cell: one XlsxWriter format for each combination in use."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from gongwen.model.document import Faces
from gongwen.render.sheets.layout import BODY_PT, HEADER_PT, NOTE_PT, TITLE_PT, UNIT_PT
from gongwen.render.sheets.mark import Mark, draw_mark

TOTAL_FILL = "#E2E7EE"
HEADER_FILL = "#F2F2F2"
BAR_FILL = "#C9D6E6"
LINE = "#404040"
SMALL_PT = 9.0
"""Body size of the 说明 and 数据 sheets."""
LIGHTS = {"红": ("#9C0006", "#FFD9D9"), "黄": ("#7F6000", "#FFF2CC"), "绿": ("#00612E", "#DDF0DF"), "蓝": ("#1F3864", "#DAE3F3")}
"""Font and fill by the word of a light; its shape and word are in the text, so black and white loses nothing."""


class Styles:
    """Makes each format once and hands it out again."""

    def __init__(self, workbook: Any, faces: Faces) -> None:
        self._workbook = workbook
        self._faces = faces
        self._made: dict[Hashable, Any] = {}
        self._marks: dict[str, Mark | None] = {}

    def mark(self, text: str) -> Mark | None:
        """The diagonal mark (水印) of a text, drawn at its first use; None for no text."""
        if text not in self._marks:
            self._marks[text] = draw_mark(text)
        return self._marks[text]

    def title(self) -> Any:
        """标题: 小标宋, centred."""
        return self._get(("title",), font_name=self._faces.title, font_size=TITLE_PT, align="center", text_wrap=True)

    def unit(self) -> Any:
        """单位行: right."""
        return self._get(("unit",), font_name=self._faces.kai, font_size=UNIT_PT, align="right")

    def unit_left(self) -> Any:
        """Caption of the numbers beside a chart."""
        return self._get(("caption",), font_name=self._faces.kai, font_size=UNIT_PT, align="left")

    def note(self) -> Any:
        """注: left, wrapped over the whole width."""
        return self._get(("note",), font_name=self._faces.kai, font_size=NOTE_PT, align="left", text_wrap=True)

    def plain(self) -> Any:
        """Continuous text on the 说明 sheet."""
        return self._get(("plain",), font_name=self._faces.song, font_size=SMALL_PT, align="left", text_wrap=True, **_FRAME)

    def header(self, *, first: bool = False) -> Any:
        """表头: 黑体, shaded; a stronger line where a group begins."""
        key = ("header", first)
        return self._made.get(key) or self._get(
            key, font_name=self._faces.hei, font_size=HEADER_PT, align="center", text_wrap=True, bg_color=HEADER_FILL,
            **_frame(first),
        )  # fmt: skip

    def number(self, number_format: str, total: bool = False, first: bool = False) -> Any:
        """A figure."""
        key = (number_format, total, first)
        # Where the face is missing a wider one takes its place: digits then shrink rather than turn into ###.
        return self._made.get(key) or self._body(key, font_name=self._faces.latin, num_format=number_format, shrink=True)

    def text(self, *, total: bool = False, first: bool = False, wrap: bool = False, quoted: bool = False) -> Any:
        """Words, marks and arrows. ``quoted`` keeps text that looks like a formula text when it is edited."""
        key = ("text", wrap, quoted, total, first)
        return self._made.get(key) or self._body(
            key,
            font_name=self._faces.song,
            text_wrap=wrap,
            num_format="@" if quoted else "General",
            quote_prefix=quoted,
        )

    def small(self, *, wrap: bool = False, quoted: bool = False) -> Any:
        """Words on the 数据 sheet."""
        key = ("small", wrap, quoted)
        return self._made.get(key) or self._get(
            key, font_name=self._faces.song, font_size=SMALL_PT, align="center", text_wrap=wrap, quote_prefix=quoted,
            **_FRAME,
        )  # fmt: skip

    def small_number(self, number_format: str) -> Any:
        """Figures on the 数据 sheet."""
        return self._made.get(number_format) or self._get(
            number_format, font_name=self._faces.latin, font_size=SMALL_PT, align="center", num_format=number_format,
            shrink=True, **_FRAME,
        )  # fmt: skip

    def small_header(self) -> Any:
        """Headings on the 数据 sheet."""
        return self._get(
            ("small header",), font_name=self._faces.hei, font_size=SMALL_PT, align="center", bg_color=HEADER_FILL, **_FRAME
        )

    def label(self, *, total: bool = False, quoted: bool = False) -> Any:
        """The row's name."""
        face = self._faces.hei if total else self._faces.song
        key = ("label", quoted, total, False)
        return self._made.get(key) or self._body(key, font_name=face, text_wrap=True, quote_prefix=quoted)

    def light(self, word: str, *, total: bool = False, first: bool = False) -> Any:
        """亮灯: coloured by its word."""
        font, fill = LIGHTS[word]
        key = ("light", word, total, first)
        return self._body(key, font_name=self._faces.hei, font_color=font, bg_color=fill)

    def lit(self, word: str) -> Any:
        """What a light's cell turns to when its formula comes to another word."""
        key = ("lit", word)
        if key not in self._made:
            font, fill = LIGHTS[word]
            self._made[key] = self._workbook.add_format({"font_color": font, "bg_color": fill})
        return self._made[key]

    def _body(self, key: tuple[object, ...], **properties: object) -> Any:
        """A body cell's format; the key ends in: total row, first column of a group."""
        *_, total, first = key
        if total:
            properties = {"bg_color": TOTAL_FILL, "bold": True, **properties, "bottom": 6, "bottom_color": LINE}
        return self._get(key, font_size=BODY_PT, align="center", **{**_frame(bool(first)), **properties})

    def _get(self, key: Hashable, **properties: object) -> Any:
        made = self._made.get(key)
        if made is None:
            # Told the character set, WPS and Excel keep the face even where they cannot find it.
            charset = 0 if properties["font_name"] == self._faces.latin else 134
            made = self._workbook.add_format({"valign": "vcenter", "font_charset": charset, **properties})
            self._made[key] = made
        return made


_FRAME: dict[str, object] = {"border": 1, "border_color": LINE}


def _frame(first: bool) -> dict[str, object]:
    return {**_FRAME, "left": 2} if first else dict(_FRAME)
