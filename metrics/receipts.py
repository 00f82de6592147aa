"""Where a number is from, what a person did to it, and what its source says now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from metrics import selectors
from metrics.catalogue import Metric
from metrics.models import Correction, DailyMetric, SleepPeriod
from metrics.ranking import MANUAL
from metrics.selectors import Value

# Numbers that are taken from the main night, and so have its times.
OF_THE_NIGHT = {
    f"sleep.{name}"
    for name in (
        "main deep rem light awake latency efficiency in_bed bedtime waketime lowest_hr average_hr hrv breath"
    ).split()
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One day of one metric. `value` is what stands, `row` its stored number, `others` what it beat."""

    metric: Metric
    day: date
    value: Value | None
    row: DailyMetric | None
    others: Sequence[DailyMetric]
    acts: Sequence[Correction]
    night: SleepPeriod | None

    @property
    def source_changed(self) -> bool:
        """Whether the source says something else since the person put their own number in its place."""
        if self.row is None or self.row.override is None or self.row.value is None:
            return False
        last = next((act for act in self.acts if act.source == self.row.source and not act.undoes_id), None)
        return last is not None and last.source_value != self.row.value

    @property
    def is_typed_in(self) -> bool:
        return self.row is not None and self.row.source == MANUAL


def receipt(user: User, metric: Metric, day: date) -> Receipt:
    """Everything about one number, in at most four queries."""
    values = selectors.daily(user=user, metrics=[metric.key], start=day, end=day)[metric.key]
    value = values.get(day)
    rows = list(DailyMetric.objects.filter(user=user, metric=metric.key, day=day).order_by("source"))
    standing = next((row for row in rows if value and row.source == value.source), None)
    return Receipt(
        metric=metric,
        day=day,
        value=value,
        row=standing,
        others=[row for row in rows if row is not standing and row.effective is not None],
        acts=list(acts_of(user).filter(target=Correction.Target.DAILY, metric=metric.key, day=day)),
        night=selectors.main_night(user=user, day=day) if metric.key in OF_THE_NIGHT else None,
    )


def acts_of(user: User) -> QuerySet[Correction]:
    """A person's corrections, newest first, each with who did it and whether it was undone."""
    return Correction.objects.filter(user=user).select_related("by", "undone_by")


def own_act(user: User, pk: Any) -> Correction | None:
    """The correction of that id, if it is this person's, still stands and can be undone."""
    if not str(pk).isdecimal():
        return None
    return acts_of(user).filter(pk=pk, undoes=None, undone_by=None).first()


