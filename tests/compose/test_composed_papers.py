"""What the settings of a paper put into its fields, before any page is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import gongwen as gw
from gongwen.compose import Setting, compose_briefing, compose_bulletin, compose_paper, missing_parts
from gongwen.compute import compute_board
from gongwen.model.data import Prose
from gongwen.model.issue import Issue
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import GENERAL, PAPER_FORMS


@pytest.fixture(scope="module")
def setting() -> Setting:
    folder = gw.sample()
    pack = gw.load_pack(folder)
    data = gw.read(folder / "data", pack=pack).dataset
    issue = Issue(gw.Period.parse("2022-07"), number=7, dated=date(2022, 8, 5))
    return Setting(pack, compute_board(data, pack, issue.period), data, issue)


def paper(kind: str = "document", title: str = "关于某事的通知", **settings: str) -> ProductSpec:
    return ProductSpec("文", kind, "docx", "文", title=title, sections=("总体情况",), settings=settings)


@pytest.mark.parametrize("form", GENERAL)
def test_every_kind_of_the_general_format_has_its_template(form, setting):
    made = compose_paper(setting, paper(form=form))
    assert made.template == "notice.docx"
    assert compose_paper(setting, replace(paper(form=form), format="pdf")).template == "notice.html"
    assert PAPER_FORMS[form] == "notice"
    assert made.fields["盖章"] is True


def test_thirty_recipients_leave_no_text_on_the_first_page_and_go_to_the_imprint(setting):
    few, many = "甲局，乙局", "，".join(f"示例市第{number}区人民政府" for number in range(1, 31))
    for names, below in ((few, False), (many, True)):
        fields = compose_paper(setting, paper(recipients=names)).fields
        assert (fields["主送"], fields["版记主送"]) == (("", names) if below else (names, ""))
    fields = compose_paper(setting, paper(recipients=many, recipients_place="标题下")).fields
    assert (fields["主送"], fields["版记主送"]) == (many, "")
    assert compose_paper(setting, paper(recipients=few, recipients_place="版记")).fields["版记主送"] == few
    assert compose_paper(setting, paper(recipients="")).fields["主送"] == ""
    assert compose_paper(setting, paper(form="公告")).fields["主送"] == ""


def test_recipients_give_way_to_the_heads_of_a_joint_issue(setting):
    """Six lines of names fit under one organ, not under five; nor under four lines of title and the 示例 note."""
    names, several = "，".join(f"示例市第{number}区政府" for number in range(1, 16)), "、".join(["市统计局"] * 4)
    alone = compose_paper(replace(setting, pack=replace(setting.pack, sample_note="")), paper(recipients=names))
    assert alone.fields["主送"] == names
    assert compose_paper(setting, paper(recipients=names, joint=several)).fields["版记主送"] == names
    assert compose_paper(setting, paper(recipients=names, joint=several, joint_mark="主办")).fields["主送"] == names
    assert compose_paper(setting, paper(title="甲|乙|丙|丁|戊", recipients=names)).fields["版记主送"] == names


@pytest.mark.parametrize("form", PAPER_FORMS)
def test_only_a_circular_opens_as_a_circular_unless_the_settings_say_so(form, setting):
    assert bool(compose_paper(setting, paper(form=form)).fields["引言"]) is (form == "通报")
    assert compose_paper(setting, paper(form=form, lead="通报引言")).fields["引言"]


def test_none_written_out_is_no_recipient_and_no_copy(setting):
    fields = compose_paper(setting, paper(recipients="无", copies_to="无", recipients_place="版记")).fields
    assert (fields["主送"], fields["版记主送"], fields["抄送"]) == ("", "", "")


@pytest.mark.parametrize(("copies", "printed"), [("120", "共印120份"), ("共印60份", "共印60份"), ("", "")])
def test_a_bare_number_of_copies_is_printed_in_words(copies, printed, setting):
    pack = replace(setting.pack, issuer=replace(setting.pack.issuer, copies=copies))
    product = ProductSpec("简报", "briefing", "docx", "简报", title="简报")
    assert compose_briefing(replace(setting, pack=pack), product).fields["印数"] == printed


def test_secrecy_comes_with_its_period_and_in_the_order_of_the_standard(setting):
    fields = compose_bulletin(
        setting, paper("bulletin", urgency="特急", secrecy="机密", secrecy_period="2年", copy_number="000012")
    ).fields
    assert [item["文字"] for item in fields["左上要素"]] == ["000012", "机密★2年", "特急"]
    assert [item["黑体"] for item in fields["左上要素"]] == [False, True, True]


def test_a_joint_issue_names_all_on_the_mark_and_under_the_text(setting):
    asked = paper(form="请示", mark="甲局文件", joint="乙局、丙局", signatory="赵一、钱二、孙三", seal="否")
    fields = compose_paper(setting, asked).fields
    assert (fields["标志行"], fields["标志字"], fields["发文机关标志"]) == (("甲局", "乙局", "丙局"), "文件", "甲局乙局丙局文件")
    assert fields["签发人行"] == (
        {"字号": "", "一": "赵一", "二": "钱二"}, {"字号": "示例〔2022〕7号", "一": "孙三", "二": ""},
    )  # fmt: skip
    assert [row["名"][0] for row in fields["署名行"]][1:] == ["乙局", "丙局"]
    alone = compose_paper(setting, replace(asked, settings={**asked.settings, "joint_mark": "主办"})).fields
    assert (alone["标志行"], alone["标志字"]) == (("甲局文件",), "")


@pytest.mark.parametrize(
    ("names", "columns"), [("乙局、丙局", 1), ("乙局", 2), ("乙局、丙局", 3), ("乙局、丙局、丁局", 3)]
)
def test_seals_stand_in_rows_that_end_at_the_right(names, columns, setting):
    long = {1: "示例市推进制造业高质量发展领导小组", 2: "示例市制造业高质量发展专班", 3: "示例市专班"}[columns]
    issuer = replace(setting.pack.issuer, signature=long)
    named = replace(setting, pack=replace(setting.pack, issuer=issuer))
    rows = compose_paper(named, paper(joint=names)).fields["署名行"]
    assert {row["列数"] for row in rows} == {columns}
    assert all(len(row["名"]) == columns for row in rows)
    assert [name for row in rows for name in row["名"] if name] == [long, *names.split("、")]
    assert rows[-1]["名"][-1]


def test_an_upward_paper_waits_for_its_signatory_in_a_draft_and_fails_a_final(setting):
    document = compose_paper(setting, paper(form="报告"))
    assert document.fields["签发人"] == "【待补】"
    final = replace(setting.issue, final=True)
    assert any("签发人" in p.message and p.severity == "error" for p in missing_parts(document, final))
    written = replace(setting, data=replace(setting.data, prose=Prose({"签发人": ("张三",)})))
    assert compose_paper(written, paper(form="报告")).fields["签发人"] == "张三"
    assert compose_paper(setting, paper(form="通知")).fields["签发人"] == ""


def test_an_order_has_number_post_and_signer_and_no_title(setting):
    fields = compose_paper(setting, paper(form="令", mark="示例市人民政府令", post="市　长")).fields
    assert (fields["期次"], fields["职务"], fields["签署人"], fields["标题行"]) == ("第7号", "市　长", "", ())
    assert compose_paper(setting, paper(form="令")).fields["职务"] == "【待补】"


@pytest.mark.parametrize(("length", "lines"), [(6, 1), (17, 1), (18, 2), (40, 3)])
def test_a_long_mark_is_broken_by_meaning_and_loses_nothing(length, lines, setting):
    mark = "示例市推进新型工业化暨制造业高质量发展工作领导小组重大项目建设推进专班办公室文件市县"[:length]
    made = compose_bulletin(setting, paper("bulletin", mark=mark)).fields["标志行"]
    assert "".join(made) == mark
    assert len(made) <= lines
    assert all(len(line) <= 20 for line in made)
    assert not any(line.startswith(("件", "组", "室", "作")) for line in made)
