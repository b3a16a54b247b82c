"""加减分 sheets: read with cell and reason, or refused where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import gongwen as gw
from gongwen.errors import InputError
from gongwen.model.data import Points
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.scoring import PointRules, ScoreItem, ScoreSpec
from gongwen.model.sources import Source
from gongwen.read.roles import recognised

SCORE = ScoreSpec("综合", (ScoreItem("investment", Decimal(1)),), points=PointRules(Decimal(5), Decimal(3)))
HEADINGS = ("地区", "期间", "加分", "扣分", "事由")


def pack(*scores: ScoreSpec) -> Pack:
    return replace(gw.load_pack(gw.sample()), scores=scores)


def read(
    *rows: Sequence[object], headings: Sequence[str] = HEADINGS, scores: Sequence[ScoreSpec] = (SCORE,), title: str = ""
) -> tuple[Points, ...]:
    frame = pd.DataFrame(list(rows), columns=list(headings), dtype=object)
    frame.attrs["title"] = title
    return gw.read_frames(pack=pack(*scores), points=frame).dataset.points


def refused(*rows: Sequence[object], **more: object) -> tuple[str, str]:
    """Code and cell of the only problem."""
    with pytest.raises(InputError) as caught:
        read(*rows, **more)  # type: ignore[arg-type]
    assert len(caught.value.problems) == 1, caught.value.problems
    problem = caught.value.problems[0]
    assert problem.fix
    return problem.code, problem.cell


def test_points_with_reason_and_cell() -> None:
    found = read(
        ("镇海区", "2022年7月", 2, None, "获省级通报表扬"),
        ("江北", "三季度", None, "0.5", "数据报送迟延"),
        (None, None, None, None, None),
    )
    july, quarter = Period.parse("2022-07"), Period.parse("2022-Q3")
    codes = {region.name: region.code for region in pack().regions}
    assert found == (
        Points(codes["镇海区"], july, Decimal(2), "获省级通报表扬", Source("frame:points", "", "C2")),
        Points(codes["江北区"], quarter, Decimal("-0.5"), "数据报送迟延", Source("frame:points", "", "D3")),
    )


def test_one_signed_column_and_the_period_of_the_title() -> None:
    found = read(
        ("镇海区", "-1", "约谈"), ("江北区", "+2", "表扬"), headings=("单位名称", "加减分（分）", "加减分事由"),
        title="2022年第三季度加减分情况",
    )  # fmt: skip
    assert [(entry.value, entry.period.code) for entry in found] == [(-1, "2022-Q3"), (2, "2022-Q3")]


def test_a_row_may_name_its_score() -> None:
    other = replace(SCORE, name="年度")
    rows = (("镇海区", "2022年", 1, "表扬", "年度得分"), ("江北区", "2022年", 1, "表扬", ""))
    found = read(*rows, headings=("地区", "期间", "加分", "事由", "得分方案"), scores=(SCORE, other))
    assert [entry.score for entry in found] == ["年度", ""]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (("镇海县", "2022年7月", 2, None, "表扬"), ("region.unknown", "A2")),
        (("镇海区", "上个月", 2, None, "表扬"), ("points.no_period", "B2")),
        (("镇海区", "2022年7月", 2, None, " "), ("points.no_reason", "E2")),
        (("镇海区", "2022年7月", None, None, "表扬"), ("points.no_value", "C2")),
        (("镇海区", "2022年7月", "2%", None, "表扬"), ("points.no_value", "C2")),
        (("镇海区", "2022年7月", "约2", None, "表扬"), ("number.unreadable", "C2")),
        (("镇海区", "2022年7月", None, -1, "通报"), ("points.sign", "D2")),
    ],
)
def test_what_is_refused(row: Sequence[object], wanted: tuple[str, str]) -> None:
    assert refused(row) == wanted


def test_the_same_thing_twice() -> None:
    row = ("镇海区", "2022年7月", 2, None, "表扬")
    assert refused(row, row) == ("points.duplicate", "C3")


def test_a_score_that_takes_no_points() -> None:
    assert refused(("镇海区", "2022年", 1, "表扬", "季度"), headings=("地区", "期间", "加分", "事由", "得分")) == (
        "points.unknown_score",
        "E2",
    )
    plain = replace(SCORE, points=None)
    assert refused(("镇海区", "2022年7月", 2, None, "表扬"), scores=(plain,)) == ("points.unused", "C2")


def test_columns_that_are_missing() -> None:
    assert refused(("镇海区", 2), headings=("地区", "加分")) == ("points.columns", "A1")
    assert refused(("镇海区", "表扬"), headings=("地区", "事由")) == ("points.columns", "A1")


def test_a_sheet_of_points_is_recognised_by_its_headings() -> None:
    from gongwen.model.raw import RawColumn, RawTable
    from gongwen.model.terms import Role

    def table(*headings: str) -> RawTable:
        return RawTable("表.xlsx", "表", "", "", tuple(RawColumn((h,), Source("")) for h in headings), ())

    assert recognised(table(*HEADINGS)) is Role.POINTS
    assert recognised(table("地区", "完成投资", "说明")) is Role.PROGRESS


# -- a net beside its parts, a row of sums -----------------------------------------------------------------------------

NET = ("地区", "期间", "加分", "扣分", "加减分", "事由")


def test_a_net_beside_its_parts_counts_once() -> None:
    found = read(("镇海区", "2022年7月", 3, 1, 2, "甲"), ("江北区", "2022年7月", None, None, -2, "乙"), headings=NET)
    assert [entry.value for entry in read(("镇海区", "2022年7月", 3, None, "—", "甲"), headings=NET)] == [Decimal(3)]
    assert [(entry.value, entry.source.cell) for entry in found] == [
        (Decimal(3), "C2"),
        (Decimal(-1), "D2"),
        (Decimal(-2), "E3"),
    ]
    equal = read(("镇海区", "2022年7月", 3, 3, 0, "甲"), headings=NET)
    assert sum(entry.value for entry in equal) == 0


@pytest.mark.parametrize(("given", "taken", "net"), [(3, 1, 4), (3, None, 0), (None, 1, 1)])
def test_a_net_that_differs_from_its_parts_is_refused(given: object, taken: object, net: object) -> None:
    assert refused(("镇海区", "2022年7月", given, taken, net, "甲"), headings=NET) == ("points.net", "E2")


def test_a_row_of_sums_gives_nothing() -> None:
    found = read(("镇海区", "2022年7月", 3, None, "甲"), ("合计", None, 3, None, None), ("合计", None, 3, None, "合计"))
    assert [entry.value for entry in found] == [Decimal(3)]
