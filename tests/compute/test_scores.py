"""Weighted scores: weights, caps, positions, what is left out and what that does to the rest; rank and gain on them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from boards import ask, column, dataset, make_pack, regions, targets
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compute import board as board_module
from gongwen.compute import compute_board, score_column
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Points
from gongwen.model.figures import Board, Figure, SeriesKey
from gongwen.model.pack import Numbers, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import Band, Condition, LightScheme, PointRules, Quantity, ScoreItem, ScoreSpec
from gongwen.model.sources import Source
from gongwen.model.terms import Direction, Measure

JULY = Period.parse("2022-07")
INV = ScoreItem("inv", Decimal(60), "当月", "当月")
STARTS = ScoreItem("start", Decimal(40), "当月", "当月")
GROWTH = ScoreItem("growth", Decimal(40), "当月", "当月")
SCORED = Topic("综合", "综合", "本期")
BONUS, PENALTY, NET = Measure.BONUS, Measure.PENALTY, Measure.POINTS


def board_of(spec: ScoreSpec, values: dict[str, dict[str, str | None]], goals: dict[str, dict[str, str | None]],
             *, period: str = "2022-07", earlier: dict[str, dict[str, str | None]] | None = None, **more: object) -> Board:  # fmt: skip
    rows = [o for code, row in values.items() for o in column(code, period, row)]
    wanted = [t for code, row in goals.items() for t in targets(code, period, row)]
    if earlier is not None:
        rows += [o for code, row in earlier.items() for o in column(code, "2022-06", row)]
        wanted += [t for code, row in goals.items() for t in targets(code, "2022-06", row)]
    pack = make_pack(SCORED, scores=(spec,), **more)  # type: ignore[arg-type]
    return compute_board(dataset(rows, wanted), pack, Period.parse(period))


def of(board: Board, region: str, measure: Measure = Measure.SCORE) -> Figure:
    return board.get(SeriesKey("综合", JULY, None, Measure.SCORE, Period.month(2022, 6)).of(region, measure))


def part(board: Board, region: str, indicator: str) -> Figure:
    key = SeriesKey(indicator, JULY, JULY, None)
    return board.get(key.of(region, Measure.CONTRIBUTION, "综合"))


TWO = ScoreSpec("综合", (INV, STARTS))


def test_a_score_is_the_weighted_mean_of_printed_rates() -> None:
    board = board_of(
        TWO,
        {"inv": {"A": "20.1"}, "start": {"A": "9"}},
        {"inv": {"A": "22"}, "start": {"A": "10"}},
    )
    figure = of(board, "A")
    # 20.1/22 prints 91.4; (60 × 91.4 + 40 × 90.0) ÷ 100
    assert (figure.text, figure.unit) == ("90.84", "分")
    assert figure.value == Fraction("90.84")
    assert figure.formula == "（60 × 91.4 + 40 × 90.0）÷ 100"
    assert (part(board, "A", "inv").text, part(board, "A", "start").text) == ("54.84", "36.00")
    assert part(board, "A", "inv").formula == "60 ÷ 100 × 91.4"
    assert len(figure.sources) == 4


def test_exact_rates_by_setting() -> None:
    spec = ScoreSpec("综合", (INV,), on="exact", decimals=4)
    assert of(board_of(spec, {"inv": {"A": "20.1"}}, {"inv": {"A": "22"}}), "A").text == "91.3636"


@pytest.mark.parametrize(("cap", "text"), [("100", "96.00"), ("120", "108.00"), ("150", "111.00")])
def test_no_indicator_counts_beyond_its_cap(cap: str, text: str) -> None:
    spec = ScoreSpec("综合", (INV, STARTS), cap=Decimal(cap))
    board = board_of(spec, {"inv": {"A": "125"}, "start": {"A": "9"}}, {"inv": {"A": "100"}, "start": {"A": "10"}})
    assert of(board, "A").text == text
    capped = cap != "150"
    assert ("封顶" in of(board, "A").formula) is capped


def test_what_has_no_target_is_left_out_and_the_weights_of_the_rest_are_spread() -> None:
    board = board_of(
        TWO,
        {"inv": {"A": "9", "B": "9", "C": "9"}, "start": {"A": "10", "B": "10", "C": "10"}},
        {"inv": dict.fromkeys("ABC", "10"), "start": {"A": None, "B": "完成市级下达目标", "C": "0"}},
    )
    notes = {"A": "未设目标", "B": "目标为文字", "C": "目标为0"}
    for region, note in notes.items():
        figure = of(board, region)
        assert (figure.text, figure.formula) == ("90.00", "（60 × 90.0）÷ 60")
        assert figure.note == f"新开工项目{note}，不计分，权重按其余1项折算"
        assert part(board, region, "start").note == f"{note}，不计分"


def test_without_any_target_there_is_no_score() -> None:
    board = board_of(TWO, {"inv": {"A": "9"}, "start": {"A": "1"}}, {})
    assert (of(board, "A").text, of(board, "A").note) == ("—", "没有一项设了目标")
    assert of(board, "A", Measure.RANK).text == "—"


@pytest.mark.parametrize(
    ("missing", "text", "note", "beside"),
    [("none", "—", "投资未报送", "36.00"), ("zero", "36.00", "", "36.00"), ("skip", "90.00", "投资未报送，不计分", "90.00")],
)
def test_not_reporting_never_raises_a_score_unless_a_pack_says_so(
    missing: str, text: str, note: str, beside: str
) -> None:
    spec = ScoreSpec("综合", (INV, STARTS), missing=missing)
    board = board_of(spec, {"inv": {"A": None}, "start": {"A": "9"}}, {"inv": {"A": "10"}, "start": {"A": "10"}})
    assert of(board, "A").text == text
    assert of(board, "A").note.startswith(note)
    assert part(board, "A", "start").text == beside


@pytest.mark.parametrize(
    ("growth", "text"), [("30", "100.00"), ("15", "50.00"), ("0", "0.00"), ("-4", "0.00"), ("45", "100.00")]
)
def test_growth_is_marked_by_its_place_between_floor_and_target(growth: str, text: str) -> None:
    board = board_of(ScoreSpec("综合", (GROWTH,)), {"growth": {"A": growth}}, {"growth": {"A": "30"}})
    assert of(board, "A").text == text


def test_a_floor_of_its_own() -> None:
    item = ScoreItem("growth", Decimal(1), "当月", "当月", floor=Decimal(-10))
    board = board_of(
        ScoreSpec("综合", (item,)), {"growth": {"A": "10", "B": "10"}}, {"growth": {"A": "30", "B": "-10"}}
    )
    assert of(board, "A").formula == "（1 × （10 − -10）÷（30 − -10）× 100）÷ 1"
    assert (of(board, "A").text, of(board, "B").text) == ("50.00", "—")
    assert part(board, "B", "growth").note == "目标没有好过底线-10，不计分"


def test_smaller_is_better_with_a_floor() -> None:
    energy = Indicator("energy", "能耗", "吨", direction=Direction.LOWER)
    item = ScoreItem("energy", Decimal(1), "当月", "当月", floor=Decimal(100))
    board = board_of(
        ScoreSpec("综合", (item,)),
        {"energy": {"A": "70", "B": "60", "C": "110"}},
        {"energy": dict.fromkeys("ABC", "60")},
        indicators=(energy,),
    )
    assert [of(board, region).text for region in "ABC"] == ["75.00", "100.00", "0.00"]


def test_a_score_short_of_the_full_mark_never_reads_full() -> None:
    board = board_of(
        ScoreSpec("综合", (ScoreItem("inv", Decimal(1), "当月", "当月"),), on="exact"),
        {"inv": {"A": "99.9999", "B": "100"}},
        {"inv": dict.fromkeys("AB", "100")},
    )
    assert [of(board, region).text for region in "AB"] == ["99.9999", "100.00"]
    assert [of(board, region, Measure.RANK).text for region in "AB"] == ["2", "1"]


def test_scores_of_printed_rates_are_ranked_as_they_read() -> None:
    goals = {"inv": dict.fromkeys("ABC", "100"), "start": dict.fromkeys("ABC", "1000")}
    nearly = {"inv": {"A": "100", "B": "100", "C": "99.96"}, "start": {"A": "999", "B": "1000", "C": "1000"}}
    spec = ScoreSpec("综合", (replace(INV, weight=Decimal(9)), replace(STARTS, weight=Decimal(1))), decimals=1)
    board = board_of(spec, nearly, goals)
    assert [of(board, region).text for region in "ABC"] == ["99.99", "100.0", "99.96"]
    assert [of(board, region, Measure.RANK).text for region in "ABC"] == ["2", "1", "3"]


def test_ranks_and_gains_on_scores() -> None:
    goals = {"inv": dict.fromkeys("ABC", "10"), "start": dict.fromkeys("ABC", "10")}
    board = board_of(
        TWO,
        {"inv": {"A": "9", "B": "9", "C": "10"}, "start": {"A": "8", "B": "8", "C": "10"}},
        goals,
        earlier={"inv": {"A": "10", "B": "8", "C": "9"}, "start": {"A": "10", "B": "8", "C": "9"}},
    )
    assert [of(board, region, Measure.RANK).text for region in "ABC"] == ["2", "2", "1"]
    assert [of(board, region, Measure.RANK_GAIN).text for region in "ABC"] == ["↓1", "↑1", "↑1"]
    assert of(board, "T", Measure.RANK).text == "—"


def test_every_operand_is_on_the_board() -> None:
    board = board_of(
        TWO,
        {"inv": {"A": "9"}, "start": {"A": None}},
        {"inv": {"A": "10"}, "start": {"A": "10"}},
        earlier={"inv": {"A": "1"}},
    )
    assert {key for figure in board for key in figure.operands} <= set(board.figures)


# -- ranked before any score is settled ------------------------------------------------------------------------------

NEAR = st.sampled_from(["0", "49.97", "99.94", "99.96", "99.996", "100", "100.04", "119.99", "120", "250", "-3"])
DONE = st.one_of(st.none(), NEAR, st.decimals(0, 300, places=2).map(str))
WANTED = st.one_of(st.none(), st.sampled_from(["100", "0", "30以下", "完成"]), st.decimals(1, 200, places=1).map(str))
ITEM = st.tuples(
    st.lists(st.tuples(DONE, WANTED), min_size=12, max_size=12),
    st.sampled_from(["1", "2.5", "20", "33.3"]),
    st.sampled_from([None, "99.95", "110", "120"]),
)


@given(
    st.lists(ITEM, min_size=1, max_size=4),
    st.sampled_from(["none", "zero", "skip"]),
    st.sampled_from(["100", "100.05", "120"]),
    st.integers(0, 3),
    st.builds(
        Numbers,
        ties=st.sampled_from(["competition", "dense"]),
        rounding=st.sampled_from(["half_up", "half_even"]),
        never_round_to_done=st.booleans(),
        within_category=st.booleans(),
    ),
)
def test_ranks_from_numbers_alone_are_those_of_the_printed_scores(
    items: list[tuple[list[tuple[str | None, str | None]], str, str | None]],
    missing: str, cap: str, decimals: int, numbers: Numbers,
) -> None:  # fmt: skip
    codes = [f"i{n}" for n in range(len(items))]
    members = regions(12, categories=tuple("一二三" * 4))
    names = [region.code for region in members[1:]]
    parts = tuple(
        ScoreItem(code, Decimal(weight), "当月", "当月", cap=None if own is None else Decimal(own))
        for code, (_, weight, own) in zip(codes, items, strict=True)
    )
    board = board_of(
        ScoreSpec("综合", parts, cap=Decimal(cap), decimals=decimals, missing=missing),
        {code: {n: row[0] for n, row in zip(names, rows, strict=True)} for code, (rows, _, _) in zip(codes, items, strict=True)},
        {code: {n: row[1] for n, row in zip(names, rows, strict=True)} for code, (rows, _, _) in zip(codes, items, strict=True)},
        indicators=tuple(Indicator(code, code, "个", decimals=2) for code in codes),
        members=members,
        numbers=numbers,
    )
    for category in "一二三" if numbers.within_category else ("",):
        inside = [region.code for region in members[1:] if category in ("", region.category)]
        ranked = {name: of(board, name, Measure.RANK).text for name in inside}
        printed = {name: of(board, name).text for name in inside}
        scores = {name: Fraction(text) for name, text in printed.items() if text != "—"}
        better = {name: [other for other in scores.values() if other > score] for name, score in scores.items()}
        places = {n: len(set(found) if numbers.ties == "dense" else found) + 1 for n, found in better.items()}
        assert ranked == {name: str(places[name]) if name in places else "—" for name in inside}


# -- an oracle -------------------------------------------------------------------------------------------------------

ROW = st.tuples(
    st.one_of(st.none(), st.decimals(0, 300, places=1)), st.one_of(st.none(), st.integers(1, 200)), st.integers(1, 50)
)


@given(st.lists(ROW, min_size=1, max_size=5), st.sampled_from([100, 120]), st.sampled_from(["none", "zero", "skip"]))
def test_against_an_oracle(rows: list[tuple[Decimal | None, int | None, int]], cap: int, missing: str) -> None:
    codes = [f"i{n}" for n in range(len(rows))]
    spec = ScoreSpec(
        "综合",
        tuple(ScoreItem(code, Decimal(row[2]), "当月", "当月") for code, row in zip(codes, rows, strict=True)),
        cap=Decimal(cap), on="exact", missing=missing,
    )  # fmt: skip
    board = board_of(
        spec,
        {code: {"A": None if row[0] is None else str(row[0])} for code, row in zip(codes, rows, strict=True)},
        {code: {"A": None if row[1] is None else str(row[1])} for code, row in zip(codes, rows, strict=True)},
        indicators=tuple(Indicator(code, code, "个", decimals=1) for code in codes),
        members=regions(1),
        numbers=Numbers(),
    )
    counted = [(a, t, w) for a, t, w in rows if t is not None and not (a is None and missing == "skip")]
    value = of(board, "A").value
    if not counted or (missing == "none" and any(a is None for a, _, _ in counted)):
        assert value is None
        return
    total = sum(w for _, _, w in counted)
    marks = [(min(Fraction(a) * 100 / t, cap) if a is not None else 0) * w for a, t, w in counted]
    assert value == sum(marks, Fraction(0)) / total
    assert 0 <= value <= cap


# -- 加减分 ----------------------------------------------------------------------------------------------------------


def point(region: str, period: str, value: str, reason: str = "表扬", score: str = "") -> Points:
    return Points(
        region, Period.parse(period), Decimal(value), reason, Source("加减分.xlsx", "表", f"{region}{value}"), score
    )


def with_points(*entries: Points, rules: PointRules = PointRules()) -> Board:  # noqa: B008 - frozen
    spec = replace(TWO, points=rules)
    pack = make_pack(SCORED, scores=(spec,))
    data = dataset(column("inv", "2022-07", {"A": "9", "B": "9"}), targets("inv", "2022-07", dict.fromkeys("AB", "10")))
    return compute_board(replace(data, points=entries), pack, JULY)


def test_points_are_added_last_with_reason_and_source() -> None:
    board = with_points(point("A", "2022-07", "2"), point("A", "2022-07", "-0.5", "迟报"))
    assert [of(board, "A", measure).text for measure in (BONUS, PENALTY, NET)] == ["2.00", "0.50", "1.50"]
    score = of(board, "A")
    assert (score.text, score.value) == ("91.50", Fraction("91.5"))
    assert score.formula.endswith("÷ 60 + 加减分1.5")
    assert of(board, "A", NET).key in score.operands
    assert [source.cell for source in score.sources][-2:] == ["A2", "A-0.5"]
    assert of(board, "A", BONUS).formula == "2分（表扬）"
    assert (of(board, "B").text, of(board, "B", NET).text) == ("90.00", "0.00")
    assert [of(board, region, Measure.RANK).text for region in "AB"] == ["1", "2"]


def test_points_count_up_to_their_caps() -> None:
    rules = PointRules(Decimal(3), Decimal(1))
    board = with_points(
        point("A", "2022-07", "2"), point("A", "2022-07", "2", "另一件"), point("B", "2022-07", "-4"), rules=rules
    )
    assert [of(board, region).text for region in "AB"] == ["93.00", "89.00"]
    assert of(board, "A", BONUS).note == "合计4分，按最多3分计"
    assert of(board, "B", NET).note == "扣分合计4分，按最多1分计"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (point("A", "2022-07-05..2022-07-10", "1"), "91.00"),
        (point("A", "2022-06", "1"), "90.00"),
        (point("A", "2022-Q3", "1"), "90.00"),
        (point("A", "2022-07", "1", score="综合"), "91.00"),
        (point("A", "2022-07", "1", score="年度"), "90.00"),
    ],
)
def test_points_count_in_their_own_period_and_score(entry: Points, text: str) -> None:
    assert of(with_points(entry), "A").text == text


def test_a_score_that_takes_no_points_has_no_such_figures() -> None:
    board = board_of(TWO, {"inv": {"A": "9"}}, {"inv": {"A": "10"}})
    with pytest.raises(KeyError):
        of(board, "A", NET)


def test_points_never_make_a_score() -> None:
    """Without a mark there is no score that points could better."""
    board = with_points(point("C", "2022-07", "5"))
    assert (of(board, "C").text, of(board, "C", NET).text) == ("—", "5.00")


@pytest.mark.parametrize(("issue", "parts", "whole"), [("2022-07", ("45.00", "25.00"), "70.00"), ("2022-08", ("90.00", "—"), "90.00")])
def test_a_part_that_two_issues_share_is_this_issues(issue: str, parts: tuple[str, str], whole: str) -> None:
    """上半年 is the same in July, when it is half of the score, as in June and August, when it is the whole."""
    score = ScoreSpec("综合", (ScoreItem("inv", Decimal(1), "上半年", "上半年"), ScoreItem("start", Decimal(1), "当月", "当月")))
    done = [*column("inv", "2022-H1", {"A": "9"}), *column("start", "2022-07", {"A": "5"})]
    goals = [*targets("inv", "2022-H1", {"A": "10"}), *targets("start", "2022-07", {"A": "10"})]
    pack = make_pack(Topic("综合", "综合", "当月"), scores=(score,))
    board = compute_board(dataset(done, goals), pack, Period.parse(issue))
    half, month = SeriesKey("inv", Period.parse("2022-H1"), Period.parse("2022-H1")), Period.parse(issue)
    made = (board.get(key.of("A", Measure.CONTRIBUTION, "综合")).text for key in (half, SeriesKey("start", month, month)))
    assert (tuple(made), board.get(SeriesKey("综合", month).of("A", Measure.SCORE)).text) == (parts, whole)


def test_scores_and_lights_are_settled_when_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that shows neither does not pay for them; one that does pays once, and for the regions it shows."""
    calls: list[str] = []
    for module, name in ((score_column, "score_figures"), (board_module, "light_figures")):
        settle = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *of, name=name, settle=settle: calls.append(name) or settle(*of))
    score = ScoreSpec("综合", (ScoreItem("inv", Decimal(1), "当月", "当月"),))
    scheme = LightScheme("默认", Quantity.RATE, (Band("绿", (Condition(Quantity.RATE, "≥", Decimal(80)),)), Band("红")))
    topics = (Topic("投资", "inv", "当月", "当月", light="默认"), Topic("综合", "综合", "当月"))
    pack = make_pack(*topics, scores=(score,), lights=(scheme,))
    data = dataset(column("inv", "2022-07", {"A": "9", "B": "5"}), targets("inv", "2022-07", dict.fromkeys("AB", "10")))
    plain, scored = (ask(topic, data, pack=pack) for topic in topics)
    assert plain.text("A", Measure.RANK) == "1" and calls == []
    assert scored.text("B", Measure.RANK) == "2" and scored.text("B", Measure.SCORE) == "50.00" and calls == ["score_figures"]
    light = plain.board.get(plain.key.of("B", Measure.LIGHT, "默认"))
    assert light.text == "■红" and calls == ["score_figures", "light_figures"]
    assert scored.text("A", Measure.SCORE) == "90.00" and calls.count("score_figures") == 2
