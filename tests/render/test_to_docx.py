"""A document and a template in, a Word file out: everything arrives, nothing is repaired away, nothing is left over."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import docx
import pytest
from factories import sample_table
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from PIL import Image
from word_documents import FOLDERS, PROPERTIES, briefing, briefing_fields, bulletin, case, picture, single_table

from gongwen.errors import OutputError, TemplateError
from gongwen.guard import worker
from gongwen.model.chart import Chart, ChartKind, ChartSeries
from gongwen.model.document import Document, Faces, Properties
from gongwen.model.photo import Photo
from gongwen.model.table import Table
from gongwen.render.to_docx import render_docx, render_template
from gongwen.render.word.variables import KINDS, known_values

CORPUS = Path(__file__).parents[1] / "data" / "corpus" / "docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODD = "A&B <企业> 增长<5%，完成5<6"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part, read without any Word library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(data: bytes) -> str:
    """All text of the document part, by lxml."""
    tree = etree.fromstring(parts(data)["word/document.xml"])
    return "".join(node.text or "" for node in tree.iter(f"{W}t"))


def leaves(value: object) -> Iterator[str]:
    """Every plain text in the fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, Table):
        for cell in value.header_cells():
            yield cell.text
        for row in value.rows:
            for cell in row.cells:
                yield cell.text


@pytest.fixture(scope="module")
def issue() -> bytes:
    """The sample 简报."""
    return render_docx(briefing(), FOLDERS).data


def test_every_text_of_the_fields_is_on_the_page(issue: bytes) -> None:
    text = words(issue)
    missing = [piece for piece in leaves(briefing_fields()) if piece and piece not in text]
    # Said in one line with others by 要点; 红头 only steers.
    assert [] == [piece for piece in missing if piece not in ("镇海区", "示例新材料有限公司", "12.5亿元", "红头")]


def test_python_docx_reads_the_same_table(issue: bytes) -> None:
    table = docx.Document(io.BytesIO(issue)).tables[0]
    wanted = briefing_fields()["表格"][0]["表"]  # type: ignore[index, call-overload]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [[cell.text for cell in row.cells] for row in wanted.rows] == rows[wanted.header_depth :]
    assert rows[0][0] == rows[1][0] == "地区"


