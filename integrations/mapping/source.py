"""Where a table can be read while it is being mapped."""

from typing import Protocol

from .grid import Book, Grid


class TableSource(Protocol):
    """One sheet or file; `id` names a sheet at its vendor. Both raise a ProviderError whose text is a
    sentence for the person."""

    id: str

    def tabs(self) -> Book:
        """What it is called and which tabs it has."""

    def grid(self, tab: str, rows: int | None = None) -> Grid:
        """The cells of a tab, or of its first rows."""
