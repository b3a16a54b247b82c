"""The limited process: what comes back, what breaks a limit, what is refused, and that the next task finds it in order."""

from __future__ import annotations

import importlib
import pickle
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from gongwen.errors import TemplateError
from gongwen.guard import worker
from gongwen.guard.worker import TASKS, Stopped, Task, run_limited
from gongwen.model.problems import Severity

Do = Callable[..., Any]


@pytest.fixture
def do(monkeypatch: pytest.MonkeyPatch) -> Do:
    """Runs one of worker_tasks; with ``seconds`` of the processor, ``patience`` and ``memory`` for its limits."""

    def run(name: str, *arguments: object, seconds: float = 30.0, patience: float = 10, memory: int = 1 << 31) -> Any:
        monkeypatch.setitem(TASKS, "test", Task(f"guard.worker_tasks:{name}", "试做", 1_000_000, memory))
        monkeypatch.setattr(worker, "SECONDS", seconds)
        monkeypatch.setattr(worker, "PATIENCE", patience)
        return run_limited("test", *arguments)

    return run


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_every_task_names_a_function(task: Task) -> None:
    module, _, name = task.function.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


def test_one_process_does_task_after_task(do: Do) -> None:
    first = do("process_number")
    assert do("process_number") == first
    assert do("echo", ("鄞州区", 1, None)) == ("鄞州区", 1, None)


def test_read_only_mappings_cross_the_pipe(do: Do) -> None:
    assert do("items", MappingProxyType({"甲": (1, 2)})) == ("mappingproxy", (("甲", (1, 2)),))


def test_words_of_a_fixed_list_cross_the_pipe_whatever_python_makes_of_them(do: Do) -> None:
    assert do("as_older_python_pickles", Severity.WARNING) is Severity.WARNING


def test_a_task_that_hangs_is_let_go_and_the_next_has_a_new_process(do: Do) -> None:
    first = do("process_number")
    with pytest.raises(Stopped, match=r"^试做等了1秒还没有做完，已停止$"):
        do("hang", seconds=0.1, patience=10)
    assert do("process_number") != first


def test_a_task_is_judged_by_the_processor_where_the_system_can_tell(do: Do) -> None:
    pytest.importorskip("resource", reason="Windows 不能限制处理器时间，只看钟")
    first = do("process_number")
    with pytest.raises(Stopped, match=r"^试做超过1秒，已停止$"):
        do("spin", seconds=1.0, patience=600)
    assert do("process_number") != first
    do("doze", seconds=0.4)  # waiting its turn for longer than that costs it nothing


def test_a_large_task_gets_more_time(do: Do) -> None:
    with pytest.raises(Stopped, match="等了2秒"):
        do("hang", b"x" * 1_500_000, seconds=0.1, patience=1)


def test_too_much_memory_is_said_so(do: Do) -> None:
    pytest.importorskip("resource", reason="Windows 不能限制内存，只限时间")
    with pytest.raises(Stopped, match=r"^试做所需内存超过2 GB，已停止$"):
        do("eat")
    assert do("echo", 1) == 1


def test_a_process_that_dies_is_replaced(do: Do) -> None:
    with pytest.raises(Stopped, match=r"^试做的程序意外结束（7）$"):
        do("die")
    assert do("echo", 1) == 1


def test_a_refusal_comes_back_whole(do: Do) -> None:
    with pytest.raises(TemplateError) as caught:
        do("refuse")
    assert caught.value.message == "模板 甲.docx 有误"
    assert [(p.code, p.place) for p in caught.value.problems] == [("template.syntax", "第3段")]


def test_our_own_mistake_is_told_as_ours(do: Do) -> None:
    with pytest.raises(RuntimeError, match="KeyError: 'ours'"):
        do("mistake")
    assert do("echo", 1) == 1


def test_nesting_without_end_is_the_templates_fault(do: Do) -> None:
    with pytest.raises(Stopped, match="嵌套太深"):
        do("dig")


def test_neither_connections_nor_programs(do: Do) -> None:
    assert do("connect") == "PermissionError"
    assert do("run_program") == "PermissionError"


def test_no_network_is_left_where_linux_lets_it_go(do: Do) -> None:
    if sys.platform != "linux":
        pytest.skip("只有 Linux 能让一个进程放弃网络")
    here = Path("/proc/self/net/dev").read_text(encoding="ascii").count(":")
    there = do("interfaces")
    if len(there) == here > 1:
        pytest.skip("这个系统不许进程放弃网络")
    assert there == ("lo",)


def test_no_large_file_is_written(do: Do) -> None:
    pytest.importorskip("resource", reason="Windows 不能限制文件大小")
    assert do("largest_file") == "OSError"


def test_an_answer_that_is_not_ours_is_not_taken(do: Do) -> None:
    """A template that has overpowered the process must not run code in ours by what it sends back."""
    with pytest.raises(pickle.UnpicklingError, match="decimal"):
        do("not_ours")
    assert do("echo", 1) == 1


def test_an_interrupted_wait_leaves_no_late_answer(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: threading.Thread, timeout: float | None = None) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", interrupted)
        with pytest.raises(KeyboardInterrupt):
            do("echo", "late")
    assert do("echo", "mine") == "mine"


def test_a_process_that_moved_much_is_not_kept(do: Do) -> None:
    first = do("process_number")
    do("echo", b"x" * (9 << 20))
    assert do("process_number") != first
