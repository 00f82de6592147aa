"""A person's daily numbers, row by row, for a file."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from metrics.models import DailyMetric, FinanceEntry, Vital
from metrics.selectors import extent

COLUMNS = ("day", "metric", "source", "value", "override", "excluded", "effective")


ONE_DAY = timedelta(days=1)
# MySQL's driver fetches a whole result at once, so a long history is asked for piece by piece.
PIECE = timedelta(days=180)


def rows(user: User, since: date | None = None, until: date | None = None) -> Iterator[dict[str, Any]]:
    """Every stored number, by day; both ends included. Memory does not grow with the history.

    `effective` is what pages show of this source: None where the number is excluded.
    """
    ends = extent(user)
    if ends is None:
        return
    first, last = max(since or ends[0], ends[0]), min(until or ends[1], ends[1])
    while first <= last:
        piece = (first, min(first + PIECE, last))
        stored = DailyMetric.objects.filter(user=user, day__range=piece)
        for row in stored.order_by("day", "metric", "source").iterator(chunk_size=2_000):
            yield _row(row)
        first = piece[1] + ONE_DAY


def _row(row: DailyMetric) -> dict[str, Any]:
    effective = None if row.excluded else row.effective
    values = (row.day.isoformat(), row.metric, row.source, row.value, row.override, row.excluded, effective)
    return dict(zip(COLUMNS, values, strict=True))


MONEY = ("day", "direction", "amount", "currency", "category", "account", "note", "source", "excluded")
VITALS = ("day", "at", "metric", "value", "source", "excluded")


def money_rows(user: User) -> Iterator[dict[str, Any]]:
    """Every entry of money as it stands, by day; amounts as exact text."""
    for entry in FinanceEntry.objects.filter(user=user).order_by("day", "pk").iterator(chunk_size=2_000):
        yield {name: getattr(entry, name) for name in MONEY}


def vital_rows(user: User) -> Iterator[dict[str, Any]]:
    """Every measured value as it stands, by day, in the unit of its metric; `at` by the clock there."""
    for one in Vital.objects.filter(user=user).order_by("day", "start", "pk").iterator(chunk_size=2_000):
        at = one.local_start.isoformat() if one.local_start else ""
        values = (one.day, at, one.metric, one.value, one.source, one.excluded)
        yield dict(zip(VITALS, values, strict=True))
