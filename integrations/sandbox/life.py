"""What happens to a person on a day, before any device has measured it. The effects are planted here."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import cos, exp, tau
from random import Random
from zoneinfo import ZoneInfo

from .noise import dice, drift
from .people import Person

_ILLNESS = (0.3, 0.8, 1.0, 0.9, 0.6, 0.4, 0.2)  # from the Monday of the sick week on
_DAY = timedelta(days=1)
SHORT_NIGHT = 45 * 60  # seconds; so much less sleep than the person needs


@dataclass(frozen=True, slots=True)
class Exercise:
    """A workout: when it began (seconds from local midnight), how long in seconds, what and how hard."""

    start: int
    seconds: int
    sport: str
    intensity: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day. `zone` is where the person is in its evening, `morning_zone` where they woke up."""

    date: date
    zone: ZoneInfo
    morning_zone: ZoneInfo
    worn: bool
    ill: float
    drank: bool
    exercise: Exercise | None
    steps: float  # times the person's usual
    strain: float  # deviations from the usual


@dataclass(frozen=True, slots=True)
class Night:
    """The night that ends on a day: what the body does in it. Seconds, bpm, ms, °C, breaths a minute."""

    bedtime: int  # from local midnight of the day it ends on; may be negative
    in_bed: int
    latency: int
    awake_share: float
    deep_share: float
    rem_share: float
    lowest: float
    hrv: float
    temperature: float
    breath: float


def is_away(person: Person, day: date) -> bool:
    """Whether the person is on their yearly trip in the evening of that day."""
    if person.trip is None:
        return False
    begins = date.fromisocalendar(day.year, person.trip.week, 1)
    return begins <= day < begins + timedelta(days=person.trip.days)


def zone_of(person: Person, day: date) -> ZoneInfo:
    """Where the person is in the evening of that day."""
    return person.trip.zone if person.trip and is_away(person, day) else person.zone


def is_worn(person: Person, day: date) -> bool:
    """Whether the ring is worn: not for three days of one week of the year, and some single nights."""
    year, week, weekday = day.isocalendar()
    if week == person.away_week and weekday in (2, 3, 4):
        return False
    return dice(person.slug, "worn", day.toordinal()).random() >= 0.015


def illness(person: Person, day: date) -> float:
    """How ill, from 0 to 1."""
    _, week, weekday = day.isocalendar()
    return _ILLNESS[weekday - 1] if week == person.sick_week else 0.0


def winter(day: date) -> float:
    """1 in the middle of January, -1 in the middle of July."""
    return cos(tau * (day.timetuple().tm_yday - 15) / 365.25)


@lru_cache(maxsize=8192)
def day_of(person: Person, day: date) -> Day:
    """The day of a person; the same for ever."""
    random = dice(person.slug, "day", day.toordinal())
    ill = illness(person, day)
    likely = person.drinks if day.weekday() in (4, 5) else person.drinks / 5
    drank = random.random() < likely and not ill
    exercise = _exercise(person, day, random) if not ill else None
    ordinal = day.toordinal()
    steps = exp(0.25 * drift(person.slug, "steps", ordinal, 0.3) - 0.1 * winter(day) - 0.9 * ill)
    return Day(
        date=day,
        zone=zone_of(person, day),
        morning_zone=zone_of(person, day - _DAY),
        worn=is_worn(person, day),
        ill=ill,
        drank=drank,
        exercise=exercise,
        steps=steps * (0.85 if day.weekday() == 6 else 1.0),
        strain=drift(person.slug, "stress", ordinal, 0.45) + (0.4 if day.weekday() < 5 else -0.5) + ill,
    )


def _exercise(person: Person, day: date, random: Random) -> Exercise | None:
    roll, at, length, hard = (random.random() for _ in range(4))
    if roll > (0.8 if day.weekday() in person.trains else 0.08):
        return None
    start = (9 if day.weekday() >= 5 else 17) * 3600 + int(at * 4800)
    intensity = "hard" if hard > 0.75 else "moderate" if hard > 0.2 else "easy"
    return Exercise(start=start, seconds=1500 + int(length * 2700), sport=person.sport, intensity=intensity)


@lru_cache(maxsize=8192)
def night_of(person: Person, day: date) -> Night:
    """The night that ends on `day`: what the day before and the season make of it."""
    before, who, ordinal = day_of(person, day - _DAY), person.slug, day.toordinal()
    drank, trained, ill, cold = before.drank, before.exercise is not None, illness(person, day), winter(day)
    free = day.weekday() >= 5
    bedtime = person.bedtime + 3000 * free + 1500 * drank + 1500 * drift(who, "bedtime", ordinal, 0.3)
    asleep = person.need + 1800 * free - 1500 * drank + 2700 * ill + 600 * cold
    asleep += 2100 * drift(who, "length", ordinal, 0.2) - 0.25 * (bedtime - person.bedtime)
    awake = min(0.25, max(0.03, 0.09 + 0.025 * drift(who, "awake", ordinal, 0.3) + 0.03 * drank + 0.04 * ill))
    latency = max(60, int(660 + 300 * drift(who, "latency", ordinal, 0.1) - 240 * drank))
    return Night(
        bedtime=int(bedtime),
        in_bed=max(4 * 3600, int((asleep + latency) / (1 - awake))),
        latency=latency,
        awake_share=awake,
        deep_share=0.165 + 0.022 * drift(who, "deep", ordinal, 0.2) + 0.04 * trained - 0.02 * drank,
        rem_share=0.225 + 0.022 * drift(who, "rem", ordinal, 0.2) - 0.045 * drank,
        lowest=person.heart + 1.7 * drift(who, "heart", ordinal, 0.6) + 5.5 * drank + 8 * ill + 1.2 * cold,
        hrv=person.hrv * exp(0.1 * drift(who, "hrv", ordinal, 0.5) - 0.24 * drank - 0.3 * ill - 0.06 * cold),
        temperature=0.12 * drift(who, "temperature", ordinal, 0.5) + 1.2 * ill + 0.08 * drank,
        breath=14.2 + 0.35 * drift(who, "breath", ordinal, 0.6) + 1.6 * ill,
    )


def is_after_short_night(person: Person, day: date) -> bool:
    """Whether the person slept much less than they need."""
    night = night_of(person, day)
    asleep = night.in_bed * (1 - night.awake_share) - night.latency
    return asleep < person.need - SHORT_NIGHT
