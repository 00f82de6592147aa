"""One day of work: its stretches along the clock, a lane for each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil, floor
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from healthdash.lib import formats
from healthdash.lib.fields import readable
from metrics.models import WorkSession

from . import axes, traces
from .figure import Cell, Column, Figure, Trace, role
from .work import kind_words

HOUR = 3600
LANES = (WorkSession.FOCUS, WorkSession.MEETING, WorkSession.BREAK)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """The stretches that began on a day and count, in order, with their titles."""

    day: date
    sessions: Sequence[WorkSession]
    prefs: Any

    @property
    def lanes(self) -> list[str]:
        """The kinds from top to bottom; words that the source made up come last."""
        others = sorted({session.kind for session in self.sessions} - set(LANES))
        return [*LANES, *others]

    def seconds(self, at: datetime | None) -> float:
        """Where the clock stood, from the midnight that begins the day."""
        midnight = datetime.combine(self.day, time())
        return (at.replace(tzinfo=None) - midnight).total_seconds() if at else 0.0


def timeline(data: WorkDay) -> Figure:
    return Figure(
        traces=[lane for kind in data.lanes if (lane := lane_of(data, kind))["y"]],
        layout=timeline_layout(data),
        summary=day_sentence(data),
        columns=[
            Column("start", _("Begin"), is_number=True),
            Column("end", _("End"), is_number=True),
            Column("kind", _("Kind")),
            Column("seconds", _("Length"), is_number=True),
            Column("title", _("Title")),
        ],
        make_rows=lambda: [session_row(data, session) for session in data.sessions],
    )


def word_of(kind: str) -> str:
    return kind_words().get(kind, kind.capitalize())


def length(session: WorkSession) -> float:
    """Seconds that went by, whatever the clocks did."""
    return (session.end - session.start).total_seconds() if session.end else 0.0


def lane_of(data: WorkDay, kind: str) -> Trace:
    mine = [session for session in data.sessions if session.kind == kind]
    starts = [data.seconds(session.local_start) for session in mine]
    label = traces.labelled([session_label(data, session) for session in mine], [""] * len(mine))
    return {
        "type": "bar",
        "orientation": "h",
        "base": starts,
        "x": [length(session) for session in mine],
        "y": [data.lanes.index(kind)] * len(mine),
        "width": 0.6,
        "meta": role("work", "work", part=kind if kind in LANES else WorkSession.FOCUS),
        **label,
    }


def session_label(data: WorkDay, session: WorkSession) -> str:
    lines = [
        f"<b>{escape(word_of(session.kind))}</b>",
        times(data, session),
        formats.duration(length(session)),
    ]
    title = readable(session.title)
    return "<br>".join([*lines, escape(title[:60])] if title else lines)


def times(data: WorkDay, session: WorkSession) -> str:
    ends = (data.seconds(at) for at in (session.local_start, session.local_end))
    start, end = (formats.clock(at, data.prefs) for at in ends)
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def timeline_layout(data: WorkDay) -> dict[str, Any]:
    xaxis = clock_axis(data)
    words = [word_of(kind) for kind in data.lanes]
    yaxis = {**axes.STILL, "tickmode": "array", "tickvals": list(range(len(words))), "ticktext": words}
    yaxis |= {"range": [len(words) - 0.5, -0.5], "showgrid": False, "ticklabelstandoff": 6}
    margin = {"l": 72, "r": 12, "t": 12, "b": 28}
    return axes.layout(xaxis, yaxis, barmode="overlay", hovermode="closest", margin=margin)


def clock_axis(data: WorkDay) -> dict[str, Any]:
    """From the full hour before the first stretch to the one after the last."""
    starts = [data.seconds(session.local_start) for session in data.sessions] or [9.0 * HOUR]
    ends = [data.seconds(s.local_start) + length(s) for s in data.sessions] or [17.0 * HOUR]
    first, last = floor(min(starts) / HOUR), ceil(max(ends) / HOUR)
    ticks = range(first, last + 1, 1 if last - first <= 10 else 3)
    return {
        **axes.STILL,
        "range": [first * HOUR, last * HOUR],
        "tickmode": "array",
        "tickvals": [hour * HOUR for hour in ticks],
        "ticktext": [formats.clock(hour * HOUR, data.prefs) for hour in ticks],
        "showgrid": True,
    }


def day_sentence(data: WorkDay) -> str:
    work = [session for session in data.sessions if session.kind != WorkSession.BREAK]
    if not work:
        return _("No stretch of work on this day.")
    last = max(work, key=lambda session: session.end or session.start)
    focus = [length(session) for session in work if session.kind == WorkSession.FOCUS]
    sentence = ngettext(
        "Work ran from %(start)s to %(end)s, with %(focus)s of focus in %(count)s stretch.",
        "Work ran from %(start)s to %(end)s, with %(focus)s of focus in %(count)s stretches.",
        len(focus),
    )
    return sentence % {
        "start": formats.clock(data.seconds(work[0].local_start), data.prefs),
        "end": formats.clock(data.seconds(last.local_end), data.prefs),
        "focus": formats.duration(sum(focus)),
        "count": len(focus),
    }


def session_row(data: WorkDay, session: WorkSession) -> list[Cell]:
    start, end, seconds = session.local_start, session.local_end, length(session)
    return [
        Cell(formats.clock(data.seconds(start), data.prefs), start.isoformat()),
        Cell(formats.clock(data.seconds(end), data.prefs), end.isoformat() if end else None),
        Cell(word_of(session.kind), session.kind),
        Cell(formats.duration(seconds), seconds),
        Cell(readable(session.title) or formats.DASH, readable(session.title)),
    ]
