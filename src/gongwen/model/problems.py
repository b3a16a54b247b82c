"""A Problem says where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning does not (unless strict), info is a record."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """错误, 提醒 or 说明."""
        return {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}[self]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or worth knowing) at one place, in Chinese."""

    severity: Severity
    code: str
    """Stable English identifier, e.g. ``number.unreadable``; listed in docs/problems.md."""
    message: str
    """What is wrong, in Chinese, complete without the place."""
    fix: str = ""
    """What to do about it, in Chinese."""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    """A1 address, for sheets."""
    place: str = ""
    """Any other place: ``行12 键 产品.通报``, ``正文 表1 行4 列1``, ``第3页``."""

    def where(self) -> str:
        """The place as a person reads it: ``7月报送.xlsx!投资!F12``."""
        spot = "!".join(part for part in (self.sheet, self.cell) if part)
        return " ".join(part for part in ("!".join(p for p in (self.file, spot) if p), self.place) if part)

    def line(self) -> str:
        """The problem in one line: severity, place, message, fix."""
        where = self.where()
        fix = f"（{self.fix}）" if self.fix else ""
        return f"[{self.severity.label}] {where + '：' if where else ''}{self.message}{fix}"

    def to_dict(self) -> dict[str, str]:
        """As the command line's ``--json`` prints it; ``place`` holds the sheet and cell where no other is given."""
        fields = {key: str(value) for key, value in asdict(self).items()}
        fields["place"] = self.place or "!".join(part for part in (self.sheet, self.cell) if part)
        return fields


def has_errors(problems: tuple[Problem, ...] | list[Problem]) -> bool:
    """Whether any of the problems stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)
