"""The words of an issue: names for patterns, numbers and dates as printed, blanks of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from gongwen.compose.setting import Setting
from gongwen.model.document import Document, Properties
from gongwen.model.issue import Issue
from gongwen.model.pack import ProductSpec
from gongwen.model.problems import Problem, Severity
from gongwen.model.table import Table
from gongwen.model.terms import TO_FILL
from gongwen.phrasing.patterns import render_pattern

_DIGITS = "一二三四五六七八九"
"""序次语 of first-level headings."""


def issue_words(setting: Setting) -> dict[str, object]:
    """The names every pattern may use: 期, 机关, 全市, 各地, 地区数 …"""
    period, issuer = setting.issue.period, setting.pack.issuer
    ranked = len(setting.pack.ranked_regions)
    return {
        "期": {
            "年": str(period.end.year),
            "月": str(period.end.month),
            "名称": period.label,
            "年月": f"{period.end.year}年{period.month_label if period.whole_months else period.label}",
            "季度": period.quarter().label.removeprefix("第"),
            "月底": f"{period.end.month}月底",
            "截止日": chinese_date(period.end, year=False),
            "号": str(setting.issue.number) if setting.issue.number else "",
        },
        "机关": issuer.name,
        "全市": issuer.total_name,
        "各地": issuer.collective,
        "单位词": issuer.region_unit,
        "地区数": ranked,
    }


def text_of(setting: Setting, pattern: str, place: str, **more: object) -> str:
    """One short pattern (title, note, file name) in the issue's words."""
    return render_pattern(pattern, {**issue_words(setting), **more}, place=place)


def chinese_date(day: date, *, year: bool = True) -> str:
    """成文日期: Arabic digits, no leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{f'{day.year}年' if year else ''}{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """Chinese numeral of a section: 一 … 十, 十一 … 二十, 二十一 …

    >>> [numeral(number) for number in (1, 10, 17, 20, 35)]
    ['一', '十', '十七', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    ten = f"{_DIGITS[tens - 1] if tens > 1 else ''}十" if tens else ""
    return ten + (_DIGITS[ones - 1] if ones else "")


def dated_text(issue: Issue) -> str:
    """The date, or a blank for the day in a draft: the month after the period, when statistics come out."""
    if issue.dated:
        return chinese_date(issue.dated)
    following = issue.period.day_after()
    return f"{following.year}年{following.month}月　日"


def document_number(setting: Setting) -> str:
    """发文字号: 代字〔年份〕序号号, no leading zero (7.2.5); a blank for the number in a draft.

    The year is that of the date: December's bulletin is dated, and numbered, in the year after.
    """
    issue = setting.issue
    year = (issue.dated or issue.period.day_after()).year
    return f"{setting.pack.issuer.code}〔{year}〕{issue.number or '　'}号"


def issue_number(issue: Issue) -> str:
    """期次: 第7期, or a blank in a draft."""
    return f"第{issue.number or '　'}期"


def properties(setting: Setting, title: str) -> Properties:
    """Clean document properties; the date is the issue's own, so that the same inputs give the same bytes."""
    created = setting.issue.dated or setting.issue.period.end
    return Properties(title=title, author=setting.pack.issuer.name, subject=setting.issue.period.label, created=created)


def file_name(setting: Setting, product: ProductSpec) -> str:
    """The product's file name with its suffix; made safe by the writer."""
    name = text_of(setting, product.file_name, f"profile.toml 键 products.{product.name}.file_name")
    return f"{name}.{product.format}"


def missing_parts(document: Document, issue: Issue) -> tuple[Problem, ...]:
    """What a person still has to supply: a warning each in a draft, an error each in a final."""
    severity = Severity.ERROR if issue.final else Severity.INFO
    made = []
    if issue.number is None:
        made.append(Problem(severity, "issue.no_number", "没有期号（文号）", "加 --number", place=document.name))
    if issue.dated is None:
        made.append(Problem(severity, "issue.no_date", "没有成文日期", "加 --dated 2022-08-05", place=document.name))
    gap_severity = Severity.ERROR if issue.final else Severity.WARNING
    for place in sorted(set(_gaps(document.fields, ""))):
        made.append(
            Problem(
                gap_severity,
                "prose.missing",
                f"“{place}”还没有文字",
                "写进 本期文字.md 的同名标题下",
                place=document.name,
            )
        )
    return tuple(made)


def _gaps(value: object, place: str) -> Iterator[str]:
    if isinstance(value, str) and TO_FILL in value:
        yield place
    elif isinstance(value, Mapping):
        inside = str(value.get("标题", "")) or place
        for key, item in value.items():
            yield from _gaps(item, re.sub(r"^[一二三四五六七八九十]+、", "", inside) or str(key))
    elif isinstance(value, tuple):
        for item in value:
            yield from _gaps(item, place)
    elif isinstance(value, Table):
        for note in value.notes:
            yield from _gaps(note, place)
