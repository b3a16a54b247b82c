"""Every kind of Word and Excel file we make is valid by the Open XML SDK and sound by a lint of our own: 0 findings."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import sample_chart, sample_slope, sample_table, sample_workbook
from needs import need_validator
from ooxml_lint import lint
from test_docx_bound import drawn, one_chart
from word_documents import FOLDERS, TEMPLATES, briefing, bulletin, case, paper, picture, single_table

import gongwen as gw
from gongwen.collecting import annotate, make_forms
from gongwen.model.document import Document
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity
from gongwen.render.to_docx import render_docx, render_template
from gongwen.render.to_xlsx import render_workbook
from gongwen.render.word.comments import comment_template

ODD = "A&B <企业> 增长<5%，完成5<6𠮷"


def word(document: Document) -> Callable[[], bytes]:
    return lambda: render_docx(document, FOLDERS).data


def many_photos() -> Document:
    photos = tuple(
        {"图": Photo(f"{n}.png", f"照片{n}", picture(kind="PNG" if n % 2 else "JPEG")), "说明": f"照片{n}"}
        for n in range(4)
    )
    return briefing(专栏案例=tuple(case(n, 照片=photos) for n in range(3)))


def commented() -> bytes:
    problems = [
        Problem(Severity.ERROR, "template.syntax", ODD, "改", place=place)
        for place in ("正文 第3段", "正文 第3段", "页眉1 第1段", "正文 文本框 第40段", "")
    ]
    made = comment_template((TEMPLATES / "docx" / "briefing.docx").read_bytes(), problems)
    assert made is not None
    return made


MADE: dict[str, Callable[[], bytes]] = {
    "简报.docx": word(briefing()),
    "简报要目.docx": word(briefing(目录=("总体情况", ODD), 标题行=(ODD,), 草稿=True)),
    "简报空.docx": word(briefing(专栏案例=(), 表格=(), 图=(), 各节=(), 报="", 送="", 发="")),
    "简报多照片.docx": lambda: word(many_photos())(),
    "简报百例.docx": word(briefing(专栏案例=tuple(case(n) for n in range(100)))),
    "令.docx": word(paper("令")),
    "联合.docx": word(
        paper(
            "通知", 标志行=("甲局", "乙局"), 标志字="文件", 联署=True, 签发人="张三、李四", 份号="000001", 密级="秘密", 紧急程度="特急",
            签发人行=({"字号": "示例〔2022〕7号", "一": "张三", "二": "李四"},), 署名行=({"列数": 2, "名": ("甲局", "乙局")},),
        )
    ),
    "通报.docx": word(bulletin()),
    "通报套打.docx": word(bulletin(版头形式="套打", 附件=(), 附件说明=())),
    "通报无版头.docx": word(bulletin(版头形式="无", 签发人="张三")),
    "通知.docx": word(paper("通知")),
    "函.docx": word(paper("函")),
    "函无附件.docx": word(paper("函", 附件=(), 附件说明=(), 抄送="")),
    "纪要.docx": word(paper("纪要")),
    "单表.docx": word(single_table()),
    "自绘图.docx": lambda: render_template(briefing(**one_chart()), drawn()).data,  # type: ignore[arg-type]
    "自绘图两份.docx": lambda: render_template(briefing(**one_chart()), drawn(times=2)).data,  # type: ignore[arg-type]
    "批注.docx": commented,
    "晾晒表.xlsx": lambda: render_workbook(sample_workbook(sample_table())).data,
    "晾晒表图.xlsx": lambda: render_workbook(
        gw_book(sample_workbook(sample_table(indicators=("invest", "filed", "started"))))
    ).data,
    "对外.xlsx": lambda: render_workbook(sample_workbook(sample_table(), values_only=True)).data,
}  # fmt: skip


def gw_book(book):
    from dataclasses import replace

    return replace(book, charts=(sample_chart(), sample_slope()))


def findings(data: bytes, name: str, folder: Path) -> list[str]:
    """What the Open XML SDK says, one line each."""
    program = need_validator()
    path = folder / f"file{Path(name).suffix}"  # a name that any console can print
    path.write_bytes(data)
    done = subprocess.run([program, str(path)], capture_output=True, check=False, timeout=120)
    answer = json.loads(done.stdout.decode("utf-8"))
    assert answer["ok"] is (not answer["errors"])
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in answer["errors"]]


@pytest.mark.parametrize("name", MADE)
def test_each_file_is_sound(name: str) -> None:
    assert lint(MADE[name]()) == []


@pytest.mark.parametrize("name", MADE)
def test_each_file_is_valid_by_the_open_xml_sdk(name: str, tmp_path: Path) -> None:
    assert findings(MADE[name](), name, tmp_path) == []


@pytest.mark.parametrize("path", sorted((TEMPLATES / "docx").glob("*.docx")), ids=lambda path: path.name)
def test_shipped_templates_are_sound_and_valid(path: Path, tmp_path: Path) -> None:
    assert lint(path.read_bytes()) == []
    assert findings(path.read_bytes(), path.name, tmp_path) == []


def test_the_samples_products_and_forms_are_sound_and_valid(tmp_path: Path) -> None:
    folder = gw.sample()
    pack = gw.load_pack(folder)
    data = gw.read(folder / "data", pack=pack)
    only = [product.name for product in pack.products if product.format in ("docx", "xlsx")]
    built = gw.build(data, period="2022-07", out=tmp_path / "出", only=only).outputs
    forms = make_forms(pack, period="2022-07", out=tmp_path / "表", data=data)
    listed, *marked = annotate(folder / "data", tmp_path / "标", pack=pack).outputs
    assert len(built) == len(only)
    for path in (*built, *forms[:2], listed):
        assert lint(path.read_bytes()) == [], path.name
        assert findings(path.read_bytes(), path.name, tmp_path) == [], path.name
    for path in marked:  # what was wrong with a clerk's own workbook stays; we add nothing
        before = (folder / "data" / path.relative_to(tmp_path / "标" / "标注")).read_bytes()
        assert len(findings(path.read_bytes(), path.name, tmp_path)) <= len(findings(before, path.name, tmp_path))


def test_the_lint_sees_what_it_is_for() -> None:
    """A part taken away, a style lost, a drawing's number used twice."""

    def changed(part: str, old: str, new: str | None) -> list[str]:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(MADE["简报.docx"]())) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                text = source.read(name)
                if name == part:
                    if new is None:
                        continue
                    assert old.encode() in text
                    text = text.replace(old.encode(), new.encode())
                target.writestr(name, text)
        return lint(out.getvalue())

    assert any("is not there" in fault for fault in changed("word/charts/chart1.xml", "", None))
    assert any("style Gone" in fault for fault in changed("word/document.xml", 'w:val="GwTitle"', 'w:val="Gone"'))
    assert any("number 1" in fault for fault in changed("word/document.xml", 'docPr id="2"', 'docPr id="1"'))
    assert any(
        "columns" in fault
        for fault in changed("word/document.xml", "</w:tc></w:tr>", "</w:tc><w:tc><w:p/></w:tc></w:tr>")
    )
