"""The secrets of a connection: stored, read, and renewed by one process at a time."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

from .contract import Auth, Grant, Key, Tokens
from .errors import CredentialsRefused, ProviderError, Unavailable
from .models import Connection, Credential, KeptSchedule
from .registry import PROVIDERS

EARLY = timedelta(minutes=15)  # before its end a key is renewed: longer than one run may take
LEASE = timedelta(seconds=90)  # longer than asking two addresses, each at its timeout
WAIT = 20.0  # seconds that others wait for a refresh under way
POLL = 0.2


class WrongEncryptionKey(CredentialsRefused):
    """The stored secret cannot be read with this installation's key; with the right one it works again."""


class AccountRefused(Exception):
    """This account of the vendor cannot become this connection; the message is for the person."""


def connection_connected(
    *, user: User, provider: str, world: str, tokens: Grant, account_id: str
) -> Connection:
    """Makes the connection, or renews it in place with all its data. Raises AccountRefused.

    The caller asks for the first sync.
    """
    with transaction.atomic():
        _refuse_other_accounts(user, provider, world, account_id)
        afresh = {"state": Connection.State.ACTIVE, "problem": "", "reason": "", "failures": 0}
        known = {"account_id": account_id} if account_id else {}
        common = {**known, "world": world, "next_sync_at": timezone.now()}
        connection, _created = Connection.objects.update_or_create(
            user=user,
            provider=provider,
            defaults={**common, **afresh},
            create_defaults={**common, **_schedule(user, provider)},
        )
        store(connection, tokens)
    return connection


def _schedule(user: User, provider: str) -> dict[str, Any]:
    """What the person chose before they disconnected, else what the provider is made for."""
    kept = KeptSchedule.objects.filter(user=user, provider=provider).values("every_hours", "at_time").first()
    return dict(kept) if kept else {"every_hours": PROVIDERS[provider].every_hours or 24}


def _refuse_other_accounts(user: User, provider: str, world: str, account_id: str) -> None:
    """An empty account id was not asked for, so it can only be believed."""
    vendor = {"vendor": PROVIDERS[provider].label}
    same = Connection.objects.filter(provider=provider, world=world, account_id=account_id)
    if account_id and same.exclude(user=user).exists():
        raise AccountRefused(_("This %(vendor)s account is connected by another person here.") % vendor)
    own = Connection.objects.filter(user=user, provider=provider).first()
    if own and (own.world != world or (own.account_id and account_id not in {"", own.account_id})):
        raise AccountRefused(
            _(
                "This is another %(vendor)s account than the one that you connected before, and their data"
                " must not mix. To change accounts, disconnect %(vendor)s first."
            )
            % vendor
        )


def store(connection: Connection, tokens: Grant) -> None:
    """Saves what a vendor granted; scopes that it does not name are unknown, and then all are tried."""
    values: dict[str, Any] = {
        "secret": secret_of(tokens),
        "scopes": None,
        "expires_at": None,
        "token_url": "",
        "changed_at": timezone.now(),
    }
    if isinstance(tokens, Tokens):
        scopes = tokens.scopes
        values |= {
            "scopes": scopes and sorted(PROVIDERS[connection.provider].normalise_scopes(scopes)),
            "expires_at": _expiry(tokens),
            "token_url": tokens.token_url,
        }
    # Not update_or_create: that reads the row first, which fails when an old key is gone.
    if not Credential.objects.filter(connection=connection).update(**values):
        Credential.objects.create(connection=connection, **values)


def secret_of(grant: Grant) -> dict[str, str]:
    """What a provider's client is made with."""
    if isinstance(grant, Key):
        return {"api_key": grant.api_key}
    return {"access_token": grant.access_token, "refresh_token": grant.refresh_token}


def key_in(secret: Mapping[str, str]) -> str:
    """The part of a secret that a vendor accepts or refuses."""
    return secret.get("access_token") or secret["api_key"]


