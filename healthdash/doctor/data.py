"""Whether what is stored can be read, and is kept up to date."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.utils import timezone

from healthdash.doctor.finding import Finding, ok, wrong
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
    waiting = Connection.objects.filter(
        state=Connection.State.ACTIVE, next_sync_at__lt=timezone.now() - OVERDUE
    ).count()
    if waiting:
        return wrong("schedule", f"connections due for over an hour: {waiting}. Look at the worker.")
    return ok("schedule", "no connection is overdue")
