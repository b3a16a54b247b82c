"""What a template may say, decided on its syntax tree before anything runs.

Allowed: names, attributes, constant subscripts, ``for`` (a few levels), ``if``, comparisons, and/or/not, listed
filters and tests. Block templates (HTML) may also extend one literal template, define blocks and call super().
No arithmetic, no calls, no include, import, macro or set: a template arranges settled text, it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

import jinja2
from jinja2 import nodes

from gongwen.phrasing.environment import LOOP_ATTRIBUTES, make_environment
from gongwen.phrasing.filters import FILTERS, TESTS

MAX_LOOP_DEPTH = 4
"""专栏案例 → 各节 → 段落 needs three."""

_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Getattr, nodes.Getitem, nodes.Filter,
    nodes.Test, nodes.Tuple,
)  # fmt: skip
_BLOCKS = (nodes.Extends, nodes.Block, nodes.Call)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a template must not say."""

    line: int
    message: str
    fix: str = ""


def check_template(source: str, *, name: str = "", allow_blocks: bool = False) -> tuple[Fault, ...]:
    """Every fault of a template, without running it; empty when it may run.

    ``name`` is only for Jinja's own syntax messages. Full-width look-alikes of the braces are faults too: they
    would be printed.
    """
    faults = list(_look_alikes(source))
    try:
        tree = make_environment().parse(source, name or None)
    except jinja2.TemplateSyntaxError as error:
        return (*faults, _syntax_fault(error))
    faults += _walk(tree, allow_blocks=allow_blocks, depth=0)
    return tuple(sorted(faults, key=lambda fault: fault.line))


def names_used(source: str) -> frozenset[str]:
    """The variables a template wants from outside (its loop variables excluded)."""
    from jinja2 import meta

    return frozenset(meta.find_undeclared_variables(make_environment().parse(source)))


def printed_paths(source: str) -> frozenset[str]:
    """Where the texts come from that a template prints, or asks for to print them: 附件.标题 for
    ``{% for 附 in 附件 %}{{ 附.标题 }}``. What it only compares (``附.纸张 == "A3"``) is not printed.

    >>> sorted(printed_paths("{% for 附 in 附件 %}{% if 附.纸张 == 'A3' %}{{ 附.标题 }}{% endif %}{% endfor %}{{ 署名 }}"))
    ['署名', '附件.标题']
    """
    return frozenset(_printed(make_environment().parse(source), {}))


def _printed(node: nodes.Node, loops: dict[str, str]) -> Iterator[str]:
    """The paths under a node; ``loops``: loop variable → the list it runs over."""
    match node:
        case nodes.Compare():
            return
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            yield _path(node, loops)
        case nodes.For():
            names = {name.name: _path(node.iter, loops) for name in (node.target, *node.target.iter_child_nodes())
                     if isinstance(name, nodes.Name)}  # fmt: skip
            for child in (*node.body, *node.else_):
                yield from _printed(child, loops | names)
        case _:
            for child in node.iter_child_nodes():
                yield from _printed(child, loops)


def _path(node: nodes.Node, loops: dict[str, str]) -> str:
    """The dotted path that an expression starts from; the items of a list share its path."""
    match node:
        case nodes.Name(name=name):
            return loops.get(name, name)
        case nodes.Getattr(attr=key) | nodes.Getitem(arg=nodes.Const(value=str() as key)):
            return f"{_path(node.node, loops)}.{key}"
    return next((_path(child, loops) for child in node.iter_child_nodes()), "")


def _look_alikes(source: str) -> Iterator[Fault]:
    for number, line in enumerate(source.splitlines(), start=1):
        for wrong, right in (
            ("｛｛", "{{"),
            ("｝｝", "}}"),
            ("｛%", "{%"),
            ("%｝", "%}"),
            ("｛％", "{%"),
            ("{％", "{%"),
        ):
            if wrong in line:
                yield Fault(number, f"全角符号“{wrong}”会原样印出", f"改为半角“{right}”")


def _walk(node: nodes.Node, *, allow_blocks: bool, depth: int) -> Iterator[Fault]:
    for fault in _fault_of(node, allow_blocks=allow_blocks, depth=depth):
        yield fault if fault.line else replace(fault, line=1)  # Jinja gives some nodes no line
    deeper = depth + isinstance(node, nodes.For)
    for child in node.iter_child_nodes():
        yield from _walk(child, allow_blocks=allow_blocks, depth=deeper)


def _fault_of(node: nodes.Node, *, allow_blocks: bool, depth: int) -> Iterator[Fault]:
    allowed = _PLAIN + (_BLOCKS if allow_blocks else ())
    if not isinstance(node, allowed):
        yield Fault(node.lineno, f"模板中不能使用 {type(node).__name__}", "只用变量、for、if 和列出的过滤器")
        return
    match node:
        case nodes.Name(name=name) if name.startswith("_"):
            yield Fault(node.lineno, f"名称“{name}”不能以下划线开头")
        case nodes.Getattr(attr=attribute) if not _safe_attribute(node, attribute):
            yield Fault(node.lineno, f"不能读取“.{attribute}”")
        case nodes.Getitem(arg=nodes.Const(value=str() as key)) if key.startswith("_"):
            yield Fault(node.lineno, f"不能读取“{key}”")
        case nodes.Getitem(arg=argument) if not isinstance(argument, nodes.Const):
            yield Fault(node.lineno, "方括号中只能写固定的名称或序号")
        case nodes.Filter(name=name) if name not in FILTERS:
            yield Fault(node.lineno, f"没有过滤器“{name}”", _nearest(name, list(FILTERS)))
        case nodes.Test(name=name) if name not in (*TESTS, "none"):
            yield Fault(node.lineno, f"没有判断“{name}”", _nearest(name, [*TESTS, "none"]))
        case nodes.For() if depth >= MAX_LOOP_DEPTH:
            yield Fault(node.lineno, f"for 最多套 {MAX_LOOP_DEPTH} 层")
        case nodes.For(recursive=True):
            yield Fault(node.lineno, "for 不能递归")
        case nodes.Extends(template=template) if not isinstance(template, nodes.Const):
            yield Fault(node.lineno, "extends 后只能写固定的模板文件名")
        case nodes.Call(node=nodes.Name(name="super")) if not (node.args or node.kwargs):
            return
        case nodes.Call():
            yield Fault(node.lineno, "模板中不能调用函数")


def _safe_attribute(node: nodes.Getattr, attribute: str) -> bool:
    if isinstance(node.node, nodes.Name) and node.node.name == "loop":
        return attribute in LOOP_ATTRIBUTES
    return not attribute.startswith("_")


def _syntax_fault(error: jinja2.TemplateSyntaxError) -> Fault:
    message = error.message or ""
    if "Unexpected end of template" in message or "was looking for" in message:
        return Fault(error.lineno, "标签没有配对：缺少 endfor 或 endif", "检查每个 for、if 都有对应的结束标签")
    if "Encountered unknown tag" in message:
        tag = message.split("'")[1] if "'" in message else ""
        return Fault(error.lineno, f"不认识的标签“{tag}”", "只能用 for、if、elif、else、endfor、endif")
    return Fault(error.lineno, f"模板语法有误（{message}）", "检查花括号、引号是否成对、是否为半角")


def _nearest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.3)
    return f"是否想写“{close[0]}”？" if close else "可用：" + "、".join(known)
