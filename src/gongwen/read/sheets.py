"""One input file that holds tables → its sheets as grids, whatever its name says it is."""

from __future__ import annotations

from gongwen.guard.package import check_package
from gongwen.guard.sniff import Content, content_of
from gongwen.guard.worker import Stopped, run_limited
from gongwen.model.problems import Problem, Severity
from gongwen.read.delimited import read_delimited
from gongwen.read.docx_tables import read_document_tables
from gongwen.read.grid import Grid, WorkbookError
from gongwen.read.xls import read_old_workbook
from gongwen.read.xlsx import read_workbook

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
OLD_WORKBOOKS = frozenset({".xls", ".et"})
SUFFIXES = WORKBOOKS | OLD_WORKBOOKS | {".csv", ".txt", ".tsv", ".docx"}
"""Names of files that may hold tables."""


def grids_of(data: bytes, path: str) -> tuple[list[Grid] | None, tuple[Problem, ...]]:
    """The sheets of a file, decided by its content; None with the reason where it cannot be read."""
    suffix = "." + path.rpartition(".")[2].casefold()
    content = content_of(data)
    if content is Content.EMPTY:
        return None, (_error("table.not_found", "文件是空的", "请重新索要或另存", path),)
    if content is Content.TEXT and suffix in (".csv", ".txt", ".tsv"):
        grid, problems = read_delimited(data, path)
        return (None if grid is None else [grid]), problems
    if content not in (Content.ZIP, Content.OLE):
        kinds = {Content.HTML: "网页", Content.PDF: "PDF", Content.IMAGE: "图片", Content.TEXT: "纯文本"}
        message = f"扩展名是 {suffix}，内容却是{kinds[content]}"
        return None, (_error("file.format", message, "请在 Excel、WPS 中打开后另存为 xlsx", path),)
    if content is Content.ZIP and (faults := check_package(data, path)):
        return None, faults
    try:
        found: tuple[list[Grid] | None, tuple[Problem, ...]] = run_limited("read", data, path, suffix, content)
    except Stopped as stopped:
        fix = "请不要使用这份文件，核实来源；确系正常表格的，在 Excel、WPS 中打开后另存为新文件"
        return None, (_error("file.stopped", str(stopped), fix, path),)
    return found


def read_office(data: bytes, path: str, suffix: str, content: Content) -> tuple[list[Grid] | None, tuple[Problem, ...]]:
    """The sheets of a workbook or the tables of a Word file; done in the limited process."""
    problems: list[Problem] = []
    try:
        if content is Content.OLE:
            grids, expected = read_old_workbook(data, path), OLD_WORKBOOKS
        elif suffix == ".docx":
            return read_document_tables(data, path), ()
        else:
            grids, expected = read_workbook(data, path), WORKBOOKS
    except WorkbookError as fault:
        code = "file.format" if content is Content.OLE or "不是工作簿" in str(fault) else "file.damaged"
        return None, (_error(code, str(fault), "请在 Excel、WPS 中打开后另存为 xlsx", path),)
    if content is Content.ZIP and b"vbaProject.bin" in data:
        message = "工作簿含宏；只读单元格的值，宏不运行、不带出"
        problems.append(Problem(Severity.INFO, "file.macro", message, "如不需要宏，请另存为 xlsx", file=path))
    if suffix not in expected:
        actual = "xls" if content is Content.OLE else "xlsx"
        message = f"扩展名是 {suffix}，内容却是 {actual} 工作簿；按内容读入"
        problems.append(Problem(Severity.WARNING, "file.extension", message, "请改正扩展名", file=path))
    return grids, tuple(problems)


def _error(code: str, message: str, fix: str, path: str) -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=path)
