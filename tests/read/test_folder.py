"""A folder of mixed files: roles, fingerprints, cases, prose, photos."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from district_pack import TEN, codes, errors, save_rows
from PIL import Image

from gongwen.errors import InputError
from gongwen.model.pack import InputSpec
from gongwen.model.terms import Role
from gongwen.read import read_folder

CASE = """标题: 一张图表盯节点
属地：海曙区
业主: 示例企业
总投资: 3.2亿元
建设周期: 24个月
供稿: 海曙区专班

## 难题

安评与消防设计审查前后衔接不畅。

1. 第一条
2. 第二条

## 成效

提前18天完成。

![开工现场](照片/现场.png)
"""


def table(path: Path) -> Path:
    return save_rows(path, [["地区", "完成"], *([name, 1] for name in TEN)])


def photo(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 6), "red").save(path)


def test_a_case_keeps_its_facts_sections_and_photos(tmp_path: Path) -> None:
    (tmp_path / "案例.md").write_text(CASE, encoding="utf-8-sig")
    photo(tmp_path / "照片" / "现场.png")
    raw = read_folder(tmp_path)
    (case,) = raw.cases
    assert not raw.problems
    assert ("一张图表盯节点", "海曙区", "3.2亿元", "海曙区专班") == (
        case.headline, case.region, case.investment, case.contributor
    )  # fmt: skip
    assert {"建设周期": "24个月"} == dict(case.facts)
    assert ["难题", "成效"] == [heading for heading, _ in case.sections]
    assert ("安评与消防设计审查前后衔接不畅。", "1.第一条", "2.第二条") == case.sections[0][1]
    assert ("照片/现场.png", "开工现场") == (case.photos[0].path, case.photos[0].caption)
    assert {"data:案例.md", "data:照片/现场.png"} == {item.path for item in raw.inputs}


@pytest.mark.parametrize("address", ["../外面.png", "没有.png", "/etc/passwd", "照片/现场.svg"])
def test_a_photo_outside_the_folder_or_missing_is_a_problem(address: str, tmp_path: Path) -> None:
    photo(tmp_path / "外面.png")
    folder = tmp_path / "数据"
    folder.mkdir()
    (folder / "案例.md").write_text(f"标题: 甲\n属地: 乙\n\n![图]({address})\n", encoding="utf-8")
    raw = read_folder(folder)
    assert {"photo.missing"} == codes(errors(raw.problems))
    assert () == raw.cases[0].photos


def test_prose_is_kept_by_heading(tmp_path: Path) -> None:
    (tmp_path / "本期文字.md").write_text("# 编者按\n按语。\n\n## 存在问题\n一是。\n\n二是。\n", encoding="gb18030")
    raw = read_folder(tmp_path)
    assert {"编者按": ("按语。",), "存在问题": ("一是。", "二是。")} == dict(raw.prose.sections)


def test_prose_faults_are_named(tmp_path: Path) -> None:
    (tmp_path / "本期文字.md").write_text("无主的话。\n\n## 甲\n一\n\n## 甲\n二\n", encoding="utf-8")
    assert {"prose.no_heading", "prose.duplicate_heading"} == codes(read_folder(tmp_path).problems)


def test_every_input_has_its_fingerprint(tmp_path: Path) -> None:
    path = table(tmp_path / "子" / "7月.xlsx") if (tmp_path / "子").mkdir() is None else None
    assert path is not None
    (item,) = read_folder(tmp_path).inputs
    assert ("data:子/7月.xlsx", hashlib.sha256(path.read_bytes()).hexdigest()) == (item.path, item.sha256)


def test_a_file_of_two_roles_is_an_error(tmp_path: Path) -> None:
    table(tmp_path / "7月目标.xlsx")
    raw = read_folder(tmp_path, [InputSpec(Role.PROGRESS, ("7月*",)), InputSpec(Role.TARGETS, ("*目标*",))])
    assert {"role.ambiguous"} == codes(raw.problems)
    assert not raw.tables


def test_a_declared_sheet_is_the_one_that_is_read(tmp_path: Path) -> None:
    table(tmp_path / "7月.xlsx")
    raw = read_folder(tmp_path, [InputSpec(Role.PROGRESS, ("*.xlsx",), sheet="没有")])
    assert {"sheet.missing"} == codes(raw.problems)


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "说明.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "随笔.md").write_text("没有用途。", encoding="utf-8")
    (tmp_path / "~$7月.xlsx").write_bytes(b"lock")
    assert {"file.unknown", "role.unknown"} == codes(read_folder(tmp_path).problems)


def test_sample_data_marks_everything(tmp_path: Path) -> None:
    save_rows(tmp_path / "7月.xlsx", [["7月完成情况（示例数据）"], ["地区", "完成"], *([name, 1] for name in TEN)])
    assert read_folder(tmp_path).is_sample


def test_no_folder_raises(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有数据文件夹"):
        read_folder(tmp_path / "无")


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert {"folder.empty"} == codes(read_folder(tmp_path).problems)
