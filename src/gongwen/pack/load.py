"""A pack's folder (区县包) in, a Pack out; ``extends`` resolved file by file and key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from gongwen.assets import base_pack_folder, sample_folder, sample_names, template_folders
from gongwen.errors import PackError
from gongwen.model.catalogue import Indicator
from gongwen.model.document import Faces
from gongwen.model.pack import (
    ChartSpec,
    CollectSpec,
    InputSpec,
    Issuer,
    Numbers,
    Pack,
    ProductSpec,
    Relation,
    SignOff,
    TableSpec,
    Topic,
    WordingSection,
)  # fmt: skip
from gongwen.model.problems import Problem, Severity, has_errors
from gongwen.model.project_list import ListSpec
from gongwen.model.scoring import LightScheme, ScoreSpec
from gongwen.model.terms import Role
from gongwen.pack.check import check_pack
from gongwen.pack.collect import read_collect
from gongwen.pack.files import SettingsFile, parse_toml, read_settings_file
from gongwen.pack.issuer import half_renamed
from gongwen.pack.lists import read_columns, read_headings, read_indicators, read_regions
from gongwen.pack.schema import build, not_a_table
from gongwen.pack.scoring import Scoring

BASE = "base"
"""The name under which every chain ends."""

_SECTIONS = (
    "extends", "name", "year", "watermark", "sample_note", "published_dir", "issuer", "numbers", "faces", "tables", "lists",
    "topics", "charts", "products", "inputs", "relations", "sign_offs", "lights", "scores", "collect",
)  # fmt: skip

Made = TypeVar("Made")


@dataclass
class _Loading:
    """What has been gathered while a pack is loaded; problems are reported together at the end."""

    chain: tuple[Path, ...]
    """Folders, nearest first; the base pack last."""
    profile: SettingsFile
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def keep(self, made: tuple[Made, tuple[Problem, ...]]) -> Made:
        """Take a result and note its problems."""
        self.problems.extend(made[1])
        return made[0]

    def find(self, name: str) -> SettingsFile | None:
        """The nearest file of this name in the chain, or None."""
        for folder in self.chain:
            if (folder / name).is_file():
                return self.read(folder / name, folder)
        return None

    def read(self, path: Path, folder: Path) -> SettingsFile | None:
        """One file, fingerprinted; an unreadable one is noted."""
        file = read_settings_file(path, folder)
        if isinstance(file, Problem):
            self.problems.append(file)
            return None
        self.files[f"{folder.name}/{file.shown}"] = file.sha256
        return file if folder == self.chain[0] else replace(file, shown=f"{folder.name}/{file.shown}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pack as far as its settings can be made out, and what is wrong with each of them by itself."""

    pack: Pack
    profile: SettingsFile
    settings: Mapping[str, Any]
    """Merged over the chain."""
    chain: tuple[Path, ...]
    """Folders, nearest first; the base pack last."""
    problems: tuple[Problem, ...]


def load_pack(folder: str | Path | None = None) -> Pack:
    """Load a pack with everything it inherits; None loads the base pack alone.

    Raises PackError with every problem of its settings, lists, tables and wording at once, where any is an error.
    """
    loaded = gather(base_pack_folder() if folder is None else Path(folder))
    problems = loaded.problems or check_pack(loaded.pack, loaded.profile)
    if has_errors(problems):
        raise PackError(f"区县包“{loaded.chain[0].name}”有{len(problems)}处问题", problems)
    return replace(loaded.pack, problems=(*problems, *half_renamed(loaded.profile)))


def gather(start: Path) -> Loaded:
    """Follow the chain and make what can be made. Raises PackError where the chain itself cannot be followed."""
    if not (start / "profile.toml").is_file():
        fix = f"随包的示例有：{'、'.join(sample_names())}" if not start.exists() else "区县包文件夹里要有 profile.toml"
        message = "没有这个文件夹" if not start.exists() else "这个文件夹里没有 profile.toml"
        raise PackError("区县包不能使用", [Problem(Severity.ERROR, "pack.not_found", message, fix, file=str(start))])
    loading, settings = _load_chain(start)
    pack = _assemble(loading, settings, start)
    return Loaded(pack, loading.profile, settings, loading.chain, tuple(loading.problems))


# -- inheritance -----------------------------------------------------------------------------------------------------


