"""A target that says less is better, of an indicator that says more is: said, for every rank would be upside down."""

from __future__ import annotations

from pathlib import Path

import pytest
from district_pack import checked, save_rows
from pack_folders import FILES, write_pack

from gongwen.model.problems import Problem, Severity
from gongwen.pack import load_pack

_HEAD, *_ROWS = FILES["indicators.csv"].splitlines()
INDICATORS = "".join(f"{line}\n" for line in (f"{_HEAD},方向", *(f"{row}," for row in _ROWS)))


def found(tmp_path: Path, direction: str, *wanted: str) -> list[Problem]:
    """What is said of targets of 超期件 in this direction."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "data").mkdir()
    folder = write_pack(tmp_path / "pack", indicators=f"{INDICATORS}late,超期件,,件,0,,,{direction}\n")
    rows = [["地区", "超期件"], *zip(("甲镇", "乙镇"), wanted, strict=False)]
    save_rows(tmp_path / "data" / "2022年7月目标.xlsx", [["2022年7月目标"], *rows])
    pack = load_pack(folder)
    problems = checked(tmp_path / "data", pack, pack.inputs)[1]
    return [problem for problem in problems if problem.code == "target.direction"]


def test_a_ceiling_of_what_is_the_better_the_more_is_said_at_its_cell(tmp_path: Path) -> None:
    (fault,) = found(tmp_path, "", "50以下", "60以下")
    assert (fault.severity, fault.cell) == (Severity.WARNING, "B3")
    assert fault.message.startswith("超期件的目标“50以下”等2处与指标目录不合：目录里是越大越好")
    assert "方向改为“越小越好”" in fault.fix


def test_a_floor_of_what_is_the_better_the_less_is_said_too(tmp_path: Path) -> None:
    (fault,) = found(tmp_path, "越小越好", "50", "60以上")
    assert (fault.cell, "方向改为“越大越好”" in fault.fix) == ("B4", True)


@pytest.mark.parametrize(("direction", "wanted"), [("越小越好", "50以下"), ("越大越好", "50以上"), ("", "50"), ("越小越好", "50")])
def test_operators_that_agree_with_the_direction_are_fine(direction: str, wanted: str, tmp_path: Path) -> None:
    assert found(tmp_path, direction, wanted) == []
