"""What one person's account holds at this moment: generated, cached, and changed where a test said so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import inf

from ..changes import Changes
from ..clock import Clock, utc_midnight
from ..people import Person
from ..state import State
from . import heart
from .collections import COLLECTIONS, HEARTRATE, Collection
from .documents import Document
from .windows import Bound

_DAY = timedelta(days=1)
_SETTLED = 10 * _DAY  # after which a day's documents no longer depend on what time it is
_LAG = 300


@lru_cache(maxsize=4096)
def _settled(collection: str, person: Person, day: date) -> tuple[Document, ...]:
    return tuple(COLLECTIONS[collection].build(person, day, inf))


@dataclass(frozen=True, slots=True)
class Store:
    """The accounts, as a function of person, day and now."""

    clock: Clock
    state: State
    changes: Changes

    def begins(self, person: Person) -> date:
        """The first day of a person's history."""
        return person.has_begun(self.state.anchor(self.clock.today()))

    def documents(
        self, collection: Collection, person: Person, start: Bound | None, end: Bound | None
    ) -> list[Document]:
        """The documents of a window, by day; a missing bound is an open one."""
        days = self._days(person, start, end)
        found = [document for day in days for document in self.day(collection, person, day)]
        return [document for document in found if _is_within(document, collection, start, end)]

    def day(self, collection: Collection, person: Person, day: date) -> list[Document]:
        """The documents of one day."""
        if day < self.clock.today() - _SETTLED:
            built: tuple[Document, ...] | list[Document] = _settled(collection.name, person, day)
        else:
            built = list(collection.build(person, day, self.clock.timestamp()))
        return self.changes.apply(collection.name, person.slug, built)

    def find(self, collection: Collection, person: Person, document_id: str) -> Document | None:
        """A document by its id: the newest days are searched first."""
        for day in reversed(list(self._days(person, None, None))):
            for document in self.day(collection, person, day):
                if document.id == document_id:
                    return document
        return None

    def _days(self, person: Person, start: Bound | None, end: Bound | None) -> Iterator[date]:
        """Days whose documents may lie in a window: a document's instant is within a day of its day."""
        first, last = self.begins(person), self.clock.today() + _DAY
        first = max(first, start.day - _DAY) if start else first
        last = min(last, end.day + _DAY) if end else last
        return (first + step * _DAY for step in range((last - first).days + 1))

    def samples(self, person: Person, day: date) -> list[heart.Row]:
        """The heart rate of one day in UTC, up to the last time that the phone was seen."""
        if day < self.begins(person) or self._is_hidden(person, day):
            return []
        until = self.clock.timestamp() - _LAG
        found = heart.rows(person, day)
        return list(found) if utc_midnight(day + _DAY) <= until else [row for row in found if row[0] <= until]

    def _is_hidden(self, person: Person, day: date) -> bool:
        marker = Document("", day, 0, json.dumps({"id": ""}))
        return not self.changes.apply(HEARTRATE, person.slug, [marker])


def _is_within(document: Document, collection: Collection, start: Bound | None, end: Bound | None) -> bool:
    """Compares the document's instant with the bounds, as the real server seems to do."""
    if start and document.at < start.at:
        return False
    if end is None:
        return True
    is_on_skipped_day = collection.skips_end_day and end.is_bare and document.day >= end.day
    return document.at <= end.at and not is_on_skipped_day
