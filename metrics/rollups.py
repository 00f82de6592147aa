"""Daily numbers computed from a source's effective events."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction

from metrics.catalogue import METRICS
from metrics.day_values import MONEY_KEYS, VITAL_KEYS, money_numbers, own_vitals, vital_numbers
from metrics.ingest.daily import DayAndKey, among, store_daily, withdraw_days
from metrics.intraday import day_pulse
from metrics.models import FinanceEntry, SleepPeriod, Vital, Workout, WorkSession
from metrics.models.event import Event
from metrics.nights import SLEPT, as_the_source_says, counted, main_night
from metrics.ranking import ENTRIES, MANUAL

E = TypeVar("E", bound=Event)
Numbers = Mapping[str, float | None]
# Per day the numbers of the events as they count, and as the source alone would have them.
Computed = Iterable[tuple[date, tuple[Numbers, Numbers]]]

# Columns of the main night that are daily numbers as they stand.
FROM_MAIN: tuple[str, ...] = (
    *("deep", "rem", "light", "awake", "latency", "efficiency", "in_bed"),
    *("lowest_hr", "average_hr", "hrv", "breath"),
)

SLEEP_KEYS = frozenset(
    {"sleep.total", "sleep.main", "sleep.naps", "sleep.bedtime", "sleep.waketime"}
    | {f"sleep.{name}" for name in FROM_MAIN}
)
WORKOUT_KEYS = frozenset({"activity.workouts", "activity.workout_time"})
HEART_KEYS = frozenset({"heart.average", "heart.lowest"})
WORK_KEYS = frozenset({"work.first_start", "work.last_end"})
# What changes when an event of a table, or a curve of a kind, changes.
KEYS_OF = {
    "sleep": SLEEP_KEYS,
    "workout": WORKOUT_KEYS,
    "heart_rate": HEART_KEYS,
    "work": WORK_KEYS,
    "finance": MONEY_KEYS,
    "vital": VITAL_KEYS,
}
KEYS = frozenset[str]().union(*KEYS_OF.values())

# What each source leaves to us, as its provider declares at start-up. A source that is not listed
# delivers none of these numbers itself.
_declared: dict[str, frozenset[str]] = {}


def declare(source: str, keys: frozenset[str]) -> None:
    """Say which numbers of a source are rolled up, for when a correction rolls up without a sync."""
    _declared[source] = keys


def keys_of(source: str, table: str) -> frozenset[str]:
    """The numbers that are rolled up from one of a source's tables."""
    return KEYS_OF.get(table, frozenset()) & _declared.get(source, KEYS)


@transaction.atomic(savepoint=False)
def roll_up(
    *,
    user_id: int,
    source: str,
    days: Collection[date],
    zone: ZoneInfo,
    keys: frozenset[str],
    now: datetime,
) -> int:
    """Compute the numbers of those days again and say how many changed.

    `keys` limits them to what the source does not deliver itself; `zone` is the person's, for curves that
    know instants only. A number whose events are gone is withdrawn. The number of queries does not depend
    on the number of days. Vitals of the person's own come along with those of the catalogue.
    """
    if not days:
        return 0
    parts = (keys & MONEY_KEYS, keys & KEYS - MONEY_KEYS)  # money stands under a source of its own
    return sum(_roll_up(user_id, source, days, zone, part, now) for part in parts if part)


def source_of_numbers(source: str, keys: frozenset[str]) -> str:
    """Under which source the numbers of a source's events stand.

    Money of all sources adds up to one number of a day: what was paid in cash and written down here comes on
    top of what the bank's table holds. And a number that was typed in for a whole day (`manual`) is another
    one than what the entries of the day give, so neither writes over the other.
    """
    return ENTRIES if source == MANUAL or keys & MONEY_KEYS else source


def _roll_up(
    user_id: int, source: str, days: Collection[date], zone: ZoneInfo, wanted: frozenset[str], now: datetime
) -> int:
    if wanted & VITAL_KEYS:
        wanted |= own_vitals(user_id).keys()
    numbers: dict[DayAndKey, float] = {}
    corrected: set[DayAndKey] = set()
    for family, compute in FAMILIES.items():
        for day, (effective, source_own) in (
            compute(user_id, source, set(days), zone) if wanted & family else ()
        ):
            found = {key: value for key, value in effective.items() if key in wanted and value is not None}
            numbers |= {(day, key): value for key, value in found.items()}
            corrected |= {(day, key) for key, value in found.items() if source_own.get(key) != value}
    stands = source_of_numbers(source, wanted)
    changed = store_daily(user_id=user_id, source=stands, values=numbers, now=now, from_correction=corrected)
    gone = withdraw_days(
        user_id=user_id, source=stands, metrics=wanted, days=days, keep=numbers.keys(), now=now
    )
    return changed + gone


