"""What the figures of work need from a person's data."""

from datetime import date

from accounts.models import User
from metrics import selectors
from metrics.models import CustomMetric
from metrics.selectors import Value
from metrics.stretches import work_sessions

from .window import Window
from .work_categories import CategoryData
from .work_day import WorkDay
from .work_hours import HourData

FAMILY = "work.category."


def category_data(user: User, window: Window) -> CategoryData:
    own = CustomMetric.objects.filter(user=user, key__startswith=FAMILY).values_list("key", "label")
    labels = dict(own)
    series = selectors.daily(user=user, metrics=list(labels), start=window.start, end=window.end)
    totals: dict[str, float] = {}
    for key, label in labels.items():
        totals[label] = totals.get(label, 0.0) + _sum(series.get(key, {}))
    return CategoryData(totals, window, user)


def _sum(values: dict[date, Value]) -> float:
    return sum(value.value for value in values.values() if value.value is not None)


def hour_data(user: User, window: Window) -> HourData:
    return HourData(work_sessions(user=user, start=window.start, end=window.end), window, user.today(), user)


def day_data(user: User, day: date) -> WorkDay:
    return WorkDay(day, work_sessions(user=user, start=day, end=day, words=True), user)
