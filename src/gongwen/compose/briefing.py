"""专班简报: masthead words, lead and sections, scoreboard extract, charts, the case column, imprint."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gongwen.compose.annexes import annexes, block_figures, chart_blocks, table_blocks
from gongwen.compose.cases import case_words
from gongwen.compose.facts import topic_figures
from gongwen.compose.footnotes import with_footnotes
from gongwen.compose.sections import Narrator
from gongwen.compose.setting import Setting
from gongwen.compose.titles import title_lines
from gongwen.compose.words import (
    dated_text,
    issue_number,
    properties,
    text_of,
)  # fmt: skip
from gongwen.model.document import Document, Value
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import LEADS, MASTHEADS, YES

EDITOR_NOTE = "编者按"
"""The prose heading of the editor's note."""


def compose_briefing(setting: Setting, product: ProductSpec) -> Document:
    """Compose a 简报 for the issue. 简报 is practice, not GB/T 9704: masthead and imprint are the pack's."""
    issuer, settings, narrator = setting.pack.issuer, product.settings, Narrator(setting)
    title = text_of(setting, product.title or product.name, f"profile.toml 键 products.{product.name}.title")
    tables, attached = table_blocks(setting, product), annexes(setting, product)
    sections, cases = narrator.sections(product.sections), tuple(case_words(case) for case in setting.data.cases)
    name = settings.get("briefing_title") or issuer.briefing_title or issuer.name
    fields: dict[str, Value] = {
        **_masthead(setting, product, name),
        "编发单位": issuer.editor or issuer.name,
        "阶段标记": setting.issue.stage_mark,
        "标题行": title_lines(title),
        "目录": _contents(sections, cases) if settings.get("contents") == YES else (),
        "编者按": setting.data.prose.sections.get(EDITOR_NOTE, ()),
        "导语": narrator.lead(settings, LEADS["简报"]),
        "各节": sections,
        "表格": tables,
        "图": chart_blocks(setting, product),
        "专栏名称": settings.get("column_name", "项目推进案例"),
        "专栏案例": cases,
        "附件": attached,
        "报": issuer.report_to,
        "送": issuer.send_to,
        "发": issuer.issue_to,
        "印数": f"共印{issuer.copies}份" if issuer.copies.isdecimal() else issuer.copies,
        "示例说明": setting.sample_note,
        "草稿": not setting.issue.final,
    }
    return Document(
        name=product.name,
        template=product.template_name,
        fields=MappingProxyType(with_footnotes(setting, product, fields)),
        properties=properties(setting, f"{name}{issue_number(setting.issue)}".replace("　", "")),
        faces=setting.pack.faces,
        watermark=setting.watermark,
        figures=MappingProxyType(block_figures(setting, (*tables, *attached)) | topic_figures(setting)),
    )


def _masthead(setting: Setting, product: ProductSpec, name: str) -> dict[str, Value]:
    """报头. What the paper or the office system prints is no text of ours: 套打 has no name, 无 nothing."""
    settings = product.settings
    form = settings.get("masthead", MASTHEADS[0])
    printed = {
        "简报名称": name,
        "期次": issue_number(setting.issue),
        "总期次": _total_number(setting, settings.get("total_offset", "")),
        "日期": dated_text(setting.issue),
        "密级标识": setting.pack.issuer.secrecy,
    }
    left_out = {"套打": ("简报名称",), "无": tuple(printed)}.get(form, ())
    return {"版头形式": form, **printed, **dict.fromkeys(left_out, "")}


def _contents(sections: tuple[Value, ...], cases: tuple[Value, ...]) -> tuple[str, ...]:
    """本期要目: the headings of the text and the headlines of the cases; no page numbers, as is usual in a 简报."""
    return tuple(str(entry["标题"]) for entry in (*sections, *cases) if isinstance(entry, Mapping) and entry["标题"])


def _total_number(setting: Setting, offset: str) -> str:
    if not offset:
        return ""
    number = setting.issue.number
    return f"（总第{int(offset) + number if number else '　'}期）"
