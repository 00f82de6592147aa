"""What a collection holds: documents with an id, a day, a place in time and their JSON."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from ..clock import local, midnight, utc_midnight
from ..life import day_of
from ..people import Person


class Document(NamedTuple):
    """One document. `at` is the instant that the server compares with a window, in epoch seconds."""

    id: str
    day: date
    at: float
    text: str


Build = Callable[[Person, date, float], Iterable[Document]]


def document(content: dict[str, Any], day: date, at: float) -> Document:
    """A document around its content."""
    return Document(content["id"], day, at, json.dumps(content, separators=(",", ":")))


def score_document(content: dict[str, Any], day: date) -> Document:
    """A document of a whole day: it counts from midnight, so a window includes its last day."""
    return document(content, day, utc_midnight(day))


def day_timestamp(person: Person, day: date) -> str:
    """Midnight of a day as the vendor writes it: on a day of travel its date part is another day's."""
    today = day_of(person, day)
    return local(midnight(day, today.morning_zone), today.zone)


def clamp(value: float, low: int = 1, high: int = 100) -> int:
    """A score."""
    return max(low, min(high, round(value)))


def between(value: float, low: float, high: float) -> int:
    """A score that is 30 at `low` and 95 at `high`; `low` may be the larger of the two."""
    return clamp(30 + 65 * (value - low) / (high - low))
