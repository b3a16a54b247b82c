"""The traps of the corpus with other names, units and layouts: nothing is known by heart."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from district_pack import checked, codes, errors
from trap_packs import LAYOUTS, WORLDS, Sheet, World, address, save, sheet, specs, value_of

from gongwen.model.data import Kind
from gongwen.model.problems import Problem

EVERYWHERE = [(world, layout) for world in WORLDS for layout in LAYOUTS]
ROWS = [(world, layout) for world, layout in EVERYWHERE if layout in ("flat", "three_levels")]
everywhere = pytest.mark.parametrize(("world", "layout"), EVERYWHERE, ids=[f"{w.name}-{x}" for w, x in EVERYWHERE])
rows_down = pytest.mark.parametrize(("world", "layout"), ROWS, ids=[f"{w.name}-{x}" for w, x in ROWS])


def read(folder: Path, world: World, layout: str, made: Sheet) -> tuple[dict[str, Decimal | None], tuple[Problem, ...]]:
    save(folder, made)
    return again(folder, world, layout)


def again(folder: Path, world: World, layout: str) -> tuple[dict[str, Decimal | None], tuple[Problem, ...]]:
    pack = world.pack()
    data, problems = checked(folder, pack, specs(layout))
    names = {region.code: region.name for region in pack.regions}
    return {
        names[key[0]]: found.value
        for key, found in data.observations.items()
        if key[1:3] == ("main", Kind.ACTUAL) and key[3].code == "2023-04"
    }, problems


def clean(world: World) -> dict[str, Decimal | None]:
    return {name: Decimal(str(value_of(number))) for number, name in enumerate(world.places)}


@everywhere
def test_the_clean_table(world: World, layout: str, tmp_path: Path) -> None:
    values, problems = read(tmp_path, world, layout, sheet(world, layout))
    assert not problems, [p.line() for p in problems]
    assert clean(world) == values


@everywhere
def test_text_that_is_no_figure_is_refused_at_its_cell(world: World, layout: str, tmp_path: Path) -> None:
    for number, written in enumerate(("约21", "180-220", "21O.6", "21.6①", "1,23,456", "超额完成", "0x1F", "21..6")):
        made, folder = sheet(world, layout), tmp_path / str(number)
        folder.mkdir()
        spot = made.put(world.places[2], written)
        faults = errors(read(folder, world, layout, made)[1])
        assert [("number.unreadable", spot)] == [(f.code, f.cell) for f in faults], written


@everywhere
def test_spellings_of_a_figure_are_one_figure(world: World, layout: str, tmp_path: Path) -> None:
    spellings = {
        "１，２３４．５": "1234.5",
        "1,234.50": "1234.50",
        "+21.6": "21.6",
        f"21.6{world.unit}": "21.6",
        " 21.6 ": "21.6",
    }
    for number, (written, meant) in enumerate(spellings.items()):
        made, folder = sheet(world, layout), tmp_path / str(number)
        folder.mkdir()
        made.put(world.places[1], written)
        values, problems = read(folder, world, layout, made)
        assert not errors(problems), [p.line() for p in errors(problems)]
        assert {**clean(world), world.places[1]: Decimal(meant)} == values


@everywhere
def test_missing_is_not_zero(world: World, layout: str, tmp_path: Path) -> None:
    for number, written in enumerate(("——", "无", "未统计", "待核", "N/A", "—")):
        made, folder = sheet(world, layout), tmp_path / str(number)
        folder.mkdir()
        made.put(world.places[3], written)
        values, problems = read(folder, world, layout, made)
        assert {**clean(world), world.places[3]: None} == values
        assert {"value.missing"} == codes(problems), [p.line() for p in problems]


@everywhere
def test_an_unknown_name_gets_the_nearest_and_the_lost_one_is_missed(world: World, layout: str, tmp_path: Path) -> None:
    made, lost = sheet(world, layout), world.places[1]
    wrong = lost[:-1] + "驿"
    made.rename(lost, wrong)
    values, problems = read(tmp_path, world, layout, made)
    if layout == "transposed":  # a heading, not a row
        assert {"heading.unknown", "region.missing"} & codes(errors(problems)), [p.line() for p in problems]
    else:
        fault = next(f for f in errors(problems) if f.code == "region.unknown")
        assert lost in fault.message
    assert lost not in values
    assert any(f.code == "region.missing" and lost in f.message for f in errors(problems)) or layout == "long"


@everywhere
def test_spaces_and_breaks_inside_a_name(world: World, layout: str, tmp_path: Path) -> None:
    made, name = sheet(world, layout), world.places[0]
    made.rename(name, f"{name[0]} \n{name[1:]}\u200b")
    values, problems = read(tmp_path, world, layout, made)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert clean(world) == values


@rows_down
def test_the_same_place_twice(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    made.rows.append(list(made.rows[made.at[world.places[0]][0]]))
    assert {"region.duplicate"} == codes(errors(read(tmp_path, world, layout, made)[1]))


@rows_down
def test_a_row_without_a_name(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    made.rows.append([None, *made.rows[-1][1:]])
    faults = errors(read(tmp_path, world, layout, made)[1])
    assert [("region.blank", address(len(made.rows) - 1, 0))] == [(f.code, f.cell) for f in faults]


@rows_down
def test_totals_and_averages_below(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    width = len(made.rows[-1])
    places = [made.rows[row] for row, _ in made.at.values()]
    added = [round(sum(float(str(row[c])) for row in places), 2) for c in range(1, width)]
    made.rows.append(["平均", *(round(v / len(places), 2) for v in added)])
    made.rows.append(["合 计", *added])
    values, problems = read(tmp_path, world, layout, made)
    if layout == "flat":
        assert not errors(problems), [p.line() for p in errors(problems)]
        assert Decimal(str(added[0])) == values[world.total]
    assert "row.set_aside" in codes(problems)
    made.rows[-1][1] = added[0] + 1
    assert "total.mismatch" in codes(errors(read(tmp_path, world, layout, made)[1]))


@rows_down
def test_notes_below_that_name_a_place(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    made.rows += [
        [f"注：1.{world.places[1]}较上月提升3位。"],
        [f"2.{world.places[2]}的数据为快报数，以年报为准。"],
        ["填表人：综合科"],
    ]
    values, problems = read(tmp_path, world, layout, made)
    assert not errors(problems), [p.line() for p in errors(problems)]
    assert clean(world) == values
    assert "table.note" in codes(problems)


@rows_down
def test_one_figure_over_two_places(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    row, column = made.at[world.places[1]]
    made.merges.append(f"{address(row, column)}:{address(row + 1, column)}")
    assert {"value.merged"} == codes(errors(read(tmp_path, world, layout, made)[1]))


@rows_down
def test_hidden_rows_are_read_and_said(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    save(tmp_path, made)
    book = openpyxl.load_workbook(tmp_path / "报送.xlsx")
    book.active.row_dimensions[made.at[world.places[1]][0] + 1].hidden = True
    book.save(tmp_path / "报送.xlsx")
    values, problems = again(tmp_path, world, layout)
    assert clean(world) == values
    assert {"rows.hidden"} == codes(problems)


@everywhere
def test_a_formula_without_a_result(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    spot = made.put(world.places[0], "=SUM('[上月.xlsx]表'!B1:B2)")
    (fault,) = errors(read(tmp_path, world, layout, made)[1])
    assert ("formula.external", spot) == (fault.code, fault.cell)
    spot = made.put(world.places[0], "=VLOOKUP(1,X:Y,2,0)")
    (fault,) = errors(read(tmp_path, world, layout, made)[1])
    assert ("formula.no_cache", spot) == (fault.code, fault.cell)


@everywhere
def test_an_error_value(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    spot = made.put(world.places[0], "#N/A")
    (fault,) = errors(read(tmp_path, world, layout, made)[1])
    assert ("cell.error", spot) == (fault.code, fault.cell)


@everywhere
def test_a_unit_of_another_kind(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    for row in made.rows:
        for column, text in enumerate(row):
            if isinstance(text, str) and text.startswith(world.indicator) and "增速" not in text:
                row[column] = f"{world.indicator}（{world.other_unit}）"
    assert {"unit.mismatch"} == codes(errors(read(tmp_path, world, layout, made)[1]))


@everywhere
def test_a_slip_of_ten_thousand(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    made.put(world.places[2], value_of(2) * 10_000)
    values, problems = read(tmp_path, world, layout, made)
    assert {"value.unit_slip"} == codes(problems)
    assert Decimal(str(value_of(2))) * 10_000 == values[world.places[2]]


@rows_down
def test_two_columns_of_one_meaning(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    head = made.at[world.places[0]][0] - 1
    column = made.at[world.places[0]][1]
    made.rows[head][column + 1] = made.rows[head][column]
    assert "heading.duplicate" in codes(errors(read(tmp_path, world, layout, made)[1]))


@pytest.mark.parametrize("world", WORLDS, ids=[world.name for world in WORLDS])
def test_places_across_must_be_declared(world: World, tmp_path: Path) -> None:
    save(tmp_path, sheet(world, "transposed"))
    assert {"layout.transposed"} == codes(errors(checked(tmp_path, world.pack(), specs("flat"))[1]))


@everywhere
def test_text_that_reverses_digits(world: World, layout: str, tmp_path: Path) -> None:
    made = sheet(world, layout)
    made.put(world.places[0], "\u202e12.3")
    assert {"text.forbidden"} == codes(errors(read(tmp_path, world, layout, made)[1]))
