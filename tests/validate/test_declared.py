"""What a profile.toml says of its data files and relations reaches reading and checking."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from district_pack import checked, codes, errors, save_rows
from pack_folders import FILES, problems_of, write_pack

from gongwen.model.pack import InputSpec
from gongwen.model.terms import Role
from gongwen.pack import load_pack


def profile(more: str) -> str:
    return FILES["profile.toml"] + more


def pack_and_data(tmp_path: Path, more: str) -> tuple[Path, Path]:
    (tmp_path / "pack").mkdir()
    (tmp_path / "data").mkdir()
    return write_pack(tmp_path / "pack", profile=profile(more)), tmp_path / "data"


def test_regions_across_where_the_profile_says_so(tmp_path: Path) -> None:
    folder, data = pack_and_data(tmp_path, '\n[inputs.progress]\npatterns = ["横*.xlsx"]\nacross = true\n')
    rows: list[list[object]] = [["2022年7月"], ["指标", "甲镇", "乙镇"], ["制造业投资（亿元）", 3, 4.5]]
    save_rows(data / "横表.xlsx", rows)
    pack = load_pack(folder)
    found, problems = checked(data, pack, pack.inputs)
    assert not errors(problems), [p.line() for p in problems]
    assert {"A": Decimal(3), "B": Decimal("4.5")} == {key[0]: o.value for key, o in found.observations.items()}
    assert {"layout.transposed"} == codes(errors(checked(data, pack)[1]))


def test_one_role_may_have_several_kinds_of_files(tmp_path: Path) -> None:
    more = (
        '\n[[inputs.targets]]\npatterns = ["体系*"]\nindicators_down = true\nregion = "甲镇"\n'
        '\n[[inputs.targets]]\npatterns = ["目标*"]\nyear = 2023\n'
    )
    folder, data = pack_and_data(tmp_path, more)
    pack = load_pack(folder)
    assert (
        InputSpec(Role.TARGETS, ("体系*",), indicators_down=True, region="甲镇"),
        InputSpec(Role.TARGETS, ("目标*",), year=2023),
    ) == pack.inputs
    save_rows(data / "体系.xlsx", [["指标类别", "指标", "2025年目标"], ["效益", "制造业投资（亿元）", 90]])
    save_rows(data / "目标.xlsx", [["7月目标"], ["地区", "制造业投资"], ["甲镇", 5], ["乙镇", 6]])
    found, problems = checked(data, pack, pack.inputs)
    assert not errors(problems), [p.line() for p in problems]
    assert {("A", "2025"): 90, ("A", "2023-07"): 5, ("B", "2023-07"): 6} == {
        (region, period.code): target.value for (region, _, period), target in found.targets.items()
    }


def test_a_list_of_inputs_with_a_mistake_names_its_line(tmp_path: Path) -> None:
    more = '\n[[inputs.targets]]\npatterns = ["甲*"]\n\n[[inputs.targets]]\npaterns = ["乙*"]\n'
    (fault,) = problems_of(write_pack(tmp_path, profile=profile(more)))
    assert "pack.unknown_key" == fault.code
    assert "patterns" in fault.fix
    assert "行" in fault.place


def test_tolerance_and_rounding_of_a_relation(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2022年7月"],
        ["地区", "制造业投资（亿元）"],
        ["全县", 7.6],
        ["甲镇", 3.2],
        ["乙镇", 4.3],
    ]
    for number, (more, expected) in enumerate(
        {"": True, "tolerance = 0.1": False, "rounding = true": False, "tolerance = 0.05": True}.items()
    ):
        (tmp_path / str(number)).mkdir()
        folder, data = pack_and_data(tmp_path / str(number), f'\n[[relations]]\nkind = "total"\n{more}\n')
        save_rows(data / "表.xlsx", rows)
        pack = load_pack(folder)
        assert expected is bool(errors(checked(data, pack, pack.inputs)[1])), more


def test_a_table_of_ranked_firms_is_not_taken_for_a_list_without_a_word(tmp_path: Path) -> None:
    """Rows that are firms (252家达产扩能): 企业名称 heads lists of projects too, and such a list counts nowhere."""
    folder, data = pack_and_data(tmp_path, "")
    pack = load_pack(folder)
    rows: list[list[object]] = [["2022年7月完成"], ["企业名称", "制造业投资（亿元）"], ["甲镇", 3], ["乙镇", 4.5]]
    save_rows(data / "完成.xlsx", rows)
    (problem,) = checked(data, pack)[1]
    assert (problem.code, problem.cell) == ("role.list_of_regions", "A2")
    rows[1][0] = "单位"
    save_rows(data / "完成.xlsx", rows)
    found, problems = checked(data, pack)
    assert "role.list_of_regions" not in codes(problems)
    assert len(found.observations) == 2


def test_a_list_of_projects_with_their_regions_is_one(tmp_path: Path) -> None:
    folder, data = pack_and_data(tmp_path, "")
    pack = load_pack(folder)
    save_rows(data / "清单.xlsx", [["项目清单"], ["项目名称", "属地"], ["甲项目", "甲镇"], ["乙项目", "乙镇"]])
    assert "role.list_of_regions" not in codes(checked(data, pack)[1])
