"""The command line: exit codes, one JSON object, Chinese refusals without a traceback, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gongwen as gw
from gongwen.cli import main

SAMPLE = gw.sample()
DATA = str(SAMPLE / "data")


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


def test_build_one_product(tmp_path, capsys):
    code = run(
        "build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", str(tmp_path / "出"), "--only", "晾晒表"
    )
    assert code == 0
    assert {p.name for p in (tmp_path / "出").iterdir()} == {
        "晾晒表（2022年7月）.xlsx", "manifest.json", ".gongwen-pack",
    }  # fmt: skip
    assert "已生成" in capsys.readouterr().out


def test_json_is_one_object_and_nothing_else(tmp_path, capsys):
    out = str(tmp_path / "out")
    assert (
        run("build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", out, "--only", "晾晒表", "--json") == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["command"], answer["ok"], answer["exit"]) == (1, "build", True, 0)
    assert answer["not_built"] == []
    assert [Path(p).suffix for p in answer["outputs"]] == [".xlsx"]
    assert {"severity", "code", "file", "sheet", "cell", "place", "message", "fix"} == set(answer["problems"][0])


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["build", str(SAMPLE), "--data", "没有这里", "--period", "2022-07", "-o", "out"], 1, "没有这里"),
        (["build", "没有这包", "--data", DATA, "--period", "2022-07", "-o", "out"], 1, "没有这包：没有这个文件夹"),
        (["build", str(SAMPLE), "--data", DATA, "--period", "2022-13", "-o", "out"], 2, "不认识的期间“2022-13”"),
        (["build", str(SAMPLE), "--data", DATA, "--period", "2031-03", "-o", "out"], 1, "没有2031-03的完成数"),
        (["build", str(SAMPLE), "--data", DATA], 2, "缺少参数"),
        (["buidl"], 2, "没有这个命令"),
        (["build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", "out", "--number", "零"], 2, "不是期号"),
        (
            ["build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", "out", "--dated", "8月5日"],
            2,
            "不是日期",
        ),
        (
            ["build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", "out", "--only", "晾晒"],
            1,
            "可用：晾晒表",
        ),
        (["publish", "没有这里"], 1, "没有记下用的哪个区县包"),
    ],
)
def test_bad_arguments_get_one_clear_sentence(arguments, code, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == code
    words = capsys.readouterr()
    assert sentence in words.err
    assert "Traceback" not in words.err + words.out
    assert not (tmp_path / "out").exists()


def test_an_unwritable_output_is_one_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "out")
    assert run("build", str(SAMPLE), "--data", DATA, "--period", "2022-07", "-o", out, "--only", "晾晒表") == 1
    assert "写不进去：上级不是文件夹" in capsys.readouterr().err


def test_a_half_filled_pack_names_file_line_and_key(tmp_path, capsys):
    pack = tmp_path / "包"
    shutil.copytree(SAMPLE, pack)
    profile = pack / "profile.toml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace('total_name = "全市"', 'totl_name = "全市"'), encoding="utf-8"
    )
    assert run("check", str(pack), "--data", DATA) == 1
    words = capsys.readouterr().err
    assert "profile.toml 行" in words
    assert "issuer.totl_name" in words
    assert "是否想写“total_name”" in words


def test_check_finds_a_wrong_cell_and_writes_nothing(tmp_path, capsys):
    import openpyxl

    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    path = folder / "2022年7月完成情况（示例数据）.xlsx"
    book = openpyxl.load_workbook(path)
    book["7月"]["B7"] = "约20"
    book.save(path)
    assert run("check", str(SAMPLE), "--data", str(folder), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    errors = [p for p in answer["problems"] if p["severity"] == "error"]
    assert [(p["file"], p["sheet"], p["cell"]) for p in errors] == [(path.name, "7月", "B7")]
    out = tmp_path / "out"
    assert run("build", str(SAMPLE), "--data", str(folder), "--period", "2022-07", "-o", str(out)) == 1
    assert not out.exists()


def test_strict_turns_warnings_into_a_refusal(tmp_path, capsys):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "本期文字.md").unlink()
    out = tmp_path / "out"
    arguments = ["build", str(SAMPLE), "--data", str(folder), "--period", "2022-07", "-o", str(out)]
    only = ["--only", "月通报（Word）"]
    assert run(*arguments, *only) == 0
    assert "“存在问题”还没有文字" in capsys.readouterr().err
    shutil.rmtree(out)
    assert run(*arguments, *only, "--strict") == 1
    assert not out.exists()


def test_help_lists_every_command_and_loads_nothing_heavy():
    script = (
        "import sys\nfrom gongwen.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('pandas', 'weasyprint', 'openpyxl', 'docx', 'xlsxwriter', 'jinja2') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("build", "check", "demo", "doctor", "publish", "fonts"):
        assert f"\n    {command}" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows 没有 head 这样先关的管道")
@pytest.mark.parametrize("arguments", [["check-pack", str(gw.sample())], ["build", "没有这个包", "--data", "无", "--json"]])
def test_a_closed_pipe_ends_quietly(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "gongwen", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()
    assert (running.returncode, told) == (141, b"")
