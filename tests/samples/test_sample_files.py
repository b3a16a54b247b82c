"""The sample's files: marked as invented, free of personal data, equal to the scripts that wrote them, fully mapped."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from samples.scripts import SAMPLES, script

SAMPLE = SAMPLES / "ningbo-bairi"
DATA = SAMPLE / "data"
REAL = ("附件1 第三季度和7月份制造业投资目标任务.xlsx", "附件2 三季度项目推进目标任务.xlsx")
CASES = sorted((DATA / "专栏案例").glob("*.md"))
FORBIDDEN_WORDS = ("责令", "垫底", "倒数", "黑榜", "表彰")
LISTS = ("项目清单（示例数据）.xlsx", "问题台账（示例数据）.xlsx")


def workbooks() -> list[Path]:
    return sorted(DATA.glob("*.xlsx"))


def sheets(path: Path) -> list[Worksheet]:
    return load_workbook(path).worksheets


def texts(path: Path) -> str:
    if path.suffix == ".xlsx":
        rows = (row for sheet in sheets(path) for row in sheet.iter_rows(values_only=True))
        return "\n".join("\t".join(str(cell) for cell in row if cell is not None) for row in rows)
    return path.read_text(encoding="utf-8-sig")


def list_rows(name: str) -> list[dict[str, object]]:
    rows = list(load_workbook(DATA / name).worksheets[0].iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if sum(cell is not None for cell in row) > 5)
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]]


def settings(name: str) -> list[dict[str, str]]:
    raw = (SAMPLE / name).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the BOM to see UTF-8"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


# -- invented data say so, and nobody is named -----------------------------------------------------------------


def test_every_invented_workbook_says_so_in_its_name_and_on_every_sheet() -> None:
    for path in workbooks():
        if path.name in REAL:
            assert "示例" not in texts(path)
            continue
        assert "示例数据" in path.name
        for sheet in sheets(path):
            titles = [str(row[0]) for row in sheet.iter_rows(max_row=2, values_only=True)]
            assert any("示例数据" in title for title in titles), (path.name, sheet.title)
    assert all("示例数据" in path.name for path in DATA.glob("*.csv"))


def test_prose_and_cases_say_so_in_their_heads() -> None:
    for path in (*CASES, DATA / "本期文字.md"):
        head = path.read_text(encoding="utf-8").split("---")[1]
        assert re.search(r"^示例数据: 是$", head, re.MULTILINE), path.name


def test_nobody_can_be_called_or_found() -> None:
    for path in (*workbooks(), *DATA.glob("*.csv"), *CASES, DATA / "本期文字.md", SAMPLE / "说明.md"):
        text = texts(path)
        assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)", text), path.name
        assert not re.search(r"(?<!\d)0\d{2,3}[-－ ]?\d{7,8}(?!\d)", text), path.name
        assert not re.search(r"\d{17}[\dXx]|[\w.]+@[\w.]+|联系电话|联系人", text), path.name


def test_firms_are_invented() -> None:
    owners = [str(row["业主"]) for row in list_rows("项目清单（示例数据）.xlsx")]
    owners += [match for path in CASES for match in re.findall(r"^业主: (.+)$", texts(path), re.MULTILINE)]
    assert all(owner.startswith("宁波某某") and owner.endswith("（示例）") for owner in owners)


def test_tone_is_an_offices_and_prose_holds_no_figures() -> None:
    prose = (DATA / "本期文字.md").read_text(encoding="utf-8")
    for text in (prose, *(texts(path) for path in CASES), *(texts(DATA / name) for name in LISTS)):
        assert not [word for word in FORBIDDEN_WORDS if word in text]
    body = prose.split("---", 2)[2]
    known = "“1421”|10亿元以上谋划招引项目|7月份"
    assert not re.findall(r"\d|[%％]", re.sub(known, "", body))
    assert re.findall(r"^## (.+)$", body, re.MULTILINE) == ["编者按", "存在问题", "下步工作"]
    for heading in ("存在问题", "下步工作"):
        section = body.split(f"## {heading}")[1].split("## ")[0]
        assert re.findall(r"^（(.)）", section, re.MULTILINE) == ["一", "二", "三", "四"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_are_complete_and_fit_a_column(path: Path) -> None:
    _, head, body = path.read_text(encoding="utf-8").split("---", 2)
    keys = [line.split(":")[0] for line in head.strip().splitlines()]
    assert keys == ["标题", "属地", "业主", "总投资", "供稿", "示例数据"]
    assert re.findall(r"^## (.+)$", body, re.MULTILINE) == ["项目概况", "难在哪里", "怎么服务", "成效与启示"]
    assert 350 <= len(re.findall(r"[\u4e00-\u9fff]", body)) <= 600


def test_there_are_three_cases() -> None:
    assert len(CASES) == 3


# -- lists -----------------------------------------------------------------------------------------------------


def test_ledger_and_cases_speak_of_listed_projects() -> None:
    projects = {str(row["项目名称"]): row for row in list_rows("项目清单（示例数据）.xlsx")}
    ledger = list_rows("问题台账（示例数据）.xlsx")
    assert len(projects) >= 20
    assert len(ledger) == 8
    for entry in ledger:
        assert projects[str(entry["项目名称"])]["属地"] == entry["属地"]
    owners = {row["业主"] for row in projects.values()}
    for path in CASES:
        assert re.findall(r"^业主: (.+)$", texts(path), re.MULTILINE)[0] in owners


def test_ledger_walks_the_loop_and_closes_only_what_was_answered() -> None:
    ledger = list_rows("问题台账（示例数据）.xlsx")
    assert {entry["状态"] for entry in ledger} == {"收集", "整理", "核实", "流转", "督办", "反馈", "评价"}
    for entry in ledger:
        if entry["销号日期"]:
            assert entry["反馈"]
            assert entry["评价"]
        if entry["超期天数"]:
            due = entry["承诺时限"].date()  # type: ignore[attr-defined]
            assert (date(2022, 7, 31) - due).days == entry["超期天数"]


def test_places_in_lists_are_regions_of_the_pack() -> None:
    names = {row["名称"] for row in settings("regions.csv")}
    for name in LISTS:
        assert {str(row["属地"]) for row in list_rows(name)} <= names


# -- the pack's lists fit the data -----------------------------------------------------------------------------


def compact(text: str) -> str:
    return re.sub(r"[（(](亿元|万元|%|个|宗|亩|场)[）)]|\s", "", text)


def heading_paths(sheet: Worksheet) -> list[str]:
    rows = list(sheet.iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if row[0] == "地区")
    group, paths = "", []
    for upper, lower in list(zip(rows[top], rows[top + 1], strict=True))[1:]:
        group = str(upper or group)
        paths.append(f"{group}/{lower}")
    return paths


def test_every_heading_is_mapped_and_none_is_left_over_but_the_next_quarters() -> None:
    rows = settings("headers.csv")
    mapped = {(row["用途"], compact(row["表头"])) for row in rows}
    assert len(mapped) == len(rows)
    used = set()
    for path in workbooks():
        if path.name in LISTS:
            continue
        role = "目标任务" if "目标任务" in path.name else "完成情况"
        for heading in (heading for sheet in sheets(path) for heading in heading_paths(sheet)):
            # As readers look: the whole path, then without 1—6月 in brackets, then its last part alone (投资额).
            whole = compact(heading)
            ways = (whole, re.sub(r"（[\d—]+月）", "", whole), whole.rpartition("/")[2])
            found = next(((role, way) for way in ways if (role, way) in mapped), None)
            assert found, (path.name, heading)
            used.add(found)
    assert all("第四季度" in heading or "全年" in heading for _, heading in mapped - used)


def test_indicators_refer_to_each_other_and_headings_to_them() -> None:
    indicators = settings("indicators.csv")
    codes = [row["代码"] for row in indicators]
    assert len(set(codes)) == len(codes) == 21
    names = [name for row in indicators for name in (row["名称"], *row["别名"].split("|")) if name]
    assert len(set(names)) == len(names)
    for row in indicators:
        assert {code for code in (row["增速对应"], row["其中于"], *row["比值"].split("/")) if code} <= set(codes)
    units = {row["代码"]: row["计量单位"] for row in indicators}
    for row in settings("headers.csv"):
        assert row["单位"] == units[row["指标"]]


def test_regions_keep_the_plans_order() -> None:
    regions = settings("regions.csv")
    (first, *_) = sheets(DATA / REAL[0])
    column = [str(row[0]) for row in first.iter_rows(values_only=True)]
    assert [row["名称"] for row in regions] == column[column.index("全市") :]
    assert [row["名称"] for row in regions if row["是否合计"] == "是"] == ["全市"]
    assert [row["名称"] for row in regions if row["是否参与排名"] == "否"] == ["全市"]
    assert [row["名称"] for row in regions if row["类别"] == "功能区"] == ["前湾新区", "高新区"]


# -- the files are what the scripts write ----------------------------------------------------------------------


def content(source: Path | io.BytesIO) -> list[object]:
    """Everything a reader of the workbook sees: values, formats, merges, per sheet."""
    return [
        (
            sheet.title,
            [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()],
            sorted(str(merged) for merged in sheet.merged_cells.ranges),
        )
        for sheet in load_workbook(source).worksheets
    ]


def test_files_equal_what_the_script_writes() -> None:
    made = script("build_sample")
    books = made.books()
    assert sorted(books) == [path.name for path in workbooks()]
    for name, draw in books.items():
        assert content(io.BytesIO(made.workbook_bytes(draw))) == content(DATA / name), name
    name = "上年同期（示例数据）.csv"
    assert made.files()[name] == (DATA / name).read_bytes()


def test_the_script_writes_the_same_bytes_twice() -> None:
    made = script("build_sample")
    draw = made.books()["项目清单（示例数据）.xlsx"]
    assert made.workbook_bytes(draw) == made.workbook_bytes(draw)


def test_the_packs_settings_are_readable_toml() -> None:
    for path in SAMPLE.glob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8-sig"))
