"""A build of some products only, beside the others of the same issue: one manifest for all of them, or a refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gongwen.errors import OutputError
from gongwen.model.problems import Problem, Severity
from gongwen.write.manifest import MANIFEST, listed_outputs, manifest_bytes, read_manifest

_SAME = ("period", "as_of", "number", "dated", "stage", "pack", "version", "inputs")
"""What two builds must share to be one issue."""


def beside_earlier(folder: Path, manifest: bytes, declared: Iterable[str]) -> bytes:
    """The manifest of a partial build with what an earlier build left in the folder of the ``declared`` products.

    Raises OutputError where that was made of other data, settings or figures: two issues in one folder would be sent
    as one.
    """
    earlier, content = read_manifest(folder), json.loads(manifest)
    built = {output["product"] for output in content["outputs"]}
    others = [name for name in declared if name not in built and name not in _products(content["not_built"])]
    stay = {output["path"] for output in listed_outputs(earlier) if output["product"] in others}
    kept = [output for output in earlier.get("outputs", ()) if output["path"] in stay and _is_whole(folder, output)]
    if not kept:
        return manifest
    is_whole = earlier.keys() >= content.keys()
    if not is_whole or any(earlier[key] != content[key] for key in _SAME) or _changed_figures(earlier, content):
        raise _refusal(folder, [str(output["path"]) for output in kept], earlier)
    order = {name: place for place, name in enumerate(declared)}
    outputs = sorted([*kept, *content["outputs"]], key=lambda output: order.get(output["product"], len(order)))
    figures = {str(f["id"]): f for f in (*earlier["figures"], *content["figures"])}
    lacking = [entry for entry in earlier["not_built"] if entry.get("product") in others]
    return manifest_bytes(
        {
            **content,
            "outputs": outputs,
            "not_built": [*lacking, *content["not_built"]],
            "figures": [figures[key] for key in sorted(figures)],
            **{key: _united(earlier[key], content[key]) for key in ("problems", "signed_off")},
            "fonts": sorted({*earlier["fonts"], *content["fonts"]}),
        }
    )


def _products(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(entry.get("product")) for entry in entries}


def _is_whole(folder: Path, output: Mapping[str, Any]) -> bool:
    """Whether a file is as it was built; one that a person has edited is theirs, and named by the writer."""
    path = folder / str(output["path"])
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == output["sha256"]


def _changed_figures(earlier: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Whether a figure that both builds print is not the same: another cut-off or another issue before."""
    known = {str(figure["id"]): figure["text"] for figure in earlier["figures"]}
    return any(known.get(figure["id"], figure["text"]) != figure["text"] for figure in content["figures"])


def _united(first: list[Any], second: list[Any]) -> list[Any]:
    return [*first, *(item for item in second if item not in first)]


def _refusal(folder: Path, names: list[str], earlier: Mapping[str, Any]) -> OutputError:
    stage = "定稿" if earlier.get("stage") == "final" else "草稿"
    message = (
        f"文件夹里还有上次生成的{'、'.join(names)}（{earlier.get('period')}，{stage}），与这次的期数、截止日、数据或设置不同，"
        "放在一起会当作同一期"
    )
    fix = "换一个输出文件夹（-o），或不加 --only，全部重新生成"
    problem = Problem(Severity.ERROR, "output.other_issue", message, fix, file=str(folder / MANIFEST))
    return OutputError("没有写出任何文件", [problem])
