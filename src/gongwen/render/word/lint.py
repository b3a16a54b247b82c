"""A Word template read without data: every fault in one run, each with its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import jinja2
from jinja2 import nodes

from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity
from gongwen.phrasing.allowlist import MAX_LOOP_DEPTH, check_template
from gongwen.phrasing.environment import make_environment
from gongwen.render.word.bound import drawn_charts
from gongwen.render.word.marks import out_of_reach, single_braces
from gongwen.render.word.ooxml import NS, parse_xml, q
from gongwen.render.word.package import Package
from gongwen.render.word.places import Placed, paragraphs, text_parts
from gongwen.render.word.preflight import open_template

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STRAY = re.compile(r"[{｛]\s*[{｛%％#]|[%％#}｝]\s*[}｝]")
_FIGURE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?%?")
_CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_BLOCK = "⟦块"
"""How the value of a table, chart or photograph begins."""
_BLOCK_STYLES = ("公文表格", "表头文字", "表格文字")


class _Unknown:
    """A value whose shape is not known: anything may be read from it."""


UNKNOWN = _Unknown()


@dataclass(slots=True)
class _Open:
    """A for or if that waits for its end."""

    word: str
    tag: str
    place: str
    names: dict[str, object] = field(default_factory=dict)


def lint_template(
    data: bytes, known: Mapping[str, object], *, file: str = "", charts: Sequence[str] | None = None
) -> tuple[Problem, ...]:
    """Every fault of a template, in reading order; empty when it may be used.

    ``known`` gives the variables by name with a sample value each, so that names inside lists are checked too; an
    empty tuple or None stands for an unknown shape. ``charts`` are the names that drawn charts may be bound to, None
    where they are not known.
    """
    try:
        package = open_template(data, file)
    except TemplateError as error:
        return error.problems
    found: list[Problem] = []
    for part, label in text_parts(package):
        reader = PartReader(known, file, label)
        found += reader.read(list(paragraphs(parse_xml(package.parts[part]), label)))
    found += _style_faults(package, file)
    found += _chart_faults(package, file, charts)
    found += out_of_reach(package, file, _bound_parts(package))
    return tuple(found)


def _bound_parts(package: Package) -> frozenset[str]:
    """Charts that take data: their title becomes the chart's own."""
    targets = {number: target for _, target, number in package.relations(package.main_part)}
    drawn = drawn_charts(parse_xml(package.parts[package.main_part]))
    return frozenset(targets.get(relation, "") for _, relation, name in drawn if name)


def text_of(data: bytes) -> str:
    """All text of a template, tags included; empty where it may not be opened."""
    try:
        package = open_template(data, "")
    except TemplateError:
        return ""
    parts = (paragraphs(parse_xml(package.parts[part]), label) for part, label in text_parts(package))
    return "\n".join(placed.text for placed_in in parts for placed in placed_in)


def untraced_figures(paragraph: Placed, file: str) -> Iterator[Problem]:
    """A figure typed into the template: it would be printed whatever the data say."""
    figure = _FIGURE.search(_TAG.sub("", paragraph.text))
    if figure:
        message = f"“{paragraph.text.strip()[:40]}”里写死了数字“{figure.group()}”，不会随数据变"
        fix = "数字用变量；确属固定文字（文件名、标准号）的可以保留"
        yield Problem(Severity.WARNING, "template.untraced_figure", message, fix, file=file, place=paragraph.place)


