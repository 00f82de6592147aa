"""A table at the vendor of a connection, opened for its person with the connection's own key."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from . import credentials, registry
from .errors import CredentialsRefused
from .mapping.grid import Book, Grid
from .mapping.source import TableSource
from .models import Connection

T = TypeVar("T")


class OpenTable(TableSource):
    """Every reading has a valid key; one that was refused is renewed once. Raises ProviderErrors.

    `id` is known once something was read.
    """

    def __init__(self, connection: Connection, address: str) -> None:
        self._connection, self._address, self.id = connection, address, ""

    def tabs(self) -> Book:
        return self._read(lambda table: table.tabs())

    def grid(self, tab: str, rows: int | None = None) -> Grid:
        return self._read(lambda table: table.grid(tab, rows))

    def _read(self, ask: Callable[[TableSource], T]) -> T:
        secret = dict(credentials.valid_secret(self._connection))
        try:
            return self._once(secret, ask)
        except CredentialsRefused:
            renewed = credentials.refresh_now(self._connection, credentials.key_in(secret))
            return self._once(dict(renewed), ask)

    def _once(self, secret: dict[str, str], ask: Callable[[TableSource], T]) -> T:
        provider = registry.PROVIDERS[self._connection.provider]
        assert provider.tables is not None
        with closing(provider.client(secret, self._connection.world)) as client:
            table = provider.tables(client, self._address)
            self.id = table.id
            return ask(table)


def open_table(connection: Connection, address: str) -> TableSource:
    """The table at an address that a person pasted; nothing is asked before `tabs` or `grid` is."""
    return OpenTable(connection, address)
