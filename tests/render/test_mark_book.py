"""Marked copies: the clerk's content survives, bad cells carry a fill and a comment; read back by two libraries."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from needs import need_tool
from openpyxl.comments import Comment
from python_calamine import CalamineWorkbook

from gongwen.assets import sample_folder
from gongwen.model.problems import Problem, Severity
from gongwen.render.marking.book import mark_workbook
from gongwen.render.marking.package import NotMarkable
from gongwen.render.marking.styles import FILLS

# openpyxl says what it would lose on saving; nothing is saved by it here.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def problem(cell: str, message: str, severity: Severity = E, *, sheet: str = "投资", fix: str = "请改正") -> Problem:
    return Problem(severity, "number.unreadable", message, fix, file="报送.xlsx", sheet=sheet, cell=cell)


def clerks_book() -> bytes:
    """What a clerk's workbook has and libraries drop: cached results, data bars, text box, rich text, widths, validation."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("投资")
    bold = book.add_format({"bold": True, "num_format": "0.0", "border": 1})
    sheet.merge_range("A1:D1", "2022年7月完成情况", bold)
    sheet.write_row("A2", ["地区", "投资额", "增速", "合计"])
    sheet.write_row("A3", ["海曙区", 2.6, 80.6])
    sheet.write("B4", "约210", bold)
    sheet.write_formula("D3", "=B3*2", bold, 5.2)
    sheet.write_rich_string("A5", "甲", bold, "乙", "丙")
    sheet.set_column(1, 1, 23.5)
    sheet.set_row(3, 33)
    sheet.insert_textbox("F2", "内部资料")
    sheet.conditional_format("B3:B4", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("C3:C4", {"validate": "decimal", "criteria": ">=", "value": -100})
    sheet.write_comment("C3", "统计局提供", {"author": "某处"})
    sheet.freeze_panes(2, 1)
    sheet.autofilter("A2:D4")
    sheet.add_table("H2:I4", {"columns": [{"header": "一"}, {"header": "二"}]})
    book.add_worksheet("说明").write("A1", "不动")
    book.close()
    return out.getvalue()


PROBLEMS = (
    problem("B4", "“约210”读不出确定的数"),
    problem("B4", "与上期相差20倍", W),
    problem("C3", "报的是80.6%，算是80.5%", W),
    problem("F9", "这里应当有数", INFO),
    problem("B2", "表头不认识"),
)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len({name.casefold() for name in names})
        return {name: package.read(name) for name in names}


def contents(data: bytes) -> dict[str, object]:
    """Everything of a workbook that a clerk put there, as openpyxl sees it: values and formulas, merges, sizes, rules."""
    made: dict[str, object] = {}
    for cached in (False, True):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=cached, rich_text=True)
        for sheet in book:
            cells = {c.coordinate: str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
            formats = {
                c.coordinate: (c.number_format, c.font.b, c.border.left.style) for row in sheet for c in row if c.value
            }
            made[f"{sheet.title}/{cached}"] = (
                cells,
                formats,
                sorted(map(str, sheet.merged_cells.ranges)),
                {key: size.width for key, size in sheet.column_dimensions.items()},
                {key: size.height for key, size in sheet.row_dimensions.items() if size.height},
                [str(rule.sqref) for rule in sheet.data_validations.dataValidation],
                str(sheet.auto_filter.ref),
                sheet.freeze_panes,
                sorted(sheet.tables),
            )
    return made


def test_everything_that_the_clerk_wrote_survives():
    before = clerks_book()
    after, left = mark_workbook(before, PROBLEMS)
    assert left == ()
    assert contents(after) == contents(before)
    for name in ("投资", "说明"):
        old, new = (CalamineWorkbook.from_filelike(io.BytesIO(d)).get_sheet_by_name(name) for d in (before, after))
        for row, (was, now) in enumerate(zip(old.to_python(), new.to_python(), strict=False)):
            assert now[: len(was)] == was, row


def test_parts_that_need_no_change_are_the_same_bytes():
    before = parts(clerks_book())
    after = parts(mark_workbook(clerks_book(), PROBLEMS)[0])
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip
    assert "内部资料".encode() in after["xl/drawings/drawing1.xml"]
    assert b"x14:dataBar" in after["xl/worksheets/sheet1.xml"]
    assert b"<v>5.2</v>" in after["xl/worksheets/sheet1.xml"]


def test_bad_cells_carry_a_fill_by_severity_and_the_words():
    sheet = openpyxl.load_workbook(io.BytesIO(mark_workbook(clerks_book(), PROBLEMS)[0]))["投资"]
    fills = {address: sheet[address].fill.fgColor.rgb for address in ("B4", "C3", "F9", "B2")}
    assert fills == {"B4": FILLS[E], "C3": FILLS[W], "F9": FILLS[INFO], "B2": FILLS[E]}
    assert sheet["B3"].fill.fill_type is None
    assert sheet["B4"].comment.text.split("\n") == [
        "【错误】“约210”读不出确定的数", "改法：请改正", "【提醒】与上期相差20倍", "改法：请改正",
    ]  # fmt: skip
    assert sheet["C3"].comment.text.startswith("统计局提供\n【提醒】报的是80.6%")
    assert sheet["F9"].comment.text.startswith("【说明】")
    assert sheet["A3"].comment is None


def test_comments_have_boxes_with_their_own_ids():
    made = parts(mark_workbook(clerks_book(), PROBLEMS)[0])
    drawing = made["xl/drawings/vmlDrawing1.vml"].decode()
    ids = re.findall(r'id="_x0000_s(\d+)"', drawing)
    assert len(ids) == len(set(ids)) == 4  # C3 had one already
    etree.fromstring(made["xl/drawings/vmlDrawing1.vml"])


@pytest.mark.parametrize("path", sorted((sample_folder("ningbo-bairi") / "data").glob("*.xlsx")), ids=lambda p: p.stem)
def test_sample_workbooks_survive(path: Path):
    before = path.read_bytes()
    name = openpyxl.load_workbook(path).sheetnames[-1]
    spots = (problem("B5", "甲", sheet=name), problem("C5", "乙", W, sheet=name), problem("Z40", "丙", sheet=name))
    after, left = mark_workbook(before, spots)
    assert left == ()
    assert contents(after) == contents(before)


def test_a_book_of_another_library_with_a_comment_and_without_addresses(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "投资"
    sheet.append(["地区", "完成"])
    sheet.append(["海曙区", 1])
    sheet["B2"].comment = Comment("原批注", "某人")
    path = tmp_path / "a.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        content = {name: package.read(name) for name in package.namelist()}
    page = content["xl/worksheets/sheet1.xml"]
    content["xl/worksheets/sheet1.xml"] = re.sub(rb' r="[A-Z]*\d+"', b"", page)  # as some exporters write it
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    after = mark_workbook(out.getvalue(), (problem("A1", "甲"), problem("B2", "乙")))[0]
    marked = openpyxl.load_workbook(io.BytesIO(after))["投资"]
    assert [[c.value for c in row] for row in marked.iter_rows(max_col=2)] == [["地区", "完成"], ["海曙区", 1]]
    assert marked["B2"].comment.text == "原批注\n【错误】乙\n改法：请改正"
    assert marked["A1"].fill.fgColor.rgb == FILLS[E]


def test_a_threaded_comment_is_left_alone_and_the_cell_filled():
    content = parts(clerks_book())
    kind = b"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = b'<Relationship Id="rId99" Type="%s" Target="../threadedComments/threadedComment1.xml"/>' % kind
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    content[name] = content[name].replace(b"</Relationships>", relation + b"</Relationships>")
    content["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="C3" id="{1}"><text>1</text></threadedComment></ThreadedComments>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part, data in content.items():
            package.writestr(part, data)
    sheet = openpyxl.load_workbook(io.BytesIO(mark_workbook(out.getvalue(), PROBLEMS)[0]))["投资"]
    assert sheet["C3"].fill.fgColor.rgb == FILLS[W]
    assert sheet["C3"].comment.text == "统计局提供"
    assert sheet["B4"].comment is not None


def test_characters_that_no_file_can_hold_are_shown_as_boxes():
    odd = (problem("B4", "有\u202e反向\x01符和半个字\ud83d，_x0041_"),)
    sheet = openpyxl.load_workbook(io.BytesIO(mark_workbook(clerks_book(), odd)[0]))["投资"]
    assert sheet["B4"].comment.text.startswith("【错误】有□反向□符和半个字□，_x0")


def test_problems_without_a_cell_come_back():
    strays = (problem("", "文件"), problem("A1", "别的表", sheet="没有"), problem("正文1", "不是地址"))
    assert mark_workbook(clerks_book(), strays)[1] == strays


def test_every_sheets_boxes_have_numbers_of_their_own():
    marks = (*PROBLEMS, problem("A1", "说明也有错", sheet="说明"))
    made = parts(mark_workbook(clerks_book(), marks)[0])
    drawings = [data.decode() for name, data in made.items() if name.endswith(".vml")]
    ids = [found for text in drawings for found in re.findall(r'id="_x0000_s(\d+)"', text)]
    blocks = [found for text in drawings for found in re.findall(r'idmap[^>]*data="(\d+)"', text)]
    assert len(drawings) == len(set(blocks)) == 2
    assert len(ids) == len(set(ids)) == 5


def test_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "甲")
    with pytest.raises(NotMarkable, match="缺少部件"):
        mark_workbook(out.getvalue(), PROBLEMS)


def test_same_input_same_bytes():
    data = clerks_book()
    assert mark_workbook(data, PROBLEMS)[0] == mark_workbook(data, PROBLEMS)[0]


def test_libreoffice_opens_it_with_comments_and_values(tmp_path):
    soffice = need_tool("soffice", package="libreoffice-calc-nogui")
    path = tmp_path / "标注.xlsx"
    path.write_bytes(mark_workbook(clerks_book(), PROBLEMS)[0])
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--headless", "--convert-to", "ods",
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "标注.ods") as package:
        content = package.read("content.xml").decode()
    assert content.count("<office:annotation ") == 4
    assert "“约210”读不出确定的数" in content
    assert "内部资料" in content
