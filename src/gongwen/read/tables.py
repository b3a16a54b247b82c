"""Finding tables in a grid: title lines, unit line, header rows, body, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongwen.guard.text import compact
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawColumn, RawKind, RawTable
from gongwen.read.grid import Grid
from gongwen.read.words import is_anchor, is_number_like, is_only_unit_line, is_region_word, starts_note, unit_line

_MAX_MERGE = 20_000
"""Cells of one merged area that are filled; more is a formatted page, not a table."""
_MAX_HEADER_ROWS = 6
_SENTENCE = re.compile("[。；：:]")


@dataclass(slots=True)
class Sheet:
    """A grid with its merged areas filled."""

    grid: Grid
    rows: dict[int, dict[int, RawCell]]
    covered: set[tuple[int, int]]
    """Cells that only repeat the first cell of their merged area."""

    def own(self, row: int) -> list[tuple[int, RawCell]]:
        """Cells of a row that are written there, in order of columns."""
        cells = self.rows.get(row, {})
        return [(column, cells[column]) for column in sorted(cells) if (row, column) not in self.covered]


def find_tables(grid: Grid) -> tuple[list[RawTable], list[Problem]]:
    """Every table of a sheet, top down. Tables side by side are refused by name."""
    sheet = _filled(grid)
    numbers = sorted(row for row, cells in sheet.rows.items() if any(map(_filled_in, cells.values())))
    starts = _header_starts(sheet, numbers)
    tables: list[RawTable] = []
    problems: list[Problem] = []
    begin = 0
    for position, index in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(numbers)
        if end < len(numbers):
            end = _title_begin(sheet, numbers, index, end)
        if fault := _side_by_side(sheet, numbers[index]):
            problems.append(fault)
        else:
            table, faults = _table(sheet, numbers[begin:index], numbers[index:end])
            tables.append(table)
            problems += faults
        begin = end
    return tables, problems


def _filled_in(cell: RawCell) -> bool:
    return cell.kind is RawKind.NUMBER or bool(cell.text.strip()) or _odd(cell)


def _odd(cell: RawCell) -> bool:
    return cell.kind in (RawKind.NO_CACHE, RawKind.ERROR)


def _filled(grid: Grid) -> Sheet:
    if not grid.merges:
        return Sheet(grid, grid.rows, set())
    rows = {row: dict(cells) for row, cells in grid.rows.items()}
    covered: set[tuple[int, int]] = set()
    for area in grid.merges:
        first = grid.rows.get(area.top, {}).get(area.left)
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if first is None or size > _MAX_MERGE or size == 1:
            continue
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                rows.setdefault(row, {})[column] = first._replace(merged=True)
                if (row, column) != (area.top, area.left):
                    covered.add((row, column))
    return Sheet(grid, rows, covered)


# -- header ------------------------------------------------------------------------------------------------------


def _header_starts(sheet: Sheet, numbers: list[int]) -> list[int]:
    """Positions in ``numbers`` where a header begins."""
    strong = [index for index, row in enumerate(numbers) if _is_header(sheet, row)]
    if not strong:
        weak = next((index for index in range(len(numbers)) if _is_weak_header(sheet, numbers, index)), None)
        return [] if weak is None else [weak]
    starts: list[int] = []
    body_from = 0
    for index in strong:
        if starts and index < body_from:
            continue
        first = index
        while first > body_from and _is_upper_header(sheet, numbers[first - 1], numbers[first]):
            first -= 1
        starts.append(first)
        body_from = first + _header_depth(sheet, numbers, first, index)
    return starts


def _is_header(sheet: Sheet, row: int) -> bool:
    if any(cell.kind is RawKind.NUMBER and _numeric(cell) for cell in sheet.rows[row].values()):
        return False
    own = sheet.own(row)
    if len(own) < 2 and len({cell.text for cell in sheet.rows[row].values()}) < 2:
        return False
    if not any(is_anchor(cell.text) for _, cell in own if len(cell.text) < 30):
        return False
    return not any(_numeric(cell) for _, cell in own)


def _is_weak_header(sheet: Sheet, numbers: list[int], index: int) -> bool:
    own = sheet.own(numbers[index])
    texts = [cell for _, cell in own if not is_only_unit_line(cell.text)]
    if len(texts) < 2 or any(_numeric(cell) or _SENTENCE.search(cell.text) for cell in texts):
        return False
    following = numbers[index + 1 : index + 4]
    return any(_numeric(cell) for row in following for _, cell in sheet.own(row))


def _is_upper_header(sheet: Sheet, row: int, below: int) -> bool:
    """Whether the row above an anchored header row is a further level: several groups, no sentence, no figure."""
    if below - row != 1:
        return False
    own = [cell for _, cell in sheet.own(row) if not is_only_unit_line(cell.text)]
    return len(own) >= 2 and not any(_numeric(cell) or _SENTENCE.search(cell.text) for cell in own)


def _numeric(cell: RawCell) -> bool:
    if cell.kind is RawKind.NUMBER:
        return not re.fullmatch(r"(?:19|20)\d{2}", cell.text)
    return _odd(cell) or (cell.kind is RawKind.TEXT and is_number_like(cell.text))


def _header_depth(sheet: Sheet, numbers: list[int], first: int, anchor: int) -> int:
    """How many rows the header has: while a heading is merged down, or while the anchor's column stays blank."""
    anchors = [column for column, cell in sheet.own(numbers[anchor]) if is_anchor(cell.text)]
    depth = anchor - first + 1
    top = numbers[first]
    while first + depth < len(numbers) and depth < _MAX_HEADER_ROWS:
        row = numbers[first + depth]
        merged = any(
            a.top <= numbers[first + depth - 1] and a.top >= top and a.bottom >= row for a in sheet.grid.merges
        )
        own = sheet.own(row)
        open_level = (
            bool(own)
            and row - numbers[first + depth - 1] == 1
            and all(column not in sheet.rows[row] for column in anchors)
            and not any(_numeric(cell) or starts_note(cell.text) for _, cell in own)
        )
        named = any(is_region_word(cell.text) for _, cell in own)
        further = (
            named
            and row - numbers[first + depth - 1] == 1
            and not _names_regions(sheet, numbers[first : first + depth])
        )
        if not merged and not open_level and not further:
            break
        depth += 1
    return depth


