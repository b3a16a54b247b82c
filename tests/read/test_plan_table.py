"""Indicators down, years across, for one region: read as that region's targets where declared, refused where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from district_pack import checked, codes, errors, save_rows
from seed_plan import DECLARED, DISTRICT, ROWS, TEXT, merges, one_cell_a_line, plan_pack, plan_rows, write_word

from gongwen.model.data import Kind, ValueKind
from gongwen.model.period import Period
from gongwen.model.problems import Severity


def merged(folder: Path) -> None:
    save_rows(folder / "指标体系.xlsx", plan_rows(), merges=["A1:F1", *merges()])


WRITERS: dict[str, Callable[[Path], object]] = {
    "merged_workbook": merged,
    "blank_categories": lambda folder: save_rows(folder / "指标体系.xlsx", plan_rows()),
    "word": lambda folder: write_word(folder / "指标体系.docx"),
    "one_cell_a_line": lambda folder: (folder / "指标体系.txt").write_text(one_cell_a_line(), encoding="utf-8"),
    "one_cell_a_line_gbk": lambda folder: (folder / "指标体系.txt").write_bytes(
        one_cell_a_line().replace("\n", "\r\n").encode("gb18030")
    ),
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())
def test_every_value_of_the_plan(writer: Callable[[Path], object], tmp_path: Path) -> None:
    writer(tmp_path)
    data, problems = checked(tmp_path, plan_pack(), DECLARED)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert (30, 15) == (len(data.targets), len(data.observations))
    for number, (_, base, first, second, _unit) in enumerate(ROWS, start=1):
        code = f"i{number:02d}"
        observation = data.observations[DISTRICT.code, code, Kind.ACTUAL, Period.parse("2020")]
        assert (None if base == "-" else Decimal(base)) == observation.value
        assert (ValueKind.ABSENT if base == "-" else ValueKind.NUMBER) is observation.kind_of_value
        for year, text in (("2023", first), ("2025", second)):
            target = data.targets[DISTRICT.code, code, Period.parse(year)]
            if text == TEXT:
                assert (None, ValueKind.TEXT, TEXT) == (target.value, target.kind_of_value, target.text)
            else:
                assert Decimal(text) == target.value


def test_values_keep_their_cells(tmp_path: Path) -> None:
    merged(tmp_path)
    data, _ = checked(tmp_path, plan_pack(), DECLARED)
    assert "指标体系.xlsx!Sheet1!E13" == str(data.targets[DISTRICT.code, "i11", Period.parse("2025")].source)


def test_undeclared_it_is_refused_with_what_to_write(tmp_path: Path) -> None:
    merged(tmp_path)
    (fault,) = errors(checked(tmp_path, plan_pack())[1])
    assert "layout.indicators_down" == fault.code
    assert "indicators_down = true" in fault.fix


@pytest.mark.parametrize("region", ["", "330299", "江北新区"])
def test_it_must_say_for_which_region(region: str, tmp_path: Path) -> None:
    merged(tmp_path)
    (fault,) = errors(checked(tmp_path, plan_pack(), [replace(DECLARED[0], region=region)])[1])
    assert "layout.no_region" == fault.code


@pytest.mark.parametrize(
    ("row", "column", "written", "code"),
    [
        (3, 1, "规上工业增加值率（万元）", "unit.mismatch"),
        (3, 1, "规上工业增加值绿（%）", "indicator.unknown"),
        (3, 3, "约18", "number.unreadable"),
        (1, 3, "目标", "period.missing"),
        (1, 3, "2023年设想", "heading.unknown"),
        (3, 4, "20%左右", "number.unreadable"),
    ],
)
def test_what_cannot_be_told_is_refused_at_its_cell(
    row: int, column: int, written: str, code: str, tmp_path: Path
) -> None:
    rows = plan_rows()
    rows[row - 1 if row > 1 else 1][column] = written
    save_rows(tmp_path / "指标体系.xlsx", rows)
    faults = errors(checked(tmp_path, plan_pack(), DECLARED)[1])
    assert {code} == codes(faults), [p.line() for p in faults]
    assert 1 == len({fault.cell for fault in faults})


def test_the_other_regions_of_a_table_for_all_are_still_missed(tmp_path: Path) -> None:
    """One region's own table fills its row in; it does not stand in for the others."""
    merged(tmp_path)
    rows: list[list[object]] = [["地区", "2023年高新技术企业数量目标（家）"], ["海曙区", 200]]
    save_rows(tmp_path / "各区.xlsx", rows)
    specs = [replace(DECLARED[0], patterns=("指标体系*",))]
    assert not errors(checked(tmp_path, plan_pack(), specs)[1])
    save_rows(tmp_path / "各区.xlsx", [rows[0], ["江北区", 300]])
    faults = errors(checked(tmp_path, plan_pack(), specs)[1])
    assert {"region.missing"} == codes(faults)
    assert "海曙区" in faults[0].message


def test_an_indicator_that_is_not_known_is_said_once(tmp_path: Path) -> None:
    pack = plan_pack()
    merged(tmp_path)
    faults = errors(checked(tmp_path, replace(pack, indicators=pack.indicators[1:]), DECLARED)[1])
    assert [("indicator.unknown", "B3")] == [(fault.code, fault.cell) for fault in faults]


def test_absent_bases_are_notes(tmp_path: Path) -> None:
    merged(tmp_path)
    problems = checked(tmp_path, plan_pack(), DECLARED)[1]
    assert 3 == sum(p.code == "value.missing" and p.severity is Severity.INFO for p in problems)
