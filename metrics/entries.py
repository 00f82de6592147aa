"""Reads of money and measured values, one by one and summed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Sum, When
from django.db.models import Value as Constant
from django.db.models.functions import Concat, Lower, TruncMonth
from django.db.models.lookups import Exact

from accounts.models import User
from metrics.corrections import waiting
from metrics.models import DailyMetric, FinanceEntry, Vital
from metrics.models.event import EventOfADay
from metrics.ranking import ENTRIES, MANUAL
from metrics.records import CENTS

ZERO = Decimal(0)
# Excluded ones do not count, nor withdrawn ones, unless a person corrected them.
STANDS = Q(excluded=False) & (Q(withdrawn=False) | ~Q(overrides={}))
# What the two numbers of a reading are called, and the pulse that the cuff may add.
PRESSURE = ("vital.systolic", "vital.diastolic", "vital.pulse")


def span(start: date | None, end: date | None) -> Q:
    """A filter for those days, both included; None leaves an end open."""
    days = Q()
    if start:
        days &= Q(day__gte=start)
    if end:
        days &= Q(day__lte=end)
    return days


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


def counting(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Those of the person's rows that count in sums, as they do in the numbers of their days.

    Few days are left out: only of their rows is the number asked.
    """
    begins = {FinanceEntry: {"metric__gte": "finance.", "metric__lt": "finance/"}}.get(rows.model, {})
    left_out = DailyMetric.objects.filter(user=user, excluded=True, **begins)
    return rows.filter(STANDS).exclude(Q(day__in=left_out.values("day")) & Q(day_is_left_out(rows.model)))


