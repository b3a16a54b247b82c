"""A pack (区县包): everything a district decides, loaded from its folder. Settings only, never code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from gongwen.model.baseline import RankRules
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.document import Faces
from gongwen.model.papers import PAPER_FORMS
from gongwen.model.problems import Problem
from gongwen.model.project_list import ListSpec
from gongwen.model.scoring import DEFAULT_LIGHT, LightScheme, ScoreSpec
from gongwen.model.terms import Measure, Role

Empty: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Issuer:
    """发文机关 and what is printed for it."""

    name: str = ""
    """机关名称 (标题 and 署名 unless given apart)."""
    mark: str = ""
    """发文机关标志, the red line of a 通报; empty: the name + 文件 is not guessed, the name is used."""
    code: str = ""
    """机关代字: 甬制专, before 〔2022〕."""
    signature: str = ""
    """署名 under a 通报; empty: the name."""
    briefing_title: str = ""
    """简报名称, the red name of a 简报."""
    editor: str = ""
    """编发单位 of a 简报."""
    recipients: str = ""
    """主送."""
    copies_to: str = ""
    """抄送."""
    report_to: str = ""
    """报 (简报报尾)."""
    send_to: str = ""
    """送."""
    issue_to: str = ""
    """发."""
    print_office: str = ""
    """印发机关."""
    copies: str = ""
    """印数, as printed: 共印60份; a bare number is printed so."""
    secrecy: str = ""
    """密级标识 or 内部资料 注意保存, above a 简报's name."""
    collective: str = "各地"
    """How the regions are called together: 各区（县、市）, 各镇（街道）."""
    total_name: str = "全市"
    """How the whole is called: 全市, 全县, 全区."""
    region_unit: str = "地区"
    """What a ranked row is called, after a number and over the first column: 12个地区, 10个镇（街道）."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Rules for numbers: rounding, ranking, time basis."""

    rounding: str = "half_up"
    """half_up (四舍五入) or half_even (GB/T 8170)."""
    rate_decimals: int = 1
    """Printed decimals of rates and of 百分点."""
    ties: str = "competition"
    """competition (1,1,3) or dense (1,1,2)."""
    rank_on: str = "printed"
    """printed: equal texts share a rank; exact: the exact values decide."""
    within_category: bool = False
    """Whether regions are ranked within their 类别 only."""
    merge_first_months: bool = True
    """Whether January and February are one period, 1—2月."""
    never_round_to_done: bool = True
    """Whether a rate below 100 gets as many more decimals as it takes not to read 100."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a declared table."""

    header: tuple[str, ...]
    """Texts from the top down; may use {{ 期间 }} for the column's own period."""
    measure: Measure
    indicator: str = ""
    """Indicator code."""
    window: str = "当月"
    """Which stretch of time, by name; see compute/windows.py."""
    against: str = ""
    """The target's window; empty: no target."""
    rank_by: Measure | None = None
    """For rank and rank gain: what is ranked; None lets the indicator decide (rate where there is a target)."""
    decimals: int | None = None
    width: float | None = None
    scheme: str = ""
    """For a light (亮灯): the scheme's name; for 折合得分: the score's."""
    place: str = ""
    """Where it was declared: ``tables/表一.csv 行3``."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One declared table (晾晒表一 …)."""

    name: str
    title: str
    """May use {{ 期 }}, {{ 期间 }}, {{ 机关 }}."""
    columns: tuple[ColumnSpec, ...]
    basis: str = "month"
    """month: whole month; days: 1st to ``cutoff_day``; to_date: 1 January to ``cutoff_day``; also quarter, year."""
    cutoff_day: int | None = None
    """Last day within the issue's month for days and to_date; None: the month's last day."""
    paper: str = "A4"
    landscape: bool = True
    notes: tuple[str, ...] = ()
    definitions: bool = True
    """Whether the 口径 of every indicator is printed under it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A series that the narrative speaks of, by a short name: 投资, 备案."""

    name: str
    indicator: str
    window: str
    against: str = ""
    rank_by: Measure | None = None
    basis: str = "month"
    cutoff_day: int | None = None
    light: str = ""
    """The scheme of its lights; empty: the narrative speaks of none."""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One declared chart over a topic; a heat map (heat) over several."""

    name: str
    title: str
    topic: str = ""
    topics: tuple[str, ...] = ()
    kind: str = "bars"
    measure: Measure = Measure.COMPLETION_RATE


@dataclass(frozen=True, slots=True)
class ProductSpec:
    """One declared product: a composer, its settings, a template and a file name."""

    name: str
    """晾晒表, 专班简报, 月通报."""
    kind: str
    """workbook, briefing, bulletin or document (通知, 函, 纪要)."""
    format: str
    """xlsx, docx or pdf."""
    file_name: str
    """Pattern with {{ 期 }}, {{ 期号 }}; the suffix is the format's."""
    template: str = ""
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    title: str = ""
    """Title pattern; ``|`` marks where a line may break."""
    sections: tuple[str, ...] = ()
    """Names of wording sections and prose headings, in order."""
    attachments: tuple[str, ...] = ()
    """Names of tables annexed."""
    settings: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Further texts for the template."""

    @property
    def template_name(self) -> str:
        """The template of a document: its own, or the shipped one of its kind or 文种. A PDF is drawn from a page."""
        stem = PAPER_FORMS.get(self.settings.get("form", ""), "notice") if self.kind == "document" else self.kind
        return self.template or f"{stem}.{'docx' if self.format == 'docx' else 'html'}"


@dataclass(frozen=True, slots=True)
class WordingSection:
    """One section of machine-written text: a heading and its sentence patterns."""

    name: str
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    """Jinja patterns; one that renders to nothing is left out."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class InputSpec:
    """Where the files of one role are, by pattern; undeclared files are recognised by their headings."""

    role: Role
    patterns: tuple[str, ...] = ()
    sheet: str = ""
    year: int | None = None
    """For titles and headings that name a month but no year."""
    across: bool = False
    """Whether regions stand across the columns (横排) in these files."""
    indicators_down: bool = False
    """Whether indicators stand down the rows and years across, for one region (指标体系表)."""
    region: str = ""
    """With ``indicators_down``: code or name of the region that the tables are for."""


