"""A Form → the bytes of a workbook to fill in: only input cells are open, each with its check, and it prints on A4."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any

from gongwen.model.document import Rendered
from gongwen.model.forms import DATE_MARK, PREVIOUS_HEADING, VALUE_HEADING, Answer, Form, FormLine
from gongwen.render.sheets.layout import whole_pixels, wrapped_lines
from gongwen.render.sheets.table import merge, set_up_page, write_text

SHEET = "报送表"
HEAD_ROW = 4
"""Zero-based row of the headings."""
FIRST_ROW = 5
_WIDTHS = {
    "地区": 10,
    "期间": 18,
    "指标": 30,
    "计量单位": 9,
    PREVIOUS_HEADING: 10,
    VALUE_HEADING: 12,
    "说明": 19,
    "核对": 17,
}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SLIP = 1000
"""From this ratio to the issue before on, a wrong unit is likelier than growth."""
_MISSING = '"—"'


def render_form(form: Form) -> Rendered:
    """Write one form. The sheet is protected without a password: it keeps a hand from slipping, nobody out.

    The form's number stands on the page and, with pack, unit, issue and version apart, in the document's properties
    (gongwen_pack, gongwen_unit, gongwen_period, gongwen_version).
    """
    import xlsxwriter

    out = BytesIO()
    normal = {"font_name": form.faces.song, "font_size": 11, "font_scheme": False, "font_charset": 134}
    workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "default_format_properties": normal})
    end = form.period.end
    workbook.set_properties(
        {"title": form.title, "author": form.issuer, "created": datetime(end.year, end.month, end.day)}
    )
    number = form.number
    for name, value in (
        ("pack", form.pack), ("unit", number.unit), ("period", number.period), ("version", number.version),
    ):  # fmt: skip
        workbook.set_custom_property(f"gongwen_{name}", value, "text")
    _FormPage(workbook, form).write()
    workbook.close()
    return Rendered(out.getvalue(), "xlsx")


class _FormPage:
    """The one sheet of a form."""

    def __init__(self, workbook: Any, form: Form) -> None:
        self.form = form
        self.page = workbook.add_worksheet(SHEET)
        self.columns = {heading: place for place, heading in enumerate(_headings(form))}
        self.last = len(self.columns) - 1
        self.end_row = FIRST_ROW + len(form.lines) - 1
        self.styles = _Styles(workbook, form)

    def write(self) -> None:
        """Head, rows, notes, protection, print set-up."""
        for heading, column in self.columns.items():
            self.page.set_column(column, column, _WIDTHS[heading])
        self._head()
        self._body()
        row = self._notes(self.end_row + 1)
        self.page.freeze_panes(FIRST_ROW, self.columns["计量单位"])
        self.page.protect("", {"format_columns": True, "format_rows": True})
        set_up_page(self.page, self.form.faces, paper="A4", landscape=False, mark=self.form.watermark)
        self.page.print_area(0, 0, row, self.last)
        self.page.repeat_rows(HEAD_ROW)
        self.page.fit_to_pages(1, 0)
        whole = f"A{FIRST_ROW + 1}:{_letter(self.last)}{self.end_row + 1}"
        self.page.ignore_errors({"formula_differs": whole, "formula_range": whole, "formula_unlocked": whole})

    def _head(self) -> None:
        form, styles = self.form, self.styles
        merge(self.page, (0, 0), (0, self.last), form.title, styles.title)
        half = self.last // 2
        merge(self.page, (1, 0), (1, half), f"报送单位：{form.unit_name}", styles.head)
        merge(self.page, (1, half + 1), (1, self.last), str(form.number), styles.right)
        due = f"请于{form.due.year}年{form.due.month}月{form.due.day}日前报送" if form.due else ""
        merge(self.page, (2, 0), (2, half), due, styles.head)
        merge(self.page, (2, half + 1), (2, self.last), f"联系：{form.contact}" if form.contact else "", styles.right)
        self.page.write_string(3, 0, DATE_MARK, styles.head)
        self.page.write_blank(3, 1, None, styles.date)
        self.page.data_validation(
            3, 1, 3, 1,
            {
                "validate": "date", "criteria": ">=", "value": form.period.start, "input_title": "报送日期",
                "input_message": "填报出的日期，如 2022-8-2", "error_title": "报送日期", "error_message": "请填日期，如 2022-8-2",
            },
        )  # fmt: skip
        checks = f"{_letter(self.columns['核对'])}{FIRST_ROW + 1}:{_letter(self.columns['核对'])}{self.end_row + 1}"
        count = f'COUNTIF({checks},"?*")'
        self.page.merge_range(3, half + 1, 3, self.last, "", styles.state)
        told = f"还有{len(form.lines)}处要填或核对"
        formula = f'=IF({count}=0,"已填完，没有要核对的","还有"&{count}&"处要填或核对")'
        self.page.write_formula(3, half + 1, formula, styles.state, told)
        for row, points in enumerate((33, 21, 21, 24, 24)):
            self.page.set_row(row, whole_pixels(points))
        for heading, column in self.columns.items():
            self.page.write_string(HEAD_ROW, column, heading, styles.heading)

    def _body(self) -> None:
        for heading in ("地区", "期间", "指标"):
            if not (heading == "地区" and self.form.is_source):
                self._label(heading)
        for number, line in enumerate(self.form.lines):
            row = FIRST_ROW + number
            self.page.set_row(row, whole_pixels(19.5))
            if self.form.is_source:
                write_text(self.page, (row, self.columns["地区"]), line.region_name, self.styles.label)
            write_text(self.page, (row, self.columns["计量单位"]), line.unit, self.styles.label)
            if line.previous is None:
                self.page.write_string(row, self.columns[PREVIOUS_HEADING], "—", self.styles.grey)
            else:
                self.page.write_number(row, self.columns[PREVIOUS_HEADING], float(line.previous), self.styles.grey)
            self.page.write_blank(row, self.columns[VALUE_HEADING], None, self.styles.input)
            self.page.write_blank(row, self.columns["说明"], None, self.styles.words)
            self.page.write_formula(row, self.columns["核对"], self._check(number, line), self.styles.check, "未填")
            self._validate(row, line)
        if self.form.reasons:
            options: dict[str, object] = {"validate": "list", "source": list(self.form.reasons), "error_type": "information"}
            options |= {"ignore_blank": True, "show_error": False, "input_message": "可以选，也可以自己写"}
            column = self.columns["说明"]
            self.page.data_validation(FIRST_ROW, column, self.end_row, column, options)

    def _label(self, heading: str) -> None:
        """A column of words; neighbours that repeat are one cell."""
        said = {
            "地区": lambda line: line.region_name,
            "期间": lambda line: line.period_text,
            "指标": lambda line: (line.indicator_name, line.period),
        }[heading]
        column = self.columns[heading]
        style = self.styles.indicator if heading == "指标" and not self.form.is_source else self.styles.label
        row = FIRST_ROW
        for _, group in groupby(self.form.lines, key=said):
            lines = list(group)
            words = {"地区": lines[0].region_name, "期间": lines[0].period_text, "指标": lines[0].indicator_name}[
                heading
            ]
            merge(self.page, (row, column), (row + len(lines) - 1, column), words, style)
            row += len(lines)

    def _check(self, number: int, line: FormLine) -> str:
        """What is wrong with a row, as a formula whose result is empty where nothing is."""
        row = FIRST_ROW + number + 1
        value, before = (f"{_letter(self.columns[h])}{row}" for h in (VALUE_HEADING, PREVIOUS_HEADING))
        tests = [(f"ISBLANK({value})", "未填"), (f"{value}={_MISSING}", ""), (f"ISTEXT({value})", "只填数，没有填—")]
        if line.answer is not Answer.SIGNED:
            tests.append((f"{value}<0", "不能为负"))
        if line.answer is Answer.COUNT:
            tests.append((f"{value}<>INT({value})", "应为整数"))
        if line.part_of is not None:
            whole = f"{_letter(self.columns[VALUE_HEADING])}{FIRST_ROW + line.part_of + 1}"
            tests.append((f"IF(ISNUMBER({whole}),{value}>{whole},FALSE)", "其中项大于总数"))
        if line.answer is not Answer.SIGNED and line.previous:
            slip = f"OR({value}>={before}*{_SLIP},AND({value}>0,{value}*{_SLIP}<={before}))"
            tests.append((slip, "与上期差千倍，核对单位"))
        formula = '""'
        for test, words in reversed(tests):
            formula = f'IF({test},"{words}",{formula})'
        return f"={formula}"

    def _validate(self, row: int, line: FormLine) -> None:
        """Refuse what can be no answer the moment it is typed; — is always one."""
        column = self.columns[VALUE_HEADING]
        cell = f"{_letter(column)}{row + 1}"
        if line.answer is Answer.SIGNED:
            test, words = f"ISNUMBER({cell})", "请填数；没有数填—"
        elif line.answer is Answer.COUNT:
            test = f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),FALSE)"
            words = "请填不小于0的整数；没有数填—"
        else:
            test, words = f"IF(ISNUMBER({cell}),{cell}>=0,FALSE)", "请填不小于0的数；没有数填—"
        options = {
            "validate": "custom",
            "value": f"=OR({cell}={_MISSING},{test})",
            "error_title": VALUE_HEADING,
            "error_message": f"{words}（单位：{line.unit}）" if line.unit else words,
        }
        self.page.data_validation(row, column, row, column, options)

    def _notes(self, row: int) -> int:
        """Lines under the table; returns the last row used."""
        texts = [
            "注：1.只填浅黄色格；没有数的填“—”，不要留空。灰色为上一期同口径数，如需更正请在“说明”中写明，不要直接改。",
            "　　2.计量单位以“计量单位”栏为准；“核对”栏有字的，请改正或在“说明”中写明原因。",
            *(f"　　{number}.{note}" for number, note in enumerate(self.form.notes, 3)),
            "单位负责人（签字）：　　　　　　　　　填表人（签字）：　　　　　　　　　（单位盖章）",
        ]
        room = sum(_WIDTHS[heading] for heading in self.columns) * 8
        for number, text in enumerate(texts):
            last = number == len(texts) - 1
            merge(self.page, (row + number, 0), (row + number, self.last), text, self.styles.note)
            height = 36.0 if last else 16.5 * wrapped_lines(text, room, 10.5)
            self.page.set_row(row + number, whole_pixels(height))
        return row + len(texts) - 1


class _Styles:
    """Looks of a form's cells."""

    def __init__(self, workbook: Any, form: Form) -> None:
        faces = form.faces
        plain = {"valign": "vcenter", "font_charset": 134, "font_name": faces.song, "font_size": 11}
        cell = {**plain, "border": 1, "border_color": "#404040", "align": "center", "text_wrap": True}

        def made(base: dict[str, object], **more: object) -> Any:
            return workbook.add_format({**base, **more})

        self.title = made(plain, font_name=faces.title, font_size=18, align="center", text_wrap=True)
        self.head = made(plain, font_name=faces.kai, align="left")
        self.right = made(plain, font_name=faces.kai, align="right")
        self.state = made(plain, font_name=faces.hei, align="right", font_color="#C00000")
        self.date = made(cell, locked=0, bg_color="#FFF9DB", num_format="yyyy-mm-dd", font_name=faces.latin)
        self.heading = made(cell, font_name=faces.hei, bg_color="#F2F2F2")
        self.label = made(cell)
        self.indicator = made(cell, align="left", indent=1)
        self.grey = made(cell, font_color="#7F7F7F", bg_color="#F7F7F7", font_name=faces.latin)
        self.input = made(cell, locked=0, bg_color="#FFF9DB", font_name=faces.latin)
        self.words = made(cell, locked=0, bg_color="#FFF9DB", align="left", font_size=10)
        self.check = made(cell, font_color="#C00000", font_size=10, align="left")
        self.note = made(plain, font_name=faces.kai, font_size=10.5, text_wrap=True, align="left")


def _headings(form: Form) -> tuple[str, ...]:
    names = ("期间", "指标", "地区") if form.is_source else ("地区", "期间", "指标")
    return (*names, "计量单位", PREVIOUS_HEADING, VALUE_HEADING, "说明", "核对")


def _letter(column: int) -> str:
    return chr(ord("A") + column)
