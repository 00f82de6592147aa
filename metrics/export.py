"""What is known of a person, row by row, for files."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet

from accounts.models import User
from healthdash.lib.fields import readable
from metrics.models import (
    Annotation,
    Correction,
    CustomMetric,
    DailyMetric,
    FinanceEntry,
    IntradaySeries,
    SleepPeriod,
    Vital,
    Workout,
    WorkSession,
)
from metrics.models.event import Event
from metrics.selectors import extent

COLUMNS = ("day", "metric", "source", "value", "override", "excluded", "effective")


ONE_DAY = timedelta(days=1)
# MySQL's driver fetches a whole result at once, so a long history is asked for piece by piece.
PIECE, MONTH = timedelta(days=180), timedelta(days=30)


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
        yield {name: readable(getattr(entry, name)) for name in MONEY}


def vital_rows(user: User) -> Iterator[dict[str, Any]]:
    """Every measured value as it stands, by day, in the unit of its metric; `at` by the clock there."""
    for one in Vital.objects.filter(user=user).order_by("day", "start", "pk").iterator(chunk_size=2_000):
        at = one.local_start.isoformat() if one.local_start else ""
        values = (one.day, at, one.metric, one.value, one.source, one.excluded)
        yield dict(zip(VITALS, values, strict=True))


# Of every event: its day, when it was by the clock there, and what it is. Durations in seconds.
_WHEN, _STANDING = ("day", "start", "end"), ("source", "excluded")
_STAGES = ("total", "deep", "rem", "light", "awake", "latency", "in_bed", "efficiency")
_PULSE = ("lowest_hr", "average_hr", "hrv", "breath")
EVENTS: dict[type[Event], Sequence[str]] = {
    SleepPeriod: (*_WHEN, "kind", *_STAGES, *_PULSE, *_STANDING),
    Workout: (*_WHEN, "activity", "intensity", "title", "calories", "distance", *_STANDING),
    WorkSession: (*_WHEN, "kind", "title", "description", *_STANDING),
    Annotation: (*_WHEN, "kind", "code", "text", "details", *_STANDING),
}
CORRECTIONS = ("at", "target", "day", "metric", "source", "field", "before", "after", "reason")
OWN_METRICS = ("key", "label", "unit", "aggregate")


def event_rows(model: type[Event], user: User) -> Iterator[dict[str, Any]]:
    """Every event of one table as it stands, by day."""
    columns = EVENTS[model]
    stored = model._default_manager.filter(user=user).order_by("day", "start", "pk")
    heavy = ("curves",) if model is SleepPeriod else ()
    for row in stored.defer(*heavy).iterator(chunk_size=2_000):
        end = row.local_end.isoformat() if row.local_end else None
        clock = {"start": row.local_start.isoformat(), "end": end}
        yield {name: _told(getattr(row, name)) for name in columns} | clock


def _told(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else readable(value)


SAMPLES = ("at", "kind", "value", "context", "source")


def sample_rows(user: User) -> Iterator[dict[str, Any]]:
    """Every sample of what was measured around the clock, by day; `at` in UTC."""
    for series in _by_days(IntradaySeries.objects.filter(user=user).order_by("day", "source", "kind")):
        midnight, samples = datetime.combine(series.day, time(), UTC), series.samples
        contexts = samples.get("c") or [""] * len(samples["t"])
        for second, value, context in zip(samples["t"], samples["v"], contexts, strict=True):
            at = (midnight + timedelta(seconds=second)).isoformat()
            yield dict(zip(SAMPLES, (at, series.kind, value, context, series.source), strict=True))


def curve_lines(user: User) -> Iterator[str]:
    """The curves of every night and nap, a line of JSON each."""
    for period in _by_days(SleepPeriod.objects.filter(user=user).order_by("day", "start", "pk")):
        if period.curves:
            said = {"start": period.local_start.isoformat(), "source": period.source, "curves": period.curves}
            yield json.dumps({"day": period.day.isoformat(), **said}, ensure_ascii=False) + "\n"


def _by_days(rows: QuerySet[Any]) -> Iterator[Any]:
    """Rows in the order of their days, a month's at a time: each is heavy."""
    ends = rows.aggregate(first=Min("day"), last=Max("day"))
    first = ends["first"]
    while first and first <= ends["last"]:
        until = min(first + MONTH, ends["last"])
        yield from rows.filter(day__range=(first, until)).iterator(chunk_size=50)
        first = until + ONE_DAY


def correction_rows(user: User) -> Iterator[dict[str, Any]]:
    """Every act of correcting, the earliest first; `before` and `after` as JSON."""
    for act in Correction.objects.filter(user=user).order_by("at", "pk").iterator(chunk_size=2_000):
        sides = {name: json.dumps(getattr(act, name), ensure_ascii=False) for name in ("before", "after")}
        yield (
            {name: readable(getattr(act, name)) for name in CORRECTIONS} | sides | {"at": act.at.isoformat()}
        )


def own_metric_rows(user: User) -> Iterator[dict[str, Any]]:
    """What the keys of a person's own metrics mean."""
    for metric in CustomMetric.objects.filter(user=user).order_by("key"):
        yield {name: getattr(metric, name) for name in OWN_METRICS}
