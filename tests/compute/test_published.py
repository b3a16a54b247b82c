"""Figures that local governments published, made again from their raw numbers: to the digit, or the difference is named.

Public notices of 沁水县 (2021), 湘西州 (1—9月 2021), 江门市 (1—10月 2018, 1—3月 2021) and the gaps to time progress of
三明, 宁德 and others: numbers only.
"""

from __future__ import annotations

import pytest
from boards import ask, column, dataset, make_pack, regions, targets

from gongwen.model.catalogue import Indicator
from gongwen.model.pack import Numbers, Topic
from gongwen.model.terms import Measure

YEAR = Topic("投资", "inv", "本年累计", "全年")
INVESTMENT = Indicator("inv", "投资", "亿元", decimals=2)


def rates_of(pairs: dict[str, tuple[str, str]], upto: int, decimals: int) -> dict[str, str]:
    """Code → printed rate of the year's plan, done and plan given."""
    span = f"2021-01-01..2021-{upto:02d}-{30 if upto in (4, 6, 9, 11) else 31}" if upto < 12 else "2021"
    data = dataset(
        column("inv", span, {code: done for code, (done, _) in pairs.items()}),
        targets("inv", "2021", {code: plan for code, (_, plan) in pairs.items()}),
    )
    pack = make_pack(
        YEAR, members=regions(len(pairs), city=False), numbers=Numbers(rate_decimals=decimals), indicators=(INVESTMENT,)
    )
    return ask(YEAR, data, issue=f"2021-{upto:02d}", pack=pack).texts(Measure.COMPLETION_RATE)


def test_a_countys_projects_of_2021_by_level() -> None:
    """沁水县: whole, province's, city's, county's projects."""
    pairs = {"A": ("77.57", "63.27"), "B": ("28.78", "19"), "C": ("26.4", "22.67"), "D": ("22.39", "21.6")}
    assert rates_of(pairs, 12, 2) == {"A": "122.60", "B": "151.47", "C": "116.45", "D": "103.66"}


XIANGXI = {
    "A": ("65.1", "82.5", "78.9"), "B": ("31.2", "42.6", "73.2"), "C": ("62.9", "78.5", "80.1"),
    "D": ("19.0", "23.4", "81.2"), "E": ("37.1", "46.0", "80.7"), "F": ("30.9", "41.9", "73.7"),
    "G": ("42.3", "51.0", "82.9"), "H": ("40.9", "51.7", "79.1"), "I": ("53.1", "66.4", "80.0"),
    "J": ("92.0", "156.7", "58.8"),
}  # fmt: skip
"""Done, year's plan and published rate of 湘西州's counties, its 高新区, and the projects of the prefecture itself (J)."""


def test_a_prefectures_table_of_nine_months() -> None:
    """Nine of ten rows to the digit; the tenth was worked out there from figures finer than those printed."""
    made = rates_of({code: (done, plan) for code, (done, plan, _) in XIANGXI.items()}, 9, 1)
    published = {code: rate for code, (_, _, rate) in XIANGXI.items()}
    assert {code for code in made if made[code] != published[code]} == {"J"}
    assert (made["J"], published["J"]) == ("58.7", "58.8"), "92.0 ÷ 156.7 = 58.71"


@pytest.mark.parametrize(
    ("done", "plan", "upto", "decimals", "rate", "lead"),
    [
        ("313.64", "1015", 3, 2, "30.90", "5.90"),
        ("74", "100", 8, 2, "74.00", "7.33"),
        ("77.2", "100", 8, 1, "77.2", "10.5"),
        ("69.7", "100", 8, 1, "69.7", "3.0"),
        ("43.2", "100", 4, 1, "43.2", "9.9"),
        ("37.8", "100", 4, 1, "37.8", "4.5"),
        ("85.1", "100", 10, 1, "85.1", "1.8"),
    ],
)
def test_published_leads_over_time_progress(
    done: str, plan: str, upto: int, decimals: int, rate: str, lead: str
) -> None:
    end = f"2021-{upto:02d}-{30 if upto in (4, 6, 9, 11) else 31}"
    data = dataset(column("inv", f"2021-01-01..{end}", {"A": done}), targets("inv", "2021", {"A": plan}))
    pack = make_pack(YEAR, numbers=Numbers(rate_decimals=decimals), indicators=(INVESTMENT,))
    asked = ask(YEAR, data, issue=f"2021-{upto:02d}", pack=pack)
    assert (asked.text("A", Measure.COMPLETION_RATE), asked.text("A", Measure.LEAD_PP)) == (rate, lead)


def test_one_published_lead_was_made_from_the_unrounded_rate() -> None:
    """江门市 2018: 629.0 ÷ 647.4 = 97.159%, printed 97.2%, and 13.8 points ahead: 97.159 − 83.333 there, 97.2 − 83.333 here."""
    data = dataset(column("inv", "2018-01-01..2018-10-31", {"A": "629.0"}), targets("inv", "2018", {"A": "647.4"}))
    asked = ask(YEAR, data, issue="2018-10", pack=make_pack(YEAR, indicators=(INVESTMENT,)))
    assert (asked.text("A", Measure.COMPLETION_RATE), asked.text("A", Measure.LEAD_PP)) == ("97.2", "13.9")
