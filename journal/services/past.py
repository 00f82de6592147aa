"""Many days at once, as somebody brings them along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from accounts.models import User
from journal import numbers
from journal.models import DailyLog, Reflection, Rested, TagAnswer

from .checkin import Said
from .reflections import Written


@dataclass(frozen=True, slots=True)
class Past:
    """All that was said about one day. `rested` is what was felt before any score; None: not asked."""

    day: date
    said: Said
    rested: int | None = None
    reflections: Sequence[Written] = field(default_factory=tuple)


@transaction.atomic
def past_write(*, user: User, past: Sequence[Past]) -> None:
    """Store days in a few statements, and their numbers with them.

    A day that has a check-in stays as it is, with everything that `past` would add to it.
    """
    held = set(DailyLog.objects.filter(user=user).values_list("day", flat=True))
    news = [one for one in past if one.day not in held]
    if not news:
        return
    _check_ins(user, news)
    _reflections(user, news)
    Rested.objects.bulk_create(
        [Rested(user=user, day=one.day, value=one.rested) for one in news if one.rested is not None],
        ignore_conflicts=True,
    )
    numbers.follow(user, min(one.day for one in news), max(one.day for one in news))


def _check_ins(user: User, news: Sequence[Past]) -> None:
    columns = ("mood", "energy", "stress", "text")
    DailyLog.objects.bulk_create(
        DailyLog(user=user, day=one.day, **{name: getattr(one.said, name) for name in columns})
        for one in news
    )
    # Not every database tells the ids of rows that were made together.
    ids = dict(DailyLog.objects.filter(user=user).values_list("day", "pk"))
    TagAnswer.objects.bulk_create(
        TagAnswer(log_id=ids[one.day], tag_id=tag, yes=said.yes, amount=said.amount, time=said.at)
        for one in news
        for tag, said in one.said.answers.items()
    )


def _reflections(user: User, news: Sequence[Past]) -> None:
    """Those with tags one by one: they are few."""
    written = [text for one in news for text in one.reflections]
    Reflection.objects.bulk_create(_row(user, text) for text in written if not text.tags)
    for text in written:
        if text.tags:
            row = _row(user, text)
            row.save()
            row.tags.set(text.tags)


def _row(user: User, text: Written) -> Reflection:
    return Reflection(user=user, day=text.day, title=text.title, text=text.text)
