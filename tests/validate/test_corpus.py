"""Every messy and hostile data file of the corpus behaves as its table of expected behaviour says."""

from __future__ import annotations

import json
import shutil
import tracemalloc
import zipfile
from decimal import Context, Decimal
from pathlib import Path

import pytest
from district_pack import TEN, actuals_of, checked, codes, errors, investment_pack, save_rows, targets_of

from gongwen.model.problems import Severity
from gongwen.read import read_folder

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
ITEMS = {item["id"]: item for item in EXPECTED["items"]}

OURS = {
    "E_UNKNOWN_DISTRICT": {"region.unknown"},
    "E_FIELD_COUNT": {"csv.fields", "csv.quote"},
    "E_NOT_A_NUMBER": {"number.unreadable", "text.forbidden"},
    "E_NO_DATA": {"table.not_found"},
    "E_TOO_BIG": {"cell.too_long"},
    "E_MIXED_SCALE": {"number.mixed_scale"},
    "E_AMBIGUOUS_SHEET": {"sheet.ambiguous"},
    "E_DUP_HEADER": {"heading.duplicate", "table.side_by_side"},
    "E_TOTAL_MISMATCH": {"total.mismatch"},
    "E_DUP_DISTRICT": {"region.duplicate", "value.duplicate"},
    "E_BLANK_DISTRICT": {"region.blank"},
    "E_FORMULA_NO_CACHE": {"formula.no_cache"},
    "E_EXTERNAL_LINK": {"formula.external"},
    "E_MERGED_VALUE": {"value.merged"},
    "E_LAYOUT": {"layout.transposed"},
    "E_RICH_TEXT": {"cell.superscript"},
    "E_WRONG_FORMAT": {"file.format"},
    "E_DAMAGED": {"file.damaged"},
    "E_MISSING_DISTRICT": {"region.missing"},
    "E_PERIOD_MISMATCH": {"period.mismatch"},
    "E_ZIP_BOMB": {"package.too_big"},
    "E_DUP_PART": {"package.duplicate_part"},
    "E_TOO_MANY_PARTS": {"package.too_many_parts"},
    "W_NORMALISED": {"number.normalised", "region.normalised"},
    "W_MISSING_VALUE": {"value.missing"},
    "W_HIDDEN_ROWS": {"rows.hidden"},
    "W_TRAILING_TEXT": {"table.note"},
    "W_TOTAL_ROW": {"row.set_aside", "region.normalised", "total.rounding"},
    "W_ROUNDING_SUM": {"total.rounding"},
    "W_ALIAS": {"region.normalised"},
    "W_FORMULA_CACHE": {"formula.stale"},
    "W_NO_RATE": {"target.zero", "target.negative"},
    "W_SCALED_FORMAT": {"format.scaled"},
    "W_WRONG_EXTENSION": {"file.extension"},
    "W_MACRO": {"file.macro"},
    "W_NO_PREVIOUS": {"value.missing"},
    "W_JUMP": {"value.unit_slip"},
}
"""The corpus' codes → ours; any one of a set will do."""

# Read as raw cells: what they try is a text or date column, which no indicator has.
AS_CELLS = {"A08b", "A20"}
# They only mean something beside the period before.
WITH_MAY = {"S02", "S05"}


def generated(identifier: str, target: Path) -> None:
    """The large files, made here rather than kept."""
    base = CORPUS / "data" / "a09_hidden_rows.xlsx"
    if identifier == "V20":
        target.write_text('区县（市）,说明\n鄞州区,"' + "字" * 200_000 + '"\n', encoding="utf-8")
        return
    with zipfile.ZipFile(base) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    if identifier == "A19c":
        empty = b"".join(
            b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(12, 200_012)
        )
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b' hidden="1"', b"").replace(
            b"</sheetData>", empty + b"</sheetData>"
        )
    if identifier == "A47d":
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", b"<row/>" * 20_000_000 + b"</sheetData>")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
        if identifier == "A49":
            for number in range(20_000):
                package.writestr(f"xl/media/empty{number}.bin", b"")
    if identifier == "A47d":
        _lie_about_size(target, len(parts["xl/worksheets/sheet1.xml"]))


def _lie_about_size(target: Path, size: int) -> None:
    """The directory claims 1,000 bytes where many more come out."""
    data = target.read_bytes()
    real, claimed = size.to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert real in data
    target.write_bytes(data.replace(real, claimed))


def placed(identifier: str, folder: Path) -> Path:
    item = ITEMS[identifier]
    source, target = CORPUS / item["file"], folder / Path(item["file"]).name
    if source.exists():
        shutil.copy(source, target)
    else:
        generated(identifier, target)
    if identifier in WITH_MAY:
        _may(identifier, folder)
    return target


def _may(identifier: str, folder: Path) -> None:
    factor = 10_000 if identifier == "S05" else 1
    rows: list[list[object]] = [["2025-05 固定资产投资（单位：万元）"], ["区县（市）", "目标（万元）", "完成（万元）"]]
    for name, values in EXPECTED["base"].items():
        done = None if (identifier, name) == ("S02", "奉化区") else float(values["完成"]) * factor
        rows.append([name, float(values["目标"]), done])
    save_rows(folder / "2025-05.xlsx", rows)


