"""The settings of a product: unknown keys, wrong values, and what the standard does not put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from gongwen.model.pack import ProductSpec
from gongwen.model.papers import MASTHEADS, PAPER_FORMS, UPWARD, organs, settings_of
from gongwen.model.problems import Problem
from gongwen.pack.files import SettingsFile


def paper_problems(product: ProductSpec, profile: SettingsFile) -> Iterator[Problem]:
    """Everything wrong with the settings of one product, each with its line and key."""
    keys = ("products", product.name, "settings")
    known = settings_of(product.kind)
    names = [setting.key for setting in known]
    for key in product.settings:
        if key not in names:
            close = get_close_matches(key, names, n=1, cutoff=0.5)
            fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(names)}"
            yield profile.problem("pack.unknown_key", f"没有名为“{key}”的设置", fix, keys=(*keys, key))
    form = form_of(product)
    for setting in known:
        value = product.settings.get(setting.key, "")
        if not value:
            continue
        place = (*keys, setting.key)
        message, fix = f"“{setting.key}”不能是“{value}”", ""
        if setting.words and value not in setting.words:
            fix = f"可用：{'、'.join(setting.words)}"
        elif setting.pattern and not re.fullmatch(setting.pattern, value):
            fix = f'写成 "{setting.example}" 这样（{setting.meaning}）'
        elif (setting.forms and form not in setting.forms) or form in setting.except_forms:
            message, fix = f"{form}格式里没有“{setting.key}”的位置", "删去这一行"
        if fix:
            yield profile.problem("pack.value", message, fix, keys=place)
    yield from _together(product, form, profile, keys)


def form_of(product: ProductSpec) -> str:
    """文种: as set, 通知 for a document that does not say, 通报 for a bulletin."""
    return product.settings.get("form", "通知") if product.kind == "document" else "通报"


def _together(product: ProductSpec, form: str, profile: SettingsFile, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Combinations that 条例 第九条 or GB/T 9704-2012 7.2 rule out."""
    settings = product.settings
    if settings.get("secrecy") and not settings.get("copy_number"):
        fix = '在同处写 copy_number = "000001"（涉密公文应当标注份号，条例第九条）'
        yield profile.problem("pack.value", "有密级，没有份号", fix, keys=(*keys, "secrecy"))
    if settings.get("secrecy_period") and not settings.get("secrecy"):
        fix = '在同处写 secrecy = "秘密"，或删去这一行'
        yield profile.problem("pack.value", "有保密期限，没有密级", fix, keys=(*keys, "secrecy_period"))
    if settings.get("joint_mark") and not settings.get("joint"):
        fix = "用 joint 写明联合行文的其他机关，或删去这一行"
        yield profile.problem("pack.value", "不是联合行文，用不着“joint_mark”", fix, keys=(*keys, "joint_mark"))
    signatories, together = organs(settings.get("signatory", "")), organs(settings.get("joint", ""))
    if form in UPWARD and signatories and together and len(signatories) != len(together) + 1:
        message = f"联合行文的机关有{len(together) + 1}个，签发人有{len(signatories)}个"
        yield profile.problem("pack.value", message, "每个机关一个签发人，次序相同", keys=(*keys, "signatory"))
    if len(signatories) > 1 and not together:
        fix = "用 joint 写明联合行文的其他机关，或只留一个签发人"
        yield profile.problem("pack.value", "一个机关发文，有几个签发人", fix, keys=(*keys, "signatory"))
    if settings.get("masthead") == MASTHEADS[2]:
        for key in ("copy_number", "urgency", "secrecy"):
            if settings.get(key):
                fix = "由办公系统套版时这一项也由它印；删去这一行，或改 masthead"
                yield profile.problem("pack.value", f"版头形式为“无”，“{key}”印不出来", fix, keys=(*keys, key))
    if PAPER_FORMS.get(form) in ("minutes", "order") and settings.get("masthead", MASTHEADS[0]) != MASTHEADS[0]:
        fix = "删去这一行，或用区县包自己的模板"
        yield profile.problem("pack.value", f"{form}格式只有红头", fix, keys=(*keys, "masthead"))
