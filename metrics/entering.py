"""The only writer of what a person writes down by hand: money spent, values measured.

These rows are theirs altogether (`source="manual"`): they are changed in place and really deleted. What
stood before is given back by every act, so that the act can be taken back.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import bump_generation
from healthdash.lib.fields import Unreadable
from metrics import overrides, rollups
from metrics.models import FinanceEntry, Vital
from metrics.models.event import EventOfADay
from metrics.ranking import MANUAL
from metrics.tables import TABLES, table_of

Row = dict[str, Any]
KEPT_AS_TEXT = ("first_seen", "changed_at")
SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, as it can be taken back: rows as they stood, and the ids of those that were made."""

    table: str
    before: Sequence[Row]
    made: Sequence[int]


@dataclass(frozen=True, slots=True)
class MoneyWritten:
    """A sum of money as a person writes it down."""

    day: date
    direction: str
    amount: Decimal
    currency: str
    category: str = ""
    account: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in one go: a value, or those of a blood pressure, by metric."""

    day: date
    values: Mapping[str, float]
    at: datetime | None = None

    @property
    def utc_offset(self) -> int:
        offset = self.at.utcoffset() if self.at else None
        return int(offset.total_seconds()) if offset else 0


@transaction.atomic
def write_money(user: User, written: MoneyWritten, entry: FinanceEntry | None = None) -> Act:
    """Write an entry down, or write one's own entry anew."""
    row = entry or FinanceEntry(user=user, source=MANUAL, external_id=uuid.uuid4().hex)
    before, days = kept([entry] if entry else []), {entry.day} if entry else set[date]()
    for name in written.__slots__:
        setattr(row, name, getattr(written, name))
    _save(row)
    return _done(user, "finance", before, [] if entry else [row], days | {row.day})


@transaction.atomic
def write_reading(user: User, measured: Measured, reading: Sequence[Vital] = ()) -> Act:
    """Write down what was measured, or write one's own reading anew; a value left out of it goes."""
    before, days = kept(reading), {row.day for row in reading}
    standing = {row.metric: row for row in reading}
    together = reading[0].external_id.partition(":")[0] if reading else uuid.uuid4().hex
    rows = []
    for metric, value in measured.values.items():
        row = standing.pop(metric, None) or _new(user, together, metric)
        row.day, row.value, row.start, row.utc_offset = (
            measured.day,
            value,
            measured.at,
            measured.utc_offset,
        )
        _save(row)
        rows.append(row)
    Vital.objects.filter(pk__in=[row.pk for row in standing.values()]).delete()
    made = [row for row in rows if row.pk not in {one["id"] for one in before}]
    return _done(user, "vital", before, made, days | {measured.day})


def _new(user: User, together: str, metric: str) -> Vital:
    name = metric.rpartition(".")[2][:80]
    return Vital(user=user, source=MANUAL, external_id=f"{together}:{name}", metric=metric)


@transaction.atomic
def delete(user: User, rows: Sequence[EventOfADay]) -> Act:
    """Delete one's own rows of one table, so that nothing of them is left."""
    table, before = table_of(rows[0]), kept(rows)
    TABLES[table]._default_manager.filter(
        user=user, source=MANUAL, pk__in=[row["id"] for row in before]
    ).delete()
    return _done(user, table, before, [], {row.day for row in rows})


@transaction.atomic
def take_back(user: User, act: Act) -> None:
    """Bring one's own rows back to what they were before an act."""
    model = TABLES[act.table]
    rows = [_restored(model, user, row) for row in act.before]
    ids = {row.pk for row in rows} | set(act.made)
    mine = model._default_manager.filter(user=user, source=MANUAL)
    days = set(mine.filter(pk__in=ids).values_list("day", flat=True)) | {row.day for row in rows}
    mine.filter(pk__in=ids).delete()
    model._default_manager.bulk_create(rows)
    _done(user, act.table, (), [], days)


def _save(row: EventOfADay) -> None:
    """What the person writes now is their word: a correction of it, by an operator, has had its day."""
    now = timezone.now()
    row.overrides, row.changed_at = {}, now
    row.first_seen = row.first_seen or now
    row.save()


def kept(rows: Iterable[EventOfADay]) -> list[Row]:
    """Rows as JSON."""
    return [
        {field.attname: _as_json(getattr(row, field.attname)) for field in row._meta.concrete_fields}
        for row in rows
    ]


def _as_json(value: Any) -> Any:
    """A column's value; words that cannot be read as they are stored, so that they can be put back."""
    return (
        {SEALED: value.sealed.decode("latin-1")} if isinstance(value, Unreadable) else overrides.encode(value)
    )


def _from_json(name: str, value: Any) -> Any:
    if name == "note" and isinstance(value, dict):
        return Unreadable(value[SEALED].encode("latin-1"))
    return overrides.decode(name, value)


def _restored(model: type[Any], user: User, row: Row) -> Any:
    values = {name: _from_json(name, value) for name, value in row.items() if name not in KEPT_AS_TEXT}
    values |= {name: datetime.fromisoformat(row[name]) for name in KEPT_AS_TEXT}
    return model(**values | {"user_id": user.pk, "source": MANUAL})


def _done(
    user: User, table: str, before: Sequence[Row], made: Sequence[EventOfADay], days: Iterable[date]
) -> Act:
    rollups.roll_up(
        user_id=user.pk,
        source=MANUAL,
        days=set(days),
        zone=user.zone,
        keys=rollups.keys_of(MANUAL, table),
        now=timezone.now(),
    )
    bump_generation(user.pk)
    return Act(table, before, [row.pk for row in made])
