"""Small packs, datasets and boards made of model objects, for tests of computing and composing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gongwen.compute import compute_board
from gongwen.model.baseline import Baseline
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.data import Dataset, Kind, Observation, Target, ValueKind
from gongwen.model.figures import Board, Figure, FigureKey
from gongwen.model.pack import Numbers, Pack, Topic
from gongwen.model.period import Period
from gongwen.model.sources import Source
from gongwen.model.terms import Bound, Measure

INVESTMENT = Indicator("inv", "投资", "亿元", decimals=1)
GROWTH = Indicator("growth", "投资增速", "%", decimals=1, growth_of="inv")
COUNT = Indicator("start", "新开工项目", "个")
DUE = Indicator("due", "应开工项目", "个")
RATE = Indicator("rate", "开工率", "%", decimals=1, ratio_of=("start", "due"))
CITY = Region("T", "全市", ranked=False, is_total=True)

NAMES = "甲区 乙区 丙区 丁区 戊区 己区 庚区 辛区 壬区 癸区 子区 丑区".split()


def regions(count: int = 3, *, city: bool = True, categories: Sequence[str] = ()) -> tuple[Region, ...]:
    """全市 and so many districts with codes A, B, C …"""
    made = tuple(
        Region("ABCDEFGHIJKL"[n], NAMES[n], NAMES[n][0], category=categories[n] if categories else "")
        for n in range(count)
    )
    return (CITY, *made) if city else made


def make_pack(
    *topics: Topic,
    indicators: Iterable[Indicator] = (INVESTMENT, GROWTH, COUNT, DUE, RATE),
    members: tuple[Region, ...] = (),
    numbers: Numbers = Numbers(),  # noqa: B008 - frozen
    **more: Any,
) -> Pack:
    """A pack without a folder."""
    return Pack("测试", None, (), members or regions(), tuple(indicators), numbers=numbers, topics=topics, **more)


def observed(
    region: str, indicator: str, period: str, value: str | None, *, kind: Kind = Kind.ACTUAL, raw: str | None = None
) -> Observation:
    """One value; None is absent, … is below the unit."""
    if value == "…":
        return Observation(
            region, indicator, Period.parse(period), None, Source("表.xlsx"), kind, ValueKind.BELOW_UNIT, "…"
        )
    number = None if value is None else Decimal(value)
    of_value = ValueKind.ABSENT if value is None else ValueKind.NUMBER
    source = Source("表.xlsx", "表", f"{region}-{indicator}-{period}")
    return Observation(region, indicator, Period.parse(period), number, source, kind, of_value, raw or value or "")


def target(region: str, indicator: str, period: str, value: str | None) -> Target:
    """One target: ``18``, ``100以上``, ``30以下``, None (absent) or words."""
    source, span = Source("目标.xlsx", "表", f"{region}-{indicator}-{period}"), Period.parse(period)
    if value is None:
        return Target(region, indicator, span, None, source, kind_of_value=ValueKind.ABSENT)
    bound = Bound.AT_LEAST if value.endswith("以上") else Bound.AT_MOST if value.endswith("以下") else Bound.EXACT
    digits = value.removesuffix("以上").removesuffix("以下")
    if not digits.lstrip("-").replace(".", "", 1).isdecimal():
        return Target(region, indicator, span, None, source, text=value, kind_of_value=ValueKind.TEXT)
    return Target(region, indicator, span, Decimal(digits), source, bound, raw=value)


def dataset(observations: Iterable[Observation] = (), targets: Iterable[Target] = (), **more: Any) -> Dataset:
    """A Dataset of these values."""
    return Dataset(
        MappingProxyType({(o.region, o.indicator, o.kind, o.period): o for o in observations}),
        MappingProxyType({(t.region, t.indicator, t.period): t for t in targets}),
        **more,
    )


def column(
    indicator: str, period: str, values: Mapping[str, str | None], kind: Kind = Kind.ACTUAL
) -> list[Observation]:
    """One value a region."""
    return [observed(region, indicator, period, value, kind=kind) for region, value in values.items()]


def targets(indicator: str, period: str, values: Mapping[str, str | None]) -> list[Target]:
    """One target a region."""
    return [target(region, indicator, period, value) for region, value in values.items()]


class Asked:
    """A board with short look-ups: ``asked("A", Measure.RANK)`` on the topic's own series."""

    def __init__(self, board: Board, topic: Topic, pack: Pack, issue: Period) -> None:
        from gongwen.model.windows import frame_of, series_key

        merge = pack.numbers.merge_first_months
        frame = frame_of(topic.basis, issue, cutoff_day=topic.cutoff_day, merge_first=merge)
        key = series_key(
            pack.indicator(topic.indicator), topic.window, topic.against, topic.rank_by, frame,
            basis=topic.basis, merge_first=merge,
        )  # fmt: skip
        assert key is not None
        self.board, self.key, self.pack = board, key, pack

    def __call__(self, region: str, measure: Measure) -> Figure:
        return self.board.get(self.key.of(region, measure))

    def text(self, region: str, measure: Measure) -> str:
        return self(region, measure).text

    def texts(self, measure: Measure) -> dict[str, str]:
        """Region → text, for every region that has such a figure."""
        found: dict[FigureKey, Figure] = dict(self.board.figures)
        keys = {region.code: self.key.of(region.code, measure) for region in self.pack.regions}
        return {code: found[key].text for code, key in keys.items() if key in found}


def ask(
    topic: Topic,
    data: Dataset,
    *,
    issue: str = "2022-07",
    as_of: date | None = None,
    baseline: Baseline | None = None,
    pack: Pack | None = None,
) -> Asked:
    """Compute one topic's figures."""
    pack = pack or make_pack(topic)
    period = Period.parse(issue)
    return Asked(compute_board(data, pack, period, as_of=as_of, baseline=baseline), topic, pack, period)
