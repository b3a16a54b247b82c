"""A pack's folder (区县包) in, a Pack out; what it does not hold itself is inherited file by file and key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from gongwen.assets import base_pack_folder, sample_names, template_folders
from gongwen.errors import PackError
from gongwen.model.document import Faces
from gongwen.model.pack import (
    ChartSpec,
    Issuer,
    Numbers,
    Pack,
    ProductSpec,
    Relation,
    SignOff,
    Topic,
    WordingSection,
)  # fmt: skip
from gongwen.model.problems import Problem, Severity, has_errors
from gongwen.model.project_list import ListSpec
from gongwen.pack.chain import Chain, follow
from gongwen.pack.check import check_pack
from gongwen.pack.files import SettingsFile, parse_toml
from gongwen.pack.issuer import half_renamed
from gongwen.pack.lists import read_headings, read_indicators, read_regions
from gongwen.pack.make import Loading, Made, Maker
from gongwen.pack.schema import build, not_a_table


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pack as far as its settings can be made out, and what is wrong with each of them by itself."""

    pack: Pack
    chain: Chain
    problems: tuple[Problem, ...]


def load_pack(folder: str | Path | None = None) -> Pack:
    """Load a pack with everything it inherits; None loads the base pack alone.

    Raises PackError with every problem of its settings, lists, tables and wording at once, where any is an error.
    """
    loaded = gather(base_pack_folder() if folder is None else Path(folder))
    problems = loaded.problems or check_pack(loaded.pack, loaded.chain.profile)
    if has_errors(problems):
        raise PackError(f"区县包“{loaded.chain.folders[0].name}”有{len(problems)}处问题", problems)
    return replace(loaded.pack, problems=(*problems, *half_renamed(loaded.chain.layers)))


def gather(start: Path) -> Loaded:
    """Follow the chain and make what can be made. Raises PackError where the chain itself cannot be followed."""
    if not (start / "profile.toml").is_file():
        fix = f"随包的示例有：{'、'.join(sample_names())}" if not start.exists() else "区县包文件夹里要有 profile.toml"
        message = "没有这个文件夹" if not start.exists() else "这个文件夹里没有 profile.toml"
        raise PackError("区县包不能使用", [Problem(Severity.ERROR, "pack.not_found", message, fix, file=str(start))])
    chain = follow(start)
    loading = Loading(chain, list(chain.problems))
    return Loaded(_assemble(loading, start), chain, tuple(loading.problems))


def _assemble(loading: Loading, start: Path) -> Pack:
    regions = _list(loading, "regions.csv", read_regions)
    indicators = _list(loading, "indicators.csv", read_indicators)
    headings = _list(loading, "headers.csv", lambda file: read_headings(file, indicators))
    make = Maker(loading, indicators)
    pack = Pack(
        name=_name(loading.chain),
        folder=None if start == base_pack_folder() else start.resolve(),
        search_path=tuple(f / "templates" for f in loading.chain.folders if (f / "templates").is_dir()) + template_folders(),
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
    return replace(pack, files=tuple(sorted({**loading.chain.fingerprints, **loading.files}.items())))


def _name(chain: Chain) -> str:
    """The pack's name or an inherited one; the base pack's is nobody's but its own."""
    layers = chain.layers[:-1] or chain.layers
    return str(next((name for layer in layers if (name := layer.settings.get("name"))), chain.folders[0].name))


def _list(
    loading: Loading, name: str, read: Callable[[SettingsFile], tuple[tuple[Made, ...], tuple[Problem, ...]]]
) -> tuple[Made, ...]:
    file = loading.find(name)
    return loading.keep(read(file)) if file else ()


def _wording(loading: Loading) -> Mapping[str, WordingSection]:
    """wording.toml of the whole chain, section by section, nearest on top."""
    sections: dict[str, WordingSection] = {}
    for folder in reversed(loading.chain.folders):
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
