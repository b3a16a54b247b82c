"""Headings of rank changes: the issue that is really compared with, whatever was left out between."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from boards import column, dataset, make_pack, targets

from gongwen.compose import Setting, compose_table
from gongwen.compose.before import heading_of_change
from gongwen.compose.charts import compose_chart
from gongwen.compute import compute_board
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.issue import Issue
from gongwen.model.pack import ChartSpec, ColumnSpec, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.terms import Measure

GAIN = Measure.RANK_GAIN


def heading(
    window: str, against: str, *, basis: str = "month", issue: str = "2022-07", before: tuple[str, str] | None = None,
    written: str = "较{{ 上期 }}", as_of: date | None = None,
) -> str:  # fmt: skip
    """The heading of a column of rank changes; ``before`` is (published issue, period~target's) with a rank in it."""
    spec = TableSpec("表", "表", (ColumnSpec(("投资", written), GAIN, "inv", window, against),), basis=basis)
    pack = make_pack(tables=(spec,))
    issued = Issue(Period.parse(issue), as_of=as_of)
    frame = Setting(pack, compute_board(dataset(), pack, issued.period, as_of=as_of), dataset(), issued)
    key = frame.series(spec.columns[0], frame.frame(spec), basis)
    assert key is not None and key.against is not None
    data = dataset(column("inv", key.period.code, {"A": "9"}), targets("inv", key.against.code, {"A": "10"}))
    known = None
    if before is not None:
        rank = PublishedFigure(Fraction(3), "3")
        known = Baseline(Period.parse(before[0]), "已发布/上期", {f"A/inv/rank@{before[1]}^completion_rate": rank})
    board = compute_board(data, pack, issued.period, as_of=as_of, baseline=known)
    table = compose_table(Setting(pack, board, data, issued), spec)
    return table.columns[1].path[-1]


@pytest.mark.parametrize(
    ("basis", "issue", "said"),
    [
        ("month", "2022-07", "较上月"),
        ("month", "2022-03", "较上期"),  # 1—2月 is not the month before
        ("month", "2022-02", "较上期"),
        ("quarter", "2022-Q2", "较上季度"),
        ("year", "2022", "较上年"),
        ("to_date", "2022-07", "较上期"),
        ("days", "2022-07", "较上期"),
    ],
)
def test_the_issue_one_period_back_goes_by_its_usual_name(basis: str, issue: str, said: str) -> None:
    assert heading("本期", "全年", basis=basis, issue=issue) == said


@pytest.mark.parametrize(
    ("window", "against", "basis", "issue", "before", "said"),
    [
        ("当月", "当月", "month", "2022-07", ("2022-06", "2022-06~2022-06"), "较上月"),
        ("当月", "当月", "month", "2022-07", ("2022-05", "2022-05~2022-05"), "较5月"),
        ("当月", "当月", "month", "2022-03", ("2021-12", "2021-12~2021-12"), "较2021年12月"),
        ("本年累计", "全年", "month", "2022-07", ("2022-05", "2022-01-01..2022-05-31~2022"), "较1—5月"),
        ("本年累计", "全年", "month", "2022-09", ("2022-06", "2022-H1~2022"), "较1—6月"),
        ("本季", "本季", "quarter", "2022-Q4", ("2022-Q2", "2022-Q2~2022-Q2"), "较第二季度"),
        ("全年", "全年", "year", "2022", ("2020", "2020~2020"), "较2020年"),
        ("当月", "当月", "month", "2022-07", ("2022-05", "2022-05~2022-Q2"), "较上期"),
        ("本期", "全年", "to_date", "2022-07", ("2022-06", "2022-01-01..2022-06-20~2022"), "较6月20日"),
    ],
)
def test_another_issue_goes_by_its_own_name(
    window: str, against: str, basis: str, issue: str, before: tuple[str, str], said: str
) -> None:
    assert heading(window, against, basis=basis, issue=issue, before=before) == said


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        ("较上月", "上月", "较上月"),
        ("比上个月", "上月", "比上个月"),
        ("较上季", "上季度", "较上季"),
        ("较上月", "上季度", "较上季度"),
        ("排名较上月变化", "1—5月", "排名较1—5月变化"),
        ("较上期", "5月", "较上期"),
        ("上年同期", "上月", "上年同期"),
        ("进位", "5月", "进位"),
    ],
)
def test_what_a_pack_wrote_out_stays_while_it_is_true(written: str, name: str, said: str) -> None:
    assert heading_of_change(written, name) == said


def test_a_written_heading_follows_the_issue_that_was_compared_with() -> None:
    assert heading("当月", "当月", written="较上月", before=("2022-05", "2022-05~2022-05")) == "较5月"
    assert heading("本季", "本季", written="较上月", basis="quarter", issue="2022-Q3") == "较上季度"


def test_a_charts_title_can_name_the_issue_before() -> None:
    topic = Topic("投资", "inv", "当月", "当月")
    chart = ChartSpec("位次", "位次变化（{{ 期间 }}较{{ 上期 }}）", "投资", kind="slope", measure=Measure.RANK)
    pack = make_pack(topic, charts=(chart,))
    data = dataset(column("inv", "2022-07", {"A": "9"}), targets("inv", "2022-07", {"A": "10"}))
    rank = {"A/inv/rank@2022-05~2022-05^completion_rate": PublishedFigure(Fraction(3), "3")}
    for known, said in ((None, "7月较上月"), (Baseline(Period.parse("2022-05"), "已发布/2022-05", rank), "7月较5月")):
        issue = Issue(Period.parse("2022-07"))
        setting = Setting(pack, compute_board(data, pack, issue.period, baseline=known), data, issue)
        assert compose_chart(setting, chart).title == f"位次变化（{said}）"
