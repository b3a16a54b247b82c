"""Tables for the terminal: aligned by display width, wrapped, errors first, counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.problems import Problem, Severity
from gongwen.terminal import counts, problem_table, width_of, wrapped

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
PROBLEMS = (
    Problem(INFO, "a", "已签认", file="附件1.xlsx", sheet="附件1", cell="B5"),
    Problem(E, "b", "“约210”读不出确定的数", "请只填数；没有数就填“—”", file="7月报送.xlsx", sheet="投资", cell="F12"),
    Problem(W, "c", "余姚市还没有报送"),
)


def test_errors_come_first_and_columns_are_aligned():
    lines = list(problem_table(PROBLEMS, width=100))
    assert [line[:2] for line in lines] == ["级别", "──", "错误", "  ", "提醒", "说明"]
    assert lines[2].endswith("7月报送.xlsx!投资!F12  “约210”读不出确定的数")
    assert lines[3].endswith("  → 请只填数；没有数就填“—”")
    starts = {width_of(lines[n].split(word)[0]) for n, word in ((2, "“约"), (3, "→"), (4, "余姚"), (5, "已签"))}
    assert len(starts) == 1


def test_what_several_have_in_common_is_said_once_after_the_last():
    rows = [Problem(W, "d", f"{name}没有完成数", "请补上报送表") for name in ("甲镇", "乙镇", "丙镇")]
    lines = [line.strip() for line in problem_table([*rows, Problem(W, "e", "丁镇没有目标", "请补上目标")], width=80)]
    assert [line.split()[-1] for line in lines[2:]] == [
        "甲镇没有完成数", "乙镇没有完成数", "丙镇没有完成数", "以上3处：请补上报送表", "丁镇没有目标", "请补上目标"
    ]  # fmt: skip


def test_counts_name_every_level():
    assert counts(PROBLEMS) == "错误1处，提醒1处，说明1处"
    assert counts(()) == "错误0处，提醒0处，说明0处"
    assert list(problem_table((), width=80)) == []


@given(st.text(alphabet="完成率12.5%甲 （，）abc!\u0301", max_size=200), st.integers(4, 60))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int):
    lines = wrapped(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(
    st.lists(
        st.builds(
            Problem,
            st.sampled_from(Severity),
            st.just("x"),
            st.text("完成 ab%1", max_size=90),
            st.text("改a ", max_size=60),
            st.text("表a1.xlsx", max_size=50),
        ),
        min_size=1,
    ),
    st.integers(60, 160),
)
def test_no_line_is_wider_than_the_terminal(problems: list[Problem], width: int):
    assert all(width_of(line) <= width for line in problem_table(problems, width=width))
