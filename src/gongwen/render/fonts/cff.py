"""Chosen glyphs of a CFF table → a CFF table of these alone, in the order given; glyph n is CID n.

Outlines are copied as they are, so thirty thousand take a tenth of a second; fontTools' subsetter, which reads every
one, takes half a minute. Adobe Technical Note 5176 describes the format; its section numbers are given below.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

_CHARSET, _CHARSTRINGS, _PRIVATE, _SUBRS = b"\x0f", b"\x11", b"\x12", b"\x13"
_ROS, _FDARRAY, _FDSELECT = b"\x0c\x1e", b"\x0c\x24", b"\x0c\x25"


def chosen_glyphs(table: bytes, glyphs: Sequence[int]) -> bytes:
    """A table of these glyphs, of which the first is number 0 (.notdef). Raises ValueError for a face without CIDs."""
    names, place = _index(table, table[2])
    tops, place = _index(table, place)
    strings, place = _index(table, place)
    subroutines, _ = _index(table, place)
    top = dict(_entries(tops[0]))
    if _ROS not in top:
        raise ValueError("not a CID-keyed face")
    outlines, _ = _index(table, _number(top[_CHARSTRINGS]))
    choices = list(_choices(table, _number(top[_FDSELECT]), len(outlines)))
    dictionaries, _ = _index(table, _number(top[_FDARRAY]))
    parts = {
        _CHARSET: struct.pack(">BHH", 2, 1, len(glyphs) - 2),
        _FDSELECT: _written_choices([choices[glyph] for glyph in glyphs]),
        _CHARSTRINGS: _written_index([outlines[glyph] for glyph in glyphs]),
    }

    after = _written_index(strings) + _written_index(subroutines)

    def front() -> bytes:
        return table[: table[2]] + _written_index(names) + _written_index([_written(top)]) + after

    top |= dict.fromkeys((*parts, _FDARRAY), _operand(0))
    offset = len(front())
    for key, part in parts.items():
        top[key] = _operand(offset)
        offset += len(part)
    top[_FDARRAY] = _operand(offset)
    return front() + b"".join(parts.values()) + _written_dictionaries(table, dictionaries, offset)


# -- reading ----------------------------------------------------------------------------------------------------------


def _index(table: bytes, place: int) -> tuple[list[bytes], int]:
    """The items of an INDEX (5) and where it ends."""
    (count,) = struct.unpack_from(">H", table, place)
    if not count:
        return [], place + 2
    size, start = table[place + 2], place + 3
    offsets = [int.from_bytes(table[start + n * size : start + (n + 1) * size], "big") for n in range(count + 1)]
    base = start + (count + 1) * size - 1
    return [table[base + a : base + b] for a, b in pairwise(offsets)], base + offsets[-1]


def _entries(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Operators of a DICT (4) with the bytes of their operands, which stand before them."""
    start = place = 0
    while place < len(data):
        lead = data[place]
        if lead <= 21:
            end = place + (2 if lead == 12 else 1)
            yield data[place:end], data[start:place]
            start = place = end
        elif lead == 30:  # a real number: half-bytes up to an f
            place += 1
            while data[place] & 15 != 15 and data[place] >> 4 != 15:
                place += 1
            place += 1
        else:
            place += 3 if lead == 28 else 5 if lead == 29 else 2 if lead >= 247 else 1


def _numbers(data: bytes) -> Iterator[int]:
    place = 0
    while place < len(data):
        lead = data[place]
        if lead == 28 or lead == 29:
            size = 2 if lead == 28 else 4
            yield int.from_bytes(data[place + 1 : place + 1 + size], "big", signed=True)
            place += 1 + size
        elif lead >= 247:
            yield ((lead - 247) * 256 + 108 if lead < 251 else -(lead - 251) * 256 - 108) + (
                data[place + 1] if lead < 251 else -data[place + 1]
            )
            place += 2
        else:
            yield lead - 139
            place += 1


def _number(data: bytes) -> int:
    (number,) = _numbers(data)
    return number


def _choices(table: bytes, place: int, count: int) -> Iterator[int]:
    """Which font dictionary each glyph belongs to (19)."""
    if table[place] == 0:
        yield from table[place + 1 : place + 1 + count]
        return
    (ranges,) = struct.unpack_from(">H", table, place + 1)
    firsts = [struct.unpack_from(">HB", table, place + 3 + 3 * number) for number in range(ranges)]
    ends = [first for first, _ in firsts[1:]] + [count]
    for (first, choice), end in zip(firsts, ends, strict=True):
        yield from [choice] * (end - first)


# -- writing ----------------------------------------------------------------------------------------------------------


def _written_index(items: Sequence[bytes]) -> bytes:
    if not items:
        return b"\0\0"
    offsets = [1]
    for item in items:
        offsets.append(offsets[-1] + len(item))
    size = (offsets[-1].bit_length() + 7) // 8
    return b"".join([struct.pack(">HB", len(items), size), *(n.to_bytes(size, "big") for n in offsets), *items])


def _written(entries: dict[bytes, bytes]) -> bytes:
    return b"".join(operands + operator for operator, operands in entries.items())


def _operand(number: int) -> bytes:
    """Always five bytes, so that a dictionary's length does not depend on the offsets in it."""
    return b"\x1d" + struct.pack(">i", number)


def _written_choices(choices: Sequence[int]) -> bytes:
    ranges, place = [], 0
    for choice, run in groupby(choices):
        ranges.append(struct.pack(">HB", place, choice))
        place += len(list(run))
    return struct.pack(">BH", 3, len(ranges)) + b"".join(ranges) + struct.pack(">H", place)


def _written_dictionaries(table: bytes, dictionaries: Sequence[bytes], place: int) -> bytes:
    """The font dictionaries at ``place``, and after them what each points to: private values and local subroutines."""
    fonts = [dict(_entries(dictionary)) for dictionary in dictionaries]
    privates = [_private(table, *_numbers(font[_PRIVATE])) for font in fonts]
    for font in fonts:
        font[_PRIVATE] = _operand(0) * 2
    offset = place + len(_written_index([_written(font) for font in fonts]))
    for font, (size, data) in zip(fonts, privates, strict=True):
        font[_PRIVATE] = _operand(size) + _operand(offset)
        offset += len(data)
    return _written_index([_written(font) for font in fonts]) + b"".join(data for _, data in privates)


def _private(table: bytes, size: int, offset: int) -> tuple[int, bytes]:
    """Length of a private dictionary, and it with its subroutines behind it."""
    entries = dict(_entries(table[offset : offset + size]))
    if _SUBRS not in entries:
        return size, table[offset : offset + size]
    subroutines, _ = _index(table, offset + _number(entries.pop(_SUBRS)))
    length = len(_written(entries)) + len(_operand(0)) + len(_SUBRS)
    entries[_SUBRS] = _operand(length)
    return length, _written(entries) + _written_index(subroutines)
