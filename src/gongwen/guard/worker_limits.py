"""The inside of the limited process: what it may use, which doors are shut, and the loop that does the tasks.

Everywhere: no connection and no other program through Python, and a wide deadline by the clock (kept by the parent).
Linux and macOS: processor time, by which a task is judged, memory and the size of files. Linux: no network at all,
where the system lets a process give it up. Windows has the deadline and the first doors only.
"""

from __future__ import annotations

import gc
import math
import os
import pickle
import re
import signal
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from types import TracebackType
from typing import Any

from gongwen.errors import GongwenError
from gongwen.guard.worker import OUT_OF_MEMORY, pickled, receive, send

_FILE = 64 << 20
"""Bytes of one file that it may write: none of ours does, Fontconfig keeps a cache."""
_SHUT = re.compile(r"(socket|subprocess)\.|os\.(system|exec|posix_spawn|spawn|fork|startfile)")
"""Audit events of Python: connections and other programs."""
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000


def serve() -> None:
    """Do what comes, until the pipe closes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who ends us

    def tell(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """A mistake of ours: the parent reports it as one; this process ends."""
        send(target, pickle.dumps(("bug", "".join(traceback.format_exception(kind, fault, trace)))))

    sys.excepthook = tell
    gc.set_threshold(200_000)  # a million cells, none of them in a cycle: looking for those took half of the time
    _leave_network()
    sys.addaudithook(_shut)
    while True:
        try:
            function, memory, seconds, given = pickle.loads(receive(source))
        except EOFError:
            return
        _limit(memory, seconds)
        try:
            send(target, pickled(_answer(function, given)))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # there may be no memory left to end in order


def _answer(function: str, given: bytes) -> tuple[str, Any]:
    module, _, name = function.partition(":")
    try:
        return "value", getattr(import_module(module), name)(*pickle.loads(given))
    except GongwenError as refusal:
        return "refusal", refusal
    except RecursionError:
        return "too_deep", None


def _limit(memory: int, seconds: float) -> None:
    """For one task; a process whose parent was killed while it was busy still ends."""
    try:
        import resource
    except ImportError:  # Windows: the deadline alone
        return
    processor = math.ceil(time.process_time() + seconds)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, _FILE),
    ):
        with suppress(ValueError, OSError):  # macOS knows limits that it does not let us set
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _leave_network() -> None:
    """Linux: go where there is no network; root may at once, others with a user namespace, some systems forbid both."""
    if sys.platform != "linux":
        return
    import ctypes

    leave = getattr(ctypes.CDLL(None), "unshare", None)
    if leave is not None and leave(_NEW_NETWORK) != 0:
        leave(_NEW_NETWORK | _NEW_USER)


def _shut(event: str, arguments: tuple[object, ...]) -> None:
    if _SHUT.match(event):
        raise PermissionError(f"{event} is not for templates and foreign files")
