"""Any figures that a unit may report come back from its form exactly; nobody's figure is lost, moved or changed."""

from __future__ import annotations

import io
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
from filled_forms import columns_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.compose import compose_forms
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.pack import CollectBlock, CollectSpec, InputSpec, Pack
from gongwen.model.period import Period
from gongwen.model.returns import Standing
from gongwen.model.terms import Aggregation, Role
from gongwen.read import read_folder
from gongwen.render.sheets.form import render_form
from gongwen.validate import assess

JULY = Period.month(2026, 7)
PACK = Pack(
    name="滨海区",
    folder=None,
    search_path=(),
    regions=(Region("0", "全区", is_total=True), Region("01", "东街道"), Region("02", "西镇"), Region("03", "南乡")),
    indicators=(
        Indicator("fdi", "实际利用外资", "万美元", decimals=1),
        Indicator("signed", "新签约项目", "个"),
        Indicator("big", "亿元以上新签约项目", "个", part_of="signed"),
        Indicator("growth", "投资增速", "%", decimals=1, aggregation=Aggregation.NONE, provider="区统计局"),
    ),
    collect=CollectSpec(
        blocks=(
            CollectBlock("当月", ("fdi", "signed", "big", "growth")),
            CollectBlock("累计", ("fdi", "signed"), basis="to_date", cutoff_day=20),
        ),
        apart=("区统计局",),
    ),
)  # fmt: skip
FORMS = compose_forms(PACK, JULY, lambda *key: None)
LINES = [line for form in FORMS for line in form.lines]


def answers(line) -> st.SearchStrategy[Decimal | None]:
    if line.indicator == "growth":
        return st.none() | st.decimals(-99, 500, places=1)
    if line.unit == "个":
        return st.none() | st.integers(0, 40).map(Decimal)
    return st.none() | st.decimals(100, 9_999, places=2)


@settings(max_examples=15)
@given(st.tuples(*map(answers, LINES)))
def test_what_is_typed_in_is_what_is_merged(values: tuple[Decimal | None, ...]) -> None:
    typed = {line.key: value for line, value in zip(LINES, values, strict=True)}
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            book = openpyxl.load_workbook(io.BytesIO(render_form(form).data))
            sheet = book.active
            for row, key in rows_of(sheet, PACK):
                value = typed[key]
                sheet.cell(row, columns_of(sheet)["完成数"]).value = "—" if value is None else float(value)
            book.save(Path(folder) / form.file_name)
        raw = read_folder(Path(folder), (InputSpec(Role.PROGRESS, ("*",)),))
        found = assess(raw, FORMS, PACK, lambda *key: None)
    # No [[relations]] are declared, so a part greater than its whole is said on the form, not when it comes back.
    assert {unit.standing for unit in found.units} == {Standing.REPORTED}
    reported = {a.line.key: a.value for a in found.answers if a.source is not None}
    assert reported == typed
    sums = {a.line.key: a.value for a in found.answers if a.source is None}
    for (_, indicator, period), total in sums.items():
        parts = [value for key, value in typed.items() if key[1:] == (indicator, period)]
        assert total == sum(part for part in parts if part is not None)
        assert None not in parts
