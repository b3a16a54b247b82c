"""A district's folder in, a Pack out, or every Problem found in its settings."""

from gongwen.pack.load import load_pack
from gongwen.pack.survey import Survey, survey_pack

__all__ = ["Survey", "load_pack", "survey_pack"]
