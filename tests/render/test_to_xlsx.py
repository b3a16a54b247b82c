"""The workbook read back by two other libraries: what stands where, how it prints, and that nothing slips in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from render.factories import MEASURES, sample_properties, sample_table, sample_workbook
from xlsxwriter.worksheet import Worksheet

from gongwen.errors import OutputError
from gongwen.model.document import Workbook
from gongwen.model.figures import Figure
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.render.sheets import plain
from gongwen.render.sheets.layout import lay_out, whole_pixels
from gongwen.render.sheets.plain import Written
from gongwen.render.to_xlsx import render_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # it does not read Excel 2010 data bars

FUNCTIONS = {"ROUND", "SUM", "IF", "RANK", "COUNTIF", "COUNTIFS", "SUMPRODUCT"}


def opened(book: Workbook, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(BytesIO(render_workbook(book).data), data_only=values)


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist() if not name.endswith(".png")}


def plain_book(*rows: tuple[str, ...], name: str = "表一", kind: CellKind = CellKind.TEXT) -> Workbook:
    """A book of one table: 名称 and one column of cells."""
    columns = (Column(("名称",), CellKind.LABEL), Column(("内容",), kind))
    body = tuple(Row((Cell(label, CellKind.LABEL), Cell(text, kind))) for label, text in rows)
    table = Table(name, "表", columns, header_tree(tuple(c.path for c in columns)), body)
    return Workbook("晾晒表", (table,), sample_properties())


def shown(cell: Any) -> str:
    """What Excel shows of a cell, by the formats this renderer writes."""
    if isinstance(cell.value, str):
        return str(cell.value)
    code = cell.number_format.split(";")[0]
    least, most = (len(part) for part in (re.sub(r"[^0]", "", code.partition(".")[2]), code.partition(".")[2]))
    text = f"{cell.value:.{most}f}"
    while "." in text and text.endswith("0") and len(text.partition(".")[2]) > least:
        text = text[:-1]
    return text.rstrip(".")


def test_every_cell_shows_exactly_the_composed_text() -> None:
    table = sample_table(indicators=("invest", "filed", "started"))
    sheet = opened(sample_workbook(table), values=True)["表一"]
    for number, row in enumerate(table.rows, 5):
        assert [cell.text for cell in row.cells] == [shown(cell) for cell in sheet[number]]


def test_calamine_reads_the_cached_values_of_all_formulas() -> None:
    table = sample_table()
    rows = CalamineWorkbook.from_filelike(BytesIO(render_workbook(sample_workbook(table)).data)).get_sheet_by_name("表一")
    found = rows.to_python(skip_empty_area=False)[4 : 4 + len(table.rows)]
    for row, values in zip(table.rows, found, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            assert str(value) == cell.text or float(value) == float(cell.text)


def test_title_unit_and_header_are_merged_over_their_columns() -> None:
    sheet = opened(sample_workbook(sample_table()))["表一"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:M1", "A2:M2", "A3:A4", "B3:G3", "H3:M3", "A18:M18", "A19:M19", "A20:M20"} == merged
    assert sheet["A1"].value == "宁波市制造业投资“百日攻坚”晾晒表一（7月）"
    assert (sheet["A1"].font.name, sheet["A1"].font.sz) == ("方正小标宋简体", 18)
    assert sheet["A2"].alignment.horizontal == "right"
    assert sheet["B3"].value == "制造业投资（亿元）"


def test_the_total_row_comes_first_and_is_set_apart() -> None:
    sheet = opened(sample_workbook(sample_table()))["表一"]
    assert sheet["A5"].value == "全市"
    assert sheet["A5"].fill.fgColor.rgb != sheet["A6"].fill.fgColor.rgb
    assert sheet["B5"].font.b
    assert not sheet["B6"].font.b


def test_it_prints_on_one_landscape_page_with_repeated_headings() -> None:
    sheet = opened(sample_workbook(sample_table(paper="A3")))["表一"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is the default
    assert sheet.page_setup.fitToHeight in (None, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$4", "$A:$A")
    assert sheet.print_area == "'表一'!$A$1:$M$20"
    assert sheet.freeze_panes == "B5"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.oddHeader.right.text == "示例"
    assert sheet.print_options.horizontalCentered


def test_a_long_table_takes_as_many_pages_as_it_needs_and_a_mark_on_each() -> None:
    base = sample_table()
    long = replace(base, rows=base.rows[:1] + base.rows[1:] * 10)
    sheet = opened(sample_workbook(long))["表一"]
    assert sheet.page_setup.fitToHeight == 0
    assert len(sheet._images) == 6
    rows = [image.anchor._from.row for image in sheet._images]
    assert rows == sorted(rows)
    assert rows[-1] > 90


def test_the_mark_of_a_page_stays_on_it_where_a_row_cannot_be_as_high_as_its_text() -> None:
    table = replace(plain_book(("甲", "长" * 2000), *[("乙", "短")] * 80).tables[0], watermark="草稿")
    book = replace(plain_book(), tables=(table,))
    drawing = parts(render_workbook(book).data)["xl/drawings/drawing1.xml"]
    ends = [tuple(map(int, rows)) for rows in re.findall(r"<xdr:from>.*?<xdr:row>(\d+)<.*?<xdr:to>.*?<xdr:row>(\d+)<", drawing)]
    pages = lay_out(table).pages
    assert len(pages) > 2
    assert all(first <= top <= bottom <= last for (first, last), (top, bottom) in zip(pages, ends, strict=True))


def test_official_faces_are_named_and_no_theme_overrides_them() -> None:
    styles = parts(render_workbook(sample_workbook()).data)["xl/styles.xml"]
    assert {"方正小标宋简体", "楷体_GB2312", "黑体", "宋体", "Times New Roman"} == set(re.findall(r'<name val="([^"]+)"', styles))
    assert "<scheme" not in styles


def test_charts_name_their_faces_for_chinese_and_carry_cached_data() -> None:
    found = parts(render_workbook(sample_workbook()).data)
    chart = found["xl/charts/chart1.xml"]
    assert '<a:latin typeface="黑体"/><a:ea typeface="黑体"/>' in chart
    assert "<c:v>125</c:v>" in chart or "<c:v>125.0</c:v>" in chart
    assert "<c:v>时序进度33.3%</c:v>" in chart
    assert "<c:v>7月各地制造业投资完成率</c:v>" in chart
    assert 'descr="12个地区7月制造业投资完成率柱形图' in found["xl/drawings/drawing2.xml"]


def test_the_slope_has_no_point_where_a_region_was_not_ranked() -> None:
    chart = parts(render_workbook(sample_workbook()).data)["xl/charts/chart2.xml"]
    newcomer = chart[chart.index("<c:v>高新区</c:v>") :]
    values = newcomer[newcomer.index("<c:val>") : newcomer.index("</c:val>")]
    assert re.findall(r'<c:pt idx="(\d)"', values) == ["1"]


def test_only_the_allowed_functions_are_used_and_every_formula_has_its_value() -> None:
    found = parts(render_workbook(sample_workbook()).data)
    formulas = [
        (formula, rest)
        for name, part in found.items()
        if "worksheets/sheet" in name
        for formula, rest in re.findall(r"<f>([^<]*)</f>(<v>[^<]+</v>)?", part)
    ]
    assert len(formulas) > 200
    assert all(rest for _, rest in formulas)
    assert {name for formula, _ in formulas for name in re.findall(r"([A-Z]+)\(", formula)} <= FUNCTIONS


def test_a_formula_points_at_its_own_sheet_where_the_operands_are() -> None:
    sheet = opened(sample_workbook())["表一"]
    assert sheet["F6"].value == "=RANK(D6,D$6:D$17,0)"
    read = "'数据'!F"
    assert re.match(rf"=IF\({read}29>0,ROUND\({read}16/{read}29\*100,", sheet["D6"].value), "rates rest on what was read"
    assert sheet["E6"].value.startswith("=ROUND(D6-'数据'!F")


def test_a_rate_whose_operand_is_printed_rounded_points_at_the_exact_value() -> None:
    """北仑 19.992 prints 20.0 of 20.0, and must stay 99.96."""
    sheet = opened(sample_workbook())["表一"]
    assert sheet["A9"].value == "北仑区"
    assert "'数据'!F" in sheet["D9"].value
    assert opened(sample_workbook(), values=True)["表一"]["D9"].value == 99.96


def test_the_data_sheet_names_region_indicator_period_and_source_cell() -> None:
    sheet = opened(sample_workbook(), values=True)["数据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    found = next(row for row in rows if row[0] == "北仑区" and row[2] == "完成")
    assert found[1:8] == ["制造业投资", "完成", "7月", None, 19.992, 20, "亿元"]
    assert sheet["A1"].value == "晾晒表数据来源（2022年）"
    assert found[9] == "〔2〕制造业投资!C9"
    assert "〔2〕7月报送.xlsx" in sheet["A2"].value


def test_values_only_has_no_formula_and_no_data_sheet() -> None:
    book = opened(sample_workbook(values_only=True))
    assert "数据" not in book.sheetnames
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def with_looks(found: dict[str, str]) -> dict[str, str]:
    """Every part, cells with their look itself instead of its number, no hints to readers about rows, no bare cells."""
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", re.search(r"<cellXfs.*</cellXfs>", styles := found.pop("xl/styles.xml"))[0])
    fonts, fills, borders = (re.findall(rf"<{tag}[ >].*?</{tag}>|<{tag}/>", styles) for tag in ("font", "fill", "border"))
    formats = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', styles))

    def look(match: re.Match[str]) -> str:
        numbers = {name: int(number) for name, number in re.findall(r'(\w+)Id="(\d+)"', looks[int(match[1])])}
        parts_of = (fonts[numbers["font"]], fills[numbers["fill"]], borders[numbers["border"]], formats.get(str(numbers["numFmt"])))
        return f" {parts_of}{re.sub('[a-zA-Z]+Id=.[0-9]+.', '', looks[int(match[1])])}"

    def kept(match: re.Match[str]) -> str:
        border = re.search(r'borderId="(\d+)"', looks[int(match[1])])
        return match[0] if border and "style" in borders[int(border[1])] else ""

    dressed = {}
    for name, part in found.items():
        part = re.sub(r'<c r="[A-Z]+\d+" s="(\d+)"/>', kept, re.sub(r' (spans|x14ac:dyDescent)="[0-9:.]+"', "", part))
        dressed[name] = re.sub(r' s="(\d+)"', look, part)
    return dressed


class GeneralSheet(Worksheet):
    """XlsxWriter's own worksheet, asked cell by cell."""

    def set_rows(self, heights: Sequence[float]) -> None:
        for row, points in enumerate(heights):
            self.set_row(row, whole_pixels(points))

    def write_cells(self, row: int, cells: Sequence[Written]) -> None:
        for column, (formula, value, look) in enumerate(cells):
            if formula is not None:
                self.write_formula(row, column, formula, look, value)
            elif value is None or value == "":
                self.write_blank(row, column, None, look)
            else:
                (self.write_string if isinstance(value, str) else self.write_number)(row, column, value, look)


