"""What the recipes hand out: Data that was read, an Output to save, look at or explain, the result of a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gongwen.errors import UsageError
from gongwen.model.data import Dataset
from gongwen.model.document import Rendered
from gongwen.model.figures import Figure, FigureKey
from gongwen.model.pack import Pack
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table

if TYPE_CHECKING:
    import pandas

    from gongwen.compute import Columns


@dataclass(frozen=True)
class Explanation:
    """Where one figure comes from, in words a district head can follow."""

    region: str
    indicator: str
    figures: tuple[Figure, ...]
    standing: tuple[str, ...] = ()
    """Rank and ties, why it moved since the issue before, the distance to the next place. Never on a page."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Indicator code → name, for figures of other indicators (what each adds to a score)."""

    def __str__(self) -> str:
        lines = [f"{self.region}　{self.indicator}"]
        for figure in self.figures:
            key = figure.key
            against = f"，对{key.against.label}目标" if key.against else ""
            name = self.names.get(key.indicator, "") if key.indicator != self.figures[0].key.indicator else ""
            lines.append(f"{name}{key.measure.label}（{key.period.label}{against}）：{figure.text}{_unit(figure)}")
            if figure.formula:
                lines.append(f"　　算法：{figure.formula}")
            if figure.note:
                lines.append(f"　　说明：{figure.note}")
            lines += [f"　　来源：{source}" for source in figure.sources]
        return "\n".join([*lines, *self.standing])


def _unit(figure: Figure) -> str:
    return figure.unit if figure.value is not None and figure.decimals is not None else ""


@dataclass(frozen=True)
class Output:
    """One product of one issue. Nothing is written before :meth:`save`; nothing is rendered before it is asked for.

    ``problems`` holds warnings and notes about it: what was signed off, substituted or is still to be written.
    """

    name: str
    formats: tuple[str, ...]
    """What :meth:`save` and :meth:`to_bytes` can make, the usual one first."""
    problems: tuple[Problem, ...]
    render: Callable[[str], Rendered] = field(repr=False)
    """Format → finished bytes, proven to hold what they must."""
    table: Table | None = field(repr=False)
    """The table, or the first one in the text; None where there is none."""
    html: Callable[[], str] = field(repr=False)
    figures: Mapping[FigureKey, Figure] = field(repr=False)
    region_names: Mapping[str, str] = field(repr=False)
    """Every spelling of a region → its code."""
    indicator_names: Mapping[str, str] = field(repr=False)
    write: Callable[[Path, bytes], None] = field(repr=False)
    standing: Callable[[str, str], tuple[str, ...]] = field(repr=False, default=lambda region, indicator: ())
    """(region code, indicator code) → lines on its rank, for :meth:`explain`."""

    def to_bytes(self, format: str | None = None) -> bytes:
        """The finished file as bytes; ``format`` is xlsx, docx, pdf or html, by default the product's usual one.

        Raises UsageError for a format it has not, MissingDependencyError where the PDF needs Pango, OutputError
        where a figure did not arrive in the file.
        """
        wanted = format or self.formats[0]
        if wanted not in self.formats:
            raise UsageError(f"“{self.name}”不能存为 {wanted}", fix=f"可用：{'、'.join(self.formats)}")
        return self.render(wanted).data

    def save(self, path: str | Path) -> Path:
        """Write the file, whole or not at all; the suffix picks the format. Returns the path.

        Raises as :meth:`to_bytes`, and OutputError where the place cannot be written.
        """
        target = Path(path)
        data = self.to_bytes(target.suffix.removeprefix(".").lower())
        self.write(target, data)
        return target

    def to_frame(self) -> pandas.DataFrame:
        """The table as a DataFrame: one row a region, Chinese column names, the settled texts as printed.

        Raises UsageError for a product without a table.
        """
        import pandas

        if self.table is None:
            raise UsageError(f"“{self.name}”里没有表", fix="换一个有表的产品，或用 scoreboard 取其中一张表")
        columns = ["/".join(column.path) for column in self.table.columns]
        return pandas.DataFrame([[cell.text for cell in row.cells] for row in self.table.rows], columns=columns)

    def explain(self, region: str, indicator: str) -> Explanation:
        """Every figure of a region and an indicator (or score): value, formula, input cells; rank, ties, movement and
        the distance to the next place. Names as in the pack.

        Raises UsageError for a region or indicator that is not in this product.
        """
        code = self.region_names.get(region)
        measure = self.indicator_names.get(indicator)
        if code is None or measure is None:
            wrong = region if code is None else indicator
            known = self.region_names if code is None else self.indicator_names
            close = get_close_matches(wrong, known, n=1, cutoff=0.5)
            hint = f"是否想写“{close[0]}”？" if close else ""
            raise UsageError(f"“{self.name}”里没有“{wrong}”", fix=f"{hint}可用：{'、'.join(_names(known).values())}")
        found = [f for f in self.figures.values() if f.key.region == code and measure in (f.key.indicator, f.key.scheme)]
        ordered = sorted(found, key=lambda f: (f.key.indicator != measure, f.key.period, f.key.measure, f.id))
        return Explanation(region, indicator, tuple(ordered), self.standing(code, measure), _names(self.indicator_names))

    def __repr__(self) -> str:
        return f"<Output {self.name}：可存为{'、'.join(self.formats)}{_noticed(self.problems)}>"

    def _repr_html_(self) -> str:
        return self.html()


def _names(spellings: Mapping[str, str]) -> dict[str, str]:
    """Code → name, which is the first of its spellings."""
    names: dict[str, str] = {}
    for spelling, code in spellings.items():
        names.setdefault(code, spelling)
    return names


def _noticed(problems: Sequence[Problem]) -> str:
    """，提醒2条，说明1条; nothing where there is nothing."""
    counted = Counter(problem.severity for problem in problems)
    return "".join(f"，{severity.label}{counted[severity]}条" for severity in Severity if counted[severity])


@dataclass(frozen=True)
class Data:
    """What was read for a pack and found sound. ``problems`` holds warnings and notes; errors were raised."""

    dataset: Dataset = field(repr=False)
    pack: Pack = field(repr=False)
    folder: Path | None = field(repr=False, default=None)
    """The data folder; None for DataFrames."""

    @cached_property
    def columns(self) -> Columns:
        """Every series of the data, worked out once for all issues and products that are made from it."""
        from gongwen.compute import Columns

        return Columns.of(self.dataset, self.pack)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings and notes found while reading."""
        return self.dataset.problems

    def __repr__(self) -> str:
        data = self.dataset
        return (
            f"<Data {self.pack.name}：完成数{len(data.observations)}个，目标{len(data.targets)}个，"
            f"案例{len(data.cases)}个，项目{len(data.projects)}个，问题{len(data.ledger)}个{_noticed(data.problems)}>"
        )


@dataclass(frozen=True)
class BuildResult:
    """What one build left in its folder."""

    folder: Path
    outputs: tuple[Path, ...]
    """Files written, in the pack's product order."""
    not_built: tuple[Mapping[str, str], ...]
    """Products that could not be made here, each with ``product``, ``format`` and ``reason``."""
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        missing = f"，未生成{len(self.not_built)}个" if self.not_built else ""
        return f"<BuildResult {self.folder.as_posix()}：已生成{len(self.outputs)}个{missing}{_noticed(self.problems)}>"

    @property
    def ok(self) -> bool:
        """Whether everything the pack declares was built."""
        return not self.not_built
