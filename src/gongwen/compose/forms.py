"""A pack's [collect] and a period in, one Form a reporting unit out, and one a source that reports for all regions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from gongwen.guard.names import in_a_name
from gongwen.model.catalogue import Indicator, Region
from gongwen.model.forms import Answer, Form, FormLine
from gongwen.model.pack import CollectBlock, Pack
from gongwen.model.period import Period
from gongwen.model.windows import frame_of, previous_frame, resolve

Known: TypeAlias = Callable[[str, str, Period], Decimal | None]
"""The figure of a region, an indicator and a period as far as it is known."""

_COUNTED = frozenset("个 家 项 宗 场 户 件 次 只 名 台 套 起 条 座 处 幢 块 批 人 人次".split())
_Frames: TypeAlias = tuple[Period | None, Period | None]
_Asked: TypeAlias = list[tuple[CollectBlock, _Frames]]


def compose_forms(pack: Pack, period: Period, known: Known, *, as_of: date | None = None) -> tuple[Form, ...]:
    """The forms of one issue in display order, sources last. ``known`` gives the figures of the issue before.

    Indicators that are computed here (ratios of two counts) are never asked. A form that would ask nothing is left out.
    """
    regions = tuple(region for region in pack.regions if not region.is_total)
    blocks = pack.collect.blocks or (CollectBlock("当月"),)
    asked = [(block, _frames(block, pack, period, as_of)) for block in blocks]
    forms = [_form(pack, period, (region,), _lines(pack, (region,), asked, known)) for region in regions]
    forms += [
        _form(pack, period, pack.regions, _lines(pack, pack.regions, asked, known, source), source)
        for source in pack.collect.apart
    ]
    return tuple(form for form in forms if form.lines)


def due_date(pack: Pack, period: Period) -> date | None:
    """The day by which forms are due: so many days into the month after the issue; None where the pack sets none."""
    day = pack.collect.deadline_day
    if day is None:
        return None
    following = period.day_after()
    return date(following.year, following.month, min(day, monthrange(following.year, following.month)[1]))


def _frames(block: CollectBlock, pack: Pack, period: Period, as_of: date | None) -> _Frames:
    """The block's own stretch and the same one an issue earlier; None where there is none yet."""
    merge = pack.numbers.merge_first_months
    frame = frame_of(block.basis, period, cutoff_day=block.cutoff_day, as_of=as_of, merge_first=merge)
    before = previous_frame(block.basis, frame, merge_first=merge)
    return resolve(block.window, frame, merge_first=merge), resolve(block.window, before, merge_first=merge)


def _form(
    pack: Pack, period: Period, regions: tuple[Region, ...], lines: tuple[FormLine, ...], source: str = ""
) -> Form:
    unit, name = (source, source) if source else (regions[0].code, regions[0].name)
    when = f"{period.end.year}年{period.label}"
    return Form(
        pack=pack.name,
        unit=unit,
        unit_name=name,
        period=period,
        title=f"{pack.collect.title}（{when}）",
        lines=lines,
        file_name=f"{in_a_name(name if source else f'{unit}_{name}')}（{when}报送表）.xlsx",
        is_source=bool(source),
        due=due_date(pack, period),
        contact=pack.collect.contact,
        reasons=pack.collect.reasons,
        notes=pack.collect.notes,
        issuer=pack.issuer.name,
        watermark=pack.watermark,
        faces=pack.faces,
    )


def _lines(
    pack: Pack, regions: tuple[Region, ...], asked: _Asked, known: Known, source: str = ""
) -> tuple[FormLine, ...]:
    lines: list[FormLine] = []
    places: dict[tuple[str, str, Period], int] = {}
    for indicator, region, now, before in _cells(pack, regions, asked, source):
        if (region.code, indicator.code, now) in places:
            continue
        places[region.code, indicator.code, now] = len(lines)
        lines.append(
            FormLine(
                region=region.code,
                region_name=region.name,
                indicator=indicator.code,
                indicator_name=indicator.name,
                unit=indicator.unit,
                period=now,
                period_text=_readable(now),
                answer=_answer(indicator),
                previous=None if before is None else known(region.code, indicator.code, before),
                part_of=places.get((region.code, indicator.part_of, now)) if indicator.part_of else None,
            )
        )
    return tuple(lines)


def _cells(
    pack: Pack, regions: tuple[Region, ...], asked: _Asked, source: str
) -> Iterator[tuple[Indicator, Region, Period, Period | None]]:
    """What is asked, in order, before what stands there twice is left out."""
    for block, (now, before) in asked:
        if now is None:
            continue
        for code in block.indicators or tuple(indicator.code for indicator in pack.indicators):
            indicator = pack.indicator(code)
            apart = indicator.provider if indicator.provider in pack.collect.apart else ""
            if indicator.ratio_of or apart != source:
                continue
            for region in regions:
                yield indicator, region, now, before


def _answer(indicator: Indicator) -> Answer:
    if indicator.is_percentage:
        return Answer.SIGNED
    return Answer.COUNT if indicator.unit in _COUNTED and indicator.decimals == 0 else Answer.AMOUNT


def _readable(period: Period) -> str:
    """2022年7月, 2022年1月—7月20日; the code where people's words would be read as another period."""
    text = f"{period.start.year}年{period.month_label if period.whole_months else period.label}"
    return text if Period.find(text) == period else period.code
