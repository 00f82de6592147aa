"""Daily numbers of a source: `value` and when it changed, never a person's columns."""

import math
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from metrics.models import DailyMetric
from metrics.spans import left_out
from metrics.upsert import upsert

KEY = ("user_id", "metric", "day", "source")
THEIRS = ("value", "from_correction", "changed_at")
COLUMNS = (*KEY, *THEIRS, "override", "excluded", "span", "first_seen")

# What no person spoke about by itself: a span of days speaks for its days, whatever arrives in them.
UNTOUCHED = Q(override=None) & (Q(excluded=False, span=None) | Q(excluded=True, span__isnull=False))

DayAndKey = tuple[date, str]
Row = tuple[float | None, bool]  # value, from_correction


def store_daily(
    *,
    user_id: int,
    source: str,
    values: Mapping[DayAndKey, float],
    now: datetime,
    from_correction: AbstractSet[DayAndKey] = frozenset(),
) -> int:
    """Write the numbers that are new or different, and say how many those were.

    `from_correction` names those that corrected events gave, so that pages can mark them.
    """
    for (day, metric), value in values.items():
        if not math.isfinite(value):
            raise ValueError(f"{metric} on {day} is not a number")
    said = {key: (value, key in from_correction) for key, value in values.items()}
    stored = _stored(user_id, source, values.keys())
    news = {key: row for key, row in said.items() if stored.get(key) != row}
    out = left_out(user_id, news.keys() - stored.keys())
    _write(user_id, source, news, out, now)
    return len(news)


def _stored(user_id: int, source: str, keys: Collection[DayAndKey]) -> dict[DayAndKey, Row]:
    if not keys:
        return {}
    rows = DailyMetric.objects.filter(
        among({day for day, _ in keys}), user_id=user_id, source=source, metric__in={key for _, key in keys}
    )
    columns = rows.values_list("day", "metric", "value", "from_correction")
    return {(day, metric): (value, marked) for day, metric, value, marked in columns}


def among(days: Collection[date]) -> Q:
    """A filter for those days; for a long history the range that they span, which one index scan serves."""
    if len(days) <= 100:
        return Q(day__in=days)
    return Q(day__range=(min(days), max(days)))


def _write(
    user_id: int,
    source: str,
    news: Mapping[DayAndKey, Row],
    out: Mapping[DayAndKey, int],
    now: datetime,
) -> None:
    """`out`: the new numbers that a span of days leaves out, and which."""
    # Adapted once per batch and not once per row: a back-fill brings a hundred thousand of them.
    stamp = connection.ops.adapt_datetimefield_value(now)
    days = {day: connection.ops.adapt_datefield_value(day) for day, _ in news}
    rows = [
        (user_id, metric, days[day], source, value, marked, stamp, None, key in out, out.get(key), stamp)
        for key, (value, marked) in news.items()
        for day, metric in [key]
    ]
    upsert(DailyMetric, columns=COLUMNS, key=KEY, update=THEIRS, rows=rows)


def withdraw_daily(
    *,
    user_id: int,
    source: str,
    metrics: Collection[str],
    start: date,
    end: date,
    keep: AbstractSet[DayAndKey],
    now: datetime,
) -> set[date]:
    """Let go of what a completely read window no longer holds; both its ends are included.

    A number that nobody touched is deleted; a corrected or excluded one stays with a NULL value. Returns
    the days that changed.
    """
    return set(_withdraw(Q(day__range=(start, end)), user_id, source, metrics, keep, now).values())


def withdraw_days(
    *,
    user_id: int,
    source: str,
    metrics: Collection[str],
    days: Collection[date],
    keep: AbstractSet[DayAndKey],
    now: datetime,
) -> int:
    """The same for single days, as roll-ups need it: how many numbers went."""
    gone = _withdraw(among(days), user_id, source, metrics, keep, now, set(days))
    return len(gone)


@transaction.atomic(savepoint=False)
def _withdraw(
    window: Q,
    user_id: int,
    source: str,
    metrics: Collection[str],
    keep: AbstractSet[DayAndKey],
    now: datetime,
    days: AbstractSet[date] | None = None,
) -> dict[int, date]:
    held = DailyMetric.objects.filter(window, user_id=user_id, source=source, value__isnull=False)
    if len(metrics) <= 100:  # money has a key for each currency of the world
        held = held.filter(metric__in=metrics)
    rows = held.values_list("pk", "day", "metric")
    gone = {
        pk: day
        for pk, day, metric in rows
        if metric in metrics and (day, metric) not in keep and (days is None or day in days)
    }
    touched = DailyMetric.objects.filter(pk__in=gone)
    if gone:
        touched.filter(UNTOUCHED).delete()
        touched.update(value=None, from_correction=False, changed_at=now)
    return gone
