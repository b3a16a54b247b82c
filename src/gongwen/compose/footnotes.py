"""口径 as footnotes: where the text first names an indicator, a note says what it counts and what was signed off."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongwen.compose.setting import Setting
from gongwen.model.document import Value
from gongwen.model.noted import Footnote, NotedText
from gongwen.model.pack import ProductSpec

_TEXTS = ("导语", "各节")
"""Fields of running text, in the order they are read; a 通报's opening line (引言) only names the subject."""
YES = "是"


def with_footnotes(setting: Setting, product: ProductSpec, fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """The fields, their paragraphs noted where the product's ``settings.footnotes`` says so."""
    if product.settings.get("footnotes") != YES:
        return fields
    notes = _Notes(setting)
    return {**fields, **{name: notes.applied(fields[name]) for name in _TEXTS if name in fields}}


class _Notes:
    """Gives each note once, at the first mention."""

    def __init__(self, setting: Setting) -> None:
        self._waiting = {i.code: text for i in setting.pack.shown_indicators if (text := _note(setting, i.code))}
        named = {name: i.code for i in setting.pack.shown_indicators for name in (i.name, *i.aliases) if name}
        self._named = named
        # The longest name first: 制造业投资增速 is no mention of 制造业投资.
        self._names = re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))) or r"(?!)")

    def applied(self, value: Value) -> Value:
        """A paragraph, a list of them, or a section with its heading left alone."""
        if isinstance(value, str):
            return self._noted(value)
        if isinstance(value, tuple):
            return tuple(self.applied(item) for item in value)
        if isinstance(value, Mapping):
            if value.get("级别"):
                return value
            return {key: self.applied(item) if key in ("段落", "文字") else item for key, item in value.items()}
        return value

    def _noted(self, text: str) -> str:
        found = []
        for match in self._names.finditer(text):
            note = self._waiting.pop(self._named[match.group()], "")
            if note:
                found.append((match.end(), Footnote(note)))
        return NotedText(text, tuple(found)) if found else text


def _note(setting: Setting, code: str) -> str:
    """口径 and the notes of mismatches that were signed off; empty where there is nothing to say."""
    indicator = setting.pack.indicator(code)
    signed = [sign_off.note for sign_off in setting.data.signed_off if indicator.name in sign_off.match]
    parts = [f"{indicator.definition.rstrip('。')}。"] if indicator.definition else []
    return "".join([*parts, *dict.fromkeys(signed)])