def pack_for(identifier: str):
    if identifier in ("S02", "S04", "S05"):
        return investment_pack(period="")
    return investment_pack(
        unit="元" if identifier == "A29" else "万元", period="1—6月" if identifier == "A39b" else "6月"
    )


@pytest.mark.parametrize("identifier", sorted(set(ITEMS) - AS_CELLS))
def test_corpus_file_behaves_as_expected(identifier: str, tmp_path: Path) -> None:
    item = ITEMS[identifier]
    placed(identifier, tmp_path)
    pack = pack_for(identifier)
    data, problems = checked(tmp_path, pack)
    wrong = errors(problems)
    wanted = OURS.get(item["code"], set())
    if item["verdict"] == "refuse":
        assert codes(wrong) & wanted, [problem.line() for problem in problems]
        return
    if item["verdict"] == "either" and wrong:
        assert codes(wrong) & wanted
        return
    assert not wrong, [problem.line() for problem in wrong]
    if wanted:
        assert codes(problems) & wanted, [problem.line() for problem in problems]
    if item["expected"]:
        _same_values(item["expected"], data, pack)


def _same_values(expected: dict[str, dict[str, str | None]], data, pack) -> None:
    june = {key: found for key, found in data.observations.items() if key[3].start.month == 6}
    goals = {key: found for key, found in data.targets.items() if key[2].start.month == 6}
    codes_of = {region.name: region.code for region in pack.regions}
    for name, values in expected.items():
        for word, text in values.items():
            value = None if text is None else Decimal(text)
            if word == "完成率":
                # A ratio there, a percentage here; of a float's digits, the fifteen that Excel shows.
                value = None if value is None else Context(prec=15).plus(value)
                found = [f.value for k, f in june.items() if k[0] == codes_of[name] and k[1] == "rate"]
                assert [value * 100 if value is not None else None] == found, name
            elif word == "完成":
                assert [value] == [f.value for k, f in june.items() if k[0] == codes_of[name] and k[1] == "investment"]
            else:
                assert [value] == [f.value for k, f in goals.items() if k[0] == codes_of[name]]


def test_dates_of_the_1904_calendar_are_not_four_years_off(tmp_path: Path) -> None:
    placed("A08b", tmp_path)
    (table,) = next(iter(read_folder(tmp_path).tables.values()))
    dates = {row[0].text: row[2].text for row in table.rows}
    assert {name: values["截止日期"] for name, values in ITEMS["A08b"]["expected"].items()} == dates


def test_codes_that_look_like_numbers_stay_text(tmp_path: Path) -> None:
    placed("A20", tmp_path)
    (table,) = next(iter(read_folder(tmp_path).tables.values()))
    assert ["007", "00012.50", "330203199001011234", "1E5", "1-2", "3/4", "TRUE", "٣", "²", "½"] == [
        row[2].text for row in table.rows
    ]


def test_rows_without_a_word_are_not_carried_on(tmp_path: Path) -> None:
    """200,000 formatted rows under the table: what comes after reading costs nothing for them."""
    placed("A19c", tmp_path)
    (table,) = next(iter(read_folder(tmp_path).tables.values()))
    assert len(table.rows) < 20


@pytest.mark.parametrize("identifier", ["A47d", "A49", "V20"])
def test_a_large_file_is_refused_before_it_is_unpacked(identifier: str, tmp_path: Path) -> None:
    """The bomb is 120 MB of rows, the many parts are 20,000: a fraction of it is held at any time."""
    placed(identifier, tmp_path)
    tracemalloc.start()
    try:
        _, problems = checked(tmp_path, investment_pack())
        assert tracemalloc.get_traced_memory()[1] < 48 << 20
    finally:
        tracemalloc.stop()
    assert errors(problems)


def test_a_refusal_names_the_file_the_sheet_and_the_cell(tmp_path: Path) -> None:
    placed("A04-13", tmp_path)
    (fault,) = errors(checked(tmp_path, investment_pack())[1])
    assert ("a04_13_text.xlsx", "Sheet1", "C6") == (fault.file, fault.sheet, fault.cell)
    assert "21O.6" in fault.message


def test_one_poisoned_file_does_not_hide_the_others(tmp_path: Path) -> None:
    for identifier in ("A31f", "A48", "V12"):
        placed(identifier, tmp_path)
    _, problems = checked(tmp_path, investment_pack())
    assert {"a31f_truncated.xlsx", "a48_traversal.xlsx", "v12_nul.csv"} <= {p.file for p in errors(problems)}


def test_the_stale_formula_is_read_as_excel_would_show_it(tmp_path: Path) -> None:
    placed("A18b", tmp_path)
    pack = investment_pack()
    data, problems = checked(tmp_path, pack)
    assert Decimal("210.6") == actuals_of(data, pack)["鄞州区"]
    assert {Severity.WARNING} == {p.severity for p in problems if p.code == "formula.stale"}


def test_no_target_is_read_as_zero_where_there_is_none(tmp_path: Path) -> None:
    placed("A22", tmp_path)
    pack = investment_pack()
    data, _ = checked(tmp_path, pack)
    assert {"海曙区": 0, "江北区": 0, "镇海区": None, "北仑区": None, "鄞州区": None} == {
        name: value for name, value in targets_of(data, pack).items() if name in TEN[:5]
    }


def test_every_corpus_code_is_mapped() -> None:
    assert {item["code"] for item in ITEMS.values() if item["code"]} <= set(OURS)
