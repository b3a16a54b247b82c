"""The packs that one pack inherits from: ``extends`` followed to the base pack, the profiles laid over each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from gongwen.assets import base_pack_folder, sample_folder, sample_names
from gongwen.errors import PackError
from gongwen.model.problems import Problem
from gongwen.pack.files import SettingsFile, parse_toml, read_settings_file

BASE = "base"
"""The name under which every chain ends."""

_SECTIONS = (
    "extends", "name", "year", "watermark", "sample_note", "published_dir", "issuer", "numbers", "faces", "tables", "lists",
    "topics", "charts", "products", "inputs", "relations", "sign_offs", "lights", "scores", "collect",
)  # fmt: skip

NAMED = ("tables", "lists", "topics", "charts", "products", "lights", "scores")
"""Sections of named entries; ``"月通报" = false`` drops one that a pack below has."""


class Layer(NamedTuple):
    """One pack's profile."""

    file: SettingsFile
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chain:
    """A pack and all that it inherits from."""

    folders: tuple[Path, ...]
    """Nearest first; the base pack last."""
    layers: tuple[Layer, ...]
    """Their profiles, in the same order."""
    settings: Mapping[str, Any]
    """The profiles laid over each other, nearest on top."""
    problems: tuple[Problem, ...]

    @property
    def profile(self) -> SettingsFile:
        """The nearest one: the pack's own."""
        return self.layers[0].file

    @property
    def fingerprints(self) -> dict[str, str]:
        """Profile → its hash."""
        layers = zip(self.folders, self.layers, strict=True)
        return {f"{self.label(folder)}/profile.toml": layer.file.sha256 for folder, layer in layers}

    def label(self, folder: Path) -> str:
        """A folder's name, after the one it lies in where a nearer pack's is the same: 市/包 under 区/包."""
        nearer = [other.name for other in self.folders[: self.folders.index(folder)]]
        return f"{folder.parent.name}/{folder.name}" if folder.name in nearer else folder.name


def follow(start: Path) -> Chain:
    """Follow ``extends`` from a folder. Raises PackError where that cannot be done."""
    folders: list[Path] = []
    layers: list[Layer] = []
    problems: list[Problem] = []
    folder: Path | None = start.resolve()
    while folder is not None:
        if folder in folders:
            circle = " → ".join(f.name for f in (*folders, folder))
            found = layers[-1].file.problem(
                "pack.circle", f"继承成环：{circle}", "改其中一个的 extends", keys=("extends",)
            )
            raise PackError("区县包不能使用", [found])
        folders.append(folder)
        file = read_settings_file(folder / "profile.toml", folder)
        if isinstance(file, Problem):
            raise PackError("区县包不能使用", [file])
        file = replace(file, shown=f"{folder.name}/{file.shown}") if layers else file
        settings, faults = parse_toml(file)
        problems += (*faults, *_unknown_sections(file, settings))
        layers.append(Layer(file, settings))
        folder = _parent(folder, settings.get("extends"), file)
    linked = _linked(layers)
    return Chain(tuple(folders), linked, _merged(linked), (*problems, *_dropped_in_vain(linked)))


def _linked(layers: list[Layer]) -> tuple[Layer, ...]:
    """Each profile knows the one below: a message about an inherited key names the file that it stands in."""
    made: list[Layer] = []
    for file, settings in reversed(layers):
        made.append(Layer(replace(file, below=made[-1].file if made else None), settings))
    return tuple(reversed(made))


def _merged(layers: tuple[Layer, ...]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for _, settings in reversed(layers):
        merged = _overlay(merged, settings)
    for section in NAMED:
        if isinstance(merged.get(section), Mapping):
            merged[section] = {name: body for name, body in merged[section].items() if body is not False}
    return merged


def _dropped_in_vain(layers: tuple[Layer, ...]) -> Iterator[Problem]:
    for number, (file, settings) in enumerate(layers):
        for section in NAMED:
            below = [name for _, inherited in layers[number + 1 :] for name in _entries(inherited, section)]
            for name, body in _entries(settings, section).items():
                if body is False and name not in below:
                    close = get_close_matches(name, below, n=1, cutoff=0.3)
                    fix = f"是否想写“{close[0]}”？" if close else "删去这一行"
                    yield file.problem("pack.unknown_key", f"上级包没有“{name}”，去不掉", fix, keys=(section, name))


def _entries(settings: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    found = settings.get(section)
    return found if isinstance(found, Mapping) else {}


def _parent(folder: Path, extends: object, file: SettingsFile) -> Path | None:
    if folder == base_pack_folder():
        return None
    if extends in (None, BASE):
        return base_pack_folder()
    if isinstance(extends, str):
        beside = (folder / extends).resolve()
        if (beside / "profile.toml").is_file():
            return beside
        if extends in sample_names():
            return sample_folder(extends)
    known = f"可用：{BASE}、{'、'.join(sample_names())}，或相对本文件夹的路径"
    raise PackError(
        "区县包不能使用", [file.problem("pack.extends", f"找不到要继承的区县包“{extends}”", known, keys=("extends",))]
    )


def _overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Key by key; tables merge, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _overlay(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _unknown_sections(file: SettingsFile, settings: Mapping[str, object]) -> list[Problem]:
    made = []
    for key in (key for key in settings if key not in _SECTIONS):
        close = get_close_matches(key, _SECTIONS, n=1, cutoff=0.5)
        fix = f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(_SECTIONS)}"
        made.append(file.problem("pack.unknown_key", f"没有名为“{key}”的设置", fix, keys=(key,)))
    return made
