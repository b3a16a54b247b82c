"""What binary arithmetic leaves behind decides no figure; blanks of every make are blanks, each at its own cell."""

from __future__ import annotations

import datetime
import io
import math
from decimal import Decimal
from pathlib import Path

import numpy
import openpyxl
import pandas
import pytest
from district_pack import TEN, actuals_of, checked, errors, investment_pack, save_rows
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.data import Dataset
from gongwen.model.problems import Problem
from gongwen.model.raw import RawKind
from gongwen.read import read_frames, xlsx
from gongwen.read.grid import number_text
from gongwen.read.xls import _content as old_content
from gongwen.validate import check

NOISY = [0.7 + 0.1, 0.1 + 0.2, 1.1 + 2.2, 3 * 1.1, 100 * 1.1, 4.35 * 100, 1 - 0.9, 2.675 * 3, 0.1 * 3, 8.1]
CLEAN = [Decimal(t) for t in "0.8 0.3 3.3 3.3 110 435 0.1 8.025 0.3 8.1".split()]
PACK = investment_pack(relations=())


def exact(text: str) -> Decimal:
    return Decimal(text)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=3))
def test_every_decimal_of_fifteen_digits_survives(value: Decimal) -> None:
    assert exact(number_text(float(value))) == value


@given(st.integers(1, 999_999_999_999_999), st.integers(-20, 15))
def test_wherever_its_point_stands(digits: int, shift: int) -> None:
    value = Decimal(digits).scaleb(shift)
    text = number_text(float(value))
    assert exact(text) == value
    assert "e" not in text.casefold()


@given(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=12))
def test_a_sum_of_floats_ties_with_the_exact_sum(cents: list[int]) -> None:
    added = sum((value / 100 for value in cents), 0.0)
    assert exact(number_text(added)) == Decimal(sum(cents)) / 100


@given(st.integers(-(10**30), 10**30))
def test_whole_numbers_that_are_no_floats_are_exact(value: int) -> None:
    assert number_text(value) == str(value)


def test_zero_has_no_sign() -> None:
    assert number_text(-0.0) == "0"


def test_noise_in_a_workbook_is_not_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["2025年6月"], ["地区", "完成（万元）"]]
    save_rows(tmp_path / "完成.xlsx", rows + [[name, value] for name, value in zip(TEN, NOISY, strict=True)])
    data, problems = checked(tmp_path, PACK)
    assert not errors(problems)
    assert list(actuals_of(data, PACK).values()) == CLEAN


def test_noise_in_a_cached_sum_is_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([0.7999999999999999, 29.999999999999996])
    page["B1"].number_format = "0%"
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = xlsx.read_workbook(stream.getvalue(), "表.xlsx")
    assert [cell.text for cell in grid.rows[1].values()] == ["0.8", "30"]


@pytest.mark.parametrize(("noisy", "clean"), list(zip(NOISY, CLEAN, strict=True)))
def test_noise_in_an_old_workbook_is_not_read(noisy: float, clean: Decimal) -> None:
    kind, text = old_content(noisy)
    assert (kind, exact(text)) == (RawKind.NUMBER, clean)


def framed(values: object, **more: object) -> tuple[Dataset, tuple[Problem, ...]]:
    frame = pandas.DataFrame({"地区": TEN, "期间": "2025-06", "指标": "固定资产投资", "完成": values, **more})
    return check(read_frames({"progress": frame}), PACK)


def test_noise_in_a_frame_is_not_read_and_decimals_are_exact() -> None:
    data, problems = framed(NOISY)
    assert not errors(problems)
    assert list(actuals_of(data, PACK).values()) == CLEAN
    long = Decimal("0.7999999999999999999")
    data, problems = framed([long, *[str(long)] * 9])
    assert set(actuals_of(data, PACK).values()) == {long}


def test_a_column_of_short_floats_is_refused_at_its_heading() -> None:
    _, problems = framed(numpy.array(NOISY, dtype="float32"))
    (fault,) = errors(problems)
    assert (fault.code, fault.cell) == ("frame.short_floats", "D1")
    assert "float64" in fault.fix


BLANKS = [None, math.nan, numpy.nan, pandas.NA, pandas.NaT, Decimal("NaN"), ""]


@pytest.mark.parametrize("blank", BLANKS, ids=lambda blank: type(blank).__name__)
def test_a_blank_of_any_make_is_a_blank_cell(blank: object) -> None:
    data, problems = framed(pandas.Series([1, 2, blank, *range(4, 11)], dtype=object))
    assert not errors(problems)
    assert actuals_of(data, PACK)[TEN[2]] is None
    assert [p.cell for p in problems if p.code == "value.missing"] == ["D4"]


def test_blanks_of_nullable_columns_are_blank_cells() -> None:
    frame = pandas.DataFrame({"地区": TEN, "期间": "2025-06", "指标": "固定资产投资", "完成": [1, None, *range(3, 11)]})
    data, problems = check(read_frames({"progress": frame.convert_dtypes()}), PACK)
    assert not errors(problems)
    assert actuals_of(data, PACK)[TEN[1]] is None
    assert [p.cell for p in problems if p.code == "value.missing"] == ["D3"]


def test_a_blank_region_or_period_is_a_problem_at_its_cell() -> None:
    frame = pandas.DataFrame({"地区": [*TEN[:9], pandas.NA], "期间": "2025-06", "指标": "固定资产投资", "完成": 1})
    _, problems = check(read_frames({"progress": frame}), PACK)
    assert "A11" in {p.cell for p in errors(problems)}
    frame = pandas.DataFrame(
        {"地区": TEN, "期间": [*["2025-06"] * 9, pandas.NaT], "指标": "固定资产投资", "完成": 1}, dtype=object
    )
    _, problems = check(read_frames({"progress": frame}), PACK)
    assert "B11" in {p.cell for p in errors(problems)}


def test_a_blank_heading_is_none() -> None:
    frame = pandas.DataFrame({"地区": TEN, "固定资产投资": 1, pandas.NA: "x"})
    frame.attrs["title"] = "2025年6月"
    _, problems = check(read_frames({"progress": frame}), PACK)
    assert {p.code for p in problems if p.cell == "C1"} == {"heading.unknown"}
    assert not any("NA" in p.message for p in problems)


def test_numbers_without_end_are_errors_at_their_cell() -> None:
    for endless in (math.inf, Decimal("Infinity")):
        _, problems = framed(pandas.Series([endless, *range(9)], dtype=object))
        assert [(p.code, p.cell) for p in errors(problems)] == [("cell.error", "D2")]


def test_a_timestamp_is_a_date_and_no_figure() -> None:
    _, problems = framed([datetime.datetime(2025, 6, 1), *[1] * 9])
    assert [p.cell for p in errors(problems)] == ["D2"]
