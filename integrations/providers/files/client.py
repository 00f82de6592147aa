"""Reads an uploaded table as others read a vendor, without a network: what is stored is what is there."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from integrations.contract import Page, Stream, Window
from integrations.errors import BadPayload
from integrations.mapping.streams import TableData, pages_of


class FilesClient:
    """The pages of stored tables. There is no account, and no request goes out."""

    requests_made = 0

    def __init__(self, secret: Mapping[str, str], world: str) -> None:
        pass

    def pages(self, stream: Stream, window: Window) -> Iterator[Page]:
        table: TableData = stream.data
        if table.grid is None:
            raise BadPayload(_("No file is stored for this table any more. Upload it again."))
        yield from pages_of(table.grid, table.spec)

    def account_id(self) -> str:
        return ""

    def close(self) -> None:
        pass
