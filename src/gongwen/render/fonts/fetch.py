"""Where the free Chinese faces come from: a TeX installation, or Debian's own package, fetched by apt as a plain user.

Nothing is installed: the package file is downloaded into a temporary folder, four files are taken out of it, and the
rest is thrown away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from gongwen.errors import MissingDependencyError

PACKAGE = "texlive-lang-chinese"
"""Debian's and Ubuntu's package that holds the Fandol faces (about 50 MB)."""

_TEX_TREES = (
    "/usr/share/texlive/texmf-dist",
    "/usr/share/texmf",
    "/usr/local/texlive/*/texmf-dist",
    "/Library/TeX/Root/texmf-dist",
    "/opt/texlive/*/texmf-dist",
    "C:/texlive/*/texmf-dist",
)
_INSIDE = "fonts/opentype/public/fandol"


def find_installed(name: str) -> Path | None:
    """A Fandol file of a TeX installation, or None."""
    for tree in _TEX_TREES:
        anchor = Path(tree).anchor
        pattern = f"{Path(tree).relative_to(anchor).as_posix()}/{_INSIDE}/{name}"
        found = sorted(Path(anchor).glob(pattern)) if Path(anchor).is_dir() else []
        if found:
            return found[-1]
    return None


def fetch_from_debian(names: tuple[str, ...], use: Callable[[Mapping[str, Path]], None]) -> None:
    """Download the package, hand the named files to ``use``, clean up.

    Raises MissingDependencyError with one Chinese sentence when it is not possible here.
    """
    missing = [tool for tool in ("apt-get", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        raise MissingDependencyError(f"本机没有 {'、'.join(missing)}，不能从 Debian 取替代字体")
    with tempfile.TemporaryDirectory(prefix="gongwen-fonts-") as folder:
        place = Path(folder)
        use(_extract(_download(place), names, place))


def _download(place: Path) -> Path:
    """The package file. The system's package lists serve if they know it; else lists of our own are fetched."""
    for private in (False, True):
        options = _apt_options(place, private=private)
        if private and not _apt([*options, "update"], place):
            break
        if _apt([*options, "download", PACKAGE], place):
            found = sorted(place.glob(f"{PACKAGE}_*.deb"))
            if found:
                return found[-1]
    raise MissingDependencyError(f"没有取到 {PACKAGE}：请检查网络和 apt 的软件源")


def _apt_options(place: Path, *, private: bool) -> list[str]:
    """apt's own state in our folder, so that a plain user can run it and the system's is not touched."""
    options = [f"Dir::Cache={place / 'cache'}", "Debug::NoLocking=1", "APT::Sandbox::User="]
    (place / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    if private:
        lists = place / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        options += [f"Dir::State::lists={lists}", "Acquire::Languages=none"]
    return [part for option in options for part in ("-o", option)]


def _apt(arguments: list[str], place: Path) -> bool:
    try:
        done = subprocess.run(
            ["apt-get", "-q", *arguments], cwd=place, capture_output=True, timeout=600, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _extract(package: Path, names: tuple[str, ...], place: Path) -> Mapping[str, Path]:
    """Take the named files out of the package, whatever else is in it."""
    found: dict[str, Path] = {}
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", os.fspath(package)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                content = archive.extractfile(member) if name in names and member.isfile() else None
                if content is not None:
                    found[name] = place / name
                    found[name].write_bytes(content.read())
    if set(found) != set(names):
        raise MissingDependencyError(f"{PACKAGE} 里没有 {'、'.join(sorted(set(names) - set(found)))}")
    return found
