"""History that was published and has changed since; adjustments that later reports make to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from boards import ask, column, dataset, make_pack, observed, targets

from gongwen.compute import compute_board
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.data import Dataset, Kind, Points
from gongwen.model.figures import Board
from gongwen.model.pack import Topic
from gongwen.model.period import Period
from gongwen.model.scoring import PointRules, ScoreItem, ScoreSpec
from gongwen.model.sources import Source
from gongwen.model.terms import Measure

MONTH = Topic("投资", "inv", "当月", "当月")
QUARTER = Topic("季度", "inv", "本季累计", "本季")


def baseline(figures: Mapping[str, tuple[str | None, str]]) -> Baseline:
    made = {
        figure_id: PublishedFigure(None if value is None else Fraction(value), text)
        for figure_id, (value, text) in figures.items()
    }
    return Baseline(Period.parse("2022-06"), "已发布/2022-06", made)


def board(data: Dataset, published: Baseline) -> Board:
    return compute_board(data, make_pack(MONTH), Period.parse("2022-07"), baseline=published)


def changes(data: Dataset, published: Mapping[str, tuple[str | None, str]]) -> list[tuple[str, str, str]]:
    return [(r.figure.id, r.published, r.current) for r in board(data, baseline(published)).revisions]


def test_a_figure_that_changed_is_named_with_both_texts_and_its_cell() -> None:
    data = dataset(column("inv", "2022-06", {"A": "9.5", "B": "8"}), targets("inv", "2022-Q2", {"A": "30"}))
    published = {
        "A/inv/actual@2022-06": ("8.5", "8.5"),
        "B/inv/actual@2022-06": ("8", "8.0"),
        "A/inv/target@2022-Q2": ("28", "28"),
        "A/inv/rank@2022-06~2022-06^completion_rate": ("1", "1"),
    }
    assert changes(data, published) == [
        ("A/inv/target@2022-Q2", "28", "30"),
        ("A/inv/actual@2022-06", "8.5", "9.5"),
    ]
    found = board(data, baseline(published)).revisions[1]
    assert [str(source) for source in found.figure.sources] == ["表.xlsx!表!A-inv-2022-06"]
    assert found.issue.code == "2022-06"


def test_a_change_below_the_printed_digit_is_told_exactly() -> None:
    data = dataset(column("inv", "2022-06", {"A": "8.54"}))
    assert changes(data, {"A/inv/actual@2022-06": ("8.52", "8.5")}) == [("A/inv/actual@2022-06", "8.52", "8.54")]


def test_what_the_data_no_longer_holds_is_no_revision() -> None:
    data = dataset(column("inv", "2022-07", {"A": "1"}))
    published = {
        "A/inv/actual@2022-06": ("8.5", "8.5"),
        "X/inv/actual@2022-06": ("8.5", "8.5"),
        "A/gone/actual@2022-06": ("8.5", "8.5"),
        "A/inv/target@2022-Q2": ("28", "28"),
        "kein/id": ("1", "1"),
        "A/inv/actual@vormals": ("1", "1"),
    }
    assert changes(data, published) == []


def test_a_figure_that_was_withdrawn_or_came_later() -> None:
    data = dataset([observed("A", "inv", "2022-06", None), observed("B", "inv", "2022-06", "3")])
    published = {"A/inv/actual@2022-06": ("8.5", "8.5"), "B/inv/actual@2022-06": (None, "—")}
    assert changes(data, published) == [("A/inv/actual@2022-06", "8.5", "—"), ("B/inv/actual@2022-06", "—", "3.0")]


def test_a_target_that_got_its_words() -> None:
    data = dataset([], targets("inv", "2022-Q3", {"A": "100以上", "B": "完成市级下达目标"}))
    published = {"A/inv/target@2022-Q3": ("90", "90"), "B/inv/target@2022-Q3": ("50", "50")}
    assert changes(data, published) == [
        ("A/inv/target@2022-Q3", "90", "100以上"),
        ("B/inv/target@2022-Q3", "50", "完成市级下达目标"),
    ]


def test_rank_gains_keep_to_what_was_published() -> None:
    goals = [t for period in ("2022-06", "2022-07") for t in targets("inv", period, dict.fromkeys("AB", "10"))]
    data = dataset(
        [*column("inv", "2022-06", {"A": "9", "B": "1"}), *column("inv", "2022-07", {"A": "9", "B": "1"})], goals
    )
    rank = "{}/inv/rank@2022-06~2022-06^completion_rate"
    published = baseline(
        {rank.format("A"): ("2", "2"), rank.format("B"): ("1", "1"), "A/inv/actual@2022-06": ("0.5", "0.5")}
    )
    asked = ask(MONTH, data, baseline=published)
    assert asked.text("A", Measure.RANK_GAIN) == "↑1"
    assert len(asked.board.revisions) == 1


def test_without_a_published_issue_nothing_is_restated() -> None:
    data = dataset(column("inv", "2022-06", {"A": "9.5"}))
    assert compute_board(data, make_pack(MONTH), Period.parse("2022-07")).revisions == ()


# -- adjustments -----------------------------------------------------------------------------------------------------


def test_an_adjustment_counts_where_months_are_added_up_here() -> None:
    rows = [
        *column("inv", "2022-07", {"A": "20", "B": "20"}),
        *column("inv", "2022-08", {"A": "10", "B": "10"}),
        replace(observed("A", "inv", "2022-08", "-2", kind=Kind.ADJUSTMENT), reason="重复报送"),
    ]
    asked = ask(QUARTER, dataset(rows, targets("inv", "2022-Q3", {"A": "56", "B": "60"})), issue="2022-08")
    assert asked.texts(Measure.ACTUAL) == {"T": "—", "A": "28.0", "B": "30.0", "C": "—"}
    assert asked("A", Measure.ACTUAL).formula == "7月20 + 8月10 − 8月调整2（重复报送）"
    assert asked.text("A", Measure.COMPLETION_RATE) == "50.0"
    assert len(asked("A", Measure.ACTUAL).sources) == 3


def test_a_months_own_figure_and_a_reported_cumulation_are_left_as_reported() -> None:
    rows = [
        *column("inv", "2022-07", {"A": "20"}),
        *column("inv", "2022-07-01..2022-08-31", {"A": "28"}),
        observed("A", "inv", "2022-07", "-2", kind=Kind.ADJUSTMENT),
        replace(observed("A", "inv", "2022-08", "-2", kind=Kind.ADJUSTMENT), reason="重复报送"),
    ]
    data = dataset(rows)
    assert ask(Topic("投资", "inv", "当月"), data).text("A", Measure.ACTUAL) == "20.0"
    assert ask(Topic("季度", "inv", "本季累计"), data, issue="2022-08").text("A", Measure.ACTUAL) == "28.0"


def test_the_cell_that_changed_is_the_parts() -> None:
    """The sum of 1—2月 and March: who looks for the change is sent to March's file."""
    topic = Topic("投资", "inv", "本年累计", "全年")
    rows = [*column("inv", "2022-01-01..2022-02-28", {"A": "3"}), *column("inv", "2022-03", {"A": "5"})]
    known = Baseline(
        Period.parse("2022-03"),
        "已发布/2022-03",
        {"A/inv/actual@2022-Q1": PublishedFigure(Fraction(7), "7.0", "1—2月3 + 3月4")},
    )
    found = compute_board(dataset(rows), make_pack(topic), Period.parse("2022-04"), baseline=known).revisions
    assert [(r.published, r.current, str(r.source)) for r in found] == [("7.0", "8.0", "表.xlsx!表!A-inv-2022-03")]