def with_their_days(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that know whether the number of their day is left out (`day_left_out`)."""
    return rows.annotate(day_left_out=day_is_left_out(rows.model))


def _counting(model: type[EventOfADay], user: User, start: date | None, end: date | None) -> QuerySet[Any]:
    rows = counting(model._default_manager.filter(span(start, end), user=user), user)
    pending = waiting(user, model)
    return rows.exclude(pk__in=pending) if pending else rows


def money(*, user: User, start: date | None = None, end: date | None = None) -> QuerySet[FinanceEntry]:
    """The entries that count of those days, both ends included, newest first. Notes are decrypted on use."""
    return _counting(FinanceEntry, user, start, end).order_by("-day", "-pk")


def measurements(
    *, user: User, start: date | None = None, end: date | None = None, metrics: Sequence[str] = ()
) -> QuerySet[Vital]:
    """The measured values that count of those days, newest first; of those metrics, or of all."""
    rows = _counting(Vital, user, start, end).order_by("-day", "-start", "-pk")
    return rows.filter(metric__in=metrics) if metrics else rows


def months(rows: QuerySet[Any]) -> list[date]:
    """The first days of the months that have an entry, newest first. One query.

    Over the days there are: SQLite would call back into Python for the month of every entry.
    """
    days = rows.order_by().values_list("day", flat=True).distinct()
    return sorted({day.replace(day=1) for day in days}, reverse=True)


# --- sums of money: exact, and never across currencies ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoneySum:
    """What went one way in one month, currency and category ("": without one). `month` is its first day."""

    month: date
    currency: str
    direction: str
    category: str
    total: Decimal


def sums(*, user: User, start: date | None = None, end: date | None = None) -> list[MoneySum]:
    """Sums by month, currency, direction and category, in that order, in one or two queries."""
    rows = money(user=user, start=start, end=end).order_by()
    kinds = ("month", "currency", "direction", "category")
    found = rows.annotate(month=TruncMonth("day")).values_list(*kinds).annotate(total=Sum("amount"))
    return [
        MoneySum(month, currency, direction, category, exactly(total))
        for month, currency, direction, category, total in found.order_by(*kinds)
    ]


def exactly(total: Decimal | None) -> Decimal:
    """A sum that SQLite added up in binary, to the four places that amounts have."""
    return (total or ZERO).quantize(CENTS)


def by_month(found: Iterable[MoneySum], direction: str) -> dict[str, dict[date, Decimal]]:
    """Per currency the total of each month that has one."""
    return _grouped((one.currency, one.month, one.total) for one in found if one.direction == direction)


def by_category(found: Iterable[MoneySum], direction: str) -> dict[str, dict[str, Decimal]]:
    """Per currency the total of each category, the largest first."""
    totals = _grouped((one.currency, one.category, one.total) for one in found if one.direction == direction)
    return {
        currency: dict(sorted(of_it.items(), key=lambda item: (-item[1], item[0])))
        for currency, of_it in totals.items()
    }


def months_of(rows: QuerySet[FinanceEntry]) -> dict[str, dict[date, Decimal]]:
    """Per direction the total of each month, of entries of one currency. One query.

    The database adds up days, because SQLite would call back into Python for the month of every entry.
    """
    found = rows.order_by("day").values_list("direction", "day").annotate(total=Sum("amount"))
    return _grouped((direction, day.replace(day=1), exactly(total)) for direction, day, total in found)


def categories_of(rows: QuerySet[FinanceEntry]) -> dict[str, dict[str, Decimal]]:
    """Per direction the total of each category, the largest first, of entries of one currency. One query."""
    found = rows.order_by().values_list("direction", "category").annotate(total=Sum("amount"))
    ordered = sorted(found, key=lambda row: (-exactly(row[2]), row[1]))
    return _grouped((direction, category, exactly(total)) for direction, category, total in ordered)


def _grouped(rows: Iterable[tuple[str, Any, Decimal]]) -> dict[str, dict[Any, Decimal]]:
    totals: dict[str, dict[Any, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for currency, key, total in rows:
        totals[currency][key] += total
    return {currency: dict(of_it) for currency, of_it in totals.items()}


Account = tuple[str, str]  # its name ("": none was given), its currency


def balances(*, user: User, start: date, end: date) -> dict[Account, dict[date, Decimal]]:
    """What came in less what was spent, running, per account and currency, after each day with an entry.

    It begins with the first entry there is, not with what the account held before: a balance of what is
    written down here, no more. An account that stood still is there with the day of `start`.
    """
    return balances_of(money(user=user, end=end), start=start, end=end)


def balances_of(
    entries: QuerySet[FinanceEntry], *, start: date, end: date
) -> dict[Account, dict[date, Decimal]]:
    """The same of entries that are already chosen, in two queries."""
    running: dict[Account, Decimal] = defaultdict(Decimal)
    for account, currency, direction, total in _by_account(entries.filter(span(None, _before(start)))):
        running[account, currency] += signed(direction, exactly(total))
    lines = {account: {start: balance} for account, balance in running.items()}
    rows = entries.filter(span(start, end)).order_by("day")
    for day, name, currency, direction, amount in rows.values_list(
        "day", "account", "currency", "direction", "amount"
    ):
        running[name, currency] += signed(direction, amount)
        lines.setdefault((name, currency), {})[day] = running[name, currency]
    return dict(sorted(lines.items()))


def _by_account(rows: QuerySet[FinanceEntry]) -> Iterable[Any]:
    kinds = ("account", "currency", "direction")
    return rows.order_by().values_list(*kinds).annotate(total=Sum("amount"))


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def signed(direction: str, amount: Decimal) -> Decimal:
    return amount if direction == FinanceEntry.Direction.INCOME else -amount


@dataclass(frozen=True, slots=True)
class Labels:
    """The person's own words, and the currencies that they have entries in, their preferred one first."""

    categories: Sequence[str]
    accounts: Sequence[str]
    currencies: Sequence[str]


def labels(*, user: User) -> Labels:
    """For filters and suggestions, in one query."""
    rows = FinanceEntry.objects.filter(user=user, withdrawn=False).order_by()
    used = list(rows.values_list("category", "account", "currency").distinct())
    categories, accounts, currencies = ({row[n] for row in used} for n in range(3))
    return Labels(
        sorted(filter(None, categories), key=str.casefold),
        sorted(filter(None, accounts), key=str.casefold),
        sorted(currencies, key=lambda code: (code != user.currency, code)),
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
    """What the values of one reading share: their ids differ in the last part only."""
    together = one.external_id.rpartition(":")[0] if one.metric in PRESSURE else ""
    return one.source, one.day, one.start, together or one.pk


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


def pressures(*, user: User, start: date | None = None, end: date | None = None) -> list[Reading]:
    """The blood pressures of those days, both numbers known, newest first, in one or two queries."""
    rows = measurements(user=user, start=start, end=end, metrics=PRESSURE)
    return [reading for reading in readings(rows) if reading.is_pressure]
