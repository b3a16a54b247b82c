"""Mistakes in settings, lists, patterns: each is said with its file, its line and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_folders import FILES, edited, only_problem, problems_of, write_pack

from gongwen.checking import check_pack
from gongwen.compose.words import issue_words
from gongwen.model.terms import PATTERN_WORDS
from gongwen.pack import load_pack
from gongwen.phrasing.patterns import render_pattern

PROFILE = "profile.toml"
BOOK = 'kind = "workbook"\nformat = "xlsx"'
BRIEFING = 'kind = "briefing"\nformat = "docx"'
SIGNED = '[[sign_offs]]\ncode = "a"\nmatch = "b"\nsigner = "d"\nnote = "e"\n'


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        # unknown keys
        ("name = \"海滨县专班\"", 'mane = "海滨县专班"', "行6 键 issuer.mane", "是否想写“name”"),
        ("[issuer]", "[isuer]", "行5 键 isuer", "是否想写“issuer”"),
        ("against = ", "agianst = ", "行19 键 topics.投资.agianst", "是否想写“against”"),
        ("charts = [", "chart = [", "行30 键 products.晾晒表.chart", "是否想写“charts”"),
        # wrong kinds of value
        ("rate_decimals = 1", 'rate_decimals = "1"', "行10 键 numbers.rate_decimals", "整数"),
        ("rate_decimals = 1", "rate_decimals = true", "行10 键 numbers.rate_decimals", "整数"),
        ("rate_decimals = 1", "rate_decimals = 9", "行10 键 numbers.rate_decimals", "0 到 6"),
        ("year = 2022", 'year = "2022"', "行3 键 year", "整数"),
        ("name = \"海滨县\"\n", "name = \"海滨县\"\nwatermark = 1\n", "行3 键 watermark", "文字"),
        ('tables = ["表一"]', 'tables = "表一"', "行29 键 products.晾晒表.tables", "列表"),
        ("[issuer]\nname = \"海滨县专班\"\ntotal_name = \"全县\"\n", "issuer = 3\n", "行5 键 issuer", "[issuer]"),
        ('notes = ["{{ 全市 }}不排名。"]', "landscape = 1", "行14 键 tables.表一.landscape", "true"),
        ("year = 2022", "year = 2022\nrelations = 3", "行4 键 relations", "[[relations]]"),
        # values that mean nothing
        ("rate_decimals = 1", 'ties = "standard"', "行10 键 numbers.ties", "competition、dense"),
        ("rate_decimals = 1", 'rounding = "up"', "行10 键 numbers.rounding", "half_up"),
        ("window = \"当月\"", 'window = "本旬"', "行18 键 topics.投资.window", "本季累计"),
        ("window = \"当月\"", 'window = "当月"\nbasis = "weekly"', "行19 键 topics.投资.basis", "month"),
        ("window = \"当月\"", 'window = "当月"\nrank_by = "完成綠"', "行19 键 topics.投资.rank_by", "完成率"),
        ("notes = [", "basis = \"旬\"\nnotes = [", "行14 键 tables.表一.basis", "days"),
        ("notes = [", "cutoff_day = 32\nnotes = [", "行14 键 tables.表一.cutoff_day", "1 到 31"),
        ("notes = [", "paper = \"B5\"\nnotes = [", "行14 键 tables.表一.paper", "A3"),
        ("topic = \"投资\"", 'topic = "投资"\nkind = "pie"', "行24 键 charts.投资图.kind", "bars"),
        ('kind = "workbook"', 'kind = "表格"', "行26 键 products.晾晒表.kind", "briefing"),
        ('format = "xlsx"', 'format = "docx"', "行27 键 products.晾晒表.format", "xlsx"),
        ('kind = "workbook"\nformat = "xlsx"', 'kind = "briefing"\nformat = "doc"', "行27 键 products.晾晒表.format", "docx"),
        # names that name nothing
        ('indicator = "制造业投资"', 'indicator = "制造业投姿"', "行17 键 topics.投资.indicator", "是否想写“制造业投资”"),
        ("topic = \"投资\"", 'topic = "投次"', "行23 键 charts.投资图.topic", "是否想写“投资”"),
        ('tables = ["表一"]', 'tables = ["表二"]', "行29 键 products.晾晒表.tables", "是否想写“表一”"),
        ('charts = ["投资图"]', 'attachments = ["附件"]', "行30 键 products.晾晒表.attachments", "可用：表一、投资图"),
        ('charts = ["投资图"]', 'charts = ["投资圖"]', "行30 键 products.晾晒表.charts", "是否想写“投资图”"),
        (BOOK, f'{BRIEFING}\ntemplate = "无.docx"', "行28 键 products.晾晒表.template", "templates/docx"),
        (BOOK, f'{BRIEFING}\ntemplate = "a.html"', "行28 键 products.晾晒表.template", ".docx"),
        ('[tables."表一"]\n', '[tables."表一"]\ncolumns = "tables/无.csv"\n', "行12 键 tables.表一", "columns"),
        ("window = \"当月\"\n", "", "行16 键 topics.投资", "补上 window"),
    ],
)  # fmt: skip
def test_one_mistake_in_the_profile(tmp_path: Path, old: str, new: str, place: str, hint: str) -> None:
    problem = only_problem(write_pack(tmp_path, profile=edited(PROFILE, old, new)))
    assert (problem.file, problem.place) == (PROFILE, place)
    assert hint in problem.fix


BRIEFING_SETTINGS = '[products."简报"]\nkind = "briefing"\nformat = "docx"\nfile_name = "简报"\n[products."简报".settings]\n'


@pytest.mark.parametrize(
    ("added", "place", "hint"),
    [
        ('[[relations]]\nkind = "total"\n\n[[relations]]\nkind = "sum"\n', "行36 键 relations.2.kind", "total"),
        ('[[relations]]\nkind = "total"\nindicators = ["inve"]\n', "行34 键 relations.1.indicators", "inv"),
        ('[[relations]]\nkind = "total"\ntolerance = "少许"\n', "行34 键 relations.1.tolerance", "数字"),
        ('[relations]\nkind = "total"\n', "行32 键 relations", "[[relations]]"),
        ('[inputs.progres]\npatterns = ["*.xlsx"]\n', "行32 键 inputs.progres", "progress"),
        (f'{SIGNED}reason = "c"\nexpires = "2022"\n', "行38 键 sign_offs.1.expires", "日期"),
        (f'{SIGNED}reason = "c"\nexpires = 2022-12-31\napplies_to = ["表二"]\n', "行39 键 sign_offs.1.applies_to", "表一"),
        (f"{SIGNED}expires = 2022-12-31\n", "行32 键 sign_offs.1", "reason"),
        (
            f'{SIGNED}reason = "c"\nexpires = 2022-12-31\n'.replace('match = "b"', 'match = " "'),
            "行34 键 sign_offs.1.match",
            "只签认这一处",
        ),
        (BRIEFING_SETTINGS + 'total_offset = "十二"\n', "行37 键 products.简报.settings.total_offset", "12"),
        (BRIEFING_SETTINGS + 'chart_form = "照片"\n', "行37 键 products.简报.settings.chart_form", "图片"),
        ('[products."晾晒表".settings]\nlead = 3\n', "行32 键 products.晾晒表.settings", "文字"),
    ],
)  # fmt: skip
def test_one_mistake_added_to_the_profile(tmp_path: Path, added: str, place: str, hint: str) -> None:
    text = f"{FILES[PROFILE]}\n{added}"
    problem = only_problem(write_pack(tmp_path, profile=text))
    assert problem.place == place
    assert hint in problem.fix


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('name = "甲\n', "行1"),
        ("[issuer\n", "行1"),
        ("name = “甲”\n", "行1"),
        ('海滨 = "甲"\n', "行1"),
        ("a = 1\na = 2\n", "行2"),
        ("[numbers]\nties = dense\n", "行2"),
    ],
)
def test_syntax(tmp_path: Path, text: str, place: str) -> None:
    problem = only_problem(
        write_pack(tmp_path, profile=text, tables__表一=FILES["tables/表一.csv"], wording="", headers=None)
    )
    assert problem.code == "pack.toml_syntax"
    assert problem.place.startswith(place)
    assert "半角" in problem.fix


def test_first_places_across_classes_and_a_light_without_a_scheme(tmp_path: Path) -> None:
    profile = FILES[PROFILE].replace("rate_decimals = 1", "within_category = true")
    profile = profile.replace('against = "当月"', 'against = "当月"\nlight = "没有的"')
    wording = '["总体情况"]\nparagraphs = ["{{ 投资.前列|名称|列举 }}", "{% for 类 in 投资.各类 %}{{ 类.前列数 }}{% endfor %}"]\n'
    problems = problems_of(write_pack(tmp_path, profile=profile, wording=wording))
    assert [(p.code, p.place) for p in problems] == [
        ("pack.column", "profile.toml 键 topics.投资.light"),
        ("pattern.classes", "wording.toml 行1 [总体情况] 第1条"),
    ]
    assert "没有的" in problems[0].message and "投资.各类" in problems[1].fix


@pytest.mark.parametrize(("word", "said"), [("前列", "区居首位的是乙。"), ("居前", "区居首位的是乙。"), ("后列", "区后几位的是丙。")])
def test_the_sentence_that_is_advised_for_classes_can_be_said(word: str, said: str, tmp_path: Path) -> None:
    profile = FILES[PROFILE].replace("rate_decimals = 1", "within_category = true")
    wording = f'["总体情况"]\nparagraphs = ["{{{{ 投资.{word} }}}}"]\n'
    (problem,) = problems_of(write_pack(tmp_path, profile=profile, wording=wording))
    one, other = {"名称": "乙"}, {"名称": "丙"}
    classes = (
        {"名称": "区", "前列": (one,), "居前": "居首位", "后列": (other,)},
        {"名称": "县", "前列": (), "居前": "", "后列": ()},
    )
    pattern = problem.fix.removeprefix("写成 ")
    assert render_pattern(pattern, {"投资": {"各类": classes}}, place="") == said


@pytest.mark.parametrize("words", ["投资.达标数", "投资.全市.达标", "投资.未达标|名称|列举", "投资.落后数"])
def test_words_about_a_target_that_a_topic_does_not_have(tmp_path: Path, words: str) -> None:
    wording = f'["总体情况"]\nparagraphs = ["{{{{ {words} }}}}"]\n'
    load_pack(write_pack(tmp_path / "有目标", wording=wording))
    profile = FILES[PROFILE].replace('against = "当月"', "")
    (problem,) = problems_of(write_pack(tmp_path, profile=profile, wording=wording))
    assert (problem.code, problem.place) == ("pattern.no_target", "wording.toml 行1 [总体情况] 第1条")
    assert words.partition("|")[0] in problem.message


@pytest.mark.parametrize("value", ["目标", "完成率", "与目标差", "时序进度", "超时序", "达标"])
def test_a_column_about_a_target_without_one(tmp_path: Path, value: str) -> None:
    table = edited("tables/表一.csv", "完成率,当月,当月", f"{value},当月,")
    (problem,) = [p for p in problems_of(write_pack(tmp_path, tables__表一=table)) if p.code == "pack.column"]
    assert "tables/表一.csv 行3" in problem.place and "没有写目标期间" in problem.message
    assert ("有无" in problem.fix) == (value == "达标")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("与目标差,当月,当月", "“制造业投资”不以%计，没有“与目标差”（百分点）"),
        ("与全市差,当月,", "没有“与全市差”"),
        ("排名,当月,", "不知道排什么"),
        ("排名变化,当月,", "不知道排什么"),
    ],
)
def test_a_column_that_would_be_empty_in_every_row(tmp_path: Path, column: str, said: str) -> None:
    """A heading over nothing but —, which a reader takes for unreported."""
    table = edited("tables/表一.csv", "完成率,当月,当月", column)
    problems = [p for p in problems_of(write_pack(tmp_path, tables__表一=table)) if p.code == "pack.column"]
    assert said in problems[0].message


@pytest.mark.parametrize("value", ["完成率", "时序进度", "超时序"])
def test_no_rate_of_a_rate(tmp_path: Path, value: str) -> None:
    table = edited("tables/表一.csv", "完成率,当月,当月", f"{value},当月,当月")
    indicators = FILES["indicators.csv"].replace("亿元", "%")
    problems = problems_of(write_pack(tmp_path, tables__表一=table, indicators=indicators))
    assert any(f"没有“{value}”" in p.message for p in problems if p.code == "pack.column")


# -- lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        ("regions.csv", "B,乙镇", "A,乙镇", "行4 列“代码”", "与行3重复"),
        ("regions.csv", "B,乙镇", "B,甲镇", "行4 列“名称”", "重复"),
        ("regions.csv", "B,乙镇,,", "B,乙镇,,甲乡", "行4 列“别名”", "同时指甲镇和乙镇"),
        ("regions.csv", "B,乙镇", ",乙镇", "行4 列“代码”", "不能空"),
        ("regions.csv", "B,乙镇", "B/2,乙镇", "行4 列“代码”", "不能作代码"),
        ("regions.csv", "镇,是,", "镇,参加,", "行3 列“是否参与排名”", "“参加”不在可用词中"),
        ("regions.csv", "镇,是,", "镇,是,是", "列“是否合计”", "只能有一行"),
        ("regions.csv", "镇,,\n", "镇,,,,多,余\n", "行4", "有10格，表头只有7格"),
        ("regions.csv", "名称,简称", "名字,简称", "行1", "缺少列“名称”"),
        ("indicators.csv", "growth,投资增速", "inv,投资增速", "行3 列“代码”", "重复"),
        ("indicators.csv", "投资增速,,%,1,inv,", "投资增速,,%,1,invest,", "行3 列“增速对应”", "没有代码为“invest”"),
        ("indicators.csv", "投资增速,,%,1,inv,", "投资增速,,%,1,growth,", "行3 列“增速对应”", "自己"),
        ("indicators.csv", "亿元,1,,", "亿元,一,,", "行2 列“小数位”", "不是整数"),
        ("indicators.csv", "亿元,1,,", "亿元,1,,inv/growth/inv", "行2 列“比值”", "指标代码"),
        ("indicators.csv", "投资增速,,", "投资增速,工业投资,", "行3 列“别名”", "同时指两个指标"),
        ("indicators.csv", "计量单位", "单位", "行1", "不认识的列“单位”"),
        ("headers.csv", "制造业投资", "制造投资", "行2 列“指标”", "指标目录中没有"),
        ("tables/表一.csv", "inv,完成率", "invx,完成率", "行3 列“指标”", "指标目录中没有"),
        ("tables/表一.csv", "inv,完成率", "inv,完工率", "行3 列“取值”", "不在可用词中"),
        ("tables/表一.csv", "完成率,当月,当月", "完成率,当旬,当月", "行3 列“期间”", "不是可用的期间"),
        ("tables/表一.csv", "完成率,当月,当月", "完成率,当月,三季", "行3 列“目标期间”", "不是可用的期间"),
        ("tables/表一.csv", "投资/排名", "投资/{{ 期限 }}排名", "tables/表一.csv 行4 列“表头”", "没有名为“期限”"),
    ],
)  # fmt: skip
def test_one_mistake_in_a_list(tmp_path: Path, file: str, old: str, new: str, place: str, words: str) -> None:
    problems = problems_of(write_pack(tmp_path, **{file.rpartition(".")[0].replace("/", "__"): edited(file, old, new)}))
    found = [p for p in problems if p.place == place]
    assert found, problems
    assert words in found[0].message
    assert file in found[0].where()


def test_a_repeated_name_is_said_once_for_all_its_meanings(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, regions=FILES["regions.csv"].replace("B,乙镇", "A,甲镇"))
    assert {problem.place for problem in problems_of(folder)} <= {"行4 列“代码”", "行4 列“名称”", "行4 列“别名”"}


def test_an_empty_list(tmp_path: Path) -> None:
    assert only_problem(write_pack(tmp_path, regions="")).code == "pack.list_empty"


# -- patterns --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{{ 投资.全市.完成.__class__ }}", "__class__"),
        ("{{ 1 + 1 }}", "Add"),
        ("{% if 投资 %}甲", "没有配对"),
        ("｛｛ 投资 ｝｝", "全角"),
        ("{{ 投姿.全市.完成 }}", "没有名为“投姿”"),
        ("{{ 投资.全市.完成|增城 }}", "没有过滤器“增城”"),
        ("{% set x = 1 %}", "Assign"),
    ],
)
def test_a_sentence_is_refused_with_its_section_and_number(tmp_path: Path, pattern: str, words: str) -> None:
    wording = f'# 句式\n["总体情况"]\nparagraphs = ["好。", "{pattern}"]\n'
    problem = problems_of(write_pack(tmp_path, wording=wording))[0]
    assert problem.place == "wording.toml 行2 [总体情况] 第2条"
    assert words in problem.message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("晾晒表（{{ 期间 }}）", "晾晒表（{{ 期间() }}）", "行13 键 tables.表一.title"),
        ("{{ 全市 }}不排名。", "{{ 投资 }}不排名。", "行14 键 tables.表一.notes"),
        ("晾晒表（{{ 期.年月 }}）", "晾晒表（{{ 期间 }}）", "行28 键 products.晾晒表.file_name"),
        ("{{ 期间 }}投资", "{{ 期限 }}投资", "行22 键 charts.投资图.title"),
    ],
)
def test_titles_notes_and_file_names_are_patterns_too(tmp_path: Path, old: str, new: str, place: str) -> None:
    problem = only_problem(write_pack(tmp_path, profile=edited(PROFILE, old, new)))
    assert (problem.file, problem.place) == (PROFILE, place)


def test_a_section_that_is_no_group(tmp_path: Path) -> None:
    problem = only_problem(write_pack(tmp_path, wording='"总体情况" = "全市完成。"\n'))
    assert (problem.file, problem.place) == ("wording.toml", "行1 键 总体情况")


def test_the_words_that_every_pattern_has_are_those_that_composing_gives(tmp_path: Path) -> None:
    from boards import make_pack

    from gongwen.compose import Setting
    from gongwen.model.data import Dataset
    from gongwen.model.figures import Board
    from gongwen.model.issue import Issue
    from gongwen.model.period import Period

    setting = Setting(make_pack(), Board(), Dataset({}, {}), Issue(Period.month(2022, 7)))
    assert set(issue_words(setting)) == set(PATTERN_WORDS)


def test_a_topic_may_not_take_one_of_those_words(tmp_path: Path) -> None:
    text = FILES[PROFILE].replace('[topics."投资"]', '[topics."全市"]').replace('topic = "投资"', 'topic = "全市"')
    problems = problems_of(write_pack(tmp_path, profile=text, wording=""))
    assert ["话题不能叫“全市”"] == [p.message for p in problems]


@pytest.mark.parametrize("heading", ["得分", "排名", "亮灯", "折合得分"])
def test_a_score_that_is_wrong_is_said_once_wherever_it_is_named(heading: str, tmp_path: Path) -> None:
    score = '\n[scores."综合"]\nitems = [{ indicator = "inv", window = "当月", against = "当月", weight = 0 }]\n'
    topic = '\n[topics."总分"]\nindicator = "综合"\nwindow = "当月"\n'
    light = '\n[lights."默认"]\nbasis = "得分"\nbands = [{ light = "绿", when = "≥80" }, { light = "红" }]\n'
    code, scheme = ("inv", "综合") if heading == "折合得分" else ("综合", "")
    columns = f"表头,指标,取值,期间,目标期间,得分方案\n综合/{heading},{code},{heading},当月,,{scheme}\n"
    write_pack(tmp_path, profile=FILES["profile.toml"] + score + topic + light, tables__表一=columns)
    problem = only_problem(tmp_path)
    assert "没有权重" in problem.message
    assert [p.message for p in check_pack(tmp_path).problems] == [problem.message]


def test_an_indicator_that_is_wrong_is_said_once_wherever_it_is_named(tmp_path: Path) -> None:
    write_pack(tmp_path, indicators=edited("indicators.csv", ",亿元,1,,", ",亿元,一,,"))
    assert "不是整数" in only_problem(tmp_path).message
    assert len(check_pack(tmp_path).problems) == 1
