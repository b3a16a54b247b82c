"""Finished files of ours that got among the data: known by the manifest beside them, or by their sheet 数据."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongwen.read.grid import Grid

_MANIFEST = "manifest.json"
_HEADINGS = frozenset({"指标", "项目", "期间", "目标期间", "数值", "印出数", "算法"})
"""What heads the sheet that a finished workbook's formulas rest on, beside the pack's word for its rows; no report has
all of these."""
_HEAD_ROWS = range(1, 7)


def own_outputs(folder: Path) -> frozenset[Path]:
    """Every file under a folder that a manifest of ours names, and the manifests."""
    return frozenset(path for manifest in folder.rglob(_MANIFEST) for path in _named(manifest))


def _named(manifest: Path) -> Iterator[Path]:
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    outputs = content.get("outputs") if isinstance(content, dict) and "figures" in content else None
    if isinstance(outputs, list):
        yield manifest
        yield from (manifest.parent / str(o["path"]) for o in outputs if isinstance(o, dict) and "path" in o)


def is_own_book(grids: Iterable[Grid]) -> bool:
    """Whether a workbook is a finished one: it holds the figures that it was made from."""
    return any(
        _HEADINGS <= {cell.text for cell in grid.rows.get(row, {}).values()} for grid in grids for row in _HEAD_ROWS
    )
