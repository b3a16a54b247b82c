"""Data, outputs and published issues stay apart; what is wrong with the arguments is told in one JSON object too."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from year_pack import ISSUES, loaded, write_year_pack, year_data

import gongwen as gw
from gongwen.cli import main
from gongwen.collecting import confirm, make_forms
from gongwen.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_year_pack(tmp_path / "县")


@pytest.mark.parametrize("place", ["数据", "数据/稿", "数据/../数据/子/稿"])
def test_nothing_is_built_into_the_data_folder(place: str, folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    before = sorted(tmp_path.rglob("*"))
    for make in (
        lambda: gw.build(data, period="2023-03", out=tmp_path / place),
        lambda: make_forms(pack, period="2023-04", out=tmp_path / place, data=data),
        lambda: confirm(data, period="2023-03", out=tmp_path / place),
    ):
        with pytest.raises(UsageError, match="在数据文件夹里面"):
            make()
    assert sorted(tmp_path.rglob("*")) == before
    assert gw.build(data, period="2023-03", out=tmp_path).ok  # beside the data is not among it


def test_nothing_is_built_among_the_published(folder: Path, tmp_path: Path) -> None:
    _, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    with pytest.raises(UsageError, match="用 gongwen publish 发布"):
        gw.build(data, period="2023-03", out=tmp_path / "已发布" / "2023-03")


def test_finished_files_among_the_data_are_left_out_and_named(folder: Path, tmp_path: Path) -> None:
    months = year_data(tmp_path / "数据", ISSUES[:2])
    pack, data = loaded(folder, months)
    built = gw.build(data, period="2023-03", out=tmp_path / "稿", number=1, dated=date(2023, 4, 8), final=True)
    shutil.copytree(built.folder, months / "上期")
    shutil.copy(built.outputs[0], months / "没有清单的.xlsx")
    problems = gw.check(months, pack=pack)
    assert {(p.code, p.file) for p in problems} == {
        ("file.own_output", f"上期/{name}") for name in ("manifest.json", *(path.name for path in built.outputs))
    } | {("file.own_output", "没有清单的.xlsx")}
    again = gw.read(months, pack=pack)
    assert again.dataset.observations == data.dataset.observations
    assert again.dataset.inputs == data.dataset.inputs


def test_a_manifest_of_something_else_is_no_manifest(folder: Path, tmp_path: Path) -> None:
    months = year_data(tmp_path / "数据", ISSUES[:2])
    names = [path.name for path in months.iterdir()]
    (months / "manifest.json").write_text(json.dumps({"outputs": [{"path": n} for n in names]}), encoding="utf-8")
    pack, _ = loaded(folder, months)
    assert [p.code for p in gw.check(months, pack=pack)] == ["file.unknown"]


# -- arguments -------------------------------------------------------------------------------------------------------


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    code = main(arguments)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found: dict[str, object] = json.loads(out)
    assert (found["schema"], found["exit"], found["ok"]) == (1, code, False)
    assert {"problems", "outputs", "not_built", "command"} <= found.keys()
    for problem in found["problems"]:  # type: ignore[attr-defined]
        assert {"severity", "code", "file", "sheet", "cell", "place", "message", "fix"} == set(problem)
        assert problem["fix"], problem
    return found


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["build", "包", "--json"], "build"),
        (["build", "--json", "包", "--data", "x", "--period", "七月", "-o", "y"], "build"),
        (["check", "--json"], "check"),
        (["publish", "a", "b", "c", "--json"], None),
        (["buidl", "--json"], None),
    ],
)
def test_wrong_arguments_are_one_object(arguments: list[str], command: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, *arguments)
    assert (found["exit"], found["command"]) == (2, command)
    assert [problem["code"] for problem in found["problems"]] == ["usage.arguments"]  # type: ignore[attr-defined]


def test_what_an_argument_names_and_is_not_there_says_how_to_mend_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(year_data(tmp_path / "数据", ISSUES[:2]))
    build = ["build", str(folder), "--data", data, "-o", str(tmp_path / "稿"), "--json"]
    for more in (
        ["--period", "2022-05"],
        ["--period", "2023-Q2"],
        ["--period", "2023-01"],
        ["--period", "2023-03", "--only", "没有"],
        ["--period", "2023-03", "--as-of", "2023-05-01"],
        ["--period", "2023-03", "--previous", data],
        ["--period", "2023-03", "-o", data],
    ):
        found = answer(capsys, *build, *more)
        assert found["exit"] == 1
        assert found["problems"]
    assert (
        answer(capsys, "build", str(folder), "--data", "没有", "--period", "2023-03", "-o", "稿", "--json")["exit"] == 1
    )
    assert answer(capsys, "publish", "没有", "--json")["exit"] == 1