def _expiry(tokens: Tokens) -> datetime | None:
    if tokens.expires_in is None:
        return None
    return timezone.now() + timedelta(seconds=tokens.expires_in)


def secret(connection: Connection) -> dict[str, str]:
    """The stored secret. Raises CredentialsRefused, and never overwrites what it cannot read."""
    return _read(connection).secret


def _read(connection: Connection) -> Credential:
    try:
        return Credential.objects.get(connection=connection)
    except Credential.DoesNotExist:
        raise CredentialsRefused(_("There is no key for this connection. Connect again.")) from None
    except InvalidToken:
        raise WrongEncryptionKey(
            _(
                "The encryption key of this installation does not fit the stored credentials."
                " Put the key that was used before into ENCRYPTION_KEY; nothing was overwritten."
            )
        ) from None


def valid_secret(connection: Connection) -> Mapping[str, str]:
    """A secret whose key is good for a while; renews it early where needed. Raises a ProviderError."""
    if PROVIDERS[connection.provider].auth is Auth.NONE:
        return {}
    credential, now = _read(connection), timezone.now()
    if credential.expires_at is None or credential.expires_at > now + EARLY:
        return credential.secret
    try:
        return refresh_now(connection, key_in(credential.secret))
    except ProviderError:
        if credential.expires_at <= now:
            raise
        return credential.secret  # still good: what is wrong shows when it has ended


def refresh_now(connection: Connection, used_key: str) -> Mapping[str, str]:
    """The pair after the one that was just used: renewed here, or by whoever was faster.

    The vendor's refresh token works once. So one process at a time asks, outside any transaction, and the
    new pair is committed before anybody uses it. Who finds a refresh under way waits for its result and
    never asks again itself. Raises a ProviderError; the old pair is then still there.
    """
    lease = _take_lease(connection)
    if not lease:
        return _wait_for_other(connection, used_key)
    try:
        return _refresh(connection, used_key)
    finally:
        Credential.objects.filter(connection=connection, lease_token=lease).update(
            lease_until=None, lease_token=""
        )


def _take_lease(connection: Connection) -> str:
    """A token while nobody else refreshes, else empty. Committed at once, so that others see it."""
    now, lease = timezone.now(), secrets.token_hex(16)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic(durable=True):
        rows = Credential.objects.filter(free, connection=connection)
        return lease if rows.update(lease_until=now + LEASE, lease_token=lease) else ""


def _wait_for_other(connection: Connection, used_key: str) -> Mapping[str, str]:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        credential = _read(connection)
        if key_in(credential.secret) != used_key:
            return credential.secret
        if not credential.lease_token:
            break  # that refresh failed: asking again at once could spend the key twice
        time.sleep(POLL)
    raise Unavailable(_("The key is being renewed at the moment. The next try comes by itself."))


def _refresh(connection: Connection, used_key: str) -> Mapping[str, str]:
    credential = _read(connection)
    if key_in(credential.secret) != used_key:
        return credential.secret
    refresh = PROVIDERS[connection.provider].refresh
    if refresh is None or not credential.secret.get("refresh_token"):
        raise CredentialsRefused(_("The key has ended and cannot be renewed. Connect again."))
    try:
        tokens = refresh(credential.secret, connection.world, credential.token_url)
    except CredentialsRefused:
        latest = _read(connection)  # a process whose lease ran out may have been faster
        if key_in(latest.secret) == used_key:
            raise
        return latest.secret
    return _commit(connection, used_key, tokens)


def _commit(connection: Connection, used_key: str, tokens: Tokens) -> Mapping[str, str]:
    with transaction.atomic(durable=True):
        current = Credential.objects.select_for_update().get(connection=connection)
        if key_in(current.secret) != used_key:
            return current.secret  # connected anew in the meantime: that pair is the younger one
        # A renewal grants nothing new: where it names no scopes, those of the connect still hold.
        store(connection, tokens if tokens.scopes else replace(tokens, scopes=current.scopes))
    return secret(connection)
