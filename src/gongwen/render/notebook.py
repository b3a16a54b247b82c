"""What a notebook shows for a product that is pages: pictures of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape

from gongwen.errors import MissingDependencyError
from gongwen.model.document import Rendered


def pages_html(name: str, render: Callable[[str], Rendered]) -> str:
    """Page previews; the reading form where no PDF can be made. ``render`` takes a format."""
    from gongwen.render.preview import page_pngs

    try:
        pages = page_pngs(render("pdf").data, 620)
    except MissingDependencyError:
        text = escape(render("html").data.decode("utf-8"), quote=True)
        return f'<iframe srcdoc="{text}" style="width:100%;height:640px;border:1px solid #ccc"></iframe>'
    images = (b64encode(page).decode("ascii") for page in pages)
    return "".join(
        f'<img alt="{escape(name)} 第{number}页" style="border:1px solid #ccc;margin:4px" '
        f'src="data:image/png;base64,{image}">'
        for number, image in enumerate(images, start=1)
    )
