"""A Chart → a picture of it: what phones and office systems show that leave native charts out."""

from __future__ import annotations

import re
from functools import lru_cache

from gongwen.errors import MissingDependencyError
from gongwen.model.chart import Chart
from gongwen.model.document import Faces, Properties
from gongwen.render.fonts.cache import pdf_available, ready_faces
from gongwen.render.fonts.roles import css_stacks
from gongwen.render.pdf.draw import draw
from gongwen.render.pdf.job import Job
from gongwen.render.preview import page_pngs
from gongwen.render.svg import chart_svg
from gongwen.render.word.photo import Picture

_PIXELS = 1240
"""156 mm at 200 dots per inch."""


@lru_cache(maxsize=16)
def chart_picture(chart: Chart, faces: Faces) -> tuple[Picture, str]:
    """The chart as HTML and PDF draw it, as PNG; beside it the SVG, for the proof of its texts.

    Raises MissingDependencyError without Pango.
    """
    missing = pdf_available()
    if missing:
        raise MissingDependencyError(missing)
    drawing = chart_svg(chart, css_stacks(faces)["hei"].replace('"', "").replace(", ", ","))
    size = re.search(r' width="([\d.]+)" height="([\d.]+)"', drawing)
    assert size is not None
    width, height = map(float, size.groups())
    page = f"<style>@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}</style>"
    facts = Properties(chart.title)
    drawn = draw(Job(page + drawing, ready_faces(), chart.name, facts.title, facts.created))
    assert drawn.refusal is None, drawn.refusal  # our own drawing, of texts that are escaped
    (data,) = page_pngs(drawn.data, _PIXELS)
    return Picture(data, "png", "image/png", _PIXELS, round(_PIXELS * height / width)), drawing
