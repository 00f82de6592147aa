"""Money and measured values of a day: two small tables in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db.models import F, FloatField, Value
from django.db.models.functions import Cast

from accounts.models import User
from metrics.entries import with_their_days
from metrics.models import FinanceEntry, Vital

COLUMNS = ("pk", "source", "start", "utc_offset", "excluded", "withdrawn", "overrides")
# `what` is a category of money or the key of a vital; `way` and `currency` are of money alone.
MADE = ("table", "what", "way", "currency", "number", "day_left_out")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sum of money or one measured number. `start` is None where only the day is known."""

    table: str
    pk: int
    source: str
    start: datetime | None
    utc_offset: int
    excluded: bool
    withdrawn: bool
    overrides: Mapping[str, Any]
    what: str
    way: str
    currency: str
    number: float
    day_left_out: bool

    @property
    def is_money(self) -> bool:
        return self.table == "finance"

    @property
    def local_start(self) -> datetime | None:
        zone = timezone(timedelta(seconds=self.utc_offset))
        return self.start.astimezone(zone) if self.start else None

    @property
    def counts(self) -> bool:
        return not self.excluded and not self.day_left_out

    @property
    def stands(self) -> bool:
        return not self.withdrawn or bool(self.overrides) or self.excluded


def entries_of(user: User, day: date) -> list[Entry]:
    """In order of time; those without one last, as they came."""
    money = with_their_days(FinanceEntry.objects.filter(user=user, day=day)).annotate(
        table=Value("finance"),
        what=F("category"),
        way=F("direction"),
        number=Cast("amount", FloatField()),
    )
    vitals = with_their_days(Vital.objects.filter(user=user, day=day)).annotate(
        table=Value("vital"), what=F("metric"), way=Value(""), currency=Value(""), number=F("value")
    )
    names = (*COLUMNS, *MADE)
    rows = money.values_list(*names).union(vitals.values_list(*names), all=True)
    found = [Entry(**dict(zip(names, row, strict=True))) for row in rows]
    return sorted(
        (entry for entry in found if entry.stands),
        key=lambda one: (one.start is None, one.start.timestamp() if one.start else 0, one.pk),
    )
