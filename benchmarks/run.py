"""Every bench_*.py in this folder → one table of ratios, contenders interleaved in one process, medians of seven."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROUNDS = 7


def load(script: Path) -> tuple[str, Mapping[str, Callable[[], object]]]:
    """What the benchmark says it measures, and its contenders, ours first."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[script.stem] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return (module.__doc__ or script.stem).splitlines()[0], module.CONTENDERS


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


def main() -> int:
    scripts = sorted(Path(__file__).parent.glob("bench_*.py"))
    if not scripts:
        print("benchmarks/ 里还没有 bench_*.py，无可计时。")
    for script in scripts:
        title, contenders = load(script)
        measured = medians(contenders)
        ours = next(iter(measured.values()))
        print(f"\n{title}（{script.name}）")
        for name, seconds in measured.items():
            print(f"  {name:<28} {seconds / ours:6.2f} 倍   {seconds * 1000:8.1f} 毫秒 CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())