@dataclass(frozen=True, slots=True)
class HeadingSpec:
    """One row of headers.csv: a heading found in reports → what it means."""

    heading: str
    """Header path joined by ``/``; compared without spaces, line breaks and bracketed units."""
    indicator: str = ""
    """Indicator code; empty with ``ignore``."""
    value: str = ""
    """目标, 完成, 上年同期, 增速, 调整; empty: what the file's role says."""
    period: str = ""
    """A Chinese period; empty: the table's own."""
    unit: str = ""
    """The unit of the column where its heading gives none."""
    role: Role | None = None
    """Applies only to files of this role."""
    ignore: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One declared 勾稽 relation over indicators."""

    kind: str
    """total: 全市=Σ地区; part: 其中≤合计; nested: 月≤季≤年; running: 累计=上期累计+本期; balance: 上月末+新增−转出=月末."""
    indicators: tuple[str, ...] = ()
    """Codes; empty: every indicator it makes sense for."""
    tolerance: Decimal = Decimal(0)
    """Allowed difference, in the indicator's unit."""
    rounding: bool = False
    """Whether half a last written digit is allowed for every addend (分项四舍五入)."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """A known mismatch that the pack accepts: it prints as a note instead of stopping the build."""

    code: str
    """The problem's code."""
    match: str
    """Text that the problem's message must contain."""
    reason: str
    signer: str
    """The signer's post, never a name."""
    expires: date
    note: str
    """The line printed under the table."""
    applies_to: tuple[str, ...] = ()
    """Table names; empty: every table that shows the indicator."""


@dataclass(frozen=True, slots=True)
class CollectBlock:
    """One block of rows of a collection form (报送表): some indicators over one stretch of time."""

    name: str
    indicators: tuple[str, ...] = ()
    """Codes, in the form's order; empty: every indicator that is reported."""
    basis: str = "month"
    """As in :class:`TableSpec`."""
    cutoff_day: int | None = None
    window: str = "本期"


