"""数据确认单: each region sees its own figures and places, nobody else's; the same texts as the tables will print."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from docx import Document

import gongwen as gw
from gongwen.cli import main
from gongwen.collecting import confirm

SAMPLE = gw.sample()


@pytest.fixture(scope="module")
def pack():
    return gw.load_pack(SAMPLE)


@pytest.fixture(scope="module")
def data(pack):
    return gw.read(SAMPLE / "data", pack=pack)


@pytest.fixture(scope="module")
def slips(data, tmp_path_factory):
    made = confirm(data, period="2022-07", out=tmp_path_factory.mktemp("slips"), reply_by=datetime.date(2022, 8, 4))
    return {path.name.partition("（")[0]: Document(str(path)) for path in made}


def rows_of(slip) -> dict[tuple[str, str], list[str]]:
    table = slip.tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [text.replace("\n", "") for text in rows[0]] == [
        "指标",
        "期间",
        "单位",
        "完成",
        "目标",
        "完成率（%）",
        "位次",
        "较上期",
    ]
    return {(row[0].replace("\n", ""), row[1].replace("\n", "")): row[2:] for row in rows[1:]}


def test_one_a_region_named_by_its_code(slips, pack):
    assert set(slips) == {f"{region.code}_{region.name}" for region in pack.regions if not region.is_total}


def test_its_figures_and_places_are_those_of_the_scoreboard(slips, data, pack):
    board = gw.scoreboard(data, period="2022-07", table="表一").to_frame().set_index("地区")
    for region in pack.regions:
        if region.is_total:
            continue
        rows = rows_of(slips[f"{region.code}_{region.name}"])
        unit, actual, target, rate, rank, gain = rows["制造业投资", "7月"]
        row = board.loc[region.name]
        assert (unit, actual, rate, rank, gain) == (
            "亿元", row["制造业投资/投资额/当月"], row["制造业投资/投资额/完成率"], row["制造业投资/投资额/排名"],
            row["制造业投资/投资额/较上月"],
        )  # fmt: skip
        assert target not in ("", "—")


def test_nobody_elses_name_stands_in_it(slips, pack):
    names = [region.name for region in pack.regions if not region.is_total]
    for name, slip in slips.items():
        own = name.partition("_")[2]
        text = "".join(p.text for p in slip.paragraphs) + "".join(
            c.text for t in slip.tables for r in t.rows for c in r.cells
        )
        assert [other for other in names if other in text and other != own] == []
        assert own in text


def test_the_day_is_an_argument_and_a_blank_without(slips, data, tmp_path):
    text = "".join(p.text for p in slips["330203_海曙区"].paragraphs)
    assert "如有异议请于8月4日前" in text
    blank = Document(str(confirm(data, period="2022-07", out=tmp_path)[0]))
    assert "如有异议请于　月　日前" in "".join(p.text for p in blank.paragraphs)


def test_each_figure_once_and_the_month_first(slips):
    rows = rows_of(slips["330203_海曙区"])
    assert len(rows) == len(slips["330203_海曙区"].tables[0].rows) - 1
    periods = list(dict.fromkeys(period for _, period in rows))
    assert periods[0] == "7月"
    assert len(periods) == len(set(periods)) >= 4


def test_the_command_writes_one_a_region(tmp_path, capsys):
    arguments = ["confirm", str(SAMPLE), "--data", str(SAMPLE / "data"), "--period", "2022-07", "-o", str(tmp_path)]
    assert main([*arguments, "--reply-by", "2022-08-04"]) == 0
    assert len(list(tmp_path.glob("*.docx"))) == 12
    assert "已写出" in capsys.readouterr().out


@pytest.mark.parametrize("other", ["二类", ""])
def test_where_places_are_within_classes_the_slip_counts_the_class(other, data, pack, tmp_path):
    """Those of no class are ranked among themselves."""
    regions = tuple(replace(r, category="一类" if n < 5 else other) for n, r in enumerate(pack.regions))
    ranked = replace(pack, regions=regions, numbers=replace(pack.numbers, within_category=True))
    made = confirm(replace(data, pack=ranked), period="2022-07", out=tmp_path)
    counts = {r.category: sum(o.category == r.category for o in ranked.ranked_regions) for r in ranked.ranked_regions}
    for region in ranked.ranked_regions:
        path = next(path for path in made if path.name.startswith(f"{region.code}_"))
        notes = "".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
        assert f"位次为在{region.category}{counts[region.category]}个地区中的排名" in notes


def test_what_no_product_prints_is_not_sent_for_confirmation(data, pack, tmp_path):
    """A table kept for the desk alone is not about to be published."""
    only = replace(pack, products=tuple(replace(p, tables=("表一",), attachments=()) for p in pack.products[:1]))
    made = confirm(replace(data, pack=only), period="2022-07", out=tmp_path)
    periods = {period for path in made for _, period in rows_of(Document(str(path)))}
    assert "1月—7月20日" not in periods, "表三 is no product's"
    everything = confirm(data, period="2022-07", out=tmp_path / "全部")
    assert "1月—7月20日" in {period for path in everything for _, period in rows_of(Document(str(path)))}
