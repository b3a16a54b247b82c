"""docs/problems.md lists every code that any room can give, each with an example and a remedy, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z]+\.[a-z_]+")
# Texts of this shape that are no codes: names of files.
FILE = re.compile(r".+\.(?:csv|toml|docx|html|json|png|ini|md|txt|xml|db|xlsx|css)")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "src" / "gongwen").rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def codes_in_source() -> set[str]:
    texts = (n.value for _, tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Constant))
    return {t for t in texts if isinstance(t, str) and CODE.fullmatch(t) and not FILE.fullmatch(t)}


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]


def test_every_code_is_listed_and_every_listed_code_exists() -> None:
    found, listed = codes_in_source(), {row[0].strip("`") for row in rows()}
    assert not found - listed, "add these to docs/problems.md"
    assert not listed - found, "no code gives these any more"


def test_codes_are_written_out_so_that_they_can_be_found() -> None:
    """A code put together at run time could not be listed."""
    for path, tree in trees():
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem"):
                continue
            code = call.args[1] if len(call.args) > 1 else next(k.value for k in call.keywords if k.arg == "code")
            written = isinstance(code, ast.Constant) and isinstance(code.value, str) and CODE.fullmatch(code.value)
            handed_on = isinstance(code, ast.Name | ast.Attribute | ast.IfExp | ast.Starred)
            assert written or handed_on, f"{path}:{call.lineno}"


def test_no_code_is_listed_twice_and_each_has_an_example_and_a_remedy() -> None:
    listed = [row[0] for row in rows()]
    assert len(set(listed)) == len(listed)
    assert all(len(row) == 5 and all(row) for row in rows())