@dataclass(frozen=True, slots=True)
class CollectSpec:
    """What is asked of reporting units (报送单位) and how."""

    title: str = "数据报送表"
    blocks: tuple[CollectBlock, ...] = ()
    """Empty: one block of the issue's month."""
    apart: tuple[str, ...] = ()
    """数据来源 that report for all regions in a form of their own (市统计局)."""
    deadline_day: int | None = None
    """Day of the month after the issue's by which forms are due."""
    contact: str = ""
    """Whom to ask: an office and its line, no names."""
    reasons: tuple[str, ...] = ("本期没有发生", "统计部门尚未提供", "核减以前报送的数", "口径有调整")
    """Choices offered in the 说明 column."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A district's settings, inheritance resolved."""

    name: str
    folder: Path | None
    """The pack's own folder; None for the base pack alone."""
    search_path: tuple[Path, ...]
    """Folders to look for templates in, nearest first."""
    regions: tuple[Region, ...]
    """In display order."""
    indicators: tuple[Indicator, ...]
    headings: tuple[HeadingSpec, ...] = ()
    issuer: Issuer = Issuer()
    numbers: Numbers = Numbers()
    faces: Faces = Faces()
    tables: tuple[TableSpec, ...] = ()
    lists: tuple[ListSpec, ...] = ()
    topics: tuple[Topic, ...] = ()
    charts: tuple[ChartSpec, ...] = ()
    products: tuple[ProductSpec, ...] = ()
    lights: tuple[LightScheme, ...] = ()
    scores: tuple[ScoreSpec, ...] = ()
    wording: Mapping[str, WordingSection] = field(default_factory=lambda: MappingProxyType({}))
    inputs: tuple[InputSpec, ...] = ()
    relations: tuple[Relation, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    collect: CollectSpec = CollectSpec()
    watermark: str = ""
    """Diagonal mark on every page; empty for none."""
    sample_note: str = ""
    """What is real and what is invented, printed under tables and texts wherever sample data (示例数据) went in."""
    published_dir: Path | None = None
    """Where published issues are kept: the baseline of rank changes."""
    year: int | None = None
    """The year of annexes that give none."""
    files: tuple[tuple[str, str], ...] = ()
    """(path relative to its pack folder, sha256) of every settings file that was read."""
    problems: tuple[Problem, ...] = ()
    """Warnings about the settings themselves; errors were raised."""

    @property
    def total(self) -> Region | None:
        """The total row (全市), or None where a pack has none."""
        return next((region for region in self.regions if region.is_total), None)

    @property
    def ranked_regions(self) -> tuple[Region, ...]:
        """The regions that take part in ranking (参评单位), in display order; the total row never does."""
        return tuple(region for region in self.regions if region.ranked and not region.is_total)

    @property
    def printed_tables(self) -> tuple[TableSpec, ...]:
        """The tables that its products print; all of them where none prints any."""
        names = {name for product in self.products for name in (*product.tables, *product.attachments)}
        return tuple(table for table in self.tables if table.name in names) or self.tables

    @property
    def rank_rules(self) -> RankRules:
        """How its regions are ranked."""
        within = self.ranked_regions if self.numbers.within_category else ()
        classes = MappingProxyType({region.code: region.category for region in within})
        return RankRules(self.numbers.ties, self.numbers.rank_on, classes)

    def class_of(self, region: Region) -> str:
        """The 类别 that a region is ranked in; empty where all are ranked together."""
        return region.category if self.numbers.within_category else ""

    def region(self, code: str) -> Region:
        """The region of a code. Raises KeyError."""
        return next(r for r in self.regions if r.code == code)

    def indicator(self, code: str) -> Indicator:
        """The indicator of a code, a score's too. Raises KeyError."""
        found = next((i for i in self.indicators if i.code == code), None)
        score = None if found else self.score(code)
        if found is None and score is None:
            raise KeyError(code)
        return found or score.indicator  # type: ignore[union-attr]

    @property
    def shown_indicators(self) -> tuple[Indicator, ...]:
        """The catalogue and the scores: everything a table can show."""
        return (*self.indicators, *(score.indicator for score in self.scores))

    def score(self, name: str) -> ScoreSpec | None:
        """The declared score of this name, or None."""
        return next((score for score in self.scores if score.name == name), None)

    def light(self, name: str) -> LightScheme | None:
        """The declared light scheme of this name, the default one for none."""
        return next((scheme for scheme in self.lights if scheme.name == (name or DEFAULT_LIGHT)), None)

    def table(self, name: str) -> TableSpec | None:
        """The declared table of this name, or None."""
        return next((t for t in self.tables if t.name == name), None)

    @property
    def table_names(self) -> tuple[str, ...]:
        """Every name under which a product can print a table: the declared tables, then the lists."""
        return (*(table.name for table in self.tables), *(spec.name for spec in self.lists))

    def project_list(self, name: str) -> ListSpec | None:
        """The declared list of this name, or None."""
        return next((entry for entry in self.lists if entry.name == name), None)