def test_tables_are_built_for_word_and_wps(issue: bytes) -> None:
    """Grid, width, repeating heads, rows that do not split; spans add up to the grid in every row."""
    tree = etree.fromstring(parts(issue)["word/document.xml"])
    for table in tree.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        assert sum(grid) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) == 8845
        rows = table.findall(f"{W}tr")
        assert [True, True, False] == [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        for row in rows:
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            assert len(grid) == sum(1 if span is None else int(span.get(f"{W}val")) for span in spans)


def test_charts_are_native_with_their_workbook(issue: bytes) -> None:
    """Word edits a chart through its embedded book; the numbers in both are the same."""
    found = parts(issue)
    charts = sorted(name for name in found if re.fullmatch(r"word/charts/chart\d+\.xml", name))
    assert len(charts) == 2
    for number, name in enumerate(charts, start=1):
        sheet = load_workbook(io.BytesIO(found[f"word/embeddings/chart_data{number}.xlsx"])).active
        tree = etree.fromstring(found[name])
        c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
        for column, series in enumerate(tree.iter(f"{c}ser"), start=2):
            points = {int(p.get("idx")): float(p[0].text) for p in series.find(f"{c}val").iter(f"{c}pt")}
            assert sheet.cell(1, column).value == series.find(f"{c}tx").findtext(f".//{c}v")
            for row in range(2, sheet.max_row + 1):
                assert sheet.cell(row, column).value == points.get(row - 2)


def test_a_label_shows_the_settled_text_where_a_number_format_would_not(issue: bytes) -> None:
    """99.96 stands among texts of one decimal; 99.96 at one decimal would read 100.0."""
    chart = parts(issue)["word/charts/chart1.xml"].decode()
    assert "<a:t>99.96</a:t>" in chart
    assert 'formatCode="0.0"' in chart


def test_pictures_fit_the_text_and_say_what_they_show(issue: bytes) -> None:
    found = docx.Document(io.BytesIO(issue))
    widths = [shape.width.mm for shape in found.inline_shapes]
    assert all(width <= 156 for width in widths)
    tree = etree.fromstring(parts(issue)["word/document.xml"])
    inline = [
        node for node in tree.iter() if str(node.tag).endswith("}docPr") and node.getparent().tag.endswith("inline")
    ]
    in_reserve = [node for node in tree.iter() if str(node.tag).endswith("}Fallback")]
    assert len(inline) == 4 + len(in_reserve)
    assert all(node.get("descr") for node in inline)
    numbers = [node.get("id") for node in tree.iter() if str(node.tag).endswith("}docPr")]
    assert len(numbers) == len(set(numbers))


def test_properties_name_the_issuer_and_no_program(issue: bytes) -> None:
    core = docx.Document(io.BytesIO(issue)).core_properties
    assert (PROPERTIES.title, PROPERTIES.author) == (core.title, core.author)
    assert date(2022, 7, 31) == core.created.date()
    assert b"python" not in b"".join(parts(issue).values()).lower()


def test_the_same_document_gives_the_same_bytes(issue: bytes) -> None:
    assert issue == render_docx(briefing(), FOLDERS).data


def test_nothing_points_outside_and_no_theme_face_is_used(issue: bytes) -> None:
    for name, data in parts(issue).items():
        text = data.decode("utf-8", "ignore")
        assert 'TargetMode="External"' not in text, name
        assert "Theme=" not in text, name
        for fonts in re.findall(r"<w:rFonts [^>]*>", text):
            if fonts == '<w:rFonts w:hint="eastAsia"/>':
                continue  # the faces of the style
            assert "w:eastAsia=" in fonts
            assert "w:ascii=" in fonts


def test_marks_of_both_scripts_are_set_as_chinese(issue: bytes) -> None:
    """“ ” — × ↑ stand in the Chinese face where the run says so; without its word Word sets them in the Latin one."""
    body = etree.fromstring(parts(issue)["word/document.xml"])
    runs = [run for run in body.iter(f"{W}r") if re.search("[“”‘’—×↑↓…]", run.findtext(f"{W}t", ""))]
    assert runs
    for run in runs:
        faces = run.find(f"{W}rPr/{W}rFonts")
        assert faces is not None and faces.get(f"{W}hint") == "eastAsia"


def test_the_page_number_field_is_five_runs(issue: bytes) -> None:
    """WPS shows no number otherwise."""
    tree = etree.fromstring(parts(issue)["word/footer1.xml"])
    kinds = [r[-1].get(f"{W}fldCharType") or r[-1].tag.removeprefix(W) for r in tree.iter(f"{W}r")]
    assert ["t", "begin", "instrText", "separate", "t", "end", "t"] == kinds


@pytest.mark.parametrize("mark", ["示例", ""])
def test_the_watermark_is_in_every_header_or_in_none(mark: str) -> None:
    data = render_docx(replace(bulletin(), watermark=mark), FOLDERS).data
    headers = [text.decode() for name, text in parts(data).items() if re.match(r"word/header", name)]
    assert [bool(mark)] * 2 == ['string="示例"' in header for header in headers]


def test_annexes_get_their_own_pages_and_the_wide_one_is_turned() -> None:
    found = docx.Document(io.BytesIO(render_docx(bulletin(), FOLDERS).data)).sections
    assert [False, True, False] == [section.page_width > section.page_height for section in found]


def test_the_page_of_a_wide_single_table_is_turned() -> None:
    for wide in (True, False):
        section = docx.Document(io.BytesIO(render_docx(single_table(横排=wide), FOLDERS).data)).sections[0]
        assert wide is (section.page_width > section.page_height)


@pytest.mark.parametrize(("form", "mark"), [("红头", True), ("套打", False), ("无", False)])
def test_the_masthead_is_printed_left_free_or_absent(form: str, mark: bool) -> None:
    data = render_docx(bulletin(版头形式=form), FOLDERS).data
    assert mark is ("××市制造业高质量发展专班办公室文件" in words(data))
    assert (form != "无") is ("示例〔2022〕7号" in words(data))
    assert mark is (b'w:val="GwRedRule"' in parts(data)["word/document.xml"])


def test_joint_names_leave_room_in_their_cell_and_share_their_size_with_the_word_beside_them() -> None:
    """(7.2.4) 13 characters; LibreOffice breaks names that fill the cell to 3 pt."""
    names = ("海滨市制造业高质量发展专班", "海滨市统计局")
    data = render_docx(bulletin(标志行=names, 标志字="文件", 发文机关标志="".join(names) + "文件"), FOLDERS).data
    left, right = docx.Document(io.BytesIO(data)).tables[0].rows[0].cells
    sizes = {run.font.size.pt for cell in (left, right) for one in cell.paragraphs for run in one.runs if run.font.size}
    assert len(sizes) == 1 and all(one.runs[0].font.size for one in (*left.paragraphs, *right.paragraphs))
    assert left.width.pt - 2 * 57 / 20 - 140 / 20 - 13 * sizes.pop() >= 5


def test_a_single_annex_has_no_number_and_a_report_upward_its_signatory() -> None:
    text = words(render_docx(bulletin(附件说明=("目标表",), 签发人="张三"), FOLDERS).data)
    assert "附件：目标表" in text
    assert "示例〔2022〕7号签发人：张三" in text


def test_signature_and_date_are_placed_by_the_standard() -> None:
    """GB/T 9704-2012 7.3.5.2: two characters from the right; the date begins two right of the name's beginning."""
    found = docx.Document(io.BytesIO(render_docx(bulletin(署名="示例市发展和改革委员会"), FOLDERS).data))
    signed = next(p for p in found.paragraphs if p.style.name == "署名")
    dated = next(p for p in found.paragraphs if p.style.name == "成文日期")
    start = 8844 - 640 - len("示例市发展和改革委员会") * 315
    assert signed.paragraph_format.right_indent.twips == 640  # type: ignore[attr-defined]
    assert dated.paragraph_format.left_indent.twips - start == pytest.approx(640, abs=2)  # type: ignore[attr-defined]


def test_faces_of_the_pack_replace_the_usual_ones() -> None:
    document = replace(briefing(), faces=Faces(body="仿宋", title="小标宋"))
    found = b"".join(parts(render_docx(document, FOLDERS).data).values()).decode("utf-8", "ignore")
    assert "仿宋_GB2312" not in found
    assert '"仿宋"' in found


# ---- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [ODD, "𠮷野家𪚥😀", "“引号”‘单’《书》", "a_b {x} $y %z #", "　全角空格　", "&lt;b&gt;", "]]>"]
)
def test_odd_text_arrives_letter_by_letter(text: str) -> None:
    """docxtpl alone prints 5<6&7 as 567."""
    table = sample_table()
    row = table.rows[0]
    table = replace(table, rows=(replace(row, cells=(replace(row.cells[0], text=text), *row.cells[1:])),))
    block = {"标题": text, "单位": "", "表": table, "注": (text,)}
    document = briefing(导语=(text,), 简报名称=text, 表格=(block,), 专栏案例=(case(1, 标题=text),))
    data = render_docx(document, FOLDERS).data
    assert words(data).count(text) == 6
    assert text in docx.Document(io.BytesIO(data)).tables[0].cell(2, 0).text


