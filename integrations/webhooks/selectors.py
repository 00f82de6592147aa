"""Whether a vendor's webhooks work, and how often we look ourselves then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db.models import Exists, OuterRef, QuerySet

from integrations import registry
from integrations.contract import Provider
from integrations.models import Connection, WebhookEvent, WebhookSubscription

# Deliveries have been seen to stop for days while every subscription was alive.
HEARD_LATELY = timedelta(days=2)
STRETCH = 2
LONGEST_HOURS = 12


def waiting(provider: str) -> QuerySet[Connection]:
    """The connections that were told of something; not those in trouble, whose next try reads it anyway."""
    news = WebhookEvent.objects.filter(taken_at=None).values("connection")
    return Connection.objects.filter(
        provider=provider, state=Connection.State.ACTIVE, user__is_active=True, problem="", pk__in=news
    ).order_by("pk")


def is_waiting(connection: Connection) -> bool:
    provider = registry.PROVIDERS.get(connection.provider)
    if provider is None or provider.webhook is None:
        return False
    return WebhookEvent.objects.filter(taken_at=None, connection=connection).exists()


def hours(connection: Connection, now: datetime) -> int:
    """How often a connection is read that is read every so many hours."""
    if connection.at_time is None and tells(connection, now):
        return stretched(connection.every_hours)
    return connection.every_hours


def stretched(every_hours: int) -> int:
    """Polling stays the base: it is seldomer while we are told, and never less than twice a day for that."""
    return max(every_hours, min(STRETCH * every_hours, LONGEST_HOURS))


def told(connection: Connection, now: datetime) -> int | None:
    """How often we look ourselves while the vendor tells us of what is new; None where it does not."""
    return stretched(connection.every_hours) if tells(connection, now) else None


def heard(now: datetime) -> Exists:
    """Whether something came lately, to be asked together with a connection as its `heard`."""
    lately = WebhookEvent.objects.filter(connection=OuterRef("pk"), received_at__gt=now - HEARD_LATELY)
    return Exists(lately)


def tells(connection: Connection, now: datetime) -> bool:
    """Whether the vendor tells us of what is new: all is subscribed to, and something came lately."""
    provider = registry.PROVIDERS.get(connection.provider)
    if provider is None or provider.webhook is None or provider.webhook.why_off(connection.world):
        return False
    if hasattr(connection, "heard"):
        lately = bool(connection.heard)
    else:
        lately = Connection.objects.filter(heard(now), pk=connection.pk).exists()
    return lately and standing(provider, connection.world, now).state is Standing.State.LIVE


@dataclass(frozen=True, slots=True)
class Standing:
    """A provider's subscriptions together. `problem` is a sentence of the vendor or about it."""

    class State(Enum):
        NONE = "none"  # nothing was subscribed to yet
        LIVE = "live"
        PARTLY = "partly"  # some topics never were
        LAPSED = "lapsed"  # some were, and are no more

    state: State
    live: int
    wanted: int
    until: datetime | None
    problem: str


def standing(provider: Provider, world: str, now: datetime) -> Standing:
    """One query."""
    assert provider.webhook is not None
    wanted = {(topic.data_type, topic.event_type) for topic in provider.webhook.topics}
    rows = WebhookSubscription.objects.filter(provider=provider.slug, world=world).defer("verification_token")
    mine = [row for row in rows if (row.data_type, row.event_type) in wanted]
    live = [row for row in mine if row.vendor_id and row.expires_at and row.expires_at > now]
    return Standing(
        state=_state(mine, live, len(wanted)),
        live=len(live),
        wanted=len(wanted),
        until=min((row.expires_at for row in live if row.expires_at), default=None),
        problem=next((row.problem for row in mine if row.problem), ""),
    )


def _state(
    mine: Collection[WebhookSubscription], live: Collection[WebhookSubscription], wanted: int
) -> Standing.State:
    if len(live) == wanted:
        return Standing.State.LIVE
    if any(row.expires_at and row not in live for row in mine):
        return Standing.State.LAPSED
    return Standing.State.PARTLY if live else Standing.State.NONE
