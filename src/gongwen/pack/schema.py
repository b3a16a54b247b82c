"""A table of settings in, a frozen dataclass out; every wrong key and value named, with the nearest right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gongwen.model.problems import Problem
from gongwen.model.terms import Measure
from gongwen.pack.files import SettingsFile

Made = TypeVar("Made")


class WrongValue(Exception):
    """A setting's value is of the wrong kind; the message says what is wanted, in Chinese."""


def build(
    kind: type[Made],
    settings: Mapping[str, object],
    file: SettingsFile,
    keys: tuple[str, ...],
    *,
    given: Mapping[str, object] | None = None,
    base: Made | None = None,
) -> tuple[Made | None, tuple[Problem, ...]]:
    """Make ``kind`` from ``settings``; fields in ``given`` are not settings, missing ones come from ``base``."""
    given = dict(given or {})
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name not in given and field.name != "place"]  # type: ignore[arg-type]
    problems: list[Problem] = []
    values: dict[str, Any] = dict(given)
    for key, value in settings.items():
        if key not in names:
            problems.append(_unknown_key(file, keys, key, names))
            continue
        try:
            values[key] = _convert(value, hints[key])
        except WrongValue as wrong:
            problems.append(file.problem("pack.value", f"“{key}”的值不对", str(wrong), keys=(*keys, key)))
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name in values or field.name == "place":
            continue
        if base is not None:
            values[field.name] = getattr(base, field.name)
        elif field.default is MISSING and field.default_factory is MISSING and not _refused(problems, field.name):
            fix = f"在 [{'.'.join(keys)}] 下补上 {field.name} = …"
            problems.append(file.problem("pack.missing_key", f"缺少“{field.name}”", fix, keys=keys or (field.name,)))
    return (None, tuple(problems)) if problems else (kind(**values), ())


def not_a_table(file: SettingsFile, keys: tuple[str, ...]) -> Problem:
    """A plain value stands where a group of settings belongs."""
    return file.problem(
        "pack.value", f"“{'.'.join(keys)}”应是一组设置", f"写成 [{'.'.join(keys)}]，各项各占一行", keys=keys
    )


def _refused(problems: list[Problem], name: str) -> bool:
    return any(f"“{name}”" in problem.message for problem in problems)


def _unknown_key(file: SettingsFile, keys: tuple[str, ...], key: str, names: list[str]) -> Problem:
    close = get_close_matches(key, names, n=1, cutoff=0.5)
    fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(names)}"
    return file.problem("pack.unknown_key", f"没有名为“{key}”的设置", fix, keys=(*keys, key))


def _convert(value: object, wanted: Any) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        inner = [arg for arg in get_args(wanted) if arg is not type(None)]
        return _convert(value, inner[0])
    if origin is tuple:
        if not isinstance(value, list):
            raise WrongValue("应为方括号中的列表")
        return tuple(_convert(item, get_args(wanted)[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise WrongValue("应为一组“名称 = 文字”")
        return MappingProxyType({str(key): _convert(item, str) for key, item in value.items()})
    return _convert_plain(value, wanted)


def _convert_plain(value: object, wanted: Any) -> Any:
    if wanted is Measure:
        measure = Measure.from_label(value) if isinstance(value, str) else None
        if measure is None:
            raise WrongValue(f"可用：{'、'.join(m.label for m in Measure)}")
        return measure
    if wanted is Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise WrongValue("应为数字") from None
    if wanted is Path and isinstance(value, str):
        return Path(value)
    names = {str: "文字（加引号）", int: "整数", bool: "true 或 false", date: "日期（2022-07-31，不加引号）"}
    if type(value) is not wanted:
        raise WrongValue(f"应为{names.get(wanted, wanted)}")
    return value
