"""A district that changes its organ's name keeps nothing of another organ without a word."""

from __future__ import annotations

from pathlib import Path

import gongwen as gw
from gongwen.checking import check_pack
from gongwen.model.problems import Severity
from gongwen.starting import new_pack

WHOLE = (
    'mark = "海滨文件"\ncode = "海制专"\nsignature = "海滨区专班"\nbriefing_title = "海滨简报"\n'
    'editor = ""\nprint_office = "海滨区专班办公室"\n'
)


def pack(folder: Path, issuer: str, extends: str = "ningbo-bairi") -> Path:
    folder.mkdir()
    text = f'extends = "{extends}"\nname = "海滨区专班"\n\n[issuer]\n{issuer}'
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return folder


def test_another_name_alone_is_warned_of_with_what_it_keeps(tmp_path: Path) -> None:
    folder = pack(tmp_path / "海滨", 'total_name = "全区"\nname = "海滨区专班"\nsignature = "海滨区专班"\n')
    (found,) = check_pack(folder).problems
    assert (found.code, found.severity, found.place) == ("pack.half_renamed", Severity.WARNING, "行6 键 issuer.name")
    assert "代字“示例”" in found.message and "署名" not in found.message
    assert gw.load_pack(folder).problems == (found,)


def test_a_new_pack_renamed_in_one_line_only_is_warned_of_too(tmp_path: Path) -> None:
    """It has every setting in its own file, copied from the pack below."""
    new_pack(tmp_path / "海滨")
    profile = tmp_path / "海滨" / "profile.toml"
    text = profile.read_text(encoding="utf-8")
    assert not check_pack(tmp_path / "海滨").problems
    profile.write_text(text.replace('\nname = "××市制造业高质量发展专班（示例）"', '\nname = "海滨区专班"'), encoding="utf-8")
    (found,) = check_pack(tmp_path / "海滨").problems
    assert found.code == "pack.half_renamed" and "署名“××市" in found.message
    assert "简报名称" not in found.message


def test_a_whole_organ_and_one_that_keeps_the_name_are_not(tmp_path: Path) -> None:
    whole = pack(tmp_path / "全", f'name = "海滨区专班"\n{WHOLE}')
    assert not check_pack(whole).problems
    assert not check_pack(pack(tmp_path / "同", 'collective = "各镇"\n')).problems
    assert not check_pack(pack(tmp_path / "下", 'collective = "各镇"\n', extends="../全")).problems


def test_the_warning_goes_with_every_product(tmp_path: Path) -> None:
    made = gw.load_pack(pack(tmp_path / "海滨", 'name = "海滨区专班"\n'))
    data = gw.read(gw.sample() / "data", pack=made)
    assert "pack.half_renamed" in [problem.code for problem in data.problems]
