"""gongwen: structured project and target data in, ready-to-send Chinese government reports out.

>>> import gongwen as gw                                              # doctest: +SKIP
>>> pack = gw.load_pack("samples/ningbo-bairi")                       # doctest: +SKIP
>>> data = gw.read("samples/ningbo-bairi/data", pack=pack)            # doctest: +SKIP
>>> gw.scoreboard(data, period="2022-07", table="表一").save("晾晒表一.xlsx")   # doctest: +SKIP

Importing it loads none of pandas, openpyxl, python-docx or WeasyPrint; each is imported when it is first needed.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

# The room read/ and the recipe read share a name. A submodule sets its name on the package when it is first imported,
# so the room comes first and the recipe keeps the name.
import gongwen.read as _reading_room  # noqa: F401
from gongwen.api import (
    briefing,
    build,
    bulletin,
    check,
    doctor,
    load_pack,
    publish,
    read,
    read_frames,
    sample,
    scoreboard,
)  # fmt: skip
from gongwen.errors import GongwenError, InputError
from gongwen.model.period import Period
from gongwen.model.problems import Problem
from gongwen.output import Output

try:
    __version__ = version("gongwen")
except PackageNotFoundError:  # a bare source tree on the path
    __version__ = "0"

__all__ = [
    "GongwenError",
    "InputError",
    "Output",
    "Period",
    "Problem",
    "briefing",
    "build",
    "bulletin",
    "check",
    "doctor",
    "load_pack",
    "publish",
    "read",
    "read_frames",
    "sample",
    "scoreboard",
]
