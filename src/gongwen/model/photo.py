"""One photograph, with its caption."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture of a case."""

    path: str
    caption: str = ""
    data: bytes = b""
