"""A declared list (清单): which rows of the project lists or the problem ledger are printed, how, and in what order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ListSpec:
    """One declared list (清单): projects or tracked problems as they were handed in, printed as a table."""

    name: str
    title: str
    columns: tuple[str, ...]
    """Headings of the input, in printed order; ``投资方=业主`` prints the column 业主 under 投资方."""
    source: str = "projects"
    """projects (项目清单) or problems (问题台账)."""
    files: tuple[str, ...] = ()
    """Patterns of file names; empty: every file of the source."""
    where: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Heading → what must stand under it; several choices are parted by ``|``."""
    order: tuple[str, ...] = ()
    """Headings to sort by, ``-`` before one for the largest first; empty: as handed in."""
    region: str = ""
    """The heading that names the region: sorted in the registry's order, and its names are checked."""
    indicator: str = ""
    """An indicator that counts these rows region by region (勾稽); needs ``region``."""
    window: str = "当月"
    """The stretch of time that the indicator is counted for."""
    sums: tuple[str, ...] = ()
    """Headings that are added up in a last row (合计)."""
    numbered: bool = True
    """Whether the rows are numbered (序号)."""
    paper: str = "A4"
    landscape: bool = True
    notes: tuple[str, ...] = ()

    def is_from(self, path: str) -> bool:
        """Whether the list takes rows from this file."""
        name = path.rpartition("/")[2]
        return not self.files or any(fnmatchcase(name, pattern) for pattern in self.files)

    def takes(self, path: str, values: Mapping[str, str]) -> bool:
        """Whether a row of a file belongs in the list."""
        return self.is_from(path) and all(
            values.get("".join(heading.split()), "").strip() in [choice.strip() for choice in choices.split("|")]
            for heading, choices in self.where.items()
        )

    @property
    def printed(self) -> tuple[tuple[str, str], ...]:
        """(heading on paper, heading of the input) a column."""
        pairs = (column.partition("=") for column in self.columns)
        return tuple((shown.strip(), (read or shown).strip()) for shown, _, read in pairs)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading of the input that the list needs, once."""
        shown = [read for _, read in self.printed]
        ordered = [heading.removeprefix("-") for heading in self.order]
        return tuple(dict.fromkeys([*shown, *self.where, *ordered, *filter(None, (self.region,)), *self.sums]))
