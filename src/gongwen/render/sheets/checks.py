"""What an Excel sheet cannot hold is refused by name, never cut or changed in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from gongwen.errors import OutputError
from gongwen.guard.text import showable
from gongwen.model.document import Workbook
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table

MAX_TEXT = 32_767
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_NAME = 31
MAX_MARK = 100
"""Of a page's header, which holds 255 characters with its type; an & counts twice there."""

# Everything XML or Excel cannot hold, and the marks that turn the order of digits on paper (U+202E makes 321 read 123).
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\ufffe\uffff\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FULL_WIDTH = str.maketrans({"[": "［", "]": "］", ":": "：", "*": "＊", "?": "？", "/": "／", "\\": "＼", "'": "’"})


def sheet_name(name: str) -> str:
    """A table's name as a sheet name: characters that Excel forbids become their full-width forms."""
    return name.strip().translate(_FULL_WIDTH)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """``wanted``, or it with a number behind where a table already has that name."""
    used = {name.casefold() for name in taken}
    number = 2
    name = wanted
    while name.casefold() in used:
        name = f"{wanted}{number}"
        number += 1
    return name


def address(row: int, column: int) -> str:
    """A1 address of a zero-based place."""
    return f"{letters(column)}{row + 1}"


@lru_cache(maxsize=512)
def letters(column: int) -> str:
    """Letters of a zero-based column: 0 is A, 26 is AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def check_workbook(book: Workbook) -> None:
    """Raise OutputError with every reason why this book cannot be a workbook as it stands."""
    problems = [*_names(book), *_texts(book)]
    if not book.tables:
        problems.append(_problem("xlsx.empty", "工作簿没有一张表", "请在区县包中为这个产品至少声明一张表"))
    if problems:
        raise OutputError(f"{book.name}：不能写成 Excel 工作簿", problems)


def check_words(texts: Iterable[str], place: str) -> None:
    """Raise OutputError where a text holds what no sheet can hold."""
    for text in texts:
        if not text.isprintable() and (problems := list(_text(text, place))):
            raise OutputError(f"{place}：不能写成 Excel 工作簿", problems)


def _names(book: Workbook) -> Iterable[Problem]:
    seen: dict[str, str] = {}
    for table in book.tables:
        yield from _text(table.name, f"表名“{showable(table.name)}”")
        name = sheet_name(table.name)
        if not name or _utf16(name) > MAX_NAME or name.casefold() == "history":
            message = f"表名“{table.name}”不能作工作表名：须为1至{MAX_NAME}个字，且不是 History"
            yield _problem("xlsx.sheet_name", message, "请在区县包中改短表名", table.name)
        elif name.casefold() in seen:
            message = f"表名“{table.name}”与“{seen[name.casefold()]}”作工作表名时相同"
            yield _problem("xlsx.sheet_name", message, "请改其中一个表名", table.name)
        else:
            seen[name.casefold()] = table.name


def _texts(book: Workbook) -> Iterable[Problem]:
    for table in book.tables:
        yield from _table(table)
    properties = book.properties
    for place, text in (("标题", properties.title), ("作者", properties.author), ("主题", properties.subject)):
        yield from _text(text, f"文档属性 {place}", 255)
    for number, chart in enumerate(book.charts, 1):
        for text in (chart.name, chart.title, chart.alt_text, chart.reference_label, *chart.categories, *chart.notes):
            yield from _text(text, f"图{number}“{chart.title}”")
        for series in chart.series:
            for text in (series.name, *series.texts):
                yield from _text(text, f"图{number}“{chart.title}”")
    for key, text in book.explanations:
        yield from _text(key + text, f"说明“{key}”")
    names = (*book.region_names.items(), *book.indicator_names.items())
    for code, name in names if _need_a_look(name for _, name in names) else ():
        yield from _text(name, f"名称 {code}")


def _table(table: Table) -> Iterable[Problem]:
    if len(table.columns) > MAX_COLUMNS or len(table.rows) + 100 > MAX_ROWS:
        message = f"{len(table.rows)}行{len(table.columns)}列，超过 Excel 的限度"
        yield _problem("xlsx.size", message, "请拆成几张表", table.name)
    for place, text in (("标题", table.title), ("单位行", table.unit_line)):
        yield from _text(text, f"{table.name} {place}", sheet=table.name)
    yield from _text(table.watermark, f"{table.name} 水印", MAX_MARK, sheet=table.name)
    for number, note in enumerate(table.notes, 1):
        yield from _text(note, f"{table.name} 注{number}", sheet=table.name)
    for column in table.columns:
        texts = (*column.path, column.explanation)
        for text in texts if _need_a_look(texts) else ():
            yield from _text(text, f"{table.name} 表头“{'/'.join(column.path)}”", sheet=table.name)
    for row in table.rows:
        if len(row.cells) != len(table.columns):
            raise ValueError(f"table {table.name}: a row has {len(row.cells)} cells, not {len(table.columns)}")
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.text[-1:] in _LAST_OF_NONSENSE or not cell.text.isprintable() or len(cell.text) > MAX_TEXT // 2:
                place = f"{table.name} {row.cells[0].text[:20]!r} 行“{'/'.join(column.path)}”列"
                yield from _text(cell.text, place, sheet=table.name)
                if _is_nonsense(cell.text):
                    fix = "这是程序的错误，请连同数据一起报告"
                    yield _problem("xlsx.number", f"“{cell.text}”不是数", fix, table.name, place)


_LAST_OF_NONSENSE = frozenset("nNfFyY")


def _is_nonsense(text: str) -> bool:
    return len(text) < 10 and text.lower().lstrip("+-") in ("nan", "inf", "infinity")


def _need_a_look(texts: Iterable[str]) -> bool:
    """Whether any of these may be unfit: looked through together, for hardly ever is one."""
    whole = "".join(texts)
    return len(whole) > MAX_TEXT // 2 or _UNFIT.search(whole) is not None


def _text(text: str, place: str, limit: int = MAX_TEXT, *, sheet: str = "") -> Iterable[Problem]:
    if (found := _UNFIT.search(text)) is not None:
        message = f"含有不能写入的字符 U+{ord(found[0]):04X}"
        yield _problem("xlsx.character", message, "请在来源中删去这个看不见的字符", sheet, place)
    if len(text) > limit // 2 and _utf16(text) > limit:
        message = f"文字有{len(text)}个字符，超过 Excel 的限度{limit}"
        yield _problem("xlsx.too_long", message, "请缩短文字", sheet, place)


def _problem(code: str, message: str, fix: str, sheet: str = "", place: str = "") -> Problem:
    return Problem(Severity.ERROR, code, message, fix, sheet=sheet, place=place)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
