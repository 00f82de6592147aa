"""When a person's last night usually arrives, learned from mornings on which we were looking.

A night that came with others at once (a back-fill, a reset, a phone that was off for days), or without a
look at the source shortly before it, says nothing about when nights arrive.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.utils import timezone

from metrics.models import SleepPeriod
from metrics.stats import ENOUGH, WINDOW, percentile

from .models import Connection, SyncRun

# By then this share of the mornings had their night.
USUALLY = 80
# The look before the one that found it was not longer ago than this.
LOOKED = timedelta(hours=3)
ROUNDED_TO = 10 * 60
LOOKS = (SyncRun.Status.OK, SyncRun.Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Arrival:
    """`by`: seconds from the person's midnight; `mornings`: how many were watched live."""

    by: float
    mornings: int


def usual_arrival(connection: Connection, now: datetime | None = None) -> Arrival | None:
    """None with fewer than seven mornings watched live, or without nights. Two queries."""
    user, now = connection.user, now or timezone.now()
    since = now.astimezone(user.zone).date() - timedelta(days=WINDOW)
    nights = SleepPeriod.objects.filter(
        user=user, source=connection.provider, kind=SleepPeriod.Kind.NIGHT, day__gte=since
    ).values_list("day", "first_seen")
    seen = [(day, at) for day, at in alone(nights) if at.astimezone(user.zone).date() == day]
    if len(seen) < ENOUGH:
        return None
    looks = looked_at(connection, now - timedelta(days=WINDOW))
    times = [seconds(at, connection) for _day, at in seen if was_watched(at, looks)]
    if len(times) < ENOUGH:
        return None
    return Arrival(ceil(percentile(times, USUALLY) / ROUNDED_TO) * ROUNDED_TO, len(times))


def looked_at(connection: Connection, since: datetime) -> list[datetime]:
    runs = SyncRun.objects.filter(connection=connection, status__in=LOOKS, finished_at__gte=since)
    return [at for at in runs.order_by("finished_at").values_list("finished_at", flat=True) if at]


def alone(nights: Iterable[tuple[date, datetime]]) -> list[tuple[date, datetime]]:
    """The first arrival of each day, without those that came with another day's within a minute."""
    first: dict[date, datetime] = {}
    for day, at in nights:
        first[day] = min(at, first.get(day, at))
    together = Counter(int(at.timestamp() // 60) for at in first.values())
    return [(day, at) for day, at in sorted(first.items()) if together[int(at.timestamp() // 60)] == 1]


def was_watched(at: datetime, looks: Sequence[datetime]) -> bool:
    """Whether an earlier look, not long before, had not found it."""
    return any(timedelta(0) < at - look <= LOOKED for look in looks)


def seconds(at: datetime, connection: Connection) -> float:
    local = at.astimezone(connection.user.zone)
    return local.hour * 3600.0 + local.minute * 60 + local.second
