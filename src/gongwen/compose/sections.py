"""The text of an issue: what the machine says from figures, and what people wrote, in the declared order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gongwen.compose.facts import topic_words
from gongwen.compose.lists import list_words
from gongwen.compose.setting import Setting
from gongwen.compose.words import issue_words, numeral
from gongwen.model.document import Value
from gongwen.model.pack import WordingSection
from gongwen.model.terms import TO_FILL
from gongwen.phrasing.patterns import render_pattern

_LEVELS = {"## ": 2, "### ": 3, "#### ": 4}
"""A pattern or prose paragraph that begins so is a heading of that level: （一）, 1., （1）."""


@dataclass(frozen=True)
class Narrator:
    """Writes one document's text; the topics' words are laid out once for all its patterns."""

    setting: Setting

    @cached_property
    def words(self) -> Mapping[str, object]:
        """Everything a pattern may speak of: the issue's words and every topic and list by its name."""
        topics = {topic.name: topic_words(self.setting, topic) for topic in self.setting.pack.topics}
        lists = {spec.name: list_words(self.setting, spec) for spec in self.setting.pack.lists}
        return {**issue_words(self.setting), **topics, **lists}

    def paragraphs(self, name: str) -> tuple[str, ...]:
        """Paragraphs of a wording section (简报导语), or what people wrote under that heading; else none."""
        section = self.setting.pack.wording.get(name)
        if section is not None:
            return self._machine(section)
        return self.setting.data.prose.sections.get(name, ())

    def lead(self, settings: Mapping[str, str], usual: str) -> tuple[str, ...]:
        """导语 or 引言: the section that the product's ``lead`` names, else the usual one of its kind, if it has one.

        A named one that neither the wording nor the issue's prose has is 【待补】, never silently nothing.
        """
        name = settings.get("lead", "")
        found = self.paragraphs(name or usual) if name or usual else ()
        return found if found or not name or name in self.setting.pack.wording else (TO_FILL,)

    def sections(self, names: Iterable[str]) -> tuple[Value, ...]:
        """各节 for templates: numbered headings, levelled paragraphs; a prose heading nobody wrote gets 【待补】."""
        made: list[Value] = []
        for name in names:
            section = self.setting.pack.wording.get(name)
            paragraphs = self.paragraphs(name)
            if section is not None and not paragraphs:
                continue
            heading = (section.heading if section else "") or name
            levelled = tuple(_levelled(text) for text in paragraphs or (TO_FILL,))
            made.append({"标题": f"{numeral(len(made) + 1)}、{heading}", "段落": levelled})
        return tuple(made)

    def _machine(self, section: WordingSection) -> tuple[str, ...]:
        """The section's sentences; patterns that have nothing to say are left out."""
        made = (
            render_pattern(pattern, self.words, place=f"{section.place} 第{number}条")
            for number, pattern in enumerate(section.paragraphs, start=1)
        )
        return tuple(text for text in made if text)


def _levelled(text: str) -> dict[str, Value]:
    for mark, level in _LEVELS.items():
        if text.startswith(mark):
            return {"级别": level, "文字": text.removeprefix(mark)}
    return {"级别": 0, "文字": text}
