"""Nights, workouts, notes, money and measured values of a source, a person's corrections laid over them."""

import json
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from metrics.models.event import Event, EventOfADay
from metrics.overrides import effective, source_columns
from metrics.records import Event as EventRecord
from metrics.tables import TABLES
from metrics.upsert import adapters, locked, upsert

KEY = ("user_id", "source", "external_id")
OURS = ("overrides", "excluded", "withdrawn", "first_seen", "changed_at")
JSON_COLUMNS = {"curves", "details"}
# The names that records and tables do not share.
COLUMN = {"at": "start"}
# What tells the kinds of a table apart, where it is not its `kind`.
SORTED_BY = {"finance": "direction", "vital": "metric"}


def store_events(
    *, user_id: int, source: str, events: Sequence[EventRecord], now: datetime
) -> tuple[int, set[date]]:
    """Write the events (of one table) that are new or different: how many, and the days they touch.

    The rows are locked first, so a correction made meanwhile waits and is then laid over the new values.
    """
    if not events:
        return 0, set()
    model = TABLES[events[0].table]
    wanted = {event.external_id: columns(event) for event in events}
    stored = _locked(model, user_id, source, wanted.keys())
    for event in events:
        _fill_in(wanted[event.external_id], event, stored)
    news = {key: new for key, new in wanted.items() if _differs(stored.get(key), new)}
    _write(model, user_id, source, news, stored, now)
    days = {new["day"] for new in news.values()}
    return len(news), days | {stored[key]["day"] for key in news.keys() & stored.keys()}


def columns(event: EventRecord) -> dict[str, Any]:
    """What the source says, by column."""
    values = {
        COLUMN.get(field.name, field.name): getattr(event, field.name)
        for field in fields(event)
        if field.name not in ("external_id", "unread")
    }
    # As JSON gives it back: a tuple would differ from its stored list for ever.
    return {
        name: json.loads(json.dumps(dict(value))) if name in JSON_COLUMNS else value
        for name, value in values.items()
    }


def _fill_in(wanted: dict[str, Any], event: EventRecord, stored: Mapping[str, dict[str, Any]]) -> None:
    """What the source could not say this time is what it said before."""
    unread = getattr(event, "unread", ())
    if unread and event.external_id in stored:
        said = source_columns(stored[event.external_id])
        wanted |= {name: said[name] for name in (COLUMN.get(field, field) for field in unread)}


def _locked(
    model: type[Event], user_id: int, source: str, external_ids: AbstractSet[str]
) -> dict[str, dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._default_manager.filter(user_id=user_id, source=source, external_id__in=external_ids)
    return {row["external_id"]: row for row in locked(rows).order_by("external_id").values(*names)}


def _differs(stored: dict[str, Any] | None, new: dict[str, Any]) -> bool:
    if stored is None or stored["withdrawn"]:
        return True
    said = source_columns(stored)
    return any(said[name] != value for name, value in new.items())


def _write(
    model: type[Event],
    user_id: int,
    source: str,
    news: dict[str, dict[str, Any]],
    stored: dict[str, dict[str, Any]],
    now: datetime,
) -> None:
    corrected = {key for key in news if key in stored and stored[key]["overrides"]}
    for keys, extra in ((news.keys() - corrected, ()), (corrected, ("overrides",))):
        rows = [
            {
                **effective(model, news[key], stored[key]["overrides"] if key in corrected else {}),
                "user_id": user_id,
                "source": source,
                "external_id": key,
                "excluded": False,
                "withdrawn": False,
                "first_seen": now,
                "changed_at": now,
            }
            for key in keys
        ]
        _upsert(model, rows, extra)


def _upsert(model: type[Event], rows: list[dict[str, Any]], extra: tuple[str, ...]) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    theirs = tuple(name for name in names if name not in KEY and name not in OURS)
    adapt = adapters(model, names)
    ready = [[to_db(row[name]) for to_db, name in zip(adapt, names, strict=True)] for row in rows]
    upsert(model, columns=names, key=KEY, update=(*theirs, *extra, "withdrawn", "changed_at"), rows=ready)


@transaction.atomic(savepoint=False)
def withdraw_events(
    *,
    user_id: int,
    source: str,
    table: str,
    kind: str | None,
    start: date,
    end: date,
    keep: AbstractSet[str],
    now: datetime,
    prefix: str = "",
    but: Collection[str] = (),
) -> set[date]:
    """Let go of the events that a completely read window no longer holds.

    An event that nobody touched is deleted; a corrected or excluded one stays, marked as withdrawn.
    `kind` narrows a table that streams share, `prefix` to the ids that begin with it; `but` names kinds that
    were not read this time. The kind of a vital is its metric, that of money its direction. The window is of
    the source's days, wherever a person moved an event to. Returns the days that changed.
    """
    model, sort = TABLES[table], SORTED_BY.get(table, "kind")
    window = Q(day__range=(start, end))
    if issubclass(model, EventOfADay):
        window |= Q(overrides__has_key="day")
    rows = model._default_manager.filter(
        window, user_id=user_id, source=source, external_id__startswith=prefix, withdrawn=False
    )
    if kind is not None:
        rows = rows.filter(**{sort: kind})
    if but:
        rows = rows.exclude(**{f"{sort}__in": but})
    found = locked(rows).values_list("pk", "day", "external_id", "overrides", "excluded")
    gone = [
        (pk, day, overrides or excluded)
        for pk, day, key, overrides, excluded in found
        if key not in keep and start <= source_day(day, overrides) <= end and key.startswith(prefix)
    ]
    return let_go(model, gone, now)


def let_go(model: type[Event], gone: Collection[tuple[int, date, Any]], now: datetime) -> set[date]:
    """Deletes events, or marks them as withdrawn where a person touched them: (id, day, touched)."""
    model._default_manager.filter(pk__in=[pk for pk, _, touched in gone if not touched]).delete()
    model._default_manager.filter(pk__in=[pk for pk, _, touched in gone if touched]).update(
        withdrawn=True, changed_at=now
    )
    return {day for _, day, _ in gone}


def source_day(day: date, overrides: Mapping[str, Any]) -> date:
    """The day that the source says, of an event that may have been moved."""
    return date.fromisoformat(overrides["day"]["source"]) if "day" in overrides else day
