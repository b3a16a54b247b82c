"""check --annotate: the list, its links, its split by unit, the marked copies; the inputs stay as they were."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import gongwen as gw
from gongwen.cli import main
from gongwen.collecting import annotate
from gongwen.errors import OutputError, UsageError
from gongwen.model.problems import Severity

SAMPLE = gw.sample()
MONTH = "2022年7月完成情况（示例数据）.xlsx"
SPOILT = {"B7": "约20", "C8": None, "G6": 99, "F9": "12亩"}


@pytest.fixture(scope="module")
def pack():
    return gw.load_pack(SAMPLE)


@pytest.fixture
def folder(tmp_path) -> Path:
    """The sample with five faults in the month, one of them a district whose name nobody knows."""
    data = Path(shutil.copytree(SAMPLE / "data", tmp_path / "data"))
    book = openpyxl.load_workbook(data / MONTH)
    for cell, value in SPOILT.items():
        book["7月"][cell] = value
    book["7月"]["A12"] = "慈西市"
    book.save(data / MONTH)
    return data


def listed(path: Path, sheet: str = "全部问题") -> list[dict[str, object]]:
    page = openpyxl.load_workbook(path)[sheet]
    heads = [cell.value for cell in page[3]]
    return [dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=4)]


def test_every_problem_is_a_row_errors_first_with_a_link_to_its_cell(folder, pack, tmp_path):
    made = annotate(folder, tmp_path / "核对", pack=pack)
    rows = listed(made.outputs[0])
    assert len(rows) == len(made.problems)
    assert [row["级别"].value for row in rows] == sorted(
        (row["级别"].value for row in rows), key=["错误", "提醒", "说明"].index
    )
    month = [row for row in rows if row["文件"].value == MONTH]
    assert {row["单元格"].value for row in month} >= {"B7", "C8", "G6", "F9", "A12"}
    for row in month:
        link = row["单元格"].hyperlink
        assert link.target == f"标注/{MONTH}"
        assert link.location == f"'7月'!{row['单元格'].value}"
        assert (made.outputs[0].parent / link.target).is_file()


def test_a_units_own_problems_have_their_own_sheet(folder, pack, tmp_path):
    path = annotate(folder, tmp_path / "核对", pack=pack).outputs[0]
    sheets = CalamineWorkbook.from_path(path).sheet_names
    assert sheets == ["全部问题", "江北区", "镇海区", "北仑区", "鄞州区", "慈溪市"]
    assert [(row["单元格"].value, row["报送单位"].value) for row in listed(path, "镇海区")] == [("B7", "镇海区")]
    assert [row["代码"].value for row in listed(path, "慈溪市")] == ["region.missing"]
    unknown = next(row for row in listed(path) if row["代码"].value == "region.unknown")
    assert unknown["报送单位"].value is None  # a guess at the name is no owner


def test_marked_copies_differ_in_marks_only(folder, pack, tmp_path):
    made = annotate(folder, tmp_path / "核对", pack=pack)
    copy = next(path for path in made.outputs if path.name == MONTH)
    before, after = openpyxl.load_workbook(folder / MONTH), openpyxl.load_workbook(copy)
    assert before.sheetnames == after.sheetnames
    for old, new in zip(before, after, strict=True):
        assert [[c.value for c in row] for row in old] == [[c.value for c in row] for row in new]
    marked = {c.coordinate for row in after["7月"].iter_rows() for c in row if c.comment}
    assert marked >= {"B7", "C8", "G6", "F9", "A12"}
    assert "约20" in after["7月"]["B7"].comment.text


def test_inputs_are_never_touched(folder, pack, tmp_path):
    prints = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    annotate(folder, tmp_path / "核对", pack=pack)
    assert prints == {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def test_files_that_cannot_be_marked_are_listed_and_said(folder, pack, tmp_path):
    (folder / "2022年8月完成情况.csv").write_text(
        "地区,指标,期间,完成\n海曙区,新备案项目,2022年8月,约3\n", encoding="gbk"
    )
    (folder / "9月完成情况.xlsx").write_bytes(b"PK\x03\x04 broken")
    made = annotate(folder, tmp_path / "核对", pack=pack)
    said = {problem.file for problem in made.unmarked}
    assert {"2022年8月完成情况.csv", "9月完成情况.xlsx"} <= said
    rows = {row["文件"].value: row for row in listed(made.outputs[0])}
    assert rows["2022年8月完成情况.csv"]["单元格"].hyperlink is None
    assert "9月完成情况.xlsx" in rows


def test_run_again_after_mending_marks_go_away(folder, pack, tmp_path):
    out = tmp_path / "核对"
    annotate(folder, out, pack=pack)
    shutil.copy(SAMPLE / "data" / MONTH, folder / MONTH)
    made = annotate(folder, out, pack=pack)
    assert not (out / "标注" / MONTH).exists()
    assert {path.name for path in out.rglob("*.xlsx")} == {path.name for path in made.outputs}


def test_a_copy_that_was_worked_in_is_not_overwritten(folder, pack, tmp_path):
    out = tmp_path / "核对"
    annotate(folder, out, pack=pack)
    book = openpyxl.load_workbook(out / "标注" / MONTH)
    book["7月"]["B7"] = 20.1
    book.save(out / "标注" / MONTH)
    mended = (out / "标注" / MONTH).read_bytes()
    with pytest.raises(OutputError, match="已经有人改过"):
        annotate(folder, out, pack=pack)
    assert (out / "标注" / MONTH).read_bytes() == mended


def test_inside_the_data_folder_is_refused(folder, pack):
    with pytest.raises(UsageError, match="不能放在数据文件夹里面"):
        annotate(folder, folder / "核对", pack=pack)


def test_same_faults_same_bytes(folder, pack, tmp_path):
    one, two = (annotate(folder, tmp_path / name, pack=pack).outputs for name in "ab")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_command_prints_a_table_and_counts(folder, tmp_path, capsys):
    arguments = ["check", str(SAMPLE), "--data", str(folder), "--annotate", str(tmp_path / "核对")]
    assert main(arguments) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["级别", "位置", "问题和改法"]
    wrong = sum(p.severity is Severity.ERROR for p in gw.check(folder, pack=gw.load_pack(SAMPLE)))
    levels = [line[:2] for line in lines if line[:2] in ("错误", "提醒", "说明")]
    assert levels == sorted(levels, key=["错误", "提醒", "说明"].index)
    assert any(line.startswith("共") and f"错误{wrong}处" in line for line in lines)
    assert main([*arguments, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert Path(answer["outputs"][0]).name == "数据问题清单.xlsx"
    assert sum(problem["severity"] == "error" for problem in answer["problems"]) == wrong


def test_another_issues_warnings_are_left_out_its_errors_never(folder, pack):
    book = openpyxl.load_workbook(folder / MONTH)
    for sheet in book:
        sheet["A1"] = str(sheet["A1"].value).replace("7月", "9月")
    book.save(folder / "2022年9月完成情况（示例数据）.xlsx")
    everything = gw.check(folder, pack=pack)
    july, november = (gw.check(folder, pack=pack, period=period) for period in ("2022-07", "2022-11"))
    errors = [problem for problem in everything if problem.severity is Severity.ERROR]
    assert errors
    assert all(error in issue for error in errors for issue in (july, november))
    assert any(problem.cell == "C8" and problem.file == MONTH for problem in july)
    assert not any(problem.cell == "C8" and problem.file == MONTH for problem in november)
