"""Opaque tokens in a rendered document → tables, charts and photos in their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from gongwen.errors import MissingDependencyError, TemplateError
from gongwen.model.chart import Chart, ChartKind
from gongwen.model.document import Document
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.render.table_room import holds, too_wide
from gongwen.render.word.chart import CHART_TYPE, chart_part
from gongwen.render.word.chart_book import BOOK_TYPE, chart_book
from gongwen.render.word.chart_picture import chart_picture
from gongwen.render.word.drawing import chart_or_picture, chart_run, picture_run
from gongwen.render.word.measure import paragraph_property, section_height
from gongwen.render.word.ooxml import NS, TWIPS_PER_POINT, Sections, paragraph_text, parent_of, q, style_id
from gongwen.render.word.package import Package
from gongwen.render.word.photo import SMALLEST_SIDE, Picture, prepare_picture, small_photo
from gongwen.render.word.table import TableStyles, estimated_height, fit_page, table_element
from gongwen.render.word.values import TOKEN, Block

_PHOTO_HEIGHT = 0.36
"""Of the text area's height: two photographs and their captions share a page."""
_CHART_HEIGHT = 0.8
_PIXEL = 20
"""Twips of a photograph's pixel at the most (72 to the inch): a thumbnail is not blown up to squares."""


@dataclass(slots=True)
class Placer:
    """Puts the blocks of one document into its tree."""

    package: Package
    part: str
    document: Document
    styles: dict[str, etree._Element]
    """Paragraph and table styles of the template by name."""
    problems: list[Problem] = field(default_factory=list)
    placed: list[int] = field(default_factory=list)
    """Numbers of the blocks put in, in document order; a block may stand in two places."""
    drawings: list[str] = field(default_factory=list)
    """The SVG of every chart that was drawn as a picture, for the proof."""
    _sections: Sections = field(init=False)

    def place_all(self, tree: etree._Element, blocks: Sequence[Block]) -> None:
        """Replace every token. Raises TemplateError where one does not stand alone in its paragraph."""
        self._sections = Sections(tree)
        waiting = [
            (p, paragraph_text(p).strip())
            for p in tree.iter(q("w:p"))
            if any("⟦块" in (t.text or "") for t in p.iter(q("w:t")))
        ]
        for paragraph, text in waiting:
            token = TOKEN.fullmatch(text)
            if token is None:
                if TOKEN.search(text):
                    raise self._refused("template.block_alone", "表、图、照片要独占一段", TOKEN.sub("〔块〕", text))
                continue  # the paragraph only anchors a text box, whose own paragraphs follow
            number = int(token.group(1))
            self._place(paragraph, blocks[number])
            self.placed.append(number)

    def _refused(self, code: str, message: str, text: str) -> TemplateError:
        name = self.document.template
        fix = "把 {{p 名称 }} 单独放在一段里，前后不写别的字"
        return TemplateError(
            f"模板 {name} 有误", [Problem(Severity.ERROR, code, message, fix, file=name, place=f"“{text[:40]}”")]
        )

    def _place(self, paragraph: etree._Element, block: Block) -> None:
        if isinstance(block, Table):
            self._table(paragraph, block)
        elif isinstance(block, Photo):
            self._photo(paragraph, block)
        elif block.kind is ChartKind.HEAT:
            self._table(paragraph, heat_table(block))
        else:
            self._chart(paragraph, block)

    def _id(self, name: str) -> str:
        style = self.styles.get(name)
        return "" if style is None else style.get(q("w:styleId"), "")

    def _largest(self) -> float:
        style = self.styles.get("表格文字")
        size = None if style is None else style.find("w:rPr/w:sz", NS)
        return 10.5 if size is None else int(size.get(q("w:val"), "21")) / 2

    def _table(self, paragraph: etree._Element, table: Table) -> None:
        styles = TableStyles(
            self._id("公文表格"), self._id("表头文字"), self._id("表格文字"), self._id("表格合计"), self._largest()
        )
        page = self._sections.height(paragraph)
        beside = section_height(paragraph, self.styles, self._sections)
        fit, lines = fit_page(table, self._sections.width(paragraph), round((page - beside) * 0.97), styles.largest)
        shape, points = self._sections.shape(paragraph), self._sections.width(paragraph) / TWIPS_PER_POINT
        if not fit.fits and not holds(table, points, shape):
            self.problems.append(too_wide(table, self.document, shape))
        whole = estimated_height(table, fit, lines) < page * 0.6
        made = table_element(table, fit, styles, self.document.faces, lines=lines, whole=whole)
        paragraph.addprevious(made)
        following = paragraph.getnext()
        keeps_section = paragraph.find("w:pPr/w:sectPr", NS) is not None
        if not keeps_section and following is not None and following.tag == q("w:p"):
            parent_of(paragraph).remove(paragraph)
        else:  # Word joins neighbouring tables and wants a paragraph at the end of a cell
            _empty(paragraph)

    def _run_of(self, paragraph: etree._Element) -> None:
        """Clear the token and give the paragraph single spacing: Word cuts off inline pictures under exact spacing."""
        _empty(paragraph)
        if paragraph.find("w:pPr/w:pStyle", NS) is None:
            for name, values in (("w:spacing", {"line": "240", "lineRule": "auto"}), ("w:ind", {"firstLine": "0"})):
                made = paragraph_property(paragraph, name)
                made.attrib.clear()
                for key, value in values.items():
                    made.set(q(f"w:{key}"), value)

    def _room(self, paragraph: etree._Element) -> int:
        """Text width less the indents of the paragraph's style."""
        wanted = style_id(paragraph)
        style = next((s for s in self.styles.values() if s.get(q("w:styleId")) == wanted), None)
        indent = None if style is None else style.find("w:pPr/w:ind", NS)
        sides = sum(int(indent.get(q(f"w:{side}"), "0")) for side in ("left", "right")) if indent is not None else 0
        return self._sections.width(paragraph) - sides

    def _photo(self, paragraph: etree._Element, photo: Photo) -> None:
        picture = prepare_picture(photo)
        if picture.width < SMALLEST_SIDE:
            self.problems.append(small_photo(photo, picture))
        made = self._picture(
            paragraph, picture, "photo", _PHOTO_HEIGHT,
            f"照片{len(self.placed) + 1}", photo.caption or "照片", most=picture.width * _PIXEL,
        )  # fmt: skip
        self._run_of(paragraph)
        paragraph.append(made)

    def _picture(
        self, paragraph: etree._Element, picture: Picture, stem: str, highest: float, name: str, alt: str,
        *, most: int | None = None,
    ) -> etree._Element:  # fmt: skip
        """The run of a picture as wide as the text (at most ``most`` twips), no higher than ``highest`` of the page."""
        part = self.package.add(
            f"word/media/{stem}{{}}.{picture.extension}", picture.data, picture.content_type, default=True
        )
        room = self._room(paragraph) - 40
        width = room if most is None else min(room, most)
        height = round(width * picture.height / picture.width)
        limit = round(self._sections.height(paragraph) * highest)
        if height > limit:
            width, height = round(width * limit / height), limit
        relation = self.package.relate(self.part, "image", part)
        return picture_run(relation, width, height, 2000 + len(self.placed), name, alt)

    def _chart(self, paragraph: etree._Element, chart: Chart) -> None:
        drawn = self._chart_drawn(paragraph, chart)
        native = None if drawn is not None and self.document.charts_as_pictures else self._native(paragraph, chart)
        self._run_of(paragraph)
        if native is not None and drawn is not None:
            paragraph.append(chart_or_picture(native, drawn))
        else:
            paragraph.extend(run for run in (native, drawn) if run is not None)

    def _chart_drawn(self, paragraph: etree._Element, chart: Chart) -> etree._Element | None:
        """None on a machine that cannot draw, with a word on it."""
        try:
            picture, drawing = chart_picture(chart, self.document.faces)
        except MissingDependencyError as missing:
            asked = self.document.charts_as_pictures
            severity = Severity.WARNING if asked else Severity.INFO
            message = (
                f"图“{chart.name}”{'不能换成图片，仍是原生图表' if asked else '没有备用的图片'}：{missing.message}"
            )
            fix = "装好后重新生成；手机和不显示图表的系统上看不到这张图"
            self.problems.append(Problem(severity, "chart.no_picture", message, fix, place=chart.name))
            return None
        self.drawings.append(drawing)
        return self._picture(
            paragraph, picture, "chart", _CHART_HEIGHT, chart.title or chart.name, chart.alt_text or chart.title
        )

    def _native(self, paragraph: etree._Element, chart: Chart) -> etree._Element:
        book = self.package.add(
            "word/embeddings/chart_data{}.xlsx", chart_book(chart, self.document.properties), BOOK_TYPE, default=True
        )
        name = self.package.add("word/charts/chart{}.xml", b"", CHART_TYPE)
        self.package.parts[name] = chart_part(chart, self.document.faces, self.package.relate(name, "package", book))
        relation = self.package.relate(self.part, "chart", name)
        width = self._room(paragraph) - 40
        height = min(round(width * 0.52), round(self._sections.height(paragraph) * _CHART_HEIGHT))
        number = 2000 + len(self.placed)
        return chart_run(relation, width, height, number, chart.title or chart.name, chart.alt_text or chart.title)


def _empty(paragraph: etree._Element) -> None:
    for item in list(paragraph):
        if item.tag != q("w:pPr"):
            paragraph.remove(item)


def heat_table(chart: Chart) -> Table:
    """Regions × indicators as a table: Word has no native heat chart, and a table's figures stay text."""
    columns = (Column((chart.region_word,), CellKind.LABEL), *(Column((s.name,), CellKind.NUMBER) for s in chart.series))
    rows = tuple(
        Row((Cell(region, CellKind.LABEL), *(Cell(s.texts[i], CellKind.NUMBER) for s in chart.series)))
        for i, region in enumerate(chart.categories)
    )
    return Table(chart.name, chart.title, columns, header_tree(tuple(c.path for c in columns)), rows)


def drawn_texts(block: Block) -> tuple[str, ...]:
    """The texts a block shows, for the proof that they are in the file."""
    if isinstance(block, Table):
        heads = tuple(cell.text for cell in block.header_cells())
        return heads + tuple(cell.text for row in block.rows for cell in row.cells)
    if isinstance(block, Chart):
        return (*block.categories, *(series.name for series in block.series))
    return ()
