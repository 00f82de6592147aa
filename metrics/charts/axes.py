"""Axes: ticks as text in the person's language, ranges that hold what is drawn, nothing that moves."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape

from healthdash.lib import formats
from metrics.catalogue import Metric

from .window import Window
from .words import Scale, axis_text, least_spread, scale_of

# Steps between rules, smallest first: seconds for lengths and clock times, else powers of ten.
TIME_STEPS = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400, 172800)
MOST_RULES = 5
AIR = 0.012  # of a range, at both ends: more than a pixel of the lowest panel
WIDEST = 15  # letters beside a bar
# No rule stands above the most that these can be.
SHARES = {"%", "score"}
SAME = Scale(1.0, 0.0, "")


def is_month_start(day: date) -> bool:
    return day.day == 1


def day_ticks(window: Window, week_start: int) -> tuple[list[date], list[str]]:
    """The beginning of every week up to six weeks, then months, month initials, quarters, years."""
    days = window.days
    if window.length <= 45:
        picked = [day for day in days if day.weekday() == week_start]
        return picked, [date_format(day, "j M") for day in picked]
    if window.length <= 200:
        picked = [day for day in days if is_month_start(day)]
        return picked, [date_format(day, "M") for day in picked]
    if not window.is_long:
        picked = [day for day in days if is_month_start(day)]
        return picked, [month_initial(day) for day in picked]
    return quarter_ticks(window) if window.length <= 1100 else year_ticks(window)


def quarter_ticks(window: Window) -> tuple[list[date], list[str]]:
    picked = [day for day in window.days if is_month_start(day) and day.month in (1, 4, 7, 10)]
    return picked, [str(day.year) if day.month == 1 else date_format(day, "M") for day in picked]


def month_initial(day: date) -> str:
    """The first letter of the month; January says its year instead."""
    return str(day.year) if day.month == 1 else formats.month_initial(day)


def year_ticks(window: Window) -> tuple[list[date], list[str]]:
    years = [date(year, 1, 1) for year in range(window.start.year + 1, window.end.year + 1)]
    step = max(1, math.ceil(len(years) / 12))
    return years[::step], [str(day.year) for day in years[::step]]


def time_axis(window: Window, prefs: Any) -> dict[str, Any]:
    """The x axis of a span of days, with half a day of air at both ends."""
    ticks, texts = day_ticks(window, prefs.week_start)
    return {
        "type": "date",
        "range": [f"{window.start - timedelta(days=1)}T12:00", f"{window.end}T12:00"],
        "tickmode": "array",
        "tickvals": [day.isoformat() for day in ticks],
        "ticktext": texts,
        **STILL,
        **TIME_LINE,
    }


STILL = {"fixedrange": True, "showline": False, "zeroline": False, "ticks": ""}
# A thin line through the moment that is looked at, in place of a grid.
TIME_LINE = {
    "showgrid": False,
    "showspikes": True,
    "spikemode": "across",
    "spikesnap": "hovered data",
    "spikethickness": 1,
    "spikedash": "solid",
}


def step_for(span: float, unit: str) -> float:
    """The distance between rules that gives four or five of them."""
    least = span / (MOST_RULES - 1)
    if unit == "count":
        least = max(least, 1.0)
    if unit in {"s", "clock"}:
        return next((step for step in TIME_STEPS if step >= least), math.ceil(least / 86400) * 86400)
    power = 10.0 ** math.floor(math.log10(least))
    found = (power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least * 0.999)
    return next(step for step in found if unit != "count" or step.is_integer())


def rules(low: float, high: float, unit: str) -> list[float]:
    """Round values from below `low` to above `high`; where they do not lie well, a wider step than needed."""
    step = step_for(high - low, unit)
    while len(found := multiples(low, high, step)) > MOST_RULES:
        step = step_for(1.01 * step * (MOST_RULES - 1), unit)
    return found


def multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * n, 6) for n in range(first, last + 1)]


def aired(low: float, high: float) -> list[float]:
    """The range with room for the outermost rules, which are not drawn on the very edge."""
    air = AIR * (high - low)
    return [low - air, high + air]


def spread(values: Iterable[float | None], *, from_zero: bool, least: float) -> tuple[float, float]:
    """The lowest and the highest to be shown, never closer together than `least`, but for air under zero."""
    known = [value for value in values if value is not None] or [0.0]
    low, high = (min(0.0, *known) if from_zero else min(known)), max(known)
    if high - low < least:
        air = (least - (high - low)) / 2
        if from_zero:
            return low, high + 2 * air
        return (0.0, max(high, least / 2)) if 0 <= low < air else (low - air, high + air)
    return low, high


def value_axis(
    low: float, high: float, *, unit: str, text: Callable[[float], str], scale: Scale = SAME, **more: Any
) -> dict[str, Any]:
    """A y axis with round rules in the unit that is read, written by `text`. They hold every value."""
    ticks = rules(scale.shown(low), scale.shown(high), unit)
    return {
        "range": aired(scale.stored(ticks[0]), scale.stored(ticks[-1])),
        "tickmode": "array",
        "tickvals": [scale.stored(tick) for tick in ticks],
        "ticktext": [text(tick) for tick in ticks],
        **STILL,
        "showgrid": True,
        # Wider than the usual margin only where the words are ("11:10 pm").
        "automargin": True,
        **more,
    }


def metric_axis(metric: Metric, values: Iterable[float | None], prefs: Any) -> dict[str, Any]:
    """The y axis of a metric's values: from zero for the sums of a day, not for pulses and scores."""
    if levels := steps_of(metric):
        return level_axis(levels)
    low, high = spread(values, from_zero=metric.aggregate == "sum", least=least_spread(metric))
    scale = scale_of(metric, prefs)
    axis = value_axis(low, high, unit=metric.unit, text=axis_text(metric, prefs), scale=scale)
    if metric.unit in SHARES and metric.high is not None:
        axis["range"][1] = min(axis["range"][1], aired(low, max(metric.high, high))[1])
    return axis


