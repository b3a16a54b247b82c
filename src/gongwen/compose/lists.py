"""A declared list (清单) and the rows handed in, out comes a Table like any other: selected, sorted, numbered, added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from gongwen.compose.notes import numbered_notes
from gongwen.compose.setting import Setting
from gongwen.compose.tables import compose_table
from gongwen.compose.titles import full_widths
from gongwen.compose.words import text_of
from gongwen.guard.text import bare, compact
from gongwen.model.data import Entry
from gongwen.model.problems import Problem, Severity
from gongwen.model.project_list import ListSpec
from gongwen.model.table import Cell, CellKind, Column, Row, Table, header_tree
from gongwen.model.terms import NO_VALUE

_NUMBER, _TOTAL, _NONE = "序号", "合计", "（本期没有）"
_NARROWEST = 5.0
_ONE_LINE = {("A4", False): 16.0, ("A4", True): 28.0}
"""Half-widths up to which a text stays on one line, by paper and whether it lies; longer ones share the width and break."""


def named_table(setting: Setting, name: str) -> Table | None:
    """The declared table or list of this name, composed; None where there is none."""
    spec = setting.pack.table(name)
    if spec is not None:
        return compose_table(setting, spec)
    listed = setting.pack.project_list(name)
    return compose_list(setting, listed) if listed is not None else None


def compose_list(setting: Setting, spec: ListSpec) -> Table:
    """Compose one declared list for the issue. A list of no rows says so in one."""
    entries, words = list_entries(setting, spec), list_words(setting, spec)
    columns = [_texts(entries, heading, is_sum=heading in spec.sums) for _, heading in spec.printed]
    kinds = [CellKind.NUMBER if _numeric(texts) else CellKind.TEXT for texts in columns]
    paths = [tuple(part.strip() for part in shown.split("/")) for shown, _ in spec.printed]
    body = [list(zip(kinds, texts, strict=True)) for texts in zip(*columns, strict=True)]
    if not body:
        body = [[(CellKind.TEXT, _NONE if place == 0 else NO_VALUE) for place in range(len(paths))]]
    elif spec.sums:
        body.append(_total_row(spec, entries, kinds))
    rows = [tuple(Cell(text, kind) for kind, text in row) for row in body]
    if spec.numbered:
        numbers = [_TOTAL if spec.sums and entries and n == len(rows) else str(n) for n in range(1, len(rows) + 1)]
        rows = [
            (Cell(number if entries else NO_VALUE, CellKind.NUMBER), *row)
            for number, row in zip(numbers, rows, strict=True)
        ]
        paths, kinds = [(_NUMBER,), *paths], [CellKind.NUMBER, *kinds]
    where = f"profile.toml 键 lists.{spec.name}"
    one_line = _ONE_LINE.get((spec.paper, spec.landscape), 44.0)
    lines = [text_of(setting, note, f"{where}.notes", **words) for note in spec.notes]
    return Table(
        name=spec.name,
        title=text_of(setting, spec.title, f"{where}.title", **words),
        columns=tuple(
            _column(path, kind, [row[n].text for row in rows], one_line)
            for n, (path, kind) in enumerate(zip(paths, kinds, strict=True))
        ),
        header=header_tree(tuple(paths)),
        rows=tuple(Row(row, is_total=bool(spec.sums) and row[0].text == _TOTAL) for row in rows),
        notes=numbered_notes([*lines, setting.sample_note]),
        paper=spec.paper,
        landscape=spec.landscape,
        watermark=setting.watermark,
    )


def list_entries(setting: Setting, spec: ListSpec) -> tuple[Entry, ...]:
    """The rows of the issue's own month (or of lists that name none), in the declared order."""
    end = setting.issue.period.end
    chosen = [
        entry
        for entry in _given(setting, spec)
        if spec.takes(entry.source.path, entry.values)
        and (entry.as_of is None or (entry.as_of.end.year, entry.as_of.end.month) == (end.year, end.month))
    ]
    for heading in reversed(spec.order):
        falling = heading.startswith("-")
        key = compact(heading.removeprefix("-"))
        # What is no number stands behind every number, whichever way the numbers run.
        chosen.sort(key=lambda entry, key=key: _rank(entry.get(key), key, falling))  # type: ignore[misc]
    if spec.region:
        places = {compact(name): n for n, region in enumerate(setting.pack.regions) for name in region.names}
        chosen.sort(key=lambda entry: places.get(compact(entry.get(compact(spec.region))), len(places)))
    return tuple(chosen)


