"""A settled board in, where one region stands out: rank and ties, who was passed, the distance to the next place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongwen.compute.board import pairs_of
from gongwen.compute.gains import published_key, score_parts
from gongwen.compute.rounding import rounded, settle, settle_below
from gongwen.compute.series import operator_of, printed_gap, printed_lead, printed_rate, ranked_value
from gongwen.model.baseline import PUBLISHED
from gongwen.model.catalogue import Indicator
from gongwen.model.figures import Board, Figure, FigureKey, SeriesKey
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.standing import NextPlace, Part, Standing
from gongwen.model.terms import Direction, Measure

_FARTHEST = 2**70
"""So many smallest units away a place is called out of reach."""


def standings(
    board: Board, pack: Pack, issue: Period, region: str, indicator: str, *, as_of: date | None = None
) -> tuple[Standing, ...]:
    """A region's standing in every ranking of an indicator (or score) in this issue, in order of periods."""
    found = []
    for pair in pairs_of(pack, issue, as_of):
        if pair.now.indicator == indicator and pair.now.rank_by is not None:
            standing = _standing(_Field(board, pack, pair.now, region), pair.before)
            if standing is not None:
                found.append(standing)
    return tuple(sorted(_told_once(found), key=lambda standing: standing.series.period))


def _told_once(found: list[Standing]) -> Iterator[Standing]:
    """One ranking stands in tables of several rhythms: without the year's that has no issue before where a month's has."""
    seen: set[tuple[object, ...]] = set()
    compared = {s.series.alone for s in found if s.rank_before is not None}
    for standing in found:
        ranking = standing.series.alone
        before = standing.ranked_before.key if standing.ranked_before else None
        if (standing.rank_before is not None or ranking not in compared) and (ranking, before) not in seen:
            seen.add((ranking, before))
            yield standing


@dataclass(frozen=True)
class _Field:
    """One ranking with the region that is looked at."""

    board: Board
    pack: Pack
    key: SeriesKey
    region: str

    def figure(self, measure: Measure, region: str = "") -> Figure | None:
        return self.board.figures.get(self.key.of(region or self.region, measure))

    def of_region(self, key: FigureKey | None) -> Figure | None:
        """The region's own figure of a key that names none."""
        return self.board.figures.get(key._replace(region=self.region)) if key else None

    @property
    def peers(self) -> tuple[str, ...]:
        """Codes of the others that have a rank in the same class."""
        mine = self.pack.class_of(self.pack.region(self.region))
        return tuple(
            other.code
            for other in self.pack.regions
            if other.code != self.region and self.pack.class_of(other) == mine and self.rank(other.code) is not None
        )

    def rank(self, region: str) -> int | None:
        return _whole(self.figure(Measure.RANK, region))

    def rank_before(self, region: str) -> int | None:
        """rank + gain: the rank of the issue before, published or from its data, whichever the gain rests on."""
        rank, gain = self.rank(region), self.figure(Measure.RANK_GAIN, region)
        return None if rank is None or gain is None or gain.value is None else rank + int(gain.value)

    @property
    def rank_published(self) -> FigureKey | None:
        """The published rank that the gain rests on; None where it rests on the data of the period before."""
        gain = self.figure(Measure.RANK_GAIN)
        return next((key for key in gain.operands if key.scheme == PUBLISHED), None) if gain else None

    @property
    def series_published(self) -> SeriesKey | None:
        """The series of that rank."""
        rank = self.rank_published
        return SeriesKey(rank.indicator, rank.period, rank.against, rank.rank_by) if rank else None

    def published(self, measure: Measure) -> Figure | None:
        """One of the region's figures in the published issue."""
        series = self.series_published
        return self.board.figures.get(published_key(series.of(self.region, measure))) if series else None

    @property
    def indicator(self) -> Indicator:
        return self.pack.indicator(self.key.indicator)


def _whole(figure: Figure | None) -> int | None:
    return None if figure is None or figure.value is None else int(figure.value)


def _standing(field: _Field, before: SeriesKey | None) -> Standing | None:
    assert field.key.rank_by is not None
    rank, ranked = field.rank(field.region), field.figure(field.key.rank_by)
    if rank is None or ranked is None:
        return None
    peers, earlier = field.peers, field.rank_before(field.region)
    moved = [(code, field.rank(code) or 0, field.rank_before(code)) for code in peers]
    published = field.published(field.key.rank_by)
    then = published.key._replace(scheme="") if published else before and before.of(field.region, field.key.rank_by)
    known = field.board.figures.get(then) if then else None
    return Standing(
        series=field.key,
        rank=rank,
        counted=len(peers) + 1,
        tied=tuple(code for code in peers if field.rank(code) == rank),
        ranked=ranked,
        rank_before=earlier,
        ranked_before=published if field.rank_published else known,
        restated=known if published and known and known.text != published.text else None,
        # Who was level before is passed too: 并列第1 and now 8th means that all the others went ahead.
        passed=tuple(
            c for c, now, was in moved if was is not None and earlier is not None and was <= earlier and now > rank
        ),
        passed_by=tuple(
            c for c, now, was in moved if was is not None and earlier is not None and was >= earlier and now < rank
        ),
        next_place=_next_place(field, rank),
        parts=_parts(field, before),
        parts_unpublished=_parts_unpublished(field),
    )


