"""Arguments in, recipes called, problems printed, an exit code out.

0 done; 1 problems, an incomplete build, an unwritable output; 2 wrong arguments; 130 interrupted; 141 whoever
read the output has closed it; 70 our own bug.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from gongwen.desk_commands import add_desk, table_lines
from gongwen.errors import GongwenError, UsageError
from gongwen.pack_commands import add_packs

if TYPE_CHECKING:
    from gongwen.model.problems import Problem
    from gongwen.output import BuildResult

DONE, PROBLEMS, WRONG_ARGUMENTS, OUR_BUG, INTERRUPTED, CLOSED = 0, 1, 2, 70, 130, 141
DEMO_PERIOD = "2022-07"
BUILT_WITH = ".gongwen-pack"
"""Beside the manifest: the folder of the pack that a build used, for ``publish``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the console script and ``python -m gongwen``."""
    for stream in (sys.stdout, sys.stderr):
        # A C locale or a Windows code page cannot print Chinese; the bytes are UTF-8 whatever it says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # ``| head`` has seen enough; what is still held must not fail again at the exit
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return CLOSED
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
    except _WrongArguments as wrong:
        return wrong.told(sys.argv[1:] if arguments is None else arguments)
    if options.command is None:
        _parser().print_help()
        return DONE
    say = _Printer(options)
    try:
        code: int = options.run(options, say)
    except GongwenError as error:
        code = say.refused(error)
    except KeyboardInterrupt:
        say.note("已中断，没有留下写了一半的文件。")
        code = INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # the one place: whatever gets here is our bug, and is reported whole
        return say.bug(error)
    say.finish(code)
    return code


# -- commands ----------------------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace, say: _Printer) -> int:
    import gongwen as gw

    pack = gw.load_pack(options.pack)
    data = gw.read(options.data, pack=pack)
    result = gw.build(
        data,
        period=options.period,
        out=options.out,
        only=tuple(options.only or ()),
        number=options.number,
        dated=options.dated,
        as_of=options.as_of,
        previous=options.previous,
        final=options.final,
        strict=options.strict,
        progress=not say.quiet,
    )
    remember_pack(result.folder, options.pack)
    return say.built(result)


def _demo(options: argparse.Namespace, say: _Printer) -> int:
    import gongwen as gw

    folder = gw.sample()
    data = gw.read(folder / "data", pack=gw.load_pack(folder))
    result = gw.build(data, period=DEMO_PERIOD, out=options.out, progress=not say.quiet)
    return say.built(result)


def _publish(options: argparse.Namespace, say: _Printer) -> int:
    import gongwen as gw

    pack = options.pack or remembered_pack(options.folder)
    target = gw.publish(options.folder, pack=gw.load_pack(pack))
    say.line(f"已发布到 {target}，下一期的位次变化以它为准。")
    say.outputs([target])
    return DONE


def remember_pack(folder: Path, pack: Path) -> None:
    """Note beside the manifest which pack folder a build used; the manifest itself holds no local paths."""
    from gongwen.write.atomic import write_file

    write_file(folder / BUILT_WITH, str(pack.resolve()).encode("utf-8"))


def remembered_pack(folder: Path) -> Path:
    """The pack folder of an earlier build here. Raises UsageError where none is noted."""
    try:
        return Path((folder / BUILT_WITH).read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(f"{folder} 里没有记下用的哪个区县包", fix="加 --pack 指明") from None


def _doctor(options: argparse.Namespace, say: _Printer) -> int:
    import gongwen as gw

    lines = gw.doctor()
    for name, state, fine in lines:
        say.line(f"{'✓' if fine else '✗'} {name}：{state}")
    say.extra("checks", [{"name": name, "state": state, "ok": fine} for name, state, fine in lines])
    return DONE if all(fine for _, _, fine in lines) else PROBLEMS


def _fonts(options: argparse.Namespace, say: _Printer) -> int:
    from gongwen.api import prepare_fonts

    lines = prepare_fonts(say.line)
    for line in lines:
        say.line(line)
    say.extra("faces", list(lines))
    return DONE


# -- printing ----------------------------------------------------------------------------------------------------------


class _Printer:
    """Says things to a person, or gathers them for ``--json``: then stdout holds one object and nothing else."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._command = options.command
        self._json = options.json
        self.quiet = options.quiet or options.json
        colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._paint = {"error": "\033[31m", "warning": "\033[33m"} if colours else {}
        self._gathered: dict[str, Any] = {"problems": [], "outputs": [], "not_built": []}

    def line(self, text: str) -> None:
        """One line for a person."""
        if not self.quiet:
            print(text)

    def note(self, text: str) -> None:
        """One line beside the result."""
        print(text, file=sys.stderr)

    def extra(self, key: str, value: object) -> None:
        """Something only this command has, for ``--json``."""
        self._gathered[key] = value

    def outputs(self, paths: Iterable[Path]) -> None:
        """Files written."""
        self._gathered["outputs"] += [str(path) for path in paths]

    def problems(self, problems: Iterable[Problem]) -> None:
        """Every problem, errors first."""
        order = {"error": 0, "warning": 1, "info": 2}
        for problem in sorted(problems, key=lambda item: order[item.severity]):
            self._gathered["problems"].append(problem.to_dict())
            if not self._json and not (self.quiet and problem.severity == "info"):
                paint = self._paint.get(problem.severity, "")
                print(f"{paint}{problem.line()}{self._paint and chr(27) + '[0m' if paint else ''}", file=sys.stderr)

    def table(self, problems: Sequence[Problem]) -> None:
        """Every problem as an aligned table with its counts: what ``check`` is asked for, so on stdout."""
        self._gathered["problems"] += [problem.to_dict() for problem in problems]
        if not self._json:
            shown = [problem for problem in problems if not (self.quiet and problem.severity == "info")]
            for line in table_lines(shown, self._painted):
                print(line)

    def _painted(self, text: str, level: str) -> str:
        paint = self._paint.get(level, "")
        return f"{paint}{text}\033[0m" if paint else text

    def built(self, result: BuildResult) -> int:
        """The end of a build: what lies where, what is missing, what to look at."""
        self.problems(result.problems)
        self.outputs(result.outputs)
        self._gathered["not_built"] = [dict(entry) for entry in result.not_built]
        for path in result.outputs:
            self.line(f"已生成 {path}")
        for entry in result.not_built:
            self.note(f"未生成 {entry['product']}（{entry['format']}）：{entry['reason']}")
        return DONE if result.ok else PROBLEMS

    def refused(self, error: GongwenError) -> int:
        """A refusal: one sentence, then every problem."""
        if not error.problems:
            self._gathered["problems"].append(_problem("usage.refused", error.message, error.fix))
        if not self._json:
            self.note(error.sentence)
        self.problems(error.problems)
        return PROBLEMS

    def bug(self, error: Exception) -> int:
        """Our own mistake: a report file, no traceback on the screen."""
        import tempfile
        import traceback

        from gongwen import __version__

        with tempfile.NamedTemporaryFile(
            "w", prefix="gongwen-report-", suffix=".txt", delete=False, encoding="utf-8"
        ) as report:
            report.write(f"gongwen {__version__}　Python {sys.version}\n命令：{sys.argv[1:]}\n\n")
            traceback.print_exception(error, file=report)
        self.note(
            f"程序自身出错（{type(error).__name__}），没有留下写了一半的文件。报告在 {report.name}，请发给开发者。"
        )
        self.finish(OUR_BUG)
        return OUR_BUG

    def finish(self, code: int) -> None:
        """Print the JSON object, where one was asked for."""
        if self._json:
            _print_answer(self._command, code, self._gathered)


