"""docs/guide-collect.md: its settings load, its example runs, its commands exist."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import gongwen as gw
from gongwen.cli import main
from gongwen.collecting import make_forms

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guide-collect.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_the_settings_shown_load_and_ask_what_they_say(tmp_path):
    pack = tmp_path / "包"
    pack.mkdir()
    (pack / "profile.toml").write_text(f'extends = "{gw.sample().name}"\n{blocks("toml")[0]}', encoding="utf-8")
    loaded = gw.load_pack(pack)
    assert [block.window for block in loaded.collect.blocks[:3]] == ["本期", "本年累计", "本期"]
    assert loaded.collect.contact == "市专班办公室综合组"
    assert len(make_forms(loaded, period="2022-07", out=tmp_path / "表")) == 13


def test_the_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks("python")[0], "guide-collect.md", "exec"), {})
    assert len(list((tmp_path / "报送表").glob("*.xlsx"))) == 13
    assert len(list((tmp_path / "确认单").glob("*.docx"))) == 12


def test_the_commands_shown_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(gw.sample(), "区县包")
    shutil.copytree(gw.sample() / "data", "数据")
    lines = [line for line in blocks("")[0].splitlines() if line.startswith("gongwen")]
    codes = {}
    for line in lines:
        command = shlex.split(line, comments=True)[1:]
        if command[0] == "collect":
            shutil.copytree("报送表", "收回")  # nobody has filled anything in: every form goes back
        codes[command[0]] = main(command)
    assert codes == {"forms": 0, "collect": 1, "check": 0, "confirm": 0}


def test_links_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target
