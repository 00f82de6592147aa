"""Curves of UTC days, cut into a person's days."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from metrics.ingest.daily import among
from metrics.ingest.samples import around
from metrics.models import IntradaySeries

PULSE = "heart_rate"
# Samples come every few minutes at rest and every few seconds in a workout: each stretch counts alike.
STRETCH = 300


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins there; where the clock skips midnight, the first one after it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def parts(utc_day: date, zone: ZoneInfo) -> Iterator[tuple[date, float, float]]:
    """A person's days that a UTC day reaches into, each with the seconds of the UTC day at its ends."""
    begin = datetime.combine(utc_day, time.min, UTC)
    for day in sorted(around([utc_day])):
        start = (midnight(day, zone) - begin).total_seconds()
        end = (midnight(day + timedelta(days=1), zone) - begin).total_seconds()
        if start < 86_400 and end > 0:
            yield day, start, end


def day_pulse(
    *, user_id: int, source: str, days: set[date], zone: ZoneInfo
) -> Mapping[date, Mapping[str, float | None]]:
    """Average and lowest pulse of a person's days. Rows are read one after another, not all at once."""
    rows = IntradaySeries.objects.filter(
        among(around(days)), user_id=user_id, source=source, kind=PULSE
    ).values_list("day", "samples")
    means: dict[date, list[float]] = defaultdict(list)
    lows: dict[date, list[float]] = defaultdict(list)
    for utc_day, samples in rows.iterator(chunk_size=50):
        for day, start, end in parts(utc_day, zone):
            values = stretches(samples["t"], samples["v"], start, end) if day in days else []
            if values:
                means[day] += [fmean(stretch) for stretch in values]
                lows[day].append(min(map(min, values)))
    return {
        day: {"heart.average": round(fmean(means[day]), 1), "heart.lowest": float(min(lows[day]))}
        for day in means
    }


def pulse_of_day(*, user_id: int, day: date, zone: ZoneInfo) -> list[tuple[int, float]]:
    """The mean of each five minutes of a person's day, by the seconds that their clock then showed.

    One query. Of several sources the first by name: curves are not mixed.
    """
    rows = IntradaySeries.objects.filter(among(around({day})), user_id=user_id, kind=PULSE)
    found = list(rows.order_by("source", "day").values_list("source", "day", "samples"))
    points: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for source, utc_day, samples in found:
        points[source] += points_of(utc_day, samples, day, zone)
    return next((of_one for of_one in points.values() if of_one), [])


def points_of(
    utc_day: date, samples: Mapping[str, Sequence[Any]], day: date, zone: ZoneInfo
) -> list[tuple[int, float]]:
    """What one UTC day holds of a person's day."""
    begin, midnight_there = datetime.combine(utc_day, time.min, UTC), datetime.combine(day, time.min)
    ends = next(((start, end) for one, start, end in parts(utc_day, zone) if one == day), None)
    if ends is None:
        return []
    found = []
    for at, values in timed(samples["t"], samples["v"], *ends):
        clock = (begin + timedelta(seconds=at)).astimezone(zone).replace(tzinfo=None)
        found.append((int((clock - midnight_there).total_seconds()), fmean(values)))
    return found


def stretches(
    seconds: Sequence[int], values: Sequence[float], start: float, end: float
) -> list[Sequence[float]]:
    """The values from `start` up to `end`, in groups of five minutes. `seconds` must be in order."""
    return [group for _at, group in timed(seconds, values, start, end)]


def timed(
    seconds: Sequence[int], values: Sequence[float], start: float, end: float
) -> Iterator[tuple[int, Sequence[float]]]:
    """The same, each with the second at which its first value was measured."""
    first, last = bisect_left(seconds, start), bisect_left(seconds, end)
    while first < last:
        border = (seconds[first] // STRETCH + 1) * STRETCH
        following = min(bisect_left(seconds, border), last)
        yield seconds[first], values[first:following]
        first = following
