"""What a person of the household says about a day: a function of person and day, like the life behind it.

Planted: a drink goes with less sleep, a higher pulse and a lower HRV in the night that follows, and with
less energy on the morning after; sport and time with people go with a better mood; a short night, strain
and illness with a worse one. Planted as traps: reading and walks do nothing, coffee only follows short
nights, and a screen in bed stands for evenings that are late anyhow.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from random import Random

from integrations.sandbox.life import Day, Night, day_of, is_away, night_of
from integrations.sandbox.noise import dice, drift
from integrations.sandbox.people import Person

ONE = timedelta(days=1)
UNANSWERED_DAY, UNANSWERED_TAG = 0.06, 0.05


@dataclass(frozen=True, slots=True)
class Word:
    """One tag's answer; how much or when only with a yes."""

    yes: bool
    amount: float | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A check-in and what goes with it; tags by slug. `rested` is what was felt before any score."""

    mood: int
    energy: int
    rested: int | None
    tags: dict[str, Word]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the words of a day are chosen by."""

    person: Person
    today: Day
    night: Night
    yesterday: Day
    is_away: bool
    is_short: bool  # the night was much shorter than the person needs
    met_people: bool
    is_late: bool  # the evening of this day is

    @property
    def is_free(self) -> bool:
        return self.today.date.weekday() >= 5


def asleep(night: Night) -> float:
    """Seconds."""
    return night.in_bed * (1 - night.awake_share) - night.latency


@lru_cache(maxsize=4096)
def circumstances(person: Person, day: date) -> Circumstances:
    random, today, night = (
        dice(person.slug, "people", day.toordinal()),
        day_of(person, day),
        night_of(person, day),
    )
    likely = 0.75 if today.drank else 0.45 if day.weekday() >= 5 else 0.2
    return Circumstances(
        person=person,
        today=today,
        night=night,
        yesterday=day_of(person, day - ONE),
        is_away=is_away(person, day),
        is_short=asleep(night) < person.need - 2700,
        met_people=random.random() < likely and today.ill < 0.5,
        is_late=drift(person.slug, "bedtime", (day + ONE).toordinal(), 0.3) > 0.8,
    )


def is_checked_in(person: Person, day: date) -> bool:
    """Now and then a day is forgotten; while away more often, and hardly ever right after another one."""
    share = UNANSWERED_DAY * (2.5 if is_away(person, day) else 1)
    return dice(person.slug, "checks in", day.toordinal()).random() >= share


def spoken(person: Person, day: date) -> Spoken:
    """The check-in of a day; the same for ever."""
    random, about = dice(person.slug, "spoken", day.toordinal()), circumstances(person, day)
    rest = (asleep(about.night) - person.need) / 3600
    return Spoken(
        mood=_step(_mood(about, rest) + random.gauss(0, 0.55)),
        energy=_step(_energy(about, rest) + random.gauss(0, 0.55)),
        rested=_step(_rested(about, rest) + random.gauss(0, 0.6)) if random.random() < 0.6 else None,
        tags={slug: word for slug, word in _tags(about, random).items() if random.random() >= UNANSWERED_TAG},
    )


def _step(value: float) -> int:
    return min(5, max(1, round(value)))


def _mood(about: Circumstances, rest: float) -> float:
    pleasant = 0.35 * (about.today.exercise is not None) + 0.4 * about.met_people + 0.25 * about.is_free
    return 3.3 + pleasant + 0.3 * rest - 0.3 * about.today.strain - 1.1 * about.today.ill


def _energy(about: Circumstances, rest: float) -> float:
    return 3.4 + 0.55 * rest - 0.45 * about.yesterday.drank - 1.6 * about.today.ill - 0.1 * about.today.strain


def _rested(about: Circumstances, rest: float) -> float:
    return 3.5 + 0.8 * rest - 0.5 * about.yesterday.drank - 1.2 * about.today.ill


def _tags(about: Circumstances, random: Random) -> dict[str, Word]:
    """What is true of the day, tag by tag; whoever asks keeps those that the person has."""
    today = about.today
    cups = max(0, round(1.6 + 0.8 * about.is_short + random.gauss(0, 0.7)) if today.ill < 0.5 else 0)
    meal = time(21 + random.randrange(2), random.choice((0, 15, 30, 45)))
    eats_late = random.random() < (0.35 if about.is_late else 0.12)
    return {
        "coffee": Word(cups > 0, float(cups) if cups else None),
        "alcohol": Word(today.drank, float(random.choice((1, 2, 2, 3))) if today.drank else None),
        "late-meal": Word(eats_late, at=meal if eats_late else None),
        "sport": Word(today.exercise is not None),
        "walk": Word(random.random() < 0.42 and today.ill < 0.5),
        "people": Word(about.met_people),
        "screen": Word(random.random() < (0.8 if about.is_late else 0.25)),
        "reading": Word(random.random() < 0.4),
        "ill": Word(today.ill > 0.5),
        "away": Word(about.is_away),
    }