def _print_answer(command: str | None, code: int, gathered: Mapping[str, Any]) -> None:
    answer = {"schema": 1, "command": command, "ok": code == DONE, "exit": code, **gathered}
    print(json.dumps(answer, ensure_ascii=False))


def _problem(code: str, message: str, fix: str) -> dict[str, str]:
    from gongwen.model.problems import Problem, Severity

    return Problem(Severity.ERROR, code, message, fix).to_dict()


# -- arguments ---------------------------------------------------------------------------------------------------------


class _WrongArguments(Exception):
    """Arguments that no command takes; what was asked for is known from the words alone."""

    def told(self, arguments: Sequence[str]) -> int:
        """Say it, to a person or as the one JSON object; the exit code."""
        message, program = self.args
        fix = f"用 {program} --help 看用法"
        if "--json" in arguments:
            command = program.partition(" ")[2] or None
            problems = [_problem("usage.arguments", message, fix)]
            _print_answer(command, WRONG_ARGUMENTS, {"problems": problems, "outputs": [], "not_built": []})
        else:
            print(f"{message}\n{fix}。", file=sys.stderr)
        return WRONG_ARGUMENTS


class _Parser(argparse.ArgumentParser):
    """argparse whose refusals are Chinese and end with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Wrong arguments only."""
        words = {
            "the following arguments are required: ": "缺少参数：",
            "unrecognized arguments: ": "不认识的参数：",
            "invalid choice: ": "没有这个命令：",
            "expected one argument": "后面要有一个值",
            "expected at least one argument": "后面至少要有一个值",
            "argument ": "参数 ",
            "invalid int value: ": "不是整数：",
            "choose from": "可用",
        }
        for english, chinese in words.items():
            message = message.replace(english, chinese)
        raise _WrongArguments(message, self.prog)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，写成 2022-08-05") from None