class PartReader:
    """Walks through one part's paragraphs, keeping track of open loops and conditions."""

    def __init__(self, known: Mapping[str, object], file: str, label: str) -> None:
        self._known, self._file, self._label = known, file, label
        self._stack: list[_Open] = []
        self._found: list[Problem] = []

    def read(self, placed: list[Placed]) -> list[Problem]:
        """Every problem of the part."""
        for paragraph in placed:
            self._paragraph(paragraph)
        for waiting in self._stack:
            word = "endfor" if waiting.word == "for" else "endif"
            self._fault(waiting.place, f"“{waiting.tag}”没有结束标签", f"在它后面补上 {{%p {word} %}}")
        return self._found

    def _fault(self, place: str, message: str, fix: str, code: str = "template.syntax") -> None:
        self._found.append(Problem(Severity.ERROR, code, message, fix, file=self._file, place=place))

    def _paragraph(self, paragraph: Placed) -> None:
        text = paragraph.text
        tags = _TAG.findall(text)
        rest = _TAG.sub("", text)
        stray = _STRAY.search(rest) or single_braces(rest, self._known)
        if stray:
            fix = "检查花括号是否成对、是否为半角、中间有没有空格"
            self._fault(paragraph.place, f"“{text.strip()[:40]}”中的“{stray.group()}”不成标签", fix)
        for tag in tags:
            self._tag(tag, paragraph, rest)
        if self._label == "正文":
            self._found += untraced_figures(paragraph, self._file)

    def _tag(self, tag: str, paragraph: Placed, rest: str) -> None:
        plain = tag.translate(_CURLY)
        place = paragraph.place
        if plain.startswith("{#"):
            return
        if plain.startswith("{{"):
            value = self._expression(re.sub(r"^\{\{(p|r|tr|tc)(?=\s)", "{{", plain), tag, place)
            if plain.startswith("{{p") or (isinstance(value, str) and value.startswith(_BLOCK)):
                self._alone(tag, paragraph, rest)
            return
        match = re.match(r"\{%-?\s*(?:(p|tr|tc|r)(?=\s))?\s*(\w+)", plain)
        level, word = (match.group(1) or "", match.group(2)) if match else ("", "")
        self._level(level, paragraph, rest, tag)
        body = re.sub(r"^\{%-?\s*(p|tr|tc|r)(?=\s)", "{%", plain)
        if word in ("for", "if"):
            self._begin(word, body, tag, place)
        elif word in ("elif", "else"):
            self._middle(word, body, tag, place)
        elif word in ("endfor", "endif"):
            self._end(word, tag, place)
        elif word not in ("vm", "colspan", "cellbg"):
            self._fault(place, f"不认识的标签“{tag}”", "只能用 for、if、elif、else、endfor、endif")

    def _alone(self, tag: str, paragraph: Placed, rest: str) -> None:
        """A table, chart or photograph takes its paragraph's place."""
        others = [other for other in _TAG.findall(paragraph.text) if other.startswith("{{")]
        loop = re.search(r"\{%-?\s*for\b", paragraph.text)
        if rest.strip() or len(others) > 1 or loop:
            beside = rest.strip()[:20] or (loop.group() if loop else others[others[0] == tag])
            message, fix = f"表、图、照片要独占一段：“{tag}”旁边有“{beside}”", f"把“{tag}”单独放在一段里，前后不写别的"
            self._fault(paragraph.place, message, fix, "template.block_alone")
        self._pictured(tag, paragraph)

    def _pictured(self, tag: str, paragraph: Placed) -> None:
        """What hangs on a paragraph that is taken out or replaced goes with it."""
        breaks = paragraph.element.iterfind(".//w:br[@w:type='page']", NS)
        drawn = next(paragraph.element.iter(q("w:drawing"), q("w:pict"), q("w:object")), None)
        what = "图形或文本框" if drawn is not None else "分页符" if next(breaks, None) is not None else ""
        if what:
            message = f"“{tag}”所在的段还有{what}，会一起消失"
            self._fault(paragraph.place, message, f"把{what}移到别的段", "template.text_beside_tag")

    def _level(self, level: str, paragraph: Placed, rest: str, tag: str) -> None:
        if level in ("tr", "tc") and next(paragraph.element.iterancestors(q("w:tc")), None) is None:
            self._fault(paragraph.place, f"“{tag}”不在表格里", "行标签 {%tr %} 只能写在表格的一行中；段落用 {%p %}")
            return
        where, text = {"tr": ("行", "w:tr"), "tc": ("格", "w:tc")}.get(level, ("段", ""))
        around = next(paragraph.element.iterancestors(q(text)), None) if text else None
        if around is not None:
            rest = "".join(item.text or "" for item in around.iter(q("w:t"))).replace(tag, "", 1)
        if level == "p":
            self._pictured(tag, paragraph)
        if level in ("p", "tr", "tc") and rest.strip():
            message = f"“{tag}”所在的{where}还有别的文字“{rest.strip()[:20]}”，会一起消失"
            self._fault(paragraph.place, message, f"把这个标签单独放在一{where}", "template.text_beside_tag")

    def _begin(self, word: str, body: str, tag: str, place: str) -> None:
        waiting = _Open(word, tag, place)
        tree = self._parse(body + ("{% endfor %}" if word == "for" else "{% endif %}"), tag, place)
        if tree is not None:
            loop = next(tree.find_all(nodes.For), None)
            if loop is not None:
                items = self._names(loop.iter, place)
                if isinstance(items, (str, bool, Mapping)):
                    self._fault(place, f"“{tag}”里的不是一组，不能逐项输出", "for 后面写成组的变量，见说明中的变量表")
                if sum(opened.word == "for" for opened in self._stack) >= MAX_LOOP_DEPTH:
                    self._fault(place, f"“{tag}”：for 最多套 {MAX_LOOP_DEPTH} 层", "少套一层")
                waiting.names = {"loop": UNKNOWN, **_targets(loop.target, _item(items))}
            else:
                for node in tree.find_all(nodes.If):
                    self._names(node.test, place)
        self._stack.append(waiting)

    def _middle(self, word: str, body: str, tag: str, place: str) -> None:
        if not self._stack or (word == "elif" and self._stack[-1].word != "if"):
            self._fault(place, f"“{tag}”前面没有对应的 if", "检查标签的次序")
        elif word == "elif":
            tree = self._parse("{% if true %}" + body + "{% endif %}", tag, place)
            for node in tree.find_all(nodes.If) if tree is not None else ():
                self._names(node.test, place)

    def _end(self, word: str, tag: str, place: str) -> None:
        if not self._stack:
            self._fault(place, f"“{tag}”前面没有对应的开始标签", "删去它，或补上开始标签")
            return
        opened = self._stack.pop()
        if word != f"end{opened.word}":
            self._fault(place, f"“{tag}”与“{opened.tag}”（{opened.place}）不配对", f"这里应是 end{opened.word}")

    def _expression(self, source: str, tag: str, place: str) -> object:
        """Check what is printed; its value as far as it is known."""
        tree = self._parse(source, tag, place)
        output = next(tree.find_all(nodes.Output), None) if tree is not None else None
        values = [self._names(item, place) for item in output.nodes] if output is not None else []
        value = values[0] if len(values) == 1 else UNKNOWN
        if isinstance(value, (bool, tuple, Mapping)):
            kind = "一个是非，只用在 if 里" if isinstance(value, bool) else "一组内容，不是一段文字"
            fix = "改为 {%p if … %}" if isinstance(value, bool) else "用 for 逐项输出，或写到具体的一项"
            self._fault(place, f"“{tag}”是{kind}", fix)
        return value

    def _parse(self, source: str, tag: str, place: str) -> nodes.Template | None:
        faults = check_template(source)
        for fault in faults:
            self._fault(place, f"“{tag}”：{fault.message}", fault.fix or "改写这个标签")
        try:
            return None if faults else make_environment().parse(source)
        except jinja2.TemplateSyntaxError:
            return None

    def _names(self, node: nodes.Node, place: str) -> object:
        """Check every name under an expression; the value of the expression as far as it is known."""
        if isinstance(node, nodes.Name):
            return self._name(node.name, place)
        if isinstance(node, nodes.Getattr):
            return self._read(self._names(node.node, place), node.attr, place)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            value = self._names(node.node, place)
            return self._read(value, node.arg.value, place) if isinstance(node.arg.value, str) else _item(value)
        for below in node.iter_child_nodes():
            self._names(below, place)
        return UNKNOWN

    def _name(self, name: str, place: str) -> object:
        for opened in reversed(self._stack):
            if name in opened.names:
                return opened.names[name]
        if name in self._known:
            value = self._known[name]
            return UNKNOWN if value is None or value == () else value
        local = [n for opened in self._stack for n in opened.names if n != "loop"]
        self._fault(place, f"没有名为“{name}”的变量", _nearest(name, [*self._known, *local]), "template.unknown_name")
        return UNKNOWN

    def _read(self, value: object, key: str, place: str) -> object:
        if not isinstance(value, Mapping):
            return UNKNOWN
        if key in value:
            found = value[key]
            return UNKNOWN if found is None or found == () else found
        self._fault(place, f"没有名为“.{key}”的内容", _nearest(key, list(value)), "template.unknown_name")
        return UNKNOWN


