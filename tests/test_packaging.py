"""What people install is what we tested: sdist and wheel built once from a clean copy, used with that copy away."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from project_files import ROOT, copy_project, files_of_the_project

JUNK = ("templates/docx/~$简报.docx", "samples/.~lock.7月.xlsx#", "samples/__pycache__/x.pyc")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, with no way to find this checkout by PYTHONPATH."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**surroundings, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project under a path with Chinese and a space, with the droppings of Word and LibreOffice in it."""
    copy = copy_project(tmp_path_factory.mktemp("source") / "工 作" / "gongwen 副本")
    for name in JUNK:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(b"junk")
    return copy


def build(source: Path, into: Path, kind: str) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", into, source, cwd=into)
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tree, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tree, tmp_path_factory.mktemp("wheel"), "wheel")


def make_venv(folder: Path) -> Path:
    """An empty environment's Python that sees this one's libraries but, the path being no site, not its editable gongwen."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    places = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    Path(places["purelib"], "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return Path(places["scripts"]) / Path(sys.executable).name


def install(python: Path, *what: str | Path) -> None:
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--no-index", "--no-build-isolation", *what, cwd=python.parent)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel in it."""
    python = make_venv(tmp_path_factory.mktemp("installed") / "环 境")
    install(python, wheel)
    return python


def where_assets_are(python: Path, cwd: Path) -> tuple[Path, Path, list[str]]:
    probe = (
        "import json; from gongwen import assets;"
        "root = assets.asset_root(); names = assets.sample_names();"
        "assert all((assets.sample_folder(name) / 'profile.toml').is_file() for name in names);"
        "assert all(folder.is_dir() for folder in assets.template_folders());"
        "print(json.dumps([str(root), str(assets.base_pack_folder()), names]))"
    )
    root, base, names = json.loads(run(python, "-c", probe, cwd=cwd).stdout)
    return Path(root), Path(base), names


def wheel_files(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def test_the_wheel_holds_the_package_the_templates_and_the_samples_and_nothing_else(wheel: Path) -> None:
    expected = {
        name.replace("src/gongwen/", "gongwen/", 1) if name.startswith("src/") else f"gongwen/_assets/{name}"
        for name in files_of_the_project()
        if name.startswith(("src/gongwen/", "templates/", "samples/"))
    }
    packed = {name for name in wheel_files(wheel) if ".dist-info/" not in name}
    assert sorted(expected) == sorted(packed)


def test_the_wheel_says_its_licence_its_python_and_its_command(wheel: Path) -> None:
    files = wheel_files(wheel)
    (name,) = (name for name in files if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(files[name].decode("utf-8"))
    assert (metadata["Name"], metadata["License-Expression"]) == ("gongwen", "MIT")
    assert metadata["Requires-Python"] == ">=3.11"
    folder = name.rpartition("/")[0]
    assert "gongwen = gongwen.cli:main" in files[f"{folder}/entry_points.txt"].decode("utf-8")
    assert b"MIT License" in files[f"{folder}/licenses/LICENSE"]


def test_every_dependency_has_its_licence_and_reason_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    names = {re.split(r"[^\w.-]", requirement)[0] for requirement in wanted}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert sorted(name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page)) == []


def test_the_list_of_dependencies_names_places_that_are_there() -> None:
    named = re.findall(r"`([a-z]+/[^` ]*)`", (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    assert "guard/" in named
    assert [place for place in named if not any((top / place).exists() for top in (ROOT, ROOT / "src" / "gongwen"))] == []


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        # Python 3.11.2, Debian 12's own, knows no filter yet; newer ones warn when none is named
        archive.extractall(tmp_path / "unpacked", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (source,) = (tmp_path / "unpacked").iterdir()
    assert {"Makefile", "LICENSE", "pyproject.toml", "tests", "docs"} <= {path.name for path in source.iterdir()}
    (tmp_path / "again").mkdir()
    again = build(source, tmp_path / "again", "wheel")
    assert wheel_files(wheel) == wheel_files(again)


def test_an_installed_wheel_finds_its_own_assets(installed: Path, tmp_path: Path) -> None:
    root, base, names = where_assets_are(installed, tmp_path)
    environment = installed.parents[1]
    assert root.is_relative_to(environment)
    assert base.is_relative_to(environment)
    assert base.is_dir()
    assert names == sorted(path.parent.name for path in (ROOT / "samples").glob("*/profile.toml"))


def test_an_unpacked_sdist_finds_its_own_assets(sdist: Path, tmp_path: Path) -> None:
    python = make_venv(tmp_path / "venv")
    install(python, sdist)
    root, _, _ = where_assets_are(python, tmp_path)
    assert root.is_relative_to(tmp_path / "venv")


def test_an_editable_install_reads_the_checkout(tree: Path, tmp_path: Path) -> None:
    python = make_venv(tmp_path / "venv")
    install(python, "--editable", tree)
    root, base, _ = where_assets_are(python, tmp_path)
    assert (root, base) == (tree.resolve(), tree.resolve() / "src" / "gongwen" / "base_pack")


@pytest.mark.parametrize("by", ["module", "script"])
def test_the_command_answers_from_any_folder(installed: Path, tmp_path: Path, by: str) -> None:
    script = installed.with_name("gongwen" + installed.suffix)
    command = (installed, "-m", "gongwen") if by == "module" else (script,)
    assert run(*command, "--version", cwd=tmp_path).stdout.split()[-1] == "0.1.0"


def test_the_installed_demo_builds_its_reports(installed: Path, tmp_path: Path) -> None:
    """With Pango present everything is built; without it the PDF is named as not built and the rest stands (exit 1)."""
    done = subprocess.run(
        [installed, "-m", "gongwen", "demo", "-o", "输 出", "--quiet"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    manifest = json.loads((tmp_path / "输 出" / "manifest.json").read_text(encoding="utf-8"))
    assert done.returncode == (1 if manifest["not_built"] else 0), done.stdout + done.stderr
    for output in manifest["outputs"]:
        assert (tmp_path / "输 出" / output["path"]).is_file()
    assert {"xlsx", "docx"} <= {output["format"] for output in manifest["outputs"]}
