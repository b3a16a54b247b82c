"""The command line's part for packs: new-pack, check-pack."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from gongwen.model.problems import Problem

DONE, PROBLEMS = 0, 1
_WIDEST = 40


class Say(Protocol):
    """What a command says things with."""

    quiet: bool

    def line(self, text: str) -> None:
        """One line for a person."""

    def extra(self, key: str, value: object) -> None:
        """Something only this command has, for ``--json``."""

    def outputs(self, paths: Iterable[Path]) -> None:
        """Files written."""

    def table(self, problems: Sequence[Problem]) -> None:
        """Problems as a table, with their counts."""


def new_pack(options: argparse.Namespace, say: Say) -> int:
    """A new pack's folder, ready to be changed."""
    from gongwen.starting import new_pack as start

    made = start(options.folder, source=options.source)
    say.outputs(made)
    say.line(f"已新建区县包 {options.folder}（{len(made)}个文件，没改的以后可以删去，删了就沿用上级包）。")
    say.line("先改 profile.toml 里的机关名称和 regions.csv 里的参评单位，再用 Word 或 WPS 改 templates/docx/ 里的模板；")
    say.line(f"改完运行 gongwen check-pack {options.folder}")
    return DONE


def check_pack(options: argparse.Namespace, say: Say) -> int:
    """Settings and templates without data; ``--show`` also prints what holds and where it comes from."""
    from gongwen.checking import check_pack as check

    made = check(options.pack, annotate=options.annotate)
    if options.show:
        say.extra("settings", [{"key": s.key, "value": s.value, "source": s.source} for s in made.settings])
        for line in _shown([(s.key, s.value, s.source) for s in made.settings]):
            say.line(line)
    say.extra("templates", [str(path) for path in made.templates])
    say.table(made.problems)
    say.outputs(made.outputs)
    for path in made.outputs:
        say.line(f"已写出 {path}")
    verdict = "区县包可以使用" if made.ok else "区县包有错误，改好后再生成"
    say.line(f"{verdict}（查了设置和{len(made.templates)}个模板）。")
    return DONE if made.ok else PROBLEMS


def _shown(rows: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    from gongwen.terminal import width_of, wrapped

    shortened = []
    for key, value, source in rows:
        first, *more = wrapped(value, _WIDEST)
        shortened.append((key, f"{first}…" if more else first, source))
    headed = [("设置", "值", "来自"), *shortened]
    widths = [max(width_of(row[column]) for row in headed) for column in range(2)]
    for row in headed:
        padded = (text + " " * (width - width_of(text)) for text, width in zip(row, widths, strict=False))
        yield "  ".join((*padded, row[2])).rstrip()


def add_packs(command: Callable[..., Any]) -> None:
    """Arguments of ``new-pack`` and ``check-pack``."""
    start = command("new-pack", new_pack, "新建一个区县包文件夹：设置、名单、句式和 Word 模板各一份，改成自己的")
    start.add_argument("folder", metavar="文件夹", type=Path, help="新文件夹，如 我们的包")
    start.add_argument(
        "--from", dest="source", metavar="名称", default="ningbo-bairi", help="从哪个示例或区县包出发，默认 ningbo-bairi"
    )
    made = command("check-pack", check_pack, "检查区县包的设置、句式和全部模板，不用数据，一次列出全部问题")
    made.add_argument("pack", metavar="区县包", type=Path, help="区县包文件夹")
    made.add_argument("--show", action="store_true", help="列出实际生效的每项设置和它的来处")
    made.add_argument("--annotate", metavar="文件夹", type=Path, help="写出在错处加了批注的 Word 模板副本")
