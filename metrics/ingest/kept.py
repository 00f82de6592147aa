"""Events that stayed when the table that had brought them was let go of: nothing reads them any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from metrics.overrides import source_columns
from metrics.tables import TABLES

from .events import let_go

SAID = {"finance": ("amount", "currency"), "vital": ("value", "metric")}


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """One of them. `prefix`: how its id begins; `said`: its day, number and what that is of, as the source
    had them; `day`: the one on which it counts; `is_touched`: a person put it right or left it out."""

    pk: int
    prefix: str
    said: dict[str, Any]
    day: date
    is_touched: bool


def kept_events(*, user_id: int, source: str, table: str, living: Collection[str]) -> list[KeptEvent]:
    """Those whose ids ("12:…") begin with none of the `living` prefixes ("12:")."""
    rows = TABLES[table]._default_manager.filter(user_id=user_id, source=source)
    for prefix in living:
        rows = rows.exclude(external_id__startswith=prefix)
    columns = ("pk", "external_id", "day", "overrides", "excluded", *SAID[table])
    return [
        KeptEvent(
            pk=row["pk"],
            prefix=f"{row['external_id'].partition(':')[0]}:",
            said=source_columns(row),
            day=row["day"],
            is_touched=bool(row["overrides"] or row["excluded"]),
        )
        for row in rows.values(*columns)
    ]


@transaction.atomic(savepoint=False)
def adopt_events(*, table: str, events: Collection[KeptEvent], prefix: str) -> None:
    """They are of `prefix` from now on, with all that a person said of them."""
    for old in {event.prefix for event in events}:
        same = TABLES[table]._default_manager.filter(pk__in=[one.pk for one in events if one.prefix == old])
        same.update(external_id=Concat(Value(prefix), Substr("external_id", len(old) + 1)))


@transaction.atomic(savepoint=False)
def drop_events(*, table: str, events: Collection[KeptEvent], now: datetime) -> set[date]:
    """Withdraws them. Returns the days that changed."""
    return let_go(TABLES[table], [(one.pk, one.day, one.is_touched) for one in events], now)
