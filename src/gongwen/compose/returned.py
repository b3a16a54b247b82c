"""A Collection in, two lists out: the figures as one long table that is read back, and who stands how."""

from __future__ import annotations

import csv
import io
from collections import Counter

from gongwen.compose.problem_list import compose_problem_list
from gongwen.model.document import Properties
from gongwen.model.listing import ListBook, ListCell, ListRow, ListSheet, row_of
from gongwen.model.pack import Pack
from gongwen.model.period import Period
from gongwen.model.returns import Answered, Collection, Standing

_HEADINGS = ("地区", "指标", "期间", "计量单位", "完成数", "说明", "数据来源")
_RUN = frozenset("=+-@\t")
_TONES = {
    Standing.REPORTED: "fine", Standing.LATE: "warning", Standing.SENT_BACK: "error", Standing.MISSING: "error",
}  # fmt: skip


def compose_merged(collection: Collection, pack: Pack, period: Period) -> ListBook:
    """The figures, one row each, in the long form that is read like any other data; the last column says whence."""
    gap = "" if collection.complete else "，未收齐"
    title = f"{pack.collect.title.removesuffix('报送表')}汇总（{period.end.year}年{period.label}{gap}）"
    rows = tuple(ListRow(tuple(_cells(answer))) for answer in collection.answers)
    sheet = ListSheet("汇总", _HEADINGS, (12, 28, 20, 10, 12, 24, 48), rows, title)
    return ListBook((sheet,), Properties(title, pack.issuer.name, created=period.end), pack.faces)


def merged_csv(collection: Collection) -> bytes:
    """The same as CSV, in UTF-8 with the mark that Excel needs; text that looks like a formula is quoted off."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    for answer in collection.answers:
        # Figures may be negative; any other text that a spreadsheet would run is kept text.
        writer.writerow([f"'{c.text}" if c.number is None and c.text[:1] in _RUN else c.text for c in _cells(answer)])
    return out.getvalue().encode("utf-8-sig")


def compose_standing(collection: Collection, pack: Pack, period: Period) -> ListBook:
    """报送情况: one row a unit with what must be mended, then every problem."""
    when = f"{period.end.year}年{period.label}"
    counted = Counter(unit.standing for unit in collection.units)
    note = "，".join(f"{standing.value}{counted[standing]}个" for standing in Standing)
    rows = tuple(
        row_of(
            unit.standing.value,
            unit.form.unit_name,
            unit.dated.isoformat() if unit.dated else "",
            "、".join(unit.files),
            "；".join(unit.remarks),
            tone=_TONES[unit.standing],
        )
        for unit in collection.units
    )
    headings = ("情况", "报送单位", "报送日期", "文件", "要改的")
    sheet = ListSheet(
        "报送情况",
        headings,
        (10, 14, 13, 46, 70),
        rows,
        f"{pack.collect.title.removesuffix('报送表')}报送情况（{when}）",
        (f"{note}。",),
    )
    listed = compose_problem_list(collection.problems, {}, (), pack).sheets[0]
    return ListBook(
        (sheet, listed), Properties(f"报送情况（{when}）", pack.issuer.name, created=period.end), pack.faces
    )


def _cells(answer: Answered) -> list[ListCell]:
    line = answer.line
    whence = str(answer.source) if answer.source else "各单位相加"
    return [
        ListCell(line.region_name),
        ListCell(line.indicator_name),
        ListCell(line.period_text),
        ListCell(line.unit),
        ListCell(answer.text, answer.value),
        ListCell(answer.note),
        ListCell(whence),
    ]
