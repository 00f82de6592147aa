"""What a night adds up to: sleep, readiness, blood oxygen, resilience, the heart's age, advice."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from ..clock import midnight, utc_midnight
from ..life import day_of, night_of
from ..noise import dice, drift, identifier
from ..people import Person
from .documents import Document, between, clamp, day_timestamp, score_document
from .sleep import Period, curves, finished_night

_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def sleep_contributors(period: Period) -> dict[str, int]:
    """The parts of the sleep score, each 1-100."""
    measured, night = curves(period), night_of(period.person, period.day)
    off = abs(night.bedtime - period.person.bedtime)
    return {
        "deep_sleep": between(measured.deep, 1800, 5700),
        "efficiency": between(measured.total / period.seconds, 0.72, 0.93),
        "latency": clamp(100 - abs(night.latency - 800) / 18),
        "rem_sleep": between(measured.rem, 2400, 6900),
        "restfulness": between(night.awake_share, 0.18, 0.05),
        "timing": between(off, 7200, 600),
        "total_sleep": between(measured.total, 16200, 28200),
    }


_WEIGHTS = {
    "total_sleep": 0.35,
    "restfulness": 0.15,
    "deep_sleep": 0.1,
    "efficiency": 0.1,
    "latency": 0.1,
    "rem_sleep": 0.1,
    "timing": 0.1,
}


def sleep_score(period: Period) -> int:
    """The sleep score, 1-100."""
    parts = sleep_contributors(period)
    return clamp(sum(weight * parts[name] for name, weight in _WEIGHTS.items()))


def daily_sleep(person: Person, day: date, now: float) -> Iterable[Document]:
    if period := finished_night(person, day, now):
        content = {
            "id": identifier(person.slug, "daily_sleep", day),
            "contributors": sleep_contributors(period),
            "day": day.isoformat(),
            "score": sleep_score(period),
            "timestamp": day_timestamp(person, day),
        }
        yield score_document(content, day)


def readiness_contributors(person: Person, day: date, period: Period) -> dict[str, int | None]:
    """The parts of the readiness score; a week without the ring leaves one of them empty."""
    night, before = night_of(person, day), day_of(person, day - _DAY)
    recent = [night_of(person, day - back * _DAY) for back in range(4)]
    slept = sum(night.in_bed * (1 - night.awake_share) for night in recent) / 4
    spread = max(night.bedtime for night in recent) - min(night.bedtime for night in recent)
    return {
        "activity_balance": clamp(84 - 7 * drift(person.slug, "steps", day.toordinal(), 0.8)),
        "body_temperature": between(abs(night.temperature), 1.2, 0.1),
        "hrv_balance": between(night.hrv / person.hrv, 0.6, 1.05),
        "previous_day_activity": clamp(88 - 22 * abs(before.steps - 1) - 8 * (before.exercise is not None)),
        "previous_night": sleep_score(period),
        "recovery_index": clamp(
            86 - 34 * before.drank + 6 * drift(person.slug, "latency", day.toordinal(), 0.2)
        ),
        "resting_heart_rate": between(night.lowest - person.heart, 9, -1),
        "sleep_balance": between(slept, 19800, 28000),
        "sleep_regularity": between(spread, 12000, 1800) if before.worn else None,
    }


def daily_readiness(person: Person, day: date, now: float) -> Iterable[Document]:
    """Once in a while the vendor has a document and no score."""
    if not (period := finished_night(person, day, now)):
        return
    night, parts = night_of(person, day), readiness_contributors(person, day, period)
    known = [part for part in parts.values() if part is not None]
    has_score = dice(person.slug, "unscored", day.toordinal()).random() > 0.015
    content = {
        "id": identifier(person.slug, "daily_readiness", day),
        "contributors": parts,
        "day": day.isoformat(),
        "score": clamp(sum(known) / len(known)) if has_score else None,
        "temperature_deviation": round(night.temperature, 2),
        "temperature_trend_deviation": round(night.temperature * 0.4, 2) if has_score else None,
        "timestamp": day_timestamp(person, day),
    }
    yield score_document(content, day)


def daily_spo2(person: Person, day: date, now: float) -> Iterable[Document]:
    """A night without the ring leaves a placeholder: 0.0 and null."""
    today, night = day_of(person, day), finished_night(person, day, now)
    if today.worn and night is None:
        return
    average = round(97.2 - person.age * 0.015 + 0.4 * drift(person.slug, "spo2", day.toordinal(), 0.4), 3)
    content = {
        "id": identifier(person.slug, "daily_spo2", day),
        "breathing_disturbance_index": round(4 + 2 * today.ill + abs(person.age - 30) / 12)
        if night
        else None,
        "day": day.isoformat(),
        "spo2_percentage": {"average": min(99.8, average) if night else 0.0},
    }
    yield score_document(content, day)


_LEVELS = ("exceptional", "strong", "solid", "adequate", "limited")


def daily_resilience(person: Person, day: date, now: float) -> Iterable[Document]:
    if not finished_night(person, day, now):
        return
    strain = drift(person.slug, "stress", day.toordinal(), 0.9) + 2 * day_of(person, day).ill
    content = {
        "id": identifier(person.slug, "daily_resilience", day),
        "day": day.isoformat(),
        "contributors": {
            "sleep_recovery": round(max(0.0, min(100.0, 72 - 11 * strain)), 1),
            "daytime_recovery": round(max(0.0, min(100.0, 58 - 13 * strain)), 1),
            "stress": round(max(0.0, min(100.0, 64 - 12 * strain)), 1),
        },
        "level": _LEVELS[max(0, min(4, round(2 + strain)))],
    }
    yield score_document(content, day)


def daily_cardiovascular_age(person: Person, day: date, now: float) -> Iterable[Document]:
    """Moves slowly: a new estimate every week."""
    if not finished_night(person, day, now):
        return
    week = drift(person.slug, "heart", day.toordinal() // 7, 0.8)
    content = {
        "id": identifier(person.slug, "daily_cardiovascular_age", day),
        "day": day.isoformat(),
        "pulse_wave_velocity": round(4.6 + person.age * 0.06 + 0.15 * week, 2),
        "vascular_age": round(person.age - 2 + 1.5 * week),
    }
    yield score_document(content, day)


def sleep_time(person: Person, day: date, now: float) -> Iterable[Document]:
    """A bedtime to aim at, and now and then nothing to say."""
    if not (period := finished_night(person, day, now)):
        return
    night = night_of(person, day)
    late = night.bedtime - person.bedtime
    knows = dice(person.slug, "advice", day.toordinal()).random() > 0.1
    window = {
        "day_tz": utc_midnight(day) - midnight(day, period.zone),
        "end_offset": person.bedtime // 900 * 900 + 1800,
        "start_offset": person.bedtime // 900 * 900 - 1800,
    }
    content = {
        "id": identifier(person.slug, "sleep_time", day),
        "day": day.isoformat(),
        "optimal_bedtime": window if knows else None,
        "recommendation": "earlier_bedtime" if late > 2400 else "follow_optimal_bedtime",
        "status": "optimal_found" if knows else "not_enough_recent_nights",
    }
    yield score_document(content, day)
