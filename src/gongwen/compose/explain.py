"""How a column is computed, in one Chinese sentence, for the 说明 sheet and for explain()."""

from __future__ import annotations

from gongwen.compose.setting import Setting
from gongwen.model.figures import SeriesKey
from gongwen.model.pack import ColumnSpec
from gongwen.model.terms import Direction, Measure

_ROUNDING = {"half_up": "四舍五入", "half_even": "按 GB/T 8170 修约"}
_TIES = {"competition": "并列占位（1、1、3）", "dense": "并列不占位（1、1、2）"}


def explain_column(setting: Setting, column: ColumnSpec, key: SeriesKey | None) -> str:
    """One sentence; for a column whose window has no period yet it says so."""
    if key is None:
        return "本期尚无此期间，不填。"
    indicator = setting.pack.indicator(column.indicator)
    numbers = setting.pack.numbers
    what = f"{key.period.month_label if key.period.whole_months else key.period.label}{indicator.name}"
    against = f"{key.against.label}目标" if key.against else ""
    places = f"{_ROUNDING.get(numbers.rounding, '')}保留{numbers.rate_decimals}位小数"
    match column.measure:
        case Measure.ACTUAL:
            source = f"，{indicator.provider}" if indicator.provider else ""
            return f"{what}（{indicator.unit}）{source}。"
        case Measure.TARGET:
            return f"{indicator.name}的{against}，按下达数。"
        case Measure.COMPLETION_RATE:
            return f"{what}完成 ÷ {against} × 100%，{places}；没有达到目标的不进位成100%。"
        case Measure.TARGET_GAP:
            return f"{what} − {against}，百分点，{places}。"
        case Measure.TIME_PROGRESS:
            return f"{against}期间内已过时间 ÷ 全部时间；月末按月、月中按日（含首尾）。"
        case Measure.LEAD_PP:
            less = "；越小越好，正数为高于时序进度" if indicator.direction is Direction.LOWER else ""
            return f"{what}完成率（显示值） − 时序进度，百分点，{places}{less}。"
        case Measure.CITY_GAP:
            return f"{what} − {setting.pack.issuer.total_name}，百分点，{places}。"
        case Measure.MET:
            return f"{what}达到{against}的记√，否则记—；没有目标或目标为0的不判定。"
        case Measure.PRESENT:
            return f"{what}大于0的记√，否则记—。"
        case Measure.RANK:
            return _explain_rank(setting, what, key, indicator.direction)
        case Measure.RANK_GAIN:
            return "上期位次 − 本期位次：↑为前移，↓为后移，→为持平，—为无可比上期，新为新列入。"
        case Measure.LIGHT:
            scheme = setting.pack.light(column.scheme)
            return f"{what}：{scheme.describe()}" if scheme else ""
        case Measure.SCORE | Measure.BONUS | Measure.PENALTY | Measure.POINTS:
            return _explain_score(setting, column, what)
        case Measure.CONTRIBUTION:
            return f"{what}在{column.scheme}得分中折合的分数：权重 ÷ 计分指标权重之和 × 单项得分。"


def _explain_score(setting: Setting, column: ColumnSpec, what: str) -> str:
    if column.measure is Measure.SCORE:
        score = setting.pack.score(column.indicator)
        more = "，再加减分" if score and score.points else ""
        return f"各指标得分按权重折合后相加{more}。"
    net = "加分 − 扣分" if column.measure is Measure.POINTS else f"{what}的{column.measure.label}"
    return f"{net}，按事由逐项相加，到上限为止；事由见表下。"


def _explain_rank(setting: Setting, what: str, key: SeriesKey, direction: Direction) -> str:
    numbers = setting.pack.numbers
    order = "从高到低" if direction is Direction.HIGHER else "从低到高"
    on = "显示值" if numbers.rank_on == "printed" else "未修约值"
    word = f"的{key.rank_by.label}" if key.rank_by and key.rank_by is not Measure.SCORE else ""  # a score is named so
    within = "，分类别排" if numbers.within_category else ""
    total = setting.pack.issuer.total_name
    return f"按{what}{word}（{on}）{order}，{_TIES.get(numbers.ties, '')}{within}；{total}、不参评的和无数的不排名。"


def general_rules(setting: Setting) -> tuple[tuple[str, str], ...]:
    """(subject, rule) that hold for every column, for the head of the 说明 sheet."""
    numbers, total = setting.pack.numbers, setting.pack.issuer.total_name
    order = "按表中显示的数" if numbers.rank_on == "printed" else "按未修约的数"
    return (
        (
            "修约",
            f"{_ROUNDING.get(numbers.rounding, '')}，只修约一次；完成率、百分点保留{numbers.rate_decimals}位小数。",
        ),
        ("排名", f"{order}由优到劣，{_TIES.get(numbers.ties, '')}；{total}、不参评的和无数的不排名。"),
        (total, f"{total}的率由{total}的完成数和目标数计算，不取各地平均，也不由各地相加。"),
        ("时序进度", "目标期间内已过时间占全部时间的比重：月末按月、月中按日（含首尾两日）。"),
        ("符号", "“—”无目标、无可比上期或未报送；“…”不足一个最小单位；↑前移、↓后移、→持平、新为新列入。"),
    )
