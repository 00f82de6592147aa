"""What became of every day of a source: data, nothing, not worn, ours to answer for, excluded, or to come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection as database
from django.db.models import Min
from django.utils import timezone

from healthdash.lib.components import CoverState
from metrics.models import DailyMetric, FinanceEntry
from metrics.tables import TABLES

from . import registry
from .contract import Window
from .liveness import Signs, signs
from .models import Connection, RawRecord, StreamState
from .selectors import IN_TROUBLE, State, state_of
from .sync.planning import DAY

EVENTS = tuple(TABLES.values())


@dataclass(frozen=True, slots=True)
class Reach:
    """What every stream has read, and what has to be read again. `read` is None before the first run.

    `begins`: no stream is read further back. `failed_to`: up to that day somebody tried, or should have.
    """

    read: Window | None
    again: tuple[Window, ...]
    begins: date | None
    failed_to: date | None
    is_coming: bool  # paused, or a run is to come at once: what is missing is nobody's failure

    def state(self, day: date) -> CoverState:
        """Of a day without data."""
        if self.read is None or day < self.read.start:
            return "empty" if self.begins and day < self.begins else "unread"
        if any(window.start <= day <= window.end for window in self.again):
            return "unread" if self.is_coming else "failed"
        if day > self.read.end:
            return "failed" if self._is_ours(day) else "unread"
        return "none"

    def _is_ours(self, day: date) -> bool:
        return not self.is_coming and self.failed_to is not None and day <= self.failed_to


def first_day(connection: Connection) -> date:
    """Where the calendar begins: with the first number, or with the history that is to be read."""
    mine = {"user_id": connection.user_id, "source": connection.provider}
    held = (model._default_manager.filter(**mine).order_by("day") for model in (DailyMetric, FinanceEntry))
    floor = StreamState.objects.filter(connection=connection).aggregate(day=Min("backfill_floor"))["day"]
    # Not the minimum: MariaDB would look at every number for it.
    first = (rows.values_list("day", flat=True).first() for rows in held)
    known = [day for day in (*first, floor) if day]
    return min([*known, connection.user.today()])


def days_of(connection: Connection, window: Window) -> dict[date, CoverState]:
    """The state of each day of a window, in four queries however long it is."""
    held, excluded = _held(connection, window)
    reach = reach_of(connection)
    days = [window.start + n * DAY for n in range((window.end - window.start).days + 1)]
    empty = [day for day in days if day not in held and day not in excluded]
    off = _not_worn(connection, window, empty)
    states: dict[date, CoverState] = {day: reach.state(day) for day in empty}
    found: list[tuple[Collection[date], CoverState]] = [
        (off, "not-worn"),
        (excluded, "excluded"),
        (held, "data"),
    ]
    for those, state in found:
        states.update(dict.fromkeys(those, state))
    return states


def _held(connection: Connection, window: Window) -> tuple[set[date], set[date]]:
    """Days with something that counts, and days of which all that there is was excluded. One query.

    It asks of each day whether there is a number: to look at every number takes three times as long. Not as
    a condition, for which MariaDB would look at every number after all.
    """
    table = DailyMetric._meta.db_table
    who: list[int | str | date] = [connection.user_id, connection.provider]
    days: list[int | str | date] = [window.start, window.end]
    number = (
        f"SELECT 1 FROM {table} d WHERE d.user_id = %s AND d.source = %s AND d.day = days.day"  # noqa: S608
        " AND (d.value IS NOT NULL OR d.override IS NOT NULL)"
    )
    numbers = (
        f"SELECT day, EXISTS ({number}), EXISTS ({number} AND NOT d.excluded)"  # noqa: S608
        f" FROM (SELECT DISTINCT user_id, day FROM {table} WHERE user_id = %s AND day BETWEEN %s AND %s) days"
    )
    events = (
        f"SELECT day, 1, MAX(NOT excluded) FROM {model._meta.db_table}"  # noqa: S608
        " WHERE user_id = %s AND source = %s AND day BETWEEN %s AND %s AND NOT withdrawn GROUP BY day"
        for model in EVENTS
    )
    asked = [*who, *who, connection.user_id, *days, *([*who, *days] * len(EVENTS))]
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([numbers, *events]), asked)
        every = [(day, counts) for day, is_there, counts in cursor.fetchall() if is_there]
    held = {day for day, counts in every if counts}
    return held, {day for day, _counts in every} - held


def reach_of(connection: Connection, now: datetime | None = None) -> Reach:
    """What was read by all the streams that are shared with us."""
    now = now or timezone.now()
    states = [s for s in StreamState.objects.filter(connection=connection) if not s.note or s.last_error]
    is_due = connection.next_sync_at is not None and connection.next_sync_at <= now
    # Who is alive matters only where it is time: nothing else is late.
    state = state_of(connection, signs() if is_due else Signs(), now)
    return Reach(
        read=_read(connection, states),
        again=tuple(Window(s.dirty_from, s.dirty_to) for s in states if s.dirty_from and s.dirty_to),
        begins=min((s.backfill_floor for s in states if s.backfill_floor), default=None),
        failed_to=connection.user.today() if state in IN_TROUBLE else _failed_to(connection, states),
        is_coming=_is_under_way(connection, now)
        or state is State.PAUSED
        or (is_due and state not in IN_TROUBLE),
    )


def _read(connection: Connection, states: Sequence[StreamState]) -> Window | None:
    back = [s.backfilled_to for s in states if s.backfilled_to]
    to = [s.synced_to for s in states if s.synced_to]
    if not back or not to:
        return None
    provider = registry.PROVIDERS.get(connection.provider)
    if provider and provider.streams_of:
        return Window(date.min, min(to))  # of a table all rows are read each time
    return Window(max(back), min(to))


def _failed_to(connection: Connection, states: Sequence[StreamState]) -> date | None:
    """The last day on which a part of a source that is in order could not be read."""
    zone = connection.user.zone
    return max(
        (s.last_error_at.astimezone(zone).date() for s in states if s.last_error and s.last_error_at),
        default=None,
    )


def _is_under_way(connection: Connection, now: datetime) -> bool:
    return any(until and until > now for until in (connection.queued_until, connection.claimed_until))


def _not_worn(connection: Connection, window: Window, empty: Collection[date]) -> set[date]:
    """Those of the empty days whose records say so. Only their records are opened."""
    says = registry.PROVIDERS[connection.provider].not_worn
    if not says or not empty:
        return set()
    records = RawRecord.objects.filter(
        connection=connection, stream__in=list(says), day__range=(window.start, window.end)
    )
    among = set(empty)
    wanted = [pk for pk, day in records.values_list("pk", "day") if day in among]
    return {r.day for r in RawRecord.objects.filter(pk__in=wanted) if r.day and says[r.stream](r.payload)}


def months(window: Window) -> Sequence[Window]:
    """A window cut at the ends of months."""
    found, start = [], window.start
    while start <= window.end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(Window(start, min(window.end, following - DAY)))
        start = following
    return found
