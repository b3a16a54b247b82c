"""A Document and a district's Word template in, a finished .docx out, proven complete.

The steps: preflight, allow-list, rendering, blocks, layout, watermark, proof, properties. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from lxml import etree

from gongwen.assets import find_template, is_shipped
from gongwen.errors import TemplateError
from gongwen.guard.worker import Stopped, run_limited
from gongwen.model.document import Document, Rendered
from gongwen.model.problems import Problem, Severity
from gongwen.render.word.blocks import Placer, drawn_texts
from gongwen.render.word.bound import bind_charts
from gongwen.render.word.clean import clean
from gongwen.render.word.engine import Filled, fill_part
from gongwen.render.word.layout import arrange, name_faces, turn_page
from gongwen.render.word.lint import PartReader, lint_template
from gongwen.render.word.marks import out_of_reach
from gongwen.render.word.ooxml import parse_xml, q, serialize
from gongwen.render.word.package import Package
from gongwen.render.word.places import paragraphs, text_parts
from gongwen.render.word.preflight import open_template
from gongwen.render.word.proof import left_over, lost_in_order, never_printed, visible_text
from gongwen.render.word.values import Values, prepare, token
from gongwen.render.word.variables import KINDS, known_values
from gongwen.render.word.watermark import add_watermark


def render_docx(document: Document, folders: Sequence[Path]) -> Rendered:
    """Render ``<folder>/docx/<document.template>``, the first that exists in ``folders``; a pack's own in the limited
    process.

    Raises TemplateError when the template is missing, unsafe or wrong, or when a value did not reach the page;
    OutputError when a photo cannot be used. Same document and template, same bytes.
    """
    name = document.template
    path = find_template(name, folders)
    if path is None:
        places = "、".join((folder / "docx").as_posix() for folder in folders)
        problem = Problem(Severity.ERROR, "template.missing", f"没有找到 Word 模板 {name}", f"放进 {places}", file=name)
        raise TemplateError("没有找到模板", [problem])
    data = path.read_bytes()
    if is_shipped(path):
        return render_template(document, data)
    try:
        rendered: Rendered = run_limited("fill", replace(document, figures={}), data)
    except Stopped as stopped:
        fix = "检查模板里的循环和套了很多层的标签"
        problem = Problem(Severity.ERROR, "template.refused", str(stopped), fix, file=name)
        raise TemplateError(f"模板 {name} 有误", [problem]) from stopped
    return replace(rendered, is_foreign=True)


def render_foreign(document: Document, data: bytes) -> Rendered:
    """:func:`render_template` for a template that nobody tested: what checking it without data refuses, is refused."""
    known = known_values(tuple(variable for kind in KINDS.values() for variable in kind))
    fields = {name: known.get(name, value) for name, value in prepare(document.fields).context.items()}
    found = lint_template(data, fields, file=document.template)
    _refuse((problem for problem in found if problem.severity is Severity.ERROR), document.template)
    return render_template(document, data)


def cut_structure(data: bytes, known: Mapping[str, object], file: str) -> tuple[Problem, ...]:
    """What only filling shows of a template without faults: tags that cut a table or a paragraph in two."""
    package = open_template(data, file)
    clean(package)
    found: list[Problem] = []
    # Conditions met and not met, lists with something in them and without: each branch is run where that decides it.
    for trial in (known, {k: _emptied(v, 1) for k, v in known.items()}, {k: _emptied(v, 0) for k, v in known.items()}):
        for part, label in text_parts(package):
            try:
                fill_part(package.parts[part], label, dict(trial), file=file)
            except TemplateError as error:
                found += (problem for problem in error.problems if problem.code == "template.structure")
    return tuple({problem.place: problem for problem in found}.values())


def _emptied(value: object, depth: int) -> object:
    if isinstance(value, tuple):
        return tuple(_emptied(item, depth - 1) for item in value) if depth else ()
    if isinstance(value, Mapping):
        return {key: _emptied(item, 0) for key, item in value.items()}
    return False if isinstance(value, bool) else ""


def render_template(document: Document, data: bytes) -> Rendered:
    """Render from the template's bytes, here and now; see :func:`render_docx`."""
    package = open_template(data, document.template)
    clean(package)
    values = prepare(document.fields)
    main = package.main_part
    noticed = _read_over(package.parts[main], document.template)
    _refuse((problem for problem in noticed if problem.severity is Severity.ERROR), document.template)
    filled = _fill(package, values, document.template)
    tree = filled[main].tree if main in filled else parse_xml(package.parts[main])
    bound = bind_charts(package, main, tree, values.blocks, document.properties, document.template)
    _refuse(_text_problems(filled, values, document, bound), document.template)
    if document.fields.get("横排") is True or document.fields.get("纸张") == "A3":
        turn_page(tree, str(document.fields.get("纸张", "A4")))
    placer = Placer(package, main, document, _styles(package, main))
    placer.placed += bound
    placer.place_all(tree, values.blocks)
    placer.problems += arrange(tree, placer.styles, document.name)
    if document.watermark:
        add_watermark(package, main, tree, document.watermark, document.faces)
    _number_drawings(tree)
    package.parts[main] = serialize(tree)
    name_faces(package, document.faces)
    _refuse(_final_problems(package, tree, placer, values, document), document.template)
    package.set_properties(document.properties)
    return Rendered(package.to_bytes(), "docx", (*noticed, *placer.problems))


