"""What comes from outside: packages, file names, characters."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.guard.names import name_problem, safe_file_name
from gongwen.guard.package import Limits, check_package
from gongwen.guard.sniff import Content, content_of
from gongwen.guard.text import bare, clean_problem, compact


def package(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def found(data: bytes, limits: Limits | None = None) -> set[str]:
    return {problem.code for problem in check_package(data, "表.xlsx", limits)}


def test_a_plain_package_passes() -> None:
    assert set() == found(package(**{"xl__workbook.xml": b"<workbook/>", "a.bin": b"x" * 100}))


@pytest.mark.parametrize(
    "declaration",
    [b'<!DOCTYPE a [<!ENTITY x "y">]>', b"<!doctype a>", b"<! DOCTYPE a>", "<!DOCTYPE a>".encode("utf-16")],
)
def test_a_dtd_is_refused_in_any_writing(declaration: bytes) -> None:
    assert {"package.dtd"} == found(package(**{"xl__a.xml": b"<?xml version='1.0'?>" + declaration + b"<a/>"}))


def test_a_dtd_across_the_border_of_two_pieces_is_seen() -> None:
    text = b"<a>" + b"  " * ((1 << 19) - 4) + b"<!DOCTYPE a>"
    assert {"package.dtd"} == found(package(**{"a.xml": text}), Limits(ratio=1_000_000))


@pytest.mark.parametrize("name", ["../a.xml", "/etc/passwd", "a\\b.xml", "C:a.xml", "x/../../y"])
def test_paths_that_leave_the_package_are_refused(name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        entry = zipfile.ZipInfo("a")
        entry.filename = name
        target.writestr(entry, b"x")
    assert "package.bad_path" in found(stream.getvalue())


def test_names_that_differ_in_case_only_are_duplicates() -> None:
    assert {"package.duplicate_part"} == found(package(**{"xl__A.xml": b"<a/>", "xl__a.xml": b"<b/>"}))


def test_bombs_are_counted_not_believed() -> None:
    assert {"package.too_big"} == found(package(**{"a.xml": b" " * (3 << 20)}))
    assert {"package.too_big"} == found(package(**{"a.bin": b"ab" * 600}), Limits(total=1_000))
    assert {"package.too_many_parts"} == found(package(**{f"p{n}": b"" for n in range(30)}), Limits(parts=20))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 200, package(a=b"x")[:-30]],
    ids=["empty", "magic only", "zeros", "cut"],  # the bytes hold a time, and workers must agree on the names
)
def test_damaged_packages_are_damaged(data: bytes) -> None:
    assert {"file.damaged"} == found(data)


@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    found(b"PK\x03\x04" + data)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_package_with_one_changed_byte_never_raises(position: int, value: int) -> None:
    data = bytearray(package(**{"xl__workbook.xml": b"<workbook/>" * 20, "b.xml": b"<b/>"}))
    data[position % len(data)] = value
    found(bytes(data))


def test_an_encrypted_part_is_said() -> None:
    data = bytearray(package(a=b"x"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert {"file.encrypted"} == found(bytes(data))


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"", Content.EMPTY),
        (b"PK\x03\x04abc", Content.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLE),
        (b"%PDF-1.7", Content.PDF),
        (b"\xef\xbb\xbf\r\n<HTML>", Content.HTML),
        (b"<table border=1>", Content.HTML),
        ("地区,完成".encode("gb18030"), Content.TEXT),
    ],
)
def test_content_is_told_by_bytes(data: bytes, content: Content) -> None:
    assert content is content_of(data)


@pytest.mark.parametrize(
    "text", ["完成\u202e321", "\u2066a", "a\x00b", "\x0b", "\ud800", "\ufffe", "乱\ufffd码", "\x9f"]
)
def test_characters_that_mislead_or_vanish_are_named(text: str) -> None:
    fault = clean_problem(text)
    assert fault is not None
    assert "U+" in fault


@pytest.mark.parametrize("text", ["", "海曙区", "a\tb\nc\r\n", "𠮷㐀", "—…②", "1,234.5%", "　全角空格"])
def test_ordinary_text_is_clean(text: str) -> None:
    assert clean_problem(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "../a",
        "a/b",
        "a\\b",
        "CON",
        "con.xlsx",
        "LPT1.txt",
        "a:b",
        "a.",
        "a ",
        " a",
        "..",
        "a\nb",
        "a\u202eb",
        "鄞" * 90,
        'a"b',
        "a*",
    ],
)
def test_names_that_leave_the_folder_or_fail_on_windows_are_refused(name: str) -> None:
    assert name_problem(name) is not None
    with pytest.raises(ValueError, match="不能作文件名"):
        safe_file_name(name)


@pytest.mark.parametrize("name", ["晾晒表一（2022年7月）.xlsx", "330212_鄞州区.docx", "第7期", "a.b.c", "console.txt"])
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert name == safe_file_name(name)


@given(st.text(max_size=40))
def test_a_safe_name_is_one_step_and_stays_safe(text: str) -> None:
    try:
        name = safe_file_name(text)
    except ValueError:
        return
    assert "/" not in name
    assert "\\" not in name
    assert safe_file_name(name) == name
    assert len(name.encode()) <= 200


def test_headings_are_compared_without_blanks_and_brackets() -> None:
    assert "区县市" == bare("区县\n（市）")
    assert "海曙区" == compact(" 海\u200b曙　区\n")
