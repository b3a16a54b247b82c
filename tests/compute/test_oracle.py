"""Random boards against an oracle written differently: rates, ranks, leads and gains recomputed with Fraction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from boards import ask, column, dataset, make_pack, regions, targets
from hypothesis import given
from hypothesis import strategies as st

from gongwen.model.pack import Numbers, Topic
from gongwen.model.terms import Measure

CODES = "ABCDEFGH"
ACTUALS = st.one_of(st.none(), st.decimals(min_value=-20, max_value=400, places=2, allow_nan=False))
TARGETS = st.one_of(st.none(), st.sampled_from(["0", "完成市级下达目标", "100以上"]), st.integers(1, 300).map(str))


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def nearest_tenth(value: Fraction) -> Fraction:
    """Half away from zero, by flooring: not the way the library does it."""
    tenths = floor(abs(value) * 10 + Fraction(1, 2))
    return Fraction(tenths if value >= 0 else -tenths, 10)


def shown_rate(actual: str | None, wanted: str | None) -> Fraction | None:
    if actual is None or wanted in (None, "0", "完成市级下达目标"):
        return None
    percent = Fraction(actual) / Fraction(wanted.removesuffix("以上")) * 100
    shown, step = nearest_tenth(percent), 10
    while percent < 100 <= shown:
        step *= 10
        shown = Fraction(floor(percent * step + Fraction(1, 2)), step)
    return shown


def places(rates: dict[str, Fraction | None]) -> dict[str, int | None]:
    return {
        code: None if mine is None else sum(other is not None and other > mine for other in rates.values()) + 1
        for code, mine in rates.items()
    }


ROWS = st.fixed_dictionaries({code: st.tuples(ACTUALS, ACTUALS, TARGETS, TARGETS) for code in CODES})


@given(ROWS)
def test_rates_ranks_leads_and_gains(
    rows: dict[str, tuple[Decimal | None, Decimal | None, str | None, str | None]],
) -> None:
    topic = Topic("投资", "inv", "当月", "本季")
    before = {code: (text(row[0]), row[2]) for code, row in rows.items()}
    now = {code: (text(row[1]), row[3]) for code, row in rows.items()}
    data = dataset(
        [
            *column("inv", "2022-06", {c: v[0] for c, v in before.items()}),
            *column("inv", "2022-07", {c: v[0] for c, v in now.items()}),
        ],
        [
            *targets("inv", "2022-Q2", {c: v[1] for c, v in before.items()}),
            *targets("inv", "2022-Q3", {c: v[1] for c, v in now.items()}),
        ],
    )
    asked = ask(topic, data, pack=make_pack(topic, members=regions(len(CODES))))
    rates = {code: shown_rate(*pair) for code, pair in now.items()}
    ranks, ranks_before = places(rates), places({code: shown_rate(*pair) for code, pair in before.items()})
    for code in CODES:
        rate, rank = rates[code], ranks[code]
        printed = asked.text(code, Measure.COMPLETION_RATE)
        assert (None if printed == "—" else Fraction(printed)) == rate
        assert asked.text(code, Measure.RANK) == ("—" if rank is None else str(rank))
        lead = asked.text(code, Measure.LEAD_PP)
        assert lead == "—" if rate is None else Fraction(lead) == nearest_tenth(rate - Fraction(100, 3))
        earlier = ranks_before[code]
        gain = None if rank is None or earlier is None else earlier - rank
        arrow = "—" if gain is None else "→" if gain == 0 else f"{'↑' if gain > 0 else '↓'}{abs(gain)}"
        assert asked.text(code, Measure.RANK_GAIN) == arrow


@given(ROWS, st.sampled_from(["competition", "dense"]))
def test_nobody_is_lost_and_the_city_stays_apart(rows: dict[str, tuple[Decimal | None, ...]], ties: str) -> None:
    topic = Topic("投资", "inv", "当月", rank_by=Measure.ACTUAL)
    pack = make_pack(topic, members=regions(len(CODES)), numbers=Numbers(ties=ties))
    asked = ask(
        topic, dataset(column("inv", "2022-07", {"T": "1", **{c: text(row[0]) for c, row in rows.items()}})), pack=pack
    )
    ranked = [c for c in CODES if asked.text(c, Measure.RANK) != "—"]
    assert ranked == [c for c in CODES if rows[c][0] is not None]
    assert asked.text("T", Measure.RANK) == "—"
    numbers = sorted(int(asked.text(c, Measure.RANK)) for c in ranked)
    assert numbers[:1] in ([], [1])
    if ties == "dense":
        assert set(numbers) == set(range(1, len(set(numbers)) + 1))
    else:
        assert all(place <= position for position, place in enumerate(numbers, start=1))
    same = {asked.text(c, Measure.ACTUAL): asked.text(c, Measure.RANK) for c in ranked}
    assert all(same[asked.text(c, Measure.ACTUAL)] == asked.text(c, Measure.RANK) for c in ranked)
