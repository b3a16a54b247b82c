"""Finished markup → one self-contained file: style sheets and pictures of the pack put in, everything else refused.

A template may name style sheets and pictures beside it (``<folder>/html/…``), links to the web and nothing more: no
scripts, no frames, no attachments, no addresses that a renderer or a reader's browser would fetch.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from gongwen.errors import TemplateError
from gongwen.model.problems import Problem, Severity
from gongwen.render.pages.sources import read_text

_FORBIDDEN = frozenset(
    "script iframe frame frameset object embed applet form input button textarea select base audio video source track "
    "portal link-preload use image foreignobject animate set noscript template".split()
)
_URL_ATTRIBUTES = frozenset(
    "src href xlink:href srcset data action formaction poster background cite longdesc usemap manifest ping".split()
)
_IMAGE = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*\Z")
_LINK = re.compile(r"<link\s[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""(<img\s[^>]*?\bsrc\s*=\s*)(["'])(?!data:)([^"']*)\2""", re.IGNORECASE)
_STYLE_DANGER = re.compile(r"@import|(url|image-set|expression|(?<![\w-])(src|image))\s*\(|</|\\", re.IGNORECASE)
"""What takes an address, with ``url`` around it or as a bare string; escapes, which could spell any of them."""
_FLEXIBLE = re.compile(r"display\s*:\s*(inline-)?(flex|grid)", re.IGNORECASE)
_PAGE_SIZE = re.compile(r"(?<![-\w])size\s*:\s*([\d.]+)\s*(px|pt|mm|cm|in|q)\b", re.IGNORECASE)
_MILLIMETRES = {"px": 25.4 / 96, "pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4, "q": 0.25}
MAX_IMAGE = 5 * 1024 * 1024
MAX_DEPTH = 60
MAX_FLEX_DEPTH = 3
MIN_PAGE = 90.0
"""Millimetres: a page smaller than a postcard makes thousands of pages of one paragraph."""
MAX_SPAN = 200
_VOID = frozenset("area br col hr img input link meta source track wbr".split())


def inline_assets(
    markup: str, folders: Sequence[Path], template: str, first_style: str
) -> tuple[str, tuple[Path, ...]]:
    """The markup with style sheets and pictures put in, and which files these were.

    ``first_style`` goes before the first sheet. Raises TemplateError.
    """
    used: list[Path] = []
    first = [f"<style>{first_style}</style>\n"]

    def sheet(match: re.Match[str]) -> str:
        tag = match.group(0)
        name = _attribute(tag, "href")
        if _attribute(tag, "rel").lower() != "stylesheet" or not name:
            raise _refused(template, tag, '只能用 <link rel="stylesheet"> 引用样式文件')
        path = _asset(name, (".css",), folders, template)
        used.append(path)
        style = _checked_style(read_text(path), name, template)
        return f"{first.pop() if first else ''}<style>\n{style}</style>"

    def picture(match: re.Match[str]) -> str:
        name = match.group(3)
        path = _asset(name, tuple(_IMAGE), folders, template)
        used.append(path)
        kind = _IMAGE[path.suffix.lower()]
        return f'{match.group(1)}"data:{kind};base64,{b64encode(path.read_bytes()).decode("ascii")}"'

    markup = _SOURCE.sub(picture, _LINK.sub(sheet, markup))
    return markup if not first else f"{first[0]}{markup}", tuple(used)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", tag, re.IGNORECASE)
    return next((group for group in found.groups() if group), "") if found else ""


def _asset(name: str, suffixes: tuple[str, ...], folders: Sequence[Path], template: str) -> Path:
    """A file beside the templates, by a plain relative name; links out of the folder are not followed."""
    if Path(name).suffix.lower() in suffixes and not re.search(r"[:\\?#%\x00]|^/|(^|/)\.\.(/|$)", name):
        for folder in folders:
            root = (folder / "html").resolve()
            path = (root / name).resolve()
            if path.is_file() and path.is_relative_to(root):
                if path.stat().st_size > MAX_IMAGE:
                    raise _refused(template, name, "文件超过5 MB", "先压缩图片")
                return path
    raise _refused(template, name, "模板引用了不允许或不存在的文件")


def _checked_style(text: str, name: str, template: str) -> str:
    for fault in style_faults(text):
        raise _refused(template, f"{name}：{fault}", "样式中有不允许的写法")
    return text


def style_faults(text: str) -> Iterator[str]:
    """What a style sheet must not say: addresses, imports, escapes, tiny pages."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    danger = _STYLE_DANGER.search(plain)
    if danger:
        yield plain[max(0, danger.start() - 10) : danger.end() + 30].strip()
    for amount, unit in _PAGE_SIZE.findall(plain):
        if float(amount) * _MILLIMETRES[unit.lower()] < MIN_PAGE:
            yield f"size: {amount}{unit}（纸张太小）"


def check_markup(markup: str, template: str) -> None:
    """Refuse a finished page that would fetch, run or hide something. Raises TemplateError naming every spot."""
    scan = _Scan()
    scan.feed(markup)
    scan.close()
    if scan.faults:
        problems = [_problem(template, text, message) for text, message in dict.fromkeys(scan.faults)]
        raise TemplateError(f"模板 {template} 中有不允许的内容", problems)


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name.lower(): value or "" for name, value in attrs}
        if tag in _FORBIDDEN or tag == "link":
            self.faults.append((f"<{tag}>", "不能使用这个标签"))
        if tag == "meta" and "http-equiv" in values:
            self.faults.append(("<meta http-equiv>", "不能使用这个标签"))
        for name, value in values.items():
            self._attribute(tag, name, value)
        if tag not in _VOID:
            self._open.append((tag, bool(_FLEXIBLE.search(values.get("style", "")))))
            if len(self._open) > MAX_DEPTH or sum(flexible for _, flexible in self._open) > MAX_FLEX_DEPTH:
                self.faults.append((f"<{tag}>", "标签套得太深"))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.faults.append((f"{name}=", "不能使用脚本"))
        if name == "rel" and tag == "a" and "attachment" in value.lower():
            self.faults.append((f"rel={value}", "不能附带文件"))
        if name in ("colspan", "rowspan", "span") and not (value.isdigit() and int(value) <= MAX_SPAN):
            self.faults.append((f"{name}={value[:20]}", "跨度不是1到200的整数"))
        if name == "style":
            self.faults += [(fault[:60], "样式中有不允许的写法") for fault in style_faults(value)]
        if name in _URL_ATTRIBUTES and not _allowed_address(tag, name, value):
            self.faults.append((f"{name}={value[:60]}", "不能引用外部地址"))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self.faults += [(fault[:60], "样式中有不允许的写法") for fault in style_faults(data)]


def _allowed_address(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return bool(_DATA_IMAGE.match(value)) and len(value) < 2 * MAX_IMAGE
    if tag == "a" and name == "href":
        return value.startswith(("#", "https://", "mailto:"))
    return False


def _refused(template: str, text: str, message: str, fix: str = "") -> TemplateError:
    return TemplateError(f"模板 {template} 中有不允许的内容", [_problem(template, text, message, fix)])


def _problem(template: str, text: str, message: str, fix: str = "") -> Problem:
    usual = "只用模板文件夹里的样式和图片（相对路径）；链接只用 https、mailto 和 #"
    return Problem(Severity.ERROR, "template.external", f"{message}：{text[:80]}", fix or usual, file=template)
