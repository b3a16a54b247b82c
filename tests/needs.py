"""Programs that some tests need: skipped with a word on a user's machine, demanded where CI=true."""

from __future__ import annotations

import os
import shutil

import pytest


def need_tool(name: str, *, package: str = "") -> str:
    """The path of a program, or a skip that says what to install. With CI=true a missing one is a failure."""
    found = shutil.which(name)
    if found:
        return found
    word = f"需要 {name}（Debian 包 {package or name}）才能做此项检验"
    if os.environ.get("CI") == "true":
        pytest.fail(word)
    pytest.skip(word)


def need_pango() -> None:
    """Go on only where PDF can be made: WeasyPrint finds Pango. With CI=true a missing one is a failure."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        word = "需要 Pango（Debian 包 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0）才能做此项检验"
        if os.environ.get("CI") == "true":
            pytest.fail(word)
        pytest.skip(word)
