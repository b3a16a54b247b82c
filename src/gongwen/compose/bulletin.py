"""通报 in the general format of GB/T 9704: 版头, 标题, 主送, 正文, 附件说明, 署名, 成文日期, 版记, 附件."""

from __future__ import annotations

from types import MappingProxyType

from gongwen.compose.annexes import annexes, block_figures
from gongwen.compose.closing import address_fields, signature_fields
from gongwen.compose.facts import topic_figures
from gongwen.compose.first_page import lines_above
from gongwen.compose.footnotes import with_footnotes
from gongwen.compose.masthead import masthead_fields
from gongwen.compose.sections import Narrator
from gongwen.compose.setting import Setting
from gongwen.compose.titles import title_lines
from gongwen.compose.words import (
    dated_text,
    properties,
    text_of,
)  # fmt: skip
from gongwen.model.document import Document, Value
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import LEADS


def compose_bulletin(setting: Setting, product: ProductSpec, *, form: str = "通报", sealed: bool = False) -> Document:
    """Compose a 通报, or another paper in the general format; ``sealed`` is what ``settings.seal`` may change."""
    issuer, settings, narrator = setting.pack.issuer, product.settings, Narrator(setting)
    title = text_of(setting, product.title or product.name, f"profile.toml 键 products.{product.name}.title")
    attached, lines = annexes(setting, product), title_lines(title)
    head: dict[str, Value] = {
        **masthead_fields(setting, product, form),
        "标题行": lines,
        "阶段标记": setting.issue.stage_mark,
        "示例说明": setting.sample_note,
    }
    fields: dict[str, Value] = {
        **head,
        **address_fields(setting, product, form, lines_above(head, form)),
        "引言": narrator.lead(settings, LEADS.get(form, "")),
        "各节": narrator.sections(product.sections),
        "附件说明": tuple(str(annex["标题"]) for annex in attached),
        "附件": attached,
        **signature_fields(setting, product, sealed=sealed),
        "成文日期": dated_text(setting.issue),
        "附注": settings.get("remark", ""),
        "印发机关": issuer.print_office or issuer.name,
        "印发日期": dated_text(setting.issue),
        "草稿": not setting.issue.final,
    }
    return Document(
        name=product.name,
        template=product.template_name,
        fields=MappingProxyType(with_footnotes(setting, product, fields)),
        properties=properties(setting, "".join(lines)),
        faces=setting.pack.faces,
        watermark=setting.watermark,
        figures=MappingProxyType(block_figures(setting, attached) | topic_figures(setting)),
    )
