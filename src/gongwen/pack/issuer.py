"""发文机关 over a chain of packs: a district that changes its name and keeps another organ's 署名 or 代字."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongwen.model.problems import Problem, Severity
from gongwen.pack.files import SettingsFile, parse_toml

_ITS_OWN = {
    "mark": "发文机关标志",
    "code": "机关代字",
    "signature": "署名",
    "briefing_title": "简报名称",
    "editor": "编发单位",
    "print_office": "印发机关",
}
"""What is printed for one organ alone: settings of ``[issuer]`` → their names."""


def half_renamed(profile: SettingsFile) -> Iterator[Problem]:
    """A warning where ``issuer.name`` is new and something else of the organ still comes from the pack below.

    Both would stand on one paper, as two organs.
    """
    own: dict[str, object] = {}
    file: SettingsFile | None = profile
    while file is not None:
        issuer = parse_toml(file)[0].get("issuer")
        own = {**(issuer if isinstance(issuer, dict) else {}), **own}
        if "name" in own:
            break
        file = file.below
    if file is None:
        return
    inherited = {key: text for key, text in _below(file).items() if key in _ITS_OWN and key not in own and text}
    if inherited:
        kept = "、".join(f"{_ITS_OWN[key]}“{text}”" for key, text in inherited.items())
        keys = "、".join(inherited)
        message = f"机关名称是“{own['name']}”，却沿用了上级包的{kept}，一份文件上会有两个机关"
        found = file.problem(
            "pack.half_renamed", message, f"在 [issuer] 里写明自己的 {keys}（没有的写空）", keys=("issuer", "name")
        )
        yield replace(found, severity=Severity.WARNING)


def _below(file: SettingsFile) -> dict[str, object]:
    """``[issuer]`` as the packs below give it."""
    if file.below is None:
        return {}
    issuer = parse_toml(file.below)[0].get("issuer")
    return {**_below(file.below), **(issuer if isinstance(issuer, dict) else {})}
