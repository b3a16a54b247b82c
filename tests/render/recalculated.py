"""An independent calculator for workbooks: LibreOffice, with every cached value taken away first."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl

_CACHED = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def without_caches(data: bytes) -> bytes:
    """The workbook with its formulas and none of their cached values."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _CACHED.sub(rb"\1", part) if "/worksheets/sheet" in name else part)
    return out.getvalue()


def convert(soffice: str, data: bytes, suffix: str, folder: Path) -> bytes:
    """What LibreOffice makes of a workbook: ``xlsx`` recalculated, or ``pdf``."""
    source = folder / "in" / "book.xlsx"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=170)
    return (folder / f"book.{suffix}").read_bytes()


def formulas_and_values(data: bytes, again: bytes) -> list[tuple[str, str, object, object]]:
    """(sheet!cell, formula, cached value, recalculated value) of every formula cell."""
    written = openpyxl.load_workbook(BytesIO(data))
    cached = openpyxl.load_workbook(BytesIO(data), data_only=True)
    fresh = openpyxl.load_workbook(BytesIO(again), data_only=True)
    found = []
    for sheet in written.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    where = f"{sheet.title}!{cell.coordinate}"
                    values = (book[sheet.title][cell.coordinate].value for book in (cached, fresh))
                    found.append((where, str(cell.value), *values))
    return found
