"""The diagonal mark (水印) as a see-through picture, drawn in memory: the same on every machine and in every viewer.

A header picture shows in Excel on paper only and in LibreOffice never; a picture over the cells with an alpha channel
shows on screen and on paper in Excel, WPS and LibreOffice, and the figures stay readable under it.
"""

from __future__ import annotations

from io import BytesIO

_POINTS = 220
_ANGLE = 30
_OPACITY = 38
"""Of 255: light enough to read 9-point figures through it, dark enough to survive a photocopier."""


def mark_png(text: str) -> tuple[bytes, int, int]:
    """PNG bytes, width and height in pixels of ``text``, grey, transparent, turned up to the right."""
    from PIL import Image, ImageDraw, ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    font = ImageFont.truetype(str(sans_path()), _POINTS)
    spaced = "\u2009".join(text)
    left, top, right, bottom = font.getbbox(spaced, stroke_width=4)
    size = (int(right - left) + 20, int(bottom - top) + 20)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).text((10 - left, 10 - top), spaced, font=font, fill=_OPACITY, stroke_width=4, stroke_fill=_OPACITY)
    mask = mask.rotate(_ANGLE, expand=True, resample=Image.Resampling.BICUBIC)
    picture = Image.merge("LA", (Image.new("L", mask.size, 96), mask))
    out = BytesIO()
    picture.save(out, "PNG", optimize=False)
    return out.getvalue(), mask.width, mask.height
