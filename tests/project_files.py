"""The project as a clean clone would have it, for tests of what people get: packages, set-up."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def files_of_the_project() -> list[str]:
    """Every file that is not ignored, as git sees it; outside a clone (an unpacked sdist) nobody knows: a skip."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("不在 git 克隆中，无从得知应有哪些文件")
    # safe.directory: the suite may run as another user than the one who cloned
    listing = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return sorted({name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()})


def copy_project(place: Path) -> Path:
    """Copy those files to a new place."""
    for name in files_of_the_project():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, place / name)
    return place
