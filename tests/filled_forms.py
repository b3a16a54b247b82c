"""Forms as a clerk fills them: the sample's own figures typed into the input cells, nothing else touched."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl

from gongwen.model.data import Dataset, Kind
from gongwen.model.forms import VALUE_HEADING
from gongwen.model.pack import Pack
from gongwen.model.period import Period

HEAD = 5
Figures = Mapping[tuple[str, str, Period], Decimal | None]


def figures_of(data: Dataset) -> Figures:
    return {(k[0], k[1], k[3]): v.value for k, v in data.observations.items() if k[2] is Kind.ACTUAL}


def columns_of(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[HEAD] if cell.value}


def rows_of(sheet, pack: Pack) -> list[tuple[int, tuple[str, str, Period]]]:
    """Row number and (region code, indicator code, period) of every line, merged labels carried down."""
    columns = columns_of(sheet)
    regions = {region.name: region.code for region in pack.regions}
    indicators = {indicator.name: indicator.code for indicator in pack.indicators}
    said: dict[str, str] = {}
    found = []
    row = HEAD + 1
    while sheet.cell(row, columns["计量单位"]).value is not None:
        for heading in ("地区", "期间", "指标"):
            said[heading] = sheet.cell(row, columns[heading]).value or said[heading]
        period = Period.find(said["期间"]) or Period.parse(said["期间"])
        found.append((row, (regions[said["地区"]], indicators[said["指标"]], period)))
        row += 1
    return found


def fill(source: Path, target: Path, pack: Pack, figures: Figures, *, dated: datetime.date | None = None) -> Path:
    book = openpyxl.load_workbook(source)
    sheet = book.active
    for row, key in rows_of(sheet, pack):
        value = figures[key]
        assert value is not None
        sheet.cell(row, columns_of(sheet)[VALUE_HEADING]).value = float(value) if value % 1 else int(value)
    if dated is not None:
        sheet["B4"] = dated
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target
