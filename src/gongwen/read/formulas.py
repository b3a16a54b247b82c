"""Simple formulas, calculated again: a cached value may be stale, and nobody sees it.

Only what has one meaning in every program is calculated: numbers, + - * /, brackets, cells and SUM over ranges of the
same sheet, with exact decimals. Anything else keeps its cached value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawCell, RawKind
from gongwen.read.grid import Grid, column_number

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|\$?([A-Z]{1,3})\$?(\d{1,7})|(SUM)|([-+*/(),:]))")
_MAX_LENGTH = 200
_MAX_RANGE = 10_000
_CLOSE = Decimal("1e-9")
"""Relative: what binary arithmetic may differ by."""


class _Unknown(Exception):
    """The formula holds something that is not calculated here."""


def recalculated(grid: Grid) -> list[Problem]:
    """Puts the calculated value where a simple formula's cached one is stale; says so, and names the cells kept cached."""
    problems: list[Problem] = []
    kept: list[RawCell] = []
    for row in grid.rows.values():
        for column, cell in row.items():
            if not cell.formula or cell.kind is not RawKind.NUMBER:
                continue
            value = _value(grid, cell.formula)
            if value is None:
                kept.append(cell)
            elif not _equal(value, Decimal(cell.text)):
                text = format(value.normalize(), "f")
                row[column] = cell._replace(text=text)
                message = f"公式 ={cell.formula} 的缓存值 {cell.text} 已过时，按公式算出的 {text} 读入"
                problems.append(_problem(grid, cell, Severity.WARNING, "formula.stale", message))
    if kept:
        message = f"有{len(kept)}个公式单元格按缓存值读入（第一个是 ={kept[0].formula[:40]}）"
        problems.append(_problem(grid, kept[0], Severity.INFO, "formula.cached", message))
    return problems


def _problem(grid: Grid, cell: RawCell, severity: Severity, code: str, message: str) -> Problem:
    fix = "请在 Excel 或 WPS 中打开，重新计算后保存"
    return Problem(severity, code, message, fix, file=grid.path, sheet=grid.sheet, cell=cell.address)


def _equal(first: Decimal, second: Decimal) -> bool:
    return abs(first - second) <= _CLOSE * max(abs(first), abs(second), Decimal(1))


def _value(grid: Grid, formula: str) -> Decimal | None:
    if len(formula) > _MAX_LENGTH:
        return None
    try:
        with localcontext() as context:
            context.prec = 34
            tokens = list(_tokens(formula))
            value, rest = _sum(grid, tokens, 0)
            return value if rest == len(tokens) else None
    except (_Unknown, IndexError, DivisionByZero, InvalidOperation):
        return None


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    position = 0
    formula = formula.strip()
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if not match:
            raise _Unknown
        number, letters, row, name, sign = match.groups()
        if number:
            yield "number", number
        elif letters:
            yield "cell", f"{letters}:{row}"
        else:
            yield "sign", name or sign
        position = match.end()


def _sum(grid: Grid, tokens: list[tuple[str, str]], at: int) -> tuple[Decimal, int]:
    value, at = _product(grid, tokens, at)
    while at < len(tokens) and tokens[at] in (("sign", "+"), ("sign", "-")):
        sign = tokens[at][1]
        other, at = _product(grid, tokens, at + 1)
        value = value + other if sign == "+" else value - other
    return value, at


def _product(grid: Grid, tokens: list[tuple[str, str]], at: int) -> tuple[Decimal, int]:
    value, at = _atom(grid, tokens, at)
    while at < len(tokens) and tokens[at] in (("sign", "*"), ("sign", "/")):
        sign = tokens[at][1]
        other, at = _atom(grid, tokens, at + 1)
        value = value * other if sign == "*" else value / other
    return value, at


def _atom(grid: Grid, tokens: list[tuple[str, str]], at: int) -> tuple[Decimal, int]:
    kind, text = tokens[at]
    if kind == "number":
        return Decimal(text), at + 1
    if kind == "cell":
        return _cell(grid, *_place(text)), at + 1
    if text == "(":
        value, at = _sum(grid, tokens, at + 1)
        if tokens[at] != ("sign", ")"):
            raise _Unknown
        return value, at + 1
    if text == "SUM":
        return _range_sum(grid, tokens, at + 1)
    if text == "-":
        value, at = _atom(grid, tokens, at + 1)
        return -value, at
    raise _Unknown


def _range_sum(grid: Grid, tokens: list[tuple[str, str]], at: int) -> tuple[Decimal, int]:
    """SUM(A1:A9,B2): texts inside a range count as nothing, as in Excel."""
    total = Decimal(0)
    if tokens[at] != ("sign", "("):
        raise _Unknown
    while True:
        at += 1
        if tokens[at][0] == "cell" and tokens[at + 1] == ("sign", ":") and tokens[at + 2][0] == "cell":
            (top, left), (bottom, right) = _place(tokens[at][1]), _place(tokens[at + 2][1])
            if (bottom - top + 1) * (right - left + 1) > _MAX_RANGE:
                raise _Unknown
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    total += _cell(grid, row, column, in_range=True)
            at += 3
        else:
            value, at = _sum(grid, tokens, at)
            total += value
        if tokens[at] == ("sign", ")"):
            return total, at + 1
        if tokens[at] != ("sign", ","):
            raise _Unknown


def _place(text: str) -> tuple[int, int]:
    letters, row = text.split(":")
    return int(row), column_number(letters)


def _cell(grid: Grid, row: int, column: int, *, in_range: bool = False) -> Decimal:
    cell = grid.rows.get(row, {}).get(column)
    if cell is None:
        return Decimal(0)
    if cell.kind is RawKind.NUMBER:
        return Decimal(cell.text)
    if in_range and cell.kind is RawKind.TEXT:
        return Decimal(0)
    raise _Unknown
