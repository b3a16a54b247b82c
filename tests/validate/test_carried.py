"""Places nobody knows and personal data, in cases, texts and lists that are printed as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from district_pack import checked, errors, investment_pack, save_rows

from gongwen.model.problems import Problem

PACK = investment_pack()
# Made up: no such number is given out.
MOBILE, IDENTITY = "13800000000", "330203190001010000"


def warned(folder: Path, code: str) -> list[Problem]:
    problems = checked(folder, PACK)[1]
    assert not errors(problems), [p.line() for p in errors(problems)]
    return [problem for problem in problems if problem.code == code]


def projects(folder: Path, *rows: list[object], heading: str = "属地") -> None:
    save_rows(folder / "项目清单.xlsx", [["序号", "项目名称", heading, "备注"], *rows])


def case(folder: Path, region: str = "海曙区", text: str = "正文。") -> None:
    (folder / "案例.md").write_text(f"标题: 一件事\n属地: {region}\n\n## 成效\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize(("written", "near"), [("鄞洲区", "鄞州区"), ("杭州市", ""), ("海曙区、江被区", "江北区")])
def test_an_unknown_place_of_a_project_is_a_warning_with_the_nearest(written: str, near: str, tmp_path: Path) -> None:
    projects(tmp_path, [1, "甲", "海曙区", None], [2, "乙", written, None])
    (problem,) = warned(tmp_path, "region.unlisted")
    assert "C3" == problem.cell
    assert near in problem.message


@pytest.mark.parametrize(
    "written", ["鄞州", "鄞州区", "宁波市鄞州区", "海曙区望春街道", "海曙区、江北区", "全市", "—", None]
)
def test_known_places_are_quiet(written: str | None, tmp_path: Path) -> None:
    projects(tmp_path, [1, "甲", written, None])
    assert not warned(tmp_path, "region.unlisted")


def test_an_office_is_no_place(tmp_path: Path) -> None:
    projects(tmp_path, [1, "甲", "区经信局", None], heading="责任单位")
    assert not warned(tmp_path, "region.unlisted")


def test_the_problem_ledger_too(tmp_path: Path) -> None:
    save_rows(tmp_path / "问题台账.xlsx", [["问题编号", "所属地区", "问题", "状态"], [1, "奉华区", "用地", "办理中"]])
    (problem,) = warned(tmp_path, "region.unlisted")
    assert "奉化区" in problem.message


def test_a_case_names_a_known_place(tmp_path: Path) -> None:
    case(tmp_path)
    assert not warned(tmp_path, "region.unlisted")
    case(tmp_path, "鄞洲区")
    (problem,) = warned(tmp_path, "region.unlisted")
    assert ("案例.md", "属地") == (problem.file, problem.place)


@pytest.mark.parametrize("number", [MOBILE, "138 0000 0000", "138-0000-0000", IDENTITY, IDENTITY[:-1] + "X"])
def test_personal_data_is_said_and_not_repeated(number: str, tmp_path: Path) -> None:
    projects(tmp_path, [1, "甲", "海曙区", f"联系人{number}。"])
    case(tmp_path, text=f"请拨{number}联系。")
    (tmp_path / "本期文字.md").write_text(f"## 存在问题\n请拨{number}联系。\n", encoding="utf-8")
    found = warned(tmp_path, "text.personal")
    assert {"项目清单.xlsx", "案例.md", "本期文字.md"} == {problem.file for problem in found}
    assert all(number not in problem.line() for problem in found)
    assert {"D2"} == {problem.cell for problem in found if problem.cell}


@pytest.mark.parametrize(
    "text", ["0574-87180000", "2207-330203-04-01-123456", "总投资1380000.00万元", "138000000000", "3.13800000000"]
)
def test_other_numbers_are_quiet(text: str, tmp_path: Path) -> None:
    projects(tmp_path, [1, "甲", "海曙区", text])
    assert not warned(tmp_path, "text.personal")


def test_a_bare_number_is_a_telephone_only_under_such_a_heading(tmp_path: Path) -> None:
    rows: list[list[object]] = [["序号", "项目名称", "总投资（元）"], [1, "甲", int(MOBILE)]]
    save_rows(tmp_path / "项目清单.xlsx", rows)
    assert not warned(tmp_path, "text.personal")
    save_rows(tmp_path / "项目清单.xlsx", [["序号", "项目名称", "联系电话"], *rows[1:]])
    assert 1 == len(warned(tmp_path, "text.personal"))
