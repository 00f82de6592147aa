"""The rows of the schedule. An operator may edit them in the admin, so they are only ever added."""

from typing import Any

from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

NIGHTLY = {
    "Forget old runs": "integrations.forget_old_runs",
    "Forget ended sessions": "accounts.forget_ended_sessions",
}


def seed(**kwargs: Any) -> None:
    """Adds what is missing. A message that is not taken before the next one is due is void."""
    minute, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.MINUTES)
    nightly, _ = CrontabSchedule.objects.get_or_create(
        minute="17", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    PeriodicTask.objects.get_or_create(
        name="Sync what is due",
        defaults={"task": "integrations.dispatch_due", "interval": minute, "expire_seconds": 55},
    )
    for name, task in NIGHTLY.items():
        PeriodicTask.objects.get_or_create(
            name=name, defaults={"task": task, "crontab": nightly, "expire_seconds": 3600}
        )
