"""The shipped sample's sentences: every one computed, every number one that a table prints too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

import gongwen as gw
from gongwen.compose import Setting, compose_briefing, compose_bulletin, compose_table, compose_workbook, missing_parts
from gongwen.compute import compute_board
from gongwen.model.data import Prose
from gongwen.model.document import Document
from gongwen.model.figures import FigureKey
from gongwen.model.issue import Issue
from gongwen.model.pack import ProductSpec
from gongwen.model.period import Period
from gongwen.model.problems import Severity
from gongwen.model.terms import TO_FILL
from gongwen.output import Data

JULY = Period.month(2022, 7)
FORBIDDEN = re.compile("责令|垫底|倒数|黑榜|末位|后进|表彰|严肃问责|通报批评")


@cache
def sample() -> Data:
    pack = gw.load_pack(gw.sample())
    return gw.read(gw.sample() / "data", pack=pack)


@cache
def setting(issue: Issue = Issue(JULY)) -> Setting:  # noqa: B008 - frozen
    pack, data = sample().pack, sample().dataset
    return Setting(pack, compute_board(data, pack, issue.period, as_of=issue.as_of), data, issue)


def product(kind: str) -> ProductSpec:
    return next(p for p in setting().pack.products if p.kind == kind)


def bulletin(issue: Issue = Issue(JULY)) -> Document:  # noqa: B008
    return compose_bulletin(setting(issue), product("bulletin"))


def briefing(issue: Issue = Issue(JULY)) -> Document:  # noqa: B008
    return compose_briefing(setting(issue), product("briefing"))


def texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def section(document: Document, name: str) -> list[str]:
    found = next(s for s in document.fields["各节"] if s["标题"].endswith(f"、{name}"))
    return [paragraph["文字"] for paragraph in found["段落"]]


# -- sentences -------------------------------------------------------------------------------------------------------


def test_the_whole() -> None:
    assert section(bulletin(), "总体情况")[:2] == [
        "7月份，全市完成制造业投资102.8亿元，同比增长31.2%，完成当月目标（100亿元以上）的102.8%，"
        "增速高于目标1.2个百分点（目标为30%以上）。",
        "截至7月底，全市三季度制造业投资102.8亿元，完成方案确定的三季度目标（323亿元）的31.8%，落后时序进度1.5个百分点。",
    ]
    projects = section(bulletin(), "总体情况")[2]
    assert "新开工项目71个，完成目标的35.5%，超时序进度2.2个百分点" in projects
    assert "新备案项目418个，完成目标的34.8%，超时序进度1.5个百分点" in projects


def test_the_regions() -> None:
    said = section(bulletin(), "各地情况")
    assert said[1] == (
        "从当月完成率看，居前3位的是高新区（125.0%）、奉化区（116.7%）和镇海区（111.7%）；海曙区（104.0%）也完成当月目标，"
        "其余8个地区未完成。"
    )
    assert said[2] == "从位次变化看，镇海区较上月前移3位，进位最多；江北区后移2位；慈溪市和前湾新区位次持平。"
    assert said[3] == "鄞州区和宁海县完成率均为92.9%，并列第5位；余姚市、象山县和前湾新区完成率均为90.0%，并列第9位。"
    assert said[6].startswith(
        "新开工项目完成率居前4位的是奉化区（41.7%）、镇海区（40.0%）、前湾新区（40.0%）和高新区（40.0%）"
    )


def test_the_briefing() -> None:
    assert briefing().fields["导语"] == (
        "7月份，全市完成制造业投资102.8亿元，同比增长31.2%，完成当月目标的102.8%；三季度目标完成31.8%，落后时序进度1.5个百分点。"
        "高新区、奉化区和镇海区当月目标完成率居前3位，镇海区较上月前移3位。",
    )
    assert section(briefing(), "推进情况")[0].endswith("慈溪市和前湾新区位次持平，江北区后移2位。")


@pytest.mark.parametrize("compose", [bulletin, briefing])
def test_the_tone(compose: object) -> None:
    for text in texts(compose().fields):
        assert not FORBIDDEN.search(text), text
        assert "等地区" not in text
        assert "增长-" not in text
        assert "下降-" not in text
        assert "--" not in text
        assert not re.search(r"，，|；；|。。|，。|；。|看；|、和|（）|—亿元|—%|—个", text), text


def test_no_wording_orders_or_shames() -> None:
    for part in setting().pack.wording.values():
        assert not FORBIDDEN.search("".join(part.paragraphs))


# -- every number is a figure's --------------------------------------------------------------------------------------


def machine_text(document: Document) -> list[str]:
    names = [*setting().pack.wording]
    sections = [s for s in document.fields["各节"] if re.sub("^.*?、", "", s["标题"]) in names]
    return [*document.fields.get("导语", ()), *(p["文字"] for s in sections for p in s["段落"])]


@pytest.mark.parametrize("compose", [bulletin, briefing])
def test_every_number_in_the_sentences_is_a_figure_of_the_board(compose: object) -> None:
    document = compose()
    figures = {figure.text.lstrip("-↑↓").removesuffix("以上") for figure in document.figures.values()}
    counts = {str(n) for n in range(1, 13)}
    for text in machine_text(document):
        # What the patterns themselves say: months, thresholds in a name; counts of regions and ranks.
        bare = re.sub(r"\d+月(份|底)|\d+亿元以上项目", "", text)
        for number in re.findall(r"\d+(?:\.\d+)?", bare):
            counted = re.search(rf"(居前|第|其余|移|看，|；|，){number}(个地区|位)", text)
            assert number in figures or (counted and number in counts), (number, text)


def test_the_text_and_the_tables_print_the_same_digits() -> None:
    documents = (bulletin(), briefing(), compose_workbook(setting(), product("workbook")))
    shown: dict[FigureKey, str] = {}
    for document in documents:
        for key, figure in document.figures.items():
            assert shown.setdefault(key, figure.text) == figure.text
            assert setting().board.get(figure.key) == figure


def test_every_table_cell_prints_its_figure() -> None:
    for spec in setting().pack.tables:
        table = compose_table(setting(), spec)
        assert [row.cells[0].text for row in table.rows] == [r.name for r in setting().pack.regions]
        assert table.rows[0].is_total
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            for cell in row.cells[1:]:
                assert cell.text == (cell.figure.text if cell.figure else "—")
                assert cell.figure is None or cell.figure.key.region == row.region


def test_charts_draw_the_figures_of_the_table() -> None:
    book = compose_workbook(setting(), product("workbook"))
    bars, slope = book.charts
    table = compose_table(setting(), setting().pack.table("表一底册"))
    column = next(n for n, c in enumerate(table.columns) if c.path[-1] == "完成率（%）")
    assert bars.series[0].texts == tuple(row.cells[column].text for row in table.rows[1:])
    assert bars.reference_label == "目标（100%）"
    before, now = slope.series
    gains = tuple(row.cells[column + 2].text for row in table.rows[1:])
    for was, became, gain in zip(before.values, now.values, gains, strict=True):
        step = was - became
        assert gain == ("→" if step == 0 else f"{'↑' if step > 0 else '↓'}{abs(step)}")


# -- drafts and finals -----------------------------------------------------------------------------------------------


def test_a_draft_prints_blanks() -> None:
    fields = bulletin().fields
    assert fields["发文字号"] == "示例〔2022〕　号"
    assert fields["成文日期"] == fields["印发日期"] == "2022年8月　日"
    assert briefing().fields["期次"] == "第　期"
    assert {p.code for p in missing_parts(bulletin(), Issue(JULY))} == {"issue.no_number", "issue.no_date"}
    assert all(p.severity is not Severity.ERROR for p in missing_parts(bulletin(), Issue(JULY)))


def test_a_final_has_number_and_date() -> None:
    issue = Issue(JULY, number=7, dated=date(2022, 8, 5), final=True)
    assert bulletin(issue).fields["发文字号"] == "示例〔2022〕7号"
    assert bulletin(issue).fields["成文日期"] == "2022年8月5日"
    assert briefing(issue).fields["期次"] == "第7期"
    assert missing_parts(bulletin(issue), issue) == ()


def test_prose_nobody_wrote() -> None:
    bare = replace(setting(), data=replace(setting().data, prose=Prose()))
    document = compose_bulletin(bare, product("bulletin"))
    assert section(document, "存在问题") == [TO_FILL]
    drafted = missing_parts(document, Issue(JULY))
    assert [p.message for p in drafted if p.code == "prose.missing"] == ["“下步工作”还没有文字", "“存在问题”还没有文字"]
    final = missing_parts(document, Issue(JULY, 7, date(2022, 8, 5), final=True))
    assert [p.severity for p in final] == [Severity.ERROR] * 2
    assert all(p.fix for p in (*drafted, *final))


def test_december_is_numbered_in_the_year_it_is_dated() -> None:
    december = replace(setting(), issue=Issue(Period.month(2022, 12)))
    fields = compose_bulletin(december, product("bulletin")).fields
    assert (fields["发文字号"], fields["成文日期"]) == ("示例〔2023〕　号", "2023年1月　日")


def test_annexes_are_numbered_and_named_as_they_are_announced() -> None:
    fields = bulletin().fields
    assert [annex["序号"] for annex in fields["附件"]] == ["附件1", "附件2", "附件3"]
    assert tuple(annex["标题"] for annex in fields["附件"]) == fields["附件说明"]
    one = replace(product("bulletin"), attachments=("表一",))
    assert [annex["序号"] for annex in compose_bulletin(setting(), one).fields["附件"]] == ["附件"]


def test_the_sample_says_that_it_is_one() -> None:
    for document in (bulletin(), briefing()):
        assert document.watermark == "示例"
        assert "示例数据" in document.fields["示例说明"]
    for spec in setting().pack.tables:
        assert "示例" in compose_table(setting(), spec).notes[-1]
    unmarked = replace(setting(), pack=replace(setting().pack, watermark=""))
    assert compose_bulletin(unmarked, product("bulletin")).watermark == "示例", "the data is marked, so the page is"


def test_every_month_of_the_sample_composes() -> None:
    for period in ("2022-06", "2022-07"):
        for document in (bulletin(Issue(Period.parse(period))), briefing(Issue(Period.parse(period)))):
            assert document.fields["各节"]
