"""Work as Rize writes it: sessions and buckets, as dictionaries of the schema's fields."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..clock import wall
from ..life import day_of
from ..noise import dice
from ..people import Person
from .workday import HOUR, Session, so_far

# The day of an account begins at four in the morning, so a bucket's start is not the midnight of its date.
DAY_BEGINS = 4 * HOUR
OVERHEAD = 0.12  # time that is tracked and belongs to no session
CATEGORIES = (
    ("code", "Code", True, 0.34),
    ("documentation", "Writing", True, 0.24),
    ("email", "E-mail", False, 0.11),
    ("messaging", "Messaging", False, 0.12),
    ("Miscellaneous / other", "Other", False, 0.05),
)
TYPES = ("focus", "meeting", "break")


def stamp(at: float, zone: ZoneInfo | Any = UTC) -> str:
    """An instant with its offset, whole seconds."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def session_record(person: Person, day: date, session: Session) -> dict[str, Any]:
    zone = day_of(person, day).zone
    made = stamp(session.start + 4).replace("+00:00", "Z")
    return {
        "id": session.id,
        "type": session.kind,
        "title": session.title,
        "description": None,
        "source": "auto",
        "startTime": stamp(session.start, zone),
        "endTime": stamp(session.end, zone),
        "createdAt": made,
        "updatedAt": made,
        "projects": [],
        "clients": [],
        "tasks": [],
    }


def bucket_record(person: Person, day: date, now: float, begun: bool) -> dict[str, Any]:
    """The times of a day; zeros where there is nothing, before the history and in the future too."""
    today = day_of(person, day)
    begins = wall(day, DAY_BEGINS, today.zone)
    sessions = so_far(person, day, now) if begun else []
    times = {kind: sum(s.seconds for s in sessions if s.kind == kind) for kind in TYPES}
    work = times["focus"] + times["meeting"]
    tracked = round(work * (1 + OVERHEAD))
    return {
        "date": f"{day} 00:00:00 {datetime.fromtimestamp(begins, today.zone):%z}",
        "wday": (day.weekday() + 1) % 7,
        "startTime": stamp(begins, today.zone),
        "endTime": stamp(begins + 24 * HOUR, today.zone),
        "focusTime": times["focus"],
        "breakTime": times["break"],
        "meetingTime": times["meeting"],
        "trackedTime": tracked,
        "workHours": round(work * (1 + OVERHEAD / 2)),
        "categories": _categories(person, day, times["meeting"], tracked),
        **{f"daily{name}TimeAverage": 0.0 for name in ("Break", "Focus", "Meeting", "Tracked")},
        "dailyWorkHoursAverage": 0.0,
        "pto": False,
        "workHoursTarget": None,
        "workHoursThreshold": None,
    }


def _categories(person: Person, day: date, met: int, tracked: int) -> list[dict[str, Any]]:
    random = dice(person.slug, "categories", day.toordinal())
    weights = [share * (0.6 + 0.8 * random.random()) for _key, _name, _focus, share in CATEGORIES]
    rest = max(0, tracked - met)
    found = [("meetings", "Meetings", False, met)]
    found += [
        (key, name, focus, round(rest * weight / sum(weights)))
        for (key, name, focus, _share), weight in zip(CATEGORIES, weights, strict=True)
    ]
    found.append(("idle", "Idle", False, round(0.05 * tracked)))
    return [
        {
            "timeSpent": seconds,
            "category": {
                "key": key,
                "name": name,
                "focus": focus,
                "work": key != "idle",
                "idle": key == "idle",
            },
        }
        for key, name, focus, seconds in found
    ]
