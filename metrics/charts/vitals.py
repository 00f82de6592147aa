"""Blood pressure: a floating bar from the lower to the upper number."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.catalogue import METRICS
from metrics.stats import ENOUGH

from . import axes, traces
from .by_hand import Place, hand_marks, held_cell, is_left_out, note_cell, note_column, said_of
from .figure import Cell, Column, Figure, Trace, role
from .labels import placed_by_name, sources
from .sentences import too_few
from .series import DayData, at_step, links, step_title
from .words import axis_text

UPPER, LOWER = "vital.systolic", "vital.diastolic"
PRESSURE = (UPPER, LOWER)

# The lower and the upper number of each day.
Pairs = Mapping[date, tuple[float, float]]


def pressure(data: DayData) -> Figure:
    return Figure(
        traces=[
            *pressure_traces(data),
            *hand_marks(data, "vitals", *(Place((key,), partial(at_step, data, key)) for key in PRESSURE)),
        ],
        layout=pressure_layout(data),
        summary=pressure_sentence(data),
        columns=[
            Column("day", _("Day")),
            *(Column(key.split(".")[1], str(METRICS[key].short_label), is_number=True) for key in PRESSURE),
            note_column(),
        ],
        make_rows=lambda: [
            pressure_row(data, day)
            for day in reversed(data.window.days)
            if any(data.number(key, day) is not None for key in PRESSURE) or is_left_out(data, PRESSURE, day)
        ],
    )


def pairs(days: Iterable[date], lows: Mapping[date, float], highs: Mapping[date, float]) -> Pairs:
    """Lower and upper number where both are known."""
    return {
        day: (low, high)
        for day in days
        if (low := lows.get(day)) is not None and (high := highs.get(day)) is not None
    }


def measured(data: DayData) -> Pairs:
    """What was measured on each day of the window."""
    return pairs(data.window.days, data.of(LOWER), data.of(UPPER))


def pressure_traces(data: DayData) -> list[Trace]:
    """Each bar is a thick line of its own between nulls; a point in its middle carries the label."""
    bars = pairs(data.steps, data.at_steps(LOWER), data.at_steps(UPPER))
    if not bars:
        return []
    days = list(bars)
    x: list[str | None] = []
    y: list[float | None] = []
    for day, ends in bars.items():
        x += [day.isoformat(), day.isoformat(), None]
        y += [*ends, None]
    label = traces.labelled([pressure_label(data, day, *bars[day]) for day in days], links(data, days))
    middles: list[float | None] = [(low + high) / 2 for low, high in bars.values()]
    return [
        traces.line(x[:-1], y[:-1], role("range", "vitals")),
        traces.dots(axes.isodays(days), middles, role("label", "vitals"), **label),
    ]


def pressure_label(data: DayData, step: date, low: float, high: float) -> str:
    names = {key: str(METRICS[key].short_label) for key in PRESSURE}
    words = [*placed_by_name(data, names, step), *sources(data, PRESSURE, step)]
    return "<br>".join(
        [step_title(data, step), both(data, high, low), *words, *said_of(data, PRESSURE, step)]
    )


def both(data: DayData, high: float, low: float) -> str:
    """ "128 over 82 mmHg"."""
    upper = formats.number(high, "", 0, data.prefs)
    return _("%(upper)s over %(lower)s") % {
        "upper": upper,
        "lower": formats.number(low, "mmHg", 0, data.prefs),
    }


def pressure_layout(data: DayData) -> dict[str, Any]:
    known = [end for ends in measured(data).values() for end in ends]
    low, high = axes.spread(known or [60.0, 140.0], from_zero=False, least=60.0)
    yaxis = axes.value_axis(low, high, unit="mmHg", text=axis_text(METRICS[UPPER], data.prefs))
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, "mmHg")


def pressure_sentence(data: DayData) -> str:
    found = measured(data).values()
    if not found:
        return _("No blood pressure in these %(days)s days.") % {"days": data.window.length}
    if len(found) < ENOUGH:
        lows, highs = data.of(LOWER), data.of(UPPER)
        return too_few(len(found), pairs(lows, lows, highs), data.window)
    low, high = (median(ends) for ends in zip(*found, strict=True))
    words = {"count": len(found), "both": both(data, high, low)}
    return _("The medians of these %(count)s days are %(both)s.") % words


def pressure_row(data: DayData, day: date) -> list[Cell]:
    def write(value: float) -> str:
        return formats.number(value, "mmHg", 0, data.prefs)

    cells = [held_cell(data, key, day, write) for key in PRESSURE]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, PRESSURE, day)]
