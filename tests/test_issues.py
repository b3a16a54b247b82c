"""Issue after issue: each finds the one before, nothing goes out with a gap, a build never swallows another."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from year_pack import FILES, ISSUES, TOWNS, figures, label, loaded, ranks, save, save_month, write_year_pack, year_data

import gongwen as gw
from gongwen.errors import GongwenError, OutputError, UsageError
from gongwen.issues import used_by
from gongwen.model.pack import ProductSpec
from gongwen.model.problems import Problem, Severity

DATED = {"number": 1, "dated": date(2023, 12, 30), "final": True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_year_pack(tmp_path / "县")


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def found_in(error: pytest.ExceptionInfo[GongwenError]) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in error.value.problems]


# -- a year ----------------------------------------------------------------------------------------------------------


def test_every_issue_of_a_year_compares_with_the_one_published_before(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", [])
    before: dict[str, int] = {}
    for issue in ISSUES:
        save_month(data, issue)
        pack, read = loaded(folder, data)
        assert not [p for p in gw.check(data, pack=pack, period=issue) if p.severity is not Severity.INFO]
        built = gw.build(read, period=issue, out=tmp_path / "稿", **DATED)
        assert label(issue) in built.outputs[0].name
        now = ranks({town: values[0] for town, values in figures(issue).items()})
        frame = gw.scoreboard(read, period=issue, table="月表").to_frame().set_index("地区")
        assert {town: int(frame.loc[town, "工业投资/排名"]) for town in TOWNS} == now
        moved = {town: before[town] - now[town] for town in before}
        signs = {town: f"↑{m}" if m > 0 else f"↓{-m}" if m < 0 else "→" for town, m in moved.items()}
        assert {town: frame.loc[town, "工业投资/排名变化"] for town in TOWNS} == (signs or dict.fromkeys(TOWNS, "—"))
        # What is published stands, though the data is revised afterwards.
        gw.publish(tmp_path / "稿", pack=pack)
        turned = dict(zip(TOWNS, reversed(figures(issue).values()), strict=True))
        save_month(data, issue, towns=turned)
        before = now
    assert len(list((tmp_path / "已发布").iterdir())) == len(ISSUES)


@pytest.mark.parametrize("name", ["2023-02", "2023-01..2023-02", "2023-01-01..2023-02-28"])
def test_the_first_issue_goes_by_any_of_its_names(name: str, folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    built = gw.build(data, period=name, out=tmp_path / "稿", **DATED)
    manifest = json.loads((built.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["period"] == "2023-01-01..2023-02-28"
    assert gw.publish(built.folder, pack=pack).name == "2023-01-01..2023-02-28"
    frame = gw.scoreboard(data, period="2023-03", table="月表").to_frame()
    assert "—" not in set(frame["工业投资/排名变化"][1:])


def test_single_months_start_where_the_pack_says(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", ISSUES[:1])
    with pytest.raises(UsageError, match="用 2023-02，即1—2月"):
        gw.build(loaded(folder, data)[1], period="2023-01", out=tmp_path / "稿")
    apart = FILES["profile.toml"].replace("[[relations]]", "[numbers]\nmerge_first_months = false\n[[relations]]")
    write_year_pack(folder, profile=apart)
    with pytest.raises(UsageError, match="没有2023-01的完成数"):
        gw.build(loaded(folder, data)[1], period="2023-01", out=tmp_path / "稿")


# -- what a period lacks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "months"),
    [("2023-Q2", "5月、6月"), ("2023-H1", "5月、6月"), ("2023", "5月、6月、7月、8月、9月、10月、11月、12月")],
)
def test_a_period_reported_in_part_is_no_issue(period: str, months: str, folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:3]))
    for make in (
        lambda: gw.build(data, period=period, out=tmp_path / "稿"),
        lambda: gw.scoreboard(data, period=period, table="月表"),
    ):
        with pytest.raises(UsageError, match=f"不全，缺{months}"):
            make()
    assert not (tmp_path / "稿").exists()
    (fault,) = [p for p in gw.check(tmp_path / "数据", pack=pack, period=period) if p.severity is Severity.ERROR]
    assert (fault.code, fault.fix != "") == ("issue.unreported", True)
    assert months in fault.message


def test_a_month_missing_in_the_middle_is_named(folder: Path, tmp_path: Path) -> None:
    _, data = loaded(folder, year_data(tmp_path / "数据", ["2023-04", "2023-06"]))
    with pytest.raises(UsageError, match="2023-Q2（第二季度）的完成数不全，缺5月"):
        gw.build(data, period="2023-Q2", out=tmp_path / "稿")


def test_a_cumulation_alone_is_an_issue_of_its_last_month(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", [])
    rows = [
        (town, "新签约项目", "2023-01..2023-07", n)
        for town, n in [*zip(TOWNS, (4, 3, 2, 1), strict=True), ("全县", 10)]
    ]
    save(data / "累计.csv", "地区 指标 期间 完成", rows)
    frame = gw.scoreboard(loaded(folder, data)[1], period="2023-07", table="累计表").to_frame()
    assert list(frame["新签约/完成"]) == ["10", "4", "3", "2", "1"]


def test_a_column_without_a_figure_is_a_warning_in_a_draft_and_stops_a_final(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", ISSUES[:1])
    save_month(data, "2023-03", without="新签约项目")
    pack, read = loaded(folder, data)
    wanted = ("series.no_figures", "第一季度新签约项目没有一个完成数，缺3月的（用于“累计表”）")
    assert wanted in [(p.code, p.message) for p in gw.check(data, pack=pack, period="2023-03")]
    draft = gw.build(read, period="2023-03", out=tmp_path / "稿")
    assert [p.severity for p in draft.problems if p.code == wanted[0]] == [Severity.WARNING]
    with pytest.raises(OutputError) as refused:
        gw.build(read, period="2023-03", out=tmp_path / "定", **DATED)
    assert found_in(refused) == [wanted]
    assert not (tmp_path / "定").exists()
    # A product that does not use it goes out.
    assert gw.build(read, period="2023-03", out=tmp_path / "定", only=["月表"], **DATED).ok


def test_a_total_row_that_is_missing_is_said(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", [])
    save_month(data, "2023-03", without="全县")
    _, read = loaded(folder, data)
    board = gw.scoreboard(read, period="2023-03", table="月表")
    assert [p.message for p in board.problems if p.code == "series.no_total"] == [
        "3月工业投资：各地有数，全县没有（用于“月表”）"
    ]


def test_targets_that_nobody_set_are_said_unless_they_are_declared_absent(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", ["2023-03"])
    save(data / "目标.csv", "地区 指标 期间 目标", [(t, "新签约项目", "2023", 9) for t in TOWNS])
    made = gw.scoreboard(loaded(folder, data)[1], period="2023-03", table="月表")
    assert "series.no_targets" in codes(made.problems)
    save(data / "无.csv", "地区 指标 期间 目标", [(t, "工业投资", "2023-03", "—") for t in (*TOWNS, "全县")])
    made = gw.scoreboard(loaded(folder, data)[1], period="2023-03", table="月表")
    assert "series.no_targets" not in codes(made.problems)


UNPRINTED = """
[tables."内部表"]
title = "内部表"
[topics."没说的"]
indicator = "inv"
window = "当月"
against = "全年"
[topics."说到的"]
indicator = "sign"
window = "当月"
[products."简报"]
kind = "briefing"
format = "html"
file_name = "简报"
sections = ["一"]
"""


def test_what_no_product_prints_is_no_gap(folder: Path, tmp_path: Path) -> None:
    """Neither a table nor a topic that nothing uses, in the data or in the issue before."""
    write_year_pack(folder, profile=FILES["profile.toml"].replace("[products", UNPRINTED + "[products", 1))
    (folder / "tables" / "内部表.csv").write_text(
        "表头,指标,取值,期间,目标期间\n投资/排名,inv,排名,当月,本季\n投资/变化,inv,排名变化,当月,本季\n", encoding="utf-8"
    )
    (folder / "wording.toml").write_text('["一"]\nparagraphs = ["新签约{{ 说到的.全市.完成 }}个。"]\n', encoding="utf-8")
    data = year_data(tmp_path / "数据", ISSUES[:2])
    save_month(data, "2023-03", without="新签约项目")
    pack, read = loaded(folder, data)
    told = [p.message for p in gw.check(data, pack=pack, period="2023-03") if p.code.startswith("series.")]
    assert told == [
        "第一季度新签约项目没有一个完成数，缺3月的（用于“累计表”）",
        "3月新签约项目没有一个完成数（用于“说到的”）",
    ]
    built = gw.build(read, period="2023-03", out=tmp_path / "稿")
    assert [p.message for p in built.problems if p.code.startswith("series.")] == told
    alone = gw.scoreboard(read, period="2023-03", table="内部表")
    assert [p.message for p in alone.problems if p.code == "series.no_targets"] == [
        "第一季度工业投资没有一个目标，算不出完成率和排名（用于“内部表”）"
    ]


def test_an_issue_before_without_a_ranking_is_said_only_of_what_is_built(folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:3]))
    gw.build(data, period="2023-03", out=tmp_path / "稿", **DATED)
    place = tmp_path / "稿" / "manifest.json"
    content = json.loads(place.read_text(encoding="utf-8"))
    content["figures"] = [figure for figure in content["figures"] if "/sign/" not in figure["id"]]
    place.write_text(json.dumps(content), encoding="utf-8")
    gw.publish(tmp_path / "稿", pack=pack)

    def told(*only: str) -> list[str]:
        made = gw.build(data, period="2023-04", out=tmp_path / "新", only=only)
        return [p.message for p in made.problems if p.code == "rank.no_previous"]

    assert told("月表") == []
    (message,) = told()
    assert message.startswith("新签约项目（")
    assert message.endswith("（用于“累计表”）")


def test_a_gap_can_be_signed_off(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", [])
    save_month(data, "2023-03", without="全县")
    signed = """
