"""Heart rate as a series: about one sample in five minutes, more of them during a workout."""

from datetime import date, timedelta
from functools import lru_cache

from ..clock import midnight, utc_midnight, wall
from ..life import day_of
from ..noise import dice
from ..people import BENCH, Person
from .night import NOISE
from .sleep import curves, nights

STEP = 300
_DAY = timedelta(days=1)
_MINUTES = [f"{minute // 60:02}:{minute % 60:02}:" for minute in range(1440)]
_SECONDS = [f"{second:02}" for second in range(60)]
# How much faster than at rest, by hour of the day.
_HOURLY = (8, 7, 7, 7, 8, 10, 14, 18, 21, 22, 22, 21, 23, 23, 21, 21, 22, 24, 24, 22, 19, 16, 13, 10)

Row = tuple[int, str]  # the instant in epoch seconds, and the sample as JSON


@lru_cache(maxsize=192)
def rows(person: Person, day: date) -> tuple[Row, ...]:
    """The samples of one day in UTC, by instant."""
    base = utc_midnight(day)
    worn = [day_of(person, day + shift * _DAY).worn for shift in (-1, 0, 1)]
    if not any(worn):
        return ()
    random = dice(person.slug, "heart", day.toordinal())
    at, phase = int(random.random() * 3700), int(random.random() * 290)
    asleep, begins = _asleep(person, day), midnight(day, day_of(person, day).zone)
    is_worn, rest = worn[1], round(person.heart) + 3
    found: list[Row] = []
    for slot in range(288):
        noise = NOISE[at + slot]
        second = base + slot * STEP + phase % 10
        beats = asleep.get(slot)
        if beats is not None:
            found.append(_row(base, second, beats, "sleep"))
        elif is_worn and -1.3 < noise < 2.3:
            hour = (second - begins) // 3600 % 24
            found.append(_row(base, second, rest + _HOURLY[hour] + int(5 * noise), "awake"))
    if is_worn:
        found += _workout(person, day, base)
        if random.random() < 0.15 and found:
            # One instant twice, with two sources, as it occurs in real accounts.
            twin = found[len(found) // 2][0]
            found.append(_row(base, twin, rest + 4, "rest"))
    return tuple(sorted(found))


def _row(base: int, at: int, beats: int, source: str) -> Row:
    minute, second = divmod(at - base, 60)
    return at, (
        f'{{"timestamp":"{_date(base)}T{_MINUTES[minute]}{_SECONDS[second]}.000Z","timestamp_unix":{at}000,'
        f'"bpm":{beats},"source":"{source}"}}'
    )


@lru_cache(maxsize=512)
def _date(base: int) -> str:
    return date.fromordinal(base // 86400 + 719163).isoformat()


def _asleep(person: Person, day: date) -> dict[int, int]:
    """Slot of the UTC day → the heart rate that the night's own curve has there."""
    base, found = utc_midnight(day), {}
    for period in (*nights(person, day - _DAY), *nights(person, day), *nights(person, day + _DAY)):
        first = (period.start - base) // STEP
        if first >= 288 or first + period.seconds // STEP < 0:
            continue
        for index, beats in enumerate(curves(period).heart):
            if beats is not None and 0 <= first + index < 288:
                found[first + index] = int(beats)
    return found


def _workout(person: Person, day: date, base: int) -> list[Row]:
    """A sample in fifteen seconds, of that part of a workout which lies in the UTC day."""
    found: list[Row] = []
    if person is BENCH:  # its days have about 263 samples, no more
        return found
    for date_ in (day - _DAY, day, day + _DAY):
        exercise = day_of(person, date_).exercise
        if exercise is None:
            continue
        start = wall(date_, exercise.start, day_of(person, date_).zone)
        peak = {"easy": 38, "moderate": 58, "hard": 82}[exercise.intensity]
        for number, at in enumerate(range(start, start + exercise.seconds, 15)):
            if base <= at < base + 86400:
                beats = person.heart + 20 + peak * min(1.0, number / 24) + 3 * NOISE[number]
                found.append(_row(base, at, int(beats), "workout"))
    return found
