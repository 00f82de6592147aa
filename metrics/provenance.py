"""Where a number is from: what the receipt behind it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from metrics.day_values import MONEY_KEYS
from metrics.models import Correction, DailyMetric, FinanceEntry, SleepPeriod, Vital, Workout, WorkSession
from metrics.models.event import Event
from metrics.ranking import rank
from metrics.rollups import SLEEP_KEYS, WORK_KEYS, WORKOUT_KEYS
from metrics.tables import table_of


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that is known about one metric of one day.

    `rows`: one per source, the one that stands first. `events`: what roll-ups are computed from, excluded
    and withdrawn ones included. `corrections`: every act on those, newest first.
    """

    rows: list[DailyMetric]
    events: list[Event]
    corrections: list[Correction]

    @property
    def standing(self) -> DailyMetric | None:
        """The row whose number the pages show."""
        return self.rows[0] if self.rows else None


def provenance(*, user: User, metric: str, day: date, order: Sequence[str] = ()) -> Provenance:
    """The receipt of a number, in three queries."""
    rows = list(DailyMetric.objects.filter(user=user, metric=metric, day=day))
    rows.sort(
        key=lambda row: (
            row.effective is None and not row.excluded,
            row.override is None,
            rank(row.source, order),
        )
    )
    events = list(_events(user, metric, day))
    acts = Q(target=Correction.Target.DAILY, metric=metric, day=day)
    acts |= Q(target=_table(metric), event_id__in=[event.pk for event in events])
    acts |= Q(target=Correction.Target.SPAN, event_id__in=[row.span for row in rows if row.span])
    return Provenance(rows, events, list(corrections_of(user=user).filter(acts)))


def _table(metric: str) -> str:
    if metric in SLEEP_KEYS:
        return "sleep"
    if metric in WORK_KEYS:
        return "work"
    if metric in MONEY_KEYS:
        return "finance"
    if metric.startswith(("vital.", "custom.")):
        return "vital"
    return "workout" if metric in WORKOUT_KEYS else ""


def _events(user: User, metric: str, day: date) -> Iterable[Event]:
    match _table(metric):
        case "sleep":
            return SleepPeriod.objects.filter(user=user, day=day).defer("curves").order_by("start")
        case "workout":
            return Workout.objects.filter(user=user, day=day).order_by("start")
        case "work":
            return WorkSession.objects.filter(user=user, day=day).order_by("start")
        case "finance":
            _family, direction, currency = metric.split(".")
            mine = FinanceEntry.objects.filter(user=user, day=day, direction=direction)
            return mine.filter(currency=currency.upper()).order_by("pk")
        case "vital":
            return Vital.objects.filter(user=user, day=day, metric=metric).order_by("start", "pk")
    return []


def corrections_of(
    *,
    user: User,
    metric: str | None = None,
    start: date | None = None,
    end: date | None = None,
    event: Event | None = None,
) -> QuerySet[Correction]:
    """Who changed what of this person's, newest first, narrowed as asked. The reason is decrypted on use."""
    rows = Correction.objects.filter(user=user).select_related("by", "undone_by").order_by("-pk")
    if metric is not None:
        rows = rows.filter(metric=metric)
    if start is not None:
        rows = rows.filter(day__gte=start)
    if end is not None:
        rows = rows.filter(day__lte=end)
    if event is not None:
        rows = rows.filter(target=table_of(event), event_id=event.pk)
    return rows
