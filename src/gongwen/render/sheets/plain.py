"""XlsxWriter's worksheet and workbook without the questions that they ask and that never concern our sheets.

Cells are put into words when they are written, once, and every row with cells has its height. The same cells as the
general worksheet writes (a test compares them) in a third of the time; charts cannot take their numbers from such a
sheet.
"""

from __future__ import annotations

from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.color import Color
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import ColumnInfo, Worksheet

from gongwen.render.sheets.checks import letters

_LEVEL = 4
"""Of deflate: two thirds of the usual level's time for a twentieth more bytes."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every part: the same book has the same bytes."""


class PlainBook(Workbook):  # type: ignore[misc]
    """A workbook in memory, of sheets, charts and pictures alone: no comments, no tables, no code."""

    def add_format(self, properties: dict[str, Any] | None = None) -> Format:
        """A look. Colours are read from their words once, not once for each of the four lines of each look."""
        wanted = {**self.default_format_properties, **(properties or {})}
        colours: dict[str, Color] = self.__dict__.setdefault("_colours", {})
        for name, value in wanted.items():
            if isinstance(value, str) and value.startswith("#"):
                wanted[name] = colours.get(value) or colours.setdefault(value, Color(value))
        look = PlainFormat(wanted, self.xf_format_indices, self.dxf_format_indices)
        self.formats.append(look)
        return look

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


class PlainFormat(Format):  # type: ignore[misc]
    """A look without diagonal lines, indents and locks; what tells it from others is put together without words."""

    def _get_format_key(self) -> str:
        if self._format_key is None:
            self._format_key = (
                f"{self._get_font_key()}:{self._get_border_key()}:{self._get_fill_key()}:{self.num_format}:"
                f"{self.text_h_align}:{self.text_v_align}:{self.text_wrap}:{self.shrink}:{self.quote_prefix}"
            )
        return str(self._format_key)

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

    def set_column(self, first_col: int, last_col: int, width: float) -> None:
        """Columns' width in characters, one or more."""
        pixels = int(width * self.max_digit_width + 0.5) + self.cell_padding
        self.col_info |= {column: ColumnInfo(pixels) for column in range(first_col, last_col + 1)}
        self.col_size_changed = True

    def set_row(self, row: int, points: float) -> None:
        """A row's height, a whole number of pixels."""
        self.row_sizes[row] = [round(points * 4 / 3), False]

    def write_string(self, row: int, col: int, string: str, look: Any) -> None:
        """Text."""
        index = self.str_table._get_shared_string_index(string)
        style = look.xf_index or look._get_xf_index()
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}" t="s"><v>{index}</v></c>'

    def write_number(self, row: int, col: int, number: float, look: Any) -> None:
        """A number."""
        style = look.xf_index or look._get_xf_index()
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}"><v>{number:.16G}</v></c>'

    def write_blank(self, row: int, col: int, _: None, look: Any) -> None:
        """A styled cell with nothing in it."""
        style = look.xf_index or look._get_xf_index()
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}"/>'

    def write_formula(self, row: int, col: int, formula: str, look: Any, value: float | str) -> None:
        """A formula as it is: the general method looks each one through for newer functions, which we never use."""
        kind = ""
        if isinstance(value, str):
            value, kind = _escaped(value), ' t="str"'
        style = look.xf_index or look._get_xf_index()
        words = f"{kind}><f>{_escaped(formula[1:])}</f><v>{value}</v></c>"
        self.table[row][col] = f'<c r="{letters(col)}{row + 1}" s="{style}"{words}'

    def merge_range(self, first_row: int, first_col: int, last_row: int, last_col: int, _: str, look: Any) -> None:
        """A block of cells as one; what stands in it is written over the first. Lines around it take every cell of it."""
        self.merge.append(f"{letters(first_col)}{first_row + 1}:{letters(last_col)}{last_row + 1}")
        if look.left or look.right or look.top or look.bottom:
            for row in range(first_row, last_row + 1):
                for column in range(first_col, last_col + 1):
                    self.write_blank(row, column, None, look)

    def _assemble_xml_file(self) -> None:
        self.dim_rowmin, self.dim_rowmax = min(self.table), max(self.table)
        self.dim_colmin, self.dim_colmax = min(map(min, self.table.values())), max(map(max, self.table.values()))
        super()._assemble_xml_file()

    def _write_rows(self) -> None:
        for row, cells in sorted(self.table.items()):
            written = "".join([cells[column] for column in sorted(cells)])
            points = self.row_sizes[row][0] * 0.75
            self.fh.write(f'<row r="{row + 1}" ht="{points:.16g}" customHeight="1">{written}</row>')

    def _write_merge_cells(self) -> None:
        if self.merge:
            blocks = "".join([f'<mergeCell ref="{block}"/>' for block in self.merge])
            self.fh.write(f'<mergeCells count="{len(self.merge)}">{blocks}</mergeCells>')


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
