"""Checking room: raw rows and a pack in, model values out, or every problem found; 勾稽."""

from __future__ import annotations

from gongwen.validate.blame import units_of
from gongwen.validate.check import check
from gongwen.validate.relevance import of_issue
from gongwen.validate.returns import assess

__all__ = ["assess", "check", "of_issue", "units_of"]
