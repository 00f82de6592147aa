"""Connecting with a key that a person pasted: tried first, then saved, and never shown again."""

from contextlib import closing

from accounts.models import User
from healthdash.lib import http

from . import services
from .contract import Grant, Key, Provider
from .credentials import connection_connected, secret_of
from .models import Connection


def account_of(provider: Provider, grant: Grant, world: str) -> str:
    """Whose account a key or a token opens. Raises a ProviderError when it opens none, and soon: somebody
    waits."""
    client = provider.client(secret_of(grant), world)
    with closing(client), http.impatient(services.SECONDS_TO_ANSWER):
        return client.account_id()


def connect_with_key(*, user: User, provider: Provider, world: str, api_key: str) -> Connection:
    """Makes the connection or renews it in place, and asks for its first sync.

    Raises a ProviderError or AccountRefused; nothing is saved then.
    """
    key = Key(api_key)
    account_id = account_of(provider, key, world)
    connection = connection_connected(
        user=user, provider=provider.slug, world=world, tokens=key, account_id=account_id
    )
    services.begin(connection)
    return connection