[[sign_offs]]
code = "series.no_total"
match = "工业投资"
reason = "县级数月底才发布"
signer = "综合组组长"
expires = 2023-12-31
note = "全县数未发布。"
"""
    write_year_pack(folder, profile=FILES["profile.toml"] + signed)
    _, read = loaded(folder, data)
    made = gw.build(read, period="2023-03", out=tmp_path / "稿", only=["月表"], **DATED)
    assert [p.severity for p in made.problems if p.code == "series.no_total"] == [Severity.INFO]
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["note"] for entry in manifest["signed_off"]] == ["全县数未发布。"]
    table = gw.scoreboard(read, period="2023-03", table="月表").table
    assert table is not None
    assert any("全县数未发布。" in note for note in table.notes)


def test_a_first_issue_with_nothing_before_it_has_nothing_to_say(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", ["2023-02"])
    pack, read = loaded(folder, data)
    assert gw.build(read, period="2023-02", out=tmp_path / "稿", **DATED).problems == ()
    assert gw.check(data, pack=pack, period="2023-02") == ()


# -- totals as printed -----------------------------------------------------------------------------------------------


def test_a_total_that_an_adjustment_breaks_is_an_error_at_its_cell(folder: Path, tmp_path: Path) -> None:
    data = year_data(tmp_path / "数据", ISSUES[:2])
    head = "地区 指标 期间 调整数 调整原因"
    save(data / "调整.csv", head, [("东镇", "新签约项目", "2023-03", -2, "核减重复项目")])
    with pytest.raises(OutputError) as refused:
        gw.build(loaded(folder, data)[1], period="2023-03", out=tmp_path / "稿")
    (problem,) = refused.value.problems
    total = sum(figures(issue)[town][1] for issue in ISSUES[:2] for town in TOWNS)
    assert problem.message == f"第一季度新签约项目完成：调整后各地相加{total - 2}，全县{total}"
    assert (problem.code, problem.file, problem.cell) == ("total.adjusted", "调整.csv", "D2")
    both = [
        ("东镇", "新签约项目", "2023-03", -2, "核减重复项目"),
        ("全县", "新签约项目", "2023-03", -2, "核减重复项目"),
    ]
    save(data / "调整.csv", head, both)
    made = gw.build(loaded(folder, data)[1], period="2023-03", out=tmp_path / "稿")
    assert "total.adjusted" not in codes(made.problems)


# -- the issue before, named by hand ---------------------------------------------------------------------------------


def finals(folder: Path, tmp_path: Path, *issues: str) -> gw.Data:
    _, data = loaded(folder, year_data(tmp_path / "数据", ISSUES))
    for issue in issues:
        gw.build(data, period=issue, out=tmp_path / issue, **DATED)
    return data


@pytest.mark.parametrize(
    ("previous", "words"),
    [
        ("2023-05", "不早于这一期；这一期是2023-04（4月）"),
        ("2023-04", "就是这一期"),
        ("2023-Q1", "是2023-Q1（第一季度）的，与这一期长短不同"),
    ],
)
def test_an_issue_before_is_earlier_and_of_its_kind(previous: str, words: str, folder: Path, tmp_path: Path) -> None:
    data = finals(folder, tmp_path, previous)
    with pytest.raises(UsageError) as refused:
        gw.scoreboard(data, period="2023-04", table="月表", previous=tmp_path / previous)
    (problem,) = refused.value.problems
    assert problem.code == "baseline.not_before"
    assert words in problem.message
    assert problem.fix


def test_an_issue_of_another_pack_is_no_issue_before(folder: Path, tmp_path: Path) -> None:
    data = finals(folder, tmp_path, "2023-03")
    profile = FILES["profile.toml"].replace("平湖县", "海盐县")
    other = write_year_pack(tmp_path / "别的", profile=profile, regions=FILES["regions.csv"].replace("镇", "街道"))
    months = Path(shutil.copytree(tmp_path / "数据", tmp_path / "别的数据"))
    for path in months.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("镇", "街道"), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        gw.scoreboard(loaded(other, months)[1], period="2023-04", table="月表", previous=tmp_path / "2023-03")
    message = "这是“平湖县专班”的一期（东镇、南镇、西镇等4个），不是“海盐县专班”的，位次没有可比的"
    assert found_in(refused) == [("baseline.other_pack", message)]
    # The same towns under a pack of another name are the same towns.
    write_year_pack(folder, profile=FILES["profile.toml"].replace('"平湖县专班"', '"平湖县办公室"', 1))
    _, data = loaded(folder, tmp_path / "数据")
    frame = gw.scoreboard(data, period="2023-04", table="月表", previous=tmp_path / "2023-03").to_frame()
    assert "—" not in set(frame["工业投资/排名变化"][1:])


# -- some products only ----------------------------------------------------------------------------------------------


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_building_one_product_keeps_the_others_of_the_issue(folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    out = tmp_path / "稿"
    whole = gw.build(data, period="2023-03", out=out, **DATED)
    manifest = (out / "manifest.json").read_bytes()
    files = {path.name: path.read_bytes() for path in whole.outputs}
    gw.build(data, period="2023-03", out=out, only=["累计"], **DATED)
    assert (out / "manifest.json").read_bytes() == manifest
    assert {path.name: path.read_bytes() for path in out.glob("*.xlsx")} == files
    gw.publish(out, pack=pack)


def test_products_built_one_by_one_are_one_issue(folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    gw.build(data, period="2023-03", out=tmp_path / "全", **DATED)
    gw.build(data, period="2023-03", out=tmp_path / "稿", only=["累计"], **DATED)
    with pytest.raises(OutputError) as refused:
        gw.publish(tmp_path / "稿", pack=pack)
    assert found_in(refused) == [("publish.incomplete", "有产品没有生成：月表")]
    gw.build(data, period="2023-03", out=tmp_path / "稿", only=["月表"], **DATED)
    assert (tmp_path / "稿" / "manifest.json").read_bytes() == (tmp_path / "全" / "manifest.json").read_bytes()
    assert gw.publish(tmp_path / "稿", pack=pack).is_dir()


@pytest.mark.parametrize("change", ["期", "数", "稿", "设置", "截止"])
def test_one_product_of_another_issue_is_not_put_beside_the_others(change: str, folder: Path, tmp_path: Path) -> None:
    months = year_data(tmp_path / "数据", ISSUES[:3])
    _, data = loaded(folder, months)
    out = tmp_path / "稿"
    gw.build(data, period="2023-03", out=out, **DATED)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    if change == "数":
        save_month(months, "2023-03", towns=figures("2023-09"))
    if change == "设置":
        write_year_pack(folder, profile=FILES["profile.toml"].replace("累计表（", "全年累计（"))
    _, data = loaded(folder, months)
    with pytest.raises(OutputError) as refused:
        gw.build(
            data, period="2023-04" if change == "期" else "2023-03", out=out, only=["月表"],
            as_of="2023-03-30" if change == "截止" else None, **{**DATED, "final": change != "稿"},
        )  # fmt: skip
    (problem,) = refused.value.problems
    assert problem.code == "output.other_issue"
    assert "累计（2023年1—3月）.xlsx" in problem.message or "累计（2023年3月）.xlsx" in problem.message
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_file_edited_meanwhile_is_kept_and_no_part_of_the_issue(folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:2]))
    out = tmp_path / "稿"
    whole = gw.build(data, period="2023-03", out=out, **DATED)
    whole.outputs[1].write_bytes(b"by hand")
    again = gw.build(data, period="2023-03", out=out, only=["月表"], **DATED)
    assert "output.edited_kept" in codes(again.problems)
    assert whole.outputs[1].read_bytes() == b"by hand"
    with pytest.raises(OutputError):
        gw.publish(out, pack=pack)


def test_a_draft_among_the_published_is_no_issue_before(folder: Path, tmp_path: Path) -> None:
    _, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:3]))
    gw.build(data, period="2023-03", out=tmp_path / "稿")
    shutil.copytree(tmp_path / "稿", tmp_path / "已发布" / "2023-03")
    with pytest.raises(OutputError) as refused:
        gw.scoreboard(data, period="2023-04", table="月表")
    assert [code for code, _ in found_in(refused)] == ["baseline.draft"]


def test_a_published_issue_that_cannot_be_read_is_said(folder: Path, tmp_path: Path) -> None:
    pack, data = loaded(folder, year_data(tmp_path / "数据", ISSUES[:3]))
    gw.build(data, period="2023-03", out=tmp_path / "稿", **DATED)
    place = gw.publish(tmp_path / "稿", pack=pack) / "manifest.json"
    place.write_bytes(place.read_bytes()[:200])
    with pytest.raises(OutputError) as refused:
        gw.scoreboard(data, period="2023-04", table="月表")
    assert [code for code, _ in found_in(refused)] == ["baseline.broken"]


# -- weeks -----------------------------------------------------------------------------------------------------------


def test_a_week_is_an_issue_though_it_crosses_the_months_end(tmp_path: Path) -> None:
    """Its table holds its own days, and compares with the week before, published or not."""
    columns = (
        "表头,指标,取值,期间,目标期间,排名依据\n新签约/{{ 期间 }},sign,完成,本期,,\n"
        "新签约/排名,sign,排名,本期,,完成\n新签约/较{{ 上期 }},sign,排名变化,本期,,完成\n"
    )
    profile = FILES["profile.toml"].replace('basis = "month"', 'basis = "days"')
    folder = write_year_pack(tmp_path / "县", profile=profile, 月表=columns)
    weeks = {"2023-07-22..2023-07-28": (4, 3, 2, 1), "2023-07-29..2023-08-04": (1, 2, 3, 4)}
    rows = [
        (name, "新签约项目", week, count)
        for week, counts in weeks.items()
        for name, count in [("全县", 10), *zip(TOWNS, counts, strict=True)]
    ]
    save(tmp_path / "数据" / "周.csv", "地区 指标 期间 完成", rows)
    _, data = loaded(folder, tmp_path / "数据")
    for _ in range(2):
        made = gw.scoreboard(data, period="2023-07-29..2023-08-04", table="月表")
        frame = made.to_frame()
        assert made.table is not None and made.table.title == "月表（7月29日—8月4日）"
        assert list(frame["新签约/7月29日—8月4日"]) == ["10", "1", "2", "3", "4"]
        assert list(frame["新签约/较上期"]) == ["—", "↓3", "↓1", "↑1", "↑3"]
        gw.build(data, period="2023-07-22..2023-07-28", out=tmp_path / "稿", only=["月表"], **DATED)
        if not (tmp_path / "已发布").exists():
            shutil.copytree(tmp_path / "稿", tmp_path / "已发布" / "2023-07-22..2023-07-28")


def test_what_a_product_uses_is_what_it_prints_draws_says_and_carries() -> None:
    """Rows of a heat map, the opening section, and the tables of the workbook that travels in a PDF."""
    pack = gw.load_pack(gw.sample("liangshaibi"))
    products = {product.name: product for product in pack.products}

    def used(*chosen: ProductSpec) -> list[str]:
        return [user.name for user in used_by(pack, chosen)]

    silent = replace(products["月报"], sections=(), tables=(), settings={"lead": "没有的节"})
    assert used(replace(silent, charts=("热力",))) == ["实施", "开工", "竣工", "双百"]
    assert used(replace(silent, charts=("开工位次",))) == ["开工"]
    assert used(replace(silent, charts=(), settings={})) == ["开工", "竣工"], "简报导语 speaks of them"
    assert used(replace(silent, charts=(), sections=("评价结果",))) == ["综合"]
    carried = replace(silent, charts=(), settings={**silent.settings, "attach": "晾晒表"})
    assert set(used(carried)) >= {"月通报附表", "季评价", "年考核", "底册"}
