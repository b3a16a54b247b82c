"""发文机关 over a chain of packs: a district that changes its name and keeps another organ's 署名 or 代字."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gongwen.model.problems import Problem, Severity
from gongwen.pack.chain import Layer

_ITS_OWN = {
    "mark": "发文机关标志",
    "code": "机关代字",
    "signature": "署名",
    "briefing_title": "简报名称",
    "editor": "编发单位",
    "print_office": "印发机关",
}
"""What is printed for one organ alone: settings of ``[issuer]`` → their names."""


def half_renamed(layers: Sequence[Layer]) -> Iterator[Problem]:
    """A warning where ``issuer.name`` is new and something else of the organ still comes from the pack below.

    ``layers``: the profiles, nearest first. Both would stand on one paper, as two organs.
    """
    issuers = [_issuer(layer) for layer in layers]
    renamed = next((number for number, issuer in enumerate(issuers) if "name" in issuer), None)
    if renamed is None:
        return
    own, below = _overlaid(issuers[: renamed + 1]), _overlaid(issuers[renamed + 1 :])
    if own["name"] == below.get("name"):
        return
    inherited = {key: text for key, text in below.items() if key in _ITS_OWN and text and _is_kept(key, text, own)}
    if inherited:
        kept = "、".join(f"{_ITS_OWN[key]}“{text}”" for key, text in inherited.items())
        keys = "、".join(inherited)
        message = f"机关名称是“{own['name']}”，却沿用着上级包的{kept}，一份文件上会有两个机关"
        found = layers[renamed].file.problem(
            "pack.half_renamed", message, f"在 [issuer] 里写明自己的 {keys}（没有的写空）", keys=("issuer", "name")
        )
        yield replace(found, severity=Severity.WARNING)


def _is_kept(key: str, text: object, own: Mapping[str, object]) -> bool:
    """Inherited, or written down unchanged, as a new pack has it; a title alone may well be two organs'."""
    return key not in own if key == "briefing_title" else own.get(key, text) == text


def _issuer(layer: Layer) -> dict[str, object]:
    found = layer.settings.get("issuer")
    return found if isinstance(found, dict) else {}


def _overlaid(issuers: Sequence[dict[str, object]]) -> dict[str, object]:
    return {key: text for issuer in reversed(issuers) for key, text in issuer.items()}
