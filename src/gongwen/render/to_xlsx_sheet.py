"""XlsxWriter's worksheet without the questions that it asks of every cell and that never concern our sheets.

Cells are put into words when they are written, once. The same cells as the general worksheet writes (a test compares
them) in a third of the time; charts cannot take their numbers from such a sheet.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from gongwen.render.sheet_checks import letters


class PlainSheet(Worksheet):  # type: ignore[misc]
    """Places are row and column, text is text, formulas are old ones; what Excel cannot hold was refused before."""

    def write_string(self, row: int, col: int, string: str, cell_format: Any) -> None:
        """Text."""
        index = self.str_table._get_shared_string_index(string)
        self.table[row][col] = f'{_start(row, col, cell_format)} t="s"><v>{index}</v></c>'

    def write_number(self, row: int, col: int, number: float, cell_format: Any) -> None:
        """A number."""
        self.table[row][col] = f"{_start(row, col, cell_format)}><v>{number:.16G}</v></c>"

    def write_blank(self, row: int, col: int, _: None, cell_format: Any) -> None:
        """A styled cell with nothing in it."""
        self.table[row][col] = f"{_start(row, col, cell_format)}/>"

    def write_formula(self, row: int, col: int, formula: str, cell_format: Any, value: float | str) -> None:
        """A formula as it is: the general method looks each one through for newer functions, which we never use."""
        start, kind = _start(row, col, cell_format), ""
        if isinstance(value, str):
            value, kind = _escaped(value), ' t="str"'
        self.table[row][col] = f"{start}{kind}><f>{_escaped(formula.removeprefix('='))}</f><v>{value}</v></c>"

    def merge_range(self, first_row: int, first_col: int, last_row: int, last_col: int, _: str, cell_format: Any) -> None:
        """A block of blank cells as one; what stands in it is written over the first."""
        self.merge.append([first_row, first_col, last_row, last_col])
        for row in range(first_row, last_row + 1):
            for column in range(first_col, last_col + 1):
                self.write_blank(row, column, None, cell_format)

    def _assemble_xml_file(self) -> None:
        for row, cells in self.table.items():
            self._check_dimensions(row, min(cells))
            self._check_dimensions(row, max(cells))
        super()._assemble_xml_file()

    def _write_rows(self) -> None:
        for row in sorted({*self.table, *self.row_info}):
            cells, info = self.table.get(row), self.row_info.get(row)
            if cells:
                self._write_row(row, None, info)
                self.fh.write("".join([cells[column] for column in sorted(cells)]))
                self._xml_end_tag("row")
            else:
                self._write_empty_row(row, None, info)


def _start(row: int, column: int, cell_format: Any) -> str:
    return f'<c r="{letters(column)}{row + 1}" s="{cell_format.xf_index or cell_format._get_xf_index()}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
