"""WeasyPrint's font configuration: our prepared faces put in beside the system's, and questions about what is there."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any


def load_engine() -> None:
    """Import WeasyPrint. Raises OSError where Pango is missing, ImportError where WeasyPrint is.

    Without Pango WeasyPrint prints a paragraph of advice of its own; only our sentence shall reach the user.
    """
    if "weasyprint" not in sys.modules:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            import weasyprint  # noqa: F401


def font_configuration(folder: Path) -> Any:
    """A fresh font configuration with the prepared faces of a folder; for one rendering, in one thread.

    Threads that share a configuration crash in Pango, so none is kept.
    """
    from weasyprint.text.ffi import ffi, fontconfig, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    if not hasattr(fontconfig, "FcConfigAppFontAddDir"):
        ffi.cdef("FcBool FcConfigAppFontAddDir (FcConfig *config, const FcChar8 *dir);")
    # A folder is read through Fontconfig's own cache; single files would be scanned anew at every rendering.
    fontconfig.FcConfigAppFontAddDir(configuration._config, str(folder).encode("utf-8"))
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", configuration.font_map))
    return configuration


def installed_families(names: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Of some family names, those that the system has: asked name → (family, file)."""
    from weasyprint.text.ffi import fontconfig
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    wanted = {name.casefold(): name for name in names}
    found: dict[str, tuple[str, str]] = {}
    fonts = fontconfig.FcConfigGetFonts(configuration._config, fontconfig.FcSetSystem)
    for number in range(fonts.nfont):
        pattern, place = fonts.fonts[number], 0
        # A face has a family name for each language: FangSong and 仿宋.
        while (family := _string(pattern, b"family", place)) is not None:
            place += 1
            name = wanted.get(family.casefold())
            if name is not None and name not in found:
                found[name] = (family, _string(pattern, b"file", 0) or "")
    return found


def _string(pattern: Any, key: bytes, number: int) -> str | None:
    from weasyprint.text.ffi import ffi, fontconfig

    text = ffi.new("FcChar8 **")
    if fontconfig.FcPatternGetString(pattern, key, number, text) != fontconfig.FcResultMatch:
        return None
    found: bytes = ffi.string(text[0])
    return found.decode("utf-8", "replace")


def has_subset_library() -> bool:
    """Whether HarfBuzz's subset library is there; without it fonts are cut in Python, 6 to 20 times slower."""
    from weasyprint.text.ffi import harfbuzz_subset

    return harfbuzz_subset is not None