def _load_chain(start: Path) -> tuple[_Loading, dict[str, Any]]:
    """Follow ``extends`` to the base pack and lay the profiles over each other, nearest on top."""
    chain: list[Path] = []
    profiles: list[dict[str, Any]] = []
    problems: list[Problem] = []
    read: list[SettingsFile] = []
    fingerprints: dict[str, str] = {}
    folder: Path | None = start.resolve()
    while folder is not None:
        if folder in chain:
            circle = " → ".join(f.name for f in (*chain, folder))
            fix = "改其中一个的 extends"
            raise PackError(
                "区县包不能使用", [read[-1].problem("pack.circle", f"继承成环：{circle}", fix, keys=("extends",))]
            )
        chain.append(folder)
        file = read_settings_file(folder / "profile.toml", folder)
        if isinstance(file, Problem):
            raise PackError("区县包不能使用", [file])
        fingerprints[f"{folder.name}/{file.shown}"] = file.sha256
        file = replace(file, shown=f"{folder.name}/{file.shown}") if read else file
        read.append(file)
        settings, faults = parse_toml(file)
        problems += faults
        problems += _unknown_sections(file, settings)
        profiles.append(settings)
        folder = _parent(folder, settings.get("extends"), file)
    merged: dict[str, Any] = {}
    for settings in reversed(profiles):
        merged = _overlay(merged, settings)
    profile = read[-1]
    for file in reversed(read[:-1]):
        profile = replace(file, below=profile)
    return _Loading(tuple(chain), profile, problems, fingerprints), merged


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


# -- assembling ------------------------------------------------------------------------------------------------------


def _assemble(loading: _Loading, settings: dict[str, Any], start: Path) -> Pack:
    regions = _list(loading, "regions.csv", read_regions)
    indicators = _list(loading, "indicators.csv", read_indicators)
    headings = _list(loading, "headers.csv", lambda file: read_headings(file, indicators))
    make = _Maker(loading, settings, indicators)
    pack = Pack(
        name=str(settings.get("name") or start.name),
        folder=None if start == base_pack_folder() else start.resolve(),
        search_path=tuple(f / "templates" for f in loading.chain if (f / "templates").is_dir()) + template_folders(),
        regions=regions,
        indicators=indicators,
        headings=headings,
        issuer=make.one(Issuer, "issuer"),
        numbers=make.one(Numbers, "numbers"),
        faces=make.one(Faces, "faces"),
        lights=make.lights(),
        scores=make.scores(),
        tables=make.tables(),
        lists=make.named(ListSpec, "lists"),
        topics=make.named(Topic, "topics"),
        charts=make.named(ChartSpec, "charts"),
        products=make.named(ProductSpec, "products"),
        wording=_wording(loading),
        inputs=make.inputs(),
        relations=make.several(Relation, "relations"),
        sign_offs=make.several(SignOff, "sign_offs"),
        collect=make.collect(),
        watermark=make.plain("watermark", str, ""),
        sample_note=make.plain("sample_note", str, ""),
        published_dir=make.folder("published_dir"),
        year=make.plain("year", int, None),
    )
    return replace(pack, files=tuple(sorted(loading.files.items())))


def _list(
    loading: _Loading, name: str, read: Callable[[SettingsFile], tuple[tuple[Made, ...], tuple[Problem, ...]]]
) -> tuple[Made, ...]:
    file = loading.find(name)
    return loading.keep(read(file)) if file else ()


def _wording(loading: _Loading) -> Mapping[str, WordingSection]:
    """wording.toml of the whole chain, section by section, nearest on top."""
    sections: dict[str, WordingSection] = {}
    for folder in reversed(loading.chain):
        if not (folder / "wording.toml").is_file():
            continue
        file = loading.read(folder / "wording.toml", folder)
        if file is None:
            continue
        for name, body in loading.keep(parse_toml(file)).items():
            if not isinstance(body, Mapping):
                loading.problems.append(not_a_table(file, (name,)))
                continue
            made = loading.keep(build(WordingSection, body, file, (name,), given={"name": name}))
            if made is not None:
                sections[name] = replace(made, place=f"{file.shown} {file.line_of(name)} [{name}]")
    return MappingProxyType(sections)