def _names_regions(sheet: Sheet, rows: list[int]) -> bool:
    return any(is_region_word(cell.text) for row in rows for _, cell in sheet.own(row))


def _side_by_side(sheet: Sheet, row: int) -> Problem | None:
    seen: dict[str, int] = {}
    for column, cell in sheet.own(row):
        word = compact(cell.text)
        if is_region_word(word) and word in seen:
            grid = sheet.grid
            both = f"{grid.address(row, seen[word])} 和 {grid.address(row, column)}"
            return Problem(
                Severity.ERROR,
                "table.side_by_side",
                f"一张工作表上并排放了两张表（{both} 都是“{word}”）",
                "请把两张表分放在两个工作表里",
                file=grid.path,
                sheet=grid.sheet,
                cell=grid.address(row, column),
            )
        seen[word] = column
    return None


def _title_begin(sheet: Sheet, numbers: list[int], start: int, end: int) -> int:
    """Where the title lines of the table that begins at ``end`` begin: single texts right above it."""
    first = end
    while first - 1 > start:
        row = numbers[first - 1]
        own = sheet.own(row)
        if len(own) != 1 or _numeric(own[0][1]) or starts_note(own[0][1].text):
            break
        if numbers[first] - row > 3:
            break
        first -= 1
    return first


# -- one table ---------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, above: list[int], rows: list[int]) -> tuple[RawTable, list[Problem]]:
    grid = sheet.grid
    anchor = next((index for index, row in enumerate(rows) if _is_header(sheet, row)), 0)
    depth = _header_depth(sheet, rows, 0, min(anchor, _MAX_HEADER_ROWS))
    header = rows[:depth]
    columns, positions = _columns(sheet, header)
    lines = [cell.text.strip() for row in above for _, cell in sheet.own(row)]
    title = " ".join(line for line in lines if line and not is_only_unit_line(line))
    body, notes = _body(sheet, rows[depth:], positions)
    problems = _outside(sheet, rows[depth:], body, positions)
    table = RawTable(
        path=grid.path,
        sheet=grid.sheet,
        title=title,
        unit_line=next((unit for line in lines if (unit := unit_line(line))), ""),
        columns=columns,
        # Taken out of the grid row by row: a ledger of millions of cells is never held twice.
        rows=tuple(_line(sheet.rows.pop(row), grid, row, positions) for row in body),
        notes=notes,
    )
    return table, problems


