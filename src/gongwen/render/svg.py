"""A Chart → inline SVG: bars with the line of time progress, rank slopes, heat maps. Readable in black and white."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from gongwen.model.chart import Chart, ChartKind, ChartSeries

_WIDTH = 620.0
_TALLEST = 680.0
"""What an upright page has for a chart under its title; more rows than fit are drawn closer, in smaller type."""
_ROOMY, _CLOSE = (15.0, 9.0), (12.0, 5.0)
"""A bar and the gap to the next row: in a chart with a page to itself, and in one among text."""
_DARK, _PALE, _LINE = "#2f5d8a", "#9db8d2", "#c00000"
_TINTS = (_DARK, _PALE, "#6b7f93", "#c9d6e2")


def chart_svg(chart: Chart, face: str, *, in_text: bool = False) -> str:
    """The chart as one ``<svg>`` element; ``face`` is a CSS list of typeface names, without
    quotes or blanks around them (WeasyPrint takes them literally in SVG). Among text
    (``in_text``) rows stand closer. Figures print their settled text.

    A value of None draws nothing and prints its text (—).
    """
    draw = {ChartKind.BARS: _bars, ChartKind.SLOPE: _slope, ChartKind.HEAT: _heat}[chart.kind]
    height, parts = draw(chart, *(_CLOSE if in_text else _ROOMY))
    label = escape(chart.alt_text or chart.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height:g}" width="{_WIDTH:g}" '
        f'height="{height:g}" role="img" aria-label="{label}" font-family="{escape(face)}" font-size="13">'
        f"<title>{label}</title>{''.join(parts)}</svg>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(x: float, y: float, text: str, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str, extra: str = "") -> str:
    return (
        f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}" '
        f'fill="{fill}"{extra}/>'
    )


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}" '
        f'stroke="{colour}" stroke-width="{_number(width)}"{dashed}/>'
    )


def _label_width(texts: Sequence[str], size: float = 13.0) -> float:
    return max((sum(0.55 if ord(c) < 0x2000 else 1.0 for c in text) for text in texts), default=0.0) * size


# -- bars ----------------------------------------------------------------------------------------------------------


def _bars(chart: Chart, bar: float, gap: float) -> tuple[float, list[str]]:
    """Lying bars, so that long region names stay whole; those short of the reference line are pale with an edge."""
    left = min(_label_width(chart.categories), 200.0) + 12
    right = _WIDTH - 70
    known = [value for series in chart.series for value in series.values if value is not None]
    marks = [*known, Fraction(0), *([chart.reference] if chart.reference is not None else [])]
    low, high = min(marks), max(marks)
    span = (high - low) or Fraction(1)

    def at(value: Fraction) -> float:
        return left + float((value - low) / span) * (right - left)

    top = 42.0 if len(chart.series) > 1 else 30.0
    close = min(1.0, (_TALLEST - top) / ((bar * len(chart.series) + gap) * max(len(chart.categories), 1)))
    bar, gap = bar * close, gap * close
    step, size = bar * len(chart.series) + gap, min(13.0, (bar + gap) * 0.83)
    bottom = top + step * len(chart.categories)
    parts = list(_legend(chart)) if len(chart.series) > 1 else []
    for row, name in enumerate(chart.categories):
        y = top + row * step + 4 * close
        middle = y + (step - gap) / 2 + 4.5 * size / 13
        parts.append(_text(left - 8, middle, name, "end", _squeezed(name, left - 12, size)))
        for number, series in enumerate(chart.series):
            parts += _one_bar(chart, series, row, number, y + number * bar, at, bar)
    parts.append(_stroke(at(Fraction(0)), top, at(Fraction(0)), bottom, "#333"))
    if chart.reference is not None:
        x = at(chart.reference)
        parts.append(_stroke(x, top - 4, x, bottom, _LINE, 1.3, "5 3"))
        anchor = "end" if x > _WIDTH * 0.7 else "start" if x < left + 60 else "middle"
        parts.append(_text(x, top - 9, chart.reference_label, anchor, f' fill="{_LINE}" font-size="12"'))
    if chart.unit:
        parts.append(_text(_WIDTH - 4, 14, f"单位：{chart.unit}", "end", ' font-size="11" fill="#555"'))
    return bottom + 6, parts


def _squeezed(name: str, room: float, size: float = 13.0) -> str:
    """A name longer than the room is set narrower, never cut; ``size`` is what a row of its chart has room for."""
    if _label_width([name], size) <= room + 4:
        return "" if size == 13 else f' font-size="{_number(size)}"'
    return f' font-size="{_number(max(min(6.5, size), size * room / _label_width([name], size)))}"'


def _one_bar(
    chart: Chart, series: ChartSeries, row: int, number: int, y: float, at: object, bar: float
) -> Iterator[str]:
    value, text = series.values[row], series.texts[row]
    assert callable(at)
    zero = at(Fraction(0))
    if value is None:
        yield _text(zero + 6, y + 0.73 * bar, text, "start", _squeezed(text, _WIDTH, min(13.0, bar)))
        return
    x = at(value)
    behind = chart.reference is not None and value < chart.reference
    fill = _TINTS[number % len(_TINTS)] if len(chart.series) > 1 else _PALE if behind else _DARK
    edge = f' stroke="{_DARK}" stroke-width="0.8"' if fill == _PALE else ""
    yield _box(min(zero, x), y, abs(x - zero), 0.8 * bar, fill, edge)
    end = max(zero, x) + 5
    line = at(chart.reference) if chart.reference is not None else -1.0
    if end - 3 < line < end + _label_width([text], 12) + 3:
        end = line + 5  # the label would be crossed out by the reference line
    yield _text(end, y + 0.7 * bar, text, "start", f' font-size="{_number(min(12.0, bar))}"')


def _legend(chart: Chart) -> Iterator[str]:
    x = 12.0
    for number, series in enumerate(chart.series):
        yield _box(x, 4, 12, 12, _TINTS[number % len(_TINTS)], f' stroke="{_DARK}" stroke-width="0.8"')
        yield _text(x + 17, 14.5, series.name, "start", ' font-size="12"')
        x += 17 + _label_width([series.name], 12) + 18


# -- rank slopes ---------------------------------------------------------------------------------------------------


def _slope(chart: Chart, bar: float, gap: float) -> tuple[float, list[str]]:
    """Rank then → rank now; regions that share a rank share a label line."""
    then, now = chart.series[0], chart.series[-1]
    ranks = [value for series in (then, now) for value in series.values if value is not None]
    deepest = max(ranks, default=Fraction(1))
    top, step = 40.0, min(bar + gap, (_TALLEST - 80) / float(deepest))
    size = min(13.0, step)
    absent = [row for row, value in enumerate(then.values) if value is None]

    def y(rank: Fraction) -> float:
        return top + float(rank - 1) * step

    left, right = _WIDTH * 0.36, _WIDTH * 0.64
    parts = [
        _text(left, 18, then.name, "end"),
        _text(right, 18, now.name, "start"),
    ]
    for before, after in zip(then.values, now.values, strict=True):
        if before is not None and after is not None:
            colour, width, dash = _slope_pen(before, after)
            parts.append(_stroke(left + 8, y(before) - 4, right - 8, y(after) - 4, colour, width, dash))
    parts += _rank_labels(chart, then, left, y, "end", size)
    parts += _rank_labels(chart, now, right, y, "start", size)
    bottom = y(deepest) + 12
    missing = [chart.categories[row] for row in absent]
    if missing:
        text = f"{then.texts[absent[0]]}　{'、'.join(missing)}"
        parts.append(_text(left, bottom + 12, text, "end", f' fill="#555"{_squeezed(text, left - 4)}'))
        bottom += 20
    return bottom, parts


def _slope_pen(before: Fraction, after: Fraction) -> tuple[str, float, str]:
    """Climbing: thick and dark; falling: dashed red; unchanged: thin grey."""
    if after < before:
        return _DARK, 2.2, ""
    return (_LINE, 1.4, "6 3") if after > before else ("#888", 1.0, "")


def _rank_labels(
    chart: Chart, series: ChartSeries, x: float, y: object, anchor: str, size: float
) -> Iterator[str]:
    assert callable(y)
    shared: dict[Fraction, list[int]] = {}
    for row, value in enumerate(series.values):
        if value is not None:
            shared.setdefault(value, []).append(row)
    for value, rows in sorted(shared.items()):
        names = "、".join(chart.categories[row] for row in rows)
        text = f"{names}　{series.texts[rows[0]]}" if anchor == "end" else f"{series.texts[rows[0]]}　{names}"
        yield _text(x, y(value), text, anchor, _squeezed(text, _WIDTH * 0.35, size))


# -- heat maps -----------------------------------------------------------------------------------------------------


def _heat(chart: Chart, bar: float, gap: float) -> tuple[float, list[str]]:
    """Regions down, indicators across; each column shaded within itself, the figure printed in every cell."""
    left = min(_label_width(chart.categories), 200.0) + 12
    width = (_WIDTH - left - 4) / max(len(chart.series), 1)
    top, step = 34.0, min(22.0, bar + gap, (_TALLEST - 60) / max(len(chart.categories), 1))
    size = min(13.0, 0.8 * step)
    parts = []
    for column, series in enumerate(chart.series):
        x = left + column * width
        lines = _heading_lines(series.name, width - 6)
        for line, text in enumerate(lines):
            y = 20.0 + 7.5 * (2 * line + 1 - len(lines))
            parts.append(_text(x + width / 2, y, text, "middle", _squeezed(text, width - 6)))
        known = [value for value in series.values if value is not None]
        low, high = min(known, default=Fraction(0)), max(known, default=Fraction(1))
        for row, value in enumerate(series.values):
            share = 0.0 if value is None or high == low else float((value - low) / (high - low))
            fill, ink = ("#ffffff", "#000") if value is None else _shade(share)
            y = top + row * step
            parts.append(_box(x, y, width, step, fill, ' stroke="#fff" stroke-width="1"'))
            shown = f' fill="{ink}" font-size="{_number(min(12.0, size))}"'
            parts.append(_text(x + width / 2, y + 0.7 * step, series.texts[row], "middle", shown))
    for row, name in enumerate(chart.categories):
        parts.append(_text(left - 8, top + (row + 0.7) * step, name, "end", _squeezed(name, left - 12, size)))
    bottom = top + step * len(chart.categories) + 6
    if chart.unit:
        bottom += 14
        parts.append(_text(_WIDTH - 4, bottom - 4, f"单位：{chart.unit}", "end", ' font-size="11" fill="#555"'))
    return bottom, parts


def _heading_lines(name: str, room: float) -> tuple[str, ...]:
    """A name too wide for its column in two lines, before a bracket where there is one."""
    if _label_width([name]) <= room:
        return (name,)
    middle = name.find("（") if 0 < name.find("（") < len(name) - 1 else (len(name) + 1) // 2
    return name[:middle], name[middle:]


def _shade(share: float) -> tuple[str, str]:
    pale, dark = (235, 241, 247), (47, 93, 138)
    mixed = [round(a + (b - a) * share) for a, b in zip(pale, dark, strict=True)]
    return f"#{mixed[0]:02x}{mixed[1]:02x}{mixed[2]:02x}", "#fff" if share > 0.55 else "#000"
