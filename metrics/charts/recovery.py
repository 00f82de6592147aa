"""Recovery: stress against recovery by day, and how far the skin's temperature lies from its own usual."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.catalogue import METRICS
from metrics.stats import percentile

from . import axes, traces
from .by_hand import Place, hand_marks, held_cell, is_left_out, note_cell, note_column, said_of
from .figure import Cell, Column, Figure, Trace, role
from .labels import placed, sources
from .series import DayData, at_step, links, step_title
from .words import axis_text, scale_of, value_text

STRESS, REST = "stress.high", "stress.recovery"
TEMPERATURE = "readiness.temperature_deviation"


def stress(data: DayData) -> Figure:
    """Time in recovery above the line, time in high stress below it."""
    drawn = [side_bars(data, REST, 1, "solid"), side_bars(data, STRESS, -1, "soft"), stress_labels(data)]
    drawn += hand_marks(
        data,
        "recovery",
        Place((REST,), partial(at_step, data, REST)),
        Place((STRESS,), partial(at_step, data, STRESS), -1),
    )
    return Figure(
        traces=[trace for trace in drawn if any(y is not None for y in trace["y"])],
        layout=stress_layout(data),
        summary=stress_sentence(data),
        columns=[
            Column("day", _("Day")),
            *(
                Column(key.split(".")[1], str(METRICS[key].short_label), is_number=True)
                for key in (REST, STRESS)
            ),
            note_column(),
        ],
        make_rows=lambda: [
            stress_row(data, day) for day in reversed(data.window.days) if has_either(data, day)
        ],
    )


def has_either(data: DayData, day: date) -> bool:
    both = (REST, STRESS)
    return any(data.number(key, day) is not None for key in both) or is_left_out(data, both, day)


def side_bars(data: DayData, key: str, sign: int, fill: str) -> Trace:
    found = data.steps
    known = [at_step(data, key, step) for step in found]
    bars = {"type": "bar", "x": axes.isodays(found), "y": [None if v is None else sign * v for v in known]}
    return {**bars, "meta": role("fill", "recovery", fill=fill), **traces.NO_HOVER}


def stress_labels(data: DayData) -> Trace:
    found = data.steps
    texts = [stress_label(data, step) for step in found]
    y = [0.0 if text else None for text in texts]
    label = traces.labelled(texts, links(data, found))
    return traces.dots(axes.isodays(found), y, role("label", "recovery"), showlegend=False, **label)


def stress_label(data: DayData, step: date) -> str:
    parts = ((key, at_step(data, key, step)) for key in (REST, STRESS))
    lines = [
        line
        for key, value in parts
        if value is not None
        for line in (f"{METRICS[key].short_label}: {formats.duration(value)}", *placed(data, key, step))
    ]
    notes = [*sources(data, (REST, STRESS), step), *said_of(data, (REST, STRESS), step)]
    return "<br>".join([step_title(data, step), *lines, *notes]) if lines else ""


def stress_layout(data: DayData) -> dict[str, Any]:
    rests, stresses = (
        [value for step in data.steps if (value := at_step(data, key, step)) is not None]
        for key in (REST, STRESS)
    )
    low, high = -max([*stresses, 3600.0]), max([*rests, 3600.0])
    write = axis_text(METRICS[REST], data.prefs)
    yaxis = axes.value_axis(low, high, unit="s", text=lambda value: write(abs(value)), zeroline=True)
    xaxis = axes.time_axis(data.window, data.prefs)
    return axes.layout(xaxis, yaxis, stress_note(rests, stresses), barmode="relative", bargap=0.25)


def stress_note(rests: Sequence[float], stresses: Sequence[float]) -> str:
    """Which side is which, where there are both."""
    return _("Above: recovery. Below: high stress.") if rests and stresses else ""


def stress_sentence(data: DayData) -> str:
    rests, stresses = data.of(REST), data.of(STRESS)
    pairs = [(rests[day], stresses[day]) for day in data.whole_days if day in rests and day in stresses]
    if not pairs:
        return _("None of these %(days)s days has both stress and recovery.") % {"days": len(data.whole_days)}
    words = {
        "more": sum(rest > high for rest, high in pairs),
        "count": len(pairs),
        "stress": formats.duration(median(high for _rest, high in pairs)),
        "rest": formats.duration(median(rest for rest, _high in pairs)),
    }
    return (
        ngettext(
            "On %(more)s of %(count)s day there was more time in recovery than in high stress; "
            "%(rest)s and %(stress)s.",
            "On %(more)s of %(count)s days there was more time in recovery than in high stress; "
            "the medians are %(rest)s and %(stress)s.",
            len(pairs),
        )
        % words
    )


def stress_row(data: DayData, day: date) -> list[Cell]:
    cells = [held_cell(data, key, day, formats.duration) for key in (REST, STRESS)]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, (REST, STRESS), day)]


def temperature(data: DayData) -> Figure:
    """A bar from zero for each night, over the range of eight nights in ten."""
    found = data.steps
    y = [at_step(data, TEMPERATURE, step) for step in found]
    label = traces.labelled([temperature_label(data, step) for step in found], links(data, found))
    bars = {"type": "bar", "x": axes.isodays(found), "y": y, "meta": role("bar", "recovery"), **label}
    return Figure(
        traces=([*middle_band(data), bars] if any(value is not None for value in y) else [])
        + hand_marks(data, "recovery", Place((TEMPERATURE,), partial(at_step, data, TEMPERATURE))),
        layout=temperature_layout(data, y),
        summary=temperature_sentence(data),
        columns=[
            Column("day", _("Day")),
            Column("deviation", str(METRICS[TEMPERATURE].short_label), is_number=True),
            note_column(),
        ],
        make_rows=lambda: [
            temperature_row(data, day)
            for day in reversed(data.window.days)
            if data.number(TEMPERATURE, day) is not None or is_left_out(data, (TEMPERATURE,), day)
        ],
    )


def eight_in_ten(data: DayData) -> tuple[float, float] | None:
    known = [value for value in data.numbers(TEMPERATURE) if value is not None]
    return (percentile(known, 10), percentile(known, 90)) if len(known) >= 7 else None


def middle_band(data: DayData) -> list[Trace]:
    ends = eight_in_ten(data)
    if ends is None:
        return []
    first, last = data.window.start.isoformat(), data.window.end.isoformat()
    low, high = ends
    return [traces.area([first, last, last, first], [high, high, low, low], role("band", "recovery"))]


def temperature_label(data: DayData, step: date) -> str:
    value = at_step(data, TEMPERATURE, step)
    if value is None:
        return ""
    text = value_text(METRICS[TEMPERATURE], value, data.prefs)
    words = [*placed(data, TEMPERATURE, step), *sources(data, (TEMPERATURE,), step)]
    return "<br>".join([step_title(data, step), text, *words, *said_of(data, (TEMPERATURE,), step)])


def temperature_layout(data: DayData, y: Sequence[float | None]) -> dict[str, Any]:
    metric = METRICS[TEMPERATURE]
    low, high = axes.spread([*y, 0.0, *(eight_in_ten(data) or ())], from_zero=False, least=1.0)
    scale = scale_of(metric, data.prefs)
    text = axis_text(metric, data.prefs)
    yaxis = axes.value_axis(low, high, unit=metric.unit, text=text, scale=scale, zeroline=True)
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, scale.unit, bargap=0.25)


def temperature_sentence(data: DayData) -> str:
    known = [value for value in data.numbers(TEMPERATURE) if value is not None]
    ends = eight_in_ten(data)
    if ends is None:
        return ngettext(
            "%(count)s night with a temperature in these days.",
            "%(count)s nights with a temperature in these days.",
            len(known),
        ) % {"count": len(known)}
    low, high = (value_text(METRICS[TEMPERATURE], end, data.prefs) for end in ends)
    return _("Eight in ten of these %(count)s nights lie between %(low)s and %(high)s.") % {
        "count": len(known),
        "low": low,
        "high": high,
    }


def temperature_row(data: DayData, day: date) -> list[Cell]:
    def write(value: float) -> str:
        return value_text(METRICS[TEMPERATURE], value, data.prefs)

    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, held_cell(data, TEMPERATURE, day, write), note_cell(data, (TEMPERATURE,), day)]
