"""The sample's sentences at the edges: ties across the cut, everyone and nobody, the missing, one region only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from boards import COUNT, INVESTMENT, column, dataset, make_pack, observed, regions, targets

import gongwen as gw
from gongwen.compose import Setting, compose_bulletin, compose_table
from gongwen.compose.facts import topic_words
from gongwen.compute import compute_board
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset
from gongwen.model.figures import LessIsBetter
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, Numbers, Pack, ProductSpec, SignOff, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import Band, Condition, LightScheme, Quantity
from gongwen.model.terms import Direction, Measure

JULY = Period.month(2022, 7)
MONTH = Topic("投资", "inv", "当月", "当月")


@cache
def sample() -> Pack:
    return gw.load_pack(gw.sample())


CODES = [region.code for region in sample().regions if not region.is_total]
SHORT = dict(zip("海曙 江北 镇海 北仑 鄞州 奉化 余姚 慈溪 宁海 象山 前湾 高新".split(), CODES, strict=True))


def said(
    now: Mapping[str, str | None], before: Mapping[str, str | None] | None = None, city: str | None = "100"
) -> list[str]:
    """各地情况 of a month in which every district's target is 10: short name → done."""
    periods = {"2022-06": before or {}, "2022-07": {**now, "": city}}
    rows = [
        observed(SHORT.get(name, "330200"), "investment", period, value)
        for period, values in periods.items()
        for name, value in values.items()
    ]
    wanted = [t for p in periods for t in targets("investment", p, {**dict.fromkeys(CODES, "10"), "330200": "100以上"})]
    data = dataset(rows, wanted)
    setting = Setting(sample(), compute_board(data, sample(), JULY), data, Issue(JULY))
    product = next(p for p in sample().products if p.kind == "bulletin")
    sections = compose_bulletin(setting, product).fields["各节"]
    return [p["文字"] for s in sections if s["标题"].endswith(("总体情况", "各地情况")) for p in s["段落"]]


def everyone(value: str) -> dict[str, str | None]:
    return dict.fromkeys(SHORT, value)


def test_a_tie_across_the_cut_takes_everyone_in() -> None:
    said_now = said({**everyone("5"), "高新": "12", "奉化": "11", "镇海": "10.5", "海曙": "10.5", "江北": "10.5"})
    assert (
        "从当月完成率看，居前5位的是高新区（120.0%）、奉化区（110.0%）、海曙区（105.0%）、江北区（105.0%）和镇海区（105.0%），其余7个地区未完成。"
        in said_now
    )
    assert any("海曙区、江北区和镇海区完成率均为105.0%，并列第3位" in text for text in said_now)


def test_everyone_met() -> None:
    said_now = said({**everyone("10"), "高新": "12", "奉化": "11", "镇海": "10.5"})
    assert (
        "从当月完成率看，居前3位的是高新区（120.0%）、奉化区（110.0%）和镇海区（105.0%），12个地区均完成当月目标。"
        in said_now
    )


def test_nobody_met() -> None:
    said_now = said({**everyone("5"), "高新": "9", "奉化": "8", "镇海": "7"})
    assert (
        "从当月完成率看，居前3位的是高新区（90.0%）、奉化区（80.0%）和镇海区（70.0%），12个地区均未完成当月目标。"
        in said_now
    )


def test_one_of_the_first_met() -> None:
    said_now = said({**everyone("5"), "高新": "10", "奉化": "9.996", "镇海": "7"})
    assert (
        "从当月完成率看，居前3位的是高新区（100.0%）、奉化区（99.96%）和镇海区（70.0%），其中高新区完成当月目标，其余11个地区未完成。"
        in said_now
    )


def test_all_alike() -> None:
    said_now = said(everyone("5"))
    assert said_now[2] == "从当月完成率看，12个地区均为50.0%，均未完成当月目标。"
    assert not any("居前12位" in text or "并列" in text for text in said_now)


def test_all_missing() -> None:
    said_now = said({}, city=None)
    assert said_now[0] == "7月份全市制造业投资尚未报送。"
    assert said_now[-1].startswith("海曙区、江北区、")
    assert said_now[-1].endswith("和高新区未报送或未设目标，不参与排名。")
    assert not any("—" in text for text in said_now)


