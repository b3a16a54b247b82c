"""A Photo → picture bytes fit for a page: turned upright, without hidden data (place, camera), never larger than print."""

from __future__ import annotations

import io
from dataclasses import dataclass

from gongwen.errors import OutputError
from gongwen.model.photo import Photo
from gongwen.model.problems import Problem, Severity

LARGEST_SIDE = 2000
"""Pixels: 156 mm at 325 dots per inch."""
SMALLEST_SIDE = 440
"""Pixels of width: less does not fill a line of 156 mm at 72 dots per inch, the least that is not all squares."""
LARGEST_PICTURE = 120_000_000
"""Pixels that are decoded at all; a 100-megapixel camera still passes, a picture bomb does not."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes for the file, with their kind and size in pixels."""

    data: bytes
    extension: str
    content_type: str
    width: int
    height: int


def prepare_picture(photo: Photo) -> Picture:
    """Decode, turn upright, shrink and write again. Raises OutputError naming the photo when it cannot be used."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not photo.data:
        raise _refused(photo, "photo.missing", "没有找到照片文件", "把照片放进数据文件夹，或在案例里删去这一行")
    try:
        with Image.open(io.BytesIO(photo.data)) as source:
            if source.width * source.height > LARGEST_PICTURE:
                size = f"{source.width}×{source.height}"
                raise _refused(photo, "photo.too_large", f"照片有{size}像素，太大", "先缩小到2000像素以内再放入")
            source.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(source)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            plain = upright.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise _refused(photo, "photo.unreadable", "照片文件打不开或已损坏", "换成完好的 JPG 或 PNG 文件") from error
    buffer = io.BytesIO()
    if has_alpha or photo.data[:8] == b"\x89PNG\r\n\x1a\n":
        plain.save(buffer, "PNG")
        return Picture(buffer.getvalue(), "png", "image/png", plain.width, plain.height)
    plain.save(buffer, "JPEG", quality=88)
    return Picture(buffer.getvalue(), "jpeg", "image/jpeg", plain.width, plain.height)


def small_photo(photo: Photo, picture: Picture) -> Problem:
    """A thumbnail, printed small."""
    size = f"{picture.width}×{picture.height}"
    message = f"照片只有{size}像素，印得小，仍可能模糊"
    return Problem(
        Severity.WARNING, "photo.small", message, "换成原图（宽1000像素以上）", file=photo.path, place=photo.caption
    )


def _refused(photo: Photo, code: str, message: str, fix: str) -> OutputError:
    problem = Problem(Severity.ERROR, code, message, fix, file=photo.path, place=photo.caption)
    return OutputError("照片不能放进文件", [problem])
