"""Where the shipped templates, samples and base pack lie: inside a wheel, in an sdist or in a checkout → folders.

A wheel carries the repository's top-level ``templates/`` and ``samples/`` as ``gongwen/_assets/``;
an editable install and a checkout read them where they are edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gongwen.errors import GongwenError

_PACKAGE = Path(__file__).resolve().parent


def asset_root() -> Path:
    """The folder that holds ``templates/`` and ``samples/``.

    The wheel's own copy wins, so that an installed package never reads a checkout it happens to lie beside.
    Raises GongwenError when neither is there (a broken install).
    """
    shipped = _PACKAGE / "_assets"
    if shipped.is_dir():
        return shipped
    checkout = _PACKAGE.parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / "templates").is_dir():
        return checkout
    raise GongwenError(
        f"找不到随包模板：{shipped} 和 {checkout} 下都没有 templates 文件夹；"
        "安装不完整，请重新安装 gongwen（pip install --force-reinstall gongwen）"
    )


def template_folders() -> tuple[Path, ...]:
    """The shipped template folders: where every template search path ends (``<folder>/docx/``, ``<folder>/html/``)."""
    return (asset_root() / "templates",)


def template_kind(name: str) -> str:
    """The sub-folder that a template lies in, by its suffix: ``docx`` or ``html``."""
    return "docx" if name.endswith(".docx") else "html"


def find_template(name: str, folders: Sequence[Path]) -> Path | None:
    """The template of this name in the first of the folders that has it (``<folder>/docx/…``), or None."""
    kind = template_kind(name)
    return next((path for folder in folders if (path := folder / kind / name).is_file()), None)


def sample_names() -> tuple[str, ...]:
    """The shipped samples (示例) in alphabetical order: each is a folder with a ``profile.toml`` and a ``data/``."""
    samples = asset_root() / "samples"
    return tuple(sorted(profile.parent.name for profile in samples.glob("*/profile.toml")))


def sample_folder(name: str) -> Path:
    """The folder of one shipped sample, at once its pack (区县包) and the parent of its data.

    Raises GongwenError naming the samples there are.
    """
    names = sample_names()
    if name not in names:
        raise GongwenError(f"没有名为“{name}”的示例；随包的示例有：{'、'.join(names) or '（无）'}")
    return asset_root() / "samples" / name


def is_shipped(path: Path) -> bool:
    """Whether a template, style sheet or picture is one of ours, and so trusted and known to print every field."""
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in template_folders())


def base_pack_folder() -> Path:
    """The folder of ``base_pack``, where every pack's inheritance ends."""
    return _PACKAGE / "base_pack"
