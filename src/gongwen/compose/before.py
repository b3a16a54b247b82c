"""What the issue that rank changes compare with is called: 上月, 上季度, 上期, 1—5月."""

from __future__ import annotations

import re

from gongwen.compose.setting import Setting
from gongwen.model.baseline import PUBLISHED
from gongwen.model.figures import Figure, SeriesKey
from gongwen.model.period import Period
from gongwen.model.terms import Measure
from gongwen.model.windows import previous_frame

_USUAL = {"month": "上月", "quarter": "上季度", "year": "上年"}
_FIXED = re.compile(r"上个?月|上一?季度?|上一?年(?!同期)")
"""What a heading may say of the issue before, true only as long as no issue is left out."""


def usual_name(setting: Setting, basis: str, frame: Period) -> str:
    """The issue one period back; 1—2月 is nobody's month before, and a table with a cut-off has none."""
    before = previous_frame(basis, frame, merge_first=setting.merge_first)
    if basis == "month" and max(frame.month_count, before.month_count) > 1:
        return "上期"
    return _USUAL.get(basis, "上期")


def moved_against(setting: Setting, key: SeriesKey) -> Figure | None:
    """A rank change that compares with another issue than the one a period back; None where none does."""
    gains = (setting.figure(key, region.code, Measure.RANK_GAIN) for region in setting.pack.ranked_regions)
    return next((gain for gain in gains if gain and gain.value is not None and gain.note), None)


def name_before(setting: Setting, key: SeriesKey, basis: str, frame: Period) -> str:
    """As a heading says it, short: the issue one period back by its usual name, another one by its own."""
    if key in setting.board.incomparable:
        return "上期"  # the issue before it is none one period back, and has no such ranking
    gain = moved_against(setting, key)
    then = next((of.period for of in gain.operands if of.scheme == PUBLISHED), None) if gain else None
    if then is None:
        return usual_name(setting, basis, frame)
    if basis == "year":
        return f"{then.end.year}年"
    if not then.whole_months:  # a cut-off within a month: the day says it all
        label = f"{then.end.month}月{then.end.day}日"
    else:
        label = then.label if basis == "quarter" else then.month_label
    return label if then.end.year == key.period.end.year else f"{then.end.year}年{label}"


def heading_of_change(text: str, name: str) -> str:
    """A heading that a pack wrote out (较上月): in its own words while they are true, else with the issue's name."""
    return _FIXED.sub(lambda found: found[0] if _plain(found[0]) == _plain(name) else name, text)


def _plain(word: str) -> str:
    """上个月 and 上一季 are 上月 and 上季度."""
    return word.replace("个", "").replace("一", "").removesuffix("度")
