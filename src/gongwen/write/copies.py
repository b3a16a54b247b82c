"""Files that people go on working in (marked copies, forms): written anew only where nobody has touched them since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from gongwen.errors import OutputError
from gongwen.model.problems import Problem, Severity
from gongwen.write.atomic import remove_leftovers, write_file

RECORD = ".gongwen-written.json"
"""In the folder: what was written, by relative path, with the sha256 of its bytes."""


def write_copies(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by relative path; earlier ones of ours that are no longer among them are removed.

    Raises OutputError, with nothing written, where a file that would be replaced or removed has been changed by a person.
    """
    known = _record(folder)
    stale = [name for name in known if name not in files and (folder / name).is_file()]
    changed = [
        name
        for name in (*(name for name in files if (folder / name).exists()), *stale)
        if _fingerprint(folder / name) != known.get(name) and _fingerprint(folder / name) != _of(files.get(name))
    ]
    if changed:
        message = "已经有人改过，不覆盖"
        fix = "请先把它移走，或用 -o、--annotate 换一个文件夹"
        problems = [Problem(Severity.ERROR, "output.edited", message, fix, file=str(folder / name)) for name in changed]
        raise OutputError("有文件改过，没有写出任何文件", problems)
    for name, data in files.items():
        write_file(folder / name, data)
    for name in stale:
        (folder / name).unlink()
    if folder.is_dir():
        for place in {(folder / name).parent for name in (*files, *stale)}:
            remove_leftovers(place)
    record = {name: _of(data) for name, data in files.items()}
    write_file(folder / RECORD, json.dumps(record, indent=1).encode("utf-8"))
    return tuple(folder / name for name in files)


def _record(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    # A record that names a place outside its folder is none of ours.
    return {
        str(name): str(value)
        for name, value in content.items()
        if ".." not in Path(name).parts and not Path(name).is_absolute()
    }


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _of(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
