"""附件1 and 附件2 read exactly as printed: 52 and 156 values, from a workbook, from Word, from pasted text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from district_pack import checked, errors
from seed_annexes import ANNEX_1, ANNEX_2, COLUMNS_2, seed_pack, write_csv, write_document, write_workbooks

from gongwen.model.terms import Bound

WRITERS: dict[str, Callable[[Path], None]] = {
    "workbook": write_workbooks,
    "word": lambda folder: write_document(folder / "附件.docx"),
    "text": write_csv,
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())
def test_annexes_read_to_every_value(writer: Callable[[Path], None], tmp_path: Path) -> None:
    writer(tmp_path)
    pack = seed_pack()
    data, problems = checked(tmp_path, pack)
    assert not errors(problems), [problem.line() for problem in errors(problems)]
    assert 52 + 156 == len(data.targets)
    found = {(region, indicator, period.code): target for (region, indicator, period), target in data.targets.items()}
    codes = {region.name: region.code for region in pack.regions}
    for line in ANNEX_1.splitlines():
        name, *texts = line.split()
        columns = [("investment", "2022-Q3"), ("growth", "2022-Q3"), ("investment", "2022-07"), ("growth", "2022-07")]
        for (indicator, period), text in zip(columns, texts, strict=True):
            target = found[codes[name], indicator, period]
            assert Decimal(text.removesuffix("以上")) == target.value
            assert (Bound.AT_LEAST if "以上" in text else Bound.EXACT) is target.bound
    for line in ANNEX_2.splitlines():
        name, *texts = line.split()
        for (indicator, period), text in zip(COLUMNS_2, texts, strict=True):
            assert Decimal(text) == found[codes[name], indicator, period].value


def test_a_bound_keeps_its_words(tmp_path: Path) -> None:
    write_workbooks(tmp_path)
    pack = seed_pack()
    data, _ = checked(tmp_path, pack)
    july = {
        target.raw
        for (region, _, period), target in data.targets.items()
        if region == "city" and period.code == "2022-07"
    }
    assert {"100 以上", "30 以上"} == july


def test_each_target_knows_its_cell(tmp_path: Path) -> None:
    write_workbooks(tmp_path)
    pack = seed_pack()
    data, _ = checked(tmp_path, pack)
    codes = {region.name: region.code for region in pack.regions}
    target = next(
        t for (r, i, p), t in data.targets.items() if (r, i, p.code) == (codes["奉化区"], "investment", "2022-07")
    )
    assert "附件1.xlsx!附件1!D11" == str(target.source)


def test_in_word_a_target_knows_its_table_row_and_column(tmp_path: Path) -> None:
    write_document(tmp_path / "附件.docx")
    data, _ = checked(tmp_path, seed_pack())
    target = next(t for (r, i, _), t in data.targets.items() if (r, i) == ("city", "cooperation"))
    assert "正文 表2 行3 列13" == target.source.cell
