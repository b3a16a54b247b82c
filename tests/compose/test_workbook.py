"""What a workbook is given beside its tables: classes, scores, and whether it may hold formulas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pack_folders import FILES, write_pack

import gongwen as gw
from gongwen.compose import Setting, compose_workbook
from gongwen.compute import compute_board
from gongwen.errors import PackError
from gongwen.model.document import Workbook
from gongwen.model.issue import Issue
from gongwen.model.pack import Pack, ProductSpec

CONTEST = Path(__file__).parents[1] / "data" / "liangshai"
QUARTER = gw.Period.parse("2022-Q2")


def composed(settings: dict[str, str] | None = None, **numbers: object) -> Workbook:
    plain = gw.load_pack(CONTEST)
    pack: Pack = replace(plain, numbers=replace(plain.numbers, **numbers))
    pack = replace(pack, regions=tuple(replace(region, category="区" if region.code in "AB" else "县") for region in pack.regions))
    data = gw.read(CONTEST / "data", pack=plain).dataset
    product = ProductSpec("评价", "workbook", "xlsx", "评价", tables=("季评价",), settings=settings or {})
    return compose_workbook(Setting(pack, compute_board(data, pack, QUARTER), data, Issue(QUARTER)), product)


def test_a_book_knows_the_scores_and_classes_of_its_pack() -> None:
    assert [score.name for score in composed().scores] == ["综合", "年度"]
    assert composed().region_categories == {}
    assert composed(within_category=True).region_categories == {"A": "区", "B": "区", "C": "县"}, "the total has none"


def test_values_only_by_setting_or_by_rounding() -> None:
    assert not composed().values_only
    assert not composed({"values_only": "否"}).values_only
    assert composed({"values_only": "是"}).values_only
    even = composed(rounding="half_even")
    assert even.values_only
    assert [text for name, text in even.explanations if name == "公式"] == [
        "本簿按 GB/T 8170 修约（四舍六入五成双），Excel 没有相应的函数，各格只写数值，没有公式。"
    ]


@pytest.mark.parametrize(("line", "said"), [('value_only = "是"', "是否想写“values_only”"), ('values_only = "对"', "可用：是、否")])
def test_a_mistyped_setting_of_a_workbook_is_told(tmp_path: Path, line: str, said: str) -> None:
    profile = FILES["profile.toml"] + f'\n[products."晾晒表".settings]\n{line}\n'
    with pytest.raises(PackError, match=said):
        gw.load_pack(write_pack(tmp_path / "pack", profile=profile))
