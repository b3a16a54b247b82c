"""Which notes a text gets: one an indicator, at its first mention, never for a longer name that merely contains it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

import gongwen as gw
from gongwen.compose import Setting, compose_bulletin
from gongwen.issues import issue_setting, reported_issue
from gongwen.model.issue import Issue
from gongwen.model.noted import NotedText
from gongwen.model.pack import SignOff


@pytest.fixture(scope="module")
def setting() -> Setting:
    folder = gw.sample("ningbo-bairi")
    data = gw.read(folder / "data", pack=gw.load_pack(folder))
    return issue_setting(data, Issue(reported_issue(data, "2022-07")), None, (*data.pack.tables, *data.pack.topics))[0]


def notes(setting: Setting, wanted: str = "是") -> list[tuple[str, str]]:
    """(text before the mark, note) in order of the text."""
    product = next(p for p in setting.pack.products if p.name == "月通报")
    product = replace(product, settings=MappingProxyType({**product.settings, "footnotes": wanted}))
    fields = compose_bulletin(setting, product).fields
    return [
        (text[:end], note.text)
        for text in _texts(fields["各节"])
        if isinstance(text, NotedText)
        for end, note in text.notes
    ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if hasattr(value, "values") else value if isinstance(value, tuple) else ()
    return [text for item in items for text in _texts(item)]


def test_every_indicator_is_noted_once_where_the_text_first_names_it(setting: Setting) -> None:
    found = notes(setting)
    texts = [note for _, note in found]
    assert len(texts) == len(set(texts)) >= 4
    before, note = found[0]
    assert before.endswith("制造业投资")
    assert note.startswith("制造业投资为统计口径，月度数据次月发布。")
    for before, note in found:
        named = [i for i in setting.pack.indicators if i.definition and note.startswith(i.definition)]
        assert any(before.endswith(name) for i in named for name in (i.name, *i.aliases))


def test_a_signed_off_mismatch_is_told_in_the_indicators_note(setting: Setting) -> None:
    assert "全市为323亿元，12个地区合计为324亿元" in notes(setting)[0][1]
    other = SignOff("total.mismatch", "别的指标", "原因", "岗位", date(2022, 12, 31), "不相干的说明。")
    apart = replace(setting, data=replace(setting.data, signed_off=(other,)))
    assert "说明" not in notes(apart)[0][1]


def test_nothing_is_noted_unless_the_product_asks(setting: Setting) -> None:
    assert notes(setting, "") == notes(setting, "否") == []