def test_the_quick_sheet_writes_what_the_general_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    book = sample_workbook(sample_table(), *plain_book(("<甲>&", "=1+1"), ("乙", ""), name="表二").tables)
    quick = with_looks(parts(render_workbook(book).data))
    monkeypatch.setattr(plain, "PlainSheet", GeneralSheet)
    assert quick == with_looks(parts(render_workbook(book).data))


def test_sheets_come_in_reading_order() -> None:
    assert opened(sample_workbook()).sheetnames == ["表一", "图表", "图表2", "说明", "数据"]


def test_a_table_called_like_one_of_our_sheets_keeps_its_name() -> None:
    assert opened(sample_workbook(sample_table("数据"))).sheetnames == ["数据", "图表", "图表2", "说明", "数据2"]


def test_the_explanation_sheet_lists_every_explained_column_once() -> None:
    book = sample_workbook(sample_table(measures=MEASURES[:3]))
    told = (*book.explanations, ("表一：制造业投资（亿元） / 完成率（%）", "完成 ÷ 目标"))
    sheet = opened(replace(book, explanations=told))["说明"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=3)]
    alike = "制造业投资（亿元）—完成率（%）、新备案项目（个）—完成率（%）"
    assert [row for row in rows if row[2] == "完成 ÷ 目标"] == [("表一", alike, "完成 ÷ 目标")]
    assert rows[-4] == ("各表", "排名", "按印出的完成率由高到低排，全市不参加排名。")
    assert rows[-1][:2] == ("图表", "图中的数")


