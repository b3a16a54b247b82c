"""Small faults put into the arithmetic one at a time → which of them the tests of that room notice.

A fault is one changed operator, comparison, constant or boolean in a private copy of the package; the checkout is
never touched. A fault that no test notices is a survivor: read it, then write the missing test or see why it is harmless.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# module → the tests that must notice; only where a silent fault prints a wrong number
TARGETS = {
    "compute": "tests/compute",
    "model/period.py": "tests/model",
}
SECONDS = 120

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def swapped(node: ast.AST) -> ast.AST | None:
    """The faulty twin of a node, or None when this kind of node is left alone."""
    if type(node) in SWAPS:
        return SWAPS[type(node)]()
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        return ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ast.Constant(node.value + 1)
    return None


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was changed, and the whole faulty source, for every place that can be changed."""
    count = sum(1 for _ in ast.walk(ast.parse(source)))
    for index in range(count):
        tree = ast.parse(source)
        target = next(node for number, node in enumerate(ast.walk(tree)) if number == index)
        twin = swapped(target)
        if twin is None or id(target) in decoration(tree):
            continue
        owner = next(node for node in ast.walk(tree) if target in ast.iter_child_nodes(node))
        before = ast.unparse(owner)
        replace(owner, target, ast.copy_location(twin, target))
        ast.fix_missing_locations(tree)
        yield getattr(owner, "lineno", 0), f"{before}  →  {ast.unparse(owner)}", ast.unparse(tree)


def decoration(tree: ast.Module) -> set[int]:
    """What stands in decorators: frozen=True and the like, which no figure depends on."""
    marked = [mark for node in ast.walk(tree) for mark in getattr(node, "decorator_list", [])]
    return {id(node) for mark in marked for node in ast.walk(mark)}


def replace(owner: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for name, value in ast.iter_fields(owner):
        if value is old:
            setattr(owner, name, new)
        elif isinstance(value, list):
            setattr(owner, name, [new if item is old else item for item in value])


def is_noticed(package: Path, module: str, source: str, tests: str) -> bool:
    """Run the tests against a copy of the package in which one module is faulty; a hang counts as noticed."""
    with tempfile.TemporaryDirectory(prefix="gongwen-mutant-") as folder:
        copy = Path(folder) / "src" / "gongwen"
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for beside in ("pyproject.toml", "templates", "samples"):  # so that assets.py takes it for a checkout
            (Path(folder) / beside).symlink_to(ROOT / beside)
        (copy / module).write_text(source, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests.split()]
        environment = {**os.environ, "PYTHONPATH": str(copy.parent), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return True
        return done.returncode != 0


def examine(module: str, tests: str, every: int) -> tuple[int, list[str]]:
    """How many faults were tried in one module, and those that nothing noticed."""
    package = ROOT / "src" / "gongwen"
    source = (package / module).read_text(encoding="utf-8")
    tried = list(mutants(source))[::every]
    if tried and is_noticed(package, module, source, tests):
        raise SystemExit(f"{tests} fail on the faultless package: nothing can be learnt from them")
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        noticed = list(pool.map(lambda fault: is_noticed(package, module, fault[2], tests), tried))
    survivors = [f"{module}:{line} {what}" for (line, what, _), seen in zip(tried, noticed, strict=True) if not seen]
    return len(tried), survivors


def main(every: int) -> tuple[int, list[str]]:
    """Every n-th fault of every target."""
    total, alive = 0, []
    for target, tests in TARGETS.items():
        place = ROOT / "src" / "gongwen" / target
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            tried, survivors = examine(path.relative_to(ROOT / "src" / "gongwen").as_posix(), tests, every)
            total += tried
            alive += survivors
            print(f"{path.name}: {tried - len(survivors)}/{tried}", flush=True)
    return total, alive


if __name__ == "__main__":
    count, survivors = main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    print(*survivors, sep="\n")
    print(f"{count - len(survivors)} of {count} faults noticed")
