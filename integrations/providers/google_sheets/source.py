"""A sheet at the address that a person pasted, for the steps of a mapping."""

from integrations.contract import Client
from integrations.mapping.grid import Book, Grid
from integrations.mapping.source import TableSource

from .addresses import spreadsheet_id
from .client import GoogleSheetsClient


class Sheet(TableSource):
    """One sheet. Raises BadPayload at once for what is no address of one."""

    def __init__(self, client: GoogleSheetsClient, address: str) -> None:
        self._client, self.id = client, spreadsheet_id(address)

    def tabs(self) -> Book:
        return self._client.book(self.id)

    def grid(self, tab: str, rows: int | None = None) -> Grid:
        return self._client.grid(self.id, tab, rows)


def open_sheet(client: Client, address: str) -> Sheet:
    assert isinstance(client, GoogleSheetsClient)
    return Sheet(client, address)
