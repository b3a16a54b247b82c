"""Delimited text (.csv, .txt): UTF-8 with or without BOM, UTF-16, GB18030; comma, tab or semicolon."""

from __future__ import annotations

import csv
import io

from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid
from gongwen.read.words import is_number_like

MAX_FIELD = 32_767
"""Characters in one field: what an Excel cell can hold."""


def decode(data: bytes) -> str | None:
    """The text of a file that names no encoding, or None where none of the known ones fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[:200].count(b"\x00") > len(data[:200]) // 4:
        encodings = ["utf-16-le", "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_delimited(data: bytes, path: str) -> tuple[Grid | None, tuple[Problem, ...]]:
    """The one table of a text file as a grid; None with the reason where it cannot be read whole."""
    text = decode(data)
    if text is None:
        return None, (_error("file.encoding", "文字编码认不出来", "请另存为 UTF-8 或 GBK 编码的 CSV", path),)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    text = _rows_of_lines(text)
    longest = max((len(line) for line in text.split("\n")), default=0)
    if longest > MAX_FIELD * 4:
        return None, (_error("cell.too_long", f"有一格文字超过{MAX_FIELD}个字", "请核对这一格的内容", path),)
    grid = Grid(path, "")
    origin = grid.origin
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    row = 0
    lengths: dict[int, int] = {}
    try:
        for row, fields in enumerate(reader, start=1):
            cells = {
                column: RawCell(RawKind.TEXT, field, origin, grid.address(row, column))
                for column, field in enumerate(fields, start=1)
                if field
            }
            if cells:
                grid.rows[row] = cells
                lengths[row] = len(fields)
    except csv.Error as fault:
        code = "cell.too_long" if "field limit" in str(fault) else "csv.quote"
        words = "有一格文字过长" if code == "cell.too_long" else "引号没有成对，后面的行会被吞掉"
        problems.append(_error(code, words, "请在 Excel、WPS 中打开核对后另存", path, f"第{row + 1}行起"))
        return None, tuple(problems)
    problems += _width_faults(grid, lengths)
    return (None if problems else grid), tuple(problems)


def _rows_of_lines(text: str) -> str:
    """Text taken out of a Word table with one cell a line, each line led by a tab, as tab-separated rows.

    A blank line ends a row; a line without a tab between two cells of one row goes on with the cell above it
    (``2025年``, blank, ``目标``). Any other text is given back untouched.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    cells = sum(line.startswith("\t") for line in lines)
    if cells < 6 or any("\t" in line[1:] or "," in line[:1] for line in lines) or cells * 2 < sum(map(bool, lines)):
        return text
    out: list[list[str]] = []
    is_open = False
    for number, line in enumerate(lines):
        following = next((later for later in lines[number + 1 :][:1]), "")
        if line.startswith("\t"):
            if not is_open:
                out.append([])
            out[-1].append(line[1:].strip())
            is_open = True
        elif line.strip():
            if out and following.startswith("\t") and (is_open or _goes_on(lines, number)):
                out[-1][-1] += line.strip()
                is_open = True
            else:
                out.append([line.strip()])
                is_open = False
        else:
            is_open = False
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(out)
    return stream.getvalue()


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether a line without a tab stands one blank line below a cell."""
    return number > 1 and not lines[number - 1].strip() and lines[number - 2].startswith("\t")


def _width_faults(grid: Grid, lengths: dict[int, int]) -> list[Problem]:
    """Rows with more fields than any line above the body: an unquoted comma has shifted the numbers."""
    width = 0
    for number, row in grid.rows.items():
        if any(is_number_like(cell.text) for cell in row.values()):
            break
        width = max(width, lengths[number])
    if not width:
        return []
    return [
        _error(
            "csv.fields",
            f"有{max(cells)}格，表头只有{width}格：数字里可能有没加引号的逗号",
            "请给带逗号的数字加上引号，或去掉千分位逗号",
            grid.path,
            f"第{row}行",
        )
        for row, cells in grid.rows.items()
        if max(cells) > width
    ][:20]


def _delimiter(text: str) -> str:
    head = [line for line in text.split("\n")[:20] if line.strip()]
    return max(",\t;", key=lambda sign: sum(line.count(sign) > 0 for line in head))


def _error(code: str, message: str, fix: str, path: str, place: str = "") -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=path, place=place)
