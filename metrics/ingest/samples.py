"""Curves through the day, one row per UTC day."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from metrics.models import IntradaySeries
from metrics.records import Samples
from metrics.upsert import adapters, upsert

from .daily import among

COLUMNS = ("user_id", "source", "kind", "day", "samples", "first_seen", "changed_at")
KEY = ("user_id", "source", "kind", "day")
ONE_DAY = timedelta(days=1)


def store_samples(
    *, user_id: int, source: str, series: Sequence[Samples], now: datetime
) -> tuple[int, set[date]]:
    """Write the curves that are new or different: how many, and the days that they may be part of."""
    wanted = {(one.kind, one.day): packed(one) for one in series}
    if not wanted:
        return 0, set()
    rows = IntradaySeries.objects.filter(
        among({day for _, day in wanted}), user_id=user_id, source=source, kind__in={k for k, _ in wanted}
    )
    stored = {(kind, day): samples for kind, day, samples in rows.values_list("kind", "day", "samples")}
    news = {key: samples for key, samples in wanted.items() if stored.get(key) != samples}
    adapt = adapters(IntradaySeries, COLUMNS)
    values = [(user_id, source, kind, day, samples, now, now) for (kind, day), samples in news.items()]
    ready = [[to_db(value) for to_db, value in zip(adapt, row, strict=True)] for row in values]
    upsert(IntradaySeries, columns=COLUMNS, key=KEY, update=("samples", "changed_at"), rows=ready)
    return len(news), around(day for _, day in news)


def packed(series: Samples) -> dict[str, list[Any]]:
    """The samples as they are stored, in the order of time."""
    contexts = series.contexts or [""] * len(series.seconds)
    ordered = sorted(zip(series.seconds, series.values, contexts, strict=True))
    samples: dict[str, list[Any]] = {"t": [row[0] for row in ordered], "v": [row[1] for row in ordered]}
    if series.contexts:
        samples["c"] = [row[2] for row in ordered]
    return samples


def around(days: Iterable[date]) -> set[date]:
    """The days of a person, in whatever zone, that UTC days reach into."""
    return {day + step * ONE_DAY for day in days for step in (-1, 0, 1)}


@transaction.atomic(savepoint=False)
def withdraw_samples(
    *, user_id: int, source: str, kind: str, start: date, end: date, keep: AbstractSet[date], now: datetime
) -> set[date]:
    """Delete the curves that a completely read window no longer holds; nobody can have corrected them."""
    rows = IntradaySeries.objects.filter(user_id=user_id, source=source, kind=kind, day__range=(start, end))
    gone = {pk: day for pk, day in rows.values_list("pk", "day") if day not in keep}
    IntradaySeries.objects.filter(pk__in=gone).delete()
    return around(gone.values())