class _Maker:
    """Turns sections of the merged profile into dataclasses, noting every problem."""

    def __init__(self, loading: _Loading, settings: Mapping[str, Any], indicators: tuple[Indicator, ...]) -> None:
        self._loading = loading
        self._settings = settings
        self._indicators = indicators
        self._codes = {name: i.code for i in indicators for name in (*i.aliases, i.name, i.code)}
        self._scores: tuple[ScoreSpec, ...] = ()

    def one(self, kind: type[Made], section: str) -> Made:
        """A section that is one dataclass, all of whose fields have defaults."""
        made = self._build(kind, self._table(section), (section,))
        return kind() if made is None else made

    def named(self, kind: type[Made], section: str) -> tuple[Made, ...]:
        """A section of named entries: [topics."投资"]."""
        made = []
        for name, body in self._table(section).items():
            given: dict[str, object] = {"name": name}
            if "indicator" in body:
                given["indicator"] = self._code(str(body["indicator"]), (section, name, "indicator"))
            rest = {key: value for key, value in body.items() if key not in given}
            made.append(self._build(kind, rest, (section, name), given))
        return tuple(entry for entry in made if entry is not None)

    def several(self, kind: type[Made], section: str) -> tuple[Made, ...]:
        """A section of entries without names: [[relations]]."""
        entries = self._settings.get(section, [])
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            fix = f"每一项以 [[{section}]] 开头，各占几行"
            problem = self._loading.profile.problem("pack.value", f"“{section}”应是一列设置", fix, keys=(section,))
            self._loading.problems.append(problem)
            return ()
        made = [self._build(kind, entry, (section, str(number))) for number, entry in enumerate(entries, start=1)]
        return tuple(entry for entry in made if entry is not None)

    def tables(self) -> tuple[TableSpec, ...]:
        """[tables."表一"], each with its columns from the list file it names."""
        made = []
        for name, body in self._table("tables").items():
            path = str(body.get("columns", f"tables/{name}.csv"))
            file = self._loading.find(path)
            if file is None:
                fix = "把列清单放到这里，或用 columns 写明文件"
                problem = self._loading.profile.problem(
                    "pack.no_columns", f"找不到列清单“{path}”", fix, keys=("tables", name)
                )
                self._loading.problems.append(problem)
                continue
            shown = (*self._indicators, *(score.indicator for score in self._scores))
            columns = self._loading.keep(read_columns(file, shown, self._scores, self._table("scores")))
            rest = {key: value for key, value in body.items() if key != "columns"}
            made.append(self._build(TableSpec, rest, ("tables", name), {"name": name, "columns": columns}))
        return tuple(table for table in made if table is not None)

    def lights(self) -> tuple[LightScheme, ...]:
        """[lights."默认"] and the like."""
        reading = Scoring(self._loading.profile, self._indicators)
        made = [reading.light(name, body) for name, body in self._table("lights").items()]
        self._loading.problems += reading.problems
        return tuple(scheme for scheme in made if scheme is not None)

    def scores(self) -> tuple[ScoreSpec, ...]:
        """[scores."综合"] and the like; tables and topics may then name them as indicators."""
        reading = Scoring(self._loading.profile, self._indicators)
        made = [reading.score(name, body) for name, body in self._table("scores").items()]
        self._loading.problems += reading.problems
        self._scores = tuple(score for score in made if score is not None)
        # A score that is wrong itself is said once, not again wherever it is named.
        self._codes |= {name: name for name in self._table("scores")}
        self._codes |= {score.indicator.name: score.name for score in self._scores}
        return self._scores

    def inputs(self) -> tuple[InputSpec, ...]:
        """[inputs.targets] and the like, or [[inputs.targets]] for several."""
        made = []
        for name, body in self._table("inputs").items():
            role = next((r for r in Role if name in (r.value, r.label)), None)
            if role is None:
                words = "、".join(r.value for r in Role)
                problem = self._loading.profile.problem(
                    "pack.unknown_key", f"没有“{name}”这类输入", f"可用：{words}", keys=("inputs", name)
                )
                self._loading.problems.append(problem)
                continue
            for number, one in enumerate(body if isinstance(body, list) else [body], start=1):
                keys = ("inputs", name, str(number)) if isinstance(body, list) else ("inputs", name)
                if isinstance(one, Mapping):
                    made.append(self._build(InputSpec, one, keys, {"role": role}))
                else:
                    self._loading.problems.append(not_a_table(self._loading.profile, keys))
        return tuple(spec for spec in made if spec is not None)

    def collect(self) -> CollectSpec:
        """[collect] with its [collect.blocks."当月"]."""
        return self._loading.keep(read_collect(self._loading.profile, self._table("collect"), self._codes))

    def plain(self, key: str, kind: type[Made], default: Any) -> Any:
        """A single top-level setting."""
        value = self._settings.get(key, default)
        if value is not default and type(value) is not kind:
            fix = "应为整数" if kind is int else "应为文字（加引号）"
            problem = self._loading.profile.problem("pack.value", f"“{key}”的值不对", fix, keys=(key,))
            self._loading.problems.append(problem)
            return default
        return value

    def folder(self, key: str) -> Path | None:
        """A folder relative to the pack."""
        value = self.plain(key, str, None)
        return None if value is None else (self._loading.chain[0] / str(value)).resolve()

    def _table(self, section: str) -> Mapping[str, Any]:
        value = self._settings.get(section, {})
        if isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values() if section in _NAMED):
            return value
        self._loading.problems.append(not_a_table(self._loading.profile, (section,)))
        return {}

    def _code(self, name: str, keys: tuple[str, ...]) -> str:
        if name not in self._codes:
            close = get_close_matches(name, list(self._codes), n=1, cutoff=0.4)
            fix = (
                f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(self._codes) or '（indicators.csv 是空的）'}"
            )
            self._loading.problems.append(
                self._loading.profile.problem("pack.unknown_indicator", f"指标目录中没有“{name}”", fix, keys=keys)
            )
        return self._codes.get(name, name)

    def _build(
        self,
        kind: type[Made],
        body: Mapping[str, Any],
        keys: tuple[str, ...],
        given: Mapping[str, object] | None = None,
    ) -> Made | None:
        return self._loading.keep(build(kind, body, self._loading.profile, keys, given=given))


_NAMED = ("tables", "lists", "topics", "charts", "products", "lights", "scores")
