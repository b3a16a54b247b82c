"""What this machine has for making the products → lines that say in Chinese what is there and what to do."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version

_PACKAGES = ("openpyxl", "XlsxWriter", "python-docx", "docxtpl", "pandas", "Jinja2", "weasyprint")

Line = tuple[str, str, bool]
"""(name, state, whether every product can be made as far as this goes)."""


def examine() -> tuple[Line, ...]:
    """Versions, who owns the name gongwen, Pango, HarfBuzz's subset library, the face of each role.

    A substitute face is in order: the page is right, only the shapes differ. A missing Pango is not: the PDF cannot
    be made.
    """
    return (*_versions(), _owner(), *_pdf())


def _versions() -> Iterator[Line]:
    yield "Python", platform.python_version(), True
    yield "系统", f"{platform.system()} {platform.release()}", True
    for package in _PACKAGES:
        try:
            yield package, version(package), True
        except PackageNotFoundError:
            yield package, f"没有安装；运行 pip install {package}", False


def _owner() -> Line:
    """Another distribution (gongwen-skill) installs the same module and command; the later one wins without a word."""
    owners = sorted(set(packages_distributions().get("gongwen", ["gongwen"])))
    if owners in ([], ["gongwen"]):
        return "gongwen 这个名字", "属于本程序", True
    others = "、".join(owner for owner in owners if owner != "gongwen")
    return "gongwen 这个名字", f"与 {others} 冲突；在单独的虚拟环境里安装，或先卸载 {others}", False


def _pdf() -> Iterator[Line]:
    from gongwen.render.fonts.cache import font_report, pdf_available

    missing = pdf_available()
    yield "PDF（Pango）", missing or "可用", not missing
    if not missing:
        from gongwen.render.pdf.faces import has_subset_library

        state = "可用" if has_subset_library() else "没有；PDF 能出，但慢五倍以上：安装 libharfbuzz-subset0"
        yield "PDF（HarfBuzz 子集库）", state, True
        for face in font_report():
            yield "字体", face.line(), True
