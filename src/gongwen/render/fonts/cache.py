"""The faces of a PDF: prepared once into the user's cache, given to our renderings only, reported by role.

Nothing is installed into the system and no environment variable is set: the prepared faces are added to the font
configuration of one rendering.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongwen.errors import MissingDependencyError, OutputError
from gongwen.model.document import Faces
from gongwen.render.fonts.fetch import fetch_from_debian, find_installed
from gongwen.render.fonts.prepare import prepare_face
from gongwen.render.fonts.roles import FANG, KAI, ROLES, SANS, SERIF, SONG_BOLD, Role, rare_family, wanted_names

Progress = Callable[[str], None]

PANGO_COMMAND = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

_VERSION = "2"
"""Of the preparation: a new one gets a new folder, so that old faces are never mixed with new ones."""
_FANDOL: Mapping[str, str] = {
    FANG: "FandolFang-Regular.otf",
    KAI: "FandolKai-Regular.otf",
    SONG_BOLD: "FandolSong-Bold.otf",
}
_FANDOL_DROP = "￥－～¥"
"""Drawn wrongly by the Fandol faces: ￥ as “$”. The complete face draws them instead."""


@dataclass(frozen=True, slots=True)
class FaceState:
    """Which face serves one role on this machine."""

    role: str
    """小标宋, 仿宋, 楷体, 黑体, 宋体."""
    wanted: str
    found: str
    """The official face that is installed; empty for none."""
    substitute: str
    """The family that serves instead; empty when an official one was found."""
    path: str
    best: bool
    """False when only the complete fallback serves, although a better free face can be prepared."""

    def line(self) -> str:
        """As ``gongwen doctor`` prints it."""
        if self.found:
            return f"{self.role}：{self.found}（{self.path}）"
        advice = "" if self.best else "；运行 gongwen fonts 可换成字形更像的替代字体"
        return f"{self.role}：没有{self.wanted}，用{self.substitute}代替{advice}"


def cache_folder() -> Path:
    """Where prepared faces are kept for this user."""
    from platformdirs import user_cache_path

    return user_cache_path("gongwen", appauthor=False) / f"faces-{_VERSION}"


def ready_faces() -> Path:
    """The folder with the prepared faces; the complete ones are made on first use. Raises OutputError."""
    folder = cache_folder()
    try:
        import pylopdf_fonts_zh_cn as complete

        for family, source in ((SERIF, complete.serif_path()), (SANS, complete.sans_path())):
            _prepare(folder, family, source, "")
        for family, name in _FANDOL.items():
            installed = None if _file(folder, family).exists() else find_installed(name)
            if installed is not None:
                _prepare(folder, family, installed, _FANDOL_DROP)
    except OSError as error:
        raise OutputError(f"字体缓存 {folder} 写不进去（{error.strerror or error}）；请检查磁盘空间和权限") from error
    return folder


def prepare_fonts(progress: Progress | None = None) -> tuple[FaceState, ...]:
    """Fetch and prepare every substitute that is still missing, then say which face serves which role.

    Where the free 仿宋, 楷体 and 小标宋 cannot be had (no Debian, no network), the complete 宋体 and 黑体 serve and
    ``best`` is False. Raises OutputError when the cache cannot be written.
    """
    say = progress or (lambda text: None)
    folder = ready_faces()
    missing = [family for family in _FANDOL if not _file(folder, family).exists()]
    if missing:
        say("正在取替代字体（仿宋、楷体、小标宋，约 50 MB，只取一次）……")
        names = tuple(_FANDOL[family] for family in missing)
        try:
            fetch_from_debian(names, lambda files: _prepare_all(folder, missing, files))
            say(f"替代字体已备好：{folder}")
        except MissingDependencyError as error:
            say(f"{error.message}；暂用宋体、黑体代替仿宋、楷体、小标宋，版面不变")
    return font_report()


def font_report(faces: Faces = Faces()) -> tuple[FaceState, ...]:
    """Which face serves each role here, without fetching anything. Order: 小标宋, 仿宋, 楷体, 黑体, 宋体."""
    folder = cache_folder()
    if pdf_available():
        installed: Mapping[str, tuple[str, str]] = {}
    else:
        from gongwen.render.pdf.faces import installed_families

        installed = installed_families([name for role in ROLES for name in wanted_names(role, faces)])
    return tuple(_state(role, faces, installed, folder) for role in ROLES)


def pdf_available() -> str:
    """Empty where PDF can be made; else one Chinese sentence that says what to install."""
    from gongwen.render.pdf.faces import load_engine

    try:
        load_engine()
    except OSError:
        return f"缺少 PDF 所需的系统库 Pango；Debian、Ubuntu 请以 root 运行：{PANGO_COMMAND}"
    except ImportError:
        return "缺少 weasyprint 包；请运行：pip install weasyprint"
    return ""


def _state(role: Role, faces: Faces, installed: Mapping[str, tuple[str, str]], folder: Path) -> FaceState:
    wanted = wanted_names(role, faces)
    for name in wanted:
        if name in installed:
            family, path = installed[name]
            return FaceState(role.name, wanted[0], family, "", path, True)
    ready = [family for family in role.substitutes if _file(folder, family).exists()] or [role.substitutes[-1]]
    best = ready[0] == role.substitutes[0]
    return FaceState(role.name, wanted[0], "", ready[0], str(_file(folder, ready[0])), best)


def _file(folder: Path, family: str) -> Path:
    return folder / f"{family.replace(' ', '')}.otf"


def _prepare(folder: Path, family: str, source: Path, drop: str) -> None:
    if not _file(folder, family).exists():  # it comes last, so that both are there
        rare = rare_family(family)
        prepare_face(source, _file(folder, rare), family=rare, drop=drop, part="rare")
        prepare_face(source, _file(folder, family), family=family, drop=drop, part="usual")


def _prepare_all(folder: Path, families: list[str], files: Mapping[str, Path]) -> None:
    for family in families:
        _prepare(folder, family, files[_FANDOL[family]], _FANDOL_DROP)
