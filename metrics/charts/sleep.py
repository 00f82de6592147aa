"""Nights over a span of days: how long, made of what, and from when to when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.catalogue import METRICS

from . import axes, traces
from .by_hand import Place, hand_marks, held_cell, is_left_out, note_cell, note_column, said_of
from .figure import Cell, Column, Figure, Trace, role
from .labels import placed, placed_by_name, sources
from .marks import Mark, with_marks
from .series import LEGEND, DayData, at_step, links, medians_of, step_title
from .stages import stage_words
from .words import axis_text
from .zones import with_zone

SLEPT = ("sleep.deep", "sleep.light", "sleep.rem", "sleep.total")
NAPS = "sleep.naps"
DURATIONS = (*SLEPT, "sleep.awake", NAPS)
STAGES = (("sleep.deep", "deep"), ("sleep.light", "light"), ("sleep.rem", "rem"))
TIMES = (BEDTIME, WAKETIME) = ("sleep.bedtime", "sleep.waketime")

LEAST_REST = 300.0

Zones = Mapping[date, str]
HOME: Zones = {}
# When each night began and ended.
Nights = Mapping[date, tuple[float, float]]


def durations(data: DayData) -> Figure:
    """A bar a night, or a week or a month where the span is long, its stages one upon the other."""
    drawn = [stage_bars(data, key, name) for key, name in STAGES]
    drawn += [rest_bars(data), total_labels(data)]
    drawn += hand_marks(
        data, "sleep", Place(("sleep.total", *DURATIONS), partial(at_step, data, "sleep.total"))
    )
    return Figure(
        traces=[trace for trace in drawn if any(y is not None for y in trace["y"])],
        layout=durations_layout(data),
        summary=durations_sentence(data),
        columns=duration_columns(),
        make_rows=lambda: [
            duration_row(data, day) for day in reversed(data.window.days) if has_night(data, day)
        ],
    )


def has_night(data: DayData, day: date) -> bool:
    known = any(data.number(key, day) is not None for key in DURATIONS)
    return known or is_left_out(data, DURATIONS, day)


def stage_bars(data: DayData, key: str, name: str) -> Trace:
    found = data.steps
    y = [at_step(data, key, step) for step in found]
    bars = {"type": "bar", "x": axes.isodays(found), "y": y, "meta": role("stage", "sleep", stage=name)}
    return {**bars, "name": stage_words()[name], "showlegend": True, **traces.NO_HOVER}


def rest_bars(data: DayData) -> Trace:
    """What is neither of the main night's stages: a second night, naps, sleep without stages."""
    rests = rests_of(data)
    usual = medians_of(data, rests) if data.window.is_wide else rests
    # Below that the stages make up the whole, give or take what rounding does.
    y = [rest if (rest := usual.get(step, 0.0)) >= LEAST_REST else None for step in data.steps]
    bars = {"type": "bar", "x": axes.isodays(data.steps), "y": y, "meta": role("rest", "sleep")}
    return {**bars, "name": _("Other sleep"), "showlegend": True, **traces.NO_HOVER}


def rests_of(data: DayData) -> dict[date, float]:
    """What the stages of each day leave of its sleep."""
    stages = [data.of(key) for key, _name in STAGES]
    return {
        day: total - sum(stage.get(day, 0.0) for stage in stages)
        for day, total in data.of("sleep.total").items()
    }


def total_labels(data: DayData) -> Trace:
    """Nothing to see: the points whose label names the night."""
    found = data.steps
    words = stage_words()
    label = traces.labelled([duration_label(data, words, step) for step in found], links(data, found))
    y = [at_step(data, "sleep.total", step) for step in found]
    return traces.dots(axes.isodays(found), y, role("label", "sleep"), showlegend=False, **label)


def duration_label(data: DayData, words: Mapping[str, str], step: date) -> str:
    total = at_step(data, "sleep.total", step)
    if total is None:
        return ""
    lines = [step_title(data, step), formats.duration(total), *placed(data, "sleep.total", step)]
    parts = ((words[name], at_step(data, key, step)) for key, name in STAGES)
    lines += [f"{word}: {formats.duration(value)}" for word, value in parts if value is not None]
    return "<br>".join([*lines, *sources(data, SLEPT, step), *said_of(data, DURATIONS, step)])


def durations_layout(data: DayData) -> dict[str, Any]:
    _low, high = axes.spread(data.numbers("sleep.total"), from_zero=True, least=4 * 3600)
    text = axis_text(METRICS["sleep.total"], data.prefs)
    yaxis = axes.value_axis(0, high, unit="s", text=text)
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, barmode="stack", bargap=0.25, **LEGEND)


def durations_sentence(data: DayData) -> str:
    totals = [value for value in data.numbers("sleep.total") if value is not None]
    if not totals:
        return _("No nights in these %(days)s days.") % {"days": data.window.length}
    said = _("Half of the nights in these %(days)s days are longer than %(median)s.") % {
        "days": data.window.length,
        "median": formats.duration(median(totals)),
    }
    return f"{said} {naps_sentence(data)}".strip()


