"""List files in, catalogue entries out: regions.csv, indicators.csv, headers.csv, tables/*.csv."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from gongwen.model.catalogue import Indicator, Region
from gongwen.model.pack import ColumnSpec, HeadingSpec
from gongwen.model.period import Period
from gongwen.model.problems import Problem
from gongwen.model.scoring import ScoreSpec
from gongwen.model.terms import Aggregation, Direction, Measure, Role
from gongwen.model.windows import WINDOWS, resolve
from gongwen.pack.files import ListRow, SettingsFile, parse_list

_YES = {"是": True, "√": True, "1": True, "否": False, "": False, "0": False}
_DIRECTIONS = {"": Direction.HIGHER, "越大越好": Direction.HIGHER, "越小越好": Direction.LOWER}
_AGGREGATIONS = {"": Aggregation.SUM, "求和": Aggregation.SUM, "不汇总": Aggregation.NONE}
_ROLES: dict[str, Role | None] = {"": None, **{role.label: role for role in Role}}
_CODE = re.compile(r"[\w-]+")
_PROBE = Period.month(2022, 7)


class Rows:
    """Collects the problems of one list file while its rows are turned into values."""

    def __init__(self, file: SettingsFile, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = list(problems)

    def refuse(self, row: ListRow, column: str, message: str, fix: str = "") -> None:
        """Note that one cell of the list is wrong."""
        self.problems.append(self.file.problem("pack.list_value", message, fix, place=f"行{row.number} 列“{column}”"))

    def choose(self, row: ListRow, column: str, words: dict[str, object]) -> object:
        """The meaning of a word, or its first meaning with a problem noted."""
        word = row.get(column)
        if word not in words:
            self.refuse(row, column, f"“{word}”不在可用词中", f"可用：{'、'.join(w for w in words if w)}")
            return next(iter(words.values()))
        return words[word]

    def number(self, row: ListRow, column: str, default: int | None) -> int | None:
        """A whole number or the default where blank."""
        text = row.get(column)
        if text and not text.isdecimal():
            self.refuse(row, column, f"“{text}”不是整数", "填 0、1、2……")
            return default
        return int(text) if text else default

    def unique(self, row: ListRow, column: str, seen: dict[str, int]) -> None:
        """Refuse an empty or repeated key."""
        key = row.get(column)
        if not key:
            self.refuse(row, column, "不能空", "每行都要填")
        elif column == "代码" and not _CODE.fullmatch(key):
            # Codes are part of figure ids and of file names.
            self.refuse(row, column, f"“{key}”不能作代码", "只用字母、数字、下划线和连字符")
        elif key in seen:
            self.refuse(row, column, f"“{key}”与行{seen[key]}重复", "改成不同的")
        seen.setdefault(key, row.number)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_regions(file: SettingsFile) -> tuple[tuple[Region, ...], tuple[Problem, ...]]:
    """regions.csv, in display order (order is data, never computed)."""
    optional = ("简称", "别名", "类别", "是否参与排名", "是否合计")
    parsed, problems = parse_list(file, needed=("代码", "名称"), optional=optional)
    rows = Rows(file, problems)
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    made: list[Region] = []
    for row in parsed:
        rows.unique(row, "代码", codes)
        rows.unique(row, "名称", names)
        is_total = bool(rows.choose(row, "是否合计", dict(_YES)))
        ranked = bool(rows.choose(row, "是否参与排名", {**_YES, "": True})) and not is_total
        aliases = _several(row.get("别名"))
        region = Region(row.get("代码"), row.get("名称"), row.get("简称"), aliases, row.get("类别"), ranked, is_total)
        _refuse_shared_names(rows, row, region, made)
        made.append(region)
    if sum(region.is_total for region in made) > 1:
        rows.problems.append(
            file.problem("pack.two_totals", "“是否合计”只能有一行为“是”", "其余各行改为空", place="列“是否合计”")
        )
    return tuple(made), tuple(rows.problems)


def _refuse_shared_names(rows: Rows, row: ListRow, region: Region, earlier: list[Region]) -> None:
    for other in earlier:
        shared = set(region.names) & set(other.names)
        if shared:
            rows.refuse(
                row, "别名", f"“{'、'.join(sorted(shared))}”同时指{other.name}和{region.name}", "一个名称只能指一个地区"
            )


def read_indicators(file: SettingsFile) -> tuple[tuple[Indicator, ...], tuple[Problem, ...]]:
    """indicators.csv: the catalogue (指标目录)."""
    optional = (
        "别名", "计量单位", "方向", "小数位", "汇总方式", "口径", "数据来源", "权重", "增速对应", "其中于", "比值",
    )  # fmt: skip
    parsed, problems = parse_list(file, needed=("代码", "名称"), optional=optional)
    rows = Rows(file, problems)
    codes: dict[str, int] = {}
    for row in parsed:
        rows.unique(row, "代码", codes)
    meant: dict[str, str] = {}
    made = []
    for row in parsed:
        indicator = _indicator(rows, row, codes)
        for name in {indicator.code, indicator.name, *indicator.aliases}:
            if meant.setdefault(name, indicator.code) != indicator.code:
                rows.refuse(row, "别名", f"“{name}”同时指两个指标", "一个名称只能指一个指标")
        made.append(indicator)
    return tuple(made), tuple(rows.problems)


def _indicator(rows: Rows, row: ListRow, codes: dict[str, int]) -> Indicator:
    for column in ("增速对应", "其中于"):
        if row.get(column) and row.get(column) not in codes:
            rows.refuse(row, column, f"没有代码为“{row.get(column)}”的指标", _nearest(row.get(column), list(codes)))
        if row.get(column) and row.get(column) == row.get("代码"):
            rows.refuse(row, column, "不能是指标自己", "填另一个指标的代码")
    direction = rows.choose(row, "方向", dict(_DIRECTIONS))
    aggregation = rows.choose(row, "汇总方式", dict(_AGGREGATIONS))
    assert isinstance(direction, Direction) and isinstance(aggregation, Aggregation)
    return Indicator(
        code=row.get("代码"),
        name=row.get("名称"),
        unit=row.get("计量单位"),
        aliases=_several(row.get("别名")),
        direction=direction,
        decimals=rows.number(row, "小数位", 0) or 0,
        aggregation=aggregation,
        definition=row.get("口径"),
        provider=row.get("数据来源"),
        weight=_weight(rows, row),
        growth_of=row.get("增速对应"),
        part_of=row.get("其中于"),
        ratio_of=_ratio(rows, row, codes),
    )


def _weight(rows: Rows, row: ListRow) -> Decimal | None:
    text = row.get("权重").removesuffix("%")
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        rows.refuse(row, "权重", f"“{text}”不是数字", "填数字，如 20 或 20%")
        return None


def _ratio(rows: Rows, row: ListRow, codes: dict[str, int]) -> tuple[str, str] | None:
    text = row.get("比值")
    if not text:
        return None
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 2 or any(part not in codes or part == row.get("代码") for part in parts):
        rows.refuse(row, "比值", f"“{text}”应写成“指标代码/指标代码”", _nearest(parts[0], list(codes)))
        return None
    return parts[0], parts[1]


def read_headings(
    file: SettingsFile, indicators: tuple[Indicator, ...]
) -> tuple[tuple[HeadingSpec, ...], tuple[Problem, ...]]:
    """headers.csv: headings found in reports → fields."""
    parsed, problems = parse_list(file, needed=("表头", "指标"), optional=("取值", "期间", "单位", "用途", "忽略"))
    rows = Rows(file, problems)
    known = {name: i.code for i in indicators for name in (*i.aliases, i.name, i.code)}
    made = []
    for row in parsed:
        ignore = bool(rows.choose(row, "忽略", dict(_YES)))
        code = known.get(row.get("指标"), "")
        if not ignore and not code:
            rows.refuse(row, "指标", f"指标目录中没有“{row.get('指标')}”", _nearest(row.get("指标"), list(known)))
        role = rows.choose(row, "用途", dict(_ROLES))
        assert role is None or isinstance(role, Role)
        place = f"{file.shown} 行{row.number}"
        made.append(
            HeadingSpec(row.get("表头"), code, row.get("取值"), row.get("期间"), row.get("单位"), role, ignore, place)
        )
    return tuple(made), tuple(rows.problems)


def read_columns(
    file: SettingsFile,
    indicators: tuple[Indicator, ...],
    scores: tuple[ScoreSpec, ...] = (),
    declared: Iterable[str] = (),
) -> tuple[tuple[ColumnSpec, ...], tuple[Problem, ...]]:
    """tables/*.csv: the columns of one table, in order. ``indicators`` holds the scores' too.

    ``declared`` are the names of all scores, those that are wrong themselves and said to be included.
    """
    optional = ("期间", "目标期间", "排名依据", "小数位", "列宽", "亮灯方案", "得分方案")
    parsed, problems = parse_list(file, needed=("表头", "指标", "取值"), optional=optional)
    rows = Rows(file, problems)
    known = dict.fromkeys(declared, "")
    known |= {name: i.code for i in indicators for name in (*i.aliases, i.name, i.code)}
    by_name = {score.name: score for score in scores}
    made = (_column(rows, row, known) for row in parsed)
    return tuple(_of_score(column, by_name) for column in made), tuple(rows.problems)


def _of_score(column: ColumnSpec, scores: dict[str, ScoreSpec]) -> ColumnSpec:
    """A column of what an indicator adds to a score has the score's periods."""
    score = scores.get(column.scheme) if column.measure is Measure.CONTRIBUTION else None
    window = "" if column.window == "本期" else column.window
    item = score.item(column.indicator, window, column.against) if score else None
    return replace(column, window=item.window, against=item.against) if item else column


def _column(rows: Rows, row: ListRow, known: dict[str, str]) -> ColumnSpec:
    name = row.get("指标")
    if name not in known:
        rows.refuse(row, "指标", f"指标目录中没有“{name}”", _nearest(name, list(known)))
    words: dict[str, object] = {measure.label: measure for measure in Measure}
    measure = rows.choose(row, "取值", words)
    rank_by = rows.choose(row, "排名依据", {"": None, **words})
    assert isinstance(measure, Measure) and (rank_by is None or isinstance(rank_by, Measure))
    for column in ("期间", "目标期间"):
        _check_window(rows, row, column)
    if row.get("小数位"):
        # One figure has one text: a table of its own decimals would print another.
        rows.refuse(row, "小数位", "表里不能另定小数位", "改 indicators.csv 的小数位，各处印得一样；本列留空")
    width = rows.number(row, "列宽", None)
    return ColumnSpec(
        header=tuple(part.strip() for part in row.get("表头").split("/")),
        measure=measure,
        indicator=known.get(name, ""),
        window=row.get("期间") or "本期",
        against=row.get("目标期间"),
        rank_by=rank_by,
        width=float(width) if width else None,
        scheme=row.get("得分方案" if measure is Measure.CONTRIBUTION else "亮灯方案"),
        place=f"{rows.file.shown} 行{row.number}",
    )


def _check_window(rows: Rows, row: ListRow, column: str) -> None:
    text = row.get(column)
    try:
        if text:
            resolve(text, _PROBE)
    except ValueError:
        rows.refuse(
            row, column, f"“{text}”不是可用的期间", f"可用：{'、'.join(WINDOWS)}，或写明期间，如 2022-07、第三季度"
        )


def _nearest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    return (
        f"是否想写“{close[0]}”？"
        if close
        else f"可用：{'、'.join(known[:12]) or '（无）'}{'……' if len(known) > 12 else ''}"
    )
