"""Work over a span of days: focus, meetings and breaks, one upon the other."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from statistics import median
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from healthdash.lib import formats
from metrics.catalogue import METRICS
from metrics.models import WorkSession

from . import axes, traces
from .by_hand import Place, hand_marks, held_cell, is_left_out, note_cell, note_column, said_of
from .figure import Cell, Column, Figure, Trace, role
from .labels import placed, sources
from .series import LEGEND, DayData, at_step, links, step_title
from .words import axis_text

PARTS = (("work.focus", "focus"), ("work.meeting", "meeting"), ("work.break", "break"))
BARS = tuple(key for key, _part in PARTS)
WORK = (*BARS, "work.tracked", "work.first_start", "work.last_end")
CLOCKS = ("work.first_start", "work.last_end")


def worked(data: DayData) -> list[date]:
    """The days of the window that are over and on which there was any work."""
    return [day for day in data.whole_days if is_worked(data, day)]


def is_worked(data: DayData, day: date) -> bool:
    return any(data.number(key, day) for key, _part in PARTS[:2])


def kind_words() -> dict[str, str]:
    return {
        WorkSession.FOCUS: pgettext("work", "Focus"),
        WorkSession.MEETING: pgettext("work", "Meeting"),
        WorkSession.BREAK: pgettext("work", "Break"),
    }


def days(data: DayData) -> Figure:
    """A bar a day, or a week or a month where the span is long."""
    drawn = [
        *(part_bars(data, key, part) for key, part in PARTS),
        day_labels(data),
        *hand_marks(data, "work", Place(BARS, partial(total, data))),
    ]
    return Figure(
        traces=[trace for trace in drawn if any(trace["y"])],
        layout=days_layout(data),
        summary=days_sentence(data),
        columns=[Column("day", _("Day"))]
        + [Column(key.split(".")[1], str(METRICS[key].short_label), is_number=True) for key in WORK]
        + [note_column()],
        make_rows=lambda: [day_row(data, day) for day in reversed(data.window.days) if has_work(data, day)],
    )


def has_work(data: DayData, day: date) -> bool:
    return any(data.number(key, day) is not None for key in WORK) or is_left_out(data, WORK, day)


def part_bars(data: DayData, key: str, part: str) -> Trace:
    found = data.steps
    y = [at_step(data, key, step) for step in found]
    bars = {"type": "bar", "x": axes.isodays(found), "y": y, **traces.NO_HOVER}
    return {**bars, "meta": role("work", "work", part=part), "name": kind_words()[part], "showlegend": True}


def day_labels(data: DayData) -> Trace:
    """Nothing to see: the points whose label names the day."""
    found = data.steps
    words = kind_words()
    label = traces.labelled([day_label(data, words, step) for step in found], links(data, found))
    y = [total(data, step) for step in found]
    return traces.dots(axes.isodays(found), y, role("label", "work"), showlegend=False, **label)


def total(data: DayData, step: date) -> float | None:
    """How high a bar is."""
    known = [value for key, _part in PARTS if (value := at_step(data, key, step)) is not None]
    return sum(known) if known else None


def day_label(data: DayData, words: Mapping[str, str], step: date) -> str:
    if total(data, step) is None:
        return ""
    parts = ((key, words[part], at_step(data, key, step)) for key, part in PARTS)
    lines = [
        line
        for key, word, value in parts
        if value is not None
        for line in (f"{escape(word)}: {formats.duration(value)}", *placed(data, key, step))
    ]
    notes = [*sources(data, BARS, step), *said_of(data, BARS, step)]
    return "<br>".join([step_title(data, step), *lines, *notes])


def days_layout(data: DayData) -> dict[str, Any]:
    highs = [total(data, step) for step in data.steps]
    _low, high = axes.spread(highs, from_zero=True, least=4 * 3600)
    yaxis = axes.value_axis(0, high, unit="s", text=axis_text(METRICS["work.focus"], data.prefs))
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, barmode="stack", bargap=0.25, **LEGEND)


def days_sentence(data: DayData) -> str:
    days_of_work = worked(data)
    if not days_of_work:
        return no_work(data)
    known = data.of("work.focus")
    focus = [known.get(day, 0.0) for day in days_of_work]
    sentence = ngettext(
        "You worked on %(count)s of these %(days)s days, with %(median)s of focus.",
        "You worked on %(count)s of these %(days)s days; half of those hold more than %(median)s of focus.",
        len(days_of_work),
    )
    words = {
        "count": len(days_of_work),
        "days": len(data.whole_days),
        "median": formats.duration(median(focus)),
    }
    return sentence % words


def no_work(data: DayData) -> str:
    if is_worked(data, data.today):
        return _("The first work of these %(days)s days is today's.") % {"days": data.window.length}
    return _("No work in these %(days)s days.") % {"days": data.window.length}


def day_row(data: DayData, day: date) -> list[Cell]:
    cells = [held_cell(data, key, day, partial(work_text, key, data.prefs)) for key in WORK]
    when = Cell(formats.short_day(day, data.today), day.isoformat())
    return [when, *cells, note_cell(data, WORK, day)]


def work_text(key: str, prefs: Any, value: float) -> str:
    return formats.clock(value, prefs) if key in CLOCKS else formats.duration(value)
