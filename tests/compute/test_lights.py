"""Lights at their bounds: every scheme found in practice as a setting, exactly on the line and one hair beside it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from boards import column, dataset, make_pack, regions, target, targets
from hypothesis import given
from hypothesis import strategies as st

import gongwen as gw
from gongwen.compute import compute_board
from gongwen.errors import PackError
from gongwen.model.catalogue import Indicator
from gongwen.model.data import Dataset
from gongwen.model.figures import Figure, FigureKey, SeriesKey
from gongwen.model.pack import ColumnSpec, Pack, TableSpec
from gongwen.model.period import Period
from gongwen.model.scoring import Band, Condition, LightScheme, Quantity
from gongwen.model.terms import Measure
from gongwen.model.windows import default_rank

SCHEMES = (Path(__file__).parents[1] / "data" / "lights.toml").read_text(encoding="utf-8")
JULY, Q3 = Period.parse("2022-07"), Period.parse("2022-Q3")
URGED = Indicator("urged", "督办次数", "次")


@pytest.fixture(scope="module")
def schemes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LightScheme]:
    folder = tmp_path_factory.mktemp("pack")
    (folder / "profile.toml").write_text(SCHEMES, encoding="utf-8")
    return {scheme.name: scheme for scheme in gw.load_pack(folder).lights}


def pack_with(scheme: LightScheme, indicator: str, window: str, against: str, count: int = 3) -> Pack:
    spec = TableSpec("表", "表", (ColumnSpec(("灯",), Measure.LIGHT, indicator, window, against, scheme=scheme.name),))
    base = make_pack(members=regions(count), tables=(spec,), lights=(scheme,))
    return make_pack(members=regions(count), tables=(spec,), lights=(scheme,), indicators=(*base.indicators, URGED))


def light_of(
    scheme: LightScheme, data: Dataset, indicator: str = "inv", window: str = "当月", against: str = "当月",
    issue: str = "2022-07", region: str = "A",
) -> Figure:  # fmt: skip
    from gongwen.model.windows import frame_of, series_key

    pack = pack_with(scheme, indicator, window, against)
    period = Period.parse(issue)
    board = compute_board(data, pack, period)
    key = series_key(pack.indicator(indicator), window, against, None, frame_of("month", period), basis="month")
    assert key is not None
    return board.get(key.of(region, Measure.LIGHT, scheme.name))


def quarter(actual: str | None, wanted: str | None = "300") -> Dataset:
    """A third of the quarter has passed."""
    return dataset(column("inv", "2022-07", {"A": actual}), targets("inv", "2022-Q3", {"A": wanted}))


def month(actual: str | None, wanted: str | None = "100") -> Dataset:
    """The whole month has passed: time progress is 100%."""
    return dataset(column("inv", "2022-07", {"A": actual}), targets("inv", "2022-07", {"A": wanted}))


# -- the scheme that is shipped --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "light"),
    [
        ("130", "●绿"),
        ("100", "●绿"),  # exactly the progress of one third, which no decimal holds
        ("99.9999", "▲黄"),
        ("80", "▲黄"),  # exactly 80% of the progress: included
        ("79.9999", "■红"),
        ("0", "■红"),
        ("-5", "■红"),
        (None, "—"),
    ],
)
def test_the_shipped_scheme_at_its_bounds(actual: str | None, light: str) -> None:
    scheme = gw.load_pack().light("")
    assert scheme is not None
    assert light_of(scheme, quarter(actual), window="本季累计", against="本季").text == light


@pytest.mark.parametrize("wanted", [None, "0", "完成市级下达目标"])
def test_no_target_no_light(wanted: str | None) -> None:
    scheme = gw.load_pack().light("")
    assert scheme is not None
    figure = light_of(scheme, quarter("50", wanted), window="本季累计", against="本季")
    assert (figure.text, figure.value) == ("—", None)
    assert figure.note in ("未设目标", "目标为0，不计算完成率", "目标为文字")


def test_a_light_says_how_it_came_about() -> None:
    scheme = gw.load_pack().light("")
    assert scheme is not None
    figure = light_of(scheme, quarter("79.9999"), window="本季累计", against="本季")
    assert figure.formula == "完成率26.7% ÷ 时序进度33.3% = 79.9999%；＜80%亮红灯", "never 80.0% beside ＜80%"
    assert {key.measure for key in figure.operands} == {Measure.COMPLETION_RATE, Measure.TIME_PROGRESS}
    assert [str(source) for source in figure.sources] == ["表.xlsx!表!A-inv-2022-07", "目标.xlsx!表!A-inv-2022-Q3"]
    assert scheme.describe().startswith("亮灯按完成率相当于时序进度的比例：●绿≥100%，▲黄≥80%，■红＜80%")


def test_a_scheme_may_look_at_printed_rates() -> None:
    bands = (Band("绿", (Condition(Quantity.GAP, "≥", 0),)), Band("红"))  # type: ignore[arg-type]
    exact, printed = (LightScheme("试", Quantity.GAP, bands, on) for on in ("exact", "printed"))
    data = quarter("99.9")  # 33.3% as printed, and so is the progress
    assert light_of(exact, data, window="本季累计", against="本季").text == "■红"
    assert light_of(printed, data, window="本季累计", against="本季").text == "●绿"


# -- schemes found in practice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "actual", "light"),
    [
        ("银川进度", "100", "●绿"),
        ("银川进度", "99.99", "—"),
        ("银川进度", "90.01", "—"),
        ("银川进度", "90", "▲黄"),
        ("银川进度", "70", "▲黄"),
        ("银川进度", "69.99", "■红"),
        ("三亚项目（按比例）", "50", "▲黄"),
        ("三亚项目（按比例）", "49.99", "■红"),
        ("三亚项目（按百分点）", "50", "▲黄"),
        ("三亚项目（按百分点）", "49.99", "■红"),
        ("新晃月任务", "80", "●绿"),
        ("新晃月任务", "79.99", "▲黄（重点跟踪）"),
        ("新晃月任务", "60", "▲黄（重点跟踪）"),
        ("新晃月任务", "59.99", "■红（黄牌）"),
        ("天津专项债", "100", "●绿"),
        ("天津专项债", "70", "▲黄"),
        ("天津专项债", "69.99", "■红"),
        ("枣庄亮牌", "100", "◆蓝（先进）"),
        ("枣庄亮牌", "60", "▲黄（提醒）"),
        ("枣庄亮牌", "59.99", "■红（警告）"),
        ("保险月报", "100.01", "■红"),
        ("保险月报", "100", "●绿"),
    ],
)
def test_schemes_of_rates(schemes: dict[str, LightScheme], name: str, actual: str, light: str) -> None:
    assert light_of(schemes[name], month(actual)).text == light


def test_one_month_of_three_makes_ratio_and_points_differ(schemes: dict[str, LightScheme]) -> None:
    data = quarter("40")  # 13.3% where 33.3% is due: 40% of it, and 20 points behind
    assert light_of(schemes["三亚项目（按比例）"], data, window="本季累计", against="本季").text == "■红"
    assert light_of(schemes["三亚项目（按百分点）"], data, window="本季累计", against="本季").text == "▲黄"
    assert light_of(schemes["保险月报"], quarter("101"), window="本季累计", against="本季").text == "▲黄"


def test_what_a_scheme_leaves_open_is_said(schemes: dict[str, LightScheme]) -> None:
    figure = light_of(schemes["银川进度"], month("95"))
    assert figure.value is None
    assert figure.note == "在方案“银川进度”各档之间（完成率95.0% − 时序进度100.0% = -5.0个百分点），不亮灯"
    assert "在各档之间的不亮灯" in schemes["银川进度"].describe()


@pytest.mark.parametrize(
    ("months", "light"),
    [
        ({"2022-07": "10"}, "●绿"),
        ({"2022-07": "9.99"}, "▲黄"),
        ({"2022-06": "10", "2022-07": "9"}, "▲黄"),
        ({"2022-06": "9.99", "2022-07": "9"}, "■红"),
        ({"2022-05": "1", "2022-06": "1", "2022-07": "1"}, "■红"),
        ({"2022-05": "1", "2022-07": "1"}, "▲黄"),  # nothing known of June: the row ends there
        ({"2022-06": "1", "2022-07": "10"}, "●绿"),
    ],
)
def test_two_misses_running(schemes: dict[str, LightScheme], months: dict[str, str], light: str) -> None:
    data = dataset(
        [o for period, value in months.items() for o in column("inv", period, {"A": value})],
        [target("A", "inv", period, "10") for period in months],
    )
    figure = light_of(schemes["三亚各区"], data)
    assert figure.text == light
    assert figure.value is not None
    assert {key.period.code for key in figure.operands} >= {"2022-07"}


def test_misses_cross_the_years_end_and_the_missing_january(schemes: dict[str, LightScheme]) -> None:
    periods = ("2022-12", "2023-01-01..2023-02-28")
    data = dataset(
        [o for period in periods for o in column("inv", period, {"A": "1"})],
        [target("A", "inv", period, "10") for period in periods],
    )
    assert light_of(schemes["三亚各区"], data, issue="2023-02").text == "■红"


@pytest.mark.parametrize(
    ("growth", "city", "wanted", "light"),
    [
        ("30", "30", "30", "●绿"),
        ("30", "30.1", "30", "▲黄"),
        ("29.9", "20", "30", "▲黄"),
        ("0.1", "20", "30", "▲黄"),
        ("0", "-1", "0", "●绿"),
        ("0", "20", "30", "■红"),
        ("-3.8", "20", "30", "■红"),
        ("30", None, "30", "—"),
    ],
)
def test_growth_against_plan_and_city(
    schemes: dict[str, LightScheme], growth: str, city: str | None, wanted: str, light: str
) -> None:
    data = dataset(
        column("growth", "2022-07", {"T": city, "A": growth}), targets("growth", "2022-07", {"A": wanted, "T": "20"})
    )
    assert light_of(schemes["天津投资"], data, "growth").text == light


@pytest.mark.parametrize(("times", "light"), [("0", "—"), ("1", "◆蓝"), ("2", "▲黄"), ("3", "■红"), ("9", "■红")])
def test_escalation_by_a_count(schemes: dict[str, LightScheme], times: str, light: str) -> None:
    data = dataset(column("urged", "2022-07", {"A": times}))
    assert light_of(schemes["华亭督办"], data, "urged", against="").text == light


def test_a_first_month_of_grace(schemes: dict[str, LightScheme]) -> None:
    july = light_of(schemes["达标"], quarter("50"), window="本季累计", against="本季")
    assert (july.text, july.note) == ("—", "目标期前1个月不亮灯")
    data = dataset(
        [*column("inv", "2022-07", {"A": "50"}), *column("inv", "2022-08", {"A": "250"})],
        targets("inv", "2022-Q3", {"A": "300"}),
    )
    august = light_of(schemes["达标"], data, window="本季累计", against="本季", issue="2022-08")
    assert august.text == "●绿"


def test_every_scheme_prints_its_bands(schemes: dict[str, LightScheme]) -> None:
    lines = {name: scheme.describe() for name, scheme in schemes.items()}
    assert lines["三亚各区"] == "亮灯按连续未达标的期数：●绿＝0期，▲黄＝1期，■红≥2期；没有目标的不亮灯。"
    assert lines["天津投资"].startswith("亮灯按完成：●绿与目标差≥0个百分点且与全市差≥0个百分点，▲黄＞0，■红其余")
    assert lines["达标"] == "亮灯按是否达到目标：●绿达到目标，■红其余；目标期前1个月不亮灯；没有目标的不亮灯。"


# -- settings that are refused ---------------------------------------------------------------------------------------


def refused(folder: Path, text: str) -> dict[str, str]:
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        gw.load_pack(folder)
    return {problem.code: problem.message for problem in caught.value.problems}


def test_the_gap_of_yinchuan_is_refused_unless_stated(tmp_path: Path) -> None:
    text = SCHEMES.replace('otherwise = "不亮灯"            # 0 到 10', "# 0 到 10")
    assert refused(tmp_path, text) == {"light.gap": "“银川进度”各档之间有空：差时序为-5个百分点时不知道亮什么灯"}


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ('{ light = "绿", when = "≥100" }, { light = "黄", when = "≥80" }', "light.gap"),
        ('{ light = "绿", when = "＞100" }, { light = "红", when = "＜100" }', "light.gap"),
        ('{ light = "黄", when = "≥80" }, { light = "绿", when = "≥100" }, { light = "红" }', "light.never"),
        ('{ light = "紫" }', "pack.value"),
        ('{ light = "绿", when = "很好" }', "pack.value"),
        ('{ light = "绿", when = "好≥3" }', "pack.value"),
        ('{ light = "绿", wenn = "≥3" }', "pack.unknown_key"),
        ('"绿"', "pack.value"),
        ("", "pack.value"),
    ],
)
def test_bands_that_cannot_be_meant(tmp_path: Path, bands: str, code: str) -> None:
    assert code in refused(tmp_path, f'[lights."试"]\nbasis = "比时序"\nbands = [{bands}]\n')


def test_an_unknown_basis_names_the_known_ones(tmp_path: Path) -> None:
    found = refused(tmp_path, '[lights."试"]\nbasis = "进度"\nbands = [{ light = "绿" }]\n')
    assert found == {"pack.value": "“basis”不能是“进度”"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("inv,亮灯,当月,当月,没有的", "没有名为“没有的”的亮灯方案"),
        ("inv,亮灯,当月,,", "没有写目标期间，方案“默认”不知道对哪个目标"),
        ("growth,亮灯,当月,当月,", "“增速”以%计，没有完成率，不能用方案“默认”"),
        ("energy,亮灯,当月,当月,", "“能耗”越小越好，方案“默认”却是越大越绿"),
        ("inv,得分,当月,当月,", "“inv”不是得分"),
    ],
)
def test_light_columns_that_no_figure_could_fill(tmp_path: Path, row: str, message: str) -> None:
    (tmp_path / "indicators.csv").write_text(
        "代码,名称,计量单位,方向\ninv,投资,亿元,\ngrowth,增速,%,\nenergy,能耗,吨,越小越好\n", encoding="utf-8"
    )
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "表.csv").write_text(f"表头,指标,取值,期间,目标期间,亮灯方案\n灯,{row}\n", encoding="utf-8")
    found = refused(tmp_path, '[tables."表"]\ntitle = "表"\n')
    assert found == {"pack.column": f"“灯”这一列：{message}"}


# -- properties ------------------------------------------------------------------------------------------------------

BOUNDS = st.lists(st.integers(-50, 150), min_size=1, max_size=4, unique=True)
SIGNS = st.sampled_from(["≥", "＞"])


@given(BOUNDS, SIGNS, st.fractions(-100, 200, max_denominator=60))
def test_falling_bounds_with_a_rest_cover_everything(bounds: list[int], sign: str, value: Fraction) -> None:
    conditions = [(Condition(Quantity.RATIO, sign, bound),) for bound in sorted(bounds, reverse=True)]  # type: ignore[arg-type]
    bands = (*(Band("黄", condition) for condition in conditions), Band("红"))
    scheme = LightScheme("试", Quantity.RATIO, bands)
    assert scheme.uncovered() is None
    assert scheme.never_shown() is None
    assert scheme.band_of({Quantity.RATIO: value}) is not None


@given(st.lists(st.tuples(st.sampled_from("≥＞≤＜"), st.integers(-3, 3)), min_size=1, max_size=3), st.integers(-40, 40))
def test_a_scheme_without_gaps_gives_every_value_a_light(terms: list[tuple[str, int]], tenths: int) -> None:
    """The finite set of points that is tried stands for the whole line."""
    bands = tuple(Band("黄", (Condition(Quantity.GAP, sign, bound),)) for sign, bound in terms)  # type: ignore[arg-type]
    scheme = LightScheme("试", Quantity.GAP, bands)
    if scheme.uncovered() is None:
        assert scheme.band_of({Quantity.GAP: Fraction(tenths, 10)}) is not None


def test_keys_of_two_schemes_are_two_figures() -> None:
    key = SeriesKey("inv", JULY, Q3, default_rank(Indicator("inv", "投资"), Q3))
    one, two = key.of("A", Measure.LIGHT, "默认"), key.of("A", Measure.LIGHT, "银川")
    assert one.id == "A/inv/light@2022-07~2022-Q3#默认" != two.id
    assert FigureKey("A", "inv", Measure.RANK, JULY).id == "A/inv/rank@2022-07"
