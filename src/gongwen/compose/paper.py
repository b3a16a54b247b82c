"""Papers beside the 通报: general format, 信函格式, 命令（令）格式, 纪要格式 (GB/T 9704-2012 7, 10.1, 10.2, 10.3)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from gongwen.compose.bulletin import compose_bulletin
from gongwen.compose.masthead import mark_fields
from gongwen.compose.setting import Setting
from gongwen.compose.words import issue_number
from gongwen.model.document import Document, Value
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import MASTHEADS, ORDERS
from gongwen.model.terms import TO_FILL

_OWN = ("期次", "编发单位", "出席", "请假", "列席", "职务", "签署人")
"""Fields that only some formats fill."""


def compose_paper(setting: Setting, product: ProductSpec) -> Document:
    """Compose a 通知, 函, 令, 纪要 …, as ``settings.form`` says, with everything a 通报 has."""
    form = product.settings.get("form", "通知")
    base = compose_bulletin(setting, product, form=form, sealed=True)
    fields: dict[str, Value] = {**base.fields, **dict.fromkeys(_OWN, "")}
    if form == "函":
        fields |= _letter(setting, product)
    elif form == "纪要":
        fields |= _minutes(setting, product)
    elif form in ORDERS:
        fields |= _order(setting, product, form)
    if product.settings.get("masthead", MASTHEADS[0]) != MASTHEADS[0]:
        fields |= {"发文机关标志": "", "标志行": (), "标志字": ""}
    return replace(base, fields=MappingProxyType(fields))


def _letter(setting: Setting, product: ProductSpec) -> dict[str, Value]:
    """The mark is 主办机关's name without 文件; the 版记 has neither 印发机关 nor date (10.1)."""
    return {
        **mark_fields(product.settings.get("mark") or setting.pack.issuer.name),
        "印发机关": "",
        "印发日期": "",
    }


def _minutes(setting: Setting, product: ProductSpec) -> dict[str, Value]:
    """Numbered by issue, not signed; who was there stands after the text (10.3)."""
    issuer = setting.pack.issuer
    return {
        **mark_fields(product.settings.get("mark") or f"{issuer.name}会议纪要"),
        "期次": issue_number(setting.issue),
        "编发单位": issuer.editor or issuer.print_office or issuer.name,
        "出席": _told(setting, product, "present", "出席") or TO_FILL,
        "请假": _told(setting, product, "excused", "请假"),
        "列席": _told(setting, product, "observing", "列席"),
        "署名行": (),
        **dict.fromkeys(("发文字号", "签发人", "署名", "附注"), ""),
    }


def _order(setting: Setting, product: ProductSpec, form: str) -> dict[str, Value]:
    """令号 under the mark, no title; signed by its signer with his post (10.2, 7.3.5.3)."""
    settings, name, number = product.settings, setting.pack.issuer.name, setting.issue.number
    return {
        **mark_fields(settings.get("mark") or f"{name}{form}"),
        "期次": f"第{number or '　'}号",
        "职务": settings.get("post") or "；".join(setting.data.prose.sections.get("职务", ())) or TO_FILL,
        "签署人": settings.get("signer", ""),
        **dict.fromkeys(("标题行", "署名行", "签发人行"), ()),
        **dict.fromkeys(("发文字号", "签发人", "署名"), ""),
    }


def _told(setting: Setting, product: ProductSpec, key: str, heading: str) -> str:
    return product.settings.get(key) or "；".join(setting.data.prose.sections.get(heading, ()))
