"""Periods of sleep: nights, naps, fragments, rejected and deleted ones, and the documents about them."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ..clock import local, midnight, wall
from ..life import day_of, night_of
from ..noise import dice, identifier
from ..people import Person
from .documents import Document, clamp, document
from .night import EPOCH, Curves, measure

LAG = 900  # from waking up until the phone has told the vendor
_DAY = timedelta(days=1)
_AWAKE_BETWEEN = 2700  # in a night that was split in two


class Period(NamedTuple):
    """A period of sleep: `start` in epoch seconds; `nth` of its kind on that day."""

    person: Person
    day: date
    kind: str
    nth: int
    start: int
    seconds: int
    zone: ZoneInfo
    is_fragment: bool = False

    @property
    def end(self) -> int:
        return self.start + self.seconds


@lru_cache(maxsize=4096)
def nights(person: Person, day: date) -> tuple[Period, ...]:
    """The long sleep of a day: none when the ring was not worn, two when the night was split."""
    today = day_of(person, day)
    if not today.worn:
        return ()
    night = night_of(person, day)
    start = midnight(day, today.morning_zone) + night.bedtime
    seconds = night.in_bed // 30 * 30
    first = Period(person, day, "long_sleep", 0, start, seconds, today.morning_zone)
    if seconds < 27000 or dice(person.slug, "split", day.toordinal()).random() > 0.015:
        return (first,)
    half = seconds // 60 * 30
    return (
        first._replace(seconds=half),
        first._replace(nth=1, start=start + half + _AWAKE_BETWEEN, seconds=seconds - half),
    )


@lru_cache(maxsize=4096)
def naps(person: Person, date_of_nap: date) -> tuple[Period, ...]:
    """What else the ring took for sleep on a date, whichever day it counts for."""
    today = day_of(person, date_of_nap)
    if not today.worn or today.zone is not today.morning_zone:
        return ()
    random = dice(person.slug, "naps", date_of_nap.toordinal())
    found: list[Period] = []
    for kind, chance, hour, low, high, is_fragment in (
        ("sleep", person.naps, 13.7, 1500, 5400, False),
        ("late_nap", 0.02, 17.75, 1200, 2400, False),
        ("sleep", 0.12, 19.6, 990, 1500, True),
        ("rest", 0.03, 15.9, 1200, 3000, False),
        ("deleted", 0.015, 11.8, 1800, 4200, False),
    ):
        roll, at, length = random.random(), random.random(), random.random()
        if roll < chance:
            start = wall(date_of_nap, int(hour * 3600 + at * 2400), today.zone)
            seconds = int(low + length * (high - low)) // 30 * 30
            # The vendor's day ends at 18:00: what ends later belongs to tomorrow.
            is_late = start + seconds >= wall(date_of_nap, 18 * 3600, today.zone)
            day = date_of_nap + _DAY if is_late else date_of_nap
            if kind == "late_nap" and not is_late:
                kind = "sleep"
            found.append(Period(person, day, kind, 10 + len(found), start, seconds, today.zone, is_fragment))
    return tuple(sorted(found, key=lambda nap: nap.start))


def periods(person: Person, day: date) -> list[Period]:
    """Every period of the vendor's day, by start."""
    late = [nap for nap in naps(person, day - _DAY) if nap.day == day]
    return late + [*nights(person, day)] + [nap for nap in naps(person, day) if nap.day == day]


@lru_cache(maxsize=1024)
def curves(period: Period) -> Curves:
    """What was measured in a period."""
    person, day = period.person, period.day
    random = dice(person.slug, f"curves{period.nth}", day.toordinal())
    night = night_of(person, day)
    return measure(random, night, period.seconds, night.latency if period.nth < 10 else 120)


def main_night(person: Person, day: date) -> Period | None:
    """The longest night of a day."""
    return max(nights(person, day), key=lambda period: period.seconds, default=None)


def finished_night(person: Person, day: date, now: float) -> Period | None:
    """The main night, once all of that day's sleep is known to the vendor."""
    found = nights(person, day)
    return main_night(person, day) if found and found[-1].end + LAG <= now else None


