"""Cases from a sheet: the same Case as from Markdown, every fault with its cell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from district_pack import save_rows
from PIL import Image

import gongwen as gw
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput
from gongwen.read import read_folder

HEADINGS = ["序号", "标题", "属地", "业主", "总投资（亿元）", "难题", "服务经过", "成效", "供稿", "照片"]
ROW = [
    1,
    "“拿地即开工”",
    "镇海区",
    "示例公司",
    12.5,
    "审批衔接不畅",
    "专班蹲点。\n并联审批。",
    "提前47天动工",
    "镇海区专班",
    None,
]


def picture(folder: Path, name: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 10, 10)).save(buffer, "PNG")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(buffer.getvalue())
    return buffer.getvalue()


def read(folder: Path, *rows: list[object], headings: list[str] = HEADINGS, sheet: str = "专栏案例") -> RawInput:
    save_rows(folder / "案例.xlsx", [list(headings), *rows], sheet=sheet)
    return read_folder(folder)


def errors(raw: RawInput) -> list[Problem]:
    return [problem for problem in raw.problems if problem.severity is Severity.ERROR]


def changed(column: str, value: object) -> list[object]:
    return [value if heading == column else cell for heading, cell in zip(HEADINGS, ROW, strict=True)]


def test_a_row_is_a_case(tmp_path: Path) -> None:
    raw = read(tmp_path, ROW)
    assert raw.problems == ()
    (case,) = raw.cases
    assert (case.headline, case.region, case.owner) == ("“拿地即开工”", "镇海区", "示例公司")
    assert (case.investment, case.contributor) == ("12.5亿元", "镇海区专班")
    assert case.sections == (
        ("难题", ("审批衔接不畅",)),
        ("服务经过", ("专班蹲点。", "并联审批。")),
        ("成效", ("提前47天动工",)),
    )
    assert not case.is_sample
    assert case.source.path == "案例.xlsx"
    assert raw.tables == {}


def test_photos_stand_beside_the_workbook_with_captions(tmp_path: Path) -> None:
    one, two = picture(tmp_path, "现场.png"), picture(tmp_path, "照片/设备.png")
    (case,) = read(tmp_path, changed("照片", "现场.png（施工现场）；照片\\设备.png")).cases
    assert [(p.path, p.caption) for p in case.photos] == [("现场.png", "施工现场"), ("照片/设备.png", "")]
    assert [p.data for p in case.photos] == [one, two]


@pytest.mark.parametrize(
    "text", ["没有.png", "../外面.png", "见群里", "现场.png 没有.png", "现场.png；没有.jpg（设备）"]
)
def test_a_photo_that_is_not_there_is_an_error_with_its_cell(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "数据"
    folder.mkdir()
    picture(folder, "现场.png")
    picture(tmp_path, "外面.png")
    found = errors(read(folder, changed("照片", text)))
    assert [(p.code, p.sheet, p.cell) for p in found] == [("photo.missing", "专栏案例", "J2")]


@pytest.mark.parametrize(
    ("column", "value", "code", "cell"),
    [("标题", None, "case.no_headline", "B2"), ("成效", "#REF!", "case.cell", "H2")],
)
def test_faults_name_their_cells(tmp_path: Path, column: str, value: object, code: str, cell: str) -> None:
    found = errors(read(tmp_path, changed(column, value)))
    assert [(p.code, p.cell) for p in found] == [(code, cell)]


def test_an_investment_without_unit_is_asked_for(tmp_path: Path) -> None:
    plain = [heading.partition("（")[0] for heading in HEADINGS]
    found = errors(read(tmp_path, ROW, headings=plain))
    assert [(p.code, p.cell) for p in found] == [("case.no_unit", "E2")]
    raw = read(tmp_path, changed("总投资（亿元）", "约2000万元"), headings=plain)
    assert raw.cases[0].investment == "约2000万元"
    assert not raw.problems


def test_other_columns_become_sections_and_two_of_one_name_are_refused(tmp_path: Path) -> None:
    headings = [*HEADINGS, "下步打算"]
    (case,) = read(tmp_path, [*ROW, "扩产"], headings=headings).cases
    assert case.sections[-1] == ("下步打算", ("扩产",))
    found = errors(read(tmp_path, [*ROW, "甲"], headings=[*HEADINGS, "成效"]))
    assert [(p.code, p.cell) for p in found] == [("case.column_twice", "K1")]


def test_a_title_above_empty_rows_and_notes_below_do_no_harm(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2022年7月专栏案例"],
        list(HEADINGS),
        ROW,
        [None],
        changed("标题", "第二例"),
        ["注：本表为示例数据"],
    ]
    save_rows(tmp_path / "案例.xlsx", rows)
    raw = read_folder(tmp_path)
    assert [case.headline for case in raw.cases] == ["“拿地即开工”", "第二例"]
    assert raw.is_sample and all(case.is_sample for case in raw.cases)
    assert raw.problems == ()


def test_two_hundred_cases_from_csv_too(tmp_path: Path) -> None:
    lines = ["标题,属地,业主,成效", *(f"第{n}例,甲县,某公司,开工" for n in range(200))]
    (tmp_path / "案例.csv").write_text("\n".join(lines), encoding="utf-8")
    assert [case.headline for case in read_folder(tmp_path).cases] == [f"第{n}例" for n in range(200)]


def test_a_list_of_projects_is_still_a_list(tmp_path: Path) -> None:
    save_rows(
        tmp_path / "项目.xlsx", [["序号", "项目名称", "属地", "业主", "总投资"], [1, "甲项目", "甲县", "某公司", 3]]
    )
    raw = read_folder(tmp_path)
    assert raw.cases == ()
    assert raw.tables


def test_the_briefing_prints_cases_of_a_sheet(tmp_path: Path) -> None:
    """Beside the sample's own Markdown cases, through to the page."""
    import shutil

    import docx

    shutil.copytree(gw.sample() / "data", tmp_path / "数据")
    save_rows(tmp_path / "数据" / "专栏案例.xlsx", [list(HEADINGS), ROW])
    data = gw.read(tmp_path / "数据", pack=gw.load_pack(gw.sample()))
    assert len(data.dataset.cases) == 4
    gw.briefing(data, period="2022-07").save(tmp_path / "简报.docx")
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "简报.docx")).paragraphs)
    assert "属地：镇海区　业主：示例公司　总投资：12.5亿元" in text
    assert "专班蹲点。\n并联审批。" in text
