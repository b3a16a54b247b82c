"""The two commands set themselves up, or say in one sentence what a person must do first."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from needs import need_tool
from project_files import copy_project

# what the script itself calls; no Python among them
PLAIN_TOOLS = ("cat", "cksum", "cut", "dirname", "env", "getconf", "id", "locale", "mkdir", "rm", "sh", "tail", "tr", "uname")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout under a path with Chinese and a space, with nothing set up."""
    for tool in ("make", "sh"):
        need_tool(tool)
    return copy_project(tmp_path / "工 作" / "gongwen 副本")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH without any Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in (*PLAIN_TOOLS, "make"):
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


def make(target: str, checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", target], cwd=checkout, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def put_python(tools: Path, script: str) -> None:
    python = tools / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)


def test_without_python_one_sentence_says_what_to_install(checkout: Path, tools: Path) -> None:
    done = make("demo", checkout, PATH=str(tools))
    assert done.returncode != 0
    assert "需要 Python 3.11 或更新版本" in done.stderr
    assert "apt-get install -y python3 python3-venv" in done.stderr
    assert done.stdout == ""


def test_an_old_python_is_not_taken(checkout: Path, tools: Path) -> None:
    put_python(tools, "exit 1")  # `sys.version_info < (3, 11)` makes Python leave with 1
    done = make("demo", checkout, PATH=str(tools))
    assert "需要 Python 3.11 或更新版本" in done.stderr


def test_a_python_without_venv_is_named_with_its_remedy(checkout: Path, tools: Path) -> None:
    put_python(tools, 'case "$2" in *venv*) exit 1;; esac')
    done = make("demo", checkout, PATH=str(tools))
    assert done.returncode != 0
    assert "python3 缺少 venv 模块" in done.stderr
    assert "apt-get install -y python3-venv" in done.stderr


def test_an_unknown_task_lists_those_there_are(checkout: Path) -> None:
    done = subprocess.run(["sh", ".ci/task.sh", "???"], cwd=checkout, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.startswith("用法：make ")) == (1, True)


@pytest.mark.proof
def test_a_second_run_does_nothing(checkout: Path) -> None:
    """The whole set-up under a Chinese path, with LC_ALL=C and no HOME; then again, which must install nothing."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP", "http"))}
    surroundings = {"PATH": os.environ["PATH"], "LC_ALL": "C", **kept}
    first = make("setup", checkout, **surroundings)
    assert first.returncode == 0, first.stderr
    again = make("setup", checkout, **surroundings)
    assert (again.returncode, again.stdout, "安装 Python 包" in again.stderr) == (0, "", False)
    demo = subprocess.run([checkout / ".venv/bin/python", "-c", "import gongwen; print(gongwen.__file__)"], capture_output=True, check=False)
    assert demo.returncode == 0, demo.stderr
