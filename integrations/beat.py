"""The rows of the schedule. An operator may edit them in the admin, so they are only ever added."""

from typing import Any

from django.db import connection
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

NIGHTLY = {
    "Forget old runs": "integrations.forget_old_runs",
    "Forget ended sessions": "accounts.forget_ended_sessions",
}


def seed(**kwargs: Any) -> None:
    """Adds what is missing. A message that is not taken before the next one is due is void.

    Runs after every migration, also after one of a single app, before which there may be no schedule yet.
    """
    if PeriodicTask._meta.db_table not in connection.introspection.table_names():
        return
    names = ["Sync what is due", *NIGHTLY]
    missing = set(names) - set(PeriodicTask.objects.filter(name__in=names).values_list("name", flat=True))
    if "Sync what is due" in missing:
        PeriodicTask.objects.create(
            name="Sync what is due",
            task="integrations.dispatch_due",
            interval=every_minute(),
            expire_seconds=55,
        )
    for name in missing & NIGHTLY.keys():
        PeriodicTask.objects.create(name=name, task=NIGHTLY[name], crontab=nightly(), expire_seconds=3600)


# Not get_or_create: the admin lets an operator add the same interval or time twice.


def every_minute() -> IntervalSchedule:
    minute = {"every": 1, "period": IntervalSchedule.MINUTES}
    return IntervalSchedule.objects.filter(**minute).first() or IntervalSchedule.objects.create(**minute)


def nightly() -> CrontabSchedule:
    every_day = dict.fromkeys(("day_of_week", "day_of_month", "month_of_year"), "*")
    at = {"minute": "17", "hour": "3", "timezone": "UTC", **every_day}
    return CrontabSchedule.objects.filter(**at).first() or CrontabSchedule.objects.create(**at)
