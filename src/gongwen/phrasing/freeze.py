"""Values for templates: frozen and plain, or refused.

A DataFrame, a file path or any callable in a template's context is a way to run code, sandbox or not;
a float is a way to print a digit that nobody settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from markupsafe import Markup


def freeze(value: object) -> object:
    """A deep, read-only copy of str, int, bool, date, None, tuples, lists and mappings of them.

    Raises TypeError for anything else, naming its type.
    """
    if value is None or isinstance(value, (str, bool, int)):
        if isinstance(value, Markup):
            raise TypeError("Markup would pass unescaped; give plain text")
        return value
    if type(value) is date:
        return value
    if isinstance(value, Mapping):
        return MappingProxyType({_key(key): freeze(item) for key, item in value.items()})
    if isinstance(value, (tuple, list)):
        return tuple(freeze(item) for item in value)
    raise TypeError(f"templates take plain frozen values only, not {type(value).__name__}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"template mappings have text keys, not {type(key).__name__}")
    return key
