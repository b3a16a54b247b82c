"""XlsxWriter's worksheet and workbook without the questions that they ask and that never concern our sheets.

Cells are put into words when they are written, once, rows whole, and every row with cells has its height. The same
cells as the general worksheet writes (a test compares them) in a third of the time; charts cannot take their numbers
from such a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.color import Color
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import ColumnInfo, Worksheet

from gongwen.render.sheets.checks import letters
from gongwen.render.sheets.layout import row_px

_LEVEL = 2
"""Of deflate: half of the usual level's time for an eighth more bytes."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every part: the same book has the same bytes."""


_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""Each one's first underscore: one may begin with the last of another."""

Written: TypeAlias = tuple[str | None, float | str | None, Format]
"""A cell: its formula, its value (of a formula the cached one; empty for a blank cell), its look."""


class PlainBook(Workbook):  # type: ignore[misc]
    """A workbook in memory, of sheets, charts and pictures alone: no comments, no tables, no code."""

    def add_format(self, properties: dict[str, Any] | None = None) -> Format:
        """A look: the plain one with other properties. Colours are read from their words once, not once for each line."""
        if not self.formats:  # the first is the plain look itself
            self._colours: dict[str, Color] = {}
            self._plain = PlainFormat(dict(self.default_format_properties), self.xf_format_indices, self.dxf_format_indices)
        look = copy(self._plain)
        for name, value in (properties or {}).items():
            if name.endswith("color"):
                value = self._colours.get(value) or self._colours.setdefault(value, Color(value))
            getattr(look, f"set_{name}")(value)
        self.formats.append(look)
        return look

    def _get_packager(self) -> Packager:
        return PlainPackager()

    def _store_workbook(self) -> None:
        self.worksheets_objs[0].selected = self.worksheets_objs[0].active = 1
        self._prepare_sst_string_data()
        self._prepare_defined_names()
        self._prepare_drawings()
        self._add_chart_data()
        packager = self._get_packager()
        packager._add_workbook(self)
        packager._set_in_memory(True)
        with ZipFile(self.filename, "w") as archive:
            for part, name, is_binary in packager._create_package():
                info = ZipInfo(name, _BEGINNING)
                info.compress_type = ZIP_DEFLATED
                content = part.getvalue()
                archive.writestr(info, content if is_binary else content.encode(), compresslevel=_LEVEL)


class PlainPackager(Packager):  # type: ignore[misc]
    """The parts of such a workbook."""

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            head = f'<sst xmlns="{_MAIN}" count="{table.count}" uniqueCount="{table.unique_count}">'
            texts = "".join([_shared(text) for text in table.string_array])
            self._filename("xl/sharedStrings.xml").write(f"{_DECLARED}{head}{texts}</sst>")


class PlainFormat(Format):  # type: ignore[misc]
    """A look without diagonal lines, indents and locks; what tells it from others is put together without words."""

    def _get_format_key(self) -> str:
        return (
            f"{self._get_font_key()}:{self._get_border_key()}:{self._get_fill_key()}:{self.num_format}:"
            f"{self.text_h_align}:{self.text_v_align}:{self.text_wrap}:{self.shrink}:{self.quote_prefix}"
        )

    def _get_font_key(self) -> str:
        return (
            f"{self.font_name}:{self.font_size}:{self.font_charset}:{self.bold}:{self.underline}:{_value(self.font_color)}"
        )

    def _get_border_key(self) -> str:
        return (
            f"{self.left}:{self.right}:{self.top}:{self.bottom}:{_value(self.left_color)}:{_value(self.right_color)}:"
            f"{_value(self.top_color)}:{_value(self.bottom_color)}"
        )

    def _get_fill_key(self) -> str:
        return f"{self.pattern}:{_value(self.bg_color)}:{_value(self.fg_color)}"


def _value(color: Color | None) -> int | None:
    return None if color is None else color._rgb_value