MOST_STEPS = 10


def steps_of(metric: Metric) -> dict[int, str]:
    """Each step of an ordinal with its word, or of a rating from 1 to 5 with its number; else empty."""
    if metric.levels:
        return {level: str(metric.levels[level]) for level in sorted(metric.levels)}
    if metric.unit == "score" and metric.low and metric.high and metric.high - metric.low < MOST_STEPS:
        return {step: str(step) for step in range(int(metric.low), int(metric.high) + 1)}
    return {}


def level_axis(levels: Mapping[int, str]) -> dict[str, Any]:
    """A rule for each step, with room for a dot beyond the outermost."""
    return {
        "range": [min(levels) - 0.4, max(levels) + 0.4],
        "tickmode": "array",
        "tickvals": list(levels),
        "ticktext": list(levels.values()),
        **STILL,
        "showgrid": True,
        "automargin": True,
    }


def layout(xaxis: dict[str, Any], yaxis: dict[str, Any], unit: str = "", **more: Any) -> dict[str, Any]:
    """The frame that every chart shares."""
    return {
        "margin": {"l": 40, "r": 12, "t": 24 if unit else 12, "b": 28},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "barcornerradius": 2,
        "xaxis": xaxis,
        "yaxis": yaxis,
        "annotations": unit_note(unit),
        **more,
    }


def unit_note(unit: str) -> list[dict[str, Any]]:
    """The unit, once, at the top left above the axis."""
    if not unit:
        return []
    at = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
    return [{**at, "xshift": -34, "yshift": 4, "text": unit, "showarrow": False, "name": "unit"}]


def is_late(day: date, window: Window) -> bool:
    """Whether a word beside that day would leave the chart on the right."""
    return (day - window.start).days > 0.75 * window.length


OF_FULL_HEIGHT = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1}


def mark_line(day: date) -> dict[str, Any]:
    """A line at a day."""
    x = day.isoformat()
    return {**OF_FULL_HEIGHT, "type": "line", "x0": x, "x1": x, "name": "mark"}


def days_band(first: date, last: date) -> dict[str, Any]:
    """Several days behind all that is drawn, from the middle of the night before them on."""
    ends = {"x0": f"{first - timedelta(days=1)}T12:00", "x1": f"{last}T12:00"}
    return {**OF_FULL_HEIGHT, **ends, "type": "rect", "layer": "below", "name": "days"}


def mark_word(day: date, word: str, window: Window) -> dict[str, Any]:
    """A word at the top beside a day and, near the end, to its left."""
    side = {"xanchor": "right", "xshift": -3} if is_late(day, window) else {"xanchor": "left", "xshift": 3}
    note = {"xref": "x", "yref": "paper", "x": day.isoformat(), "y": 1, "yanchor": "top", **side}
    return {**note, "text": word, "showarrow": False, "name": "mark"}


def named_bars(xaxis: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The layout of level bars from the top, each with its name beside it."""
    words = [short(name) for name in names]
    yaxis = {**STILL, "tickmode": "array", "tickvals": list(range(len(words))), "ticktext": words}
    yaxis |= {"range": [max(len(words), 4) - 0.5, -0.5], "showgrid": False, "ticklabelstandoff": 6}
    margin = {"l": 112, "r": 16, "t": 12, "b": 28}
    return layout(xaxis, yaxis, bargap=0.25, hovermode="closest", margin=margin)


def short(name: str) -> str:
    """A name that fits beside a bar."""
    cut = name if len(name) <= WIDEST else f"{name[: WIDEST - 1].rstrip()}…"
    return str(escape(cut))


def isodays(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in days]
