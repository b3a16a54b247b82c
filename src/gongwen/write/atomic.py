"""One file, written so that it appears whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gongwen.errors import OutputError
from gongwen.model.problems import Problem, Severity

TEMPORARY = ".gw-"
"""How unfinished files begin; leftovers of a killed run are removed by the next one."""


def write_file(path: Path, data: bytes) -> None:
    """Write through a temporary file in the same folder, then rename over the old one.

    Raises OutputError with one sentence where the folder cannot be written or the file is open elsewhere.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY, suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _refusal(path.parent, error, "换一个可写的输出文件夹（-o），或检查权限和磁盘空间") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _refusal(path, error, "如果文件正在 Excel、Word 或 WPS 中打开，先关闭再生成") from error


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder so that it appears with all its files or not at all; an existing one is never touched.

    Raises OutputError where it exists already or its place cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=target.parent))
    except OSError as error:
        raise _refusal(target.parent, error, "检查文件夹的权限和磁盘空间") from error
    try:
        for name, data in files.items():
            write_file(staged / name, data)
        os.chmod(staged, 0o755)
        if target.exists():
            raise FileExistsError(errno.EEXIST, "", str(target))
        os.rename(staged, target)
    except OSError as error:
        shutil.rmtree(staged, ignore_errors=True)
        raise _refusal(target, error, "检查文件夹的权限和磁盘空间") from error
    except OutputError:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove unfinished files that an interrupted run left behind."""
    for leftover in folder.glob(f"{TEMPORARY}*.tmp"):
        leftover.unlink(missing_ok=True)


_REASONS = {
    errno.EACCES: "没有写入权限，或文件正被占用",
    errno.EPERM: "没有写入权限",
    errno.ENOENT: "上级文件夹不存在",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EEXIST: "同名的已经在那里",
    errno.EISDIR: "同名的是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "路径过长",
}


def _refusal(path: Path, error: OSError, fix: str) -> OutputError:
    message = f"写不进去：{_REASONS.get(error.errno or 0, error.strerror or str(error))}"
    return OutputError("文件没有写成", [Problem(Severity.ERROR, "output.unwritable", message, fix, file=str(path))])
