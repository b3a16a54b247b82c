"""A new pack works at once, keeps what its source says, and is never written over anything."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import gongwen as gw
from gongwen.assets import sample_names
from gongwen.checking import check_pack
from gongwen.cli import main
from gongwen.errors import UsageError
from gongwen.starting import new_pack


@pytest.mark.parametrize("source", sample_names())
def test_a_new_pack_has_no_faults_and_is_its_source_by_another_name(source: str, tmp_path: Path) -> None:
    made = new_pack(tmp_path / "我们的包", source=source)
    assert all(path.is_file() for path in made)
    assert not check_pack(tmp_path / "我们的包").problems
    ours, below = gw.load_pack(tmp_path / "我们的包"), gw.load_pack(gw.sample(source))
    assert ours.name == "我们的包"
    assert (ours.issuer, ours.regions, ours.products, ours.wording) == (
        below.issuer, below.regions, below.products, below.wording
    )  # fmt: skip


def test_every_setting_of_the_issuer_is_in_the_file(tmp_path: Path) -> None:
    new_pack(tmp_path / "包")
    settings = tomllib.loads((tmp_path / "包" / "profile.toml").read_text(encoding="utf-8"))
    assert set(settings["issuer"]) == set(type(gw.load_pack().issuer).__dataclass_fields__)


def test_what_is_not_wanted_is_dropped_by_taking_away_a_sign(tmp_path: Path) -> None:
    new_pack(tmp_path / "包")
    profile = tmp_path / "包" / "profile.toml"
    text = profile.read_text(encoding="utf-8")
    for line in ("[products]", '"专班简报" = false'):
        assert f"\n# {line}\n" in text
        text = text.replace(f"# {line}\n", f"{line}\n", 1)
    profile.write_text(text, encoding="utf-8")
    assert [product.name for product in gw.load_pack(tmp_path / "包").products] == ["晾晒表", "月通报", "月通报（Word）"]


def test_the_templates_lie_ready_for_word_and_are_used(tmp_path: Path) -> None:
    made = new_pack(tmp_path / "包")
    assert {path.name for path in made if path.suffix == ".docx"} == {"briefing.docx", "bulletin.docx"}
    pack = gw.load_pack(tmp_path / "包")
    assert pack.search_path[0] == (tmp_path / "包" / "templates").resolve()
    data = gw.read(gw.sample() / "data", pack=pack)
    assert gw.briefing(data, period="2022-07").to_bytes("docx")


def test_a_pack_may_start_from_another_pack(tmp_path: Path) -> None:
    new_pack(tmp_path / "市级")
    new_pack(tmp_path / "区级", source=str(tmp_path / "市级"))
    assert gw.load_pack(tmp_path / "区级").name == "区级"


def test_nothing_is_written_over_and_an_unknown_source_is_answered(tmp_path: Path) -> None:
    (tmp_path / "有").mkdir()
    (tmp_path / "有" / "a.txt").write_text("甲", encoding="utf-8")
    with pytest.raises(UsageError, match="不覆盖"):
        new_pack(tmp_path / "有")
    with pytest.raises(UsageError, match="没有叫“宁波”"):
        new_pack(tmp_path / "新", source="宁波")
    assert [path.name for path in tmp_path.iterdir()] == ["有"]


def test_the_command_names_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-pack", str(tmp_path / "包"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] and any(path.endswith("profile.toml") for path in said["outputs"])
    assert main(["new-pack", str(tmp_path / "包")]) == 1
