"""What the tests of the limited process make it do; imported over there."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path

from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity


def echo(value: object) -> object:
    return value


def process_number() -> int:
    return os.getpid()


def as_older_python_pickles(value: Enum) -> Enum:
    """Python 3.11.2, which Debian 12 has, names a member by its class and the function getattr."""
    type(value).__reduce_ex__ = lambda self, _: (getattr, (type(self), self.name))
    return value


def items(mapping: Mapping[str, tuple[int, ...]]) -> tuple[str, tuple[tuple[str, tuple[int, ...]], ...]]:
    return type(mapping).__name__, tuple(mapping.items())


def hang(_: object = None) -> None:
    time.sleep(60)


def doze() -> None:
    time.sleep(1)


def spin(*_: object) -> None:
    while True:
        pass


def eat() -> int:
    return len(bytearray(3 * 1024**3))


def die() -> None:
    os._exit(7)


def refuse() -> None:
    raise TemplateError(
        "模板 甲.docx 有误", [Problem(Severity.ERROR, "template.syntax", "没有结束标签", place="第3段")]
    )


def mistake() -> None:
    raise KeyError("ours")


def dig(depth: int = 0) -> int:
    return dig(depth + 1) + 1


def connect() -> str:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except OSError as error:
        return type(error).__name__
    return "connected"


def run_program() -> str:
    try:
        subprocess.run(["true"], check=True)
    except OSError as error:
        return type(error).__name__
    return "ran"


def interfaces() -> tuple[str, ...]:
    lines = Path("/proc/self/net/dev").read_text(encoding="ascii").splitlines()
    return tuple(line.partition(":")[0].strip() for line in lines if ":" in line)


def not_ours() -> Decimal:
    return Decimal("1.5")


def largest_file() -> str:
    import tempfile

    with tempfile.TemporaryFile() as file:
        try:
            file.write(b"x" * (65 << 20))
            file.flush()
        except OSError as error:
            return type(error).__name__
    return "written"
