"""What a file is, by its bytes, never by its name."""

from __future__ import annotations

from enum import StrEnum

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class Content(StrEnum):
    """Kinds of content that are told apart."""

    ZIP = "zip"
    OLE = "ole"
    """The old binary format of .xls and .doc, and of encrypted workbooks."""
    HTML = "html"
    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    EMPTY = "empty"


def content_of(data: bytes) -> Content:
    """The kind of content that the first bytes show; anything unknown counts as text."""
    if not data:
        return Content.EMPTY
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Content.ZIP
    if data.startswith(_OLE):
        return Content.OLE
    if data.startswith(b"%PDF-"):
        return Content.PDF
    if data.startswith(_IMAGES):
        return Content.IMAGE
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        return Content.HTML
    return Content.TEXT
