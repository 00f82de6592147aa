"""What a person may know about their connections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from django.db import connection as database
from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import User
from metrics import rollups
from metrics.models import DailyMetric, FinanceEntry

from . import errors, registry
from .contract import Provider, Stream
from .liveness import SILENCE, Signs, Stopped, signs, signs_with_beat
from .models import Connection, StreamState, SyncRun
from .webhooks import selectors as webhooks

LATE_AFTER = timedelta(hours=3)  # beyond the time a run was due


# A day, and time for the next look of a source that is read once a day.
LASTING = timedelta(hours=26)
# Whatever its schedule, a vendor that asks us to wait has done so for a day and more by then.
WAITED_ENOUGH = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Troubles:
    """What of a source cannot be read, though its vendor answers: tables of the person's own, as of the
    latest run, and streams for longer than a day."""

    tables: int
    streams: int


class State(Enum):
    """How a connection is, worked out when it is read. The values are the names of the component."""

    IN_ORDER = "in-order"
    SYNCING = "syncing"
    QUEUED = "queued"
    WAITING = "waiting"
    LATE = "late"
    RECONNECT = "reconnect"
    FAILING = "failing"
    PAUSED = "paused"
    NOT_CONNECTED = "not-connected"
    NOT_SET_UP = "not-set-up"


MOVING = frozenset({State.SYNCING, State.QUEUED})  # what a page that is open follows
IN_TROUBLE = frozenset({State.LATE, State.RECONNECT, State.FAILING})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a connection has brought. `days` with at least one number; requests of the last 30 days."""

    days: int
    first: date | None
    last: date | None
    requests: int


@dataclass(frozen=True, slots=True)
class History:
    """How far the back-fill is: `done` from 0 to 1, `reached` the earliest day that every stream has."""

    done: float
    reached: date | None
    floor: date | None

    @property
    def is_complete(self) -> bool:
        return self.done >= 1


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """One provider as one person sees it; `connection` is None where there is none."""

    provider: Provider
    connection: Connection | None
    state: State
    receipt: Receipt | None = None
    history: History | None = None
    runs: tuple[SyncRun, ...] = ()
    streams: tuple[tuple[str, StreamState], ...] = ()  # (label, state)
    stopped: Stopped | None = None  # when late: what stands still
    stopped_since: datetime | None = None  # and since when; None where it never ran
    awaits_table: bool = False  # what is read here is said by the person, who has not said it yet
    told: int | None = None  # the vendor tells us what is new, and we look every so many hours ourselves

    @property
    def needs_attention(self) -> bool:
        return self.state in IN_TROUBLE


def connection_of(user: User, provider: str) -> Connection | None:
    mine = Connection.objects.select_related("user").filter(user=user, provider=provider)
    return mine.annotate(**troubles(timezone.now())).first()


def connection_states(user: User, now: datetime | None = None) -> list[ConnectionStatus]:
    """The state of every connection of a person, without receipts. Two queries; for *Today*."""
    now = now or timezone.now()
    alive = signs()
    found = [
        ConnectionStatus(
            provider=registry.PROVIDERS[connection.provider],
            connection=connection,
            state=state_of(connection, alive, now),
        )
        for connection in Connection.objects.filter(user=user).annotate(**troubles(now))
        if connection.provider in registry.PROVIDERS
    ]
    return with_reason(found, now)


def with_reason(found: list[ConnectionStatus], now: datetime) -> list[ConnectionStatus]:
    """The same, with what stands still where one is late: that is asked only then."""
    if not any(status.state is State.LATE for status in found):
        return found
    alive = signs_with_beat()
    stopped = alive.stopped(now)
    return [_stopped(one, stopped, alive) if one.state is State.LATE else one for one in found]


def _stopped(status: ConnectionStatus, stopped: Stopped, alive: Signs) -> ConnectionStatus:
    connection = status.connection
    mine = connection.last_success_at if connection else None
    return replace(status, stopped=stopped, stopped_since=mine if stopped is Stopped.QUEUE else alive.worked)


def connection_statuses(user: User, now: datetime | None = None) -> list[ConnectionStatus]:
    """Every provider with everything the Connections page shows."""
    now = now or timezone.now()
    alive = signs()
    mine = Connection.objects.select_related("user").filter(user=user)
    held = {c.provider: c for c in mine.annotate(heard=webhooks.heard(now), **troubles(now))}
    found = [_status(provider, held.get(slug), alive, now) for slug, provider in registry.PROVIDERS.items()]
    return with_reason(found, now)