def test_same_book_same_bytes_and_clean_properties() -> None:
    data = render_workbook(sample_workbook()).data
    assert data == render_workbook(sample_workbook()).data
    properties = openpyxl.load_workbook(BytesIO(data)).properties
    assert properties.creator == properties.lastModifiedBy == "××市制造业高质量发展专班（示例）"
    assert properties.created == properties.modified == datetime(2022, 7, 31)
    assert "xlsxwriter" not in "".join(parts(data).values()).lower()


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "=cmd|'/C calc'!A0", "+1", "@SUM(A1)", "http://a.b/c", "mailto:a@b", "0012", "#N/A"])
def test_text_from_data_stays_text(text: str) -> None:
    data = render_workbook(plain_book((text, text))).data
    sheet = openpyxl.load_workbook(BytesIO(data))["表一"]
    assert [sheet["A3"].value, sheet["B3"].value] == [text, text]
    assert sheet["B3"].hyperlink is None
    assert not re.search("<f>|hyperlink", parts(data)["xl/worksheets/sheet1.xml"])


@pytest.mark.parametrize("text", ["_x0041_", "_x0041_x0042_", "_x005F_x0041_", "_x00e9_x0041"])
def test_text_that_looks_like_an_excel_escape_survives(text: str) -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(render_workbook(plain_book(("甲", text))).data)).get_sheet_by_index(0)
    assert rows.to_python()[-1][1] == text