@pytest.mark.parametrize(
    "text",
    ["完成\x0b5", "a\x00b", "\x07", "排名‮321", "\ufffe", "甲\ud800乙", "{{ 7*7 }}", "{%p if %}", "{_{ x }_}", "⟦块0⟧"],
)
def test_text_that_cannot_be_printed_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render_docx(briefing(专栏案例=(case(1, 标题="好"), case(2, 标题=text))), FOLDERS)
    assert ["变量 专栏案例[2].标题"] == [problem.place for problem in caught.value.problems]


def test_line_breaks_become_line_breaks() -> None:
    found = docx.Document(io.BytesIO(render_docx(briefing(导语=("第一行\n第二行",)), FOLDERS).data))
    assert "第一行\n第二行" in [p.text for p in found.paragraphs]


@pytest.mark.parametrize("count", [0, 1, 200])
def test_any_number_of_cases(count: int) -> None:
    cases = tuple(case(n, 标题=f"案例{n}号标题") for n in range(count))
    text = words(render_docx(briefing(专栏案例=cases), FOLDERS).data)
    assert [1] * count == [text.count(f"案例{n}号标题") for n in range(count)]
    assert bool(count) is ("项目推进案例" in text)


def test_a_headline_of_300_characters_arrives_whole() -> None:
    long = "长" * 299 + "终"
    assert long in words(render_docx(briefing(专栏案例=(case(1, 标题=long),), 标题行=(long,)), FOLDERS).data)


def test_a_missing_photo_is_named() -> None:
    shot = Photo("照片/甲.jpg", "现场")
    with pytest.raises(OutputError) as caught:
        render_docx(briefing(专栏案例=(case(1, 照片=({"图": shot, "说明": "现场"},)),)), FOLDERS)
    assert ["照片/甲.jpg"] == [problem.file for problem in caught.value.problems]


@pytest.mark.parametrize("data", [b"not a picture", b"\xff\xd8\xff\xe0cut", picture()[:400]])
def test_a_broken_photo_is_named(data: bytes) -> None:
    with pytest.raises(OutputError, match="照片"):
        render_docx(briefing(专栏案例=(case(1, 照片=({"图": Photo("甲.jpg", "", data), "说明": ""},)),)), FOLDERS)


