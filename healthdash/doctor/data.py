"""Whether what is stored can be read, and is kept up to date."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.utils import timezone

from healthdash.doctor.finding import Finding, ok, wrong
from integrations.liveness import Stopped, signs_with_beat
from integrations.models import Connection, Credential, RawRecord

OVERDUE = timedelta(hours=1)


def encryption_key() -> Finding:
    """Decrypts one value of each kind. Nothing is written."""
    try:
        found = len([value for value in samples() if value is not None])
    except InvalidToken:
        return wrong(
            "encryption key",
            "stored values were written with another key. Put that one back into ENCRYPTION_KEY, behind the "
            "new one with a comma, before anything is synced.",
        )
    return ok("encryption key", "reads what is stored" if found else "set; nothing is stored yet")


def samples() -> Iterator[Any]:
    """One credential and one raw record, decrypted."""
    yield Credential.objects.values_list("secret", flat=True).first()
    yield RawRecord.objects.values_list("payload", flat=True).first()


def overdue() -> Finding:
    """Connections that nobody reads though they are due, and which part stands still."""
    now = timezone.now()
    waiting = Connection.objects.filter(
        state=Connection.State.ACTIVE, user__is_active=True, next_sync_at__lt=now - OVERDUE
    ).values_list("provider", flat=True)
    if not waiting:
        return ok("schedule", "no connection is overdue")
    queues = ", ".join(f"sync.{slug}" for slug in sorted(set(waiting)))
    advice = to_do(signs_with_beat().stopped(now), queues)
    return wrong("schedule", f"connections due for over an hour: {len(waiting)}. {advice}")


def to_do(stopped: Stopped, queues: str) -> str:
    return {
        Stopped.CLOCK: "Workers are alive and beat is not: start beat.",
        Stopped.WORKERS: "No worker takes up messages: start the workers and look into their logs.",
        Stopped.QUEUE: f"Beat and workers are alive, but these queues stand still: {queues}. See that a "
        "worker reads each of them, that Redis keeps its messages, and whether one long sync holds them up.",
    }[stopped]
