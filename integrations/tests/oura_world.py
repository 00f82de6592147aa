"""A person connected to the sandbox with a short history, and everything that a sync leaves of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from integrations import credentials, registry
from integrations.contract import Shape, Tokens
from integrations.models import Connection, RawRecord, StreamState, SyncRun
from integrations.sandbox.server import SandboxServer
from integrations.sync.running import Options, sync
from metrics.models import Annotation, DailyMetric, IntradaySeries, SleepPeriod, Workout

NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
HISTORY = 40  # days: the recent ones, and some that only the back-fill reads
NOT_COMPARED = {"id", "user_id", "connection_id", "first_seen", "changed_at", "payload"}


def connect(
    sandbox: SandboxServer,
    email: str = "owner@example.org",
    person: str = "alex",
    zone: str = "Europe/Berlin",
    history: int = HISTORY,
    **grant: Any,
) -> Connection:
    """A connection made as a finished OAuth dance makes it, whose history begins a few weeks ago."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, timezone=zone)
    answer = sandbox.grant(person, **grant)
    tokens = Tokens(
        answer["access_token"],
        answer["refresh_token"],
        answer["expires_in"],
        tuple(answer["scope"].split()),
        f"{sandbox.url}/oura/oauth/token",
    )
    connection = credentials.connection_connected(
        user=user, provider="oura", world="sandbox", tokens=tokens, account_id=f"{person} of {email}"
    )
    begin_history(connection, timezone.now().date() - history * DAY)
    return connection


def begin_history(connection: Connection, floor: date) -> None:
    StreamState.objects.bulk_create(
        StreamState(connection=connection, stream=stream.slug, backfill_floor=floor)
        for stream in registry.PROVIDERS[connection.provider].streams
        if stream.shape is not Shape.SNAPSHOT
    )


def run(connection: Connection, **options: Any) -> SyncRun:
    """An ordinary sync, as `sync_user` does it."""
    return sync(
        Connection.objects.select_related("user").get(pk=connection.pk), Options("command", **options)
    )


def rows(connection: Connection) -> dict[str, list[tuple]]:
    """Every row below the connection, without what differs between two runs that saw the same."""
    mine = {"user_id": connection.user_id}
    held = {model.__name__: everything(model, **mine) for model in TABLES}
    return held | {"RawRecord": everything(RawRecord, connection=connection)}


TABLES: tuple[type[Model], ...] = (DailyMetric, SleepPeriod, Workout, Annotation, IntradaySeries)


def everything(model: type[Model], **mine: Any) -> list[tuple]:
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in NOT_COMPARED]
    found = model._default_manager.filter(**mine).values_list(*names)
    return sorted((tuple(map(plain, row)) for row in found), key=repr)


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
