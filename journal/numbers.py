"""What was said becomes numbers of the day, like those of any other source."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import bump_generation
from metrics import ingest
from metrics.models import CustomMetric, DailyMetric
from metrics.records import Daily

from .days import FIRST
from .models import DailyLog, Rested, Tag

SOURCE = "journal"
SCALES = {"mood": "mood.rating", "energy": "mood.energy", "stress": "mood.stress"}
RESTED = "mood.rested"


@transaction.atomic
def follow(user: User, start: date, end: date) -> None:
    """Bring the numbers of those days, both included, in line with what the journal says now.

    What is unanswered is absent; what stands there already is not written again.
    """
    records = list(_said(user, start, end))
    now = timezone.now()
    keep = {(record.day, record.metric) for record in records}
    keys = [*SCALES.values(), RESTED, *(tag.key for tag in Tag.objects.filter(user=user))]
    ingest.store(user_id=user.pk, source=SOURCE, records=records, now=now)
    ingest.withdraw_daily(
        user_id=user.pk, source=SOURCE, metrics=keys, start=start, end=end, keep=keep, now=now
    )
    bump_generation(user.pk)


def _said(user: User, start: date, end: date) -> Iterator[Daily]:
    span = (start, end)
    logs = DailyLog.objects.filter(user=user, day__range=span).defer("text").prefetch_related("answers__tag")
    for log in logs:
        for scale, key in SCALES.items():
            if (value := getattr(log, scale)) is not None:
                yield Daily(log.day, key, float(value))
        for answer in log.answers.all():
            yield Daily(log.day, answer.tag.key, float(answer.yes))
    answered = Rested.objects.filter(user=user, day__range=span)
    for one in answered:
        if one.value is not None:
            yield Daily(one.day, RESTED, float(one.value))


def declare(tag: Tag) -> None:
    """Tell the catalogue what the tag's numbers are called."""
    CustomMetric.objects.update_or_create(
        user_id=tag.user_id, key=tag.key, defaults={"label": tag.name, "group": "journal"}
    )


def forget(user: User, key: str) -> None:
    """Let go of a tag's numbers. What a person corrected stays, and then its name does, too."""
    numbers = DailyMetric.objects.filter(user=user, metric=key)
    ingest.withdraw_daily(
        user_id=user.pk,
        source=SOURCE,
        metrics=[key],
        start=FIRST,
        end=date.max,
        keep=set(),
        now=timezone.now(),
    )
    if not numbers.exists():
        CustomMetric.objects.filter(user=user, key=key).delete()
