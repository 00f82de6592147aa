"""One person's spreadsheet as it is now, with whatever a test or a person changed in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..changes import Change, Changes
from ..clock import Clock
from ..people import PEOPLE, Person
from ..state import State
from . import household
from .cells import Cell
from .household import Row, Tab

SPARE_ROWS, SMALLEST = 1000, 26  # empty rows below a table, and columns that every tab has
BOOK = "spreadsheet"  # what changes and faults call the whole thing
STATES = ("there", "deleted", "unshared", "excel")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab: every line from the first on, and how large Google says that it is."""

    gid: int
    title: str
    lines: Sequence[Sequence[Cell]]
    row_count: int
    column_count: int


@dataclass(frozen=True, slots=True)
class Book:
    """`state` is one of STATES; a spreadsheet that is not there has no sheets."""

    id: str
    owner: Person
    title: str
    locale: str
    state: str
    sheets: tuple[Sheet, ...]

    def sheet(self, title: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


def book_id(person: Person) -> str:
    """As long as a real one, and readable."""
    return f"1sandbox-household-tables-{person.slug}".ljust(44, "0")


def owner_of(spreadsheet: str) -> Person | None:
    return next((person for person in PEOPLE.values() if book_id(person) == spreadsheet), None)


def open_book(person: Person, clock: Clock, state: State, changes: Changes) -> Book:
    """The spreadsheet at this moment."""
    begins = person.has_begun(state.anchor(clock.today()))
    said = _said(changes.of(BOOK, person.slug, clock.today(), book_id(person)))
    tabs = household.tabs(person, begins, clock.timestamp())
    sheets = [_sheet(person, tab, changes, said) for tab in tabs if not said.get(f"{tab.key}.gone")]
    return Book(
        id=book_id(person),
        owner=person,
        title=str(said.get("title", household.title(person))),
        locale=str(said.get("locale", household.locale(person))),
        state=str(said.get("state", STATES[0])),
        sheets=tuple(sheets),
    )


def _said(changes: Iterable[Change]) -> dict[str, Any]:
    """What was changed about the whole, the latest word for each."""
    said: dict[str, Any] = {}
    for change in changes:
        said |= change.set
        if change.hide:
            said["state"] = "deleted"
    return said


def _sheet(person: Person, tab: Tab, changes: Changes, said: dict[str, Any]) -> Sheet:
    rows = [row for row in (_changed(row, person, tab, changes) for row in tab.rows) if row]
    order = said.get(f"{tab.key}.order") or list(range(len(tab.headers)))
    headers = [said.get(f"{tab.key}.headers.{name}", name) for name in tab.headers]
    lines: list[Sequence[Cell]] = list(tab.above)
    for line in (headers, *(row.cells for row in rows)):
        lines.append([line[n] if n is not None and n < len(line) else None for n in order])
    size = said.get(f"{tab.key}.size") or (len(lines) + SPARE_ROWS, max(SMALLEST, len(order)))
    return Sheet(tab.gid, str(said.get(f"{tab.key}.title", tab.title)), lines, *size)


def _changed(row: Row, person: Person, tab: Tab, changes: Changes) -> Row | None:
    """The row after what was said about it; cells are set by their header (the first of that name)."""
    for change in changes.of(tab.key, person.slug, row.day, row.id):
        if change.hide:
            return None
        cells = list(row.cells) + [None] * (len(tab.headers) - len(row.cells))
        for header, value in change.set.items():
            cells[tab.headers.index(header)] = value
        row = replace(row, cells=tuple(cells))
    return row
