"""Titles break by meaning, fit the page and leave no character alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.compose.titles import ROOM, full_widths, title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "××市制造业高质量发展专班办公室关于2022年7月全市制造业投资“百日攻坚”推进情况的通报",
            ("××市制造业高质量发展专班办公室", "关于2022年7月全市制造业投资", "“百日攻坚”推进情况的通报"),
        ),
        ("关于表扬2022年度制造业投资“百日攻坚”行动成效突出单位的通报", ("关于表扬2022年度制造业投资", "“百日攻坚”行动成效突出单位的通报")),
        ("7月份全市制造业投资推进情况", ("7月份全市制造业投资推进情况",)),
        ("第一行|第二行", ("第一行", "第二行")),
    ],
)
def test_titles_break_where_a_clerk_would(title, lines):
    assert lines == title_lines(title)


def test_a_number_keeps_its_counting_word():
    for line in title_lines("关于印发全市制造业高质量发展专班二季度工作安排和2022年重点任务分解清单的通知"):
        assert not line.startswith("年")
        assert not line.endswith("2022")


@given(st.text(alphabet="关于制造业投资百日攻坚推进情况的通报（）“”、2022年7月ABC", min_size=1, max_size=70))
def test_nothing_is_lost_and_no_line_is_a_single_character(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    if len(lines) > 1:
        assert all(2 <= full_widths(line) <= ROOM for line in lines)
        assert not any(line.startswith(("，", "、", "）", "”")) for line in lines[1:])