class PlainSheet(Worksheet):  # type: ignore[misc]
    """Places are row and column, text is text, formulas are old ones; what Excel cannot hold was refused before."""

    # No attribute of such a sheet holds a sign that would have to be escaped.
    _xml_start_tag = Worksheet._xml_start_tag_unencoded
    _xml_empty_tag = Worksheet._xml_empty_tag_unencoded

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, str] = {}
        """Rows that were written whole."""

    def set_column(self, first_col: int, last_col: int, width: float) -> None:
        """Columns' width in characters, one or more."""
        pixels = int(width * self.max_digit_width + 0.5) + self.cell_padding
        self.col_info |= {column: ColumnInfo(pixels) for column in range(first_col, last_col + 1)}
        self.col_size_changed = True

    def set_rows(self, heights: Sequence[float]) -> None:
        """The rows' heights in points, from the first row on."""
        self.row_sizes |= {row: [row_px(points), False] for row, points in enumerate(heights)}

    def write_cells(self, row: int, cells: Sequence[Written]) -> None:
        """A row from its first column on. Formulas are written as they are: the general method looks each one through
        for newer functions, which we never use.
        """
        index_of = self.str_table._get_shared_string_index
        written, place = [], str(row + 1)
        for name, (formula, value, look) in zip(_letters(len(cells)), cells, strict=True):
            style = look.xf_index or look._get_xf_index()
            if formula is not None:
                kind, value = (' t="str"', _escaped(value)) if isinstance(value, str) else ("", value)
                written.append(f'<c r="{name}{place}" s="{style}"{kind}><f>{_escaped(formula[1:])}</f><v>{value}</v></c>')
            elif not value and value != 0:
                written.append(f'<c r="{name}{place}" s="{style}"/>')
            elif isinstance(value, str):
                written.append(f'<c r="{name}{place}" s="{style}" t="s"><v>{index_of(value)}</v></c>')
            else:
                written.append(f'<c r="{name}{place}" s="{style}"><v>{value:.16G}</v></c>')
        self._rows[row] = "".join(written)

    def write_string(self, row: int, col: int, string: str, look: Format) -> None:
        """Text."""
        index = self.str_table._get_shared_string_index(string)
        style = look.xf_index or look._get_xf_index()
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}" t="s"><v>{index}</v></c>'

    def write_blank(self, row: int, col: int, _: None, look: Format) -> None:
        """A styled cell with nothing in it."""
        style = look.xf_index or look._get_xf_index()
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}"/>'

    def merge_range(self, first_row: int, first_col: int, last_row: int, last_col: int, _: str, look: Any) -> None:
        """A block of cells as one; what stands in it is written over the first. Lines around it take every cell of it."""
        self.merge.append(f"{letters(first_col)}{first_row + 1}:{letters(last_col)}{last_row + 1}")
        if look.left or look.right or look.top or look.bottom:
            style, columns = look.xf_index or look._get_xf_index(), range(first_col, last_col + 1)
            for row in range(first_row, last_row + 1):
                self.table[row] |= {column: f'<c r="{letters(column)}{row + 1}" s="{style}"/>' for column in columns}

    def _assemble_xml_file(self) -> None:
        self.dim_rowmin, self.dim_rowmax = min(self.row_sizes), max(self.row_sizes)
        self.dim_colmin, self.dim_colmax = 0, max(self.col_info)
        super()._assemble_xml_file()

    def _write_rows(self) -> None:
        for row, cells in self.table.items():
            self._rows[row] = "".join([cells[column] for column in sorted(cells)])
        for row, written in sorted(self._rows.items()):
            points = self.row_sizes[row][0] * 0.75
            self.fh.write(f'<row r="{row + 1}" ht="{points:.16g}" customHeight="1">{written}</row>')

    def _write_merge_cells(self) -> None:
        if self.merge:
            blocks = "".join([f'<mergeCell ref="{block}"/>' for block in self.merge])
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{blocks}</mergeCells>')


@lru_cache(maxsize=512)
def _letters(count: int) -> tuple[str, ...]:
    return tuple(letters(column) for column in range(count))


def _shared(text: str) -> str:
    """A shared string; what reads like Excel's escape of a control character keeps its underscore."""
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{_escaped(text)}</t></si>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
