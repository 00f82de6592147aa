"""The vendor's records as received. The only writer of `RawRecord`."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection as database
from django.db.models import QuerySet

from integrations.models import Connection, RawRecord
from metrics.upsert import upsert


@dataclass(frozen=True, slots=True)
class Received:
    """One record with the name and the day it goes by."""

    external_id: str
    day: date | None
    payload: Any
    digest: bytes


def receive(
    external_id: str,
    day: date | None,
    payload: Any,
    unhashed: Collection[str] = frozenset(),
    meaning: str = "",
) -> Received:
    """A record with the digest that tells whether it changed; fields in `unhashed` do not make it so, and
    what its stream takes it to mean does.

    Raises ValueError for text that is no text (half of a surrogate pair), which nothing could store.
    """
    hashed = {name: value for name, value in payload.items() if name not in unhashed} if unhashed else payload
    text = json.dumps(hashed, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return Received(external_id, day, payload, hashlib.sha256((meaning + text).encode()).digest())


def changed_among(connection: Connection, stream: str, received: Sequence[Received]) -> list[Received]:
    """Those that are new or differ from what is kept. One query."""
    known = {
        external_id: bytes(digest)
        for external_id, digest in RawRecord.objects.filter(
            connection=connection, stream=stream, external_id__in=[r.external_id for r in received]
        ).values_list("external_id", "sha256")
    }
    return [record for record in received if known.get(record.external_id) != record.digest]


def keep(connection: Connection, stream: str, received: Sequence[Received], now: datetime) -> None:
    """Stores records, replacing those of the same name."""
    seal = RawRecord._meta.get_field("payload").seal
    stamp = database.ops.adapt_datetimefield_value(now)
    upsert(
        RawRecord,
        columns=[
            "connection_id",
            "stream",
            "external_id",
            "day",
            "sha256",
            "payload",
            "first_seen",
            "changed_at",
        ],
        key=["connection_id", "stream", "external_id"],
        update=["day", "sha256", "payload", "changed_at"],
        rows=[
            (
                connection.pk,
                stream,
                r.external_id,
                database.ops.adapt_datefield_value(r.day),
                r.digest,
                seal(r.payload),
                stamp,
                stamp,
            )
            for r in received
        ],
    )


def within(connection: Connection, stream: str, days: tuple[date, date] | None) -> QuerySet[RawRecord]:
    """The records of a stream, of all time or of some days (both included)."""
    records = RawRecord.objects.filter(connection=connection, stream=stream)
    return records.filter(day__range=days) if days else records


def drop_others(
    connection: Connection, stream: str, days: tuple[date, date] | None, seen: Collection[str]
) -> int:
    """Deletes what a completely read window no longer holds."""
    held = within(connection, stream, days).values_list("external_id", "pk")
    gone = [pk for external_id, pk in held if external_id not in seen]
    return RawRecord.objects.filter(pk__in=gone).delete()[0] if gone else 0
