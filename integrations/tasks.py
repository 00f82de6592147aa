"""What workers do: thin callers of the sync."""

from datetime import timedelta

from celery import shared_task
from celery.signals import beat_init, worker_ready, worker_shutdown
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from . import liveness, registry, telling
from .models import Connection, SyncRun, WebhookEvent
from .sync import scheduling
from .sync.running import Busy, Options, sync
from .webhooks import keeping
from .webhooks import selectors as webhooks
from .wizard import drafts


@beat_init.connect
def note_that_beat_started(**details: object) -> None:
    """Beat sends its first message a minute after its start; until then this is its sign of life."""
    liveness.heard_of(liveness.BEAT)


pulse = liveness.Pulse()


@worker_ready.connect
def begin_to_show_life(**details: object) -> None:
    pulse.start()


@worker_shutdown.connect
def end_showing_life(**details: object) -> None:
    pulse.stop()


def show_life() -> None:
    """Also at the start of a sync: a long one may keep the dispatch waiting."""
    liveness.heard_of(liveness.WORKER)


@shared_task(name=scheduling.SYNC_TASK)
def sync_connection(connection_id: int, trigger: str) -> None:
    """Syncs one connection. Ends quietly when it is gone, paused, in another worker's hands, or its owner's
    account is switched off."""
    show_life()
    connection = Connection.objects.select_related("user").filter(pk=connection_id).first()
    if connection is None:
        return
    told_of_nothing = trigger == SyncRun.Trigger.WEBHOOK and not webhooks.is_waiting(connection)
    switched_on = connection.state == Connection.State.ACTIVE and connection.user.is_active
    if not switched_on or told_of_nothing:
        Connection.objects.filter(pk=connection_id).update(queued_until=None)
        return
    try:
        sync(connection, Options(trigger=trigger, windows=settings.SYNC_WINDOWS_PER_RUN))
    except Busy:
        return


@shared_task(name="integrations.dispatch_due")
def dispatch_due() -> None:
    """Every minute: a sign of life, then everything that is due."""
    show_life()
    scheduling.dispatch_due()


@shared_task(name="integrations.tell_of_incidents")
def tell_of_incidents() -> None:
    """Every minute, apart from any sync: mail waits for nobody's transaction."""
    telling.tell_of_incidents()


@shared_task(name="integrations.forget_old_runs")
def forget_old_runs() -> None:
    """Runs are kept for a while; the latest of each connection stays. Unfinished tables go after a day."""
    drafts.forget_old()
    before = timezone.now() - timedelta(days=settings.SYNC_KEEP_RUNS_DAYS)
    latest = list(
        SyncRun.objects.values("connection").annotate(latest=Max("pk")).values_list("latest", flat=True)
    )
    SyncRun.objects.filter(started_at__lt=before).exclude(pk__in=latest).delete()


@shared_task(name="integrations.forget_old_events")
def forget_old_events() -> None:
    """Events are kept for a while so that one that comes again is known.

    One can have come in the moment in which its connection was deleted; nobody will ever take it.
    """
    before = timezone.now() - timedelta(days=settings.SYNC_KEEP_RUNS_DAYS)
    nobodys = ~Exists(Connection.objects.filter(pk=OuterRef("connection_id")))
    WebhookEvent.objects.filter(Q(taken_at__isnull=False) | nobodys, received_at__lt=before).delete()


@shared_task(name=scheduling.SUBSCRIBE_TASK)
def keep_webhooks() -> None:
    """Once a day, and with the first connection. In the sandbox only what somebody subscribed to is kept."""
    for provider in registry.PROVIDERS.values():
        for world in Connection.World.values:
            if provider.webhook is None or provider.webhook.why_off(world):
                continue
            if world == Connection.World.LIVE or keeping.is_kept(provider, world):
                keeping.keep(provider, world)
