"""Examples of what is larger than a component: a day, a week, a year, a list to arrange."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator

from healthdash.lib import svg
from healthdash.lib.components import StatusLine
from metrics import catalogue
from metrics.catalogue import Metric
from metrics.charts.year import Drawing, YearOfNights, drawing

from .day import clock
from .day.drawing import lying, standing
from .day.marks import Lane, Mark
from .styleguide_examples import TODAY
from .week import WeekRow

# As Django's messages come to the component.
NOTICES = [
    Message(messages.SUCCESS, "Your preferences are saved."),
    Message(messages.WARNING, "Nothing was changed."),
]
LINES = [
    StatusLine("Oura has not sent last night yet.", "It usually arrives by 09:40."),
    StatusLine("Rize is paused.", kind="quiet"),
    StatusLine("A third thing."),
]


# As the wizard of tables shows what it read.
PREVIEW = {
    "letters": ["A", "B"],
    "rows": [
        (1, True, ["Day", "Weight"]),
        (2, False, ["2026-11-21", "72,4"]),
        (3, False, ["2026-11-22", "72,1"]),
    ],
}


def third_page() -> Page[int]:
    return Paginator(range(250), 50).page(3)


def timeline(prefs: Any) -> dict[str, Any]:
    """A short day: a night by its stages, a run, work, and a meal."""
    stages = ("awake", "rem", "light", "deep")
    night = [
        Mark(start, start + 90, f"stage-{stages[row]}", stages[row], row=row, rows=4)
        for start, row in ((-30, 2), (60, 3), (150, 1), (240, 2), (330, 0))
    ]
    work = [
        Mark(540, 660, "work-focus", "Focus", corrected=True),
        Mark(660, 720, "work-meeting", "Meeting"),
        Mark(720, 780, "work-break", "Break", excluded=True),
    ]
    drawn = [
        Lane("sleep", "Night", "Night", night, ("Awake", "REM", "Light", "Deep")),
        Lane("activity", "Movement", "Move", [Mark(1020, 1080, "workout", "Running", "Running")]),
        Lane("work", "Work", "Work", work),
        Lane("journal", "Words", "Words", [Mark(1230, None, "moment", "Late meal", "Late meal")]),
    ]
    axis = clock.Axis.around(
        [at for lane in drawn for mark in lane.marks for at in (mark.start, mark.end) if at]
    )
    looks = {mark.look for lane in drawn for mark in lane.marks}
    return {
        "lying": lying(drawn, axis, prefs, None),
        "standing": standing(drawn, axis, prefs, None),
        "looks": looks,
        "day": TODAY,
    }


def week() -> list[WeekRow]:
    rows = (
        ("sleep.total", "7 h 12 min", "14 min less than your usual", 444, 430),
        ("sleep.hrv", "47 ms", "3 ms under your usual", 50, 47),
        ("activity.steps", "9,120", "1,000 more than your usual", 8100, 9120),
    )
    return [
        WeekRow(catalogue.get(key), "#week", now, "", words, svg.dumbbell(a, b, [a * 0.8, a * 1.2]))
        for key, now, words, a, b in rows
    ]


def arranged() -> list[Metric]:
    return [catalogue.get(key) for key in ("sleep.total", "sleep.hrv", "activity.steps")]


def year_of_nights(prefs: Any) -> Drawing:
    """Half a year, a week of it six hours away."""
    first, hour = date(TODAY.year, 1, 1), 3600.0
    days = [first + timedelta(days=n) for n in range(180)]
    nights = {day: (-hour + n % 7 * 900, 6.5 * hour + n % 5 * 900) for n, day in enumerate(days)}
    return drawing(YearOfNights(TODAY.year, nights, dict.fromkeys(days[60:67], -6 * 3600), prefs))


def calendar() -> dict[str, Any]:
    """The weeks of `pixels`, as the calendar of the journal has them."""
    squares = pixels()
    weeks = [squares[at : at + 7] for at in range(0, len(squares), 7)]
    return {"month": SimpleNamespace(weeks=weeks), "weekdays": [f"{week.day:%a}" for week in weeks[0]]}


def pixels() -> list[SimpleNamespace]:
    """Six weeks, as a year in pixels and a calendar draw them."""
    steps = [3, 4, 2, None, 5, 1, 3] * 6
    return [
        SimpleNamespace(
            day=TODAY - timedelta(days=len(steps) - 3 - n),
            step=step,
            text=f"step {step}" if step else "nothing recorded",
            corrected=n == 8,
            excluded=n == 16,
            is_today=n == len(steps) - 3,
            is_to_come=n > len(steps) - 3,
            has_words=n % 5 == 0,
        )
        for n, step in enumerate(steps)
    ]
