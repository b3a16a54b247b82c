"""Contradictory files end in a problem, never in an exception or without an end."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from district_pack import codes, errors, investment_pack
from hypothesis import given
from hypothesis import strategies as st
from seed_annexes import seed_pack, write_document, write_workbooks

from gongwen.guard import worker
from gongwen.read import read_folder
from gongwen.validate import check

ODD = [
    "1",
    "-1",
    "99999999999",
    "1e999",
    "nan",
    "",
    "A1",
    "XFD1048576",
    "AAAA1",
    "&amp;",
    "全市",
    "%",
    "s",
    "str",
    "inlineStr",
    "e",
    "b",
]


def rewritten(data: bytes, part: str, change) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()).encode() if name == part else text)
    return stream.getvalue()


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("原件")
    write_workbooks(folder)
    write_document(folder / "附件.docx")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_that_takes_too_long_is_one_problem_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbooks(tmp_path)
    endless = replace(worker.TASKS["read"], function="guard.worker_tasks:spin", rate=10**12)
    monkeypatch.setattr(worker, "SECONDS", 0.2)
    monkeypatch.setitem(worker.TASKS, "read", endless)
    names = sorted(path.name for path in tmp_path.iterdir())
    problems = read_folder(tmp_path).problems
    assert [(p.code, p.file) for p in problems] == [("file.stopped", name) for name in names]
    assert all("已停止" in p.message for p in problems)
    monkeypatch.undo()
    assert "file.stopped" not in codes(read_folder(tmp_path).problems)


PARTS = [
    ("附件1.xlsx", "xl/worksheets/sheet1.xml"),
    ("附件2.xlsx", "xl/worksheets/sheet1.xml"),
    ("附件1.xlsx", "xl/workbook.xml"),
    ("附件1.xlsx", "xl/styles.xml"),
    ("附件1.xlsx", "xl/_rels/workbook.xml.rels"),
    ("附件.docx", "word/document.xml"),
]


@given(part=st.sampled_from(PARTS), place=st.floats(0, 1, exclude_max=True), odd=st.sampled_from(ODD))
def test_one_odd_value_anywhere_never_raises(
    part: tuple[str, str], place: float, odd: str, originals: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def change(text: str) -> str:
        spots = list(re.finditer(r'"[^"]*"|>[^<]+<', text))
        spot = spots[int(place * len(spots))]
        return text[: spot.start() + 1] + odd + text[spot.end() - 1 :]

    folder = tmp_path_factory.mktemp("改")
    (folder / part[0]).write_bytes(rewritten(originals[part[0]], part[1], change))
    check(read_folder(folder), seed_pack())


def test_a_negative_width_in_word_does_not_hang(originals: dict[str, bytes], tmp_path: Path) -> None:
    spoiled = rewritten(
        originals["附件.docx"],
        "word/document.xml",
        lambda text: text.replace('gridSpan w:val="2"', 'gridSpan w:val="-9"'),
    )
    (tmp_path / "附件.docx").write_bytes(spoiled)
    read_folder(tmp_path)


@given(st.text(max_size=200))
def test_any_text_file_is_read_or_refused(text: str) -> None:
    from gongwen.read.delimited import read_delimited

    grid, problems = read_delimited(text.encode("utf-8", "surrogatepass"), "表.csv")
    assert (grid is None) == bool(problems)


def test_an_address_that_is_none_is_refused(originals: dict[str, bytes], tmp_path: Path) -> None:
    spoiled = rewritten(
        originals["附件1.xlsx"], "xl/worksheets/sheet1.xml", lambda text: text.replace('r="B5"', 'r="-5"')
    )
    (tmp_path / "附件1.xlsx").write_bytes(spoiled)
    assert {"file.damaged"} <= codes(errors(check(read_folder(tmp_path), investment_pack())[1]))
