"""When a connection is read next, and who is told to do it."""

import logging
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from integrations import registry
from integrations.credentials import WrongEncryptionKey
from integrations.errors import CredentialsRefused, ProviderError, RateLimited, Unavailable
from integrations.models import Connection, SyncRun
from integrations.webhooks import selectors as told

from . import claims

logger = logging.getLogger(__name__)

# By name: the tasks' module knows this one, not the reverse.
SYNC_TASK = "integrations.sync_connection"
SUBSCRIBE_TASK = "integrations.keep_webhooks"
FIRST_RETRY = timedelta(minutes=2)
LAST_RETRY = timedelta(hours=6)
POLITE_WAIT = timedelta(minutes=5)  # where a vendor says "later" and not when
LONGEST_WAIT = timedelta(days=1)
BATCH = 500


def next_regular(connection: Connection, now: datetime, every_hours: int | None = None) -> datetime | None:
    """The next time by the connection's own schedule, spread a little so that not all come at once.

    `every_hours` replaces the connection's own where it is read every so many hours. None where a source has
    no schedule: it is read when somebody asks.
    """
    provider = registry.PROVIDERS.get(connection.provider)
    if provider and provider.every_hours is None:
        return None
    if connection.at_time is None:
        every = timedelta(hours=every_hours or connection.every_hours)
        return now + every * random.uniform(0.95, 1.05)  # noqa: S311 - spreads load, guards nothing
    zone = connection.user.zone
    today = now.astimezone(zone).date()
    # Compared in UTC: within one zone Python compares what clocks show, and on one night a year they show
    # an hour twice.
    times = (
        datetime.combine(today + timedelta(days=n), connection.at_time, tzinfo=zone).astimezone(UTC)
        for n in range(3)
    )
    return next(at for at in times if at > now) + timedelta(seconds=random.uniform(0, 120))  # noqa: S311


def back_off(failures: int) -> timedelta:
    """Longer with every failure in a row, bounded, with jitter."""
    wait = min(FIRST_RETRY * 2 ** min(failures, 12), LAST_RETRY)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311


def after_reading(
    connection: Connection, token: str, run: SyncRun, history_remains: bool, unavailable: Unavailable | None
) -> None:
    """Ends a run that the vendor answered, perhaps not everywhere.

    One that a webhook set off read a part of what there is: the time of the next whole one stays.
    """
    now = timezone.now()
    narrow = run.trigger == SyncRun.Trigger.WEBHOOK
    regular = next_regular(connection, now, told.hours(connection, now))
    next_at = now if asked_meanwhile(connection, run) else regular
    failures = 0
    if unavailable:
        failures = connection.failures + 1
        again = now + back_off(connection.failures)
        next_at = min(next_at, again) if next_at else again
    elif history_remains:
        next_at = now
    fields: dict[str, object] = {
        "next_sync_at": next_at,
        "failures": failures,
        "problem": Unavailable.__name__ if unavailable else "",
        "reason": str(unavailable)[:300] if unavailable else "",
        **read_at(run, now),
    }
    if narrow and not unavailable:
        del fields["next_sync_at"]
    if run.changed:
        fields["last_change_at"] = now
    if not claims.release(connection.pk, token, **fields) or unavailable:
        return
    if history_remains:
        enqueue_safely(connection, SyncRun.Trigger.BACKFILL)
    elif connection.asked_days.exists():  # what came meanwhile
        enqueue_safely(connection, SyncRun.Trigger.PERSON)
    elif told.is_waiting(connection):
        enqueue_safely(connection, SyncRun.Trigger.WEBHOOK)


def asked_meanwhile(connection: Connection, run: SyncRun) -> bool:
    """Whether a person changed what is to be read while it was being read."""
    provider = registry.PROVIDERS.get(connection.provider)
    if provider is None or provider.streams_of is None:
        return False
    return Connection.objects.filter(pk=connection.pk, next_sync_at__gt=run.started_at).exists()


def read_at(run: SyncRun, now: datetime) -> dict[str, object]:
    """When the source was last read: not by a run that read nothing of it, or only what a webhook named."""
    narrow = run.trigger == SyncRun.Trigger.WEBHOOK
    return {} if narrow or run.status == SyncRun.Status.FAILED else {"last_success_at": now}


def after_a_death(connection: Connection, token: str, reason: str) -> None:
    """Of a run whose worker was killed, as the next one begins: should that one be killed, too, it is not
    tried again at once, for it may be what kills. Its end writes what is true then.
    """
    Connection.objects.filter(pk=connection.pk, claim_token=token, state=Connection.State.ACTIVE).update(
        next_sync_at=timezone.now() + back_off(connection.failures),
        failures=F("failures") + 1,
        problem=Unavailable.__name__,
        reason=reason[:300],
    )
    connection.failures += 1