def _line(cells: dict[int, RawCell], grid: Grid, row: int, positions: list[int]) -> tuple[RawCell, ...]:
    return tuple([cells.get(column) or grid.blank(row, column) for column in positions])


def _columns(sheet: Sheet, header: list[int]) -> tuple[tuple[RawColumn, ...], list[int]]:
    """Columns with a heading, and where they stand; a blank above a heading repeats its left neighbour's group."""
    filled = sorted({column for row in header for column, cell in sheet.rows[row].items() if cell.text.strip()})
    columns = []
    groups: dict[int, tuple[int, str]] = {}
    for column in filled:
        path: list[str] = []
        lowest = header[0]
        for level, row in enumerate(header):
            cell = sheet.rows[row].get(column)
            text = cell.text.strip() if cell else ""
            has_below = any(sheet.grid.text(below, column).strip() for below in header[level + 1 :])
            if text:
                groups[level] = (column, text)
                lowest = row if (row, column) not in sheet.covered else lowest
                if has_below:
                    for deeper in [key for key in groups if key > level]:
                        del groups[deeper]
            elif has_below and level in groups and _heads_group(sheet, header, level, groups[level][0]):
                text = groups[level][1]
            if text and (not path or compact(path[-1]) != compact(text)):
                path.append(text)
        columns.append(RawColumn(tuple(path), sheet.grid.source(lowest, column)))
    return tuple(columns), filled


def _heads_group(sheet: Sheet, header: list[int], level: int, column: int) -> bool:
    """Whether a heading has further headings under itself, so that blanks to its right belong to it."""
    cell = sheet.rows[header[level]].get(column)
    below = [sheet.rows[row].get(column) for row in header[level + 1 :]]
    return bool(cell) and any(item and cell and item.text.strip() and item.text != cell.text for item in below)


def _body(sheet: Sheet, rows: list[int], positions: list[int]) -> tuple[list[int], tuple[str, ...]]:
    body: list[int] = []
    notes: list[str] = []
    inside = set(positions)
    for row in rows:
        if len(sheet.rows[row]) > 2 and any(cell.kind is RawKind.NUMBER for cell in sheet.rows[row].values()):
            body.append(row)  # the plain case, most rows of most tables
            continue
        own = [(column, cell) for column, cell in sheet.own(row) if _filled_in(cell)]
        if _is_note(own, len(positions)):
            notes.append(" ".join(cell.text.strip() for _, cell in own))
        elif any(column in inside for column in sheet.rows[row]):
            body.append(row)
    return body, tuple(notes)


def _is_note(own: list[tuple[int, RawCell]], width: int) -> bool:
    if not own or any(_numeric(cell) or cell.kind is RawKind.DATE for _, cell in own):
        return False
    first = own[0][1].text
    if starts_note(first) and (len(own) <= 2 or _SENTENCE.search(first)):
        return True
    if len(own) > max(1, width // 3):
        return False
    return any(_SENTENCE.search(cell.text) or len(compact(cell.text)) > 15 for _, cell in own)


def _outside(sheet: Sheet, rows: list[int], body: list[int], positions: list[int]) -> list[Problem]:
    """Body cells in columns without a heading: a column that would be lost."""
    inside = set(positions)
    stray: dict[int, list[int]] = {}
    kept = set(body)
    for row in rows:
        if sheet.rows[row].keys() <= inside:
            continue
        if row not in kept and not any(_numeric(cell) for _, cell in sheet.own(row)):
            continue
        for column, cell in sheet.own(row):
            if column not in inside and cell.text.strip():
                stray.setdefault(column, []).append(row)
    grid = sheet.grid
    return [
        Problem(
            Severity.ERROR if len(found) > 2 else Severity.WARNING,
            "heading.blank",
            f"这一列有{len(found)}格内容，但没有表头，没有读入",
            "请补上表头，或清除这些内容",
            file=grid.path,
            sheet=grid.sheet,
            cell=grid.address(found[0], column),
        )
        for column, found in sorted(stray.items())
    ]