@lru_cache(maxsize=8)
def _read_over(data: bytes, file: str) -> tuple[Problem, ...]:
    """What only reading shows: figures typed into the template, words that vanish with the tag beside them."""
    found = PartReader({}, file, "正文").read(list(paragraphs(parse_xml(data), "正文")))
    return tuple(p for p in found if p.code in ("template.untraced_figure", "template.text_beside_tag"))


def _fill(package: Package, values: Values, file: str) -> dict[str, Filled]:
    found: dict[str, Filled] = {}
    for part, label in text_parts(package):
        filled = fill_part(package.parts[part], label, values.context, file=file)
        if filled is not None:
            found[part] = filled
            if part != package.main_part:
                package.parts[part] = serialize(filled.tree)
    return found


def _text_problems(
    filled: dict[str, Filled], values: Values, document: Document, bound: tuple[int, ...]
) -> Iterator[Problem]:
    file, drawn = document.template, frozenset(token(number) for number in bound)
    for part in filled.values():
        yield from lost_in_order(part, "正文", file)
    yield from never_printed(values.context, tuple(filled.values()), file, drawn)


def _final_problems(
    package: Package, tree: etree._Element, placer: Placer, values: Values, document: Document
) -> Iterator[Problem]:
    """What a reader would miss: a tag left in any part, a table's cell that is not there."""
    file = document.template
    for part, label in text_parts(package):
        ready = tree if part == package.main_part else parse_xml(package.parts[part])
        yield from left_over(ready, label, file, values.context)
    yield from out_of_reach(package, file)
    text = visible_text(tree)
    charts = "".join(data.decode("utf-8") for name, data in package.parts.items() if name.startswith("word/charts/"))
    charts += "".join(placer.drawings)
    for number in placer.placed:
        for piece in drawn_texts(values.blocks[number]):
            if piece.replace("\n", "") not in text.replace("\n", "") and _escaped(piece) not in charts:
                message = f"表或图中的“{piece[:40]}”没有出现在生成的文件里"
                yield Problem(Severity.ERROR, "document.lost_text", message, "请把模板和数据发给维护者", file=file)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _refuse(problems: Iterator[Problem], file: str) -> None:
    found = list(problems)
    if found:
        raise TemplateError(f"用模板 {file} 生成的文件不完整，已放弃", found)


def _styles(package: Package, main: str) -> dict[str, etree._Element]:
    part = next((target for kind, target, _ in package.relations(main) if kind.endswith("/styles")), "")
    if part not in package.parts:
        return {}
    tree = parse_xml(package.parts[part])
    names = ((style, style.find(q("w:name"))) for style in tree.findall(q("w:style")))
    return {
        name.get(q("w:val"), ""): style
        for style, name in names
        if name is not None and style.get(q("w:styleId"))  # no paragraph can use one without
    }


def _number_drawings(tree: etree._Element) -> None:
    """Every drawing its own number: loops copy those of the template."""
    for number, properties in enumerate(tree.iter(q("wp:docPr")), start=1):
        properties.set("id", str(number))
