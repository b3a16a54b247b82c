"""Any table that is written long, wide or transposed, to a workbook, text or a DataFrame, reads back to the same values."""

from __future__ import annotations

import csv
import tempfile
from decimal import Decimal
from pathlib import Path

import pandas
from district_pack import TEN, checked, errors, regions, save_rows
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset, Kind
from gongwen.model.pack import InputSpec, Pack
from gongwen.model.terms import Aggregation, Role
from gongwen.read import read_frames
from gongwen.validate import check

INDICATORS = (
    Indicator("investment", "制造业投资", "亿元", decimals=2),
    Indicator("growth", "制造业投资增速", "%", decimals=1, aggregation=Aggregation.NONE, growth_of="investment"),
    Indicator("start", "新开工项目", "个"),
    Indicator("land", "供地面积", "亩", decimals=1),
)
MONTHS = ["2022-03", "2022-06", "2022-07", "2022-11"]
PACK = Pack("试验", None, (), regions(), INDICATORS)

amounts = st.decimals(min_value=0, max_value=99_999, places=2)
growths = st.decimals(min_value=-99, max_value=400, places=1)
counts = st.integers(min_value=0, max_value=5_000).map(Decimal)
STRATEGIES = {"investment": amounts, "growth": growths, "start": counts, "land": amounts}

Values = dict[tuple[str, str, str], Decimal]


@st.composite
def tables(draw: st.DrawFn) -> Values:
    """Values for every district, some indicators and one or two months."""
    chosen = draw(st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=4, unique_by=lambda i: i.code))
    months = draw(st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2, unique=True))
    return {
        (name, indicator.code, month): draw(STRATEGIES[indicator.code])
        for month in months
        for indicator in chosen
        for name in TEN
    }


def read_back(data: Dataset) -> Values:
    names = {region.code: region.name for region in PACK.regions}
    return {
        (names[region], indicator, period.code): found.value
        for (region, indicator, kind, period), found in data.observations.items()
        if kind is Kind.ACTUAL and found.value is not None
    }


def columns_of(values: Values) -> list[tuple[str, str]]:
    return list(dict.fromkeys((month, indicator) for _, indicator, month in values))


def heading(indicator: str) -> str:
    found = next(i for i in INDICATORS if i.code == indicator)
    return f"{found.name}（{found.unit}）"


def month_words(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def number(value: Decimal) -> float:
    return float(value)


@given(tables())
def test_wide_workbooks_with_merged_months_read_back(values: Values) -> None:
    columns = columns_of(values)
    top: list[object] = ["地区"]
    merges, start = ["A2:A3"], 2
    for month in dict.fromkeys(month for month, _ in columns):
        width = sum(1 for m, _ in columns if m == month)
        top += [month_words(month), *[None] * (width - 1)]
        if width > 1:
            merges.append(f"{chr(64 + start)}2:{chr(63 + start + width)}2")
        start += width
    rows = [["完成情况"], top, [None, *(heading(indicator) for _, indicator in columns)]]
    rows += [[name, *(number(values[name, indicator, month]) for month, indicator in columns)] for name in TEN]
    with tempfile.TemporaryDirectory() as folder:
        save_rows(Path(folder) / "表.xlsx", rows, merges=merges)
        data, problems = checked(Path(folder), PACK)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert values == read_back(data)


@given(tables(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.sampled_from([",", "\t"]))
def test_long_text_files_read_back(values: Values, encoding: str, delimiter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "表.csv").open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter)
            writer.writerow(["地区", "指标", "期间", "完成"])
            for (name, indicator, month), value in values.items():
                writer.writerow([name, heading(indicator).split("（")[0], month, f"{value:f}"])
        data, problems = checked(Path(folder), PACK)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert values == read_back(data)


@given(tables())
def test_transposed_workbooks_read_back_where_declared(values: Values) -> None:
    rows = [["指标", *TEN]]
    for month, indicator in columns_of(values):
        rows.append([f"{month_words(month)}{heading(indicator)}", *(number(values[n, indicator, month]) for n in TEN)])
    with tempfile.TemporaryDirectory() as folder:
        save_rows(Path(folder) / "表.xlsx", rows)
        data, problems = checked(Path(folder), PACK, [InputSpec(Role.PROGRESS, ("表.xlsx",), across=True)])
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert values == read_back(data)


@given(tables(), st.booleans())
def test_frames_read_back(values: Values, long: bool) -> None:
    if long:
        frame = pandas.DataFrame(
            [(n, heading(i).split("（")[0], m, float(v)) for (n, i, m), v in values.items()],
            columns=["地区", "指标", "期间", "完成"],
        )
    else:
        columns = columns_of(values)
        frame = pandas.DataFrame(
            [[float(values[name, i, m]) for m, i in columns] for name in TEN],
            index=pandas.Index(TEN, name="地区"),
            columns=pandas.MultiIndex.from_tuples([(month_words(m), heading(i)) for m, i in columns]),
        )
    data, problems = check(read_frames({"progress": frame}), PACK)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert values == read_back(data)
