"""The exceptions gongwen raises, each with the sentence a person reads.

::

    GongwenError
    ├── InputError              data files or DataFrames cannot be used; ``problems`` lists every reason
    ├── PackError               a pack's settings, wording or lists are wrong
    ├── TemplateError           a Word or HTML template is wrong or unsafe
    ├── OutputError             a file cannot be written, or does not hold what it must
    │   └── TooWideError        a table does not fit the pages of its product; other products can be made
    ├── MissingDependencyError  a system library or package is not installed
    └── UsageError              an argument has no meaning (an unknown period, table or product)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongwen.model.problems import Problem


class GongwenError(Exception):
    """Base of everything gongwen raises on purpose.

    ``problems`` holds every :class:`~gongwen.model.problems.Problem` found in one run, never only the first;
    ``fix`` says how to mend what ``message`` says, where that is one thing.
    """

    def __init__(self, message: str, problems: Iterable[Problem] = (), *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.problems: tuple[Problem, ...] = tuple(problems)

    @property
    def sentence(self) -> str:
        """Message and mend in one line."""
        return f"{self.message}；{self.fix}" if self.fix else self.message

    def __str__(self) -> str:
        lines = [self.sentence, *(problem.line() for problem in self.problems)]
        return "\n".join(lines)


class InputError(GongwenError):
    """Data cannot be used as it stands."""


class PackError(GongwenError):
    """A pack (区县包) cannot be used as it stands."""


class TemplateError(GongwenError):
    """A template cannot be used, or refused to take a value."""


class OutputError(GongwenError):
    """A file could not be written, or what was written does not hold what it must."""


class TooWideError(OutputError):
    """A table has more columns than a page of its product can hold; the problems say what works instead."""


class MissingDependencyError(GongwenError):
    """Something outside Python's packages is not installed; the message gives the command."""


class UsageError(GongwenError):
    """An argument names nothing known; the message lists what there is."""