def test_the_changed_side_of_a_growth_rate() -> None:
    rows = [
        *column("inv", "2022-06", {"A": "9"}),
        observed("A", "inv", "2022-06", "8", kind=Kind.BASE),
        *column("growth", "2022-07", {"A": "1"}),
    ]
    published = {"A/growth/actual@2022-06": PublishedFigure(Fraction(-10), "-10.0", "（9 ÷ 10 − 1）× 100")}
    known = Baseline(Period.parse("2022-06"), "已发布/2022-06", published)
    pack = make_pack(Topic("增速", "growth", "当月"))
    (found,) = compute_board(dataset(rows), pack, Period.parse("2022-07"), baseline=known).revisions
    assert found.source == rows[1].source
    assert found.source in found.figure.sources


def test_what_an_issue_only_compared_with_was_not_printed_there() -> None:
    rows = column("inv", "2022-05", {"A": "9"}) + column("inv", "2022-06", {"A": "8"})
    published = {"A/inv/actual@2022-05": ("4", "4.0"), "A/inv/actual@2022-06": ("7", "7.0")}
    found = board(dataset(rows), baseline(published)).revisions
    assert [(r.figure.key.period.code, r.is_printed) for r in found] == [("2022-05", False), ("2022-06", True)]
    shown = compute_board(
        dataset(rows),
        make_pack(MONTH, Topic("上月", "inv", "上月")),
        Period.parse("2022-07"),
        baseline=baseline(published),
    )
    assert [r.is_printed for r in shown.revisions] == [True, True], "a column of the month before prints it"


def test_points_given_after_the_issue_was_published_are_told() -> None:
    def given(region: str, period: str, value: int, cell: str) -> Points:
        return Points(region, Period.parse(period), Decimal(value), "表彰", Source("加减分.csv", "", cell))

    score = ScoreSpec("综合", (ScoreItem("inv", Decimal(1), "当月", "当月"),), points=PointRules())
    pack = make_pack(Topic("综合", "综合", "本期"), scores=(score,))
    values = [*column("inv", "2022-06", {"A": "9"}), *column("inv", "2022-07", {"A": "9"})]
    published = baseline(
        {
            "A/综合/bonus@2022-06": ("0", "0.00"),
            "A/综合/penalty@2022-06": ("1", "1.00"),
            "B/综合/bonus@2022-06": ("2", "2.00"),
        }
    )

    def told(*points: Points) -> list[tuple[str, Fraction | None, str]]:
        data = dataset(values, points=points)
        found = compute_board(data, pack, Period.parse("2022-07"), baseline=published).revisions
        return [(r.figure.id, r.figure.value, str(r.source)) for r in found]

    kept = (given("A", "2022-06", -1, "D2"), given("B", "2022-06", 2, "C3"))
    assert told(*kept) == []
    assert told(*kept, given("A", "2022-06", 20, "C4")) == [("A/综合/bonus@2022-06", Fraction(20), "加减分.csv!C4")]
    assert [name for name, _, _ in told(kept[0])] == ["B/综合/bonus@2022-06"], "taken back"
    assert told(given("A", "2022-07", 5, "C5")) == [], "this month's sheet alone says nothing of the month before"
