"""Finished bytes in, files on disk out: each whole or not at all, and a manifest that says what they hold."""

from gongwen.write.folder import safe_names, write_outputs
from gongwen.write.manifest import MANIFEST, build_manifest, read_manifest
from gongwen.write.partial import beside_earlier
from gongwen.write.publish import find_baseline, publish

__all__ = [
    "MANIFEST",
    "beside_earlier",
    "build_manifest",
    "find_baseline",
    "publish",
    "read_manifest",
    "safe_names",
    "write_outputs",
]
