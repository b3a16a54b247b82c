"""Marks of the template language where they do harm: not closed, full-width, with one brace, or where nothing is filled in."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from gongwen.model.problems import Problem, Severity
from gongwen.render.word.ooxml import parse_xml
from gongwen.render.word.package import Package

LEFT_OVER = re.compile(r"\{\s*[{%#｛％]|[%}#｝％]\s*\}|｛[｛{%％]|[%％｝}]｝|⟦块")
"""In finished text. One full-width brace alone is a character like any other; two, or one beside %, are a mistyped tag."""
_SINGLE = re.compile(r"[{｛]\s*(\w+)[\w.]*\s*[}｝]")


def single_braces(text: str, names: Container[str]) -> re.Match[str] | None:
    """``{ 标题 }``: a tag that lost a brace, told from other braces by the name in it."""
    return next((found for found in _SINGLE.finditer(text) if found[1] in names), None)


def out_of_reach(package: Package, file: str, besides: Container[str] = ()) -> Iterator[Problem]:
    """Tags in charts and SmartArt: nothing is filled in there. ``besides`` are parts that are filled otherwise."""
    for part, data in package.parts.items():
        if part.startswith(("word/charts/", "word/diagrams/")) and part.endswith(".xml") and part not in besides:
            text = "".join(str(piece) for piece in parse_xml(data).itertext())
            found = LEFT_OVER.search(text)
            if found:
                shown = text[found.start() : found.start() + 30]
                yield Problem(
                    Severity.ERROR, "template.left_over", f"标签“{shown}”写在图表或 SmartArt 里，不会换成内容",
                    "移到正文、表格或文本框里；图表用替代文字“图：名称”取数", file=file, place=part,
                )  # fmt: skip
