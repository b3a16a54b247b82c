"""Rows of a sample's file as the bytes that Excel saves as CSV, and the writing of a sample's files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with BOM."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write every file (name → content) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
