"""[collect] and its blocks in, what is asked of reporting units out; every wrong name and window is a Problem."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from gongwen.model.pack import CollectBlock, CollectSpec
from gongwen.model.problems import Problem
from gongwen.model.windows import BASES, WINDOWS
from gongwen.pack.files import SettingsFile
from gongwen.pack.schema import build

_MAX_CHOICES = 255
"""Characters that an Excel drop-down can hold, commas between choices included."""
_KNOWN = {"basis": BASES, "window": WINDOWS}


def read_collect(
    profile: SettingsFile, settings: Mapping[str, Any], codes: Mapping[str, str]
) -> tuple[CollectSpec, tuple[Problem, ...]]:
    """The section as settings; ``codes`` maps every name of an indicator to its code."""
    body = dict(settings)
    wanted = body.pop("blocks", {})
    problems: list[Problem] = []
    blocks: list[CollectBlock] = []
    if not isinstance(wanted, Mapping):
        problems.append(profile.problem("pack.value", "“blocks”应是一组设置", keys=("collect", "blocks")))
        wanted = {}
    for name, block in wanted.items():
        keys = ("collect", "blocks", str(name))
        rest = dict(block) if isinstance(block, Mapping) else {}
        for key, known in _KNOWN.items():
            if rest.get(key, known[0]) not in known:
                fix = f"可用：{'、'.join(known)}"
                problems.append(profile.problem("pack.value", f"“{key}”的值不对", fix, keys=(*keys, key)))
        if isinstance(rest.get("indicators"), list):
            rest["indicators"], faults = _codes(profile, rest["indicators"], codes, (*keys, "indicators"))
            problems += faults
        made, faults = build(CollectBlock, rest, profile, keys, given={"name": str(name)})
        problems += faults
        blocks += [made] if made is not None else []
    spec, faults = build(CollectSpec, body, profile, ("collect",), given={"blocks": tuple(blocks)})
    spec = spec or CollectSpec()
    if len(",".join(spec.reasons)) > _MAX_CHOICES or any("," in reason for reason in spec.reasons):
        message = f"“reasons”的值不对：Excel 的下拉最多{_MAX_CHOICES}个字，每项不能有半角逗号"
        problems.append(profile.problem("pack.value", message, "减少几项，或写短些", keys=("collect", "reasons")))
    if spec.deadline_day is not None and not 1 <= spec.deadline_day <= 31:
        message = "“deadline_day”的值不对：应为1到31"
        problems.append(profile.problem("pack.value", message, "写次月的几日", keys=("collect", "deadline_day")))
    return spec, (*problems, *faults)


def _codes(
    profile: SettingsFile, names: list[object], codes: Mapping[str, str], keys: tuple[str, ...]
) -> tuple[list[str], tuple[Problem, ...]]:
    problems = []
    for name in names:
        if str(name) not in codes:
            close = get_close_matches(str(name), list(codes), n=1, cutoff=0.4)
            fix = f"是否想写“{close[0]}”？" if close else ""
            problems.append(profile.problem("pack.unknown_indicator", f"指标目录中没有“{name}”", fix, keys=keys))
    return [codes.get(str(name), str(name)) for name in names], tuple(problems)
