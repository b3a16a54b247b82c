"""A settings file in, its text or rows out, with the line each key stands on."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from gongwen.model.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One settings file as read."""

    path: Path
    shown: str
    """How messages name it: ``profile.toml``, ``tables/表一.csv``."""
    text: str
    sha256: str

    below: SettingsFile | None = None
    """The profile that this one inherits from: a key that does not stand here stands there."""

    def line_of(self, *keys: str) -> str:
        """``行12`` for the line where a key path stands, as near as can be found; empty if nowhere.

        tomllib keeps no positions, so the table's header is searched and the key in its body. A number after the name
        of a list (``relations``, ``2``) means its second entry.
        """
        lines = self.text.splitlines()
        for depth in range(len(keys), 0, -1):
            for header in _headers(lines, keys[:depth]):
                if depth == len(keys):
                    return f"行{header + 1}"
                body = range(header + 1, _end_of_table(lines, header))
                found = next((n for n in body if _names_key(lines[n], keys[depth])), None)
                if found is not None:
                    return f"行{found + 1}"
            if depth < len(keys) and (headers := _headers(lines, keys[:depth])):
                return f"行{headers[0] + 1}"
        top = range(_end_of_table(lines, -1))
        found = next((n for n in top if _names_key(lines[n], keys[0])), None)
        return "" if found is None else f"行{found + 1}"

    def problem(
        self, code: str, message: str, fix: str = "", *, keys: tuple[str, ...] = (), place: str = ""
    ) -> Problem:
        """An error at a key (or any other place) of this file, or of the one it inherits the key from."""
        if keys:
            line = self.line_of(*keys)
            if not line and self.below is not None and self.below.holds(*keys):
                return self.below.problem(code, message, fix, keys=keys)
            place = f"{line} 键 {'.'.join(keys)}".strip()
        return Problem(Severity.ERROR, code, message, fix, file=self.shown, place=place)

    def holds(self, *keys: str) -> bool:
        """Whether a key path stands here or in a profile below."""
        return bool(self.line_of(*keys)) or (self.below is not None and self.below.holds(*keys))


def _headers(lines: list[str], keys: tuple[str, ...]) -> list[int]:
    """Lines that open the table of a key path: [tables."表一"], or the n-th [[relations]]."""
    name, nth = (keys[:-1], int(keys[-1])) if len(keys) > 1 and keys[-1].isdecimal() else (keys, 0)
    dotted = r"\s*\.\s*".join(rf"""["']?{re.escape(part)}["']?""" for part in name)
    found = [n for n, line in enumerate(lines) if re.match(rf"^\s*\[\[?\s*{dotted}\s*\]", line)]
    return found[nth - 1 : nth] if nth else found


def _end_of_table(lines: list[str], header: int) -> int:
    rest = range(header + 1, len(lines))
    return next((n for n in rest if re.match(r"^\s*\[\[?[^\[\],=]+\]\]?\s*(#.*)?$", lines[n])), len(lines))


def _names_key(line: str, key: str) -> bool:
    return re.match(rf"""^\s*["']?{re.escape(key)}["']?\s*[=.]""", line) is not None


def read_settings_file(path: Path, root: Path) -> SettingsFile | Problem:
    """Read text written on any system: UTF-8 with or without BOM, else GB18030."""
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        return Problem(
            Severity.ERROR, "pack.unreadable", f"读不了文件（{error.strerror}）", "检查文件和权限", file=shown
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return SettingsFile(path, shown, text, hashlib.sha256(data).hexdigest())
    return Problem(
        Severity.ERROR, "pack.encoding", "文件既不是 UTF-8 也不是 GB18030 编码", "另存为 UTF-8 编码", file=shown
    )


def parse_toml(file: SettingsFile) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """The file's tables, or the place where its syntax breaks."""
    try:
        return tomllib.loads(file.text), ()
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"行{place[1]} 列{place[2]}" if place else "文件末尾"
        fix = "检查引号、方括号是否成对且为半角；中文键名要加引号"
        return {}, (file.problem("pack.toml_syntax", f"设置文件写法有误（{error}）", fix, place=where),)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list file."""

    number: int
    """Line in the file, the heading row being 1."""
    values: dict[str, str]

    def get(self, heading: str) -> str:
        """The trimmed text under a heading; empty where the list has no such column."""
        return self.values.get(heading, "")


def parse_list(
    file: SettingsFile, *, needed: tuple[str, ...], optional: tuple[str, ...] = ()
) -> tuple[tuple[ListRow, ...], tuple[Problem, ...]]:
    """Rows of a CSV list, checked for its headings and the number of fields."""
    rows = list(csv.reader(io.StringIO(file.text), strict=False))
    if not rows:
        return (), (file.problem("pack.list_empty", "列表是空的", f"第一行写表头：{'、'.join(needed)}"),)
    headings = [heading.strip() for heading in rows[0]]
    problems = [
        file.problem("pack.list_heading", f"缺少列“{name}”", f"表头应有：{'、'.join(needed)}", place="行1")
        for name in needed
        if name not in headings
    ]
    problems += [
        file.problem(
            "pack.list_heading", f"不认识的列“{name}”", f"可用：{'、'.join((*needed, *optional))}", place="行1"
        )
        for name in headings
        if name and name not in (*needed, *optional)
    ]
    made = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(field.strip() for field in row):
            continue
        if len(row) > len(headings):
            problems.append(
                file.problem(
                    "pack.list_fields",
                    f"有{len(row)}格，表头只有{len(headings)}格",
                    "内容里的逗号要用引号括起",
                    place=f"行{number}",
                )
            )
        made.append(ListRow(number, dict(zip(headings, (field.strip() for field in row), strict=False))))
    return tuple(made), tuple(problems)
