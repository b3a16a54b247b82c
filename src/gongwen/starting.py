"""The recipe for a new pack (区县包): a folder that works at once and holds everything a district may want to change."""

from __future__ import annotations

import json
from pathlib import Path

from gongwen.assets import base_pack_folder, find_template, sample_folder, sample_names
from gongwen.errors import UsageError
from gongwen.model.pack import Pack

_LISTS = ("regions.csv", "indicators.csv", "headers.csv", "wording.toml")
_NAMES = {
    "name": "机关名称",
    "mark": "发文机关标志：红色大字",
    "code": "机关代字：×制专〔2022〕7号",
    "signature": "署名",
    "briefing_title": "简报名称：红色大字",
    "editor": "编发单位",
    "recipients": "主送",
    "copies_to": "抄送",
    "report_to": "报",
    "send_to": "送",
    "issue_to": "发",
    "print_office": "印发机关",
    "copies": "印数",
    "secrecy": "简报名称上方：内部资料　注意保存",
    "collective": "各单位合称：各区（县、市）、各镇（街道）",
    "total_name": "合计叫什么：全市、全县、全区",
    "region_unit": "参评单位怎么叫，印在数字后面和表的首列：12个地区、10个镇（街道）",
}
"""Settings of ``[issuer]`` → what they are, in the order in which the file lists them."""


def new_pack(folder: str | Path, *, source: str = "ningbo-bairi") -> tuple[Path, ...]:
    """Write a pack that inherits from ``source`` (a sample's name or a pack's folder) and return its files.

    It holds the issuer's settings, the lists, the wording, the column lists and the Word templates of the source's
    products, each ready to be changed or deleted: what is deleted is inherited. Raises UsageError where the folder
    holds anything already or the source is unknown, PackError where the source has faults.
    """
    from gongwen.pack import load_pack
    from gongwen.write.atomic import write_folder

    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} 已经有东西，不覆盖", fix="换一个新文件夹")
    below = _source(source)
    pack = load_pack(below)
    extends = source if source in sample_names() else str(below.resolve())
    files = {"profile.toml": _profile(target.resolve().name, extends, pack).encode("utf-8")}
    files |= {path.relative_to(below).as_posix(): path.read_bytes() for path in _lists(below)}
    files |= {f"templates/docx/{path.name}": path.read_bytes() for path in _templates(pack)}
    if target.exists():
        target.rmdir()
    write_folder(target, files)
    return tuple(target / name for name in files)


def _source(name: str) -> Path:
    if name in sample_names():
        return sample_folder(name)
    folder = Path(name)
    if (folder / "profile.toml").is_file() and folder.resolve() != base_pack_folder():
        return folder
    raise UsageError(f"没有叫“{name}”的示例或区县包", fix=f"用 {'、'.join(sample_names())}，或一个区县包文件夹")


def _profile(name: str, extends: str, pack: Pack) -> str:
    """profile.toml with every setting of the issuer, as the source has it, and what it means."""
    lines = [
        "# 区县包：这里只写与上级包不同的设置，没写的都继承。改完运行 gongwen check-pack 看有没有写错。",
        f"extends = {_quoted(extends)}",
        f"name = {_quoted(name)}",
    ]
    if pack.watermark:
        lines.append(f"watermark = {_quoted(pack.watermark)}              # 每页斜印；正式使用时改成 \"\"")
    lines += ["", "[issuer]                        # 我们是谁：逐行改成自己的，没有的写 \"\""]
    for key, meaning in _NAMES.items():
        lines += [f"# {meaning}", f"{key} = {_quoted(getattr(pack.issuer, key))}"]
    lines += ["", "# 上级包的产品、表不要哪个，去掉那一行和所在节名行首的 #。用到它的产品，在自己的 [products.\"名称\"] 里重写 tables"]
    for section, entries in (("products", pack.products), ("tables", pack.tables)):
        lines += [f"# [{section}]", *(f"# {_quoted(entry.name)} = false" for entry in entries)]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lists(folder: Path) -> list[Path]:
    own = [folder / name for name in _LISTS]
    return [*(path for path in own if path.is_file()), *sorted((folder / "tables").glob("*.csv"))]


def _templates(pack: Pack) -> list[Path]:
    """The Word templates of the products that are made as Word, each once."""
    names = dict.fromkeys(product.template_name for product in pack.products if product.format == "docx")
    return [path for name in names if (path := find_template(name, pack.search_path)) is not None]

