"""Who works on a connection. A claim is a row update, runs out by itself, and outlives no worker by much."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations.models import Connection
from metrics.upsert import locked

RENEW_AFTER = 1 / 6  # of the time that it holds


def lasts() -> timedelta:
    """How long a claim holds without being renewed."""
    return timedelta(seconds=settings.SYNC_CLAIM_SECONDS)


class ClaimLost(Exception):
    """Another worker holds the connection: everything in this transaction must be undone."""


def claim(connection_id: int) -> str | None:
    """Takes the connection for this process; None when another one holds it."""
    now = timezone.now()
    token = secrets.token_hex(16)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    taken = Connection.objects.filter(free, pk=connection_id).update(
        claimed_until=now + lasts(), claim_token=token, queued_until=None
    )
    return token if taken else None


@transaction.atomic(savepoint=False)
def renew(connection_id: int, token: str) -> None:
    """Holds on to a claim. Called inside every page's transaction, so a zombie cannot write.

    The row stays locked until that transaction ends. It is written only now and then: where a page brings
    nothing new, its commit then costs the disk nothing.
    """
    now, mine = timezone.now(), Connection.objects.filter(pk=connection_id, claim_token=token)
    until = locked(mine).values_list("claimed_until", flat=True).first()
    if until is None:
        raise ClaimLost
    if until < now + lasts() * (1 - RENEW_AFTER):
        mine.update(claimed_until=now + lasts())


def release(connection_id: int, token: str, **fields: object) -> bool:
    """Gives the connection back and stores what the end of the run decided."""
    return bool(
        Connection.objects.filter(pk=connection_id, claim_token=token).update(
            claimed_until=None, claim_token="", queued_until=None, **fields
        )
    )


def is_claimed(connection: Connection, now: datetime | None = None) -> bool:
    return connection.claimed_until is not None and connection.claimed_until > (now or timezone.now())


def hold_off(connections: QuerySet[Connection]) -> None:
    """Waits for the pages that are being written, and lets none begin until this transaction ends.

    For who takes connections away: a page that begins afterwards finds that its claim is gone.
    """
    list(locked(connections.order_by("pk")).values_list("pk"))
