"""Header trees: neighbours share a node, shallow leaves span down, every leaf is one column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.table import CellKind, Column, Header, Table, header_tree

PATHS = st.lists(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=4).map(tuple), min_size=1, max_size=12).map(
    tuple
)


def table(*paths: tuple[str, ...]) -> Table:
    return Table("表", "表", tuple(Column(p, CellKind.NUMBER) for p in paths), header_tree(paths), ())


def leaves(nodes: tuple[Header, ...], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for node in nodes:
        found += leaves(node.children, (*above, node.text)) if node.children else [(*above, node.text)]
    return found


def test_three_levels_with_a_leaf_that_spans_down() -> None:
    made = table(("地区",), ("投资", "投资额", "目标"), ("投资", "投资额", "完成"), ("投资", "增速", "完成"), ("备注",))
    cells = [(c.text, c.row, c.column, c.row_span, c.column_span) for c in made.header_cells()]
    assert cells == [
        ("地区", 0, 0, 3, 1), ("投资", 0, 1, 1, 3), ("备注", 0, 4, 3, 1),
        ("投资额", 1, 1, 1, 2), ("增速", 1, 3, 1, 1),
        ("目标", 2, 1, 1, 1), ("完成", 2, 2, 1, 1), ("完成", 2, 3, 1, 1),
    ]  # fmt: skip
    assert made.header_depth == 3


def test_a_leaf_never_joins_a_group_of_the_same_name() -> None:
    assert [node.text for node in header_tree((("投资",), ("投资", "目标"), ("投资", "完成"), ("投资",)))] == [
        "投资"
    ] * 3


def test_two_leaves_of_the_same_name_stay_two_columns() -> None:
    assert [node.leaves for node in header_tree((("排名",), ("排名",)))] == [1, 1]


def test_no_columns_no_header() -> None:
    assert header_tree(()) == ()


@given(PATHS)
def test_the_leaves_are_the_columns_in_order(paths: tuple[tuple[str, ...], ...]) -> None:
    assert tuple(leaves(header_tree(paths))) == paths


@given(PATHS)
def test_header_cells_cover_every_place_exactly_once(paths: tuple[tuple[str, ...], ...]) -> None:
    made = table(*paths)
    covered = [
        (cell.row + down, cell.column + across)
        for cell in made.header_cells()
        for down in range(cell.row_span)
        for across in range(cell.column_span)
    ]
    assert len(covered) == len(set(covered)) == made.header_depth * len(paths)