def after_failure(
    connection: Connection, token: str, error: ProviderError, run: SyncRun | None = None
) -> None:
    """Ends a run that could not go on. The type of the error decides what happens next."""
    now = timezone.now()
    fields: dict[str, object] = {"problem": type(error).__name__, "reason": str(error)[:300]}
    if isinstance(error, CredentialsRefused) and not isinstance(error, WrongEncryptionKey):
        fields |= {"state": Connection.State.NEEDS_RECONNECT, "next_sync_at": None}
    elif isinstance(error, RateLimited):
        fields["next_sync_at"] = now + _asked_wait(error)
    else:
        fields |= {"next_sync_at": now + back_off(connection.failures), "failures": F("failures") + 1}
    if run:
        fields |= read_at(run, now)
    claims.release(connection.pk, token, **fields)


def _asked_wait(error: RateLimited) -> timedelta:
    if error.retry_after is None:
        return POLITE_WAIT
    return min(max(timedelta(seconds=error.retry_after), timedelta(seconds=1)), LONGEST_WAIT)


# --- handing out work --------------------------------------------------------------------------------


def is_free(now: datetime) -> Q:
    """Neither queued nor claimed."""
    not_queued = Q(queued_until=None) | Q(queued_until__lt=now)
    return not_queued & (Q(claimed_until=None) | Q(claimed_until__lt=now))


class Asked(Enum):
    """What became of the wish for a sync. True where one starts for it."""

    QUEUED = "queued"
    UNDER_WAY = "under_way"
    WAITING = "waiting"  # the queue cannot be reached: it stays due, and dispatch takes it up
    TOO_EARLY = "too_early"  # the vendor asked us to wait: it comes by itself at that time
    NOT_ACTIVE = "not_active"  # paused, or in need of a new key

    def __bool__(self) -> bool:
        return self in {Asked.QUEUED, Asked.WAITING}


def message_ends(now: datetime) -> datetime:
    """A message that nobody took by then is void, and dispatch sends another."""
    return now + timedelta(seconds=settings.SYNC_MESSAGE_SECONDS)


def enqueue(connection_ids: Iterable[int], provider: str, trigger: str, until: datetime) -> None:
    """Puts ids on a provider's queue. Raises kombu's OperationalError when Redis does not answer."""
    for pk in connection_ids:
        current_app.send_task(
            SYNC_TASK, (pk, trigger), queue=queue_of(provider), expires=until, retry=False, ignore_result=True
        )


def queue_of(provider: str) -> str:
    return f"sync.{provider}"


def enqueue_safely(connection: Connection, trigger: str) -> Asked:
    """Queues one connection after the transaction; without Redis it stays due, and dispatch takes it up."""
    now = timezone.now()
    until = message_ends(now)
    stamped = Connection.objects.filter(is_free(now), pk=connection.pk, state=Connection.State.ACTIVE).update(
        queued_until=until
    )
    if not stamped:
        return Asked.UNDER_WAY
    asked = Asked.QUEUED

    def send() -> None:
        nonlocal asked
        asked = _send_or_leave_due(connection, trigger, until)

    transaction.on_commit(send)  # at once where there is no transaction
    return asked


def _send_or_leave_due(connection: Connection, trigger: str, until: datetime) -> Asked:
    try:
        enqueue([connection.pk], connection.provider, trigger, until)
    except OperationalError:
        logger.warning("Redis does not answer; connection %s waits for the schedule.", connection.pk)
        Connection.objects.filter(pk=connection.pk, queued_until=until).update(
            queued_until=None, next_sync_at=timezone.now()
        )
        return Asked.WAITING
    return Asked.QUEUED


def subscribe_soon() -> None:
    """After the transaction; without Redis it is done at night."""

    def send() -> None:
        try:
            current_app.send_task(SUBSCRIBE_TASK, retry=False, ignore_result=True)
        except OperationalError:
            logger.warning("Redis does not answer; webhooks are subscribed to at night.")

    transaction.on_commit(send)


def dispatch_due(now: datetime | None = None) -> int:
    """Queues every connection whose time has come, in batches. Returns how many."""
    now = now or timezone.now()
    return sum(_dispatch_provider(slug, now) for slug in registry.PROVIDERS)


def _dispatch_provider(slug: str, now: datetime) -> int:
    """What is due by its schedule, then what a webhook told of."""
    mine = Connection.objects.filter(provider=slug)
    room = settings.SYNC_MAX_OUTSTANDING - mine.exclude(is_free(now)).count()
    due = mine.filter(
        is_free(now), state=Connection.State.ACTIVE, user__is_active=True, next_sync_at__lte=now
    )
    sent = _hand_out(due.order_by("next_sync_at"), slug, SyncRun.Trigger.SCHEDULE, room, now)
    if registry.PROVIDERS[slug].webhook:
        news = told.waiting(slug).filter(is_free(now))
        sent += _hand_out(news, slug, SyncRun.Trigger.WEBHOOK, room - sent, now)
    return sent


def _hand_out(free: QuerySet[Connection], slug: str, trigger: str, room: int, now: datetime) -> int:
    until = message_ends(now)
    sent = 0
    while room > sent:
        ids = list(free.values_list("pk", flat=True)[: min(BATCH, room - sent)])
        if not ids:
            break
        Connection.objects.filter(pk__in=ids).update(queued_until=until)
        try:
            enqueue(ids, slug, trigger, until)
        except OperationalError:
            Connection.objects.filter(pk__in=ids, queued_until=until).update(queued_until=None)
            raise
        sent += len(ids)
    return sent