def list_words(setting: Setting, spec: ListSpec) -> dict[str, object]:
    """What sentences can say of a list: 个数, 合计 (by heading), 项目 (row by row), 各地 with their 个数."""
    entries = list_entries(setting, spec)
    heading = compact(spec.region)
    known = {compact(name): region for region in setting.pack.regions for name in region.names}
    counts: dict[tuple[str, str], int] = {}
    for entry in entries if heading else ():
        written = entry.get(heading)
        region = known.get(compact(written))  # 甲港 and 甲港镇 are one
        names = (region.name, region.short_name or region.name) if region else (written, written)
        counts[names] = counts.get(names, 0) + 1
    return {
        "个数": str(len(entries)),
        "合计": {_plain(name): _sum(entries, name) for name in spec.sums},
        "项目": tuple({_plain(shown): entry.get(compact(read)) for shown, read in spec.printed} for entry in entries),
        "各地": tuple({"名称": n, "简称": short, "单位": "个", "个数": str(c)} for (n, short), c in counts.items()),
    }


def list_problems(setting: Setting, names: Iterable[str]) -> tuple[Problem, ...]:
    """Lists that are to be printed and for which nobody handed in anything for this issue."""
    return tuple(
        problem
        for name in dict.fromkeys(names)
        if (spec := setting.pack.project_list(name)) is not None
        and (problem := _not_handed_in(setting, spec)) is not None
    )


def _not_handed_in(setting: Setting, spec: ListSpec) -> Problem | None:
    given, end = _given(setting, spec), setting.issue.period.end
    months = {entry.as_of for entry in given}
    if None in months or any(m and (m.end.year, m.end.month) == (end.year, end.month) for m in months):
        return None
    known = "、".join(sorted(f"{m.end.year}年{m.end.month}月" for m in months if m)) or "（无）"
    message = f"“{spec.name}”没有{end.year}年{end.month}月的清单；读到的有：{known}"
    fix = "放入这个月的清单，标题写明“截至×年×月×日”；确实没有项目的，表里写一行“无”再用 where 排除"
    return Problem(Severity.ERROR, "list.not_handed_in", message, fix, place=spec.name)


def _given(setting: Setting, spec: ListSpec) -> list[Entry]:
    entries = setting.data.projects if spec.source == "projects" else setting.data.ledger
    return [entry for entry in entries if spec.is_from(entry.source.path)]


# -- cells -------------------------------------------------------------------------------------------------------------


def _plain(heading: str) -> str:
    """A heading as sentences name it: 总投资（亿元） is 总投资."""
    return bare(heading.partition("（")[0].partition("(")[0])


def _decimal(text: str) -> Decimal | None:
    """A number as a list writes it; None for words, blanks, and codes with leading zeros."""
    plain = text.replace(",", "").replace("，", "").strip()
    if len(plain) > 1 and plain.startswith("0") and not plain.startswith("0."):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _amount(text: str, heading: str) -> Decimal | None:
    """A number that may repeat the unit of its heading: 9.6亿元 under 总投资（亿元）."""
    unit = compact(heading).replace("(", "（").rpartition("（")[2].rstrip("）)")
    return _decimal(compact(text).removesuffix(unit))


def _rank(text: str, heading: str, falling: bool) -> tuple[int, Decimal, str]:
    value = _amount(text, heading)
    if value is None:
        return (1 if text else 2), Decimal(0), text
    return 0, -value if falling else value, ""


def _texts(entries: Sequence[Entry], heading: str, *, is_sum: bool) -> list[str]:
    """One column as printed: amounts (headings with a unit in brackets) get the same decimals in every row."""
    texts = [entry.get(compact(heading)) for entry in entries]
    values = [_amount(text, heading) for text in texts]
    if not (is_sum or heading.rstrip().endswith(("）", ")"))) or not any(value is not None for value in values):
        return texts
    places = max(_places(value) for value in values if value is not None)
    return [
        text or NO_VALUE if value is None else f"{value:.{places}f}" for text, value in zip(texts, values, strict=True)
    ]


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _numeric(texts: Sequence[str]) -> bool:
    return any(map(_decimal, texts)) and all(text == NO_VALUE or _decimal(text) is not None for text in texts)


def _sum(entries: Sequence[Entry], heading: str) -> str:
    """The exact sum of a column; — where a row has no number: a part of a sum is not the sum."""
    values = [_amount(entry.get(compact(heading)), heading) for entry in entries]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return NO_VALUE
    return f"{sum(known, Decimal(0)):.{max(map(_places, known))}f}"


def _total_row(spec: ListSpec, entries: Sequence[Entry], kinds: Sequence[CellKind]) -> list[tuple[CellKind, str]]:
    texts = [_sum(entries, heading) if heading in spec.sums else "" for _, heading in spec.printed]
    if not spec.numbered and not texts[0]:
        texts[0] = _TOTAL
    return list(zip(kinds, texts, strict=True))


def _column(path: tuple[str, ...], kind: CellKind, texts: Sequence[str], one_line: float) -> Column:
    """As wide as its longest text where that is short; a long text gets a third of what it has too much."""
    longest = 2 * max((full_widths(line) for text in texts for line in text.split("\n")), default=0.0) + 1
    wanted = longest if longest <= one_line else min(one_line * 1.5, one_line + 0.3 * (longest - one_line))
    return Column(path, kind, width=max(_NARROWEST, wanted, 2 + max(full_widths(part) for part in path)))
