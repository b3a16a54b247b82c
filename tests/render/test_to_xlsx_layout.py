"""How a table lies on its paper: words give way before figures get small, notes stay with their table."""

from __future__ import annotations

import pytest

from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.render.sheets.layout import broken, column_px, lay_out, page_px

TOWNS = ("城关镇", "大湾回族彝族苗族乡", "金沙江国家级经济技术开发区管理委员会", "九龙坡现代农业示范区")


def table(columns: int, goal: str = "12.5", *, rows: int = 4, notes: int = 1, paper: str = "A4") -> Table:
    """Names and so many figures; the first of the last town's may be a target in words."""
    heads = [Column(("地区",), CellKind.LABEL, width=16.0)]
    heads += [Column((f"指标{n}", "完成率"), CellKind.NUMBER, width=7.5) for n in range(columns)]
    body = []
    for place in range(rows):
        texts = [goal if place == rows - 1 else "12.5", *["100.0"] * (columns - 1)]
        cells = (Cell(TOWNS[place % 4], CellKind.LABEL), *(Cell(text, CellKind.NUMBER) for text in texts))
        body.append(Row(cells, f"r{place}"))
    header = header_tree(tuple(column.path for column in heads))
    lines = tuple(f"{n}．镇乡未设目标，不计分，权重按其余4项折算。" for n in range(notes))
    return Table("表", "晾晒表", tuple(heads), header, tuple(body), notes=lines, paper=paper)


def widths(made: Table) -> list[int]:
    return [column_px(width) for width in lay_out(made).widths]


def test_words_wrap_where_columns_are_crowded_and_leave_no_character_alone() -> None:
    roomy, crowded = table(8, "完成市级下达目标"), table(40, "完成市级下达目标", paper="A3")
    assert widths(roomy)[1] >= 125, "sixteen half-widths in one line"
    name, words, figure = widths(crowded)[:3]
    assert (name, words) < (180, 90)
    assert figure >= 5 * 7, "figures stay whole"
    heights = lay_out(crowded).heights[lay_out(crowded).body_row :][:4]
    assert heights[2] > heights[0], "two lines"
    assert heights[1] == heights[0], "a name that nearly fits stays in one line"


@pytest.mark.parametrize(("notes", "is_one"), [(3, True), (18, True), (40, False)])
def test_notes_stay_on_the_page_of_their_table_while_they_can_be_read(notes: int, is_one: bool) -> None:
    """A second page of nothing but headings and the last notes is what nobody wants to hand out."""
    layout = lay_out(table(14, rows=18, notes=notes))
    assert (len(layout.pages) == 1) == layout.one_page == is_one


def test_rows_that_need_several_pages_get_them_at_full_size() -> None:
    long = table(14, rows=90)
    layout = lay_out(long)
    assert not layout.one_page
    assert sum(widths(long)) <= page_px("A4", landscape=True)[0] / 0.8 + 1


def test_the_end_of_a_month_is_one_word_of_a_heading() -> None:
    heads = (Column(("单位",), CellKind.LABEL, width=10), *[Column(("在谈", "上月末"), CellKind.NUMBER, width=2)] * 30)
    row = Row((Cell("甲镇", CellKind.LABEL), *[Cell("1", CellKind.NUMBER)] * 30), "r")
    crowded = Table("表", "表", heads, header_tree(tuple(column.path for column in heads)), (row,))
    assert broken("上月末", widths(crowded)[1] - 8, 10.5) == "上月末"