def _status(
    provider: Provider, connection: Connection | None, alive: Signs, now: datetime
) -> ConnectionStatus:
    if connection is None:
        can = any(provider.is_set_up(world) for world in Connection.World.values)
        return ConnectionStatus(provider, None, State.NOT_CONNECTED if can else State.NOT_SET_UP)
    states = list(StreamState.objects.filter(connection=connection))
    streams = provider.streams_for(connection)
    return ConnectionStatus(
        provider=provider,
        connection=connection,
        state=state_of(connection, alive, now),
        receipt=receipt_of(connection, now),
        history=history_of(connection, states),
        runs=tuple(connection.runs.all()[:10]),
        streams=streams_of(streams, states),
        awaits_table=not streams,
        told=webhooks.told(connection, now),
    )


def status_of_one(connection: Connection, now: datetime) -> ConnectionStatus:
    """One connection's state and how far its history is read."""
    provider = registry.PROVIDERS[connection.provider]
    found = ConnectionStatus(
        provider=provider,
        connection=connection,
        state=state_of(connection, signs(), now),
        history=history_of(connection),
        awaits_table=not provider.streams_for(connection),
    )
    return with_reason([found], now)[0]


def state_of(connection: Connection, alive: Signs, now: datetime) -> State:
    """The one word for a connection. Late is true also when nothing runs that could say so."""
    fixed: Mapping[str, State] = {
        Connection.State.PAUSED: State.PAUSED,
        Connection.State.NEEDS_RECONNECT: State.RECONNECT,
    }
    if connection.state in fixed:
        return fixed[connection.state]
    if connection.claimed_until and connection.claimed_until > now:
        return State.SYNCING
    if _is_late(connection, alive, now):
        return State.LATE
    if connection.problem == errors.RateLimited.__name__ and not has_waited_enough(connection, now):
        return State.WAITING
    if connection.problem:
        return State.FAILING
    if connection.queued_until and connection.queued_until > now:
        return State.QUEUED
    found = troubles_in(connection, now)
    return State.FAILING if found.tables or found.streams else State.IN_ORDER


def asked_to_wait(connection: Connection, now: datetime) -> bool:
    """Whether a vendor does not want to be asked yet."""
    due = connection.next_sync_at
    return connection.problem == errors.RateLimited.__name__ and due is not None and due > now


def has_waited_enough(connection: Connection, now: datetime) -> bool:
    """Whether a vendor that asks us to wait has kept us from reading for so long that it is trouble."""
    return (connection.last_success_at or connection.created_at) < now - WAITED_ENOUGH


# --- what cannot be read though the vendor answers -----------------------------------------------------


def is_table(at: str = "") -> Q:
    """Of a stream; `at` leads to it from what is asked for."""
    return Q(**{f"{at}stream__startswith": "table-"})


def is_unread(at: str = "") -> Q:
    """A note is trouble of a table only; of a vendor's own stream it says that it is not shared with us."""
    return ~Q(**{f"{at}last_error": ""}) | (is_table(at) & ~Q(**{f"{at}note": ""}))


def is_lasting(now: datetime, at: str = "") -> Q:
    """For longer than a day."""
    return is_unread(at) & Q(**{f"{at}troubled_since__lt": now - LASTING})


def troubles(now: datetime) -> dict[str, Count]:
    """Asked together with a connection, as its `tables_in_trouble` and `streams_in_trouble`."""
    return {
        "tables_in_trouble": Count("streams", filter=is_table("streams__") & is_unread("streams__")),
        "streams_in_trouble": Count("streams", filter=is_lasting(now, "streams__")),
    }


def troubles_in(connection: Connection, now: datetime) -> Troubles:
    if hasattr(connection, "tables_in_trouble") and hasattr(connection, "streams_in_trouble"):
        return Troubles(connection.tables_in_trouble, connection.streams_in_trouble)
    return troubles_of([connection], now)[connection.pk]


def troubles_of(connections: Sequence[Connection], now: datetime) -> Mapping[int, Troubles]:
    """The same for several, by primary key."""
    asked = Connection.objects.filter(pk__in=[each.pk for each in connections]).only("pk")
    return {each.pk: troubles_in(each, now) for each in asked.annotate(**troubles(now))}


