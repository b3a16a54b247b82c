"""Checking a page's template without data and building with it know the same faults, and name all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from needs import need_pango
from render.bulletins import FOLDERS

import gongwen as gw
from gongwen.checking import check_pack
from gongwen.errors import TemplateError
from gongwen.render.pages.sources import source_faults
from gongwen.render.pages.values import SAMPLE_PROPERTIES
from gongwen.render.to_html import try_page
from gongwen.render.word.variables import BRIEFING, BULLETIN, PAPER, TABLE, known_values

HTML = FOLDERS[0] / "html"
BULLETIN_PAGE = (HTML / "bulletin.html").read_text(encoding="utf-8")
BASE = (HTML / "base.html").read_text(encoding="utf-8")
KINDS = {"briefing.html": BRIEFING, "express.html": BRIEFING, "bulletin.html": BULLETIN, "table.html": TABLE}


def changed(text: str, *changes: tuple[str, str]) -> bytes:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def line(fragment: str, text: str = BULLETIN_PAGE) -> str:
    return f"行{text[: text.index(fragment)].count(chr(10)) + 1}"


CASES = {
    "two names": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("{{ 署名 }}", "{{ 属名 }}"), ("段.文字", "段.文子"))},
        [("template.unknown_name", line("段.文字")), ("template.unknown_name", line("{{ 署名 }}"))],
    ),
    "a parent's too": (
        {
            "bulletin.html": changed(BULLETIN_PAGE, ("{{ 署名 }}", "{{ 属名 }}")),
            "base.html": changed(BASE, ("属性.作者", "属性.做者")),
        },
        [("template.unknown_name", line("{{ 署名 }}")), ("template.unknown_name", line("属性.作者", BASE))],
    ),
    "a yes or no": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("{{ 署名 }}", "{{ 草稿 }}"))},
        [("template.syntax", line("{{ 署名 }}"))],
    ),
    "a list": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("{{ 主送 }}：", "{{ 主送 }}：{{ 引言 }}"))},
        [("template.syntax", line("{{ 主送 }}："))],
    ),
    "a call": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("{{ 署名 }}", "{{ 署名.upper() }}"))},
        [("template.unsafe", line("{{ 署名 }}"))],
    ),
    "a script": (
        {"bulletin.html": changed(BULLETIN_PAGE, ('<div class="body">', '<div class="body"><script>1</script>'))},
        [("template.external", "")],
    ),
    "a style sheet that is not there": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("papers.css", "paper.css"))},
        [("template.external", "")],
    ),
    "an address in a style sheet": (
        {"papers.css": b"body { background: url(https://example.org/a.png) }", "bulletin.html": BULLETIN_PAGE.encode()},
        [("template.external", "")],
    ),
    "another encoding": (
        {"bulletin.html": BULLETIN_PAGE.encode("gb18030")},
        [("template.encoding", "")],
    ),
    "a parent that is not there": (
        {"bulletin.html": changed(BULLETIN_PAGE, ("annexed.html", "anexed.html"))},
        [("template.missing", "")],
    ),
    "a parent that extends its child": (
        {"bulletin.html": BULLETIN_PAGE.encode(), "base.html": b'{% extends "bulletin.html" %}'},
        [("template.failed", "")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_check_refuses_is_refused_by_the_build(case: str, tmp_path: Path) -> None:
    need_pango()
    files, wanted = CASES[case]
    pack = tmp_path / "某区"
    (pack / "templates" / "html").mkdir(parents=True)
    (pack / "profile.toml").write_text('extends = "ningbo-bairi"\nname = "某区"\n', encoding="utf-8")
    for name, data in files.items():
        (pack / "templates" / "html" / name).write_bytes(data)
    checked = check_pack(pack).problems
    assert {(p.code, p.place) for p in checked} == set(wanted)
    data = gw.read(gw.sample("ningbo-bairi") / "data", pack=gw.load_pack(pack))
    with pytest.raises(TemplateError) as refused:
        gw.build(data, period="2022-07", out=tmp_path / "out", only=["月通报"])
    assert [(p.code, p.place) for p in refused.value.problems] == wanted
    assert all(p.message and p.fix and p.file for p in refused.value.problems)
    assert {p.message for p in refused.value.problems} <= {p.message for p in checked}
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", sorted(HTML.glob("*.html")), ids=lambda path: path.name)
def test_a_shipped_template_has_nothing_wrong(path: Path) -> None:
    known = {**known_values(KINDS.get(path.name, PAPER)), **SAMPLE_PROPERTIES}
    assert source_faults(path.read_text(encoding="utf-8"), known, path.name) == ()
    assert try_page(path.name, known, FOLDERS) == ()
