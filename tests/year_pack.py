"""A small county's year: a pack with monthly, cumulative and quarterly tables, and the months' data as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import gongwen as gw
from gongwen.model.pack import Pack
from gongwen.model.period import Period

TOWNS = ("东镇", "南镇", "西镇", "北镇")
ISSUES = tuple(f"2023-{month:02d}" for month in range(2, 13))
"""A year of issues: 1—2月 goes by 2023-02."""

_COLUMNS = "表头,指标,取值,期间,目标期间\n"
FILES = {
    "regions.csv": "代码,名称,是否参与排名,是否合计\nT,全县,否,是\n"
    + "".join(f"{code},{name},是,\n" for code, name in zip("ABCD", TOWNS, strict=True)),
    "indicators.csv": "代码,名称,计量单位,方向,小数位,汇总方式\n"
    "inv,工业投资,亿元,越大越好,2,求和\nsign,新签约项目,个,越大越好,0,求和\n",
    "tables/月表.csv": _COLUMNS
    + "".join(f"工业投资/{m},inv,{m},当月,当月\n" for m in ("目标", "完成", "完成率", "排名", "排名变化")),
    "tables/累计表.csv": _COLUMNS
    + "".join(f"新签约/{m},sign,{m},本年累计,全年\n" for m in ("目标", "完成", "完成率", "排名", "排名变化")),
    "profile.toml": """\
extends = "base"
name = "平湖县专班"
year = 2023
published_dir = "../已发布"
[issuer]
name = "平湖县专班"
total_name = "全县"
[[relations]]
kind = "total"
[tables."月表"]
title = "月表（{{ 期间 }}）"
basis = "month"
[tables."累计表"]
title = "累计表（{{ 期间 }}）"
basis = "to_date"
[products."月表"]
kind = "workbook"
format = "xlsx"
file_name = "月表（{{ 期.年月 }}）"
tables = ["月表"]
[products."累计"]
kind = "workbook"
format = "xlsx"
file_name = "累计（{{ 期.年月 }}）"
tables = ["累计表"]
""",
}


def write_year_pack(folder: Path, **changed: str) -> Path:
    """The pack's folder; ``profile`` or a list's name (without suffix) may be given other text."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(changed.get(Path(name).stem, text), encoding="utf-8")
    return folder


def span(issue: str) -> str:
    """The period that an issue's figures are reported for."""
    return "2023-01..2023-02" if issue == "2023-02" else issue


def figures(issue: str) -> dict[str, tuple[int, int]]:
    """Town → (投资, 新签约) of an issue; the order of the towns changes from month to month."""
    month = int(issue[-2:])
    return {town: (5 + (place * 3 + month * 5) % 11, 1 + (place + month) % 4) for place, town in enumerate(TOWNS)}


def save(path: Path, head: str, rows: Iterable[Iterable[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(), *rows])


def save_month(
    folder: Path, issue: str, *, without: str = "", towns: Mapping[str, tuple[int, int]] | None = None
) -> None:
    """An issue's completions; ``without`` leaves an indicator or 全县 out."""
    done = dict(towns or figures(issue))
    done["全县"] = (sum(v[0] for v in done.values()), sum(v[1] for v in done.values()))
    rows = [
        (name, indicator, span(issue), value)
        for name, pair in done.items()
        for indicator, value in zip(("工业投资", "新签约项目"), pair, strict=True)
        if without not in (name, indicator)
    ]
    save(folder / f"{issue}完成.csv", "地区 指标 期间 完成", rows)


def save_targets(folder: Path, issues: Iterable[str] = ISSUES) -> None:
    """Ten a month and a town, a hundred contracts a year."""
    rows = [
        (name, "工业投资", span(issue), 10 * share)
        for issue in issues
        for name, share in [("全县", 4), *((t, 1) for t in TOWNS)]
    ]
    rows += [(name, "新签约项目", "2023", 100 * share) for name, share in [("全县", 4), *((t, 1) for t in TOWNS)]]
    save(folder / "目标.csv", "地区 指标 期间 目标", rows)


def year_data(folder: Path, issues: Iterable[str]) -> Path:
    """The data folder with all targets and the completions of these issues."""
    save_targets(folder)
    for issue in issues:
        save_month(folder, issue)
    return folder


def ranks(towns: Mapping[str, int]) -> dict[str, int]:
    """Competition ranks, the oracle."""
    return {town: 1 + sum(other > value for other in towns.values()) for town, value in towns.items()}


def label(issue: str) -> str:
    return "1—2月" if issue == "2023-02" else Period.parse(issue).label


def loaded(folder: Path, data: Path) -> tuple[Pack, gw.Data]:
    pack = gw.load_pack(folder)
    return pack, gw.read(data, pack=pack)
