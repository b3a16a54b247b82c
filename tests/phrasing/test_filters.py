"""The grammar of figures: 增长 and 下降, 高于 and 低于, 超 and 落后, 前移 and 后移; nobody is left out by 等."""

from __future__ import annotations

import pytest

from gongwen.errors import TemplateError
from gongwen.model.figures import LessIsBetter
from gongwen.phrasing.allowlist import names_used, printed_paths
from gongwen.phrasing.filters import FILTERS, TESTS
from gongwen.phrasing.patterns import render_pattern


def said(source: str, **values: object) -> str:
    return render_pattern(source, values, place="wording.toml 行1")


@pytest.mark.parametrize(
    ("filter_name", "text", "sentence"),
    [
        ("增减", "31.2", "增长31.2%"),
        ("增减", "-3.8", "下降3.8%"),
        ("增减", "0.0", "持平"),
        ("增减", "0", "持平"),
        ("增减", "312.2", "增长312.2%"),
        ("快慢", "2.2", "超时序进度2.2个百分点"),
        ("快慢", "-1.5", "落后时序进度1.5个百分点"),
        ("快慢", "0.0", "与时序进度持平"),
        ("位移", "↑3", "前移3位"),
        ("位移", "↓1", "后移1位"),
        ("位移", "→", "位次持平"),
        ("位移", "新", "新列入"),
        ("位移", "—", "无可比位次"),
        ("绝对", "-1.5", "1.5"),
        ("待补", "", "【待补】"),
        ("待补", "甲", "甲"),
    ],
)
def test_one_text(filter_name: str, text: str, sentence: str) -> None:
    assert said(f"{{{{ 数|{filter_name} }}}}", 数=text) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"), [("1.2", "高于目标1.2个百分点"), ("-1.2", "低于目标1.2个百分点"), ("0.0", "与目标持平")]
)
def test_compared(text: str, sentence: str) -> None:
    assert said("{{ 数|高低('目标') }}", 数=text) == sentence


@pytest.mark.parametrize("text", ["—", "…", "", "完成市级下达目标", "100以上", "↑3"])
@pytest.mark.parametrize("call", ["增减", "快慢", "高低('目标')"])
def test_what_is_no_number_is_never_called_level(text: str, call: str) -> None:
    with pytest.raises(TemplateError, match="不是数"):
        said(f"{{{{ 数|{call} }}}}", 数=text)


def test_only_a_rank_change_moves() -> None:
    with pytest.raises(TemplateError, match="不是排名变化"):
        said("{{ 数|位移 }}", 数="125.0")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), ""),
        (("甲",), "甲"),
        (("甲", "乙"), "甲和乙"),
        (("甲", "乙", "丙"), "甲、乙和丙"),
        (tuple("甲乙丙丁"), "甲、乙、丙和丁"),
    ],
)
def test_listed(names: tuple[str, ...], sentence: str) -> None:
    assert said("{{ 组|列举 }}", 组=names) == sentence


def test_enumerated_and_counted() -> None:
    assert said("{{ 组|顿号 }}（{{ 组|个数 }}个）", 组=("甲", "乙", "丙")) == "甲、乙、丙（3个）"


REGION = {
    "名称": "高新区",
    "完成率": "125.0",
    "完成": "20.1",
    "单位": "亿元",
    "超时序": "2.2",
    "目标": "18",
    "排名": "1",
}


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("完成率", "高新区（125.0%）"),
        ("完成", "高新区（20.1亿元）"),
        ("超时序", "高新区（2.2个百分点）"),
        ("目标", "高新区（18亿元）"),
        ("排名", "高新区（1）"),
    ],
)
def test_names_with_a_figure(word: str, sentence: str) -> None:
    assert said(f"{{{{ 组|附注('{word}')|列举 }}}}", 组=(REGION,)) == sentence


def test_an_unknown_figure_is_refused_with_the_nearest() -> None:
    with pytest.raises(TemplateError, match="是否想写“完成”"):
        said("{{ 组|附注('完成绿')|列举 }}", 组=(REGION,))


@pytest.mark.parametrize(
    ("value", "has"), [("102.8", True), ("0", True), ("—", False), ("", False), (None, False), ("…", True)]
)
def test_has_a_figure(value: str | None, has: bool) -> None:
    assert TESTS["有数"](value) is has


