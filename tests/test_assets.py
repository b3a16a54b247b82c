"""Shipped templates and samples are found, and a broken install is called one."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwen import assets
from gongwen.errors import GongwenError


def test_every_sample_is_a_pack_with_data() -> None:
    assert "ningbo-bairi" in assets.sample_names()
    for name in assets.sample_names():
        assert (assets.sample_folder(name) / "data").is_dir()


@pytest.mark.parametrize("name", ["ningbo", "../ningbo-bairi", "", "."])
def test_an_unknown_sample_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(GongwenError, match="ningbo-bairi"):
        assets.sample_folder(name)


def test_templates_lie_by_format() -> None:
    (folder,) = assets.template_folders()
    assert {"docx", "html"} <= {path.name for path in folder.iterdir()}


def test_the_base_pack_is_inside_the_package() -> None:
    assert (assets.base_pack_folder() / "profile.toml").is_file()


def test_a_broken_install_says_reinstall(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "lib" / "gongwen"
    package.mkdir(parents=True)
    monkeypatch.setattr(assets, "_PACKAGE", package)
    with pytest.raises(GongwenError, match="重新安装"):
        assets.asset_root()