def naps_sentence(data: DayData) -> str:
    naps = [value for value in data.numbers(NAPS) if value]
    if not naps:
        return ""
    said = ngettext(
        "You napped on %(count)s of them, for %(median)s.",
        "You napped on %(count)s of them, on half of those for more than %(median)s.",
        len(naps),
    )
    return said % {"count": len(naps), "median": formats.duration(median(naps))}


def duration_columns() -> list[Column]:
    numbers = (Column(key.split(".")[1], str(METRICS[key].short_label), is_number=True) for key in DURATIONS)
    return [Column("day", _("Day")), *numbers, note_column()]


def duration_row(data: DayData, day: date) -> list[Cell]:
    cells = [held_cell(data, key, day, formats.duration) for key in DURATIONS]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, DURATIONS, day)]


def times(data: DayData, marks: Sequence[Mark] = (), zones: Zones = HOME) -> Figure:
    """A floating bar from falling into bed to getting up, the evening on top.

    `marks`: where another zone begins; `zones`: that of each night that was not at home.
    """
    return Figure(
        traces=[*time_traces(data, zones), *time_marks(data)],
        layout=with_marks(times_layout(data), marks, data.window),
        summary=times_sentence(data),
        columns=[
            Column("day", _("Day")),
            *(Column(key.split(".")[1], name, is_number=True) for key, name in time_words().items()),
            note_column(),
        ],
        make_rows=lambda: time_rows(data, zones),
    )


def time_words() -> dict[str, str]:
    return {BEDTIME: _("In bed"), WAKETIME: _("Up")}


def both_times(data: DayData) -> Nights:
    """Nights of which both ends are known, in seconds from the midnight that begins their day."""
    return ends_of(data.window.days, *(data.of(key) for key in TIMES))


def ends_of(days: Iterable[date], beds: Mapping[date, float], wakes: Mapping[date, float]) -> Nights:
    return {
        day: (bed, wake)
        for day in days
        if (bed := beds.get(day)) is not None and (wake := wakes.get(day)) is not None and bed < wake
    }


def time_traces(data: DayData, zones: Zones) -> list[Trace]:
    """Each bar is a thick line of its own between nulls; a point in its middle carries the label."""
    bars = ends_of(data.steps, *(data.at_steps(key) for key in TIMES))
    x: list[str | None] = []
    y: list[float | None] = []
    for day, (bed, wake) in bars.items():
        x += [day.isoformat(), day.isoformat(), None]
        y += [bed, wake, None]
    days = list(bars)
    middles = [(bed + wake) / 2 for bed, wake in bars.values()]
    texts = [time_label(data, day, bars[day], zones) for day in days]
    label = traces.labelled(texts, links(data, days))
    return [
        traces.line(x[:-1], y[:-1], role("range", "sleep")),
        traces.dots(axes.isodays(days), middles, role("label", "sleep"), **label),
    ]


def time_marks(data: DayData) -> list[Trace]:
    return hand_marks(data, "sleep", *(Place((key,), partial(at_step, data, key)) for key in TIMES))


def time_label(data: DayData, step: date, night: tuple[float, float], zones: Zones) -> str:
    bed, wake = (formats.clock(value, data.prefs) for value in night)
    times = _("%(bed)s to %(wake)s") % {"bed": bed, "wake": wake}
    words = [*placed_by_name(data, time_words(), step), *sources(data, TIMES, step)]
    zone = "" if data.window.is_wide else zones.get(step, "")
    return "<br>".join([step_title(data, step), with_zone(times, zone), *words, *said_of(data, TIMES, step)])


def times_layout(data: DayData) -> dict[str, Any]:
    ends = [value for night in both_times(data).values() for value in night]
    low, high = axes.spread(ends or [-3600, 8 * 3600], from_zero=False, least=4 * 3600)
    yaxis = axes.value_axis(low, high, unit="clock", text=lambda value: formats.clock(value, data.prefs))
    yaxis["range"] = yaxis["range"][::-1]
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis)


def times_sentence(data: DayData) -> str:
    nights = both_times(data).values()
    if not nights:
        return _("No times in bed in these %(days)s days.") % {"days": data.window.length}
    bed, wake = (formats.clock(median(ends), data.prefs) for ends in zip(*nights, strict=True))
    return _("Half of these nights begin before %(bed)s, and half end before %(wake)s.") % {
        "bed": bed,
        "wake": wake,
    }


def time_rows(data: DayData, zones: Zones) -> list[list[Cell]]:
    """Nights of which both ends are known, and those whose times were left out; newest first."""
    known = both_times(data)
    days = [day for day in data.window.days if day in known or is_left_out(data, TIMES, day)]
    return [time_row(data, day, zones.get(day, "")) for day in reversed(days)]


def time_row(data: DayData, day: date, zone: str) -> list[Cell]:
    def write(seconds: float) -> str:
        return with_zone(formats.clock(seconds, data.prefs), zone)

    cells = [held_cell(data, key, day, write) for key in TIMES]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, TIMES, day)]
