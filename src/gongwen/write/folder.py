"""All files of a build in, one consistent output folder out: new files whole, stale ones gone, manifest last."""

from __future__ import annotations

import hashlib
import json
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
    """Write every file, then the manifest. Returns what was done with old files.

    A file that an earlier build wrote and this manifest does not name is removed (a stale PDF beside a new workbook would
    be sent). One that a person has edited since is never lost: it keeps its name, or, where this build writes a
    file of that name, it is set aside under another.
    """
    named = {str(output["path"]) for output in json.loads(manifest)["outputs"]}
    kept = _clear_stale(folder, set(files), named)
    for name, data in files.items():
        write_file(folder / name, data)
    write_file(folder / MANIFEST, manifest)
    return kept


def _clear_stale(folder: Path, names: set[str], named: set[str]) -> tuple[Problem, ...]:
    if not folder.is_dir():
        return ()
    remove_leftovers(folder)
    kept = []
    for output in listed_outputs(read_manifest(folder)):
        path = folder / output["path"]
        if not path.is_file():
            continue
        edited = hashlib.sha256(path.read_bytes()).hexdigest() != output["sha256"]
        if edited and output["path"] in names:
            aside = _set_aside(path)
            message = f"上次生成后改过；改过的那份存为“{aside.name}”，原名是这次新生成的"
            kept.append(Problem(Severity.WARNING, "output.edited_aside", message, "核对两份的差别", file=str(path)))
        elif edited:
            message = "是上次生成后又改过的文件，这次没有生成它，原样保留"
            kept.append(Problem(Severity.WARNING, "output.edited_kept", message, "确认是否还要用", file=str(path)))
        elif output["path"] not in named:
            path.unlink()
            message = "是上次生成的文件，这次的产品里没有它，已移去"
            kept.append(Problem(Severity.INFO, "output.removed", message, "要留着各期，每期用各自的 -o", file=str(path)))
    return tuple(kept)


def _set_aside(path: Path) -> Path:
    """Rename an edited file to the first free ``名称（手改）``; nothing is overwritten."""
    for number in range(1, 1000):
        mark = "（手改）" if number == 1 else f"（手改{number}）"
        aside = path.with_name(f"{path.stem}{mark}{path.suffix}")
        if not aside.exists():
            path.rename(aside)
            return aside
    raise OutputError(f"{path.parent} 里手改的文件太多，先整理再生成")
