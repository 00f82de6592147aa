"""Which source's number stands when several have one for the same day. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

# ENTRIES: worked out from what the person wrote down one by one, and from money of all sources.
MANUAL, ENTRIES, JOURNAL, DERIVED = "manual", "entries", "journal", "derived"

# A row as the selector reads it: metric, day, source, value, override, excluded, and what follows.
SOURCE, VALUE, OVERRIDE, EXCLUDED = 2, 3, 4, 5


def rank(source: str, order: Sequence[str]) -> tuple[int, int, str]:
    """Typed in, from their entries, said in the journal; then by order of providers, then computed."""
    kind = {MANUAL: 0, ENTRIES: 1, JOURNAL: 2, DERIVED: 4}.get(source, 3)
    return kind, order.index(source) if source in order else len(order), source


def preferred(sources: Iterable[str], order: Sequence[str]) -> str:
    """The source that comes first."""
    return min(sources, key=lambda source: rank(source, order))


def winner(rows: Sequence[tuple[Any, ...]], order: Sequence[str]) -> tuple[Any, ...] | None:
    """The row that stands, None if no row says anything.

    A corrected one beats every other. Being excluded plays no part: a person who takes a number out wants
    that day without a number, not with another vendor's.
    """
    speaking = [row for row in rows if row[VALUE] is not None or row[OVERRIDE] is not None or row[EXCLUDED]]
    if not speaking:
        return None
    return min(speaking, key=lambda row: (row[OVERRIDE] is None, rank(row[SOURCE], order)))
