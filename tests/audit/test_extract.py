"""What a reader sees: text over the foot of a page, however many pages it takes; the large numbers of a sheet."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.audit.extract import holds, sheet_texts

TEXT = "".join(chr(0x4E00 + number) for number in range(400))


@given(st.lists(st.integers(1, 399), max_size=4, unique=True))
def test_a_text_over_several_pages_is_found(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(TEXT)]
    parts = [TEXT[first:last] for first, last in pairwise(ends)]
    pages = tuple(f"示例{part}—{number}—" for number, part in enumerate(parts, start=1))
    assert holds(("第一页", *pages, "末页"), TEXT)


@given(st.lists(st.integers(1, 399), min_size=1, max_size=4, unique=True), st.data())
def test_a_character_lost_on_any_page_is_missed(cuts: list[int], data: st.DataObject) -> None:
    ends = [0, *sorted(cuts), len(TEXT)]
    parts = [TEXT[first:last] for first, last in pairwise(ends)]
    number = data.draw(st.integers(0, len(parts) - 1))
    place = data.draw(st.integers(0, len(parts[number]) - 1))
    parts[number] = parts[number][:place] + parts[number][place + 1 :]
    assert not holds(tuple(parts), TEXT)


def test_parts_on_pages_that_do_not_follow_each_other_are_no_text() -> None:
    assert not holds((TEXT[:200], "别的一页", TEXT[200:]), TEXT)


@pytest.mark.parametrize("number", [7, 1250000, 12345678.5, 99999999999, 0.00001])
def test_a_number_without_a_format_of_its_own_is_read_as_excel_shows_it(number: float) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = number
    data = BytesIO()
    book.save(data)
    shown = sheet_texts(data.getvalue())["Sheet"][0][0]
    assert float(shown) == number
    assert "e" not in shown
