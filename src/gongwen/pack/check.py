"""A loaded Pack in, everything out that does not fit together: names that name nothing, patterns that cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity
from gongwen.model.windows import BASES, WINDOWS, resolve
from gongwen.pack.files import SettingsFile
from gongwen.phrasing.allowlist import check_template

_PROBE = Period.month(2022, 7)
_KINDS = {"workbook": "xlsx", "briefing": "docx", "bulletin": "pdf"}


def check_pack(pack: Pack, profile: SettingsFile) -> tuple[Problem, ...]:
    """Every reference between settings that leads nowhere, and every pattern that is refused."""
    return (
        *_numbers(pack, profile),
        *_tables(pack, profile),
        *_topics(pack, profile),
        *_products(pack, profile),
        *_patterns(pack),
    )


def _numbers(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    allowed = {
        "rounding": ("half_up", "half_even"),
        "ties": ("competition", "dense"),
        "rank_on": ("printed", "exact"),
    }
    for key, words in allowed.items():
        value = getattr(pack.numbers, key)
        if value not in words:
            yield profile.problem(
                "pack.value", f"“{key}”不能是“{value}”", f"可用：{'、'.join(words)}", keys=("numbers", key)
            )


def _tables(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    for table in pack.tables:
        if table.basis not in BASES:
            keys = ("tables", table.name, "basis")
            yield profile.problem("pack.value", f"“basis”不能是“{table.basis}”", f"可用：{'、'.join(BASES)}", keys=keys)
        if table.paper not in ("A3", "A4"):
            keys = ("tables", table.name, "paper")
            yield profile.problem("pack.value", f"“paper”不能是“{table.paper}”", "可用：A4、A3", keys=keys)


def _topics(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    for topic in pack.topics:
        for key, window in (("window", topic.window), ("against", topic.against)):
            try:
                if window:
                    resolve(window, _PROBE)
            except ValueError:
                keys = ("topics", topic.name, key)
                yield profile.problem(
                    "pack.value", f"“{window}”不是可用的期间", f"可用：{'、'.join(WINDOWS)}", keys=keys
                )
    names = [topic.name for topic in pack.topics]
    for chart in pack.charts:
        if chart.topic not in names:
            yield _nowhere(profile, ("charts", chart.name, "topic"), "话题", chart.topic, names)


def _products(pack: Pack, profile: SettingsFile) -> Iterator[Problem]:
    tables = [table.name for table in pack.tables]
    charts = [chart.name for chart in pack.charts]
    for product in pack.products:
        if product.kind not in _KINDS:
            keys = ("products", product.name, "kind")
            yield profile.problem(
                "pack.value", f"“kind”不能是“{product.kind}”", f"可用：{'、'.join(_KINDS)}", keys=keys
            )
        if product.format not in ("xlsx", "docx", "pdf", "html"):
            keys = ("products", product.name, "format")
            yield profile.problem(
                "pack.value", f"“format”不能是“{product.format}”", "可用：xlsx、docx、pdf、html", keys=keys
            )
        for key, wanted, known in (
            ("tables", product.tables, tables),
            ("attachments", product.attachments, [*tables, *charts]),
            ("charts", product.charts, charts),
        ):
            for name in wanted:
                if name not in known:
                    yield _nowhere(profile, ("products", product.name, key), "表或图", name, known)
        if product.template and not any(
            (f / product.template.rpartition(".")[2] / product.template).is_file() for f in pack.search_path
        ):
            keys = ("products", product.name, "template")
            yield profile.problem(
                "pack.no_template",
                f"找不到模板“{product.template}”",
                "放到 templates/docx 或 templates/html 下",
                keys=keys,
            )


def _patterns(pack: Pack) -> Iterator[Problem]:
    for section in pack.wording.values():
        for number, pattern in enumerate(section.paragraphs, start=1):
            for fault in check_template(pattern):
                place = f"{section.place} 第{number}条"
                yield Problem(Severity.ERROR, "pattern.refused", fault.message, fault.fix, place=place)


def _nowhere(profile: SettingsFile, keys: tuple[str, ...], what: str, name: str, known: list[str]) -> Problem:
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(known)}"
    return profile.problem("pack.unknown_name", f"没有名为“{name}”的{what}", fix, keys=keys)
