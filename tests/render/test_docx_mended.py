"""What a clerk would see at once: ends of cases that stand alone, labels on labels, broken figures, blown-up thumbnails."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import docx
import pytest
from factories import sample_slope
from test_docx_edited_templates import MAIN, parts_of
from word_documents import FOLDERS, TEMPLATES, briefing, case, picture

from gongwen.checking import check_pack
from gongwen.model.chart import ChartSeries
from gongwen.model.document import Faces
from gongwen.model.photo import Photo
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.render.to_docx import render_docx
from gongwen.render.to_html import render_html
from gongwen.render.word.chart import chart_part
from gongwen.render.word.ooxml import NS, paragraph_text, parse_xml, q, text_points
from gongwen.render.word.table import estimated_height, fit_table, heading_lines


def test_who_wrote_a_case_and_the_end_of_its_box_stay_with_its_text() -> None:
    made = render_docx(briefing(专栏案例=(case(1), case(2))), FOLDERS)
    ends = 0
    for paragraph in parse_xml(parts_of(made.data)[MAIN]).iter(q("w:p")):
        if paragraph_text(paragraph).endswith("供稿）"):
            before = paragraph.getprevious()
            assert before is not None
            assert [item.find("w:pPr/w:keepNext", NS) is None for item in (before, paragraph)] == [False, False]
            ends += 1
    assert ends == 2


def test_regions_that_share_a_rank_share_a_label() -> None:
    slope = sample_slope()
    tied = replace(
        slope, categories=("甲", "乙", "丙"),
        series=tuple(
            ChartSeries(name, tuple(map(Fraction, ranks)), tuple(map(str, ranks)))
            for name, ranks in (("上期", (1, 1, 3)), ("本期", (2, 1, 2)))
        ),
    )  # fmt: skip
    part = parse_xml(chart_part(tied, Faces(), "rId1"))
    written = ["".join(text.text or "" for text in label.iter(q("a:t"))) for label in part.iter(q("c:dLbl"))]
    assert sorted(written) == sorted(["甲、乙 1", "2 甲、丙", "1 乙", "丙 3"])


def test_a_name_breaks_before_a_figure_does() -> None:
    figures = 20
    columns = (Column(("地区",), CellKind.LABEL), *(Column((f"项{n}",), CellKind.NUMBER) for n in range(figures)))
    row = Row((Cell("积石山保安族东乡族撒拉族自治县", CellKind.LABEL), *(Cell("10345.6", CellKind.NUMBER) for _ in range(figures))))
    table = Table("表", "表", columns, header_tree(tuple(c.path for c in columns)), (row,) * 12)
    width = 13900
    fit = fit_table(table, width)
    assert (fit.fits, sum(fit.widths)) == (True, width)
    assert all(room >= text_points("10345.6", fit.size) * 20 for room in fit.widths[1:])
    assert fit.widths[0] < text_points(row.cells[0].text, fit.size) * 20
    shorter = replace(table, rows=tuple(Row((Cell("甲县", CellKind.LABEL), *row.cells[1:])) for row in table.rows))
    assert estimated_height(table, fit) > estimated_height(shorter, fit)


def test_a_thumbnail_is_printed_small_and_said_so() -> None:
    small, large = (Photo(f"{w}.jpg", "现场", picture(w, w // 4 * 3)) for w in (40, 640))
    for photo, told in ((small, True), (large, False)):
        document = briefing(专栏案例=(case(1, 照片=({"图": photo, "说明": "现场"},)),))
        made = render_docx(document, FOLDERS)
        assert ("photo.small" in {problem.code for problem in made.problems}) is told
        extents = {
            item.getparent().find("wp:docPr", NS).get("descr"): int(item.get("cx")) / 36000  # type: ignore[union-attr]
            for item in parse_xml(parts_of(made.data)[MAIN]).iter(q("wp:extent"))
        }
        assert (extents["现场"] < 15) is told
        page = render_html(replace(document, template="briefing.html"), FOLDERS)
        assert ("photo.small" in {problem.code for problem in page.problems}) is told


def test_a_word_product_with_footnotes_is_told_where_its_notes_stand(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(
        'extends = "ningbo-bairi"\nname = "某区"\n[products."专班简报".settings]\nfootnotes = "是"\n', encoding="utf-8"
    )
    made = check_pack(tmp_path)
    assert made.ok
    (told,) = made.problems
    assert "脚注" in told.message
    assert "settings.footnotes" in told.place


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("年度目标（亿元）", 4.2, ["年度目标", "（亿元）"]),
        ("完成率（%）", 2.9, ["完成", "率", "（%）"]),
        ("完成率（%）", 5.6, ["完成率（%）"]),
        ("1—6月完成（亿元）", 4.1, ["1—6月", "完成", "（亿元）"]),
        ("超时序（百分点）", 3.0, ["超时序（百分点）"]),
        ("较上月", 2.0, ["较上月"]),
    ],
)
def test_a_unit_stands_on_a_line_of_its_own_under_its_heading(text: str, room: float, lines: list[str]) -> None:
    """Whole where it has no room for that: then the program breaks it."""
    assert heading_lines(text, room).split("\n") == lines


@pytest.mark.parametrize("name", ["照片说明", "图题", "供稿"])
def test_what_belongs_to_a_picture_or_a_case_is_not_divided_between_pages(name: str) -> None:
    styles = docx.Document(str(TEMPLATES / "docx" / "briefing.docx")).styles
    assert styles[name].paragraph_format.keep_together is True