def _parts(field: _Field, before: SeriesKey | None) -> tuple[Part, ...]:
    """What each indicator, and 加减分, adds to a score, beside what it added in the issue before, as that published it."""
    score = field.pack.score(field.key.indicator)
    if score is None or _parts_unpublished(field):
        return ()
    now = score_parts(score, field.key, field.pack)
    published = field.series_published
    earlier = published or before
    then = score_parts(score, earlier, field.pack) if earlier else (None,) * len(now)
    made = []
    for key_now, key_then in zip(now, then, strict=True):
        given = field.of_region(key_now)
        if given is not None:
            made.append(Part(given, field.of_region(key_then and (published_key(key_then) if published else key_then))))
    return tuple(made)


def _parts_unpublished(field: _Field) -> bool:
    """Whether the issue that the gain rests on gave the score but nothing of what it is made of."""
    score, published = field.pack.score(field.key.indicator), field.series_published
    if score is None or published is None:
        return False
    return not any(field.of_region(key and published_key(key)) for key in score_parts(score, published, field.pack))


# -- the distance ----------------------------------------------------------------------------------------------------


def _next_place(field: _Field, rank: int) -> NextPlace | None:
    """The least whole number of smallest units that betters the rank, by the very rule that ranks."""
    value_after = _after(field)
    base = field.figure(Measure.SCORE if field.indicator.is_score else Measure.ACTUAL)
    if value_after is None or base is None or base.value is None or rank == 1:
        return None
    is_less = field.indicator.direction is Direction.LOWER
    step = Fraction(-1 if is_less else 1, 10**field.indicator.decimals)
    others = _others(field)
    start = base.value

    def place(units: int) -> int:
        return _place(value_after(start + units * step), others, field)

    high = 1
    while place(high) >= rank:
        high *= 2
        if high > _FARTHEST:
            return None
    low = high // 2  # place(low) is not better, or low is 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if place(middle) < rank else (middle, high)
    if is_less and not field.indicator.is_percentage and start + high * step < 0 <= start:
        return None
    unit = "百分点" if field.indicator.is_percentage else field.indicator.unit
    return NextPlace(settle(abs(high * step), field.indicator.decimals), unit, place(high), is_less)


def _others(field: _Field) -> tuple[Fraction, ...]:
    assert field.key.rank_by is not None
    pick = ranked_value(field.key.rank_by, field.pack.numbers)
    figures = (field.figure(field.key.rank_by, code) for code in field.peers)
    return tuple(value for figure in figures if figure is not None and (value := pick(figure)) is not None)


def _place(value: Fraction, others: tuple[Fraction, ...], field: _Field) -> int:
    lower = field.indicator.direction is Direction.LOWER
    better = [other for other in others if (other < value if lower else other > value)]
    return 1 + (len(set(better)) if field.pack.numbers.ties == "dense" else len(better))


def _after(field: _Field) -> Callable[[Fraction], Fraction] | None:
    """Value → what would be ranked; None for rankings that no single figure moves."""
    numbers, exact = field.pack.numbers, field.pack.numbers.rank_on == "exact"
    target, progress = field.figure(Measure.TARGET), field.figure(Measure.TIME_PROGRESS)
    goal = target.value if target and target.value is not None else None
    due = progress.value if progress and progress.value is not None else None
    bound, rounding = operator_of(target, field.indicator), numbers.rounding

    def fixed(decimals: int) -> Callable[[Fraction], Fraction]:
        return lambda value: value if exact else rounded(value, decimals, rounding)

    def rate(value: Fraction) -> Fraction:
        assert goal is not None
        return Fraction(printed_rate(value / goal, bound, numbers)[0])

    def gap(value: Fraction) -> Fraction:
        assert goal is not None
        return value - goal if exact else Fraction(printed_gap(value - goal, bound, numbers)[0])

    def lead(value: Fraction) -> Fraction:
        assert due is not None
        found = rate(value) - due * 100
        return found if exact else Fraction(printed_lead(found, due, bound, numbers)[0])

    def score(value: Fraction) -> Fraction:
        spec = field.pack.score(field.key.indicator)
        limits = (Fraction(100), Fraction(spec.cap)) if spec and numbers.never_round_to_done else ()
        return value if exact else Fraction(settle_below(value, field.indicator.decimals, rounding, limits)[0])

    city = _city(field)
    ways: Mapping[Measure, Callable[[Fraction], Fraction] | None] = {
        Measure.ACTUAL: fixed(field.indicator.decimals),
        Measure.SCORE: score,
        Measure.COMPLETION_RATE: None if not goal else (lambda value: value / goal) if exact else rate,
        Measure.TARGET_GAP: None if goal is None else gap,
        Measure.CITY_GAP: None if city is None else lambda value: fixed(numbers.rate_decimals)(value - city),
        Measure.LEAD_PP: None if not goal or due is None else lead,
    }
    return ways.get(field.key.rank_by or Measure.ACTUAL)


def _city(field: _Field) -> Fraction | None:
    total = field.pack.total
    figure = field.figure(Measure.ACTUAL, total.code) if total else None
    return figure.value if figure else None