def _period(text: str) -> str:
    from gongwen.model.issue import PERIOD_FORMS
    from gongwen.model.period import Period

    try:
        return Period.parse(text).code
    except ValueError:
        raise argparse.ArgumentTypeError(f"不认识的期间“{text}”，写成 {PERIOD_FORMS}") from None


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}”不是期号，写 1、2、3……")
    return int(text)


def _parser() -> _Parser:
    parser = _Parser(prog="gongwen", description="从结构化数据生成晾晒表、专班简报、通报等政府报告。", add_help=False)
    _common(parser)
    parser.add_argument("--version", action="version", version=_version(), help="版本")
    parser.set_defaults(json=False, quiet=False)
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")
    _add_demo(commands)
    _add_build(commands)
    _add_rest(commands)
    return parser


def _version() -> str:
    from gongwen import __version__

    return f"gongwen {__version__}"


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示用法")


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace, _Printer], int], help: str) -> Any:
    command = commands.add_parser(name, help=help, description=help, add_help=False)
    _common(command)
    command.add_argument("--json", action="store_true", help="结果以一个 JSON 对象印在标准输出")
    command.add_argument("--quiet", action="store_true", help="只印错误和提醒")
    command.set_defaults(run=run)
    return command


def _add_demo(commands: Any) -> None:
    demo = _command(commands, "demo", _demo, "生成随包的宁波“百日攻坚”示例")
    demo.add_argument("-o", "--out", metavar="文件夹", default="out", type=Path, help="输出文件夹，默认 out")


def _add_build(commands: Any) -> None:
    build = _command(commands, "build", _build, "生成区县包声明的全部产品和 manifest.json；不加 --final 为草稿")
    build.add_argument("pack", metavar="区县包", type=Path, help="区县包文件夹")
    build.add_argument("--data", metavar="文件夹", required=True, type=Path, help="数据文件夹")
    build.add_argument("--period", metavar="期间", required=True, type=_period, help="如 2022-07")
    build.add_argument("-o", "--out", metavar="文件夹", required=True, type=Path, help="输出文件夹")
    build.add_argument("--only", metavar="产品", nargs="+", help="只生成这些产品")
    build.add_argument("--number", metavar="期号", type=_positive, help="期号、发文字号中的序号")
    build.add_argument("--dated", metavar="日期", type=_day, help="成文日期，如 2022-08-05")
    build.add_argument("--as-of", metavar="日期", type=_day, help="月中各表的截止日，如 2022-07-20")
    build.add_argument("--previous", metavar="文件夹", type=Path, help="上期已发布的文件夹，位次变化以它为准")
    build.add_argument("--final", action="store_true", help="定稿：要有期号、日期，不许有待补")
    build.add_argument("--strict", action="store_true", help="提醒也当作错误")


def _add_rest(commands: Any) -> None:
    add_desk(partial(_command, commands), _period, _day)
    add_packs(partial(_command, commands))
    publish = _command(commands, "publish", _publish, "把定稿复制到区县包的 published_dir，作为下期比较的依据，不覆盖")
    publish.add_argument("folder", metavar="文件夹", type=Path, help="gongwen build --final 的输出文件夹")
    publish.add_argument("--pack", metavar="区县包", type=Path, help="区县包文件夹，默认是生成时用的那个")
    _command(commands, "doctor", _doctor, "检查字体、PDF 组件和版本，说明缺什么、怎么装")
    _command(commands, "fonts", _fonts, "准备 PDF 用的替代字体（放在用户缓存，不装进系统）")
