"""Half-trusted work is done in a process of its own, with limits: packs' own templates, and files from many hands.

A style sheet of twenty lines can ask for gigabytes, one stray cell of a workbook can end the library that reads it. The
process is started when first needed, stays warm for the next task, ends with us, and is killed when a task takes too
long; the next task gets a new one. What it may do is said in :mod:`gongwen.guard.worker_limits`.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, BinaryIO

SECONDS = 30.0
"""Of the processor, for a task of ordinary size; large ones get more, see :class:`Task`."""
PATIENCE = 10
"""Times as long by the clock: an honest task on a busy machine waits for its turn, only one that hangs is let go."""
_ENDING = 10.0
"""Seconds for a process whose pipe has closed to be gone."""
_ANSWER = 1 << 30
"""Bytes of one answer."""
_LARGE = 16 << 20
"""Bytes sent and received after which the process is not kept: it holds on to what it needed once."""
OUT_OF_MEMORY = 12
"""Exit code of a process that came to the limit."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is done in the process."""

    function: str
    """``module:name``; arguments and answer are plain frozen values."""
    doing: str
    """For messages: 排版, 读取."""
    rate: int
    """Bytes of arguments for which one second more of the processor is allowed."""
    memory: int = 2 * 1024**3
    """Bytes of address space, where the platform can limit it."""


TASKS = {
    "draw": Task("gongwen.render.pdf.draw:draw", "排版", 50_000),
    "fill": Task("gongwen.render.to_docx:render_foreign", "用模板成文", 500_000),
    "try": Task("gongwen.render.to_docx:cut_structure", "试用模板", 500_000),
    "read": Task("gongwen.read.sheets:read_office", "读取", 100_000, 4 * 1024**3),
}
"""All that is ever done there."""


class Stopped(Exception):
    """A task broke a limit, or its process died under it; the text is for people, without the file's name."""


def run_limited(task: str, *arguments: object) -> Any:
    """What the task's function returns. Raises Stopped, and whatever GongwenError the function raised."""
    return _worker(os.getpid()).run(TASKS[task], arguments)


@cache
def _worker(owner: int) -> _Worker:
    """The one warm process of this one (a fork gets its own): a resource like a connection, not a setting."""
    worker = _Worker()
    atexit.register(worker.close)
    return worker


class _Worker:
    """A child that does one task at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(self, task: Task, arguments: tuple[object, ...]) -> Any:
        """Send, wait no longer than allowed, receive."""
        given = pickled(arguments)
        seconds = SECONDS + len(given) / task.rate
        request = pickle.dumps((task.function, task.memory, seconds, given))
        with self._lock:
            kind, value = self._exchange(request, seconds, task)
        if kind == "value":
            return value
        if kind == "refusal":
            raise value
        if kind == "too_deep":
            raise Stopped(f"{task.doing}时嵌套太深，已停止")
        raise RuntimeError(f"in the limited process:\n{value}")

    def _exchange(self, request: bytes, seconds: float, task: Task) -> tuple[str, Any]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start()
        answers: list[bytes] = []
        waiter = threading.Thread(target=_ask, args=(self._child, request, answers), daemon=True)
        keep, ending = False, 0.0
        try:
            waiter.start()
            waiter.join(seconds * PATIENCE)
            slow = waiter.is_alive()
            if answers:
                kind, value = _Answer(io.BytesIO(answers[0])).load()
                keep = kind != "bug" and len(request) + len(answers[0]) < _LARGE
                return kind, value
            ending = 0.0 if slow else _ENDING
        finally:  # whatever happened, Ctrl-C included: an answer that comes late must not be the next one's
            code = 0 if keep else self.close(ending)
        waiter.join()
        raise Stopped(_reason(slow, code, task, seconds))

    def close(self, ending: float = 0.0) -> int:
        """End the child, if there is one: its exit code, its own where it ends by itself in that many seconds."""
        child, self._child = self._child, None
        if child is None:
            return 0
        try:
            child.wait(ending)
        except subprocess.TimeoutExpired:
            child.kill()
        code = child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it never read stays in our end
                    pipe.close()
        return code


def _reason(slow: bool, code: int, task: Task, seconds: float) -> str:
    if slow:
        return f"{task.doing}等了{seconds * PATIENCE:.0f}秒还没有做完，已停止"
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        return f"{task.doing}超过{seconds:.0f}秒，已停止"
    if code == OUT_OF_MEMORY:
        return f"{task.doing}所需内存超过{task.memory / 1024**3:.2g} GB，已停止"
    return f"{task.doing}的程序意外结束（{code}）"


def _start() -> subprocess.Popen[bytes]:
    # Not multiprocessing: that would run the user's own script again in the child.
    code = f"import sys; sys.path[:] = {sys.path!r}; from gongwen.guard.worker_limits import serve; serve()"
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _ask(child: subprocess.Popen[bytes], request: bytes, answers: list[bytes]) -> None:
    assert child.stdin is not None and child.stdout is not None
    with suppress(OSError, EOFError, ValueError):  # the child is gone: the caller sees that there is no answer
        send(child.stdin, request)
        answers.append(receive(child.stdout))


# -- what crosses the pipe ---------------------------------------------------------------------------------------------


def send(pipe: BinaryIO | Any, data: bytes) -> None:
    """One message."""
    pipe.write(struct.pack(">Q", len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: BinaryIO | Any) -> bytes:
    """One message. Raises EOFError where the other end is gone, ValueError for one that is beyond all measure."""
    head = pipe.read(8)
    (length,) = struct.unpack(">Q", head) if len(head) == 8 else (0,)
    if length > _ANSWER:
        raise ValueError(length)
    data: bytes = pipe.read(length)
    if not length or len(data) < length:
        raise EOFError
    return data


def pickled(value: object) -> bytes:
    """As it crosses the pipe, either way."""
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        if isinstance(value, Enum):  # Python 3.11.0 to 3.11.3 would ask for getattr, which no answer may bring
            return type(value), (value.value,)
        if isinstance(value, MappingProxyType):
            return read_only, (dict(value),)
        return NotImplemented


def read_only(items: dict[object, object]) -> MappingProxyType[object, object]:
    """A mapping that cannot be pickled, made again on the other side."""
    return MappingProxyType(items)


class _Answer(pickle.Unpickler):
    """Takes our own classes only: a process that a template has overpowered must not reach into ours."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("gongwen."):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.startswith("gongwen."):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
