"""Movement through a day: 288 classes of five minutes and 1,440 values, from 04:00 local time."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from ..clock import local, utc_midnight, wall
from ..life import Day, day_of, illness
from ..noise import dice, drift, identifier
from ..people import Person
from .documents import Document, clamp, document
from .sleep import nights

DAY_STARTS = 4 * 3600
_DAY = timedelta(days=1)
_STEP = 300
_MET = {"0": 0.1, "1": 0.9, "2": 1.2, "3": 2.1, "4": 4.2, "5": 7.6}
_STEPS = {"0": 0, "1": 0, "2": 4, "3": 150, "4": 430, "5": 690}
_SPREAD = {"0": 0.0, "1": 0.0, "2": 0.2, "3": 0.5, "4": 0.8, "5": 1.2}
_random = dice("everyone", "met", 0)
# Five minutes of each class, ready as JSON: a day is 288 of these.
_MINUTES = {
    level: [
        ",".join(f"{max(0.1, mean + _random.uniform(-_SPREAD[level], _SPREAD[level])):.1f}" for _ in range(5))
        for _ in range(32)
    ]
    for level, mean in _MET.items()
}
# Waking hours of twelve classes each, from lazy to lively.
_HOURS = [
    ["".join(_random.choices("234", weights=(14, 1 + 0.6 * mood, 0.1 + 0.1 * mood), k=12)) for _ in range(24)]
    for mood in range(8)
]
_EXERTION = {"easy": "4", "moderate": "4", "hard": "5"}


@lru_cache(maxsize=1024)
def classes(person: Person, day: date) -> str:
    """The whole day in classes, as it is or will have been."""
    today = day_of(person, day)
    random = dice(person.slug, "activity", day.toordinal())
    begins = wall(day, DAY_STARTS, today.morning_zone)
    mood = max(0, min(7, round(today.steps * person.steps / 2300)))
    hours = [_HOURS[mood][int(random.random() * 24)] for _ in range(24)]
    line = "".join(hours)
    if today.exercise:
        line = _overlay(
            line,
            today.exercise.start - DAY_STARTS,
            today.exercise.seconds,
            _EXERTION[today.exercise.intensity],
        )
    if not today.worn:
        return _overlay(line, 0, 30 * 3600, "0")
    for period in (*nights(person, day), *nights(person, day + _DAY)):
        line = _overlay(line, period.start - begins, period.seconds, "1")
    if random.random() < 0.3:
        line = _overlay(line, 15 * 3600, 2400, "0")  # washing up, charging
    return line


def _overlay(line: str, start: int, seconds: int, level: str) -> str:
    first, last = max(0, start // _STEP), min(len(line), (start + seconds) // _STEP)
    return line if last <= first else line[:first] + level * (last - first) + line[last:]


def steps_of(person: Person, day: date, line: str) -> int:
    """Steps that fit the classes."""
    pace = 1 + 0.08 * drift(person.slug, "steps", day.toordinal(), 0.3)
    return int(pace * sum(_STEPS[level] * line.count(level) for level in "2345"))


def build(person: Person, day: date, now: float) -> Iterable[Document]:
    """One document; today's grows until four in the morning. A drawer has no documents at all."""
    today = day_of(person, day)
    begins = wall(day, DAY_STARTS, today.morning_zone)
    elapsed = int(min(now - begins, 86400)) // _STEP
    if elapsed < 1 or (not today.worn and not day_of(person, day - _DAY).worn):
        return
    line = classes(person, day)[:elapsed]
    started = local(begins, today.morning_zone)
    head = document(_content(person, today, line, started), day, utc_midnight(day) + DAY_STARTS)
    yield head._replace(text=f'{head.text[:-1]},"met":{_met(person, day, line, started)}}}')


def _met(person: Person, day: date, line: str, started: str) -> str:
    shift = day.toordinal() + len(person.slug)
    items = ",".join([_MINUTES[level][(index * 7 + shift) % 32] for index, level in enumerate(line)])
    return f'{{"interval":60.0,"items":[{items}],"timestamp":"{started}"}}'


def _content(person: Person, today: Day, line: str, started: str) -> dict[str, Any]:
    day, count = today.date, {level: line.count(level) for level in "012345"}
    steps = steps_of(person, day, line)
    burned = sum(5 * (_MET[level] - 1) * count[level] for level in "345") * person.weight / 60
    resting = person.weight * 22.5 * len(line) / 288
    walked = round(steps * 0.74)
    return {
        "id": identifier(person.slug, "daily_activity", day),
        "active_calories": round(burned),
        "average_met_minutes": round(
            sum(_MET[level] * count[level] for level in count) / max(1, len(line)), 5
        ),
        "class_5_min": line,
        "contributors": _contributors(person, today, count, steps),
        "day": day.isoformat(),
        "equivalent_walking_distance": walked,
        "high_activity_met_minutes": round(count["5"] * 5 * _MET["5"]),
        "high_activity_time": count["5"] * _STEP,
        "inactivity_alerts": line.count("2" * 11),
        "low_activity_met_minutes": round(count["3"] * 5 * (_MET["3"] - 1)),
        "low_activity_time": count["3"] * _STEP,
        "medium_activity_met_minutes": round(count["4"] * 5 * _MET["4"]),
        "medium_activity_time": count["4"] * _STEP,
        "meters_to_target": max(-9000, round(person.steps * 0.74) - walked),
        "non_wear_time": count["0"] * _STEP,
        "resting_time": count["1"] * _STEP,
        "score": _score(person, today, steps) if len(line) > 60 and today.worn else None,
        "sedentary_met_minutes": round(count["2"] * 5 * 0.2),
        "sedentary_time": count["2"] * _STEP,
        "steps": steps,
        "target_calories": 400,
        "target_meters": round(person.steps * 0.74),
        "timestamp": started,
        "total_calories": round(resting + burned),
    }


def _score(person: Person, today: Day, steps: int) -> int:
    return clamp(58 + 26 * steps / person.steps + 6 * (today.exercise is not None), 20, 99)


def _contributors(person: Person, today: Day, count: dict[str, int], steps: int) -> dict[str, int]:
    recent = [day_of(person, today.date - back * _DAY) for back in range(1, 7)]
    trained = sum(day.exercise is not None for day in recent)
    return {
        "meet_daily_targets": clamp(30 + 60 * steps / person.steps),
        "move_every_hour": clamp(98 - count["2"] / 4),
        "recovery_time": clamp(100 - 6 * max(0, trained - 3)),
        "stay_active": clamp(120 - count["2"] * 0.45),
        "training_frequency": clamp(55 + 14 * trained),
        "training_volume": clamp(50 + 13 * trained - 30 * illness(person, today.date)),
    }
