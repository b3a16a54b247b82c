"""What the documents show, works: examples run, commands exist, names are the real ones."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import gongwen as gw
from gongwen.cli import main
from gongwen.compose import Setting
from gongwen.compose.facts import topic_words
from gongwen.compose.words import issue_words
from gongwen.compute import compute_board
from gongwen.model.issue import Issue
from gongwen.model.terms import Measure
from gongwen.model.windows import WINDOWS
from gongwen.phrasing.filters import FILTERS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """An empty folder with the samples beside it, as a reader of the README has."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_notebook_example_is_twelve_lines_and_runs(workplace):
    example = blocks(README, "python")[0]
    assert len([line for line in example.splitlines() if line.strip()]) <= 12
    exec(compile(example, "README.md", "exec"), {})
    assert {"晾晒表一.xlsx", "简报.docx", "out"} <= {path.name for path in workplace.iterdir()}
    assert (workplace / "out" / "manifest.json").is_file()


def test_every_gongwen_command_in_the_readme_runs(workplace):
    lines = [line for block in blocks(README, "sh") for line in block.splitlines() if line.startswith("gongwen ")]
    assert len(lines) >= 2
    for line in lines:
        assert main(shlex.split(line)[1:]) == 0, line


def test_every_command_is_in_the_readme(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    ([a-z][a-z-]+) ", capsys.readouterr().out, re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        assert f"`gongwen {command}`" in README


def test_links_and_pictures_of_the_readme_exist():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert len(targets) > 8
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_map_of_rooms_is_the_house():
    shown = set(re.findall(r"[├└]── ([a-z_]+)(?:/|\.py)", README))
    house = {p.name for p in (ROOT / "src" / "gongwen").iterdir() if p.is_dir() and not p.name.startswith("_")}
    assert house <= shown


@pytest.fixture(scope="module")
def setting() -> Setting:
    folder = gw.sample()
    pack = gw.load_pack(folder)
    data = gw.read(folder / "data", pack=pack).dataset
    issue = Issue(gw.Period.parse("2022-07"))
    return Setting(pack, compute_board(data, pack, issue.period), data, issue)


def test_the_wording_guide_names_what_there_is(setting):
    guide = (ROOT / "docs" / "guide-wording.md").read_text(encoding="utf-8")
    topic = topic_words(setting, next(t for t in setting.pack.topics if t.name == "投资"))
    whole = topic["全市"]
    assert isinstance(whole, dict)
    for name in re.findall(r"`投资\.([一-鿿]+)`", guide):
        assert name in topic, name
    for name in re.findall(r"`期\.([一-鿿]+)`", guide):
        assert name in issue_words(setting)["期"], name
    described = guide.partition("每个单位的数：")[2].partition("没有数的")[0]
    for name in re.findall(r"`([一-鿿]+)`", described):
        assert name in whole, name
    assert set(whole) <= set(re.findall(r"`([一-鿿]+)`", described))
    for name in FILTERS:
        assert f"\\|{name}" in guide, name


def test_the_pack_guide_names_every_measure_and_window():
    guide = (ROOT / "docs" / "guide-packs.md").read_text(encoding="utf-8")
    later = {Measure.SCORE, Measure.LIGHT}
    for word in (*WINDOWS, *(measure.label for measure in Measure if measure not in later)):
        assert word in guide, word
