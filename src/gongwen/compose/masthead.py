"""版头 of a paper: 份号, 密级, 紧急程度, 发文机关标志 of one organ or several, 发文字号, 签发人 (GB/T 9704-2012 7.2)."""

from __future__ import annotations

from gongwen.compose.setting import Setting
from gongwen.compose.titles import ROOM, broken, full_widths
from gongwen.compose.words import document_number
from gongwen.model.document import Value
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import MASTHEADS, UPWARD, organs
from gongwen.model.terms import TO_FILL

MARK_ROOM = 17.0
"""Characters of a mark that stands on one line: at 26 pt (1号) they fill 156 mm. A longer name is broken by meaning,
into lines of up to 20 characters (22 pt), so that it stays larger than the title and leaves room for text.
"""
PAPER = "文件"


def masthead_fields(setting: Setting, product: ProductSpec, form: str) -> dict[str, Value]:
    """The fields of the 版头, empty where the paper or the office system prints them: then they are no text of ours."""
    issuer, settings = setting.pack.issuer, product.settings
    masthead = settings.get("masthead", MASTHEADS[0])
    mark = settings.get("mark") or issuer.mark or issuer.name
    lines, word = _mark_lines(mark, _joint(product))
    number = "" if masthead == MASTHEADS[2] else document_number(setting)
    printed = masthead == MASTHEADS[0]
    return {
        "版头形式": masthead,
        **_upper_left(product),
        "发文机关标志": "".join(lines) + word if printed else "",
        "标志行": lines if printed else (),
        "标志字": word if printed else "",
        "发文字号": number,
        **_signatories(setting, product, form, number),
    }


def mark_fields(mark: str) -> dict[str, Value]:
    """The mark of one organ."""
    lines, word = _mark_lines(mark, ())
    return {"发文机关标志": mark, "标志行": lines, "标志字": word}


def _joint(product: ProductSpec) -> tuple[str, ...]:
    """The other organs on the mark; with joint_mark 主办 it shows 主办机关 alone (7.2.4)."""
    return () if product.settings.get("joint_mark") == "主办" else organs(product.settings.get("joint", ""))


def _mark_lines(mark: str, others: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Lines of the mark, and 文件 apart where it stands at the right of several names, centred on them (7.2.4)."""
    if not others:
        return broken(mark, ROOM, 1 if full_widths(mark) <= MARK_ROOM else 2), ""
    word = PAPER if mark.endswith(PAPER) else ""
    return (mark.removesuffix(PAPER), *(name.removesuffix(PAPER) for name in others)), word


def _upper_left(product: ProductSpec) -> dict[str, Value]:
    """份号, 密级和保密期限, 紧急程度, and those that there are in this order (7.2.1—7.2.3)."""
    settings = product.settings
    secrecy, period = settings.get("secrecy", ""), settings.get("secrecy_period", "")
    made = {
        "份号": settings.get("copy_number", ""),
        "密级": f"{secrecy}★{period}" if secrecy and period else secrecy,
        "紧急程度": settings.get("urgency", ""),
    }
    return {**made, "左上要素": tuple({"文字": text, "黑体": name != "份号"} for name, text in made.items() if text)}


def _signatories(setting: Setting, product: ProductSpec, form: str, number: str) -> dict[str, Value]:
    """签发人 in rows of two, in the order of the organs; the number stands level with the last (7.2.5, 7.2.6).

    On a 上行文 nobody may be missing: what is not known yet is 【待补】.
    """
    written = product.settings.get("signatory") or "、".join(setting.data.prose.sections.get("签发人", ()))
    names = organs(written or (TO_FILL if form in UPWARD and number else ""))
    pairs = [names[at : at + 2] for at in range(0, len(names), 2)]
    rows = tuple(
        {"字号": number if pair is pairs[-1] else "", "一": pair[0], "二": pair[1] if len(pair) > 1 else ""}
        for pair in pairs
    )
    return {"签发人": "、".join(names), "签发人行": rows if len(names) > 1 else ()}
