"""One page to be laid out, as plain values: what goes to the layout, here or in a limited process, and what returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongwen.model.document import Attachment


@dataclass(frozen=True, slots=True)
class Job:
    """What the layout needs to know; nothing but text, bytes and dates, so that it can cross a pipe."""

    markup: str
    folder: Path
    """Where the prepared faces are."""
    template: str
    title: str
    created: date
    archive: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of it: the file, what WeasyPrint said, which faces are inside; or why the template is refused."""

    data: bytes = b""
    messages: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    refusal: tuple[str, str] | None = None
    """What is wrong and how to mend it."""
    justified: bool = True
    """False where WeasyPrint is a version that our justification does not fit."""
