"""Sections of the merged settings → the dataclasses of a Pack, every problem noted on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from gongwen.model.catalogue import Indicator
from gongwen.model.pack import CollectSpec, InputSpec, TableSpec
from gongwen.model.problems import Problem
from gongwen.model.scoring import LightScheme, ScoreSpec
from gongwen.model.terms import Role
from gongwen.pack.chain import NAMED, Chain
from gongwen.pack.collect import read_collect
from gongwen.pack.files import SettingsFile, read_settings_file
from gongwen.pack.lists import read_columns
from gongwen.pack.schema import build, not_a_table
from gongwen.pack.scoring import Scoring

Made = TypeVar("Made")


@dataclass
class Loading:
    """What has been gathered while a pack is loaded; problems are reported together at the end."""

    chain: Chain
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def keep(self, made: tuple[Made, tuple[Problem, ...]]) -> Made:
        """Take a result and note its problems."""
        self.problems.extend(made[1])
        return made[0]

    def find(self, name: str) -> SettingsFile | None:
        """The nearest file of this name in the chain, or None."""
        for folder in self.chain.folders:
            if (folder / name).is_file():
                return self.read(folder / name, folder)
        return None

    def read(self, path: Path, folder: Path) -> SettingsFile | None:
        """One file, fingerprinted; an unreadable one is noted."""
        file = read_settings_file(path, folder)
        if isinstance(file, Problem):
            self.problems.append(file)
            return None
        labelled = f"{self.chain.label(folder)}/{file.shown}"
        self.files[labelled] = file.sha256
        return file if folder == self.chain.folders[0] else replace(file, shown=labelled)


class Maker:
    """Turns sections of the merged profile into dataclasses, noting every problem."""

    def __init__(self, loading: Loading, indicators: tuple[Indicator, ...]) -> None:
        self._loading = loading
        self._profile = loading.chain.profile
        self._settings = loading.chain.settings
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
            problem = self._profile.problem("pack.value", f"“{section}”应是一列设置", fix, keys=(section,))
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
                problem = self._profile.problem("pack.no_columns", f"找不到列清单“{path}”", fix, keys=("tables", name))
                self._loading.problems.append(problem)
                continue
            shown = (*self._indicators, *(score.indicator for score in self._scores))
            columns = self._loading.keep(read_columns(file, shown, self._scores, self._table("scores")))
            rest = {key: value for key, value in body.items() if key != "columns"}
            made.append(self._build(TableSpec, rest, ("tables", name), {"name": name, "columns": columns}))
        return tuple(table for table in made if table is not None)

    def lights(self) -> tuple[LightScheme, ...]:
        """[lights."默认"] and the like."""
        reading = Scoring(self._profile, self._indicators)
        made = [reading.light(name, body) for name, body in self._table("lights").items()]
        self._loading.problems += reading.problems
        return tuple(scheme for scheme in made if scheme is not None)

    def scores(self) -> tuple[ScoreSpec, ...]:
        """[scores."综合"] and the like; tables and topics may then name them as indicators."""
        reading = Scoring(self._profile, self._indicators)
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
                problem = self._profile.problem(
                    "pack.unknown_key", f"没有“{name}”这类输入", f"可用：{words}", keys=("inputs", name)
                )
                self._loading.problems.append(problem)
                continue
            for number, one in enumerate(body if isinstance(body, list) else [body], start=1):
                keys = ("inputs", name, str(number)) if isinstance(body, list) else ("inputs", name)
                if isinstance(one, Mapping):
                    made.append(self._build(InputSpec, one, keys, {"role": role}))
                else:
                    self._loading.problems.append(not_a_table(self._profile, keys))
        return tuple(spec for spec in made if spec is not None)

    def collect(self) -> CollectSpec:
        """[collect] with its [collect.blocks."当月"]."""
        return self._loading.keep(read_collect(self._profile, self._table("collect"), self._codes))

    def plain(self, key: str, kind: type[Made], default: Any) -> Any:
        """A single top-level setting."""
        value = self._settings.get(key, default)
        if value is not default and type(value) is not kind:
            fix = "应为整数" if kind is int else "应为文字（加引号）"
            problem = self._profile.problem("pack.value", f"“{key}”的值不对", fix, keys=(key,))
            self._loading.problems.append(problem)
            return default
        return value

    def folder(self, key: str) -> Path | None:
        """A folder relative to the pack."""
        value = self.plain(key, str, None)
        return None if value is None else (self._loading.chain.folders[0] / str(value)).resolve()

    def _table(self, section: str) -> Mapping[str, Any]:
        value = self._settings.get(section, {})
        if isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values() if section in NAMED):
            return value
        self._loading.problems.append(not_a_table(self._profile, (section,)))
        return {}

    def _code(self, name: str, keys: tuple[str, ...]) -> str:
        if name not in self._codes:
            close = get_close_matches(name, list(self._codes), n=1, cutoff=0.4)
            fix = (
                f"是否想写“{close[0]}”？" if close else f"可用：{'、'.join(self._codes) or '（indicators.csv 是空的）'}"
            )
            self._loading.problems.append(
                self._profile.problem("pack.unknown_indicator", f"指标目录中没有“{name}”", fix, keys=keys)
            )
        return self._codes.get(name, name)

    def _build(
        self,
        kind: type[Made],
        body: Mapping[str, Any],
        keys: tuple[str, ...],
        given: Mapping[str, object] | None = None,
    ) -> Made | None:
        return self._loading.keep(build(kind, body, self._profile, keys, given=given))