def _item(value: object) -> object:
    """One item of a list, with the keys of all of them."""
    if not isinstance(value, tuple) or not value:
        return UNKNOWN
    if all(isinstance(item, Mapping) for item in value):
        merged: dict[str, object] = {}
        for item in value:
            merged |= {key: found for key, found in item.items() if found not in (None, ()) or key not in merged}
        return merged
    return value[0]


def _targets(target: nodes.Node, item: object) -> dict[str, object]:
    if isinstance(target, nodes.Name):
        return {target.name: item}
    return {node.name: UNKNOWN for node in target.find_all(nodes.Name)}


def _nearest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.3)
    return f"是否想写“{close[0]}”？" if close else "可用：" + "、".join(known)


def _chart_faults(package: Package, file: str, charts: Sequence[str] | None) -> Iterator[Problem]:
    """Drawn charts that nothing fills, or that are bound to a name nobody has."""
    tree = parse_xml(package.parts[package.main_part])
    places = {placed.element: placed.place for placed in paragraphs(tree, "正文")}
    for drawing, relation, name in drawn_charts(tree):
        place = next((places[item] for item in drawing.iterancestors(q("w:p")) if item in places), "正文")
        if not name:
            message = "模板里画的图没有写明用哪些数据，会一直印着模板里的数"
            fix = "右键图表→“编辑替代文字”，写“图：”加图的名称；示意图可以不管"
            yield Problem(Severity.WARNING, "template.unbound_chart", message, fix, file=file, place=place)
        elif not relation:
            message, fix = f"替代文字“图：{name}”写在了不是图表的东西上", "写在 Word 的图表上（插入→图表）"
            yield Problem(Severity.ERROR, "template.chart", message, fix, file=file, place=place)
        elif charts is not None and name not in charts:
            message = f"替代文字“图：{name}”没有对应的图"
            yield Problem(
                Severity.ERROR, "template.chart", message, _nearest(name, list(charts)), file=file, place=place
            )


