"""The pulse of one day from midnight to midnight, as a source measured it every few minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib import formats

from . import axes, traces
from .figure import Cell, Column, Figure, role
from .words import bare

HOUR = 3600
DAY = 24 * HOUR
TICKS = range(0, DAY + 1, 4 * HOUR)
GAP = 1200  # seconds without a sample after which the line breaks


@dataclass(frozen=True, slots=True)
class DayPulse:
    """Means of five minutes, each at the seconds that the clock showed since the day's midnight."""

    day: date
    points: Sequence[tuple[int, float]]
    today: date
    prefs: Any


def day_pulse(data: DayPulse) -> Figure:
    x, y = broken(data.points)
    texts = ["" if at is None else label_of(data, at, value) for at, value in zip(x, y, strict=True)]
    label = traces.labelled(texts, [""] * len(x))
    return Figure(
        traces=[traces.line(x, y, role("curve", "vitals"), **label)] if x else [],
        layout=pulse_layout(data),
        summary=pulse_sentence(data),
        columns=[Column("time", _("Time")), Column("heart_rate", _("Heart rate"), is_number=True)],
        make_rows=lambda: [pulse_row(data, at, value) for at, value in data.points],
    )


def broken(points: Sequence[tuple[int, float]]) -> tuple[list[int | None], list[float | None]]:
    """The points with a null wherever nothing was measured for long, so that the line breaks there."""
    x: list[int | None] = []
    y: list[float | None] = []
    for at, value in points:
        if x and x[-1] is not None and at - x[-1] > GAP:
            x.append(None)
            y.append(None)
        x.append(at)
        y.append(value)
    return x, y


def label_of(data: DayPulse, at: int, value: float | None) -> str:
    return f"{traces.bold(formats.clock(at, data.prefs))}<br>{formats.number(value, 'bpm', 0, data.prefs)}"


def pulse_layout(data: DayPulse) -> dict[str, Any]:
    low, high = axes.spread((value for _at, value in data.points), from_zero=False, least=40)
    yaxis = axes.value_axis(low, high, unit="bpm", text=lambda value: bare(value, data.prefs))
    xaxis = {**axes.STILL, **axes.TIME_LINE, "range": [0, DAY], "tickmode": "array"}
    xaxis |= {"tickvals": list(TICKS), "ticktext": [formats.clock(at, data.prefs) for at in TICKS]}
    return axes.layout(xaxis, yaxis, "bpm")


def pulse_sentence(data: DayPulse) -> str:
    if not data.points:
        return _("No pulse is known of this day.")
    lowest = min(data.points, key=lambda point: point[1])
    highest = max(data.points, key=lambda point: point[1])
    return _("Your pulse ran from %(low)s at %(low_time)s to %(high)s at %(high_time)s.") % {
        "low": formats.number(lowest[1], "bpm", 0, data.prefs),
        "low_time": formats.clock(lowest[0], data.prefs),
        "high": formats.number(highest[1], "bpm", 0, data.prefs),
        "high_time": formats.clock(highest[0], data.prefs),
    }


def pulse_row(data: DayPulse, at: int, value: float) -> list[Cell]:
    return [
        Cell(formats.clock(at, data.prefs), at),
        Cell(formats.number(value, "bpm", 0, data.prefs), round(value, 1)),
    ]
