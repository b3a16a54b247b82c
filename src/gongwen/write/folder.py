"""All files of a build in, one consistent output folder out: new files whole, stale ones gone, manifest last."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from gongwen.errors import OutputError
from gongwen.guard.names import safe_file_name
from gongwen.model.problems import Problem, Severity
from gongwen.write.atomic import remove_leftovers, write_file
from gongwen.write.manifest import MANIFEST, read_manifest


def safe_names(names: list[str]) -> dict[str, str]:
    """Wanted file name → name on disk; two that would fall on one file are refused, never overwritten."""
    made = {name: safe_file_name(name) for name in names}
    folded: dict[str, str] = {}
    for name, safe in made.items():
        if safe.casefold() in folded:
            message = f"“{folded[safe.casefold()]}”和“{name}”会写成同一个文件“{safe}”"
            fix = "改 profile.toml 里产品的 file_name"
            raise OutputError("文件名重复", [Problem(Severity.ERROR, "output.same_name", message, fix)])
        folded[safe.casefold()] = name
    return made


def write_outputs(folder: Path, files: Mapping[str, bytes], manifest: bytes) -> tuple[Problem, ...]:
    """Write every file, then the manifest. Returns warnings about old files that were left alone.

    A file that an earlier build wrote and this one does not is removed (a stale PDF beside a new workbook would
    be sent); one that a person has edited since is kept and named.
    """
    kept = _clear_stale(folder, set(files))
    for name, data in files.items():
        write_file(folder / name, data)
    write_file(folder / MANIFEST, manifest)
    return kept


def _clear_stale(folder: Path, names: set[str]) -> tuple[Problem, ...]:
    if not folder.is_dir():
        return ()
    remove_leftovers(folder)
    kept = []
    for output in read_manifest(folder).get("outputs", []):
        name = str(output.get("path", ""))
        path = folder / name
        if not name or name in names or Path(name).name != name or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == output.get("sha256"):
            path.unlink()
        else:
            message = "是上次生成后又改过的文件，这次没有生成它，原样保留"
            kept.append(Problem(Severity.WARNING, "output.edited_kept", message, "确认是否还要用", file=str(path)))
    return tuple(kept)