def test_some_missing_are_named() -> None:
    said_now = said({**everyone("5"), "高新": None, "江北": "…"})
    assert any(text.endswith("江北区和高新区未报送或未设目标，不参与排名。") for text in said_now)
    assert any("10个地区均为50.0%，均未完成当月目标。" in text for text in said_now)


def test_nothing_to_compare_with() -> None:
    assert not any("位次变化" in text for text in said(everyone("5")))


def test_only_down_and_level() -> None:
    said_now = said({**everyone("5"), "高新": "12", "奉化": "11"}, {**everyone("5"), "高新": "12", "奉化": "12"})
    assert (
        "从位次变化看，奉化区较上月后移1位；高新区、海曙区、江北区、镇海区、北仑区、鄞州区、余姚市、慈溪市、宁海县、象山县和前湾新区位次持平。"
        in said_now
    )


def test_only_level() -> None:
    moved = next(text for text in said(everyone("5"), everyone("6")) if "位次变化" in text)
    assert moved.startswith("从位次变化看，海曙区、")
    assert moved.endswith("和高新区位次持平。")


def test_two_share_the_largest_step() -> None:
    before = {**everyone("5"), "高新": "12", "奉化": "11", "镇海": "10", "海曙": "9"}
    now = {**everyone("5"), "高新": "10", "奉化": "9", "镇海": "12", "海曙": "11"}
    start = "从位次变化看，镇海区和海曙区较上月前移2位，进位最多；高新区和奉化区后移2位；"
    assert any(text.startswith(start) for text in said(now, before))


# -- small packs -----------------------------------------------------------------------------------------------------


def words(data: Dataset, topic: Topic = MONTH, **more: object) -> dict[str, object]:
    pack = make_pack(topic, **more)
    return topic_words(Setting(pack, compute_board(data, pack, JULY), data, Issue(JULY)), topic)


def names(group: object) -> list[str]:
    return [region["名称"] for region in group]


def done(values: Mapping[str, str | None], wanted: str = "10") -> Dataset:
    return dataset(column("inv", "2022-07", values), targets("inv", "2022-07", dict.fromkeys(values, wanted)))


def test_one_region_only() -> None:
    found = words(done({"A": "9"}), members=regions(1))
    assert (names(found["前列"]), found["前列数"], found["后列"], found["并列"]) == (["甲区"], 1, (), ())


def test_a_pack_without_a_total_row() -> None:
    found = words(done({"A": "9", "B": "8"}), members=regions(2, city=False))
    assert found["全市"]["完成"] == found["全市"]["完成率"] == "—"
    assert names(found["各地"]) == ["甲区", "乙区"]


def test_classes_have_their_own_first_and_last_places() -> None:
    values = dict(zip("ABCDEFGH", "98765432", strict=True))
    found = words(
        done(values), members=regions(8, categories=["一类"] * 5 + ["二类"] * 3), numbers=Numbers(within_category=True)
    )
    assert (found["前列"], found["前列数"], found["后列"]) == ((), 0, ())
    first, second = found["各类"]
    assert (first["名称"], names(first["前列"]), names(first["后列"])) == (
        "一类",
        ["甲区", "乙区", "丙区"],
        ["丁区", "戊区"],
    )
    assert (second["名称"], names(second["前列"]), second["参评数"]) == ("二类", ["己区", "庚区", "辛区"], 3)


def test_where_less_is_better_the_slow_are_those_above_the_pace() -> None:
    energy = Indicator("inv", "能耗", "万吨", direction=Direction.LOWER)
    july_of_year = Topic("能耗", "inv", "当月", "全年")
    data = dataset(column("inv", "2022-07", {"A": "7", "B": "5"}), targets("inv", "2022", dict.fromkeys("AB", "10")))
    found = words(data, july_of_year, indicators=(energy,), members=regions(2))
    assert (names(found["超前"]), names(found["落后"])) == (["乙区"], ["甲区"])
    said = {region["名称"]: region["超时序"] for region in found["各地"]}
    assert said == {"甲区": "11.7", "乙区": "-8.3"} and all(isinstance(text, LessIsBetter) for text in said.values())


