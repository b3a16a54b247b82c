"""WeasyPrint's font configuration: our prepared faces put in beside the system's, and questions about what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


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
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    found = {name: _match(configuration, name) for name in dict.fromkeys(names)}
    return {name: (family, path) for name, (families, family, path) in found.items() if name.casefold() in families}


def _match(configuration: Any, name: str) -> tuple[frozenset[str], str, str]:
    """The families (all languages), first family and file of the face that Fontconfig would give for a name."""
    from weasyprint.text.ffi import ffi, fontconfig

    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", name.encode("utf-8"))
    fontconfig.FcConfigSubstitute(configuration._config, pattern, fontconfig.FcMatchFont)
    fontconfig.FcDefaultSubstitute(pattern)
    result = ffi.new("FcResult *")
    matched = ffi.gc(fontconfig.FcFontMatch(configuration._config, pattern, result), fontconfig.FcPatternDestroy)
    if matched == ffi.NULL:
        return frozenset(), "", ""
    families = []
    while (text := _string(matched, b"family", len(families))) is not None:
        families.append(text)
    return frozenset(text.casefold() for text in families), families[0], _string(matched, b"file", 0) or ""


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
