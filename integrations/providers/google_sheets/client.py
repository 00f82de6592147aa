"""Google Sheets for one connection: a sheet's tabs, the cells of a tab, the rows of a mapping."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from healthdash.lib.http import Bearer, Session
from integrations.contract import Page, Stream, Window
from integrations.errors import BadPayload
from integrations.http import Vendor
from integrations.mapping.grid import Book, Grid, Tab
from integrations.mapping.streams import TableData, pages_of

from . import answers
from .addresses import sheets_url, userinfo_url
from .refusals import LABEL
from .transport import SheetsTransport

# Numbers as numbers and days as serial numbers: text in the sheet's language would have to be guessed at.
AS_VALUES = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}


class GoogleSheetsClient:
    """`secret` is `{"access_token": …}`; world "live" or "sandbox". Everything raises ProviderErrors only.

    A sheet's tabs are asked for once, and the tab that was read last is kept: mappings of one tab, which come
    one after another, cost one reading.
    """

    def __init__(self, secret: Mapping[str, str], world: str) -> None:
        self._world = world
        self._session = Session(auth=Bearer(secret["access_token"]))
        self._books: dict[str, Book] = {}
        self._last: tuple[tuple[str, Tab], Grid] | None = None

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        """The rows of a mapping. There are no windows in a sheet: all of it is read."""
        table: TableData = stream.data
        tab = answers.tab_of(self.book(table.sheet_id), table.tab, table.tab_id)
        place = (table.sheet_id, tab)
        if self._last is None or self._last[0] != place:
            self._last = None  # before the next one comes, so that two are never held
            self._last = place, self._cells(*place)
        for page in pages_of(self._last[1], table.spec):
            yield replace(page, learnt=tab)

    def book(self, spreadsheet: str) -> Book:
        """What the sheet is called and which tabs it has."""
        if spreadsheet not in self._books:
            answer = self._ask(
                lambda: self._sheets.fetch_sheet_metadata(spreadsheet, {"fields": answers.FIELDS})
            )
            self._books[spreadsheet] = answers.book_of(answer)
        return self._books[spreadsheet]

    def grid(self, spreadsheet: str, tab: str, rows: int | None = None) -> Grid:
        """The cells of a tab, or of its first rows: one request, and one more for the tabs."""
        return self._cells(spreadsheet, answers.tab_of(self.book(spreadsheet), tab), rows)

    def _cells(self, spreadsheet: str, tab: Tab, rows: int | None = None) -> Grid:
        book, area = self.book(spreadsheet), answers.range_of(tab, rows)
        answer = self._ask(lambda: self._sheets.values_batch_get(spreadsheet, [area], dict(AS_VALUES)))
        return Grid(answers.rows_of(answer), book.locale, book.zone)

    def account_id(self) -> str:
        """Google's number of the account, which says nothing else about the person."""
        account = Vendor(LABEL, self._session).get(userinfo_url(self._world)).get("sub")
        if not isinstance(account, str) or not account:
            raise BadPayload(_("%s did not say whose account this is.") % LABEL)
        return account

    def close(self) -> None:
        self._session.close()

    @property
    def requests_made(self) -> int:
        return self._session.requests_made

    @property
    def _sheets(self) -> SheetsTransport:
        return SheetsTransport(self._session, sheets_url(self._world))

    @staticmethod
    def _ask(call: Callable[[], Any]) -> Any:
        """gspread reads the JSON of an answer and lets its errors through."""
        try:
            return call()
        except (ValueError, RecursionError):
            pass
        raise answers.unreadable()
