"""What one person's Rize account holds at this moment, changed where a test said so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ..changes import Changes
from ..clock import Clock, midnight
from ..oura.documents import Document
from ..people import Person
from ..state import State
from .records import bucket_record, session_record
from .workday import so_far

DAY = timedelta(days=1)
LONGEST = 400  # days of one answer


@dataclass(frozen=True, slots=True)
class Account:
    """One person's, as a function of now."""

    person: Person
    clock: Clock
    state: State
    changes: Changes

    def sessions(self, start: datetime | None, end: datetime | None) -> list[dict[str, Any]]:
        """Those that begin within the bounds, the end not included."""
        now = self.clock.timestamp()
        first = start.date() - DAY if start else self._begins()
        last = end.date() + DAY if end else self.clock.today() + DAY
        found = []
        for day in self._days(max(first, self._begins()), last):
            made = [session_record(self.person, day, s) for s in so_far(self.person, day, now)]
            found += self._changed("sessions", day, made)
        low, high = (bound.timestamp() if bound else None for bound in (start, end))
        return [one for one in found if _is_within(one, low, high)]

    def buckets(self, start: date, end: date) -> list[dict[str, Any]]:
        """One per day, both ends included; days without anything are there as zeros."""
        now, found = self.clock.timestamp(), []
        for day in self._days(start, min(end, start + LONGEST * DAY)):
            begun = day >= self._begins()
            made = [bucket_record(self.person, day, now, begun) | {"id": day.isoformat()}]
            found += self._changed("summaries", day, made)
        return found

    def _changed(self, name: str, day: date, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        at = midnight(day, self.person.zone)
        documents = [Document(one["id"], day, at, json.dumps(one)) for one in made]
        return [json.loads(one.text) for one in self.changes.apply(name, self.person.slug, documents)]

    def _begins(self) -> date:
        return self.person.has_begun(self.state.anchor(self.clock.today()))

    @staticmethod
    def _days(first: date, last: date) -> Iterator[date]:
        return (first + n * DAY for n in range((last - first).days + 1))


def _is_within(record: dict[str, Any], low: float | None, high: float | None) -> bool:
    at = datetime.fromisoformat(record["startTime"]).timestamp()
    return (low is None or at >= low) and (high is None or at < high)
