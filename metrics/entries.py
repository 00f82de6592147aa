"""Reads of money and measured values, one by one and summed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models import Value as Constant
from django.db.models.functions import Concat, Left, Lower
from django.db.models.lookups import Exact

from accounts.models import User
from metrics import bare
from metrics.corrections import waiting
from metrics.models import DailyMetric, FinanceEntry, Vital
from metrics.models.event import EventOfADay
from metrics.ranking import ENTRIES, MANUAL
from metrics.records import CENTS, INCOME

ZERO = Decimal(0)
# Excluded ones do not count, nor withdrawn ones, unless a person corrected them.
STANDS = Q(excluded=False) & (Q(withdrawn=False) | ~Q(overrides={}))
# What the two numbers of a reading are called, and the pulse that the cuff may add.
PRESSURE = ("vital.systolic", "vital.diastolic", "vital.pulse")


def day_is_left_out(model: type[EventOfADay]) -> Exists:
    """Whether a person left out the day's number that a row goes into: alone, or with several days.

    The number is asked, not the span of days, so that a day which was brought back by hand counts again.
    """
    key: Any = OuterRef("metric")
    is_by_hand = Exact(OuterRef("source"), Constant(MANUAL))
    source: Any = Case(
        When(is_by_hand, then=Constant(ENTRIES)), default=OuterRef("source"), output_field=CharField()
    )
    if model is FinanceEntry:
        code = Lower(OuterRef("currency"))
        key = Concat(
            Constant("finance."), OuterRef("direction"), Constant("."), code, output_field=CharField()
        )
        source = Constant(ENTRIES)
    numbers = DailyMetric.objects.filter(user=OuterRef("user"), day=OuterRef("day"), excluded=True)
    return Exists(numbers.filter(metric=key, source=source))


def counting(rows: QuerySet[FinanceEntry], user: User) -> QuerySet[FinanceEntry]:
    """Those of the person's entries that count in sums, as they do in the numbers of their days.

    It asks at once of which days a number is left out: mostly of none, and then no row is asked for its own.
    """
    left_out = DailyMetric.objects.filter(
        user=user, metric__gte="finance.", metric__lt="finance/", excluded=True
    )
    days = list(left_out.order_by("day").values_list("day", flat=True).distinct())
    standing = rows.filter(STANDS)
    return standing.exclude(Q(day__in=days) & Q(day_is_left_out(rows.model))) if days else standing


def with_their_days(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that know whether the number of their day is left out (`day_left_out`)."""
    return rows.annotate(day_left_out=day_is_left_out(rows.model))


def money(*, user: User, end: date, currency: str) -> QuerySet[FinanceEntry]:
    """The entries in one currency that count, up to a day; two or three queries say which."""
    rows = counting(FinanceEntry.objects.filter(user=user, day__lte=end, currency=currency), user)
    pending = waiting(user, FinanceEntry)
    return rows.exclude(pk__in=pending) if pending else rows


# The month of a day, as text: SQLite would call back into Python to truncate each date.
MONTH = Left(bare.text("day"), 7)


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def months(rows: QuerySet[Any]) -> list[date]:
    """The first days of the months that have an entry, newest first. One query."""
    found = rows.order_by().values_list(MONTH, flat=True).distinct()
    return sorted(map(first_of, found), reverse=True)


# --- sums of money: exact, and never across currencies ----------------------------------------------------


def exactly(total: Decimal | None) -> Decimal:
    """A sum that SQLite added up in binary, to the four places that amounts have."""
    return (total or ZERO).quantize(CENTS)


def months_of(rows: QuerySet[FinanceEntry]) -> dict[str, dict[date, Decimal]]:
    """Per direction the total of each month by its first day, of entries of one currency. One query."""
    months = rows.annotate(month=MONTH).order_by("month").values_list("direction", "month")
    found = months.annotate(total=Sum("amount"))
    return _grouped((direction, first_of(month), total) for direction, month, total in found)


def categories_of(rows: QuerySet[FinanceEntry]) -> dict[str, dict[str, Decimal]]:
    """Per direction the total of each category, the largest first, of entries of one currency. One query."""
    found = rows.order_by().values_list("direction", "category").annotate(total=Sum("amount"))
    return _grouped(sorted(found, key=lambda row: (-exactly(row[2]), row[1])))


def _grouped(rows: Iterable[tuple[str, Any, Decimal]]) -> dict[str, dict[Any, Decimal]]:
    totals: dict[str, dict[Any, Decimal]] = defaultdict(dict)
    for direction, key, total in rows:
        totals[direction][key] = exactly(total)
    return dict(totals)


def balance_of(rows: QuerySet[FinanceEntry], start: date) -> dict[date, Decimal]:
    """What came in less what was spent, running, after each day with an entry, of entries of one currency.

    It begins with the first entry there is, not with what an account held before: a balance of what is
    written down. What came before `start` is put together there. One query.
    """
    since = rows.annotate(at=Case(When(day__gte=start, then=F("day")))).order_by("at")
    running, balance = ZERO, dict[date, Decimal]()
    for at, direction, total in since.values_list("at", "direction").annotate(total=Sum("amount")):
        running += signed(direction, exactly(total))
        balance[at or start] = running
    return balance


def signed(direction: str, amount: Decimal) -> Decimal:
    return amount if direction == INCOME else -amount


@dataclass(frozen=True, slots=True)
class Labels:
    """The person's own words, and the currencies that they have entries in, their preferred one first."""

    categories: Sequence[str]
    accounts: Sequence[str]
    currencies: Sequence[str]


def labels(*, user: User) -> Labels:
    """For filters and suggestions, in one query."""
    rows = FinanceEntry.objects.filter(user=user, withdrawn__in=[False]).order_by()
    # All columns of the index, so that the database skips along it instead of reading every entry.
    used = list(rows.values_list("user", "withdrawn", "currency", "category", "account").distinct())
    return Labels(
        sorted({category for *_, category, _account in used if category}, key=str.casefold),
        sorted({account for *_, account in used if account}, key=str.casefold),
        sorted({row[2] for row in used}, key=lambda code: (code != user.currency, code)),
    )


# --- readings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured in one go: one value, or a blood pressure of two with or without the pulse."""

    day: date
    at: datetime | None
    source: str
    values: Mapping[str, Vital]  # by metric, in the order of PRESSURE

    @property
    def is_pressure(self) -> bool:
        return "vital.systolic" in self.values and "vital.diastolic" in self.values

    @property
    def first(self) -> Vital:
        return next(iter(self.values.values()))


def reading_of(one: Vital) -> tuple[Any, ...]:
    """What the values of one reading share."""
    return one.source, one.day, one.start, stem(one.pk, one.metric, one.external_id)


def stem(pk: int, metric: str, external_id: str) -> str | int:
    """What tells a reading from others of the same moment: the ids of a blood pressure differ in the last
    part only, and any other value is a reading of its own."""
    return (external_id.rpartition(":")[0] if metric in PRESSURE else "") or pk


def readings(found: Iterable[Vital]) -> list[Reading]:
    """Measured values put together as they were measured, in the order in which they come."""
    groups: dict[tuple[Any, ...], dict[str, Vital]] = {}
    for one in found:
        groups.setdefault(reading_of(one), {})[one.metric] = one
    return [Reading(key[1], key[2], key[0], _in_order(values)) for key, values in groups.items()]


def _in_order(values: dict[str, Vital]) -> dict[str, Vital]:
    return dict(sorted(values.items(), key=lambda item: (item[0] not in PRESSURE, _place(item[0]))))


def _place(metric: str) -> int:
    return PRESSURE.index(metric) if metric in PRESSURE else 0
