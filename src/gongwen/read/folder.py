"""A data folder → RawInput: every file looked at, opened by what it is, its tables given a role."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from gongwen.errors import InputError
from gongwen.guard.sniff import Content, content_of
from gongwen.model.data import Case, Prose
from gongwen.model.pack import InputSpec
from gongwen.model.problems import Problem, Severity
from gongwen.model.raw import RawInput, RawTable
from gongwen.model.sources import InputFile
from gongwen.model.terms import Role
from gongwen.read.case_sheet import heading_row, read_case_sheet
from gongwen.read.delimited import decode
from gongwen.read.formulas import recalculated
from gongwen.read.grid import Grid
from gongwen.read.markdown import says_sample
from gongwen.read.own import is_own_book, own_outputs
from gongwen.read.roles import declared, recognised
from gongwen.read.sheets import SUFFIXES, grids_of
from gongwen.read.tables import find_tables
from gongwen.read.workbook import checked_sheets
from gongwen.read.written import is_case, read_case, read_prose

MAX_FILE = 100 << 20
"""Bytes of one input file."""
_LARGE = 1 << 20
"""Bytes from which a file's cells are worth pausing the collector for."""
_IMAGES = frozenset({".png", ".jpg", ".jpeg"})
_IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme.md", "readme.txt"})


@dataclass(slots=True)
class _Findings:
    tables: dict[Role, list[RawTable]] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_sample: bool = False

    def fault(self, severity: Severity, code: str, message: str, fix: str, file: str, sheet: str = "") -> None:
        self.problems.append(Problem(severity, code, message, fix, file=file, sheet=sheet))

    def own(self, file: str) -> None:
        """A finished file of ours: its figures would come in a second time."""
        message = "是 gongwen 生成的成品，不是报送的数据，没有读入"
        self.fault(Severity.WARNING, "file.own_output", message, "请移出数据文件夹；输出文件夹（-o）放在别处", file)


def read_folder(folder: Path, inputs: Sequence[InputSpec] = ()) -> RawInput:
    """Every file of a data folder and its sub-folders, in order of their names, as raw tables, cases and prose.

    Nothing raises for what stands in a file: all of it becomes problems. Raises InputError where there is no folder.
    """
    if not folder.is_dir():
        raise InputError(f"没有数据文件夹：{folder}", fix="检查数据文件夹（--data）写得对不对")
    found = _Findings()
    own = own_outputs(folder)
    for path in sorted(folder.rglob("*"), key=lambda item: item.relative_to(folder).as_posix()):
        relative = path.relative_to(folder).as_posix()
        if path in own and path.is_file():
            found.own(relative)
        elif path.is_file() and not _ignored(relative):
            _read_file(path, relative, folder, inputs, found)
    if not found.inputs and not found.problems:
        found.fault(Severity.ERROR, "folder.empty", "数据文件夹里没有可读的文件", "请放入报送表", folder.name)
    if len(found.prose) > 1:
        names = "、".join(prose.source.path for prose in found.prose)
        message = f"本期文字有{len(found.prose)}份：{names}"
        found.fault(Severity.ERROR, "role.two_files", message, "请只保留一份", found.prose[1].source.path)
    return RawInput(
        tables=MappingProxyType({role: tuple(tables) for role, tables in found.tables.items()}),
        cases=tuple(found.cases),
        prose=found.prose[0] if found.prose else Prose(),
        inputs=tuple(found.inputs),
        problems=tuple(found.problems),
        is_sample=found.is_sample,
    )


def _ignored(relative: str) -> bool:
    parts = relative.split("/")
    return any(part.startswith((".", "~$", "__MACOSX")) for part in parts) or parts[-1].casefold() in _IGNORED_NAMES


def _read_file(path: Path, relative: str, folder: Path, inputs: Sequence[InputSpec], found: _Findings) -> None:
    suffix = path.suffix.casefold()
    specs = declared(relative, inputs)
    if len({spec.role for spec in specs}) > 1:
        roles = "、".join(spec.role.label for spec in specs)
        message = f"这份文件同时符合几种用途：{roles}"
        found.fault(
            Severity.ERROR, "role.ambiguous", message, "请改 [inputs] 里的文件名规则，使每份文件只有一种用途", relative
        )
        return
    if suffix in _IMAGES:
        return
    if path.stat().st_size > MAX_FILE:
        message = f"文件超过{MAX_FILE >> 20}MB"
        found.fault(Severity.ERROR, "file.too_big", message, "请核对后拆分", relative)
        return
    if suffix not in SUFFIXES and suffix != ".md":
        message = f"不认识“{suffix or '无扩展名'}”文件，没有读入"
        found.fault(
            Severity.WARNING, "file.unknown", message, "请另存为 xlsx、csv、docx 或 md，或移出数据文件夹", relative
        )
        return
    data = path.read_bytes()
    found.is_sample = found.is_sample or "示例数据" in relative
    found.inputs.append(InputFile(f"data:{relative}", hashlib.sha256(data).hexdigest()))
    spec = specs[0] if specs else None
    if suffix == ".md" or (spec and spec.role in (Role.CASES, Role.PROSE) and content_of(data) is Content.TEXT):
        _read_words(path, relative, data, folder, spec, found)
    else:
        with _no_collecting(len(data)):
            _read_sheets(relative, data, folder, spec, found)


