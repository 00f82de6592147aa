"""Reads of the journal. Every one starts from the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from metrics.charts.words import source_label
from metrics.models import Annotation
from metrics.notes import tag_name

from .fields import Unreadable
from .models import DailyLog, Import, JournalSettings, Reflection, Tag, TagAnswer


def settings_of(user: User) -> JournalSettings:
    """The person's settings; unsaved ones with the defaults where they have changed nothing."""
    return JournalSettings.objects.filter(user=user).first() or JournalSettings(user=user)


def tags(user: User) -> QuerySet[Tag]:
    return Tag.objects.filter(user=user)


def tags_to_ask(user: User, log: DailyLog | None) -> list[Tag]:
    """The chips of a day: the tags in use, and archived ones that have an answer on it."""
    asked = Q(archived=False)
    if log and log.pk:
        asked |= Q(answers__log=log)
    return list(tags(user).filter(asked).distinct())


def logs(user: User) -> QuerySet[DailyLog]:
    """Check-ins with their answers, the latest day first; two queries."""
    answers = TagAnswer.objects.select_related("tag").order_by("tag__group", "tag_id")
    return DailyLog.objects.filter(user=user).order_by("-day").prefetch_related(Prefetch("answers", answers))


def log_of(user: User, day: date) -> DailyLog | None:
    return logs(user).filter(day=day).first()


def is_unreadable(said: DailyLog | Reflection | None) -> bool:
    """Whether the words were written with a key that the server does not have."""
    return said is not None and isinstance(said.text, Unreadable)


def reflections(user: User) -> QuerySet[Reflection]:
    """Those that are not deleted, with their tags; two queries."""
    return Reflection.objects.filter(user=user, deleted_at=None).prefetch_related("tags")


def deleted_reflections(user: User) -> QuerySet[Reflection]:
    """Those that can still be brought back."""
    return Reflection.objects.filter(user=user, deleted_at__isnull=False)


def days_written(user: User) -> list[date]:
    """Every day with a check-in or a reflection, the latest first; two queries."""
    found = set(DailyLog.objects.filter(user=user).values_list("day", flat=True))
    found |= set(reflections(user).values_list("day", flat=True))
    return sorted(found, reverse=True)


def imports_done(user: User) -> QuerySet[Import]:
    """What was brought in and can be undone, the latest first."""
    done = Import.objects.filter(user=user, done_at__isnull=False, undone_at=None)
    return done.defer("file", "options", "written")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A tag that a source recorded, as it called it."""

    name: str
    source: str

    @property
    def label(self) -> str:
        return source_label(self.source)


def recorded_tags(user: User, days: Sequence[date]) -> dict[date, Sequence[Recorded]]:
    """What sources recorded as tags, by day."""
    rows = Annotation.objects.filter(
        user=user, kind=Annotation.Kind.TAG, day__in=days, withdrawn=False, excluded=False
    )
    found: dict[date, list[Recorded]] = {}
    for row in rows.order_by("start").defer("text"):
        if name := tag_name(row):
            found.setdefault(row.day, []).append(Recorded(name, row.source))
    return dict(found)
