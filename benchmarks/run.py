"""Every bench_*.py in this folder → ratios to gongwen; contenders of one script take turns in one process."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

ROUNDS = 7


def load(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[script.stem] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


def medians(contenders: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """CPU seconds of each contender; one warm-up each, then in turns, so that a busy minute falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(ROUNDS + 1):
        for name, work in contenders.items():
            begin = time.process_time()
            work()
            if round_number:
                times[name].append(time.process_time() - begin)
    return {name: statistics.median(measured) for name, measured in times.items()}


def report(contenders: Mapping[str, Callable[[], object]]) -> None:
    """One line a contender; the ratio is to the nearest gongwen line above it, to the first line where there is none."""
    base = 0.0
    for name, seconds in medians(contenders).items():
        base = seconds if name.startswith("gongwen") or not base else base
        print(f"  {name:<28} {seconds / base:6.2f} 倍   {seconds * 1000:8.1f} 毫秒 CPU", flush=True)


def main() -> int:
    code = 0
    for script in sorted(Path(__file__).parent.glob("bench_*.py")):
        module = load(script)
        print(f"\n{(module.__doc__ or script.stem).splitlines()[0]}（{script.name}）", flush=True)
        if hasattr(module, "main"):
            code |= subprocess.run([sys.executable, str(script)], check=False).returncode
        else:
            report(module.CONTENDERS)
    return code


if __name__ == "__main__":
    sys.exit(main())
