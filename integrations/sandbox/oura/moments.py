"""What has a beginning of its own: workouts, sessions, tags, rest mode; and stress and fitness of a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import exp
from typing import Any

from ..clock import local, midnight, utc_midnight, wall
from ..life import day_of, illness
from ..noise import dice, drift, identifier
from ..people import Person
from .documents import Document, document, score_document

_DAY = timedelta(days=1)
_BURN = {"easy": 5.0, "moderate": 9.0, "hard": 13.0}  # kcal a minute
_SPEED = {"running": 2.7, "cycling": 6.4, "walking": 1.5}  # metres a second


def workout(person: Person, day: date, now: float) -> Iterable[Document]:
    today = day_of(person, day)
    exercise = today.exercise
    if exercise is None or not today.worn:
        return
    start = wall(day, exercise.start, today.zone)
    if start + exercise.seconds + 600 > now:
        return
    has_distance = exercise.sport in _SPEED
    content = {
        "id": identifier(person.slug, "workout", day),
        "activity": exercise.sport,
        "calories": round(_BURN[exercise.intensity] * exercise.seconds / 60 * person.weight / 75, 3),
        "day": day.isoformat(),
        "distance": round(_SPEED[exercise.sport] * exercise.seconds, 1) if has_distance else None,
        "end_datetime": local(start + exercise.seconds, today.zone),
        "intensity": exercise.intensity,
        "label": "Lunch run" if dice(person.slug, "label", day.toordinal()).random() < 0.05 else None,
        "source": "confirmed" if day.toordinal() % 5 else "autodetected",
        "start_datetime": local(start, today.zone),
    }
    yield document(content, day, start)


def session(person: Person, day: date, now: float) -> Iterable[Document]:
    """A quarter of an hour of breathing on some evenings, with its samples."""
    random, today = dice(person.slug, "session", day.toordinal()), day_of(person, day)
    start = wall(day, 74000 + int(random.random() * 4000), today.zone)
    if random.random() > 0.12 or not today.worn or start + 1200 > now:
        return
    started = local(start, today.zone)
    beats = [
        round(person.heart + 14 - 0.2 * second / 5 + random.gauss(0, 1), 1) for second in range(0, 900, 5)
    ]
    pauses = [None if index == 0 else round(person.hrv * 0.9 + random.gauss(0, 6)) for index in range(3)]
    content: dict[str, Any] = {
        "id": identifier(person.slug, "session", day),
        "day": day.isoformat(),
        "start_datetime": started,
        "end_datetime": local(start + 900, today.zone),
        "type": "breathing" if random.random() < 0.5 else "meditation",
        "heart_rate": {"interval": 5.0, "items": beats, "timestamp": started},
        "heart_rate_variability": {"interval": 300.0, "items": pauses, "timestamp": started},
        "mood": "good" if random.random() < 0.5 else None,
        "motion_count": {
            "interval": 60.0,
            "items": [float(index % 3) for index in range(15)],
            "timestamp": started,
        },
    }
    yield document(content, day, start)


def enhanced_tag(person: Person, day: date, now: float) -> Iterable[Document]:
    """What the person says about the day: alcohol, being ill, late coffee, words of their own."""
    today, random = day_of(person, day), dice(person.slug, "tags", day.toordinal())
    said: list[tuple[str, str | None, int, str | None, str | None]] = []
    if today.drank:
        said.append(
            (
                "alcohol",
                "tag_generic_alcohol",
                75600,
                "Two glasses of wine" if random.random() < 0.3 else None,
                None,
            )
        )
    if today.ill > 0.5:
        said.append(("ill", "tag_generic_sick", 36000, None, None))
    if random.random() < 0.08:
        said.append(("coffee", "tag_generic_late_coffee", 61200, None, None))
    if random.random() < 0.04:
        said.append(("own", "custom", 70200, None, "Choir"))
    if random.random() < 0.02:
        said.append(("text", None, 66600, "Long talk with an old friend", None))
    for name, code, second, comment, own in said:
        at = wall(day, second, today.zone)
        if at <= now:
            content = {
                "id": identifier(person.slug, "tag", day, name),
                "tag_type_code": code,
                "start_time": local(at, today.zone),
                "end_time": None,
                "start_day": day.isoformat(),
                "end_day": None,
                "comment": comment,
                "custom_name": own,
            }
            yield document(content, day, at)


def rest_mode_period(person: Person, day: date, now: float) -> Iterable[Document]:
    """From the day on which the person feels ill until it is over; open while it lasts."""
    if not (illness(person, day) > 0.5 and illness(person, day - _DAY) <= 0.5):
        return
    last = day
    while illness(person, last + _DAY) > 0.5:
        last += _DAY
    zone = day_of(person, day).zone
    start, end = wall(day, 30600, zone), wall(last, 72000, zone)
    if start > now:
        return
    content = {
        "id": identifier(person.slug, "rest", day),
        "start_day": day.isoformat(),
        "start_time": local(start, zone),
        "end_day": last.isoformat() if end <= now else None,
        "end_time": local(end, zone) if end <= now else None,
        "episodes": [{"tags": ["tag_generic_fever"], "timestamp": local(start, zone)}],
    }
    yield score_document(content, day)


def daily_stress(person: Person, day: date, now: float) -> Iterable[Document]:
    """Grows through the day; its verdict comes in the evening. Without the ring: 0, 0 and null."""
    today = day_of(person, day)
    elapsed = (now - midnight(day, today.zone)) / 86400
    if elapsed < 0.3:
        return
    share = min(1.0, (elapsed - 0.25) / 0.65) if today.worn else 0.0
    calm = drift(person.slug, "hrv", day.toordinal(), 0.4) - 0.5 * today.strain
    stressful, restored = today.strain > 1.5, today.strain < -1.2
    verdict = "stressful" if stressful else "restored" if restored else "normal"
    content = {
        "id": identifier(person.slug, "daily_stress", day),
        "day": day.isoformat(),
        "day_summary": verdict if share == 1.0 else None,
        "recovery_high": int(share * 4800 * exp(0.4 * calm)) // 900 * 900,
        "stress_high": int(share * 6300 * exp(0.45 * today.strain)) // 900 * 900,
    }
    yield score_document(content, day)


def vo2_max(person: Person, day: date, now: float) -> Iterable[Document]:
    """A new estimate every Sunday."""
    zone = day_of(person, day).zone
    at = wall(day, 43200, zone)
    if day.weekday() != 6 or at > now or not day_of(person, day).worn:
        return
    base = 56 - person.age * 0.35 + (3 if person.sex == "male" else 0)
    content = {
        "id": identifier(person.slug, "vO2_max", day),
        "day": day.isoformat(),
        "timestamp": local(at, zone),
        "vo2_max": round(base + 1.2 * drift(person.slug, "length", day.toordinal() // 7, 0.8)),
    }
    yield document(content, day, utc_midnight(day))