def test_lights_can_be_spoken_of() -> None:
    bands = (Band("绿", (Condition(Quantity.RATE, "≥", Decimal(80)),)), Band("红"))
    topic = replace(MONTH, light="快慢")
    found = words(done({"A": "9", "B": "5", "C": None}), topic, lights=(LightScheme("快慢", Quantity.RATE, bands),))
    assert (names(found["绿灯"]), names(found["红灯"]), found["红灯数"], found["黄灯"]) == (["甲区"], ["乙区"], 1, ())
    assert [region["亮灯"] for region in found["各地"]] == ["●绿", "■红"]


def test_a_window_that_has_not_begun() -> None:
    topic = Topic("上月止", "inv", "上月止累计")
    january = Issue(Period.month(2022, 1))
    pack = make_pack(topic, numbers=Numbers(merge_first_months=False))
    found = topic_words(Setting(pack, compute_board(dataset(), pack, january.period), dataset(), january), topic)
    assert (found["全市"]["完成"], found["前列"], found["参评数"]) == ("—", (), 0)


@pytest.mark.parametrize(
    ("values", "place"),
    [("9876", "居前3位"), ("98775", "居前4位"), ("9999", ""), ("98888", "居首位"), ("9998", "并列首位"), ("9", "居首位"), ("", "")],
)
def test_the_words_for_the_first_places_fit_who_stands_there(values: str, place: str) -> None:
    found = words(done(dict(zip("ABCDE", values, strict=False))), members=regions(max(1, len(values))))
    assert found["居前"] == place


def test_each_alone_in_its_class_is_not_alike() -> None:
    members = regions(2, categories=["区", "县"])
    found = words(done({"A": "9", "B": "5"}), members=members, numbers=Numbers(within_category=True))
    assert [region["排名"] for region in found["各地"]] == ["1", "1"]
    assert not found["相同"]
    one = words(done({"A": "5", "B": "5"}), members=regions(2, categories=["区", "区"]), numbers=Numbers(within_category=True))  # fmt: skip
    assert one["相同"]


@pytest.mark.parametrize(
    ("values", "top", "bottom"),
    [
        ("9876543", "ABC", "EFG"),
        ("9999", "", ""),
        ("98888", "A", ""),
        ("9888877", "ABCDE", "FG"),
        ("9999988", "ABCDE", "FG"),
        ("98765", "ABC", "DE"),
        ("9876", "ABC", "D"),
        ("987", "ABC", ""),
        ("9886666", "ABC", "DEFG"),
        ("9877765", "ABCDE", "FG"),
    ],
)
def test_nobody_is_both_among_the_first_and_the_last(values: str, top: str, bottom: str) -> None:
    found = words(done(dict(zip("ABCDEFG", values, strict=False))), members=regions(len(values)))
    by_name = {region.name: region.code for region in regions(len(values))}
    assert "".join(by_name[n] for n in names(found["前列"])) == top
    assert "".join(by_name[n] for n in names(found["后列"])) == bottom


def test_the_same_rank_in_two_classes_is_no_tie() -> None:
    members = regions(4, categories=["区", "区", "县", "县"])
    found = words(
        done({"A": "9", "B": "8", "C": "7", "D": "7"}), members=members, numbers=Numbers(within_category=True)
    )
    assert [(tie["名次"], tie["名称"]) for tie in found["并列"]] == [("1", ("丙区", "丁区"))]


def test_who_prints_level_with_time_is_not_called_behind() -> None:
    topic = Topic("开工", "start", "当月", "本季")
    rows = column("start", "2022-07", {"A": "1", "B": "2", "C": "0"})
    data = dataset(rows, targets("start", "2022-Q3", {"A": "3", "B": "3", "C": "3"}))
    found = words(data, topic, indicators=[COUNT])
    assert found["各地"][1]["超时序"] == "0.0", "33.3 − 33.33…"
    assert (names(found["超前"]), names(found["落后"])) == (["乙区", "甲区"], ["丙区"])


def test_target_words_leave_room_for_the_unit() -> None:
    found = words(done({"T": "120", "A": "9"}, "100以上"))
    assert (found["全市"]["目标数"], found["全市"]["目标界"], found["全市"]["目标"]) == ("100", "以上", "100以上")
    text = words(done({"A": "9"}, "完成市级下达目标"))["无数"][0]
    assert (text["目标"], text["目标数"], text["完成率"]) == ("完成市级下达目标", "—", "—")


