"""What an issue lacks: no declared column without any figure, totals that hold once adjustments came in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from boards import GROWTH, INVESTMENT, column, dataset, make_pack, observed, regions, targets
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute import compute_board, issue_problems
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.data import Dataset, Kind
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, Numbers, Relation, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Measure

TO_DATE = Topic("投资", "inv", "本年累计", "全年", basis="to_date")
CODES = ("T", "A", "B", "C")


def lacking(
    data: Dataset, *topics: Topic, issue: str = "2022-04", final: bool = False, relation: Relation | None = None
) -> list[Problem]:
    pack = make_pack(*topics, indicators=[INVESTMENT], relations=(relation or Relation("total"),))
    asked = Issue(Period.parse(issue), final=final)
    return issue_problems(compute_board(data, pack, asked.period), data, pack, asked, topics)


def months(*values: dict[str, str | None]) -> list:
    return [o for number, row in enumerate(values, start=3) for o in column("inv", f"2022-{number:02d}", row)]


EVEN: dict[str, str | None] = {"T": "30", "A": "10", "B": "10", "C": "10"}
FIRST = column("inv", "2022-01-01..2022-02-28", EVEN)
GOALS = targets("inv", "2022", dict.fromkeys(CODES, "100"))


def test_nothing_lacking_is_nothing_to_say() -> None:
    assert lacking(dataset([*FIRST, *months(EVEN, EVEN)], GOALS), TO_DATE) == []


@pytest.mark.parametrize(("final", "severity"), [(False, Severity.WARNING), (True, Severity.ERROR)])
def test_gaps_stop_a_final_only(final: bool, severity: Severity) -> None:
    found = lacking(dataset([*FIRST, *months({}, EVEN)]), TO_DATE, final=final)
    assert [(p.code, p.severity) for p in found] == [("series.no_figures", severity), ("series.no_targets", severity)]
    assert "缺3月的" in found[0].message
    assert all("sign_offs" in p.fix for p in found)


def test_what_is_not_over_yet_is_no_gap() -> None:
    ahead = (Topic("年", "inv", "全年", "全年"), Topic("季", "inv", "本季", "本季"), Topic("未来", "inv", "2022-05"))
    assert lacking(dataset(months({}, EVEN), GOALS), *ahead) == []


def test_an_absent_target_is_an_answer() -> None:
    data = dataset([*FIRST, *months(EVEN, EVEN)], targets("inv", "2022", dict.fromkeys(CODES)))
    assert lacking(data, TO_DATE) == []


def test_less_than_the_unit_is_a_figure() -> None:
    month = Topic("投资", "inv", "当月")
    assert lacking(dataset(months({}, dict.fromkeys(CODES, "…"))), month) == []


def test_a_rate_that_a_base_forbids_is_no_gap() -> None:
    """— with its reason; only what nobody reported is missing."""
    growth = Topic("增速", "growth", "当月")
    rows = [*column("inv", "2022-04", EVEN), *column("inv", "2022-04", {**EVEN, "T": "0"}, Kind.BASE)]
    pack = make_pack(growth, indicators=[INVESTMENT, GROWTH])
    issue = Issue(Period.parse("2022-04"), final=True)

    def found(data: Dataset) -> list[str]:
        board = compute_board(data, pack, issue.period)
        return [problem.code for problem in issue_problems(board, data, pack, issue, [growth])]

    assert found(dataset(rows)) == []
    assert found(dataset([o for o in rows if o.region != "T"])) == ["series.no_total"]
    assert found(dataset([*rows[:4], observed("T", "growth", "2022-04", None)])) == ["series.no_figures"]


changes = st.dictionaries(st.sampled_from(CODES), st.integers(-9, 9).filter(bool), max_size=4)


@given(changes, st.sampled_from(["2022-03", "2022-04"]), st.integers(0, 3))
def test_adjustments_of_parts_and_whole_agree_within_the_tolerance(
    change: dict[str, int], month: str, tolerance: int
) -> None:
    adjusted = [observed(c, "inv", month, str(v), kind=Kind.ADJUSTMENT) for c, v in change.items()]
    data = dataset([*FIRST, *months(EVEN, EVEN), *adjusted], GOALS)
    found = lacking(data, TO_DATE, relation=Relation("total", tolerance=Decimal(tolerance)))
    parts = sum(v for code, v in change.items() if code != "T")
    off = abs(parts - change.get("T", 0))
    assert [(p.code, p.severity) for p in found] == ([("total.adjusted", Severity.ERROR)] if off > tolerance else [])
    for problem in found:
        assert f"调整后各地相加{90 + parts}，全市{90 + change.get('T', 0)}" in problem.message
        assert problem.cell.partition("-")[0] in change


def test_a_total_that_was_reported_is_held_against_adjusted_parts() -> None:
    adjusted = [observed("A", "inv", "2022-04", "-5", kind=Kind.ADJUSTMENT)]
    parts = [o for o in (*FIRST, *months(EVEN, EVEN)) if o.region != "T"]
    for whole, code in (("85", []), ("90", ["total.adjusted"])):
        rows = [*parts, *adjusted, observed("T", "inv", "2022-01-01..2022-04-30", whole)]
        assert [p.code for p in lacking(dataset(rows, GOALS), TO_DATE)] == code


# -- the issue before ------------------------------------------------------------------------------------------------


def test_a_ranking_that_the_issue_before_lacks_is_said_of_those_who_print_its_change() -> None:
    def table(name: str, measure: Measure) -> TableSpec:
        return TableSpec(name, name, (ColumnSpec(("投资",), measure, "inv", "当月", "当月"),))

    moves, ranks_only = table("变化表", Measure.RANK_GAIN), table("排名表", Measure.RANK)
    topic = Topic("投资", "inv", "当月", "当月")
    pack = make_pack(topic, tables=(moves, ranks_only), indicators=[INVESTMENT])
    data = dataset(column("inv", "2022-04", {"A": "9"}), targets("inv", "2022-04", {"A": "10"}))
    known = {"A/inv/rank@2022-03~2022-Q1^completion_rate": PublishedFigure(Fraction(1), "1")}
    before = Baseline(Period.parse("2022-03"), "已发布/2022-03", known)
    issue = Issue(Period.parse("2022-04"))
    board = compute_board(data, pack, issue.period, baseline=before)

    def said(*users: TableSpec | Topic) -> list[Problem]:
        return [p for p in issue_problems(board, data, pack, issue, users, before) if p.code == "rank.no_previous"]

    assert said(ranks_only) == []
    (problem,) = said(moves, ranks_only, topic)
    assert (problem.severity, problem.file) == (Severity.INFO, "2022-03/manifest.json")
    assert problem.message == (
        "投资（4月，按完成率）的排名变化都印“—”：已发布的2022年3月一期里没有可比的一项排名（用于“变化表”、“投资”）"
    )
    nobody = dataset(targets=targets("inv", "2022-04", {"A": "10"}))
    empty = compute_board(nobody, pack, issue.period, baseline=before)
    assert [p.code for p in issue_problems(empty, nobody, pack, issue, [moves], before)] == ["series.no_figures"]


@pytest.mark.parametrize(("basis", "codes"), [("month", ["table.not_over"]), ("days", [])])
def test_a_table_of_months_in_the_issue_of_a_week_is_said(basis: str, codes: list[str]) -> None:
    spec = TableSpec("表", "表", (ColumnSpec(("投资",), Measure.ACTUAL, "inv", "本期"),), basis=basis)
    pack = make_pack(tables=(spec,), indicators=[INVESTMENT])
    data = dataset(column("inv", "2022-07-08..2022-07-14", EVEN))
    issue = Issue(Period.parse("2022-07-08..2022-07-14"))
    found = issue_problems(compute_board(data, pack, issue.period), data, pack, issue, [spec])
    assert [problem.code for problem in found] == codes


def test_the_years_targets_alone_are_a_whole_table_before_the_year_is_over() -> None:
    goal = ColumnSpec(("目标",), Measure.TARGET, "inv", "全年", "全年")
    done = ColumnSpec(("完成",), Measure.ACTUAL, "inv", "全年")
    data = dataset(column("inv", "2022-07", EVEN), targets("inv", "2022", dict.fromkeys(CODES, "10")))
    issue = Issue(Period.parse("2022-07"), final=True)
    for columns, codes in (((goal,), []), ((goal, done), ["table.not_over"])):
        spec = TableSpec("表", "表", columns)
        pack = make_pack(tables=(spec,), indicators=[INVESTMENT])
        found = issue_problems(compute_board(data, pack, issue.period), data, pack, issue, [spec])
        assert [problem.code for problem in found] == codes


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (Numbers(), ""),
        (Numbers(ties="dense"), "上期按显示的数、并列占位，这一期按显示的数、并列不占位"),
        (Numbers(rank_on="exact"), "上期按显示的数、并列占位，这一期按未修约的数、并列占位"),
        (Numbers(within_category=True), "上期按显示的数、并列占位，这一期按显示的数、并列占位、分类别"),
    ],
)
def test_a_change_of_the_rules_of_ranking_is_said(numbers: Numbers, said: str) -> None:
    topic = Topic("投资", "inv", "当月", "当月")
    members = regions(3, categories=["区", "区", "县"])
    pack = make_pack(topic, indicators=[INVESTMENT], members=members, numbers=numbers)
    data = dataset(column("inv", "2022-04", {"A": "9"}), targets("inv", "2022-04", {"A": "10"}))
    known = {"A/inv/rank@2022-03~2022-03^completion_rate": PublishedFigure(Fraction(1), "1")}
    issue, period = Issue(Period.parse("2022-04")), Period.parse("2022-03")
    for rules in (make_pack().rank_rules, None):
        before = Baseline(period, "已发布/2022-03", known, rules=rules)
        board = compute_board(data, pack, issue.period, baseline=before)
        found = [p for p in issue_problems(board, data, pack, issue, [topic], before) if p.code == "rank.other_rules"]
        assert len(found) == bool(said and rules)
        assert all(said in p.message and p.severity is Severity.WARNING for p in found)
