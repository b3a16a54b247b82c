"""What a build was made from and what it says, as ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from gongwen.errors import OutputError
from gongwen.model.baseline import Baseline, PublishedFigure, RankRules
from gongwen.model.data import Dataset
from gongwen.model.document import Rendered
from gongwen.model.figures import Figure
from gongwen.model.issue import Issue
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.problems import Problem, Severity

MANIFEST = "manifest.json"
SCHEMA = 1


def build_manifest(
    *,
    version: str,
    issue: Issue,
    pack: Pack,
    data: Dataset,
    rendered: Mapping[str, tuple[str, Rendered]],
    not_built: Iterable[Mapping[str, str]],
    figures: Iterable[Figure],
    problems: Iterable[Problem],
) -> bytes:
    """The manifest as JSON bytes; ``rendered`` is file name → (product, bytes). Same build, same bytes: no clock."""
    content = {
        "schema": SCHEMA,
        "period": issue.period.code,
        "as_of": issue.as_of.isoformat() if issue.as_of else None,
        "number": issue.number,
        "dated": issue.dated.isoformat() if issue.dated else None,
        "stage": issue.stage,
        "pack": pack.name,
        "ranking": _ranking(pack.rank_rules),
        "version": version,
        "inputs": _inputs(data, pack),
        "outputs": [_output(product, name, made) for name, (product, made) in rendered.items()],
        "not_built": list(not_built),
        "figures": [_figure(figure, pack) for figure in sorted(figures, key=lambda item: item.id)],
        "problems": [problem.to_dict() for problem in problems],
        "signed_off": [
            {"code": s.code, "reason": s.reason, "signer": s.signer, "expires": s.expires.isoformat(), "note": s.note}
            for s in data.signed_off
        ],
        "fonts": sorted({line for _, made in rendered.values() for line in made.fonts}),
    }
    return manifest_bytes(content)


def manifest_bytes(content: Mapping[str, Any]) -> bytes:
    """As it stands on disk."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none or it is not ours."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and content.get("schema") == SCHEMA else {}


def listed_outputs(manifest: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    """The files a manifest names; an entry whose path would leave its folder is none."""
    entries = manifest.get("outputs")
    made = []
    for entry in entries if isinstance(entries, list) else []:
        path = str(entry.get("path", "")) if isinstance(entry, dict) else ""
        if path not in ("", ".", "..", MANIFEST) and not set(path) & set("/\\:"):
            made.append({key: str(entry.get(key, "")) for key in ("product", "path", "sha256")})
    return tuple(made)


def baseline_of(folder: Path, content: Mapping[str, Any]) -> Baseline:
    """The figures of a finished issue, for rank changes, from its folder's manifest.

    Raises OutputError where that cannot be read: ranks would silently compare with nothing.
    """
    try:
        figures = {
            str(entry["id"]): PublishedFigure(
                Fraction(entry["value"]) if entry["value"] is not None else None,
                str(entry["text"]),
                str(entry.get("formula", "")),
            )
            for entry in content["figures"]
        }
        day = content.get("as_of")  # there since cut-offs are recorded; an older issue is searched for its days
        cut_off = date.fromisoformat(day) if day is not None else None
        period, rules = Period.parse(str(content["period"])), content.get("ranking")
        if cut_off is not None and not period.start <= cut_off <= period.end:
            raise ValueError(day)
        return Baseline(period, str(folder), figures, cut_off, None if rules is None else _rules(rules))
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        message = "上期的 manifest.json 残缺或被改过，位次变化没有依据"
        fix = "从备份恢复这一期，或用 --previous 指向完好的上期"
        problem = Problem(Severity.ERROR, "baseline.broken", message, fix, file=str(folder / MANIFEST))
        raise OutputError("上期读不了", [problem]) from error


def _ranking(rules: RankRules) -> dict[str, Any]:
    return {"ties": rules.ties, "rank_on": rules.rank_on, "classes": dict(rules.classes)}


def _rules(content: Mapping[str, Any]) -> RankRules:
    classes = {str(code): str(name) for code, name in dict(content["classes"]).items()}
    return RankRules(str(content["ties"]), str(content["rank_on"]), classes)


def _inputs(data: Dataset, pack: Pack) -> list[dict[str, str]]:
    of_data = [{"path": file.path, "sha256": file.sha256} for file in data.inputs]
    of_pack = [{"path": f"pack:{path}", "sha256": sha256} for path, sha256 in pack.files]
    return sorted([*of_data, *of_pack], key=lambda entry: entry["path"])


def _output(product: str, name: str, made: Rendered) -> dict[str, str]:
    digest = hashlib.sha256(made.data).hexdigest()
    return {"product": product, "name": Path(name).stem, "path": name, "format": made.format, "sha256": digest}


def _figure(figure: Figure, pack: Pack) -> dict[str, Any]:
    key = figure.key
    return {
        "id": figure.id,
        "region": pack.region(key.region).name,
        "indicator": pack.indicator(key.indicator).name,
        "measure": key.measure.label,
        "period": key.period.code,
        "value": None if figure.value is None else str(figure.value),
        "text": figure.text,
        "formula": figure.formula,
        "source": [source.to_dict() for source in figure.sources],
    }
