"""Rows of the schedule that every installation has. An operator may edit them; they are only ever added."""

from collections.abc import Callable, Mapping
from functools import partial

from django.db import connection
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

When = Mapping[str, IntervalSchedule | CrontabSchedule]
AN_HOUR = 3600


def add_every_minute(tasks: Mapping[str, str]) -> None:
    """Adds what is missing of name → task. A message that is not taken before the next one is due is void."""
    _add(tasks, every_minute, expires=55)


def add_nightly(tasks: Mapping[str, str], *, minute: int) -> None:
    """The same at that minute past three in the night (UTC)."""
    _add(tasks, partial(nightly, minute), expires=AN_HOUR)


def _add(tasks: Mapping[str, str], when: Callable[[], When], expires: int) -> None:
    # Asked for after every migration, also after one of a single app, before which there may be no schedule.
    if PeriodicTask._meta.db_table not in connection.introspection.table_names():
        return
    there = set(PeriodicTask.objects.filter(name__in=tasks).values_list("name", flat=True))
    for name in tasks.keys() - there:
        PeriodicTask.objects.create(name=name, task=tasks[name], expire_seconds=expires, **when())


# Not get_or_create: the admin lets an operator add the same interval or time twice.


def every_minute() -> When:
    minute = {"every": 1, "period": IntervalSchedule.MINUTES}
    rows = IntervalSchedule.objects
    return {"interval": rows.filter(**minute).first() or rows.create(**minute)}


def nightly(minute: int) -> When:
    every_day = dict.fromkeys(("day_of_week", "day_of_month", "month_of_year"), "*")
    at = {"minute": str(minute), "hour": "3", "timezone": "UTC", **every_day}
    rows = CrontabSchedule.objects
    return {"crontab": rows.filter(**at).first() or rows.create(**at)}
