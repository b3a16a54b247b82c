"""A loaded Pack in, everything out that does not fit together: names that name nothing, patterns that cannot run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from gongwen.assets import find_template
from gongwen.model.chart import ChartKind
from gongwen.model.pack import Pack, ProductSpec
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.terms import LIST_WORDS, PATTERN_WORDS
from gongwen.model.windows import BASES, WINDOWS, resolve
from gongwen.pack.files import SettingsFile
from gongwen.pack.papers import paper_problems
from gongwen.pack.scoring import check_columns
from gongwen.phrasing.allowlist import check_template, names_used

_PROBE = Period.month(2022, 7)
_FORMATS = {
    "workbook": ("xlsx",),
    "briefing": ("docx", "pdf", "html"),
    "bulletin": ("pdf", "docx", "html"),
    "document": ("docx", "pdf", "html"),
}
"""Product kind → the formats it can be made in."""
_RELATIONS = ("total", "part", "nested", "running", "balance")


def check_pack(pack: Pack, profile: SettingsFile) -> tuple[Problem, ...]:
    """Every reference between settings that leads nowhere, and every pattern that is refused."""
    return (
        *_numbers(pack, profile),
        *_tables(pack, profile),
        *check_columns(pack),
        *_lists(pack, profile),
        *_topics(pack, profile),
        *_charts(pack, profile),
        *_products(pack, profile),
        *_reconciliation(pack, profile),
        *_patterns(pack, profile),
    )


def _one_of(profile: SettingsFile, keys: tuple[str, ...], value: str, words: Iterable[str]) -> Iterator[Problem]:
    if value not in tuple(words):
        yield profile.problem("pack.value", f"“{keys[-1]}”不能是“{value}”", f"可用：{'、'.join(words)}", keys=keys)


def _known(
    profile: SettingsFile, keys: tuple[str, ...], what: str, names: Iterable[str], known: list[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1, cutoff=0.4)
            fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(known) or '（无）'}"
            yield profile.problem("pack.unknown_name", f"没有名为“{name}”的{what}", fix, keys=keys)


def _numbers(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    numbers = pack.numbers
    yield from _one_of(profile, ("numbers", "rounding"), numbers.rounding, ("half_up", "half_even"))
    yield from _one_of(profile, ("numbers", "ties"), numbers.ties, ("competition", "dense"))
    yield from _one_of(profile, ("numbers", "rank_on"), numbers.rank_on, ("printed", "exact"))
    if not 0 <= numbers.rate_decimals <= 6:
        keys = ("numbers", "rate_decimals")
        yield profile.problem("pack.value", f"“rate_decimals”不能是{numbers.rate_decimals}", "填 0 到 6", keys=keys)


def _cutoff(profile: SettingsFile, keys: tuple[str, ...], day: int | None) -> Iterator[Problem]:
    if day is not None and not 1 <= day <= 31:
        yield profile.problem("pack.value", f"“cutoff_day”不能是{day}", "填 1 到 31", keys=(*keys, "cutoff_day"))


def _window(profile: SettingsFile, keys: tuple[str, ...], key: str, window: str) -> Iterator[Problem]:
    try:
        if window:
            resolve(window, _PROBE)
    except ValueError:
        fix = f"可用：{'、'.join(WINDOWS)}"
        yield profile.problem("pack.value", f"“{window}”不是可用的期间", fix, keys=(*keys, key))


def _tables(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    for table in pack.tables:
        keys = ("tables", table.name)
        yield from _one_of(profile, (*keys, "basis"), table.basis, BASES)
        yield from _one_of(profile, (*keys, "paper"), table.paper, ("A4", "A3"))
        yield from _cutoff(profile, keys, table.cutoff_day)


def _lists(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    taken = [*PATTERN_WORDS, *(table.name for table in pack.tables), *(topic.name for topic in pack.topics)]
    for spec in pack.lists:
        keys = ("lists", spec.name)
        yield from _one_of(profile, (*keys, "source"), spec.source, ("projects", "problems"))
        yield from _one_of(profile, (*keys, "paper"), spec.paper, ("A4", "A3"))
        yield from _window(profile, keys, "window", spec.window)
        read = [heading for _, heading in spec.printed]
        yield from _known(profile, (*keys, "sums"), "列（要先在 columns 里）", spec.sums, read)
        if spec.name in taken:
            yield profile.problem(
                "pack.value", f"清单不能叫“{spec.name}”", "换一个名称：表、话题或句式里已有", keys=keys
            )
        if not spec.columns:
            yield profile.problem("pack.value", "“columns”是空的", "写明要印的列", keys=(*keys, "columns"))
        if spec.indicator and not spec.region:
            fix = "用 region 写明哪一列是地区，才能逐个地区核对"
            yield profile.problem("pack.value", "写了 indicator，没有写 region", fix, keys=(*keys, "indicator"))


def _topics(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    for topic in pack.topics:
        keys = ("topics", topic.name)
        yield from _one_of(profile, (*keys, "basis"), topic.basis, BASES)
        yield from _cutoff(profile, keys, topic.cutoff_day)
        if topic.name in PATTERN_WORDS:
            fix = f"换一个名称；句式里另有所指的：{'、'.join(PATTERN_WORDS)}"
            yield profile.problem("pack.value", f"话题不能叫“{topic.name}”", fix, keys=keys)
        for key, window in (("window", topic.window), ("against", topic.against)):
            yield from _window(profile, keys, key, window)


def _charts(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    topics = [topic.name for topic in pack.topics]
    for chart in pack.charts:
        keys = ("charts", chart.name)
        yield from _one_of(profile, (*keys, "kind"), chart.kind, [kind.value for kind in ChartKind])
        key, named = ("topics", chart.topics) if chart.kind == ChartKind.HEAT else ("topic", (chart.topic,))
        yield from _known(profile, (*keys, key), "话题", named, topics)
        if not named:
            yield profile.problem(
                "pack.value", "热力图没有写 topics", '列出各列的话题，如 topics = ["投资", "开工"]', keys=keys
            )


def _products(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    tables = list(pack.table_names)
    charts = [chart.name for chart in pack.charts]
    for product in pack.products:
        keys = ("products", product.name)
        yield from _one_of(profile, (*keys, "kind"), product.kind, _FORMATS)
        if product.kind in _FORMATS:
            yield from _one_of(profile, (*keys, "format"), product.format, _FORMATS[product.kind])
        yield from _known(profile, (*keys, "tables"), "表或清单", product.tables, tables)
        yield from _known(profile, (*keys, "charts"), "图", product.charts, charts)
        yield from _known(profile, (*keys, "attachments"), "表、清单或图", product.attachments, [*tables, *charts])
        yield from _template(pack, profile, product)
        yield from _archive(pack, profile, product)
        if product.format == "docx" and product.settings.get("footnotes") == "是":
            message, fix = "Word 产品不印脚注，口径印在表下的注里", '删去 footnotes，或改为 format = "pdf"'
            told = profile.problem("pack.no_effect", message, fix, keys=(*keys, "settings", "footnotes"))
            yield replace(told, severity=Severity.WARNING)
        yield from paper_problems(product, profile)


def _archive(pack: Pack, profile: SettingsFile, product: ProductSpec) -> Iterator[Problem]:
    """The PDF/A form of a product and the workbook inside it."""
    form, attached = product.settings.get("pdf", ""), product.settings.get("attach", "")
    keys = ("products", product.name, "settings")
    if attached:
        workbooks = [other.name for other in pack.products if other.kind == "workbook"]
        yield from _known(profile, (*keys, "attach"), "工作簿产品", [attached], workbooks)
        if form != "a-3a":
            fix = '在同处写 pdf = "a-3a"，或删去 attach'
            yield profile.problem("pack.value", "只有 PDF/A-3 里能附带工作簿", fix, keys=(*keys, "attach"))


def _template(pack: Pack, profile: SettingsFile, product: ProductSpec) -> Iterator[Problem]:
    if not product.template or product.kind not in _FORMATS:
        return
    keys, suffix = ("products", product.name, "template"), product.template.rpartition(".")[2]
    wanted = "docx" if product.format == "docx" else "html"
    if suffix != wanted:
        message = f"模板“{product.template}”做不出 {product.format}"
        yield profile.problem("pack.value", message, f"用 .{wanted} 的模板", keys=keys)
    elif find_template(product.template, pack.search_path) is None:
        fix = f"放到本文件夹的 templates/{suffix} 下"
        yield profile.problem("pack.no_template", f"找不到模板“{product.template}”", fix, keys=keys)


def _reconciliation(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    codes = [indicator.code for indicator in pack.indicators]
    for number, relation in enumerate(pack.relations, start=1):
        keys = ("relations", str(number))
        yield from _one_of(profile, (*keys, "kind"), relation.kind, _RELATIONS)
        yield from _known(profile, (*keys, "indicators"), "指标（这里写代码）", relation.indicators, codes)
    tables = [table.name for table in pack.tables]
    for number, sign_off in enumerate(pack.sign_offs, start=1):
        yield from _known(profile, ("sign_offs", str(number), "applies_to"), "表", sign_off.applies_to, tables)
        if not sign_off.match.strip():
            fix = "写上问题提示里的几个字（如指标和期间），只签认这一处"
            where = ("sign_offs", str(number), "match")
            yield profile.problem("pack.value", "“match”是空的，签认不到任何问题", fix, keys=where)


# -- patterns --------------------------------------------------------------------------------------------------------


def _patterns(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    topics = [*(topic.name for topic in pack.topics), *(spec.name for spec in pack.lists)]
    for section in pack.wording.values():
        for number, pattern in enumerate(section.paragraphs, start=1):
            place = f"{section.place} 第{number}条"
            yield from _pattern(pattern, [*PATTERN_WORDS, *topics], "", place)
            yield from _across_classes(pack, pattern, place)
            yield from _without_target(pack, pattern, place)
    for table in pack.tables:
        for column in table.columns:
            for part in column.header:
                yield from _pattern(part, [*PATTERN_WORDS, "期间", "目标期间", "单位", "上期"], "", f"{column.place} 列“表头”")
    for keys, pattern, more in _short_patterns(pack):
        spot = profile.problem("", "", keys=keys)
        yield from _pattern(pattern, [*PATTERN_WORDS, *more], spot.file, spot.place)


def _across_classes(pack: Pack, pattern: str, place: str) -> Iterator[Problem]:
    """First and last places do not exist across classes: the sentence would be left out without a word."""
    for topic in pack.topics if pack.numbers.within_category else ():
        found = re.search(rf"(?<!\w){re.escape(topic.name)}\.(前列|后列|居前)", pattern)
        if found:
            message = f"地区分类别排名，“{found[0]}”不知道指哪一类"
            group = "后列" if found[1] == "后列" else "前列"
            where = "后几位" if group == "后列" else "{{ 类.居前 }}"
            fix = (
                f"写成 {{% for 类 in {topic.name}.各类 %}}{{% if 类.{group} %}}"
                f"{{{{ 类.名称 }}}}{where}的是{{{{ 类.{group}|名称|列举 }}}}。{{% endif %}}{{% endfor %}}"
            )
            yield Problem(Severity.ERROR, "pattern.classes", message, fix, place=place)


def _without_target(pack: Pack, pattern: str, place: str) -> Iterator[Problem]:
    """Where no target was asked for nobody can have met or missed one."""
    for topic in pack.topics:
        found = re.search(rf"(?<!\w){re.escape(topic.name)}\.(全市\.)?(其余|未)?(达标|超前|落后)数?", pattern)
        if found and not topic.against:
            message = f"话题“{topic.name}”没有写目标期间，“{found[0]}”不知道对哪个目标"
            yield Problem(
                Severity.ERROR,
                "pattern.no_target",
                message,
                f'在 [topics."{topic.name}"] 写 against，或改写',
                place=place,
            )


def _short_patterns(pack: Pack) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """(keys, pattern, names beside the issue's) of titles, notes and file names."""
    for table in pack.tables:
        yield ("tables", table.name, "title"), table.title, ("期间",)
        for note in table.notes:
            yield ("tables", table.name, "notes"), note, ("期间",)
    for spec in pack.lists:
        for key, patterns in (("title", (spec.title,)), ("notes", spec.notes)):
            for pattern in patterns:
                yield ("lists", spec.name, key), pattern, LIST_WORDS
    for chart in pack.charts:
        yield ("charts", chart.name, "title"), chart.title, ("期间", "上期") if chart.topic else ("期间",)
    for product in pack.products:
        yield ("products", product.name, "title"), product.title, ()
        yield ("products", product.name, "file_name"), product.file_name, ()


def _pattern(pattern: str, known: list[str], file: str, place: str) -> Iterator[Problem]:
    faults = check_template(pattern)
    for fault in faults:
        yield Problem(
            Severity.ERROR, "pattern.refused", fault.message, fault.fix or "改写这条句式", file=file, place=place
        )
    for name in () if faults else sorted(names_used(pattern) - set(known)):
        close = get_close_matches(name, known, n=1, cutoff=0.3)
        fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(known)}"
        message = f"没有名为“{name}”的内容或话题"
        yield Problem(Severity.ERROR, "pattern.unknown_name", message, fix, file=file, place=place)
