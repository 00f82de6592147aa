"""Reads of what is known about a person's days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from types import MappingProxyType

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts.models import User
from metrics.held import metrics_held
from metrics.models import DailyMetric, SleepPeriod
from metrics.nights import SLEPT, counted
from metrics.nights import main_night as longest
from metrics.provenance import Provenance, corrections_of, provenance
from metrics.ranking import preferred
from metrics.standing import Numbers, Value, numbers, standing

__all__ = [
    "Numbers",
    "Provenance",
    "Value",
    "corrections_of",
    "daily",
    "daily_numbers",
    "extent",
    "history",
    "latest",
    "main_night",
    "main_nights",
    "metrics_held",
    "provenance",
    "says_anything",
    "sleep_periods",
    "years",
]

RECENT = timedelta(days=60)


def daily(
    *,
    user: User,
    metrics: Sequence[str],
    start: date,
    end: date,
    order: Sequence[str] = (),
    families: Mapping[str, date] = MappingProxyType({}),
) -> dict[str, dict[date, Value]]:
    """Per metric and day the one number that stands, both ends included, in one query.

    Every metric asked for is a key; a day without a number is absent. `order` names sources, the preferred
    one first; those that it leaves out follow by name. `families`: beginnings of keys ("tag."), of which
    every metric is read that the person has, from that day on.
    """
    asked = [Q(metric__in=metrics, day__range=(start, end))]
    asked += [_family(name, since, end) for name, since in families.items()]
    rows = _rows(user).filter(reduce(or_, asked))
    return {metric: {} for metric in metrics} | standing(rows, order)


def _family(name: str, since: date, end: date) -> Q:
    """As a range of keys, which finds its way through the index on every database."""
    after = f"{name[:-1]}{chr(ord(name[-1]) + 1)}"
    return Q(metric__gte=name, metric__lt=after, day__range=(since, end))


def daily_numbers(
    *, user: User, metrics: Sequence[str], start: date, end: date, order: Sequence[str] = ()
) -> Numbers:
    """As `daily`, but numbers alone, where a day that is left out is absent, and what was changed apart."""
    found = numbers(_rows(user).filter(metric__in=metrics, day__range=(start, end)), order)
    return found._replace(known={metric: {} for metric in metrics} | found.known)


def history(
    *, user: User, metric: str, source: str | None = None, order: Sequence[str] = ()
) -> dict[date, Value]:
    """All days of one metric, oldest first; of one source if one is named."""
    rows = _rows(user).filter(metric=metric)
    if source is not None:
        rows = rows.filter(source=source)
    return standing(rows, order).get(metric, {})


def latest(
    *, user: User, metrics: Sequence[str], before: date | None = None, order: Sequence[str] = ()
) -> dict[str, Value]:
    """The newest number of each metric, of a day before `before`. Excluded days are passed over.

    Most numbers are of the last days and take one query; what is left takes two more.
    """
    rows = _rows(user).filter(day__lt=before) if before else _rows(user)
    recent = (before or user.today()) - RECENT
    found = _newest(standing(rows.filter(metric__in=metrics, day__gte=recent), order))
    rest = [metric for metric in metrics if metric not in found]
    if rest:
        found |= _newest(standing(rows.filter(_last_days(rows.filter(metric__in=rest))), order))
    return found


def _last_days(rows: QuerySet[DailyMetric]) -> Q:
    """Each metric's own last two months with a number."""
    last: list[tuple[str, date]] = list(
        rows.filter(excluded=False).values_list("metric").annotate(Max("day"))
    )
    spans = (Q(metric=metric, day__range=(day - RECENT, day)) for metric, day in last)
    return reduce(or_, spans, Q(pk__in=[]))


def _newest(winners: dict[str, dict[date, Value]]) -> dict[str, Value]:
    newest = {}
    for metric, values in winners.items():
        days = [day for day, value in values.items() if value.value is not None]
        if days:
            newest[metric] = values[max(days)]
    return newest


def _rows(user: User) -> QuerySet[DailyMetric]:
    return DailyMetric.objects.filter(user=user)


def extent(user: User) -> tuple[date, date] | None:
    """The first and the last day with a number; None for a person without any."""
    days = DailyMetric.objects.filter(user=user).values_list("day", flat=True)
    first, last = days.order_by("day").first(), days.order_by("-day").first()
    return (first, last) if first and last else None


def says_anything(day: date) -> Exists:
    """For a query of persons: whether any number of that day is known, also one that they left out."""
    said = Q(value__isnull=False) | Q(override__isnull=False) | Q(excluded=True)
    return Exists(DailyMetric.objects.filter(said, user=OuterRef("pk"), day=day))


def years(user: User) -> list[int]:
    """The years from the first number to the last, newest first."""
    ends = extent(user)
    return list(range(ends[1].year, ends[0].year - 1, -1)) if ends else []


def sleep_periods(
    *, user: User, start: date, end: date, everything: bool = False, curves: bool = False
) -> list[SleepPeriod]:
    """The periods of those days that count, in order of their start.

    `everything` adds what does not count: excluded, withdrawn and rejected periods. Without `curves` those
    are loaded only when somebody looks at them, by a query each.
    """
    rows = SleepPeriod.objects.filter(user=user, day__range=(start, end)).order_by("day", "start", "pk")
    found = list(rows if curves else rows.defer("curves"))
    if everything:
        return found
    return [period for period in _counted_by_day(found) if period.kind in SLEPT]


def _counted_by_day(periods: Iterable[SleepPeriod]) -> list[SleepPeriod]:
    by_day: dict[date, list[SleepPeriod]] = defaultdict(list)
    for period in periods:
        by_day[period.day].append(period)
    return [period for of_day in by_day.values() for period in counted(of_day)]


def main_nights(
    *, user: User, start: date, end: date, order: Sequence[str] = (), curves: bool = False
) -> dict[date, SleepPeriod]:
    """The main night of each day that has one; with several sources, the preferred one's."""
    by_day: dict[date, dict[str, list[SleepPeriod]]] = defaultdict(lambda: defaultdict(list))
    for period in sleep_periods(user=user, start=start, end=end, curves=curves):
        by_day[period.day][period.source].append(period)
    found = {}
    for day, sources in by_day.items():
        nights = {source: night for source, of_day in sources.items() if (night := longest(of_day))}
        if nights:
            found[day] = nights[preferred(nights, order)]
    return found


def main_night(*, user: User, day: date, order: Sequence[str] = ()) -> SleepPeriod | None:
    """The main night of a day, with its curves."""
    return main_nights(user=user, start=day, end=day, order=order, curves=True).get(day)
