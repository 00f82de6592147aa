"""How a metric's values lie: how often each comes, and what each weekday is like."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.catalogue import Metric
from metrics.stats import ENOUGH, percentile

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .sentences import level_sentence, too_few
from .trend import TrendData
from .words import axis_text, bare, glance_text, scale_of, value_text

BINS = 16
# Above the upper quartile, in distances between the quartiles: Tukey's "far out".
FAR = 3.0
MOST_FAR = 0.1  # more of them than this share are no exceptions
FEWEST_OF_A_WEEKDAY = 3  # values, or one odd day would speak for its weekday


def shown(data: TrendData) -> dict[date, float]:
    return {day: value for day, value in data.whole.items() if data.window.start <= day <= data.window.end}


def edges(values: Sequence[float], metric: Metric, prefs: Any) -> list[float]:
    """Borders of equally wide bins, round as the person reads them; one bin a level for an ordinal."""
    if metric.levels:
        return [level - 0.5 for level in sorted(metric.levels)] + [max(metric.levels) + 0.5]
    scale = scale_of(metric, prefs)
    low, high = scale.shown(min(values)), scale.shown(max(values))
    # Of numbers that are all alike, one unit of their last place: borders must stay apart.
    least = 10.0**-metric.decimals
    step = axes.step_for(max(high - low, least) / BINS * (axes.MOST_RULES - 1), metric.unit)
    first, last = math.floor(low / step), math.floor(high / step) + 1
    return [scale.stored(round(step * n, 6)) for n in range(first, last + 1)]


def near(values: Sequence[float], metric: Metric) -> list[float]:
    """Without the few sums of a day, like a rent, beside which all others would share one bar."""
    lower, upper = percentile(values, 25), percentile(values, 75)
    if metric.aggregate != "sum" or lower == upper:
        return list(values)
    kept = [value for value in values if value <= upper + FAR * (upper - lower)]
    return kept if len(kept) >= (1 - MOST_FAR) * len(values) else list(values)


def counted(values: Sequence[float], borders: Sequence[float]) -> list[int]:
    step = borders[1] - borders[0]
    counts = [0] * (len(borders) - 1)
    for value in values:
        counts[min(int((value - borders[0]) / step + 1e-9), len(counts) - 1)] += 1
    return counts


def distribution(data: TrendData) -> Figure:
    """A bar per span of values, as high as the number of its days; the table has those far out, too."""
    values = sorted(shown(data).values())
    if len(values) < ENOUGH:
        return Figure([], empty_layout(), too_few(len(values), data.whole, data.window))
    drawn = near(values, data.metric)
    borders = edges(drawn, data.metric, data.prefs)
    counts = counted(drawn, borders)
    return Figure(
        traces=[count_bars(data, borders, counts)],
        layout=distribution_layout(data, borders, counts),
        summary=distribution_sentence(data),
        columns=[*bin_columns(data.metric), Column("days", _("Days"), is_number=True)],
        subject=str(data.metric.label),
        make_rows=lambda: [
            *(bin_row(data, *found) for found in zip(borders, borders[1:], counts, strict=False)),
            *rows_beyond(data, borders[-1], len(values) - len(drawn)),
        ],
    )


def empty_layout() -> dict[str, Any]:
    return axes.layout({**axes.STILL, "range": [0, 1]}, {**axes.STILL, "range": [0, 1]})


def count_bars(data: TrendData, borders: Sequence[float], counts: Sequence[int]) -> Trace:
    middles = [(low + high) / 2 for low, high in zip(borders, borders[1:], strict=False)]
    texts = [
        f"{traces.bold(bin_words(data, low, high))}<br>{count}"
        for low, high, count in zip(borders, borders[1:], counts, strict=False)
    ]
    label = traces.labelled(texts, [""] * len(counts))
    meta = role("bar", data.domain)
    return {
        "type": "bar",
        "x": middles,
        "y": list(counts),
        "width": 0.75 * (borders[1] - borders[0]),
        "meta": meta,
        **label,
    }


def bin_words(data: TrendData, low: float, high: float) -> str:
    """The values of a bin; of an ordinal the one word that is in it."""
    if data.metric.levels:
        return value_text(data.metric, (low + high) / 2, data.prefs)
    return f"{glance_text(data.metric, low, data.prefs)} – {glance_text(data.metric, high, data.prefs)}"


def distribution_layout(data: TrendData, borders: Sequence[float], counts: Sequence[int]) -> dict[str, Any]:
    metric, text = data.metric, axis_text(data.metric, data.prefs)
    scale = scale_of(metric, data.prefs)
    xaxis = axes.value_axis(borders[0], borders[-1], unit=metric.unit, text=text, scale=scale)
    half = (borders[1] - borders[0]) / 2
    xaxis |= {"range": [borders[0] - half, borders[-1] + half], "showgrid": False}
    yaxis = axes.value_axis(0, max(max(counts), 4), unit="count", text=lambda value: bare(value, data.prefs))
    return axes.layout(xaxis, yaxis, _("days"))


def distribution_sentence(data: TrendData) -> str:
    values = sorted(shown(data).values())
    if data.metric.levels:
        return level_sentence(data.metric, values)
    middle = middle_half(data, values)
    beyond = len(values) - len(near(values, data.metric))
    return f"{middle} {beyond_sentence(data, beyond, values[-1])}" if beyond else middle


def middle_half(data: TrendData, values: Sequence[float]) -> str:
    low, high = (glance_text(data.metric, percentile(values, share), data.prefs) for share in (25, 75))
    words = {"days": len(values), "low": low, "high": high}
    if low == high:
        return _("At least half of your values on these %(days)s days are %(low)s.") % words
    return _("The middle half of these %(days)s days lies between %(low)s and %(high)s.") % words


def beyond_sentence(data: TrendData, count: int, most: float) -> str:
    said = ngettext(
        "%(count)s day lies beyond the chart, at %(most)s.",
        "%(count)s days lie beyond the chart, up to %(most)s.",
        count,
    )
    return said % {"count": count, "most": glance_text(data.metric, most, data.prefs)}


def bin_columns(metric: Metric) -> list[Column]:
    if metric.levels:
        return [Column("level", _("Value"))]
    return [Column("from", _("From")), Column("to", _("Below"))]


def bin_row(data: TrendData, low: float, high: float, count: int) -> list[Cell]:
    if data.metric.levels:
        return [Cell(bin_words(data, low, high), round((low + high) / 2)), Cell(str(count), count)]
    ends = [Cell(glance_text(data.metric, value, data.prefs), value) for value in (low, high)]
    return [*ends, Cell(str(count), count)]


def rows_beyond(data: TrendData, last: float, count: int) -> list[list[Cell]]:
    """The one open row of the days that lie beyond the last border, where there are any."""
    return [[Cell(glance_text(data.metric, last, data.prefs), last), Cell(""), Cell(str(count), count)]][
        :count
    ]


def weekdays(data: TrendData) -> Figure:
    """The middle half of each weekday as a floating bar, its median as a dot."""
    order = [(data.prefs.week_start + n) % 7 for n in range(7)]
    found = by_weekday(data)
    quarters = quarters_of(found)
    return Figure(
        traces=weekday_traces(data, quarters),
        layout=weekday_layout(data, order, quarters),
        summary=weekday_sentence(data),
        columns=[
            Column("weekday", _("Weekday")),
            *(Column(*names, is_number=True) for names in quarter_names()),
        ],
        subject=str(data.metric.label),
        make_rows=lambda: [
            weekday_row(data, day, quarters[day], len(found[day])) for day in order if day in quarters
        ],
    )


def by_weekday(data: TrendData) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {weekday: [] for weekday in range(7)}
    for day, value in shown(data).items():
        found[day.weekday()].append(value)
    return {weekday: sorted(values) for weekday, values in found.items()}


def quarter_names() -> list[tuple[str, str]]:
    return [
        ("days", _("Days")),
        ("p25", _("A quarter below")),
        ("median", _("Median")),
        ("p75", _("A quarter above")),
    ]


def weekday_traces(data: TrendData, quarters: Mapping[int, tuple[float, ...]]) -> list[Trace]:
    x: list[int | None] = []
    y: list[float | None] = []
    for weekday, (low, _median, high) in quarters.items():
        x += [position(data, weekday), position(data, weekday), None]
        y += [low, high, None]
    texts = [
        f"{traces.bold(WEEKDAYS_ABBR[weekday])}<br>{value_text(data.metric, middle, data.prefs)}"
        for weekday, (_low, middle, _high) in quarters.items()
    ]
    places = [position(data, weekday) for weekday in quarters]
    label = traces.labelled(texts, [""] * len(places))
    medians = [middle for _low, middle, _high in quarters.values()]
    return [
        traces.line(x[:-1], y[:-1], role("spread", data.domain), cliponaxis=False),
        traces.dots(places, medians, role("middle", data.domain), **label),
    ]


def position(data: TrendData, weekday: int) -> int:
    return (weekday - data.prefs.week_start) % 7


def weekday_layout(
    data: TrendData, order: Sequence[int], quarters: Mapping[int, tuple[float, ...]]
) -> dict[str, Any]:
    names = [str(WEEKDAYS_ABBR[weekday]) for weekday in order]
    xaxis = {**axes.STILL, "range": [-0.5, 6.5], "tickmode": "array", "tickvals": list(range(7))}
    xaxis |= {"ticktext": names, "showgrid": False}
    yaxis = axes.metric_axis(
        data.metric, (value for found in quarters.values() for value in found), data.prefs
    )
    return axes.layout(xaxis, yaxis, scale_of(data.metric, data.prefs).unit)


def quarters_of(found: Mapping[int, Sequence[float]]) -> dict[int, tuple[float, ...]]:
    return {
        day: tuple(percentile(values, q) for q in (25, 50, 75)) for day, values in found.items() if values
    }


def weekday_sentence(data: TrendData) -> str:
    found = by_weekday(data)
    quarters = quarters_of(
        {day: values for day, values in found.items() if len(values) >= FEWEST_OF_A_WEEKDAY}
    )
    count = sum(map(len, found.values()))
    if count < ENOUGH or len(quarters) < 2:
        return too_few(count, data.whole, data.window)
    return extremes_sentence(data, {day: middle for day, (_low, middle, _high) in quarters.items()})


def extremes_sentence(data: TrendData, medians: Mapping[int, float]) -> str:
    """Compared as they are read: weekdays that look alike are named together."""
    said = {weekday: glance_text(data.metric, median, data.prefs) for weekday, median in medians.items()}
    low, high = said[min(medians, key=medians.__getitem__)], said[max(medians, key=medians.__getitem__)]
    if low == high:
        return _("Your median is the same on every weekday that can be compared: %(value)s.") % {"value": low}
    return _("Your median is lowest on %(low_day)s (%(low)s) and highest on %(high_day)s (%(high)s).") % {
        "low_day": weekdays_that_say(data, said, low),
        "low": low,
        "high_day": weekdays_that_say(data, said, high),
        "high": high,
    }


def weekdays_that_say(data: TrendData, said: Mapping[int, str], text: str) -> str:
    alike = [weekday for weekday, words in said.items() if words == text]
    ordered = sorted(alike, key=lambda weekday: position(data, weekday))
    return ", ".join(str(WEEKDAYS_ABBR[weekday]) for weekday in ordered)


def weekday_row(data: TrendData, weekday: int, found: Sequence[float], count: int) -> list[Cell]:
    cells = [Cell(value_text(data.metric, value, data.prefs), value) for value in found]
    return [Cell(str(WEEKDAYS_ABBR[weekday]), weekday + 1), Cell(str(count), count), *cells]
