"""A district's folder: what is read, how one pack inherits another, in whatever encoding Windows saved it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_folders import FILES, edited, only_problem, problems_of, write_pack

from gongwen.assets import sample_folder
from gongwen.errors import PackError
from gongwen.model.terms import Aggregation, Direction, Measure
from gongwen.pack import load_pack


def test_the_small_pack(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path))
    assert (pack.name, pack.year, pack.folder) == ("海滨县", 2022, tmp_path.resolve())
    assert [(r.code, r.name, r.ranked, r.is_total) for r in pack.regions] == [
        ("T", "全县", False, True), ("A", "甲镇", True, False), ("B", "乙镇", True, False),
    ]  # fmt: skip
    assert pack.regions[1].aliases == ("甲", "甲乡")
    growth = pack.indicator("growth")
    assert (growth.growth_of, growth.decimals, growth.is_percentage) == ("inv", 1, True)
    assert (growth.direction, growth.aggregation) == (Direction.HIGHER, Aggregation.SUM)
    table = pack.table("表一")
    assert table is not None
    assert [(c.header, c.measure, c.window, c.against) for c in table.columns] == [
        (("投资", "完成"), Measure.ACTUAL, "当月", ""),
        (("投资", "完成率（%）"), Measure.COMPLETION_RATE, "当月", "当月"),
        (("投资", "排名"), Measure.RANK, "当月", "当月"),
    ]
    assert table.columns[1].place == "tables/表一.csv 行3"
    assert pack.topics[0].indicator == "inv", "indicators may be named"
    assert pack.issuer.total_name == "全县"
    assert pack.headings[0].indicator == "inv"
    assert {path.rpartition("/")[2] for path, _ in pack.files} >= {
        "profile.toml",
        "regions.csv",
        "表一.csv",
        "wording.toml",
    }


def test_the_base_pack_alone() -> None:
    pack = load_pack()
    assert pack.folder is None
    assert (pack.regions, pack.products) == ((), ())
    assert pack.numbers.rounding == "half_up"


def test_the_shipped_sample_loads_and_loads_the_same_twice() -> None:
    assert load_pack(sample_folder("ningbo-bairi")) == load_pack(sample_folder("ningbo-bairi"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_from_windows(tmp_path: Path, encoding: str) -> None:
    folder = write_pack(tmp_path, encoding=encoding)
    for name in FILES:
        text = (folder / name).read_bytes()
        (folder / name).write_bytes(text.replace(b"\n", b"\r\n"))
    here = load_pack(folder)
    assert [r.name for r in here.regions] == ["全县", "甲镇", "乙镇"]
    assert here.issuer.name == "海滨县专班"
    assert here.wording["总体情况"].paragraphs == ("{{ 全市 }}完成{{ 投资.全市.完成 }}亿元。",)


def test_neither_utf8_nor_gb18030(tmp_path: Path) -> None:
    (write_pack(tmp_path) / "regions.csv").write_bytes(b"\xff\xff\xfe\x81")
    problem = only_problem(tmp_path)
    assert (problem.code, problem.file) == ("pack.encoding", "regions.csv")


# -- extends ---------------------------------------------------------------------------------------------------------


def child(tmp_path: Path, profile: str, **files: str) -> Path:
    write_pack(tmp_path / "上级")
    folder = tmp_path / "本县"
    folder.mkdir()
    (folder / "profile.toml").write_text(f'extends = "../上级"\n{profile}', encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.{'toml' if name == 'wording' else 'csv'}").write_text(text, encoding="utf-8")
    return folder


def test_settings_are_inherited_key_by_key(tmp_path: Path) -> None:
    pack = load_pack(
        child(tmp_path, '[issuer]\nname = "本县专班"\n[tables."表一"]\npaper = "A3"\n[numbers]\nties = "dense"\n')
    )
    assert (pack.name, pack.issuer.name, pack.issuer.total_name) == ("海滨县", "本县专班", "全县")
    table = pack.table("表一")
    assert table is not None
    assert (table.paper, table.title) == ("A3", "晾晒表（{{ 期间 }}）")
    assert (pack.numbers.ties, pack.numbers.rank_on) == ("dense", "printed")


def test_files_are_inherited_file_by_file(tmp_path: Path) -> None:
    pack = load_pack(child(tmp_path, "", regions="代码,名称,是否合计\nX,全区,是\nY,丙街道,\n"))
    assert [r.name for r in pack.regions] == ["全区", "丙街道"]
    assert [i.code for i in pack.indicators] == ["inv", "growth"]


def test_wording_is_inherited_section_by_section(tmp_path: Path) -> None:
    pack = load_pack(child(tmp_path, "", wording='["下步工作"]\nparagraphs = ["抓好落实。"]\n'))
    assert set(pack.wording) == {"总体情况", "下步工作"}
    assert pack.wording["下步工作"].place == "wording.toml 行1 [下步工作]"
    assert pack.wording["总体情况"].place == "上级/wording.toml 行1 [总体情况]"


def test_lists_are_replaced_not_joined(tmp_path: Path) -> None:
    table = load_pack(child(tmp_path, '[tables."表一"]\nnotes = ["另注。"]\n')).table("表一")
    assert table is not None
    assert table.notes == ("另注。",)


def test_templates_are_looked_for_nearest_first(tmp_path: Path) -> None:
    folder = child(tmp_path, "")
    (folder / "templates" / "docx").mkdir(parents=True)
    (tmp_path / "上级" / "templates").mkdir()
    assert load_pack(folder).search_path[:2] == (
        (folder / "templates").resolve(),
        (tmp_path / "上级" / "templates").resolve(),
    )


def test_the_shipped_sample_can_be_inherited_by_name(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('extends = "ningbo-bairi"\n[issuer]\nname = "某县专班"\n', encoding="utf-8")
    pack = load_pack(tmp_path)
    assert pack.issuer.name == "某县专班"
    assert len(pack.regions) == 13


def test_a_fault_in_what_is_inherited_is_said_with_its_own_file(tmp_path: Path) -> None:
    folder = child(tmp_path, "")
    write_pack(tmp_path / "上级", profile=edited("profile.toml", 'window = "当月"', 'window = "本旬"'))
    problem = only_problem(folder)
    assert problem.file == "上级/profile.toml"
    assert problem.place == "行18 键 topics.投资.window"


def test_a_circle(tmp_path: Path) -> None:
    folder = child(tmp_path, "")
    write_pack(tmp_path / "上级", profile=edited("profile.toml", '"base"', '"../本县"'))
    problem = only_problem(folder)
    assert problem.code == "pack.circle"
    assert "本县 → 上级 → 本县" in problem.message
    assert problem.file == "上级/profile.toml"


@pytest.mark.parametrize("extends", ['"../没有"', '"ningbo"', "3"])
def test_nothing_to_inherit_from(tmp_path: Path, extends: str) -> None:
    problem = only_problem(write_pack(tmp_path, profile=edited("profile.toml", '"base"', extends)))
    assert problem.place == "行1 键 extends"
    assert "ningbo-bairi" in problem.fix


# -- no pack ---------------------------------------------------------------------------------------------------------


def test_no_folder_and_no_profile(tmp_path: Path) -> None:
    assert "没有这个文件夹" in only_problem(tmp_path / "无").message
    assert "profile.toml" in only_problem(tmp_path).message
    with pytest.raises(PackError, match="没有这个文件夹"):
        load_pack(str(tmp_path / "无"))


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path,
        profile=edited("profile.toml", "rate_decimals = 1", 'rate_decimals = "一"\nrouding = "half_up"'),
        regions=FILES["regions.csv"].replace("B,乙镇", "A,乙镇"),
        headers=FILES["headers.csv"].replace("growth", "增幅"),
    )
    assert {problem.file for problem in problems_of(folder)} == {"profile.toml", "regions.csv", "headers.csv"}
    assert len(problems_of(folder)) == 5


def test_a_pack_without_a_name_goes_by_its_folder_or_by_the_pack_below(tmp_path: Path) -> None:
    for name, text in (("海滨", 'extends = "base"\n'), ("镇级", 'extends = "../海滨"\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "profile.toml").write_text(text, encoding="utf-8")
    assert load_pack(tmp_path / "海滨").name == "海滨"
    assert load_pack(tmp_path / "镇级").name == "镇级"
    (tmp_path / "海滨" / "profile.toml").write_text('name = "海滨区专班"\n', encoding="utf-8")
    assert load_pack(tmp_path / "镇级").name == "海滨区专班"
    assert load_pack().name == "基础包"


def test_packs_of_one_name_keep_their_own_fingerprints(tmp_path: Path) -> None:
    """Else a change of the one would go unseen where an issue is compared with its earlier build."""
    write_pack(tmp_path / "市" / "包")
    (tmp_path / "区" / "包").mkdir(parents=True)
    made = {}
    for year in (2022, 2023):
        profile = f'extends = "../../市/包"\nyear = {year}\n'
        (tmp_path / "区" / "包" / "profile.toml").write_text(profile, encoding="utf-8")
        made[year] = dict(load_pack(tmp_path / "区" / "包").files)
    assert {path for path in made[2022] if made[2022][path] != made[2023][path]} == {"包/profile.toml"}
    assert {"市/包/profile.toml", "市/包/regions.csv"} <= set(made[2022])


# -- dropped -------------------------------------------------------------------------------------------------------


def below_and_own(folder: Path, own: str) -> Path:
    write_pack(folder / "市级")
    (folder / "区级").mkdir()
    (folder / "区级" / "profile.toml").write_text(f'extends = "../市级"\n{own}', encoding="utf-8")
    return folder / "区级"


def test_what_a_district_does_not_want_it_drops(tmp_path: Path) -> None:
    own = '[products]\n"晾晒表" = false\n[charts]\n"投资图" = false\n'
    pack = load_pack(below_and_own(tmp_path, own))
    assert (pack.products, pack.charts) == ((), ())
    assert [table.name for table in pack.tables] == ["表一"]
    assert [product.name for product in load_pack(tmp_path / "市级").products] == ["晾晒表"]


def test_a_pack_above_may_have_again_what_one_below_dropped(tmp_path: Path) -> None:
    middle = below_and_own(tmp_path, '[charts]\n"投资图" = false\n[products."晾晒表"]\ncharts = []\n')
    assert load_pack(middle).charts == ()
    (tmp_path / "镇级").mkdir()
    again = 'extends = "../区级"\n[charts."投资图"]\ntitle = "我们的图"\ntopic = "投资"\n'
    (tmp_path / "镇级" / "profile.toml").write_text(again, encoding="utf-8")
    assert [chart.title for chart in load_pack(tmp_path / "镇级").charts] == ["我们的图"]


def test_dropping_what_nobody_has_or_somebody_uses_is_refused_at_its_line(tmp_path: Path) -> None:
    own = '[products]\n"晾晒" = false\n[charts]\n"投资图" = false\n'
    found = {problem.place: problem for problem in problems_of(below_and_own(tmp_path, own))}
    assert "晾晒表" in found["行3 键 products.晾晒"].fix
    (tmp_path / "区级" / "profile.toml").write_text('extends = "../市级"\n[charts]\n"投资图" = false\n', encoding="utf-8")
    (problem,) = problems_of(tmp_path / "区级")
    assert "投资图" in problem.message and problem.place.endswith("products.晾晒表.charts")
