"""When a person focuses: hours of the day against weekdays."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from healthdash.lib import formats
from metrics.models import WorkSession

from . import axes
from .figure import Cell, Column, Figure, Trace, role
from .window import Window

HOUR = timedelta(hours=1)
Place = tuple[int, int]  # weekday, hour


@dataclass(frozen=True, slots=True)
class HourData:
    """The stretches of a window that count: those of days that are over, or all while there is only today."""

    sessions: Sequence[WorkSession]
    window: Window
    today: date
    prefs: Any

    @property
    def whole(self) -> list[WorkSession]:
        return [session for session in self.sessions if session.day < self.today] or list(self.sessions)

    @property
    def days(self) -> list[date]:
        """The days that are counted: from the first stretch to the last day that is over."""
        first = min((session.day for session in self.whole), default=self.window.end)
        return [day for day in self.window.days if first <= day < self.today or day == first]

    @property
    def focus(self) -> list[WorkSession]:
        return [session for session in self.whole if session.kind == WorkSession.FOCUS]


def means(data: HourData) -> dict[Place, float]:
    """Seconds of focus in each hour of the clock, on an average day of that weekday."""
    sums: dict[Place, float] = defaultdict(float)
    for session in data.focus:
        for place, seconds in hours_of(session):
            sums[place] += seconds
    count = Counter(day.weekday() for day in data.days)
    return {place: total / max(1, count[place[0]]) for place, total in sums.items()}


def hours_of(session: WorkSession) -> Iterator[tuple[Place, float]]:
    """A stretch cut at full hours of the clock by which it began, which later pieces run on."""
    at, left = session.local_start, timedelta()
    if session.end:
        left = session.end - session.start
    while left > timedelta():
        step = min(next_hour(at) - at, left)
        yield (at.weekday(), at.hour), step.total_seconds()
        at, left = at + step, left - step


def next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + HOUR


def hours(data: HourData) -> Figure:
    found = means(data)
    span = hour_span(found)
    order = [(data.prefs.week_start + n) % 7 for n in range(7)]
    return Figure(
        traces=[heat(data, found, span, order)] if found else [],
        layout=hours_layout(data, span, order),
        summary=hours_sentence(data, found),
        columns=[Column("weekday", _("Weekday"))]
        + [Column(f"h{hour:02}", hour_text(hour, data.prefs), is_number=True) for hour in span],
        make_rows=lambda: [row(found, weekday, span) for weekday in order] if found else [],
    )


def hour_span(found: Mapping[Place, float]) -> range:
    """From the first hour that holds a minute of focus to the last."""
    held = [hour for (_weekday, hour), seconds in found.items() if seconds >= 60]
    return range(min(held), max(held) + 1) if held else range(8, 18)


def hour_text(hour: int, prefs: Any) -> str:
    return formats.clock(hour * 3600, prefs)


def heat(data: HourData, found: Mapping[Place, float], span: range, order: Sequence[int]) -> Trace:
    """An hour without focus is empty: nothing is drawn there."""
    return {
        "type": "heatmap",
        "x": list(span),
        "y": list(range(7)),
        "z": [[found.get((weekday, hour)) for hour in span] for weekday in order],
        "text": [[cell_label(data, found, weekday, hour) for hour in span] for weekday in order],
        "hoverinfo": "text",
        "xgap": 2,
        "ygap": 2,
        "zmin": 0,
        "zmax": max(found.values()),
        "meta": role("heat", "work"),
    }


def cell_label(data: HourData, found: Mapping[Place, float], weekday: int, hour: int) -> str:
    ends = {"start": hour_text(hour, data.prefs), "end": hour_text(hour + 1, data.prefs)}
    seconds = found.get((weekday, hour), 0.0)
    return f"<b>{WEEKDAYS[weekday]}, {_('%(start)s to %(end)s') % ends}</b><br>{formats.duration(seconds)}"


def hours_layout(data: HourData, span: range, order: Sequence[int]) -> dict[str, Any]:
    ticks = [hour for hour in span if hour % 3 == 0]
    xaxis = {**axes.STILL, "range": [span[0] - 0.5, span[-1] + 0.5], "tickmode": "array", "showgrid": False}
    xaxis |= {
        "tickvals": [hour - 0.5 for hour in ticks],
        "ticktext": [hour_text(h, data.prefs) for h in ticks],
    }
    yaxis = {**axes.STILL, "range": [6.5, -0.5], "tickmode": "array", "showgrid": False}
    yaxis |= {"tickvals": list(range(7)), "ticktext": [str(WEEKDAYS_ABBR[day]) for day in order]}
    return axes.layout(xaxis, yaxis, hovermode="closest")


def hours_sentence(data: HourData, found: Mapping[Place, float]) -> str:
    if not found:
        return _("No focus in these %(days)s days.") % {"days": data.window.length}
    (weekday, hour), seconds = max(found.items(), key=lambda one: (one[1], -one[0][0], -one[0][1]))
    return _("You focus most on %(weekday)s from %(start)s to %(end)s: %(length)s on average.") % {
        "weekday": WEEKDAYS[weekday],
        "start": hour_text(hour, data.prefs),
        "end": hour_text(hour + 1, data.prefs),
        "length": formats.duration(seconds),
    }


def row(found: Mapping[Place, float], weekday: int, span: range) -> list[Cell]:
    values = [found.get((weekday, hour)) for hour in span]
    cells = [
        Cell(formats.DASH if v is None else formats.duration(v), None if v is None else round(v))
        for v in values
    ]
    return [Cell(str(WEEKDAYS[weekday]), weekday + 1), *cells]
