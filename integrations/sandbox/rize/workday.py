"""What a person works on a day. The effects are planted here: week-ends, short nights, days of illness."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from ..clock import wall
from ..life import day_of, is_after_short_night, night_of
from ..noise import dice
from ..people import Person

HOUR, MINUTE = 3600, 60
LUNCH = 12 * HOUR + 1800
TITLES = {
    "focus": (
        "Quarterly plan",
        "Prototype",
        "Review of the draft",
        "Letter to the landlord",
        "Release notes",
    ),
    "meeting": ("Weekly round", "Talk with Ines", "Planning", "Interview"),
    "break": (None, "Walk", "Lunch"),
}


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch; start and end in epoch seconds."""

    id: str
    kind: str
    start: int
    end: int
    title: str | None

    @property
    def seconds(self) -> int:
        return self.end - self.start


def ends_with_clock_change(person: Person, day: date) -> bool:
    """Whether clocks change in the night after that day."""
    zone = day_of(person, day).zone
    before, after = (wall(day + timedelta(days=n), 0, zone) for n in (1, 2))
    return after - before != 24 * HOUR


@lru_cache(maxsize=8192)
def workday(person: Person, day: date) -> tuple[Session, ...]:
    """The stretches that begin on a day; the same for ever."""
    random = dice(person.slug, "work", day.toordinal())
    planned = [*_daytime(person, day, random), *_late(person, day, random)]
    zone, base = day_of(person, day).zone, 10**12 + day.toordinal() * 1000
    return tuple(
        Session(
            id=str(base + number),
            kind=kind,
            start=wall(day, start, zone),
            end=wall(day, start, zone) + seconds,
            title=random.choice(TITLES[kind]),
        )
        for number, (kind, start, seconds) in enumerate(planned)
    )


def _daytime(person: Person, day: date, random: Random) -> list[tuple[str, int, int]]:
    """(kind, seconds from midnight, length) from the morning on."""
    free, roll = day.weekday() >= 5, random.random()
    if day_of(person, day).ill > 0.5 or (free and roll > 0.18):
        return []
    night, is_short = night_of(person, day), is_after_short_night(person, day)
    awake = night.bedtime + night.in_bed + 45 * MINUTE
    at = int(max(8.6 * HOUR + random.gauss(0, 0.4) * HOUR, awake)) // MINUTE * MINUTE
    length = (2.2 if free else 3.5 if person.age > 65 else 8.2) * HOUR + random.gauss(0, 0.5) * HOUR
    return _blocks(random, at, min(at + length, 21 * HOUR), is_short, meets=not free)


def _blocks(
    random: Random, at: int, until: float, is_short: bool, *, meets: bool
) -> list[tuple[str, int, int]]:
    """Focus and breaks in turn, with a meeting now and then, until the day is over."""
    found: list[tuple[str, int, int]] = []
    had_lunch = at > LUNCH
    while at < until:
        focus = int((50 + 35 * random.random()) * (0.68 if is_short else 1.0)) * MINUTE
        found.append(("focus", at, focus))
        at += focus + random.randrange(1, 5) * MINUTE
        if meets and random.random() < 0.32:
            meeting = random.choice((30, 45, 60)) * MINUTE
            found.append(("meeting", at, meeting))
            at += meeting
        pause = random.randrange(8, 21) * MINUTE * (2 if is_short else 1)
        if at >= LUNCH and not had_lunch:
            pause, had_lunch = 45 * MINUTE, True
        if at < until:
            found.append(("break", at, pause))
        at += pause + random.randrange(0, 6) * MINUTE
    return found


def _late(person: Person, day: date, random: Random) -> list[tuple[str, int, int]]:
    """Work that runs past midnight: a few evenings, and Alex when the clocks change."""
    if person.slug == "alex" and ends_with_clock_change(person, day):
        return [("focus", 23 * HOUR + 1800, 4 * HOUR)]
    if day.weekday() < 4 and random.random() < 0.04 and day_of(person, day).ill < 0.3:
        return [("focus", 22 * HOUR + 2400, 110 * MINUTE)]
    return []


def so_far(person: Person, day: date, now: float) -> list[Session]:
    """What has begun by now. A stretch under way ends at the present moment, as a running timer does."""
    return [
        session if session.end <= now else Session(session.id, session.kind, session.start, int(now), None)
        for session in workday(person, day)
        if session.start < now
    ]
