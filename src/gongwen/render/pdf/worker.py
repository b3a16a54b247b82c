"""Pages from templates that are not ours are laid out in the limited process."""

from __future__ import annotations

from gongwen.guard.worker import Stopped, run_limited
from gongwen.render.pdf.job import Drawn, Job

_TOO_MUCH = "检查样式里互相引用的变量、层层嵌套的框和过大的表"


def draw_limited(job: Job) -> Drawn:
    """As ``draw``, within the limits: a page that breaks them comes back as a refusal."""
    try:
        drawn: Drawn = run_limited("draw", job)
    except Stopped as stopped:
        return Drawn(refusal=(str(stopped), _TOO_MUCH))
    return drawn
