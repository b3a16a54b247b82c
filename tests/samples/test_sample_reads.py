"""The shipped Ningbo sample through gongwen itself: it reads without a word, and every declared figure is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwen.compute.board import compute_board
from gongwen.model.data import Dataset
from gongwen.model.figures import Board, Figure
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import NO_VALUE, Bound, Measure
from gongwen.pack import load_pack
from gongwen.read import read_folder
from gongwen.validate import check

SAMPLE = Path(__file__).parents[2] / "samples" / "ningbo-bairi"
JULY = Period.parse("2022-07")
NEVER_RANKED = "330200"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(SAMPLE)


@pytest.fixture(scope="module")
def checked(pack: Pack) -> tuple[Dataset, tuple[Problem, ...]]:
    return check(read_folder(SAMPLE / "data", pack.inputs), pack)


@pytest.fixture(scope="module")
def board(pack: Pack, checked: tuple[Dataset, tuple[Problem, ...]]) -> Board:
    return compute_board(checked[0], pack, JULY)


def by_region(
    pack: Pack, board: Board, indicator: str, period: str, against: str, measure: Measure
) -> dict[str, Figure]:
    names = {region.code: region.name for region in pack.regions}
    return {
        names[key.region]: figure
        for key, figure in board.figures.items()
        if key.indicator == indicator
        and key.period == Period.parse(period)
        and key.against == (Period.parse(against) if against else None)
        and key.measure is measure
    }


def test_nothing_to_complain_of_but_the_plans_own_mismatch(checked: tuple[Dataset, tuple[Problem, ...]]) -> None:
    data, problems = checked
    assert [p.line() for p in problems if p.severity is not Severity.INFO] == []
    assert [sign_off.code for sign_off in data.signed_off] == ["total.mismatch"]


def test_everything_shipped_is_read(checked: tuple[Dataset, tuple[Problem, ...]]) -> None:
    data, _ = checked
    files = {path.relative_to(SAMPLE / "data").as_posix() for path in (SAMPLE / "data").rglob("*") if path.is_file()}
    assert {entry.path.removeprefix("data:") for entry in data.inputs} == files
    assert (len(data.cases), len(data.projects), len(data.ledger)) == (3, 21, 8)
    assert list(data.prose.sections) == ["编者按", "存在问题", "下步工作"]
    assert [len(paragraphs) for paragraphs in data.prose.sections.values()] == [1, 4, 4]
    assert data.is_sample
    city = data.targets[NEVER_RANKED, "investment", JULY]
    assert (city.value, city.bound) == (100, Bound.AT_LEAST)


def test_no_declared_figure_is_missing(board: Board) -> None:
    shown = (Measure.ACTUAL, Measure.COMPLETION_RATE, Measure.RANK)
    missing = [
        key
        for key, figure in board.figures.items()
        if key.measure in shown
        and figure.text == NO_VALUE
        and not (key.measure is Measure.RANK and key.region == NEVER_RANKED)
    ]
    assert missing == []


def test_july_reads_as_the_bulletin_will_tell_it(pack: Pack, board: Board) -> None:
    rates = by_region(pack, board, "investment", "2022-07", "2022-07", Measure.COMPLETION_RATE)
    assert rates["全市"].text == "102.8"
    assert [rates[name].text for name in ("高新区", "奉化区", "镇海区", "海曙区", "江北区")] == [
        "125.0", "116.7", "111.7", "104.0", "82.9",
    ]  # fmt: skip
    gains = by_region(pack, board, "investment", "2022-07", "2022-07", Measure.RANK_GAIN)
    assert [gains[name].text for name in ("镇海区", "江北区", "慈溪市", "前湾新区")] == ["↑3", "↓2", "→", "→"]
    starts = by_region(pack, board, "start", "2022-07", "2022-Q3", Measure.COMPLETION_RATE)
    filings = by_region(pack, board, "filing", "2022-07", "2022-Q3", Measure.COMPLETION_RATE)
    assert (starts["全市"].text, filings["全市"].text) == ("35.5", "34.8")
    quarter = by_region(pack, board, "investment", "2022-07", "2022-Q3", Measure.LEAD_PP)
    assert (quarter["全市"].text, quarter["江北区"].text) == ("-1.5", "-4.3")
