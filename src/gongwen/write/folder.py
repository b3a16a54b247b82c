"""All files of a build in, one consistent output folder out: new files whole, stale ones gone, manifest last."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from gongwen.errors import OutputError
from gongwen.guard.names import safe_file_name
from gongwen.model.problems import Problem, Severity
from gongwen.write.atomic import remove_leftovers, write_file
from gongwen.write.manifest import MANIFEST, listed_outputs, read_manifest


def safe_names(names: list[str]) -> dict[str, str]:
    """Wanted file name → name on disk. Raises OutputError for a name no system takes, or two that are one file."""
    made: dict[str, str] = {}
    folded: dict[str, str] = {MANIFEST: MANIFEST}
    for name in names:
        try:
            safe = safe_file_name(name)
        except ValueError as error:
            raise _refused("output.bad_name", str(error)) from error
        if safe.casefold() in folded:
            message = f"“{folded[safe.casefold()]}”和“{name}”会写成同一个文件“{safe}”"
            raise _refused("output.same_name", message)
        folded[safe.casefold()] = name
        made[name] = safe
    return made


def _refused(code: str, message: str) -> OutputError:
    return OutputError("文件名不能用", [Problem(Severity.ERROR, code, message, "改 profile.toml 里产品的 file_name")])


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
    for output in listed_outputs(read_manifest(folder)):
        name = output["path"]
        path = folder / name
        if name in names or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == output["sha256"]:
            path.unlink()
        else:
            message = "是上次生成后又改过的文件，这次没有生成它，原样保留"
            kept.append(Problem(Severity.WARNING, "output.edited_kept", message, "确认是否还要用", file=str(path)))
    return tuple(kept)
