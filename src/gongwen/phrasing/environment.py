"""The one Jinja environment: immutable sandbox, no globals, listed filters, undefined names refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gongwen.phrasing.filters import FILTERS, TESTS

LOOP_ATTRIBUTES = frozenset({"index", "first", "last", "length"})
"""What a template may ask of ``loop``."""


class SafeEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for half-trusted templates. Use with :func:`~gongwen.phrasing.allowlist.check_template` first."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(ImmutableSandboxedEnvironment.default_unop_table)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        """No arithmetic: figures are settled before a template sees them."""
        raise SecurityError(f"模板中不能做运算（{operator}）")

    def call_unop(self, context: Any, operator: str, arg: Any) -> NoReturn:
        """No arithmetic."""
        raise SecurityError(f"模板中不能做运算（{operator}）")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``a.b`` reads key b of a mapping and nothing else: no Python attribute is ever reached."""
        if isinstance(obj, jinja2.Undefined):
            return obj  # the first name that is wrong is the one to say
        if isinstance(obj, Mapping) and not isinstance(obj, str):
            return obj[attribute] if attribute in obj else self.undefined(missing_name(attribute, obj), obj, attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``a["b"]`` as ``a.b``; ``a[0]`` of a tuple."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def unsafe_undefined(self, obj: Any, attribute: str) -> NoReturn:
        """An unsafe attribute raises; Jinja's own answer would print nothing."""
        raise SecurityError(f"模板中不能使用“{attribute}”")


def missing_name(name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not there, with the nearest one that is."""
    close = get_close_matches(name, [str(word) for word in known], n=1, cutoff=0.3)
    return f"没有名为“{name}”的内容" + (f"；是否想写“{close[0]}”？" if close else "")


def printable(value: object) -> object:
    """What ``{{ }}`` may print: texts and whole numbers. Raises TypeError, where Python's own spelling would be printed.

    投资 instead of 投资.全市.完成, 前列 instead of 前列|名称|列举, 草稿 instead of ``{% if 草稿 %}``.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, jinja2.Undefined)):
        raise TypeError("这里是一组内容或一个是非，不是一个数或一段文字；写到具体的一项，或用“列举”，是非只用在 if 里")
    return value


def make_environment(loader: jinja2.BaseLoader | None = None, *, autoescape: bool = True) -> SafeEnvironment:
    """A fresh environment; ``autoescape=False`` is for plain-text sentences only, never for XML or HTML."""
    environment = SafeEnvironment(
        loader=loader,
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        finalize=printable,
    )
    environment.globals.clear()
    environment.filters = dict(FILTERS)
    environment.tests = {"none": environment.tests["none"], **TESTS}
    return environment
