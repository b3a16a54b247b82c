"""Where a value stood: file, sheet, cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One spot in the input. ``path`` is relative to the data folder; DataFrames are ``frame:NAME``."""

    path: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.path, self.sheet, self.cell) if part)

    def to_dict(self) -> dict[str, str]:
        """As the manifest holds it."""
        return {"path": self.path, "sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read, with the fingerprint of its bytes."""

    path: str
    """``data:…`` relative to the data folder, ``pack:…`` relative to the pack, ``frame:…`` for a DataFrame."""
    sha256: str
