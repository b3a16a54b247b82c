"""What sentences may say where all are alike, few have reported, or a growth rate changed its sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from boards import column, dataset, make_pack, regions, targets

import gongwen as gw
from gongwen.compose import Setting
from gongwen.compose.facts import topic_words
from gongwen.compute import compute_board
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.data import Dataset
from gongwen.model.issue import Issue
from gongwen.model.pack import Topic
from gongwen.model.period import Period
from gongwen.phrasing.patterns import render_pattern

MONTH = Topic("投资", "inv", "当月", "当月")
SPEED = Topic("增速", "growth", "当月")
ISSUE = Period.parse("2022-07")


def words(topic: Topic, data: Dataset, baseline: Baseline | None = None) -> dict[str, Any]:
    pack = make_pack(topic, members=regions(4))
    board = compute_board(data, pack, ISSUE, baseline=baseline)
    return topic_words(Setting(pack, board, data, Issue(ISSUE)), topic)


def july(values: Mapping[str, str], before: Mapping[str, str] = {}) -> Dataset:
    months = (("2022-07", values), ("2022-06", before))
    rows = [row for month, of in months for row in column("inv", month, of)]
    return dataset(rows, [goal for month, _ in months for goal in targets("inv", month, dict.fromkeys("ABCD", "10"))])


@pytest.mark.parametrize(
    ("values", "same"), [("0000", True), ("5555", True), ("5550", False), ("5", False), ("", False), ("55", True)]
)
def test_all_are_alike_where_they_share_the_first_place(values: str, same: bool) -> None:
    assert words(MONTH, july(dict(zip("ABCD", values, strict=False))))["相同"] == same


def test_nobody_moved_the_most_where_hardly_anybody_reported() -> None:
    before = {"A": "1", "B": "2", "C": "3", "D": "4"}
    few, enough = words(MONTH, july({"A": "5"}, before)), words(MONTH, july({"A": "5", "B": "4"}, before))
    assert (few["进位最多"], few["有可比"]) == ((), False)
    assert [region["名称"] for region in few["前移"]] == ["甲区"]
    assert [region["名称"] for region in enough["进位最多"]] == ["甲区"]
    assert enough["有可比"]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("-1.2", "3", "由负转正"),
        ("1", "-3", "由正转负"),
        ("1", "3", ""),
        ("0", "3", ""),
        ("-0.04", "3", ""),
        (None, "3", ""),
    ],
)
def test_a_growth_rate_that_changed_its_sign(before: str | None, now: str, said: str) -> None:
    """By the printed digits: −0.04 reads 0.0, and no reader saw it negative."""
    data = dataset([*column("growth", "2022-06", {"A": before}), *column("growth", "2022-07", {"A": now})])
    (region,) = words(SPEED, data)["各地"]
    assert region["转向"] == said
    pattern = "{{ 甲.完成|增减 }}{% if 甲.转向 %}，{{ 甲.转向 }}{% endif %}"
    assert render_pattern(pattern, {"甲": region}, place="").partition("，")[2] == said


def test_the_sign_before_is_the_one_that_was_published() -> None:
    data = dataset([*column("growth", "2022-06", {"A": "2"}), *column("growth", "2022-07", {"A": "3"})])
    known = {
        "A/growth/actual@2022-06": PublishedFigure(Fraction(-2), "-2.0"),
        "A/growth/rank@2022-06^actual": PublishedFigure(Fraction(1), "1"),
    }
    (region,) = words(SPEED, data, Baseline(Period.parse("2022-06"), "已发布/2022-06", known))["各地"]
    assert region["转向"] == "由负转正"


@pytest.mark.parametrize(
    ("values", "said", "unsaid"),
    [
        ("00000", "5个地区均为0.0%，均未完成当月目标。", "居前"),
        ("5", "从当月完成率看，海曙区（200.0%）完成当月目标。", "居前"),
    ],
)
def test_the_sample_ranks_nobody_where_there_is_nothing_to_rank(values: str, said: str, unsaid: str) -> None:
    pack = gw.load_pack(gw.sample())
    data = gw.read(gw.sample() / "data", pack=pack)
    names = "海曙区 江北区 镇海区 北仑区 鄞州区".split()
    codes = {region.name: region.code for region in pack.regions}
    topic = next(topic for topic in pack.topics if topic.name == "投资")
    code = topic.indicator
    rows = {key: row for key, row in data.dataset.observations.items() if key[1] != code or key[3] != ISSUE}
    fresh = column(code, "2022-07", {codes[name]: value for name, value in zip(names, values, strict=False)})
    rows |= {(row.region, row.indicator, row.kind, row.period): row for row in fresh}
    given = replace(data.dataset, observations=rows)
    setting = Setting(pack, compute_board(given, pack, ISSUE), given, Issue(ISSUE))
    facts = {"投资": topic_words(setting, topic), "单位词": "地区"}
    pattern = next(p for p in pack.wording["各地情况"].paragraphs if "从当月完成率看" in p)
    text = render_pattern(pattern, facts, place="")
    assert said in text
    assert unsaid not in text
