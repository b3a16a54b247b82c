"""Who the paper is for and who signs it: 主送, 抄送, 署名 of one organ or several (GB/T 9704-2012 7.3.2, 7.3.5, 7.4.2)."""

from __future__ import annotations

from math import ceil

from gongwen.compose.first_page import CHARACTERS, LINES
from gongwen.compose.setting import Setting
from gongwen.compose.titles import full_widths
from gongwen.model.document import Value
from gongwen.model.pack import ProductSpec
from gongwen.model.papers import NO, NONE, UNADDRESSED, YES, organs

_WIDTHS = {3: 9, 2: 13}
"""Organs in a row of seals → characters of the longest name that they have room for: 42 mm seals must not touch."""


def address_fields(setting: Setting, product: ProductSpec, form: str, above: float) -> dict[str, Value]:
    """主送 under the title, or, when so many that no text is left on the first page, in the 版记 (7.3.2); 抄送.

    ``above``: lines of the first page that are taken before 主送. A heading and a line of text under it need two.
    """
    issuer, settings = setting.pack.issuer, product.settings
    recipients = _names(settings.get("recipients", "" if form in UNADDRESSED else issuer.recipients))
    place = settings.get("recipients_place", "自动")
    crowded = above + ceil((full_widths(recipients) + 1) / CHARACTERS) > LINES - 2
    below = place == "版记" or (place == "自动" and crowded)
    return {
        "主送": "" if below else recipients,
        "版记主送": recipients if below else "",
        "抄送": _names(settings.get("copies_to", issuer.copies_to)),
    }


def _names(written: str) -> str:
    return "" if written.strip() == NONE else written


def signature_fields(setting: Setting, product: ProductSpec, *, sealed: bool) -> dict[str, Value]:
    """署名: 主办机关 first; with seals up to three in a row, the last over the date; without, one under the other."""
    issuer, others = setting.pack.issuer, organs(product.settings.get("joint", ""))
    seal = product.settings.get("seal", YES if sealed else NO) != NO
    name = issuer.signature or issuer.name
    names = (name, *others)
    longest = max(full_widths(one) for one in names)
    columns = next((count for count, room in _WIDTHS.items() if longest <= room), 1) if seal else 1
    columns = min(columns, len(names))
    return {"署名": name, "盖章": seal, "联署": bool(others), "署名行": _rows(names, columns)}


def _rows(names: tuple[str, ...], columns: int) -> tuple[dict[str, Value], ...]:
    """Rows of names; a last row that is not full ends at the right, where the date stands."""
    made: list[dict[str, Value]] = []
    for at in range(0, len(names), columns):
        row = names[at : at + columns]
        made.append({"列数": columns, "名": (*("",) * (columns - len(row)), *row)})
    return tuple(made)
