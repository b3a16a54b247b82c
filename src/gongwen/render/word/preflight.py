"""What no template may carry: outside links, macros, odd fields, tracked changes, hidden text. Shipped ones too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from gongwen.errors import TemplateError
from gongwen.guard.package import check_package
from gongwen.model.problems import Problem, Severity
from gongwen.render.word.ooxml import NS, parent_of, parse_xml, q
from gongwen.render.word.package import Package
from gongwen.render.word.places import text_parts

FIELDS = ("PAGE", "NUMPAGES", "TOC", "REF", "SEQ", "STYLEREF")
"""Fields a template may hold: none of them reads a file, runs a program or asks the clock."""
_TRACKED = ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:sectPrChange")
_ACTIVE = re.compile(r"vbaproject|activex|oleobject|embeddings/.*\.bin$|\.exe$|attachedtoolbars", re.IGNORECASE)
_LINK = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)


def open_template(data: bytes, name: str) -> Package:
    """The template's parts when it is safe to open. Raises TemplateError with everything found wrong."""
    problems = preflight(data, name)
    if problems:
        raise TemplateError(f"模板 {name} 不能使用", problems)
    return Package(data)


@lru_cache(maxsize=8)
def preflight(data: bytes, name: str) -> tuple[Problem, ...]:
    """Everything that forbids opening a template, by its bytes alone."""
    if data[:4] != b"PK\x03\x04":
        message = "不是 Word 文档（.docx），可能是旧的 .doc，或加了密码"
        return (_problem(name, "template.not_docx", message, "在 Word 中去掉密码，另存为 .docx"),)
    problems = check_package(data, name)
    if problems:
        return problems
    try:
        return tuple(_faults(Package(data), name))
    except (KeyError, etree.XMLSyntaxError) as error:
        return (_problem(name, "template.damaged", f"文件已损坏（{error}）", "在 Word 中打开后另存"),)


def _problem(name: str, code: str, message: str, fix: str, place: str = "") -> Problem:
    return Problem(Severity.ERROR, code, message, fix, file=name, place=place)


def _faults(package: Package, name: str) -> Iterator[Problem]:
    main = package.main_part
    if package.content_type(main) != "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml":
        yield _problem(
            name, "template.not_docx", "不是普通的 Word 文档（可能带宏，或是 .dotx 模板）", "在 Word 中另存为 .docx"
        )
    elif not package.parts[main].lstrip() or parse_xml(package.parts[main]).tag != q("w:document"):
        yield _problem(name, "template.not_docx", "存成了“Strict Open XML 文档”", "另存为普通的“Word 文档（*.docx）”")
        return
    for kind, _, _ in package.relations(main):
        if kind.endswith("/aFChunk"):
            message, fix = "嵌着另一份文件（altChunk），打开时才并入正文", "在 Word 中打开后另存，使它并入正文"
            yield _problem(name, "template.external", message, fix)
    for part in package.parts:
        if _ACTIVE.search(part) or "vbaProject" in package.content_type(part):
            yield _problem(name, "template.macro", f"含有宏、控件或嵌入对象（{part}）", "删去后另存为 .docx")
        if part.endswith(".rels"):
            yield from _outside(package.parts[part], part, name)
    for part, label in text_parts(package):
        yield from _part_faults(parse_xml(package.parts[part]), label, name)


def _outside(data: bytes, part: str, name: str) -> Iterator[Problem]:
    for item in parse_xml(data):
        target, kind = item.get("Target", ""), item.get("Type", "").rpartition("/")[2]
        if item.get("TargetMode") != "External" or (kind == "hyperlink" and _LINK.match(target)):
            continue
        word = {"attachedTemplate": "附加模板", "image": "链接的图片", "oleObject": "链接的对象"}.get(kind, kind)
        fix = "把图片改为嵌入，断开外部链接" if kind == "image" else "在 Word 中断开外部链接后另存"
        yield _problem(name, "template.external", f"引用了外部内容（{word}：{target}）", fix, place=part)


def _part_faults(tree: etree._Element, label: str, name: str) -> Iterator[Problem]:
    if any(next(tree.iter(q(tag)), None) is not None for tag in _TRACKED):
        yield _problem(name, "template.tracked_changes", "有未处理的修订", "在“审阅”中接受或拒绝全部修订后保存", label)
    for hidden in tree.iterfind(".//w:rPr/w:vanish", NS):
        # The mark of an empty paragraph may be hidden; hidden words may not.
        run = parent_of(parent_of(hidden))
        if run.tag == q("w:r") and "".join(text.text or "" for text in run.iter(q("w:t"))).strip():
            yield _problem(name, "template.hidden_text", "有隐藏文字", "取消“隐藏”格式，或删去这些文字", label)
            break
    for code in _field_codes(tree):
        words = code.split()
        word = words[0].upper() if words else ""
        if word not in FIELDS:
            fix = "只能用：" + "、".join(FIELDS)
            yield _problem(name, "template.field", f"域“{word or code}”不能使用", fix, label)


def _field_codes(tree: etree._Element) -> Iterator[str]:
    """Every field's code; pieces of one code may be spread over runs, and fields may nest."""
    stack: list[list[str]] = []
    for item in tree.iter(q("w:fldChar"), q("w:instrText"), q("w:fldSimple")):
        if item.tag == q("w:fldSimple"):
            yield item.get(q("w:instr"), "")
        elif item.tag == q("w:instrText"):
            if stack:
                stack[-1].append(item.text or "")
            else:
                yield item.text or ""
        elif item.get(q("w:fldCharType")) == "begin":
            stack.append([])
        elif stack and item.get(q("w:fldCharType")) in ("separate", "end"):
            code = "".join(stack[-1])
            if code.strip():
                yield code
            stack[-1].clear()
            if item.get(q("w:fldCharType")) == "end":
                stack.pop()
    for rest in stack:
        yield "".join(rest)
