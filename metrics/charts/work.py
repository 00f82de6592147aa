"""Work over a span of days: focus, meetings and breaks, one upon the other."""

from datetime import date
from statistics import median
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from healthdash.lib import formats
from metrics.catalogue import METRICS
from metrics.models import WorkSession

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .sleep import LEGEND, SleepData
from .words import axis_text

PARTS = (("work.focus", "focus"), ("work.meeting", "meeting"), ("work.break", "break"))
WORK = (*(key for key, _part in PARTS), "work.tracked", "work.first_start", "work.last_end")
CLOCKS = ("work.first_start", "work.last_end")


class WorkData(SleepData):
    """Daily values of the keys of work within a window."""

    def worked(self) -> list[date]:
        """The days of the window on which there was any work."""
        return [day for day in self.window.days if any(self.number(key, day) for key, _part in PARTS[:2])]


def kind_words() -> dict[str, str]:
    return {
        WorkSession.FOCUS: pgettext("work", "Focus"),
        WorkSession.MEETING: pgettext("work", "Meeting"),
        WorkSession.BREAK: pgettext("work", "Break"),
    }


def days(data: WorkData) -> Figure:
    """A bar a day. Long spans show the same bars, only thinner."""
    drawn = [*(part_bars(data, key, part) for key, part in PARTS), day_labels(data)]
    return Figure(
        traces=[trace for trace in drawn if any(trace["y"])],
        layout=days_layout(data),
        summary=days_sentence(data),
        columns=[Column("day", _("Day"))]
        + [Column(key.split(".")[1], str(METRICS[key].short_label), is_number=True) for key in WORK],
        make_rows=lambda: [day_row(data, day) for day in reversed(data.window.days) if has_work(data, day)],
    )


def has_work(data: WorkData, day: date) -> bool:
    return any(data.number(key, day) is not None for key in WORK)


def part_bars(data: WorkData, key: str, part: str) -> Trace:
    bars = {"type": "bar", "x": axes.isodays(data.window.days), "y": data.numbers(key), **traces.NO_HOVER}
    return {**bars, "meta": role("work", "work", part=part), "name": kind_words()[part], "showlegend": True}


def day_labels(data: WorkData) -> Trace:
    """Nothing to see: the points whose label names the day."""
    days, x = data.window.days, axes.isodays(data.window.days)
    label = traces.labelled([day_label(data, day) for day in days], x)
    y = [total(data, day) for day in days]
    return traces.dots(x, y, role("label", "work"), showlegend=False, **label)


def total(data: WorkData, day: date) -> float | None:
    """How high the bar of a day is."""
    known = [value for key, _part in PARTS if (value := data.number(key, day)) is not None]
    return sum(known) if known else None


def day_label(data: WorkData, day: date) -> str:
    if total(data, day) is None:
        return ""
    words = kind_words()
    parts = ((words[part], data.number(key, day)) for key, part in PARTS)
    lines = [f"{escape(word)}: {formats.duration(value)}" for word, value in parts if value is not None]
    return "<br>".join([f"<b>{formats.short_day(day, data.today)}</b>", *lines])


def days_layout(data: WorkData) -> dict[str, Any]:
    highs = [total(data, day) for day in data.window.days]
    _low, high = axes.spread(highs, from_zero=True, least=4 * 3600)
    yaxis = axes.value_axis(0, high, unit="s", text=axis_text(METRICS["work.focus"], data.prefs))
    return axes.layout(axes.time_axis(data.window), yaxis, barmode="stack", bargap=0.25, **LEGEND)


def days_sentence(data: WorkData) -> str:
    worked = data.worked()
    if not worked:
        return _("No work in these %(days)s days.") % {"days": data.window.length}
    focus = [data.number("work.focus", day) or 0.0 for day in worked]
    sentence = ngettext(
        "You worked on %(count)s of these %(days)s days, with %(median)s of focus.",
        "You worked on %(count)s of these %(days)s days; half of those hold more than %(median)s of focus.",
        len(worked),
    )
    words = {"count": len(worked), "days": data.window.length, "median": formats.duration(median(focus))}
    return sentence % words


def day_row(data: WorkData, day: date) -> list[Cell]:
    cells = [Cell(work_text(key, data.number(key, day), data.prefs), data.number(key, day)) for key in WORK]
    return [Cell(formats.short_day(day, data.today), day.isoformat()), *cells]


def work_text(key: str, value: float | None, prefs: Any) -> str:
    if value is None:
        return formats.DASH
    return formats.clock(value, prefs) if key in CLOCKS else formats.duration(value)
