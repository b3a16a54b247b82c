"""The grammar of numbers: what has one meaning is read, what has two is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.data import ValueKind
from gongwen.model.raw import RawCell, RawKind
from gongwen.model.sources import Source
from gongwen.model.terms import Bound
from gongwen.validate.numbers import Reading, Refusal, read_value

HERE = Source("表.xlsx", "7月")


def text(value: str) -> RawCell:
    return RawCell(RawKind.TEXT, value, HERE, "B2")


def read(value: str, *, is_target: bool = False) -> Reading | Refusal:
    return read_value(text(value), is_target=is_target)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("210.6", "210.6"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("1,234.50", "1234.50"),
        ("1 234", "1234"),
        ("1\xa0234", "1234"),
        ("１，２３４．５", "1234.5"),
        ("+210.6", "210.6"),
        ("-3.2", "-3.2"),
        ("－3.2", "-3.2"),
        ("−3.2", "-3.2"),
        (" 12 ", "12"),
        ("　12", "12"),
        ("12个", "12"),
        ("12 个", "12"),
        ("210.6万元", "210.6"),
        ("2.1亿", "210000000"),
        ("3万", "30000"),
        ("0", "0"),
        ("12,345,678", "12345678"),
        ("\u200b7", "7"),
    ],
)
def test_numbers_with_one_meaning(written: str, value: str) -> None:
    reading = read(written)
    assert isinstance(reading, Reading)
    assert Decimal(value) == reading.value


@pytest.mark.parametrize(
    ("written", "value"),
    [("30%", "30"), ("30％", "30"), ("30.0 %", "30.0"), ("-3.2%", "-3.2"), ("﹣3﹪", None), ("3﹪", "3")],
)
def test_percentages_are_kept_as_their_number(written: str, value: str | None) -> None:
    reading = read(written)
    if value is None:
        assert isinstance(reading, Refusal)
        return
    assert isinstance(reading, Reading)
    assert (Decimal(value), "sign") == (reading.value, reading.percent)


@pytest.mark.parametrize(
    "written",
    [
        "约210",
        "180-220",
        "180～220",
        "210.6①",
        "210.6¹",
        "210.6.",
        "210..6",
        "21O.6",
        "2l0.6",
        "0x1F",
        "1E5",
        "1,23,456",
        "1'234",
        "12,34",
        "12 34",
        "(3.2%)",
        "▼3.2%",
        "▲3.2%",
        "下降3.2%",
        "3.2个百分点",
        "超额完成",
        "完成市级下达目标",
        "百分之三十",
        "三百",
        "٣",
        "²",
        "½",
        "inf",
        "nan1",
        "1_000",
        "100以上",
        "≥100",
        "≈5",
        "5+",
        "12个34",
        "2022年7月",
        "210.6 11",
        "--5",
        "5-",
        "1.2.3",
        "1:2",
        "3/4",
    ],
)
def test_what_has_two_meanings_is_refused(written: str) -> None:
    reading = read(written)
    assert isinstance(reading, Refusal), reading
    assert "number.unreadable" == reading.code
    assert reading.message


@pytest.mark.parametrize(
    ("written", "value", "bound"),
    [
        ("100以上", "100", Bound.AT_LEAST),
        ("100 以上", "100", Bound.AT_LEAST),
        ("50场以上", "50", Bound.AT_LEAST),
        ("30 个以上", "30", Bound.AT_LEAST),
        ("≥200", "200", Bound.AT_LEAST),
        (">=200", "200", Bound.AT_LEAST),
        ("不低于100", "100", Bound.AT_LEAST),
        ("不少于 3 家", "3", Bound.AT_LEAST),
        ("100及以上", "100", Bound.AT_LEAST),
        ("30%以上", "30", Bound.AT_LEAST),
        ("1,200以上", "1200", Bound.AT_LEAST),
        ("100(含)以上", "100", Bound.AT_LEAST),
        ("100（含）以上", "100", Bound.AT_LEAST),
        ("≤5", "5", Bound.AT_MOST),
        ("不超过5", "5", Bound.AT_MOST),
        ("5以下", "5", Bound.AT_MOST),
        ("5以内", "5", Bound.AT_MOST),
        ("控制在5以内", "5", Bound.AT_MOST),
        ("不高于6.5%", "6.5", Bound.AT_MOST),
        ("100", "100", Bound.EXACT),
    ],
)
def test_targets_may_carry_a_bound(written: str, value: str, bound: Bound) -> None:
    reading = read(written, is_target=True)
    assert isinstance(reading, Reading), reading
    assert (Decimal(value), bound, written.strip()) == (reading.value, reading.bound, reading.raw)


@pytest.mark.parametrize("written", ["完成市级下达目标", "高于全省平均", "全覆盖", "有所突破", "只增不减"])
def test_targets_may_be_words(written: str) -> None:
    reading = read(written, is_target=True)
    assert isinstance(reading, Reading)
    assert (ValueKind.TEXT, None, written) == (reading.kind, reading.value, reading.raw)


@pytest.mark.parametrize(
    "written", ["约100", "100左右", "100~200", "＞100", "百分之三十", "三百个", "100以上200以下", "比上年增加5个"]
)
def test_targets_with_unclear_numbers_are_refused(written: str) -> None:
    assert isinstance(read(written, is_target=True), Refusal)


@pytest.mark.parametrize(
    "written", ["", " ", "　", "-", "—", "——", "/", "无", "未统计", "待核", "N/A", "null", "－", "不设目标", "未 统 计"]
)
def test_ways_to_write_missing(written: str) -> None:
    reading = read(written)
    assert isinstance(reading, Reading)
    assert (ValueKind.ABSENT, None) == (reading.kind, reading.value)


@pytest.mark.parametrize("written", ["…", "……", "..."])
def test_less_than_the_smallest_unit_is_no_zero(written: str) -> None:
    reading = read(written)
    assert isinstance(reading, Reading)
    assert (ValueKind.BELOW_UNIT, None) == (reading.kind, reading.value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (RawCell(RawKind.NO_CACHE, "", HERE, "B2", formula="A1+1"), "formula.no_cache"),
        (RawCell(RawKind.NUMBER, "5", HERE, "B2", formula="[1]表!A1"), "formula.external"),
        (RawCell(RawKind.ERROR, "#N/A", HERE, "B2"), "cell.error"),
        (RawCell(RawKind.DATE, "2022-07-01", HERE, "B2"), "number.unreadable"),
        (RawCell(RawKind.BOOLEAN, "TRUE", HERE, "B2"), "number.unreadable"),
        (RawCell(RawKind.NUMBER, "5", HERE, "B2", merged=True), "value.merged"),
        (RawCell(RawKind.TEXT, "210.61", HERE, "B2", superscript="1"), "cell.superscript"),
        (RawCell(RawKind.TEXT, "21\u202e0", HERE, "B2"), "text.forbidden"),
        (RawCell(RawKind.TEXT, "210\x00.6", HERE, "B2"), "text.forbidden"),
    ],
)
def test_cells_that_are_no_values(cell: RawCell, code: str) -> None:
    refusal = read_value(cell, is_target=False)
    assert isinstance(refusal, Refusal)
    assert code == refusal.code


def test_a_percent_format_shifts_the_point_exactly() -> None:
    reading = read_value(RawCell(RawKind.NUMBER, "0.3", HERE, "B2", "0%"), is_target=False)
    assert isinstance(reading, Reading)
    assert ("30", "format") == (format(reading.value or 0, "f").rstrip("."), reading.percent)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from(["{:f}", "{:,f}", " {:f} ", "　{:,f}"])
)
def test_any_written_decimal_reads_back(value: Decimal, pattern: str) -> None:
    reading = read(pattern.format(value))
    assert isinstance(reading, Reading)
    assert value == reading.value


@given(st.text(max_size=12), st.booleans())
def test_no_text_raises_and_no_number_is_invented(written: str, is_target: bool) -> None:
    reading = read(written, is_target=is_target)
    if isinstance(reading, Reading) and reading.value is not None:
        # Whatever is read as a number was written with these very digits.
        digits = "".join(chr(ord(c) - 0xFEE0) if "\uff10" <= c <= "\uff19" else c for c in written)
        assert all(
            c in digits
            for c in str(reading.value).lstrip("-").replace(".", "").replace("E", "").replace("+", "").strip("0")
        )
