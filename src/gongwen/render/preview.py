"""A PDF → pictures of its pages, for notebooks."""

from __future__ import annotations

import io


def page_pngs(pdf: bytes, width: int = 800) -> tuple[bytes, ...]:
    """One PNG a page, ``width`` pixels wide, in page order. Raises ValueError where the bytes are no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF") from error
    try:
        return tuple(_png(page, width) for page in document)
    finally:
        document.close()


def _png(page: object, width: int) -> bytes:
    scale = width / page.get_width()  # type: ignore[attr-defined]
    image = page.render(scale=scale).to_pil()  # type: ignore[attr-defined]
    buffer = io.BytesIO()
    # Sixty-four colours: text pages shrink to a third and look the same.
    image.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
