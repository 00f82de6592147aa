"""Spending week by week, because a single day of it says little."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from metrics.catalogue import Metric
from metrics.selectors import Value

from . import axes, traces
from .by_hand import days_by_hand, days_cell, is_put_right, note_column
from .figure import Cell, Column, Figure, Trace, role
from .window import Window
from .words import axis_text, glance_text, value_text


@dataclass(frozen=True, slots=True)
class WeekData:
    """Daily sums of one metric; with `compare`, from as many days before the window on."""

    metric: Metric
    values: Mapping[date, Value]
    window: Window
    today: date
    prefs: Any
    compare: bool = False

    @property
    def known(self) -> dict[date, float]:
        """The sum of each whole week by its first day; absent if empty."""
        return sums_of(self, self.window)

    @property
    def earlier(self) -> dict[date, float]:
        return sums_of(self, self.window.earlier) if self.compare else {}

    def touched(self, start: date) -> list[Value]:
        """What a person corrected or left out of a week's numbers."""
        held = (self.values.get(start + timedelta(days=n)) for n in range(7))
        return [value for value in held if value is not None and (value.corrected or value.excluded)]


def starts(data: WeekData, window: Window) -> list[date]:
    """The first days of the window's weeks that are over: one that still grows would look cheap."""
    last = min(window.end, data.today - timedelta(days=1)) - timedelta(days=6)
    return [day for day in window.days if day <= last and day.weekday() == data.prefs.week_start]


def sums_of(data: WeekData, window: Window) -> dict[date, float]:
    found = {start: week_sum(data, start) for start in starts(data, window)}
    return {start: value for start, value in found.items() if value is not None}


def week_sum(data: WeekData, start: date) -> float | None:
    days = (data.values.get(start + timedelta(days=n)) for n in range(7))
    known = [value.value for value in days if value is not None and value.value is not None]
    return sum(known) if known else None


def weeks(data: WeekData) -> Figure:
    found = data.known
    drawn = [
        bars(data, found),
        rings(data, found),
        middle_line(data, found, "median"),
        middle_line(data, data.earlier, "earlier"),
    ]
    return Figure(
        traces=[trace for trace in drawn if any(y is not None for y in trace["y"])],
        layout=weeks_layout(data, found),
        summary=weeks_sentence(data),
        columns=[
            Column("week", _("Week from")),
            Column("amount", str(data.metric.short_label), is_number=True),
            note_column(),
        ],
        make_rows=lambda: [week_row(data, start, found[start]) for start in sorted(found, reverse=True)],
    )


def bars(data: WeekData, found: Mapping[date, float]) -> Trace:
    shown = starts(data, data.window)
    texts = [week_label(data, start, found[start]) if start in found else "" for start in shown]
    return {
        "type": "bar",
        "x": axes.isodays([middle_of(start) for start in shown]),
        "y": [found.get(start) for start in shown],
        "meta": role("fill", "money", fill="solid"),
        **traces.labelled(texts, [""] * len(shown)),
    }


def rings(data: WeekData, found: Mapping[date, float]) -> Trace:
    held = [start for start in found if any(map(is_put_right, data.touched(start)))]
    x = axes.isodays([middle_of(start) for start in held])
    return traces.dots(x, [found[start] for start in held], role("corrected", "money"))


def middle_of(start: date) -> date:
    return start + timedelta(days=3)


def week_label(data: WeekData, start: date, value: float) -> str:
    title = _("Week of %(date)s") % {"date": formats.short_day(start, data.today)}
    text = value_text(data.metric, value, data.prefs)
    return "<br>".join([traces.bold(title), text, *days_by_hand(data.touched(start))])


def middle_line(data: WeekData, sums: Mapping[date, float], name: str) -> Trace:
    """The median of some weeks, along the whole window."""
    y = [median(sums.values())] * 2 if sums else [None, None]
    ends = axes.isodays([data.window.start, data.window.end])
    return traces.line(ends, y, role(name, "money"))


def weeks_layout(data: WeekData, found: Mapping[date, float]) -> dict[str, Any]:
    _low, high = axes.spread([*found.values(), *data.earlier.values()], from_zero=True, least=20.0)
    yaxis = axes.value_axis(0, high, unit=data.metric.unit, text=axis_text(data.metric, data.prefs))
    return axes.layout(axes.time_axis(data.window, data.prefs), yaxis, bargap=0.25)


def weeks_sentence(data: WeekData) -> str:
    found = data.known
    if not found:
        return _("No whole week with spending in these %(days)s days.") % {"days": data.window.length}
    words = {"count": len(found), "median": glance_text(data.metric, median(found.values()), data.prefs)}
    sentence = (
        ngettext(
            "%(count)s week with spending, of %(median)s.",
            "Half of these %(count)s weeks hold more than %(median)s of spending.",
            len(found),
        )
        % words
    )
    return f"{sentence} {earlier_words(data)}".strip()


def earlier_words(data: WeekData) -> str:
    if not data.compare:
        return ""
    before, words = data.earlier, {"days": data.window.length}
    if not before:
        return _("The %(days)s days before hold no whole week with spending.") % words
    then = glance_text(data.metric, median(before.values()), data.prefs)
    return _("The median of the weeks in the %(days)s days before was %(then)s.") % {**words, "then": then}


def week_row(data: WeekData, start: date, value: float) -> list[Cell]:
    when = Cell(formats.short_day(start, data.today), start.isoformat())
    amount = Cell(value_text(data.metric, value, data.prefs), round(value, 4))
    return [when, amount, days_cell(data.touched(start))]
