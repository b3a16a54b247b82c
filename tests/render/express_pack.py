"""A county that promotes investment: towns as regions, 亿美元 beside 亿元, lights, four lists; every figure invented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

TOWNS = "甲港镇 乙溪镇 丙山镇 丁塘镇 戊浦镇 己岭镇 庚山乡 辛桥乡 丹东街道 丹西街道 经济开发区".split()
"""Invented names, the last one long on purpose."""
INDICATORS = {"fdi": ("实际利用外资", "亿美元", 2, 1.5), "inward": ("县外内资", "亿元", 1, 146), "return": ("浙商回归资金", "亿元", 1, 98),
              "signed": ("新签约亿元以上项目", "个", 0, 40)}  # fmt: skip
LISTS = {"talks": "在谈项目", "contracts": "签约项目", "started": "动建项目", "running": "投产项目"}

_PROFILE = """\
extends = "base"
name = "某县招商引资（示例）"
watermark = "示例"

[issuer]
name = "××县招商引资工作领导小组办公室（示例）"
signature = "××县招商引资工作领导小组办公室"
briefing_title = "招商快报"
editor = "××县招商引资工作领导小组办公室（示例）"
code = "示例"
report_to = "县委、县政府领导（示例）"
send_to = "县级有关单位"
issue_to = "各镇乡（街道）、园区"
copies = "示例，不印发"
total_name = "全县"
collective = "各镇乡（街道）、园区"
region_unit = "单位"

[numbers]
merge_first_months = false

[tables."外资"]
title = "{{ 期间 }}实际利用外资完成情况"
basis = "month"
landscape = false

[tables."内资"]
title = "{{ 期间 }}县外内资、浙商回归资金和新签约项目完成情况"
basis = "month"
landscape = false

[tables."四张清单"]
title = "四张动态清单（截至{{ 期间 }}）"
landscape = false
definitions = false

[tables."季评价"]
title = "二季度招商指标完成情况和亮灯"
basis = "month"

[topics."外资"]
indicator = "fdi"
window = "本年累计"
against = "全年"

[charts."外资完成率"]
title = "各单位实际利用外资完成率"
topic = "外资"

[products."招商快报"]
kind = "briefing"
format = "pdf"
template = "express.html"
title = "{{ 期.月 }}月份全县招商指标完成情况"
file_name = "招商快报（{{ 期.年月 }}）"
tables = ["外资", "内资", "四张清单"]
charts = ["外资完成率"]
sections = ["指标完成", "通报表扬", "工作提示"]

[products."招商快报".settings]
total_offset = "60"

[products."季评价"]
kind = "bulletin"
format = "pdf"
template = "bulletin.html"
title = "××县招商引资工作领导小组办公室（示例）|关于二季度招商工作评价情况的通报"
file_name = "季评价（{{ 期.名称 }}）"
sections = ["指标完成", "工作提示"]
attachments = ["季评价", "外资完成率"]

[products."季评价".settings]
contents = "是"
pdf = "a-2a"
"""

_WORDING = '''\
["简报导语"]
paragraphs = ["{{ 期.月 }}月份，全县招商引资工作平稳推进。"]

["指标完成"]
heading = "指标完成情况"
paragraphs = ["""
{% if 外资.全市.完成 is 有数 %}{{ 外资.期间 }}，全县实际利用外资{{ 外资.全市.完成 }}亿美元，
完成年度目标的{{ 外资.全市.完成率 }}%，{{ 外资.全市.超时序|快慢 }}。{% endif %}
"""]
'''


def express_pack(folder: Path) -> Path:
    """Write the pack's folder."""
    (folder / "tables").mkdir(parents=True)
    files = {
        "profile.toml": _PROFILE,
        "wording.toml": _WORDING,
        "regions.csv": "代码,名称,是否合计\n00,全县,是\n" + "".join(f"{n:02d},{t},\n" for n, t in enumerate(TOWNS, 1)),
        "indicators.csv": "代码,名称,计量单位,小数位,口径\n"
        + "".join(f"{code},{name},{unit},{places},{name}按报送口径统计\n" for code, (name, unit, places, _) in INDICATORS.items())
        + "".join(f"{code},{name},个,0,\n" for code, name in LISTS.items()),
        "tables/外资.csv": _columns(["fdi"], "本年累计", "全年"),
        "tables/内资.csv": _columns(["inward", "return", "signed"], "本年累计", "全年", short=True),
        "tables/四张清单.csv": "表头,指标,取值,期间,目标期间\n" + "".join(f"{name},{code},完成,当月,\n" for code, name in LISTS.items()),
        "tables/季评价.csv": _columns(list(INDICATORS), "本年累计", "全年", lights=True),
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _columns(codes: list[str], window: str, against: str, *, short: bool = False, lights: bool = False) -> str:
    lines = ["表头,指标,取值,期间,目标期间"]
    for code in codes:
        name, unit = INDICATORS[code][:2]
        if not short and not lights:
            lines.append(f"{name}/年度目标（{unit}）,{code},目标,{window},{against}")
        lines += [f"{name}/累计（{unit}）,{code},完成,{window},{against}", f"{name}/完成率（%）,{code},完成率,{window},{against}"]
        lines.append(f"{name}/排名,{code},排名,{window},{against}")
        if not short and not lights:
            lines.append(f"{name}/较上月,{code},排名变化,{window},{against}")
        if lights or not short:
            lines.append(f"{name}/亮灯,{code},亮灯,{window},{against}")
    return "\n".join(lines) + "\n"


def express_frames() -> dict[str, pd.DataFrame]:
    """Five and six months of progress, year targets, four lists."""
    return {"progress": pd.DataFrame(_progress()), "targets": pd.DataFrame(_targets())}


def _share(place: int) -> float:
    return (place * 37 % 11 + 4) / 100


def _targets() -> Iterator[dict[str, object]]:
    for name, _, places, total in INDICATORS.values():
        shares = [round(total * _share(n) / sum(map(_share, range(11))), places) for n in range(11)]
        shares[-1] = round(total - sum(shares[:-1]), places)
        for town, value in zip(["全县", *TOWNS], [total, *shares], strict=True):
            yield {"地区": town, "指标": name, "期间": "2023", "目标": value}


def _progress() -> Iterator[dict[str, object]]:
    targets = {(str(row["地区"]), str(row["指标"])): float(str(row["目标"])) for row in _targets()}
    for month in range(1, 7):
        for name, _, places, _ in INDICATORS.values():
            done = [round(targets[town, name] * (2 + (n * 5 + month * 3) % 7) / 60, places) for n, town in enumerate(TOWNS)]
            for town, value in zip(["全县", *TOWNS], [round(sum(done), places), *done], strict=True):
                yield {"地区": town, "指标": name, "期间": f"2023-{month:02d}", "完成": value}
        for number, name in enumerate(LISTS.values()):
            counts = [(n * 3 + month + number) % 9 for n in range(11)]
            for town, value in zip(["全县", *TOWNS], [sum(counts), *counts], strict=True):
                yield {"地区": town, "指标": name, "期间": f"2023-{month:02d}", "完成": value}


PROSE = {
    "通报表扬": ("丹东街道1—6月招商实绩突出，予以通报表扬。",),
    "工作提示": ("庚山乡、辛桥乡进度相对较慢，请抓紧推进。",),
}
