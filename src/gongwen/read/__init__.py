"""Reading room: files and DataFrames in, raw tables out, each cell with its address. No meaning is given here."""

from __future__ import annotations

from gongwen.read.folder import read_folder
from gongwen.read.frames import read_frames

__all__ = ["read_folder", "read_frames"]
