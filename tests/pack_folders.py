"""Small packs written to a folder, as a district writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwen.errors import PackError
from gongwen.model.problems import Problem
from gongwen.pack import load_pack

FILES = {
    "profile.toml": """\
extends = "base"
name = "海滨县"
year = 2022

[issuer]
name = "海滨县专班"
total_name = "全县"

[numbers]
rate_decimals = 1

[tables."表一"]
title = "晾晒表（{{ 期间 }}）"
notes = ["{{ 全市 }}不排名。"]

[topics."投资"]
indicator = "制造业投资"
window = "当月"
against = "当月"

[charts."投资图"]
title = "{{ 期间 }}投资"
topic = "投资"

[products."晾晒表"]
kind = "workbook"
format = "xlsx"
file_name = "晾晒表（{{ 期.年月 }}）"
tables = ["表一"]
charts = ["投资图"]
""",
    "regions.csv": "代码,名称,简称,别名,类别,是否参与排名,是否合计\nT,全县,,合计,,否,是\nA,甲镇,甲,甲|甲乡,镇,是,\nB,乙镇,,,镇,,\n",
    "indicators.csv": "代码,名称,别名,计量单位,小数位,增速对应,比值\ninv,制造业投资,工业投资,亿元,1,,\ngrowth,投资增速,,%,1,inv,\n",
    "headers.csv": "表头,指标,取值,期间\n投资额（亿元）,制造业投资,完成,\n增速,growth,完成,\n",
    "tables/表一.csv": "表头,指标,取值,期间,目标期间\n投资/完成,inv,完成,当月,\n"
    "投资/完成率（%）,inv,完成率,当月,当月\n投资/排名,inv,排名,当月,当月\n",
    "wording.toml": '["总体情况"]\nheading = "总体情况"\nparagraphs = ["{{ 全市 }}完成{{ 投资.全市.完成 }}亿元。"]\n',
}


def write_pack(folder: Path, *, encoding: str = "utf-8", **changed: str | None) -> Path:
    """The small pack, with files changed or left out (None); names are given without suffix, dots as ``__``."""
    named = {key.replace("__", "/"): text for key, text in changed.items()}
    for name, text in FILES.items():
        text = named.pop(name.rpartition(".")[0], text)
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding=encoding)
    assert not named, f"no such files: {named}"
    return folder


def edited(name: str, old: str, new: str) -> str:
    """A file of the small pack with one thing changed."""
    assert old in FILES[name]
    return FILES[name].replace(old, new, 1)


WITHOUT_PLACE = ("pack.not_found", "pack.list_empty", "pack.unreadable", "pack.encoding")
"""Problems of a file as a whole."""


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What loading refuses; each must say where, what and how to mend."""
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    problems = refused.value.problems
    assert problems
    for problem in problems:
        assert problem.file or "." in problem.place, problem
        assert problem.place or problem.code in WITHOUT_PLACE, problem
        assert problem.message, problem
        assert problem.fix, problem
    return problems


def only_problem(folder: Path) -> Problem:
    """The one problem of a pack with one thing wrong."""
    problems = problems_of(folder)
    assert len(problems) == 1, problems
    return problems[0]