def _style_faults(package: Package, file: str) -> Iterator[Problem]:
    main = package.main_part
    part = next((target for kind, target, _ in package.relations(main) if kind.endswith("/styles")), "")
    tree = parse_xml(package.parts[main])
    styles = parse_xml(package.parts[part]).findall(q("w:style")) if part in package.parts else []
    ids = {style.get(q("w:styleId")) for style in styles}
    names = {name.get(q("w:val")) for style in styles for name in style.findall(q("w:name"))}
    for kind in ("w:pStyle", "w:rStyle", "w:tblStyle"):
        for used in sorted({item.get(q("w:val"), "") for item in tree.iter(q(kind))} - ids):
            message, fix = f"用到的样式“{used}”不在模板里", "在 Word 中重新应用一个已有的样式"
            yield Problem(Severity.WARNING, "template.missing_style", message, fix, file=file, place="正文")
    if any("{{p" in "".join(t.text or "" for t in p.iterfind(".//w:t", NS)) for p in tree.iter(q("w:p"))):
        for name in _BLOCK_STYLES:
            if name not in names:
                message = f"模板里没有样式“{name}”，表格将用内置的字体和线条"
                yield Problem(
                    Severity.INFO, "template.missing_style", message, f"新建名为“{name}”的样式", file=file, place="正文"
                )
