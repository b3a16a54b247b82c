"""Half-trusted templates: what would run code, fill memory or leak is refused on its syntax tree, before it runs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
import pandas
import pytest
from markupsafe import Markup

from gongwen.errors import TemplateError
from gongwen.phrasing.allowlist import check_template
from gongwen.phrasing.environment import make_environment
from gongwen.phrasing.freeze import freeze
from gongwen.phrasing.patterns import render_pattern

CONTEXT: dict[str, object] = {"文": "甲", "数": 3, "组": ("甲", "乙"), "投资": {"全市": {"完成": "102.8"}}}

CODE = [
    "{{ 文.__class__ }}",
    "{{ 文.__class__.__mro__[1].__subclasses__() }}",
    "{{ 文['__class__'] }}",
    '{{ 文["__cla" "ss__"] }}',
    "{{ 文|attr('__class__') }}",
    "{{ 文.upper() }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ lipsum(1000000) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ 文.format(文) }}",
    "{{ '{0.__class__}'.format(文) }}",
    "{{ '%s'|format(文) }}",
    "{{ 组|map('upper')|list }}",
    "{{ 组|map(attribute='__class__')|list }}",
    "{{ 组|selectattr('__class__')|list }}",
    "{{ 组|groupby('__class__') }}",
    "{{ 组|sort(attribute='__class__') }}",
    "{{ 组.append('丙') }}",
    "{{ dict(a=1) }}",
    "{{ loop.__class__ }}",
    "{% for x in 组 %}{{ loop.__init__ }}{% endfor %}",
    "{% for x in 组 %}{{ loop['cycle']('a','b') }}{% endfor %}",
    "{% for x in 组 %}{{ loop._iterator.gi_frame }}{% endfor %}",
    "{{ (文).__class__ }}",
    "{{ 组[0].__class__ }}",
    "{{ 组[文] }}",
    "{{ 组[数] }}",
    "{{ 组[0:1] }}",
    "{{ 投资[文] }}",
]
BOMBS = [
    "{% for i in range(10**9) %}x{% endfor %}",
    "{{ 'A' * 10**9 }}",
    "{{ 10 ** 10 ** 8 }}",
    "{{ 数 + 1 }}",
    "{{ 数 - 1 }}",
    "{{ -数 }}",
    "{{ 文 ~ 文 }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ 文|center(10**9) }}",
    "{{ 文|indent(10**9) }}",
    "{{ 组|batch(10**9) }}",
    "{{ 组|slice(10**9)|list }}",
    "{{ 组|join(',') }}",
    "{{ 数|round(1) }}",
    "{{ 2.675|round(2) }}",
    "{{ 文|default('0') }}",
    "{{ 文|safe }}",
    "{{ 文|string }}",
    "{{ 文|tojson }}",
    "{{ 文|pprint }}",
    "".join(f"{{% for {name} in 组 %}}" for name in "abcde") + "x" + "{% endfor %}" * 5,
    "{% for a in 组 recursive %}{{ loop(组) }}{% endfor %}",
]
STATEMENTS = [
    "{% include '/etc/passwd' %}",
    "{% include 文 %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% macro m() %}x{% endmacro %}",
    "{% set x = 1 %}",
    "{% set x %}甲{% endset %}",
    "{% call m() %}x{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}x{% endwith %}",
    "{% autoescape false %}{{ 文 }}{% endautoescape %}",
    "{% do 组.append(1) %}",
    "{% debug %}",
    "{% break %}",
    "{% extends 'x' %}",
    "{% block b %}x{% endblock %}",
    "{{ super() }}",
    "{{ caller() }}",
    "{% if 文 is callable %}x{% endif %}",
    "{% if 文 is defined %}x{% endif %}",
    "{% if 文 is undefined %}x{% endif %}",
    "{% if 文 is sameas(文) %}x{% endif %}",
]


@pytest.mark.parametrize("source", [*CODE, *BOMBS, *STATEMENTS])
def test_refused_before_it_runs(source: str) -> None:
    faults = check_template(source)
    assert faults, source
    assert all(fault.message and fault.line == 1 for fault in faults)
    with pytest.raises(TemplateError):
        render_pattern(source, CONTEXT, place="wording.toml 行1")


@pytest.mark.parametrize("source", CODE)
def test_and_the_environment_alone_gives_nothing_away_either(source: str) -> None:
    # The second wall: what the syntax check would have let through still raises or reaches no Python attribute.
    try:
        text = make_environment().from_string(source).render({k: freeze(v) for k, v in CONTEXT.items()})
    except (jinja2.TemplateError, TypeError, KeyError):
        return
    assert not any(word in text for word in ("class", "module", "function", "object", "__", "gi_frame"))


BOUNDS = [
    "{% extends 文 %}",
    "{% extends 'a' ~ 'b' %}",
    "{{ super(1) }}",
    "{{ 文() }}",
    "{% block b %}{{ 文.__class__ }}{% endblock %}",
]


@pytest.mark.parametrize("source", BOUNDS)
def test_block_templates_have_bounds_too(source: str) -> None:
    assert check_template(source, allow_blocks=True)


def test_block_templates_may_extend_and_override() -> None:
    source = "{% extends 'base.html' %}{% block 标题 %}{{ super() }}{{ 文 }}{% endblock %}"
    assert check_template(source, allow_blocks=True) == ()
    assert check_template(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 文 }}，{{ 投资.全市.完成 }}亿元。",
        "{% if 文 == '甲' and not 数 > 5 or 文 in 组 %}是{% elif 数 %}二{% else %}否{% endif %}",
        "{% for 名 in 组 %}{{ 名 }}{% if not loop.last %}、{% endif %}{% endfor %}",
        "{{ 组[0] }}{{ 投资['全市']['完成'] }}",
        "{{ 组|列举 }}{{ '甲' if 数 else '乙' }}{# 说明 #}",
        "{% if 文 is 有数 and 文 is not none %}有{% endif %}",
    ],
)
def test_ordinary_sentences_pass(source: str) -> None:
    assert check_template(source) == ()
    assert render_pattern(source, CONTEXT, place="x")


def test_nested_loops_as_deep_as_the_column_needs() -> None:
    three = "{% for a in 组 %}{% for b in 组 %}{% for c in 组 %}{{ c }}{% endfor %}{% endfor %}{% endfor %}"
    assert check_template(three) == ()


# -- what goes in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        1.5, float("nan"), Decimal("1.5"), print, str, object(), Path("x"), b"x", {1, 2}, datetime(2022, 7, 1),
        Markup("<b>"), pandas.DataFrame({"a": [1]}), pandas.Series([1]), iter(()), lambda: None, {1: "x"}, [1.5], {"a": print},
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_only_plain_values_go_in(value: Any) -> None:
    with pytest.raises(TypeError):
        freeze(value)


def test_frozen_values_cannot_be_changed() -> None:
    inner = {"组": ["甲"]}
    frozen = freeze({"a": inner, "日": date(2022, 7, 1), "空": None, "是": True})
    assert isinstance(frozen, MappingProxyType)
    assert frozen["a"]["组"] == ("甲",)
    inner["组"].append("乙")
    assert frozen["a"]["组"] == ("甲",)
    with pytest.raises(TypeError):
        frozen["a"]["组"][0] = "丙"


def test_a_value_from_data_is_never_rendered_again() -> None:
    assert render_pattern("{{ 文 }}", {"文": "{{ 7*7 }}{% raw %}"}, place="x") == "{{ 7*7 }}{% raw %}"


def test_escaping_is_for_markup_never_for_sentences() -> None:
    assert render_pattern("甲A&B <x>{{ 文 }}", {"文": "“C&D” <y>"}, place="x") == "甲A&B <x>“C&D” <y>"
    assert make_environment().from_string("{{ 文 }}").render(文="A&B <x>") == "A&amp;B &lt;x&gt;"


# -- full-width look-alikes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "right"), [("｛｛ 文 ｝｝", "{{"), ("｛% if 文 %｝", "{%"), ("｛％ if ％｝", "{%"), ("{％ x %}", "{%")]
)
def test_full_width_braces_would_be_printed(source: str, right: str) -> None:
    faults = check_template(f"甲\n{source}")
    assert [fault.line for fault in faults[:1]] == [2]
    assert right in faults[0].fix
    assert "全角" in faults[0].message


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{% if 文 %}甲", "没有配对"),
        ("{{ 文", "语法"),
        ("{% 如果 文 %}", "如果"),
        ("{{ 文 | }}", "语法"),
        ("{% endif %}", "endif"),
    ],
)
def test_syntax_faults_in_chinese(source: str, word: str) -> None:
    faults = check_template(source)
    assert word in faults[0].message
    assert faults[0].fix


# -- unknown names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "nearest"),
    [
        ("{{ 投姿.全市.完成 }}", "投资"),
        ("{{ 投资.全是.完成 }}", "全市"),
        ("{{ 投资.全市.完城 }}", "完成"),
        ("{% if 投资.全市.完城 is 有数 %}{% endif %}", "完成"),
        ("{{ 文|列具 }}", "列举"),
        ("{% if 文 is 有书 %}{% endif %}", "有数"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(source: str, nearest: str) -> None:
    with pytest.raises(TemplateError) as refused:
        render_pattern(source, CONTEXT, place="wording.toml 行3 [总体情况] 第1条")
    assert f"是否想写“{nearest}”" in str(refused.value)
    assert "wording.toml 行3" in str(refused.value)


@pytest.mark.parametrize("source", ["{{ 投资 }}", "{{ 组 }}", "{{ 投资.全市 }}", "{{ 空 }}", "{{ 是 }}"])
def test_a_group_is_no_text(source: str) -> None:
    with pytest.raises(TemplateError, match="一组内容"):
        render_pattern(source, {**CONTEXT, "空": None, "是": True}, place="x")