def test_a_huge_photo_is_shrunk_turned_upright_and_loses_its_hidden_data() -> None:
    image = Image.new("RGB", (7300, 5500), "navy")  # 40 megapixels
    buffer = io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "某相机"
    image.save(buffer, "JPEG", exif=exif)
    photo = Photo("大.jpg", "现场", buffer.getvalue())
    data = render_docx(briefing(专栏案例=(case(1, 照片=({"图": photo, "说明": ""},)),)), FOLDERS).data
    stored = next(part for name, part in parts(data).items() if "media/photo" in name)
    made = Image.open(io.BytesIO(stored))
    assert max(made.size) <= 2000
    assert made.height > made.width
    assert not made.getexif()


def test_a_template_that_skips_an_item_is_caught() -> None:
    """A level that no branch of the template prints would vanish."""
    from test_docx_template_lint import edited

    data = edited("{%p else %}", "{%p elif 段.级别 == 9 %}")
    with pytest.raises(TemplateError) as caught:
        render_template(briefing(), data)
    assert {"document.lost_text"} == {problem.code for problem in caught.value.problems}


def test_a_block_must_stand_alone_in_its_paragraph() -> None:
    from test_docx_template_lint import edited

    with pytest.raises(TemplateError, match="独占一段"):
        render_template(briefing(), edited("{{p 图.图 }}", "见{{p 图.图 }}图"))


def test_a_missing_template_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        render_docx(replace(briefing(), template="无此.docx"), [tmp_path])
    assert (tmp_path / "docx").as_posix() in caught.value.problems[0].fix


def test_the_first_folder_wins(tmp_path: Path) -> None:
    from test_docx_template_lint import edited

    (tmp_path / "docx").mkdir()
    (tmp_path / "docx" / "briefing.docx").write_bytes(edited("{{ 期次 }}", "本区{{ 期次 }}"))
    assert "本区第7期" in words(render_docx(briefing(), [tmp_path, *FOLDERS]).data)


def test_a_packs_own_template_is_filled_in_the_limited_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docx").mkdir()
    shutil.copy(FOLDERS[0] / "docx" / "briefing.docx", tmp_path / "docx")
    shipped = render_docx(briefing(), FOLDERS)
    assert render_docx(briefing(), [tmp_path, *FOLDERS]) == replace(shipped, is_foreign=True)

    monkeypatch.setattr(worker, "SECONDS", 0.2)
    endless = replace(worker.TASKS["fill"], function="guard.worker_tasks:spin", rate=10**12)
    monkeypatch.setitem(worker.TASKS, "fill", endless)
    assert render_docx(briefing(), FOLDERS) == shipped
    with pytest.raises(TemplateError) as caught:
        render_docx(briefing(), [tmp_path, *FOLDERS])
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("template.refused", "briefing.docx")
    assert re.fullmatch("用模板成文(超过0秒|等了2秒还没有做完)，已停止", problem.message)


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co"), exclude_characters="{}%｛｝％#⟦�\u2028\u2029"),
    min_size=1,
)


@settings(max_examples=25)
@given(TEXT, st.lists(TEXT, max_size=4))
def test_any_printable_text_arrives(title: str, lead: list[str]) -> None:
    data = render_docx(briefing(简报名称=title, 导语=tuple(lead), 专栏案例=(), 图=(), 表格=()), FOLDERS).data
    text = words(data)
    assert title in text
    assert "".join(lead) in text


# ---- the corpus ---------------------------------------------------------------------------------------------------

_ROWS = tuple({"name": n, "rate": r, "rank": k} for n, r, k in (("鄞州区", "105.3%", "1"), ("江北区", "103.0%", "2")))
_FIELDS = {"period": "2025年6月", "n_districts": "10", "top": _ROWS[0], "rows": _ROWS}
ACCEPTED = {
    "t01_good",
    "t05c_split_bookmark",
    "t06_14_broken",
    "t13_6_field",
    "t22_content_control",
    "t23_textbox",
    "t24_endnote_tag",
}
WARNED = {"t07_00_lint", "t07_01_lint"}


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.stem)
def test_the_corpus_of_good_and_hostile_templates(path: Path) -> None:
    """Accepted ones show the values and no mark; the others are refused by name, nothing is run, fetched or written."""
    document = Document("试", path.name, _FIELDS, Properties("试"))  # type: ignore[arg-type]
    if path.stem in ACCEPTED | WARNED:
        made = render_template(document, path.read_bytes())
        text = "".join(
            data.decode("utf-8", "ignore") for name, data in parts(made.data).items() if name.endswith(".xml")
        )
        assert not re.search(r"\{\{|\{%|｛｛", re.sub(r"<[^>]+>", "", text))
        assert path.stem in WARNED or "鄞州区" in text
        codes = {problem.code for problem in made.problems}
        assert (path.stem in WARNED) is ("template.untraced_figure" in codes)
        return
    with pytest.raises(TemplateError) as caught:
        render_template(document, path.read_bytes())
    assert all(problem.file == path.name and problem.message for problem in caught.value.problems)


