"""The samples' sentences where regions are level, few, or without a figure: nobody leads who does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

import gongwen as gw
from gongwen.compose import Setting
from gongwen.compose.sections import Narrator
from gongwen.compute import compute_board
from gongwen.model.data import Kind, ValueKind
from gongwen.model.issue import Issue
from gongwen.model.period import Period

SAMPLES = {"ningbo-bairi": "2022-07", "zhaoshang-kuaibao": "2023-06", "liangshaibi": "2022-06"}


@cache
def read(name: str) -> gw.Data:
    return gw.read(gw.sample(name) / "data", pack=gw.load_pack(gw.sample(name)))


def said(name: str, value: Callable[[int], str | None]) -> list[str]:
    """Every machine-written paragraph where the region at each place has so much of its target, everywhere."""
    data = read(name)
    pack, issue = data.pack, Period.parse(SAMPLES[name])
    places = {region.code: place for place, region in enumerate(pack.ranked_regions)}
    goals = {key: replace(goal, value=Decimal(100)) if goal.value else goal for key, goal in data.dataset.targets.items()}
    rows = {}
    for key, row in data.dataset.observations.items():
        given = value(places[key[0]]) if key[0] in places else "50"
        if key[2] is Kind.ACTUAL:
            kind = ValueKind.ABSENT if given is None else ValueKind.NUMBER
            row = replace(row, value=None if given is None else Decimal(given), kind_of_value=kind)
        rows[key] = row
    given = replace(data.dataset, observations=rows, targets=goals)
    narrator = Narrator(Setting(pack, compute_board(given, pack, issue), given, Issue(issue)))
    return [text for section in pack.wording for text in narrator.paragraphs(section)]


CASES: dict[str, Callable[[int], str | None]] = {
    "all alike": lambda place: "30",
    "all at nothing": lambda place: "0",
    "one ahead": lambda place: "90" if place == 0 else "0",
    "two ahead": lambda place: "90" if place < 2 else "0",
    "one reported": lambda place: "90" if place == 0 else None,
    "two reported": lambda place: str(30 - place) if place < 2 else None,
    "none reported": lambda place: None,
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("case", CASES)
def test_no_sentence_names_leaders_where_there_are_none(name: str, case: str) -> None:
    texts = said(name, CASES[case])
    known = len(read(name).pack.ranked_regions)
    for text in texts:
        assert not re.search(r"居前[01]位|的是[；，。]|(?<!\d)0个(地区|单位|县)|—(?!\d)", text), text
        assert not re.search(r"[；，。]{2}|^[；，。]", text), text
        if case in ("all alike", "all at nothing", "one reported", "none reported"):
            assert not re.search(r"居前\d|居首|并列首位", text), text
        for number in map(int, re.findall(r"居前(\d+)位", text)):
            assert number < known, text


def test_an_evaluation_speaks_of_all_where_all_are_alike() -> None:
    texts = said("liangshaibi", CASES["all alike"])
    assert "二季度10个地区综合得分均为" in "".join(texts)
    assert "10个地区新开工项目二季度目标完成率均为90.0%，均未完成季度目标。" in texts


def test_the_one_ahead_is_named_alone() -> None:
    texts = said("liangshaibi", CASES["one ahead"])
    (text,) = (text for text in texts if text.startswith("新开工项目二季度"))
    assert re.fullmatch(r"新开工项目二季度目标完成率居首位的是\w+（\d+\.\d%）；1个地区完成季度目标。", text)


def test_who_has_no_score_is_named_and_does_not_stand_last() -> None:
    texts = said("liangshaibi", CASES["two reported"])
    (text,) = (text for text in texts if "综合得分居前" in text)
    assert "综合得分居前2位的是" in text
    assert text.endswith("没有综合得分，不参与排名。")
