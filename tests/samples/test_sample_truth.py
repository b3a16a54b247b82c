"""What a shipped sample says in prose and notes is true of its own tables and files."""

from __future__ import annotations

import csv
import re
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import gongwen as gw

SAMPLES = Path(__file__).parents[2] / "samples"
PERIODS = {"liangshaibi": "2022-06", "zhaoshang-kuaibao": "2023-06"}
TABLES = {"liangshaibi": "月通报附表", "zhaoshang-kuaibao": "外资"}
NODES = {
    "谋划招引": ("投资协议签订", "项目备案", "用地预审", "土地摘牌"),
    "前期开工": ("环评批复", "施工许可", "桩基进场", "主体开工"),
    "加快建设": ("主体过半", "结构封顶", "设备进场", "安装调试"),
    "竣工投产": ("竣工验收", "试生产", "投产纳统", "达产"),
}


def read(name: str) -> Any:
    return gw.read(SAMPLES / name / "data", pack=gw.load_pack(SAMPLES / name))


def csv_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()[1:]))


def test_the_praised_units_are_those_ahead_of_time_in_every_table() -> None:
    data = read("zhaoshang-kuaibao")
    prose = (SAMPLES / "zhaoshang-kuaibao" / "data" / "本期文字.md").read_text(encoding="utf-8-sig")
    praised, named = re.findall(r"^(.+?)招商实绩突出，(.+?)均快于时序进度", prose, re.MULTILINE)[0]
    assert named.split("、") == ["实际利用外资", "县外内资", "浙商回归资金"]
    rates: dict[str, list[Fraction]] = {}
    for name in ("外资", "内资"):
        table = gw.scoreboard(data, period="2023-06", table=name).table
        places = [n for n, column in enumerate(table.columns) if "完成率" in column.path[-1]]
        for row in table.rows:
            rates.setdefault(row.cells[0].text, []).extend(Fraction(row.cells[n].text) for n in places)
    ahead = {unit for unit, found in rates.items() if len(found) == 3 and all(rate > 50 for rate in found)}
    assert ahead == set(praised.split("、")), "6月底的时序进度是50%"


@pytest.mark.parametrize("name", ["zhaoshang-kuaibao", "liangshaibi"])
def test_the_note_claims_as_real_only_the_targets_of_the_whole(name: str) -> None:
    note = gw.load_pack(SAMPLES / name).sample_note
    table = gw.scoreboard(read(name), period=PERIODS[name], table=TABLES[name]).table
    assert any(line.endswith(note) for line in table.notes)
    whole = "全县" if name == "zhaoshang-kuaibao" else "全市"
    assert note.startswith(f"本件为示例：只有{whole}")
    assert "其余" in (SAMPLES / name / "说明.md").read_text(encoding="utf-8-sig")
    assert "公开方案附件" not in "".join(table.notes), "that is where the targets of ningbo-bairi are from"


def test_data_marked_as_sample_is_called_so_without_a_claim_where_the_pack_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('extends = "ningbo-bairi"\nsample_note = ""\n', encoding="utf-8")
    data = gw.read(SAMPLES / "ningbo-bairi" / "data", pack=gw.load_pack(tmp_path))
    notes = gw.scoreboard(data, period="2022-07", table="表一").table.notes
    assert notes[-1].endswith("本件为示例，所用数据不作任何依据。")


@pytest.mark.parametrize(("period", "quarter"), [("2022-06", "二季度"), ("2022-07", "三季度")])
def test_the_form_names_the_quarter_that_its_figures_are_of(period: str, quarter: str, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "liangshaibi", tmp_path / "pack")
    done = tmp_path / "pack" / "data" / "2022年完成情况（示例数据）.csv"
    text = done.read_text(encoding="utf-8-sig")
    july = [line.replace("2022年6月", "2022年7月") for line in text.splitlines() if "2022年6月" in line]
    done.write_text("\n".join([text.strip(), *july, ""]), encoding="utf-8-sig")
    data = gw.read(tmp_path / "pack" / "data", pack=gw.load_pack(tmp_path / "pack"))
    table = gw.scoreboard(data, period=period, table="底册").table
    told = {column.path[1].removeprefix("第") for column in table.columns if len(column.path) == 3}
    assert told == {quarter, "全年"}


def test_a_project_goes_from_node_to_node_forwards() -> None:
    for row in csv_rows(SAMPLES / "liangshaibi" / "data" / "年度重点项目节点清单（示例数据）.csv"):
        order = NODES[row["四个一批"]]
        assert order.index(row["下一节点"]) == order.index(row["本月节点"]) + 1, row