# -- sentences -------------------------------------------------------------------------------------------------------


def test_line_breaks_in_a_pattern_are_layout() -> None:
    source = "\n  甲区完成{{ 数 }}亿元\n  {% if 数 is 有数 %}，居首{% endif %}\n  。\n"
    assert said(source, 数="1.0") == "甲区完成1.0亿元，居首。"


def test_a_pattern_with_nothing_to_say_says_nothing() -> None:
    assert said("\n{% if 组 %}有{% endif %}\n", 组=()) == ""


def test_a_sentence_of_several_figures() -> None:
    made = said("{{ 甲 }}，{{ 乙|快慢 }}，{{ 甲 }}，{{ 丙 }}", 甲="102.8", 乙="-1.5", 丙="3")
    assert made == "102.8，落后时序进度1.5个百分点，102.8，3"


def test_where_less_is_better_above_the_pace_is_no_praise() -> None:
    made = said("{{ 甲|快慢 }}，{{ 乙|快慢 }}", 甲=LessIsBetter("2.2"), 乙=LessIsBetter("-1.5"))
    assert made == "高于时序进度2.2个百分点，低于时序进度1.5个百分点"


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("得分", "甲区（92.36分）"),
        ("目标", "甲区（100亿元以上）"),
        ("完成", "甲区（—）"),
        ("亮灯", "甲区（●绿）"),
    ],
)
def test_remarks_carry_their_units(word: str, text: str) -> None:
    region = {
        "名称": "甲区", "单位": "亿元", "得分": "92.36", "目标": "100以上", "目标数": "100", "目标界": "以上", "完成": "—",
        "亮灯": "●绿",
    }  # fmt: skip
    assert said(f"{{{{ 组|附注('{word}')|列举 }}}}", 组=(region,)) == text


def test_a_count_says_its_unit_and_brackets_do_not_meet() -> None:
    region = {"名称": "甲组（部门联合招商）", "简称": "甲组", "单位": "个", "个数": "2"}
    assert said("{{ 组|附注('个数')|列举 }}", 组=(region,)) == "甲组（2个）"
    assert said("{{ 组|名称|列举 }}", 组=(region,)) == "甲组（部门联合招商）"


def test_a_target_in_words_has_no_unit() -> None:
    region = {"名称": "甲区", "单位": "亿元", "目标": "完成市级下达目标", "目标数": "—", "目标界": ""}
    assert said("{{ 组|附注('目标')|列举 }}", 组=(region,)) == "甲区（完成市级下达目标）"


def test_names_wanted_from_outside() -> None:
    assert names_used("{% for x in 组 %}{{ x.名称 }}{{ 数|列举 }}{% endfor %}") == {"组", "数"}


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("{% for 附 in 附件 %}{{ 附.标题 }}{% endfor %}{{ 署名 }}", {"附件.标题", "署名"}),
        ("{% for 附 in 附件 %}{% if 附.纸张 == 'A3' %}{{ 附.序号 }}{% endif %}{% endfor %}", {"附件.序号"}),
        ("{% for 节 in 各节 %}{% for 段 in 节.段落 %}{{ 段.文字 }}{% endfor %}{% endfor %}", {"各节.段落.文字"}),
        ("{% for 名 in 行.名 %}{{ 名 }}{% endfor %}{{ 案例[0]['标题']|trim }}", {"行.名", "案例.标题"}),
        ("{{ 甲.一 if 甲.二 == 1 else 甲.三 }}{% if 附.表 %}{% endif %}", {"甲.一", "甲.三", "附.表"}),
    ],
)
def test_what_a_template_prints_is_known_by_its_path(source: str, paths: set[str]) -> None:
    """What it asks for (if 附.表) counts as printed, what it compares does not."""
    assert printed_paths(source) == paths


def test_every_filter_has_a_case_here() -> None:
    tried = {"增减", "高低", "快慢", "位移", "绝对", "列举", "顿号", "个数", "待补", "附注", "名称"}
    assert set(FILTERS) == tried
    assert said("{{ 组|名称|列举 }}", 组=(REGION,)) == "高新区"
