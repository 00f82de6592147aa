"""The only writer of synced values.

Every function works in the caller's transaction and touches nothing that a person owns: a correction is
still there after any number of syncs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from metrics import records as r

from .custom import custom_keys, store_custom
from .daily import store_daily, withdraw_daily
from .events import store_events, withdraw_events
from .forget import forget_source
from .kept import KeptEvent, adopt_events, drop_events, kept_events
from .samples import store_samples, withdraw_samples

__all__ = [
    "KeptEvent",
    "Stored",
    "adopt_events",
    "custom_keys",
    "drop_events",
    "forget_source",
    "kept_events",
    "store",
    "withdraw_daily",
    "withdraw_events",
    "withdraw_samples",
]

EVENTS = (r.Sleep, r.WorkoutRecord, r.Note, r.Work, r.Money, r.Measurement)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows were written, and the days whose roll-ups must be computed again."""

    changed: int
    days: set[date]


@transaction.atomic(savepoint=False)
def store(*, user_id: int, source: str, records: Sequence[r.Record], now: datetime) -> Stored:
    """Store what a source said; what is stored already costs one reading and no writing.

    Where the records hold one key twice, the last one counts. Raises ValueError for a number that is none
    (NaN, infinity): nothing of the batch is stored then.
    """
    store_custom(user_id, [x for x in records if isinstance(x, r.CustomDaily)])
    values = {(x.day, x.metric): x.value for x in records if isinstance(x, r.Daily)}
    changed = store_daily(user_id=user_id, source=source, values=values, now=now)
    days: set[date] = set()
    for kind in EVENTS:
        events = [x for x in records if isinstance(x, kind)]
        written, touched = store_events(user_id=user_id, source=source, events=events, now=now)
        changed += written
        days |= touched
    series = [x for x in records if isinstance(x, r.Samples)]
    written, touched = store_samples(user_id=user_id, source=source, series=series, now=now)
    return Stored(changed + written, days | touched)
