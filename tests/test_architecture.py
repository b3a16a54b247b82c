"""The house keeps its shape: import rules, sizes, lazy imports, lint and types, checked like any other promise."""

from __future__ import annotations

import ast
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "gongwen"
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))

MODULE_LINES = 400
BODY_LINES = 40

# The only files that may import a library, `import` inside a function included.
LIBRARY_PLACES = {
    "openpyxl": ["read/*.py", "audit/*.py"],
    "python_calamine": ["read/*.py"],
    "pandas": ["read/*.py", "output.py"],
    "xlsxwriter": ["render/sheets/*.py", "render/word/chart_book.py"],
    "docxtpl": ["render/word/engine.py"],
    "docx": ["audit/*.py"],
    "weasyprint": ["render/pdf/*.py"],
    "pypdfium2": ["render/preview.py", "audit/*.py"],
    "fontTools": ["render/fonts/*.py", "render/pdf/*.py"],
    "jinja2": ["phrasing/*.py", "render/to_html.py", "render/word/engine.py", "render/word/lint.py"],
    "tqdm": ["progress.py"],
    "numpy": ["compute/kernel.py"],
}

# A person who types `gongwen --help` or imports the package waits for none of these.
HEAVY = ["docx", "docxtpl", "lxml", "numpy", "openpyxl", "pandas", "weasyprint", "xlsxwriter"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the arguments from the top of the repository."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )


def parse(module: str) -> ast.Module:
    return ast.parse((SOURCE / module).read_text(encoding="utf-8"), filename=module)


def imported_libraries(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every absolute import, wherever it stands, except those for type checkers only."""
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_rooms_import_only_what_the_house_allows() -> None:
    done = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_library_is_imported_in_its_own_files_only() -> None:
    strays = [
        f"{module}:{line} imports {library}"
        for module in MODULES
        for line, library in imported_libraries(parse(module))
        if library in LIBRARY_PLACES and not any(fnmatch(module, place) for place in LIBRARY_PLACES[library])
    ]
    assert strays == []


def test_no_module_grows_beyond_one_sitting() -> None:
    lengths = {module: len((SOURCE / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {module: length for module, length in lengths.items() if length > MODULE_LINES} == {}


def test_no_function_grows_beyond_one_screen() -> None:
    long = [
        f"{module}:{node.lineno} {node.name} has {body_lines(node)} lines"
        for module in MODULES
        for node in ast.walk(parse(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > BODY_LINES
    ]
    assert long == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"common.py", "constants.py", "helpers.py", "misc.py", "util.py", "utils.py"}
    assert [module for module in MODULES if Path(module).name in drawers] == []


@pytest.mark.parametrize(
    "doing",
    ["import gongwen", "import gongwen.api", "import gongwen.cli", "import gongwen; dir(gongwen)"],
)
def test_importing_gongwen_loads_no_heavy_library(doing: str) -> None:
    probe = f"import sys; {doing}; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = run("-c", probe)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_line_answers_without_heavy_libraries(option: str) -> None:
    probe = (
        "import atexit, runpy, sys\n"
        f"atexit.register(lambda: print('loaded:', *[name for name in {HEAVY} if name in sys.modules]))\n"
        f"sys.argv = ['gongwen', {option!r}]\n"
        "runpy.run_module('gongwen', run_name='__main__', alter_sys=True)\n"
    )
    done = run("-c", probe)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]


def test_ruff_finds_nothing() -> None:
    done = run("-m", "ruff", "check", "--output-format", "concise", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_strict_in_src() -> None:
    done = run("-m", "mypy")
    assert done.returncode == 0, done.stdout + done.stderr
