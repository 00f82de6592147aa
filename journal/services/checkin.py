"""Saving and deleting what was said about a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal import days, numbers
from journal.fields import Unreadable
from journal.models import DailyLog, Rested, TagAnswer


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no to a tag; how much or when only with a yes."""

    yes: bool
    amount: float | None = None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A whole check-in. Scales from 1 to 5; None and absent tags are not answered."""

    mood: int | None = None
    energy: int | None = None
    stress: int | None = None
    text: str = ""
    answers: Mapping[int, Answer] = field(default_factory=dict)  # by the tag's id

    @property
    def is_empty(self) -> bool:
        scales = (self.mood, self.energy, self.stress)
        return not (self.text or self.answers or any(value is not None for value in scales))


class Conflict(Exception):
    """The day was changed since the form was opened; `log` is what stands now, None if it is gone."""

    def __init__(self, log: DailyLog | None) -> None:
        self.log = log


@transaction.atomic
def check_in(*, user: User, day: date, said: Said, version: int) -> DailyLog:
    """Save a day. `version` is the one that the form was filled from, 0 for a day without a check-in.

    Raises Conflict, with nothing written, where another tab was faster, and ValidationError for a day that
    cannot be written and for words that the server's key cannot read.
    """
    if not days.may_be_written(day, user):
        raise ValidationError(
            _("This day cannot be written to: it has not come yet, or never was."), code="day"
        )
    log = DailyLog.objects.filter(user=user, day=day).first()
    columns = _columns(said, log)
    if log is None:
        log = _begin(user, day, version, columns)
    elif not _change(log, version, columns):
        raise Conflict(log)
    _answer(log, said.answers)
    numbers.follow(user, day, day)
    log.refresh_from_db()
    return log


def _columns(said: Said, log: DailyLog | None) -> dict[str, object]:
    columns: dict[str, object] = {"mood": said.mood, "energy": said.energy, "stress": said.stress}
    if log is None or not isinstance(log.text, Unreadable):
        return columns | {"text": said.text}
    if said.text:
        message = _("The words of this day were written with another key, so they are not replaced.")
        raise ValidationError(message, code="unreadable")
    return columns


def _begin(user: User, day: date, version: int, columns: dict[str, object]) -> DailyLog:
    if version:
        raise Conflict(None)
    log, is_new = DailyLog.objects.get_or_create(user=user, day=day, defaults=columns)
    if not is_new:
        raise Conflict(log)
    return log


def _change(log: DailyLog, version: int, columns: dict[str, object]) -> bool:
    same = DailyLog.objects.filter(pk=log.pk, version=version)
    return bool(same.update(**columns, version=F("version") + 1, updated_at=timezone.now()))


def _answer(log: DailyLog, answers: Mapping[int, Answer]) -> None:
    log.answers.all().delete()
    TagAnswer.objects.bulk_create(
        TagAnswer(log=log, tag_id=tag, yes=one.yes, amount=one.amount, time=one.at)
        for tag, one in answers.items()
    )


@transaction.atomic
def check_in_delete(*, user: User, day: date) -> None:
    DailyLog.objects.filter(user=user, day=day).delete()
    numbers.follow(user, day, day)


@transaction.atomic
def rested_answer(*, user: User, value: int | None) -> None:
    """How rested the person feels, always of today; None: skipped."""
    day = user.today()
    Rested.objects.update_or_create(user=user, day=day, defaults={"value": value})
    numbers.follow(user, day, day)