def _of_nights(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    rows = SleepPeriod.objects.filter(among(days), user_id=user_id, source=source).defer("curves")
    for day, periods in _by_day(rows, days):
        yield day, _both(periods, partial(sleep_numbers, day))


def _of_workouts(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    rows = Workout.objects.filter(among(days), user_id=user_id, source=source).defer("title")
    for day, workouts in _by_day(rows, days):
        yield day, _both(workouts, workout_numbers)


def _of_work(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    rows = WorkSession.objects.filter(among(days), user_id=user_id, source=source)
    for day, sessions in _by_day(rows.defer("title", "description"), days):
        yield day, _both(sessions, partial(work_numbers, day))


def _of_pulse(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    for day, numbers in day_pulse(user_id=user_id, source=source, days=days, zone=zone).items():
        yield day, (numbers, numbers)


def _of_money(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    """Of all sources."""
    rows = FinanceEntry.objects.filter(among(days), user_id=user_id).defer("note")
    for day, entries in _by_day(rows, days):
        yield day, _both(entries, money_numbers)


def _of_vitals(user_id: int, source: str, days: set[date], zone: ZoneInfo) -> Computed:
    aggregates = {key: str(METRICS[key].aggregate) for key in VITAL_KEYS} | own_vitals(user_id)
    rows = Vital.objects.filter(among(days), user_id=user_id, source=source)
    for day, measured in _by_day(rows, days):
        yield day, _both(measured, partial(vital_numbers, aggregates))


FAMILIES: Mapping[frozenset[str], Callable[[int, str, set[date], ZoneInfo], Computed]] = {
    SLEEP_KEYS: _of_nights,
    WORKOUT_KEYS: _of_workouts,
    HEART_KEYS: _of_pulse,
    WORK_KEYS: _of_work,
    MONEY_KEYS: _of_money,
    VITAL_KEYS: _of_vitals,
}


def _by_day(events: Iterable[E], days: set[date]) -> Iterable[tuple[date, list[E]]]:
    found: dict[date, list[E]] = defaultdict(list)
    for event in events:
        if event.day in days:
            found[event.day].append(event)
    return found.items()


def _both(events: list[E], compute: Callable[[Sequence[E]], Numbers]) -> tuple[Numbers, Numbers]:
    """The numbers of the events as they count, and those of the source's own."""
    effective = compute(counted(events))
    if not any(event.overrides or event.excluded for event in events):
        return effective, effective
    return effective, compute([as_the_source_says(event) for event in events if not event.withdrawn])


def sleep_numbers(day: date, periods: Sequence[SleepPeriod]) -> Numbers:
    """The numbers of one day's periods that count. A number that nothing speaks for is None."""
    slept = [p for p in periods if p.kind in SLEPT and p.end is not None]
    main = main_night(slept)
    naps = [p for p in slept if p.kind == SleepPeriod.Kind.NAP and p is not main]
    numbers: dict[str, float | None] = {
        "sleep.total": _total(p.total for p in slept),
        "sleep.naps": _total(p.total for p in naps),
    }
    if main:
        numbers |= {f"sleep.{name}": getattr(main, name) for name in FROM_MAIN}
        numbers["sleep.main"] = main.total
        numbers["sleep.bedtime"] = seconds_from_midnight(main.local_start, day)
        numbers["sleep.waketime"] = seconds_from_midnight(main.local_end, day)
    return numbers


def workout_numbers(workouts: Sequence[Workout]) -> Numbers:
    """How many, and how long together: the sum of those whose end is known."""
    lengths = [(w.end - w.start).total_seconds() for w in workouts if w.end]
    return {"activity.workouts": float(len(workouts)) or None, "activity.workout_time": _total(lengths)}


def work_numbers(day: date, sessions: Sequence[WorkSession]) -> Numbers:
    """When work began and ended by the clock on the wall. A break is no work."""
    worked = [session for session in sessions if session.kind != WorkSession.BREAK and session.end]
    if not worked:
        return {}
    first, last = min(worked, key=lambda one: one.start), max(worked, key=lambda one: one.end or one.start)
    return {
        "work.first_start": seconds_from_midnight(first.local_start, day),
        "work.last_end": seconds_from_midnight(last.local_end, day),
    }


def _total(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(sum(known)) if known else None


def seconds_from_midnight(local: datetime | None, day: date) -> float | None:
    """Where the clock on the wall stood, counted from the midnight that begins the day."""
    if local is None:
        return None
    return (local.replace(tzinfo=None) - datetime.combine(day, time.min)).total_seconds()
