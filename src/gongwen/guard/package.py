"""Preflight (预检) of zip-based office files: what would cost memory or mislead a reader is refused before it is opened.

The limits follow what was tried: a directory may lie about sizes, so bytes are counted while inflating; two parts of
one name are read differently by different programs; a DTD is never needed in an office file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from gongwen.model.problems import Problem, Severity

_CHUNK = 1 << 20
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a foreign package may be."""

    parts: int = 2_000
    total: int = 256 << 20
    """Inflated bytes of all parts."""
    part: int = 200 << 20
    ratio: int = 200
    """Inflated to packed, for parts above ``ratio_from``."""
    ratio_from: int = 1 << 20


def check_package(data: bytes, file: str, limits: Limits | None = None) -> tuple[Problem, ...]:
    """Every reason why a .xlsx, .xlsm or .docx must not be opened, as problems of ``file``; empty where it may."""
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            faults = _directory_faults(package, limits)
            # Nothing is inflated where the directory alone is reason enough.
            faults = faults or _content_faults(package, data, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        faults = [("file.damaged", "文件已损坏（多半没有复制完整），打不开")]
    except RuntimeError:
        faults = [("file.encrypted", "文件加了密码，打不开")]
    fixes = {
        "file.damaged": "请向报送单位重新索要，或在 Excel、WPS 中打开后另存为再试",
        "file.encrypted": "请去掉密码后再放进数据文件夹",
    }
    other = "请不要使用这份文件，核实来源；确系正常表格的，在 Excel、WPS 中打开后另存为新文件"
    return tuple(Problem(Severity.ERROR, code, message, fixes.get(code, other), file=file) for code, message in faults)


def _directory_faults(package: zipfile.ZipFile, limits: Limits) -> list[tuple[str, str]]:
    entries = package.infolist()
    faults = []
    if len(entries) > limits.parts:
        faults.append(("package.too_many_parts", f"包内有{len(entries)}个部件，超过{limits.parts}个的上限"))
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.casefold() in seen:
            faults.append(("package.duplicate_part", f"包内有两个同名部件 {name}，不同程序会读出不同的数"))
        seen.add(name.casefold())
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            faults.append(("package.bad_path", f"包内部件的路径 {name} 指向包外"))
        if entry.flag_bits & 0x1:
            faults.append(("file.encrypted", "文件加了密码，打不开"))
    return faults[:20]


def _content_faults(package: zipfile.ZipFile, data: bytes, limits: Limits) -> list[tuple[str, str]]:
    total = 0
    for entry in package.infolist():
        size = 0
        tail = b""
        is_xml = entry.filename.casefold().endswith((".xml", ".rels", ".vml"))
        for chunk in _inflated(data, entry):
            size += len(chunk)
            total += len(chunk)
            packed = max(entry.compress_size, 1)
            if size > limits.part or total > limits.total:
                return [("package.too_big", f"部件 {entry.filename} 解压后过大，疑似压缩炸弹")]
            if size > limits.ratio_from and size > limits.ratio * packed:
                return [("package.too_big", f"部件 {entry.filename} 的压缩比超过{limits.ratio}倍，疑似压缩炸弹")]
            if is_xml:
                window = tail + chunk
                # Without its NULs, UTF-16 shows its declarations to the same pattern.
                if _DTD.search(window.replace(b"\x00", b"")):
                    return [("package.dtd", f"部件 {entry.filename} 含有 DTD 或实体声明")]
                tail = window[-32:]
        if size != entry.file_size:
            return [("package.too_big", f"部件 {entry.filename} 的实际大小与目录所记不符")]
    return []


def _inflated(data: bytes, entry: zipfile.ZipInfo) -> list[bytes] | _Chunks:
    """The part's bytes in pieces, counted by ourselves: zipfile would stop at the size the directory claims."""
    offset = entry.header_offset
    header = data[offset : offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    start = offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return [packed]
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(entry.compress_type)
    return _Chunks(packed)


class _Chunks:
    """Iterates over inflated pieces of at most one mebibyte."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    def __iter__(self) -> _Chunks:
        self._machine = zlib.decompressobj(-zlib.MAX_WBITS)
        self._rest = self._packed
        return self

    def __next__(self) -> bytes:
        if self._machine.eof or (not self._rest and not self._machine.unconsumed_tail):
            raise StopIteration
        piece = self._machine.decompress(self._rest, _CHUNK)
        self._rest = self._machine.unconsumed_tail
        if not piece:
            raise StopIteration
        return piece
