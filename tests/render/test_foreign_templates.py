"""One rule for packs' own templates: foreign is a page of which any template, style sheet or picture is not shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from needs import need_pango
from render.bulletins import FOLDERS, bulletin

import gongwen as gw
from gongwen.errors import OutputError
from gongwen.model.document import Document
from gongwen.render.to_html import page_markup

BASE = (FOLDERS[0] / "html" / "base.html").read_text(encoding="utf-8")


def foreign(folder: Path, files: dict[str, str], document: Document) -> bool:
    (folder / "html").mkdir()
    for name, text in files.items():
        (folder / "html" / name).write_text(text, encoding="utf-8")
    return page_markup(document, (folder, *FOLDERS)).is_foreign


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({}, False),
        ({"other.html": "<p>另一个产品的模板</p>"}, False),
        ({"bulletin.html": '{% extends "base.html" %}{% block 正文 %}<p>短</p>{% endblock %}'}, True),
        ({"base.html": BASE}, True),
        ({"gb9704.css": "p { color: #000; }"}, True),
    ],
    ids=["none", "unused", "main", "parent", "style"],
)
def test_what_makes_a_page_foreign(files: dict[str, str], wanted: bool, tmp_path: Path) -> None:
    assert foreign(tmp_path, files, bulletin()) is wanted


def test_a_pack_that_changes_only_the_base_may_leave_a_field_out(tmp_path: Path) -> None:
    """Its base drops the 版记 and the annexes: left out with a note, not refused as lost."""
    need_pango()
    (tmp_path / "templates" / "html").mkdir(parents=True)
    own = BASE.replace("{% block 正文 %}{% endblock %}", "<p>本单位的版式</p>")
    assert own != BASE
    (tmp_path / "templates" / "html" / "base.html").write_text(own, encoding="utf-8")
    (tmp_path / "profile.toml").write_text('extends = "ningbo-bairi"\nname = "某区"\n', encoding="utf-8")
    data = gw.read(gw.sample("ningbo-bairi") / "data", pack=gw.load_pack(tmp_path))
    made = gw.build(data, period="2022-07", out=tmp_path / "out", only=["月通报"])
    assert {problem.code for problem in made.problems} >= {"audit.left_out"}
    assert [path.suffix for path in made.outputs] == [".pdf"]


def test_what_a_packs_template_uses_must_stand_on_a_page(tmp_path: Path) -> None:
    """Left out is a choice; hidden, or pushed off the page, is a loss."""
    need_pango()
    (tmp_path / "templates" / "html").mkdir(parents=True)
    hidden = '{% extends "bulletin.html" %}\n{% block 样式 %}<style>.recipients { display: none }</style>{% endblock %}'
    assert "{% block 样式 %}" in BASE
    (tmp_path / "templates" / "html" / "bulletin.html").write_text(hidden, encoding="utf-8")
    (tmp_path / "profile.toml").write_text('extends = "ningbo-bairi"\nname = "某区"\n', encoding="utf-8")
    data = gw.read(gw.sample("ningbo-bairi") / "data", pack=gw.load_pack(tmp_path))
    with pytest.raises(OutputError) as refused:
        gw.build(data, period="2022-07", out=tmp_path / "out", only=["月通报"])
    assert ["主送"] == [problem.place for problem in refused.value.problems]
    assert "没有印在任何一面" in refused.value.problems[0].message
    assert not (tmp_path / "out").exists()
