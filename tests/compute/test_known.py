"""Figures of earlier periods for forms: from the data first, from the published issue where there is none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from boards import COUNT, column, dataset, make_pack

from gongwen.compute import known_figures
from gongwen.model.baseline import Baseline, PublishedFigure
from gongwen.model.figures import FigureKey
from gongwen.model.pack import Topic
from gongwen.model.period import Period
from gongwen.model.terms import Measure

JUNE, JULY = Period.parse("2022-06"), Period.parse("2022-07")
PACK = make_pack(Topic("开工", COUNT.code, "当月"))
DATA = dataset([*column(COUNT.code, "2022-06", {"A": "3"}), *column(COUNT.code, "2022-07", {"A": "4"})])


def published(value: int) -> Baseline:
    key = FigureKey("A", COUNT.code, Measure.ACTUAL, JUNE)
    return Baseline(JUNE, "六月", MappingProxyType({key.id: PublishedFigure(Fraction(value), str(value))}))


def test_what_the_data_holds_is_known_and_so_are_its_sums():
    known = known_figures(DATA, PACK, None)
    assert known("A", COUNT.code, JUNE) == Decimal(3)
    assert known("A", COUNT.code, Period.parse("2022-06-01..2022-07-31")) == Decimal(7)
    assert known("B", COUNT.code, JUNE) is None


def test_data_wins_over_what_was_published():
    assert known_figures(DATA, PACK, published(9))("A", COUNT.code, JUNE) == Decimal(3)


def test_without_data_the_published_figure_is_known():
    known = known_figures(None, PACK, published(9))
    assert known("A", COUNT.code, JUNE) == Decimal(9)
    assert known("A", COUNT.code, JULY) is None