@contextmanager
def _no_collecting(size: int) -> Iterator[None]:
    """Millions of cells, none of them in a cycle: Python's collector would walk all of them again and again."""
    paused = size > _LARGE and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _read_words(path: Path, relative: str, data: bytes, folder: Path, spec: InputSpec | None, found: _Findings) -> None:
    text = decode(data)
    if text is None:
        found.fault(Severity.ERROR, "file.encoding", "文字编码认不出来", "请另存为 UTF-8", relative)
        return
    role = spec.role if spec else Role.CASES if is_case(text) else Role.PROSE if "本期文字" in path.stem else None
    found.is_sample = found.is_sample or says_sample(text)
    if role is Role.CASES:
        case, problems = read_case(text, relative, lambda address: _photo(path.parent, address, folder, found))
        found.cases.append(case)
    elif role is Role.PROSE:
        prose, problems = read_prose(text, relative)
        found.prose.append(prose)
    else:
        message = "看不出这份文字的用途，没有读入"
        found.fault(
            Severity.WARNING,
            "role.unknown",
            message,
            "案例开头要有“标题:”“属地:”等行；本期文字请命名为 本期文字.md",
            relative,
        )
        return
    found.problems += problems


def _photo(beside: Path, address: str, folder: Path, found: _Findings) -> bytes | None:
    """A picture under the data folder, addressed from the case's own folder."""
    target = (beside / address).resolve()
    if target.suffix.casefold() not in _IMAGES or not target.is_relative_to(folder.resolve()) or not target.is_file():
        return None
    if target.stat().st_size > MAX_FILE:
        return None
    data = target.read_bytes()
    if content_of(data) is not Content.IMAGE:
        return None
    relative = target.relative_to(folder.resolve()).as_posix()
    found.inputs.append(InputFile(f"data:{relative}", hashlib.sha256(data).hexdigest()))
    return data


def _without_cases(
    grids: list[Grid], relative: str, folder: Path, spec: InputSpec | None, found: _Findings
) -> list[Grid]:
    """Take the sheets of cases; the rest may hold tables."""
    rest: list[Grid] = []
    for grid in grids:
        heading = None if grid.is_hidden or (spec and spec.role is not Role.CASES) else heading_row(grid)
        if heading is None:
            rest.append(grid)
            continue
        words = (cell.text for row in grid.rows.values() for cell in row.values())
        is_sample = "示例数据" in f"{relative}{grid.sheet}" or any("示例数据" in text for text in words)
        found.is_sample = found.is_sample or is_sample
        photo = partial(_photo, (folder / relative).parent, folder=folder, found=found)
        cases, problems = read_case_sheet(grid, heading, photo, is_sample=is_sample)
        found.cases += cases
        found.problems += problems
    return rest


def _read_sheets(relative: str, data: bytes, folder: Path, spec: InputSpec | None, found: _Findings) -> None:
    grids, problems = grids_of(data, relative)
    if grids and is_own_book(grids):
        found.inputs.pop()
        found.own(relative)
        return
    found.problems += problems
    rest = None if grids is None else _without_cases(grids, relative, folder, spec, found)
    if rest is not None and (rest or not grids):  # a book of nothing but cases needs no table
        _read_tables(rest, relative, spec, found)


def _read_tables(grids: list[Grid], relative: str, spec: InputSpec | None, found: _Findings) -> None:
    tables: list[RawTable] = []
    for grid in grids:
        found.is_sample = found.is_sample or any(
            "示例数据" in cell.text for row in list(grid.rows.values())[:200] for cell in row.values()
        )
        if spec and spec.sheet and grid.sheet != spec.sheet:
            continue
        found.problems += recalculated(grid)
        here, faults = find_tables(grid)
        found.problems += faults
        tables += here
    tables, faults = checked_sheets(tables, grids, spec, relative)
    found.problems += faults
    if not tables and not any(problem.file == relative for problem in found.problems):
        message = "文件里没有找到带表头的表"
        found.fault(
            Severity.ERROR, "table.not_found", message, "请检查首列表头是否为“地区”等、下面是否有数据", relative
        )
    for table in tables:
        role = spec.role if spec else recognised(table)
        if role is None:
            message = "看不出这张表的用途，没有读入"
            fix = "请在 [inputs] 里写明它的用途"
            found.fault(Severity.WARNING, "role.unknown", message, fix, relative, table.sheet)
            continue
        if spec:
            table = replace(
                table,
                year=spec.year,
                across=spec.across,
                indicators_down=spec.indicators_down,
                region=spec.region,
            )
        found.tables.setdefault(role, []).append(table)
