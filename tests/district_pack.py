"""Packs as model objects: ten districts of Ningbo with one investment indicator, and the seed's thirteen rows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import openpyxl

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Dataset, Kind
from gongwen.model.pack import HeadingSpec, InputSpec, Pack, Relation, SignOff
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import Aggregation
from gongwen.read import read_folder
from gongwen.validate import check

TEN = "海曙区 江北区 镇海区 北仑区 鄞州区 奉化区 余姚市 慈溪市 宁海县 象山县".split()
TWELVE = [*TEN, "前湾新区", "高新区"]


def regions(names: Iterable[str] = TEN) -> tuple[Region, ...]:
    total = Region("city", "全市", aliases=("宁波市",), is_total=True)
    return (total, *(Region(f"r{n:02d}", name, name[:-1]) for n, name in enumerate(names, start=1)))


def investment_pack(
    *,
    unit: str = "万元",
    period: str = "6月",
    year: int | None = 2025,
    relations: tuple[Relation, ...] = (Relation("total"),),
    sign_offs: tuple[SignOff, ...] = (),
    headings: tuple[HeadingSpec, ...] = (),
    names: Iterable[str] = TEN,
) -> Pack:
    """目标 and 完成 of one indicator, its growth, and a rate that is given."""
    return Pack(
        name="试验",
        folder=None,
        search_path=(),
        regions=regions(names),
        indicators=(
            Indicator("investment", "固定资产投资", unit, decimals=1),
            Indicator("rate", "完成率", "%", decimals=1, aggregation=Aggregation.NONE),
            Indicator("growth", "投资增速", "%", decimals=1, aggregation=Aggregation.NONE, growth_of="investment"),
        ),
        headings=(
            *headings,
            HeadingSpec("目标", "investment", "目标", period),
            HeadingSpec("完成", "investment", "完成", period),
            HeadingSpec("完成率", "rate", "完成", period),
            HeadingSpec("同比增长", "growth", "完成", period),
        ),
        relations=relations,
        sign_offs=sign_offs,
        year=year,
    )


def checked(folder: Path, pack: Pack, inputs: Iterable[InputSpec] = ()) -> tuple[Dataset, tuple[Problem, ...]]:
    """What reading and checking a folder gives."""
    return check(read_folder(folder, tuple(inputs)), pack)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def codes(problems: Iterable[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def targets_of(data: Dataset, pack: Pack, indicator: str = "investment") -> dict[str, Decimal | None]:
    names = {region.code: region.name for region in pack.regions}
    return {names[key[0]]: target.value for key, target in data.targets.items() if key[1] == indicator}


def actuals_of(data: Dataset, pack: Pack, indicator: str = "investment") -> dict[str, Decimal | None]:
    names = {region.code: region.name for region in pack.regions}
    return {
        names[key[0]]: found.value
        for key, found in data.observations.items()
        if key[1] == indicator and key[2] is Kind.ACTUAL
    }


def save_rows(path: Path, rows: list[list[object]], *, sheet: str = "Sheet1", merges: Iterable[str] = ()) -> Path:
    """A workbook of one sheet, written by openpyxl as a clerk's would be."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    for area in merges:
        page.merge_cells(area)
    book.save(path)
    return path
