"""docs/problems.md lists every code that reading and checking can give, each with an example, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z]+\.[a-z_]+")
# Words of this shape that are no codes: parts and names of files.
NO_CODES = {"thumbs.db", "desktop.ini", "readme.md", "readme.txt", "workbook.xml"}


def codes_in_source() -> set[str]:
    found = set()
    for room in ("read", "validate", "guard"):
        for path in (ROOT / "src" / "gongwen" / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                    found.add(node.value)
    return found - NO_CODES


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]


def test_every_code_is_listed_and_every_listed_code_exists() -> None:
    assert codes_in_source() == {row[0].strip("`") for row in rows()}


def test_no_code_is_listed_twice_and_each_has_an_example() -> None:
    listed = [row[0] for row in rows()]
    assert len(set(listed)) == len(listed)
    assert all(len(row) == 5 and all(row) for row in rows())
