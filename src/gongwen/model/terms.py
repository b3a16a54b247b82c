"""The glossary: the one place where a Chinese term of the field meets its English name.

地区/参评单位 region · 指标 indicator · 计量单位 unit · 目标 target · 完成 actual · 完成率 completion_rate ·
时序进度 time_progress · 超时序 lead_pp · 位次 rank · 进位 rank_gain · 亮灯 light · 勾稽 reconciliation ·
期 issue · 区县包 pack · 晾晒表 scoreboard · 专班简报 briefing · 通报 bulletin · 招商快报 express ·
工作提示单 reminder · 通报表扬 commendation · 专栏 column · 专栏案例 case · 版头 masthead · 版记 imprint ·
发文字号 document_number · 发文机关 issuer · 主送 recipients · 抄送 copies_to · 成文日期 dated · 签发人 signatory
"""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """What a figure says about a region and an indicator. ``label`` is the word on paper."""

    ACTUAL = "actual"
    """完成: the reported value, in the indicator's unit."""
    TARGET = "target"
    """目标: the value to reach; may carry an operator or be text."""
    COMPLETION_RATE = "completion_rate"
    """完成率: actual ÷ target, held as a ratio, printed in %."""
    TARGET_GAP = "target_gap"
    """与目标差: actual − target, for indicators in %, printed in 百分点."""
    TIME_PROGRESS = "time_progress"
    """时序进度: elapsed ÷ whole of the target's period, a ratio."""
    LEAD_PP = "lead_pp"
    """超（落后）时序进度, in 百分点; negative means behind."""
    CITY_GAP = "city_gap"
    """与全市差: actual − the total row's actual, for indicators in %, in 百分点."""
    MET = "met"
    """是否达到目标: 1 or 0; printed √ or —. Without a target there is none."""
    PRESENT = "present"
    """有无: whether there is any at all, 1 or 0; printed √ or —."""
    RANK = "rank"
    """排名: 1 is best."""
    RANK_GAIN = "rank_gain"
    """排名变化 (进位): previous rank − rank; positive climbs."""
    SCORE = "score"
    """得分."""
    CONTRIBUTION = "contribution"
    """折合得分: what one indicator adds to a score."""
    BONUS = "bonus"
    """加分: points given, capped."""
    PENALTY = "penalty"
    """扣分: points taken, capped; above zero."""
    POINTS = "points"
    """加减分: given less taken, as they count in a score."""
    LIGHT = "light"
    """亮灯."""

    # Enum's own hash is a Python call on the name, and every look-up of a figure hashes its measure.
    __hash__ = str.__hash__

    @property
    def label(self) -> str:
        """The Chinese word for this measure, as in tables, explanations and settings."""
        return _LABELS[self]

    @classmethod
    def from_label(cls, label: str) -> Measure | None:
        """The measure with this Chinese word, or None."""
        return next((measure for measure, word in _LABELS.items() if word == label), None)


OF_TARGET = frozenset(
    {
        Measure.TARGET, Measure.COMPLETION_RATE, Measure.TARGET_GAP, Measure.TIME_PROGRESS, Measure.LEAD_PP, Measure.MET,
    }
)  # fmt: skip
"""What there is none of without a target."""
OF_PERCENT = frozenset({Measure.TARGET_GAP, Measure.CITY_GAP})
"""In 百分点: there is none of an amount."""
OF_AMOUNT = frozenset({Measure.COMPLETION_RATE, Measure.TIME_PROGRESS, Measure.LEAD_PP})
"""There is none of an indicator in %: growth and a target for it differ in 百分点."""
_LABELS = {
    Measure.ACTUAL: "完成",
    Measure.TARGET: "目标",
    Measure.COMPLETION_RATE: "完成率",
    Measure.TARGET_GAP: "与目标差",
    Measure.TIME_PROGRESS: "时序进度",
    Measure.LEAD_PP: "超时序",
    Measure.CITY_GAP: "与全市差",
    Measure.MET: "达标",
    Measure.PRESENT: "有无",
    Measure.RANK: "排名",
    Measure.RANK_GAIN: "排名变化",
    Measure.SCORE: "得分",
    Measure.CONTRIBUTION: "折合得分",
    Measure.BONUS: "加分",
    Measure.PENALTY: "扣分",
    Measure.POINTS: "加减分",
    Measure.LIGHT: "亮灯",
}


class Direction(StrEnum):
    """方向: whether a larger value is better (越大越好) or a smaller one (越小越好)."""

    HIGHER = "higher"
    LOWER = "lower"


class Aggregation(StrEnum):
    """汇总方式: whether values of regions and of periods add up (求和) or not (不汇总)."""

    SUM = "sum"
    NONE = "none"


class Bound(StrEnum):
    """The operator a target carries: “100 以上” is ≥ 100."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EXACT = "="


class Role(StrEnum):
    """用途: what an input file is for."""

    PROGRESS = "progress"
    TARGETS = "targets"
    CASES = "cases"
    PROJECTS = "projects"
    LEDGER = "problems"
    PHOTOS = "photos"
    PROSE = "prose"
    POINTS = "points"

    @property
    def label(self) -> str:
        """The Chinese word for this role, as in settings and messages."""
        return {
            Role.PROGRESS: "完成情况",
            Role.TARGETS: "目标任务",
            Role.CASES: "专栏案例",
            Role.PROJECTS: "项目清单",
            Role.LEDGER: "问题台账",
            Role.PHOTOS: "照片",
            Role.PROSE: "本期文字",
            Role.POINTS: "加减分",
        }[self]


REGION_HEADINGS = frozenset(
    "地区 区县 区县市 县市区 区市县 市县区 县市新区 各地 单位 单位名称 属地 区域 所属区域 所属地区 所在地 参评单位 报送单位 填报单位 责任单位 镇街 "
    "镇街道 乡镇 乡镇街道 镇乡街道 街道 园区 部门 行政区 行政区划 板块 地区名称 区县名称 县区".split()
)
"""Headings of the column that names the ranked rows, without brackets and separators: 区（县、市） is 区县市."""

NO_VALUE = "—"
"""Printed where there is no figure: no target, no comparison, missing."""
NOT_TAKEN = ("不计算", "不判定", "无同期数可算")
"""In the note of a figure that its numbers do not allow (a base of nothing, a target of 0): said under the table."""
NOT_SCORED = "不计分"
"""In the note of a part of a score whose weight does not count: no target, one in words. What was not reported counts."""
OTHER_CLASS = "上期不在同一类别中排名"
"""In the note of a rank change that compares nothing: said under the table."""
NEWLY_LISTED = "新"
"""Printed as rank change where the region was not in the previous issue."""
TO_FILL = "【待补】"
"""Printed in a draft where a person still has to write; refused in a final."""
PROSE_HEADINGS = ("编者按", "签发人", "职务", "出席", "请假", "列席")
"""Headings of 本期文字 that documents look for by themselves; all others are named in a product's sections."""
PATTERN_WORDS = ("期", "机关", "全市", "各地", "单位词", "地区数")
"""The names that every pattern may use beside the pack's topics."""
LIST_WORDS = ("个数", "合计", "项目", "各地")
"""What a list's title, notes and sentences may say of it; as a name of its own in sentences: 签约清单.个数."""
