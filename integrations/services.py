"""What people and operators do to connections."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, time
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.services import bump_generation
from healthdash.lib import http
from metrics.sources import forget_source
from metrics.upsert import retry_on_deadlock

from . import credentials, registry
from .contract import Shape
from .errors import ProviderError, RateLimited
from .models import AskedDay, Connection, KeptSchedule, RawRecord, RejectedRecord, StreamState, SyncRun
from .sync import claims, scheduling
from .sync.progress import states_of
from .sync.scheduling import Asked
from .webhooks import keeping
from .webhooks import selectors as webhooks

GiveBack = Callable[[], str]  # gives a key back, and says what the vendor answered if it would not
SECONDS_TO_ANSWER = 6.0  # of a vendor, while a person watches a button


def request_sync(connection: Connection, trigger: str = SyncRun.Trigger.PERSON) -> Asked:
    """Asks for a run as soon as a worker is free; a false value when none starts for that.

    What a vendor said of when to come again holds for a person's click, too.
    """
    now = timezone.now()
    active = Connection.objects.filter(pk=connection.pk, state=Connection.State.ACTIVE)
    may_be_asked = active.exclude(problem=RateLimited.__name__, next_sync_at__gt=now)
    if not may_be_asked.update(next_sync_at=now):
        return Asked.TOO_EARLY if active.exists() else Asked.NOT_ACTIVE
    return scheduling.enqueue_safely(connection, trigger)


def begin(connection: Connection) -> Asked:
    """Asks for the first sync of a connection that was just made, or renewed.

    With the very first one its vendor is asked to tell us of news, which need not wait for the night.
    """
    if keeping.is_to_begin(registry.PROVIDERS[connection.provider], connection.world):
        scheduling.subscribe_soon()
    return request_sync(connection, SyncRun.Trigger.CONNECT)


def pause(connection: Connection) -> None:
    """Stops the schedule; what is there stays."""
    Connection.objects.filter(pk=connection.pk, state=Connection.State.ACTIVE).update(
        state=Connection.State.PAUSED, next_sync_at=None, queued_until=None
    )


def resume(connection: Connection, trigger: str = SyncRun.Trigger.PERSON) -> None:
    resumed = Connection.objects.filter(pk=connection.pk, state=Connection.State.PAUSED).update(
        state=Connection.State.ACTIVE, next_sync_at=timezone.now()
    )
    if resumed:
        request_sync(connection, trigger)


def set_schedule(connection: Connection, every_hours: int, at_time: time | None) -> None:
    """Every so many hours, or once a day at a time in the owner's zone."""
    connection.every_hours, connection.at_time = every_hours, at_time
    if connection.state == Connection.State.ACTIVE:
        now = timezone.now()
        connection.next_sync_at = scheduling.next_regular(connection, now, webhooks.hours(connection, now))
    connection.save(update_fields=["every_hours", "at_time", "next_sync_at"])


def backfill_from(connection: Connection, first_day: date, trigger: str = SyncRun.Trigger.PERSON) -> Asked:
    """Reads history back to a day, also where an earlier run stopped before it."""
    provider = registry.PROVIDERS[connection.provider]
    streams = [s for s in provider.streams_for(connection) if s.shape is not Shape.SNAPSHOT]
    states_of(connection, streams)  # before the first run there are none yet
    StreamState.objects.filter(connection=connection, stream__in=[s.slug for s in streams]).update(
        backfill_floor=first_day
    )
    return request_sync(connection, trigger)


def read_day_again(connection: Connection, day: date) -> Asked:
    """Has a day fetched once more, by a run that is asked for now; while one is under way, right after it."""
    AskedDay.objects.get_or_create(connection=connection, day=day)
    return request_sync(connection, SyncRun.Trigger.PERSON)


def check(connection: Connection) -> None:
    """Asks the vendor whether our key still works. Raises a ProviderError, and soon: a person waits.

    A refresh token that works once is given all the time that it needs (`token_endpoint.refresh`).
    """
    provider = registry.PROVIDERS[connection.provider]
    with http.impatient(SECONDS_TO_ANSWER):
        secret = credentials.valid_secret(connection)
        with closing(provider.client(secret, connection.world)) as client:
            client.account_id()


def disconnect(connection: Connection, *, keep_data: bool) -> str:
    """Revokes and forgets the key; deletes the source's numbers unless they are to be kept.

    Corrections and numbers that the person typed in stay in any case. Returns what the vendor answered
    when it would not revoke, "" otherwise: the connection is gone here either way.
    """
    return _take_away(connection, keep_data=keep_data)()


@retry_on_deadlock
def _take_away(connection: Connection, *, keep_data: bool) -> GiveBack:
    mine = Connection.objects.filter(pk=connection.pk)
    claims.hold_off(mine)
    give_back = _giving_back(connection)
    _keep_schedule(connection)
    if not keep_data:
        user = connection.user
        forget_source(user_id=user.pk, source=connection.provider, zone=user.zone)
    mine.delete()
    bump_generation(connection.user_id)
    return give_back


def _keep_schedule(connection: Connection) -> None:
    """For a later connect of the same source."""
    KeptSchedule.objects.update_or_create(
        user_id=connection.user_id,
        provider=connection.provider,
        defaults={"every_hours": connection.every_hours, "at_time": connection.at_time},
    )


def reset(connection: Connection) -> bool:
    """Deletes what a source brought and has it read again; the connection, its key and corrections stay.

    False, and nothing done, while a run is under way: it would write on into what is being deleted.
    """
    token = claims.claim(connection.pk)
    if token is None:
        return False
    try:
        with transaction.atomic():
            claims.renew(connection.pk, token)
            _forget(connection)
    finally:
        claims.release(connection.pk, token)
    request_sync(connection)
    return True


def _forget(connection: Connection) -> None:
    user = connection.user
    forget_source(user_id=user.pk, source=connection.provider, zone=user.zone)
    RawRecord.objects.filter(connection=connection).delete()
    RejectedRecord.objects.filter(run__connection=connection).delete()
    StreamState.objects.filter(connection=connection).delete()
    bump_generation(user.pk)


def _giving_back(connection: Connection) -> GiveBack:
    """Gives its key back to the vendor; for when the connection is gone, so the secret is read now.

    Not before it is gone: what then could not be deleted would be left without its key.
    """
    provider = registry.PROVIDERS.get(connection.provider)
    if provider is None or provider.revoke is None or _is_out_of_the_world(connection):
        return lambda: ""
    try:
        secret = credentials.secret(connection)
    except ProviderError as error:
        return partial(str, error)
    return partial(_revoke, provider.revoke, secret, connection.world)


def _revoke(revoke: Callable[[Mapping[str, str], str], None], secret: dict[str, str], world: str) -> str:
    try:
        revoke(secret, world)
    except ProviderError as error:
        return str(error)
    return ""


def _is_out_of_the_world(connection: Connection) -> bool:
    """A key of a sandbox that is switched off opens nothing, and there is nobody to give it back to."""
    return connection.world == Connection.World.SANDBOX and not settings.SANDBOX_URL


def let_go_of_all(user_id: int) -> list[GiveBack]:
    """Keeps every run of a person from writing until this transaction, which deletes them, has ended.

    Returns what then gives their keys back.
    """
    mine = Connection.objects.filter(user_id=user_id)
    claims.hold_off(mine)
    return [_giving_back(connection) for connection in mine]