@pytest.mark.parametrize(
    ("text", "stored", "number_format"),
    [
        ("102.8", 102.8, "0.0"),
        ("1,234.50", 1234.5, "#,##0.00"),
        ("+1.2", 1.2, "+0.0;-0.0;0.0"),
        ("-3.8", -3.8, "0.0"),
        ("78.5%", 78.5, '0.0"%"'),
        ("0", 0, "0"),
        ("100以上", "100以上", "General"),
        ("—", "—", "General"),
        ("…", "…", "General"),
        ("1234567890123456", "1234567890123456", "General"),
    ],
)
def test_numbers_are_stored_as_shown_and_words_as_words(text: str, stored: object, number_format: str) -> None:
    cell = opened(plain_book(("甲", text), kind=CellKind.NUMBER))["表一"]["B3"]
    assert (cell.value, cell.number_format) == (stored, number_format)


@pytest.mark.parametrize("word", ["●绿灯", "▲黄灯", "■红灯"])
def test_a_light_keeps_shape_and_word_beside_its_colour(word: str) -> None:
    cell = opened(plain_book(("甲", word), kind=CellKind.LIGHT))["表一"]["B3"]
    assert cell.value == word
    assert cell.fill.fill_type == "solid"


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (plain_book(("甲", "坏\x0b字")), ["U+000B", "甲", "内容"]),
        (plain_book(("甲", "3\u202e21")), ["U+202E"]),
        (plain_book(("甲", "长" * 32_768)), ["32767", "甲"]),
        (plain_book(("甲", "nan"), kind=CellKind.NUMBER), ["nan"]),
        (plain_book(name="长" * 32), ["长" * 32, "31"]),
        (plain_book(name=" "), ["不能作工作表名"]),
        (plain_book(name="表\x01一"), ["U+0001", "表名“表□一”"]),
        (Workbook("晾晒表", (), sample_properties()), ["没有一张表"]),
        (replace(plain_book(), tables=plain_book(name="A:b").tables + plain_book(name="a：B").tables), ["A:b", "a：B"]),
        (replace(plain_book(), tables=(replace(plain_book().tables[0], watermark="内部资料" * 26),)), ["表一", "水印", "104", "100"]),
    ],
)
def test_what_excel_cannot_hold_is_refused_by_name(book: Workbook, words: list[str]) -> None:
    with pytest.raises(OutputError) as raised:
        render_workbook(book)
    assert all(word in str(raised.value) for word in words)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(OutputError) as raised:
        render_workbook(plain_book(("甲", "\x01"), ("乙", "\x02")))
    assert len(raised.value.problems) == 2


