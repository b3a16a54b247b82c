"""通报 in the general format of GB/T 9704: 版头, 标题, 主送, 正文, 附件说明, 署名, 成文日期, 版记, 附件."""

from __future__ import annotations

from types import MappingProxyType

from gongwen.compose.annexes import annexes, block_figures
from gongwen.compose.facts import topic_figures
from gongwen.compose.footnotes import with_footnotes
from gongwen.compose.sections import Narrator
from gongwen.compose.setting import Setting
from gongwen.compose.titles import title_lines
from gongwen.compose.words import (
    SAMPLE_NOTE,
    dated_text,
    document_number,
    properties,
    text_of,
)  # fmt: skip
from gongwen.model.document import Document, Value
from gongwen.model.pack import ProductSpec

MASTHEADS = ("红头", "套打", "无")
"""版头形式: printed, space kept for pre-printed paper, none (the office system dresses it)."""


def compose_bulletin(setting: Setting, product: ProductSpec) -> Document:
    """Compose a 通报 for the issue."""
    issuer, settings, narrator = setting.pack.issuer, product.settings, Narrator(setting)
    title = text_of(setting, product.title or product.name, f"profile.toml 键 products.{product.name}.title")
    attached = annexes(setting, product)
    masthead = settings.get("masthead", MASTHEADS[0])
    fields: dict[str, Value] = {
        "版头形式": masthead,
        # What the paper or the office system prints is no text of ours, and nothing may be missed that is.
        "发文机关标志": (issuer.mark or issuer.name) if masthead == MASTHEADS[0] else "",
        "发文字号": "" if masthead == MASTHEADS[2] else document_number(setting),
        "签发人": settings.get("signatory", ""),
        "标题行": title_lines(title),
        "阶段标记": setting.issue.stage_mark,
        "主送": issuer.recipients,
        "引言": narrator.lead(settings, "通报引言"),
        "各节": narrator.sections(product.sections),
        "附件说明": tuple(str(annex["标题"]) for annex in attached),
        "附件": attached,
        "署名": issuer.signature or issuer.name,
        "成文日期": dated_text(setting.issue),
        "附注": settings.get("remark", ""),
        "抄送": issuer.copies_to,
        "印发机关": issuer.print_office or issuer.name,
        "印发日期": dated_text(setting.issue),
        "示例说明": SAMPLE_NOTE if setting.data.is_sample else "",
        "草稿": not setting.issue.final,
    }
    suffix = "html" if product.format in ("pdf", "html") else "docx"
    return Document(
        name=product.name,
        template=product.template or f"bulletin.{suffix}",
        fields=MappingProxyType(with_footnotes(setting, product, fields)),
        properties=properties(setting, "".join(title_lines(title))),
        faces=setting.pack.faces,
        watermark=setting.watermark,
        figures=MappingProxyType(block_figures(setting, attached) | topic_figures(setting)),
    )
