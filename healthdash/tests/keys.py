"""Encryption keys for a test: the fields remember theirs, so changing the setting is not enough."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from healthdash.management.commands.rotate_encryption_key import encrypted_fields


@contextmanager
def encryption_keys(*keys: str) -> Iterator[None]:
    """Newest first, as in ENCRYPTION_KEY."""
    with override_settings(FERNET_KEYS=list(keys)):
        forget()
        yield
    forget()


def forget() -> None:
    for field in encrypted_fields():
        for name in ("keys", "fernet_keys", "fernet"):
            field.__dict__.pop(name, None)
