"""Everything a composer looks things up in: the pack, the board, the data and the issue, together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gongwen.model.data import Dataset
from gongwen.model.figures import Board, Figure, SeriesKey
from gongwen.model.issue import Issue
from gongwen.model.pack import ColumnSpec, Pack, TableSpec, Topic
from gongwen.model.period import Period
from gongwen.model.scoring import DEFAULT_LIGHT
from gongwen.model.terms import Measure
from gongwen.model.windows import frame_of, resolve, series_key


@dataclass(frozen=True)
class Setting:
    """The four things every composer needs, and the look-ups they share."""

    pack: Pack
    board: Board
    data: Dataset
    issue: Issue

    @property
    def merge_first(self) -> bool:
        """Whether the pack has no single January."""
        return self.pack.numbers.merge_first_months

    def frame(self, spec: TableSpec | Topic) -> Period:
        """The period a table or topic ends with in this issue."""
        return frame_of(
            spec.basis,
            self.issue.period,
            cutoff_day=spec.cutoff_day,
            as_of=self.issue.as_of,
            merge_first=self.merge_first,
        )

    def series(self, spec: ColumnSpec | Topic, frame: Period, basis: str) -> SeriesKey | None:
        """The series of a column or topic in a table's frame and basis; None where its window has no period yet."""
        indicator = self.pack.indicator(spec.indicator)
        return series_key(
            indicator, spec.window, spec.against, spec.rank_by, frame, basis=basis, merge_first=self.merge_first
        )

    def window(self, name: str, frame: Period) -> Period | None:
        """The period of a window in a frame."""
        return resolve(name, frame, merge_first=self.merge_first)

    def figure(self, series: SeriesKey, region: str, measure: Measure, scheme: str = "") -> Figure | None:
        """A figure of a series, or None where that measure has no meaning for it."""
        return self.board.figures.get(series.of(region, measure, scheme))

    def shown(self, column: ColumnSpec, series: SeriesKey, region: str) -> Figure | None:
        """The figure that a table's column shows; a light column that names no scheme has the default one."""
        scheme = column.scheme or (DEFAULT_LIGHT if column.measure is Measure.LIGHT else "")
        return self.figure(series, region, column.measure, scheme)

    @cached_property
    def watermark(self) -> str:
        """The diagonal mark: the pack's, or 示例 wherever the data is."""
        return self.pack.watermark or ("示例" if self.data.is_sample else "")

    @cached_property
    def sample_note(self) -> str:
        """Printed wherever sample data (示例数据) went in: which of it is real is the pack's to say; empty for real data."""
        return (self.pack.sample_note or "本件为示例，所用数据不作任何依据。") if self.data.is_sample else ""
