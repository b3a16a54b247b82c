"""Text with footnotes (脚注): printed at the foot of its page, listed at the end of a web page, plain text in Word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a note says."""

    text: str


class NotedText(str):
    """A paragraph that knows where its notes belong; to everything that knows no notes it is the bare text."""

    __slots__ = ("notes",)
    notes: tuple[tuple[int, Footnote], ...]
    """(characters before the mark, note), in order."""

    def __new__(cls, text: str, notes: tuple[tuple[int, Footnote], ...]) -> NotedText:
        """The text and its notes."""
        made = super().__new__(cls, text)
        made.notes = notes
        return made
