"""check-pack: settings, wording and every template without data, all problems in one run, and comments at the spots."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pack_folders import FILES, write_pack

import gongwen as gw
from gongwen.checking import check_pack
from gongwen.cli import main
from gongwen.errors import OutputError, UsageError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
BRIEFING = '\n[products."简报"]\nkind = "briefing"\nformat = "docx"\nfile_name = "简报"\ntitle = "简报"\n'


def template_in(pack: Path, name: str, *changes: tuple[str, str], part: str = "word/document.xml") -> Path:
    """A shipped template in the pack's own folder, changed as a district's hand would."""
    kind = name.rpartition(".")[2]
    target = pack / "templates" / kind / name
    target.parent.mkdir(parents=True, exist_ok=True)
    source = TEMPLATES / kind / name
    if kind == "html":
        text = source.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        target.write_text(text, encoding="utf-8")
        return target
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for item in before.namelist():
            text = before.read(item).decode("utf-8")
            for old, new in changes if item == part else ():
                assert old in text
                text = text.replace(old, new, 1)
            after.writestr(item, text)
    return target


@pytest.mark.parametrize("name", ["ningbo-bairi", "zhaoshang-kuaibao", "liangshaibi"])
def test_the_shipped_sample_has_nothing_wrong(name: str) -> None:
    made = check_pack(gw.sample(name))
    assert made.problems == ()
    assert made.ok
    assert "bulletin.html" in {path.name for path in made.templates}


def test_settings_wording_and_templates_are_told_in_one_run(tmp_path: Path) -> None:
    profile = (
        FILES["profile.toml"]
        .replace('window = "当月"', 'window = "本旬"')
        .replace("rate_decimals = 1", "rate_decimal = 1")
    )
    wording = FILES["wording.toml"].replace("投资.全市", "投咨.全市")
    pack = write_pack(tmp_path / "包", profile=profile + BRIEFING, wording=wording)
    template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"), ("{{ 段 }}", "｛｛段｝｝"))
    template_in(pack, "bulletin.html", ("{{ 署名 }}", "{{ 属名 }}"), ("段.文字", "段.文子"))
    made = check_pack(pack)
    told = {(p.code, p.file) for p in made.problems}
    assert ("pack.unknown_key", "profile.toml") in told
    assert ("pack.value", "profile.toml") in told
    assert ("template.unknown_name", "templates/docx/briefing.docx") in told
    assert ("template.syntax", "templates/docx/briefing.docx") in told
    assert ("template.unknown_name", "templates/html/bulletin.html") in told
    assert any(p.code == "pattern.unknown_name" and "投咨" in p.message for p in made.problems)
    assert any("文子" in p.message and p.place.startswith("行") and "文字" in p.fix for p in made.problems)
    assert all(p.place for p in made.problems)


def test_a_broken_entry_is_not_also_called_unknown_by_those_who_name_it(tmp_path: Path) -> None:
    profile = FILES["profile.toml"].replace('title = "晾晒表（{{ 期间 }}）"', "titel = 1")
    problems = check_pack(write_pack(tmp_path, profile=profile)).problems
    assert problems
    assert {p.code for p in problems} <= {"pack.unknown_key", "pack.missing_key"}


@pytest.mark.parametrize("text", ['extends = "没有"\n', "name = \n", ""])
def test_templates_are_read_even_where_the_settings_cannot_be(tmp_path: Path, text: str) -> None:
    pack = write_pack(tmp_path, profile=text)
    template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    problems = check_pack(pack).problems
    assert any(p.code == "template.unknown_name" and "简报名称" in p.fix for p in problems)


def test_a_template_of_another_name_is_checked_as_the_kind_it_looks_like(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    template_in(pack, "bulletin.docx", ("{{ 署名 }}", "{{ 属名 }}")).rename(
        pack / "templates" / "docx" / "我们的通报.docx"
    )
    (found,) = check_pack(pack).problems
    assert found.file == "templates/docx/我们的通报.docx"
    assert "署名" in found.fix


def test_a_page_of_another_name_is_checked_as_what_it_goes_on_from(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / "templates" / "html").mkdir(parents=True)
    page = pack / "templates" / "html" / "我们的.html"
    page.write_text('{% extends "bulletin.html" %}\n{% block 版记 %}{{ 印发机关 }}{% endblock %}', encoding="utf-8")
    assert check_pack(pack).problems == ()
    page.write_text(page.read_text(encoding="utf-8").replace("印发机关", "印发机观"), encoding="utf-8")
    (found,) = check_pack(pack).problems
    assert (found.file, found.place) == ("templates/html/我们的.html", "行2") and "印发机关" in found.fix


def test_comments_stand_at_the_spots_and_python_docx_reads_them(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    template_in(
        pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"), ("{{ 案例.标题 }}", "{{ 案例.标提 }}"),
        ("报：{{ 报 }}", "报：{{ 抱 }}"),
    )  # fmt: skip
    made = check_pack(pack, annotate=tmp_path / "标注")
    (copy,) = made.outputs
    assert copy == tmp_path / "标注" / "templates" / "docx" / "briefing.docx"
    document = docx.Document(str(copy))
    comments = {comment.comment_id: comment for comment in document.comments}
    assert len(comments) == len(made.problems) == 3
    assert all(comment.author == "gongwen" and "改法：" in comment.text for comment in comments.values())
    marked = {
        p.text: comments[int(p._p.xpath(".//w:commentReference/@w:id")[0])].text
        for p in document.paragraphs
        if p._p.xpath("./w:r/w:commentReference")
    }
    assert "简报名称" in marked["{{ 简报名 }}"]
    assert any("案例.标提" in text and "标题" in told for text, told in marked.items())
    assert any("报尾" not in text and "“抱”" in told for text, told in marked.items())


def test_a_fault_in_a_header_is_told_at_the_first_paragraph_with_its_place(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    template_in(pack, "briefing.docx", ("<w:pPr>", "<w:r><w:t>{{ 期此 }}</w:t></w:r><w:pPr>"), part="word/header1.xml")
    made = check_pack(pack, annotate=tmp_path / "标注")
    comment = next(iter(docx.Document(str(made.outputs[0])).comments))
    assert "页眉1 第1段：" in comment.text


def test_comments_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    path = template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    document = docx.Document(str(path))
    first = next(p for p in document.paragraphs if p.runs)
    document.add_comment(first.runs, text="请领导定", author="张三")
    document.save(str(path))
    made = check_pack(pack, annotate=tmp_path / "标注")
    found = list(docx.Document(str(made.outputs[0])).comments)
    assert [c.author for c in found] == ["张三"] + ["gongwen"] * len(made.problems)
    assert len({c.comment_id for c in found}) == len(found)


def test_what_is_no_word_file_is_told_and_left_unmarked(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包")
    folder = pack / "templates" / "docx"
    folder.mkdir(parents=True)
    (folder / "briefing.docx").write_bytes(b"\xd0\xcf\x11\xe0 not a docx")
    (folder / "~$briefing.docx").write_bytes(b"lock")
    made = check_pack(pack, annotate=tmp_path / "标注")
    assert {p.code for p in made.problems} == {"template.not_docx"}
    assert made.outputs == ()


def test_copies_never_land_in_the_pack_nor_over_edited_ones(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    with pytest.raises(UsageError):
        check_pack(pack, annotate=pack / "标注")
    (copy,) = check_pack(pack, annotate=tmp_path / "标注").outputs
    assert check_pack(pack, annotate=tmp_path / "标注").outputs == (copy,)
    copy.write_bytes(copy.read_bytes() + b"\0")
    with pytest.raises(OutputError):
        check_pack(pack, annotate=tmp_path / "标注")


def test_the_same_faults_give_the_same_bytes(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    one, two = (check_pack(pack, annotate=tmp_path / name).outputs[0].read_bytes() for name in "甲乙")
    assert one == two
    assert zipfile.ZipFile(io.BytesIO(one)).testzip() is None


def test_the_command_says_it_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-pack", str(gw.sample()), "--show"]) == 0
    shown = capsys.readouterr().out
    assert "base_pack/profile.toml 行" in shown
    assert "没有发现问题" in shown
    pack = write_pack(tmp_path / "包", profile=FILES["profile.toml"] + BRIEFING)
    template_in(pack, "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    assert main(["check-pack", str(pack), "--json", "--show", "--annotate", str(tmp_path / "标注")]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["command"], answer["ok"], answer["exit"]) == ("check-pack", False, 1)
    assert answer["problems"][0]["place"].startswith("正文 ")
    assert len(answer["outputs"]) == 1
    settings = {row["key"]: row for row in answer["settings"]}
    assert settings["issuer.name"]["value"] == "海滨县专班"
    assert settings["issuer.name"]["source"].startswith("profile.toml 行")
    assert settings["issuer.mark"]["source"] == "默认"
    assert settings["regions.csv"]["value"] == "3行"


def test_an_inherited_setting_and_template_name_their_pack(tmp_path: Path) -> None:
    write_pack(tmp_path / "市级", profile=FILES["profile.toml"] + BRIEFING)
    template_in(tmp_path / "市级", "briefing.docx", ("{{ 简报名称 }}", "{{ 简报名 }}"))
    below = tmp_path / "区级"
    below.mkdir()
    (below / "profile.toml").write_text('extends = "../市级"\nname = "区级"\n', encoding="utf-8")
    made = check_pack(below)
    assert [p.file for p in made.problems] == ["市级/templates/docx/briefing.docx"]
    sources = {row.key: row.source for row in made.settings}
    assert sources["name"] == "profile.toml 行2"
    assert sources["issuer.name"].startswith("市级/profile.toml 行")
    shutil.rmtree(below)


LINES = [(name, number) for name, text in FILES.items() for number in range(len(text.splitlines()))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spots=st.lists(st.sampled_from(LINES), min_size=1, max_size=4, unique=True),
    new=st.sampled_from(
        ["", "x = 1", "[products]", "kind = 3", 'tables = "表一"', "甲,乙,丙", '[tables."表一"', "{{ 期"]
    ),
)
def test_settings_damaged_anywhere_are_told_and_never_raise(
    spots: list[tuple[str, int]], new: str, tmp_path: Path
) -> None:
    files = {name: text.splitlines() for name, text in FILES.items()}
    for name, number in spots:
        files[name][number] = new
    pack = write_pack(
        tmp_path, **{name.rpartition(".")[0].replace("/", "__"): "\n".join(t) for name, t in files.items()}
    )
    for problem in check_pack(pack).problems:
        assert problem.message
        assert problem.fix
        assert problem.file or problem.place