def build(person: Person, day: date, now: float) -> Iterable[Document]:
    """The documents of a day. A night that has not ended yet has no end, though the contract wants one."""
    for period in periods(person, day):
        if period.end + LAG <= now:
            yield document(_content(period), day, period.start)
        elif period.kind == "long_sleep" and period.start + 3600 <= now:
            yield document(_in_progress(period, now), day, period.start)


def _identity(period: Period) -> dict[str, Any]:
    person, day = period.person, period.day
    return {
        "id": identifier(person.slug, "sleep", period.start, period.nth),
        "day": day.isoformat(),
        "bedtime_start": local(period.start, period.zone),
        "type": period.kind,
        "period": period.nth if period.nth < 10 else period.nth - 8,
        "low_battery_alert": False,
        "ring_id": identifier(person.slug, "ring"),
        "sleep_algorithm_version": "v2",
    }


def _in_progress(period: Period, now: float) -> dict[str, Any]:
    empty = dict.fromkeys(_MEASURED)
    return _identity(period) | empty | {"bedtime_end": None, "time_in_bed": int(now) - period.start}


def _content(period: Period) -> dict[str, Any]:
    measured = curves(period)
    content = _identity(period) | {
        "bedtime_end": local(period.end, period.zone),
        "time_in_bed": period.seconds,
        "sleep_analysis_reason": "foreground_sleep_analysis",
    }
    return content | (_fragment(period) if period.is_fragment else _measured(period, measured))


def _fragment(period: Period) -> dict[str, Any]:
    """A few minutes that the ring took for sleep: durations, and nothing about the heart."""
    asleep = 30 + int(dice(period.person.slug, "fragment", period.start).random() * 570) // 30 * 30
    epochs = -(-period.seconds // EPOCH)
    return dict.fromkeys(_MEASURED) | {
        "total_sleep_duration": asleep,
        "light_sleep_duration": asleep,
        "deep_sleep_duration": 0,
        "rem_sleep_duration": 0,
        "awake_time": period.seconds - asleep,
        "efficiency": clamp(100 * asleep / period.seconds),
        "latency": 0,
        "restless_periods": 1,
        "sleep_phase_5_min": "4" * (epochs - 1) + "2",
    }


def _measured(period: Period, measured: Curves) -> dict[str, Any]:
    night = night_of(period.person, period.day)
    is_night, started = period.nth < 10, local(period.start, period.zone)
    return {
        "total_sleep_duration": measured.total,
        "deep_sleep_duration": measured.deep,
        "light_sleep_duration": measured.light,
        "rem_sleep_duration": measured.rem,
        "awake_time": measured.awake,
        "latency": night.latency if is_night and period.nth == 0 else 120,
        "efficiency": clamp(100 * measured.total / period.seconds),
        "average_breath": round(night.breath * 8) / 8,
        "average_heart_rate": measured.average,
        "average_hrv": measured.average_hrv,
        "lowest_heart_rate": measured.lowest,
        "restless_periods": measured.movement.count("3"),
        "heart_rate": {"interval": 300.0, "items": measured.heart, "timestamp": started},
        "hrv": {"interval": 300.0, "items": measured.hrv, "timestamp": started},
        "movement_30_sec": measured.movement,
        "sleep_phase_30_sec": measured.phase_30_sec,
        "sleep_phase_5_min": measured.phase_5_min,
        "app_sleep_phase_5_min": measured.phase_5_min,
        "readiness": None if not is_night else _readiness(night.temperature),
        "readiness_score_delta": 0 if is_night else 1,
        "sleep_score_delta": 0 if is_night else 4,
    }


def _readiness(temperature: float) -> dict[str, Any]:
    return {
        "contributors": {},
        "score": None,
        "temperature_deviation": round(temperature, 2),
        "temperature_trend_deviation": round(temperature * 0.4, 2),
    }


_MEASURED = (
    "total_sleep_duration", "deep_sleep_duration", "light_sleep_duration", "rem_sleep_duration", "awake_time",
    "latency", "efficiency", "average_breath", "average_heart_rate", "average_hrv", "lowest_heart_rate",
    "restless_periods", "heart_rate", "hrv", "movement_30_sec", "sleep_phase_30_sec", "sleep_phase_5_min",
    "app_sleep_phase_5_min", "readiness", "readiness_score_delta", "sleep_score_delta",
)  # fmt: skip
