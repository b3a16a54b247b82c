"""A pack's folder in; everything wrong with its settings, and every setting with the place it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from gongwen.assets import template_folders
from gongwen.errors import PackError
from gongwen.model.document import Faces
from gongwen.model.pack import Issuer, Numbers, Pack
from gongwen.model.problems import Problem
from gongwen.pack.chain import NAMED, Layer
from gongwen.pack.check import check_pack
from gongwen.pack.issuer import half_renamed
from gongwen.pack.load import Loaded, gather

_DEFAULTS = {"issuer": Issuer, "numbers": Numbers, "faces": Faces}
_LISTS = ("regions.csv", "indicators.csv", "headers.csv", "wording.toml")


@dataclass(frozen=True, slots=True)
class Shown:
    """One effective setting."""

    key: str
    """``issuer.name``, ``products.月通报.template``, ``regions.csv``."""
    value: str
    source: str
    """``profile.toml 行12``, the same with the folder it is inherited from, or 默认."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A pack looked at without data: as much of it as can be had."""

    pack: Pack | None
    """What could be made of the settings, wrong entries left out; None where not even their chain can be followed."""
    problems: tuple[Problem, ...]
    search_path: tuple[Path, ...]
    """Folders to look for templates in, nearest first."""
    settings: tuple[Shown, ...]


def survey_pack(folder: Path) -> Survey:
    """Every problem of the settings in one run, where loading stops at the first kind."""
    try:
        loaded = gather(folder)
    except PackError as error:
        own = (folder / "templates",) if (folder / "templates").is_dir() else ()
        return Survey(None, error.problems, own + template_folders(), ())
    broken = set(_broken(loaded))
    linked = check_pack(loaded.pack, loaded.chain.profile)
    # An entry that is wrong itself was left out, and everything that names it would now be called unknown.
    found = (p for p in linked if not any(f"“{name}”" in p.message for name in broken))
    problems = tuple(dict.fromkeys([*loaded.problems, *found, *half_renamed(loaded.chain.layers)]))
    return Survey(loaded.pack, problems, loaded.pack.search_path, tuple(_shown(loaded)))


def _broken(loaded: Loaded) -> Iterator[str]:
    for section in NAMED:
        made = {entry.name for entry in getattr(loaded.pack, section)}
        declared = loaded.chain.settings.get(section, {})
        yield from (name for name in declared if name not in made) if isinstance(declared, Mapping) else ()


# -- where each setting comes from -------------------------------------------------------------------------------------


def _shown(loaded: Loaded) -> Iterator[Shown]:
    settings = loaded.chain.settings
    given = [keys for keys, _ in _leaves(settings)]
    for keys, value in _leaves(settings):
        yield Shown(".".join(keys), _text(value), _source(keys, loaded.chain.layers))
    for section, kind in _DEFAULTS.items():
        made = getattr(loaded.pack, section)
        for field in fields(kind):
            if (section, field.name) not in given:
                yield Shown(f"{section}.{field.name}", _text(getattr(made, field.name)), "默认")
    for name in _LISTS:
        place = next((folder for folder in loaded.chain.folders if (folder / name).is_file()), None)
        if place is not None:
            rows = {"regions.csv": loaded.pack.regions, "indicators.csv": loaded.pack.indicators}.get(name)
            count = len(
                loaded.pack.headings if name == "headers.csv" else loaded.pack.wording if rows is None else rows
            )
            own = name if place == loaded.chain.folders[0] else f"{place.name}/{name}"
            yield Shown(name, f"{count}{'节' if name.endswith('toml') else '行'}", own)


def _leaves(settings: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*above, str(key)))
        else:
            yield (*above, str(key)), value


def _source(keys: tuple[str, ...], layers: Sequence[Layer]) -> str:
    for file, settings in layers:
        value: object = settings
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None:
            return f"{file.shown} {file.line_of(*keys)}".strip()
    return layers[-1][0].shown


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, Mapping) for item in value):
            return f"{len(value)}项"
        return "、".join(map(_text, value)) or "（空）"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if str(value) else "（空）"
