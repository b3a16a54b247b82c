"""Pages from templates that are not ours are laid out in a process of their own, with limits on memory and time.

A style sheet of twenty lines can ask for gigabytes (variables that double each other) or for minutes (boxes in
boxes). The process is started when first needed, stays warm for the next page, ends with us, and is killed when a page
takes too long; the next page gets a new one.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from typing import Any, BinaryIO

from gongwen.render.to_pdf_job import Drawn, Job

SECONDS = 30.0
"""For a page of ordinary size; long ones get more, see :func:`allowed`."""
MEMORY = 2 * 1024**3
"""Bytes of address space, where the platform can limit it."""
_OUT_OF_MEMORY = 12
"""Exit code of a child that came to the limit."""
_TOO_MUCH = "检查样式里互相引用的变量、层层嵌套的框和过大的表"


def draw_limited(job: Job) -> Drawn:
    """As ``draw``, within the limits: a page that breaks them comes back as a refusal."""
    return _worker().draw(job)


def allowed(job: Job) -> float:
    """Seconds for one page: a table of a thousand rows honestly takes ten."""
    return SECONDS + len(job.markup) / 50_000


@cache
def _worker() -> _Worker:
    """The one warm process of this one: a resource like a connection, not a setting."""
    worker = _Worker()
    atexit.register(worker.close)
    return worker


class _Worker:
    """A child that draws one page at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def draw(self, job: Job) -> Drawn:
        """Send, wait no longer than allowed, receive."""
        with self._lock:
            if self._child is None or self._child.poll() is not None:
                self.close()
                self._child = _start()
            answer: list[Drawn] = []
            reader = threading.Thread(target=_exchange, args=(self._child, job, answer), daemon=True)
            reader.start()
            reader.join(allowed(job))
            if answer:
                return answer[0]
            slow = reader.is_alive()
            code = self.close()
            reader.join()
            return Drawn(refusal=(_reason(slow, code, allowed(job)), _TOO_MUCH))

    def close(self) -> int:
        """End the child, if there is one: its exit code, its own where it had ended by itself."""
        child, self._child = self._child, None
        if child is None:
            return 0
        if not _has_ended(child):
            child.kill()
        code = child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it never read stays in our end
                    pipe.close()
        return code


def _has_ended(child: subprocess.Popen[bytes]) -> bool:
    """A child whose pipe has closed is about to end; a busy one is not."""
    try:
        child.wait(0.3)
    except subprocess.TimeoutExpired:
        return False
    return True


def _reason(slow: bool, code: int, seconds: float) -> str:
    if slow:
        return f"排版超过{seconds:.0f}秒，已停止"
    if code == _OUT_OF_MEMORY:
        return f"排版所需内存超过{MEMORY // 1024**3} GB，已停止"
    return f"排版程序意外结束（{code}）"


def _start() -> subprocess.Popen[bytes]:
    # Not multiprocessing: that would run the user's own script again in the child.
    code = f"import sys; sys.path[:] = {sys.path!r}; from gongwen.render.to_pdf_worker import serve; serve({MEMORY})"
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _exchange(child: subprocess.Popen[bytes], job: Job, answer: list[Drawn]) -> None:
    assert child.stdin is not None and child.stdout is not None
    try:
        _send(child.stdin, job)
        answer.append(_receive(child.stdout))
    except (OSError, EOFError, ValueError):
        return  # the child is gone: the caller sees that there is no answer


def _send(pipe: BinaryIO | Any, value: object) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe: BinaryIO | Any) -> Any:
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    (length,) = struct.unpack(">Q", head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


def serve(memory: int) -> None:
    """In the child: draw what comes, within ``memory`` bytes, until the pipe closes."""
    from gongwen.render.to_pdf_draw import draw
    from gongwen.render.to_pdf_faces import load_engine

    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get between the answers
    load_engine()
    _limit_memory(memory)
    while True:
        try:
            _send(target, draw(_receive(source)))
        except EOFError:
            return
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)  # there may be no memory left to end in order


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the deadline alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