# -- tables ----------------------------------------------------------------------------------------------------------


def table_of(columns: tuple[ColumnSpec, ...], data: Dataset, numbers: Numbers = Numbers(), **more: object) -> object:  # noqa: B008
    spec = TableSpec("表", "晾晒表（{{ 期间 }}）", columns, **more)
    pack = make_pack(tables=(spec,), indicators=[INVESTMENT], numbers=numbers)
    return compose_table(Setting(pack, compute_board(data, pack, JULY), data, Issue(JULY)), spec)


RATE = ColumnSpec(("投资", "{{ 目标期间 }}完成率（%）"), Measure.COMPLETION_RATE, "inv", "本季累计", "本季")
RANK = ColumnSpec(("投资", "排名"), Measure.RANK, "inv", "本季累计", "本季")


def test_headers_name_their_periods() -> None:
    made = table_of((RATE, RANK), done({"A": "9"}))
    assert made.title == "晾晒表（7月）"
    assert [c.path for c in made.columns] == [("地区",), ("投资", "第三季度完成率（%）"), ("投资", "排名")]
    assert made.unit_line == "单位：%"


def test_notes_name_who_is_not_ranked_and_who_is_ranked_with_whom() -> None:
    """A table in the registry's order has many firsts where ranks are within classes."""
    spec = TableSpec("表", "表", (RATE, RANK))
    data = done({"A": "9"})
    members = regions(4, categories=("一类", "二类", "一类", "二类"))
    out = tuple(replace(r, ranked=False) if r.code == "D" else r for r in members)
    pack = make_pack(tables=(spec,), members=out, numbers=Numbers(within_category=True), indicators=[INVESTMENT])
    pack = replace(pack, issuer=replace(pack.issuer, region_unit="镇"))
    made = compose_table(Setting(pack, compute_board(data, pack, JULY), data, Issue(JULY)), spec)
    assert made.notes[0].endswith("全市、丁区不参与排名。")
    assert made.notes[1] == "2．排名的类别：一类：甲、丙；二类：乙。"
    assert made.columns[0].path == ("镇",)


def test_a_table_without_a_total_row_does_not_speak_of_one() -> None:
    spec, data = TableSpec("表", "表", (RATE, RANK)), done({"A": "9"})
    pack = make_pack(tables=(spec,), members=regions(2, city=False), indicators=[INVESTMENT])
    made = compose_table(Setting(pack, compute_board(data, pack, JULY), data, Issue(JULY)), spec)
    assert made.notes[0] == "注：1．排名按表中显示的数由优到劣，并列的占用位次。"


def test_the_rule_in_the_notes_is_the_rule_that_was_used() -> None:
    def ranking(numbers: Numbers) -> str:
        return table_of((RATE, RANK), done({"A": "9"}), numbers).notes[0]

    assert ranking(Numbers()) == "注：1．排名按表中显示的数由优到劣，并列的占用位次；全市不参与排名。"
    assert ranking(Numbers(rank_on="exact", ties="dense", within_category=True)) == (
        "注：1．排名按未修约的数分类别由优到劣，并列的不占用位次；全市不参与排名。"
    )


def test_a_signed_off_mismatch_prints_its_note_where_it_applies() -> None:
    from datetime import date

    signed = SignOff(
        "total.mismatch", "投资第三季度目标", "原表如此", "综合组", date(2022, 12, 31), "全市323亿元，合计324亿元。"
    )
    data = replace(done({"A": "9"}), signed_off=(signed,))
    assert any("合计324亿元" in note for note in table_of((RATE,), data).notes)
    elsewhere = replace(data, signed_off=(replace(signed, applies_to=("另一表",)),))
    assert not any("合计324亿元" in note for note in table_of((RATE,), elsewhere).notes)


def test_a_product_without_sections_says_nothing() -> None:
    pack = make_pack(products=(ProductSpec("通报", "bulletin", "pdf", "通报"),))
    document = compose_bulletin(
        Setting(pack, compute_board(dataset(), pack, JULY), dataset(), Issue(JULY)), pack.products[0]
    )
    assert document.fields["各节"] == document.fields["附件"] == ()
