"""LibreOffice and page measuring for the Word tests: .docx → PDF → millimetres."""

from __future__ import annotations

import atexit
import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pdfplumber
import pypdfium2
from needs import need_tool
from PIL import Image

MM = 72 / 25.4
"""Points in a millimetre."""


@lru_cache(maxsize=1)
def profile() -> Path:
    """One for all conversions of a run."""
    made = Path(mkdtemp(prefix="gongwen_lo_"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def to_pdf(data: bytes, folder: Path, name: str = "document") -> bytes:
    """Convert with a private LibreOffice profile; skips (fails in CI) where there is none."""
    return to_pdfs([data], folder, name)[0]


def to_pdfs(many: Sequence[bytes], folder: Path, name: str = "document") -> list[bytes]:
    """Several at once: starting the program takes longer than a conversion."""
    program = need_tool("soffice", package="libreoffice-writer-nogui")
    sources = [folder / f"{name}{number}.docx" for number in range(len(many))]
    for source, data in zip(sources, many, strict=True):
        source.write_bytes(data)
    command = [program, "--headless", f"-env:UserInstallation={profile().as_uri()}", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, sources)], check=True, capture_output=True, timeout=240
    )
    return [source.with_suffix(".pdf").read_bytes() for source in sources]


def pages(pdf: bytes) -> list[pdfplumber.page.Page]:
    """The pages, with characters and lines in points from the top left."""
    return list(pdfplumber.open(io.BytesIO(pdf)).pages)


def lines_of(page: pdfplumber.page.Page, size: float = 16) -> list[list[dict[str, object]]]:
    """The characters of one type size, line by line from the top."""
    rows: dict[int, list[dict[str, object]]] = {}
    for mark in page.chars:
        if abs(mark["size"] - size) < 0.6 and mark["text"].strip():
            rows.setdefault(round(mark["top"]), []).append(mark)
    return [rows[top] for top in sorted(rows)]


def picture_of(pdf: bytes, number: int = 0, dots: int = 200) -> Image.Image:
    """One page as pixels."""
    return pypdfium2.PdfDocument(pdf)[number].render(scale=dots / 72).to_pil().convert("RGB")


def ink_rows(image: Image.Image, *, red: bool = False, dots: int = 200) -> list[float]:
    """Millimetres from the top of every pixel row that holds dark (or red) ink."""
    found = []
    width, height = image.size
    data = image.tobytes()
    for row in range(height):
        line = data[row * width * 3 : (row + 1) * width * 3]
        for r, g, b in zip(line[0::3], line[1::3], line[2::3], strict=True):
            if (r > 180 and g < 100 and b < 100) if red else (r < 110 and g < 110 and b < 110):
                found.append(row / dots * 25.4)
                break
    return found