# ---- further blocks and the whole way -----------------------------------------------------------------------------


def test_a_heat_chart_becomes_a_table_with_its_figures() -> None:
    values = (Fraction(785, 10), None)
    chart = Chart("热", "各地各项", ChartKind.HEAT, ("甲区", "乙区"), (ChartSeries("投资", values, ("78.5", "—")),))
    data = render_docx(briefing(图=({"标题": "图", "图": chart, "注": ()},), 表格=()), FOLDERS).data
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert [["地区", "投资"], ["甲区", "78.5"], ["乙区", "—"]] == [[c.text for c in row.cells] for row in table.rows]


def test_a_slope_of_thirty_towns_goes_past_column_z() -> None:
    towns = tuple(f"镇{n}" for n in range(30))
    ranks = tuple(Fraction(n + 1) for n in range(30))
    texts = tuple(str(n + 1) for n in range(30))
    chart = Chart(
        "位次", "位次", ChartKind.SLOPE, towns, (ChartSeries("6月", ranks, texts), ChartSeries("7月", ranks, texts))
    )
    part = parts(render_docx(briefing(图=({"标题": "图", "图": chart, "注": ()},)), FOLDERS).data)["word/charts/chart1.xml"]
    assert b"Sheet1!$AE$1" in part
    assert b"29 \xe9\x95\x8728" in part


def test_under_a_seal_the_name_is_centred_on_the_date() -> None:
    """GB/T 9704-2012 7.3.5.1."""
    from test_docx_template_lint import template

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("bulletin.docx"))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                text = text.replace(b'"GwSigned"', b'"GwSealed"').replace(b'"GwDated"', b'"GwSealDated"')
            target.writestr(name, text)
    data = render_template(bulletin(署名="示例市经信局"), out.getvalue()).data
    found = {p.style.name: p for p in docx.Document(io.BytesIO(data)).paragraphs}
    date_blank = found["成文日期（盖章）"].paragraph_format.right_indent.twips  # type: ignore[attr-defined]
    name_blank = found["署名（盖章）"].paragraph_format.right_indent.twips  # type: ignore[attr-defined]
    date_width, name_width = 7.25 * 315, 6 * 315
    assert date_blank == 4 * 315
    assert date_blank + date_width / 2 == pytest.approx(name_blank + name_width / 2, abs=2)


@pytest.fixture(scope="module")
def composed() -> dict[str, Document]:
    """The shipped sample's 简报 and 通报 as they reach this room."""
    import gongwen
    from gongwen.render import to_docx

    caught: dict[str, Document] = {}
    real = to_docx.render_docx

    def catch(document: Document, folders: object) -> object:
        caught[document.template] = document
        return real(document, folders)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(to_docx, "render_docx", catch)
    folder = gongwen.sample()
    data = gongwen.read(folder / "data", pack=gongwen.load_pack(folder))
    gongwen.briefing(data, period="2022-07", number=7).to_bytes("docx")
    gongwen.bulletin(data, period="2022-07").to_bytes("docx")
    patch.undo()
    return caught


@pytest.mark.parametrize(("name", "kind"), [("briefing.docx", "简报"), ("bulletin.docx", "通报")])
def test_composed_documents_have_exactly_the_listed_variables(
    name: str, kind: str, composed: dict[str, Document]
) -> None:
    """The guide and the check without data list what the composers give, at every depth."""

    def shape(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: shape(item) for key, item in value.items()}
        return [shape(value[0])] if isinstance(value, tuple) and value and isinstance(value[0], Mapping) else None

    def compare(real: object, listed: object) -> None:
        if isinstance(real, dict) and isinstance(listed, dict):
            assert set(real) == set(listed)
            for key in real:
                compare(real[key], listed[key])
        elif isinstance(real, list) and isinstance(listed, list):
            compare(real[0], listed[0])

    compare(shape(composed[name].fields), shape(known_values(KINDS[kind])))
