"""The rows of the schedule. An operator may edit them in the admin, so they are only ever added."""

from typing import Any

from django_celery_beat.models import CrontabSchedule, PeriodicTask


def seed(**kwargs: Any) -> None:
    nightly, _ = CrontabSchedule.objects.get_or_create(
        minute="41", hour="3", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    PeriodicTask.objects.get_or_create(
        name="Forget deleted reflections",
        defaults={"task": "journal.forget_deleted", "crontab": nightly, "expire_seconds": 3600},
    )
