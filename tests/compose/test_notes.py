"""The notes under a table: why a figure is not there, what rank changes compare with, how much was restated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from boards import INVESTMENT, NAMES, column, dataset, make_pack, observed, regions, targets

from gongwen.compose import Setting, revision_problems
from gongwen.compose.facts import topic_words
from gongwen.compose.notes import numbered_notes, table_notes
from gongwen.compose.workbook import workbook_of
from gongwen.compute import compute_board
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset, Kind
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, Numbers, Pack, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.terms import Direction, Measure

ISSUE = Period.parse("2022-07")
COLUMNS = (
    ColumnSpec(("完成",), Measure.ACTUAL, "inv", "当月"),
    ColumnSpec(("完成率",), Measure.COMPLETION_RATE, "inv", "当月", "当月"),
    ColumnSpec(("变化",), Measure.RANK_GAIN, "inv", "当月", "当月"),
)


def settled(data: Dataset, pack: Pack, baseline: Baseline | None = None) -> Setting:
    return Setting(pack, compute_board(data, pack, ISSUE, baseline=baseline), data, Issue(ISSUE))


def notes(setting: Setting) -> str:
    (table,) = setting.pack.tables
    series = tuple(setting.series(column, ISSUE, table.basis) for column in table.columns)
    return "\n".join(table_notes(setting, table, ISSUE, series))


def pack_of(*columns: ColumnSpec) -> Pack:
    return make_pack(members=regions(12), tables=(TableSpec("月表", "月表", columns),))


def published(figures: Mapping[str, tuple[str, str]], period: str = "2022-06") -> Baseline:
    made = {figure_id: PublishedFigure(Fraction(value), text) for figure_id, (value, text) in figures.items()}
    return Baseline(Period.parse(period), f"已发布/{period}", made)


def test_a_base_of_nothing_and_a_target_of_nothing_are_said_with_names() -> None:
    growth = ColumnSpec(("增速",), Measure.ACTUAL, "growth", "当月")
    rows = [*column("inv", "2022-07", dict.fromkeys("ABC", "5")), observed("A", "inv", "2022-07", "0", kind=Kind.BASE)]
    rows += [
        observed("B", "inv", "2022-07", "-1", kind=Kind.BASE),
        observed("C", "inv", "2022-07", "4", kind=Kind.BASE),
    ]
    data = dataset(rows, targets("inv", "2022-07", {"A": "10", "B": "0", "C": "10"}))
    said = notes(settled(data, pack_of(*COLUMNS, growth)))
    assert "投资增速：甲区、乙区上年同期数不为正，不计算增速。" in said
    assert "投资：乙区目标为0，不计算完成率。" in said
    assert "丙区" not in said


def test_new_is_in_the_legend_where_it_is_in_the_table() -> None:
    data = dataset(column("inv", "2022-07", {"A": "5", "B": "4"}), targets("inv", "2022-07", dict.fromkeys("AB", "10")))
    rank = "inv/rank@2022-06~2022-06^completion_rate"
    for codes, is_used in (("A", True), ("AB", False)):
        known = published({f"{code}/{rank}": ("1", "1") for code in codes})
        assert ("新为新列入" in notes(settled(data, pack_of(*COLUMNS), known))) == is_used


def test_the_issue_that_changes_compare_with_is_named_where_one_was_left_out() -> None:
    data = dataset(column("inv", "2022-07", {"A": "5"}), targets("inv", "2022-07", {"A": "10"}))
    usual = published({"A/inv/rank@2022-06~2022-06^completion_rate": ("2", "2")})
    earlier = published({"A/inv/rank@2022-05~2022-05^completion_rate": ("2", "2")}, "2022-05")
    assert "排名变化均为" not in notes(settled(data, pack_of(*COLUMNS), usual))
    assert "排名变化均为较上期（2022年5月）。" in notes(settled(data, pack_of(*COLUMNS), earlier))
    growth = ColumnSpec(("变化",), Measure.RANK_GAIN, "growth", "当月")
    both = dataset([*column("inv", "2022-07", {"A": "5"}), *column("growth", "2022-07", {"A": "5"})], data.targets.values())
    rank = PublishedFigure(Fraction(2), "2")
    mixed = replace(earlier, figures={**earlier.figures, "A/growth/rank@2022-06^actual": rank})
    assert "投资的排名变化为较上期（2022年5月）。" in notes(settled(both, pack_of(*COLUMNS, growth), mixed))
    topic = Topic("投资", "inv", "当月", "当月")
    said = [topic_words(settled(data, make_pack(topic), known), topic)["上期"] for known in (usual, earlier)]
    assert said == ["上月", "上期（2022年5月）"]


def test_restated_figures_are_counted_whole_and_every_one_is_a_record() -> None:
    codes = "ABCDEFGHIJ"
    june = column("inv", "2022-06", dict.fromkeys(codes, "9"))
    data = dataset([*june, *column("inv", "2022-05", {"A": "9"}), *column("inv", "2022-07", dict.fromkeys(codes, "5"))])
    known = {f"{code}/inv/actual@2022-06": ("8", "8.0") for code in codes} | {"A/inv/actual@2022-05": ("8", "8.0")}
    setting = settled(data, pack_of(*COLUMNS), published(known))
    said = notes(setting)
    assert f"{NAMES[7]}6月投资由8.0改为9.0亿元，等共10处。" in said
    lines = [text for name, text in workbook_of(setting, "晾晒表", "晾晒表", ()).explanations if name == "数据修订"]
    assert len(lines) == 10 and all(any(name in line for line in lines) for name in NAMES[:10])
    assert NAMES[8] not in said and "5月投资" not in said, "May's figure was not printed in June's issue"
    told = revision_problems(setting)
    assert [p.cell for p in told] == ["A-inv-2022-05", *(f"{code}-inv-2022-06" for code in codes)]
    assert "没有印、只用来比较的数" in told[0].message and "没有印" not in told[1].message


def test_the_text_of_few_restated_figures_has_no_count() -> None:
    data = dataset(column("inv", "2022-06", {"A": "9"}))
    setting = settled(data, replace(pack_of(*COLUMNS)), published({"A/inv/actual@2022-06": ("8", "8.0")}))
    assert "甲区6月投资由8.0改为9.0亿元。位次变化" in notes(setting)


def test_a_lead_of_what_is_the_better_the_less_is_explained_under_the_table() -> None:
    energy = Indicator("use", "能耗", "吨", direction=Direction.LOWER)
    lead = ColumnSpec(("超时序",), Measure.LEAD_PP, "use", "当月", "全年")
    pack = make_pack(indicators=[INVESTMENT, energy], tables=(TableSpec("月表", "月表", (lead,)),))
    assert "能耗越小越好，超时序为正的是高于时序进度。" in notes(settled(dataset(), pack))
    usual = make_pack(tables=(TableSpec("月表", "月表", (replace(lead, indicator="inv"),)),))
    assert "越小越好" not in notes(settled(dataset(), usual))


def test_a_note_alone_has_no_number() -> None:
    assert numbered_notes(["", "本件为示例。"]) == ("注：本件为示例。",)
    assert numbered_notes(["甲。", "", "乙。"]) == ("注：1．甲。", "2．乙。")
    assert numbered_notes([""]) == ()


def test_who_was_ranked_in_another_class_before_is_named() -> None:
    data = dataset(column("inv", "2022-07", dict.fromkeys("ABC", "5")), targets("inv", "2022-07", dict.fromkeys("ABC", "10")))
    table = TableSpec("月表", "月表", COLUMNS)
    then = make_pack(members=regions(3, categories="甲甲乙"), numbers=Numbers(within_category=True), tables=(table,))
    now = replace(then, regions=regions(3, categories="乙甲乙"))
    ranks = {f"{code}/inv/rank@2022-06~2022-06^completion_rate": ("1", "1") for code in "ABC"}
    known = replace(published(ranks), rules=then.rank_rules)
    assert "甲区上期不在同一类别中排名，不比变化。" in notes(settled(data, now, known))
    assert "不比变化" not in notes(settled(data, then, known))