def test_names_that_excel_forbids_become_full_width() -> None:
    assert opened(plain_book(name="表一/二?")).sheetnames == ["表一／二？"]


def test_no_hidden_sheet_row_or_column_leaves() -> None:
    book = opened(sample_workbook())
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not [
        dimension for sheet in book for dimension in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()) if dimension.hidden
    ]


def test_a_cell_that_says_more_than_its_figure_is_written_as_said() -> None:
    """A cell text that is not its figure's text gets no formula, which would change it."""
    table = sample_table(measures=MEASURES[:3])
    row = table.rows[1]
    figure = row.cells[3].figure
    assert isinstance(figure, Figure)
    changed = replace(row, cells=(*row.cells[:3], Cell("104.0（1）", CellKind.NUMBER, figure), *row.cells[4:]))
    sheet = opened(sample_workbook(replace(table, rows=(table.rows[0], changed))))["表一"]
    assert sheet["D6"].value == "104.0（1）"


def test_a_table_without_rows_unit_or_notes_is_still_a_sheet() -> None:
    sheet = opened(plain_book())["表一"]
    assert [cell.value for cell in sheet[2]] == ["名称", "内容"]


def test_dates_come_from_the_issue() -> None:
    book = replace(plain_book(), properties=replace(sample_properties(), created=date(2023, 1, 5)))
    assert opened(book).properties.created == datetime(2023, 1, 5)


def test_data_bars_cover_the_regions_and_arrows_stand_before_leads() -> None:
    sheet = parts(render_workbook(sample_workbook()).data)["xl/worksheets/sheet1.xml"]
    areas = dict(re.findall(r'<conditionalFormatting sqref="([^"]+)"><cfRule type="(\w+)"', sheet))
    assert areas == {"D6:D17": "dataBar", "J6:J17": "dataBar", "E5:E17": "iconSet", "K5:K17": "iconSet"}
    assert "x14:dataBar" in sheet
    assert 'iconSet iconSet="3ArrowsGray"' in sheet


def test_exact_values_keep_their_tail_on_the_data_sheet() -> None:
    sheet = opened(sample_workbook(), values=True)["数据"]
    progress = next(row for row in sheet.iter_rows(min_row=3, values_only=True) if row[2] == "时序进度")
    assert abs(Fraction(progress[5]) - Fraction(100, 3)) < Fraction(1, 10**12)
    assert progress[6] == 33.3


def test_a_row_too_high_for_excel_is_a_warning() -> None:
    rendered = render_workbook(plain_book(("甲", "很长的情况说明" * 150)))
    assert [(problem.code, problem.sheet) for problem in rendered.problems] == [("xlsx.cut", "表一")]


def test_a_source_that_no_sheet_can_hold_is_refused() -> None:
    table = sample_table()
    figure = table.rows[1].cells[1].figure
    assert figure is not None
    bad = replace(figure, sources=(replace(figure.sources[0], sheet="坏\x07表"),))
    row = replace(table.rows[1], cells=(table.rows[1].cells[0], Cell(bad.text, CellKind.NUMBER, bad), *table.rows[1].cells[2:]))
    with pytest.raises(OutputError, match=r"U\+0007"):
        render_workbook(sample_workbook(replace(table, rows=(table.rows[0], row))))
