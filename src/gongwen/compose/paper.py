"""Papers beside the 通报: 通知 in the general format, 函 in the 信函格式, 纪要 (GB/T 9704-2012 7, 10.1, 10.3)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from gongwen.compose.bulletin import compose_bulletin
from gongwen.compose.setting import Setting
from gongwen.compose.words import document_number, issue_number
from gongwen.model.document import Document, Value
from gongwen.model.pack import ProductSpec
from gongwen.model.terms import PAPER_FORMS, TO_FILL

NO = "否"


def compose_paper(setting: Setting, product: ProductSpec) -> Document:
    """Compose a 通知, 函 or 纪要, as ``settings.form`` says, with everything a 通报 has.

    ``settings`` may also give mark (发文机关标志), recipients (主送), seal (否: no room for one), present, excused and
    observing (出席, 请假, 列席; else what people wrote under these headings).
    """
    settings, issuer = product.settings, setting.pack.issuer
    form = settings.get("form", "通知")
    base = compose_bulletin(setting, product)
    fields: dict[str, Value] = {
        **base.fields,
        "主送": settings.get("recipients", issuer.recipients),
        "盖章": settings.get("seal", "") != NO,
        **dict.fromkeys(("期次", "编发单位", "出席", "请假", "列席"), ""),
    }
    if form == "函":
        # A letter's mark has no 文件; its 版记 has neither 印发机关 nor date (10.1).
        fields |= {
            "发文机关标志": issuer.name,
            "发文字号": document_number(setting),
            "印发机关": "",
            "印发日期": "",
        }
    if form == "纪要":
        fields |= {
            "发文机关标志": f"{issuer.name}会议纪要",
            "期次": issue_number(setting.issue),
            "编发单位": issuer.editor or issuer.print_office or issuer.name,
            "出席": _attendance(setting, product, "present", "出席") or TO_FILL,
            "请假": _attendance(setting, product, "excused", "请假"),
            "列席": _attendance(setting, product, "observing", "列席"),
            **dict.fromkeys(("发文字号", "签发人", "主送", "署名", "附注"), ""),
        }
    if settings.get("mark") and fields["发文机关标志"]:  # none where the paper or the office system prints it
        fields["发文机关标志"] = settings["mark"]
    return replace(
        base, template=product.template or PAPER_FORMS.get(form, "notice.docx"), fields=MappingProxyType(fields)
    )


def _attendance(setting: Setting, product: ProductSpec, key: str, heading: str) -> str:
    return product.settings.get(key) or "；".join(setting.data.prose.sections.get(heading, ()))
