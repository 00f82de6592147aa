"""Activity: the active time of each day by how hard it was."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from healthdash.lib import formats
from metrics.catalogue import METRICS

from . import axes, traces
from .by_hand import Place, hand_marks, held_cell, is_left_out, note_cell, note_column, said_of
from .figure import Cell, Column, Figure, Trace, role
from .labels import placed, sources
from .series import LEGEND, DayData, at_step, links, step_title
from .words import axis_text

# The hardest at the bottom, where bars compare best; each with the step of its hue.
LEVELS = (("activity.high", 5), ("activity.medium", 4), ("activity.low", 3))
KEYS = tuple(key for key, _step in LEVELS)


def level_words() -> dict[str, str]:
    return {
        "activity.high": pgettext("activity", "High"),
        "activity.medium": pgettext("activity", "Medium"),
        "activity.low": pgettext("activity", "Low"),
    }


def intensity(data: DayData) -> Figure:
    """A bar a day, or a week or a month where the span is long."""
    drawn = [
        *(level_bars(data, key, step) for key, step in LEVELS),
        labels(data),
        *hand_marks(data, "activity", Place(KEYS, partial(height, data))),
    ]
    return Figure(
        traces=[trace for trace in drawn if any(y is not None for y in trace["y"])],
        layout=intensity_layout(data),
        summary=intensity_sentence(data),
        columns=[Column("day", _("Day"))]
        + [Column(key.split(".")[1], level_words()[key], is_number=True) for key in KEYS]
        + [note_column()],
        make_rows=lambda: [row(data, day) for day in reversed(data.window.days) if is_known(data, day)],
    )


def level_bars(data: DayData, key: str, shade: int) -> Trace:
    found = data.steps
    bars = {"type": "bar", "x": axes.isodays(found), "y": [at_step(data, key, step) for step in found]}
    meta = role("fill", "activity", fill=shade)
    return {**bars, **traces.NO_HOVER, "meta": meta, "name": level_words()[key], "showlegend": True}


def labels(data: DayData) -> Trace:
    found = data.steps
    words = level_words()
    label = traces.labelled([label_of(data, words, step) for step in found], links(data, found))
    y = [height(data, step) for step in found]
    return traces.dots(axes.isodays(found), y, role("label", "activity"), showlegend=False, **label)


def height(data: DayData, step: date) -> float | None:
    """How high the bar stands."""
    known = [value for key in KEYS if (value := at_step(data, key, step)) is not None]
    return sum(known) if known else None


def is_known(data: DayData, day: date) -> bool:
    return any(data.number(key, day) is not None for key in KEYS) or is_left_out(data, KEYS, day)


def label_of(data: DayData, words: Mapping[str, str], step: date) -> str:
    parts = ((key, at_step(data, key, step)) for key in KEYS)
    lines = [
        line
        for key, value in parts
        if value is not None
        for line in (f"{words[key]}: {formats.duration(value)}", *placed(data, key, step))
    ]
    notes = [*sources(data, KEYS, step), *said_of(data, KEYS, step)]
    return "<br>".join([step_title(data, step), *lines, *notes]) if lines else ""


def intensity_layout(data: DayData) -> dict[str, Any]:
    highs = [height(data, step) for step in data.steps]
    _low, high = axes.spread(highs, from_zero=True, least=2 * 3600)
    yaxis = axes.value_axis(0, high, unit="s", text=axis_text(METRICS["activity.high"], data.prefs))
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, barmode="stack", bargap=0.25, **LEGEND)


def intensity_sentence(data: DayData) -> str:
    high, medium = data.of("activity.high"), data.of("activity.medium")
    hard = [
        high.get(day, 0.0) + medium.get(day, 0.0) for day in data.whole_days if day in high or day in medium
    ]
    if not hard:
        return _("No medium or high activity is known of these %(days)s days.") % {"days": data.window.length}
    sentence = ngettext(
        "%(count)s day, with %(median)s of medium and high activity.",
        "Half of these %(count)s days hold more than %(median)s of medium and high activity.",
        len(hard),
    )
    return sentence % {"count": len(hard), "median": formats.duration(median(hard))}


def row(data: DayData, day: date) -> list[Cell]:
    cells = [held_cell(data, key, day, formats.duration) for key in KEYS]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, KEYS, day)]
