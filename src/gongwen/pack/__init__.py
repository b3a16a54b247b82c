"""A district's folder in, a Pack out, or every Problem found in its settings."""

from gongwen.pack.load import load_pack

__all__ = ["load_pack"]
