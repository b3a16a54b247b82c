"""A heat map over several topics: every ranked region, every topic, the figures of the board."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gongwen as gw
from gongwen.compose import Setting
from gongwen.compose.charts import compose_chart
from gongwen.errors import PackError
from gongwen.issues import issue_setting, reported_issue
from gongwen.model.chart import ChartKind
from gongwen.model.issue import Issue
from gongwen.model.pack import ChartSpec
from gongwen.model.terms import Measure
from gongwen.render.svg import chart_svg

SPEC = ChartSpec("热力", "{{ 期间 }}各项完成率", topics=("实施", "开工", "竣工", "双百"), kind="heat")


@pytest.fixture(scope="module")
def setting() -> Setting:
    folder = gw.sample("liangshaibi")
    data = gw.read(folder / "data", pack=gw.load_pack(folder))
    return issue_setting(data, Issue(reported_issue(data, "2022-06")), None, (*data.pack.tables, *data.pack.topics))[0]


def test_every_cell_is_the_figure_that_the_tables_print(setting: Setting) -> None:
    chart = compose_chart(setting, SPEC)
    table = gw.scoreboard(
        gw.read(gw.sample("liangshaibi") / "data", pack=setting.pack), period="2022-06", table="月通报附表"
    )
    assert table.table is not None
    assert chart.kind is ChartKind.HEAT
    assert chart.categories == tuple(region.name for region in setting.pack.ranked_regions)
    body = [row for row in table.table.rows if not row.is_total]
    for number, series in enumerate(chart.series):
        assert series.texts == tuple(row.cells[3 + 5 * number].text for row in body)
    assert chart.unit == "%"
    assert chart.title == "6月各项完成率"


def test_it_is_told_in_words_and_its_long_headings_stay_whole(setting: Setting) -> None:
    chart = compose_chart(setting, SPEC)
    assert all(
        series.name in chart.alt_text and region in chart.alt_text
        for series in chart.series
        for region in chart.categories
    )
    drawn = chart_svg(chart, "宋体")
    assert ">实施工业投资</text>" in drawn
    assert ">（技术改造）项目</text>" in drawn
    many = replace(chart, series=chart.series * 6, categories=chart.categories * 3)
    wide = replace(many, series=tuple(replace(one, values=one.values * 3, texts=one.texts * 3) for one in many.series))
    assert chart_svg(wide, "宋体").count("<rect") == 30 * 24


@pytest.mark.parametrize(("topics", "told"), [("[]", "没有写 topics"), ('["实施", "竣"]', "没有名为“竣”的话题")])
def test_a_heat_map_of_nothing_known_is_refused(topics: str, told: str, tmp_path: pytest.TempPathFactory) -> None:
    profile = f'extends = "liangshaibi"\n[charts."热力"]\ntopics = {topics}\n'
    (tmp_path / "profile.toml").write_text(profile, encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(PackError) as caught:
        gw.load_pack(str(tmp_path))
    assert told in str(caught.value.problems)


def test_rows_of_one_indicator_carry_what_tells_them_apart(setting: Setting) -> None:
    month = replace(next(t for t in setting.pack.topics if t.name == "开工"), name="开工月", window="当月")
    own = replace(setting, pack=replace(setting.pack, topics=(*setting.pack.topics, month)))
    names = [series.name for series in compose_chart(own, replace(SPEC, topics=("开工", "开工月", "竣工"))).series]
    assert names == ["新开工项目（本年累计）", "新开工项目（当月）", "竣工项目"]


@pytest.mark.parametrize("spec", [SPEC, ChartSpec("开工", "开工完成率", topic="开工")])
def test_a_listed_region_that_is_not_ranked_is_named_under_the_chart(setting: Setting, spec: ChartSpec) -> None:
    first, *others = setting.pack.ranked_regions
    regions = tuple(replace(r, ranked=False) if r.code == first.code else r for r in setting.pack.regions)
    own = replace(setting, pack=replace(setting.pack, regions=regions))
    chart = compose_chart(own, spec)
    assert chart.categories == tuple(region.name for region in others)
    assert chart.notes[0] == f"图中不含不参与排名的{first.name}。"
    assert "不参与排名" not in "".join(compose_chart(setting, spec).notes)


def test_an_empty_place_in_a_chart_is_explained_and_so_are_ranks_within_classes(setting: Setting) -> None:
    spec = ChartSpec("开工", "开工位次", topic="开工", measure=Measure.RANK, kind="slope")
    first, *others = setting.pack.ranked_regions
    key = next(k for k in setting.board.figures if k.region == first.code and k.measure is Measure.RANK and k.indicator == "start")
    figures = dict(setting.board.figures)
    for found in [k for k in figures if k.region == first.code and k.measure is Measure.RANK]:
        figures[found] = replace(figures[found], value=None, text="—", note="未报送")
    assert key in figures
    classes = tuple(replace(r, category="甲类" if r.code in (first.code, others[0].code) else "乙类") for r in setting.pack.regions)
    pack = replace(setting.pack, regions=classes, numbers=replace(setting.pack.numbers, within_category=True))
    own = replace(setting, pack=pack, board=replace(setting.board, figures=figures))
    notes = compose_chart(own, spec).notes
    assert notes[:2] == (f"图中没有：{first.name}（未报送）。", "位次为各类别（甲类、乙类）内的位次。")
    assert not any("图中没有" in note or "类别" in note for note in compose_chart(setting, spec).notes)
