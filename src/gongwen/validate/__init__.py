"""Checking room: raw rows and a pack in, model values out, or every problem found; 勾稽."""

from __future__ import annotations

from gongwen.validate.blame import units_of
from gongwen.validate.check import check
from gongwen.validate.relevance import of_issue
from gongwen.validate.returns import assess
from gongwen.validate.signoffs import apply_sign_offs

__all__ = ["apply_sign_offs", "assess", "check", "of_issue", "units_of"]