def _is_late(connection: Connection, alive: Signs, now: datetime) -> bool:
    due = connection.next_sync_at
    if due is None or due > now:
        return False
    return now - due > (LATE_AFTER if alive.is_working(now) else SILENCE)


def lasting_streams(connection: Connection, now: datetime) -> list[tuple[str, StreamState]]:
    """What has failed for longer than a day, each under its name, the longest first."""
    held = StreamState.objects.filter(is_lasting(now), connection=connection).order_by("troubled_since", "pk")
    streams = registry.PROVIDERS[connection.provider].streams_for(connection)
    labels = {stream.slug: str(stream.label) for stream in streams}
    return [(labels.get(state.stream, state.stream), state) for state in held]


def error_behind(connection: Connection, keys: Iterable[str]) -> str:
    """Why the latest run could read none of what these numbers come from; "" where it could."""
    streams = {stream.slug for key in keys if (stream := stream_of_number(connection, key))}
    held = StreamState.objects.filter(connection=connection, stream__in=streams)
    said = list(held.order_by("pk").values_list("last_error", flat=True))
    return said[0] if said and all(said) else ""


def receipt_of(connection: Connection, now: datetime) -> Receipt:
    days = days_with(connection)
    recent = connection.runs.filter(started_at__gte=now - timedelta(days=30))
    requests = recent.aggregate(sum=Sum("requests"))["sum"] or 0
    return Receipt(len(days), days[0] if days else None, days[-1] if days else None, requests)


def days_with(connection: Connection) -> list[date]:
    """The days of which the source said a number, in order. One query.

    It asks of each day whether there is one: to look at every number takes five times as long. Not as a
    condition, for which MariaDB would look at every number after all.
    """
    daily, entries = (model._meta.db_table for model in (DailyMetric, FinanceEntry))
    user_id, source = connection.user_id, connection.provider
    sql = (
        f"SELECT day, EXISTS (SELECT 1 FROM {daily} d WHERE d.user_id = %s AND d.source = %s"  # noqa: S608
        " AND d.day = days.day AND d.value IS NOT NULL)"
        f" FROM (SELECT DISTINCT user_id, day FROM {daily} WHERE user_id = %s) days"
        # The numbers of money are those of all sources, so its own days are looked up among the entries.
        f" UNION SELECT day, 1 FROM {entries} WHERE user_id = %s AND source = %s AND NOT withdrawn"
    )
    with database.cursor() as cursor:
        cursor.execute(sql, [user_id, source, user_id, user_id, source])
        return sorted({day for day, is_there in cursor.fetchall() if is_there})


def streams_of(
    streams: Sequence[Stream], states: Sequence[StreamState]
) -> tuple[tuple[str, StreamState], ...]:
    """The states under the names of their streams, in the provider's order."""
    held = {state.stream: state for state in states}
    return tuple((str(s.label), held[s.slug]) for s in streams if s.slug in held)


def history_of(connection: Connection, states: Sequence[StreamState] | None = None) -> History:
    """How much of the history is read, over all streams that have one."""
    if states is None:
        states = list(StreamState.objects.filter(connection=connection))
    marks = [
        (s.backfilled_to, s.backfill_floor)
        for s in states
        if s.backfilled_to and s.backfill_floor and not s.note
    ]
    if not marks:
        return History(0.0, None, None)
    today = connection.user.today()
    whole = sum((today - floor).days for _, floor in marks) or 1
    left = sum(max(0, (reached - floor).days) for reached, floor in marks)
    return History(1 - left / whole, max(r for r, _ in marks), min(floor for _, floor in marks))


def stream_of_number(connection: Connection, key: str) -> Stream | None:
    """The collection that a number of a day comes from: as it is, or through the events of which it is made.

    None where several could be meant: two tables of a person may both hold a weight.
    """
    provider = registry.PROVIDERS[connection.provider]
    streams = provider.streams_for(connection)
    ready = [s for s in streams if key in s.delivers or key.startswith(tuple(s.families))]
    found = ready or [s for s in streams if any(key in keys for keys in _rolled_up(provider, s))]
    return found[0] if len(found) == 1 else None


def _rolled_up(provider: Provider, stream: Stream) -> Iterator[frozenset[str]]:
    for table in {scope.table for scope in stream.events} | {stream.series_kind or ""}:
        yield rollups.keys_of(provider.slug, table)
